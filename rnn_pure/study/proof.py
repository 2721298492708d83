"""The search for a proof that a network follows an automaton for ever; what it finds, certificate.check believes or not.

Nothing here has to be right for "proved" to be true: balls, metric and order may be chosen in any way.
"""
from math import sqrt
from random import Random
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence, Tuple

from ..layer import RNNLayer
from ..matrix import Matrix, Vector, matvec, plus, transpose
from ..model import Model
from ..support import check as ask
from . import certificate
from .automaton import Automaton, adder, check_automaton, right_answers
from .certificate import Ball, Certificate, Checked, Cover, LEAST_MARGIN, Refused, Region, Steps

# (radius, gamma) of the searches that take turns: which one closes differs from network to network
SEARCHES = ((0.4, 1.5), (0.2, 1.5), (0.6, 2.0), (0.1, 1.3))
FIRST_TURN = 2000       # pushes of each search in the first round; four times as many in each further round
SHARE = 0.5             # an image becomes a new ball if its size is at most this share of the radius
DEEPEST = 25            # columns of a chain, then the ball is halved
SMALLEST = 1e-3         # radius of a ball that is still halved


class Verdict(NamedTuple):
    """proved: certificate and checked are there.  wrong: columns are, the last of them answered wrong.  undecided: why."""

    kind: str
    pushes: int
    certificate: Optional[Certificate] = None
    checked: Optional[Checked] = None
    columns: Optional[List[int]] = None
    why: str = ""


class Search:
    """Covers the states that a network can reach with balls, until every chain of columns ends inside one."""

    def __init__(self, model: Model, automaton: Automaton, radius: float, metric: Matrix) -> None:
        self.claim = model.U, model.W, model.V, automaton, metric
        self.steps = Steps(*self.claim)
        self.steps.refuse_rounding(4.0)
        self.cover, self.radius = Cover(self.steps), radius
        self.pushes, self.least_margin, self.stuck = 0, float("inf"), ""
        self.waiting = []       # type: List[int]
        self.relies = {}        # type: Dict[int, List[int]]
        self.zeros = certificate.zero_states(automaton)
        self.waiting = [-1 - i for i in range(len(self.zeros))]     # below 0: from the exact start

    def run(self, most: int) -> bool:
        """Goes on until there is nothing left to push (True), or it is stuck, or has made `most` pushes in all."""
        while self.waiting and not self.stuck and self.pushes < most:
            self.follow(self.waiting.pop())
        return not self.waiting and not self.stuck

    def follow(self, k: int) -> None:
        """Pushes ball k through all chains of columns; halves it if that cannot be done."""
        steps, task = self.steps, self.steps.task
        if k < 0:
            region, state = steps.start(), self.zeros[-1 - k]
        else:
            region, state = steps.whole_ball(self.cover.balls[k]), self.cover.balls[k].state
        relies, first = set(), len(self.cover.balls)
        todo = [(region, state, 0)]
        while todo:
            region, state, depth = todo.pop()
            spread = steps.spread(region)
            for j, x in enumerate(task.columns):
                if k < 0 and depth == 0 and not any(x):
                    continue
                self.pushes += 1
                image, following = steps.push(spread, j), task.next[state][j]
                margin = steps.margin(image, task.answer[state][j])
                if not margin > 10 * LEAST_MARGIN or depth + 1 == DEEPEST:
                    self.halve(k, j, depth, margin)
                    return
                self.least_margin = min(margin, self.least_margin)
                room, ball = self.cover.most_room(image, following)
                size = steps.size(image, room)
                if size <= room:
                    relies.add(ball)
                elif size <= SHARE * self.radius:
                    ball = self.cover.add(Ball(following, image.c, self.radius))
                    self.waiting.append(ball)
                    relies.add(ball)
                else:
                    todo.append((image, following, depth + 1))
        self.relies[k] = relies

    def halve(self, k, j, depth, margin):
        if k < 0 or self.cover.balls[k].radius < SMALLEST:
            self.stuck = "column %d, depth %d, margin %g" % (j, depth, margin)
            return
        self.cover.shrink(k)
        self.waiting.append(k)
        for other, balls in list(self.relies.items()):
            if k in balls:
                del self.relies[other]
                self.waiting.append(other)

    def certificate(self):
        """Only the balls that are relied upon, from the start on."""
        needed, todo = set(), [k for k in self.relies if k < 0]
        while todo:
            for k in self.relies[todo.pop()]:
                if k not in needed:
                    needed.add(k)
                    todo.append(k)
        return Certificate(*self.claim, balls=[self.cover.balls[k] for k in sorted(needed)])


def jacobian_metric(model: Model, automaton: Automaton, gamma: float, rng: Random, samples: int = 60,
                    horizon: int = 12) -> Matrix:
    """T, upper triangular: |T v| weighs a small change v of the state by what becomes of it in the next steps.

    T^T T = I + the mean, over states that were reached at random, of the sum over k = 1 .. horizon of
    gamma^k M_k^T M_k, where M_k is the product of k Jacobians diag(1 - s^2) W.  (In the plain metric balls stretch
    before they shrink.)
    """
    n = model.hidden_dim
    identity = [[float(i == j) for j in range(n)] for i in range(n)]
    total = identity
    for i in range(samples):
        x, column = [], automaton.columns[0]
        for t in range(2 * horizon):
            if t == 0 or i % 2 == 0 or rng.random() < 0.4:      # every second one has runs
                column = rng.choice(automaton.columns)
            x.append(column)
        layers = model.forward_propagation(x)[horizon:]
        P = [[0.0] * n for _ in range(n)]
        for layer in reversed(layers):      # P = gamma J^T (I + P) J, from the last step back
            J_T = transpose([[(1.0 - s * s) * w for w in row] for s, row in zip(layer.s, model.W)])
            P = [plus(row, one) for row, one in zip(P, identity)]
            half = [matvec(P, row) for row in J_T]          # J^T P, as P is symmetric
            P = [[gamma * v for v in matvec(J_T, row)] for row in half]
        total = [[a + b / samples for a, b in zip(row, more)] for row, more in zip(total, P)]
    return transpose(cholesky(total))


def cholesky(P: Matrix) -> Matrix:
    """C, lower triangular, with C C^T = P, for a P that is symmetric and positive definite."""
    C = []      # type: Matrix
    for i, row in enumerate(P):
        C.append([])
        for j in range(len(P)):
            rest = row[j] - sum([C[i][k] * C[j][k] for k in range(j)]) if j <= i else 0.0
            C[i].append(0.0 if j > i else sqrt(rest) if i == j else rest / C[j][j])
    return C


def prove(model: Model, automaton: Optional[Automaton] = None, effort: int = 200000, seed: int = 0,
          on_progress: Optional[Callable[[Search], Any]] = None) -> Verdict:
    automaton = automaton or adder()
    searches = [Search(model, automaton, radius, jacobian_metric(model, automaton, gamma, Random(seed)))
                for radius, gamma in SEARCHES]
    turn = FIRST_TURN
    while True:
        for search in searches:
            if search.run(turn):
                found = search.certificate()
                return Verdict("proved", sum([s.pushes for s in searches]), found, certificate.check(found))
            if sum([s.pushes for s in searches]) >= effort:
                return Verdict("undecided", sum([s.pushes for s in searches]), why="; ".join([s.stuck for s in searches]))
        if all([s.stuck for s in searches]):
            return Verdict("undecided", sum([s.pushes for s in searches]), why="; ".join([s.stuck for s in searches]))
        turn *= 4
