#!/usr/bin/env python3
"""How long one training step takes, against its floor, against NumPy and PyTorch where they are, and as it grows.

All numbers are medians of repeats that take turns, so that whatever else the machine does slows all of them alike.
"""
import argparse
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from statistics import median

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from rnn_pure import Model, show  # noqa: E402
from rnn_pure.matrix import dot, uniform  # noqa: E402


def medians(works, repeats):
    """{name: median microseconds of one call} for {name: (function, calls at a time)}, after a warm-up."""
    times = {name: [] for name in works}
    for function, calls in works.values():
        until = time.perf_counter() + (0.5 if platform.python_implementation() == "PyPy" else 0.0)
        for _ in range(calls):
            function()
        while time.perf_counter() < until:
            function()
    for _ in range(repeats):
        for name, (function, calls) in works.items():
            start = time.perf_counter()
            for _ in range(calls):
                function()
            times[name].append((time.perf_counter() - start) / calls)
    return {name: 1e6 * median(values) for name, values in times.items()}


def example(T, word_dim=2):
    rng = Random(1)
    return ([[float(rng.randrange(2)) for _ in range(word_dim)] for _ in range(T)],
            [rng.randrange(word_dim) for _ in range(T)])


def plain_step(hidden_dim=16, T=8, bptt_truncate=7):
    model, (x, y) = Model(2, hidden_dim, bptt_truncate, seed=1), example(T)
    return lambda: model.sgd_step(x, y, 1e-6)


def floor(hidden_dim=16, T=8, word_dim=2):
    """Only the dot products that one step of full backpropagation needs, on ready vectors, their results unused."""
    rng = Random(2)
    by_word, by_hidden = uniform(rng, hidden_dim, word_dim, 1.0), uniform(rng, hidden_dim, hidden_dim, 1.0)
    out, over_time = uniform(rng, word_dim, hidden_dim, 1.0), uniform(rng, hidden_dim, T, 1.0)
    x, s, outputs = by_word[0], by_hidden[0], uniform(rng, word_dim, T, 1.0)

    def work():
        for _ in range(T):
            for rows, vector in ((by_word, x), (by_hidden, s), (out, s),        # U x, W s, V s
                                 (by_word, x), (by_hidden, s)):                 # V^T dmulv, W^T dadd
                [dot(row, vector) for row in rows]
        for left, right in ((over_time, over_time), (over_time, outputs), (outputs, over_time)):    # dW, dU, dV
            [[dot(a, b) for b in right] for a in left]
    return work


def article_step(np, hidden_dim, T=8, bptt_truncate=2):
    """The step as the article's program takes it: gate by gate, a few matrices for every pair of steps (t, i)."""
    model, (x, y) = Model(2, hidden_dim, seed=1), example(T)
    U, W, V, X = np.array(model.U), np.array(model.W), np.array(model.V), np.array(x)

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
        states, logits = [np.zeros(hidden_dim)], []
        for x_t in X:
            _, s, mulv = forward(x_t, states[-1])
            states.append(s)
            logits.append(mulv)
        dU, dW, dV = np.zeros_like(U), np.zeros_like(W), np.zeros_like(V)
        for t in range(T):
            p = np.exp(logits[t])
            dmulv = p / np.sum(p)
            dmulv[y[t]] -= 1.0
            diff_s = np.zeros(hidden_dim)
            for i in range(t, max(-1, t - bptt_truncate - 1), -1):
                diff_s, dU_i, dW_i, dV_i = backward(X[i], states[i], diff_s, dmulv)
                dU, dW, dV, dmulv = dU + dU_i, dW + dW_i, dV + dV_i, np.zeros(2)
        U[...] -= 1e-6 * dU
        W[...] -= 1e-6 * dW
        V[...] -= 1e-6 * dV
    return step


def numpy_step(np, hidden_dim, T=8, bptt_truncate=7):
    """The same step in NumPy, all that can be done for all steps at once done at once."""
    model, (x, y) = Model(2, hidden_dim, seed=1), example(T)
    U, W, V = np.array(model.U), np.array(model.W), np.array(model.V)
    X, onehot = np.array(x), np.eye(2)[y]

    def step():
        S, inputs = np.zeros((T + 1, hidden_dim)), X @ U.T
        for t in range(T):
            S[t] = np.tanh(inputs[t] + W @ S[t - 1])        # S[-1] is the zero start
        S = S[:T]
        logits = S @ V.T
        P = np.exp(logits - logits.max(axis=1, keepdims=True))
        D = P / P.sum(axis=1, keepdims=True) - onehot
        slope, DS = 1.0 - S * S, D @ V
        DZ = slope * DS
        if bptt_truncate >= T - 1:
            for t in range(T - 2, -1, -1):
                DZ[t] += slope[t] * (DZ[t + 1] @ W)
        else:
            for _ in range(bptt_truncate):
                DZ[:-1] = slope[:-1] * (DS[:-1] + DZ[1:] @ W)
        dU, dW, dV = DZ.T @ X, DZ[1:].T @ S[:-1], D.T @ S
        U[...] -= 1e-6 * dU
        W[...] -= 1e-6 * dW
        V[...] -= 1e-6 * dV
    return step


