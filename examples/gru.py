#!/usr/bin/env python3
"""Another cell: a GRU (Cho et al. 2014) learns to add, by Model's training, files and scores."""
import start  # noqa: F401  # isort: skip
from math import sqrt
from operator import mul
from random import Random

from rnn_pure import Model, MultiplyGate, Sigmoid, Softmax, Tanh, all_pairs, predict_all, score
from rnn_pure.matrix import plus, uniform
from rnn_pure.programs import flags, terminal
from rnn_pure.programs.teaching import QUICK, learn
from rnn_pure.tasks.adding import Reading

mul_gate, sigmoid, tanh, output = MultiplyGate(), Sigmoid(), Tanh(), Softmax()


class GRULayer:
    """z = sigmoid(Uz x + Wz s'),  r = sigmoid(Ur x + Wr s'),  h = tanh(Uh x + Wh (r s')),
    s = (1 - z) s' + z h,  mulv = V s.  s': the last state;  z: how much of it is replaced."""
    def forward(self, x, prev_s, Uz, Wz, Ur, Wr, Uh, Wh, V):
        self.x, self.prev_s = x, prev_s
        self.z = sigmoid.forward(plus(mul_gate.forward(Uz, x), mul_gate.forward(Wz, prev_s)))
        self.r = sigmoid.forward(plus(mul_gate.forward(Ur, x), mul_gate.forward(Wr, prev_s)))
        self.seen = list(map(mul, self.r, prev_s))
        self.h = tanh.forward(plus(mul_gate.forward(Uh, x), mul_gate.forward(Wh, self.seen)))
        self.s = [p + z * (h - p) for p, z, h in zip(prev_s, self.z, self.h)]
        self.mulv = mul_gate.forward(V, self.s)

    def backward(self, diff_s, dmulv, Uz, Wz, Ur, Wr, Uh, Wh, V):
        """(dprev_s, [dUz, dWz, .. dV]) from dL/ds of the later steps and dL/dmulv of this one."""
        dV, ds = mul_gate.backward(V, self.s, dmulv)
        ds = plus(ds, diff_s)
        dah = tanh.backward([], map(mul, ds, self.z), self.h)
        dWh, dseen = mul_gate.backward(Wh, self.seen, dah)
        dz = [d * (h - p) for d, h, p in zip(ds, self.h, self.prev_s)]
        daz = sigmoid.backward([], dz, self.z)
        dar = sigmoid.backward([], map(mul, dseen, self.prev_s), self.r)
        dWz, by_z = mul_gate.backward(Wz, self.prev_s, daz)
        dWr, by_r = mul_gate.backward(Wr, self.prev_s, dar)
        dUz, dUr, dUh = [mul_gate.backward(U, self.x, da)[0]
                         for U, da in ((Uz, daz), (Ur, dar), (Uh, dah))]
        direct = [d * (1.0 - z) + e * r for d, z, e, r in zip(ds, self.z, dseen, self.r)]
        return plus(direct, plus(by_z, by_r)), [dUz, dWz, dUr, dWr, dUh, dWh, dV]


class GRU(Model):
    layer = GRULayer
    def __init__(self, word_dim=2, hidden_dim=16, seed=None):
        super().__init__(word_dim, hidden_dim, seed=seed)
        rng = Random(seed)
        for name, (n, m) in self.shapes().items():
            setattr(self, name, uniform(rng, n, m, sqrt(1.0 / m)))

    def shapes(self):
        U, W, V = super().shapes().values()
        return {"Uz": U, "Wz": W, "Ur": U, "Wr": W, "Uh": U, "Wh": W, "V": V}

    def bptt(self, x, y):
        """All the way back, whatever bptt_truncate: gates are there so that an error can go far."""
        diff_s, total = [0.0] * self.hidden_dim, None
        for layer, y_t in reversed(list(zip(self.forward_propagation(x), y))):
            dmulv = output.diff(layer.mulv, y_t)
            diff_s, found = layer.backward(diff_s, dmulv, *self.weights().values())
            total = [list(map(plus, a, b)) for a, b in zip(total, found)] if total else found
        return tuple(total)


def main():
    parser = flags.Parser(__doc__)
    parser.add_argument("--seed", type=flags.seed, default=0, help="of weights")
    parser.add_argument("--model", type=flags.file, help="where to save it")
    options = parser.parse_args()
    model, progress = GRU(seed=options.seed), terminal.Line(QUICK.examples, "examples")
    learn(model, Reading(), options.seed, QUICK, progress.update)
    progress.clear()
    if options.model:
        model.save(options.model)
    X, Y = Reading().encode(all_pairs())
    print(f"{score(predict_all(model, X), Y).exact} of {len(X)} sums exact.")


if __name__ == "__main__":
    terminal.run(main)
