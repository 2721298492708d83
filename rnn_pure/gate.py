"""Gates (Article: gate.py): the operations of a layer, each with its way back from dz = dL/dz."""

from typing import Any, Sequence, Tuple

from .matrix import Input, Matrix, Vector, matvec, plus, sum_of_outers, transpose, vecmat


class MultiplyGate:
    """z = W x.  W: n x m;  x: m numbers, or an index that stands for a one-hot vector."""

    def forward(self, W: Matrix, x: Input) -> Vector:
        """W x: n numbers.  For a one-hot x that is column x of W: nothing needs multiplying."""
        if isinstance(x, int):
            return [row[x] for row in W]
        return matvec(W, x) if any(x) else [0.0] * len(W)       # W 0 = 0

    def backward(self, W: Matrix, x: Input, dz: Vector) -> Tuple[Matrix, Vector]:
        """(dW, dx): z_i = sum_j W_ij x_j, so dW_ij = dz_i x_j (n x m) and dx = W^T dz (m)."""
        return self.gradient(W, [x], [dz]), vecmat(dz, W)

    def gradient(self, W: Matrix, xs: Sequence[Any], dzs: Matrix) -> Matrix:
        """dW when the same W served T times (z_t = W x_t): the sum over t of dz_t x_t^T."""
        if not isinstance(xs[0], int):
            return sum_of_outers(dzs, xs)
        columns = [[0.0] * len(W) for _ in W[0]]    # a one-hot x_t touches a single column
        for x, dz in zip(xs, dzs):
            columns[x] = plus(columns[x], dz)
        return transpose(columns)


class AddGate:
    """z = x1 + x2: the error passes to both terms unchanged."""

    def forward(self, x1: Vector, x2: Vector) -> Vector:
        return plus(x1, x2)

    def backward(self, x1: Vector, x2: Vector, dz: Vector) -> Tuple[Vector, Vector]:
        """(dx1, dx2), both dz, since dz/dx1 = dz/dx2 = 1."""
        return list(dz), list(dz)
