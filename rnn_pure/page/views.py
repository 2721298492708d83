"""The numbers behind each panel of the page, as plain values: of a model that nobody changes."""
from math import sqrt
from random import Random
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from .. import check
from ..gate import MultiplyGate
from ..inside.memory import closed_intervals, cut, next_number, one_number, singular_values
from ..inside.states import reachable_states, terms
from ..inside.way_back import errors_back, length
from ..layer import RNNLayer
from ..matrix import Matrix, Vector, dot, vecmat
from ..model import Model
from ..output import Softmax
from ..proof.counterexample import numbers
from ..proof.words import wrong_sum
from ..tasks.adding import adder, digits2int, encode
from .cloud import Axes, axes

ORDERS = ("least", "most")      # which bit is read first
KINDS = ("random", "carry", "zeros")
LARGEST = 2 ** 24 - 1           # of the numbers on the page
MOST_SHARE = 0.1                # of W, beside its first share, where it remembers one number
ADDER = adder()
COLUMNS = [tuple(map(int, column)) for column in ADDER.columns]     # pairs of bits
mul_gate, output = MultiplyGate(), Softmax()


class Sum(NamedTuple):
    """a + b as it is read: columns x, bits y of the sum, and the carry to hold after each step.

    A carry is the one that goes on to the next column.  Most significant first that is the other
    way round: the carry that comes in from columns yet to be read.  truth: the sum, cut to the
    columns.
    """

    a: int
    b: int
    order: str
    x: Matrix
    y: List[int]
    carries: List[int]
    truth: int


def one_of(name: str, value: Any, choices: Tuple[str, ...]) -> None:
    if not isinstance(value, str) or value not in choices:
        raise check.complaint(isinstance(value, str), name, " or ".join(choices), value)


def read_sum(a: Any, b: Any, order: Any, columns: Any) -> Sum:
    """The sum in so many columns, or in as many as a and b need."""
    one_of("order", order, ORDERS)
    first, second = _decimal("a", a), _decimal("b", b)
    check.whole("columns", columns, 1, 24)
    columns = max(columns, first.bit_length(), second.bit_length())
    pairs = [(first >> k & 1, second >> k & 1) for k in range(columns)]
    carries, y = [ADDER.start], []      # into each column, and out of the last
    for pair in pairs:
        column = COLUMNS.index(pair)
        y.append(ADDER.answer[carries[-1]][column])
        carries.append(ADDER.next[carries[-1]][column])
    x, truth = [list(map(float, pair)) for pair in pairs], digits2int(y[::-1], base=2)
    if order == "least":
        return Sum(first, second, order, x, y, carries[1:], truth)
    return Sum(first, second, order, x[::-1], y[::-1], carries[-2::-1], truth)


def _decimal(name: str, value: Any) -> int:
    """A whole number as a string of digits."""
    plain = isinstance(value, str) and value.isdecimal() and len(value) <= 8
    if not plain or int(value) > LARGEST:
        raise check.complaint(isinstance(value, str), name,
                              f"a whole number from 0 to {LARGEST}, in digits", value)
    return int(value)


# ---- A sum, and one step of it -------------------------------------------------------------------

def way_through(model: Model, sum_: Sum, t: Optional[int], unit: Optional[int]) -> Dict[str, Any]:
    """Every step of a + b; with t and unit, that unit's sum U x + W s of step t, term by term."""
    if t is not None:
        check.whole("t", t, 0, len(sum_.x) - 1)
    if unit is not None:
        check.whole("unit", unit, 0, model.hidden_dim - 1)
    layers = model.forward_propagation(sum_.x)
    steps = [_step(*step) for step in zip(layers, sum_.x, sum_.y, sum_.carries)]
    way = 1 if sum_.order == "most" else -1
    answer = digits2int([step["answer"] for step in steps][::way], base=2)
    result = {"a": str(sum_.a), "b": str(sum_.b), "order": sum_.order, "steps": steps,
              "answer": str(answer), "truth": str(sum_.truth), "right": answer == sum_.truth,
              "cut": sum_.truth != sum_.a + sum_.b, "hidden": model.hidden_dim,
              "best": best_probabilities(sum_)}
    if t is not None and unit is not None:
        before = layers[t - 1].s if t else [0.0] * model.hidden_dim
        added = [{"name": f"{name}[{unit}][{j}]", "weight": w, "value": v, "product": w * v}
                 for name, j, w, v in terms(model, sum_.x[t], before, unit)]
        result["sum"] = {"t": t, "unit": unit, "terms": added, "V": [row[unit] for row in model.V],
                         "mulu": layers[t].mulu[unit], "mulw": layers[t].mulw[unit],
                         "add": layers[t].add[unit], "s": layers[t].s[unit]}
    return result


