"""The search for a proof that a network follows an automaton for ever.

Nothing here has to be right for "proved" to be true: the balls, the metric and the order may be
chosen in any way, since certificate.check goes through all of it again.
"""
from math import inf, sqrt
from random import Random
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Set

from .. import check
from ..matrix import Matrix, matvec, plus, transpose
from ..model import Model
from ..tasks.adding import adder
from ..tasks.automaton import Automaton, check_automaton
from .certificate import Certificate, Checked, Cover
from .certificate import check as check_certificate
from .certificate import zero_states
from .counterexample import find_wrong
from .regions import LEAST_MARGIN, Ball, Refused, Steps

EFFORT = 200000         # pushes of all searches together
# (radius, gamma) of the searches; which of them closes first differs between networks.
SEARCHES = ((0.4, 1.5), (0.6, 2.0), (0.2, 1.5), (0.1, 1.3))
TURN = 500              # pushes until it is asked again which of them is closest to its end
PATIENCE = 20000        # pushes until a wrong sum is looked for with the wide beam
SHARE = 0.5             # an image becomes a new ball if it is at most this share of the radius
DEEPEST = 25            # columns of a chain; a ball whose chains get longer is halved
SMALLEST = 1e-3         # radius below which a ball is not halved any more
WIDE, NARROW = 1500, 100    # beams of the search for a wrong sum

Listener = Optional[Callable[[str], Any]]


class Verdict(NamedTuple):
    """kind: "proved" (certificate, checked), "wrong" (columns) or "undecided" (why).

    columns: indices of the automaton's columns; the network's answer to the last one is wrong, and
    it is the first that is.  pushes: those of all searches.
    """

    kind: str
    pushes: int
    certificate: Optional[Certificate] = None
    checked: Optional[Checked] = None
    columns: Optional[List[int]] = None
    why: str = ""


def prove(model: Model, automaton: Optional[Automaton] = None, effort: int = EFFORT, seed: int = 0,
          on_progress: Listener = None) -> Verdict:
    """Whether the network gives the automaton's answers to columns of every number, for ever.

    automaton: adding in base 2 if there is none.  effort: after how many pushed regions it gives up
    (a ball that was begun is finished).  seed: of the random columns.  on_progress(sentence) is
    called often.  Raises TypeError or ValueError if the network is not of the automaton's shape, or
    its weights are no numbers or above 1e15.
    """
    automaton = adder() if automaton is None else automaton
    check.plain(model)
    check_automaton(automaton, model.word_dim)
    check.whole("effort", effort, 1)
    check.seed(seed)
    check.function("on_progress", on_progress or print)
    say = on_progress or (lambda sentence: None)

    def look(beam: int) -> Optional[Verdict]:
        columns = find_wrong(model, automaton, beam, seed=seed, on_progress=lambda n: say(
            f"looking for a wrong answer: {n} columns so far"))
        if not columns:
            return None
        if len(columns) > 1:        # a wide beam may find a shorter one
            columns = find_wrong(model, automaton, WIDE, min(20, len(columns) - 1), seed) or columns
        return Verdict("wrong", sum([s.pushes for s in searches]), columns=columns)

    searches: List[Search] = []
    wrong = look(NARROW)
    if wrong:
        return wrong
    fault = None
    for radius, gamma in SEARCHES:
        try:
            metric = jacobian_metric(model, automaton, gamma, Random(seed))
            searches.append(Search(model, automaton, radius, metric, say))
        except (ValueError, OverflowError) as error:    # too large, or a metric that is none
            fault = error
    if not searches:
        return look(WIDE) or Verdict("undecided", 0, why=str(fault))
    asked = False
    while True:
        pushes = sum([s.pushes for s in searches])
        search = min(searches, key=Search.left)
        over = pushes >= effort or search.stuck
        if not asked and (over or pushes >= PATIENCE):
            asked, wrong = True, look(WIDE)
            if wrong:
                return wrong
        if over:
            return Verdict("undecided", pushes, why=search.state())
        if search.run(search.pushes + min(TURN, effort - pushes)):
            try:
                say(f"checking {len(search.cover.balls)} balls")
                found = search.certificate()
                return Verdict("proved", sum([s.pushes for s in searches]), found,
                               check_certificate(found))
            except Refused as fault:
                search.stuck = f"the check refuses it: {fault}"


