#!/usr/bin/env python3
"""How long one training step takes: against its floor, NumPy and PyTorch, and as it grows.

All numbers are medians of repeats that take turns: whatever else the machine does slows all alike.
NumPy and PyTorch are timed where they happen to be installed.  Nothing else needs them.
"""
import start  # isort: skip
import argparse
import platform
import subprocess
import sys
import tempfile
import time
from functools import partial
from random import Random
from statistics import median

from rnn_pure import Model
from rnn_pure.matrix import dot, uniform
from rnn_pure.programs import flags, terminal

RATE = 1e-6     # so small that the weights stay what they are, however many steps are timed


def example(T, word_dim=2):
    """(x, y): T random columns and classes."""
    rng = Random(1)
    return ([[float(rng.randrange(2)) for _ in range(word_dim)] for _ in range(T)],
            [rng.randrange(word_dim) for _ in range(T)])


def plain_step(model, x, y, learning_rate):
    """Ours.  Like those of the rivals: a function that takes one step and answers U, W, V."""
    def step():
        model.sgd_step(x, y, learning_rate)
        return model.U, model.W, model.V
    return step


def medians(works, repeats):
    """{name: median microseconds of a call} for {name: (function, calls at a time)}, once warm.

    PyPy's warm-up needs seconds: it compiles what it has seen often, and again for another size.
    """
    times = {name: [] for name in works}

    def take_turns():
        for name, (function, calls) in works.items():
            begun = time.perf_counter()
            for _ in range(calls):
                function()
            times[name].append((time.perf_counter() - begun) / calls)

    until = time.perf_counter()
    if platform.python_implementation() == "PyPy":
        until += 0.5 * len(works)
    take_turns()
    while time.perf_counter() < until:
        take_turns()
    for _ in range(repeats):
        take_turns()
    return {name: 1e6 * median(values[-repeats:]) for name, values in times.items()}


def step(hidden_dim=16, T=8, bptt_truncate=7):
    """A function that takes one training step of a network of this size."""
    return plain_step(Model(2, hidden_dim, bptt_truncate, seed=1), *example(T), learning_rate=RATE)


def floor(hidden_dim=16, T=8, word_dim=2):
    """Only the dot products that one step of full backpropagation needs, on ready vectors."""
    rng = Random(2)
    by_word = uniform(rng, hidden_dim, word_dim, 1.0)
    by_hidden = uniform(rng, hidden_dim, hidden_dim, 1.0)
    out, over_time = uniform(rng, word_dim, hidden_dim, 1.0), uniform(rng, hidden_dim, T, 1.0)
    x, s, outputs = by_word[0], by_hidden[0], uniform(rng, word_dim, T, 1.0)

    def work():
        for _ in range(T):
            for rows, vector in ((by_word, x), (by_hidden, s), (out, s),    # U x, W s, V s
                                 (by_word, x), (by_hidden, s)):             # V^T dmulv, W^T dadd
                [dot(row, vector) for row in rows]
        for left, right in ((over_time, over_time), (over_time, outputs),   # dW, dU
                            (outputs, over_time)):                          # dV
            [[dot(a, b) for b in right] for a in left]
    return work


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


def same_step(here):
    """How far the rivals' weights are from ours after 100 steps."""
    rows = [["after 100 steps", "largest difference of a weight"]]
    for name, make, bptt_truncate in here:
        model, (x, y) = Model(bptt_truncate=bptt_truncate, seed=1), example(8)
        theirs, ours = make(model, x, y, 0.03), plain_step(model, x, y, 0.03)
        for _ in range(100):
            pairs = zip(theirs(), ours())
        rows.append([name, "{:.1g}".format(max(abs(a - b) for A, B in pairs for row_a, row_b
                                               in zip(A.tolist(), B) for a, b in zip(row_a, row_b)))])
    print("\n" + terminal.table(rows))


