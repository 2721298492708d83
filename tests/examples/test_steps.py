"""The programs that follow a sum: forwards (add), back (backward), into the state (look_inside)."""
import math
import re
import tempfile
import unittest
from pathlib import Path
from random import Random
from unittest import mock

from tests.helpers import Case, in_process, need_examples, numerical_gradient, random_example

from rnn_pure import Model, encode
from rnn_pure.inside import states, way_back
from rnn_pure.inside.hand import hand_network
from rnn_pure.programs import terminal
from rnn_pure.saved import networks
from rnn_pure.tasks.adding import Reading, adder
from rnn_pure.tasks.automaton import Automaton


def setUpModule():
    """A folder, with a network that has learned nothing, for all programs here."""
    need_examples()
    Programs.folder = tempfile.TemporaryDirectory()
    Programs.model = Path(Programs.folder.name) / "some.model"
    Model(2, 16, seed=2).save(Programs.model)


def tearDownModule():
    Programs.folder.cleanup()


class Programs(Case):
    folder = model = None

    def run_here(self, name, *flags, status=0, **options):
        """The program's stdout, for status above 0 its stderr; within 80 columns, no traceback."""
        out, err, ending = in_process(name, *flags, cwd=self.folder.name, **options)
        self.assertEqual(ending, status, out + err)
        self.assertNotIn("Traceback", out + err)
        if not status:
            self.assertEqual(err, "")
            for line in out.replace("ends): ", "ends):\n").splitlines():
                self.assertTrue(len(line) <= 80 or self.folder.name in line, line)
        return err if status else out


class WayBack(Case):
    def setUp(self):
        self.x, self.y = random_example(Random(1), 6, 3)
        self.model = Model(3, 4, 2, seed=1)

    def test_lengths_are_those_of_the_errors_and_gradients(self):
        """Against the gradient of each step's own loss: what one more step of the window adds."""
        seen = list(way_back.visits(self.model, self.x, self.y))
        errors = way_back.triangle(seen, lambda visit: [visit.ds])
        shares = way_back.triangle(seen, lambda visit: visit.gradients[1])
        self.assertEqual([[v is not None for v in row] for row in errors[:-1]],
                         [[t - 2 <= i <= t for i in range(6)] for t in range(6)])
        visits = {(v.t, v.i): v for v in seen}
        near = [(t, i) for t in range(6) for i in range(6) if 0 <= t - i <= 2]
        self.assertEqual(sorted(visits), near)
        for t, i in visits:
            prev_s = self.model.forward_propagation(self.x)[i].s
            rest = self.x[i + 1:t + 1]

            def loss():
                if rest:
                    mulv = self.model.forward_propagation(rest, prev_s)[-1].mulv
                else:
                    mulv = [sum(v * s for v, s in zip(row, prev_s)) for row in self.model.V]
                return way_back.output.loss(mulv, self.y[t])

            ds = numerical_gradient(loss, prev_s)
            self.assertAlmostEqual(errors[t][i], sum(d * d for d in ds) ** 0.5, delta=1e-8)
            squares = [d * d for row in visits[t, i].gradients[1] for d in row]
            self.assertAlmostEqual(shares[t][i], sum(squares) ** 0.5, delta=1e-14)

    def test_what_meets_in_a_step_is_the_librarys_sum(self):
        """Nothing cut: what meets in step i is dL/ds_i of the whole loss."""
        self.model.bptt_truncate = 5
        seen = list(way_back.visits(self.model, self.x, self.y))
        met = way_back.triangle(seen, lambda visit: [visit.ds])[-1]
        for i in range(6):
            s = self.model.forward_propagation(self.x)[i].s

            def loss():
                own = [sum(v * n for v, n in zip(row, s)) for row in self.model.V]
                later = self.model.forward_propagation(self.x[i + 1:], s) if i < 5 else []
                return sum(way_back.output.loss(mulv, y_t) for mulv, y_t in zip(
                    [own] + [layer.mulv for layer in later], self.y[i:]))

            ds = numerical_gradient(loss, s)
            self.assertAlmostEqual(met[i], sum(d * d for d in ds) ** 0.5, delta=1e-8)
        added = way_back.triangle(seen, lambda visit: visit.gradients[1])[-1]
        self.assertEqual(added[0], 0.0)             # the state before step 0 is 0

    def test_slope_is_the_gradient_of_the_sum(self):
        self.model.bptt_truncate = 5
        for name, dM in zip("UWV", self.model.bptt(self.x, self.y)):
            before = [list(row) for row in getattr(self.model, name)]
            slope = way_back.slope(self.model, self.x, self.y, name, 1, 2)
            self.assertAlmostEqual(slope, dM[1][2], delta=1e-9)
            self.assertEqual(getattr(self.model, name), before)


