"""One number as a memory: shares of W, intervals, and no line of proof where a sum is wrong."""
import unittest
import xml.etree.ElementTree as ElementTree
from random import Random
from unittest import mock

from tests.helpers import Case

from rnn_pure import Model
from rnn_pure.inside import memory
from rnn_pure.inside.hand import INTERVALS, MEMORY, hand_network
from rnn_pure.pictures.inside import cobweb
from rnn_pure.proof.counterexample import find_wrong, first_wrong
from rnn_pure.tasks.adding import adder
from rnn_pure.tasks.automaton import Automaton

ADDER = adder()
CARRY_AND_ONES = [3] + [1] * 200      # 1 + (2^201 - 1): the carry has to last


def remembering(number):
    """The network made by hand, with another W = p q^T."""
    model = hand_network()
    model.W = [[p * q for q in number.q] for p in number.p]
    return model


def leaky(weight):
    number = memory.Memory(MEMORY.p, [0.0, weight, 1.0])
    return remembering(number), number


class Shares(Case):
    def test_known_singular_values(self):
        for W, values in (([[3.0, 0.0], [4.0, 5.0]], [45 ** 0.5, 5 ** 0.5]),
                          ([[0.0, 0.0, 2.5], [2.0, 0.0, 0.0], [2.0, 0.0, 0.0]],
                           [8 ** 0.5, 2.5, 0.0]),
                          ([[1.0, 2.0, 2.0]], [3.0]), ([[0.0, 0.0], [0.0, 0.0]], [0.0, 0.0])):
            self.assertNear([share.value for share in memory.singular_values(W)], values, 1e-9)

    def test_the_shares_make_up_the_matrix_and_do_not_overlap(self):
        rng = Random(3)
        W = [[rng.gauss(0, 1) for _ in range(4)] for _ in range(6)]
        shares = memory.singular_values(W)
        self.assertEqual(len(shares), 4)
        self.assertNear([[sum([s.value * s.left[i] * s.right[j] for s in shares]) for j in range(4)]
                         for i in range(6)],
                        W, 1e-9)
        for k, a in enumerate(shares):
            for b in shares[:k]:
                self.assertGreaterEqual(b.value, a.value)
                self.assertNear([memory.dot(a.left, b.left), memory.dot(a.right, b.right)],
                                [0.0, 0.0], 1e-6)
            self.assertNear([memory.dot(a.left, a.left), memory.dot(a.right, a.right)], [1.0, 1.0],
                            1e-9)
        self.assertEqual(memory.singular_values(W, most=2), shares[:2])

    def test_cut(self):
        model = Model(2, 5, seed=1)
        before = [list(row) for row in model.W]
        self.assertNear(memory.cut(model, 5).W, model.W, 1e-9)
        less = memory.cut(model, 2)
        self.assertNear([share.value for share in memory.singular_values(less.W)],
                        [share.value for share in memory.singular_values(model.W, 2)] + [0.0] * 3,
                        1e-6)
        self.assertEqual((less.U, less.V, model.W), (model.U, model.V, before))
        for rank in (0, 6, 1.5):
            with self.assertRaisesRegex((TypeError, ValueError), "rank"):
                memory.cut(model, rank)

    def test_one_number(self):
        model = memory.cut(Model(2, 5, seed=1), 1)
        number = memory.one_number(model, ADDER)
        self.assertNear([[p * q for q in number.q] for p in number.p], model.W, 1e-12)
        self.assertAlmostEqual(max(map(abs, number.p)), 2.0)
        self.assertGreater(memory.next_number(model, number, [1.0, 1.0], 0.0), 0.0)
        m, columns = 0.0, [ADDER.columns[i] for i in (3, 1, 0, 2, 3, 3)]
        for x, layer in zip(columns, model.forward_propagation(columns)):
            m = memory.next_number(model, number, x, m)
            self.assertNear(m, memory.dot(number.q, layer.s), 1e-12)


    def test_the_unit_of_m_is_that_of_the_network_by_hand(self):
        self.assertNear(list(memory.one_number(hand_network(), ADDER)), list(MEMORY), 1e-12)
        for name in "UW":
            forgetful = hand_network()
            setattr(forgetful, name, [[0.0 for _ in row] for row in getattr(forgetful, name)])
            with self.assertRaisesRegex(ValueError, "must remember"):
                memory.one_number(forgetful, ADDER)
        with self.assertRaisesRegex(ValueError, "the automaton's last column"):
            memory.one_number(hand_network(), ADDER._replace(columns=ADDER.columns[::-1]))


# The fewer pieces, the wider the bounds: what holds then holds the more with all pieces.
coarsely = mock.patch.object(memory, "PIECES", 100)


