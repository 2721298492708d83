"""The board: rules to learn.  A network is shown columns and answers, never a state."""
from itertools import product
from typing import Any, Callable, Dict, NamedTuple, Sequence, Tuple

from .adding import adder
from .automaton import Automaton, Step

BITS = (0, 1)
PAIRS = tuple(product(BITS, BITS))


class Rule(NamedTuple):
    """One of the board."""

    name: str
    task: Automaton
    columns: Sequence[Any]      # what each of the task's columns stands for
    sentence: str


BOARD: Dict[str, Rule] = {}


def put(name: str, sentence: str, start: Any, columns: Sequence[Any], step: Step) -> None:
    BOARD[name] = Rule(name, Automaton.of(step, start, columns, name), columns, sentence)


def statement(name: str, sentence: str, start: Any, true: Sequence[Any],
              after: Callable[[Any, int], Any]) -> None:
    """A rule for bits: 1 in states where the sentence is `true`.  after(state, bit): the next."""
    def step(state: Any, bit: int) -> Tuple[int, Any]:
        following = after(state, bit)
        return int(following in true), following

    put(name, sentence, start, BITS, step)


def written(total: int) -> Tuple[int, int]:
    """As on paper, of the sum of a column: the bit that is written below it, and the carry."""
    return total % 2, total // 2


# The seven grammars of Tomita (1982).
statement("tomita1", "Only 1s.", start="fine", true=["fine"],
          after=lambda state, bit: state if bit else "lost")
statement("tomita2", "1 0, again and again.", start=0, true=[0],
          after=lambda last, bit: None if last in (None, bit) else bit)
AFTER = {"1s even": ("1s even", "1s odd"), "1s odd": ("0s odd", "1s even"),
         "0s odd": ("0s even", "lost"), "0s even": ("0s odd", "1s odd"), "lost": ("lost", "lost")}
statement("tomita3", "No odd run of 0s right after an odd run of 1s.", start="1s even",
          true=["1s even", "1s odd", "0s even"], after=lambda state, bit: AFTER[state][bit])
statement("tomita4", "No three 0s in a row.", start=0, true=[0, 1, 2],
          after=lambda zeros, bit: 3 if zeros == 3 else 0 if bit else zeros + 1)
statement("tomita5", "An even number of 0s, and an even number of 1s.", start=(0, 0), true=[(0, 0)],
          after=lambda odd, bit: (odd[0], 1 - odd[1]) if bit else (1 - odd[0], odd[1]))
statement("tomita6", "1s less 0s: a multiple of 3.", start=0, true=[0],
          after=lambda more, bit: (more + (1 if bit else -1)) % 3)
statement("tomita7", "0s, then 1s, then 0s, then 1s; each may be none.", start=0,
          true=[0, 1, 2, 3],
          after=lambda block, bit: block if block == 4 or bit == block % 2 else block + 1)

# Arithmetic.
statement("parity", "An odd number of 1s.", start=0, true=[1], after=lambda odd, bit: odd ^ bit)
for divisor in (3, 5):
    statement(f"mod{divisor}", f"A multiple of {divisor}, most significant bit first.", start=0,
              true=[0], after=lambda rest, bit: (2 * rest + bit) % divisor)
put("minus", "a - b, least significant bit first.", 0, PAIRS,
    lambda carry, ab: written(ab[0] - ab[1] + carry))
put("compare", "0: a = b, 1: a < b, 2: a > b; least bit first.", 0, PAIRS,
    lambda order, ab: (1, 1) if ab == (0, 1) else (2, 2) if ab == (1, 0) else (order, order))
put("times3", "Three times a, least significant bit first.", 0, BITS,
    lambda carry, bit: written(3 * bit + carry))
put("divide3", "a // 3, most significant bit first.", 0, BITS,
    lambda rest, bit: divmod(2 * rest + bit, 3))
put("plus3", "a + b + c, least significant bit first.", 0, tuple(product(BITS, BITS, BITS)),
    lambda carry, abc: written(sum(abc) + carry))

# Memories: a shift register, and a textbook's automaton.
put("delay2", "The bit of two steps ago.", (0, 0), BITS,
    lambda past, bit: (past[0], (past[1], bit)))
put("vending", "Coins of 1 and 2. 1: a drink for 3; 2: and 1 back.", 0, (1, 2),
    lambda paid, coin: (paid + coin - 2, 0) if paid + coin >= 3 else (0, paid + coin))

for base in (2, 3, 4, 10):
    BOARD[f"add{base}"] = Rule(f"add{base}", adder(base, counts=True),
                               [f"{a}+{b}" for a in range(base) for b in range(base)],
                               f"a + b in base {base}, least significant digit first.")
