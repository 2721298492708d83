"""What pictures are made of: plain numbers, measured on two trained networks.

They are rounded to what every interpreter agrees on, although the last digits of a network differ
between them.  So they can be kept in a file, and the same pictures drawn from it anywhere.
"""
from math import floor, log10
from typing import Any, Dict, List, Tuple

from ..inside.influence import error_norms, flips, influence
from ..inside.machine import deviations, machine
from ..inside.states import Reached, reachable_states, separating_direction
from ..matrix import Matrix, Vector, dot, transpose
from ..model import Model
from ..tasks.adding import encode, generate_data
from ..tasks.adding import adder
from .svg import ticks

SUMS = [(127, 1), (85, 42), (85, 85)]       # one long carry; none; one that every 0 0 ends


def measure(reverse: Model, natural: Model, columns: int = 7) -> Dict[str, Any]:
    """What draw needs of a network that reads least significant bit first, and of one that
    reads most significant bit first.  Its states are those that up to so many columns lead to."""
    states = reachable_states(reverse, adder(), columns)
    return {"carry": carry(states, columns), "machine": full_adder(reverse, states, columns),
            "looks_reverse": looks(reverse, True), "looks_natural": looks(natural, False),
            "travel": travel(reverse)}


def carry(states: List[Reached], columns: int) -> Dict[str, Any]:
    """How many states with carry 0, and with carry 1, lie in each bin along one direction."""
    direction = separating_direction(states)
    places = [(dot(direction.w, r.s) - direction.offset, r.state) for r in states]
    low, high = min(places)[0], max(places)[0]
    edges = ticks(low, max(high, low + 1e-6), 100)
    width = edges[1] - edges[0]
    counts: List[Dict[int, int]] = [{}, {}]
    for place, bit in places:
        bin = floor(place / width)
        counts[bit][bin] = counts[bit].get(bin, 0) + 1
    return {"columns": columns, "states": len(states), "width": rounded(width),
            "margin": rounded(direction.margin), "start": rounded(places[0][0]),
            "counts": [[[bin, count[bin]] for bin in sorted(count)] for count in counts]}


def full_adder(model: Model, states: List[Reached], columns: int) -> Dict[str, Any]:
    """Groups of states from that of the start on; edges: [from, a, b, answer, to], of groups.

    (A group that only a last state leads to has no states of its own, and no number.)
    """
    found = machine(model, adder(), states)
    numbers = {group: i for i, group in enumerate(found.groups)}
    edges = [[numbers[group], j // 2, j % 2, group[j], numbers[other]]
             for (group, j), following in sorted(found.edges.items())
             for other in sorted(following) if other in numbers]
    return {"columns": columns, "is_full_adder": not deviations(found), "edges": edges,
            "states": list(found.groups.values())}


def looks(model: Model, is_reverse: bool) -> List[Dict[str, Any]]:
    """For each of SUMS what a flip of a bit, and what a nudge of an input, does to each answer."""
    measured = []
    for a, b in SUMS:
        (x,), _ = encode([[a, b, a + b]], is_reverse=is_reverse)
        measured.append({
            "sum": [a, b], "answers": model.predict(x),
            "columns": [[int(bit) for bit in column] for column in x],
            "flip": shades(flips(model, x)), "nudge": shades(influence(model, x)),
            "changed": changed(model, x)})
    return measured


def changed(model: Model, x: Matrix) -> Matrix:
    """Row t, column i: 1 where answer t is another if the first bit of column i is flipped."""
    before = model.predict(x)
    columns: Matrix = []
    for i, (first, second) in enumerate(x):
        after = model.predict(x[:i] + [[1.0 - first, second]] + x[i + 1:])
        columns.append([int(p != q) for p, q in zip(before, after)])
    return transpose(columns)


def travel(model: Model) -> Dict[str, Any]:
    """The share of an error that is left k steps back, before training and after it."""
    before, after = [[rounded(v / (lengths[0] or 1.0)) for v in lengths]
                     for lengths in error_lengths(model)]
    return {"before": before, "after": after}


def error_lengths(model: Model) -> Tuple[Vector, Vector]:
    """influence.error_norms of an untrained network, and of this one, on sums with an odd number.

    Else the first column is 0 0, the state stays 0, and the network says 1/2: an error larger than
    all others, which changes no weight, for nothing has been read.  It would hide the others.
    """
    samples = [sample for sample in generate_data(200, 1, seed=1)[0] if (sample[0] | sample[1]) & 1]
    X, Y = encode(samples)
    untrained = Model(model.word_dim, model.hidden_dim, seed=0)
    return error_norms(untrained, X, Y), error_norms(model, X, Y)


def shade(value: float, greatest: float, decades: float = 3.0) -> float:
    """0 .. 1 for a thousandth of the greatest value .. all of it, evenly in the logarithm."""
    if value <= 0.0 or greatest <= 0.0:
        return 0.0
    return max(0.0, 1.0 + log10(value / greatest) / decades)


def shades(matrix: Matrix) -> Matrix:
    """Each number's shade, the greatest of all being 1."""
    greatest = max(map(max, matrix))
    return [[round(shade(v, greatest), 2) for v in row] for row in matrix]


def rounded(value: float) -> float:
    """To three digits: more than can be seen."""
    return float(f"{value:.3g}")
