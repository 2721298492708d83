"""Networks and their files, which say what they hold."""
import sys
from glob import escape
from pathlib import Path
from textwrap import wrap
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple, Type

from .. import check
from ..model import Model
from ..tasks.adding import Reading
from ..tasks.automaton import Automaton, check_automaton
from . import pickles


class About(NamedTuple):
    """What a network was taught, and how: kept in its file beside sizes and weights."""

    reading: Optional[Reading] = None   # of a network that adds: how it reads a sum
    rule: Optional[Automaton] = None    # of one that follows another rule
    characters: str = ""                # of a language model: what its classes stand for ..
    words: Sequence[str] = ()           # .. or these
    examples: int = 0                   # seen in training
    settings: Dict[str, Any] = {}       # of the program that trained it
    losses: Sequence[Tuple[int, float]] = ()    # (examples seen, what was measured then)
    loss: Optional[float] = None        # at the end
    finished: bool = True

    @property
    def kind(self) -> str:
        """"adding", "rule" or "language"; empty: the file does not state it."""
        return ("adding" if self.reading else "rule" if self.rule else
                "language" if self.tokens else "")

    @property
    def tokens(self) -> Sequence[str]:
        """What the classes of a language model stand for."""
        return self.words or self.characters

    @property
    def task(self) -> Optional[Automaton]:
        """What its answers should be, least significant digit first; None for a text."""
        return self.reading.task if self.reading else self.rule

    def in_words(self) -> str:
        """The task and the inputs, as the end of "a network that ..."."""
        if self.reading:
            return self.reading.in_words()
        if self.rule:
            return f"follows the rule {self.rule.name or 'in its file'}"
        if self.tokens:
            kind = "words" if self.words else "characters"
            return f"guesses the next of {len(self.tokens)} {kind}"
        return "does not say what it was taught"


SIZES = ("word_dim", "hidden_dim", "bptt_truncate")


def save(model: Model, path: Any, about: About = About()) -> None:
    """Writes the model and what it is to the file, in one piece; OSError if that cannot be done."""
    check.weights(model)
    value: Dict[str, Any] = {name: getattr(model, name) for name in SIZES}
    value.update(model.weights())
    if about.kind:
        # Characters are written as numbers: a line of a pickle must not grow with the alphabet.
        value["about"] = dict(about._asdict(), task=about.kind,
                              characters=list(map(ord, about.characters)),
                              rule=dict(about.rule._asdict()) if about.rule else None,
                              **(about.reading or Reading())._asdict())
        del value["about"]["reading"]
        _about(value["about"], model.word_dim)
    pickles.save(value, path)


def load(path: Any, cell: Type[Model] = Model) -> Tuple[Model, About]:
    """(model, about) from a file that save() wrote; where it says nothing of itself, kind is empty.

    cell: the class of the Model that it holds.  DataError (a ValueError) for a file that holds
    anything else, or weights that are too large.
    """
    model, about = cell.__new__(cell), About()

    def verify(saved: Any) -> None:
        nonlocal about
        if not isinstance(saved, dict) or not set(SIZES) <= set(saved):
            raise check.complaint(isinstance(saved, dict), "a saved model",
                                  "a dict of " + ", ".join(SIZES) + " and weights", saved)
        sizes = {name: saved[name] for name in SIZES}
        check.sizes(*sizes.values())
        vars(model).update(sizes)
        if not set(model.shapes()) <= set(saved):
            raise ValueError(f"it must hold a {cell.__name__}, with the weights "
                             f"{', '.join(model.shapes())}, and has {', '.join(map(str, saved))}")
        vars(model).update({name: saved[name] for name in model.shapes()})
        check.weights(model)
        stated = saved.get("about", {})
        if "characters" in saved:       # a language model of version 1.0.0
            stated = dict(task="language", characters=saved["characters"])
        about = _about(stated, model.word_dim)

    pickles.load(path, verify)
    return model, about


