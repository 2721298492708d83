"""What can be seen of a network: the numbers behind each panel of the page, as plain values."""
from functools import lru_cache
from operator import ne
from random import Random
from typing import Dict, List, Tuple

from .. import check
from ..inside.memory import closed_intervals, cut, next_number, one_number, singular_values
from ..inside.states import reachable_states, terms
from ..inside.way_back import errors_back, length
from ..matrix import Matrix, dot, vecmat
from ..model import Model, mul_gate, output
from ..tasks.adding import Digits, digits2int
from .network import ADDER, ORDERS, Network, Plain

DEPTH = 4               # columns that lead to the states of the machine
MOST_SHARE = 0.1        # of W, beside its first share, where it remembers one number
POINTS = 80             # of a curve


def read_sum(a: int, b: int, order: str, columns: int) -> Tuple[Matrix, Digits, List[int]]:
    """(x, y, carries): a + b as it is read, in so many columns, or in as many as a and b need.  The
    bits y of the sum are cut to the columns.  carries: to hold after each step: the one that goes
    on, or, most significant bit first, comes in from columns yet to be read."""
    reading, width = ORDERS[order], max(columns, a.bit_length(), b.bit_length())
    (x,), (y,) = reading.encode([[a, b, a + b]], width + 1)
    kept = slice(width) if order == "least" else slice(1, None)
    return x[kept], y[kept], [carry for _, _, carry in reading.columns(a, b, width + 1)[1:]]


