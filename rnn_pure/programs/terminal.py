"""What programs share for talking to people: how they end, progress, tables, blocks of shades."""
import errno
import io
import os
import shutil
import signal
import sys
import time
from contextlib import contextmanager, suppress
from typing import Any, Callable, Iterator, List, Optional, Sequence, Tuple

from ..check import DataError, Diverged

BLOCKS = " \u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588"    # nothing to full
ASCII = " .:-=+*#@"


def run(main: Callable[[], Any]) -> None:
    """Runs a program to one of its endings: done, a known fault, interrupted, nobody listening.

    Exit status 0, or what main returned; 1 with a sentence on stderr; 0 without a word when the
    reader of a pipe is gone.  Ctrl-C, SIGTERM and a terminal that is closed (SIGHUP) interrupt it:
    main gets a KeyboardInterrupt, so that what was learnt is saved; then 130, 143 or 129, and the
    sentence that main raised KeyboardInterrupt with, if any.  A shell that runs it (IDLE, IPython,
    Jupyter) has its streams and signals back afterwards.
    """
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)       # numbers of any length
    on_interrupt = signal.getsignal(signal.SIGINT)
    with _signals() as came, _streams():
        status, sentence = _ending(main)
        if Line.visible:
            Line.visible.clear()
        for stream, text in ((sys.stdout, ""), (sys.stderr, sentence)):
            try:
                stream.write(text)
                stream.flush()
            except OSError:     # nobody reads it, or the disk is full
                with suppress(OSError):
                    # For the flush at exit.
                    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    if hasattr(sys, "ps1"):     # a shell lives on
        signal.signal(signal.SIGINT, on_interrupt)
    sys.exit(128 + came[0] if came else status)


@contextmanager
def _signals() -> Iterator[List[int]]:
    """SIGTERM and SIGHUP act as Ctrl-C does, unless they are ignored, as by nohup.

    Yields a list of those that have come.
    """
    came: List[int] = []

    def interrupt(number: int, frame: Any) -> None:
        signal.signal(number, signal.SIG_IGN)       # it is ending
        came.append(number)
        raise KeyboardInterrupt

    ours = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    ours = [number for number in ours if signal.getsignal(number) == signal.SIG_DFL]
    with suppress(ValueError):      # a thread that is not the main one hears none
        for number in ours:
            signal.signal(number, interrupt)
    try:
        yield came
    finally:
        with suppress(ValueError):
            for number in ours:
                signal.signal(number, signal.SIG_DFL)


@contextmanager
def _streams() -> Iterator[None]:
    """Lines appear when they are printed; what an encoding does not have ends nothing."""
    own = {name: getattr(sys, name) for name in ("stdin", "stdout", "stderr")}
    for name, stream in own.items():
        if stream is None:      # it was closed
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8", errors="backslashreplace"))
        elif name != "stderr" and hasattr(stream, "buffer"):    # IDLE's and Jupyter's have none
            setattr(sys, name, io.TextIOWrapper(stream.buffer, stream.encoding, "backslashreplace",
                                                line_buffering=True))
    try:
        yield
    finally:
        for name, stream in own.items():
            ours = getattr(sys, name)
            setattr(sys, name, stream)
            if stream is None:
                ours.close()
            elif ours is not stream:
                with suppress(OSError):
                    ours.detach()   # or it would close the buffer that is not its own


def _ending(main: Callable[[], Any]) -> Tuple[int, str]:
    """Runs it; (exit status, last line on stderr)."""
    program = os.path.basename(sys.argv[0])
    try:
        status = main()
        sys.stdout.flush()
        return status or 0, ""
    except KeyboardInterrupt as interrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)        # it is ending
        return 130, f"{interrupt.args[0] if interrupt.args else 'Interrupted.'}\n"
    except MemoryError:
        return 1, f"{program}: the memory is not enough for this; try smaller sizes\n"
    except (DataError, Diverged, OSError) as fault:
        if _nobody_reads(fault):
            return 0, ""
        return 1, f"{program}: {fault}\n"


def _nobody_reads(fault: Exception) -> bool:
    """Whether it comes of a pipe whose reader is gone, which Windows calls an invalid argument."""
    if os.name == "nt" and isinstance(fault, OSError) and fault.errno == errno.EINVAL:
        return fault.filename is None
    return isinstance(fault, BrokenPipeError)


class Line:
    """A line on the terminal that is rewritten in place.  Elsewhere, nothing.

    The cursor waits at the line's beginning: whatever a terminal makes of the line when it is
    narrowed, all of it comes after the cursor, and is wiped.
    """

    visible: Optional["Line"] = None    # the one that is on the terminal

    def __init__(self) -> None:
        self.text = ""
        self.drawn = 0.0
        self.width = 0

    def say(self, text: str) -> None:
        """Replaces the line, at most ten times a second."""
        self.text = text
        self._show(text, time.monotonic())

    def _show(self, text: str, now: float) -> None:
        if now - self.drawn >= 0.1 and sys.stderr.isatty():
            self.drawn = now
            self._draw(("  " + text)[:shutil.get_terminal_size().columns - 1])

    def clear(self) -> None:
        """Wipes the line, so that something else can be printed."""
        if self.width:
            self._draw("")

    def _draw(self, line: str) -> None:
        plain = os.environ.get("TERM", "dumb") == "dumb"        # it knows no command to wipe
        wipe = " " * (self.width - len(line)) if plain else "\x1b[J"
        with suppress(OSError):     # the terminal is gone
            sys.stderr.write("\r" + line + wipe + "\r")
            sys.stderr.flush()
        self.width = len(line)
        Line.visible = self if line else None


class Progress(Line):
    """How much of a total is done, at which rate, and the time left."""

    def __init__(self, total: int, unit: str) -> None:
        super().__init__()
        self.total, self.unit = total, unit
        self.started: Optional[float] = None
        self.first = self.done = 0

    def update(self, done: int) -> None:
        self.done = done
        now = time.monotonic()
        if self.started is None:
            self.started, self.drawn, self.first = now, now, done
        if now - self.drawn < 0.1 or done == self.first:
            return      # there is no rate yet
        rate = (done - self.first) / (now - self.started)
        left = int((self.total - done) / rate + 0.5)
        self._show("%d of %d %s, %d/s, %d:%02d left" % (
            done, self.total, self.unit, rate, left // 60, left % 60), now)


def table(rows: Sequence[Sequence[Any]], left: int = 1) -> str:
    """Rows of cells as aligned lines: the first `left` columns to the left, others to the right."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts)]
    return "\n".join("  ".join(
        cell.ljust(width) if i < left else cell.rjust(width)
        for i, (cell, width) in enumerate(zip(row, widths))).rstrip() for row in texts)


def can_write(text: str) -> bool:
    """Whether stdout's encoding has these characters."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except (UnicodeError, LookupError):
        return False
    return True


def blocks(values: List[float], low: float, high: float) -> str:
    """One character a value: the fuller, the nearer to high.  ASCII where stdout has no blocks."""
    ramp = BLOCKS if can_write(BLOCKS) else ASCII
    steps = len(ramp) - 1
    return "".join(ramp[max(0, min(steps, int((v - low) / (high - low) * steps + 0.5)))]
                   for v in values)
