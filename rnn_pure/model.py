"""The network (Article 二 to 六, CalRNN.py): its weights, the way through time, the way back."""
from math import sqrt
from random import Random
from time import strftime
from typing import Any, Callable, List, Optional, Sequence, Tuple

from . import check
from .check import Guard
from .gate import MultiplyGate
from .layer import RNNLayer
from .matrix import (Example, Matrix, Vector, descend, length, matvec, plus, transpose, uniform,
                     vecmat)
from .output import Softmax
from .saved.saved import Saved

Losses = List[Tuple[int, float]]        # (num_examples_seen, loss)
Listener = Optional[Callable[..., Any]]
mul_gate, output = MultiplyGate(), Softmax()


class Model(Saved):
    """A vanilla recurrent network without biases, trained by gradient descent (Article 二).

        s_t = tanh(U x_t + W s_{t-1}),  s_{-1} = 0    U: hidden x word,  W: hidden x hidden
        p_t = softmax(V s_t)                          V: word x hidden

    x: T inputs, each word_dim numbers, or an index that stands for a one-hot vector.  y: T classes.
    TypeError or ValueError for what does not fit; nothing changes then.  save, load: see Saved.
    """

    def __init__(self, word_dim: int = 2, hidden_dim: int = 16, bptt_truncate: int = 2,
                 seed: Optional[int] = None) -> None:
        """An error flows back through bptt_truncate earlier steps.  seed: of the random weights."""
        word_dim, hidden_dim, bptt_truncate = check.sizes(word_dim, hidden_dim, bptt_truncate)
        rng = Random(check.seed(seed))
        self.word_dim, self.hidden_dim, self.bptt_truncate = word_dim, hidden_dim, bptt_truncate
        self.U = uniform(rng, hidden_dim, word_dim, sqrt(1.0 / word_dim))
        self.W = uniform(rng, hidden_dim, hidden_dim, sqrt(1.0 / hidden_dim))
        self.V = uniform(rng, word_dim, hidden_dim, sqrt(1.0 / hidden_dim))

    def forward_propagation(self, x: Example, prev_s: Optional[Vector] = None) -> List[RNNLayer]:
        """One layer a time step (Article 三).  prev_s: the state to start from, if it is not 0."""
        prev_s = [0.0] * self.hidden_dim if prev_s is None else prev_s
        prev_s = check.vector("prev_s", prev_s, self.hidden_dim)
        layers = []
        for x_t in check.inputs(x, self.word_dim):
            layer = RNNLayer()
            layer.forward(x_t, prev_s, self.U, self.W, self.V)
            layers.append(layer)
            prev_s = layer.s
        return layers

    def predict(self, x: Example) -> List[int]:
        """The most probable class of each step, the lower one of a tie (Article 四)."""
        probs = [output.predict(layer.mulv) for layer in self.forward_propagation(x)]
        return [p.index(max(p)) for p in probs]

    def calculate_loss(self, x: Example, y: Sequence[int]) -> float:
        """The mean over t of -ln p_t[y_t] (Article 六.1)."""
        x, y = check.example(x, y, self.word_dim)
        layers = self.forward_propagation(x)
        return sum([output.loss(layer.mulv, y_t) for layer, y_t in zip(layers, y)]) / len(y)

    def calculate_total_loss(self, X: Sequence[Example], Y: Sequence[Sequence[int]]) -> float:
        """The mean of calculate_loss over all examples."""
        X, Y = check.examples(X, Y, self.word_dim)
        return sum([self.calculate_loss(x, y) for x, y in zip(X, Y)]) / len(Y)

    def bptt(self, x: Example, y: Sequence[int]) -> Tuple[Matrix, Matrix, Matrix]:
        """(dU, dW, dV), shaped as U, W, V: backpropagation through time (Article 六.2).

        The gradient of the SUM over t of the losses (calculate_loss is their mean), in which the
        error made at step t reaches steps t, t-1, .. t - bptt_truncate.
        """
        x, y = check.example(x, y, self.word_dim)
        layers, W_T, T = self.forward_propagation(x), transpose(self.W), len(x)
        dmulv = [output.diff(layer.mulv, y_t) for layer, y_t in zip(layers, y)]
        own = [vecmat(d, self.V) for d in dmulv]       # dL/ds_t through step t's own output alone

        if self.bptt_truncate < T - 1:      # the article's loop: every error goes back by itself
            for t in range(T):
                dadd = layers[t].backward_state(own[t])
                for i in range(t - 1, max(t - self.bptt_truncate, 0) - 1, -1):
                    dadd = layers[i].backward_state(matvec(W_T, dadd))
        else:       # Nothing is cut.  The way back is linear in the error, so errors that meet in a
            diff_s = [0.0] * self.hidden_dim        # step go on as their sum: one pass, the same.
            for layer, own_t in zip(reversed(layers), reversed(own)):
                diff_s = matvec(W_T, layer.backward_state(plus(own_t, diff_s)))

        # Products are linear too: the article forms three matrices for each pair (t, i).  A layer
        # has kept the sum of the errors that came, so one product a step does.
        dadds, s = [layer.dadd for layer in layers], [layer.s for layer in layers]
        dU = mul_gate.gradient(self.U, x, dadds)
        dW = mul_gate.gradient(self.W, [[0.0] * self.hidden_dim] + s[:-1], dadds)
        dV = mul_gate.gradient(self.V, s, dmulv)
        return dU, dW, dV

    def sgd_step(self, x: Example, y: Sequence[int], learning_rate: float,
                 max_norm: Optional[float] = None) -> None:
        """One step downhill: U, W, V -= learning_rate (dU, dW, dV)  (Article 六.3).  A gradient
        longer than max_norm, which could undo many steps, is shortened (Pascanu et al. 2013).
        """
        learning_rate, max_norm = check.settings(learning_rate, max_norm=max_norm)
        old, gradients = (self.U, self.W, self.V), self.bptt(x, y)
        if max_norm is not None:
            learning_rate *= max_norm / max(length(gradients), max_norm)
        U, W, V = [descend(M, dM, learning_rate) for M, dM in zip(old, gradients)]
        vars(self).update(U=U, W=W, V=V)    # in one call: an interrupt finds all old or all new

    def train(self, X: Sequence[Example], Y: Sequence[Sequence[int]], learning_rate: float = 0.005,
              nepoch: int = 100, evaluate_loss_after: Optional[int] = 5,
              max_norm: Optional[float] = None, on_step: Listener = None, on_loss: Listener = None,
              num_examples_seen: int = 0, losses: Sequence[Tuple[int, float]] = ()) -> Losses:
        """nepoch times over all examples, in order (Article 六.3).

        Before every evaluate_loss_after-th epoch (None: never) it prints the total loss, and halves
        the learning rate if it has risen.  on_step(num_examples_seen) hears of each step, and
        on_loss(epoch, loss) of each loss; a text that it returns ends the line.  num_examples_seen,
        losses: an earlier call's, to go on.  Diverged (at good weights) for a loss of NaN or > 709.
        """
        X, Y = check.examples(X, Y, self.word_dim)
        check.settings(learning_rate, nepoch, evaluate_loss_after, max_norm, num_examples_seen,
                       on_step=on_step, on_loss=on_loss)
        check.weights(vars(self))
        losses, guard = list(losses), Guard(self)
        learning_rate *= 0.5 ** sum([b[1] > a[1] for a, b in zip(losses, losses[1:])])
        for epoch in range(num_examples_seen // len(X), nepoch):
            seen = epoch * len(X)
            if evaluate_loss_after and not epoch % evaluate_loss_after and seen not in dict(losses):
                loss = guard.check(self.calculate_total_loss(X, Y), epoch, learning_rate)
                guard.keep()
                losses.append((seen, loss))
                note = on_loss(epoch, loss) if on_loss else None
                print("%s: Loss after num_examples_seen=%d epoch=%d: %f%s" % (
                    strftime("%Y-%m-%d %H:%M:%S"), seen, epoch, loss, note or ""), flush=True)
                if len(losses) > 1 and loss > losses[-2][1]:
                    learning_rate *= 0.5
                    print(f"Setting learning rate to {learning_rate:f}", flush=True)
            for i in range(max(num_examples_seen - seen, 0), len(X)):
                self.sgd_step(X[i], Y[i], learning_rate, max_norm)
                if on_step:
                    on_step(seen + i + 1)
            guard.check(self.calculate_total_loss(X[-10:], Y[-10:]), epoch, learning_rate)
        return losses
