"""The numbers behind the views: on networks made by hand, of known machines; and by differences."""
import math
import unittest
from random import Random

from tests.helpers import Case

from rnn_pure import Model, Softmax, encode
from rnn_pure.inside import influence, machine, states

Z, A, B, AB = states.COLUMNS


def latch():
    """One unit that (1, 0) sets, (0, 1) clears, other columns leave as it is: it is the answer."""
    model = Model(2, 1, seed=1)
    model.U, model.W, model.V = [[20.0, -20.0]], [[5.0]], [[-1.0], [1.0]]
    return model


class Machines(Case):
    def test_a_latch(self):
        model = latch()
        found_states = states.reachable_states(model, 3)
        # 0 0 does not lead away from the start
        self.assertEqual(len(found_states), 1 + 3 + 12 + 48)
        self.assertEqual([len(r.columns) for r in found_states],
                         [0] + 3 * [1] + 12 * [2] + 48 * [3])
        numbers = []
        self.assertEqual(states.reachable_states(model, 3, numbers.append), found_states)
        self.assertEqual(numbers, list(range(2, 65)))
        found = machine.machine(model, found_states)
        clear, held = (0, 0, 1, 0), (1, 0, 1, 1)        # answers to 00, 01, 10, 11
        self.assertEqual(list(found.groups), [clear, held])
        leads = {key: sorted(counter) for key, counter in found.edges.items()}
        self.assertEqual(leads, {(group, column): [{Z: group, A: clear, B: held, AB: group}[column]]
                                 for group in (clear, held) for column in states.COLUMNS})
        self.assertEqual(sum(found.groups.values()), len(found_states))
        self.assertEqual(sum(sum(counter.values()) for counter in found.edges.values()),
                         4 * len(found_states))

    def test_a_latch_is_no_full_adder(self):
        model = latch()
        found = machine.machine(model, states.reachable_states(model, 2))
        wrong = machine.deviations(found)
        self.assertIn(((0, 0, 1, 0), A, (0, 0, 1, 0), found.edges[(0, 0, 1, 0), A][(0, 0, 1, 0)]),
                      wrong)

    def test_a_full_adder_is_one_and_one_wrong_edge_is_seen(self):
        zero, one = machine.FULL_ADDER[0], machine.FULL_ADDER[1]
        edges = {(zero, c): {one if c == AB else zero: 5} for c in states.COLUMNS}
        edges.update({(one, c): {zero if c == Z else one: 5} for c in states.COLUMNS})
        self.assertEqual(machine.deviations(machine.Machine({zero: 5, one: 5}, edges)), [])
        self.assertEqual(machine.names(machine.Machine({zero: 5, one: 5}, edges)),
                         {zero: "no carry", one: "carry"})
        edges[one, AB] = {one: 4, zero: 1}
        self.assertEqual(machine.names(machine.Machine({zero: 5, one: 5}, edges)),
                         {zero: "group 1", one: "group 2"})
        self.assertEqual(machine.deviations(machine.Machine({zero: 5, one: 5}, edges)),
                         [(one, AB, zero, 1)])
        edges[one, AB] = {one: 5}
        # starts with a carry
        self.assertNotEqual(machine.deviations(machine.Machine({one: 5, zero: 5}, edges)), [])

    def test_first_departure_is_where_a_network_leaves_a_machine(self):
        model = latch()
        found = machine.machine(model, states.reachable_states(model, 3))
        rng = Random(1)
        columns = [rng.choice(states.COLUMNS) for _ in range(200)]
        self.assertIsNone(machine.first_departure(model, found, columns))
        del found.edges[(1, 0, 1, 1), A]
        held = t = 0
        while not (held and columns[t] == A):
            held = {A: 0, B: 1}.get(columns[t], held)
            t += 1
        self.assertEqual(machine.first_departure(model, found, columns), t)


