"""The numbers behind the views: on networks made by hand, of known machines; and by differences."""
import functools
import math
import unittest
from random import Random
from unittest import mock

from tests.helpers import Case

from rnn_pure import Model, Softmax
from rnn_pure.inside import machine, states, way_back
from rnn_pure.matrix import vecmat
from rnn_pure.tasks.adding import adder
from rnn_pure.tasks.automaton import Automaton

ADDER = adder()
Z, A, B, AB = range(4)          # its columns 0 0, 0 1, 1 0, 1 1


def latch():
    """One unit that (1, 0) sets, (0, 1) clears, other columns leave as it is: it is the answer."""
    model = Model(2, 1, seed=1)
    model.U, model.W, model.V = [[20.0, -20.0]], [[5.0]], [[-1.0], [1.0]]
    return model


LATCH = Automaton(0, ADDER.columns, [[0, 0, 1, 0], [1, 0, 1, 1]], [[0, 0, 1, 0], [1, 0, 1, 1]])


# The bit of two steps ago.  States: the last two bits, 2 * (one step ago) + (two steps ago).
ECHO = Automaton(0, [[1.0, 0.0], [0.0, 1.0]], [[0, 0], [1, 1], [0, 0], [1, 1]],
                 [[0, 2], [0, 2], [1, 3], [1, 3]])


def echo():
    """Three units: this bit, the last one, the one before."""
    model = Model(2, 3, seed=1)
    model.U = [[-9.0, 9.0], [0.0, 0.0], [0.0, 0.0]]
    model.W = [[0.0, 0.0, 0.0], [9.0, 0.0, 0.0], [0.0, 9.0, 0.0]]
    model.V = [[0.0, 0.0, 0.0], [0.0, 0.0, 9.0]]
    return model


class Machines(Case):
    def test_a_latch(self):
        model = latch()
        found_states = states.reachable_states(model, ADDER, 3)
        # 0 0 does not lead away from the start
        self.assertEqual(len(found_states), 1 + 3 + 12 + 48)
        self.assertEqual([len(r.columns) for r in found_states],
                         [0] + 3 * [1] + 12 * [2] + 48 * [3])
        numbers = []
        self.assertEqual(states.reachable_states(model, ADDER, 3, numbers.append), found_states)
        self.assertEqual(numbers, list(range(1, 65)))
        found = machine.machine(model, ADDER, found_states)
        clear, held = (0, 0, 1, 0), (1, 0, 1, 1)        # answers to 00, 01, 10, 11
        self.assertEqual(list(found.groups), [clear, held])
        leads = {key: sorted(counter) for key, counter in found.edges.items()}
        self.assertEqual(leads, {(group, column): [{Z: group, A: clear, B: held, AB: group}[column]]
                                 for group in (clear, held) for column in range(4)})
        self.assertEqual(sum(found.groups.values()), len(found_states))
        self.assertEqual(sum(sum(counter.values()) for counter in found.edges.values()),
                         4 * len(found_states))

    def test_a_latch_is_no_full_adder(self):
        model = latch()
        found = machine.machine(model, ADDER, states.reachable_states(model, ADDER, 2))
        wrong = machine.deviations(found)
        self.assertIn(((0, 0, 1, 0), A, (0, 0, 1, 0), found.edges[(0, 0, 1, 0), A][(0, 0, 1, 0)]),
                      wrong)

    def test_a_full_adder_is_one_and_one_wrong_edge_is_seen(self):
        zero, one = own = machine.own_groups(ADDER, machine.questions(ADDER))
        edges = {(zero, c): {one if c == AB else zero: 5} for c in range(4)}
        edges.update({(one, c): {zero if c == Z else one: 5} for c in range(4)})
        made = functools.partial(machine.Machine, ADDER, own)
        self.assertEqual(machine.deviations(made({zero: 5, one: 5}, edges)), [])
        self.assertEqual(machine.names(made({zero: 5, one: 5}, edges)),
                         {zero: "no carry", one: "carry"})
        edges[one, AB] = {one: 4, zero: 1}
        self.assertEqual(machine.names(made({zero: 5, one: 5}, edges)),
                         {zero: "group 1", one: "group 2"})
        self.assertEqual(machine.deviations(made({zero: 5, one: 5}, edges)),
                         [(one, AB, zero, 1)])
        edges[one, AB] = {one: 5}
        # starts with a carry
        self.assertNotEqual(machine.deviations(made({one: 5, zero: 5}, edges)), [])

    def test_any_task(self):
        for model, task, groups in ((latch(), LATCH, [(0, 0, 1, 0), (1, 0, 1, 1)]),
                                    (echo(), ECHO, [(0, 0, 0), (0, 0, 1), (1, 1, 0),
                                                    (1, 1, 1)])):
            found = machine.machine(model, task, states.reachable_states(model, task, 4))
            self.assertEqual(sorted(found.groups), groups)
            self.assertEqual(machine.deviations(found), [])
            self.assertEqual(sorted(machine.names(found).values()),
                             sorted(machine.state_names(task)))
            for (group, j), leads in found.edges.items():
                state = found.own.index(group)
                self.assertEqual(list(leads), [found.own[task.next[state][j]]])

    def test_names(self):
        self.assertEqual(machine.state_names(ECHO), ["start", "after 1 0", "after 1", "after 1 1"])
        self.assertEqual(machine.state_names(LATCH), ["start", "after 1 0"])
        self.assertEqual(machine.state_names(adder(10, True)), ["no carry", "carry"])
        named = ECHO._replace(name="adding")        # what a task is, is seen from what it does
        self.assertEqual(machine.state_names(named), machine.state_names(ECHO))
        self.assertEqual(machine.column_name(ECHO, 1), "1")
        unreachable = LATCH._replace(next=[[0, 0, 0, 0], [1, 0, 1, 1]])
        self.assertEqual(machine.state_names(unreachable), ["start", "after ?"])

    def test_an_edge_that_only_a_longer_question_shows(self):
        """A network that answers all four columns alike in two states: it forgets one bit."""
        model = echo()
        model.W[1][0] = 0.0
        found = machine.machine(model, ECHO, states.reachable_states(model, ECHO, 4))
        self.assertNotEqual(machine.deviations(found), [])
        self.assertEqual(set(machine.names(found).values()), {"group 1"})

    def test_questions_tell_apart_what_can_be_told_apart(self):
        self.assertEqual(machine.questions(ADDER), [(0,), (1,), (2,), (3,)])
        self.assertEqual(machine.questions(ECHO), [(0,), (1,), (0, 0)])
        rng = Random(8)
        for _ in range(100):
            states_, letters = rng.randrange(1, 8), rng.randrange(1, 4)
            task = Automaton(0, [[0.0, 0.0]] * letters,
                             [[int(rng.random() < 0.2) for _ in range(letters)]
                              for _ in range(states_)],
                             [[rng.randrange(states_) for _ in range(letters)]
                              for _ in range(states_)])
            groups = machine.own_groups(task, machine.questions(task))
            # Moore: pairs that no column tells apart, and leads to a pair that was told apart.
            apart = {(p, q) for p in range(states_) for q in range(states_)
                     if task.answer[p] != task.answer[q]}
            for _ in range(states_):
                apart |= {(p, q) for p in range(states_) for q in range(states_)
                          for pair in zip(task.next[p], task.next[q]) if pair in apart}
            for p in range(states_):
                for q in range(states_):
                    self.assertEqual(groups[p] != groups[q], (p, q) in apart)


