"""Networks and their files, which say what they hold; and a network made on the spot."""
import sys
from pathlib import Path
from textwrap import wrap
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence, Tuple

from .. import check
from ..check import DataError
from ..matrix import Example
from ..model import Model
from ..tasks.adding import Digits, long_examples
from . import pickles


class About(NamedTuple):
    """What a network was taught, and how: kept in its file beside sizes and weights."""

    task: str = ""                      # "adding" or "language"; empty: not stated
    base: int = 2                       # of the digits that it adds
    is_reverse: bool = True             # reads the least significant digit first
    counts: bool = False                # reads how often each digit occurs in a column
    characters: str = ""                # of a language model: what its classes stand for
    examples: int = 0                   # seen in training
    settings: Dict[str, Any] = {}       # of the program that trained it
    losses: Sequence[Tuple[int, float]] = ()    # (examples seen, what was measured then)
    loss: Optional[float] = None        # at the end
    finished: bool = True

    @property
    def encoding(self) -> Dict[str, Any]:
        """The arguments with which encode() and answer_sum() make what this network reads."""
        return dict(is_reverse=self.is_reverse, counts=self.counts, base=self.base)

    def in_words(self) -> str:
        """The task and the inputs, as the end of "a network that ..."."""
        if self.task == "language":
            return f"guesses the next of {len(self.characters)} characters"
        if not self.task:
            return "does not say what it was taught"
        return "adds in base %d, %s significant digit first, and reads %s" % (
            self.base, "least" if self.is_reverse else "most",
            "how often each digit occurs in a column" if self.counts
            else "a column as its two digits")


def save(model: Model, about: About, path: Any) -> None:
    """Writes the model and what it is to the file, in one piece; OSError if that cannot be done."""
    check.weights(vars(model))
    # Characters are written as numbers: a line of a pickle must not grow with the alphabet.
    stated = dict(about._asdict(), characters=list(map(ord, about.characters)))
    check_about(stated, model.word_dim)
    fields = {name: getattr(model, name) for name in check.MODEL_FIELDS}
    pickles.save(dict(fields, about=stated), path)


def load(path: Any) -> Tuple[Model, About]:
    """(model, about) from a file that save() wrote; where it says nothing of itself, task is empty.

    DataError (a ValueError) for a file that holds anything else, or weights that are too large.
    """
    saved = pickles.load(path, _verify)
    model = Model.__new__(Model)
    vars(model).update((name, saved[name]) for name in check.MODEL_FIELDS)
    stated = saved.get("about", {})
    if "characters" in saved:       # a language model of version 1.0.0
        stated = dict(task="language", characters=saved["characters"])
    characters = "".join([chr(code) for code in stated.get("characters", ())])
    losses = tuple([(seen, loss) for seen, loss in stated.get("losses", ())])
    return model, About(**dict(stated, characters=characters, losses=losses))


def _verify(saved: Any) -> None:
    check.weights(saved)
    check.weights_in_range(saved)
    if "about" in saved:
        check_about(saved["about"], saved["word_dim"])
    if "characters" in saved:
        _check_characters(saved["characters"], saved["word_dim"])


def check_about(stated: Any, word_dim: int) -> None:
    """What a file states of its network must be complete, and fit the network."""
    if not isinstance(stated, dict) or set(stated) != set(About._fields):
        fields = "a dict of " + ", ".join(About._fields)
        raise check.complaint(isinstance(stated, dict), "about", fields, stated)
    if stated["task"] not in ("adding", "language"):
        raise check.complaint(True, "about.task", "'adding' or 'language'", stated["task"])
    check.whole("about.base", stated["base"], 2)
    check.whole("about.examples", stated["examples"])
    for name in ("is_reverse", "counts", "finished"):
        check.flag("about." + name, stated[name])
    if stated["task"] == "language":
        _check_characters(stated["characters"], word_dim)
    elif stated["base"] != word_dim:
        raise ValueError(f"about.base must be word_dim = {word_dim}, got {stated['base']}")
    elif stated["characters"] != []:
        raise check.complaint(True, "characters", "empty for a network that adds",
                              stated["characters"])
    if not isinstance(stated["settings"], dict):
        raise check.complaint(False, "about.settings", "a dict", stated["settings"])
    for name, value in stated["settings"].items():
        if not isinstance(name, str) or not isinstance(value, (bool, int, float, str)):
            raise check.complaint(False, "about.settings", "names and numbers or strings", value)
    if not isinstance(stated["losses"], (list, tuple)):
        raise check.complaint(False, "about.losses", "a list", stated["losses"])
    for entry in stated["losses"]:
        check.sequence("about.losses", entry, 2)
        check.whole("about.losses", entry[0])
        check.number("about.losses", entry[1])
    if stated["loss"] is not None:
        check.number("about.loss", stated["loss"])


