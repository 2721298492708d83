"""The search for a proof that a network follows an automaton for ever.

Nothing here has to be right for "proved" to be true: the balls, the metric and the order may be
chosen in any way, since check() in certificate.py goes through all of it again.
"""
from math import inf, sqrt
from random import Random
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Set

from .. import check
from ..matrix import Matrix, matvec, plus, transpose
from ..model import Model
from ..tasks.adding import adder
from ..tasks.automaton import Automaton
from . import certificate as proof
from .certificate import Certificate, Checked, Cover, starts
from .counterexample import find_wrong
from .regions import LEAST_MARGIN, Ball, Refused, Steps

EFFORT = 200000         # pushes of all searches together
# (radius, gamma) of the searches; which of them closes first differs between networks.
SEARCHES = ((0.4, 1.5), (0.6, 2.0), (0.2, 1.5), (0.1, 1.3))
TURN = 500              # pushes until it is asked again which of them is closest to its end
PATIENCE = 20000        # pushes until a wrong sum is looked for with the wide beam
SHARE = 0.5             # an image becomes a new ball if it is at most this share of the radius
LONGEST = 25            # columns of a chain; a ball whose chains get longer is halved ..
MOST_IMAGES = 500       # .. and one with more images than so many times the kinds of columns
SMALLEST = 1e-3         # radius below which a ball is not halved any more
WIDE, NARROW = 1500, 100    # beams of the search for a wrong sum


class Verdict(NamedTuple):
    """kind: "proved" (certificate, checked), "wrong" (columns) or "undecided" (why)."""

    kind: str
    pushes: int                             # of all searches
    certificate: Optional[Certificate] = None
    checked: Optional[Checked] = None
    columns: Optional[List[int]] = None     # indices; the answer to the last is the first wrong one
    why: str = ""


def prove(model: Model, automaton: Optional[Automaton] = None, effort: int = EFFORT, seed: int = 0,
          on_progress: Callable[[str], Any] = lambda sentence: None) -> Verdict:
    """Whether the network gives the automaton's answers to columns of every number, for ever.

    automaton: adding in base 2 if there is none.  effort: after how many pushed regions it gives up
    (a ball that was begun is finished, or halved after 500 more for each column).  seed: of the
    random columns.  on_progress(sentence) is called often.  Raises TypeError or ValueError if the
    network is not of the automaton's shape, or its weights are no numbers or above 1e15.
    """
    automaton = adder() if automaton is None else automaton
    check.whole("effort", effort, 1)        # find_wrong, which comes first, asks of the others
    check.instance("on_progress", on_progress, Callable)

    def look(beam: int) -> Optional[Verdict]:
        columns = find_wrong(model, automaton, beam, seed=seed, on_progress=lambda n: on_progress(
            f"looking for a wrong answer: {n} columns so far"))
        if columns and len(columns) > 1:        # a wide beam may find a shorter one
            columns = find_wrong(model, automaton, WIDE, min(20, len(columns) - 1), seed) or columns
        return Verdict("wrong", pushes, columns=columns) if columns else None

    searches: List[Search] = []
    untried, pushes, asked, why = list(SEARCHES), 0, False, ""
    wrong = look(NARROW)
    while not wrong and (untried or searches):
        if untried:
            radius, gamma = untried.pop(0)
            try:
                metric = jacobian_metric(model, automaton, gamma, Random(seed))
                searches.append(Search(model, automaton, radius, metric, on_progress))
            except (ValueError, OverflowError) as fault:    # too large, or a metric that is none
                why = str(fault)
                continue
        pushes = sum([s.pushes for s in searches])
        search = min(searches, key=Search.pushes_to_come)       # a new one comes first
        over = pushes >= effort or search.stuck
        if not asked and (over or pushes >= PATIENCE):
            asked, wrong = True, look(WIDE)
        if over or wrong:
            return wrong or Verdict("undecided", pushes, why=search.state())
        if search.run(search.pushes + min(TURN, effort - pushes)):
            found = search.certificate()
            on_progress(f"checking {len(found.balls)} balls")
            try:
                return Verdict("proved", sum([s.pushes for s in searches]), found,
                               proof.check(found))
            except Refused as refusal:
                search.stuck = f"the check refuses it: {refusal}"
    return wrong or look(WIDE) or Verdict("undecided", 0, why=why)


