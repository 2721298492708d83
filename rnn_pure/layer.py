"""One time step (Article 三, callayer.py): s_t = tanh(U x_t + W s_{t-1}), mulv = V s_t."""
from typing import Tuple

from .activation import Tanh
from .gate import AddGate, MultiplyGate
from .matrix import Input, Matrix, Vector, plus

mul_gate, add_gate, activation = MultiplyGate(), AddGate(), Tanh()


class RNNLayer:
    """A time step with all that it computed on the way; the weights belong to the Model.

        x ------ U ---> mulu --+
                               add -- tanh --> s --- V ---> mulv      (logits: what Softmax reads)
        prev_s - W ---> mulw --+               |
                                               +--> the next step's prev_s
    """

    def forward(self, x: Input, prev_s: Vector, U: Matrix, W: Matrix, V: Matrix) -> None:
        """Sets mulu, mulw, add, s (hidden_dim each) and mulv (word_dim)."""
        self.mulu = mul_gate.forward(U, x)
        self.mulw = mul_gate.forward(W, prev_s)
        self.add = add_gate.forward(self.mulw, self.mulu)
        self.s = activation.forward(self.add)
        self.mulv = mul_gate.forward(V, self.s)
        self.dadd: Vector = []      # dL/dadd, the sum of the errors that came back; none so far

    def backward(self, x: Input, prev_s: Vector, U: Matrix, W: Matrix, V: Matrix,
                 diff_s: Vector, dmulv: Vector) -> Tuple[Vector, Matrix, Matrix, Matrix]:
        """(dprev_s, dU, dW, dV): this step's whole backward pass, after its forward.

        Two errors meet in s: dmulv = dL/dmulv comes through V from this step's own output, and
        diff_s = dL/ds (hidden_dim) from the later steps that read s.  The chain rule adds them.
        """
        dV, ds = mul_gate.backward(V, self.s, dmulv)
        dadd = self.backward_state(plus(ds, diff_s))
        dmulw, dmulu = add_gate.backward(self.mulw, self.mulu, dadd)
        dW, dprev_s = mul_gate.backward(W, prev_s, dmulw)
        dU, _ = mul_gate.backward(U, x, dmulu)
        return dprev_s, dU, dW, dV

    def backward_state(self, ds: Vector) -> Vector:
        """One error comes by: dL/dadd from its ds = dL/ds.  The layer adds it to its sum, dadd."""
        dadd = activation.backward(self.add, ds, self.s)
        self.dadd = plus(self.dadd, dadd) if self.dadd else dadd
        return dadd
