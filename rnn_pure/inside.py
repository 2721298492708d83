"""A look inside a trained network: the carry in its states, the machine it became, where it looks, how far errors go.

Everything here asks a Model what it does; nothing changes it.  A column is a pair of bits, and is fed to the
network as encode() feeds it, least significant first unless said otherwise.
"""
from collections import Counter
from math import sqrt
from typing import Dict, List, NamedTuple, Optional, Tuple

from .dataset import column_input
from .matrix import Matrix, Vector, add, dot, matvec, transpose
from .metrics import Digits
from .model import Model
from .output import Softmax

Column = Tuple[int, int]
COLUMNS = [(0, 0), (0, 1), (1, 0), (1, 1)]
output = Softmax()


def answer_and_state(model: Model, column: Column, s: Vector) -> Tuple[int, Vector]:
    """What the network answers to one more column, and the state it is in then."""
    layer, = model.forward_propagation([column_input(*column)], s)
    return layer.mulv.index(max(layer.mulv)), layer.s


# --- The carry -------------------------------------------------------------------------------------------------

class Reached(NamedTuple):
    """A state that some columns lead to, with the carry that they leave, and what each of COLUMNS would do next."""

    s: Vector
    carry: int
    columns: Tuple[Column, ...]
    answers: Tuple[int, ...]
    following: List[Vector]


def reached(model: Model, s: Vector, carry: int = 0, columns: Tuple[Column, ...] = ()) -> Reached:
    steps = [answer_and_state(model, column, s) for column in COLUMNS]
    return Reached(s, carry, columns, tuple(bit for bit, _ in steps), [state for _, state in steps])


