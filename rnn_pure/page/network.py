"""The networks that the page shows: what each does in all small sums, and how it came to be."""
import copy
import itertools
from typing import Any, Dict, Optional, Tuple

from .. import check
from ..inside.memory import unit_vector
from ..inside.scores import forward_all
from ..inside.states import widest_gap
from ..matrix import Matrix, Vector, dot
from ..model import Model, output
from ..tasks.adding import Reading, adder, all_pairs

ORDERS = {"least": Reading(True), "most": Reading(False)}       # which bit is read first
SMALL = 5           # columns of the small sums, of two numbers of 4 bits: all 256 are watched
SNAPSHOTS = 100     # of a training
SEARCH, BRIEF = 60, 6       # rounds of the search for an axis; of that while a network learns
STIFF = 0.7         # the share of the last axis that the next one then keeps: it turns, never jumps
ADDER = adder()
fresh = itertools.count(1)      # numbers that tell one look or network from another
Plain = Dict[str, Any]          # what JSON can say


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

    def measure(self, sums: Tuple[Any, Any], is_reverse: bool, last: Vector, rounds: int) -> None:
        """Its loss, Diverged if that ran away; and its clouds, where a state can know the carry.
        last: the direction across so far.  So many rounds are searched for the one that parts the
        clouds best; after a brief search it turns slowly towards that; with none it stays."""
        X, Y = sums
        ways = forward_all(self.model, X)
        losses = [output.loss(mulv, y_t) for way, y in zip(ways, Y)
                  for (_, mulv), y_t in zip(way, y)]
        self.loss = check.loss(sum(losses) / len(losses), self.model, {})
        self.right = sum([[mulv.index(max(mulv)) for _, mulv in way] == y
                          for way, y in zip(ways, Y)])
        if not is_reverse:      # the carry is in columns to come
            return
        clouds = [[way[-2][0] for way, y in zip(ways, Y) if y[-1] == carry] for carry in (0, 1)]
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
        self.sums = check.examples(*ORDERS[order].encode(all_pairs(SMALL), SMALL), model.word_dim)
        self.look = Look(model, seen)
        self.history = [self.look]
        self.show(self.look)

    def show(self, look: Look, rounds: int = 0) -> None:
        """This look from now on.  One that was learnt, for which rounds are searched, enters the
        history, of which every second, fourth, .. look is kept when it is long, and the newest."""
        look.measure(self.sums, self.order == "least", self.look.across, rounds)
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
