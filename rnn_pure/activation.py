"""Activations (Article: activation.py): each takes a vector and returns one of the same length."""
from math import tanh
from typing import Optional

from .matrix import Vector


class Tanh:
    """Squeezes any number into -1 .. 1.  The article's choice: s_t = tanh(U x_t + W s_{t-1})."""

    def forward(self, x: Vector) -> Vector:
        return [tanh(v) for v in x]

    def backward(self, x: Vector, top_diff: Vector, output: Optional[Vector] = None) -> Vector:
        """dL/dx from top_diff = dL/doutput: tanh' = 1 - tanh^2, of the output if it was kept."""
        return [(1.0 - o * o) * d for o, d in zip(output or self.forward(x), top_diff)]


class Sigmoid:
    """1 / (1 + e^-x): squeezes any number into 0 .. 1.  The article's other activation."""

    def forward(self, x: Vector) -> Vector:
        return [0.5 + 0.5 * tanh(0.5 * v) for v in x]       # the same; no e^-x that could overflow

    def backward(self, x: Vector, top_diff: Vector, output: Optional[Vector] = None) -> Vector:
        """The same: sigmoid' = sigmoid (1 - sigmoid)."""
        return [o * (1.0 - o) * d for o, d in zip(output or self.forward(x), top_diff)]
