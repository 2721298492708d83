"""The numbers behind each panel of the page, as plain values: of a model that nobody changes."""
from math import sqrt
from random import Random
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from .. import check
from ..gate import MultiplyGate
from ..inside.memory import closed_intervals, cut, next_number, one_number, singular_values
from ..inside.states import reachable_states, separating_direction
from ..inside.way_back import errors_back, length
from ..layer import RNNLayer
from ..matrix import Matrix, Vector, dot, vecmat
from ..model import Model
from ..output import Softmax
from ..tasks.adding import adder, digits2int, encode

ORDERS = ("least", "most")      # which bit is read first
KINDS = ("random", "carry", "zeros")
LARGEST = 2 ** 16 - 1           # of the numbers on the page
MOST_SHARE = 0.1                # of W, beside its first share, where it remembers one number
ADDER = adder()
mul_gate, output = MultiplyGate(), Softmax()


class Sum(NamedTuple):
    """a + b as it is read: columns x, bits y of the sum, and the carry to hold after each step.

    A carry is the one that goes on to the next column.  Most significant first that is the other
    way round: the carry that comes in from columns yet to be read.
    """

    a: str
    b: str
    order: str
    x: Matrix
    y: List[int]
    carries: List[int]


def one_of(name: str, value: Any, choices: Tuple[str, ...]) -> None:
    if not isinstance(value, str) or value not in choices:
        raise check.complaint(isinstance(value, str), name, " or ".join(choices), value)


