"""A proof that a network follows an automaton for ever, and the check of it.

THE CLAIM.  However many columns are read: every answer of the network is the task's.  The network
is these weights and the program of model.py, on IEEE doubles rounded to nearest, its sums added in
any order.  Assumed: tanh, atanh and sqrt are right within 4 units in the last place, tanh(0) is 0.
(examples/check_proof.py measures that, and goes through the proof without floats.)

It holds the network, the task, and balls of states, each with the state that the task is in there;
check() goes from the start, and from every ball, through every column, on and on until all is
inside a ball again.  Where each answer on the way is right, induction does the rest: the network
starts in a region that was looked at, and whatever it reads next, its answer is right and it is in
such a region again.  (regions.py: what a column makes of a region, and what rounding may do.)
"""
from math import inf, sqrt
from typing import Any, Callable, Dict, List, NamedTuple, Tuple

from .. import check as ask
from ..matrix import Matrix, Vector, dot, matvec
from ..saved import files, values
from ..tasks.automaton import Automaton, check_automaton
from .regions import DEEPEST, LEAST_MARGIN, Ball, Refused, Region, Steps

MOST_PUSHES = 10 ** 6   # in a check


class Certificate(NamedTuple):
    """The network, the task, and what was found."""

    U: Matrix
    W: Matrix
    V: Matrix
    task: Automaton
    metric: Matrix
    balls: List[Ball]

    def save(self, path: Any) -> None:
        """Writes it as JSON, every float exactly."""
        plain = check_shapes(self)
        value = dict(plain._asdict(), task=plain.task._asdict(),
                     balls=[ball._asdict() for ball in plain.balls])
        files.write(values.to_json(value), path)

    @classmethod
    def load(cls, path: Any) -> "Certificate":
        """What save() wrote; DataError for anything else.  Nothing is checked yet but shapes."""
        def certificate(value: Any) -> "Certificate":
            U, W, V, task, metric, balls = ask.fields("a certificate", value, cls._fields)
            if isinstance(task, dict):
                task = dict({"name": ""}, **task)       # files of version 1 have no names
            return check_shapes(cls(
                U, W, V, Automaton(*ask.fields("task", task, Automaton._fields)), metric,
                [Ball(*ask.fields(f"balls[{k}]", ball, Ball._fields))
                 for k, ball in enumerate(ask.sequence("balls", balls))]))

        return values.load(path, certificate)


class Checked(NamedTuple):
    """What a check that passed has seen: regions, the longest chain, the closest answer."""

    pushes: int
    deepest: int
    least_margin: float


class Cover:
    """The balls, and which of them has most room for a region."""

    def __init__(self, steps: Steps) -> None:
        self.steps = steps
        self.balls: List[Ball] = []
        # of each state: (number of the ball, T center, |T center|^2)
        self.places: Dict[int, List[Tuple[int, Vector, float]]] = {}

    def add(self, ball: Ball) -> int:
        place = matvec(self.steps.T, ball.center)
        self.places.setdefault(ball.state, []).append((len(self.balls), place, dot(place, place)))
        self.balls.append(ball)
        return len(self.balls) - 1

    def holder(self, region: Region, state: int) -> int:
        """The ball of this state with the largest radius - distance; -1 if it does not hold it."""
        y = matvec(self.steps.T, region.c)
        yy = dot(y, y)
        best, chosen = 0.0, -1
        for k, place, square in self.places.get(state, ()):
            radius = self.balls[k].radius
            distance = yy + square - 2.0 * dot(y, place)    # squared; good enough to choose by
            if radius > best and distance < (radius - best) ** 2:
                best, chosen = radius - sqrt(max(0.0, distance)), k
        return chosen if chosen >= 0 and self.steps.inside(region, self.balls[chosen]) else -1


def check(certificate: Certificate, on_progress: Callable[[int], Any] = lambda n: None) -> Checked:
    """Every claim of the certificate again, without any search; Refused, with the place, where one
    does not hold.  on_progress(balls done) is called after each ball."""
    certificate = check_shapes(certificate)
    steps = Steps(*certificate[:5])
    steps.refuse_rounding(max([6.0] + [steps.ball_size(ball) for ball in certificate.balls]))
    cover = Cover(steps)
    for ball in certificate.balls:
        cover.add(ball)

    pushes, deepest, least = 0, 0, inf
    zeros = starts(certificate.task, len(certificate.W))
    for k, ball in enumerate(zeros + certificate.balls, -len(zeros)):
        place = "the start" if k < 0 else f"ball {k}"
        todo: List[Tuple[Region, int, List[int]]] = [(steps.whole_ball(ball), ball.state, [])]
        while todo:     # every chain of columns, until it ends inside a ball
            region, state, chain = todo.pop()
            for column, image, after, margin in steps.images(region, state):
                columns = chain + [column]
                pushes, deepest, least = pushes + 1, max(len(columns), deepest), min(margin, least)
                here = f"from {place}, state {after} after columns {columns}"
                if not margin > LEAST_MARGIN:
                    raise Refused(
                        f"{here}: the answer should be {certificate.task.answer[state][column]}, "
                        f"and the least margin is {margin:.3g}")
                if cover.holder(image, after) < 0:
                    if len(columns) == DEEPEST or pushes >= MOST_PUSHES:
                        raise Refused(f"{here}: still in no ball of state {after}, with a size of "
                                      f"{steps.size(image, 0.0):.3g}")
                    todo.append((image, after, columns))
        if k >= 0:
            on_progress(k + 1)
    return Checked(pushes, deepest, least)


def starts(task: Automaton, n: int) -> List[Ball]:
    """State 0 of the network, as a ball of radius 0 for each state of the task by then: columns of
    zeros leave it there.  Refused if one asks for another answer than 0, that of the tie."""
    states, zeros = [task.start], [j for j, x in enumerate(task.columns) if not any(x)]
    for state in states:
        for j in zeros:
            if task.answer[state][j] != 0:
                raise Refused(f"from the start, column {j}: at 0 the answer is 0, and it should be "
                              f"{task.answer[state][j]}")
            if task.next[state][j] not in states:
                states.append(task.next[state][j])      # the loop comes to it
    return [Ball(state, [0.0] * n, 0.0) for state in states]


def check_shapes(certificate: Certificate) -> Certificate:
    """The same in plain numbers, all finite; TypeError or ValueError for other types or shapes."""
    U, W, V, task, metric, balls = certificate
    n, word_dim = len(ask.sequence("W", W)), len(ask.sequence("V", V))
    check_automaton(task, word_dim)
    columns = ask.matrix("columns", task.columns, len(task.columns), word_dim)
    return Certificate(
        ask.matrix("U", U, n, word_dim), ask.matrix("W", W, n, n), ask.matrix("V", V, word_dim, n),
        task._replace(columns=columns), ask.matrix("metric", metric, n, n),
        [Ball(ask.whole(f"balls[{k}].state", state, 0, len(task.answer) - 1),
              ask.vector(f"balls[{k}].center", center, n),
              ask.number(f"balls[{k}].radius", radius, 0))
         for k, (state, center, radius) in enumerate(balls)])
