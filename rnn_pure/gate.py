"""Gates (Article: gate.py): the two operations that a layer is made of, each with its way back.

Forward returns the value; backward takes dz = dL/dz, the error of that value, and returns the errors
of what went in.
"""
from typing import List, Tuple, Union

from .matrix import Matrix, Vector, add, matvec, sum_of_outers, transpose

Input = Union[Vector, int]      # one time step: word_dim numbers, or the index of the 1 in a one-hot vector


class MultiplyGate:
    """z = W x, with W n x m and x a vector of length m, or an index that stands for a one-hot vector."""

    def forward(self, W: Matrix, x: Input) -> Vector:
        """W x: n numbers.  For a one-hot x that is column x of W, and nothing needs multiplying."""
        if isinstance(x, int):
            return [row[x] for row in W]
        return matvec(W, x)

    def backward(self, W: Matrix, x: Input, dz: Vector) -> Tuple[Matrix, Vector]:
        """(dW, dx) from dz, since z_i = sum_j W_ij x_j:  dW_ij = dz_i x_j (n x m),  dx = W^T dz (m)."""
        return self.gradient(W, [x], [dz]), matvec(transpose(W), dz)

    def gradient(self, W: Matrix, xs: List[Input], dzs: Matrix) -> Matrix:
        """dW when the same W served T times (z_t = W x_t): the sum over t of dz_t x_t^T.

        A one-hot x_t has a single 1, so its product touches a single column.
        """
        if not isinstance(xs[0], int):
            return sum_of_outers(dzs, xs)
        dW = [[0.0] * len(row) for row in W]
        for x, dz in zip(xs, dzs):
            for row, d in zip(dW, dz):
                row[x] += d
        return dW


class AddGate:
    """z = x1 + x2: the error passes to both terms unchanged."""

    def forward(self, x1: Vector, x2: Vector) -> Vector:
        return add(x1, x2)

    def backward(self, x1: Vector, x2: Vector, dz: Vector) -> Tuple[Vector, Vector]:
        """(dx1, dx2), both dz, since dz/dx1 = dz/dx2 = 1."""
        return list(dz), list(dz)
