"""Verdicts in words, for people."""
from textwrap import fill
from typing import Any, Optional, Sequence, Tuple

from ..model import Model
from ..tasks.adding import adder, digits2int
from ..tasks.automaton import Automaton
from .certificate import Certificate, Checked
from .counterexample import Indices, numbers
from .search import Verdict


def in_words(model: Model, automaton: Automaton, verdict: Verdict,
             names: Optional[Sequence[Any]] = None) -> str:
    """What is certain of a network, and what is not.  names: what its columns stand for."""
    if verdict.certificate and verdict.checked:
        return claim(verdict.certificate, verdict.checked)
    if verdict.columns and adds(automaton):
        return "Wrong: %s: %s." % wrong_sum(model, automaton, verdict.columns)
    if verdict.columns:
        read = " ".join([str(names[i] if names else i) for i in verdict.columns])
        answer = model.predict([automaton.columns[i] for i in verdict.columns])[-1]
        return fill(f"Wrong: after {read} it answers {answer} instead of "
                    f"{automaton.answers(verdict.columns)[-1]}.", 79)
    return "Undecided after %d pushes; no wrong answer was found, which proves nothing.\n%s" % (
        verdict.pushes, fill(verdict.why, 79))


def adds(task: Automaton) -> bool:
    """Whether it is adding in some base, however a column is read."""
    base = len(task.columns[0])
    return task in [adder(base, True)] + [adder()] * (base == 2)


def claim(certificate: Certificate, checked: Checked) -> str:
    """What a certificate that passed its check is a proof of."""
    base = len(certificate.V)
    rule = f"the rule {certificate.task.name}" if certificate.task.name else "its rule"
    what = f"the network follows {rule} on inputs of every length"
    if adds(certificate.task):
        what = ("for two numbers of any length, least significant %s first, every %s of the sum is "
                "right" % (_unit(base), _unit(base)))
    return fill("Proved: %s (%d balls, %d pushes, deepest %d, least margin %.2f; rounding covered)."
                % ((what, len(certificate.balls)) + checked), 79)


def wrong_sum(model: Model, automaton: Automaton, columns: Indices) -> Tuple[str, str]:
    """("389 + 504 in 9 bits", "it answers 125 instead of 381 (893 cut to 9 bits)")"""
    base, width = model.word_dim, len(columns)
    a, b = numbers(columns, base)
    in_digits = f"{width} {_unit(base) + 's' * (width > 1)}"
    right = (a + b) % base ** width
    answer = digits2int(model.predict([automaton.columns[i] for i in columns])[::-1], base)
    cut = "" if right == a + b else f" ({a + b} cut to {in_digits})"
    return f"{a} + {b} in {in_digits}", "it answers %d instead of %d%s" % (
        answer, right, cut)


def _unit(base: int) -> str:
    return "bit" if base == 2 else "digit"