class Backward(Programs):
    NUMBER = r"\d\.\de[+-]\d\d"
    GRADIENT = r"^\|d(.)\|" + 3 * r" +(\d\.\d{9})" + "$"

    @classmethod
    def setUpClass(cls):
        cls.model = Path(cls.folder.name) / "small.model"       # each of its slopes is measured
        Model(2, 4, seed=2).save(cls.model)

    def test_triangles_and_both_sums(self):
        out = self.run_here("backward.py", 59, 14, "--model", self.model)
        self.assertIn("Errors go back to step t - 2.", out)
        for t, visits, cut in ((0, 1, 0), (2, 3, 0), (3, 3, 1), (7, 3, 5)):
            rows = re.findall(rf"^t = {t} (.*)$", out, re.M)
            self.assertEqual([(len(re.findall(self.NUMBER, row)), row.split().count("."))
                              for row in rows], 2 * [(visits, cut)])
        self.assertEqual(re.findall(r"^a b +(.*\d)", out, re.M), 2 * ["      ".join(
            f"{59 >> k & 1} {14 >> k & 1}" for k in range(8))])
        rows = re.findall(self.GRADIENT, out, re.M)
        gradients = Model.load(self.model).bptt(*[example[0] for example in encode([[59, 14, 73]])])
        for name, dM, (shown, loop, library, slopes) in zip("UWV", gradients, rows):
            self.assertEqual((shown, loop, library), (name, *2 * [f"{way_back.length([dM]):.9f}"]))
            if name == "V":     # it is not cut
                self.assertAlmostEqual(float(slopes), float(loop), delta=2e-9)
            else:
                self.assertNotAlmostEqual(float(slopes), float(loop), delta=1e-4)
        self.assertIn(" 21 visits.\n", out)

    def test_nothing_cut(self):
        out = self.run_here("backward.py", "--untrained", "--bptt-truncate", 7)
        self.assertIn("127 + 1, least significant bit first", out)
        rows = re.findall(self.GRADIENT, out, re.M)
        self.assertEqual(len(rows), 3)
        for _, loop, library, slopes in rows:
            self.assertEqual(loop, library)
            self.assertAlmostEqual(float(slopes), float(loop), delta=2e-9)
        self.assertIn(" 36 visits", out)

    def test_bad_numbers(self):
        self.assertIn("got 1", self.run_here("backward.py", 3, status=2))
        self.assertIn("from 0 to 127, got '128'", self.run_here("backward.py", 128, 1, status=2))
        self.assertIn("got '-1'", self.run_here("backward.py", "--bptt-truncate", "-1", status=2))


