"""The article's two experiments, the quick ones, many seeds; what is left of an interrupted one."""
import io
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
from contextlib import suppress
from pathlib import Path
from time import sleep
from unittest import mock

from tests.examples.made import Programs
from tests.helpers import Case, environment, hear_interrupts, partial_files, quiet

from rnn_pure import (DataError, Diverged, Model, all_pairs, encode, load_data, loss_limit,
                      loss_limit_on, save_data)
from rnn_pure.pictures import learning
from rnn_pure.programs import experiment, teaching, terminal
from rnn_pure.saved import checkpoint, networks
from rnn_pure.tasks import article
from rnn_pure.tasks.adding import Reading

SMALL = ("--samples", 60, "--epochs", 2, "--hidden", 4)


class Experiments(Programs):
    LINE = (r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d: Loss after num_examples_seen=(\d+) epoch=(\d+): "
            r"(\d\.\d{6})\n"
            r"    perplexity \d\.\d{4}$")
    MEASURES = (r"^exact sums on the test set: \d+ of 50 \(\d+\.\d\d%\)$",
                r"^exact sums on all pairs: \d+ of 256 \(\d+\.\d\d%\)$",
                r"^bits right on all pairs: \d+ of 2048 \(\d+\.\d\d%\)$",
                r"^the article's measure on all pairs: \d+\.\d\d%$")

    def setUp(self):
        few = mock.patch.object(experiment, "all_pairs", lambda: all_pairs(3))
        few.start()
        self.addCleanup(few.stop)

    def test_both_on_small_settings(self):
        for name, is_reverse in (("train_reverse.py", True), ("train_natural.py", False)):
            picture, saved = self.data / "loss.svg", self.data / (f"{name}.model")
            with self.subTest(name), mock.patch.object(experiment, "all_pairs",
                                                       return_value=all_pairs(5)) as pairs:
                out = self.run_here(name, *SMALL + ("--data", self.data, "--model", saved,
                                                    "--svg", picture))
                pairs.assert_called_with()      # really all, not those of 4 bits
                found = re.findall(self.LINE, out, re.M)
                self.assertEqual([(seen, epoch) for seen, epoch, _ in found],
                                 [("0", "0"), ("60", "1")])
                self.assertEqual(out.count("the untrained network"), 1)
                for line in self.MEASURES:
                    self.assertRegex(out, re.compile(line, re.M))
                X, Y = encode(load_data(self.data / "cal_training.txt")[:60],
                              is_reverse=is_reverse)
                model = Model.load(saved)
                self.assertIn("loss %f; no weights can reach below %f on this data" % (
                    model.calculate_total_loss(X, Y), loss_limit_on(X, Y)), out)
                self.assertIn(f"{loss_limit(is_reverse=is_reverse):f}", out)
                self.assertEqual(model.hidden_dim, 4)
                self.assertTrue(picture.read_text(encoding="utf-8").startswith("<svg"))

    def test_the_article_s_losses_stand_beside_those_of_its_settings_alone(self):
        few = article.Settings(20, epochs=2, learning_rate=0.001, bptt_truncate=2, hidden=3)
        for flags, theirs in (((), ["0.711610", "0.056623"]), (("--samples", 19), []),
                              (("--counts",), [])):
            with mock.patch.object(experiment, "ARTICLE", few):
                out = run_here("--model", self.data / "few.model", "--svg", self.data / "few.svg",
                               "--data", self.data, *flags)
            picture = (self.data / "few.svg").read_text(encoding="utf-8")
            self.assertEqual(picture.count(" paper\""), len(theirs))      # its losses, as rings
            self.assertEqual(re.findall(r"; the article has a loss of (\d\.\d+)$", out, re.M),
                             theirs)
            lines = out.replace(str(self.data), "").splitlines()
            self.assertLess(max(map(len, lines)), 80)
        a, b, c = load_data(self.data / "cal_training.txt")[0]
        (x,), (y,) = encode([[a, b, c]], counts=True)
        self.assertIn(f"{a} + {b} = {c}, bit by bit in the order in which they are read:\n"
                      f"  the untrained network  {Model(2, 3, seed=0).predict(x)}\n"
                      f"  the truth              {y}\n", out)

    def test_several_seeds(self):
        # A process that is no copy of this one knows nothing of a patch.
        bits = 5 if multiprocessing.get_start_method() == "fork" else 8
        flags = SMALL + ("--counts", "--data", self.data, "--seeds", 2)
        with mock.patch.object(experiment, "all_pairs", return_value=all_pairs(bits)) as pairs:
            out = self.run_here("train_reverse.py", *flags)
            with mock.patch("multiprocessing.Pool", side_effect=OSError):   # there are none
                self.assertEqual(self.run_here("train_reverse.py", *flags), out)
            pairs.assert_called_with()      # really all
        self.assertNotIn("reach below", out)        # counts have no floor
        rows = [line.split() for line in out.splitlines()
                if re.match(r"\d|median|lowest|highest", line)]
        self.assertEqual([row[0] for row in rows], ["0", "1", "median", "lowest", "highest"])
        for column in range(1, 6):
            values = sorted(float(row[column]) for row in rows[:2])
            median, lowest, highest = [float(row[column]) for row in rows[2:]]
            self.assertEqual([lowest, highest], values)
            self.assertAlmostEqual(median, sum(values) / 2, delta=0.01)

    def test_divergence_is_one_sentence_and_saves_nothing_bad(self):
        saved = self.data / "wild.model"
        for rate in ("1e9", "1e15"):
            err = self.run_here("train_reverse.py", "--learning-rate", rate, "--data", self.data,
                                "--model", saved,
                                *SMALL, status=1)
            self.assertRegex(
                err,
                r"^train_reverse\.py: training diverged: .*; "
                r"try a tenth of the learning rate\..* nothing was saved$")
            self.assertEqual(len(err.splitlines()), 1)
        self.assertEqual(list(self.data.glob("wild*")), [])

    @unittest.skipUnless(os.name == "posix", "needs POSIX signals")
    def test_many_processes_end_with_the_one_that_started_them(self):
        program = self.data / "many_seeds.py"
        program.write_text(MANY_SEEDS)
        for name, status in (("SIGTERM", 143), ("SIGKILL", -9), ("SIGINT", 130)):
            process = subprocess.Popen([sys.executable, str(program)], env=environment(),
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                       start_new_session=True, preexec_fn=hear_interrupts)
            try:
                self.assertEqual(process.stdout.readline(), b"at work\n")
                if name == "SIGINT":        # a terminal sends it to all of them
                    os.killpg(process.pid, signal.SIGINT)
                else:
                    process.send_signal(getattr(signal, name))
                # All of them have this pipe: it ends when the last of them does.
                _, err = process.communicate(timeout=60)
            finally:
                with suppress(OSError):
                    os.killpg(process.pid, signal.SIGKILL)
            self.assertEqual(process.returncode, status)
            if status > 0:
                self.assertEqual(err, b"Interrupted.\n")

    @unittest.skipUnless(os.name == "posix" and (os.cpu_count() or 1) > 1, "needs two processes")
    def test_a_process_that_is_killed_leaves_nobody_waiting(self):
        program = self.data / "many_seeds.py"
        program.write_text(MANY_SEEDS)
        done = subprocess.run([sys.executable, str(program), "killed"], env=environment(),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, b"^many_seeds.py: a process was killed; .*\n$")

    @unittest.skipUnless(multiprocessing.get_start_method() == "fork", "needs processes that fork")
    def test_a_process_that_is_late_is_ended_too(self):
        done = subprocess.run([sys.executable, "-c", LATE], env=environment(),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (0, b"[0, 1]\n"))

    def test_bad_flags(self):
        for flags, sentence in (
                (["--epochs", "-1"], "from 0 to 1000000, got '-1'"),
                (["--learning-rate", "0"], "a number from 1e-300 to 1e+15, got '0'"),
                (["--learning-rate", "nan"], "a number from 1e-300 to 1e+15, got 'nan'"),
                (["--learning-rate", "5e-324"], "got '5e-324'"),
                (["--hidden", "x"], "from 1 to 512, got 'x'"),
                (["--hidden", "513"], "'513'"),
                (["--samples", "0"], "from 1 to 1000000, got '0'"),
                (["--samples", "9" * 99], "999 ..."),
                (["--bptt-truncate", "1.5"], "got '1.5'"),
                (["--seed", ""], "--seed"),
                (["--seed", "-1"], "from 0 to 999999, got '-1'"),
                (["--seeds", "0"], "from 1 to"),
                (["--seeds", "3", "--resume"], "--resume has no effect: --seeds trains many"),
                (["--quick", "--seeds", "3", "--data", "x"], "--data has no effect"),
                (["--quick", "--epochs", "2"], "--quick takes every example once"),
                (["--quickly"], "--quickly"),
                (["--data", ""], "expected the name of a folder, got ''"),
                (["--data", __file__], "expected the name of a folder, got"),
                (["--model", ""], "--model: expected the name of a file, got ''"),
                (["--model", "."], "--model: expected the name of a file, got '.'"),
                (["--svg", str(self.data)], "--svg: expected the name of a file, got"),
                (["--svg", "x", "--seeds", "2"], "--svg has no effect"),
                (["--model", str(self.data / "cal_training.txt")],
                 "--model must be another file than the data set's, got ")):
            with self.subTest(flags), mock.patch("sys.argv", ["train_reverse.py"] + flags), \
                    mock.patch("sys.stderr", io.StringIO()) as err:
                with self.assertRaises(SystemExit) as ending:
                    experiment.parse_options("", True, self.data)
                self.assertEqual(ending.exception.code, 2)
                self.assertIn(sentence, err.getvalue())

    def test_trials_are_saved_apart(self):
        for flags, name in ((["--seed", "3"], "reverse.model"),
                            (["--counts"], "reverse_trial.model"),
                            (["--quick"], "reverse_quick.model"),
                            (["--quick", "--hidden", "3"], "reverse_trial.model"),
                            (["--epochs", "9"], "reverse_trial.model"),
                            (["--epochs", "10"], "reverse.model")):
            with mock.patch("sys.argv", ["train_reverse.py"] + flags):
                self.assertEqual(experiment.parse_options("", True, self.data).model,
                                 self.data / name)

    def test_a_loss_of_nothing_can_be_drawn(self):
        curve = learning.Curve("this run", [(0, 0.7), (20, 0.0)])
        self.assertIn("this run", learning.loss_curves("some losses", [curve]).render())

    def test_damaged_data_is_named(self):
        folder = Path(self.folder.name) / "damaged"
        folder.mkdir()
        (folder / "cal_training.txt").write_bytes(b"cos\nsystem\n(S'echo'\ntR.")
        (folder / "cal_testing.txt").write_bytes((self.data / "cal_testing.txt").read_bytes())
        err = self.run_here("train_reverse.py", "--data", folder, status=1)
        self.assertIn("cal_training.txt: it asks for 'os system'", err)
        (folder / "cal_training.txt").unlink()
        save_data([[200, 200, 400]], folder / "cal_training.txt")
        err = self.run_here("train_reverse.py", "--data", folder, status=1)
        self.assertIn("cal_training.txt: samples[0][2] must be a whole number from 0 to 255, got "
                      "400", err)
        (folder / "cal_training.txt").write_bytes((self.data / "cal_int2bits.txt").read_bytes())
        err = self.run_here("train_reverse.py", "--data", folder, status=1)
        self.assertIn("cal_training.txt: samples must be a list", err)

    def test_a_folder_that_cannot_be_written(self):
        blocked = Path(self.folder.name) / "a file"
        blocked.write_text("not a folder")
        err = self.run_here("train_reverse.py", "--data", blocked / "below", status=1)
        self.assertRegex(err, r"^train_reverse\.py: .*a file")
        err = self.run_here("train_reverse.py", "--quick", "--data", blocked / "below", status=1)
        self.assertRegex(err, r"^train_reverse\.py: .*_quick\.model cannot be written \(.*")
        err = self.run_here("train_reverse.py", "--data", self.data, "--model", blocked / "below",
                            status=1)
        self.assertIn("cannot be written", err)
        err = self.run_here("train_reverse.py", "--data", self.data,
                            "--model", self.data / "new.model",
                            "--svg", blocked / "below", status=1)
        self.assertIn("cannot be written", err)     # before the training, not after it
        self.assertFalse((self.data / "new.model").exists())
        err = self.run_here("look_inside.py", "--svg", blocked, status=2)
        self.assertIn("argument --svg: expected the name of a folder, got", err)


