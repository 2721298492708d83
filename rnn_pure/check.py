"""What public entry points ask of their arguments: its plain value, or one clear sentence.

Every message names the argument, what was expected, and what came.  A wrong type is a TypeError, a
wrong value a ValueError.  What is a number becomes the int or float that it equals, NumPy's too; an
array does not, but the sentence says how to make it a list.  Loops over examples must not check the
same example again and again: a sequence that has passed becomes a Checked list, and passes at a
glance from then on.
"""
import os
import sys
from itertools import chain
from math import isfinite, log
from numbers import Integral, Real
from typing import Any, List, Optional, Sequence, Tuple

LARGEST = sys.float_info.max
LARGEST_LOSS = log(LARGEST)     # 709: beyond it the perplexity, e^loss, overflows
MOST_WEIGHTS = 10 ** 7      # a step with so many takes seconds


class DataError(ValueError):
    """A file that does not hold what it should; the message names the file and what is wrong."""


class Diverged(ArithmeticError):
    """Training ran away from any minimum; the model holds its last good weights."""


class Checked(List[Any]):
    """Inputs or classes that have passed their check for this word_dim."""

    __slots__ = ("word_dim",)
    word_dim: float


def shown(value: Any) -> str:
    """The value, short enough for a message, whatever it is."""
    if isinstance(value, (list, tuple, dict)):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, int) and value.bit_length() > 64:
        return f"an integer of {value.bit_length()} bits"
    if value is None or isinstance(value, (bool, int, float, str, bytes)):
        text = ascii(value)
        return text if len(text) <= 60 else text[:56] + " ..."
    hint = ""
    if hasattr(value, "tolist"):        # NumPy's arrays, array.array, ...
        hint = "; its method tolist() makes a plain one"
    elif hasattr(value, "__iter__"):
        hint = "; list() makes a list of it"
    return f"a value of type {type(value).__name__}{hint}"


def is_whole(value: Any) -> bool:
    return type(value) is int or isinstance(value, Integral) and not isinstance(value, bool)


def is_real(value: Any) -> bool:
    return isinstance(value, (float, Real)) and not isinstance(value, bool)


def complaint(right_type: bool, name: str, expected: str, value: Any) -> Exception:
    kind = ValueError if right_type else TypeError
    return kind(f"{name} must be {expected}, got {shown(value)}")


def whole(name: str, value: Any, least: int = 0, most: float = float("inf")) -> int:
    """A whole number from least to most."""
    if not is_whole(value) or not least <= value <= most:
        span = f"of at least {least}" if most == float("inf") else f"from {least} to {most}"
        raise complaint(is_whole(value), name, "a whole number " + span, value)
    return int(value)


def number(name: str, value: Any, above: float = float("-inf")) -> float:
    """A finite number above a bound."""
    try:
        plain = float(value) if is_real(value) else float("nan")
    except OverflowError:       # an int beyond all floats
        plain = float("inf")
    if not above < plain <= LARGEST:
        span = "a finite number" + (f" above {above:g}" if above != float("-inf") else "")
        raise complaint(is_real(value), name, span, value)
    return plain


def sequence(name: str, value: Any, length: int = 0) -> Sequence[Any]:
    """A list or tuple: of that length, or where none is asked for, of at least one."""
    if not isinstance(value, (list, tuple)) or len(value) != (length or max(1, len(value))):
        expected = f"a list of {length}" if length else "a list of at least one"
        raise complaint(isinstance(value, (list, tuple)), name, expected, value)
    return value


def vector(name: str, value: Any, length: int) -> List[float]:
    """A list of that many finite numbers."""
    if isinstance(value, list) and len(value) == length and _all_finite_floats(value):
        return value
    return [number(f"{name}[{i}]", v) for i, v in enumerate(sequence(name, value, length))]


def matrix(name: str, value: Any, n: int, m: int) -> List[List[float]]:
    """A list of n rows of m finite numbers."""
    sequence(name, value, n)
    if (isinstance(value, list) and set(map(type, value)) == {list}
            and set(map(len, value)) == {m} and _all_finite_floats(list(chain(*value)))):
        return value
    return [vector(f"{name}[{i}]", row, m) for i, row in enumerate(value)]


def _all_finite_floats(values: Sequence[Any]) -> bool:
    """The usual case, told at a glance; anything else is looked at number by number."""
    return set(map(type, values)) == {float} and isfinite(sum(values))


def inputs(x: Any, word_dim: int, name: str = "x") -> Checked:
    """T inputs, either all of them vectors of word_dim numbers or all of them class indices."""
    if type(x) is Checked and x.word_dim == word_dim:
        return x
    if is_whole(sequence(name, x)[0]):
        return classes(x, word_dim, len(x), name)
    return _checked(matrix(name, x, len(x), word_dim), word_dim)


def digits(name: str, value: Any, base: float = float("inf"), length: int = 0) -> List[int]:
    """A list of whole numbers from 0 to base - 1, of that length; length 0: of at least one."""
    sequence(name, value, length)
    if (isinstance(value, list) and set(map(type, value)) == {int}
            and 0 <= min(value) and max(value) < base):
        return value
    return [whole(f"{name}[{t}]", digit, 0, base - 1) for t, digit in enumerate(value)]


