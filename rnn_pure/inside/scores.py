"""How good the answers are: exact sums, digits, the article's measure, perplexity."""
from collections import namedtuple
from math import exp, inf
from typing import Any, Dict, List, Sequence, Tuple

from .. import check
from ..matrix import Example, Vector
from ..model import Model
from ..tasks.adding import Digits


class Scores(namedtuple("Scores", "sums exact digits digits_right article_right")):
    """How many sums, and in how many of them what was right; the three shares are percentages.

    exact_share      every digit is right: the only accuracy that a user of an adder would accept.
    digits_share     the digits that are right, whichever sums they belong to.  Half of the bits of
                     a coin tosser are right.
    article_share    the article's own measure (its "84 %"): a sum counts as wrong only when the
                     SIGNED sum of (predicted bit - true bit) is above 0.1.  A 1 that is missed
                     makes the sum smaller.  So it is not seen, and it hides a 0 taken for 1
                     elsewhere: always answering 0 scores 100 %.
    """

    exact_share = property(lambda self: 100.0 * self.exact / self.sums)
    digits_share = property(lambda self: 100.0 * self.digits_right / self.digits)
    article_share = property(lambda self: 100.0 * self.article_right / self.sums)


def score(predictions: List[Digits], Y: List[Digits]) -> Scores:
    """The three measures of predictions of Y (the order of digits matters to none of them)."""
    check.sequence("Y", Y)
    check.sequence("predictions", predictions, len(Y))
    exact = digits = digits_right = article_right = 0
    for i, (p, y) in enumerate(zip(predictions, Y)):
        y = check.digits(f"Y[{i}]", y)
        p = check.digits(f"predictions[{i}]", p, length=len(y))
        right = sum([p_t == y_t for p_t, y_t in zip(p, y)])
        exact += right == len(y)
        digits += len(y)
        digits_right += right
        article_right += sum(p) - sum(y) <= 0.1
    return Scores(len(Y), exact, digits, digits_right, article_right)


def predict_all(model: Model, X: Sequence[Example]) -> List[Digits]:
    """model.predict(x) for every x in X, where steps that several x have in common are taken once.
    Sequences that begin alike have the same states up to where they part: a tree.  All 16,384 pairs
    of 7-bit numbers take 38,228 steps instead of 131,072, least significant bit first."""
    check.instance("model", model, Model)
    X = [check.inputs(x, model.word_dim, f"X[{i}]")
         for i, x in enumerate(check.sequence("X", X))]
    weights, answers = check.matrices(model.weights()), []
    steps: Dict[int, Tuple[Vector, int]] = {}       # state and answer after each beginning
    for x, numbers in zip(X, number_beginnings(X)):
        s = [0.0] * model.hidden_dim
        for x_t, number in zip(x, numbers):
            if number not in steps:
                layer = model.layer()
                layer.forward(x_t, s, *weights)
                steps[number] = layer.s, layer.mulv.index(max(layer.mulv))
            s, _ = steps[number]
        answers.append([steps[number][1] for number in numbers])
    return answers


def number_beginnings(X: Sequence[Example]) -> List[List[int]]:
    """For each x a number for each beginning x_0 .. x_t; equal beginnings have equal numbers."""
    numbers: Dict[Tuple[int, Any], int] = {}
    beginnings = []
    for x in X:
        ids, number = [], 0
        for x_t in x:
            key = x_t if isinstance(x_t, int) else tuple(x_t)
            number = numbers.setdefault((number, key), len(numbers) + 1)
            ids.append(number)
        beginnings.append(ids)
    return beginnings


def perplexity(loss: float) -> float:
    """e^loss (Article 五, which is empty): so many equally likely classes are as hard to guess.
    A coin has 2; an adder that is always sure and right has 1."""
    return exp(loss) if check.number("loss", loss) < check.LARGEST_LOSS else inf
