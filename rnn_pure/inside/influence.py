"""What reaches what: how far an input is felt in later answers, and an error in earlier states."""
from collections import defaultdict
from typing import Dict, List, Sequence

from ..matrix import Matrix, Vector, transpose, vecmat
from ..model import Model
from .way_back import errors_back, length, output


def influence(model: Model, x: Matrix) -> Matrix:
    """T x T: how much input i moves answer t: the length of d(logit 1 - logit 0 of step t) / d x_i.

    Backpropagation that goes on to the inputs: the error of step t is (-1, 1), and
    dx_i = U^T dadd_i.  Above the diagonal are zeros, for nobody can look at what is yet to be read.
    (For two classes.)
    """
    layers, ds = model.forward_propagation(x), vecmat([-1.0, 1.0], model.V)
    rows = []
    for t in range(1, len(layers) + 1):
        back = [length([[vecmat(dadd, model.U)]]) for _, dadd in errors_back(model, layers[:t], ds)]
        rows.append(back[::-1] + [0.0] * (len(layers) - t))
    return rows


def flips(model: Model, x: Matrix) -> Matrix:
    """T x T: how far logit 1 - logit 0 of step t moves when the first bit of column i is flipped.

    influence() nudges an input, and a saturated tanh hardly passes a nudge on; a flip is a whole
    step.
    """
    def logits(inputs: Matrix) -> Vector:
        return [layer.mulv[1] - layer.mulv[0] for layer in model.forward_propagation(inputs)]

    before = logits(x)
    columns = []
    for i, (first, second) in enumerate(x):
        after = logits(x[:i] + [[1.0 - first, second]] + x[i + 1:])
        columns.append([abs(a - b) for a, b in zip(after, before)])
    return transpose(columns)


def error_norms(model: Model, X: List[Matrix], Y: Sequence[Sequence[int]]) -> Vector:
    """For k = 0, 1, ..: the mean length of dL_t / ds_{t-k}, over all steps t that have a t - k.

    What bptt_truncate = K leaves out is everything beyond k = K.
    """
    lengths: Dict[int, Vector] = defaultdict(list)
    for x, y in zip(X, Y):
        layers = model.forward_propagation(x)
        for t, y_t in enumerate(y):
            own = vecmat(output.diff(layers[t].mulv, y_t), model.V)
            for k, (ds, _) in enumerate(errors_back(model, layers[:t + 1], own)):
                lengths[k].append(length([[ds]]))
    return [sum(lengths[k]) / len(lengths[k]) for k in sorted(lengths)]