class Proof(Case):
    def test_the_eight_lines_of_the_network_made_by_hand(self):
        lines = memory.proof_lines(hand_network(), MEMORY, INTERVALS, ADDER)
        wanted = [      # state, ones, next m, next state, logit 1 - logit 0
            (None, 1, (0.960, 0.960), 0, (0.462, 0.462)),
            (None, 2, (2.697, 2.697), 1, (-2.119, -2.119)),
            (0, 0, (0.935, 0.976), 0, (-1.736, -1.400)), (0, 1, (0.979, 1.013), 0, (2.321, 2.813)),
            (0, 2, (2.697, 2.697), 1, (-0.906, -0.420)), (1, 0, (1.000, 1.000), 0, (0.309, 0.548)),
            (1, 1, (2.793, 2.930), 1, (-1.330, -1.238)), (1, 2, (2.704, 2.741), 1, (3.116, 3.922))]
        self.assertEqual(len(lines), len(wanted))
        for line, (state, ones, following, next_state, difference) in zip(lines, wanted):
            self.assertEqual((line.state, {sum(ADDER.columns[j]) for j in line.columns}),
                             (state, {ones}))
            self.assertNear(line.next + line.difference, following + difference, 0.0006)
            self.assertEqual(line.must, INTERVALS[next_state])
            self.assertTrue(line.holds)
            self.assertNear(line.margin, min(map(abs, difference)), 0.0006)

    def test_ranges_hold_every_point_and_not_much_more(self):
        rng = Random(1)
        model = memory.cut(Model(2, 6, seed=4), 1)
        model.U = [[3.0 * u for u in row] for row in model.U]
        number = memory.one_number(model, ADDER)
        intervals = [(-1.0, 0.5), (0.7, 3.0)]
        for line in memory.proof_lines(model, number, intervals, ADDER):
            if line.state is None:
                continue
            low, high = intervals[line.state]
            points = []
            for m in [low, high] + [rng.uniform(low, high) for _ in range(500)]:
                for x in [ADDER.columns[j] for j in line.columns]:
                    s = [memory.tanh(memory.dot(row, x) + p * m)
                         for row, p in zip(model.U, number.p)]
                    points.append((memory.dot(number.q, s),
                                   memory.dot(model.V[1], s) - memory.dot(model.V[0], s)))
            for bounds, values in zip((line.next, line.difference), zip(*points)):
                self.assertLessEqual(bounds[0], min(values) - 0.9e-9)       # SLACK is in them
                self.assertGreaterEqual(bounds[1], max(values) + 0.9e-9)
                self.assertNear(bounds, (min(values), max(values)), 0.02)

    def test_slack_is_on_both_ends(self):
        # From m = 0, which is one point.
        for line in memory.proof_lines(hand_network(), MEMORY, INTERVALS, ADDER)[:2]:
            for low, high in (line.next, line.difference):
                self.assertNear(high - low, 2 * memory.SLACK, 1e-12)
            m = memory.next_number(hand_network(), MEMORY, ADDER.columns[line.columns[0]], 0.0)
            self.assertNear([m - line.next[0], line.next[1] - m], [memory.SLACK] * 2, 1e-12)

    def test_a_line_that_fails_by_little(self):
        line = memory.Line(0, [1], (1.0, 2.0), (1.0, 2.0), 1, (0.5, 0.6))
        self.assertTrue(line.holds)
        for change in ({"next": (1.0 - 1e-12, 2.0)}, {"next": (1.0, 2.0 + 1e-12)}, {"answer": 0},
                       {"difference": (9e-7, 0.6)}, {"difference": (-0.5, 0.6)}):
            self.assertFalse(line._replace(**change).holds)
        self.assertTrue(line._replace(answer=0, difference=(-0.6, -0.5)).holds)
        self.assertEqual(line._replace(answer=0, difference=(-0.6, 0.5)).margin, -0.5)

    @coarsely
    def test_what_is_false_does_not_hold(self):
        def holds(model=hand_network(), number=MEMORY, intervals=INTERVALS, automaton=ADDER):
            return all([line.holds
                        for line in memory.proof_lines(model, number, intervals, automaton)])
        self.assertTrue(holds())
        self.assertFalse(holds(intervals=[(0.85, 1.10), (2.60, 2.90)]))
        self.assertFalse(holds(intervals=[(0.97, 1.10), (2.60, 3.05)]))
        self.assertFalse(holds(intervals=[(0.0, 1.10), (2.60, 3.05)]))
        self.assertFalse(holds(intervals=INTERVALS[::-1]))
        self.assertFalse(holds(automaton=ADDER._replace(start=1)))
        self.assertFalse(holds(automaton=ADDER._replace(answer=ADDER.answer[::-1])))
        self.assertFalse(holds(automaton=ADDER._replace(next=ADDER.next[::-1])))
        other = hand_network()
        other.V = other.V[::-1]
        self.assertFalse(holds(model=other))

    def test_zeros_at_the_start_are_a_tie_that_answers_0(self):
        swapped = ADDER._replace(answer=[[1, 1, 1, 0], ADDER.answer[1]])
        first = memory.proof_lines(hand_network(), MEMORY, INTERVALS, swapped)[0]
        self.assertEqual((first.state, first.columns, first.holds), (None, [0], False))

    def test_it_refuses_what_rounding_could_change(self):
        other = hand_network()
        other.W[0][1] += 1e-8
        large = hand_network()
        large.V[1][0] = 1e7
        for model in (other, large):
            with self.assertRaisesRegex(ValueError, "rounding"):
                memory.proof_lines(model, MEMORY, INTERVALS, ADDER)
        self.assertLess(memory.rounding_error(hand_network(), MEMORY, INTERVALS, ADDER), 1e-11)
        silent = hand_network()     # nothing but tanh is computed: 16 units of 2^-53 for each
        for M in (silent.U, silent.W, silent.V):
            M[:] = [[0.0 for _ in row] for row in M]
        number = MEMORY._replace(p=[0.0] * 3)
        error = memory.rounding_error(silent, number, INTERVALS, ADDER)
        self.assertGreaterEqual(error, 16 * 2.0 ** -53 * sum(map(abs, number.q)))
        for intervals in (INTERVALS[:1], [(0.0, float("nan"))] * 2, None):
            with self.assertRaisesRegex((TypeError, ValueError), "intervals"):
                memory.proof_lines(hand_network(), MEMORY, intervals, ADDER)

    @coarsely
    def test_networks_with_a_wrong_sum_are_never_proved(self):
        for weight, longest in ((7.14, 6), (7.16, 9), (7.1734375, 30), (7.17355878, 70)):
            model, number = leaky(weight)
            self.assertLessEqual(len(first_wrong(model, ADDER, CARRY_AND_ONES)), longest)
            intervals = memory.closed_intervals(model, number, ADDER)
            self.assertFalse(all([line.holds
                                  for line in memory.proof_lines(model, number, intervals, ADDER)]))

    @coarsely
    def test_changed_by_chance_it_is_proved_or_not_but_never_wrongly(self):
        rng, proved = Random(5), 0
        for _ in range(10):
            number = memory.Memory(*[[v * rng.gauss(1.0, 0.03) for v in side] for side in MEMORY])
            model = remembering(number)
            model.V[1] = [v * rng.gauss(1.0, 0.05) for v in model.V[1]]
            intervals = memory.closed_intervals(model, number, ADDER)
            if all([line.holds for line in memory.proof_lines(model, number, intervals, ADDER)]):
                proved += 1
                self.assertIsNone(find_wrong(model, ADDER, beam=30, columns=40))
        self.assertTrue(2 < proved < 10, proved)

    def test_closed_intervals_are_found(self):
        found = memory.closed_intervals(hand_network(), MEMORY, ADDER)
        for (low, high), (least, most) in zip(found, INTERVALS):
            self.assertTrue(least < low < high < most)
        self.assertTrue(all([line.holds
                             for line in memory.proof_lines(hand_network(), MEMORY, found, ADDER)]))

    def test_any_automaton(self):
        latch = Automaton(0, [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]], [[0, 0, 1], [1, 0, 1]],
                          [[0, 0, 1], [1, 0, 1]])
        model = Model(2, 1)
        model.U, model.W, model.V = [[20.0, -20.0]], [[5.0]], [[-1.0], [1.0]]
        number = memory.one_number(model, latch)
        intervals = memory.closed_intervals(model, number, latch)
        lines = memory.proof_lines(model, number, intervals, latch)
        self.assertEqual([(line.state, line.columns) for line in lines],
                         [(None, [1]), (None, [2]), (0, [0]), (0, [1]), (0, [2]), (1, [0]),
                          (1, [1]), (1, [2])])
        self.assertTrue(all([line.holds for line in lines]))
        with self.assertRaisesRegex(ValueError, "reach"):
            memory.closed_intervals(model, number, latch._replace(next=[[0, 0, 0], [1, 1, 1]]))

    def test_columns_that_a_task_cannot_tell_apart(self):
        self.assertEqual(memory.kinds(ADDER), [[0], [1, 2], [3]])
        self.assertEqual(len(memory.kinds(adder(10, counts=True))), 19)