def reachable_states(model: Model, length: int = 7) -> List[Reached]:
    """Every state that up to `length` columns lead to, the start first: 4^length, so 16,384 for 7 columns.

    (Columns 0 0 do not lead away from the start, where the state is 0; after others each sequence has its own state.)
    """
    states = [reached(model, [0.0] * model.hidden_dim)]
    level = states
    for _ in range(length):
        level = [reached(model, state, (a + b + r.carry) // 2, r.columns + ((a, b),))
                 for r in level for (a, b), state in zip(COLUMNS, r.following) if r.columns or (a, b) != (0, 0)]
        states = states + level
    return states


class Unit(NamedTuple):
    """A hidden unit read as the carry: 1 where sign * s[index] > sign * threshold, right in so many states."""

    index: int
    threshold: float
    sign: int
    right: int


def best_unit(states: List[Reached]) -> Optional[Unit]:
    """The single hidden unit that, with one threshold, tells the carry in the most states.

    None if no unit ever changes.
    """
    ones = sum([r.carry for r in states])
    best = None     # type: Optional[Unit]
    for index in range(len(states[0].s)):
        ranked = sorted([(r.s[index], r.carry) for r in states])
        ones_below = 0
        for n, (value, carry) in enumerate(ranked[:-1], 1):
            ones_below += carry
            if value == ranked[n][0]:
                continue        # no threshold fits between equal values
            above = (n - ones_below) + (ones - ones_below)      # right if 1 means above
            sign, right = (1, above) if 2 * above >= len(states) else (-1, len(states) - above)
            if best is None or right > best.right:
                best = Unit(index, (value + ranked[n][0]) / 2, sign, right)
    return best


class Direction(NamedTuple):
    """The carry as a direction: w has length 1, and w . s - offset is above margin for carry 1, below -margin for 0.

    A margin of 0 or less: no direction was found that separates them.
    """

    w: Vector
    offset: float
    margin: float


def separating_direction(states: List[Reached], rounds: int = 60) -> Direction:
    """The direction along which the states with carry 1 and 0 lie furthest apart (Gilbert's algorithm).

    The clouds of both carries have a shortest connection.  Starting with the line between their means, each round
    finds the pair of states that is worst apart along the line, and turns the line towards what joins this pair.
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
        zero, one = max(clouds[0], key=lambda s: dot(w, s)), min(clouds[1], key=lambda s: dot(w, s))
        high, low = dot(w, zero), dot(w, one)
        if (low - high) / 2 > best.margin:
            best = Direction(w, (low + high) / 2, (low - high) / 2)
        joint = [o - z for z, o in zip(zero, one)]
        turn = [j - v for v, j in zip(line, joint)]
        if dot(turn, turn) == 0.0:
            break
        share = max(0.0, min(1.0, -dot(line, turn) / dot(turn, turn)))     # the point nearest 0 between line and joint
        line = [v + share * d for v, d in zip(line, turn)]
    return best


# --- The machine it became ---------------------------------------------------------------------------------------

Group = Tuple[int, ...]                             # the answers to each of COLUMNS that its states have in common
FULL_ADDER = {0: (0, 1, 1, 0), 1: (1, 0, 0, 1)}     # carry -> its answers: a XOR b XOR carry


class Machine(NamedTuple):
    """Groups of states and what leads from one to the other, with how many states were counted.

    groups: from the group of the start on, in the order of discovery.  edges: (group, column) -> {group: states}.
    """

    groups: Dict[Group, int]
    edges: Dict[Tuple[Group, Column], Counter]


def machine(model: Model, states: List[Reached]) -> Machine:
    """States that answer alike whatever the next column is are one group; nothing else is known about them.

    (Two states that answer alike now could part later: then some edge leads to two groups.)
    """
    groups, edges = {}, {}      # type: Dict[Group, int], Dict[Tuple[Group, Column], Counter]
    known = {id(r.s): r.answers for r in states}    # a state in r.following is that of a later r: the same list
    for r in states:
        groups[r.answers] = groups.get(r.answers, 0) + 1
        for column, s in zip(COLUMNS, r.following):
            following = known.get(id(s)) or reached(model, s).answers
            edges.setdefault((r.answers, column), Counter())[following] += 1
    return Machine(groups, edges)


def deviations(found: Machine) -> List[Tuple[Group, Optional[Column], Group, int]]:
    """What makes the machine no full adder: (group, column, group it leads to, states), none if it is one.

    A full adder has two groups, one for each carry, that answer a XOR b XOR carry; column (a, b) leads from
    carry c to carry (a + b + c) // 2, always; and it starts with carry 0 (else the first entry's column is None).
    """
    carries = {answers: carry for carry, answers in FULL_ADDER.items()}
    wrong = [(group, column, following, count)
             for (group, column), counter in found.edges.items() for following, count in counter.items()
             if group not in carries or carries.get(following) != (sum(column) + carries[group]) // 2]
    start = next(iter(found.groups))
    return wrong if start == FULL_ADDER[0] else [(start, None, start, 1)] + wrong


def follows(model: Model, found: Machine, columns: List[Column]) -> Optional[int]:
    """The first of these columns at which the network does something that the machine does not, or None."""
    s = [0.0] * model.hidden_dim
    group = reached(model, s).answers
    for t, column in enumerate(columns):
        _, s = answer_and_state(model, column, s)
        following = reached(model, s).answers
        if following not in found.edges.get((group, column), ()):
            return t
        group = following
    return None


# --- Where it looks ------------------------------------------------------------------------------------------------

def influence(model: Model, x: Matrix) -> Matrix:
    """T x T: how much input i moves answer t, as the length of d(logit 1 - logit 0 of step t) / d x_i.

    Backpropagation that goes on to the inputs: the error of step t is (-1, 1), and dx_i = U^T dadd_i.  Above the
    diagonal are zeros, for nobody can look at what is yet to be read.  (For two classes.)
    """
    layers = model.forward_propagation(x)
    U_T, W_T, V_T = transpose(model.U), transpose(model.W), transpose(model.V)
    rows = []
    for t in range(len(layers)):
        row, ds = [0.0] * len(layers), matvec(V_T, [-1.0, 1.0])
        for i in range(t, -1, -1):
            dadd = layers[i].backward_tanh(ds)
            dx = matvec(U_T, dadd)
            row[i] = sqrt(dot(dx, dx))
            ds = matvec(W_T, dadd)
        rows.append(row)
    return rows


def flips(model: Model, x: Matrix) -> Matrix:
    """T x T: by how much logit 1 - logit 0 of step t changes when the first bit of column i is flipped.

    influence() nudges an input, and a saturated tanh hardly passes a nudge on; a flip is a whole step.
    """
    def logits(inputs):
        return [layer.mulv[1] - layer.mulv[0] for layer in model.forward_propagation(inputs)]

    before = logits(x)
    columns = []
    for i, (first, second) in enumerate(x):
        after = logits(x[:i] + [[1.0 - first, second]] + x[i + 1:])
        columns.append([abs(a - b) for a, b in zip(after, before)])
    return transpose(columns)


# --- How far errors travel -------------------------------------------------------------------------------------------

def error_norms(model: Model, X: List[Matrix], Y: List[Digits]) -> Vector:
    """For k = 0, 1, ..: the mean length of dL_t / ds_{t-k}, over all steps t of all examples that have a t - k.

    What bptt_truncate = K leaves out is everything beyond k = K.
    """
    W_T, V_T = transpose(model.W), transpose(model.V)
    sums, counts = Counter(), Counter()
    for x, y in zip(X, Y):
        layers = model.forward_propagation(x)
        for t, y_t in enumerate(y):
            ds = matvec(V_T, output.diff(layers[t].mulv, y_t))
            for k in range(t + 1):
                sums[k] += sqrt(dot(ds, ds))
                counts[k] += 1
                ds = matvec(W_T, layers[t - k].backward_tanh(ds))
    return [sums[k] / counts[k] for k in sorted(counts)]
