"""A certificate as a JSON file, every float exactly, and whatever else such a file may hold."""
from typing import Any

from .. import check as ask
from ..check import DataError
from ..saved import files, values
from ..tasks.automaton import Automaton
from .certificate import Certificate, check_shapes
from .regions import Ball

MOST_BYTES = 10 ** 8    # of a file
MOST_VALUES = 10 ** 7   # in it


def save(certificate: Certificate, path: Any) -> None:
    """Writes it as JSON, every float exactly."""
    certificate = check_shapes(certificate)
    value = dict(certificate._asdict(), task=certificate.task._asdict(),
                 balls=[ball._asdict() for ball in certificate.balls])
    files.write(values.to_json(value), path)


def load(path: Any) -> Certificate:
    """What save() wrote; DataError if the file holds anything else.  Nothing is checked yet but
    shapes."""
    data = files.read(path, MOST_BYTES)
    try:
        value = values.from_json(data, MOST_VALUES)
        U, W, V, task, metric, balls = ask.fields("a certificate", value, Certificate._fields)
        if isinstance(task, dict):
            task = dict({"name": ""}, **task)       # files of version 1 have no names
        return check_shapes(Certificate(
            U, W, V, Automaton(*ask.fields("task", task, Automaton._fields)), metric,
            [Ball(*ask.fields(f"balls[{k}]", ball, Ball._fields))
             for k, ball in enumerate(ask.sequence("balls", balls))]))
    except (TypeError, ValueError) as fault:
        raise DataError(f"{path} is no certificate: {fault}") from None
