"""Each building block alone: matrix functions, activations, gates, softmax."""
import math
import unittest
from random import Random

from tests.helpers import Case, numerical_gradient

from rnn_pure import AddGate, MultiplyGate, Sigmoid, Softmax, Tanh, matrix


class MatrixFunctions(Case):
    A = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    B = [[1.0, -1.0], [0.5, 2.0]]

    def test_products(self):
        self.assertEqual(matrix.dot([1.0, 2.0], [3.0, 4.0]), 11.0)
        self.assertEqual(matrix.matvec(self.A, [1.0, 0.0, -1.0]), [-2.0, -2.0])
        self.assertEqual(matrix.vecmat([1.0, -1.0], self.A), [-3.0, -3.0, -3.0])
        self.assertEqual(matrix.transpose(self.A), [[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]])
        self.assertEqual(matrix.plus([1.0, 2.0], [3.0, 5.0]), [4.0, 7.0])

    def test_sum_of_outers(self):
        wanted = [[sum(a[i] * b[j] for a, b in zip(self.A, self.B)) for j in range(2)]
                  for i in range(3)]
        self.assertEqual(matrix.sum_of_outers(self.A, self.B), wanted)

    def test_descend_leaves_its_argument_alone(self):
        self.assertEqual(matrix.descend(self.B, [[2.0, 2.0], [4.0, 0.0]], 0.5),
                         [[0.0, -2.0], [-1.5, 2.0]])
        self.assertEqual(self.B, [[1.0, -1.0], [0.5, 2.0]])


class Activations(Case):
    POINTS = [-800.0, -30.0, -1.0, -0.2, 0.0, 0.3, 2.0, 30.0, 800.0]

    def test_forward(self):
        self.assertEqual(Tanh().forward(self.POINTS), [math.tanh(v) for v in self.POINTS])
        wanted = [0.0, 9.357622968839299e-14, 0.2689414213699951, 0.45016600268752216, 0.5,
                  0.574442516811659,
                  0.8807970779778823, 0.9999999999999065, 1.0]
        self.assertNear(Sigmoid().forward(self.POINTS), wanted, 1e-15)


class Gates(Case):
    def test_multiply(self):
        rng, gate = Random(1), MultiplyGate()
        W, x, dz = matrix.uniform(rng, 4, 3, 1.0), [0.5, -1.0, 2.0], [1.0, -2.0, 0.3, 0.7]
        self.assertNear(gate.forward(W, x), [sum(w * v for w, v in zip(row, x)) for row in W],
                        1e-15)

        def loss():
            return sum(z * d for z, d in zip(gate.forward(W, x), dz))

        dW, dx = gate.backward(W, x, dz)
        self.assertNear(dW, numerical_gradient(loss, W), 1e-9)
        self.assertNear(dx, numerical_gradient(loss, x), 1e-9)

    def test_multiply_by_an_index_is_by_its_one_hot_vector(self):
        gate, W, dz = MultiplyGate(), matrix.uniform(Random(2), 4, 3, 1.0), [1.0, -2.0, 0.3, 0.7]
        for i in range(3):
            one_hot = [1.0 if j == i else 0.0 for j in range(3)]
            self.assertNear(gate.forward(W, i), gate.forward(W, one_hot), 0)
            self.assertNear(gate.backward(W, i, dz), gate.backward(W, one_hot, dz), 0)
        xs, dzs = [2, 0, 2], [dz, dz, [4.0, 4.0, 4.0, 4.0]]
        self.assertNear(gate.gradient(W, xs, dzs),
                        gate.gradient(W, [[0., 0., 1.], [1., 0., 0.], [0., 0., 1.]], dzs), 0)

    def test_add(self):
        gate = AddGate()
        self.assertEqual(gate.forward([1.0, 2.0], [0.5, -2.0]), [1.5, 0.0])
        self.assertEqual(gate.backward([1.0, 2.0], [0.5, -2.0], [3.0, 4.0]),
                         ([3.0, 4.0], [3.0, 4.0]))


class Output(Case):
    def test_predict(self):
        probs = Softmax().predict([1.0, 2.0, 4.0])
        total = math.exp(1) + math.exp(2) + math.exp(4)
        self.assertNear(probs, [math.exp(v) / total for v in (1, 2, 4)], 1e-15)

    def test_loss_is_minus_log_of_the_true_class(self):
        x = [0.3, -1.0, 2.0]
        for y in range(3):
            self.assertAlmostEqual(Softmax().loss(x, y), -math.log(Softmax().predict(x)[y]),
                                   delta=1e-14)

    def test_huge_logits_stay_finite(self):
        for x in ([1e4, -1e4], [-1e4, 1e4], [1e4, 1e4], [-1e4, -1e4, 0.0], [1e308, -1e308 / 2]):
            probs = Softmax().predict(x)
            self.assertAlmostEqual(sum(probs), 1.0, delta=1e-15)
            for y in range(len(x)):
                loss = Softmax().loss(x, y)
                self.assertTrue(math.isfinite(loss) and loss >= 0.0)
                self.assertTrue(all(map(math.isfinite, Softmax().diff(x, y))))
        self.assertEqual(Softmax().loss([1e4, -1e4], 1), 2e4)


if __name__ == "__main__":
    unittest.main()
