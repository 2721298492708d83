"""--seeds: many networks that differ in their random start alone, on all cores."""
import multiprocessing
import os
import signal
from contextlib import suppress
from typing import Any, Callable, Dict, List, Sequence

from .terminal import SIGNALS, Line


def on_all_cores(work: Callable[..., Any], seeds: Sequence[int], progress: Line) -> List[Any]:
    """work(seed, on_step) of each seed, in their order, by a process on each core, or by this one
    alone.  on_step(n) is called after each step.  OSError if a process is killed."""
    jobs, left = min(len(seeds), os.cpu_count() or 1), list(seeds)
    rows: Dict[int, Any] = {}
    workers: Dict[Any, Any] = {}        # by the pipe to each
    # Ctrl-C reaches every process of a terminal.  This one answers it, and ends the others.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)       # which they inherit
    try:
        with suppress(ImportError, NotImplementedError, OSError):
            while len(workers) < jobs > 1:
                here, there = multiprocessing.Pipe()
                worker = multiprocessing.Process(
                    target=_serve, args=(work, there, [*workers, here]), daemon=True)
                worker.start()
                there.close()
                workers[here] = worker
                here.send(left.pop(0))
        signal.signal(signal.SIGINT, before)
        if not workers:
            return [work(seed, lambda n: progress.update(progress.done + 1)) for seed in seeds]
        while len(rows) < len(seeds):
            ready: Any = multiprocessing.connection.wait(workers)
            for pipe in ready:
                seed, row = pipe.recv()
                if seed is None:
                    progress.update(progress.done + 1)
                elif isinstance(row, Exception):
                    raise row
                else:
                    rows[seed] = row
                    if left:
                        pipe.send(left.pop(0))
        return [rows[seed] for seed in seeds]
    except (EOFError, ConnectionError):
        raise OSError("a process was killed; perhaps the memory was not enough") from None
    finally:
        progress.clear()
        for worker in workers.values():
            with suppress(OSError):
                os.kill(worker.pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def _serve(work: Callable[..., Any], pipe: Any, others: Sequence[Any]) -> None:
    """What a worker does until its pipe ends, as it does when the program is killed."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    for other in others:        # the program's ends, which are inherited where processes fork
        other.close()
    with suppress(EOFError, OSError):
        while True:
            seed = pipe.recv()
            try:
                row = work(seed, lambda n: pipe.send((None, n)))
            except Exception as fault:
                row = fault
            pipe.send((seed, row))
