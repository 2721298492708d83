"""The programs, run from another folder, with small settings; how they end, in real processes."""
import codecs
import os
import pickle
import re
import runpy
import signal
import subprocess
import sys
import threading
import unittest
from pathlib import Path
from timeit import Timer
from unittest import mock

from tests.examples.made import Programs
from tests.helpers import (EXAMPLES, environment, hear_interrupts, in_process, partial_files, quiet,
                           run_example)

from rnn_pure import Model, encode, generate_data, load_data, predict_all, save_data, score
from rnn_pure.programs import terminal
from rnn_pure.saved import data, networks
from rnn_pure.saved.networks import load as load_network
from rnn_pure.tasks.adding import Reading
from rnn_pure.tasks.article import DATA_SEED

CAN_INTERRUPT = os.name == "posix"      # elsewhere one process cannot send another Ctrl-C


class Data(Programs):
    def test_what_was_made_is_what_is_read_later(self):
        few = generate_data(300, 100, seed=1)
        with quiet(), mock.patch.object(data, "generate_data", return_value=few) as generated:
            made, read = [data.read_data(Path(self.folder.name) / "first") for _ in range(2)]
        self.assertEqual((made, read), (few, few))
        generated.assert_called_once_with(seed=DATA_SEED)

    def test_what_is_there_stays(self):
        folder = Path(self.folder.name) / "own"
        folder.mkdir()
        save_data([[1, 2, 3]], folder / "cal_training.txt")
        with quiet() as printed:
            training, testing = data.read_data(folder)
        self.assertIn("Made cal_testing.txt, cal_int2bits.txt in ", printed.getvalue())
        self.assertEqual((training, len(testing)), ([[1, 2, 3]], 1000))
        self.assertEqual(load_data(folder / "cal_training.txt"), training)

    def test_generate_data(self):
        out = Path(self.folder.name) / "full"
        self.run_here("generate_data.py", "--out", out, "--seed", 5)
        self.assertEqual(sorted(os.listdir(str(out))), sorted(data.FILES))
        training, testing, table = [pickle.loads((out / name).read_bytes()) for name in data.FILES]
        self.assertEqual((training, testing), generate_data(seed=5))
        self.assertEqual((len(training), len(testing), len(table)), (20000, 1000, 256))
        self.assertEqual(table[75], [0, 1, 0, 0, 1, 0, 1, 1])
        self.assertFalse({(a, b) for a, b, _ in training} & {(a, b) for a, b, _ in testing})

    def test_two_at_once_leave_a_valid_data_set(self):
        out = Path(self.folder.name) / "two"
        script = f"""if True:
            from pathlib import Path
            from rnn_pure.saved import data
            few = data.generate_data(200, 100, seed=5)
            data.generate_data = lambda seed: few
            for _ in range(5):
                data.write_data(Path({str(out)!r}), 5)"""
        makers = [subprocess.Popen([sys.executable, "-c", script], env=environment())
                  for _ in range(2)]
        self.assertEqual([maker.wait() for maker in makers], [0, 0])
        self.assertEqual(sorted(os.listdir(str(out))), sorted(data.FILES))
        training, testing, table = [load_data(out / name) for name in data.FILES]
        self.assertEqual((training, testing), generate_data(200, 100, seed=5))
        self.assertEqual(len(table), 256)