def article_size(repeats):
    model, (x, _) = Model(seed=1), example(8)
    micros = medians({"floor": (floor(), 50), "full": (step(bptt_truncate=7), 50),
                      "two": (step(bptt_truncate=2), 50),
                      "forward": (lambda: model.forward_propagation(x), 100)}, repeats)
    print(terminal.table([["the article's size: T 8, hidden 16", "us", "over the floor"]] + [
        [name, f"{micros[key]:.1f}", f"{micros[key] / micros['floor']:.2f}"] for name, key in (
            ("the floor: its dot products alone", "floor"), ("sgd_step, full BPTT", "full"),
            ("sgd_step, bptt_truncate 2", "two"), ("forward_propagation", "forward"))]))


def growth(title, sizes, step_of, repeats):
    """A table of one size that doubles: how much longer a step takes each time."""
    micros = medians({size: (step_of(size), 1 + 200 // max(1, size)) for size in sizes}, repeats)
    rows = [[title, "us a step", "times the one above"]]
    for above, size in zip([None] + sizes, sizes):
        times = "" if above is None else f"{micros[size] / micros[above]:.2f}"
        rows.append([size, f"{micros[size]:.0f}", times])
    print("\n" + terminal.table(rows))


def rivals(here, sizes, repeats):
    """Plain lists against NumPy and PyTorch over the hidden size, and at which sizes each wins."""
    x, y = example(8)
    for plain, bptt_truncate in (("plain lists, full BPTT", 7),
                                 ("plain lists, bptt_truncate 2", 2)):
        others = [(name, make) for name, make, k in here if k == bptt_truncate]
        if not others:
            continue
        columns = []
        for size in sizes:
            model = Model(2, size, bptt_truncate, seed=1)
            columns.append(medians({name: (make(model, x, y, RATE), 1 + 400 // size)
                                    for name, make in [(plain, plain_step)] + others}, repeats))
        print("\n" + terminal.table(
            [["us a step, T 8; hidden:"] + sizes]
            + [[name] + [f"{column[name]:.0f}" for column in columns] for name in columns[0]]))
        for name, _ in others:
            wins = [size for size, column in zip(sizes, columns) if column[name] < column[plain]]
            print("%s: faster than plain lists at hidden %s" % (
                name, ", ".join(map(str, wins)) or "none of these"))


def cold_start(repeats):
    """train_reverse.py --quick as a process of its own, from nothing to 100 % of all pairs."""
    seconds, exact = [], 0
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            command = [sys.executable, str(start.HERE / "train_reverse.py"), "--quick", "--data", folder]
            printed = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                     check=True).stdout
            seconds.append(time.perf_counter() - begun)
            exact += b"exact sums on all pairs: 16384 of 16384" in printed
    print("\ntrain_reverse.py --quick, whole process: %.2f s\n"
          "(100 %% of all pairs in %d of %d runs)" % (median(seconds), exact, repeats))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=flags.whole(1), default=15, metavar="N",
                        help="of everything (15)")
    parser.add_argument("--largest", type=flags.whole(8, 4096), default=512, metavar="N",
                        help="largest size in the tables (512)")
    options = parser.parse_args()
    doubled = [8 * 2 ** i for i in range(7) if 8 * 2 ** i <= options.largest]
    hidden_sizes = [size for size in doubled if size <= 256]
    windows = [0] + [k for k in (1, 2, 4, 8, 16, 32, 64) if k < options.largest]
    fewer = max(1, options.repeats // 3)
    here = installed()
    print(f"{platform.python_implementation()} {platform.python_version()}\n")
    article_size(options.repeats)
    growth("T, full BPTT, hidden 16", doubled, lambda T: step(T=T, bptt_truncate=T), fewer)
    growth("hidden, T 8, full BPTT", hidden_sizes, step, fewer)
    growth("bptt_truncate, T 128, hidden 16", windows,
           lambda k: step(T=128, bptt_truncate=k), fewer)
    if here:
        rivals(here, hidden_sizes, fewer)
        same_step(here)
    cold_start(fewer)


if __name__ == "__main__":
    terminal.run(main)