def classes(y: Any, word_dim: float, length: int, name: str = "y") -> Checked:
    """One class index below word_dim for each input."""
    if type(y) is Checked and y.word_dim == word_dim and len(y) == length:
        return y
    return _checked(digits(name, y, word_dim, length), word_dim)


def _checked(values: Sequence[Any], word_dim: float) -> Checked:
    checked = Checked(values)
    checked.word_dim = word_dim
    return checked


def example(x: Any, y: Any, word_dim: int) -> Tuple[Checked, Checked]:
    """One training example: T inputs and T class indices."""
    x = inputs(x, word_dim)
    return x, classes(y, word_dim, len(x))


def examples(X: Sequence[Any], Y: Sequence[Any],
             word_dim: int) -> Tuple[List[Checked], List[Checked]]:
    """As many lists of inputs as lists of class indices."""
    sequence("Y", Y, len(sequence("X", X)))
    X = [inputs(x, word_dim, f"X[{i}]") for i, x in enumerate(X)]
    return X, [classes(y, word_dim, len(x), f"Y[{i}]") for i, (x, y) in enumerate(zip(X, Y))]


def path(name: str, value: Any) -> str:
    """The name of a file: a string or a Path that ends in a name, as "." and "/" do not."""
    text = os.fspath(value) if isinstance(value, os.PathLike) else value
    if not isinstance(text, str) or "\0" in text or os.path.basename(text) in ("", ".", ".."):
        raise complaint(isinstance(text, str), name, "the name of a file", text)
    return text


def flag(name: str, value: Any) -> None:
    """True or False."""
    if not isinstance(value, bool):
        raise complaint(False, name, "True or False", value)


def function(name: str, value: Any) -> None:
    """What can be called."""
    if not callable(value):
        raise complaint(False, name, "a function", value)


def one_of(name: str, value: Any, choices: Tuple[str, ...]) -> None:
    """One of these strings."""
    if not isinstance(value, str) or value not in choices:
        expected = " or ".join(map(repr, choices))
        raise complaint(isinstance(value, str), name, expected, value)


def seed(value: Any) -> Optional[int]:
    """None, or a whole number of at least 0: to Python, a seed and its negative are the same."""
    if value is not None and (not is_whole(value) or value < 0):
        raise complaint(is_whole(value), "seed", "None or a whole number of at least 0", value)
    return value if value is None else int(value)


def sizes(word_dim: Any, hidden_dim: Any, bptt_truncate: Any) -> Tuple[int, int, int]:
    """The sizes that a Model is made with."""
    word_dim, hidden_dim = whole("word_dim", word_dim, 1), whole("hidden_dim", hidden_dim, 1)
    if hidden_dim * (2 * word_dim + hidden_dim) > MOST_WEIGHTS:
        raise ValueError(f"word_dim and hidden_dim must make at most {MOST_WEIGHTS} weights, "
                         f"got {shown(word_dim)} and {shown(hidden_dim)}")
    return word_dim, hidden_dim, whole("bptt_truncate", bptt_truncate)


def settings(learning_rate: Any, max_norm: Any = None) -> Tuple[float, Optional[float]]:
    """What a step is told, as plain numbers."""
    return (number("learning_rate", learning_rate, 0),
            None if max_norm is None else number("max_norm", max_norm, 0))


def matrices(weights: Any) -> Any:
    """These, by name, if they are lists of lists at a glance: with arrays a step would be another.
    """
    for name, M in weights.items():
        if not (type(M) is list and M and type(M[0]) is list):
            sequence(f"{name}[0]", sequence(name, M)[0])
    return weights.values()


def weights(model: Any) -> None:
    """Numbers in every matrix of a Model, in its shape; they stay numbers over many steps."""
    for name, (n, m) in model.shapes().items():
        largest = max(map(abs, chain(*matrix(name, getattr(model, name, None), n, m))))
        if largest > 1e15:
            raise ValueError(f"{name} must have weights of at most 1e+15, got {shown(largest)}")


def plain(model: Any) -> None:
    """A Model of the plain cell, layer.py's, with sound weights: who takes it apart knows no other.
    """
    if model.layer.__module__ != "rnn_pure.layer":
        raise ValueError(f"model must have the plain cell, RNNLayer, got {model.layer.__name__}")
    weights(model)


def training(model: Any, learning_rate: Any, nepoch: Any, evaluate_loss_after: Any, on_step: Any,
             on_loss: Any) -> None:
    """What Model.train is told, and has."""
    weights(model)
    settings(learning_rate)
    whole("nepoch", nepoch)
    function("on_step", on_step)
    function("on_loss", on_loss)
    if evaluate_loss_after is not None:
        whole("evaluate_loss_after", evaluate_loss_after, 1)


def loss(value: float, model: Any, good: Any) -> float:
    """The loss; if it is no number or too large, Diverged, with the good weights back."""
    if not value < LARGEST_LOSS:
        vars(model).update(good)
        raise Diverged(f"training diverged: the loss became {value:g}; try a tenth of the learning "
                       "rate.  The weights are back at the last good evaluation")
    return value
