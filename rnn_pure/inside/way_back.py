"""The way back in the article's double loop, a visit for each pair of steps; how far errors go."""
from collections import defaultdict
from math import sqrt
from typing import Callable, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple

from .. import check
from ..layer import RNNLayer, activation
from ..matrix import Example, Matrix, Vector, dot, plus, vecmat
from ..model import Model, output
from ..tasks.automaton import Automaton


class Visit(NamedTuple):
    """The error of step t at step i <= t, dL_t/ds_i, and what it adds to dU, dW and dV."""

    t: int
    i: int
    ds: Vector
    gradients: Tuple[Matrix, Matrix, Matrix]


def visits(model: Model, x: Example, y: Sequence[int]) -> Iterator[Visit]:
    """For each t, its error on its way through t, t - 1, .. t - bptt_truncate (Article 六.2)."""
    check.plain(model)
    x, y = check.example(x, y, model.word_dim)
    layers = model.forward_propagation(x)
    prev_s = [[0.0] * model.hidden_dim] + [layer.s for layer in layers]
    for t, y_t in enumerate(y):
        diff_s, dmulv = [0.0] * model.hidden_dim, output.diff(layers[t].mulv, y_t)
        for i in range(t, max(t - model.bptt_truncate, 0) - 1, -1):
            dprev_s, dU, dW, dV = layers[i].backward(x[i], prev_s[i], model.U, model.W, model.V,
                                                     diff_s, dmulv)
            yield Visit(t, i, plus(vecmat(dmulv, model.V), diff_s), (dU, dW, dV))
            diff_s, dmulv = dprev_s, [0.0] * model.word_dim     # its own output is not asked again


def double_loop(model: Model, x: Example, y: Sequence[int]) -> Tuple[Matrix, ...]:
    """(dU, dW, dV): what Model.bptt computes, as the sum of three matrices for each pair (t, i)."""
    return tuple(map(_sum, zip(*[visit.gradients for visit in visits(model, x, y)])))


def triangle(seen: Sequence[Visit],
             part: Callable[[Visit], Matrix]) -> List[List[Optional[float]]]:
    """Row t, column i: the length of a part of this visit, None where no error of t reaches i.
    A last row: for each i the length of the sum over t.  What meets in a step can cancel."""
    found, steps = {(visit.t, visit.i): part(visit) for visit in seen}, range(seen[-1].t + 1)
    rows = [[length([found[t, i]]) if (t, i) in found else None for i in steps] for t in steps]
    return rows + [[length([_sum([found[t, i] for t in steps if (t, i) in found])]) for i in steps]]


def length(matrices: Sequence[Matrix]) -> float:
    """Of all their numbers as one vector: the root of the sum of the squares."""
    return sqrt(sum([dot(row, row) for M in matrices for row in M]))


def slope(model: Model, x: Example, y: Sequence[int], name: str, i: int, j: int,
          h: float = 1e-5) -> float:
    """dL/dw for the weight [i][j] of "U", "W" or "V", measured: move it by h both ways, look at L,
    the sum of the losses of all steps, as in Model.bptt: T times calculate_loss, their mean."""
    row = getattr(model, name)[i]
    w, losses = row[j], []
    try:
        for row[j] in (w - h, w + h):
            losses.append(len(y) * model.calculate_loss(x, y))
    finally:
        row[j] = w
    return (losses[1] - losses[0]) / (2 * h)


def errors_back(model: Model, layers: Sequence[RNNLayer],
                ds: Vector) -> Iterator[Tuple[Vector, Vector]]:
    """(dL/ds, dL/dadd) of the last of these layers, of the one before, and so on to the first.
    ds: that of the last.  Nothing is added up in the layers, so any error may be sent."""
    for layer in reversed(layers):
        dadd = activation.backward(layer.add, ds, layer.s)
        yield ds, dadd
        ds = vecmat(dadd, model.W)


def error_norms(model: Model, X: Sequence[Matrix], Y: Sequence[Sequence[int]]) -> Vector:
    """For k = 0, 1, ..: the mean length of dL_t / ds_{t-k}, over all steps t that have a t - k."""
    lengths: Dict[int, Vector] = defaultdict(list)
    for x, y in zip(X, Y):
        layers = model.forward_propagation(x)
        for t, y_t in enumerate(y):
            own = vecmat(output.diff(layers[t].mulv, y_t), model.V)
            for k, (ds, _) in enumerate(errors_back(model, layers[:t + 1], own)):
                lengths[k].append(length([[ds]]))
    return [sum(lengths[k]) / len(lengths[k]) for k in sorted(lengths)]


def error_lengths(model: Model, task: Automaton) -> Tuple[Vector, Vector]:
    """error_norms of an untrained network, and of this one, on 100 examples of 8 columns whose
    first input is not 0: else the state stays 0, and its large error changes no weight."""
    heard = [(x, y) for x, y in zip(*task.examples(100, 8, 0.0, seed=1)) if any(x[0])]
    untrained = Model(model.word_dim, model.hidden_dim, seed=0)
    return error_norms(untrained, *zip(*heard)), error_norms(model, *zip(*heard))


def _sum(matrices: Sequence[Matrix]) -> Matrix:
    return [[sum(numbers) for numbers in zip(*rows)] for rows in zip(*matrices)]
