"""The one number that a small network remembers, and the proof of a few lines that it allows.

A trained network with three units has a W that is nearly of rank one, W = p q^T.  Then all that a
step knows of the past is one number, m = q . s:

    s' = tanh(U x + p m),   next m = q . s',   answer 1 where (V_1 - V_0) . s' > 0, else 0

If there is an interval of m for each state of the task (for a sum: "no carry", "carry"), and each
input leads from each into the right one, with the right answer, the network is right for ever.
"""
from copy import copy
from math import copysign, sqrt, tanh
from random import Random
from typing import Dict, List, NamedTuple, Optional, Sequence, Tuple

from .. import check
from ..matrix import Matrix, Vector, dot, matvec, sum_of_outers, transpose
from ..model import Model
from ..tasks.automaton import Automaton, check_automaton

Interval = Tuple[float, float]

SLACK = 1e-9            # added to both ends of every range that is computed: it covers rounding
LEAST_MARGIN = 1e-6     # of an answer's logit: far enough for softmax to tell
PIECES = 1000           # that an interval is cut into


class Singular(NamedTuple):
    """A share of a matrix, value * left right^T; left and right have length 1."""

    value: float
    left: Vector
    right: Vector


class Memory(NamedTuple):
    """W = p q^T: of a state s the number m = q . s is remembered, and unit i hears p_i m."""

    p: Vector
    q: Vector


class Line(NamedTuple):
    """A line of the proof: what columns that the task cannot tell apart do to an interval of m."""

    state: Optional[int]        # the interval is this state's; None for the start, where m = 0
    columns: List[int]
    next: Interval              # where m is then ..
    must: Interval              # .. and where it has to be
    answer: int
    difference: Interval        # logit 1 less logit 0, above 0 for the answer 1

    @property
    def margin(self) -> float:
        """How far the difference keeps from the wrong side; negative if it does not."""
        return self.difference[0] if self.answer else -self.difference[1]

    @property
    def holds(self) -> bool:
        return (self.must[0] <= self.next[0] and self.next[1] <= self.must[1]
                and self.margin > LEAST_MARGIN)


def singular_values(W: Matrix, most: int = 512, rounds: int = 300) -> List[Singular]:
    """W, n x m, as a sum of shares value * left right^T, the largest first.  Power iteration: a
    vector that goes through W and back, again and again, turns towards the direction that W
    stretches most.  This share is taken out of W, and what is left has the next."""
    rng = Random(0)
    shares: List[Singular] = []
    while len(shares) < min(most, len(W), len(W[0])):
        v = unit_vector([rng.gauss(0.0, 1.0) for _ in W[0]])
        for _ in range(rounds):
            v = unit_vector(matvec(transpose(W), matvec(W, v)))
        left = matvec(W, v)
        shares.append(Singular(sqrt(dot(left, left)), unit_vector(left), v))
        W = [[w - a * b for w, b in zip(row, v)] for row, a in zip(W, left)]
    return shares


def unit_vector(v: Vector) -> Vector:
    """v with length 1, or 0 if it is 0."""
    length = sqrt(dot(v, v))
    return [a / length for a in v] if length else v


def cut(model: Model, rank: int) -> Model:
    """A new Model whose W is the sum of only so many shares, the largest; U and V are the same."""
    check.plain(model)
    check.whole("rank", rank, 1, model.hidden_dim)
    smaller, shares = copy(model), singular_values(model.W, rank)
    smaller.W = sum_of_outers([[share.value * a for a in share.left] for share in shares],
                              [share.right for share in shares])
    return smaller


def one_number(model: Model, automaton: Automaton) -> Memory:
    """p and q for the first share of W, which is all of it if the model was cut to rank 1.  The
    unit of m can be chosen.  Here the largest p_i is 2, as in the network made by hand, and the
    last column leads from the start to an m above 0; ValueError if it leads to 0."""
    value, left, right = singular_values(model.W, 1)[0]
    m = dot(right, list(map(tanh, matvec(model.U, automaton.columns[-1]))))
    if not value or not m:
        raise ValueError("model must remember the automaton's last column, got m = 0 after it")
    unit = copysign(2.0 / max(map(abs, left)), m)
    return Memory([unit * a for a in left], [value / unit * b for b in right])


def next_number(model: Model, memory: Memory, x: Vector, m: float) -> float:
    """The number that is remembered after one more input, x."""
    return dot(memory.q, [tanh(z + p * m) for z, p in zip(matvec(model.U, x), memory.p)])


