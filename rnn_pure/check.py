"""What public entry points ask of their arguments: its plain value, or one clear sentence.

The sentence names the argument, what was expected, and what came.  A wrong type is a TypeError, a
wrong value a ValueError.  A number, NumPy's too, becomes the int or float that it equals.
"""
from itertools import chain
from math import inf
from numbers import Integral, Real
from typing import Any, Callable, Dict, Hashable, List, Optional, Sequence, Tuple

LARGEST = 1e15      # of numbers: sums of products of them are far from overflowing
MOST_WEIGHTS = 10 ** 7      # of a Model: a step with so many takes seconds
LARGEST_LOSS = 709.0        # beyond it the perplexity, e^loss, overflows
CALLED = {bool: "True or False", str: "a string", (list, tuple): "a list", Callable: "a function",
          Hashable: "hashable, as a tuple"}


class DataError(ValueError):
    """A file that does not hold what it should; the message names the file and what is wrong."""


class Diverged(ArithmeticError):
    """Training ran away from any minimum; the model holds its last good weights."""


class Checked(List[Any]):
    """Inputs or classes that have passed for this word_dim, or digits of this base.  From then on
    they pass at a glance: a loop over examples must not check the same one again and again."""

    def __init__(self, values: Sequence[Any], word_dim: float) -> None:
        super().__init__(values)
        self.word_dim = word_dim


def shown(value: Any) -> str:
    """The value, short enough for a message, whatever it is."""
    if isinstance(value, (list, tuple, dict)):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, int) and value.bit_length() > 64:
        return f"an integer of {value.bit_length()} bits"
    if value is None or isinstance(value, (bool, int, float, str, bytes)):
        text = ascii(value)
        return text if len(text) <= 60 else text[:56] + " ..."
    hint = ("; its method tolist() makes a plain one" if hasattr(value, "tolist") else  # an array
            "; list() makes a list of it" if hasattr(value, "__iter__") else "")
    return f"a value of type {type(value).__name__}{hint}"


def complaint(right_type: bool, name: str, expected: str, value: Any) -> Exception:
    kind = ValueError if right_type else TypeError
    return kind(f"{name} must be {expected}, got {shown(value)}")


def instance(name: str, value: Any, kind: Any) -> Any:
    """The value, which is one of this kind."""
    if not isinstance(value, kind):
        raise complaint(False, name, CALLED.get(kind) or f"of type {kind.__name__}", value)
    return value


def whole(name: str, value: Any, least: int = 0, most: float = inf) -> int:
    """A whole number from least to most."""
    is_whole = isinstance(value, (int, Integral)) and not isinstance(value, bool)
    if not is_whole or not least <= value <= most:
        span = f"of at least {least}" if most == inf else f"from {least} to {most}"
        raise complaint(is_whole, name, "a whole number " + span, value)
    return int(value)


def number(name: str, value: Any, above: float = -LARGEST) -> float:
    """A number above a bound, and not too large."""
    is_real = isinstance(value, (float, Real)) and not isinstance(value, bool)
    if not is_real or not above < value <= LARGEST:
        raise complaint(is_real, name, f"a finite number above {above:g}, up to {LARGEST:g}", value)
    return float(value)


def fields(name: str, value: Any, names: Sequence[str]) -> List[Any]:
    """The values of a dict under these names, whatever else there is."""
    if not isinstance(value, dict) or not set(names) <= set(value):
        raise complaint(isinstance(value, dict), name, "a dict of " + ", ".join(names), value)
    return [value[key] for key in names]


def sequence(name: str, value: Any, length: int = 0) -> Any:
    """A list or tuple: of that length, or where none is asked for, of at least one."""
    is_list = isinstance(value, (list, tuple))
    if not is_list or len(value) != (length or max(1, len(value))):
        raise complaint(is_list, name, f"a list of {length or 'at least one'}", value)
    return value


def vector(name: str, value: Any, length: int) -> List[float]:
    """A list of that many finite numbers."""
    return [v if type(v) is float and abs(v) < LARGEST else number(f"{name}[{i}]", v)
            for i, v in enumerate(sequence(name, value, length))]


def matrix(name: str, value: Any, n: int, m: int) -> List[List[float]]:
    """A list of n rows of m finite numbers."""
    sequence(name, value, n)
    if isinstance(value, list) and set(map(type, value)) == {list} and set(map(len, value)) == {m}:
        numbers = list(chain(*value))
        if set(map(type, numbers)) == {float} and sum(map(abs, numbers)) < LARGEST:
            return value        # the usual case, told at a glance
    return [vector(f"{name}[{i}]", row, m) for i, row in enumerate(value)]


