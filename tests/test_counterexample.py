"""The search for wrong sums, on adders made by hand that go wrong late, and learning from what it finds."""
import unittest
from random import Random

from rnn_pure import Model
from rnn_pure.study.inside.hand import hand_network
from rnn_pure.study.proof.counterexample import find_wrong, first_wrong, numbers, shorten
from rnn_pure.study.proof.repair import further_examples, repair
from rnn_pure.tasks.automaton import adder, right_answers
from tests.helpers import Case

ADDER = adder()


def leaky(weight):
    """The adder made by hand, but unit A counts less in its memory than 8: a carry may get lost after many columns."""
    model = hand_network()
    for row, heard in zip(model.W, (0.5, 0.0, 2.0)):
        row[1] = heard * weight
    return model


class Search(Case):
    def assertShort(self, model, automaton, wrong):
        """The last answer is the first wrong one, and no column can be dropped or replaced by an earlier one."""
        answers = model.predict([automaton.columns[i] for i in wrong])
        right = right_answers(automaton, wrong)
        self.assertEqual([a == b for a, b in zip(answers, right)], [True] * (len(wrong) - 1) + [False])
        for t, i in enumerate(wrong):
            for other in [[]] * (len(wrong) > 1) + [[j] for j in range(i)]:
                self.assertIsNone(first_wrong(model, automaton, wrong[:t] + other + wrong[t + 1:]))

    def test_a_carry_that_gets_lost_late_is_found_in_its_shortest_sum(self):
        for weight, length in ((7.0, 3), (7.16, 9), (7.17, 12)):
            model = leaky(weight)
            wrong = find_wrong(model, ADDER, beam=60)
            self.assertShort(model, ADDER, wrong)
            self.assertEqual((numbers(wrong), len(wrong)), ((1, 2 ** (length - 1) - 1 if length > 3 else 3), length))

    def test_nothing_is_found_where_there_is_nothing_to_find(self):
        seen = []
        self.assertIsNone(find_wrong(hand_network(), ADDER, beam=100, columns=200, on_progress=seen.append))
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
        self.assertEqual(digits, right_answers(automaton, wrong))

    def test_the_same_seed_finds_the_same(self):
        model = Model(2, 16, seed=1)
        self.assertEqual(*[find_wrong(model, ADDER, beam=30, seed=4) for _ in range(2)])

    def test_shortening(self):
        rng = Random(0)
        for _ in range(5):
            long = [rng.randrange(4) for _ in range(30)] + [3] + [1] * 20 + [rng.randrange(4) for _ in range(10)]
            wrong = shorten(leaky(7.16), ADDER, first_wrong(leaky(7.16), ADDER, long))
            self.assertShort(leaky(7.16), ADDER, wrong)

    def test_numbers_are_written_least_digit_first(self):
        self.assertEqual(numbers([3, 1, 2, 0]), (5, 3))
        self.assertEqual(numbers([12, 70], base=10), (71, 2))

    def test_arguments(self):
        model = hand_network()
        for change, name in (({"beam": 0}, "beam"), ({"columns": 0}, "columns"), ({"seed": 0.5}, "seed"),
                             ({"on_progress": 3}, "on_progress"), ({"automaton": None}, "automaton")):
            with self.assertRaisesRegex((TypeError, ValueError), name):
                find_wrong(model, **dict({"automaton": ADDER}, **change))


class Repair(Case):
    def test_it_learns_from_wrong_sums_and_leaves_the_old_network_alone(self):
        old = leaky(7.14)
        before = [[list(row) for row in M] for M in (old.U, old.W, old.V)]
        wrong = [find_wrong(old, ADDER, beam=60)]
        x, y = [ADDER.columns[i] for i in wrong[0]], right_answers(ADDER, wrong[0])
        done = []
        new = repair(old, ADDER, wrong, seed=1, on_step=done.append)
        self.assertEqual(len(done), 600)
        self.assertEqual([old.U, old.W, old.V], before)
        self.assertLess(new.calculate_loss(x, y), 0.9 * old.calculate_loss(x, y))
        self.assertEqual((new.word_dim, new.hidden_dim, new.bptt_truncate), (2, 3, old.bptt_truncate))
        again = repair(old, ADDER, wrong, seed=1)
        self.assertEqual((new.U, new.W, new.V), (again.U, again.W, again.V))

    def test_its_examples(self):
        wrong = [[3] * 20, [1] * 30]
        examples = further_examples(wrong, 4, Random(0))
        self.assertEqual(len(examples), 600)
        self.assertEqual({len(e) for e in examples[::2]}, set(range(8, 17)))
        self.assertEqual({len(e) for e in examples[1::2]}, {23, 33})
        for e in examples[1::2]:
            original = wrong[len(e) == 33]
            self.assertLessEqual(sum([a != b for a, b in zip(e, original)]), 1)
        self.assertEqual({e[-1] for e in examples}, {0, 1, 2, 3})
        self.assertEqual(wrong, [[3] * 20, [1] * 30])

    def test_arguments(self):
        for wrong in ([], [3, 1], [[4]], None):
            with self.assertRaisesRegex((TypeError, ValueError), "wrong"):
                repair(hand_network(), ADDER, wrong)


if __name__ == "__main__":
    unittest.main()
