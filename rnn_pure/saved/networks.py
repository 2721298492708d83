"""Networks and their files, which say what they hold."""
import sys
from pathlib import Path
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
    tokens: Sequence[str] = ""          # of a language model: its characters, a string; or words
    examples: int = 0                   # seen in training
    settings: Dict[str, Any] = {}       # of the program that trained it
    losses: Sequence[Tuple[int, float]] = ()    # (examples seen, what was measured then)
    finished: bool = True

    @property
    def words(self) -> bool:
        """Whether the classes stand for words; a string is of characters."""
        return not isinstance(self.tokens, str)

    @property
    def task(self) -> Optional[Automaton]:
        """What its answers should be, least significant digit first; None for a text."""
        return self.reading.task if self.reading else self.rule

    def in_words(self) -> str:
        """The task and the inputs, as the end of "a network that ..."."""
        unit = "words" if self.words else "characters"
        return (self.reading.in_words() if self.reading else
                f"follows the rule {self.rule.name or 'in its file'}" if self.rule else
                f"guesses the next of {len(self.tokens)} {unit}" if self.tokens else
                "does not say what it was taught")


SIZES = ("word_dim", "hidden_dim", "bptt_truncate")


def save(model: Model, path: Any, about: About = About()) -> None:
    """Writes the model and what it is to the file, in one piece; OSError if that cannot be done."""
    value = {name: getattr(model, name) for name in SIZES}
    value.update(check.weights(model))
    if about != About():
        value["about"] = values.from_json(values.to_json(_stated(about)))   # in plain lists
        _about(value["about"], model.word_dim)
    values.save(value, path)


def load(path: Any, cell: Type[Model] = Model) -> Tuple[Model, About]:
    """(model, about) from a file that save() wrote; About() where it says nothing of itself.  cell:
    the class of the Model.  DataError (a ValueError) for a file that holds anything else."""
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
    """What a file states.  (Characters as numbers: no line of a pickle grows with an alphabet.)"""
    tokens, words = list(about.tokens), about.words
    return dict(
        (about.reading or Reading())._asdict(), rule=about.rule and about.rule._asdict(),
        task="adding" if about.reading else "rule" if about.rule else "language" if tokens else "",
        characters=[] if words else list(map(ord, tokens)), words=tokens if words else [],
        examples=about.examples, settings=about.settings, losses=about.losses,
        finished=about.finished)


def _about(stated: Any, word_dim: int) -> About:
    """The same as About, which must fit the network; what is not known here is passed over."""
    known = {**_stated(About()), **check.instance("about", stated, dict)}
    task, about = known["task"], About()
    if task == "adding":
        check.whole("about.base", known["base"], word_dim, word_dim)
        about = About(Reading(*[known[name] for name in Reading._fields]))
    elif task == "rule":
        about = About(rule=Automaton(*check.fields("about.rule", known["rule"], Automaton._fields)))
    elif task == "language" and known["words"]:
        words = check.sequence("about.words", known["words"], word_dim)
        about = About(tokens=tuple([check.instance("about.words", word, str) for word in words]))
    elif task == "language":
        codes = check.digits("about.characters", known["characters"], sys.maxunicode + 1, word_dim)
        about = About(tokens="".join(map(chr, codes)))
    elif task != "":
        raise check.complaint(True, "about.task", "'adding', 'rule' or 'language'", task)
    if about.task:
        check_automaton(about.task, word_dim)
    losses = [check.sequence("about.losses", pair, 2)
              for pair in check.instance("about.losses", known["losses"], (list, tuple))]
    return about._replace(
        examples=check.whole("about.examples", known["examples"]),
        settings=check.instance("about.settings", known["settings"], dict),
        losses=tuple([(check.whole("about.losses", seen), check.number("about.losses", loss))
                      for seen, loss in losses]),
        finished=check.instance("about.finished", known["finished"], bool))


def describe(model: Model, about: About) -> List[str]:
    """What the network is, and how it was trained: one fact each."""
    facts = [f"it {about.in_words()}", f"{model.hidden_dim} hidden units, word_dim "
             f"{model.word_dim}; errors flowed back {model.bptt_truncate} steps"]
    if about != About():
        settings = ", ".join([f"{name} {value}" for name, value in about.settings.items()])
        facts += [f"{about.examples} examples; {'' if about.finished else 'not '}finished",
                  f"loss {dict(about.losses).get(about.examples, 'not measured')}",
                  f"settings {settings or 'not stated'}"]
    return facts


def beside(path: Any, more: str) -> Path:
    """Another network's file: beside reverse.model, for "_quick", reverse_quick.model."""
    file = Path(path)
    return file.with_name(f"{file.stem}{more}{file.suffix}")


def model_path(folder: Any, is_reverse: bool = True) -> Path:
    """Where an experiment saves its network, and the other programs look for it."""
    return Path(folder) / ("reverse.model" if is_reverse else "natural.model")