def closed_intervals(model: Model, memory: Memory, automaton: Automaton) -> List[Interval]:
    """An interval of m for each of the automaton's states, around all that the start leads to.
    They grow until no column leads out of them, and then a tenth wider.  Nothing is proved here:
    proof_lines tells whether they are closed.  ValueError if a state is never reached."""
    found: Dict[int, Interval] = {}
    for _ in range(300):
        before = dict(found)
        for state, interval in [(automaton.start, (0.0, 0.0)), *before.items()]:
            for x, following in zip(automaton.columns, automaton.next[state]):
                if interval != (0.0, 0.0) or any(x):        # from m = 0 an input of 0 leads nowhere
                    there = [next_number(model, memory, x, m) for m in _cuts(interval, 10)]
                    there += found.get(following, ())
                    found[following] = round(min(there), 6), round(max(there), 6)
        if found == before:
            break
    if len(found) < len(automaton.answer):
        raise ValueError(f"automaton must reach all its states, {len(automaton.answer)}, "
                         f"got {len(found)}")
    return [(low - 0.05 * (high - low), high + 0.05 * (high - low))
            for _, (low, high) in sorted(found.items())]


def proof_lines(model: Model, memory: Memory, intervals: Sequence[Interval],
                automaton: Automaton) -> List[Line]:
    """Every line of the proof: from the start and each state's interval, by each kind of column.

    If every line `holds`, then model.predict gives the automaton's answers to inputs of every
    length, by induction: after each input, m lies in the interval of the automaton's state.
    ValueError for weights where SLACK would not cover rounding, or a W other than p q^T.  For
    inputs of 0 at the start there is no line: m stays 0, and the tie of the logits is a 0.
    """
    check.plain(model)
    check_automaton(automaton, check.whole("model.word_dim", model.word_dim, 2, 2))
    check.matrix("memory", list(memory), 2, model.hidden_dim)
    check.matrix("intervals", intervals, len(automaton.answer), 2)
    error = rounding_error(model, memory, intervals, automaton)
    if not error < 0.1 * SLACK:
        raise ValueError(f"model.W must be p q^T, and its rounding below {0.1 * SLACK:g}, "
                         f"got {error:g}")
    lines = []
    starts: List[Tuple[Optional[int], Interval]] = [(None, (0.0, 0.0)), *enumerate(intervals)]
    for state, interval in starts:
        known = automaton.start if state is None else state
        for columns in kinds(automaton):
            following = automaton.next[known][columns[0]]
            answer = automaton.answer[known][columns[0]]
            if state is None and (following, answer) == (automaton.start, 0):
                columns = [j for j in columns if any(automaton.columns[j])]
            if columns:
                there, difference = _ranges(
                    model, memory, [automaton.columns[j] for j in columns], interval)
                lines.append(Line(state, columns, there, intervals[following], answer, difference))
    return lines


def kinds(automaton: Automaton) -> List[List[int]]:
    """Indices of columns, those together that the automaton cannot tell apart: 0, 1 and 2 ones."""
    groups: Dict[Tuple[Tuple[int, ...], ...], List[int]] = {}
    for j, does in enumerate(zip(zip(*automaton.answer), zip(*automaton.next))):
        groups.setdefault(does, []).append(j)
    return list(groups.values())


def rounding_error(model: Model, memory: Memory, intervals: Sequence[Interval],
                   automaton: Automaton) -> float:
    """A bound of what rounding, and a W not quite p q^T, change in next m and in the difference.  A
    sum of n products errs by less than (n + 3) 2^-53 times the sum of their sizes.  tanh passes an
    error on as it is or smaller, and adds its own, taken to be at most 16 times 2^-53."""
    unit, n = 2.0 ** -53, model.hidden_dim + model.word_dim + 3
    largest_m = max([abs(end) for interval in intervals for end in interval])
    largest_x = max([abs(v) for x in automaton.columns for v in x])
    at_tanh = 0.0
    for row, p, U_row in zip(model.W, memory.p, model.U):
        size = max(sum(map(abs, row)), abs(p) * largest_m) + largest_x * sum(map(abs, U_row))
        W_error = sum([abs(w - p * q) for w, q in zip(row, memory.q)])
        at_tanh = max(at_tanh, n * unit * size + W_error)
    reading = max(sum(map(abs, memory.q)), sum(map(abs, model.V[0] + model.V[1])))
    return reading * (at_tanh + (n + 16) * unit)


def _ranges(model: Model, memory: Memory, columns: Sequence[Vector],
            interval: Interval) -> List[Interval]:
    """Bounds of next m, and of the difference of the logits, for these columns and every m of the
    interval.  Between two neighbouring states each term of a sum moves one way only, as tanh does.
    """
    bounds = []
    for weights in (memory.q, [b - a for a, b in zip(*model.V)]):
        lows, highs = [], []
        for z in [matvec(model.U, x) for x in columns]:
            terms = [[w * tanh(a + p * m) for w, a, p in zip(weights, z, memory.p)]
                     for m in _cuts(interval, PIECES)]
            lows += [sum(map(min, *piece)) for piece in zip(terms, terms[1:])]
            highs += [sum(map(max, *piece)) for piece in zip(terms, terms[1:])]
        bounds.append((min(lows) - SLACK, max(highs) + SLACK))
    return bounds


def _cuts(interval: Interval, pieces: int) -> List[float]:
    """The ends of so many equal pieces of the interval."""
    low, high = interval
    return [low + (high - low) * k / pieces for k in range(pieces)] + [high]
