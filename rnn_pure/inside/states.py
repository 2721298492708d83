"""The states of a trained network, and the carry in them.

Everything here asks a Model what it does; nothing changes it.  A column is a pair of bits, and is
fed to the network as encode() feeds it, least significant first unless said otherwise.
"""
from math import sqrt
from typing import Any, Callable, List, NamedTuple, Optional, Tuple

from ..matrix import Vector, dot
from ..model import Model
from ..tasks.adding import Column, column_input

COLUMNS: List[Column] = [(0, 0), (0, 1), (1, 0), (1, 1)]


def answer_and_state(model: Model, column: Column, s: Vector) -> Tuple[int, Vector]:
    """What the network answers to one more column, and the state it is in then."""
    layer, = model.forward_propagation([column_input(*column)], s)
    return layer.mulv.index(max(layer.mulv)), layer.s


class Reached(NamedTuple):
    """A state that some columns lead to, their carry, and what each of COLUMNS would do next."""

    s: Vector
    carry: int
    columns: Tuple[Column, ...]
    answers: Tuple[int, ...]
    following: List[Vector]


def reached(model: Model, s: Vector, carry: int = 0, columns: Tuple[Column, ...] = ()) -> Reached:
    steps = [answer_and_state(model, column, s) for column in COLUMNS]
    return Reached(s, carry, columns, tuple(bit for bit, _ in steps),
                   [state for _, state in steps])


def reachable_states(model: Model, length: int = 7,
                     on_state: Optional[Callable[[int], Any]] = None) -> List[Reached]:
    """Every state that up to `length` columns lead to, the start first: 4^length, 16,384 for 7.

    (Columns 0 0 do not lead away from the start, where the state is 0; after others each sequence
    has its own state.)  on_state(n) is called after the n-th.
    """
    states = [reached(model, [0.0] * model.hidden_dim)]
    for r in states:        # which grows as it is read: the states of one column more come last
        if len(r.columns) == length:
            break
        for (a, b), state in zip(COLUMNS, r.following):
            if r.columns or (a, b) != (0, 0):
                states.append(
                    reached(model, state, (a + b + r.carry) // 2, r.columns + ((a, b),)))
                if on_state:
                    on_state(len(states))
    return states


class Unit(NamedTuple):
    """A hidden unit read as the carry: 1 where sign * s[number] > sign * threshold.

    right: in how many states this is the carry.
    """

    number: int
    threshold: float
    sign: int
    right: int


def best_unit(states: List[Reached]) -> Optional[Unit]:
    """The single hidden unit that, with one threshold, tells the carry in the most states.

    None if no unit ever changes.
    """
    ones = sum([r.carry for r in states])
    best: Optional[Unit] = None
    for number in range(len(states[0].s)):
        ranked = sorted([(r.s[number], r.carry) for r in states])
        ones_below = 0
        for n, (value, carry) in enumerate(ranked[:-1], 1):
            ones_below += carry
            if value == ranked[n][0]:
                continue        # no threshold fits between equal values
            above = (n - ones_below) + (ones - ones_below)      # right if 1 means above
            sign, right = 1, above
            if 2 * above < len(states):
                sign, right = -1, len(states) - above
            if best is None or right > best.right:
                best = Unit(number, (value + ranked[n][0]) / 2, sign, right)
    return best


class Direction(NamedTuple):
    """The carry as a direction: w . s - offset is above margin for carry 1, below -margin for 0.

    w has length 1.  A margin of 0 or less: no direction was found that separates them.
    """

    w: Vector
    offset: float
    margin: float


def separating_direction(states: List[Reached], rounds: int = 60) -> Direction:
    """The direction along which the states with carry 1 and 0 lie furthest apart.

    (Gilbert's algorithm.)  The clouds of both carries have a shortest connection.  Starting with
    the line between their means, each round finds the pair of states that is worst apart along the
    line, and turns the line towards what joins this pair.
    """
    clouds = [[r.s for r in states if r.carry == carry] for carry in (0, 1)]
    means = [[sum(column) / len(cloud) for column in zip(*cloud)] for cloud in clouds]
    line = [one - zero for zero, one in zip(*means)]
    best = Direction(line, 0.0, float("-inf"))
    for _ in range(rounds):
        length = sqrt(dot(line, line))
        if length == 0.0:
            break
        w = [v / length for v in line]
        zero = max(clouds[0], key=lambda s: dot(w, s))
        one = min(clouds[1], key=lambda s: dot(w, s))
        high, low = dot(w, zero), dot(w, one)
        if (low - high) / 2 > best.margin:
            best = Direction(w, (low + high) / 2, (low - high) / 2)
        joint = [o - z for z, o in zip(zero, one)]
        turn = [j - v for v, j in zip(line, joint)]
        if dot(turn, turn) == 0.0:
            break
        # The point nearest 0 between line and joint.
        share = max(0.0, min(1.0, -dot(line, turn) / dot(turn, turn)))
        line = [v + share * d for v, d in zip(line, turn)]
    return best
