"""What the programs in examples/ share for talking to people: endings, progress, tables, blocks, flags."""
import argparse
import io
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any, Callable, List, Optional, Sequence, Tuple

from .check import shown
from .model import Diverged
from .storage import DataError

BLOCKS = " \u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588"    # nothing to full
ASCII = " .:-=+*#@"


def run(main: Callable[[], Any]) -> None:
    """Runs a program to one of its endings: done, a sentence for a known fault, interrupted, nobody listening.

    Exit status 0; 1 with the sentence on stderr; 130 after Ctrl-C, with the sentence that the program raised
    KeyboardInterrupt with, if it had one; 0 without a word when the reader of a pipe has gone away.
    """
    # Lines appear when they are printed, in a pipe too; what an encoding does not have ends nothing.
    for name in ("stdin", "stdout"):
        stream = getattr(sys, name)
        if stream is not None:
            setattr(sys, name, io.TextIOWrapper(stream.buffer, stream.encoding, "backslashreplace",
                                                line_buffering=True))
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:      # it was closed
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8", errors="backslashreplace"))
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)       # numbers of any length
    status, sentence = _ending(main)
    for stream, text in ((sys.stdout, ""), (sys.stderr, sentence)):
        try:
            stream.write(text)
            stream.flush()
        except OSError:     # nobody reads it, or the disk is full
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())      # for the flush at exit
    sys.exit(status)


def _ending(main: Callable[[], Any]) -> Tuple[int, str]:
    """Runs it; (exit status, last line on stderr)."""
    program = os.path.basename(sys.argv[0])
    try:
        main()
        sys.stdout.flush()
        return 0, ""
    except BrokenPipeError:
        return 0, ""
    except KeyboardInterrupt as interrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)        # it is ending
        return 130, "%s\n" % (interrupt.args[0] if interrupt.args else "Interrupted.")
    except MemoryError:
        return 1, "%s: the memory is not enough for this; try smaller sizes\n" % program
    except (DataError, Diverged, OSError) as fault:
        return 1, "%s: %s\n" % (program, fault)


class Progress:
    """A line on the terminal that is rewritten in place: done of total, rate, time left.  Elsewhere, nothing."""

    def __init__(self, total: int, unit: str) -> None:
        self.total, self.unit = total, unit
        self.started = self.drawn = None        # type: Optional[float]
        self.first = self.done = self.width = 0

    def update(self, done: int) -> None:
        self.done = done
        now = time.monotonic()
        if self.started is None:
            self.started, self.drawn, self.first = now, now, done
        if now - self.drawn < 0.1 or not sys.stderr.isatty():
            return
        self.drawn = now
        rate = (done - self.first) / (now - self.started)
        left = int((self.total - done) / rate + 0.5)
        line = "  %d of %d %s, %d a second, %d:%02d left" % (done, self.total, self.unit, rate, left // 60, left % 60)
        line = line[:shutil.get_terminal_size().columns - 1]        # a line that is broken cannot be wiped
        sys.stderr.write("\r" + line.ljust(self.width))
        sys.stderr.flush()
        self.width = len(line)

    def clear(self) -> None:
        """Wipes the line, so that something else can be printed."""
        if self.width:
            sys.stderr.write("\r" + " " * self.width + "\r")
            sys.stderr.flush()
            self.width = 0


def table(rows: Sequence[Sequence[Any]], left: int = 1) -> str:
    """Rows of cells as aligned lines: the first `left` columns to the left, the others to the right."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts)]
    return "\n".join("  ".join(cell.ljust(width) if i < left else cell.rjust(width)
                               for i, (cell, width) in enumerate(zip(row, widths))).rstrip() for row in texts)


def can_write(text: str) -> bool:
    """Whether stdout's encoding has these characters."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except (UnicodeError, LookupError):
        return False
    return True


def blocks(values: List[float], low: float, high: float) -> str:
    """One character a value: the fuller, the nearer to high.  Plain ASCII where stdout has no blocks."""
    ramp = BLOCKS if can_write(BLOCKS) else ASCII
    steps = len(ramp) - 1
    return "".join(ramp[max(0, min(steps, int((v - low) / (high - low) * steps + 0.5)))] for v in values)


def path(text: str) -> Path:
    """A type for argparse: the name of a file or a folder."""
    if not text:
        raise argparse.ArgumentTypeError("expected the name of a file or a folder, got ''")
    return Path(text)


def whole(least: int, most: float = 10 ** 6) -> Callable[[str], int]:
    """A type for argparse: a whole number from least to most."""
    def parse(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = None
        if value is None or not least <= value <= most:
            span = "of at least %d" % least if most == float("inf") else "from %d to %d" % (least, most)
            raise argparse.ArgumentTypeError("expected a whole number %s, got %s" % (span, shown(text)))
        return value
    return parse


def a_number(text: str) -> int:
    """A type for argparse: a number to add, as long as anybody can wait for."""
    if len(text) > 300000:
        raise argparse.ArgumentTypeError("expected a whole number of at most 300000 digits, got %d" % len(text))
    return whole(0, float("inf"))(text)


def positive(text: str) -> float:
    """A type for argparse: a finite number above 0."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 1e-300 <= value < float("inf"):      # a share of it is a number above 0 as well
        raise argparse.ArgumentTypeError("expected a number above 0, at least 1e-300, got %s" % shown(text))
    return value