class Views:
    """The questions of the page that change nothing: each is answered from one look."""

    shown: Dict[str, Network]       # by the order of reading

    def run(self, a: int, b: int, order: str, columns: int = 8, t: int = 0, unit: int = 0) -> Plain:
        """Every step of a + b; and what this unit adds up in step t, term by term.  best: the
        probability of a 1 that one could state at best, of random columns (limits.loss_limit).
        places: of the states in the plane, that of the start first."""
        look, (x, y, carries) = self.shown[order].look, read_sum(a, b, order, columns)
        layers = look.model.forward_propagation(x)
        states = [[0.0] * look.model.hidden_dim] + [layer.s for layer in layers]
        check.whole("t", t, 0, len(x) - 1)
        check.whole("unit", unit, 0, look.model.hidden_dim - 1)
        steps: List[Plain] = []
        for x_t, y_t, carry, layer in zip(x, y, carries, layers):
            p, unread = output.predict(layer.mulv), len(x) - 1 - len(steps)
            chance = (1.0 - 0.5 ** unread) / 2.0        # of a carry that comes in from those
            best = y_t if order == "least" else chance if x_t[0] == x_t[1] else 1.0 - chance
            steps.append({"x": x_t, "s": layer.s, "logits": layer.mulv, "p": p, "best": best,
                          "answer": p.index(max(p)), "truth": y_t, "carry": carry})
        answer, truth = [digits2int([step[what] for step in steps][::-ORDERS[order].order], 2)
                         for what in ("answer", "truth")]
        layer, s = layers[t], layers[t].s[unit]
        added = [(name, unit, *term) for name, *term in terms(look.model, x[t], states[t], unit)]
        added += [("V", k, unit, row[unit], s) for k, row in enumerate(look.model.V)]
        return {"a": a, "b": b, "answer": answer, "truth": truth, "steps": steps,
                "hidden": look.model.hidden_dim, "seen": look.seen, "look": look.number,
                "places": list(map(look.place, states)) if look.cloud else None,
                "sum": {"t": t, "unit": unit, "mulu": layer.mulu[unit], "mulw": layer.mulw[unit],
                        "add": layer.add[unit], "s": s, "terms": added}}

    def back(self, a: int, b: int, order: str, t: int, truncate: int, columns: int = 8) -> Plain:
        """The way back of answer t's error: how long it is at each earlier step, |dL_t/ds_i|; its
        share of the lengths of all that steps add to dU and dW; whether it is kept by the window.
        gradient: the length of dW; whole: what it would be without the window."""
        model, (x, y, _) = self.shown[order].look.model, read_sum(a, b, order, columns)
        check.whole("t", t, 0, len(x) - 1)
        layers, first = model.forward_propagation(x), max(0, t - truncate)
        states = [[0.0] * model.hidden_dim] + [layer.s for layer in layers]
        ds = vecmat(output.diff(layers[t].mulv, y[t]), model.V)
        errors, dadds = zip(*list(errors_back(model, layers[:t + 1], ds))[::-1])
        parts = [length([[dadd]]) * length([[x_i, s]]) for dadd, x_i, s in zip(dadds, x, states)]
        window, whole = [length([mul_gate.gradient(model.W, states[i:t + 1], list(dadds[i:]))])
                         for i in (first, 0)]
        return {"t": t, "loss": output.loss(layers[t].mulv, y[t]), "gradient": window,
                "whole": whole, "steps": [
                    {"error": length([[error]]), "share": part / (sum(parts) or 1.0),
                     "kept": i >= first} for i, (error, part) in enumerate(zip(errors, parts))]}

    def machine(self) -> Plain:
        """The states that up to four columns lead to, as a machine in the plane: the middles of
        those of each carry, and of those to which each column leads from there.  wrong: how often
        one of them answers a next column as no full adder does."""
        look = self.shown["least"].look
        states = reachable_states(look.model, ADDER, DEPTH)
        clouds = [[r for r in states if r.state == carry] for carry in (0, 1)]
        return {"depth": DEPTH, "states": len(states),
                "wrong": sum([sum(map(ne, r.answers, ADDER.answer[r.state])) for r in states]),
                "centers": [look.middle([r.s for r in cloud]) for cloud in clouds],
                "edges": [{"carry": carry, "column": column,
                           "place": look.middle([r.following[j] for r in cloud])}
                          for carry, cloud in enumerate(clouds)
                          for j, column in enumerate(ADDER.columns)]}

    def memory(self, a: int, b: int, columns: int = 8) -> Plain:
        """Where all that is remembered is one number, m: its curves, and the way of a + b."""
        model, (x, _, _) = self.shown["least"].look.model, read_sum(a, b, "least", columns)
        found = curves(model)
        return dict(found, path=[0.0] + [dot(found["q"], layer.s) for layer in
                                         model.forward_propagation(x)] if found["curves"] else [])

    def length(self, order: str, bits: int, kind: str, seed: int = 0) -> Plain:
        """One long sum: its wrong bits, and how probable the right bit was at each column."""
        rng, most = Random(seed), 2 ** (bits - 1) - 1
        a, b = {"random": (rng.randint(0, most), rng.randint(0, most)), "carry": (most, 1),
                "zeros": (2 ** (bits - 2) + 3, 1)}[kind]
        (x,), (y,) = ORDERS[order].encode([[a, b, a + b]], bits)
        chances = self.shown[order].look.model.probabilities(x)
        wrong = [t for t, (p, y_t) in enumerate(zip(chances, y)) if p.index(max(p)) != y_t]
        return {"wrong": len(wrong), "first": wrong[0] if wrong else None,
                "p": [p[y_t] for p, y_t in zip(chances, y)]}


@lru_cache(maxsize=4)
def curves(model: Model) -> Plain:
    """The next m against m for columns with no, one and two 1s, and the intervals of the carries;
    none if W has more than MOST_SHARE beside its largest singular value, which is left out."""
    first, second = ([share.value for share in singular_values(model.W, 2)] + [0.0])[:2]
    share = second / first if first else 1.0
    if share > MOST_SHARE:
        return {"share": share, "curves": None}
    model = cut(model, 1)
    memory = one_number(model, ADDER)
    intervals = closed_intervals(model, memory, ADDER)
    ends = [0.0, 1.0] + [end for interval in intervals for end in interval]
    low, high = min(ends) - 0.25, max(ends) + 0.25
    ms = [low + (high - low) * i / (POINTS - 1) for i in range(POINTS)]
    return {"share": share, "q": memory.q, "low": low, "high": high, "intervals": intervals,
            "curves": [[[m, next_number(model, memory, x, m)] for m in ms]
                       for x in ([0.0, 0.0], [0.0, 1.0], [1.0, 1.0])]}