def digits(name: str, value: Any, base: float = inf, length: int = 0) -> Checked:
    """A list of whole numbers from 0 to base - 1, of that length; length 0: of at least one."""
    if type(value) is Checked and value.word_dim == base and len(value) == (length or len(value)):
        return value
    sequence(name, value, length)
    if set(map(type, value)) != {int} or min(value) < 0 or max(value) >= base:
        value = [whole(f"{name}[{t}]", v, 0, base - 1) for t, v in enumerate(value)]
    return Checked(value, base)


def inputs(x: Any, word_dim: int, name: str = "x") -> Checked:
    """T inputs, either all of them vectors of word_dim numbers or all of them class indices."""
    if type(x) is Checked and x.word_dim == word_dim:
        return x
    if isinstance(sequence(name, x)[0], (int, Integral)):
        return digits(name, x, word_dim)
    return Checked(matrix(name, x, len(x), word_dim), word_dim)


def example(x: Any, y: Any, word_dim: int) -> Tuple[Checked, Checked]:
    """One training example: T inputs and T class indices."""
    x = inputs(x, word_dim)
    return x, digits("y", y, word_dim, len(x))


def examples(X: Any, Y: Any, word_dim: int) -> Tuple[List[Checked], List[Checked]]:
    """As many lists of inputs as lists of class indices."""
    sequence("Y", Y, len(sequence("X", X)))
    X = [inputs(x, word_dim, f"X[{i}]") for i, x in enumerate(X)]
    return X, [digits(f"Y[{i}]", y, word_dim, len(x)) for i, (x, y) in enumerate(zip(X, Y))]


def seed(value: Any) -> Optional[int]:
    """None, or a whole number of at least 0: to Python, a seed and its negative are the same."""
    return None if value is None else whole("seed", value)


def sizes(word_dim: Any, hidden_dim: Any, bptt_truncate: Any) -> Tuple[int, int, int]:
    """The sizes of a Model."""
    word_dim, hidden_dim = whole("word_dim", word_dim, 1), whole("hidden_dim", hidden_dim, 1)
    if hidden_dim * (2 * word_dim + hidden_dim) > MOST_WEIGHTS:
        raise ValueError(f"word_dim and hidden_dim must make at most {MOST_WEIGHTS} weights, "
                         f"got {shown(word_dim)} and {shown(hidden_dim)}")
    return word_dim, hidden_dim, whole("bptt_truncate", bptt_truncate)


def matrices(weights: Any) -> Any:
    """These, by name: lists of lists, told at a glance; with arrays a step would be another."""
    for name, M in weights.items():
        if not (type(M) is list and M and type(M[0]) is list):
            sequence(f"{name}[0]", sequence(name, M)[0])
    return weights.values()


def weights(model: Any) -> Dict[str, Any]:
    """Every matrix of a Model, in its shape, in plain numbers."""
    return {name: matrix(name, getattr(model, name, None), n, m)
            for name, (n, m) in model.shapes().items()}


def plain(model: Any) -> None:
    """A Model of the plain cell, layer.py's, with sound weights: the only one to take apart."""
    if model.layer.__module__ != "rnn_pure.layer":
        raise ValueError(f"model must have the plain cell, RNNLayer, got {model.layer.__name__}")
    weights(model)


def settings(learning_rate: Any, max_norm: Any = None) -> Tuple[float, Optional[float]]:
    """What a step is told, as plain numbers."""
    return (number("learning_rate", learning_rate, 0),
            None if max_norm is None else number("max_norm", max_norm, 0))


def training(model: Any, rate: Any, nepoch: Any, every: Any, on_step: Any, on_loss: Any) -> None:
    """What Model.train is told, and has."""
    weights(model)
    settings(rate)
    whole("nepoch", nepoch)
    whole("evaluate_loss_after", 1 if every is None else every, 1)
    instance("on_step", on_step, Callable)
    instance("on_loss", on_loss, Callable)


def loss(value: float, model: Any, good: Any) -> float:
    """The loss; if it is no number or too large, Diverged, with the good weights back."""
    if not value < LARGEST_LOSS:
        vars(model).update(good)
        raise Diverged(f"training diverged: the loss became {value:g}; try a tenth of the learning "
                       "rate.  The weights are back at the last good evaluation")
    return value