class Endings(Programs):
    def start(self, name, *flags):
        process = subprocess.Popen([sys.executable, str(EXAMPLES / name)]
                                   + [str(flag) for flag in flags],
                                   env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE,
                                   preexec_fn=hear_interrupts if CAN_INTERRUPT else None)
        watchdog = threading.Timer(60, process.kill)
        watchdog.start()
        self.addCleanup(watchdog.cancel)
        return process

    def interrupt(self, process, name="SIGINT", status=130):
        process.send_signal(getattr(signal, name))
        _, err = process.communicate()
        self.assertEqual(process.returncode, status, err)
        self.assertNotIn(b"Traceback", err)
        self.assertEqual(len(err.splitlines()), 1, err)
        return err.decode("utf-8")

    @unittest.skipUnless(CAN_INTERRUPT, "needs POSIX signals")
    def test_ctrl_c_in_training_saves_the_last_step(self):
        process = self.start("train_reverse.py", "--data", self.data,
                             "--model", self.data / "some.model",
                             "--samples", 50, "--epochs", 10000)
        while b"epoch=2:" not in process.stdout.readline():
            pass
        found = re.match(
            r"Interrupted after (\d+) examples; the last step's weights are in (.*), and --resume",
                         self.interrupt(process))
        steps, saved = int(found.group(1)), found.group(2)
        self.assertGreaterEqual(steps, 100)
        self.assertEqual([saved], list(map(str, partial_files(self.data / "some.model"))))
        # The same training, so many steps long, leads to the same weights.
        X, Y = encode(load_data(self.data / "cal_training.txt")[:50])
        model = Model(seed=0)
        for i in range(steps):
            model.sgd_step(X[i % 50], Y[i % 50], 0.001)
        loaded = Model.load(saved)
        self.assertEqual((loaded.U, loaded.W, loaded.V), (model.U, model.W, model.V))

    def test_ctrl_c_while_it_is_loading(self):
        for fault, ending in (("KeyboardInterrupt", (130, b"Interrupted.")),
                              ("ValueError", (1, b""))):
            code = f"import sys; sys.path.insert(0, {str(EXAMPLES)!r}); import start; raise {fault}"
            done = subprocess.run([sys.executable, "-c", code], env=environment(),
                                  stderr=subprocess.PIPE)
            self.assertEqual((done.returncode, b"Traceback" in done.stderr),
                             (ending[0], fault == "ValueError"))
            self.assertTrue(done.stderr.startswith(ending[1]))
        for path in EXAMPLES.glob("*.py"):
            source = path.read_text(encoding="utf-8")
            if "terminal.run(" in source:
                self.assertRegex(source, r'(?s)^(#[^\n]*\n)*""".*?"""\nimport start ', path.name)

    def test_python_2_is_turned_away_in_a_sentence(self):
        with mock.patch("sys.version_info", (2, 7, 18)):
            with self.assertRaisesRegex(SystemExit, r"needs Python 3\.6 or later; this is .*2\.7"):
                runpy.run_path(str(EXAMPLES / "start.py"))
        for name in ("train_reverse", "train_natural"):     # it reads a file whole, then runs it
            source = (EXAMPLES / f"{name}.py").read_bytes()
            self.assertRegex(source.splitlines()[1], b"coding: utf-8")
            self.assertNotIn(b' f"', source)

    @unittest.skipUnless(CAN_INTERRUPT, "needs POSIX signals")
    def test_ctrl_c_elsewhere(self):
        saved = self.data / "untrained.model"
        Model(seed=1).save(saved)
        process = self.start("any_length.py", "--model", saved, "--tries", 1000)
        process.stdout.readline()
        self.assertEqual(self.interrupt(process), "Interrupted.\n")

    @unittest.skipUnless(CAN_INTERRUPT, "needs POSIX signals")
    def test_other_signals_save_the_last_step_too(self):
        for name, status in (("SIGTERM", 143), ("SIGHUP", 129)):
            saved = self.data / f"{name}.model"
            process = self.start("train_reverse.py", "--data", self.data, "--model", saved,
                                 "--samples", 50, "--epochs", 10000)
            lines = iter(process.stdout.readline, b"")
            self.assertTrue(any(b"epoch=2:" in line for line in lines))
            self.assertIn(f"{name}.partial-", self.interrupt(process, name, status))
            self.assertGreaterEqual(load_network(partial_files(saved)[0])[1].examples, 100)
            self.assertFalse(saved.exists())

    @unittest.skipUnless(os.name == "posix", "needs a POSIX shell")
    def test_nowhere_to_print(self):
        saved = self.data / "unseen.model"
        Model(seed=1).save(saved)
        train = ["train_decimal.py", "--base", "2", "--hidden", "2", "--sums", "10",
                 "--model", str(self.data / "base_2.model")]
        add = ["add.py", "--model", str(saved)]
        for closed, (program, *flags), status in ((">&- 2>&- <&-", train, 3),
                                                  (">&-", add + ["1", "2"], 0), ("<&-", add, 0)):
            command = ["sh", "-c", 'exec "$@" ' + closed, "sh", sys.executable,
                       str(EXAMPLES / program)]
            done = subprocess.run(command + flags, env=environment(), stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE)
            self.assertEqual((done.returncode, done.stderr), (status, b""))

    @unittest.skipUnless(CAN_INTERRUPT, "needs POSIX signals")
    def test_an_interrupt_that_nobody_reads_of_is_still_one(self):
        saved = self.data / "untrained.model"
        Model(seed=1).save(saved)
        process = self.start("any_length.py", "--model", saved, "--tries", 1000)
        process.stdout.readline()
        process.stderr.close()
        process.stdout.close()
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(), 130)
        process.stdin.close()

    def test_a_reader_that_goes_away(self):
        process = self.start("train_reverse.py", "--quick", "--samples", 50, "--data", self.data)
        process.stdout.readline()
        process.stdout.close()
        process.stdout = None
        _, err = process.communicate()
        self.assertEqual(err, b"")
        self.assertEqual(process.returncode, 0)