def _step(layer: RNNLayer, x_t: Vector, y_t: int, carry: int) -> Dict[str, Any]:
    p = output.predict(layer.mulv)
    return {"x": [int(v) for v in x_t], "s": layer.s, "logits": layer.mulv, "p": p,
            "answer": p.index(max(p)), "truth": y_t, "carry": carry}


def best_probabilities(sum_: Sum) -> List[float]:
    """For each step the probability of a 1 that the best possible reader states, if unread columns
    are random.

    Least significant first it knows the answer.  Most significant first it lacks the carry, which
    is 1 with probability (1 - 2^-k) / 2 where k columns are yet to be read: see limits.loss_limit.
    """
    if sum_.order == "least":
        return [float(bit) for bit in sum_.y]
    carry = [(1.0 - 0.5 ** k) / 2.0 for k in reversed(range(len(sum_.x)))]
    return [q if a == b else 1.0 - q for q, (a, b) in zip(carry, sum_.x)]


def way_back(model: Model, sum_: Sum, t: int, truncate: int) -> Dict[str, Any]:
    """The way back of one answer's error: how long it still is at each earlier step, and what it
    teaches there.

    error: the length of dL_t / ds_i.  gradient: the length of what step i adds to dU and dW.
    kept: whether the window reaches it.  A share is a step's part of all these lengths, kept or
    not.
    """
    x, y = sum_.x, sum_.y
    check.whole("t", t, 0, len(x) - 1)
    check.whole("truncate", truncate)
    layers = model.forward_propagation(x[:t + 1])
    states = [[0.0] * model.hidden_dim] + [layer.s for layer in layers]     # read by step i
    dmulv = output.diff(layers[t].mulv, y[t])
    back = list(errors_back(model, layers, vecmat(dmulv, model.V)))[::-1]
    errors, dadds = [ds for ds, _ in back], [dadd for _, dadd in back]
    lengths = [sqrt(dot(d, d) * (dot(x[i], x[i]) + dot(states[i], states[i])))
               for i, d in enumerate(dadds)]
    total = sum(lengths) or 1.0
    first = max(0, t - truncate)

    def gradient(first: int) -> Dict[str, float]:
        return {"dU": length([mul_gate.gradient(model.U, x[first:t + 1], dadds[first:])]),
                "dW": length([mul_gate.gradient(model.W, states[first:t + 1], dadds[first:])]),
                "dV": length([mul_gate.gradient(model.V, [layers[t].s], [dmulv])])}

    return {"t": t, "loss": output.loss(layers[t].mulv, y[t]), "gradient": gradient(first),
            "whole": gradient(0),
            "steps": [{"i": i, "error": sqrt(dot(error, error)), "gradient": size,
                       "share": size / total, "kept": i >= first}
                      for i, (error, size) in enumerate(zip(errors, lengths))]}


# ---- The machine ---------------------------------------------------------------------------------

