"""What a network should do at every step, as a finite automaton over a few inputs."""
from typing import List, NamedTuple, Sequence

from .. import check
from ..matrix import Vector
from .adding import column_input


class Automaton(NamedTuple):
    """In state i, columns[j] needs class answer[i][j] as the answer; next[i][j] comes next."""

    start: int
    columns: List[Vector]
    answer: List[List[int]]
    next: List[List[int]]


def adder(base: int = 2, counts: bool = False) -> Automaton:
    """Adding, least significant digit first: states are carries, columns are pairs of digits."""
    check.whole("base", base, 2, 36)
    check.flag("counts", counts)
    if base > 2 and not counts:
        raise ValueError(f"counts must be True for a base above 2, got base {base}")
    pairs = [(a, b) for a in range(base) for b in range(base)]
    return Automaton(0, [column_input(a, b, counts, base) for a, b in pairs],
                     [[(a + b + carry) % base for a, b in pairs] for carry in (0, 1)],
                     [[(a + b + carry) // base for a, b in pairs] for carry in (0, 1)])


def check_automaton(automaton: Automaton, word_dim: int) -> None:
    """Columns that a network of this word_dim reads, answers it can give, states that exist."""
    if not isinstance(automaton, Automaton):
        raise check.complaint(False, "automaton", "an Automaton", automaton)
    start, columns, answer, following = automaton
    check.sequence("columns", columns)
    check.matrix("columns", columns, len(columns), word_dim)
    check.sequence("answer", answer)
    check.sequence("next", following, len(answer))
    check.whole("start", start, 0, len(answer) - 1)
    for state in range(len(answer)):
        check.digits(f"answer[{state}]", answer[state], word_dim, len(columns))
        check.digits(f"next[{state}]", following[state], len(answer), len(columns))


def right_answers(automaton: Automaton, indices: Sequence[int]) -> List[int]:
    """What the automaton answers to columns[i] for each of these i, one after the other."""
    state, answers = automaton.start, []
    for i in indices:
        answers.append(automaton.answer[state][i])
        state = automaton.next[state][i]
    return answers
