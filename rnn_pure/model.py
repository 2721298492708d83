"""The network (Article 二 to 六, CalRNN.py): its weights, the way through time, the way back."""
from importlib import import_module
from math import sqrt
from random import Random
from time import strftime
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

from . import check
from .gate import MultiplyGate
from .layer import RNNLayer
from .matrix import Example, Matrix, Vector, descend, dot, matvec, plus, transpose, uniform, vecmat
from .output import Softmax

mul_gate, output = MultiplyGate(), Softmax()


class Model:
    """A vanilla recurrent network without biases, trained by gradient descent (Article 二).

        s_t = tanh(U x_t + W s_{t-1}),  s_{-1} = 0    U: hidden x word,  W: hidden x hidden
        p_t = softmax(V s_t)                          V: word x hidden

    x: T inputs, each word_dim numbers, or an index that stands for a one-hot vector.  y: T classes.
    TypeError or ValueError for what does not fit; nothing changes then.
    """
    layer = RNNLayer        # examples/gru.py has another cell, and other shapes

    def __init__(self, word_dim: int = 2, hidden_dim: int = 16, bptt_truncate: int = 2,
                 seed: Optional[int] = None) -> None:
        """An error flows back through bptt_truncate earlier steps.  seed: of the random weights."""
        word_dim, hidden_dim, bptt_truncate = check.sizes(word_dim, hidden_dim, bptt_truncate)
        rng = Random(check.seed(seed))
        self.word_dim, self.hidden_dim, self.bptt_truncate = word_dim, hidden_dim, bptt_truncate
        self.U = uniform(rng, hidden_dim, word_dim, sqrt(1.0 / word_dim))
        self.W = uniform(rng, hidden_dim, hidden_dim, sqrt(1.0 / hidden_dim))
        self.V = uniform(rng, word_dim, hidden_dim, sqrt(1.0 / hidden_dim))

    def shapes(self) -> Dict[str, Tuple[int, int]]:
        """Rows and columns of each weight matrix, in the order in which the layer takes them."""
        n, m = self.hidden_dim, self.word_dim
        return {"U": (n, m), "W": (n, n), "V": (m, n)}

    def weights(self) -> Dict[str, Matrix]:
        """All that is learnt, by name."""
        return {name: getattr(self, name) for name in self.shapes()}

    def __repr__(self) -> str:
        return f"Model({self.word_dim}, {self.hidden_dim}, bptt_truncate={self.bptt_truncate})"

    def forward_propagation(self, x: Example, prev_s: Optional[Vector] = None) -> List[RNNLayer]:
        """One layer a time step (Article 三).  It starts from 0, or from prev_s: some layer's s."""
        prev_s = ([0.0] * self.hidden_dim if prev_s is None else
                  check.vector("prev_s", prev_s, self.hidden_dim))
        layers, weights = [], check.matrices(self.weights())
        for x_t in check.inputs(x, self.word_dim):
            layers.append(self.layer())
            layers[-1].forward(x_t, prev_s, *weights)
            prev_s = layers[-1].s
        return layers

    def probabilities(self, x: Example, prev_s: Optional[Vector] = None) -> Matrix:
        """How probable each class is at each step: T x word_dim."""
        return [output.predict(layer.mulv) for layer in self.forward_propagation(x, prev_s)]

    def predict(self, x: Example, prev_s: Optional[Vector] = None) -> List[int]:
        """The most probable class of each step, the lower one of a tie (Article 四)."""
        return [p.index(max(p)) for p in self.probabilities(x, prev_s)]

    def calculate_loss(self, x: Example, y: Sequence[int]) -> float:
        """The mean over t of -ln p_t[y_t] (Article 六.1)."""
        x, y = check.example(x, y, self.word_dim)
        layers = self.forward_propagation(x)
        return sum([output.loss(layer.mulv, y_t) for layer, y_t in zip(layers, y)]) / len(y)

    def calculate_total_loss(self, X: Sequence[Example], Y: Sequence[Sequence[int]]) -> float:
        """The mean of calculate_loss over all examples."""
        X, Y = check.examples(X, Y, self.word_dim)
        return sum([self.calculate_loss(x, y) for x, y in zip(X, Y)]) / len(Y)

    def bptt(self, x: Example, y: Sequence[int]) -> Tuple[Matrix, ...]:
        """Backpropagation through time (Article 六.2): (dU, dW, dV), shaped as U, W, V, of the SUM
        over t of the losses (calculate_loss is their mean).  In it the error made at step t reaches
        steps t, t-1, .. t - bptt_truncate."""
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
            dadd = layers[-1].backward_state(own[-1])       # step go on as their sum: one pass.
            for t in range(T - 2, -1, -1):
                dadd = layers[t].backward_state(plus(own[t], matvec(W_T, dadd)))

        # Products are linear too: the article forms three matrices for each pair (t, i).  A layer
        # has kept the sum of the errors that came, so one product a step does.
        dadds, s = [layer.dadd for layer in layers], [layer.s for layer in layers]
        dU = mul_gate.gradient(self.U, x, dadds)
        dW = mul_gate.gradient(self.W, [[0.0] * self.hidden_dim] + s[:-1], dadds)
        return dU, dW, mul_gate.gradient(self.V, s, dmulv)

    def sgd_step(self, x: Example, y: Sequence[int], learning_rate: float,
                 max_norm: Optional[float] = None) -> None:
        """One step downhill: U, W, V -= learning_rate (dU, dW, dV)  (Article 六.3).  A gradient
        longer than max_norm, which could undo many steps, is shortened (Pascanu et al. 2013)."""
        learning_rate, max_norm = check.settings(learning_rate, max_norm)
        old, gradients = self.weights(), self.bptt(x, y)
        if max_norm is not None:
            length = sqrt(sum([dot(row, row) for dM in gradients for row in dM]))
            learning_rate *= max_norm / max(length, max_norm)
        new = [descend(M, dM, learning_rate) for M, dM in zip(old.values(), gradients)]
        vars(self).update(zip(old, new))    # in one call: an interrupt finds all old or all new

    def train(self, X: Sequence[Example], Y: Sequence[Sequence[int]], learning_rate: float = 0.005,
              nepoch: int = 100, evaluate_loss_after: Optional[int] = 5,
              on_step: Callable[[int], Any] = lambda num_examples_seen: None,
              on_loss: Callable[[int, float, str], Any] = lambda seen, loss, line: print(line),
              earlier: Tuple[int, Sequence[Any]] = (0, ())) -> List[Tuple[int, float]]:
        """nepoch times over all examples, in order (Article 六.3).  Answers [(seen, loss), ..].
        Before every evaluate_loss_after-th epoch (None: never) it prints the total loss, or on_loss
        does, and halves the learning rate if that has risen.  earlier: what an interrupted call had
        seen and measured.  Diverged, at the last good weights, for a loss of NaN or above 709."""
        X, Y = check.examples(X, Y, self.word_dim)
        check.training(self, learning_rate, nepoch, evaluate_loss_after, on_step, on_loss)
        done, losses, good = earlier[0], list(earlier[1]), self.weights()
        learning_rate *= 0.5 ** sum([b[1] > a[1] for a, b in zip(losses, losses[1:])])
        for epoch in range(done // len(X), nepoch):
            seen = epoch * len(X)
            if evaluate_loss_after and not epoch % evaluate_loss_after and seen not in dict(losses):
                loss = check.loss(self.calculate_total_loss(X, Y), self, good)
                good, line = self.weights(), strftime("%Y-%m-%d %H:%M:%S") + (
                    f": Loss after num_examples_seen={seen} epoch={epoch}: {loss:f}")
                if losses and loss > losses[-1][1]:
                    learning_rate *= 0.5
                    line += f"\nSetting learning rate to {learning_rate:f}"
                losses.append((seen, loss))
                on_loss(seen, loss, line)
            for i in range(max(done - seen, 0), len(X)):
                self.sgd_step(X[i], Y[i], learning_rate)
                on_step(seen + i + 1)
            check.loss(self.calculate_total_loss(X[-10:], Y[-10:]), self, good)
        return losses

    def save(self, path: Any) -> None:
        """Writes the weights to the file, in one piece; OSError if that cannot be done."""
        import_module("rnn_pure.saved.networks").save(self, path)   # a room above: its only door

    @classmethod
    def load(cls, path: Any) -> Any:
        """What was saved; DataError (a ValueError) if the file holds anything else."""
        return import_module("rnn_pure.saved.networks").load(path, cls)[0]