def machine(model: Model, plane: Axes, depth: int) -> Dict[str, Any]:
    """The states that up to depth columns lead to, as a machine in the plane.

    edges: from each carry, with each column, to the mean place of the states it leads to.  wrong:
    in how many of the states, and with how many next columns, the network answers something else
    than a full adder.
    """
    states = reachable_states(model, ADDER, depth)
    plane = axes(model, [[r.s for r in states if r.state == carry] for carry in (0, 1)],
                 plane.across, rounds=0)
    targets: Dict[Tuple[int, int], List[Vector]] = {}
    wrong = 0
    for r in states:
        for column, s in enumerate(r.following):
            targets.setdefault((r.state, column), []).append(plane.place(s))
            wrong += r.answers[column] != ADDER.answer[r.state][column]
    edges = [{"carry": carry, "column": list(COLUMNS[column]), "place": _mean(places),
              "answer": ADDER.answer[carry][column], "next": ADDER.next[carry][column]}
             for (carry, column), places in sorted(targets.items())]
    return {"depth": depth, "states": len(states), "gap": plane.gap, "edges": edges, "wrong": wrong,
            "centers": [_mean([plane.place(r.s) for r in states if r.state == carry])
                        for carry in (0, 1)]}


def _mean(places: List[Vector]) -> Vector:
    return [sum(axis) / len(places) for axis in zip(*places)]


def curves_of_one_number(model: Model, points: int = 80) -> Dict[str, Any]:
    """The next m against m for columns with no, one and two 1s, and the intervals of "no carry" and
    "carry".

    share: what W has beside its largest singular value.  Where that is more than MOST_SHARE, there
    is no such number and curves is None; else they are those of W without it.
    """
    values = [share.value for share in singular_values(model.W, 2)] + [0.0]
    share = values[1] / values[0] if values[0] else 1.0
    if share > MOST_SHARE:
        return {"share": share, "curves": None}
    model = cut(model, 1)
    memory = one_number(model, ADDER)
    intervals = closed_intervals(model, memory, ADDER)
    ends = [0.0, 1.0] + [end for interval in intervals for end in interval]
    low, high = min(ends), max(ends)
    low, high = low - 0.08 * (high - low), high + 0.08 * (high - low)
    ms = [low + (high - low) * i / (points - 1) for i in range(points)]
    return {"share": share, "q": memory.q, "low": low, "high": high, "intervals": intervals,
            "curves": [[[m, next_number(model, memory, x, m)] for m in ms]
                       for x in ([0.0, 0.0], [0.0, 1.0], [1.0, 1.0])]}


def way_of_one_number(model: Model, found: Dict[str, Any], x: Matrix) -> Dict[str, Any]:
    """These curves, and the way of a sum between them: its m at the start and after each step."""
    if not found["curves"]:
        return found
    path = [0.0] + [dot(found["q"], layer.s) for layer in model.forward_propagation(x)]
    return dict(found, path=path, ones=[int(sum(x_t)) for x_t in x])


# ---- Longer sums ---------------------------------------------------------------------------------

def found_wrong(model: Model, columns: List[int]) -> Dict[str, Any]:
    """Columns, as indices, that end with a wrong bit: the sum for people."""
    a, b = numbers(columns)
    return {"a": str(a), "b": str(b), "columns": len(columns),
            "text": "%s: %s." % wrong_sum(model, ADDER, columns)}


def long_sum(model: Model, order: str, bits: int, kind: str, seed: int) -> Dict[str, Any]:
    """One long sum: which bit is the first wrong one, and how probable the right bit was at each
    column.
    """
    one_of("kind", kind, KINDS)
    check.whole("bits", bits, 8, 1024)
    check.whole("seed", seed, 0, 10 ** 6)
    rng, most = Random(seed), 2 ** (bits - 1) - 1
    a, b = {"random": (rng.randint(0, most), rng.randint(0, most)), "carry": (most, 1),
            "zeros": (2 ** (bits - 2) + 3, 1)}[kind]
    (x,), (y,) = encode([[a, b, a + b]], bits, order == "least")
    layers = model.forward_propagation(x)
    answers = [layer.mulv.index(max(layer.mulv)) for layer in layers]
    wrong = [t for t, (answer, y_t) in enumerate(zip(answers, y)) if answer != y_t]
    return {"bits": bits, "kind": kind, "seed": seed, "wrong": len(wrong),
            "first": wrong[0] if wrong else None,
            "p": [output.predict(layer.mulv)[y_t] for layer, y_t in zip(layers, y)]}
