"""The search for a proof: what is right for ever is proved, and what fails after long is not."""
import math
import tempfile
import unittest
from pathlib import Path
from random import Random
from unittest import mock

from tests.helpers import in_process
from tests.proof.made import FAILS_AT, by_hand, proved

from rnn_pure import Model
from rnn_pure.matrix import dot
from rnn_pure.pictures.proof import proof as draw
from rnn_pure.pictures.proof import seen, shadow
from rnn_pure.proof import check, prove
from rnn_pure.proof import search as searching
from rnn_pure.proof.regions import Steps
from rnn_pure.proof.search import Search, jacobian_metric
from rnn_pure.proof.words import claim, in_words, subject, wrong_sum
from rnn_pure.tasks.adding import adder, adds
from rnn_pure.tasks.automaton import Automaton, check_automaton


def constant(value):
    model = Model(2, 3)
    for name in "UWV":
        setattr(model, name, [[value] * len(row) for row in getattr(model, name)])
    return model


def latch():
    """A network for: was there a 1 so far?  One unit that stays where it is thrown."""
    model = Model(2, 1)
    model.U, model.W, model.V = [[-1.0, 4.0]], [[3.0]], [[-1.0], [1.0]]
    return model


SEEN_A_ONE = Automaton(0, [[1.0, 0.0], [0.0, 1.0]], [[0, 1], [1, 1]], [[0, 1], [1, 1]])


