"""What the numbers mean: how good an answer is, and how good one could be at all."""
from collections import Counter, namedtuple
from itertools import chain
from math import exp, log
from typing import Dict, List, Tuple

from . import check
from .gate import Input
from .matrix import Matrix
from .model import Model

Digits = List[int]


class Scores(namedtuple("Scores", "sums exact digits digits_right article_right")):
    """How many sums, and in how many of them what was right; the three shares are percentages.

    exact_share      every digit is right: the only accuracy that a user of an adder would accept.
    digits_share     the digits that are right, whichever sums they belong to.  Half of the bits of a coin
                     tosser are right.
    article_share    the article's own measure (its "84 %"): a sum counts as wrong only when the SIGNED sum of
                     (predicted bit - true bit) is above 0.1.  A 1 that is missed makes the sum smaller, so it
                     is not seen, and hides a 0 taken for 1 elsewhere: always answering 0 scores 100 %.
    """
    __slots__ = ()

    exact_share = property(lambda self: 100.0 * self.exact / self.sums)
    digits_share = property(lambda self: 100.0 * self.digits_right / self.digits)
    article_share = property(lambda self: 100.0 * self.article_right / self.sums)


def score(predictions: List[Digits], Y: List[Digits]) -> Scores:
    """The three measures of predictions of Y (the order of digits does not matter to any of them)."""
    check.sequence("Y", Y)
    check.sequence("predictions", predictions, len(Y))
    exact = digits = digits_right = article_right = 0
    for i, (p, y) in enumerate(zip(predictions, Y)):
        check.digits("Y[%d]" % i, y)
        check.digits("predictions[%d]" % i, p, length=len(y))
        right = sum([p_t == y_t for p_t, y_t in zip(p, y)])
        exact += right == len(y)
        digits += len(y)
        digits_right += right
        article_right += sum(p) - sum(y) <= 0.1
    return Scores(len(Y), exact, digits, digits_right, article_right)


def predict_all(model: Model, X: List[List[Input]]) -> List[Digits]:
    """model.predict(x) for every x in X, where steps that several x have in common are taken once.

    Two sequences that begin alike have the same states up to where they part, so the states form a tree:
    least significant bit first, all 16,384 pairs of 7-bit numbers share 38,228 steps instead of taking 131,072.
    """
    if not isinstance(model, Model):
        raise check.fault(False, "model", "a Model", model)
    check.sequence("X", X)
    X = [check.inputs(x, model.word_dim, "X[%d]" % i) for i, x in enumerate(X)]
    beginnings = _beginnings(X)
    states, classes = {}, {}        # after each beginning: the state, the class answered
    for x, numbers in zip(X, beginnings):
        known = sum([number in classes for number in numbers])
        if known < len(x):
            layers = model.forward_propagation(x[known:], states[numbers[known - 1]] if known else None)
            for number, layer in zip(numbers[known:], layers):
                states[number], classes[number] = layer.s, layer.mulv.index(max(layer.mulv))
    return [[classes[number] for number in numbers] for numbers in beginnings]


def perplexity(loss: float) -> float:
    """e^loss (Article 五, which is empty): the number of equally likely classes that would be as hard to guess.

    A coin has 2; an adder that is always sure and right has 1.
    """
    check.number("loss", loss)
    try:
        return exp(loss)
    except OverflowError:
        return float("inf")


def entropy(counts: List[float]) -> float:
    """-sum of q ln q, q the shares of these counts: the least mean loss at outcomes that frequent."""
    total = float(sum(counts))
    return -sum([c / total * log(c / total) for c in counts if c])


