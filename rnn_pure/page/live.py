"""The running networks: one for each order of the bits, trained while people look.

A model that learns is a private one.  Now and then a copy, which nobody changes, takes the place of
the last: so each answer is from weights that belong together, and nobody waits for it.
"""
import copy
from contextlib import suppress
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Any, Callable, Dict, List, Optional

from .. import check
from ..inside.hand import hand_network
from ..inside.limits import loss_limit
from ..model import Model
from ..pictures.proof import shadow
from ..programs.teaching import QUICK, teach
from ..proof.counterexample import find_wrong, numbers
from ..proof.search import prove
from ..proof.words import wrong_sum
from ..saved import networks
from ..tasks.adding import generate_data
from .network import ADDER, BRIEF, ORDERS, SEARCH, SMALL, Look, Network, Plain, all_sums
from .views import Views

# Arguments: whole numbers from .. to, or one of these.  Others are checked where they are used.
WHOLE = {"a": (0, 2 ** 24 - 1), "b": (0, 2 ** 24 - 1), "columns": (1, 24), "truncate": (0, 19),
         "bits": (8, 1024), "samples": (1, 20000), "hidden": (2, 32), "seed": (0, 10 ** 6)}
CHOICES = {"order": tuple(ORDERS), "kind": ("random", "carry", "zeros"), "matrix": ("U", "W", "V"),
           "data": ("runs", "article")}     # 20 columns with runs and noise; 8 random columns
CHANGES = ("new", "load", "look", "weight", "train", "search", "prove")     # one after the other
OFTEN = 1750            # columns that are read from one look at a network that learns to the next
COUNTED = 8             # columns of the sums that are counted, all of them: it takes a second
EFFORT = 60000          # pushes of a proof
TRAINED = "trained here"
KEPT = 8                # networks that are kept when another takes their place


class Refused(Exception):
    """A question that is not answered: HTTP status, sentence."""


class Stopped(Exception):
    """Somebody pressed Stop."""


def ask(live: "Live", question: str, arguments: Plain) -> Any:
    """The answer; TypeError or ValueError for wrong arguments, Refused for a change in a run."""
    for name, value in arguments.items():
        if name in WHOLE:
            check.whole(name, value, *WHOLE[name])
        elif name in CHOICES and value not in CHOICES[name]:
            raise check.complaint(True, name, " or ".join(CHOICES[name]), value)
    if question in CHANGES and live.work["running"]:
        raise Refused(409, f"{live.work['name']} is still running; stop it, or wait for it")
    return getattr(live, question)(**arguments)