class Proofs(unittest.TestCase):
    def test_the_network_by_hand(self):
        verdict = proved()
        self.assertEqual((verdict.kind, verdict.columns), ("proved", None))
        self.assertEqual(verdict.checked, check(verdict.certificate))
        self.assertEqual(verdict.certificate.task, adder())
        self.assertLess(verdict.pushes, 1000)

    def test_one_weight_moved_so_that_it_fails_late(self):
        for late, weight in FAILS_AT.items():
            model = by_hand(weight)
            indices = [3] + [1] * (late - 1)
            answers = model.predict([adder().columns[i] for i in indices])
            right = adder().answers(indices)
            self.assertEqual([t for t in range(late) if answers[t] != right[t]], [late - 1])
            with mock.patch.object(searching, "WIDE", 20):
                verdict = prove(model, effort=1000)
            self.assertIn(verdict.kind, ("wrong", "undecided")[:1 + (late > 10)])
            self.assertTrue(verdict.columns or verdict.why)
            if verdict.columns:
                inputs = [adder().columns[i] for i in verdict.columns]
                self.assertNotEqual(model.predict(inputs)[-1],
                                    adder().answers(verdict.columns)[-1])

    def test_another_automaton(self):
        verdict = prove(latch(), SEEN_A_ONE)
        self.assertEqual((verdict.kind, verdict.certificate.task), ("proved", SEEN_A_ONE))
        check(verdict.certificate)
        leaky = latch()
        leaky.W = [[0.9]]       # forgets in the end
        self.assertEqual(prove(leaky, SEEN_A_ONE).kind, "wrong")

    def test_states_of_the_automaton_while_the_network_is_still_at_0(self):
        """States 4 and 5 are 0 and 1 once more: what begins with zeros goes on there."""
        task = adder()._replace(
            start=2, answer=adder().answer + [[0, 1, 1, 0]] * 2 + adder().answer,
            next=adder().next + [[3, 0, 0, 1], [3, 4, 4, 5], [4, 4, 4, 5], [4, 5, 5, 5]])
        verdict = prove(by_hand(), task)
        self.assertEqual(verdict.kind, "proved")
        self.assertEqual({ball.state for ball in verdict.certificate.balls}, {0, 1, 4, 5})

    def test_dull_networks(self):
        for value in (0.0, 1.0, -1.0, 1e3, 1e15, 1e-300):
            verdict = prove(constant(value), effort=200)
            self.assertEqual(verdict.kind, "wrong")

    def test_effort_ends_it(self):
        with mock.patch.object(searching, "WIDE", 100):
            verdict = prove(by_hand(-4.44), effort=50)
        self.assertEqual(verdict.kind, "undecided")
        self.assertIn("to push", verdict.why)
        self.assertLess(verdict.pushes, 2000)

    def test_no_ball_costs_more_than_its_share(self):
        """A network of which one ball took 999,000 pushes: its image hardly ever gets smaller."""
        model = by_hand()
        model.W[2] = [0.0, 14.347117573022842, 2.0]
        with mock.patch.object(searching, "WIDE", 20), \
                mock.patch.object(searching, "MOST_IMAGES", 40):
            verdict = prove(model, effort=600)
        self.assertIn(verdict.kind, ("wrong", "undecided"))
        self.assertLessEqual(verdict.pushes, 600 + 4 * 40)
        search = Search(model, adder(), 0.4, jacobian_metric(model, adder(), 1.5, Random(0)),
                        lambda line: None)
        with mock.patch.object(searching, "MOST_IMAGES", 2):
            search.follow(0)
            self.assertFalse(search.stuck)
            ball = search.waiting[-1]
            radius = search.cover.balls[ball].radius
            search.follow(ball)
        self.assertEqual(search.cover.balls[ball].radius, radius / 2)

    def test_bad_arguments(self):
        for arguments, message in (((by_hand(), adder(10, True)),
                                    "columns\\[0\\] must be a list of 2"),
                                   ((by_hand(), None, 0),
                                    "effort must be a whole number of at least 1"),
                                   ((by_hand(), None, 9, 0.5), "seed must be"),
                                   ((by_hand(), "adder"), "automaton must be of type Automaton"),
                                   ((constant(2e15),), "number above -1e.15, up to 1e.15"),
                                   ((constant(float("nan")),), "must be a finite number")):
            with self.assertRaisesRegex((TypeError, ValueError), message):
                prove(*arguments)

    def test_progress_is_told(self):
        told = []
        self.assertEqual(prove(by_hand(), on_progress=told.append), proved())   # the same again
        self.assertTrue([line for line in told if "to push" in line and "least margin" in line])
        self.assertTrue([line for line in told if "checking" in line])
        counted = []
        found = proved().certificate
        check(found, counted.append)
        self.assertEqual(counted, list(range(1, len(found.balls) + 1)))

    def test_what_only_the_wide_search_finds_is_wrong_too(self):
        for wrong, kind in (([3, 1], "wrong"), (None, "undecided")):
            with mock.patch.object(searching, "find_wrong", lambda model, task, beam, *_, **__: (
                    wrong if beam == searching.WIDE else None)):
                self.assertEqual(prove(by_hand(-4.44), effort=50).kind, kind)

    def test_the_wide_search_is_made_once(self):
        beams = []
        with mock.patch.object(searching, "PATIENCE", 1), mock.patch.object(
                searching, "TURN", 20), mock.patch.object(
                searching, "find_wrong", lambda model, task, beam, **_: beams.append(beam)):
            self.assertEqual(prove(by_hand(-4.44), effort=200).kind, "undecided")
        self.assertEqual(beams, [searching.NARROW, searching.WIDE])

    def test_without_a_metric_it_is_undecided(self):
        with mock.patch.object(searching, "find_wrong", return_value=None), mock.patch.object(
                searching, "jacobian_metric", side_effect=ValueError("there is no metric")):
            verdict = prove(by_hand())
        self.assertEqual((verdict.kind, verdict.pushes, verdict.why),
                         ("undecided", 0, "there is no metric"))

    def test_a_ball_that_fails_is_halved_and_who_relied_on_it_waits(self):
        model = by_hand()
        search = Search(model, adder(), 0.6, jacobian_metric(model, adder(), 2.0, Random(0)),
                        lambda line: None)
        self.assertTrue(search.run(5000))
        relied = {other for other, balls in search.relies.items() if 1 in balls}
        self.assertTrue(relied)
        radius = search.cover.balls[1].radius
        search.halve(1, "for a test")
        self.assertEqual(search.cover.balls[1].radius, radius / 2)
        self.assertEqual(set(search.waiting), relied | {1})
        self.assertFalse(relied & set(search.relies))
        self.assertTrue(search.run(20000))
        search.stuck = "for a test"
        self.assertFalse(search.run(10 ** 6))
        self.assertLessEqual(search.least_margin, check(search.certificate()).least_margin)

    def test_the_picture(self):
        certificate = proved().certificate
        picture, balls = draw(**seen(certificate)).render(), len(certificate.balls)
        self.assertIn(f"{balls} balls", picture)
        self.assertEqual(picture.count(" faintly"), balls)
        self.assertGreaterEqual(picture.count("<polyline"), 5 * balls)

    def test_what_it_says_is_what_is_seen(self):
        """Balls of both carries lie apart, on the right side of the line between them."""
        certificate = proved().certificate
        picture = seen(certificate)
        for ball, drawn in zip(certificate.balls, picture["shadows"]):
            for bit, border, values in ((ball.state, picture["borders"][1],
                                         [y for _, y in drawn["outline"]]),):
                self.assertTrue(all((value > border) == bit for value in values))

    def test_a_shadow_is_as_wide_as_its_ball(self):
        """Of random points of a ball none lies outside of the outline, and some near it."""
        certificate = proved().certificate
        rng, inverse = Random(0), Steps(*certificate[:5]).inverse
        toward = [b - a for a, b in zip(*certificate.V)]
        toward = [v / math.sqrt(dot(toward, toward)) for v in toward]
        for ball, drawn in zip(certificate.balls, shadow(certificate, [toward, toward])):
            points = []
            for _ in range(500):
                xi = [rng.gauss(0.0, 1.0) for _ in ball.center]
                step = ball.radius / math.sqrt(dot(xi, xi))
                s = [c + step * dot(row, xi) for c, row in zip(ball.center, inverse)]
                points.append(dot(toward, s))
            across = [x for x, _ in drawn["outline"]]
            self.assertEqual(drawn["state"], ball.state)
            self.assertTrue(0.0 <= max(across) - max(points) + 0.002 < 0.05)
            self.assertTrue(0.0 <= min(points) - min(across) + 0.002 < 0.05)


