"""The output (Article 六.1, caloutput.py): softmax, its loss, and the loss's gradient."""
from math import exp, log

from .matrix import Vector


class Softmax:
    """p_i = e^x_i / sum_j e^x_j: turns word_dim logits into probabilities.

    Taking the largest logit off all of them changes no p_i and keeps every e^x within 0 .. 1, so
    nothing overflows, and the sum is at least 1: nothing is divided by zero, or the log of it.
    """

    def predict(self, x: Vector) -> Vector:
        """The probability of each class: word_dim numbers that sum to 1."""
        largest = max(x)
        exps = [exp(v - largest) for v in x]
        total = sum(exps)
        return [e / total for e in exps]

    def loss(self, x: Vector, y: int) -> float:
        """-ln p_y, for the true class y: 0 when sure and right, large when sure and wrong."""
        largest = max(x)
        return log(sum([exp(v - largest) for v in x])) - (x[y] - largest)

    def diff(self, x: Vector, y: int) -> Vector:
        """dloss/dx = p - onehot(y), because d(-x_y + ln sum_j e^x_j)/dx_i = p_i - (1 if i is y)."""
        probs = self.predict(x)
        probs[y] -= 1.0
        return probs
