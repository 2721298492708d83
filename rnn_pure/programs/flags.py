"""Types for argparse: what the programs ask of their flags, one sentence for what does not fit."""
import argparse
from pathlib import Path
from typing import Any, Callable, Optional

from ..check import shown
from ..saved import files, networks

MOST_SEEDS = 10 ** 6    # from here on are the seeds of what is tested: see quick.FRESH_SEED


def parser(doc: Optional[str]) -> argparse.ArgumentParser:
    """For a program whose docstring is shown as it is written."""
    return argparse.ArgumentParser(description=doc,
                                   formatter_class=argparse.RawDescriptionHelpFormatter)


def network(parser: argparse.ArgumentParser, folder: Any,
            text: str = "the trained network") -> None:
    """--model: a network in a file; if none is given, the folder's of the article's settings."""
    parser.add_argument("--model", type=existing, default=networks.model_path(folder),
                        metavar="FILE", help=f"{text} (%(default)s)")


def file(text: str) -> Path:
    """The name of a file: one that is there, or could be; no folder, pipe or device."""
    try:
        files.must_be_file(text)
    except (ValueError, OSError):
        raise argparse.ArgumentTypeError(
            f"expected the name of a file, got {shown(text)}") from None
    return Path(text)


def existing(text: str) -> Path:
    """The name of a file that is there."""
    if not file(text).exists():
        raise argparse.ArgumentTypeError(f"expected a file that exists, got {text}")
    return Path(text)


def folder(text: str) -> Path:
    """The name of a folder: one that is there, or could be."""
    try:
        wrong = not text or Path(text).exists() and not Path(text).is_dir()
    except (ValueError, OSError):       # a NUL, too long, ...
        wrong = True
    if wrong:
        raise argparse.ArgumentTypeError(f"expected the name of a folder, got {shown(text)}")
    return Path(text)


def encoding(text: str) -> str:
    """The name of an encoding of text that Python knows."""
    try:
        " ".encode(text)
    except (LookupError, ValueError):
        raise argparse.ArgumentTypeError(
            f"expected an encoding, such as utf-8 or gb18030, got {shown(text)}") from None
    return text


def refuse(parser: argparse.ArgumentParser, options: argparse.Namespace, names: str,
           reason: str) -> None:
    """Ends with a sentence if any of these flags was given: it would have no effect."""
    for name in names.split():
        if getattr(options, name) != parser.get_default(name):
            parser.error(f"--{name.replace('_', '-')} has no effect: {reason}")


def whole(least: int, most: float = 10 ** 6) -> Callable[[str], int]:
    """A whole number from least to most."""
    def parse(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = None
        if value is None or not least <= value <= most:
            span = f"of at least {least}"
            if most < float("inf"):
                span = f"from {least} to {most}"
            raise argparse.ArgumentTypeError(f"expected a whole number {span}, got {shown(text)}")
        return value
    return parse


seed = whole(0, MOST_SEEDS - 1)


def number_to_add(text: str) -> int:
    """A number to add, as long as anybody can wait for."""
    if len(text) > 300000:
        raise argparse.ArgumentTypeError(
            f"expected a whole number of at most 300000 digits, got {len(text)}")
    return whole(0, float("inf"))(text)


def number(least: float, most: float) -> Callable[[str], float]:
    """A number from least to most."""
    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(
                f"expected a number from {least:g} to {most:g}, got {shown(text)}")
        return value
    return parse


positive = number(1e-300, 1e300)    # a share of it is a number above 0 as well
