"""Vectors and matrices as plain lists; all trust the shapes (n x m: n rows of m) that they name."""
import math
from operator import mul
from random import Random
from typing import Callable, List, Sequence, Union

Vector = List[float]
Matrix = List[List[float]]
Input = Union[Vector, int]      # one time step; an int is the index of the 1 in a one-hot vector
Example = Sequence[Input]       # T time steps

# The sum over i of a[i] b[i].  CPython 3.12 and later have it.
dot: Callable[[Vector, Vector], float] = getattr(
    math, "sumprod", lambda a, b: sum(map(mul, a, b)))


def plus(a: Vector, b: Vector) -> Vector:
    """a + b, number by number."""
    return [x + y for x, y in zip(a, b)]


def transpose(M: Sequence[Vector]) -> Matrix:
    """Rows become columns: n x m -> m x n."""
    return [list(column) for column in zip(*M)]


def matvec(M: Matrix, x: Vector) -> Vector:
    """M x: (n x m), m -> n.  One dot product a row."""
    return [dot(row, x) for row in M]


def vecmat(d: Vector, M: Matrix) -> Vector:
    """M^T d: n, (n x m) -> m.  Adds up M's rows, each times its number of d: quick for few rows."""
    total = [0.0] * len(M[0])
    for d_i, row in zip(d, M):
        total = [t + d_i * v for t, v in zip(total, row)]
    return total


def sum_of_outers(A: Sequence[Vector], B: Sequence[Vector]) -> Matrix:
    """A^T B: (T x n), (T x m) -> n x m; it is the sum over t of the outer products A[t] B[t]^T."""
    columns = transpose(B)      # An entry is one dot product over all t: column i of A, column j of
    return [matvec(columns, a) for a in transpose(A)]       # B.  No outer product is ever built.


def descend(M: Matrix, dM: Matrix, learning_rate: float) -> Matrix:
    """M - learning_rate dM as a new matrix, M left as it is."""
    return [[w - learning_rate * d for w, d in zip(row, drow)] for row, drow in zip(M, dM)]


def uniform(rng: Random, n: int, m: int, limit: float) -> Matrix:
    """n x m numbers drawn evenly from -limit .. limit."""
    return [[rng.uniform(-limit, limit) for _ in range(m)] for _ in range(n)]
