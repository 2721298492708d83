"""How a network is taught, which network a program uses, and lessons."""
import tempfile
import unittest
from functools import partial
from pathlib import Path
from random import Random
from unittest import mock

from tests.helpers import Case, flat, numerical_gradient, quiet

from rnn_pure import Automaton, DataError, Model, answer_sum, digits2int, encode
from rnn_pure.inside.hand import hand_network
from rnn_pure.programs import teaching
from rnn_pure.programs.teaching import LESSON, QUICK, lesson, lessons
from rnn_pure.proof.counterexample import find_wrong
from rnn_pure.proof.search import Verdict
from rnn_pure.saved import networks
from rnn_pure.saved.networks import About
from rnn_pure.tasks.adding import Reading, adder

ADDER = adder()
PARITY = Automaton.of(lambda odd, bit: (odd ^ bit, odd ^ bit), 0, (0, 1), "parity")
STATED = About(Reading(is_reverse=False, counts=True), examples=7, finished=False)


class Found(Case):
    """find_network: the file, else the quick one beside it, else a new one."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "some.model"

    def find(self):
        with quiet() as printed:
            model, about = teaching.find_network(self.path)
        return vars(model), about, printed.getvalue()

    def test_in_the_file(self):
        model = Model(2, 3, seed=1)
        networks.save(model, self.path, STATED)
        networks.save(Model(2, 3, seed=2), networks.beside(self.path, "_quick"), STATED)
        self.assertEqual(self.find(),
                         (vars(model), STATED,
                          f"The network is the one in {self.path}, 7 examples, not finished.\n"))
        model.save(self.path)
        self.assertEqual(self.find()[:2], (vars(model), About(Reading())))      # it states nothing

    def test_the_quick_one(self):
        model, about = Model(2, 3, seed=1), STATED._replace(finished=True)
        networks.save(model, self.path.with_name("some_quick.model"), about)
        weights, found, printed = self.find()
        self.assertEqual((weights, found), (vars(model), about))
        self.assertIn("some_quick.model, 7 examples.", printed)

    def test_none(self):
        made = Model(2, 3)
        with mock.patch.object(teaching, "network", return_value=made) as network:
            model, about, printed = self.find()
        network.assert_called_once_with()
        self.assertIs(model, vars(made))
        self.assertEqual(about.reading, Reading())
        self.assertIn(f"There is no {self.path} yet", printed)

    def test_of_another_task(self):
        for model, about, sentence in (
                (Model(2, 2), About(rule=PARITY), "but it is one that follows the rule parity"),
                (Model(3, 2), About(tokens="abc"),
                 "one that guesses the next of 3 characters")):
            networks.save(model, self.path, about)
            with self.assertRaisesRegex(DataError, sentence):
                self.find()


class Taught(Case):
    """That network() adds is what README.md shows first: tests/long_readme.py runs it."""

    def test_it_is_fed_as_it_was_taught(self):
        model, rng = hand_network(), Random(1)
        for _ in range(20):
            a, b = rng.randrange(2 ** 30), rng.randrange(2 ** 30)
            self.assertEqual(answer_sum(model, a, b), a + b)
            (x,), _ = encode([[a, b, a + b]], 31, is_reverse=False)
            self.assertEqual(digits2int(model.predict(x), 2),
                             answer_sum(model, a, b, is_reverse=False))

    def test_other_bases(self):
        for base in (2, 3, 10, 1000):
            for n in (0, 1, base - 1, base, base ** 5 - 1, base ** 5):
                answer = answer_sum(Model(base, 2, seed=1), n, n, counts=True, base=base)
                self.assertGreaterEqual(answer, 0)

    def test_teach_goes_on(self):
        X, Y = Reading().examples(30, seed=1)
        models = [Model(2, 3, 19, seed=1) for _ in range(2)]
        teaching.teach(models[0], X, Y)
        seen = []
        with self.assertRaises(KeyboardInterrupt):
            teaching.teach(models[1], X, Y, QUICK, lambda n: stop_at(13, n))
        teaching.teach(models[1], X, Y, QUICK, seen.append, 13)
        self.assertEqual(vars(models[0]), vars(models[1]))
        self.assertEqual(seen, list(range(14, 31)))

    def test_shaken_and_decay(self):
        """What is added to the states is seen by nobody else, and the gradient stays exact."""
        X, Y = Reading().examples(5, seed=1)
        plain, shaken, small = [Model(2, 3, 19, seed=1) for _ in range(3)]
        teaching.teach(plain, X, Y)
        teaching.teach(shaken, X, Y, QUICK._replace(shaken=(0.1, 0.3)))
        teaching.teach(small, X, Y, QUICK._replace(decay=1.0))
        self.assertNotEqual(plain.W, shaken.W)
        self.assertEqual(set(vars(shaken)), set(vars(plain)))
        self.assertLess(sum(map(abs, flat(small.W))), sum(map(abs, flat(plain.W))))

        class Same(Random):
            def gauss(self, mu, sigma):
                return sigma
        shaken.layer = partial(teaching.Shaken, 0.2, Same())
        for dM, M in zip(shaken.bptt(X[0], Y[0]), shaken.weights().values()):
            self.assertNear(dM, numerical_gradient(
                lambda: len(Y[0]) * shaken.calculate_loss(X[0], Y[0]), M), 1e-6)


class Lessons(Case):
    def test_it_learns_from_wrong_sums_and_leaves_the_old_network_alone(self):
        old = Model(2, 4, seed=3)
        before = [[list(row) for row in M] for M in (old.U, old.W, old.V)]
        wrong = [find_wrong(old, ADDER, beam=20)]
        x, y = [ADDER.columns[i] for i in wrong[0]], ADDER.answers(wrong[0])
        done = []
        short = LESSON._replace(examples=100)
        new = lesson(old, ADDER, wrong, seed=1, on_step=done.append, recipe=short)
        again = lesson(old, ADDER, wrong, seed=1, recipe=short)
        plain = lesson(old, ADDER, seed=1, recipe=short)
        self.assertEqual(len(done), 100)
        self.assertEqual([old.U, old.W, old.V], before)
        self.assertLess(new.calculate_loss(x, y), 0.7 * old.calculate_loss(x, y))
        self.assertEqual((new.word_dim, new.hidden_dim, new.bptt_truncate),
                         (2, 4, old.bptt_truncate))
        self.assertEqual((new.U, new.W, new.V), (again.U, again.W, again.V))
        self.assertNotEqual(new.W, plain.W)

    def test_its_examples(self):
        wrong = [[3] * 20, [1] * 30]
        examples = columns_of(ADDER.examples(1000, noise=0.0, seed=0, wrong=wrong)[0])
        self.assertEqual({len(e) for e in examples[::2]}, {20})
        self.assertEqual({len(e) for e in examples[1::2]}, {23, 33})
        for e in examples[1::2]:
            original = wrong[len(e) == 33]
            self.assertLessEqual(sum([a != b for a, b in zip(e, original)]), 1)
        self.assertEqual({e[-1] for e in examples}, {0, 1, 2, 3})
        self.assertEqual(wrong, [[3] * 20, [1] * 30])

    def test_half_of_the_others_are_made_of_runs(self):
        for wrong, step in (([[3] * 20], 4), ([], 2)):
            examples = columns_of(ADDER.examples(1000, noise=0.0, seed=0, wrong=wrong)[0])
            changes = [[sum([a != b for a, b in zip(e, e[1:])]) / len(examples[k::step])
                        for e in examples[k::step]]
                       for k in (0, 2 % step or 1)]
            # 19 places, 3 of 4 columns differ from the last
            self.assertGreater(sum(changes[0]), 13)
            self.assertLess(sum(changes[1]), 8)

    def test_the_columns_are_read_with_noise(self):
        seen = []
        with mock.patch.object(teaching, "teach",
                               lambda model, X, Y, *_, **__: seen.extend(zip(X, Y))):
            lesson(hand_network(), ADDER, recipe=LESSON._replace(examples=1000))
        off = [v - round(v) for x, _ in seen for x_t in x for v in x_t]
        self.assertLess(abs(sum(off) / len(off)), 0.01)
        self.assertTrue(0.13 < (sum([v * v for v in off]) / len(off)) ** 0.5 < 0.16)
        clear = [ADDER.answers([2 * (a > 0.5) + (b > 0.5) for a, b in x]) == y
                 for x, y in seen]
        self.assertGreater(sum(clear), 0.9 * len(clear))

    def test_lessons_end_with_the_proof_or_after_so_many(self):
        efforts, taught = [], []
        verdicts = [Verdict("wrong", 1, columns=[3, 1]), Verdict("undecided", 1),
                    Verdict("wrong", 1, columns=[1]),
                    Verdict("proved", 1)]

        def prove(model, automaton, effort, on_progress):
            efforts.append(effort)
            return verdicts[len(efforts) - 1]

        def lesson(model, automaton, wrong, seed, on_step, recipe):
            on_step(3)
            taught.append((list(wrong), seed))
            return model + 1

        def in_words(model, automaton, verdict, names):
            return f"{model} {verdict.kind} {names}"

        with mock.patch.multiple(teaching, prove=prove, lesson=lesson, in_words=in_words):
            for most, given in ((9, 3), (3, 3), (2, 2), (0, 0)):
                del efforts[:], taught[:]
                told = []
                line = mock.Mock(say=told.append)
                with quiet() as printed:
                    self.assertEqual(lessons(0, ADDER, most, 70000, line=line, names="ab"),
                                     (given, verdicts[given], given))
                self.assertEqual(printed.getvalue(), "".join(
                    [f"Lesson {k}: 4000 more examples.\n" * (k > 0)
                     + f"{k} {verdicts[k].kind} ab\n" for k in range(given + 1)]))
                self.assertEqual(taught, [([[3, 1]], 1), ([[3, 1]], 2), ([[3, 1], [1]], 3)][:given])
                self.assertEqual(efforts, [70000 if k == most else 40000 for k in range(given + 1)])
                self.assertEqual(told[:1], ["lesson 1: 3 examples"][:given])

    def test_arguments(self):
        for wrong in ([3, 1], [[4]], [[]], None):
            with self.assertRaisesRegex((TypeError, ValueError), "wrong"):
                lesson(hand_network(), ADDER, wrong)
        with self.assertRaisesRegex(ValueError, "most"):
            lessons(hand_network(), ADDER, -1)


def columns_of(X):
    """The columns of an adder, as indices."""
    return [[ADDER.columns.index(x_t) for x_t in x] for x in X]


def stop_at(last, n):
    if n == last:
        raise KeyboardInterrupt


if __name__ == "__main__":
    unittest.main()