def read_sum(a: Any, b: Any, order: Any, columns: Any) -> Sum:
    """The sum in at least so many columns."""
    one_of("order", order, ORDERS)
    first, second = _decimal("a", a), _decimal("b", b)
    check.whole("columns", columns, 8, 24)
    truth, least = first + second, order == "least"
    (x,), (y,) = encode([[first, second, truth]], max(columns, truth.bit_length()), least)
    carries = [0]       # into each column, and out of the last
    for pair in x if least else x[::-1]:
        carries.append((int(sum(pair)) + carries[-1]) // 2)
    return Sum(a, b, order, x, y, carries[1:] if least else carries[-2::-1])


def _decimal(name: str, value: Any) -> int:
    """A whole number as a string of digits."""
    if not isinstance(value, str) or not value.isdecimal() or len(value) > 5:
        raise check.complaint(isinstance(value, str), name, "a string of 1 to 5 digits", value)
    check.whole(name, int(value), 0, LARGEST)
    return int(value)


# ---- 1 Add, 2 One step, 3 The state, 8 Why not ---------------------------------------------------

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
    truth = int(sum_.a) + int(sum_.b)
    result = {"a": sum_.a, "b": sum_.b, "order": sum_.order, "steps": steps, "answer": str(answer),
              "truth": str(truth), "right": answer == truth, "hidden": model.hidden_dim,
              "best": best_probabilities(sum_.x, sum_.order)}
    if t is not None and unit is not None:
        before = layers[t - 1].s if t else [0.0] * model.hidden_dim
        result["sum"] = _terms(model, sum_.x[t], before, layers[t], t, unit)
    return result


def _step(layer: RNNLayer, x_t: Vector, y_t: int, carry: int) -> Dict[str, Any]:
    p = output.predict(layer.mulv)
    return {"x": [int(v) for v in x_t], "s": layer.s, "logits": layer.mulv, "p": p,
            "answer": p.index(max(p)), "truth": y_t, "carry": carry}


def _terms(model: Model, x_t: Vector, before: Vector, layer: RNNLayer, t: int,
           unit: int) -> Dict[str, Any]:
    """The products that make up one unit's sum, in the order in which they are added."""
    terms = [{"name": f"{name}[{unit}][{j}]", "weight": w, "value": v, "product": w * v}
             for name, row, values in (("U", model.U[unit], x_t), ("W", model.W[unit], before))
             for j, (w, v) in enumerate(zip(row, values))]
    return {"t": t, "unit": unit, "terms": terms, "mulu": layer.mulu[unit],
            "mulw": layer.mulw[unit], "add": layer.add[unit], "s": layer.s[unit]}


def best_probabilities(x: Matrix, order: str) -> List[float]:
    """For each step the probability of a 1 that the best possible reader states, if unread columns
    are random.

    Least significant first it knows the answer.  Most significant first it lacks the carry, which
    is 1 with probability (1 - 2^-k) / 2 where k columns are yet to be read: see limits.loss_limit.
    """
    best, carry = [], 0
    for t, (a, b) in enumerate(x):
        q = float(carry) if order == "least" else (1.0 - 0.5 ** (len(x) - 1 - t)) / 2.0
        best.append(q if a == b else 1.0 - q)
        carry = (int(a + b) + carry) // 2
    return best


# ---- 4 Train -------------------------------------------------------------------------------------

def grade(model: Model, X: List[Matrix], Y: List[List[int]],
          beginnings: List[List[int]]) -> Tuple[float, int]:
    """(calculate_total_loss, exact sums), where beginnings that several x have in common are read
    once.
    """
    layers: Dict[int, RNNLayer] = {}
    total, exact = 0.0, 0
    for x, y, numbers in zip(X, Y, beginnings):
        s, right = None, True
        for x_t, y_t, number in zip(x, y, numbers):
            if number not in layers:
                layers[number], = model.forward_propagation([x_t], s)
            s, mulv = layers[number].s, layers[number].mulv
            total += output.loss(mulv, y_t) / len(y)
            right = right and mulv.index(max(mulv)) == y_t
        exact += right
    return total / len(X), exact


# ---- 5 The way back ------------------------------------------------------------------------------

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


# ---- 6 The machine -------------------------------------------------------------------------------

def plane(model: Model, x: Matrix, depth: int) -> Dict[str, Any]:
    """States as points: across, their place along the direction that tells the carry; up, the
    answer's two logits.

    edges: from each carry, with each column, to the mean place of the states it leads to.  wrong:
    in how many of the states, and with how many next columns, the network answers something else
    than a full adder.
    """
    states = reachable_states(model, ADDER, depth)
    direction = separating_direction(states)
    answer = [one - zero for zero, one in zip(*model.V)]

    def place(s: Vector) -> Vector:
        return [dot(direction.w, s) - direction.offset, dot(answer, s)]

    targets: Dict[Tuple[int, int], List[Vector]] = {}
    for r in states:
        for j, s in enumerate(r.following):
            targets.setdefault((r.state, j), []).append(place(s))
    edges = [{"carry": carry, "column": list(map(int, ADDER.columns[j])),
              "answer": ADDER.answer[carry][j], "next": ADDER.next[carry][j],
              "place": _mean(places)} for (carry, j), places in sorted(targets.items())]
    wrong = sum([answer != right for r in states
                 for answer, right in zip(r.answers, ADDER.answer[r.state])])
    every = 1 + len(states) // 3000     # more points than that are only ink
    return {"depth": depth, "states": len(states), "margin": direction.margin, "edges": edges,
            "wrong": wrong,
            "centers": [_mean([place(r.s) for r in states if r.state == carry])
                        for carry in (0, 1)],
            "points": [place(r.s) + [r.state] for r in states[::every]],
            "path": [place(layer.s) for layer in model.forward_propagation(x)]}


def _mean(places: List[Vector]) -> Vector:
    return [sum(axis) / len(places) for axis in zip(*places)]


def curves_of_one_number(model: Model, points: int = 80) -> Dict[str, Any]:
    """The next m against m for columns with no, one and two 1s, and the intervals of "no carry" and
    "carry".

    share: what W has beside its largest singular value.  Where that is more than MOST_SHARE, there
    is no such number and curves is None; else they are those of W without it.
    """
    values = [share.value for share in singular_values(model.W, 2)]
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


def wrong_sum(model: Model, found: List[int]) -> Dict[str, Any]:
    """Columns, as indices, that end with a wrong bit: the sum for people."""
    pairs = [list(map(int, ADDER.columns[i])) for i in found]
    a, b = [digits2int([pair[i] for pair in reversed(pairs)], base=2) for i in (0, 1)]
    answer = digits2int(model.predict([list(map(float, pair)) for pair in pairs])[::-1], base=2)
    return {"a": str(a), "b": str(b), "columns": len(pairs),
            "text": f"{a} + {b} in {len(pairs)} columns: it says {answer}."}


# ---- 7 Length ------------------------------------------------------------------------------------

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
