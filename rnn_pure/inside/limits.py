"""How good answers could be at best: the least loss of any weights, and the best predictor."""
from collections import Counter, defaultdict
from math import log
from typing import Dict, List, Sequence, Tuple

from .. import check
from ..matrix import Matrix
from ..tasks.adding import Digits
from .scores import number_beginnings


def entropy(counts: List[float]) -> float:
    """-sum of q ln q, q the shares of these counts: the least mean loss at such outcomes."""
    total = float(sum(counts))
    return -sum([c / total * log(c / total) for c in counts if c])


def loss_limit(bits: int = 8, is_reverse: bool = True, bias: bool = False) -> float:
    """The least mean loss that any weights can have over all pairs of (bits - 1)-bit numbers.

    Column k = 0 .. n (n = bits - 1) holds the bits of weight 2^k.  Columns below n are uniform,
    column n is always (0, 0).  Two things limit a network, however large:

    It cannot know what it has not read.  Least significant first, all that an answer depends on
    has been read: limit 0.  Most significant first, the carry into column k hangs on the k columns
    yet unread.  With q_k the probability that it is 1, q_0 = 0 and
    q_{k+1} = P(1, 1) + P(one of two) q_k = 1/4 + q_k / 2, so q_k = (1 - 2^-k) / 2.
    Whatever was read is independent of it, and the answer is a_k XOR b_k XOR carry, so the best is
    to state q_k, at a mean loss of its entropy, H(q_k).

    It cannot speak from nothing.  Without a bias, while all inputs have been 0, the state is
    tanh(0) = 0 and the logits V 0 = 0: every answer costs ln 2, whatever the weights.
    With z_k the probability that all columns read up to and including k are (0, 0):
    least significant first z_k = 4^-(k+1) below n and 4^-n at n,
    most significant first z_k = 4^-(n-k).

        limit = 1/bits * sum over k of  (1 - z_k) h_k + z_k ln 2
        h_k = 0 or H(q_k); z_k = 0 with a bias

    8 bits: 0.028885 least significant first (the article's 0.029), 0.584933 most significant
    first; 0 and 0.584901 with a bias, or with inputs that are never 0, as with counts.
    """
    check.whole("bits", bits, 2, 10 ** 6)
    check.instance("is_reverse", is_reverse, bool)
    check.instance("bias", bias, bool)
    n = bits - 1
    total = 0.0
    for k in range(bits):
        q = 0.0 if is_reverse else (1.0 - 0.5 ** k) / 2.0
        silent = 0.25 ** min(k + 1, n) if is_reverse else 0.25 ** (n - k)
        if bias:
            silent = 0.0
        total += (1.0 - silent) * entropy([q, 1.0 - q]) + silent * log(2.0)
    return total / bits


def least_loss(X: Sequence[Matrix], Y: Sequence[Digits], bias: bool = False) -> float:
    """The least loss that any weights can have on these examples, by counting.  An answer can
    depend on nothing but the inputs up to it.  So the best answer to such a beginning is the shares
    of the classes that follow it here, at a mean loss of their entropy; without a bias it is ln
    word_dim while all inputs are 0.  Over all pairs this is loss_limit; on few examples it is
    lower, as these can be learnt by heart."""
    check.instance("bias", bias, bool)
    beginnings, after = _classes_after(X, Y)
    least = {b: entropy(list(counts.values())) for b, counts in after.items()}
    losses = []
    for x, numbers in zip(X, beginnings):
        silent = not bias
        for x_t, b in zip(x, numbers):
            silent = silent and not any(x_t)
            losses.append(log(len(x_t)) if silent else least[b])
    return sum(losses) / len(losses)


def best_predictions(X: Sequence[Matrix], Y: Sequence[Digits]) -> List[Digits]:
    """For each x the answers of the best possible predictor of these examples, by counting: the
    class that has followed the inputs so far most often (the lower one of a tie).  Over all pairs,
    most significant first, that is a XOR b: a carry of 1 is never more probable."""
    beginnings, after = _classes_after(X, Y)
    best = {b: min(counts, key=lambda c: (-counts[c], c)) for b, counts in after.items()}
    return [[best[b] for b in numbers] for numbers in beginnings]


def _classes_after(X: Sequence[Matrix], Y: Sequence[Digits]) -> Tuple[List[List[int]],
                                                                      Dict[int, Dict[int, int]]]:
    """The beginnings of these inputs, and how often each class follows each of them."""
    x_0 = check.sequence("X[0][0]", check.sequence("X[0]", check.sequence("X", X)[0])[0])
    X, Y = check.examples(X, Y, len(x_0))
    beginnings = number_beginnings(X)
    after: Dict[int, Dict[int, int]] = defaultdict(Counter)
    for numbers, y in zip(beginnings, Y):
        for b, y_t in zip(numbers, y):
            after[b][y_t] += 1
    return beginnings, after
