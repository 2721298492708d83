"""The running networks: one for each order of the bits, trained while people look.

Everything is answered from one look at a network.  A model that learns is a private one; after
every step a copy of it, which nobody changes, takes the place of the last.  So U, W and V always
belong together, and no reader waits.
"""
import copy
from pathlib import Path
from threading import Lock
from typing import Any, Dict, List, Optional

from .. import check
from ..check import Diverged
from ..inside.limits import loss_limit
from ..matrix import Matrix
from ..model import Model
from ..pictures.proof import shadow
from ..programs.teaching import teach
from ..proof.counterexample import find_wrong
from ..proof.search import prove
from ..tasks.adding import Reading, generate_data
from .cloud import BRIEF, SEARCH, all_sums
from .shown import TRAINED, Look, Network, article_file, keep, ready_made
from .views import (ADDER, ORDERS, curves_of_one_number, found_wrong, long_sum, machine, one_of,
                    read_sum, way_back, way_of_one_number, way_through)
from .work import Stopped, Work

DATA = ("runs", "article")      # 20 columns with runs and noise; the article's 8 random columns
OFTEN = 1750            # columns that are read from one look at the clouds to the next
COUNTED = 8             # columns of the sums that are counted, all of them, after a training
WORTH_COUNTING = 50     # examples that a training must have for that: it takes a second
EFFORT = 60000          # pushes of a proof
LARGEST_WEIGHT = 100    # that can be set by hand
KEPT = 8                # networks that are kept when another takes their place


