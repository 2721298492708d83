"""The search for columns at which a network answers wrongly: a sum that it gets wrong, as short as can be found."""
from math import inf, tanh
from operator import add
from random import Random
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple

from ..matrix import Matrix, Vector, matvec
from ..model import Model
from ..support import check
from .automaton import Automaton, check_automaton, right_answers

Indices = List[int]         # of an automaton's columns


class Visited(NamedTuple):
    """A state s that some columns lead to, what the automaton is in then, and what each next column would do.

    margin: how far the next answers are from a wrong one, at least: a logit of the right class less another one.
    """

    s: Vector
    state: int
    indices: Tuple[int, ...]
    following: List[Vector]
    margin: float


def find_wrong(model: Model, automaton: Automaton, beam: int = 1500, columns: int = 60, seed: int = 0,
               on_progress: Optional[Callable[[int], Any]] = None) -> Optional[Indices]:
    """Indices of columns after which the network's last answer is its first wrong one, or None if none was found.

    Two searches, the first with a tenth of the beam.  None proves nothing: there are too many sums to try them all.
    on_progress(n) is called when sums of n columns have been tried.
    """
    check.weights(vars(model))
    check.weights_in_range(vars(model))
    check_automaton(automaton, model.word_dim)
    check.whole("beam", beam, 1)
    check.whole("columns", columns, 1)
    check.seed(seed)
    check.settings(1.0, on_progress=on_progress)
    for width in sorted({max(1, beam // 10), beam}):
        for n, wrong in enumerate(_search(model, automaton, width, columns, Random(seed)), 1):
            if wrong:
                return shorten(model, automaton, wrong)
            if on_progress:
                on_progress(n)
    return None


def _search(model: Model, automaton: Automaton, beam: int, columns: int, rng: Random) -> Iterator[Optional[Indices]]:
    """A beam: it keeps so many states, and goes on from all of them with every column.  Yields once for each step.

    Half of what is kept are the states whose next answers are closest to wrong, the others are random: what is
    closest now need not be what goes wrong later.  A twin of a state that was kept before (equal to a thousandth)
    would bring nothing new.
    """
    inputs = [matvec(model.U, x) for x in automaton.columns]        # U x_j is shared by all states
    against = {right: [[r - o for r, o in zip(model.V[right], other)] for i, other in enumerate(model.V) if i != right]
               for right in range(model.word_dim)}
    kept = [_visit([0.0] * model.hidden_dim, automaton.start, (), model.W, inputs, against, automaton)]
    met = set()
    for _ in range(columns):
        for v in kept:
            if v.margin < 1e-9:     # wrong, or a tie, in which rounding decides
                for j in range(len(inputs)):
                    wrong = first_wrong(model, automaton, v.indices + (j,))
                    if wrong:
                        yield wrong
        children: Dict[Tuple[int, ...], Tuple[Visited, int]] = {}
        for v in kept:
            for j, s in enumerate(v.following):
                children[(automaton.next[v.state][j],) + tuple([int(1000.0 * y) for y in s])] = v, j
        new = [key for key in children if key not in met]
        visits = []
        for key in rng.sample(new, min(len(new), 4 * beam)):
            v, j = children[key]
            visits.append((_visit(v.following[j], key[0], v.indices + (j,), model.W, inputs, against, automaton), key))
        closest = sorted(visits, key=lambda visit: visit[0].margin)
        others = closest[beam // 2:]
        chosen = closest[:beam // 2] + rng.sample(others, min(len(others), beam - beam // 2))
        met.update([key for _, key in chosen])
        kept = [v for v, _ in chosen]
        yield None
        if not kept:
            return


def _visit(s: Vector, state: int, indices: Tuple[int, ...], W: Matrix, inputs: Matrix, against: Dict[int, Matrix],
           automaton: Automaton) -> Visited:
    recurrent = matvec(W, s)
    following = [list(map(tanh, map(add, recurrent, u))) for u in inputs]
    margin = min([min(matvec(against[right], after), default=inf)
                  for right, after in zip(automaton.answer[state], following)])
    return Visited(s, state, indices, following, margin)


def first_wrong(model: Model, automaton: Automaton, indices: Sequence[int]) -> Optional[Indices]:
    """These columns up to the one that the network (as Model.predict has it) answers wrongly, or None."""
    answers = model.predict([automaton.columns[i] for i in indices])
    for t, (answer, right) in enumerate(zip(answers, right_answers(automaton, indices)), 1):
        if answer != right:
            return list(indices[:t])
    return None


def shorten(model: Model, automaton: Automaton, wrong: Indices) -> Indices:
    """Columns that are still answered wrongly, with none left that can be dropped, or replaced by an earlier one.

    (The earlier columns of an adder have fewer 1s.)  Halves are tried first, then ever smaller pieces.
    """
    size = len(wrong)
    while size:
        better = None
        for start in range(len(wrong)):
            shorter = wrong[:start] + wrong[start + size:]
            better = first_wrong(model, automaton, shorter) if shorter else None
            if better:
                break
        if better:
            wrong, size = better, min(size, len(better))
        else:
            size //= 2
    for t in range(len(wrong)):
        for j in range(wrong[t]):
            simpler = first_wrong(model, automaton, wrong[:t] + [j] + wrong[t + 1:])
            if simpler:
                return shorten(model, automaton, simpler)
    return wrong
