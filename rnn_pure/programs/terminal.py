"""What programs share for talking to people: how they end, progress, tables, blocks of shades."""
import errno
import io
import os
import shutil
import signal
import sys
import time
from contextlib import contextmanager, suppress
from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence

from ..check import DataError, Diverged

BLOCKS = " \u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588"    # nothing to full
ASCII = " .:-=+*#@"
SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP")
           if hasattr(signal, name)]        # Ctrl-C; from elsewhere; the terminal closes


def run(main: Callable[[], Any]) -> None:
    """Runs a program to its end.  Exit status: what main returned, or 0; 1 with a sentence for a
    known fault; 0 without a word when the reader of a pipe is gone; 130, 143 or 129 after Ctrl-C,
    SIGTERM or SIGHUP, which raise KeyboardInterrupt in main, with a sentence of its own or ours.

    A shell that runs it (IDLE, IPython, Jupyter) has its streams and signals back afterwards.
    """
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)       # numbers of any length
    program, status, sentence = os.path.basename(sys.argv[0]), 1, ""
    with _streams(), _signals() as came:
        try:
            status = main() or 0
            sys.stdout.flush()
        except KeyboardInterrupt as interrupt:
            status, sentence = 130, "%s\n" % (interrupt.args or ["Interrupted."])[0]
        except (DataError, Diverged, OSError) as fault:
            # That nobody reads a pipe is no fault.  Windows calls it an invalid argument.
            gone = [errno.EPIPE] + [errno.EINVAL] * (os.name == "nt")
            unread = isinstance(fault, OSError) and fault.errno in gone and fault.filename is None
            status, sentence = (0, "") if unread else (1, f"{program}: {fault}\n")
        if Line.visible:
            Line.visible.clear()
        for stream, text in ((sys.stdout, ""), (sys.stderr, sentence)):
            try:
                stream.write(text)
                stream.flush()
            except OSError:     # nobody reads it, or the disk is full
                with suppress(OSError):     # for the flush at exit
                    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    sys.exit(128 + came[0] if came else status)


@contextmanager
def _signals() -> Iterator[List[int]]:
    """The first signal interrupts, and is listed; those ignored, as by nohup, stay ignored."""
    came: List[int] = []
    before: Dict[int, Any] = {}

    def interrupt(number: int, frame: Any) -> None:
        came.append(number)
        for each in before:
            signal.signal(each, signal.SIG_IGN)     # it is ending
        raise KeyboardInterrupt

    with suppress(ValueError):      # a thread that is not the main one hears none
        for number in SIGNALS:
            if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
                before[number] = signal.signal(number, interrupt)
    try:
        yield came
    finally:
        if not came or hasattr(sys, "ps1"):     # a shell lives on
            for number, handler in before.items():
                signal.signal(number, handler)


@contextmanager
def _streams() -> Iterator[None]:
    """Lines appear when they are printed; what an encoding does not have ends nothing."""
    own = {name: getattr(sys, name) for name in ("stdin", "stdout", "stderr")}
    wrapped = {name: io.TextIOWrapper(stream.buffer, stream.encoding, "backslashreplace",
                                      line_buffering=True)
               for name, stream in own.items() if hasattr(stream, "buffer")}  # IDLE's have none
    closed = {name: io.StringIO() for name, stream in own.items() if stream is None}
    vars(sys).update(wrapped, **closed)
    try:
        yield
    finally:
        vars(sys).update(own)
        for stream in wrapped.values():
            with suppress(OSError):
                stream.detach()     # or it would close the buffer that is not its own


class Line:
    """A line on the terminal that is rewritten in place; elsewhere, nothing.  total, unit: of what
    update() is told.  The cursor waits at its beginning: a narrowed terminal wipes all of it."""

    visible: Optional["Line"] = None    # the one that is on the terminal

    def __init__(self, total: int = 0, unit: str = "") -> None:
        self.total, self.unit, self.done = total, unit, 0
        self.drawn, self.width = 0.0, 0

    def say(self, text: str) -> None:
        """Replaces the line; on the terminal at most ten times a second."""
        if sys.stderr.isatty() and time.monotonic() - self.drawn >= 0.1:
            self.drawn = time.monotonic()
            self._draw(("  " + text)[:shutil.get_terminal_size().columns - 1])

    def update(self, done: int) -> None:
        """Says how much of the total is done, at which rate, and the time left."""
        self.done = done
        if not self.drawn:
            self.started, self.first = time.monotonic(), done
            self.drawn = self.started
        elif done > self.first:     # else there is no rate yet
            rate = (done - self.first) / max(0.1, time.monotonic() - self.started)
            left = int((self.total - done) / rate + 0.5)
            self.say("%d of %d %s, %d/s, %d:%02d left" % (
                done, self.total, self.unit, rate, left // 60, left % 60))

    def clear(self) -> None:
        """Wipes it, so that something else can be printed."""
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


def table(rows: Sequence[Sequence[Any]], left: int = 1) -> str:
    """Rows of cells as aligned lines: the first `left` columns to the left, others to the right."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts)]
    return "\n".join("  ".join(
        cell.ljust(width) if i < left else cell.rjust(width)
        for i, (cell, width) in enumerate(zip(row, widths))).rstrip() for row in texts)


def blocks(values: List[float]) -> str:
    """A character for each, from -1 to 1: the larger, the fuller; ASCII if stdout has no blocks."""
    ramp = ASCII
    with suppress(UnicodeError, LookupError):
        BLOCKS.encode(sys.stdout.encoding or "ascii")
        ramp = BLOCKS
    return "".join([ramp[max(0, min(8, int(4.0 * v + 4.5)))] for v in values])