class Search:
    """Covers the states that a network can reach with balls, until every chain ends inside one.

    waiting: the balls still to be followed, by number.  relies: of each other one, the balls that
    its chains end in.  The first ones are points, the start.  stuck: why it cannot go on.
    """

    def __init__(self, model: Model, automaton: Automaton, radius: float, metric: Matrix,
                 say: Callable[[str], Any]) -> None:
        self.claim = model.U, model.W, model.V, automaton, metric
        self.steps, self.radius, self.say = Steps(*self.claim), radius, say
        self.steps.refuse_rounding()
        self.cover = Cover(self.steps)
        self.pushes, self.least_margin, self.stuck = 0, inf, ""
        self.waiting = [self.cover.add(ball) for ball in starts(automaton, model.hidden_dim)]
        self.starts = len(self.waiting)
        self.relies: Dict[int, Set[int]] = {}

    def run(self, most: int) -> bool:
        """Goes on until nothing waits (True), or it is stuck, or has made `most` pushes in all."""
        while self.waiting and not self.stuck and self.pushes < most:
            self.follow(self.waiting.pop())
            self.say(self.state())
        return not self.waiting and not self.stuck

    def pushes_to_come(self) -> float:
        """How many it may still need, if the balls that wait are like those before them."""
        followed = len(self.cover.balls) - self.starts - len(self.waiting)
        return inf if self.stuck else len(self.waiting) * self.pushes / max(1, followed)

    def state(self) -> str:
        return self.stuck or (
            f"balls of radius {self.radius:g}: {len(self.waiting)} to push, "
            f"{len(self.cover.balls) - self.starts} in all, least margin {self.least_margin:.3f}")

    def follow(self, number: int) -> None:
        """Pushes a ball through all chains of columns; halves it if that cannot be done."""
        steps, cover, ball = self.steps, self.cover, self.cover.balls[number]
        relies: Set[int] = set()
        todo, small = [(steps.whole_ball(ball), ball.state, 0)], SHARE * self.radius
        last = self.pushes + MOST_IMAGES * max(map(len, steps.kinds))
        while todo:
            region, state, depth = todo.pop()
            for column, image, after, margin in steps.images(region, state):
                self.pushes += 1
                if margin <= 2 * LEAST_MARGIN or depth == LONGEST or self.pushes > last:
                    return self.halve(number, f"in state {state}, column {column} has a margin of "
                                      f"{margin:.3g}, {depth} columns after")
                self.least_margin = min(margin, self.least_margin)
                k = cover.holder(image, after)
                if k < 0 and steps.size(image, small) <= small:
                    k = cover.add(Ball(after, image.c, self.radius))
                    self.waiting.append(k)
                if k < 0:
                    todo.append((image, after, depth + 1))
                else:
                    relies.add(k)
        self.relies[number] = relies

    def halve(self, number: int, why: str) -> None:
        """Halves a ball, which then waits again, and with it those that relied on it."""
        ball = self.cover.balls[number]
        if ball.radius < SMALLEST:
            place = f"a ball of radius {ball.radius:g}" if ball.radius else "the start"
            self.stuck = f"{why} {place}"
            return
        self.cover.balls[number] = ball._replace(radius=0.5 * ball.radius)
        relied = [other for other, needed in self.relies.items() if number in needed]
        for other in relied:
            del self.relies[other]
        self.waiting += relied + [number]

    def certificate(self) -> Certificate:
        """What was found: the balls that somebody relies on, from the start on."""
        needed: Set[int] = set()
        todo = list(range(self.starts))
        while todo:
            new = self.relies[todo.pop()] - needed
            needed |= new
            todo += new
        return Certificate(*self.claim, balls=[self.cover.balls[k] for k in sorted(needed)])


def jacobian_metric(model: Model, automaton: Automaton, gamma: float, rng: Random,
                    samples: int = 60, horizon: int = 12) -> Matrix:
    """T, upper triangular: |T v| weighs a small change v of the state by what becomes of it.

    T^T T = I + the mean, over states that were reached at random, of the sum over k = 1 .. horizon
    of gamma^k M_k^T M_k, where M_k is the product of k Jacobians diag(1 - s^2) W.  (In the plain
    metric balls stretch before they shrink.)
    """
    n = model.hidden_dim
    identity = [[float(i == j) for j in range(n)] for i in range(n)]
    total = identity
    for i in range(samples):
        x: Matrix = []
        for _ in range(2 * horizon):
            again = x and i % 2 and rng.random() >= 0.4         # every second one has runs
            x.append(x[-1] if again else rng.choice(automaton.columns))
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
    C: Matrix = []
    for i, row in enumerate(P):
        C.append([0.0] * len(P))
        for j in range(i + 1):
            rest = row[j] - sum([C[i][k] * C[j][k] for k in range(j)])
            C[i][j] = sqrt(rest) if i == j else rest / C[j][j]
    return C
