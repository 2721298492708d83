"""How programs end: in a shell that lives on, on a terminal, with nobody listening."""
import argparse
import errno
import io
import os
import signal
import sys
import time
import unittest
from itertools import count
from unittest import mock

from tests.helpers import Case

from rnn_pure import DataError
from rnn_pure.programs import flags, terminal


class Terminal(io.StringIO):
    def isatty(self):
        return True


class NoBuffer:
    """A stream as IDLE and Jupyter have them: it takes text, and has no bytes beneath."""

    encoding = "utf-8"

    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text

    def flush(self):
        pass


def status_of(main):
    """The status with which terminal.run(main) ends."""
    try:
        terminal.run(main)
    except SystemExit as end:
        return end.code


def stopped():
    raise KeyboardInterrupt("Stopped here.")


def wrong():
    raise DataError("it is no model")


class Shells(Case):
    def test_streams_without_bytes_beneath_serve_run_after_run(self):
        out, err = NoBuffer(), NoBuffer()
        with mock.patch.multiple("sys", stdin=io.StringIO("7\n"), stdout=out, stderr=err):
            streams = sys.stdin, sys.stdout, sys.stderr
            self.assertEqual(status_of(lambda: print(input())), 0)
            self.assertEqual(status_of(lambda: print("again \u2588")), 0)
            self.assertEqual(status_of(wrong), 1)
            self.assertEqual((sys.stdin, sys.stdout, sys.stderr), streams)
        self.assertEqual(out.text, "7\nagain \u2588\n")
        self.assertRegex(err.text, ": it is no model\n$")

    def test_streams_with_bytes_beneath_come_back_and_can_be_written(self):
        below = io.BytesIO()
        out = io.TextIOWrapper(below, "ascii")
        with mock.patch.multiple("sys", stdin=io.TextIOWrapper(io.BytesIO()), stdout=out,
                                 stderr=NoBuffer()):
            for text in ("one", "two \u2588"):
                self.assertEqual(status_of(lambda: print(text)), 0)
            self.assertIs(sys.stdout, out)
            print("mine", flush=True)
            sys.stdin.read()
        self.assertEqual(below.getvalue().split(), [b"one", b"two", b"\\u2588", b"mine"])

    def test_closed_streams_are_closed_again(self):
        with mock.patch.multiple("sys", stdin=None, stdout=None, stderr=None):
            self.assertEqual(status_of(lambda: print("nobody reads this")), 0)
            self.assertEqual(status_of(wrong), 1)
            self.assertEqual((sys.stdin, sys.stdout, sys.stderr), (None, None, None))

    def test_streams_come_back_when_a_program_has_ended_itself(self):
        out = NoBuffer()
        with mock.patch.multiple("sys", stdin=None, stdout=out):
            self.assertEqual(status_of(lambda: sys.exit(2)), 2)
            self.assertEqual((sys.stdin, sys.stdout), (None, out))

    def test_ctrl_c_works_again_in_a_shell(self):
        before = signal.getsignal(signal.SIGINT)
        self.addCleanup(signal.signal, signal.SIGINT, before)
        with mock.patch.object(sys, "ps1", ">>> ",
                               create=True), mock.patch("sys.stderr", NoBuffer()) as err:
            self.assertEqual(status_of(stopped), 130)
        self.assertEqual(err.text, "Stopped here.\n")
        self.assertEqual(signal.getsignal(signal.SIGINT), before)

    @unittest.skipUnless(hasattr(signal, "SIGHUP"), "needs POSIX signals")
    def test_one_signal_interrupts_and_those_that_follow_disturb_no_ending(self):
        def main():
            try:
                os.kill(os.getpid(), signal.SIGTERM)
                time.sleep(9)
            except KeyboardInterrupt:
                for number in numbers:
                    os.kill(os.getpid(), number)
                saved.append(True)
                raise
        saved, numbers = [], (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        for number in numbers:
            self.addCleanup(signal.signal, number, signal.getsignal(number))
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with mock.patch("sys.stderr", NoBuffer()) as err:
            self.assertEqual(status_of(main), 143)
        self.assertEqual((saved, err.text), ([True], "Interrupted.\n"))


class Pipes(Case):
    def ending(self, fault, system):
        def main():
            raise fault
        with mock.patch.object(terminal.os, "name",
                               system), mock.patch("sys.stderr", NoBuffer()) as err:
            return status_of(main), err.text

    def test_a_reader_that_has_gone_away_is_no_fault(self):
        gone = OSError(errno.EINVAL, "Invalid argument")
        self.assertEqual(self.ending(BrokenPipeError(errno.EPIPE, "Broken pipe"), "posix"), (0, ""))
        self.assertEqual(self.ending(gone, "nt"), (0, ""))
        for fault, system in ((gone, "posix"),
                              (OSError(errno.EINVAL, "Invalid argument", "a?b"), "nt"),
                              (OSError(errno.ENOSPC, "No space left"), "nt")):
            status, sentence = self.ending(fault, system)
            self.assertEqual(status, 1)
            self.assertIn(str(fault), sentence)


class ProgressLine(Case):
    def draw(self, columns, term, done, total=1000, seconds=1):
        """What the terminal gets for a progress of so many examples, one every `seconds`."""
        clock = [100.0]
        with mock.patch("sys.stderr", Terminal()) as screen, \
                mock.patch("time.monotonic", lambda: clock[0]), \
                mock.patch.dict("os.environ", COLUMNS=str(columns), TERM=term):
            progress = terminal.Line(total, "examples")
            for n in done:
                progress.update(n)
                clock[0] += seconds
            progress.clear()
            progress.clear()
        self.assertIsNone(terminal.Line.visible)
        return screen.getvalue()

    def test_it_is_wiped_to_the_end_of_the_screen(self):
        self.assertEqual(self.draw(80, "xterm", (10, 110)),
                         "\r  110 of 1000 examples, 100/s, 0:09 left\x1b[J\r\r\x1b[J\r")

    def test_it_is_wiped_with_blanks_where_that_is_all_there_is(self):
        drawn = self.draw(80, "dumb", (10, 110, 990)).split("\r")
        self.assertEqual([text for text in drawn if text], [
            "  110 of 1000 examples, 100/s, 0:09 left", "  990 of 1000 examples, 490/s, 0:00 left",
            40 * " "])

    def test_it_fits(self):
        self.assertIn("\r  110 of 1000 examples,\x1b", self.draw(24, "xterm", (10, 110)))
        line = self.draw(200, "xterm", (0, 150000), 200000).split("\r")[1]
        self.assertLess(len(line.replace("\x1b[J", "")), 60)
        self.assertIn("0:00 left", line)

    def test_it_is_drawn_ten_times_a_second_at_most(self):
        self.assertEqual(self.draw(80, "dumb", range(0, 100, 10), seconds=0.03).count("left"), 2)

    def test_elsewhere_there_is_none(self):
        with mock.patch("sys.stderr", io.StringIO()) as pipe, \
                mock.patch("time.monotonic", side_effect=count(1.0, 8.0).__next__):
            progress = terminal.Line(1000, "examples")
            progress.update(10)
            progress.update(210)
            progress.clear()
        self.assertEqual(pipe.getvalue(), "")

    def test_every_way_out_wipes_it(self):
        def main():
            progress = terminal.Line(1000, "examples")
            progress.update(10)
            progress.update(210)
            stopped()
        self.addCleanup(signal.signal, signal.SIGINT, signal.getsignal(signal.SIGINT))
        with mock.patch("sys.stderr", Terminal()) as screen, \
                mock.patch("time.monotonic", side_effect=count(1.0, 8.0).__next__), \
                mock.patch.dict("os.environ", TERM="xterm"):
            self.assertEqual(status_of(main), 130)
        self.assertRegex(screen.getvalue(), "left\x1b\\[J\r\r\x1b\\[J\rStopped here.\n$")


class Flags(Case):
    def test_both_ends_belong_to_a_range(self):
        for kind, texts in ((flags.whole(2, 5), ("2", "5")), (flags.positive, ("1e-300", "1e+15"))):
            self.assertEqual([f"{kind(text):g}" for text in texts], list(texts))
            for text in ("-1", "2e15", "", "x", "nan"):
                with self.assertRaisesRegex(argparse.ArgumentTypeError, "expected a .*number from"):
                    kind(text)


class Blocks(Case):
    def test_values_beyond_the_scale_are_its_ends(self):
        for encoding, ramp in (("utf-8", terminal.BLOCKS), ("ascii", terminal.ASCII),
                               ("klingon", terminal.ASCII), (None, terminal.ASCII)):
            with mock.patch("sys.stdout", mock.Mock(encoding=encoding)):
                self.assertEqual(terminal.blocks([-9.0, -1.0, -0.75, 0.0, 0.9, 99.0]),
                                 ramp[0] + ramp[0] + ramp[1] + ramp[4] + ramp[8] + ramp[8])


if __name__ == "__main__":
    unittest.main()
