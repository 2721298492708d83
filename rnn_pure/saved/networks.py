"""Networks and their files, which say what they hold."""
import sys
from pathlib import Path
from textwrap import wrap
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple, Type

from .. import check
from ..model import Model
from ..tasks.adding import Reading
from ..tasks.automaton import Automaton, check_automaton
from . import values


class About(NamedTuple):
    """What a network was taught, and how: kept in its file beside sizes and weights."""

    reading: Optional[Reading] = None   # of a network that adds: how it reads a sum
    rule: Optional[Automaton] = None    # of one that follows another rule
    characters: str = ""                # of a language model: what its classes stand for ..
    words: Sequence[str] = ()           # .. or these
    examples: int = 0                   # seen in training
    settings: Dict[str, Any] = {}       # of the program that trained it
    losses: Sequence[Tuple[int, float]] = ()    # (examples seen, what was measured then)
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
    value = {name: getattr(model, name) for name in SIZES}
    value.update(check.weights(model))
    if about.kind:
        value["about"] = values.from_json(values.to_json(_stated(about)))   # in plain lists
        _about(value["about"], model.word_dim)
    values.save(value, path)


def load(path: Any, cell: Type[Model] = Model) -> Tuple[Model, About]:
    """(model, about) from a file that save() wrote; where it says nothing of itself, kind is empty.

    cell: the class of the Model that it holds.  DataError (a ValueError) for a file that holds
    anything else, or weights that are too large.
    """
    def network(saved: Any) -> Tuple[Model, About]:
        model = cell.__new__(cell)
        vars(model).update(zip(SIZES, check.sizes(*check.fields("a saved model", saved, SIZES))))
        names = list(model.shapes())
        vars(model).update(zip(names, check.fields(f"a saved {cell.__name__}", saved, names)))
        check.weights(model)
        stated = saved.get("about", {})
        if "characters" in saved:       # a language model of version 1.0.0
            stated = dict(task="language", characters=saved["characters"])
        return model, _about(stated, model.word_dim)

    return values.load(path, network)


def _stated(about: About) -> Dict[str, Any]:
    """What a file states of its network.

    Characters are written as numbers: a line of a pickle must not grow with the alphabet.
    """
    stated = dict(about._asdict(), task=about.kind, characters=list(map(ord, about.characters)),
                  words=list(about.words), rule=about.rule and about.rule._asdict(),
                  losses=list(about.losses), **(about.reading or Reading())._asdict())
    del stated["reading"]
    return stated


def _about(stated: Any, word_dim: int) -> About:
    """The same as About, which must fit the network; what is not known here is passed over."""
    default = _stated(About())
    known = {**default, **check.instance("about", stated, dict)}
    for name, value in default.items():
        check.instance(f"about.{name}", known[name], object if value is None else type(value))
    task, reading, rule = known["task"], None, None
    if task == "adding":
        reading = Reading(*[known[name] for name in Reading._fields])
        check.whole("about.base", reading.base, word_dim, word_dim)
        reading.check()
    elif task == "rule":
        rule = Automaton(*check.fields("about.rule", known["rule"], Automaton._fields))
        check_automaton(rule, word_dim)
    elif task == "language":
        tokens = "words" if known["words"] else "characters"
        check.sequence(f"about.{tokens}", known[tokens], word_dim)
    elif task:
        raise check.complaint(True, "about.task", "'adding', 'rule' or 'language'", task)
    characters = [chr(check.whole("about.characters", code, 0, sys.maxunicode))
                  for code in known["characters"]]
    words = [check.instance("about.words", word, str) for word in known["words"]]
    losses = [check.sequence("about.losses", pair, 2) for pair in known["losses"]]
    return About(reading, rule, "".join(characters), tuple(words),
                 check.whole("about.examples", known["examples"]), known["settings"],
                 tuple([(check.whole("about.losses", seen), check.number("about.losses", loss))
                        for seen, loss in losses]), known["finished"])


def describe(model: Model, about: About) -> List[str]:
    """The lines, of at most 80 columns, that tell all of this to a person."""
    weights = sum([n * m for n, m in model.shapes().values()])
    rows = [("task", f"it {about.in_words()}"),
            ("network", f"{model.hidden_dim} hidden units, word_dim {model.word_dim}, {weights} "
                        f"weights; errors flowed back {model.bptt_truncate} steps")]
    if about.kind:
        state = "finished" if about.finished else "not finished: --resume goes on from here"
        settings = ", ".join([f"{name} {value}" for name, value in about.settings.items()])
        loss = dict(about.losses).get(about.examples)
        rows += [("training", f"{about.examples} examples; {state}"),
                 ("loss", "not measured" if loss is None else f"{loss:f}"),
                 ("settings", settings or "not stated")]
    return [line for name, text in rows
            for line in wrap(f"{name:10}{text}", 79, subsequent_indent=10 * " ")]


def beside(path: Any, more: str) -> Path:
    """Another network's file: beside reverse.model, for "_quick", reverse_quick.model."""
    file = Path(path)
    return file.with_name(f"{file.stem}{more}{file.suffix}")


def model_path(folder: Any, is_reverse: bool = True) -> Path:
    """Where an experiment saves its network, and the other programs look for it."""
    return Path(folder) / ("reverse.model" if is_reverse else "natural.model")
