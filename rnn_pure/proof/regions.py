"""The arithmetic of the proof: what a column makes of a whole set of states, rounding included.

    ball      {s : |T (s - center)|_2 <= radius}, T the metric
    region    {c + L xi + E eta : |xi|_2 <= 1, all |eta_k| <= 1}

L is what became of a ball, E the errors that were made on the way.

ROUNDING.  The claim is about the program, which computes in floats; so does the check.  Let n be
hidden_dim, u = 2^-53, and N = n (DEEPEST + 1) + word_dim + 8, more numbers than any sum here has.
A sum of up to N products errs by at most 2 N u times the sum of their absolute values, in any order
of adding (underflow: by less than 1e-290); tanh, atanh and sqrt are taken to be right within 4
units in the last place, and tanh(0) to be 0.  With S the largest |c_i| + |L_i|_2 + |E_i|_1 of a
region (L_i: row i), X the largest number in a column, and R the largest sum of absolute values in a
row of U, W, V or T, plus |T|_F: one step of the program and its enclosure differ, in a unit before
tanh, in an answer, in a distance, or in T L as a whole, by at most

    B = 8 N u sqrt(n) R (S + X)

for each has at most four such sums behind it, and T L sqrt(n) of them at once.  Behind a step S is
at most 6: |c_i| <= 1 + g_i, the slope times the half-width is at most 1, g_i at most 2.  For a ball
S is computed.  (Inside a ball: d, along and size err by 2 B at most, with |d| <= radius; twice
SLACK is taken off.  What size() makes of T L errs by a share of N u sqrt(n), a billionth of ROOM.)
Each half-width, each g and each distance has SLACK = 1e-7 added, and an answer must win by
LEAST_MARGIN; where B is above a quarter of SLACK, the certificate is refused.
"""
from math import atanh, sqrt, tanh
from operator import add, mul
from typing import Iterator, NamedTuple, Tuple

from ..matrix import Matrix, Vector, dot, matvec, sum_of_outers, transpose
from ..tasks.automaton import Automaton

SLACK = 1e-7            # on every half-width, error and distance: what rounding may take
LEAST_MARGIN = 1e-6     # by which the right answer must win, so that it also wins after softmax
ROOM = 1e-6             # the share of each ball that stays free, for checkers that round more
DEEPEST = 30            # columns that a chain may have
UNIT = 2.0 ** -53       # u


class Refused(ValueError):
    """What a certificate claims does not hold, or could not be shown to; the message says where."""


class Ball(NamedTuple):
    state: int
    center: Vector
    radius: float


class Region(NamedTuple):
    """L and E by columns; frobenius2: |T L|_F^2.  errors: at least the sum of all |T E_k|_2."""

    c: Vector
    L: Matrix
    E: Matrix
    frobenius2: float
    errors: float


def two_lines(low: float, high: float) -> Tuple[float, float, float]:
    """(a, b, g), a from 0 to 1: a z + b - g <= tanh z <= a z + b + g from low to high.

    a is the slope of the chord.  tanh z - a z is largest and smallest at the ends or where its own
    slope is 0, which is where tanh^2 = 1 - a.  (That place is found to 1e-7 or better, and there
    the curve is flat: it errs by its square.)
    """
    tanh_low, tanh_high = tanh(low), tanh(high)
    a = min(1.0, (tanh_high - tanh_low) / (high - low))
    if a < 1e-9:        # far out: level lines, where only the ends count
        return 0.0, 0.5 * (tanh_high + tanh_low), 0.5 * abs(tanh_high - tanh_low) + SLACK
    top = tanh_high - a * high
    bottom = tanh_low - a * low
    if bottom > top:
        top, bottom = bottom, top
    root = sqrt(1.0 - a)
    turn = atanh(root)
    if low < turn < high:
        top = max(top, root - a * turn)
    if low < -turn < high:
        bottom = min(bottom, a * turn - root)
    return a, 0.5 * (top + bottom), 0.5 * (top - bottom) + SLACK


