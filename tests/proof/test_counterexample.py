"""The search for wrong sums, on adders made by hand that go wrong late."""
import unittest
from random import Random
from unittest import mock

from tests.helpers import Case

from rnn_pure import Model
from rnn_pure.inside.hand import hand_network
from rnn_pure.proof import counterexample
from rnn_pure.proof.counterexample import find_wrong, first_wrong, numbers, shorten
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

    def test_most_is_found_with_a_tenth_of_the_beam(self):
        with mock.patch.object(counterexample, "_search", return_value=None) as tried:
            find_wrong(hand_network(), ADDER, beam=70)
            find_wrong(hand_network(), ADDER, beam=1)
        self.assertEqual([call[0][2] for call in tried.call_args_list], [7, 70, 1])

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
        model.U[0][0] = float("nan")
        with self.assertRaisesRegex(ValueError, "must be a finite number"):
            find_wrong(model, ADDER)


if __name__ == "__main__":
    unittest.main()
