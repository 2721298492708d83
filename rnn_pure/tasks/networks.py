"""Networks to try things on: the one in a file, or one that is trained on the spot."""
from pathlib import Path
from typing import Any, Callable, Optional, Sequence

from ..matrix import Example
from ..model import Model
from ..support import check
from ..support.errors import DataError
from .adding import Digits, long_examples


def quick_network(is_reverse: bool = True, seed: int = 0, examples: int = 2000, hidden: int = 16, noise: float = 0.1,
                  learning_rate: float = 0.05, on_step: Optional[Callable[[int], Any]] = None) -> Model:
    """A network trained on long_examples, with full backpropagation: for a second or two."""
    X, Y = long_examples(examples, noise=noise, seed=seed, is_reverse=is_reverse)
    model = Model(2, hidden, bptt_truncate=len(X[0]) - 1, seed=seed)
    practise(model, X, Y, learning_rate, on_step)
    return model


def practise(model: Model, X: Sequence[Example], Y: Sequence[Digits], learning_rate: float,
             on_step: Optional[Callable[[int], Any]] = None) -> None:
    """Each example once, in steps that get shorter evenly, down to a twentieth of the learning rate.

    Long steps find the way, short ones settle.  A gradient is shortened to a norm of 5.  on_step(n) is called
    after the n-th example.
    """
    X, Y = check.examples(X, Y, model.word_dim)
    for i, (x, y) in enumerate(zip(X, Y)):
        model.sgd_step(x, y, learning_rate * (1.0 - 0.95 * i / max(1, len(X) - 1)), max_norm=5.0)
        if on_step:
            on_step(i + 1)


def find_network(path: Any, is_reverse: bool = True) -> Model:
    """The trained network in the file, or if there is none, one trained on the spot; says which."""
    if Path(str(path)).exists():
        model = Model.load(path)
        if model.word_dim != 2:
            raise DataError("%s must hold a network with word_dim 2, got %d" % (path, model.word_dim))
        try:
            check.weights_in_range(vars(model))
        except ValueError as error:
            raise DataError("%s: %s" % (path, error)) from None
        print("The network is the one in %s." % path)
        return model
    print("There is no %s yet, so a network is trained now, for a second." % path)
    return quick_network(is_reverse)