class AnyLength(Programs):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.model = cls.data / "some.model"
        Model(2, 2, seed=2).save(cls.model)

    def test_long_numbers(self):
        long = "1" + 640 * "0"      # Python by itself would refuse to print it
        done = run_example("add.py", long, 1, "--model", self.model,
                           env=environment(PYTHONINTMAXSTRDIGITS="640"))
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertIn(long + " + 1 = ", done.stdout.decode("utf-8"))

    def test_any_length(self):
        out = self.run_here("any_length.py", "--model", self.model, "--widths", 16, 64,
                            "--tries", 3)
        self.assertRegex(out, r"random numbers +\d+ of 3 +\d+ of 3\n")
        big = 10 ** 400
        out = self.run_here("add.py", big, 5, "--model", self.model)
        self.assertRegex(out, r"\n\n10+ \+ 5 = \d+, which is wrong: it is 10+5\.\n$")  # no strip

    def test_flags_without_effect(self):
        for program, *flags in (
                ("backward.py", "--untrained", "--model", self.model),
                ("what_matters.py", "--quick", "--seeds", 2)):
            with self.subTest(program, flags=flags):
                err = self.run_here(program, *flags, status=2)
                self.assertRegex(err, f"error: {flags[-2]} has no effect: ")


class Further(Programs):
    def test_decimal(self):
        saved = self.data / "base_3.model"
        out, err, status = in_process("train_decimal.py", "--base", 3, "--hidden", 4, "--sums", 200,
                                      "--model", saved)
        model, about = load_network(saved)
        X, Y = about.reading.encode([[a, b, a + b] for a in range(27) for b in range(27)], 4)
        rights = score(predict_all(model, X), Y).exact
        self.assertTrue(out.startswith(f"{rights} of all 729 pairs of 3 digits, and\n"), out)
        self.assertRegex(out, r"\n\d+ of 100 of 100 digits are added right")
        self.assertRegex(out, r"\nWrong: \d+ \+ \d+ in \d+ digits?: it answers")
        self.assertEqual((err, status), ("", 3))

    def test_decimal_bad_flags(self):
        self.assertIn("from 2 to 36, got '1'",
                      self.run_here("train_decimal.py", "--base", 1, status=2))
        self.assertIn("from 1 to 1000000, got '0'",
                      self.run_here("train_decimal.py", "--sums", 0, status=2))

    def test_language_model(self):
        text = Path(self.folder.name) / "text.txt"
        text.write_text("to be or not to be, that is the question.\n" * 10, encoding="utf-8")
        saved = Path(self.folder.name) / "language.model"
        small = ("--length", 30, "--prompt", "to ")
        out = self.run_here("language_model.py", text, "--save", saved, "--hidden", 6,
                            "--characters", 1000, *small)
        self.assertRegex(out, r"unigram \d+\.\d\d, bigram \d+\.\d\d")
        self.assertRegex(out, r"after +1000 characters: "
                              r"training text +\d+\.\d\d, held-out text +\d+\.\d\d")
        sample = out.split("\nto ", 1)[1]
        again = self.run_here("language_model.py", "--load", saved, *small)
        self.assertEqual(again.split("\nto ", 1)[1], sample)
        out = self.run_here("language_model.py", "--load", saved, "--length", 5)
        self.assertEqual(len(out.replace("\r", "")), len("\n" + "\n" + 5 * "?" + "\n"))
        err = self.run_here("add.py", 1, 2, "--model", saved, status=1)
        self.assertIn(
            "must hold a network that adds, but it is one that guesses the next of 16",
            err)
        # learns on, from a text with a character that it does not know, in another encoding
        text.write_bytes(("\ufeff" + 10 * "to be or not to be; to sleep\r\n").encode("utf-16-le"))
        more = self.data / "more.model"
        out = self.run_here("language_model.py", "--load", saved, text, "--encoding", "utf-16-le",
                            "--save", more, "--characters", 100, "--length", 5)
        self.assertRegex(out, "290 characters, .* different, 30 too rare or new to it; the last")
        self.assertRegex(out, r"It will take about 0:\d\d minutes here")
        before, after = load_network(saved)[0], load_network(more)[0]
        self.assertNotEqual(before.W, after.W)
        self.assertLess(max(abs(a - b) for a, b in zip(before.W[0], after.W[0])), 0.5)  # not anew

    def test_a_language_model_of_words(self):
        text, saved = Path(self.folder.name) / "words.txt", Path(self.folder.name) / "words.model"
        text.write_text("to be or not to be, that is the question.\n" * 10, encoding="utf-8")
        out = self.run_here("language_model.py", text, "--words", "--characters", 200,
                            "--hidden", 3, "--length", 9, "--prompt", "to be", "--save", saved)
        self.assertRegex(out, "130 words, 11 different, 0 too rare or new to it; the last 13 ")
        self.assertEqual(len(load_network(saved)[1].tokens), 11)
        self.assertRegex(out, r"\n\nto be( \w|,|\.|\n)")
        again = self.run_here("language_model.py", "--load", saved, "--length", 9,
                              "--prompt", "to be")
        self.assertEqual(again, out[out.index("\n\nto be") + 1:])

    def test_flags_of_a_language_model(self):
        text, saved = Path(self.folder.name) / "short.txt", self.data / "short.model"
        text.write_bytes(b"\xff" * 200)
        networks.save(Model(3, 2), saved, networks.About(tokens="abc"))
        for flags, sentence in (
                (("--load", saved, "--hidden", 3), "--hidden has no effect: a loaded network"),
                (("--load", saved, text, "--words"), "--words has no effect"),
                (("--load", saved, "--resume"), "--resume has no effect: nothing is learnt"),
                (("--load", saved, "--characters", 3), "--characters has no effect"),
                (("--load", saved, "--save", "x"), "--save has no effect"),
                (("--encoding", "latin-1"), "--encoding has no effect: it is for FILE"),
                ((text, "--encoding", "klingon"), "expected an encoding, .*, got 'klingon'"),
                ((text, "--encoding", "hex"), "expected an encoding"),
                ((text,), "must be text in utf-8, got other bytes in .*; --encoding says"),
                ((text, "--encoding", "latin-1"), "at least 100 characters .* got 200, 1 different"),
                ((self.folder.name,), "expected a file that exists"),
                (("--load", saved, text, "--encoding", "latin-1"), "knows, .* got 0, 0"),
                (("--load", saved, "--prompt", "abd"), "one or more characters .*, got 'd'")):
            with self.subTest(flags=flags):
                self.assertRegex(self.run_here("language_model.py", *flags, status=2), sentence)

    def test_interrupted_and_resumed(self):
        text, model = Path(self.folder.name) / "long.txt", Path(self.folder.name) / "some.model"
        text.write_text("to be or not to be, that is the question.\n" * 10, encoding="utf-8")

        def run(program, flags, last=None):
            def update(progress, done):
                if done == last:
                    raise KeyboardInterrupt
            with mock.patch("sys.argv", [program] + list(map(str, flags))), quiet() as printed, \
                    mock.patch("sys.path", list(sys.path)), \
                    mock.patch.object(terminal.Line, "update", update), \
                    mock.patch.object(Reading, "answer", return_value=0):   # not to count long sums
                runpy.run_path(str(EXAMPLES / program))["main"]()
            return printed.getvalue()

        for program, unit, flags in (
                ("language_model.py", "pieces of text",
                 (text, "--characters", 600, "--hidden", 3, "--save", model)),
                ("train_decimal.py", "sums",
                 ("--base", 3, "--hidden", 2, "--sums", 30, "--model", model))):
            whole, wanted = run(program, flags), model.read_bytes()
            seen = load_network(model)[1].examples
            for last in (seen // 2 + 1, seen):
                with self.assertRaisesRegex(KeyboardInterrupt,
                                            "Interrupted after %d %s; .*--resume" % (last, unit)):
                    run(program, flags, last)
                self.assertEqual(model.read_bytes(), wanted)
                model.unlink()
                resumed = run(program, flags + ("--resume",))
                self.assertEqual(model.read_bytes(), wanted)
                self.assertEqual(resumed.splitlines()[-3:], whole.splitlines()[-3:])
                self.assertEqual(partial_files(model), [])

    def test_language_model_bad_input(self):
        folder = Path(self.folder.name)
        for name, content, sentence in (("empty", b"", "got 0, 0 different"),
                                        ("one", b"a" * 500, "1 different"),
                                        ("binary", b"\xff\xfe\x00" * 99, "text in utf-8"),
                                        ("nul", b"ab\x00" * 99, "text in utf-8")):
            (folder / name).write_bytes(content)
            self.assertIn(sentence, self.run_here("language_model.py", folder / name, status=2))
        self.assertIn("expected a file that exists",
                      self.run_here("language_model.py", folder / "no such file", status=2))
        # a mark of some editors, no character
        (folder / "marked").write_bytes(codecs.BOM_UTF8 + b"abc" * 33)
        self.assertIn("got 99, 3 different",
                      self.run_here("language_model.py", folder / "marked", status=2))
        fine = folder / "fine"
        fine.write_bytes(b"abcd " * 99)
        for same in (folder / ".." / folder.name / "fine", "fine"):
            err = self.run_here("language_model.py", fine, "--save", same, status=2)
            self.assertIn("--save must be another file than FILE", err)
        self.assertIn("got '?Z'",
                      self.run_here("language_model.py", fine, "--prompt", "aZ?", status=2))


class Benchmark(Programs):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.benchmark = runpy.run_path(str(EXAMPLES / "benchmark.py"))

    def test_tables(self):
        with quiet() as printed, mock.patch.object(Timer, "autorange", lambda timer: (1, 0.0)):
            self.benchmark["tables"]([2, 4])
        out = printed.getvalue()
        floor, *others = map(float, re.search(r"^\S+ \d\S+((?: +\d+\.?\d*){4})$", out,
                                              re.M).group(1).split())
        times = re.search("^times the floor: (.*)$", out, re.M).group(1).split(", ")
        for micros, ratio in zip(others, times):
            self.assertAlmostEqual(micros / floor, float(ratio), delta=0.02)
        rows = re.findall(r"^\S.*[a-z0-9](?: +\d+\.?\d*){2}$", out, re.M)
        self.assertGreaterEqual(len(rows), 3 + 3 + 2)       # heads too

    def test_rivals_take_the_same_step(self):
        for window in (7, 2):
            for name, steps in self.benchmark["rivals"](window).items():
                theirs, ours = [taken(Model(bptt_truncate=window, seed=1),
                                      *self.benchmark["example"](8), 0.03)
                                for taken in (steps, self.benchmark["plain_steps"])]
                for _ in range(20):
                    pairs = list(zip(next(theirs), next(ours)))
                for A, B in pairs:
                    self.assertNear(A if name == "plain lists" else A.tolist(), B, 1e-12)


if __name__ == "__main__":
    unittest.main()
