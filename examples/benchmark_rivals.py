#!/usr/bin/env python3
"""The step of Model.sgd_step in NumPy and in PyTorch, for benchmark.py to time.

Nothing else here needs either.  Run by itself it tells whether they all take
the same step: how far their weights are from ours after 100 of them.
"""
import argparse
import sys
from functools import partial
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from rnn_pure import Model  # noqa: E402
from rnn_pure.programs import terminal  # noqa: E402


def example(T, word_dim=2):
    """(x, y): T random columns and classes."""
    rng = Random(1)
    return ([[float(rng.randrange(2)) for _ in range(word_dim)] for _ in range(T)],
            [rng.randrange(word_dim) for _ in range(T)])


def plain_step(model, x, y, learning_rate):
    """Ours.  Like all those below: a function that takes one step and answers U, W, V."""
    def step():
        model.sgd_step(x, y, learning_rate)
        return model.U, model.W, model.V
    return step


def article_step(np, model, x, y, learning_rate):
    """As the article's program takes it: gate by gate, for every pair of steps (t, i)."""
    U, W, V = np.array(model.U), np.array(model.W), np.array(model.V)
    X, T = np.array(x), len(x)

    def forward(x_t, prev_s):
        add = np.dot(W, prev_s) + np.dot(U, x_t)
        s = np.tanh(add)
        return add, s, np.dot(V, s)

    def backward(x_t, prev_s, diff_s, dmulv):
        add, s, _ = forward(x_t, prev_s)        # again, as the article's layers do
        dV, dsv = np.outer(dmulv, s), np.dot(V.T, dmulv)
        dadd = (1.0 - np.square(np.tanh(add))) * (dsv + diff_s)
        dmulw, dmulu = dadd * np.ones_like(add), dadd * np.ones_like(add)
        dW, dprev_s = np.outer(dmulw, prev_s), np.dot(W.T, dmulw)
        dU, _ = np.outer(dmulu, x_t), np.dot(U.T, dmulu)
        return dprev_s, dU, dW, dV

    def step():
        states, logits = [np.zeros(len(W))], []
        for x_t in X:
            _, s, mulv = forward(x_t, states[-1])
            states.append(s)
            logits.append(mulv)
        dU, dW, dV = np.zeros_like(U), np.zeros_like(W), np.zeros_like(V)
        for t in range(T):
            p = np.exp(logits[t])
            dmulv = p / np.sum(p)
            dmulv[y[t]] -= 1.0
            diff_s = np.zeros(len(W))
            for i in range(t, max(-1, t - model.bptt_truncate - 1), -1):
                diff_s, dU_i, dW_i, dV_i = backward(X[i], states[i], diff_s, dmulv)
                dU, dW, dV, dmulv = dU + dU_i, dW + dW_i, dV + dV_i, np.zeros(len(V))
        U[...] -= learning_rate * dU
        W[...] -= learning_rate * dW
        V[...] -= learning_rate * dV
        return U, W, V
    return step


def numpy_step(np, model, x, y, learning_rate):
    """Arranged as Model.bptt is, and all that can be done for all steps at once done at once."""
    U, W, V, X, T = np.array(model.U), np.array(model.W), np.array(model.V), np.array(x), len(x)
    onehot = np.eye(len(V))[y]

    def step():
        S, inputs = np.zeros((T + 1, len(W))), X @ U.T
        for t in range(T):
            S[t] = np.tanh(inputs[t] + W @ S[t - 1])        # S[-1] is the zero start
        S = S[:T]
        logits = S @ V.T
        P = np.exp(logits - logits.max(axis=1, keepdims=True))
        D = P / P.sum(axis=1, keepdims=True) - onehot
        slope, DS = 1.0 - S * S, D @ V
        DZ = slope * DS
        if model.bptt_truncate >= T - 1:
            for t in range(T - 2, -1, -1):
                DZ[t] += slope[t] * (DZ[t + 1] @ W)
        else:
            for _ in range(model.bptt_truncate):
                DZ[:-1] = slope[:-1] * (DS[:-1] + DZ[1:] @ W)
        dU, dW, dV = DZ.T @ X, DZ[1:].T @ S[:-1], D.T @ S
        U[...] -= learning_rate * dU
        W[...] -= learning_rate * dW
        V[...] -= learning_rate * dV
        return U, W, V
    return step


def torch_step(torch, model, x, y, learning_rate):
    """nn.RNN and nn.Linear without biases, full BPTT, in float64, on one thread."""
    torch.set_num_threads(1)
    rnn = torch.nn.RNN(model.word_dim, model.hidden_dim, bias=False)
    linear = torch.nn.Linear(model.hidden_dim, model.word_dim, bias=False)
    weights = rnn.weight_ih_l0, rnn.weight_hh_l0, linear.weight
    for theirs, ours in zip(weights, (model.U, model.W, model.V)):
        theirs.data = torch.tensor(ours, dtype=torch.float64)
    optimizer = torch.optim.SGD(weights, lr=learning_rate)
    x, y = torch.tensor(x, dtype=torch.float64), torch.tensor(y)

    def step():
        optimizer.zero_grad()
        states, _ = rnn(x)
        torch.nn.functional.cross_entropy(linear(states), y, reduction="sum").backward()
        optimizer.step()
        return weights
    return step


RIVALS = [("NumPy gate by gate, as the article, full", "numpy", article_step, 7),
          ("NumPy arranged as bptt here, full", "numpy", numpy_step, 7),
          ("PyTorch, nn.RNN, full", "torch", torch_step, 7),
          ("NumPy gate by gate, as the article, 2", "numpy", article_step, 2),
          ("NumPy arranged as bptt here, 2", "numpy", numpy_step, 2)]


def installed():
    """[(name, how to make its step, bptt_truncate)] of those whose library is here."""
    libraries = {}
    for name in ("numpy", "torch"):
        try:
            libraries[name] = __import__(name)
        except ImportError:
            print(f"{name} is not installed; it is left out.")
    return [(name, partial(make, libraries[library]), bptt_truncate)
            for name, library, make, bptt_truncate in RIVALS if library in libraries]


def main():
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    x, y = example(8)
    rows = [["after 100 steps", "largest difference of a weight"]]
    for name, make, bptt_truncate in installed():
        model = Model(bptt_truncate=bptt_truncate, seed=1)
        theirs, ours = make(model, x, y, 0.03), plain_step(model, x, y, 0.03)
        for _ in range(100):
            pairs = zip(theirs(), ours())
        differences = [abs(a - b) for A, B in pairs for row_a, row_b in zip(A.tolist(), B)
                       for a, b in zip(row_a, row_b)]
        rows.append([name, f"{max(differences):.1g}"])
    if len(rows) > 1:
        print(terminal.table(rows))


if __name__ == "__main__":
    terminal.run(main)
