"""Activations (Article: activation.py): each takes a vector and returns a vector of the same length."""
from math import exp, tanh

from .matrix import Vector


class Tanh:
    """tanh: squeezes any number into -1 .. 1.  The article's choice for s_t = tanh(U x_t + W s_{t-1})."""

    def forward(self, x: Vector) -> Vector:
        return [tanh(v) for v in x]

    def backward(self, x: Vector, top_diff: Vector) -> Vector:
        """dL/dx from top_diff = dL/dtanh(x)."""
        return self.backward_from_output(self.forward(x), top_diff)

    def backward_from_output(self, output: Vector, top_diff: Vector) -> Vector:
        """The same from output = tanh(x), which the forward pass has kept: tanh' = 1 - tanh^2."""
        return [(1.0 - o * o) * d for o, d in zip(output, top_diff)]


class Sigmoid:
    """1 / (1 + e^-x): squeezes any number into 0 .. 1.  The other activation of the article."""

    def forward(self, x: Vector) -> Vector:
        # e^-|v| cannot overflow; for v < 0 numerator and denominator are multiplied by e^v.
        return [1.0 / (1.0 + exp(-v)) if v >= 0 else exp(v) / (1.0 + exp(v)) for v in x]

    def backward(self, x: Vector, top_diff: Vector) -> Vector:
        """dL/dx from top_diff = dL/dsigmoid(x)."""
        return self.backward_from_output(self.forward(x), top_diff)

    def backward_from_output(self, output: Vector, top_diff: Vector) -> Vector:
        """The same from output = sigmoid(x): sigmoid' = sigmoid (1 - sigmoid)."""
        return [o * (1.0 - o) * d for o, d in zip(output, top_diff)]
