"""The board: rules to learn, each a function rule(state, column) -> (answer, next state).

A network is shown columns and answers, never a state.  The docstring of a rule is its sentence;
where it is a statement, the answer is 1 while it is true of all that was read.
"""
from typing import Any, Callable, Dict, NamedTuple, Optional, Sequence, Tuple

from .adding import adder
from .automaton import Automaton

Step = Callable[[Any, Any], Tuple[int, Any]]

BITS = (0, 1)
PAIRS = tuple([(a, b) for a in BITS for b in BITS])
TRIPLES = tuple([(a, b, c) for a, b in PAIRS for c in BITS])
TOMITA = "Tomita 1982"
SCHOOL = "arithmetic"


class Rule(NamedTuple):
    """columns: what each of the task's columns stands for."""

    name: str
    task: Automaton
    columns: Sequence[Any]
    sentence: str
    source: str


BOARD: Dict[str, Rule] = {}


def rule(start: Any, columns: Sequence[Any], source: str) -> Callable[[Step], Step]:
    """Puts the function under it on the board."""
    def put(step: Step) -> Step:
        task = Automaton.of(step, start, columns, step.__name__)
        BOARD[task.name] = Rule(task.name, task, columns, step.__doc__ or "", source)
        return step
    return put


@rule(True, BITS, TOMITA)
def tomita1(fine: bool, bit: int) -> Tuple[int, bool]:
    """Only 1s."""
    fine = fine and bit == 1
    return int(fine), fine


@rule(0, BITS, TOMITA)
def tomita2(last: Optional[int], bit: int) -> Tuple[int, Optional[int]]:
    """1 0, again and again."""
    last = bit if last is not None and bit != last else None
    return int(last == 0), last


@rule("1s even", BITS, TOMITA)
def tomita3(state: str, bit: int) -> Tuple[int, str]:
    """No odd run of 0s right after an odd run of 1s."""
    after = {"1s even": ("1s even", "1s odd"), "1s odd": ("0s odd", "1s even"),
             "0s odd": ("0s even", "lost"), "0s even": ("0s odd", "1s odd")}
    state = after[state][bit] if state in after else "lost"
    return int(state not in ("0s odd", "lost")), state


@rule(0, BITS, TOMITA)
def tomita4(zeros: int, bit: int) -> Tuple[int, int]:
    """No three 0s in a row."""
    zeros = 3 if zeros == 3 else 0 if bit else zeros + 1
    return int(zeros < 3), zeros


@rule((0, 0), BITS, TOMITA)
def tomita5(odd: Tuple[int, int], bit: int) -> Tuple[int, Tuple[int, int]]:
    """An even number of 0s, and an even number of 1s."""
    zeros, ones = odd
    odd = (zeros, 1 - ones) if bit else (1 - zeros, ones)
    return int(odd == (0, 0)), odd


@rule(0, BITS, TOMITA)
def tomita6(more: int, bit: int) -> Tuple[int, int]:
    """1s less 0s: a multiple of 3."""
    more = (more + (1 if bit else -1)) % 3
    return int(more == 0), more


@rule(0, BITS, TOMITA)
def tomita7(block: int, bit: int) -> Tuple[int, int]:
    """0s, then 1s, then 0s, then 1s; each may be none."""
    block = block if block == 4 or bit == block % 2 else block + 1
    return int(block < 4), block


@rule(0, BITS, SCHOOL)
def parity(odd: int, bit: int) -> Tuple[int, int]:
    """An odd number of 1s."""
    return odd ^ bit, odd ^ bit


@rule(0, BITS, SCHOOL)
def mod3(rest: int, bit: int) -> Tuple[int, int]:
    """A multiple of 3, most significant bit first."""
    rest = (2 * rest + bit) % 3
    return int(rest == 0), rest


@rule(0, BITS, SCHOOL)
def mod5(rest: int, bit: int) -> Tuple[int, int]:
    """A multiple of 5, most significant bit first."""
    rest = (2 * rest + bit) % 5
    return int(rest == 0), rest


@rule(0, PAIRS, SCHOOL)
def minus(borrow: int, column: Tuple[int, int]) -> Tuple[int, int]:
    """a - b, least significant bit first."""
    digit = column[0] - column[1] - borrow
    return digit % 2, int(digit < 0)


@rule(0, PAIRS, SCHOOL)
def compare(order: int, column: Tuple[int, int]) -> Tuple[int, int]:
    """0: a = b, 1: a < b, 2: a > b; least bit first."""
    a, b = column
    order = order if a == b else 1 if a < b else 2
    return order, order


@rule(0, BITS, SCHOOL)
def times3(carry: int, bit: int) -> Tuple[int, int]:
    """Three times a, least significant bit first."""
    total = 3 * bit + carry
    return total % 2, total // 2


@rule(0, BITS, SCHOOL)
def divide3(rest: int, bit: int) -> Tuple[int, int]:
    """a // 3, most significant bit first."""
    return divmod(2 * rest + bit, 3)


@rule(0, TRIPLES, SCHOOL)
def plus3(carry: int, column: Tuple[int, int, int]) -> Tuple[int, int]:
    """a + b + c, least significant bit first."""
    total = sum(column) + carry
    return total % 2, total // 2


@rule((0, 0), BITS, "a shift register")
def delay2(past: Tuple[int, int], bit: int) -> Tuple[int, Tuple[int, int]]:
    """The bit of two steps ago."""
    return past[0], (past[1], bit)


@rule(0, (1, 2), "a textbook's automaton")
def vending(paid: int, coin: int) -> Tuple[int, int]:
    """Coins of 1 and 2. 1: a drink for 3; 2: and 1 back."""
    paid += coin
    return (paid - 2, 0) if paid >= 3 else (0, paid)


for base in (2, 3, 4, 10):
    BOARD[f"add{base}"] = Rule(f"add{base}", adder(base, counts=True),
                               [f"{a}+{b}" for a in range(base) for b in range(base)],
                               f"a + b in base {base}, least significant digit first.", SCHOOL)
