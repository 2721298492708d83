#!/usr/bin/env python3
"""How long one training step takes: against its floor, as it grows, beside NumPy and PyTorch.

All numbers are medians of repeats that take turns: whatever else the machine does slows all alike.
NumPy and PyTorch are timed where they happen to be installed.
"""
import start  # noqa: F401  # isort: skip
import platform
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from random import Random
from statistics import median
from timeit import Timer

from rnn_pure import Model
from rnn_pure.matrix import dot, uniform
from rnn_pure.programs import flags, terminal

REPEATS = 5     # of each call
RATE = 1e-6     # so small that the weights stay what they are, however many steps are timed
np, torch = [find_spec(name) and import_module(name) for name in ("numpy", "torch")]


def example(T):
    """(x, y): T random columns and classes."""
    rng = Random(1)
    return [[float(rng.randrange(2)) for _ in "ab"] for _ in range(T)], [t % 2 for t in range(T)]


def floor(hidden=16, T=8):
    """Only the dot products that one step of full backpropagation needs, on ready vectors."""
    U, W, V, S, D = [uniform(Random(2), n, m, 1.0) for n, m in (
        (hidden, 2), (hidden, hidden), (2, hidden), (hidden, T), (2, T))]
    x, s = U[:1], W[:1]
    products = [(x, U), (s, W), (s, V), (x, U), (s, W)] * T     # U x, W s, V s; V^T d, W^T d
    products += [(S, S), (S, D), (D, S)]                        # over time: dW, dU, dV
    return lambda: [[[dot(a, b) for b in right] for a in left] for left, right in products]


def plain_steps(model, x, y, rate):
    """Ours.  Like those of the rivals: takes one step after the other, and yields U, W, V."""
    while True:
        model.sgd_step(x, y, rate)
        yield model.U, model.W, model.V


def article_steps(model, x, y, rate):
    """As the article's program takes them: gate by gate, for every pair of steps (t, i)."""
    U, W, V, X = map(np.array, (model.U, model.W, model.V, x))

    def forward(x_t, prev_s):
        add = np.dot(W, prev_s) + np.dot(U, x_t)
        s = np.tanh(add)
        return add, s, np.dot(V, s)

    while True:
        states, logits = [np.zeros(len(W))], []
        for x_t in X:
            _, s, mulv = forward(x_t, states[-1])
            states.append(s)
            logits.append(mulv)
        total = [np.zeros_like(M) for M in (U, W, V)]
        for t in range(len(x)):
            p = np.exp(logits[t])
            diff_s, dmulv = np.zeros(len(W)), p / np.sum(p)
            dmulv[y[t]] -= 1.0
            for i in range(t, max(-1, t - model.bptt_truncate - 1), -1):
                add, s, _ = forward(X[i], states[i])        # again, as the article's layers do
                dadd = (1.0 - np.square(np.tanh(add))) * (np.dot(V.T, dmulv) + diff_s)
                dmulw, dmulu = dadd * np.ones_like(add), dadd * np.ones_like(add)
                np.dot(U.T, dmulu)      # what would go on to a layer below
                found = np.outer(dmulu, X[i]), np.outer(dmulw, states[i]), np.outer(dmulv, s)
                total = [a + b for a, b in zip(total, found)]
                diff_s, dmulv = np.dot(W.T, dmulw), np.zeros(len(V))
        for M, dM in zip((U, W, V), total):
            M -= rate * dM
        yield U, W, V


def numpy_steps(model, x, y, rate):
    """Arranged as Model.bptt is, and all that can be done for all steps at once done at once."""
    U, W, V, X = map(np.array, (model.U, model.W, model.V, x))
    T, onehot = len(x), np.eye(len(V))[y]
    while True:
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
        for M, dM in zip((U, W, V), (DZ.T @ X, DZ[1:].T @ S[:-1], D.T @ S)):
            M -= rate * dM
        yield U, W, V


def torch_steps(model, x, y, rate):
    """nn.RNN and nn.Linear without biases, full BPTT, in float64, on one thread."""
    torch.set_num_threads(1)
    rnn = torch.nn.RNN(model.word_dim, model.hidden_dim, bias=False)
    linear = torch.nn.Linear(model.hidden_dim, model.word_dim, bias=False)
    weights = rnn.weight_ih_l0, rnn.weight_hh_l0, linear.weight
    for theirs, ours in zip(weights, (model.U, model.W, model.V)):
        theirs.data = torch.tensor(ours, dtype=torch.float64)
    optimizer = torch.optim.SGD(weights, lr=rate)
    x, y = torch.tensor(x, dtype=torch.float64), torch.tensor(y)
    while True:
        optimizer.zero_grad()
        states, _ = rnn(x)
        torch.nn.functional.cross_entropy(linear(states), y, reduction="sum").backward()
        optimizer.step()
        yield weights


def rivals(window):
    """{name: its steps} of all that are here and can have this window."""
    known = [("plain lists", plain_steps, True), ("NumPy gate by gate", article_steps, np),
             ("NumPy arranged as here", numpy_steps, np),
             ("PyTorch, nn.RNN", torch_steps, torch and window == 7)]   # nothing is cut there
    return {name: steps for name, steps, here in known if here}


def step(hidden=16, T=8, window=7, steps=plain_steps):
    """A function that takes one training step of a network of this size."""
    return partial(next, steps(Model(2, hidden, window, seed=1), *example(T), RATE))


def table(title, columns, rows):
    """Prints rows {name: functions}: median microseconds of a call.  Answers them."""
    timers = [Timer(work) for row in rows.values() for work in row]
    calls = [timer.autorange()[0] for timer in timers]      # in 0.2 s or more: even PyPy is warm
    turns = [[timer.timeit(n) / n for timer, n in zip(timers, calls)] for _ in range(REPEATS)]
    micros = [1e6 * median(times) for times in zip(*turns)]
    cells = iter([f"{v:.1f}" for v in micros])
    print(terminal.table([[title, *columns]] + [[name] + [next(cells) for _ in row]
                                                for name, row in rows.items()]) + "\n")
    return micros


def tables(sizes=(8, 16, 32, 64, 128, 256)):
    """The article's size; what a step takes as one size is doubled; beside NumPy and PyTorch."""
    model, (x, _), few = Model(seed=1), example(8), sizes[:4]
    bare, *others = table(
        "microseconds, T 8, 16 units", ["the floor", "sgd_step, full", "window 2", "forward"],
        {f"{platform.python_implementation()} {platform.python_version()}": [
            floor(), step(), step(window=2), lambda: model.forward_propagation(x)]})
    print("times the floor: " + ", ".join([f"{v / bare:.2f}" for v in others]) + "\n")
    table("microseconds a step", few, {"T, full, 16 units": [step(16, n, n) for n in few],
                                       "window, T 128, 16 units": [step(16, 128, n) for n in few]})
    for window, title in ((7, "full"), (2, "window 2")):
        table(f"{title}, T 8; hidden units", sizes,
              {name: [step(n, 8, window, steps) for n in sizes]
               for name, steps in rivals(window).items()})


def main():
    flags.Parser(__doc__).parse_args()
    tables()


if __name__ == "__main__":
    terminal.run(main)
