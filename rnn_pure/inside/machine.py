"""The machine that a network became: groups of states that answer alike, and what joins them."""
from typing import Counter, Dict, List, NamedTuple, Optional, Tuple

from ..model import Model
from ..tasks.adding import Column
from .states import COLUMNS, Reached, reached

Group = Tuple[int, ...]     # the answers to each of COLUMNS that its states have in common
# carry -> its answers: a XOR b XOR carry
FULL_ADDER: Dict[int, Group] = {0: (0, 1, 1, 0), 1: (1, 0, 0, 1)}


class Machine(NamedTuple):
    """Groups of states and what leads from one to the other, with how many states were counted.

    groups: from the group of the start on, in the order of discovery.
    edges: (group, column) -> {group: states}.
    """

    groups: Dict[Group, int]
    edges: Dict[Tuple[Group, Column], Counter[Group]]


def machine(model: Model, states: List[Reached]) -> Machine:
    """States that answer alike whatever the next column is are one group; no more is known of them.

    (Two states that answer alike now could part later: then some edge leads to two groups.)
    """
    groups: Dict[Group, int] = {}
    edges: Dict[Tuple[Group, Column], Counter[Group]] = {}
    # A state in r.following is that of a later r: the same list.
    known = {id(r.s): r.answers for r in states}
    for r in states:
        groups[r.answers] = groups.get(r.answers, 0) + 1
        for column, s in zip(COLUMNS, r.following):
            following = known.get(id(s)) or reached(model, s).answers
            edges.setdefault((r.answers, column), Counter())[following] += 1
    return Machine(groups, edges)


def deviations(found: Machine) -> List[Tuple[Group, Optional[Column], Group, int]]:
    """What makes the machine no full adder: (group, column, group it leads to, states).

    A full adder has two groups, one for each carry, that answer a XOR b XOR carry.  Column (a, b)
    leads from carry c to carry (a + b + c) // 2, always.  It starts with carry 0 (else the first
    entry's column is None).  The list is empty if it is one.
    """
    carries = {answers: carry for carry, answers in FULL_ADDER.items()}
    wrong: List[Tuple[Group, Optional[Column], Group, int]] = [
        (group, column, following, count)
        for (group, column), counter in found.edges.items() for following, count in counter.items()
        if group not in carries or carries.get(following) != (sum(column) + carries[group]) // 2]
    start = next(iter(found.groups))
    if start != FULL_ADDER[0]:
        wrong.insert(0, (start, None, start, 1))
    return wrong


def names(found: Machine) -> Dict[Group, str]:
    """What to call each group: "no carry" and "carry" in a full adder, else numbers."""
    if not deviations(found):
        return {FULL_ADDER[0]: "no carry", FULL_ADDER[1]: "carry"}
    return {group: f"group {i}" for i, group in enumerate(found.groups, 1)}


def first_departure(model: Model, found: Machine, columns: List[Column]) -> Optional[int]:
    """The first of these columns at which network and machine do not do the same, or None."""
    r = reached(model, [0.0] * model.hidden_dim)
    for t, column in enumerate(columns):
        following = reached(model, r.following[COLUMNS.index(column)])
        if following.answers not in found.edges.get((r.answers, column), ()):
            return t
        r = following
    return None