def _check_characters(codes: Any, word_dim: int) -> None:
    check.sequence("characters", codes, word_dim)
    for code in codes:
        check.whole("characters", code, 0, sys.maxunicode)


def describe(model: Model, about: About) -> List[str]:
    """The lines, of at most 80 columns, that tell all of this to a person."""
    weights = model.hidden_dim * (2 * model.word_dim + model.hidden_dim)
    rows = [("task", f"it {about.in_words()}"),
            ("network", "%d hidden units, word_dim %d, %d weights; errors flowed back %d steps" % (
                model.hidden_dim, model.word_dim, weights, model.bptt_truncate))]
    if about.task:
        state = "finished" if about.finished else "not finished: --resume goes on from here"
        settings = ", ".join("%s %s" % item for item in about.settings.items())
        rows.append(("training", f"{about.examples} examples; {state}"))
        rows.append(("loss", "not measured" if about.loss is None else f"{about.loss:f}"))
        rows.append(("settings", settings or "not stated"))
    return [line for name, text in rows
            for line in wrap(f"{name:10}{text}", 79, subsequent_indent=10 * " ")]


def quick_network(is_reverse: bool = True, seed: int = 0, examples: int = 2000, hidden: int = 16,
                  noise: float = 0.1, learning_rate: float = 0.05,
                  on_step: Optional[Callable[[int], Any]] = None) -> Model:
    """A network trained on long_examples, with full backpropagation: for a second or two."""
    X, Y = long_examples(examples, noise=noise, seed=seed, is_reverse=is_reverse)
    model = Model(2, hidden, bptt_truncate=len(X[0]) - 1, seed=seed)
    practise(model, X, Y, learning_rate, on_step)
    return model


def practise(model: Model, X: Sequence[Example], Y: Sequence[Digits], learning_rate: float,
             on_step: Optional[Callable[[int], Any]] = None, num_examples_seen: int = 0) -> None:
    """Each example once, in steps that get shorter evenly, to a twentieth of the learning rate.

    Long steps find the way, short ones settle.  A gradient is shortened to a norm of 5.  on_step(n)
    is called after the n-th example.  num_examples_seen: where an earlier call was interrupted;
    this one goes on there.
    """
    X, Y = check.examples(X, Y, model.word_dim)
    for i in range(num_examples_seen, len(X)):
        rate = learning_rate * (1.0 - 0.95 * i / max(1, len(X) - 1))
        model.sgd_step(X[i], Y[i], rate, max_norm=5.0)
        if on_step:
            on_step(i + 1)


def quick_path(path: Any) -> Path:
    """Where the network of a --quick run is kept: reverse_quick.model beside reverse.model."""
    file = Path(str(path))
    return file.with_name(f"{file.stem}_quick{file.suffix}")


def partial_path(path: Any) -> Path:
    """Where a network that is not finished is kept: reverse.partial.model beside reverse.model."""
    file = Path(str(path))
    return file.with_name(f"{file.stem}.partial{file.suffix}")


def find_network(path: Any, is_reverse: bool = True) -> Tuple[Model, About]:
    """A network that adds bits: the one in the file, else a quick one beside it, else a new one.

    Says which.  is_reverse: the order of a new one, assumed of a file that states none; the order
    and the encoding to use are those of the About.  DataError for a network of another task.
    """
    here = [file for file in (Path(str(path)), quick_path(path)) if file.exists()]
    if not here:
        print(f"There is no {path} yet, so a network is trained now, for a second.", flush=True)
        model = quick_network(is_reverse)
        return model, About("adding", is_reverse=is_reverse, examples=2000)
    model, about = load(here[0])
    if about.task == "language" or about.base != 2:
        raise DataError("%s must hold a network that adds in base 2, but it is one that %s" % (
            here[0], about.in_words()))
    if model.word_dim != 2:
        raise DataError(f"{here[0]} must hold a network with word_dim 2, got {model.word_dim}")
    if here[0] == Path(str(path)):
        print(f"The network is the one in {here[0]}{'' if about.finished else ', not finished'}.")
    else:
        print("The network is the one in %s: %d examples.\nThe two-minute one may add better: "
              "python examples/train_%s.py" % (
                  here[0], about.examples, "reverse" if is_reverse else "natural"))
    return model, about if about.task else about._replace(is_reverse=is_reverse)