class Carry(Case):
    def states(self, pairs):
        return [states.Reached(s, carry, (), (), []) for s, carry in pairs]

    def gap(self, pairs):
        """Where the two kinds lie furthest apart; few rounds are not quite there yet."""
        self.assertNear(states.separating_direction(self.states(pairs)).w,
                        states.widest_gap(*[[s for s, carry in pairs if carry == c]
                                            for c in (0, 1)], rounds=60).w, 1e-15)
        return states.widest_gap(*[[s for s, carry in pairs if carry == c] for c in (0, 1)],
                                 rounds=200)

    def test_carries_of_reachable_states_are_those_of_the_sums(self):
        for r in states.reachable_states(latch(), ADDER, 4):
            a = sum(j // 2 << k for k, j in enumerate(r.columns))
            b = sum(j % 2 << k for k, j in enumerate(r.columns))
            self.assertEqual(r.state, (a + b) >> len(r.columns))

    def test_how_many_columns_are_looked_at(self):
        for task, length in ((ADDER, 7), (ECHO, 14), (adder(10, counts=True), 1)):
            self.assertEqual(states.usual_length(task), length)
        with mock.patch.object(states, "usual_length", lambda task: 1):
            self.assertEqual(len(states.reachable_states(latch(), ADDER)), 1 + 3)

    def test_states_are_those_of_forward_propagation(self):
        model = Model(seed=3)
        for r in states.reachable_states(model, ADDER, 3)[1:]:
            layers = model.forward_propagation([ADDER.columns[j] for j in r.columns])
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
        direction = self.gap(pairs)
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
        self.assertAlmostEqual(self.gap(pairs).margin,
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

    def test_changes_are_counted(self):
        """A network that answers a: of a latch's answers, only those of this column change."""
        model = Model(2, 1)
        model.U, model.W, model.V = [[5.0, 0.0]], [[0.0]], [[-1.0], [1.0]]
        self.assertEqual(states.changes(model, LATCH, [B, Z, Z, A, AB]),
                         [(1, 3), (1, 0), (1, 0), (1, 2), (1, 0)])

    def test_an_error_goes_back_as_bptt_does(self):
        self.model.bptt_truncate = 5
        layers = self.model.forward_propagation(self.x)
        dW = [[0.0] * 5 for _ in range(5)]
        for t, y_t in enumerate(self.y):
            own = vecmat(Softmax().diff(layers[t].mulv, y_t), self.model.V)
            for (_, dadd), before in zip(way_back.errors_back(self.model, layers[:t + 1], own),
                                         [layer.s for layer in layers[:t][::-1]]):
                dW = [[w + d * s for w, s in zip(row, before)] for row, d in zip(dW, dadd)]
        self.assertNear(dW, self.model.bptt(self.x, self.y)[1], 1e-12)

    def test_lengths_are_those_of_examples_that_do_not_begin_in_silence(self):
        X, Y = zip(*[(x, y) for x, y in zip(*ADDER.examples(100, 8, 0.0, seed=1))
                     if x[0] != [0.0, 0.0]])
        self.assertTrue(50 < len(X) < 100)
        before, after = way_back.error_lengths(latch(), ADDER)
        self.assertNear(after, way_back.error_norms(latch(), X, Y), 1e-12)
        self.assertNear(before, way_back.error_norms(Model(2, 1, seed=0), X, Y), 1e-12)

    def test_error_norms_against_central_differences(self):
        found, h = way_back.error_norms(self.model, [self.x], [self.y]), 1e-5
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
