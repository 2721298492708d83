"""Training that runs away from any minimum: noticed by its loss, and taken back."""
from math import log
from typing import Any

from . import check
from .errors import Diverged

LARGEST_LOSS = log(check.LARGEST)      # 709: beyond it the perplexity, e^loss, overflows


class Guard:
    """Keeps the weights of the last good loss of an object that has U, W and V."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.keep()

    def keep(self) -> None:
        self.good = dict(U=self.model.U, W=self.model.W, V=self.model.V)

    def check(self, loss: float, epoch: int, learning_rate: float) -> float:
        """The loss; if it is no number or too large, Diverged, with the good weights back."""
        if not loss < LARGEST_LOSS:
            vars(self.model).update(self.good)
            raise Diverged("training diverged: the loss became %g in epoch %d at learning_rate %g; "
                           "try a tenth of it.  "
                           "The weights are back at the last good evaluation" % (
                               loss, epoch, learning_rate))
        return loss
