"""A training of which nothing is lost: what was interrupted can go on from its last step."""
from contextlib import suppress
from math import inf
from time import monotonic
from typing import Any, ContextManager, List, Tuple
from zlib import crc32

from ..check import DataError, Diverged
from ..model import Model
from . import files, networks, values
from .networks import About

EVERY = 30.0        # seconds from one save of a long training to the next


class Checkpoint(ContextManager["Checkpoint"]):
    """Saves a training's network: finished to path, not yet finished to a partial file beside it.

        with Checkpoint(model, about, path, resume, progress) as checkpoint:
            model.train(X, Y, ..., on_step=checkpoint.on_step, on_loss=checkpoint.on_loss,
                        earlier=(checkpoint.seen, checkpoint.losses))

    So a finished network alone replaces what is in path.  A partial file, one for each training, is
    written twice a minute and when an exception, as Ctrl-C, ends the block; the training's end
    removes it.  resume: goes on from it, or DataError.  progress: the terminal's line."""

    def __init__(self, model: Model, about: About, path: Any, resume: bool, progress: Any) -> None:
        self.model, self.about, self.path, self.progress = model, about, path, progress
        training = crc32(repr((model, about)).encode())     # its sizes, task and settings
        self.partial = networks.beside(path, f".partial-{training:08x}")
        self.losses: List[Tuple[int, float]] = []       # (examples seen, what was measured then)
        self.seen, self.weights = 0, model.weights()    # examples, and what they led to
        self.ahead = 0      # what the partial file has seen, where it is not gone on from
        if resume:
            self._go_on()
        elif self.partial.exists():
            self.ahead = networks.load(self.partial, type(model))[1].examples
            print(f"Note: this training was interrupted after {self.ahead} {progress.unit}; "
                  f"--resume would go on from {self.partial}.")
        self.good = self.seen, self.weights     # at the latest loss: what is left if it diverges
        with suppress(OSError):     # if there can be no such folder, the next line says so
            self.partial.parent.mkdir(parents=True, exist_ok=True)
        files.check_writable(path, 2 * len(repr(vars(model))), values.BEGINS)   # before all else
        self.saved = monotonic()

    def on_step(self, seen: int) -> None:
        """To be called after every step, which makes new weights instead of changing these."""
        # In one call, so that an interrupt finds both old or both new.
        vars(self).update(seen=seen, weights=self.model.weights())
        self.progress.update(seen)
        if monotonic() - self.saved >= EVERY:
            self.saved = inf        # a failure is no reason to stop, but not to be tried again
            with suppress(OSError):
                self._save_partial()
                self.saved = monotonic()

    def on_loss(self, seen: int, loss: float, line: str) -> None:
        """To be called with each loss that is measured; prints the line, but not a second time."""
        self.good = self.seen, self.weights
        if seen not in dict(self.losses):       # an interrupted run may have been here
            self.losses.append((seen, loss))
            self.progress.clear()
            print(line, flush=True)

    def __exit__(self, kind: Any, error: Any, traceback: Any) -> None:
        self.progress.clear()
        if error is None:
            self._save(self.path, finished=True)
            with suppress(FileNotFoundError):
                self.partial.unlink()
        elif isinstance(error, Diverged):
            self.seen, self.weights = self.good
            error.args = (f"{error}; {self._save_partial()}",)
        else:
            where = self._save_partial()
            if isinstance(error, KeyboardInterrupt):
                error.args = (f"Interrupted after {self.seen} {self.progress.unit}; {where}.",)

    def _save(self, path: Any, finished: bool) -> None:
        vars(self.model).update(self.weights)
        networks.save(self.model, path, self.about._replace(
            examples=self.seen, losses=self.losses, finished=finished))

    def _save_partial(self) -> str:
        """Says where the last step's weights are."""
        if self.seen <= self.ahead:
            return "nothing new was learnt, so nothing was saved"
        try:
            self._save(self.partial, finished=False)
        except ValueError as unfit:     # it is diverging; whoever measures the loss will say so
            return f"nothing was saved ({unfit})"
        return f"the last step's weights are in {self.partial}, and --resume goes on from there"

    def _go_on(self) -> None:
        """From this training's partial file; DataError says whose the others in the folder are."""
        if not self.partial.exists():
            said = [f"there is no {self.partial} to resume from"]
            for other in sorted(self.partial.parent.glob("*.partial-*")):
                with suppress(OSError, ValueError):
                    facts = networks.describe(*networks.load(other, type(self.model)))
                    said.append(f"{other} is of another training ({'; '.join(facts)})")
            raise DataError("; ".join(said))
        model, about = networks.load(self.partial, type(self.model))
        self.seen, self.weights = about.examples, model.weights()
        self.losses += about.losses
        vars(self.model).update(self.weights)
        print(f"Going on after {self.seen} {self.progress.unit}, from {self.partial}.")
