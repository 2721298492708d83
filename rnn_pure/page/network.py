"""The networks that the page shows: what each does in all small sums, and how it came to be."""
import copy
import itertools
from functools import lru_cache
from math import tanh
from operator import add
from typing import Any, Dict, List, Optional, Tuple

from .. import check
from ..inside.memory import unit_vector
from ..inside.states import widest_gap
from ..matrix import Matrix, Vector, dot, matvec
from ..model import Model, output
from ..tasks.adding import Digits, Reading, adder, all_pairs

ORDERS = {"least": Reading(True), "most": Reading(False)}       # which bit is read first
SMALL = 5           # columns of the small sums, of two numbers of 4 bits: all 256 are watched
SNAPSHOTS = 100     # of a training
SEARCH, BRIEF = 60, 6       # rounds of the search for an axis; of that while a network learns
STIFF = 0.7         # the share of the last axis that the next one then keeps: it turns, never jumps
ADDER = adder()
fresh = itertools.count(1)      # numbers that tell one look or network from another
Plain = Dict[str, Any]          # what JSON can say


@lru_cache(maxsize=None)
def right_answers(reading: Reading, bits: int) -> List[Digits]:
    """To all sums in so many columns, those next to each other that begin alike."""
    return [y for _, y in sorted(zip(*reading.encode(all_pairs(bits), bits)))]


def all_sums(model: Model, reading: Reading, bits: int) -> Tuple[float, int, Matrix]:
    """(loss, right, states) of all sums of two numbers of bits - 1 bits: calculate_total_loss, how
    many are answered right, and the states before the last column.  What sums share is computed
    once, and so is W s for the four columns that may follow a state."""
    inputs = [matvec(model.U, x) for x in ADDER.columns]
    states, before, logits = [[0.0] * model.hidden_dim], [], []
    for t in range(bits):
        # Only 0 0 is beyond the highest bits of both numbers.
        follow = inputs[:1] if t == (bits - 1 if reading.is_reverse else 0) else inputs
        before, states = states, [list(map(tanh, map(add, recurrent, u)))
                                  for recurrent in [matvec(model.W, s) for s in states]
                                  for u in follow]
        logits.append([matvec(model.V, s) for s in states])
    loss, right, Y = 0.0, 0, right_answers(reading, bits)
    for i, y in enumerate(Y):
        way = [step[i * len(step) // len(Y)] for step in logits]        # those of the i-th sum
        loss += sum([output.loss(v, y_t) for v, y_t in zip(way, y)])
        right += [v.index(max(v)) for v in way] == y
    return loss / len(Y) / bits, right, before


class Look:
    """One set of weights, which nobody changes, and what is known of it.  Its states are seen in a
    plane.  Across: along the direction that tells the carry, from the middle between the clouds on.
    Up: along the answer's, V_1 - V_0; above 0 it has answered 1."""

    index = 0               # in the history of its network
    cloud: Any = None       # the places of the states after all small sums, no carry and carry

    def __init__(self, model: Model, seen: int, before: Optional["Look"] = None) -> None:
        self.number = next(fresh)
        self.model, self.seen = model, seen     # how many examples it has seen
        self.before = before        # what it was before weights were changed by hand
        self.across: Vector = []
        self.up = unit_vector([one - zero for zero, one in zip(*model.V)])
        self.known: Plain = {}      # exact (of 16,384), wrong, prove
        self.proof: Plain = {}

    def measure(self, reading: Reading, last: Vector, rounds: int) -> None:
        """Its loss, Diverged if that ran away; and its clouds, where a state can know the carry.
        last: the direction across so far.  So many rounds are searched for the one that parts the
        clouds best; after a brief search it turns slowly towards that; with none it stays."""
        loss, self.right, states = all_sums(self.model, reading, SMALL)
        self.loss = check.loss(loss, self.model, {})
        if not reading.is_reverse:      # the carry is in columns to come
            return
        carries = [y[-1] for y in right_answers(reading, SMALL)]
        clouds = [[s for s, c in zip(states, carries) if c == carry] for carry in (0, 1)]
        self.across = last
        if rounds or not last:
            best = widest_gap(clouds[0], clouds[1], rounds or SEARCH).w
            stiff = STIFF if last and rounds < SEARCH else 0.0
            self.across = unit_vector([stiff * a + (1.0 - stiff) * b
                                       for a, b in zip(last or best, best)])
        zero, one = [[dot(self.across, s) for s in cloud] for cloud in clouds]
        self.offset = (max(zero) + min(one)) / 2
        self.cloud = {"gap": min(one) - max(zero), "places": [
            [[round(v, 3) for v in self.place(s)] for s in cloud] for cloud in clouds]}

    def place(self, s: Vector) -> Vector:
        return [dot(self.across, s) - self.offset, dot(self.up, s)]

    def middle(self, states: Matrix) -> Vector:
        return self.place([sum(values) / len(states) for values in zip(*states)])


class Network:
    """The network of one order: as it is now, and the way that it came."""

    def __init__(self, model: Model, order: str, name: str, seed: Optional[int] = None,
                 seen: int = 0) -> None:
        self.number = next(fresh)
        self.order, self.name, self.seed = order, name, seed
        self.settings: Plain = {}               # of its last training
        self.look = Look(model, seen)
        self.history = [self.look]
        self.show(self.look)

    def show(self, look: Look, rounds: int = 0) -> None:
        """This look from now on.  One that was learnt, for which rounds are searched, enters the
        history, of which every second, fourth, .. look is kept when it is long, and the newest."""
        look.measure(ORDERS[self.order], self.look.across, rounds)
        if rounds:
            look.index = self.history[-1].index + 1
            kept = 2 ** ((look.index - 1) // (SNAPSHOTS - 1)).bit_length()
            self.history = [one for one in self.history if one.index % kept == 0] + [look]
        self.look = look

    def branch(self) -> "Network":
        """A network that goes on from here, if later looks are to stay as they are; else itself."""
        now = self.history.index(self.look.before or self.look)
        if now == len(self.history) - 1:
            return self
        other = copy.copy(self)
        other.number, other.history = next(fresh), self.history[:now + 1]
        return other

    def about(self) -> Plain:
        """What people call it by."""
        return dict(number=self.number, order=self.order, name=self.name, seed=self.seed,
                    seen=self.look.seen, hidden=self.look.model.hidden_dim, settings=self.settings)
