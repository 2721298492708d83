"""The network (Article 三 to 六, model.py): its weights, the way through time, and the way back."""
from datetime import datetime
from math import log, sqrt
from random import Random
from typing import Any, Callable, List, Optional, Tuple

from . import check, storage
from .gate import Input, MultiplyGate
from .layer import RNNLayer
from .matrix import Matrix, Vector, add, descend, dot, matvec, transpose, uniform
from .output import Softmax

mul_gate, output = MultiplyGate(), Softmax()
LARGEST_LOSS = log(check.LARGEST)      # beyond it the perplexity, e^loss, is no longer a number


class Diverged(ArithmeticError):
    """Training ran away from any minimum; the model holds its last good weights."""


class Model:
    """A vanilla recurrent network without biases, trained by stochastic gradient descent.

        s_t = tanh(U x_t + W s_{t-1}),  s_{-1} = 0      U: hidden_dim x word_dim,  W: hidden_dim x hidden_dim
        p_t = softmax(V s_t)                            V: word_dim x hidden_dim

    x is a list of T inputs, each a list of word_dim numbers, or each the index of the 1 in a one-hot
    vector.  y is a list of T class indices.  Every method raises TypeError or ValueError, and changes
    nothing, for arguments that do not fit.  (Article 二, 三)
    """

    def __init__(self, word_dim: int = 2, hidden_dim: int = 16, bptt_truncate: int = 2,
                 seed: Optional[int] = None) -> None:
        """bptt_truncate: through how many earlier steps an error flows back; T - 1 or more is full BPTT.

        seed: the weights' own random generator starts from it; the global one is not touched.
        """
        check.sizes(word_dim, hidden_dim, bptt_truncate)
        check.seed(seed)
        rng = Random(seed)
        self.word_dim = word_dim
        self.hidden_dim = hidden_dim
        self.bptt_truncate = bptt_truncate
        self.U = uniform(rng, hidden_dim, word_dim, sqrt(1.0 / word_dim))
        self.W = uniform(rng, hidden_dim, hidden_dim, sqrt(1.0 / hidden_dim))
        self.V = uniform(rng, word_dim, hidden_dim, sqrt(1.0 / hidden_dim))

    def forward_propagation(self, x: List[Input], prev_s: Optional[Vector] = None) -> List[RNNLayer]:
        """One layer a time step, in order (Article 三).

        prev_s: the state to start from, if not zero: the last layer's s carries a sequence on.
        """
        prev_s = [0.0] * self.hidden_dim if prev_s is None else prev_s
        check.vector("prev_s", prev_s, self.hidden_dim)
        layers = []
        for x_t in check.inputs(x, self.word_dim):
            layer = RNNLayer()
            layer.forward(x_t, prev_s, self.U, self.W, self.V)
            layers.append(layer)
            prev_s = layer.s
        return layers

    def predict(self, x: List[Input]) -> List[int]:
        """The most probable class of each step, the lower one of a tie (Article 四)."""
        probs = [output.predict(layer.mulv) for layer in self.forward_propagation(x)]
        return [p.index(max(p)) for p in probs]

    def calculate_loss(self, x: List[Input], y: List[int]) -> float:
        """The mean over t of -ln p_t[y_t] (Article 六.1)."""
        x, y = check.example(x, y, self.word_dim)
        layers = self.forward_propagation(x)
        return sum([output.loss(layer.mulv, y_t) for layer, y_t in zip(layers, y)]) / len(y)

    def calculate_total_loss(self, X: List[List[Input]], Y: List[List[int]]) -> float:
        """The mean of calculate_loss over all examples."""
        X, Y = check.examples(X, Y, self.word_dim)
        return sum([self.calculate_loss(x, y) for x, y in zip(X, Y)]) / len(Y)

    def bptt(self, x: List[Input], y: List[int]) -> Tuple[Matrix, Matrix, Matrix]:
        """(dU, dW, dV), shaped as U, W, V: backpropagation through time (Article 六.2).

        The gradient of the SUM over t of the losses (calculate_loss is their mean), in which the error
        made at step t reaches steps t, t-1, .. t - bptt_truncate.
        """
        x, y = check.example(x, y, self.word_dim)
        layers = self.forward_propagation(x)
        T = len(layers)
        dmulv = [output.diff(layer.mulv, y_t) for layer, y_t in zip(layers, y)]
        V_T, W_T = transpose(self.V), transpose(self.W)
        own = [matvec(V_T, d) for d in dmulv]       # dL/ds_t, as far as step t's own output goes

        # dadd[t] = dL/dadd_t, as far as the window lets errors through: at first from step t's own alone.
        # Visiting step t adds those that have reached t+1:  dadd_t = tanh'(add_t) * (own_t + W^T dadd_{t+1}).
        # From the last step to the first, one sweep carries every error all the way: full BPTT.
        # From the first step on, a visit finds at t+1 what was there before the sweep, so each sweep carries
        # errors one step further, and bptt_truncate sweeps cut them off where they must end.  (Sweep k can
        # leave out the last k steps: all that can reach those is there.)
        dadd = [layer.backward_tanh(own_t) for layer, own_t in zip(layers, own)]
        if self.bptt_truncate >= T - 1:
            sweeps = [range(T - 2, -1, -1)]
        else:
            sweeps = [range(T - k) for k in range(1, self.bptt_truncate + 1)]
        for sweep in sweeps:
            for t in sweep:
                diff_s = matvec(W_T, dadd[t + 1])
                dadd[t] = layers[t].backward_tanh(add(own[t], diff_s))

        # A gradient is linear in the error: all errors that reach a step were added up above, as vectors,
        # and are multiplied out here once, where the article forms a matrix for each pair of steps.
        s = [layer.s for layer in layers]
        dU = mul_gate.gradient(self.U, x, dadd)
        dW = mul_gate.gradient(self.W, [[0.0] * self.hidden_dim] + s[:-1], dadd)
        dV = mul_gate.gradient(self.V, s, dmulv)
        return dU, dW, dV

    def sgd_step(self, x: List[Input], y: List[int], learning_rate: float,
                 max_norm: Optional[float] = None) -> None:
        """One step downhill: U, W, V -= learning_rate (dU, dW, dV)  (Article 六.3).

        max_norm: a gradient longer than this (all its numbers as one vector) is shortened to it, since
        one steep example could undo many steps (Pascanu, Mikolov and Bengio 2013).  Off by default.
        """
        check.settings(learning_rate, max_norm=max_norm)
        dU, dW, dV = self.bptt(x, y)
        if max_norm is not None:
            norm = sqrt(sum([dot(row, row) for M in (dU, dW, dV) for row in M]))
            learning_rate *= max_norm / max(norm, max_norm)
        # One call, so that an interrupt finds all three old or all three new.
        vars(self).update(U=descend(self.U, dU, learning_rate), W=descend(self.W, dW, learning_rate),
                          V=descend(self.V, dV, learning_rate))

    def train(self, X: List[List[Input]], Y: List[List[int]], learning_rate: float = 0.005, nepoch: int = 100,
              evaluate_loss_after: Optional[int] = 5, max_norm: Optional[float] = None,
              on_step: Optional[Callable[[int], Any]] = None,
              on_loss: Optional[Callable[[int, float], Optional[str]]] = None) -> List[Tuple[int, float]]:
        """nepoch times over all examples, in the order given; [(num_examples_seen, loss), ...]  (Article 六.3).

        Before every evaluate_loss_after-th epoch (None: never) the total loss is printed, and the learning
        rate halved if the loss has risen since.  on_step(num_examples_seen) is called after every example,
        on_loss(epoch, loss) after every evaluation; a text that it returns ends the printed line.
        Raises Diverged, with the weights of the last good evaluation back in place, if the loss is no number or
        so large (709) that e^loss is none.
        """
        X, Y = check.examples(X, Y, self.word_dim)
        check.settings(learning_rate, nepoch, evaluate_loss_after, max_norm, on_step=on_step, on_loss=on_loss)
        check.weights(vars(self))
        losses, num_examples_seen, good = [], 0, dict(U=self.U, W=self.W, V=self.V)

        def loss_on(X, Y):
            loss = self.calculate_total_loss(X, Y)
            if not loss < LARGEST_LOSS:
                vars(self).update(good)
                raise Diverged(
                    "training diverged: the loss became %g in epoch %d at learning_rate %g; try a tenth of it.  The "
                    "weights are back at the last good evaluation" % (loss, epoch, learning_rate))
            return loss

        for epoch in range(nepoch):
            if evaluate_loss_after and epoch % evaluate_loss_after == 0:
                loss = loss_on(X, Y)
                good = dict(U=self.U, W=self.W, V=self.V)
                losses.append((num_examples_seen, loss))
                note = on_loss(epoch, loss) if on_loss else None
                now = datetime.now().strftime("%Y-%m-%d %H:%M:%S")
                print("%s: Loss after num_examples_seen=%d epoch=%d: %f%s" % (
                    now, num_examples_seen, epoch, loss, note or ""), flush=True)
                if len(losses) > 1 and loss > losses[-2][1]:
                    learning_rate *= 0.5
                    print("Setting learning rate to %f" % learning_rate, flush=True)
            for x, y in zip(X, Y):
                self.sgd_step(x, y, learning_rate, max_norm)
                num_examples_seen += 1
                if on_step:
                    on_step(num_examples_seen)
            loss_on(X[-10:], Y[-10:])       # a glance at the examples just learnt
        return losses

    def save(self, path: Any) -> None:
        """Writes sizes and weights to the file, in one piece; OSError if that cannot be done."""
        check.weights(vars(self))
        storage.save({name: getattr(self, name) for name in check.MODEL_FIELDS}, path)

    @classmethod
    def load(cls, path: Any) -> "Model":
        """The model that was saved; DataError (a ValueError) if the file holds anything else."""
        saved = storage.load(path, check.weights)
        model = cls.__new__(cls)
        vars(model).update((name, saved[name]) for name in check.MODEL_FIELDS)
        return model
