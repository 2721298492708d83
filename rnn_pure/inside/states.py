"""The states of a network, and what its task must remember in them: for a sum, the carry."""
from math import inf, log
from operator import ne
from typing import Any, Callable, Iterator, List, NamedTuple, Optional, Sequence, Tuple

from ..matrix import Matrix, Vector, dot, plus
from ..model import Model
from ..tasks.automaton import Automaton
from .memory import unit_vector


def terms(model: Model, x: Vector, prev_s: Vector,
          unit: int) -> Iterator[Tuple[str, int, float, float]]:
    """What a unit adds up in a step, U x then W s: (matrix, column, weight, what it is times)."""
    for name, row, values in (("U", model.U[unit], x), ("W", model.W[unit], prev_s)):
        for j, (weight, value) in enumerate(zip(row, values)):
            yield name, j, weight, value


class Reached(NamedTuple):
    """A state that some columns lead to, and what each further column would do."""

    s: Vector
    state: int                  # of the task then: for a sum the carry
    columns: Tuple[int, ...]    # as indices of the task's
    answers: Tuple[int, ...]
    following: List[Vector]


def reachable_states(model: Model, task: Automaton, length: Optional[int] = None,
                     on_state: Callable[[int], Any] = lambda n: None) -> List[Reached]:
    """Every state that up to `length` columns lead to, the start first; on_state(n) after the n-th.
    For an adder of bits that makes 4^length, as columns 0 0 do not lead away from the start."""
    length = usual_length(task) if length is None else length
    states: List[Reached] = []
    begun: List[Tuple[Vector, int, Tuple[int, ...]]] = [([0.0] * model.hidden_dim, task.start, ())]
    for s, state, columns in begun:     # which grows as it is read
        layers = [model.forward_propagation([x], s)[0] for x in task.columns]
        answers = tuple(layer.mulv.index(max(layer.mulv)) for layer in layers)
        states.append(Reached(s, state, columns, answers, [layer.s for layer in layers]))
        on_state(len(states))
        if len(columns) < length:
            begun += [(layer.s, after, columns + (j,))
                      for j, (layer, after) in enumerate(zip(layers, task.next[state]))
                      if columns or any(layer.s) or after != task.start]
    return states


def usual_length(task: Automaton) -> int:
    """As many columns as take seconds: 7 for an adder of bits, 14 where there are two to choose."""
    one = log(max(len(task.columns), 2))
    return max(1, int(min(log(2 ** 14 + 1) / one, log(2 ** 18 + 1) / one - 2)))


def changes(model: Model, task: Automaton, indices: Sequence[int]) -> List[Tuple[int, int]]:
    """For each of these columns: how many answers change, and how many should, if another stands
    there: half of all columns further on, for an adder of bits the one with a flipped."""
    x, y = task.read(indices)
    found, said = [], model.predict(x)
    for i, j in enumerate(indices):
        another = (j + len(task.columns) // 2) % len(task.columns)
        x, should = task.read([*indices[:i], another, *indices[i + 1:]])
        found.append((sum(map(ne, said, model.predict(x))), sum(map(ne, y, should))))
    return found


class Unit(NamedTuple):
    """A unit that tells one of the task's states: there sign * s[number] > sign * threshold."""

    number: int
    threshold: float
    sign: int
    right: int      # of so many states it tells rightly whether they are of this one


def best_unit(states: List[Reached], state: int = 1) -> Unit:
    """The hidden unit that, with one threshold, tells this state of the task best."""
    best = Unit(0, max([r.s[0] for r in states]), 1, sum([r.state != state for r in states]))
    for number in range(len(states[0].s)):
        ranked = sorted([(r.s[number], r.state == state) for r in states])
        above = sum([is_one for _, is_one in ranked])       # right if to lie above means the state
        for (value, is_one), (following, _) in zip(ranked, ranked[1:]):
            above += 1 - 2 * is_one
            for sign, right in ((1, above), (-1, len(states) - above)):
                if value < following and right > best.right:
                    best = Unit(number, (value + following) / 2, sign, right)
    return best


class Direction(NamedTuple):
    """What parts two clouds of points: w . s - offset, below -margin in one, above it in the other.
    w has length 1.  A margin of 0 or less: no direction was found that separates them."""

    w: Vector
    offset: float
    margin: float


def separating_direction(states: List[Reached], state: int = 1) -> Direction:
    """The direction that tells this state of the task best from all others."""
    return widest_gap([r.s for r in states if r.state != state],
                      [r.s for r in states if r.state == state])


def widest_gap(zeros: Matrix, ones: Matrix, rounds: int = 60) -> Direction:
    """The direction along which two clouds of points lie furthest apart (Gilbert's algorithm).
    Starting with the line between their means, each round finds the pair of points that is worst
    apart along the line, and turns the line towards what joins this pair."""
    means = [[sum(axis) / len(cloud) for axis in zip(*cloud)] for cloud in (zeros, ones)]
    line = [one - zero for zero, one in zip(*means)]
    best = Direction(line, 0.0, -inf)
    for _ in range(rounds):
        w = unit_vector(line)
        zero, one = max(zeros, key=lambda s: dot(w, s)), min(ones, key=lambda s: dot(w, s))
        high, low = dot(w, zero), dot(w, one)
        if (low - high) / 2 > best.margin:
            best = Direction(w, (low + high) / 2, (low - high) / 2)
        turn = [o - z - v for z, o, v in zip(zero, one, line)]
        if not any(turn):
            break
        # The point nearest 0 between line and joint.
        share = max(0.0, min(1.0, -dot(line, turn) / dot(turn, turn)))
        line = plus(line, [share * d for d in turn])
    return best
