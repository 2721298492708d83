"""What reaches what: how far an input is felt in later answers, and an error in earlier states."""
from collections import defaultdict
from math import sqrt
from typing import Dict, List

from ..matrix import Matrix, Vector, dot, matvec, transpose
from ..model import Model
from ..output import Softmax
from ..tasks.adding import Digits

output = Softmax()


def influence(model: Model, x: Matrix) -> Matrix:
    """T x T: how much input i moves answer t: the length of d(logit 1 - logit 0 of step t) / d x_i.

    Backpropagation that goes on to the inputs: the error of step t is (-1, 1), and
    dx_i = U^T dadd_i.  Above the diagonal are zeros, for nobody can look at what is yet to be read.
    (For two classes.)
    """
    layers = model.forward_propagation(x)
    U_T, W_T, V_T = transpose(model.U), transpose(model.W), transpose(model.V)
    rows = []
    for t in range(len(layers)):
        row, ds = [0.0] * len(layers), matvec(V_T, [-1.0, 1.0])
        for i in range(t, -1, -1):
            dadd = layers[i].backward_state(ds)
            dx = matvec(U_T, dadd)
            row[i] = sqrt(dot(dx, dx))
            ds = matvec(W_T, dadd)
        rows.append(row)
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


def error_norms(model: Model, X: List[Matrix], Y: List[Digits]) -> Vector:
    """For k = 0, 1, ..: the mean length of dL_t / ds_{t-k}, over all steps t that have a t - k.

    What bptt_truncate = K leaves out is everything beyond k = K.
    """
    W_T, V_T = transpose(model.W), transpose(model.V)
    sums: Dict[int, float] = defaultdict(float)
    counts: Dict[int, int] = defaultdict(int)
    for x, y in zip(X, Y):
        layers = model.forward_propagation(x)
        for t, y_t in enumerate(y):
            ds = matvec(V_T, output.diff(layers[t].mulv, y_t))
            for k in range(t + 1):
                sums[k] += sqrt(dot(ds, ds))
                counts[k] += 1
                ds = matvec(W_T, layers[t - k].backward_state(ds))
    return [sums[k] / counts[k] for k in sorted(counts)]
