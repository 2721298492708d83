"""examples/one_file.py: short, alone, and right by the package's eyes: its slopes, its proofs.

tests/long_one_file.py teaches and proves twenty networks, and tries to make it prove wrong ones.
"""
import ast
import contextlib
import io
from math import log
from random import Random
from unittest import mock

from tests.examples.made import checked, one_file
from tests.helpers import EXAMPLES, Case, flat, in_process, numerical_gradient
from tests.proof.made import FAILS_AT, by_hand

from rnn_pure import Model
from rnn_pure.inside.hand import hand_network
from rnn_pure.proof import Refused


class OneFile(Case):
    @classmethod
    def setUpClass(cls):
        cls.one = one_file()
        hand = hand_network()
        cls.hand = hand.U, hand.W, hand.V

    def test_it_is_short_and_stands_alone(self):
        text = (EXAMPLES / "one_file.py").read_text(encoding="ascii")
        self.assertLessEqual(len(text.splitlines()), 200)
        self.assertLessEqual(max(map(len, text.splitlines())), 100)
        imports = [node for node in ast.walk(ast.parse(text))
                   if isinstance(node, (ast.Import, ast.ImportFrom))]
        self.assertEqual([[name.name for name in node.names] for node in imports],
                         [["math"], ["random"], ["sys"]])

    def test_slopes(self):
        one, rng = self.one, Random(1)
        model = Model(2, 5, 8, seed=1)
        columns, answers = one.draw_sum(9, True, rng)
        noisy = [[bit + rng.gauss(0.0, 0.1) for bit in column] for column in columns]
        slopes = one.slopes_of_loss(model.U, model.W, model.V, noisy, answers)
        self.assertNear(slopes, list(model.bptt(noisy, answers)), 1e-12)

        def loss():
            probs = [one.times(model.V, s) for s in one.all_states(model.U, model.W, noisy)[1:]]
            return sum([log(1.0 + 2.718281828459045 ** (p[1 - y] - p[y]))
                        for p, y in zip(probs, answers)])
        measured = [numerical_gradient(loss, matrix) for matrix in (model.U, model.W, model.V)]
        self.assertNear(slopes, measured, 1e-8)

    def test_an_image_holds_what_it_should(self):
        one, rng = self.one, Random(2)
        model = Model(2, 4, seed=2)
        U, W = [[[3.0 * w for w in row] for row in matrix] for matrix in (model.U, model.W)]
        P, axes = one.ruler(U, W)
        parts = [[0.3 * v for v in axis] for axis in axes] + [[0.05, 0.0, -0.1, 0.0]]
        center = [rng.uniform(-0.5, 0.5) for _ in range(4)]
        images = list(one.images(U, W, center, parts))
        self.assertEqual([image[0] for image in images], [(0, 0), (0, 1), (1, 0), (1, 1)])
        for _ in range(300):
            p = [rng.gauss(0.0, 1.0) for _ in range(4)]
            share = one.dot(p, p) ** -0.5
            p = [share * v for v in p] + [rng.choice((-1.0, 1.0))]
            change = [sum([v * part[i] for v, part in zip(p, parts)]) for i in range(4)]
            size = one.dot(change, one.times(P, change)) ** 0.5
            self.assertLessEqual(size, one.size_of(parts, P) + 1e-9)
            state = [c + d for c, d in zip(center, change)]
            column, middle, new = rng.choice(images)
            sums = [u + w for u, w in zip(one.times(U, column), one.times(W, state))]
            image = [one.math.tanh(z) for z in sums]
            direction = [rng.gauss(0.0, 1.0) for _ in range(4)]
            way = one.dot(direction, image) - one.dot(direction, middle)
            self.assertLessEqual(abs(way), one.reach(direction, new))
        self.assertGreater(one.size_of(parts, P), 0.3)
        self.assertLess(one.size_of(parts[:4], P), 0.3 * 4 ** 0.125 + 1e-9)

    def test_two_lines(self):
        one, rng = self.one, Random(3)
        for _ in range(300):
            low = rng.uniform(-30.0, 30.0) * rng.random() ** 3
            high = low + 10.0 ** rng.uniform(-6.0, 1.0)
            slope, middle, gap = one.two_lines(low, high)
            for i in range(21):
                z = low + (high - low) * i / 20
                off = one.math.tanh(z) - slope * z - middle
                self.assertLessEqual(abs(off), gap)

    def test_inside(self):
        """A ball of radius 0.4; what is added to a center 0.3 away may be 0.1 long, not more."""
        inside, plain = self.one.inside, [[1.0, 0.0], [0.0, 1.0]]
        ball = 0, [0.0, 0.0], 0.4
        for size, right in ((0.0999, True), (0.1001, False)):
            for parts in ([[size, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 0.0], [-size, 0.0]]):
                self.assertEqual(inside(ball, 0, [0.3, 0.0], parts, size, plain), right)
                self.assertFalse(inside(ball, 1, [0.3, 0.0], parts, size, plain))
        for size, right in ((0.264, True), (0.265, False)):     # across: 0.3^2 + 0.2646^2 = 0.4^2
            parts = [[0.0, size], [0.0, 0.0]]
            self.assertEqual(inside(ball, 0, [0.3, 0.0], parts, size, plain), right)

    def test_only_what_is_small_gets_a_ball(self):
        def large(parts, P):
            return max(0.25, self.one.size_of(parts, P))
        with mock.patch.dict(self.one.prove.__globals__, size_of=large):
            self.assertIsNone(self.one.prove(*self.hand))

    def test_a_proof_that_the_package_accepts(self):
        proof = self.one.prove(*self.hand)
        self.assertGreater(checked(self.hand, proof).least_margin, 0.0)
        large = [(carry, center, 5.0 * radius) for carry, center, radius in proof[1]]
        with self.assertRaises(Refused):
            checked(self.hand, (proof[0], large))
        columns, answers = self.one.draw_sum(500, True, Random(4))
        self.assertEqual(self.one.answers_of(*self.hand, columns), answers)

    def test_wrong_or_too_large_is_not_proved(self):
        U, W, V = self.hand
        other = Model(2, 3, seed=5)
        for network in ((U, W, V[::-1]), (U, [[0.9 * w for w in row] for row in W], V),
                        (U, [[0.0] * 3] * 3, V), (other.U, other.W, other.V),
                        (U, W, [[1e9 * v for v in row] for row in V]),
                        (U, W, [V[0], [float("nan")] * 3])):
            self.assertIsNone(self.one.prove(*network))

    def test_wrong_after_many_columns(self):
        """Three units that get 10, 100 and 1,000 columns wrong, and not one fewer."""
        for compares in FAILS_AT.values():
            model = by_hand(compares)
            self.assertIsNone(self.one.prove(model.U, model.W, model.V))

    def test_what_is_proved_is_right(self):
        """Networks that get wrong little by little."""
        U, W, V = self.hand
        columns, answers = self.one.draw_sum(300, True, Random(6))
        proved = 0
        for i in range(6):
            weaker = [[(1.0 - 0.015 * i) * w for w in row] for row in W]
            right = self.one.answers_of(U, weaker, V, columns) == answers
            if self.one.prove(U, weaker, V):
                proved += 1
                self.assertTrue(right)
        self.assertGreater(proved, 0)

    def test_the_program(self):
        out, err, status = in_process("one_file.py", 0, 20, 3)
        self.assertEqual((err, status), ("", 4))
        self.assertRegex(out, r"\AWrong: \d+ \+ \d+ = \d+, in \d+ bits\.\nNot proved\.\n\Z")
        a, b, c, bits = [int(word) for word in out.replace(",", "").split() if word.isdigit()]
        self.assertEqual((a + b - c) % 2 ** bits, 2 ** (bits - 1))
        out, err, status = in_process("one_file.py", "x")
        self.assertIn("usage: one_file.py [SEED] [EXAMPLES] [UNITS]", str(status) + err)
        self.assertNotIn("Traceback", err)

    def test_learning_begins(self):
        """One step by hand: the example's own slopes, shortened, and a little of each weight."""
        with contextlib.redirect_stdout(io.StringIO()) as screen:
            networks = [self.one.train(7, examples, 3) for examples in (0, 1)]
        self.assertEqual(screen.getvalue(), "")
        rates = [abs(a - b) for a, b in zip(flat(networks[0]), flat(networks[1]))]
        self.assertLess(sum([rate * rate for rate in rates]) ** 0.5, 0.0015 * (5.0 + 0.05))
        self.assertGreater(min(rates), 0.0)