class Add(Programs):
    STEP = (r"^ +(\d+)  ([01]) ([01]) -> +\|(.{%d})\| ->  (0\.\d{4}|1\.0000) -> +([01]) +([01])"
            r"(  wrong)?$")

    def steps(self, out, cells=16):
        """(t, a_t, b_t, cells, P(1), answer, carry, wrong) of each line of the strip."""
        found = re.findall(self.STEP % cells, out, re.M)
        self.assertEqual([int(step[0]) for step in found], list(range(len(found))))
        self.assertLessEqual(max(len(line) for line in out.splitlines() if " -> " in line), 73)
        return found

    def assertStrip(self, out, a, b, layers, order):
        """The strip shows this sum, and what these layers computed."""
        steps, T = self.steps(out, len(layers[0].s)), len(layers)
        places = list(range(T))[::order]
        self.assertEqual([(int(a_t), int(b_t)) for _, a_t, b_t, _, _, _, _, _ in steps],
                         [(a >> k & 1, b >> k & 1) for k in places])
        carries = [(a ^ b ^ (a + b)) >> k & 1 for k in places]
        self.assertEqual([int(step[6]) for step in steps], carries)
        answers = [int(layer.mulv[1] > layer.mulv[0]) for layer in layers]
        self.assertEqual([int(step[5]) for step in steps], answers)
        self.assertEqual([bool(step[7]) for step in steps],
                         [answer != (a + b) >> k & 1 for answer, k in zip(answers, places)])
        for step, layer in zip(steps, layers):
            ones = 1 / (1 + math.exp(layer.mulv[0] - layer.mulv[1]))
            self.assertEqual(step[4], f"{ones:.4f}")
            ranks = [terminal.BLOCKS.index(cell) for cell in step[3]]
            self.assertNear([rank / 4 - 1 for rank in ranks], layer.s, 0.125 + 1e-9)
        answer = sum(bit << k for bit, k in zip(answers, places))
        self.assertIn("%d + %d = %d, which is %s" % (
            a, b, answer, "right." if answer == a + b else "wrong: it is %d." % (a + b)), out)

    def test_strip(self):
        model = Model.load(self.model)
        for a, b in ((37, 90), (127, 1), (1000, 24)):
            (x,), _ = encode([[a, b, a + b]], max(8, a.bit_length() + 1))
            out = self.run_here("add.py", a, b, "--model", self.model)
            self.assertIn(f"\n{a} + {b}, least significant bit first\n", out)
            self.assertStrip(out, a, b, model.forward_propagation(x), 1)

    def test_a_network_is_fed_as_its_file_says(self):
        for is_reverse, counts in ((False, False), (True, True)):
            model, path = Model(2, 5, seed=3), Path(self.folder.name) / "other.model"
            about = networks.About(Reading(is_reverse, counts))
            networks.save(model, path, about)
            (x,), _ = encode([[59, 14, 73]], is_reverse=is_reverse, counts=counts)
            out = self.run_here("add.py", 59, 14, "--model", path)
            self.assertIn(f"{'least' if is_reverse else 'most'} significant bit first", out)
            self.assertEqual("still to be read" in out, not is_reverse)
            self.assertStrip(out, 59, 14, model.forward_propagation(x), 1 if is_reverse else -1)
            info = self.run_here("add.py", "--info", "--model", path)
            for fact in networks.describe(*networks.load(path)):
                self.assertIn(fact, " ".join(info.split()))
            self.assertLessEqual(max(map(len, info.splitlines()[1:])), 80)
            self.assertNotIn(" -> ", info)

    def test_one_step_of_one_unit(self):
        model = Model.load(self.model)
        (x,), _ = encode([[59, 14, 73]])
        layers = model.forward_propagation(x)
        out = self.run_here("add.py", "--model", self.model, "--step", 2, "--unit", 3)
        self.assertStrip(out, 59, 14, layers, 1)
        terms = re.findall(r"^([UW])\[3\]\[(\d+)\] (?:x|prev_s)\[\2\] +(\S+) \* +(\S+) = +(\S+)$",
                           out, re.M)
        self.assertEqual([(M, int(j)) for M, j, _, _, _ in terms],
                         [("U", 0), ("U", 1)] + [("W", j) for j in range(16)])
        for M, j, weight, value, term in terms:
            w, v = getattr(model, M)[3][int(j)], (x[2] if M == "U" else layers[1].s)[int(j)]
            self.assertEqual((weight, value, term), (f"{w:.4f}", f"{v:.4f}", f"{w * v:.4f}"))
        layer = layers[2]
        for name, value in (("add[3]", layer.add[3]), ("s[3]", layer.s[3]),
                            ("mulv[0]", layer.mulv[0]), ("mulv[1]", layer.mulv[1])):
            self.assertRegex(out, rf"(?m)^{re.escape(name)} .* = +{value:.4f}$")
        ones = math.exp(layer.mulv[1]) / (math.exp(layer.mulv[0]) + math.exp(layer.mulv[1]))
        self.assertRegex(out, rf"(?m)^P\(1\) +e\^mulv\[1\] / the sum of all e\^mulv = +{ones:.4f}$")
        self.assertRegex(out, r"answer: %d\.\n$" % (ones > 0.5))

    def test_the_unit_that_moves_the_answer_most(self):
        model = Model.load(self.model)
        (x,), _ = encode([[1, 1, 2]])
        s = model.forward_propagation(x)[0].s
        moves = [abs(s_i * (one - zero)) for s_i, zero, one in zip(s, *model.V)]
        out = self.run_here("add.py", 1, 1, "--model", self.model, "--step", 0)
        self.assertIn(f"\nStep 0, unit {moves.index(max(moves))} (the state before", out)

    def test_plain_ascii_where_there_are_no_blocks_and_a_narrow_terminal(self):
        out = self.run_here("add.py", 37, 90, "--model", self.model,
                            encoding="ascii", environ={"COLUMNS": "20"})
        self.assertEqual(len(re.findall(r"\|[ .:=+*#@-]{16}\|", out)), 8)

    def test_many_units(self):
        path = Path(self.folder.name) / "wide.model"
        Model(2, 100, seed=3).save(path)
        out = self.run_here("add.py", 1, 2, "--model", path)
        self.assertIn("state: 24 of 100 units", out)

    def test_prompt(self):
        out = self.run_here("add.py", "--model", self.model,
                            stdin=b"3 4\nthree four\n-1 2\n1 2 3\n5 + 6\n\n")
        self.assertEqual(out.count("59 + 14 = "), 1)        # first of all, an example
        self.assertEqual(out.count("Two numbers to add"), 6)
        self.assertEqual(out.count("That should be two whole numbers"), 3)
        self.assertIn("5 + 6 = ", out)
        out = self.run_here("add.py", "--model", self.model, stdin=b"\xff 4\n5 + 6\n\n")
        self.assertEqual((out.count("That should be two whole"), out.count("5 + 6 = ")), (1, 1))
        self.run_here("add.py", "--model", self.model, stdin=b"")    # the end of the input ends it

    def test_bad_arguments(self):
        for flags, sentence in (((3,), "got 1"), (("3", "--", "-3"), "'-3'"), ((-1, 2), "'-1'"),
                                ((1, 2, "--step", 99, "--model", self.model),
                                 "--step must be from 0 to 7, got 99"),
                                (("--step", 8, "--model", self.model),
                                 "--step must be from 0 to 7, got 8"),
                                ((1, 2, "--unit", 1), "--unit has no effect: it is for --step"),
                                ((1, 2, "--step", 1, "--unit", 16, "--model", self.model),
                                 "--unit must be from 0 to 15, got 16"),
                                ((1, 2, "--model", "no such file"),
                                 "expected a file that exists, got 'no such file'"),
                                (("9" * 300001, 2), "at most 300000 digits, got '9999")):
            with self.subTest(flags=str(flags)[:60]):
                self.assertIn(sentence, self.run_here("add.py", *flags, status=2))


