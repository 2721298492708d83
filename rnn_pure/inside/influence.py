"""What reaches what: how far a changed column is felt in later answers, an error in earlier states.
"""
from collections import defaultdict
from typing import Dict, List, Sequence, Tuple

from ..matrix import Matrix, Vector, vecmat
from ..model import Model
from ..tasks.automaton import Automaton
from .way_back import errors_back, length, output


def changes(model: Model, task: Automaton, indices: Sequence[int]) -> List[Tuple[int, int]]:
    """For each of these columns: how many answers change, and how many should, if another stands
    there.

    The other is half of all columns further on; for an adder of bits the one with a flipped.
    """
    half, found = len(task.columns) // 2, []
    before, right = model.predict(task.read(indices)[0]), task.answers(indices)
    for i in range(len(indices)):
        other = list(indices)
        other[i] = (other[i] + half) % len(task.columns)
        x, answers = task.read(other)
        found.append((sum(map(int.__ne__, model.predict(x), before)),
                      sum(map(int.__ne__, answers, right))))
    return found


def error_norms(model: Model, X: Sequence[Matrix], Y: Sequence[Sequence[int]]) -> Vector:
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


def error_lengths(model: Model, task: Automaton) -> Tuple[Vector, Vector]:
    """error_norms of an untrained network, and of this one, on 100 examples of 8 columns.

    Left out are those whose first input is 0: there the state stays 0, and the network is as unsure
    as can be: an error larger than all others, which changes no weight, for nothing has been read.
    """
    X, Y = task.examples(100, 8, 0.0, seed=1)
    heard = [x for x in X if any(x[0])], [y for x, y in zip(X, Y) if any(x[0])]
    untrained = Model(model.word_dim, model.hidden_dim, seed=0)
    return error_norms(untrained, *heard), error_norms(model, *heard)
