"""--seeds: many networks that differ in their random start alone, on all cores."""
import multiprocessing
import os
import signal
from contextlib import suppress
from typing import Any, Callable, List, Sequence

from . import terminal

Work = Callable[[int, Callable[[int], Any]], Any]      # (seed, on_step): on_step(n) after each step


def on_all_cores(work: Work, seeds: Sequence[int], progress: terminal.Progress) -> List[Any]:
    """work(seed, on_step) of each seed, in their order, by a process on each core.

    Where there is one core, or are no processes, by this one.
    """
    ours = hasattr(os, "sched_getaffinity")     # this process may have been given a few alone
    jobs = min(len(seeds), len(os.sched_getaffinity(0)) if ours else os.cpu_count() or 1)
    pool: Any = None
    # Ctrl-C reaches every process of a terminal, and this one answers it.  The others must not, and
    # must end when this one ends them.  They inherit that from their first moment on.
    before = {}
    for number in terminal.SIGNALS:
        if callable(signal.getsignal(number)):      # what is ignored, as by nohup, stays ignored
            before[number] = signal.signal(
                number, signal.SIG_IGN if number == signal.SIGINT else signal.SIG_DFL)
    with suppress(ImportError, NotImplementedError, OSError):
        if jobs > 1:
            counter = multiprocessing.Value("l", 0)
            pool = multiprocessing.Pool(jobs, _start, (work, counter))
    for number, handler in before.items():
        signal.signal(number, handler)
    if not pool:
        rows = [work(seed, lambda n: progress.update(progress.done + 1)) for seed in seeds]
    else:
        with pool:      # which ends them all, however this ends
            running = pool.map_async(_work_on, seeds, 1)
            while not running.ready():
                progress.update(counter.get_obj().value)     # no lock to die with
                running.wait(0.1)
            rows = running.get()
    progress.clear()
    return rows


_work: Work         # of a process that _start() has made ready
_on_step: Callable[[int], Any]


def _start(work: Work, counter: Any) -> None:
    global _work, _on_step
    signal.signal(signal.SIGINT, signal.SIG_IGN)        # on Windows this is not inherited
    parent = os.getppid()
    # A server of forks, usual from Python 3.14 on, is a parent that lives on.
    program: Any = getattr(multiprocessing, "parent_process", lambda: None)()

    def on_step(n: int) -> None:
        if os.getppid() != parent or program and n % 50 == 0 and not program.is_alive():
            os._exit(1)     # it has died; nobody waits for the row
        with counter.get_lock():
            counter.value += 1

    _work, _on_step = work, on_step


def _work_on(seed: int) -> Any:
    return _work(seed, _on_step)
