"""Types for argparse: what the programs ask of their flags, one sentence for what does not fit."""
import argparse
from contextlib import suppress
from pathlib import Path
from typing import Any, Callable, Optional

from ..check import shown
from ..saved import files, networks

Type = Callable[[str], Any]
MOST_SEEDS = 10 ** 6    # from here on are the seeds of what is tested


class Parser(argparse.ArgumentParser):
    """--help shows a program's docstring as it is written, and each flag's type and default."""

    def __init__(self, doc: Optional[str]) -> None:
        super().__init__(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)

    def add_argument(self, *names: Any, **how: Any) -> argparse.Action:
        if "type" in how:
            how.setdefault("metavar", getattr(how["type"], "metavar"))
        if how.get("default") not in (None, argparse.SUPPRESS):
            how["help"] += " (%(default)s)"
        return super().add_argument(*names, **how)

    def network(self, folder: Any, text: str = "the trained network") -> None:
        """--model: a network in a file; the default is the folder's of the article's settings."""
        self.add_argument("--model", type=existing, default=networks.model_path(folder), help=text)

    def refuse(self, options: argparse.Namespace, names: str, reason: str) -> None:
        """Ends with a sentence if any of these flags was given: it would have no effect."""
        for name in names.split():
            if getattr(options, name) != self.get_default(name):
                self.error(f"--{name.replace('_', '-')} has no effect: {reason}")


def kind(metavar: str, expected: str, read: Type, fits: Callable[[Any], Any]) -> Type:
    """A type: what read() makes of a text that is not empty, if it fits.  metavar: for --help."""
    def parse(text: str) -> Any:
        with suppress(ValueError, LookupError, OSError):
            value = read(text)
            if text and fits(value):
                return value
        raise argparse.ArgumentTypeError(f"expected {expected}, got {shown(text)}")
    setattr(parse, "metavar", metavar)
    return parse


def whole(least: int, most: int = 10 ** 6) -> Type:
    """A whole number from least to most."""
    return kind("N", f"a whole number from {least} to {most}", int, lambda n: least <= n <= most)


seed = whole(0, MOST_SEEDS - 1)
positive = kind("X", "a number from 1e-300 to 1e+15", float,      # a share of it is above 0, too
                lambda v: 1e-300 <= v <= 1e15)
number_to_add = kind("NUMBER", "a whole number from 0 on, of at most 300000 digits",
                     lambda text: int(text) if len(text) <= 300000 else -1, lambda n: n >= 0)
file = kind("FILE", "the name of a file", Path, files.must_be_file)     # there, or not yet
existing = kind("FILE", "a file that exists", Path, Path.is_file)
folder = kind("DIR", "the name of a folder", Path, lambda path: path.is_dir() or not path.exists())
encoding = kind("NAME", "an encoding, such as utf-8 or gb18030", str, " ".encode)
