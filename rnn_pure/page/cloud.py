"""The clouds: all sums of a few columns at once, and the plane in which their states are seen."""
from functools import lru_cache
from math import tanh
from operator import add
from typing import Dict, List, NamedTuple, Optional, Tuple

from ..inside.memory import unit_vector
from ..inside.scores import number_beginnings
from ..inside.states import widest_gap
from ..matrix import Vector, dot, matvec
from ..model import Model
from ..output import Softmax
from ..tasks.adding import all_pairs, encode

SEARCH, BRIEF = 60, 6       # rounds of the search for an axis; of that while a network learns
STIFF = 0.7         # the share of the last axis that the next one then keeps: it turns, never jumps
output = Softmax()


class Grown(NamedTuple):
    """What a network makes of a Tree.  states: after each node, 0 is the start."""

    states: List[Vector]
    loss: float         # calculate_total_loss of all sums
    exact: int          # of them


@lru_cache(maxsize=8)
def all_sums(bits: int, order: str) -> "Tree":
    """The Tree of these; a large one takes a second to make."""
    return Tree(bits, order)


class Tree:
    """All sums of two numbers of bits - 1 bits.  A node is a beginning that some have in common.

    nodes: (the node before, the column as an index) of each; paths: the nodes of each sum; Y: its
    bits; counts: how often each node is followed by a 0 and by a 1.
    """

    def __init__(self, bits: int, order: str) -> None:
        X, self.Y = encode(all_pairs(bits), bits, order == "least")
        self.paths = number_beginnings(X)
        known: Dict[int, Tuple[int, int]] = {}
        counts: Dict[int, List[int]] = {}
        for x, y, path in zip(X, self.Y, self.paths):
            for (a, b), y_t, node, before in zip(x, y, path, [0] + path):
                known.setdefault(node, (before, int(2 * a + b)))
                counts.setdefault(node, [0, 0])[y_t] += 1
        self.nodes, self.counts = list(known.values()), list(counts.values())

    def grow(self, model: Model) -> Grown:
        """Each node's state and answer: the numbers of Model.forward_propagation, with W s and U x
        computed once.
        """
        inputs = [matvec(model.U, [a, b]) for a in (0.0, 1.0) for b in (0.0, 1.0)]
        states, answers, loss = [[0.0] * model.hidden_dim], [0], 0.0
        remembered: Dict[int, Vector] = {}      # W s of each node that others come after
        for (before, column), (zeros, ones) in zip(self.nodes, self.counts):
            if before not in remembered:
                remembered[before] = matvec(model.W, states[before])
            s = list(map(tanh, map(add, remembered[before], inputs[column])))
            logits = matvec(model.V, s)
            states.append(s)
            answers.append(logits.index(max(logits)))
            loss += zeros * output.loss(logits, 0) if zeros else 0.0
            loss += ones * output.loss(logits, 1) if ones else 0.0
        exact = sum([[answers[node] for node in path] == y
                     for path, y in zip(self.paths, self.Y)])
        return Grown(states, loss / len(self.Y) / len(self.Y[0]), exact)


class Axes(NamedTuple):
    """Where a state is seen: across, along the direction that tells the carry, from its middle on;
    up, along the answer's, V_1 - V_0: above 0 it has answered 1.

    Both directions have length 1.  gap: between the two clouds; negative where they overlap.
    """

    across: Vector
    up: Vector
    offset: float
    gap: float

    def place(self, s: Vector) -> Vector:
        return [dot(self.across, s) - self.offset, dot(self.up, s)]


def axes(model: Model, clouds: List[List[Vector]], last: Optional[Vector] = None,
         rounds: int = SEARCH) -> Axes:
    """The axes for these clouds, no carry and carry.

    last: the direction across so far, which turns slowly towards that which parts the clouds best
    (so many rounds are searched for it), or stays if that is none.
    """
    across, stiff = last or [0.0] * model.hidden_dim, STIFF if last and rounds < SEARCH else 0.0
    if rounds:
        best = widest_gap(clouds[0], clouds[1], rounds).w
        across = unit_vector([stiff * a + (1.0 - stiff) * b
                              for a, b in zip(across, unit_vector(best))])
    zero, one = [[dot(across, s) for s in cloud] for cloud in clouds]
    low, high = max(zero), min(one)
    gap = high - low
    if gap < 0.0:       # they overlap: the middle is that of their means
        low, high = sum(zero) / len(zero), sum(one) / len(one)
    return Axes(across, unit_vector([b - a for a, b in zip(*model.V)]), (low + high) / 2, gap)