def torch_step(torch, hidden_dim, T=8):
    """The same step in PyTorch: nn.RNN and nn.Linear without biases, in float64, on one thread."""
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    rnn, linear = torch.nn.RNN(2, hidden_dim, bias=False), torch.nn.Linear(hidden_dim, 2, bias=False)
    optimizer = torch.optim.SGD(list(rnn.parameters()) + list(linear.parameters()), lr=1e-6)
    x, y = map(torch.tensor, example(T))

    def step():
        optimizer.zero_grad()
        states, _ = rnn(x)
        torch.nn.functional.cross_entropy(linear(states), y, reduction="sum").backward()
        optimizer.step()
    return step


def optional(name):
    try:
        return __import__(name)
    except ImportError:
        print("%s is not installed; the table goes without it." % name)


def article_size(repeats):
    model, (x, _) = Model(seed=1), example(8)
    micros = medians({"floor": (floor(), 50), "full": (plain_step(), 50), "two": (plain_step(bptt_truncate=2), 50),
                      "forward": (lambda: model.forward_propagation(x), 100)}, repeats)
    print(show.table([["the article's size: T 8, hidden 16", "us", "over the floor"]] + [
        [name, "%.1f" % micros[key], "%.2f" % (micros[key] / micros["floor"])] for name, key in (
            ("the floor: its dot products alone", "floor"), ("sgd_step, full BPTT", "full"),
            ("sgd_step, bptt_truncate 2", "two"), ("forward_propagation", "forward"))]))


def growth(title, sizes, step, repeats):
    """A table of one size that doubles: how much longer a step takes each time."""
    micros = medians({size: (step(size), 1 + 200 // max(1, size)) for size in sizes}, repeats)
    rows = [[title, "us a step", "times the one above"]]
    for above, size in zip([None] + sizes, sizes):
        rows.append([size, "%.0f" % micros[size], "%.2f" % (micros[size] / micros[above]) if above is not None else ""])
    print("\n" + show.table(rows))


def rivals(sizes, repeats):
    """Plain lists against NumPy and PyTorch over the hidden size, and from which size on each of them wins."""
    print()
    np, torch = optional("numpy"), optional("torch")
    full = {"plain lists, full BPTT": plain_step}
    two = {"plain lists, bptt_truncate 2": lambda size: plain_step(size, bptt_truncate=2)}
    if np:
        full["NumPy gate by gate, as the article, full"] = lambda size: article_step(np, size, bptt_truncate=7)
        full["NumPy arranged as bptt here, full"] = lambda size: numpy_step(np, size)
        two["NumPy gate by gate, as the article, 2"] = lambda size: article_step(np, size)
        two["NumPy arranged as bptt here, 2"] = lambda size: numpy_step(np, size, bptt_truncate=2)
    if torch:
        full["PyTorch, nn.RNN, full"] = lambda size: torch_step(torch, size)
    for steps in (full, two):
        if len(steps) == 1:
            continue
        plain, *others = steps
        columns = [medians({name: (step(size), 1 + 400 // size) for name, step in steps.items()}, repeats) for size in sizes]
        print("\n" + show.table([["us a step, T 8; hidden:"] + sizes]
                                + [[name] + ["%.0f" % column[name] for column in columns] for name in steps]))
        for name in others:
            wins = [size for size, column in zip(sizes, columns) if column[name] < column[plain]]
            print("%s: faster than plain lists at hidden %s" % (name, ", ".join(map(str, wins)) or "none of these"))


def cold_start(repeats):
    """train_reverse.py --quick as a process of its own, from nothing to 100 % of all pairs."""
    seconds, exact = [], 0
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            printed = subprocess.run([sys.executable, str(HERE / "train_reverse.py"), "--quick", "--data", folder],
                                     stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
            seconds.append(time.perf_counter() - start)
            exact += b"exact sums on all pairs: 16384 of 16384" in printed
    print("\ntrain_reverse.py --quick, whole process: %.2f s (100 %% of all pairs in %d of %d runs)" % (
        median(seconds), exact, repeats))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=show.whole(1), default=15, metavar="N", help="of everything (15)")
    parser.add_argument("--largest", type=show.whole(8, 4096), default=512, metavar="N", help="largest size in the tables (512)")
    options = parser.parse_args()
    repeats, doubled = options.repeats, [8 * 2 ** i for i in range(7) if 8 * 2 ** i <= options.largest]
    print("%s %s\n" % (platform.python_implementation(), platform.python_version()))
    article_size(repeats)
    growth("T, full BPTT, hidden 16", doubled, lambda T: plain_step(T=T, bptt_truncate=T), max(1, repeats // 3))
    growth("hidden, T 8, full BPTT", [h for h in doubled if h <= 256], lambda h: plain_step(h), max(1, repeats // 3))
    growth("bptt_truncate, T 128, hidden 16", [0] + [k for k in (1, 2, 4, 8, 16, 32, 64) if k < options.largest],
           lambda k: plain_step(T=128, bptt_truncate=k), max(1, repeats // 3))
    rivals([h for h in doubled if h <= 256], max(1, repeats // 3))
    cold_start(max(1, repeats // 3))


if __name__ == "__main__":
    show.run(main)
