"""--seeds: many networks that differ in their random start alone, trained on all cores."""
import multiprocessing
import os
import signal
from statistics import median
from typing import Any, Callable, Iterator, List, Tuple

from ..inside.limits import least_loss
from ..inside.scores import predict_all, score
from ..model import Model
from ..saved import networks
from ..tasks.adding import Sample, all_pairs, encode
from . import quick, terminal

Row = List[float]
LONG_SUMS = 200         # that a quick network is tested on
COUNT_EVERY = 50        # steps: to count each would make processes wait for each other


class Work:
    """What the networks of one comparison have in common; each process makes its own."""

    def __init__(self, options: Any, training: List[Sample]) -> None:
        self.options = options
        if options.quick:
            self.tests = quick.tests(options, LONG_SUMS)
        else:
            self.X, self.Y = encode(training, is_reverse=options.is_reverse, counts=options.counts)
            self.tests = [encode(all_pairs(), is_reverse=options.is_reverse, counts=options.counts)]

    def row(self, seed: int, count: Callable[[int], None]) -> Row:
        """Trains one network: its loss, and its scores in per cent.

        count(n) is called when n more steps are done.
        """
        options = self.options

        def on_step(seen: int) -> None:
            if seen % COUNT_EVERY == 0:
                count(COUNT_EVERY)

        model = Model(2, options.hidden, options.bptt_truncate, seed=seed)
        if options.quick:
            X, Y = quick.examples(options, options.samples, seed)
            networks.practise(model, X, Y, options.learning_rate, on_step)
            fresh = quick.examples(options, quick.FRESH, seed + quick.FRESH_SEED)
            loss = model.calculate_total_loss(*fresh)
        else:
            model.train(self.X, self.Y, options.learning_rate, options.epochs, None,
                        on_step=on_step)
            loss = model.calculate_total_loss(self.X, self.Y)
        scores = [score(predict_all(model, X), Y) for X, Y in self.tests]
        row = [loss, scores[0].exact_share, scores[0].digits_share, scores[0].article_share]
        return row + [s.exact_share for s in scores[1:]]


def compare_seeds(options: Any, training: List[Sample]) -> None:
    """The scores of one network a seed, then their median and range: no claim hangs on one seed."""
    seeds = range(options.seed, options.seed + options.seeds)
    steps = options.samples if options.quick else len(training) * options.epochs
    progress = terminal.Progress(steps * len(seeds), "examples")
    try:
        rows = list(all_rows(options, training, seeds, progress))
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
    if options.quick:
        exact = [row for row in rows if row[1] == 100]
        print("\n%d of %d networks are exact on all pairs, and %d of these on the\n"
              "%d sums of %d columns (long)." % (
                  len(exact), len(rows), len([row for row in exact if row[4] == 100]),
                  LONG_SUMS, quick.LONG))
    else:
        X, Y = encode(training, is_reverse=options.is_reverse, counts=options.counts)
        print(f"\nAll pairs; loss on the {len(X)} training samples, limit {least_loss(X, Y):f}.")


def all_rows(options: Any, training: List[Sample], seeds: range,
             progress: terminal.Progress) -> Iterator[Row]:
    """A row a seed, in their order, from --jobs processes; without others, from this one."""
    jobs = min(options.jobs or cores(), len(seeds))
    pool, counter = start_processes(jobs, options, training)
    if pool is None:
        work = Work(options, training)
        for seed in seeds:
            yield work.row(seed, lambda n: progress.update(progress.done + n))
        return
    with pool:      # which ends them all, however this ends
        rows = pool.imap(_row, seeds)
        while True:
            try:
                yield rows.next(0.1)
            except multiprocessing.TimeoutError:
                progress.update(counter.value)
            except StopIteration:
                return


def cores() -> int:
    """How many of them this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def start_processes(jobs: int, options: Any, training: List[Sample]) -> Tuple[Any, Any]:
    """(pool, counter of steps); (None, None) for one job, or where there are no processes."""
    if jobs == 1:
        return None, None
    # Ctrl-C reaches every process of a terminal.  This one answers it; the others must not, so
    # they are started while it is ignored, which they inherit.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        counter = multiprocessing.Value("l", 0)
        return multiprocessing.Pool(jobs, _start, (options, training, counter)), counter
    except (ImportError, NotImplementedError, OSError):
        return None, None
    finally:
        signal.signal(signal.SIGINT, before)


_work: Work         # of a process that _start() has made ready for _row(), as the counter
_counter: Any


def _start(options: Any, training: List[Sample], counter: Any) -> None:
    global _work, _counter
    signal.signal(signal.SIGINT, signal.SIG_IGN)        # on Windows this is not inherited
    _work, _counter = Work(options, training), counter


def _count(n: int) -> None:
    with _counter.get_lock():
        _counter.value += n


def _row(seed: int) -> Row:
    return _work.row(seed, _count)