class LookInside(Programs):
    SECTIONS = {"--states": "What its states know.", "--machine": "The machine it became.",
                "--errors": "How far errors travel:", "--influence": "Where it looks."}

    def look(self, *flags, model=None, status=0):
        examples = Automaton.examples       # 10 errors instead of 100; states of few columns
        with mock.patch.object(Automaton, "examples", lambda task, n, *how, **seed: examples(
                task, 10, *how, **seed)), mock.patch.object(states, "usual_length", lambda task: 3):
            return self.run_here("look_inside.py", "--model", model or self.model, *flags,
                                 status=status)

    def test_a_page_that_sums_it_up(self):
        out = self.look()
        for heading in self.SECTIONS.values():
            self.assertIn(f"\n{heading}", out)
        self.assertIn("--states, --machine, --errors, --influence", out)
        self.assertLessEqual(len(out.splitlines()), 28)     # four lines say why it is no full adder
        self.assertRegex(out, r"Not as in its task in \d+ ways, .*:\nIt does not start"
                              r".*(\n.* goes to .*){2}\n\n")
        for pair, true in (("127 + 1", "87654321"), ("85 + 42", "17151311")):
            changes = re.search(rf"^{re.escape(pair)}: (.*)$", out, re.M).group(1)
            self.assertEqual(re.findall(r"\((\d)\)", changes), list(true))

    def test_sections_by_flag(self):
        for flags in (["--errors", "--states"], ["--machine"], ["--influence"]):
            with self.subTest(flags=flags):
                out = self.look(*flags)
                shown = [flag for flag in self.SECTIONS if self.SECTIONS[flag] in out]
                self.assertEqual(sorted(shown), flags)
                transitions = re.findall(r"^group \d .* \| +(?:no )?carry ", out, re.M)
                self.assertEqual(len(transitions), 8 * ("--machine" in flags))

    def test_states_and_machine_of_a_full_adder(self):
        model, path = hand_network(), Path(self.folder.name) / "adder.model"
        model.save(path)
        reached = states.reachable_states(model, adder(), 3)
        unit, gap = states.best_unit(reached), states.separating_direction(reached)
        out = self.look("--states", "--machine", model=path)
        self.assertRegex(
            out, r"(?m)^carry +number %d, above %.3f +%.2f%% of states +always, by %.3f" % (
                unit.number, unit.threshold, 100 * unit.right / 64, gap.margin))
        self.assertIn("2 groups, 8 transitions, all as in its task, adding in base 2.", out)
        same = r"^(no carry|carry) +([01] [01]) +([01]) +(no carry|carry)  \| +\1 +\2 +\3 +\4$"
        self.assertEqual(len(re.findall(same, out, re.M)), 8)

    def test_the_network_of_any_rule(self):
        """A latch: 0 clears it, 1 sets it, 2 leaves it as it is; one unit, by hand."""
        task = Automaton.of(lambda held, j: 2 * ((0, 1, held)[j],), 0, (0, 1, 2), "a latch")
        model, path = Model(3, 1), Path(self.folder.name) / "latch.model"
        model.U, model.W, model.V = [[-20.0, 20.0, 0.0]], [[5.0]], [[-1.0], [1.0], [0.0]]
        networks.save(model, path, networks.About(rule=task))
        self.assertIn("2 groups, 6 transitions, all as in its task, a latch.",
                      self.look(model=path))
        out = self.look("--machine", model=path)
        same = r"^(start|after 1) +([012]) +([01]) +(start|after 1)  \| +\1 +\2 +\3 +\4$"
        self.assertEqual(len(re.findall(same, out, re.M)), 6)

    def test_a_network_that_is_dead(self):
        model, path = Model(2, 3), Path(self.folder.name) / "dead.model"
        for name in "UWV":
            setattr(model, name, [[0.0] * len(row) for row in getattr(model, name)])
        model.save(path)
        drawn = Path(self.folder.name) / "dead"
        out = self.look("--svg", drawn, model=path)
        self.assertRegex(out, r"carry +number 0, above 0\.000 +36\.36% of states")
        self.assertIn("no direction found", out)
        self.assertEqual(len(list(drawn.glob("*.svg"))), 3)

    def test_weights_beyond_all_measure(self):
        model, path = Model(2, 3, seed=1), Path(self.folder.name) / "huge.model"
        model.W[1][1] = -1234.5
        model.save(path)
        path.write_bytes(path.read_bytes().replace(b"-1234.5", b"-1e16"))
        for program in (("add.py", 1, 2), ("look_inside.py",), ("backward.py",)):
            err = self.run_here(*program + ("--model", path), status=1)
            self.assertIn("huge.model: W[1][1] must be a finite number above -1e+15", err)

    def test_a_network_that_no_machine_could_be(self):
        path = Path(self.folder.name) / "natural.model"
        networks.save(Model(2, 3, seed=1), path, networks.About(Reading(False)))
        self.assertIn("natural.model must hold a network that adds least significant digit first, or",
                      self.look(model=path, status=1))
        networks.save(Model(2, 3, seed=1), path, networks.About(Reading(counts=True)))
        self.assertIn("How far errors travel", self.look("--errors", model=path))

    def test_pictures_that_cannot_be_written(self):
        blocked = Path(self.folder.name) / "a file"
        blocked.write_text("not a folder")
        self.assertIn("expected the name of a folder", self.look("--svg", blocked, status=2))


if __name__ == "__main__":
    unittest.main()