class Automata(unittest.TestCase):
    def test_adders(self):
        for base, counts in ((2, False), (2, True), (10, True)):
            task = adder(base, counts)
            check_automaton(task, base)
            a, b = 98765, 43210
            indices, carry_in = [], base
            width = 20
            for _ in range(width):
                a, x = divmod(a, base)
                b, y = divmod(b, base)
                indices.append(x * carry_in + y)
            total = sum([digit * base ** t for t, digit in enumerate(task.answers(indices))])
            self.assertEqual(total, 98765 + 43210)
        with self.assertRaisesRegex(ValueError, "counts must be True"):
            adder(10)

    def test_what_is_no_automaton(self):
        good = adder()
        for bad in (good._replace(start=2), good._replace(columns=[]),
                    good._replace(answer=[[0, 1, 1, 2]] * 2),
                    good._replace(next=[[0, 0, 0, 2]] * 2), good._replace(next=[[0, 0, 0]] * 2)):
            with self.assertRaises(ValueError):
                check_automaton(bad, 2)


class Words(unittest.TestCase):
    def test_each_verdict_is_a_sentence(self):
        verdict = proved()
        self.assertEqual(in_words(by_hand(), adder(), verdict),
                         claim(verdict.certificate, verdict.checked))
        self.assertEqual(
            claim(verdict.certificate, verdict.checked).replace("\n", " "),
            "Proved: for two numbers of any length, least significant bit first, every bit of the "
            "sum is right (%d balls, %d pushes, deepest %d, least margin %.2f; rounding covered)."
            % ((len(verdict.certificate.balls),) + verdict.checked))
        other = verdict.certificate._replace(task=SEEN_A_ONE)
        self.assertIn("Proved: the network follows its rule on inputs of every length",
                      claim(other, verdict.checked))
        posing = other._replace(task=SEEN_A_ONE._replace(name=adder().name))
        self.assertNotIn("sum", claim(posing, verdict.checked))
        self.assertIn("Of 3 units, 2 answers, 4 different inputs, weights",
                      subject(verdict.certificate))
        wide = verdict.certificate._replace(task=adder(10, True), V=[[0.0]] * 10)
        self.assertIn("least significant digit first", claim(wide, verdict.checked))
        self.assertEqual([adds(task) for task in (adder(), adder(3, True), SEEN_A_ONE)],
                         ["bit", "digit", ""])
        zero = constant(0.0)
        self.assertEqual(in_words(zero, adder(), prove(zero)),
                         "Wrong: 0 + 1 in 1 bit: it answers 0 instead of 1.")
        self.assertEqual(wrong_sum(zero, adder(), [3, 1, 1]),
                         ("1 + 7 in 3 bits", "it answers 0 instead of 0 (8 cut to 3 bits)"))
        wrong = searching.Verdict("wrong", 7, columns=[0, 1])
        self.assertEqual(in_words(zero, SEEN_A_ONE, wrong, "ab"),
                         "Wrong: after a b: it answers 0 instead of 1.")
        undecided = searching.Verdict("undecided", 7, why="a reason " * 20)
        text = in_words(zero, adder(), undecided)
        self.assertIn("Undecided after 7 pushes", text)
        self.assertLess(max(map(len, text.splitlines())), 80)


