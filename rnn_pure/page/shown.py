"""The networks that the page shows: how each came to be, and the way that its training went."""
import itertools
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional

from ..check import LARGEST_LOSS, DataError, Diverged
from ..inside.hand import hand_network
from ..model import Model
from ..saved import networks
from .cloud import SEARCH, Axes, Tree, axes

SNAPSHOTS = 100         # of a training
SCALE = 1000            # a dot of a cloud is drawn at a place in thousandths
TRAINED = "trained here"
fresh = itertools.count(1)      # numbers that tell one look, cloud or network from another


class Look:
    """One set of weights, which nobody changes, and what is known of it: so of no other one."""

    def __init__(self, model: Model, seen: int) -> None:
        self.number = next(fresh)
        self.model, self.seen = model, seen     # how many examples it has seen
        self.loss, self.exact = -1.0, 0         # of all sums of 4-bit numbers; -1: not measured
        self.known: Dict[str, Any] = {}         # exact (of 16,384), wrong, search, prove, ..


class Cloud(NamedTuple):
    """The states after all sums of four columns, as places in the plane, in thousandths.

    The sums stand in the order of their numbers.
    """

    number: int
    axes: Axes
    points: List[int]       # across, up, across, up, ..


class Network:
    """The network of one order: as it is now, and the way that it came."""

    def __init__(self, model: Model, order: str, name: str, seed: Optional[int] = None,
                 seen: int = 0) -> None:
        self.number = next(fresh)
        self.order, self.name, self.seed = order, name, seed
        self.look = Look(model, seen)
        self.history: List[Look] = []           # at most SNAPSHOTS, the oldest first
        self.last, self.stride = -1, 1          # number of its last look; one of so many is kept
        self.by_hand: Optional[Look] = None     # what it was before weights were changed by hand
        self.settings: Dict[str, Any] = {}      # of its last training
        self.recipe: Any = None                 # of its only training, if there was only one
        self.clouds: List[Cloud] = []           # the last ones; as history, replaced as a whole

    def measure(self, tree: Tree, rounds: int = 0) -> None:
        """The loss of the look that it has now, and its clouds; Diverged if the loss ran away.

        rounds: of the search for the axis across; it stays if there are none.
        """
        look, n = self.look, len(tree.Y)
        grown = tree.grow(look.model)
        if not grown.loss < LARGEST_LOSS:
            raise Diverged(f"Training diverged: the loss became {grown.loss:g}.  The weights are "
                           "back where they were; try a tenth of the learning rate.")
        look.loss, look.exact = grown.loss, grown.exact
        if self.order == "most":
            return          # what carry a state would have to know is written in columns to come
        states = [grown.states[path[-2]] for path in tree.paths]
        parts: List[List[Any]] = [[], []]       # no carry, carry
        half = round(n ** 0.5)
        for i, s in enumerate(states):
            parts[sum(divmod(i, half)) >= half].append(s)
        last = self.clouds[-1].axes.across if self.clouds else None
        plane = axes(look.model, parts, last, rounds if last else SEARCH)
        points = [round(SCALE * v) for s in states for v in plane.place(s)]
        self.clouds = self.clouds[-7:] + [Cloud(next(fresh), plane, points)]

    def remember(self) -> None:
        """The look of now enters the history, which is thinned evenly; the newest is always there.
        """
        older = self.history[:-1] if self.last % self.stride else self.history
        self.last += 1
        if len(older) == SNAPSHOTS:
            self.stride, older = 2 * self.stride, older[::2]
        self.history = older + [self.look]

    def branch(self) -> "Network":
        """A network that goes on from here, if later looks are to stay as they are; else itself."""
        now, history = self.by_hand or self.look, self.history
        if now is history[-1] or now not in history:    # it is learning: who asks will be refused
            return self
        other = Network(self.look.model, self.order, self.name, self.seed, self.look.seen)
        other.look, other.by_hand = self.look, self.by_hand
        other.settings, other.clouds = self.settings, self.clouds
        other.history = history[:history.index(now) + 1]
        other.stride, other.last = self.stride, self.stride * (len(other.history) - 1)
        return other

    def cloud_since(self, number: int) -> Optional[Dict[str, Any]]:
        """The newest cloud: how each place has moved since the cloud of that number, if it is still
        known; None if it is that one.
        """
        clouds = self.clouds
        if not clouds or clouds[-1].number == number:
            return None
        new, old = clouds[-1], [cloud.points for cloud in clouds if cloud.number == number]
        moves = [b - a for a, b in zip(old[-1], new.points)] if old else new.points
        return {"number": new.number, "since": number if old else None, "moves": moves,
                "gap": new.axes.gap}


def ready_made(name: str, order: str, folder: Path) -> Network:
    """A network that somebody trained, or made: the article's, or the one by hand."""
    if name == "hand":
        if order == "most":
            raise ValueError("the network by hand reads the least significant bit first")
        return Network(hand_network(), order, "by hand")
    path = article_file(order, folder)
    if not path.exists():
        raise ValueError(f"there is no {path.name} yet: train_{path.stem}.py makes it, in some "
                         "minutes")
    model: Model
    model, about = networks.load(path)
    if model.word_dim != 2:
        raise DataError(f"{path.name} must hold a network with word_dim 2, got {model.word_dim}")
    return Network(model, order, "the article's", seen=about.examples)


def article_file(order: str, folder: Path) -> Path:
    return folder / ("reverse.model" if order == "least" else "natural.model")


def keep(model: Model, folder: Path) -> Path:
    """Writes it beside the others, under a name that is not taken, whoever else writes there."""
    folder.mkdir(parents=True, exist_ok=True)
    number = 0
    while True:
        number += 1
        path = folder / f"played_{number}.model"
        try:
            path.touch(exist_ok=False)
            break
        except FileExistsError:
            pass
    try:
        model.save(path)
    except BaseException:
        path.unlink()
        raise
    return path
