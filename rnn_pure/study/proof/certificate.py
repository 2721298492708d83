"""A proof that a network follows an automaton for ever, as a file, and the check of it.

Nobody has to believe whoever wrote the file.  It holds the network, the task, and balls of states,
each with the state that the automaton is in there; check() goes from the start, and from every
ball, through every column, on and on until all is inside a ball again.  Where each answer on the
way is right, induction does the rest: the network starts in a region that was looked at, and
whatever it reads next, its answer is right and it is in such a region again.

    ball      {s : |T (s - center)|_2 <= radius}, T the metric
    region    {c + L xi + E eta : |xi|_2 <= 1, all |eta_k| <= 1}

L is what became of the ball, E the errors that were made on the way.

ROUNDING.  The claim is about the program, which computes in floats; so does the check.  Let n be
hidden_dim, u = 2^-53, and N = n (DEEPEST + 1) + word_dim + 8, more numbers than any sum here has.
A sum of up to N products errs by at most 2 N u times the sum of their absolute values, in any order
of adding (underflow: by less than 1e-290); tanh, atanh and sqrt are taken to be right within 4
units in the last place.  With S the largest |c_i| + |L_i|_2 + |E_i|_1 of a region (L_i: row i), X
the largest number in a column, and R the largest sum of absolute values in a row of U, W, V or T,
plus |T|_F: one step of the program and its enclosure differ, in a unit before tanh, in an answer,
in a distance or in a norm, by at most

    B = 8 N u sqrt(n) R (S + X)

for each has at most four such sums behind it, and a norm sqrt(n) of them at once.  Behind a step S
is at most 6: |c_i| <= 1 + g_i, the slope times the half-width is at most 1, g_i at most 2.  For a
ball S is computed.  (Inside a ball: d, along and size err by 2 B at most, with |d| <= radius; twice
SLACK is taken off.)  Each half-width, each g and each distance has SLACK = 1e-7 added, and an answer
must win by LEAST_MARGIN; where B is above a quarter of SLACK, the certificate is refused.
"""
import json
import os
from math import atanh, sqrt, tanh
from operator import mul
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence, Tuple

from ...matrix import Matrix, Vector, dot, matvec, transpose
from ...support import check as ask
from ...support import files
from ...support.errors import DataError
from ...tasks.automaton import Automaton, check_automaton

SLACK = 1e-7            # on every half-width, error and distance: what rounding may take
LEAST_MARGIN = 1e-6     # by which the right answer must win, so that it also wins after softmax
ROOM = 1e-6             # the share of each ball that stays free, for checkers that round more
DEEPEST = 30            # columns that a chain may have
MOST_PUSHES = 10 ** 6   # in a check
MOST_BYTES = 10 ** 8    # of a file


class Refused(ValueError):
    """What a certificate claims does not hold, or could not be shown to; the message says where."""


class Ball(NamedTuple):
    state: int
    center: Vector
    radius: float


class Certificate(NamedTuple):
    U: Matrix
    W: Matrix
    V: Matrix
    task: Automaton
    metric: Matrix
    balls: List[Ball]


class Checked(NamedTuple):
    """What a check that passed has seen: regions, the longest chain, the closest answer."""

    pushes: int
    deepest: int
    least_margin: float


class Region(NamedTuple):
    """L and E by columns; frobenius2: |T L|_F^2.  errors: at least the sum of all |T E_k|_2."""

    c: Vector
    L: Matrix
    E: Matrix
    frobenius2: float
    errors: float


class Spread(NamedTuple):
    """A region behind W, the same for every column: W c, the columns of W L and W E, half-widths.

    round: a^T round a is |T diag(a) W L|_F^2, for any slopes a.  square: total a^T square a is at
    least the square of the sum of all |T diag(a) W E_k|_2.  Two sizes of each image, unformed.
    """

    Wc: Vector
    WL: Matrix
    WE: Matrix
    half: Vector
    round: Matrix
    square: Matrix
    total: float