class Live:
    """One method for each thing that the page can ask; each answers with plain values.

    Whatever does not fit is a TypeError or a ValueError; Busy where something else is still
    running.
    folder: where the trained networks are, and where save() writes.
    """

    def __init__(self, folder: Any) -> None:
        self.folder = Path(str(folder))
        self.lock, self.work = Lock(), Work()
        self.trees = {order: all_sums(5, order) for order in ORDERS}
        self.shown: Dict[str, Network] = {}
        self.kept: List[Network] = []       # the latest first
        for order in ORDERS:
            self.new(order)

    # ---- What a network does ---------------------------------------------------------------------

    def run(self, a: str, b: str, order: str, columns: int = 8, t: Optional[int] = None,
            unit: Optional[int] = None) -> Dict[str, Any]:
        """The way through time for a + b: views.way_through; and each state's place in the plane.
        """
        sum_ = read_sum(a, b, order, columns)
        network = self.shown[order]
        look, clouds = network.look, network.clouds
        result = dict(way_through(look.model, sum_, t, unit), seen=look.seen, look=look.number)
        if clouds:
            states = [[0.0] * look.model.hidden_dim] + [step["s"] for step in result["steps"]]
            result["start"], *result["places"] = map(clouds[-1].axes.place, states)
        return result

    def back(self, a: str, b: str, order: str, t: int, truncate: int,
             columns: int = 8) -> Dict[str, Any]:
        """The way back of answer t's error: views.way_back."""
        sum_ = read_sum(a, b, order, columns)
        return way_back(self.shown[order].look.model, sum_, t, truncate)

    def machine(self) -> Dict[str, Any]:
        """The machine that up to four columns show: views.machine."""
        network = self.shown["least"]
        return machine(network.look.model, network.clouds[-1].axes, 4)

    def memory(self, a: str, b: str, columns: int = 8) -> Dict[str, Any]:
        """Where all that is remembered is one number: views.curves_of_one_number, and its way."""
        x, look = read_sum(a, b, "least", columns).x, self.shown["least"].look
        if "curves" not in look.known:
            look.known["curves"] = curves_of_one_number(look.model)
        return way_of_one_number(look.model, look.known["curves"], x)

    def length(self, order: str, bits: int, kind: str, seed: int = 0) -> Dict[str, Any]:
        """One long sum: views.long_sum."""
        one_of("order", order, ORDERS)
        return long_sum(self.shown[order].look.model, order, bits, kind, seed)

    # ---- Which network it is ---------------------------------------------------------------------

    def new(self, order: str, hidden: int = 16, seed: int = 0) -> Dict[str, Any]:
        """A new, untrained network; the one before is kept."""
        one_of("order", order, ORDERS)
        check.whole("hidden", hidden, 2, 32)
        check.whole("seed", seed, 0, 10 ** 6)
        self._show(Network(Model(2, hidden, seed=seed), order, "untrained", seed))
        return {}

    def load(self, order: str, name: str) -> Dict[str, Any]:
        """The article's network ("article"), the one by hand ("hand"), or the number of one that
        was kept.
        """
        one_of("order", order, ORDERS)
        kept = {str(network.number): network for network in self.kept if network.order == order}
        one_of("name", name, ("article", "hand") + tuple(kept))
        self.work.refuse_if_busy()
        network = kept.get(name) or ready_made(name, order, self.folder)
        self._show(network)
        look = network.look
        return {} if "exact" in look.known else self.work.start(
            "Counting", lambda: self._count(look, order))

    def _show(self, network: Network) -> None:
        """This one from now on; one that has learnt or was changed is kept."""
        with self.lock:
            self.work.refuse_if_busy()
            if not network.history:
                network.measure(self.trees[network.order])
                network.remember()
            old = self.shown.get(network.order)
            if old and old is not network and old not in self.kept and (
                    old.settings or old.by_hand):
                self.kept = [old] + self.kept[:KEPT - 1]
            self.shown[network.order] = network

    def look(self, order: str, number: int) -> Dict[str, Any]:
        """The network as it was at a snapshot of its history, on the axes of now."""
        one_of("order", order, ORDERS)
        check.whole("number", number)
        network = self.shown[order]
        found = [look for look in network.history if look.number == number]
        if not found:
            raise ValueError(f"number must be that of a snapshot of this network, got {number}")
        with self.lock:
            self.work.refuse_if_busy()
            network.look, network.by_hand = found[0], None
            network.measure(self.trees[order])
        return {}

    def weight(self, order: str, matrix: str = "U", row: int = 0, column: int = 0,
               value: Optional[float] = None) -> Dict[str, Any]:
        """Sets one weight by hand; without a value all weights are as they were before that."""
        one_of("order", order, ORDERS)
        one_of("matrix", matrix, ("U", "W", "V"))
        with self.lock:
            self.work.refuse_if_busy()
            network = self.shown[order]
            weights: Matrix = getattr(network.look.model, matrix)
            check.whole("row", row, 0, len(weights) - 1)
            check.whole("column", column, 0, len(weights[0]) - 1)
            before = network.by_hand or network.look
            if value is None:
                network.look, network.by_hand = before, None
            else:
                check.number("value", value)
                if abs(value) > LARGEST_WEIGHT:
                    raise ValueError(f"value must be from -{LARGEST_WEIGHT} to {LARGEST_WEIGHT}, "
                                     f"got {check.shown(value)}")
                model, weights = copy.copy(network.look.model), [list(w) for w in weights]
                weights[row][column] = float(value)
                setattr(model, matrix, weights)
                network.look, network.by_hand = Look(model, before.seen), before
            network.measure(self.trees[order])
        return {"was": getattr(before.model, matrix)[row][column]}

    def save(self, order: str) -> Dict[str, Any]:
        """Writes the network to a file of its own: shown.keep."""
        one_of("order", order, ORDERS)
        return {"path": str(keep(self.shown[order].look.model, self.folder))}

    # ---- Training --------------------------------------------------------------------------------

    def train(self, samples: int, learning_rate: float, truncate: int, order: str,
              data: str = "runs") -> Dict[str, Any]:
        """Goes on training the network, from where it is looked at, on so many new examples."""
        settings = check_settings(samples, learning_rate, truncate, order, data)
        old = self.shown[order]
        network, first = old.branch(), old.look
        # Other examples each time, and the same in each repetition.
        start, reading = (old.seed or 0) + first.seen, Reading(order == "least")

        def work() -> str:
            if data == "runs":
                X, Y = reading.examples(samples, seed=start)
            else:
                X, Y = reading.encode(generate_data(samples, 1, seed=start)[0])
            model, every = copy.copy(first.model), max(1, OFTEN // len(X[0]))
            model.bptt_truncate = truncate

            def on_step(n: int) -> None:
                network.look = Look(copy.copy(model), first.seen + n)
                if n % every == 0 or n == samples or self.work.stopping.is_set():
                    network.measure(self.trees[order], SEARCH if n == samples else BRIEF)
                    network.remember()
                self.work.progress(done=n)

            with self.lock:
                if network is not old:
                    self.kept = [old] + [one for one in self.kept if one is not old][:KEPT - 1]
                    self.shown[order] = network
                network.recipe, network.settings = None, settings
                network.name = TRAINED if network.name == "untrained" else network.name
                if network.by_hand:
                    network.name, network.by_hand = network.name + ", changed by hand", None
                whole = first.model.hidden_dim, old.seed, settings
            try:
                teach(model, X, Y, learning_rate, on_step)
                network.recipe = whole if first is network.history[0] and not first.seen else None
                text = f"Trained on {network.look.seen:,} examples."
            except Stopped:
                text = f"Stopped after {network.look.seen:,} examples."
            except Diverged:
                network.look = first
                network.measure(self.trees[order])
                raise
            if samples >= WORTH_COUNTING:
                self._count(network.look, order)
            return text

        return self.work.start("Training", work, samples)

    def recipe(self, samples: int, learning_rate: float, truncate: int, order: str, data: str,
               hidden: int, seed: int) -> Dict[str, Any]:
        """The network that is made so: the one that is there or was kept, else it is trained now.
        """
        settings = check_settings(samples, learning_rate, truncate, order, data)
        self.work.refuse_if_busy()
        for network in [self.shown[order]] + self.kept:
            if network.order == order and network.recipe == (hidden, seed, settings):
                self._show(network)
                self.look(order, network.history[-1].number)
                return {}
        self.new(order, hidden, seed)
        return self.train(samples, learning_rate, truncate, order, data)

    def _count(self, look: Look, order: str) -> str:
        """All pairs of 7-bit numbers: 16,384."""
        self.work.latest["text"] = "Counting all pairs"
        look.known["exact"] = all_sums(COUNTED, order).grow(look.model).exact
        return ""

    def stop(self) -> Dict[str, Any]:
        """Ends what is running, at its next step."""
        self.work.stopping.set()
        return {}

    # ---- What is certain -------------------------------------------------------------------------

    def search(self) -> Dict[str, Any]:
        """Looks for a sum that the network gets wrong, as short as can be found; known to its look.
        """
        look = self.shown["least"].look

        def work() -> str:
            found = find_wrong(look.model, ADDER, beam=300, columns=40, on_progress=lambda n:
                               self.work.progress(f"Trying sums of {n} columns"))
            look.known["search"] = bool(found)
            if not found:
                return "No wrong sum was found. That proves nothing."
            look.known["wrong"] = found_wrong(look.model, found)
            return str(look.known["wrong"]["text"])

        return self.work.start("The search", work)

    def prove(self) -> Dict[str, Any]:
        """Proves that every bit of every sum is right, however long the numbers are; see
        proof/search.py.  The proof, once it is found, with the shadows of its balls in the plane.
        """
        network = self.shown["least"]
        look, plane = network.look, network.clouds[-1].axes

        def work() -> str:
            verdict = prove(look.model, ADDER, EFFORT, on_progress=self.work.progress)
            if verdict.columns:
                look.known["wrong"] = found_wrong(look.model, verdict.columns)
                return str(look.known["wrong"]["text"])
            if not verdict.certificate or not verdict.checked:
                return f"Neither proved nor refuted with {verdict.pushes:,} pushes."
            look.known["prove"] = dict(
                balls=shadow(verdict.certificate, (plane.across, plane.up)), middle=plane.offset,
                pushes=verdict.checked.pushes, margin=verdict.checked.least_margin)
            return "Proved for numbers of every length."

        return look.known.get("prove") or self.work.start("The proof", work)

    # ---- What is going on ------------------------------------------------------------------------

    def state(self, order: str = "least", newest: int = 0, cloud: int = 0) -> Dict[str, Any]:
        """Which network it is, what is known of its look, and what is running.

        newest: the number of the newest snapshot that the page has; history is None if there is no
        newer one, else number, examples, loss, exact of each.  cloud: the number of the newest
        cloud that it has: see Network.cloud_since.
        """
        check.whole("newest", newest)
        check.whole("cloud", cloud)
        one_of("order", order, ORDERS)
        network = self.shown[order]
        look, history = network.look, network.history
        measured = look if look.loss >= 0.0 else history[-1]
        known = {name: name == "prove" or value
                 for name, value in look.known.items() if name != "curves"}
        return {"order": order, "network": network.number, "name": network.name,
                "seed": network.seed, "hidden": look.model.hidden_dim, "seen": look.seen,
                "settings": network.settings, "changed": network.by_hand is not None,
                "look": look.number, "loss": measured.loss, "right": measured.exact, "known": known,
                "sums": len(self.trees[order].Y), "limit": loss_limit(5, order == "least"),
                "history": None if history[-1].number == newest else [
                    [one.number, one.seen, one.loss, one.exact] for one in history],
                "cloud": network.cloud_since(cloud), "work": dict(self.work.latest),
                "article": article_file(order, self.folder).exists(),
                "kept": [{"number": one.number, "name": one.name, "seen": one.look.seen,
                          "hidden": one.look.model.hidden_dim, "settings": one.settings}
                         for one in self.kept if one.order == order and one is not network]}


def check_settings(samples: Any, learning_rate: Any, truncate: Any, order: Any,
                   data: Any) -> Dict[str, Any]:
    """What a training is told, but for the order."""
    check.whole("samples", samples, 1, 20000)
    check.number("learning_rate", learning_rate, 0)
    if learning_rate > 1.0:
        raise ValueError(f"learning_rate must be at most 1, got {check.shown(learning_rate)}")
    check.whole("truncate", truncate, 0, 19)
    one_of("data", data, DATA)
    one_of("order", order, ORDERS)
    return dict(samples=samples, learning_rate=learning_rate, truncate=truncate, data=data)