MANY_SEEDS = """
import os
import signal
import sys
from itertools import count
from rnn_pure.programs import seeds, terminal

class Progress:
    done = 0
    def update(self, done):
        print("at work", flush=True)
    def clear(self):
        pass

def work(seed, on_step):
    for n in count():
        on_step(n)
        if "killed" in sys.argv:
            os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    terminal.run(lambda: seeds.on_all_cores(work, range(99), Progress()))
"""


# The first process has done all before the second one is ready; what is raised in __del__ is lost.
LATE = """
import multiprocessing.util
from time import sleep
from rnn_pure.programs import seeds, terminal

class Late:
    def __del__(self):
        sleep(0.5)

def forked(work):
    if multiprocessing.current_process().name.endswith("2"):
        Late()

def work(seed, on_step):
    return seed

seeds.os.cpu_count = lambda: 2
multiprocessing.util.register_after_fork(work, forked)
terminal.run(lambda: print(seeds.on_all_cores(work, range(2), terminal.Line(2, ""))))
"""


def run_here(*flags, is_reverse=True, interrupt_at=None):
    """What the experiment prints, in this process, on few tests.

    interrupt_at: Ctrl-C after so many examples.
    """
    def update(progress, done):
        if done == interrupt_at:
            raise KeyboardInterrupt
    with mock.patch("sys.argv", ["train.py"] + list(map(str, flags))), quiet() as printed, \
            mock.patch("rnn_pure.programs.terminal.Line.update", update), \
            mock.patch.multiple(experiment.Quick, LONG=4, FRESH=3), \
            mock.patch.object(experiment, "all_pairs", lambda: [[59, 14, 73], [127, 1, 128]]):
        experiment.main("", is_reverse, Programs.data)
    return printed.getvalue()


