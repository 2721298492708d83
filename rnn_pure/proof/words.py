"""Verdicts in words, for people."""
from hashlib import sha256
from textwrap import fill
from typing import Any, Optional, Sequence, Tuple

from ..model import Model
from ..tasks.adding import adds, digits2int
from ..tasks.automaton import Automaton, Indices
from .certificate import Certificate, Checked
from .counterexample import numbers
from .search import Verdict


def in_words(model: Model, task: Automaton, verdict: Verdict,
             names: Optional[Sequence[Any]] = None) -> str:
    """What is certain of a network, and what is not.  names: what its columns stand for."""
    if verdict.certificate and verdict.checked:
        return claim(verdict.certificate, verdict.checked)
    if verdict.columns:
        return fill("Wrong: %s: %s." % wrong_sum(model, task, verdict.columns, names), 79)
    return (f"Undecided after {verdict.pushes} pushes; no wrong answer was found, which proves "
            f"nothing.\n{fill(verdict.why, 79)}")


def claim(certificate: Certificate, checked: Checked) -> str:
    """What a certificate that passed its check proves.  (Adding is told by what a task does.)"""
    task, unit = certificate.task, adds(certificate.task)
    rule = f"the rule {task.name}" if task.name else "its rule"
    what = (f"for two numbers of any length, least significant {unit} first, every {unit} of the "
            "sum is right" if unit else f"the network follows {rule} on inputs of every length")
    return fill(f"Proved: {what} ({len(certificate.balls)} balls, {checked.pushes} pushes, deepest "
                f"{checked.deepest}, least margin {checked.least_margin:.2f}; rounding covered).",
                79)


def subject(certificate: Certificate) -> str:
    """Which network the proof is about, and what that reads; of other weights another hash."""
    U, W, V, task, _, _ = certificate
    weights = " ".join([float(w).hex() for M in (U, W, V) for row in M for w in row])
    return (f"Of {len(W)} units, {len(V)} answers, {len(set(map(tuple, task.columns)))} different "
            f"inputs, weights {sha256(weights.encode('ascii')).hexdigest()[:12]}")


def wrong_sum(model: Model, task: Automaton, columns: Indices,
              names: Optional[Sequence[Any]] = None) -> Tuple[str, str]:
    """("389 + 504 in 9 bits", "it answers 125 instead of 381 (893 cut to 9 bits)"); of a task that
    is no adding, ("after 1 0 1", "it answers 0 instead of 1")."""
    answers, width = model.predict([task.columns[i] for i in columns]), len(columns)
    unit = adds(task)
    if not unit:
        read = " ".join([str(names[i] if names else i) for i in columns])
        return (f"after {read}",
                f"it answers {answers[-1]} instead of {task.answers(columns)[-1]}")
    base = task.word_dim
    a, b = numbers(columns, base)
    in_digits = f"{width} {unit}{'s' * (width > 1)}"
    right = (a + b) % base ** width
    cut = "" if right == a + b else f" ({a + b} cut to {in_digits})"
    return (f"{a} + {b} in {in_digits}",
            f"it answers {digits2int(answers[::-1], base)} instead of {right}{cut}")
