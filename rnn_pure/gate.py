"""Gates (Article: gate.py): the operations of a layer, each with its way back from dz = dL/dz."""
from typing import Sequence, Tuple

from .matrix import Input, Matrix, Vector, matvec, plus, sum_of_outers, vecmat


class MultiplyGate:
    """z = W x.  W: n x m;  x: m numbers, or an index that stands for a one-hot vector."""

    def forward(self, W: Matrix, x: Input) -> Vector:
        """W x: n numbers.  For a one-hot x that is column x of W: nothing needs multiplying."""
        if isinstance(x, int):
            return [row[x] for row in W]
        return matvec(W, x)

    def backward(self, W: Matrix, x: Input, dz: Vector) -> Tuple[Matrix, Vector]:
        """(dW, dx): z_i = sum_j W_ij x_j, so dW_ij = dz_i x_j (n x m) and dx = W^T dz (m)."""
        xs = [float(j == x) for j in range(len(W[0]))] if isinstance(x, int) else x
        return [[dz_i * x_j for x_j in xs] for dz_i in dz], vecmat(dz, W)

    def gradient(self, W: Matrix, xs: Sequence[Input], dzs: Matrix) -> Matrix:
        """dW when the same W served T times (z_t = W x_t): the sum over t of dz_t x_t^T."""
        if not isinstance(xs[0], int):
            return sum_of_outers(dzs, xs)
        dW = [[0.0] * len(row) for row in W]        # a one-hot x_t touches a single column
        for x, dz in zip(xs, dzs):
            for row, d in zip(dW, dz):
                row[x] += d
        return dW


class AddGate:
    """z = x1 + x2: the error passes to both terms unchanged."""

    def forward(self, x1: Vector, x2: Vector) -> Vector:
        return plus(x1, x2)

    def backward(self, x1: Vector, x2: Vector, dz: Vector) -> Tuple[Vector, Vector]:
        """(dx1, dx2), both dz, since dz/dx1 = dz/dx2 = 1."""
        return list(dz), list(dz)