class Steps:
    """One network and one task: regions, and what a column makes of them."""

    def __init__(self, U: Matrix, W: Matrix, V: Matrix, task: Automaton, metric: Matrix) -> None:
        """Refused if metric has no inverse that can be trusted."""
        n, word_dim = len(W), len(V)
        self.W, self.T, self.task = W, metric, task
        self.Ux = [matvec(U, x) for x in task.columns]
        # rivals[y]: for each other class i, V_y - V_i, along which the answer y must win
        self.rivals = [[[v - w for v, w in zip(right, other)]
                        for i, other in enumerate(V) if i != y] for y, right in enumerate(V)]
        # kinds[state]: one column of all that have the same input, answer and next state
        self.kinds = [list({(tuple(x), *rest): j
                            for j, (x, *rest) in enumerate(zip(task.columns, *rows))}.values())
                      for rows in zip(task.answer, task.next)]
        self.T_T = transpose(metric)
        self.T_norms = [sqrt(dot(column, column)) for column in self.T_T]
        self.P = [matvec(self.T_T, column) for column in self.T_T]      # T^T T
        self.N = n * (DEEPEST + 1) + word_dim + 8
        self.R = max([sum(map(abs, row)) for M in (U, W, V, metric) for row in M])
        self.R += sqrt(dot(self.T_norms, self.T_norms))
        self.X = max([abs(v) for x in task.columns for v in x])
        # L_form and E_form have entries that a makes smaller than those of |T|^T |T|
        sums = [sum(map(abs, row)) for row in metric]
        self.P_rounding = 8 * self.N * UNIT * dot(sums, sums)
        self.inverse, self.stretch = trusted_inverse(metric)

    def B(self, S: float) -> float:
        """That of the derivation above."""
        return 8 * self.N * UNIT * sqrt(len(self.W)) * self.R * (S + self.X)

    def refuse_rounding(self, S: float = 6.0) -> None:
        B = self.B(S)
        if not B <= 0.25 * SLACK:       # nor NaN
            raise Refused(f"rounding may change a step by {B:.3g}, more than the "
                          f"{0.25 * SLACK:.3g} allowed: the weights, the metric or the balls are "
                          "too large")

    def ball_size(self, ball: Ball) -> float:
        """S of a ball."""
        r = ball.radius * self.stretch
        return max([abs(c) + r * sqrt(dot(row, row)) for c, row in zip(ball.center, self.inverse)])

    def whole_ball(self, ball: Ball) -> Region:
        """The region that a ball is; with radius 0 that is its center, exactly."""
        r = ball.radius * self.stretch
        L = [[r * v for v in column] for column in transpose(self.inverse)] if r else []
        return Region(ball.center, L, [], 0.0, 0.0)

    def images(self, region: Region, state: int) -> Iterator[Tuple[int, Region, int, float]]:
        """What every column makes of a region in which the task is in this state: (column, region,
        the task's next state, the least margin of the answer)."""
        W, P, n = self.W, self.P, len(self.W)
        Wc = matvec(W, region.c)
        WL = [matvec(W, column) for column in region.L]
        WE = [matvec(W, column) for column in region.E]
        rows, error_rows = transpose(WL) or [[]] * n, transpose(WE) or [[]] * n
        halves = [sqrt(dot(row, row)) + sum(map(abs, errors)) + SLACK
                  for row, errors in zip(rows, error_rows)]

        # Two sizes, for any slopes a: |T diag(a) W L|_F^2 is the sum over i, j of a_i a_j P_ij (W L
        # (W L)^T)_ij, P = T^T T.  And by Cauchy and Schwarz the sum of the lengths |T diag(a) e_k|
        # is at most the root of (sum of l_k) (sum of |T diag(a) e_k|^2 / l_k) for any l_k > 0: it
        # is close where they are as long as l_k, so take the length of e_k, a column of W E.
        lengths = [sqrt(dot(column, column)) + 1e-30 for column in WE]
        shares, total = [1.0 / v for v in lengths], sum(lengths)
        L_form = [[p * v for p, v in zip(ps, matvec(rows, row))] for ps, row in zip(P, rows)]
        E_form = [[p * v for p, v in zip(ps, matvec(error_rows, list(map(mul, row, shares))))]
                  for ps, row in zip(P, error_rows)]

        is_start = not region.L and not region.E and not any(region.c)
        for j in self.kinds[state]:
            if is_start and not any(self.task.columns[j]):
                continue        # it stays there: see starts in certificate.py
            z = list(map(add, self.Ux[j], Wc))
            slopes, middles, errors = map(list, zip(*[two_lines(v - half, v + half)
                                                      for v, half in zip(z, halves)]))
            E = [list(map(mul, slopes, we)) for we in WE]
            E += [[0.0] * i + [g] + [0.0] * (n - i - 1) for i, g in enumerate(errors)]
            size2, errors2 = [max(0.0, dot(slopes, matvec(form, slopes))) + self.P_rounding
                              for form in (L_form, E_form)]
            image = Region([a * v + b for a, v, b in zip(slopes, z, middles)],
                           [list(map(mul, slopes, wl)) for wl in WL], E, size2,
                           sqrt(total * errors2) + dot(self.T_norms, errors))
            yield (j, image, self.task.next[state][j],
                   self.margin(image, self.task.answer[state][j]))

    def margin(self, region: Region, right: int) -> float:
        """By how much the right answer wins at least, whichever state of the region it is."""
        margins = []
        for v in self.rivals[right]:
            by_L = matvec(region.L, v)
            margins.append(dot(v, region.c) - sqrt(dot(by_L, by_L))
                           - sum(map(abs, matvec(region.E, v))))
        return min(margins, default=float("inf"))

    def size(self, region: Region, room: float) -> float:
        """At least the radius of a ball around c that holds the region; as good as room needs.

        |T L|_2 is at most |T L|_F, and at most the root of |(T L)^T T L|_F.  The second is seldom a
        third less: where that would not do, it is not asked."""
        bound, enough = sqrt(region.frobenius2), room - region.errors
        if enough < bound <= 1.5 * enough:
            columns = [matvec(self.T, column) for column in region.L]
            products = [matvec(columns, column) for column in columns]
            bound = sqrt(sqrt(sum([dot(row, row) for row in products])))
        return bound + region.errors

    def inside(self, region: Region, ball: Ball) -> bool:
        """Whether the ball is sure to hold the region, all but ROOM of it.

        With d = T (c - center), M = T L and F = T E, |d + M xi + F eta|^2 is |d|^2 + 2 d.(M xi + F
        eta) + |M xi + F eta|^2.  That is seldom as large as (|d| + size)^2: what is long in a
        region often stands across d.
        """
        d = matvec(self.T, [c - k for c, k in zip(region.c, ball.center)])
        v = matvec(self.T_T, d)
        by_L = matvec(region.L, v)
        along = sqrt(dot(by_L, by_L)) + sum(map(abs, matvec(region.E, v)))
        radius = max(0.0, ball.radius * (1.0 - ROOM) - 2.0 * SLACK)
        room2 = radius * radius - dot(d, d) - 2.0 * along
        return room2 > 0.0 and self.size(region, sqrt(room2)) <= sqrt(room2)


