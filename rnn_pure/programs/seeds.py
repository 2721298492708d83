"""--seeds: many networks that differ in their random start alone, trained on all cores."""
import multiprocessing
import os
import signal
from statistics import median
from typing import Any, Callable, Iterator, List, Tuple

from ..model import Model
from . import terminal
from .experiment import Run, scores_of

Row = List[float]
COUNT_EVERY = 50        # steps: to count each would make processes wait for each other


def row(run: Run, seed: int, count: Callable[[int], None]) -> Row:
    """Trains one network: its loss, and its scores in per cent.

    count(n) is called when n more steps are done.
    """
    def on_step(seen: int) -> None:
        if seen % COUNT_EVERY == 0:
            count(COUNT_EVERY)

    options = run.options
    model = Model(2, options.hidden, options.bptt_truncate, seed=seed)
    loss = run.teach(model, seed, on_step)
    pairs, *more = [scores_of(model, test) for test in run.tests]
    return [loss, pairs.exact_share, pairs.digits_share, pairs.article_share] + [
        scores.exact_share for scores in more]


def compare(run: Run) -> None:
    """The scores of one network a seed, then their median and range: no claim hangs on one seed."""
    options = run.options
    seeds = range(options.seed, options.seed + options.seeds)
    progress = terminal.Progress(options.samples * options.epochs * len(seeds), "examples")
    try:
        rows = list(all_rows(run, seeds, progress))
    finally:
        progress.clear()

    def line(name: Any, row: Any) -> List[str]:
        return [str(name), f"{row[0]:.6f}"] + [f"{share:.2f}" for share in row[1:]]

    columns = list(zip(*rows))
    names = ["seed", "loss", "exact %", "bits %", "article's %"] + ["long %"] * options.quick
    summary = ("median", median), ("lowest", min), ("highest", max)
    print(terminal.table(
        [names] + [line(seed, row) for seed, row in zip(seeds, rows)]
        + [line(name, list(map(f, columns))) for name, f in summary]))
    print("\n" + run.remark(rows))


def all_rows(run: Run, seeds: range,
             progress: terminal.Progress) -> Iterator[Row]:
    """A row a seed, in their order, from --jobs processes; without others, from this one."""
    jobs = min(run.options.jobs or cores(), len(seeds))
    pool, counter = start_processes(jobs, run)
    if pool is None:
        for seed in seeds:
            yield row(run, seed, lambda n: progress.update(progress.done + n))
        return
    with pool:      # which ends them all, however this ends
        rows = pool.imap(_row, seeds)
        while True:
            try:
                yield rows.next(0.1)
            except multiprocessing.TimeoutError:
                progress.update(counter.get_obj().value)     # no lock to die with
            except StopIteration:
                return


def cores() -> int:
    """How many of them this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def start_processes(jobs: int, run: Run) -> Tuple[Any, Any]:
    """(pool, counter of steps); (None, None) for one job, or where there are no processes."""
    if jobs == 1:
        return None, None
    # Ctrl-C reaches every process of a terminal.  This one answers it; the others must not, so
    # they are started while it is ignored, which they inherit.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        counter = multiprocessing.Value("l", 0)
        return multiprocessing.Pool(jobs, _start, (run, counter)), counter
    except (ImportError, NotImplementedError, OSError):
        return None, None
    finally:
        signal.signal(signal.SIGINT, before)


_run: Run           # of a process that _start() has made ready for _row(), as are the others
_counter: Any
_parent: int


def _start(run: Run, counter: Any) -> None:
    global _run, _counter, _parent
    signal.signal(signal.SIGINT, signal.SIG_IGN)        # on Windows this is not inherited
    for name in {"SIGTERM", "SIGHUP"} & set(dir(signal)):       # what terminal.run does with them
        signal.signal(getattr(signal, name), signal.SIG_DFL)    # is not for this process
    _run, _counter, _parent = run, counter, os.getppid()


def _count(n: int) -> None:
    if os.getppid() != _parent:     # it has died; nobody waits for the row
        os._exit(1)
    with _counter.get_lock():
        _counter.value += n


def _row(seed: int) -> Row:
    return row(_run, seed, _count)
