"""The network that the page shows, where it comes from and where it can be kept."""
from pathlib import Path
from typing import Any, Dict, List, Optional

from .. import check
from ..inside.hand import hand_network
from ..model import Model
from .views import one_of


class Shown:
    """The network of one order: the latest copy of it, and what is known about it."""

    def __init__(self, model: Model, seed: Optional[int], name: str) -> None:
        self.model, self.seed, self.name = model, seed, name
        self.number = 0                         # tells it from those before
        self.seen = 0                           # examples
        self.losses: List[Dict[str, Any]] = []
        self.exact: Optional[int] = None        # of all 16,384 pairs
        self.wrong: Optional[Dict[str, Any]] = None     # the smallest wrong sum that was found
        self.proof: Optional[str] = None                # what was proved

    def learned(self, model: Model, seen: int) -> None:
        """Another model: what was known about the last one does not hold for it."""
        self.model, self.seen, self.exact, self.wrong, self.proof = model, seen, None, None, None


def ready_made(name: str, order: str, folder: Path) -> Shown:
    """A network that somebody trained, or made: the article's, or the one by hand."""
    one_of("name", name, ("article", "hand"))
    if name == "hand":
        if order == "most":
            raise ValueError("the network by hand reads the least significant bit first")
        return Shown(hand_network(), None, "by hand")
    path = folder / ("reverse.model" if order == "least" else "natural.model")
    if not path.exists():
        raise ValueError("there is no %s yet: train_%s.py makes it, in two minutes" % (
            path.name, path.stem))
    model = Model.load(path)
    if model.word_dim != 2:
        raise ValueError("%s must hold a network with word_dim 2, got %d" % (
            path.name, model.word_dim))
    check.weights_in_range(model)
    return Shown(model, None, "the article's")


def keep(model: Model, folder: Path) -> Path:
    """Writes it beside the others, under a name that is not taken."""
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while (folder / (f"played_{number}.model")).exists():
        number += 1
    path = folder / (f"played_{number}.model")
    model.save(path)
    return path