class Program(unittest.TestCase):
    def test_its_endings(self):
        with tempfile.TemporaryDirectory() as folder:
            good, bad, proof, picture = [
                Path(folder) / name for name in ("good", "bad", "proof", "svg")]
            by_hand().save(good)
            by_hand(FAILS_AT[10]).save(bad)
            out, err, ending = in_process("prove.py", "--model", good, "--certificate", proof,
                                          "--svg", picture)
            self.assertEqual((ending, err), (0, ""))
            self.assertIn("Proved: for two numbers of any length", out)
            for status, sentence, *arguments in (
                    (0, "Proved: for two numbers of any length", "--check", proof),
                    (3, "Wrong: ", "--model", bad),
                    (1, "it is no pickle", "--check", picture),
                    (1, "a certificate must be a dict of U", "--check", good),
                    (1, "No such file", "--model", Path(folder) / "none"),
                    (2, "--repair writes a new file", "--repair", good),
                    (0, f"as in {good}", "--check", proof, "--model", good),
                    (1, "is about other weights, or another task, than", "--check", proof, "--model", bad),
                    (2, "exclude each other", "--check", proof, "--seeds", 2),
                    (2, "--article has no effect", "--article", "--check", proof),
                    (2, "expected a whole number", "--effort", 0)):
                out, err, ending = in_process("prove.py", *arguments)
                self.assertEqual(ending, status, out + err)
                self.assertIn(sentence, err if status in (1, 2) else out)
                self.assertNotIn("Traceback", err)
            proof.write_text(proof.read_text().replace('"state": 1', '"state": 0'))
            _, err, status = in_process("prove.py", "--check", proof)
            self.assertEqual(status, 1)
            self.assertIn("claims too much: from ", err)

    def test_a_table(self):
        made = [by_hand(), by_hand(FAILS_AT[10])]
        with mock.patch("rnn_pure.programs.teaching.network", lambda seed, on_step: made[seed - 5]):
            out, err, status = in_process("prove.py", "--seed", 5, "--seeds", 2, "--effort", 500)
        self.assertEqual((err, status), ("", 3))
        self.assertRegex(out, r"^seed  verdict .*\n   5  undecided +\d+  none found\n"
                              r"   6  wrong +\d+  \d+ \+ \d+ in \d+ bits\n$")

    def test_a_repair_keeps_what_it_was_given(self):
        with tempfile.TemporaryDirectory() as folder:
            old, new = Path(folder) / "old", Path(folder) / "new"
            by_hand(FAILS_AT[10]).save(old)
            before = old.read_bytes()
            with mock.patch("rnn_pure.programs.teaching.lesson", return_value=by_hand()):
                out, err, status = in_process("prove.py", "--model", old, "--repair", new)
            self.assertEqual((err, status, old.read_bytes()), ("", 0, before))
            self.assertRegex(out, r"(?s)^Wrong: .*\nLesson 1: 4000 more .*\nProved: .*\nThe network is")
            self.assertEqual(Model.load(new).W, by_hand().W)

    def test_a_network_that_is_proved_and_then_wrong_ends_as_a_wrong_one(self):
        verdict = proved()
        with tempfile.TemporaryDirectory() as folder:
            by_hand().save(Path(folder) / "model")
            with mock.patch("rnn_pure.programs.teaching.prove", lambda *_, **__: verdict), \
                    mock.patch("rnn_pure.proof.counterexample.first_wrong",
                               lambda model, task, indices: indices[:1]):
                out, _, status = in_process("prove.py", "--model", Path(folder) / "model")
        self.assertIn("Proved: ", out)
        self.assertIn("their sum is WRONG", out)
        self.assertEqual(status, 3)

    def test_a_proof_of_another_task_than_the_networks(self):
        with tempfile.TemporaryDirectory() as folder:
            proof, model = Path(folder) / "proof", Path(folder) / "model"
            certificate = proved().certificate
            task = certificate.task._replace(start=1, name="adding 1 more")
            certificate._replace(task=task).save(proof)
            by_hand().save(model)
            _, err, status = in_process("prove.py", "--check", proof, "--model", model)
        self.assertEqual(status, 1)
        self.assertIn("or another task, than", err)