def two_lines(low: float, high: float) -> Tuple[float, float, float]:
    """(a, b, g): a z + b - g <= tanh z <= a z + b + g from low to high, a above -1e-9 and at most
    1.

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
        """ValueError if metric has no inverse that can be trusted."""
        self.W, self.T, self.task = W, metric, task
        self.Ux = [matvec(U, x) for x in task.columns]
        # rivals[y]: for each other class i, V_y - V_i, along which the answer y must win
        self.rivals = [[[v - w for v, w in zip(right, other)]
                        for i, other in enumerate(V) if i != y] for y, right in enumerate(V)]
        n, self.word_dim = len(W), len(V)
        self.T_T = transpose(metric)
        self.T_norms = [sqrt(dot(column, column)) for column in self.T_T]
        self.P = [matvec(self.T_T, column) for column in self.T_T]      # T^T T
        self.rounded = 8 * (n * (DEEPEST + 1) + self.word_dim + 8) * 2.0 ** -53
        # round and square have entries that a makes smaller than those of |T|^T |T|
        self.P_rounding = self.rounded * sum([sum(map(abs, row)) ** 2 for row in metric])
        self.largest_row = max([sum(map(abs, row)) for M in (U, W, V, metric) for row in M])
        self.largest_row += sqrt(sum([norm * norm for norm in self.T_norms]))
        self.largest_x = max([abs(v) for x in task.columns for v in x])
        self.inverse, self.stretch = trusted_inverse(metric)
        self.inverse_norms = [sqrt(dot(row, row)) for row in self.inverse]

    def refuse_rounding(self, size: float = 6.0) -> None:
        """Refused if B of the derivation above is too large in regions of S = size."""
        B = self.rounded * sqrt(len(self.W)) * self.largest_row * (size + self.largest_x)
        if not B <= 0.25 * SLACK:
            raise Refused("rounding may change a step by %.3g, more than the %.3g allowed: the "
                          "weights, the metric or the balls are too large" % (B, 0.25 * SLACK))

    def ball_size(self, ball: Ball) -> float:
        """S of a ball."""
        r = ball.radius * self.stretch
        return max([abs(c) + r * norm for c, norm in zip(ball.center, self.inverse_norms)])

    def start(self) -> Region:
        """The exact point 0."""
        return Region([0.0] * len(self.W), [], [], 0.0, 0.0)

    def whole_ball(self, ball: Ball) -> Region:
        r = ball.radius * self.stretch
        L = [[r * v for v in column] for column in transpose(self.inverse)]
        return Region(ball.center, L, [], 0.0, 0.0)

    def spread(self, region: Region) -> Spread:
        W, P, n = self.W, self.P, len(self.W)
        WL = [matvec(W, column) for column in region.L]
        WE = [matvec(W, column) for column in region.E]
        rows, error_rows = transpose(WL) or [[]] * n, transpose(WE) or [[]] * n
        half = [sqrt(dot(row, row)) + sum(map(abs, errors)) + SLACK
                for row, errors in zip(rows, error_rows)]

        # |T diag(a) M|_F^2 is the sum over i, j of a_i a_j P_ij (M M^T)_ij, P = T^T T.  And by
        # Cauchy and Schwarz the sum of the lengths |T diag(a) e_k| is at most the root of (sum of
        # l_k) (sum of |T diag(a) e_k|^2 / l_k) for any l_k > 0: it is close where they are as long
        # as l_k, so take the length of e_k itself.
        lengths = [sqrt(dot(column, column)) + 1e-30 for column in WE]
        shares = [1.0 / v for v in lengths]
        scaled = [list(map(mul, row, shares)) for row in error_rows]
        total = sum(lengths)
        return Spread(matvec(W, region.c), WL, WE, half,
                      [[p * v for p, v in zip(ps, matvec(rows, row))] for ps, row in zip(P, rows)],
                      [[p * v for p, v in zip(ps, matvec(error_rows, row))]
                       for ps, row in zip(P, scaled)], total)

    def push(self, spread: Spread, column: int) -> Region:
        """A region that holds every state that this column can lead to."""
        slopes, center, new = [], [], []
        for ux, wc, half in zip(self.Ux[column], spread.Wc, spread.half):
            z = ux + wc
            a, b, g = two_lines(z - half, z + half)
            slopes.append(a)
            center.append(a * z + b)
            new.append(g)
        E = [list(map(mul, slopes, we)) for we in spread.WE]
        for i, g in enumerate(new):
            E.append([0.0] * i + [g] + [0.0] * (len(new) - i - 1))
        errors = sqrt(spread.total * (max(0.0, dot(slopes, matvec(spread.square, slopes)))
                                      + self.P_rounding))
        return Region(center, [list(map(mul, slopes, wl)) for wl in spread.WL], E,
                      max(0.0, dot(slopes, matvec(spread.round, slopes))) + self.P_rounding,
                      errors + dot(self.T_norms, new))

    def margin(self, region: Region, right: int) -> float:
        """By how much the right answer wins at least, whichever state of the region it is."""
        margins = []
        for v in self.rivals[right]:
            by_L = matvec(region.L, v)
            margins.append(dot(v, region.c) - sqrt(dot(by_L, by_L))
                           - sum(map(abs, matvec(region.E, v))))
        return min(margins, default=float("inf"))

    def size(self, region: Region, room: float) -> float:
        """At least the radius of a ball around c that holds the region; as good as room needs."""
        bound = sqrt(region.frobenius2)
        if bound + region.errors <= room or region.errors > room:
            return bound + region.errors
        return self.norm(region, room - region.errors) + region.errors

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
        left = sqrt(max(0.0, radius * radius - dot(d, d) - 2.0 * along))
        return self.size(region, left) <= left

    def norm(self, region: Region, enough: float) -> float:
        """At least |M|_2, M = T L; close to it, unless enough is sure, or is sure to be missed.

        Let v have length 1, s = |M v|, u = M v / s, w = M^T u (so w.v = s).  In bases that begin
        with u and v, M has the first column (s, 0, .. 0) and the first row of length |w|; what is
        left has a Frobenius norm b, b^2 = |M|_F^2 - |w|^2. So |M|_2 is at most the norm of the 2 x
        2 matrix (s e; 0 b), e^2 = |w|^2 - s^2.  v = w / |w| is a better v.
        """
        v = matvec(region.L, self.T[0])
        best = sqrt(region.frobenius2)
        rows = transpose(region.L)
        for _ in range(4):
            length = sqrt(dot(v, v))
            if length < 1e-100:
                break
            Mv = matvec(self.T, matvec(rows, [x / length for x in v]))
            s2 = dot(Mv, Mv)
            s = sqrt(s2)
            if s < 1e-100 or s > enough:
                break
            v = matvec(region.L, matvec(self.T_T, [x / s for x in Mv]))
            w2 = dot(v, v)
            b2, e2 = max(0.0, region.frobenius2 - w2), max(0.0, w2 - s2)
            e2 += self.rounded * w2     # what w2 - s2 has lost: under a root it would not be small
            best = min(best, sqrt(0.5 * (w2 + b2 + sqrt((w2 - b2) ** 2 + 4.0 * e2 * b2))))
            if best <= enough:
                break
        return best


def trusted_inverse(T: Matrix) -> Tuple[Matrix, float]:
    """(X, stretch): near the inverse of T, and such that the T s of length 1 are all among the s =
    stretch X xi, |xi| <= 1.

    T^-1 = X (T X)^-1, and |(T X)^-1| is at most 1 / (1 - d), where d is the 2-norm of T X - I, or
    more.
    """
    n = len(T)
    X = gauss_jordan(T)
    if X is None:
        raise ValueError("metric must have an inverse, got a singular one")
    columns = transpose(X)
    rounding = 2 * (n + 2) * 2.0 ** -53
    total = 0.0
    for i, row in enumerate(T):
        for j, column in enumerate(columns):
            off = abs(dot(row, column) - (i == j))
            total += (off + rounding * (1.0 + sum([abs(t * x) for t, x in zip(row, column)]))) ** 2
    if not total < 1e-12:       # neither NaN
        raise ValueError("metric must have an inverse, got one that is nearly singular")
    return X, 1.0 + 2.0 * sqrt(total) + SLACK


def gauss_jordan(T: Matrix) -> Optional[Matrix]:
    """About the inverse of T, or None."""
    n = len(T)
    rows = [[float(v) for v in row] + [float(i == j) for j in range(n)] for i, row in enumerate(T)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda k: abs(rows[k][i]))
        if abs(rows[pivot][i]) < 1e-150:
            return None
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [v / rows[i][i] for v in rows[i]]
        for k in range(n):
            if k != i and rows[k][i]:
                factor = rows[k][i]
                rows[k] = [v - factor * w for v, w in zip(rows[k], rows[i])]
    return [row[n:] for row in rows]


class Cover:
    """The balls, and which of them has most room for a region."""

    def __init__(self, steps: Steps) -> None:
        self.steps = steps
        self.balls: List[Ball] = []
        # of each state: (number of the ball, T center, |T center|^2, radius)
        self.places: Dict[int, List[Tuple[int, Vector, float, float]]] = {}

    def add(self, ball: Ball) -> int:
        place = matvec(self.steps.T, ball.center)
        self.places.setdefault(ball.state, []).append(
            (len(self.balls), place, dot(place, place), ball.radius))
        self.balls.append(ball)
        return len(self.balls) - 1

    def shrink(self, k: int) -> None:
        """Halves the radius of ball k."""
        ball = self.balls[k] = self.balls[k]._replace(radius=0.5 * self.balls[k].radius)
        self.places[ball.state] = [place[:3] + (ball.radius,) if place[0] == k else place
                                   for place in self.places[ball.state]]

    def holder(self, region: Region, state: int) -> int:
        """A ball of this state that holds the region, or -1: the one with the largest radius -
        distance is looked at alone."""
        y = matvec(self.steps.T, region.c)
        yy = dot(y, y)
        best, chosen = 0.0, -1
        for k, place, square, radius in self.places.get(state, ()):
            distance = yy + square - 2.0 * dot(y, place)    # squared; good enough to choose by
            if radius > best and distance < (radius - best) ** 2:
                best, chosen = radius - sqrt(max(0.0, distance)), k
        if chosen < 0 or not self.steps.inside(region, self.balls[chosen]):
            return -1
        return chosen


def check(certificate: Certificate, on_progress: Optional[Callable[[int], Any]] = None) -> Checked:
    """Every claim of the certificate again, without any search; Refused, with the place, where one
    does not hold.

    on_progress(balls done) is called after each ball.
    """
    check_shapes(certificate)
    try:
        steps = Steps(*certificate[:5])
    except ValueError as fault:
        raise Refused(str(fault)) from None
    cover = Cover(steps)
    for ball in certificate.balls:
        cover.add(ball)
    steps.refuse_rounding(max([6.0] + [steps.ball_size(ball) for ball in certificate.balls]))

    walk = Walk(steps, cover)
    for state in zero_states(certificate.task):
        walk.follow("the start", steps.start(), state)
    for k, ball in enumerate(certificate.balls):
        walk.follow("ball %d" % k, steps.whole_ball(ball), ball.state)
        if on_progress:
            on_progress(k + 1)
    return Checked(walk.pushes, walk.deepest, walk.least_margin)


def zero_states(task: Automaton) -> List[int]:
    """The automaton's states while the network's is still exactly 0; Refused if an answer is not
    right by then.

    Columns of zeros leave it at 0, where all logits are 0, and the answer to a tie is class 0.
    """
    states = [task.start]
    for state in states:
        for j, x in enumerate(task.columns):
            if not any(x):
                if task.answer[state][j] != 0:
                    raise Refused("from the start, column %d: at 0 the answer is 0, and it should "
                                  "be %d" % (j, task.answer[state][j]))
                if task.next[state][j] not in states:
                    states.append(task.next[state][j])      # the loop comes to it
    return states


class Walk:
    """Follows every chain of columns until it ends inside a ball; counts what it saw."""

    def __init__(self, steps: Steps, cover: Cover) -> None:
        self.steps, self.cover = steps, cover
        self.pushes = self.deepest = 0
        self.least_margin = float("inf")

    def follow(self, name: str, region: Region, state: int) -> None:
        task, exact = self.steps.task, not region.L
        todo: List[Tuple[Region, int, List[int]]] = [(region, state, [])]
        while todo:
            region, state, chain = todo.pop()
            spread = self.steps.spread(region)
            for j, x in enumerate(task.columns):
                if exact and not chain and not any(x):
                    continue                # stays at the exact 0: zero_states has seen to it
                self.pushes += 1
                image, following = self.steps.push(spread, j), task.next[state][j]
                columns = chain + [j]
                margin = self.steps.margin(image, task.answer[state][j])
                self.least_margin = min(margin, self.least_margin)
                self.deepest = max(len(columns), self.deepest)
                here = "from %s, state %d after columns %s" % (
                    name, following, " ".join(map(str, columns)))
                if not margin > LEAST_MARGIN:
                    raise Refused("%s: the answer should be %d, and the least margin is %.3g" % (
                        here, task.answer[state][j], margin))
                if self.cover.holder(image, following) < 0:
                    if len(columns) == DEEPEST or self.pushes >= MOST_PUSHES:
                        raise Refused("%s: still in no ball of state %d, with a size of %.3g" % (
                            here, following, self.steps.size(image, 0.0)))
                    todo.append((image, following, columns))


def check_shapes(certificate: Certificate) -> None:
    """Types, shapes and finite numbers; TypeError or ValueError with a sentence for anything
    else."""
    U, W, V, task, metric, balls = certificate
    ask.sequence("W", W)
    ask.sequence("V", V)
    hidden_dim, word_dim = len(W), len(V)
    ask.matrix("U", U, hidden_dim, word_dim)
    ask.matrix("W", W, hidden_dim, hidden_dim)
    ask.matrix("V", V, word_dim, hidden_dim)
    ask.matrix("metric", metric, hidden_dim, hidden_dim)
    check_automaton(task, word_dim)
    for k, ball in enumerate(balls):
        ask.whole("balls[%d].state" % k, ball.state, 0, len(task.answer) - 1)
        ask.vector("balls[%d].center" % k, ball.center, hidden_dim)
        ask.number("balls[%d].radius" % k, ball.radius, 0)


def save(certificate: Certificate, path: Any) -> None:
    """Writes it as JSON, the floats exactly (Python writes the shortest decimal number that is read
    as the same)."""
    check_shapes(certificate)
    value = dict(certificate._asdict(), task=certificate.task._asdict(),
                 balls=[ball._asdict() for ball in certificate.balls])
    files.write((json.dumps(value, allow_nan=False) + "\n").encode("ascii"), path)


def load(path: Any) -> Certificate:
    """What save() wrote; DataError if the file holds anything else.  Nothing is checked yet but
    shapes."""
    ask.path("path", path)
    with open(os.fspath(path), "rb") as file:
        data = file.read(MOST_BYTES + 1)
    try:
        if len(data) > MOST_BYTES:
            raise ValueError("it has more than %d bytes" % MOST_BYTES)
        value = json.loads(data.decode("utf-8"), parse_int=_short_int, parse_constant=_no_constant)
        U, W, V, task, metric, _ = _fields("a certificate", value, Certificate._fields)
        task = Automaton(*_fields("task", task, Automaton._fields))
        ask.sequence("balls", value["balls"])
        balls = [Ball(*_fields("balls[%d]" % k, ball, Ball._fields))
                 for k, ball in enumerate(value["balls"])]
        certificate = Certificate(U, W, V, task, metric, balls)
        check_shapes(certificate)
    except (TypeError, ValueError, RecursionError) as fault:
        reason = "it is nested too deep" if isinstance(fault, RecursionError) else fault
        raise DataError("%s is no certificate: %s" % (path, reason)) from None
    return certificate


def _fields(name: str, value: Any, fields: Sequence[str]) -> List[Any]:
    """The values of a dict that has these keys and no others."""
    if not isinstance(value, dict) or set(value) != set(fields):
        expected = "an object of " + ", ".join(fields)
        raise ask.complaint(isinstance(value, dict), name, expected, value)
    return [value[field] for field in fields]


def _short_int(digits: str) -> int:
    if len(digits) > 20:
        raise ValueError("a whole number has %d digits" % len(digits))
    return int(digits)


def _no_constant(name: str) -> Any:
    raise ValueError("%s is not a number" % name)
