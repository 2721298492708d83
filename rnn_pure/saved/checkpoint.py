"""A training of which nothing is lost: what was interrupted can go on from its last step."""
from copy import copy
from time import monotonic
from typing import Any, Dict, List, Optional, Tuple

from .. import check
from ..check import DataError, Diverged
from ..model import Model
from . import files, networks, pickles
from .networks import About

EVERY = 30.0        # seconds from one save of a long training to the next


class Checkpoint:
    """Saves a training's network: finished to path, not yet finished to its partial_path.

        with Checkpoint(model, about, path, resume) as checkpoint:
            model.train(X, Y, ..., on_step=checkpoint.on_step, earlier=checkpoint.earlier)
            checkpoint.loss = model.calculate_total_loss(X, Y)

    So what is in path is replaced by a finished network alone.  The partial file is written twice a
    minute, and when Ctrl-C or another exception ends the block; it is removed when the training is
    finished.  resume: goes on from the partial file; DataError if there is none, or if it is of
    another training.  progress: a line on the terminal, told of every step.
    """

    def __init__(self, model: Model, about: About, path: Any, resume: bool = False,
                 progress: Any = None) -> None:
        self.model, self.about = model, about._replace(finished=False)
        self.path, self.progress = path, progress
        self.unit = progress.unit if progress else "examples"
        self.partial = networks.partial_path(path)
        self.losses: List[Tuple[int, float]] = []       # (examples seen, what was measured then)
        self.loss: Optional[float] = None               # at the end
        self.ahead = 0      # examples that the partial file of the same training has seen
        # The examples seen, and the weights: one tuple, so that an interrupt finds all of it old or
        # all of it new.  Every step makes new weights instead of changing these.
        self.last = 0, model.weights()
        if resume:
            self._resume()
        elif self.partial.exists():
            self._mention()
        weights = sum([n * m for n, m in model.shapes().values()])
        files.check_writable(path, 1000 + 30 * weights, pickles.BEGINS)     # better now than later
        self.start, self.saved = self.seen, monotonic()

    @property
    def earlier(self) -> Tuple[int, List[Tuple[int, float]]]:
        """What an interrupted run of this training had seen and measured, for Model.train."""
        return self.seen, self.losses

    @property
    def seen(self) -> int:
        """How many examples the last step's weights have seen."""
        return self.last[0]

    def on_step(self, seen: int) -> None:
        """To be called after every step."""
        self.last = seen, self.model.weights()
        if self.progress:
            self.progress.update(seen)
        if monotonic() - self.saved >= EVERY:
            self.saved = monotonic()
            try:
                self._save_partial()
            except ValueError:      # it is diverging; whoever measures the loss will say so
                pass
            except OSError:         # no reason to stop, but not to be tried over and over
                self.saved = float("inf")

    def __enter__(self) -> "Checkpoint":
        return self

    def __exit__(self, kind: Any, error: Any, traceback: Any) -> None:
        if self.progress:
            self.progress.clear()
        if error is None:
            networks.save(self.model, self.path, self.about._replace(
                examples=self.seen, losses=self.losses, loss=self.loss, finished=True))
            if self.partial.exists():
                self.partial.unlink()
            return
        if isinstance(error, Diverged):     # the model is back at its last good loss
            seen = max([self.start] + [seen for seen, _ in self.losses])
            self.last = seen, self.model.weights()
        try:
            where = self._keep()
        except ValueError as unfit:         # it was diverging, and nobody had seen it yet
            where = f"nothing was saved ({unfit})"
        if isinstance(error, KeyboardInterrupt):
            raise KeyboardInterrupt("Interrupted after %d %s; %s." % (
                self.seen, self.unit, where)) from None
        if isinstance(error, Diverged):
            raise Diverged(f"{error}; {where}") from None

    def _keep(self) -> str:
        """Saves the partial file, and says where the last step's weights are."""
        if not self.seen:
            return "nothing was learnt yet, so nothing was saved"
        if self.seen <= self.ahead:
            return "%s has seen %d of the same ones, and --resume goes on from there" % (
                self.partial, self.ahead)
        self._save_partial()
        return f"the last step's weights are in {self.partial}, and --resume goes on from there"

    def _save_partial(self) -> None:
        if self.seen > self.ahead:
            model = copy(self.model)
            vars(model).update(self.last[1])
            check.weights_in_range(model)
            about = self.about._replace(examples=self.seen, losses=self.losses)
            networks.save(model, self.partial, about)

    def _resume(self) -> None:
        if not self.partial.exists():
            raise DataError(f"there is no {self.partial} to resume from")
        model, about = networks.load(self.partial, type(self.model))
        difference = self._difference(model, about)
        if difference:
            raise DataError("%s is of another training (%s); --resume needs the flags of the "
                            "interrupted one" % (self.partial, difference))
        vars(self.model).update(vars(model))
        self.last, self.losses = (about.examples, model.weights()), list(about.losses)
        print(f"Going on after {about.examples} {self.unit}, from {self.partial}.",
              flush=True)

    def _mention(self) -> None:
        try:
            model, about = networks.load(self.partial, type(self.model))
        except (OSError, ValueError):
            return
        if not self._difference(model, about):
            self.ahead = about.examples
        print("An earlier training was interrupted after %d %s; its network is in %s%s." % (
            about.examples, self.unit, self.partial,
            ", and --resume would go on from it" if self.ahead else ""), flush=True)

    def _difference(self, model: Model, about: About) -> str:
        """How that training differs from this one; empty if it does not."""
        def setting(model: Model, about: About) -> Dict[str, Any]:
            return dict(dict(hidden=model.hidden_dim, word_dim=model.word_dim,
                             bptt_truncate=model.bptt_truncate, task=about.in_words(),
                             rule=about.rule, characters=about.characters), **about.settings)
        theirs, ours = setting(model, about), setting(self.model, self.about)
        if about.finished:
            return "it is finished"
        for name in ours:
            if theirs.get(name) != ours[name]:
                return f"{name} {check.shown(theirs.get(name))}, not {check.shown(ours[name])}"
        return ""
