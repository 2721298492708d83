"""Vectors and matrices as plain lists: what stands in for NumPy here.

A vector of n numbers is a list; an n x m matrix is a list of n rows of m numbers.  These functions
are the inner loops of training, so they trust the shapes that their docstrings name.
"""
from operator import mul
from random import Random
from typing import List

Vector = List[float]
Matrix = List[List[float]]

try:
    from math import sumprod as dot     # CPython 3.12 and later
except ImportError:
    def dot(a: Vector, b: Vector) -> float:
        """The sum over i of a[i] b[i]."""
        return sum(map(mul, a, b))


def add(a: Vector, b: Vector) -> Vector:
    """a + b, number by number."""
    return [x + y for x, y in zip(a, b)]


def transpose(M: Matrix) -> Matrix:
    """Rows become columns: n x m -> m x n."""
    return [list(column) for column in zip(*M)]


def matvec(M: Matrix, x: Vector) -> Vector:
    """M x: (n x m), m -> n.  One dot product a row."""
    return [dot(row, x) for row in M]


def sum_of_outers(A: Matrix, B: Matrix) -> Matrix:
    """The sum over t of the outer products A[t] B[t]^T: (T x n), (T x m) -> n x m.

    Entry (i, j) is the sum over t of A[t][i] B[t][j]: one dot product of length T between column i
    of A and column j of B, so that no outer product is ever built, only their sum (A^T B).
    """
    columns = transpose(B)
    return [matvec(columns, a) for a in transpose(A)]


def descend(M: Matrix, dM: Matrix, learning_rate: float) -> Matrix:
    """M - learning_rate dM as a new matrix, M left as it is."""
    return [[w - learning_rate * d for w, d in zip(row, drow)] for row, drow in zip(M, dM)]


def uniform(rng: Random, n: int, m: int, limit: float) -> Matrix:
    """n x m numbers drawn evenly from -limit .. limit."""
    return [[rng.uniform(-limit, limit) for _ in range(m)] for _ in range(n)]