class Quick(Programs):
    LOOK = r"^ +(\d+)  (\d\.\d{6})   ((?: [01] |\([01]\)){8})  = (\d+)$"

    def test_the_learning_is_seen(self):
        model = self.data / "seen.model"
        with mock.patch.object(experiment.Quick, "EVERY", 25):
            out = run_here("--quick", "--samples", 26, "--hidden", 4, "--model", model,
                           "--svg", self.data / "seen.svg")
        looks = re.findall(self.LOOK, out, re.M)
        self.assertEqual([int(look[0]) for look in looks], [0, 25, 26])
        self.assertEqual(out.count("examples  loss "), 1)
        for _, _, marked, answer in looks:
            bits = re.findall("[01]", marked)
            self.assertEqual(int("".join(bits), 2), int(answer))
            right = f"{59 + 14:08b}"
            self.assertEqual(re.findall(r".[01].", marked),
                             [f" {bit} " if bit == true else f"({bit})"
                              for bit, true in zip(bits, right)])
        self.assertTrue(any("(" in look[2] for look in looks))
        network, about = networks.load(model)
        x, _ = encode([[59, 14, 73]])
        self.assertEqual(int("".join(map(str, network.predict(x[0])[::-1])), 2), int(looks[-1][3]))
        self.assertEqual([(f"{seen}", f"{loss:.6f}") for seen, loss in about.losses],
                         [look[:2] for look in looks])
        self.assertEqual((about.reading, about.examples, about.finished),
                         (Reading(), 26, True))
        picture = (self.data / "seen.svg").read_text(encoding="utf-8")
        self.assertIn("this run", picture)
        self.assertNotIn("lowest possible", picture)        # nobody knows it of these examples
        self.assertLessEqual(max(map(len, out.splitlines()[:-2])), 80)  # the last lines name files

    def test_the_article_is_not_beside_it(self):
        for is_reverse in (True, False):
            out = run_here("--quick", "--samples", 3, "--model", self.data / "few.model",
                           is_reverse=is_reverse)
            self.assertNotIn("article 0.", out)
            self.assertNotIn("limit", out)
            self.assertEqual("in both orders" in out, not is_reverse)

    def test_it_is_the_network_of_that_seed(self):
        model = self.data / "same.model"
        run_here("--quick", "--samples", 20, "--seed", 7, "--model", model)
        self.assertEqual(weights(Model.load(model)), weights(teaching.network(
            seed=7, recipe=teaching.QUICK._replace(examples=20))))

    def test_a_row_is_that_of_the_network_of_that_seed(self):
        out = run_here("--quick", "--samples", 20, "--seed", 7, "--seeds", 1)
        model = teaching.network(seed=7, recipe=teaching.QUICK._replace(examples=20))
        loss = model.calculate_total_loss(*Reading().examples(3, seed=7 + 10 ** 6))     # FRESH
        self.assertRegex(out, f"(?m)^7 +{loss:.6f} ")

    def test_it_diverges_in_a_sentence(self):
        with self.assertRaisesRegex(
            Diverged, "training diverged: .*; nothing new was learnt, so nothing was saved"):
            run_here("--quick", "--samples", 20, "--learning-rate", 1e9,
                     "--model", self.data / "wild.model")
        self.assertEqual(list(self.data.glob("wild*")), [])


