"""The search for wrong sums, on adders made by hand that go wrong late; and lessons."""
import unittest
from random import Random
from unittest import mock

from tests.helpers import Case

from rnn_pure import Model
from rnn_pure.inside.hand import hand_network
from rnn_pure.programs import repair as repairing
from rnn_pure.programs.repair import further_examples, lessons, repair
from rnn_pure.proof.counterexample import find_wrong, first_wrong, numbers, shorten
from rnn_pure.proof.search import Verdict
from rnn_pure.tasks.adding import adder

ADDER = adder()


def leaky(weight):
    """The adder made by hand, but unit A counts less than 8: a carry may get lost after a while."""
    model = hand_network()
    for row, heard in zip(model.W, (0.5, 0.0, 2.0)):
        row[1] = heard * weight
    return model


class Search(Case):
    def assertShort(self, model, automaton, wrong):
        """The last answer is the first wrong one; no column can be dropped or be an earlier one."""
        answers = model.predict([automaton.columns[i] for i in wrong])
        right = automaton.answers(wrong)
        self.assertEqual([a == b for a, b in zip(answers, right)],
                         [True] * (len(wrong) - 1) + [False])
        for t, i in enumerate(wrong):
            for other in [[]] * (len(wrong) > 1) + [[j] for j in range(i)]:
                self.assertIsNone(first_wrong(model, automaton, wrong[:t] + other + wrong[t + 1:]))

    def test_a_carry_that_gets_lost_late_is_found_in_its_shortest_sum(self):
        for weight, length in ((7.0, 3), (7.16, 9), (7.17, 12)):
            model = leaky(weight)
            wrong = find_wrong(model, ADDER, beam=60)
            self.assertShort(model, ADDER, wrong)
            other = 2 ** (length - 1) - 1 if length > 3 else 3
            self.assertEqual((numbers(wrong), len(wrong)), ((1, other), length))

    def test_nothing_is_found_where_there_is_nothing_to_find(self):
        seen = []
        self.assertIsNone(find_wrong(hand_network(), ADDER, beam=100, columns=200,
                                     on_progress=seen.append))
        self.assertIn(1, seen)
        self.assertLess(len(seen), 200)     # twins end both searches long before

    def test_a_tie_goes_to_the_lower_class(self):
        model = Model(2, 2, seed=0)
        model.V = [[0.0, 0.0]] * 2          # one row, twice: every answer is a tie, so 0
        self.assertEqual(find_wrong(model, ADDER), [1])

    def test_any_automaton_over_any_classes(self):
        automaton = adder(3, counts=True)
        model = Model(3, 4, seed=2)
        wrong = find_wrong(model, automaton, beam=20)
        self.assertShort(model, automaton, wrong)
        a, b = numbers(wrong, base=3)
        digits = [(a + b) // 3 ** t % 3 for t in range(len(wrong))]
        self.assertEqual(digits, automaton.answers(wrong))

    def test_the_same_seed_finds_the_same(self):
        model = Model(2, 16, seed=1)
        self.assertEqual(*[find_wrong(model, ADDER, beam=30, seed=4) for _ in range(2)])

    def test_shortening(self):
        rng = Random(0)
        for _ in range(5):
            before, after = [[rng.randrange(4) for _ in range(n)] for n in (30, 10)]
            long = before + [3] + [1] * 20 + after
            wrong = shorten(leaky(7.16), ADDER, first_wrong(leaky(7.16), ADDER, long))
            self.assertShort(leaky(7.16), ADDER, wrong)

    def test_numbers_are_written_least_digit_first(self):
        self.assertEqual(numbers([3, 1, 2, 0]), (5, 3))
        self.assertEqual(numbers([12, 70], base=10), (71, 2))

    def test_arguments(self):
        model = hand_network()
        for change, name in (({"beam": 0}, "beam"), ({"columns": 0}, "columns"),
                             ({"seed": 0.5}, "seed"), ({"on_progress": 3}, "on_progress"),
                             ({"automaton": None}, "automaton")):
            with self.assertRaisesRegex((TypeError, ValueError), name):
                find_wrong(model, **dict({"automaton": ADDER}, **change))


class Repair(Case):
    def test_it_learns_from_wrong_sums_and_leaves_the_old_network_alone(self):
        old = Model(2, 4, seed=3)
        before = [[list(row) for row in M] for M in (old.U, old.W, old.V)]
        wrong = [find_wrong(old, ADDER, beam=20)]
        x, y = [ADDER.columns[i] for i in wrong[0]], ADDER.answers(wrong[0])
        done = []
        with mock.patch.object(repairing, "EXAMPLES", 300):
            new = repair(old, ADDER, wrong, seed=1, on_step=done.append)
            again = repair(old, ADDER, wrong, seed=1)
            plain = repair(old, ADDER, seed=1)
        self.assertEqual(len(done), 300)
        self.assertEqual([old.U, old.W, old.V], before)
        self.assertLess(new.calculate_loss(x, y), 0.7 * old.calculate_loss(x, y))
        self.assertEqual((new.word_dim, new.hidden_dim, new.bptt_truncate),
                         (2, 4, old.bptt_truncate))
        self.assertEqual((new.U, new.W, new.V), (again.U, again.W, again.V))
        self.assertNotEqual(new.W, plain.W)

    def test_its_examples(self):
        wrong = [[3] * 20, [1] * 30]
        examples = further_examples(wrong, 4, Random(0))
        self.assertEqual(len(examples), 4000)
        self.assertEqual({len(e) for e in examples[::2]}, {20})
        self.assertEqual({len(e) for e in examples[1::2]}, {23, 33})
        for e in examples[1::2]:
            original = wrong[len(e) == 33]
            self.assertLessEqual(sum([a != b for a, b in zip(e, original)]), 1)
        self.assertEqual({e[-1] for e in examples}, {0, 1, 2, 3})
        self.assertEqual(wrong, [[3] * 20, [1] * 30])

    def test_half_of_the_others_are_made_of_runs(self):
        for wrong, step in (([[3] * 20], 4), ([], 2)):
            examples = further_examples(wrong, 4, Random(0))
            changes = [[sum([a != b for a, b in zip(e, e[1:])]) / len(examples[k::step])
                        for e in examples[k::step]]
                       for k in (0, 2 % step or 1)]
            # 19 places, 3 of 4 columns differ from the last
            self.assertGreater(sum(changes[0]), 13)
            self.assertLess(sum(changes[1]), 8)

    def test_the_columns_are_read_with_noise(self):
        seen = []
        with mock.patch.object(repairing, "practise",
                               lambda model, X, Y, *_: seen.extend(zip(X, Y))):
            repair(hand_network(), ADDER)
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

        def repair(model, automaton, wrong, seed, on_step):
            on_step(3)
            taught.append((list(wrong), seed))
            return model + 1
        with mock.patch.object(repairing, "prove", prove), \
                mock.patch.object(repairing, "repair", repair):
            for most, given in ((9, 3), (3, 3), (2, 2), (0, 0)):
                del efforts[:], taught[:]
                told = []
                self.assertEqual(list(lessons(0, ADDER, most, 70000, told.append)),
                                 list(enumerate(verdicts[:given + 1])))
                self.assertEqual(taught, [([[3, 1]], 1), ([[3, 1]], 2), ([[3, 1], [1]], 3)][:given])
                self.assertEqual(efforts, [70000 if k == most else 40000 for k in range(given + 1)])
                self.assertEqual(told[:1], ["lesson 1: 3 examples"][:given])

    def test_arguments(self):
        for wrong in ([3, 1], [[4]], [[]], None):
            with self.assertRaisesRegex((TypeError, ValueError), "wrong"):
                repair(hand_network(), ADDER, wrong)
        with self.assertRaisesRegex(ValueError, "most"):
            next(lessons(hand_network(), ADDER, -1))


if __name__ == "__main__":
    unittest.main()