def loss_limit(bits: int = 8, is_reverse: bool = True, bias: bool = False) -> float:
    """The loss that no weights can reach below on average over all pairs of (bits - 1)-bit numbers.

    Column k = 0 .. n (n = bits - 1) holds the bits of weight 2^k; columns below n are uniform, column n is
    always (0, 0).  Two things limit a network, however large:

    It cannot know what it has not read.  Least significant first, all that an answer depends on has been
    read: limit 0.  Most significant first, the carry into column k hangs on the k columns yet unread: with q_k
    the probability that it is 1, q_0 = 0 and q_{k+1} = P(1, 1) + P(one of two) q_k = 1/4 + q_k / 2, so
    q_k = (1 - 2^-k) / 2.  Whatever was read is independent of it, and the answer is a_k XOR b_k XOR carry,
    so the best is to state q_k, at a mean loss of its entropy, H(q_k).

    It cannot speak from nothing.  Without a bias, while all inputs have been 0 the state is tanh(0) = 0 and
    the logits V 0 = 0: every answer costs ln 2, whatever the weights.  With z_k the probability that all columns
    read up to and including k are (0, 0):
    least significant first z_k = 4^-(k+1) below n and 4^-n at n, most significant first z_k = 4^-(n-k).

        limit = 1/bits * sum over k of  (1 - z_k) h_k + z_k ln 2,   h_k = 0 or H(q_k); z_k = 0 with a bias

    8 bits: 0.028885 least significant first (the article's 0.029), 0.584933 most significant first, 0 and 0.584901
    with a bias, or with inputs that are never 0, as encode(counts=True) makes them.
    """
    check.whole("bits", bits, 2, 10 ** 6)
    check.flag("is_reverse", is_reverse)
    check.flag("bias", bias)
    n = bits - 1
    total = 0.0
    for k in range(bits):
        q = 0.0 if is_reverse else (1.0 - 0.5 ** k) / 2.0
        silent = 0.25 ** min(k + 1, n) if is_reverse else 0.25 ** (n - k)
        if bias:
            silent = 0.0
        total += (1.0 - silent) * entropy([q, 1.0 - q]) + silent * log(2.0)
    return total / bits


def loss_limit_on(X: List[Matrix], Y: List[Digits], bias: bool = False) -> float:
    """The loss that no weights can reach below on these examples, by counting.

    An answer can depend on nothing but the inputs up to it, so the best answer to one such beginning is the
    shares of the classes that follow it here, at a mean loss of their entropy; without a bias it is ln word_dim
    while all inputs are 0.  Least significant bit first this is ln 2 / T * the mean number of leading all-zero
    columns.  Over all pairs it is loss_limit; on few examples it is lower, as these can be learnt by heart.
    """
    check.flag("bias", bias)
    X, Y = _dense_examples(X, Y)
    beginnings = _beginnings(X)
    least = {b: entropy(list(counter.values())) for b, counter in _classes_after(beginnings, Y).items()}
    total, steps = 0.0, 0
    for x, numbers in zip(X, beginnings):
        silent = not bias
        for x_t, b in zip(x, numbers):
            silent = silent and not any(x_t)
            total += log(len(x_t)) if silent else least[b]
            steps += 1
    return total / steps


def best_predictions(X: List[Matrix], Y: List[Digits]) -> List[Digits]:
    """For each x the answers of the best predictor of these examples that there can be, by counting.

    It answers the class that has followed the inputs so far most often (the lower one of a tie).  Over all
    pairs, most significant first, that is a XOR b, because a carry of 1 is never the more probable.
    """
    X, Y = _dense_examples(X, Y)
    beginnings = _beginnings(X)
    best = {b: min(counter, key=lambda c: (-counter[c], c)) for b, counter in _classes_after(beginnings, Y).items()}
    return [[best[b] for b in numbers] for numbers in beginnings]


def _dense_examples(X, Y):
    check.sequence("X", X)
    check.sequence("X[0]", X[0])
    check.sequence("X[0][0]", X[0][0])
    return check.examples(X, Y, len(X[0][0]))


def _beginnings(X: List[List[Input]]) -> List[List[int]]:
    """For each x a number for each of its beginnings x_0 .. x_t; equal beginnings have equal numbers."""
    numbers = {}    # type: Dict[Tuple, int]
    beginnings = []
    for x in X:
        ids, number = [], 0
        for x_t in x if isinstance(x[0], int) else map(tuple, x):
            number = numbers.setdefault((number, x_t), len(numbers) + 1)
            ids.append(number)
        beginnings.append(ids)
    return beginnings


def _classes_after(beginnings: List[List[int]], Y: List[Digits]) -> Dict[int, Counter]:
    """How often each class follows each beginning."""
    pairs = Counter(chain.from_iterable(map(zip, beginnings, Y)))
    after = {}      # type: Dict[int, Counter]
    for (b, y_t), count in pairs.items():
        after.setdefault(b, Counter())[y_t] = count
    return after