class Orders(Case):
    def rows(self, a, b):
        """[t, a_t, b_t, carry, when it is decided, the same most significant first, P, answer ..]"""
        text = experiment.both_orders(Model(seed=3), Reading(False), a, b)
        lines = [line.replace("step", "").replace("|", "").split() for line in text.splitlines()]
        rows = [line for line in lines if line and line[0].isdigit() and line[1].isdigit()]
        self.assertEqual([int(row[0]) for row in rows], list(range(8)))
        return rows

    def test_the_step_that_decides_a_carry(self):
        """Columns above it pass the carry on; its own bits are equal, or nothing is below it."""
        for a in range(0, 128, 3):
            for b in (0, 1, 59, 127 - a):
                equal = [a >> j & 1 == b >> j & 1 for j in range(8)]
                rows = self.rows(a, b)
                for t, (row, other) in enumerate(zip(rows, rows[::-1])):
                    carry = (a % 2 ** t + b % 2 ** t) >> t
                    self.assertEqual((int(row[3]), int(other[7])), (carry, carry))
                    j = -1 if row[4] == "start" else int(row[4])
                    self.assertFalse(any(equal[j + 1:t]))
                    self.assertTrue(j < 0 or equal[j])
                    if t:       # a column is read in step 7 less its own number
                        self.assertEqual(int(other[8]), 7 - max(0, j))
                    else:
                        self.assertEqual(other[8], "start")

    def test_what_the_network_answers(self):
        (x,), (y,) = encode([[59, 14, 73]], is_reverse=False)
        for row, x_t, p, answer, right in zip(
                self.rows(59, 14), x, Model(seed=3).probabilities(x), Model(seed=3).predict(x), y):
            self.assertEqual(row[5:7], [f"{bit:.0f}" for bit in x_t])
            self.assertEqual(row[9:], [f"{p[1]:.2f}", str(answer)] + ["wrong"] * (answer != right))