class Carry(Case):
    def states(self, pairs):
        return [states.Reached(s, carry, (), (), []) for s, carry in pairs]

    def test_carries_of_reachable_states_are_those_of_the_sums(self):
        for r in states.reachable_states(latch(), 4):
            a = sum(bit << k for k, (bit, _) in enumerate(r.columns))
            b = sum(bit << k for k, (_, bit) in enumerate(r.columns))
            self.assertEqual(r.carry, (a + b) >> len(r.columns))

    def test_states_are_those_of_forward_propagation(self):
        model = Model(seed=3)
        for r in states.reachable_states(model, 3)[1:]:
            layers = model.forward_propagation([[float(a), float(b)] for a, b in r.columns])
            self.assertNear(layers[-1].s, r.s, 1e-15)

    def test_best_unit(self):
        pairs = [([0.1, 0.9], 0), ([0.2, 0.7], 0), ([0.3, 0.4], 1), ([0.15, 0.2], 1),
                 ([0.4, 0.1], 1)]
        unit = states.best_unit(self.states(pairs))
        self.assertEqual((unit.number, unit.sign, unit.right), (1, -1, 5))
        self.assertAlmostEqual(unit.threshold, 0.55)
        unit = states.best_unit(self.states([([1.0, 0.0], 0), ([1.0, 0.5], 1), ([2.0, 0.2], 1),
                                             ([3.0, 0.3], 0)]))
        self.assertEqual(unit.right, 3)

    def test_direction_is_the_widest_gap(self):
        rng = Random(4)
        pairs = []
        for _ in range(200):        # two slabs, 2 apart along (0.6, 0.8)
            along, across, carry = rng.random(), rng.uniform(-1, 1), rng.randrange(2)
            place = 1 + along if carry else -1 - along
            pairs.append(([0.6 * place - 0.8 * across, 0.8 * place + 0.6 * across], carry))
        for across in (-1.0, 1.0):
            for carry, place in ((0, -1.0), (1, 1.0)):
                pairs.append(([0.6 * place - 0.8 * across, 0.8 * place + 0.6 * across], carry))
        direction = states.separating_direction(self.states(pairs), 200)
        self.assertNear(direction.w, [0.6, 0.8], 0.02)
        self.assertAlmostEqual(direction.margin, 1.0, delta=0.02)
        for s, carry in pairs:
            place = sum(w * v for w, v in zip(direction.w, s)) - direction.offset
            self.assertGreaterEqual(place if carry else -place, direction.margin - 1e-12)

    def test_direction_where_a_turn_goes_too_far(self):
        """Four points a carry, against all directions of the plane."""
        rng = Random(3)
        pairs = [([rng.uniform(-1, 1) + 3 * carry, rng.uniform(-3, 3)], carry) for carry in (0, 1)
                 for _ in range(4)]
        margins = []
        for i in range(-3000, 3000):
            w = math.cos(i * math.pi / 3000), math.sin(i * math.pi / 3000)
            places = [(w[0] * x + w[1] * y, carry) for (x, y), carry in pairs]
            margins.append((min(p for p, c in places if c)
                            - max(p for p, c in places if not c)) / 2)
        self.assertAlmostEqual(states.separating_direction(self.states(pairs), 200).margin,
                               max(margins), delta=1e-3)

    def test_no_direction_where_there_is_none(self):
        pairs = [([0.0, 0.0], 0), ([1.0, 1.0], 0), ([0.0, 1.0], 1), ([1.0, 0.0], 1)]
        self.assertLessEqual(states.separating_direction(self.states(pairs)).margin, 0.0)


class Looking(Case):
    def setUp(self):
        self.model = Model(2, 5, seed=5)
        rng = Random(6)
        self.x = [[rng.uniform(-1, 1), rng.uniform(-1, 1)] for _ in range(6)]
        self.y = [rng.randrange(2) for _ in range(6)]

    def odds(self, t):
        layer = self.model.forward_propagation(self.x)[t]
        return layer.mulv[1] - layer.mulv[0]

    def test_influence_against_central_differences(self):
        found, h = influence.influence(self.model, self.x), 1e-5
        for t in range(6):
            for i in range(6):
                slope = []
                for j in range(2):
                    self.x[i][j] += h
                    above = self.odds(t)
                    self.x[i][j] -= 2 * h
                    slope.append((above - self.odds(t)) / (2 * h))
                    self.x[i][j] += h
                self.assertAlmostEqual(found[t][i], math.hypot(*slope), delta=1e-8)

    def test_flips_are_differences(self):
        (x,), _ = encode([[5, 9, 14]], bits=6)
        found = influence.flips(self.model, x)
        (other,), _ = encode([[5 ^ 4, 9, (5 ^ 4) + 9]], bits=6)
        before, after = self.model.forward_propagation(x), self.model.forward_propagation(other)
        for t in range(6):
            wanted = abs((after[t].mulv[1] - after[t].mulv[0])
                         - (before[t].mulv[1] - before[t].mulv[0]))
            self.assertAlmostEqual(found[t][2], wanted, delta=1e-14)
            self.assertEqual(found[t][t + 1:], [0.0] * (5 - t))

    def test_error_norms_against_central_differences(self):
        found, h = influence.error_norms(self.model, [self.x], [self.y]), 1e-5
        layers = self.model.forward_propagation(self.x)
        for k in range(6):
            lengths = []
            for t in range(k, 6):
                slope = []
                for j in range(5):
                    losses = []
                    for step in (h, -h):
                        s = list(layers[t - k].s)
                        s[j] += step
                        mulv = (self.model.forward_propagation(self.x[t - k + 1:t + 1], s)[-1].mulv
                                if k else
                                [sum(v * n for v, n in zip(row, s)) for row in self.model.V])
                        losses.append(Softmax().loss(mulv, self.y[t]))
                    slope.append((losses[0] - losses[1]) / (2 * h))
                lengths.append(math.sqrt(sum(d * d for d in slope)))
            self.assertAlmostEqual(found[k], sum(lengths) / len(lengths), delta=1e-8)


if __name__ == "__main__":
    unittest.main()
