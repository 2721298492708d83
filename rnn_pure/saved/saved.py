"""What can be saved to a file and loaded from it: sizes and weights, nothing else."""
from typing import Any, Type, TypeVar

from .. import check
from . import pickles

T = TypeVar("T", bound="Saved")


class Saved:
    """The two methods; a Model inherits them."""

    def save(self, path: Any) -> None:
        """Writes sizes and weights to the file, in one piece; OSError if that cannot be done."""
        check.weights(vars(self))
        pickles.save({name: getattr(self, name) for name in check.MODEL_FIELDS}, path)

    @classmethod
    def load(cls: Type[T], path: Any) -> T:
        """What was saved; DataError (a ValueError) if the file holds anything else."""
        saved, model = pickles.load(path, check.weights), cls.__new__(cls)
        vars(model).update((name, saved[name]) for name in check.MODEL_FIELDS)
        return model