def _about(stated: Any, word_dim: int) -> About:
    """What a file states of its network, which must fit it; what is not known here is passed over.
    """
    check.instance("about", stated, dict)
    empty = dict(About()._asdict(), task="", **Reading()._asdict())
    known = dict(empty, **{name: stated[name] for name in stated if name in empty})
    kind, reading, rule = known["task"], None, None
    if kind not in ("", "adding", "rule", "language"):
        raise check.complaint(True, "about.task", "'', 'adding', 'rule' or 'language'", kind)
    if kind == "adding":
        reading = Reading(*[known[name] for name in Reading._fields])
        check.whole("about.base", reading.base, word_dim, word_dim)
        check.instance("about.is_reverse", reading.is_reverse, bool)
        check.instance("about.counts", reading.counts, bool)
        reading.check()
    elif kind == "rule":
        if not isinstance(known["rule"], dict) or not set(Automaton._fields) <= set(known["rule"]):
            raise check.complaint(isinstance(known["rule"], dict), "about.rule",
                                  "a dict of " + ", ".join(Automaton._fields), known["rule"])
        rule = Automaton(*[known["rule"][name] for name in Automaton._fields])
        check_automaton(rule, word_dim)
    codes = known["characters"]
    if kind == "language":
        name = "words" if known["words"] else "characters"
        check.sequence("about." + name, known[name], word_dim)
    for code in codes:
        check.whole("about.characters", code, 0, sys.maxunicode)
    for word in known["words"]:
        if not isinstance(word, str):
            raise check.complaint(False, "about.words", "strings", word)
    check.whole("about.examples", known["examples"])
    check.instance("about.finished", known["finished"], bool)
    if not isinstance(known["settings"], dict):
        raise check.complaint(False, "about.settings", "a dict", known["settings"])
    for name, value in known["settings"].items():
        if not isinstance(name, str) or not isinstance(value, (bool, int, float, str)):
            raise check.complaint(False, "about.settings", "names and numbers or strings", value)
    if not isinstance(known["losses"], (list, tuple)):
        raise check.complaint(False, "about.losses", "a list", known["losses"])
    for entry in known["losses"]:
        check.sequence("about.losses", entry, 2)
        check.whole("about.losses", entry[0])
        check.number("about.losses", entry[1])
    if known["loss"] is not None:
        check.number("about.loss", known["loss"])
    losses = tuple([(seen, loss) for seen, loss in known["losses"]])
    return About(reading, rule, "".join(map(chr, codes)), tuple(known["words"]),
                 known["examples"], known["settings"], losses, known["loss"], known["finished"])


def describe(model: Model, about: About) -> List[str]:
    """The lines, of at most 80 columns, that tell all of this to a person."""
    weights = sum([n * m for n, m in model.shapes().values()])
    rows = [("task", f"it {about.in_words()}"),
            ("network", "%d hidden units, word_dim %d, %d weights; errors flowed back %d steps" % (
                model.hidden_dim, model.word_dim, weights, model.bptt_truncate))]
    if about.kind:
        state = "finished" if about.finished else "not finished: --resume goes on from here"
        settings = ", ".join("%s %s" % item for item in about.settings.items())
        rows.append(("training", f"{about.examples} examples; {state}"))
        rows.append(("loss", "not measured" if about.loss is None else f"{about.loss:f}"))
        rows.append(("settings", settings or "not stated"))
    return [line for name, text in rows
            for line in wrap(f"{name:10}{text}", 79, subsequent_indent=10 * " ")]


def model_path(folder: Any, is_reverse: bool = True, kind: str = "") -> Path:
    """Where an experiment saves its network, and the other programs look for it.

    A kind, "quick" or "trial" (of other settings), goes elsewhere: it must not replace two minutes'
    training.
    """
    return Path(str(folder)) / ("%s%s.model" % (
        "reverse" if is_reverse else "natural", kind and "_" + kind))


def quick_path(path: Any) -> Path:
    """Where the network of a --quick run is kept: reverse_quick.model beside reverse.model."""
    file = Path(str(path))
    return file.with_name(f"{file.stem}_quick{file.suffix}")


def partial_path(path: Any, key: str) -> Path:
    """Where a network that is not finished is kept: reverse.partial-KEY.model beside reverse.model.
    """
    file = Path(str(path))
    return file.with_name(f"{file.stem}.partial{key}{file.suffix}")


def partial_files(path: Any) -> List[Path]:
    """Those that there are, of all trainings."""
    file = Path(str(path))
    return sorted(file.parent.glob(f"{escape(file.stem)}.partial*{escape(file.suffix)}"))
