"""The running network: one for each order of the bits, trained while people look.

Everything is answered from one snapshot.  A network that learns is a private one; after every step
a copy of it, which nobody changes, takes the place of the last.  So U, W and V always belong
together, and no reader waits.
"""
import copy
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any, Callable, Dict, List, Optional, Tuple

from .. import check
from ..check import LARGEST_LOSS, Diverged
from ..inside.limits import loss_limit
from ..inside.scores import number_beginnings, predict_all
from ..matrix import Matrix
from ..model import Model
from ..programs.teaching import teach
from ..proof.counterexample import find_wrong
from ..proof.search import prove
from ..tasks.adding import adder, all_pairs, encode, generate_data, long_examples
from .jobs import Busy, Jobs, Progress, Stopped
from .shown import Shown, keep, ready_made
from .views import (ORDERS, curves_of_one_number, grade, long_sum, one_of, plane, read_sum,
                    way_back, way_of_one_number, way_through, wrong_sum)

DATA = ("runs", "article")      # 20 columns with runs and noise; the article's 8 random columns
COUNTED = 8             # columns of the sums that are counted, all of them, after a training
WORTH_COUNTING = 50     # examples that a training must have for that: it takes a second
EFFORT = 60000          # pushes of a proof


class Live:
    """One method for each thing that the page can ask; each answers with plain values.

    Whatever does not fit is a TypeError or a ValueError; Busy where something else is still
    running.
    folder: where the trained networks are, and where save() writes.
    """

    def __init__(self, folder: Any) -> None:
        self.folder = Path(str(folder))
        self.lock = Lock()          # held where a thread is started or a network replaced
        self.training: Dict[str, Any] = {"running": False}
        self.stopping, self.jobs = Event(), Jobs()
        self.message = ""
        self.curves: Tuple[Optional[Model], Dict[str, Any]] = (None, {})    # whose, and they
        self.networks = 0           # so far
        self.version = 0            # counts what has changed
        self.shown: Dict[str, Shown] = {}
        self.small = {order: _sums(5, order) for order in ORDERS}
        for order in ORDERS:
            self.reset(order)

    # ---- What it does ----------------------------------------------------------------------------

    def run(self, a: str, b: str, order: str, columns: int = 8, t: Optional[int] = None,
            unit: Optional[int] = None) -> Dict[str, Any]:
        """The way through time for a + b: views.way_through."""
        sum_ = read_sum(a, b, order, columns)
        shown = self.shown[order]
        return dict(way_through(shown.model, sum_, t, unit), seen=shown.seen)

    def back(self, a: str, b: str, order: str, t: int, truncate: int,
             columns: int = 8) -> Dict[str, Any]:
        """The way back of answer t's error: views.way_back."""
        sum_ = read_sum(a, b, order, columns)
        return way_back(self.shown[order].model, sum_, t, truncate)

    def machine(self, a: str, b: str, columns: int = 8, depth: int = 4) -> Dict[str, Any]:
        """The states that up to depth columns lead to, and the way of a + b in it: views.plane.

        Above depth 4 this is a job: its result is in state().
        """
        check.whole("depth", depth, 1, 7)
        x = read_sum(a, b, "least", columns).x
        model = self.shown["least"].model
        if depth <= 4:
            return plane(model, x, depth)

        def work(progress: Progress) -> Dict[str, Any]:
            for n in range(5, depth + 1):
                progress(f"looking at sums of {n} columns, of {depth}")
                result = plane(model, x, n)
            return result

        return self.jobs.start("machine", work)

    def memory(self, a: str, b: str, columns: int = 8) -> Dict[str, Any]:
        """Where all that is remembered is one number: views.curves_of_one_number, and its way."""
        x = read_sum(a, b, "least", columns).x
        model = self.shown["least"].model
        known, found = self.curves
        if known is not model:
            found = curves_of_one_number(model)
            self.curves = model, found
        return way_of_one_number(model, found, x)

    def length(self, order: str, bits: int, kind: str, seed: int = 0) -> Dict[str, Any]:
        """One long sum: views.long_sum."""
        one_of("order", order, ORDERS)
        return long_sum(self.shown[order].model, order, bits, kind, seed)

    # ---- Training --------------------------------------------------------------------------------

    def reset(self, order: str, hidden: int = 16, seed: int = 0) -> Dict[str, Any]:
        """A new, untrained network."""
        one_of("order", order, ORDERS)
        check.whole("hidden", hidden, 2, 32)
        check.whole("seed", seed, 0, 10 ** 6)
        self._show(order, Shown(Model(2, hidden, seed=seed), seed, "untrained"))
        return {}

    def load(self, order: str, name: str) -> Dict[str, Any]:
        """The article's network, or the one by hand: shown.ready_made."""
        one_of("order", order, ORDERS)
        self._show(order, ready_made(name, order, self.folder))
        self._start_training(order, None, 0)
        return {"accepted": "load"}

    def _show(self, order: str, shown: Shown) -> None:
        with self.lock:
            if self.training["running"]:
                raise Busy("a network is learning; stop it first")
            self.networks += 1
            shown.number = self.networks
            self.shown[order] = shown
            self.message = ""
            self._measure(order)

    def train(self, samples: int, learning_rate: float, truncate: int, hidden: int, seed: int,
              order: str, data: str = "runs") -> Dict[str, Any]:
        """Goes on training the network on so many new examples; a new one, if hidden or seed are
        others.
        """
        check.whole("samples", samples, 1, 20000)
        check.number("learning_rate", learning_rate, 0)
        if learning_rate > 1.0:
            raise ValueError(f"learning_rate must be at most 1, got {check.shown(learning_rate)}")
        check.whole("truncate", truncate, 0, 19)
        one_of("data", data, DATA)
        shown = self.shown.get(order) if isinstance(order, str) else None
        if shown is None or (shown.model.hidden_dim, shown.seed) != (hidden, seed):
            self.reset(order, hidden, seed)
        shown = self.shown[order]
        start = seed + shown.seen       # other examples each time, and the same in each repetition

        def learn() -> None:
            if data == "runs":
                X, Y = long_examples(samples, seed=start, is_reverse=order == "least")
            else:
                X, Y = encode(generate_data(samples, 1, seed=start)[0], is_reverse=order == "least")
            model, before = copy.copy(shown.model), shown.seen
            model.bptt_truncate = truncate
            every = max(1, min(100, samples // 20))

            def on_step(n: int) -> None:
                with self.lock:
                    shown.learned(copy.copy(model), before + n)
                self.version += 1
                self.training["done"] = n
                if n % every == 0 or n == samples:
                    self._measure(order)
                if self.stopping.is_set():
                    raise Stopped

            teach(model, X, Y, learning_rate, on_step)

        self._start_training(order, learn, samples)
        return {"accepted": "training"}

    def _start_training(self, order: str, learn: Optional[Callable[[], None]],
                        samples: int) -> None:
        """learn() in a thread of its own, then all pairs are counted; (without learn, they are only
        counted).
        """
        shown = self.shown[order]
        good, seen = shown.model, shown.seen

        def work() -> None:
            try:
                if learn:
                    shown.name = "trained here"
                    learn()
                    self.message = f"Trained on {shown.seen} examples."
            except Stopped:
                self.message = f"Stopped after {shown.seen} examples."
            except Diverged as error:
                shown.learned(good, seen)
                self.message = str(error)
            finally:
                if samples == 0 or samples >= WORTH_COUNTING:
                    self.training["counting"] = True
                    X, Y, _ = _sums(COUNTED, order)
                    shown.exact = sum([p == y for p, y in zip(predict_all(shown.model, X), Y)])
                self.version += 1
                self.training = {"running": False}

        with self.lock:
            if self.training["running"]:
                raise Busy("a network is learning already; one at a time")
            self.stopping.clear()
            self.training = {"running": True, "order": order, "done": 0, "total": samples,
                             "counting": False}
            Thread(target=work, daemon=True).start()

    def _measure(self, order: str) -> None:
        """Adds the loss on all pairs of 4-bit numbers, and how many of them are exact; Diverged if
        it ran away.
        """
        shown = self.shown[order]
        loss, exact = grade(shown.model, *self.small[order])
        if not loss < LARGEST_LOSS:
            raise Diverged("Training diverged: the loss became %g.  The weights are "
                           "back where they were; try a tenth of the learning rate." % loss)
        shown.losses.append({"seen": shown.seen, "loss": loss, "exact": exact})
        self.version += 1

    def stop(self) -> Dict[str, Any]:
        """Ends training and the job, at their next step."""
        self.stopping.set()
        self.jobs.stopping.set()
        return {}

    def state(self, since: int = 0, order: str = "least") -> Dict[str, Any]:
        """What is going on, and the losses from number `since` on."""
        check.whole("since", since)
        one_of("order", order, ORDERS)
        shown = self.shown[order]
        return {"version": self.version, "order": order, "network": shown.number,
                "name": shown.name, "seed": shown.seed, "hidden": shown.model.hidden_dim,
                "seen": shown.seen,
                "losses": shown.losses[since:],
                "limit": loss_limit(5, order == "least"), "exact": shown.exact,
                "wrong": shown.wrong, "proof": shown.proof,
                "message": self.message, "training": dict(self.training),
                "job": dict(self.jobs.latest)}

    def save(self, order: str) -> Dict[str, Any]:
        """Writes the network to a file of its own: shown.keep."""
        one_of("order", order, ORDERS)
        return {"path": str(keep(self.shown[order].model, self.folder))}

    # ---- What is certain -------------------------------------------------------------------------

    def search(self) -> Dict[str, Any]:
        """A job: looks for a sum that the network gets wrong, as short as can be found."""
        model = self.shown["least"].model

        def work(progress: Progress) -> Dict[str, Any]:
            found = find_wrong(model, adder(), beam=300, columns=40,
                               on_progress=lambda n: progress(f"trying sums of {n} columns"))
            if found:
                return self._wrong(model, found)
            return {"text": "No wrong sum was found. That proves nothing."}

        return self.jobs.start("search", work)

    def prove(self) -> Dict[str, Any]:
        """A job: proves that every bit of every sum is right, however long the numbers are; see
        proof/search.py.
        """
        model = self.shown["least"].model

        def work(progress: Progress) -> Dict[str, Any]:
            verdict = prove(model, adder(), EFFORT, on_progress=progress)
            if verdict.columns:
                return self._wrong(model, verdict.columns)
            if not verdict.certificate or not verdict.checked:
                return {"text": f"Neither proved nor refuted with {verdict.pushes} pushes."}
            balls, checked = len(verdict.certificate.balls), verdict.checked
            text = "Proved for numbers of every length: %d balls, %d pushes, least margin %.2g." % (
                balls, checked.pushes, checked.least_margin)
            with self.lock:
                if self.shown["least"].model is model:      # else it has learnt meanwhile
                    self.shown["least"].proof = text
            return {"text": text}

        return self.jobs.start("prove", work)

    def _wrong(self, model: Model, found: List[int]) -> Dict[str, Any]:
        """The wrong sum, kept if the network is still the one that gets it wrong."""
        wrong = wrong_sum(model, found)
        with self.lock:
            if self.shown["least"].model is model:
                self.shown["least"].wrong = wrong
        return wrong


def _sums(bits: int, order: str) -> Tuple[List[Matrix], List[List[int]], List[List[int]]]:
    X, Y = encode(all_pairs(bits), bits, order == "least")
    return X, Y, number_beginnings(X)