def trusted_inverse(T: Matrix) -> Tuple[Matrix, float]:
    """(X, stretch): near the inverse of T, and such that the T s of length 1 are all among the s =
    stretch X xi, |xi| <= 1.

    X is found by Newton's steps from X to X (2 I - T X), which square I - T X.  T^-1 = X (T X)^-1,
    and |(T X)^-1| is at most 1 / (1 - d), where d is the 2-norm of T X - I, or more.
    """
    T_T = transpose(T)
    total = sum([dot(row, row) for row in T])
    X = [[v / max(total, 1e-300) for v in column] for column in T_T]
    for _ in range(70):
        rest = [[2.0 * (i == j) - v for j, v in enumerate(row)]
                for i, row in enumerate(sum_of_outers(T_T, X))]
        X = sum_of_outers(transpose(X), rest)
    rounding = 2 * (len(T) + 2) * UNIT
    off = [abs(dot(row, column) - (i == j))
           + rounding * (1.0 + sum([abs(t * x) for t, x in zip(row, column)]))
           for i, row in enumerate(T) for j, column in enumerate(transpose(X))]
    d = sqrt(dot(off, off))
    if not d < 1e-6:        # neither NaN
        raise Refused("metric must have an inverse, got a matrix that is singular, or nearly")
    return X, 1.0 + 2.0 * d + SLACK
