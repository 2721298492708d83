"""The search for columns that a network answers wrongly: a sum that it gets wrong, a short one."""
from math import inf, tanh
from operator import add
from random import Random
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence, Set, Tuple

from .. import check
from ..inside.memory import singular_values
from ..matrix import Vector, dot, matvec, uniform
from ..model import Model
from ..tasks.adding import digits2int
from ..tasks.automaton import Automaton, Indices, check_automaton

Twins = Tuple[int, Tuple[int, ...]]     # the automaton's state, and the network's in thousandths


class Visited(NamedTuple):
    """What some columns lead to."""

    state: int                  # the automaton's
    indices: Tuple[int, ...]    # of the columns
    following: List[Vector]     # the network's state after each further one
    margin: float               # what the right logits of these are above others, at least


def find_wrong(model: Model, automaton: Automaton, beam: int = 1500, columns: int = 60,
               seed: int = 0,
               on_progress: Callable[[int], Any] = lambda n: None) -> Optional[Indices]:
    """Indices of columns, of which the network answers the last one wrongly, or None.  Two
    searches, the first with a tenth of the beam, mostly enough.  None proves nothing: nobody can
    try all sums.  on_progress(n) is called when a search has read n columns."""
    check.plain(model)
    check_automaton(automaton, model.word_dim)
    check.whole("beam", beam, 1)
    check.whole("columns", columns, 1)
    check.seed(seed)
    check.instance("on_progress", on_progress, Callable)
    for width in sorted({max(1, beam // 10), beam}):
        wrong = _search(model, automaton, width, columns, Random(seed), on_progress)
        if wrong:
            return shorten(model, automaton, wrong)
    return None


def _search(model: Model, automaton: Automaton, beam: int, columns: int, rng: Random,
            on_progress: Callable[[int], Any]) -> Optional[Indices]:
    """A beam: so many states are kept, and every column is read in each.

    Half of what is kept are the states whose next answers are closest to wrong, the others are
    random: what is closest now need not be what goes wrong later.  The ends of the cloud of states
    are kept too, along what W stretches most, what tells answers apart, and a few random
    directions.  A twin of a state kept before (equal to a thousandth) would bring nothing new.
    """
    inputs = [matvec(model.U, x) for x in automaton.columns]        # U x_j is shared by all states
    against = [[[r - o for r, o in zip(model.V[right], other)]
                for i, other in enumerate(model.V) if i != right]
               for right in range(model.word_dim)]
    directions = against[0] + [share.right for share in singular_values(model.W, 3, 50)]
    directions += uniform(rng, 3, model.hidden_dim, 1.0)

    def visit(state: int, s: Vector, indices: Tuple[int, ...]) -> Visited:
        recurrent = matvec(model.W, s)
        following = [list(map(tanh, map(add, recurrent, u))) for u in inputs]
        margin = min([min(matvec(against[right], after), default=inf)
                      for right, after in zip(automaton.answer[state], following)])
        return Visited(state, indices, following, margin)

    kept = [visit(automaton.start, [0.0] * model.hidden_dim, ())]
    met: Set[Twins] = set()
    for n in range(1, columns + 1):
        wrong = first_of(model, automaton, [    # or a tie, in which rounding decides
            [*v.indices, j] for v in kept if v.margin < 1e-9 for j in range(len(inputs))])
        if wrong:
            return wrong
        on_progress(n)
        children: Dict[Twins, Tuple[Vector, Tuple[int, ...]]] = {}
        for v in kept:
            for j, (state, s) in enumerate(zip(automaton.next[v.state], v.following)):
                children[state, tuple([int(1000.0 * y) for y in s])] = s, v.indices + (j,)
        new = sorted(children.keys() - met)
        if not new:
            break
        ends = [end(new, key=lambda twins: dot(d, list(twins[1])))
                for d in directions for end in (min, max)]
        visits = {twins: visit(twins[0], *children[twins])
                  for twins in rng.sample(new, min(len(new), 4 * beam)) + ends}
        closest = sorted(visits, key=lambda twins: visits[twins].margin)
        others = closest[beam // 2:]
        chosen = set(closest[:beam // 2] + ends
                     + rng.sample(others, min(len(others), beam - beam // 2)))
        met |= chosen
        kept = [visits[twins] for twins in sorted(chosen)]
    return None


def first_wrong(model: Model, automaton: Automaton, indices: Sequence[int]) -> Optional[Indices]:
    """These columns up to the first that Model.predict answers wrongly, or None."""
    answers = model.predict([automaton.columns[i] for i in indices])
    for t, (answer, right) in enumerate(zip(answers, automaton.answers(indices)), 1):
        if answer != right:
            return list(indices[:t])
    return None


def first_of(model: Model, automaton: Automaton, others: List[Indices]) -> Optional[Indices]:
    """first_wrong of the first of these for which it is not None."""
    found = (first_wrong(model, automaton, other) for other in others if other)
    return next(filter(None, found), None)


def shorten(model: Model, automaton: Automaton, wrong: Indices) -> Indices:
    """Columns still answered wrongly, of which none can be dropped, or replaced by an earlier one.
    (An adder's earlier columns have fewer 1s.) Long pieces are dropped first, then shorter ones."""
    size = len(wrong)
    while size:
        shorter = first_of(model, automaton,
                           [wrong[:t] + wrong[t + size:] for t in range(len(wrong))])
        wrong, size = (shorter, min(size, len(shorter))) if shorter else (wrong, size // 2)
    simpler = first_of(model, automaton, [wrong[:t] + [j] + wrong[t + 1:]
                                          for t in range(len(wrong)) for j in range(wrong[t])])
    return shorten(model, automaton, simpler) if simpler else wrong


def numbers(indices: Sequence[int], base: int = 2) -> Tuple[int, int]:
    """The two numbers that these columns of an adder write, least significant digit first."""
    a, b = zip(*[divmod(i, base) for i in indices[::-1]])
    return digits2int(list(a), base), digits2int(list(b), base)
