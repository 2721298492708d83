"""Any rule as a task: the states that it reaches, the truth, and the examples drawn of it."""
import unittest
from random import Random

from tests.helpers import Case

from rnn_pure import Automaton
from rnn_pure.tasks.adding import Reading, adder


def no_three(zeros, bit):
    """Whether three 0s in a row have never come (Tomita's fourth); once they have, for ever."""
    zeros = 3 if zeros == 3 else 0 if bit else zeros + 1
    return int(zeros < 3), zeros


NO_THREE = Automaton.of(no_three, 0, (0, 1), "no three 0s in a row")


class Of(Case):
    def test_all_states_that_can_be_reached_and_no_others(self):
        def rule(state, letter):    # "elsewhere" is known to it, but leads nowhere from the start
            after = {("home", "a"): "out", ("out", "a"): "home", ("elsewhere", "a"): "home"}
            return int(state == "out"), after.get((state, letter), state)
        task = Automaton.of(rule, "home", ("a", "b"))
        self.assertEqual((task.start, task.answer, task.next),
                         (0, [[0, 0], [1, 1]], [[1, 0], [0, 1]]))
        self.assertEqual(task.columns, [[1.0, 0.0], [0.0, 1.0]])
        self.assertEqual(len(NO_THREE.next), 4)
        self.assertEqual(NO_THREE.next[3], [3, 3])

    def test_a_network_of_it_has_room_for_all_inputs_and_answers(self):
        for columns, classes in ((1, 2), (2, 5), (7, 2)):
            task = Automaton.of(lambda state, column: (column, 0), 0,
                                [classes - 1 - i % classes for i in range(columns)])
            self.assertEqual(task.word_dim, max(columns, classes, 2))
            self.assertEqual({sum(x) for x in task.columns}, {1.0})

    def test_endless_states(self):
        for rule, start in ((lambda n, bit: (0, n + 1), 0),
                            (lambda seen, bit: (bit, seen + (bit,)), ())):
            with self.assertRaisesRegex(ValueError, "at most 64 states, .* no fixed number"):
                Automaton.of(rule, start, (0, 1))
        self.assertEqual(len(Automaton.of(lambda n, bit: (0, (n + 1) % 64), 0, (0, 1)).next), 64)

    def test_rules_that_are_none(self):
        for rule, sentence in (
                (lambda s, c: 1, r"rule\(0, 'a'\) must be \(answer, next state\), got 1"),
                (lambda s, c: (1, 0, 0), "must be .answer, next state., got a tuple of 3"),
                (lambda s, c: (-1, 0), "the answer of rule.* got -1"),
                (lambda s, c: ("1", 0), "the answer of rule.* got '1'"),
                (lambda s, c: (1, []), "the next state of rule.* hashable, as a tuple, got a list of 0")):
            with self.assertRaisesRegex((TypeError, ValueError), sentence):
                Automaton.of(rule, 0, ("a",))
        with self.assertRaisesRegex(ValueError, "columns"):
            Automaton.of(lambda s, c: (0, 0), 0, ())


class Truth(Case):
    def test_answers_and_states(self):
        bits = [1, 0, 0, 1, 0, 0, 0, 1]
        self.assertEqual(NO_THREE.answers(bits), [1, 1, 1, 1, 1, 1, 0, 0])
        self.assertEqual(NO_THREE.states(bits), [0, 0, 1, 2, 0, 1, 2, 3, 3])
        x, y = NO_THREE.read(bits)
        self.assertEqual((x, y), ([NO_THREE.columns[bit] for bit in bits], NO_THREE.answers(bits)))


class Examples(Case):
    def indices(self, X, task=NO_THREE):
        """Which column each input was before the noise."""
        return [[min(range(len(task.columns)), key=lambda i: sum(
            (a - b) ** 2 for a, b in zip(task.columns[i], x_t))) for x_t in x] for x in X]

    def test_they_are_right_and_come_again(self):
        X, Y = NO_THREE.examples(60, columns=9, noise=0.05, seed=4)
        self.assertEqual({len(x) for x in X}, {9})
        for indices, y in zip(self.indices(X), Y):
            self.assertEqual(NO_THREE.answers(indices), y)
        self.assertEqual(NO_THREE.examples(60, columns=9, noise=0.05, seed=4), (X, Y))
        self.assertNotEqual(NO_THREE.examples(60, columns=9, noise=0.05, seed=5), (X, Y))

    def test_sums_are_drawn_digit_by_digit(self):
        """As they were before there were automata: networks of a seed stay what they are."""
        rng = Random(3)
        X, Y = Reading().examples(20, columns=11, noise=0.2, seed=3)
        for k, (x, y) in enumerate(zip(X, Y)):
            columns = []
            while len(columns) < 11:
                column = rng.randrange(2), rng.randrange(2)
                columns += [column] * (rng.choice((1, 1, 1, 2, 4, 12)) if k % 2 else 1)
            self.assertEqual(x, [[bit + rng.gauss(0.0, 0.2) for bit in column]
                                 for column in columns[:11]])
            self.assertEqual(y, adder().answers([2 * a + b for a, b in columns[:11]]))

    def test_an_end_does_not_swallow_them(self):
        """Of random sequences of 40 columns 98 % end in the state that nothing leads out of."""
        X, Y = NO_THREE.examples(400, columns=40, noise=0.0, seed=1)
        early = sum([0 in y[:20] for y in Y]) / len(Y)
        free = sum([0 in NO_THREE.answers([rng.randrange(2) for _ in range(20)])
                    for rng in map(Random, range(400))]) / 400
        self.assertGreater(free, 0.7)
        self.assertLess(early, 0.65)
        self.assertGreater(sum([y[-1] == 0 for y in Y]), 100)       # but it is shown

    def test_where_everything_leads_to_an_end(self):
        task = Automaton.of(lambda state, bit: (state, min(state + 1, 2)), 0, (0, 1))
        self.assertEqual(task.examples(3, columns=5, noise=0.0, seed=1)[1], [[0, 1, 2, 2, 2]] * 3)


if __name__ == "__main__":
    unittest.main()
