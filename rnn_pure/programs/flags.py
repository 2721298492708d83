"""Types for argparse: what the programs ask of their flags, one sentence for what does not fit."""
import argparse
from pathlib import Path
from typing import Callable

from ..check import shown


def path(text: str) -> Path:
    """A type for argparse: the name of a file or a folder."""
    if not text:
        raise argparse.ArgumentTypeError("expected the name of a file or a folder, got ''")
    return Path(text)


def existing(text: str) -> Path:
    """A type for argparse: the name of a file that is there."""
    file = path(text)
    if not file.exists():
        raise argparse.ArgumentTypeError(f"expected a file that exists, got {text}")
    return file


def whole(least: int, most: float = 10 ** 6) -> Callable[[str], int]:
    """A type for argparse: a whole number from least to most."""
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


def number_to_add(text: str) -> int:
    """A type for argparse: a number to add, as long as anybody can wait for."""
    if len(text) > 300000:
        raise argparse.ArgumentTypeError(
            f"expected a whole number of at most 300000 digits, got {len(text)}")
    return whole(0, float("inf"))(text)


def positive(text: str) -> float:
    """A type for argparse: a finite number above 0."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 1e-300 <= value < float("inf"):      # a share of it is a number above 0 as well
        raise argparse.ArgumentTypeError(
            f"expected a number above 0, at least 1e-300, got {shown(text)}")
    return value