def weights(model):
    return model.U, model.W, model.V


def kept(model, path):
    return checkpoint.Checkpoint(model, networks.About(Reading()), path, False,
                                 terminal.Line(0, "examples"))


class Resumed(Programs):
    """An interrupted training costs nothing that was finished, and goes on to the same end."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.model = Path(folder.name) / "some.model"

    @property
    def partial(self):
        """The one partial file that there is; or one that does not exist."""
        files = partial_files(self.model) or [self.model.with_name("none")]
        self.assertEqual(len(files), 1)
        return files[0]

    def test_bit_by_bit(self):
        # In the middle of an epoch, at its end, where the learning rate has been halved before.
        look = mock.patch.object(experiment.Quick, "EVERY", 25)
        look.start()
        self.addCleanup(look.stop)
        article = ("--samples", 20, "--epochs", 6, "--hidden", 3, "--learning-rate", 0.5,
                   "--model", self.model)
        quickly = ("--quick", "--samples", 30, "--hidden", 2, "--model", self.model)
        for flags, stops in ((article, (1, 20, 95)), (quickly, (1, 25, 29))):
            whole = run_here(*flags)
            wanted = self.model.read_bytes()
            self.assertEqual("Setting learning rate" in whole, flags is article)
            self.assertTrue(networks.load(self.model)[1].finished)
            for stop in stops:
                with self.subTest(flags=flags, stop=stop):
                    with self.assertRaisesRegex(KeyboardInterrupt,
                                                f"after {stop} examples; .*some.partial-"):
                        run_here(*flags, interrupt_at=stop)
                    self.assertEqual(self.model.read_bytes(), wanted)  # what was finished stays
                    self.model.unlink()
                    self.assertFalse(networks.load(self.partial)[1].finished)
                    out = run_here(*flags + ("--resume",))
                    self.assertIn(f"Going on after {stop} examples", out)
                    self.assertEqual(self.model.read_bytes(), wanted)
                    self.assertFalse(self.partial.exists())

    def test_of_another_training(self):
        flags = ("--quick", "--samples", 20, "--hidden", 4, "--model", self.model)
        with self.assertRaisesRegex(DataError, "there is no .*some.partial-.* to resume from$"):
            run_here(*flags + ("--resume",))
        with self.assertRaises(KeyboardInterrupt):
            run_here(*flags, interrupt_at=10)
        whose = (r"is of another training \(it adds in base 2, .* two digits; 4 hidden units, .*; "
                 "10 examples; not finished; .*; settings samples 20, epochs 1, seed 0, .*")
        for other in (("--seed", 5), ("--hidden", 3), ("--counts",), ("--samples", 30)):
            with self.assertRaisesRegex(DataError, "there is no .* to resume from; .*some.partial-"
                                                   f"[0-9a-f]{{8}}.model {whose}$"):
                run_here(*flags + other + ("--resume",))
        self.assertEqual(networks.load(self.partial)[1].examples, 10)

    def test_none_takes_the_file_of_another(self):
        flags = ("--quick", "--samples", 20, "--hidden", 4, "--model", self.model)
        with self.assertRaises(KeyboardInterrupt):
            run_here(*flags, interrupt_at=10)
        first = self.partial.read_bytes()
        with self.assertRaisesRegex(KeyboardInterrupt, "after 12 examples"):
            run_here(*flags + ("--hidden", 3), interrupt_at=12)
        self.assertEqual(len(partial_files(self.model)), 2)
        out = run_here(*flags + ("--hidden", 3, "--resume"))        # ends, and removes its own
        self.assertIn("Going on after 12 examples", out)
        self.assertEqual(self.partial.read_bytes(), first)
        out = run_here(*flags + ("--seed", 1))
        self.assertNotIn("Note: ", out)
        self.assertEqual(self.partial.read_bytes(), first)
        self.assertIn("Going on after 10 examples", run_here(*flags + ("--resume",)))
        self.assertEqual(partial_files(self.model), [])

    def test_what_is_ahead_stays(self):
        flags = ("--quick", "--samples", 20, "--hidden", 4, "--model", self.model)
        with self.assertRaises(KeyboardInterrupt):
            run_here(*flags, interrupt_at=10)
        ahead = self.partial.read_bytes()
        with mock.patch.object(checkpoint, "EVERY", 0.0), \
                self.assertRaisesRegex(KeyboardInterrupt, "after 4 .*; nothing new was learnt"):
            run_here(*flags, interrupt_at=4)
        self.assertEqual(self.partial.read_bytes(), ahead)
        with self.assertRaises(KeyboardInterrupt):
            run_here(*flags, interrupt_at=11)
        note = ("Note: this training was interrupted after 11 examples; --resume would go on from "
                f"{self.partial}.\n")
        self.assertEqual(networks.load(self.partial)[1].examples, 11)
        self.assertTrue(run_here(*flags).startswith(note))
        self.assertEqual(partial_files(self.model), [])

    def test_twice_a_minute(self):
        model, clock = Model(seed=1), iter([0.0, 29.9, 30.0, 30.0, 59.9, 61.0, 61.0])
        with mock.patch("rnn_pure.saved.checkpoint.monotonic", lambda: next(clock)):
            check = kept(model, self.model)
            for seen, saved in ((1, None), (2, 2), (3, 2), (4, 4)):
                model.sgd_step([[1.0, 0.0]], [1], 0.1)
                check.on_step(seen)
                self.assertEqual(networks.load(self.partial)[1].examples if self.partial.exists()
                                 else None, saved)
        self.assertEqual(weights(networks.load(self.partial)[0]), weights(model))

    def test_a_disk_that_is_full_in_the_middle_ends_nothing(self):
        with mock.patch.object(checkpoint, "EVERY", 0.0):
            with kept(Model(seed=1), self.model) as check:
                with mock.patch("rnn_pure.saved.files.write", side_effect=OSError) as write:
                    check.on_step(1)
                    check.on_step(2)
                    self.assertEqual(write.call_count, 1)
        self.assertEqual([self.model.exists(), self.partial.exists()], [True, False])

    def test_nothing_was_learnt(self):
        with self.assertRaisesRegex(KeyboardInterrupt, "after 0 examples; nothing new was learnt"):
            with kept(Model(seed=1), self.model):
                raise KeyboardInterrupt
        self.assertFalse(self.partial.exists())

    def test_what_it_ends_with_are_weights_that_it_has_heard_of(self):
        for ending, seen in ((KeyboardInterrupt("stop"), 2), (Diverged("wild"), 1)):
            model, weights = Model(2, 3, seed=1), []
            with self.assertRaisesRegex(type(ending), "; the last step's weights are in .*partial"):
                with kept(model, self.model) as check, quiet():
                    for n in (1, 2):
                        model.sgd_step([[1.0, 0.0]], [1], 0.1)
                        check.on_step(n)
                        weights.append(model.weights())
                        if n == 1:
                            check.on_loss(1, 0.5, "a loss")
                    model.sgd_step([[1.0, 0.0]], [1], 0.1)
                    raise ending
            model, about = networks.load(self.partial)
            self.assertEqual((about.examples, model.weights()), (seen, weights[seen - 1]))
            self.partial.unlink()

    def test_wherever_a_step_s_end_is_interrupted_both_are_old_or_both_new(self):
        check, found, moment = kept(Model(2, 2, seed=1), self.model), [], 0
        while len(found) == moment:
            moment += 1
            left, check.seen, check.weights = [moment], 0, {}

            def tracer(frame, event, argument):
                if frame.f_code is not checkpoint.Checkpoint.on_step.__code__:
                    return None
                if sys.version_info >= (3, 10):     # between two instructions, elsewhere two lines
                    frame.f_trace_opcodes = True
                left[0] -= 1
                if not left[0]:
                    raise KeyboardInterrupt
                return tracer

            outer = sys.gettrace()
            sys.settrace(tracer)
            with suppress(KeyboardInterrupt):
                check.on_step(1)
                moment += 1
            sys.settrace(outer)
            found.append((check.seen, bool(check.weights)))
        self.assertEqual(set(found), {(0, False), (1, True)})

    def test_weights_that_are_no_numbers(self):
        model = Model(seed=1)
        with self.assertRaisesRegex(KeyboardInterrupt,
                                    "Interrupted after 1 examples; nothing was saved .*finite"):
            with kept(model, self.model) as check:
                model.W = [[float("nan")] * 16] * 16
                check.on_step(1)
                raise KeyboardInterrupt
        self.assertFalse(self.partial.exists())

    def test_killed(self):
        script = ("import pathlib, sys; from rnn_pure.programs import experiment; "
                  "from rnn_pure.saved import checkpoint; "
                  "checkpoint.EVERY = 0.0; sys.argv = ['train'] + sys.argv[1:]; "
                  "experiment.all_pairs = lambda: [[1, 1, 2]]; "
                  "experiment.main('', True, pathlib.Path('.'))")
        process = subprocess.Popen(
            [sys.executable, "-c", script, "--quick", "--samples", "1000", "--hidden", "2",
             "--model", str(self.model), "--data", str(self.model.parent)],
            env=environment(), stdout=subprocess.DEVNULL)
        watchdog = threading.Timer(60, process.kill)
        watchdog.start()
        while not self.partial.exists() and process.poll() is None:
            sleep(0.01)
        process.kill()
        process.wait()
        watchdog.cancel()
        self.assertGreater(networks.load(self.partial)[1].examples, 0)
        self.assertFalse(self.model.exists())


if __name__ == "__main__":
    unittest.main()