class Live(Views):
    """One public method for each question of the page, asked one at a time.  What takes longer runs
    in a thread; work: what runs or ran last, and how it ended."""

    def __init__(self, folder: Any) -> None:
        self.folder, self.stopping = Path(str(folder)), Event()
        self.work: Plain = {"number": 0, "running": False}
        self.shown: Dict[str, Network] = {}
        self.kept: List[Network] = []       # the latest first
        for order in ORDERS:
            self.new(order)

    def _start(self, name: str, work: Callable[[], Any]) -> None:
        def thread() -> None:
            failed = "It broke off, by a fault of the program."
            try:
                with suppress(Stopped):
                    work()
                failed = ""
            except (ArithmeticError, ValueError, OSError) as error:
                failed = str(error)
            finally:
                self.work = dict(self.work, running=False, failed=failed)

        self.stopping.clear()
        self.work = dict(number=self.work["number"] + 1, name=name, running=True, text="")
        Thread(target=thread, daemon=True).start()

    def _progress(self, text: str) -> None:
        """Called by what runs, often: says how far it is.  Stopped if it shall end."""
        self.work["text"] = text
        if self.stopping.is_set():
            raise Stopped

    def stop(self) -> None:
        """Ends what is running, at its next step."""
        self.stopping.set()

    def _show(self, network: Network) -> None:
        """This one from now on; one that has learnt or was changed is kept."""
        old = self.shown.get(network.order)
        if old and old is not network and (old.settings or old.look.before):
            self.kept = [old] + [one for one in self.kept if one is not old][:KEPT - 1]
        self.shown[network.order] = network

    def new(self, order: str, hidden: int = 16, seed: int = 0) -> None:
        """A new, untrained network; the one before is kept."""
        self._show(Network(Model(2, hidden, seed=seed), order, "untrained", seed))

    def load(self, order: str, name: str) -> None:
        """The network by hand ("hand"), the article's ("article"), or the number of a kept one."""
        kept = {str(network.number): network for network in self.kept}
        if name in kept:
            network = kept[name]
        elif (name, order) == ("hand", "least"):
            network = Network(hand_network(), order, "by hand")
        elif name == "article":
            model, about = networks.load(networks.model_path(self.folder, order == "least"))
            check.whole("word_dim", model.word_dim, 2, 2)
            network = Network(model, order, "the article's", seen=about.examples)
        else:
            raise check.complaint(True, "name", "hand, article or the number of one kept", name)
        self._show(network)
        if "exact" not in network.look.known:
            self._start("Counting", lambda: self._count(network))

    def look(self, order: str, number: int) -> None:
        """The network as it was at a snapshot of its history, on the axes of now."""
        network = self.shown[order]
        found = [look for look in network.history if look.number == number]
        if not found:
            raise check.complaint(True, "number", "that of a snapshot of this network", number)
        network.show(found[0])

    def weight(self, order: str, matrix: str, row: int, column: int, value: Any = None) -> Plain:
        """Sets one weight by hand; without a value all weights are as they were before that."""
        network, look = self.shown[order], self.shown[order].look
        before, model = look.before or look, copy.deepcopy(look.model)
        weights = getattr(model, matrix)
        check.whole("row", row, 0, len(weights) - 1)
        check.whole("column", column, 0, len(weights[0]) - 1)
        if value is not None:
            weights[row][column] = check.number("value", value)
        network.show(before if value is None else Look(model, look.seen, before))
        return {"was": getattr(before.model, matrix)[row][column]}

    def save(self, order: str) -> Plain:
        """Writes the network to a file of its own beside the others."""
        self.folder.mkdir(parents=True, exist_ok=True)
        paths = (self.folder / f"played_{number}.model" for number in count(1))
        path = next(path for path in paths if not path.exists())
        self.shown[order].look.model.save(path)
        return {"path": str(path)}

    def train(self, order: str, samples: int, learning_rate: float, truncate: int, data: str,
              hidden: int = 0, seed: int = 0) -> None:
        """Goes on training the network, from where it is looked at, on so many new examples.  With
        hidden and seed, a new network; or the one that was made so, if it is there or kept."""
        check.number("learning_rate", learning_rate, 0)
        settings = dict(samples=samples, learning_rate=learning_rate, truncate=truncate, data=data)
        for network in [self.shown[order], *self.kept]:
            last = network.history[-1]
            if (order, TRAINED, seed, settings, hidden, samples) == (
                    network.order, network.name, network.seed, network.settings,
                    last.model.hidden_dim, last.seen):
                network.look = last
                return self._show(network)
        if hidden:
            self.new(order, hidden, seed)
        network = self.shown[order].branch()
        self._show(network)
        network.settings = settings
        network.name = network.name.replace("untrained", TRAINED) + (
            ", changed by hand" if network.look.before else "")
        self._start("Training", lambda: self._learn(network))

    def _learn(self, network: Network) -> None:
        samples, learning_rate, truncate, data = network.settings.values()
        first, reading = network.look, ORDERS[network.order]
        # Other examples each time, and the same in each repetition.
        seed = (network.seed or 0) + first.seen
        if data == "runs":
            X, Y = reading.examples(samples, seed=seed)
        else:
            X, Y = reading.encode(generate_data(samples, 1, seed=seed)[0])
        model, every = copy.copy(first.model), max(1, OFTEN // len(X[0]))
        model.bptt_truncate = truncate

        def on_step(n: int) -> None:
            if n % every == 0 or n == samples or self.stopping.is_set():
                network.show(Look(copy.copy(model), first.seen + n),
                             SEARCH if n == samples else BRIEF)
            self._progress(f"Learning: example {first.seen + n:,}")

        with suppress(Stopped):
            teach(model, X, Y, QUICK._replace(learning_rate=learning_rate), on_step)
        if samples > 1:
            self._count(network)

    def _count(self, network: Network) -> None:
        """All pairs of 7-bit numbers: 16,384."""
        self.work["text"], look = "Counting all pairs", network.look
        look.known["exact"] = all_sums(look.model, ORDERS[network.order], COUNTED)[1]

    def search(self) -> None:
        """Looks for a sum that the network gets wrong, a short one; then known to its look."""
        look = self.shown["least"].look

        def work() -> None:
            columns = find_wrong(look.model, ADDER, beam=300, columns=40, on_progress=lambda n:
                                 self._progress(f"Trying sums of {n} columns"))
            look.known["wrong"] = (wrong(look.model, columns) if columns
                                   else look.known.get("wrong"))

        self._start("The search", work)

    def prove(self) -> Optional[Plain]:
        """Proves that every bit of every sum is right, however long the numbers are.  Once that is
        done it answers the proof, with the shadows of its balls in the plane."""
        look = self.shown["least"].look

        def work() -> None:
            verdict = prove(look.model, ADDER, EFFORT, on_progress=self._progress)
            if verdict.certificate and verdict.checked:
                look.known["prove"], look.proof = True, dict(
                    balls=shadow(verdict.certificate, (look.across, look.up)),
                    middle=look.offset, pushes=verdict.checked.pushes,
                    margin=verdict.checked.least_margin)
            elif verdict.columns:
                look.known["wrong"] = wrong(look.model, verdict.columns)
            else:
                raise ValueError(f"Neither proved nor refuted with {verdict.pushes:,} pushes.")

        if not look.proof:
            self._start("The proof", work)
        return look.proof

    def state(self, order: str) -> Plain:
        """Which network it is, what is known of its look and of each snapshot, what is running."""
        network, now = self.shown[order], self.shown[order].look
        return dict(
            network.about(), look=now.number, loss=now.loss, right=now.right, cloud=now.cloud,
            history=[[one.number, one.seen, one.loss, one.right] for one in network.history],
            changed=now.before is not None, known=dict(now.known), work=self.work,
            kept=[one.about() for one in self.kept if one is not network],
            article=networks.model_path(self.folder, order == "least").exists(),
            sums=4 ** (SMALL - 1), limit=loss_limit(SMALL, order == "least"))


def wrong(model: Model, columns: List[int]) -> Plain:
    """A sum that ends with a wrong bit, for people."""
    a, b = numbers(columns)
    return {"a": a, "b": b, "columns": len(columns),
            "text": "%s: %s." % wrong_sum(model, ADDER, columns)}