class Cobweb(Case):
    def test_what_it_shows(self):
        picture = cobweb(hand_network(), MEMORY, INTERVALS)
        root = ElementTree.fromstring(picture.render())
        texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
        for text in ("The way of 19 + 5, with 2, 1, 1, 0, 1 ones", "no carry", "carry",
                     "0 ones", "2 ones"):
            self.assertIn(text, texts)
        dots = [(float(c.get("cx")), float(c.get("cy")))
                for c in root.iter("{http://www.w3.org/2000/svg}circle")]
        m, wanted = 0.0, [picture.place(0.0, 0.0)]
        for x in ([1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [1.0, 0.0]):
            following = memory.next_number(hand_network(), MEMORY, x, m)
            wanted.append(picture.place(m, following))
            m = following
        self.assertNear([list(dot) for dot in dots], [list(place) for place in wanted], 0.06)
        way, = [line.get("points").split()
                for line in root.iter("{http://www.w3.org/2000/svg}polyline")
                if line.get("class") == "c2 thick"]
        points = [[float(v) for v in point.split(",")] for point in way]
        # Each step: to its curve, and across.
        self.assertNear(points[1::2], [list(place) for place in wanted[1:]], 0.06)
        self.assertEqual([p[1] for p in points[2::2]], [p[1] for p in points[1::2]])


if __name__ == "__main__":
    unittest.main()