class Search:
    """Covers the states that a network can reach with balls, until every chain ends inside one.

    waiting: the balls that are still to be pushed, and below 0 the start (-1 - i: in the i-th state
    of the automaton that it can have there).  relies: of each other one, the balls that its chains
    end in.  stuck: why it cannot go on.
    """

    def __init__(self, model: Model, automaton: Automaton, radius: float, metric: Matrix,
                 say: Callable[[str], Any]) -> None:
        self.claim = model.U, model.W, model.V, automaton, metric
        self.steps, self.radius, self.say = Steps(*self.claim), radius, say
        self.steps.refuse_rounding()
        self.cover = Cover(self.steps)
        self.pushes, self.least_margin, self.stuck = 0, inf, ""
        self.zeros = zero_states(automaton)
        self.waiting = [-1 - i for i in range(len(self.zeros))]
        self.relies: Dict[int, Set[int]] = {}

    def run(self, most: int) -> bool:
        """Goes on until nothing waits (True), or it is stuck, or has made `most` pushes in all."""
        while self.waiting and not self.stuck and self.pushes < most:
            self.follow(self.waiting.pop())
            self.say(self.state())
        return not self.waiting and not self.stuck

    def left(self) -> float:
        """How many pushes it may still need, if the balls that wait are like those before them."""
        pushed = len(self.cover.balls) - len(self.waiting)
        return inf if self.stuck else len(self.waiting) * self.pushes / max(1, pushed)

    def state(self) -> str:
        return self.stuck or "balls of radius %g: %d to push, %d in all, least margin %.3f" % (
            self.radius, len(self.waiting), len(self.cover.balls), self.least_margin)

    def follow(self, k: int) -> None:
        """Pushes ball k through all chains of columns; halves it if that cannot be done."""
        steps, cover, task = self.steps, self.cover, self.steps.task
        if k < 0:
            region, state = steps.start(), self.zeros[-1 - k]
        else:
            region, state = steps.whole_ball(cover.balls[k]), cover.balls[k].state
        relies, todo, small = set(), [(region, state, 0)], SHARE * self.radius
        while todo:
            region, state, depth = todo.pop()
            spread = steps.spread(region)
            for j, x in enumerate(task.columns):
                if k < 0 and depth == 0 and not any(x):
                    continue        # it stays at the start
                self.pushes += 1
                image, following = steps.push(spread, j), task.next[state][j]
                margin = steps.margin(image, task.answer[state][j])
                if margin <= 2 * LEAST_MARGIN or depth == DEEPEST:
                    return self.halve(k, "in state %d, column %d has a margin of %.3g, %d columns "
                                      "after" % (state, j, margin, depth))
                self.least_margin = min(margin, self.least_margin)
                ball = cover.holder(image, following)
                if ball < 0 and steps.size(image, small) <= small:
                    ball = cover.add(Ball(following, image.c, self.radius))
                    self.waiting.append(ball)
                if ball < 0:
                    todo.append((image, following, depth + 1))
                else:
                    relies.add(ball)
        self.relies[k] = relies

    def halve(self, k: int, why: str) -> None:
        """Halves ball k, which then waits again, and with it those that relied on it."""
        if k < 0 or self.cover.balls[k].radius < SMALLEST:
            name = "the start" if k < 0 else f"a ball of radius {self.cover.balls[k].radius:g}"
            self.stuck = f"{why} {name}"
            return
        self.cover.shrink(k)
        relied = [other for other, balls in self.relies.items() if k in balls]
        for other in relied:
            del self.relies[other]
        self.waiting += relied + [k]

    def certificate(self) -> Certificate:
        """What was found: the balls that somebody relies on, from the start on."""
        needed: Set[int] = set()
        todo = [k for k in self.relies if k < 0]
        while todo:
            new = self.relies[todo.pop()] - needed
            needed |= new
            todo += new
        return Certificate(*self.claim, balls=[self.cover.balls[k] for k in sorted(needed)])


def jacobian_metric(model: Model, automaton: Automaton, gamma: float, rng: Random,
                    samples: int = 60, horizon: int = 12) -> Matrix:
    """T, upper triangular: |T v| weighs a small change v of the state by what becomes of it in the
    next steps.

    T^T T = I + the mean, over states that were reached at random, of the sum over k = 1 .. horizon
    of gamma^k M_k^T M_k, where M_k is the product of k Jacobians diag(1 - s^2) W.  (In the plain
    metric balls stretch before they shrink.)
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
    C: Matrix = []
    for i, row in enumerate(P):
        C.append([])
        for j in range(len(P)):
            rest = row[j] - sum([C[i][k] * C[j][k] for k in range(j)]) if j <= i else 0.0
            C[i].append(0.0 if j > i else sqrt(rest) if i == j else rest / C[j][j])
    return C
