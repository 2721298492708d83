"""Every derivative against a slope that is measured, from one curve to the whole way back.

Start here.  A gradient is believed when moving a number a little says the same.
"""
import math
import unittest
from random import Random

from tests.helpers import Case, flat, numerical_gradient, random_example

from rnn_pure import Model, RNNLayer, Sigmoid, Softmax, Tanh, matrix
from rnn_pure.inside import way_back

SIZES = [(2, 1, 1), (2, 3, 4), (2, 8, 8), (5, 4, 7), (1, 3, 5)]      # word_dim, hidden_dim, T


class OneStep(Case):
    def test_a_curve(self):
        for activation in (Tanh(), Sigmoid()):
            points, top_diff = [-2.0, -0.5, 0.0, 0.1, 3.0], [0.3, -1.0, 2.0, 1.0, 0.7]
            wanted = numerical_gradient(
                lambda: sum(o * d for o, d in zip(activation.forward(points), top_diff)), points)
            self.assertNear(activation.backward(points, top_diff), wanted, 1e-9)
            self.assertEqual(activation.backward(points, top_diff, activation.forward(points)),
                             activation.backward(points, top_diff))

    def test_the_loss(self):
        x = [0.3, -1.0, 2.0, 0.0]
        for y in range(4):
            self.assertNear(Softmax().diff(x, y),
                            numerical_gradient(lambda: Softmax().loss(x, y), x), 1e-9)

    def test_a_layer(self):
        rng, layer = Random(3), RNNLayer()
        U, W, V = [matrix.uniform(rng, n, m, 1.0) for n, m in ((4, 3), (4, 4), (3, 4))]
        x, prev_s, = [0.3, -0.7, 1.1], [0.1, 0.5, -0.4, 0.2]
        diff_s, y = [0.6, -0.1, 0.0, 0.9], 2

        def loss():     # the step's own loss, and what later steps make of s
            layer.forward(x, prev_s, U, W, V)
            return Softmax().loss(layer.mulv, y) + sum(s * d for s, d in zip(layer.s, diff_s))

        loss()
        dprev_s, dU, dW, dV = layer.backward(x, prev_s, U, W, V, diff_s,
                                             Softmax().diff(layer.mulv, y))
        for got, values in ((dprev_s, prev_s), (dU, U), (dW, W), (dV, V)):
            self.assertNear(got, numerical_gradient(loss, values), 1e-9)


class GradientCheck(Case):
    """Whether bptt computes the slope of the loss.

    By itself: python -m unittest tests.core.test_gradients
    To see it fail, break a derivative: in activation.py, make 1.0 - o * o of the tanh 1.0 - o.
    """

    def test_bptt_says_the_slope_that_is_measured(self):
        """Relative error below 1e-6: |difference| over the gradient's length, matrix by matrix."""
        rng, checks = Random(1), []
        for word_dim, hidden_dim, T in SIZES:
            for beyond in (0, 100):
                for one_hot in (False, True):
                    model = Model(word_dim, hidden_dim, T - 1 + beyond, seed=rng.randrange(1000))
                    checks += self.errors(model, *random_example(rng, T, word_dim, one_hot))
        wrong = [check for check in checks if not check[0] <= 1e-6]  # so written, NaN is wrong too
        if wrong:
            self.fail(max(wrong)[1])

    def errors(self, model, x, y):
        """For each matrix, (relative error, a sentence about its worst weight)."""
        for name, gradient in zip("UWV", model.bptt(x, y)):
            slopes = numerical_gradient(lambda: model.calculate_loss(x, y) * len(y),
                                        getattr(model, name))
            error = math.sqrt(sum((g - s) ** 2 for g, s in zip(flat(gradient), flat(slopes))))
            length = math.sqrt(sum(s * s for s in flat(slopes)))
            _, i, j = max((abs(g - s), i, j) for i, rows in enumerate(zip(gradient, slopes))
                          for j, (g, s) in enumerate(zip(*rows)))
            yield error / max(length, 1e-3), (
                "dL/d%s[%d][%d]: bptt says %.6f, the slope measured by moving the weight "
                "is %.6f" % (
                    name, i, j, gradient[i][j], slopes[i][j]))


class DoubleLoop(Case):
    def test_every_window_equals_the_double_loop(self):
        rng = Random(2)
        for word_dim, hidden_dim, T in SIZES + [(3, 4, 20)]:
            for bptt_truncate in sorted({0, 1, 2, 3, T - 2, T - 1, T, T + 5}):
                if bptt_truncate < 0:
                    continue
                for one_hot in (False, True):
                    with self.subTest(word_dim=word_dim, T=T, bptt_truncate=bptt_truncate,
                                      one_hot=one_hot):
                        model = Model(word_dim, hidden_dim, bptt_truncate, seed=rng.randrange(1000))
                        x, y = random_example(rng, T, word_dim, one_hot)
                        for got, wanted in zip(model.bptt(x, y), way_back.double_loop(model, x, y)):
                            self.assertNear(got, wanted, 1e-13)


if __name__ == "__main__":
    unittest.main()
