"""One sum in both orders, side by side: when a carry is decided, and when it is needed."""
from typing import Any, List

from ..model import Model
from ..tasks.adding import Reading
from . import terminal

BITS = 8


def deciding_column(a: int, b: int, k: int) -> int:
    """The column that decides the carry into column k: the nearest below it with equal bits.

    1 and 1 make a carry, 0 and 0 end one; a 1 and a 0 pass on what comes.
    -1: all below k pass on the 0 of the start.
    """
    return max([j for j in range(k) if a >> j & 1 == b >> j & 1], default=-1)


def both_orders(model: Model, reading: Reading, a: int, b: int) -> str:
    """The table, for a model that reads a + b most significant bit first."""
    (x,), (y,) = reading.encode([[a, b, a + b]], BITS)
    columns = [(f"{a_k} {b_k}", carry) for a_k, b_k, carry in reading.columns(a, b, BITS)]
    half, last = ["a b", "carry", "decided"], BITS - 1
    rows: List[List[Any]] = [["step"] + half + ["|"] + half + ["P(1)", "answer", ""]]
    for t, (p, answer) in enumerate(zip(model.probabilities(x), model.predict(x))):
        least, most = deciding_column(a, b, t), deciding_column(a, b, last - t)
        rows.append([t, *columns[last - t], f"step {least}" if least >= 0 else "start", "|",
                     *columns[t], f"step {last - max(0, most)}" if t < last else "start",
                     f"{p[1]:.2f}", answer, "" if answer == y[t] else "wrong"])
    return f"""\
{a} + {b} = {a + b} in both orders: a column, the carry into it, and the step that
decides this carry.

      least significant first    most significant first: this network
{terminal.table(rows, left=0)}

On the right the step that decides a carry comes after the one that needs it.
Nobody can know the carry there; at best one can learn how likely it is."""
