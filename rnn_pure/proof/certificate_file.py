"""A certificate as a JSON file, every float exactly, and whatever else such a file may hold."""
import json
import os
from typing import Any, List, Sequence

from .. import check as ask
from ..check import DataError
from ..saved import files
from ..tasks.automaton import Automaton
from .certificate import Certificate, check_shapes
from .regions import Ball

MOST_BYTES = 10 ** 8    # of a file


def save(certificate: Certificate, path: Any) -> None:
    """Writes it as JSON, the floats exactly (Python writes the shortest decimal number that is read
    as the same)."""
    check_shapes(certificate)
    value = dict(certificate._asdict(), task=certificate.task._asdict(),
                 balls=[ball._asdict() for ball in certificate.balls])
    files.write((json.dumps(value, allow_nan=False) + "\n").encode("ascii"), path)


def load(path: Any) -> Certificate:
    """What save() wrote; DataError if the file holds anything else.  Nothing is checked yet but
    shapes."""
    ask.path("path", path)
    with open(os.fspath(path), "rb") as file:
        data = file.read(MOST_BYTES + 1)
    try:
        if len(data) > MOST_BYTES:
            raise ValueError(f"it has more than {MOST_BYTES} bytes")
        value = json.loads(data.decode("utf-8"), parse_int=_short_int, parse_constant=_no_constant)
        U, W, V, task, metric, _ = _fields("a certificate", value, Certificate._fields)
        task = Automaton(*_fields("task", task, Automaton._fields))
        ask.sequence("balls", value["balls"])
        balls = [Ball(*_fields(f"balls[{k}]", ball, Ball._fields))
                 for k, ball in enumerate(value["balls"])]
        certificate = Certificate(U, W, V, task, metric, balls)
        check_shapes(certificate)
    except (TypeError, ValueError, RecursionError) as fault:
        reason = "it is nested too deep" if isinstance(fault, RecursionError) else fault
        raise DataError(f"{path} is no certificate: {reason}") from None
    return certificate


def _fields(name: str, value: Any, fields: Sequence[str]) -> List[Any]:
    """The values of a dict that has these keys and no others."""
    if not isinstance(value, dict) or set(value) != set(fields):
        expected = "an object of " + ", ".join(fields)
        raise ask.complaint(isinstance(value, dict), name, expected, value)
    return [value[field] for field in fields]


def _short_int(digits: str) -> int:
    if len(digits) > 20:
        raise ValueError(f"a whole number has {len(digits)} digits")
    return int(digits)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")
