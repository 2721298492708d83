#!/usr/bin/env python3
"""How long one training step takes: against its floor, NumPy and PyTorch, and as it grows.

All numbers are medians of repeats that take turns: whatever else the machine does slows all alike.
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
sys.path[:0] = [str(HERE), str(HERE.parent)]

from benchmark_rivals import example, installed, plain_step  # noqa: E402
from rnn_pure import Model  # noqa: E402
from rnn_pure.matrix import dot, uniform  # noqa: E402
from rnn_pure.programs import flags, terminal  # noqa: E402


RATE = 1e-6     # so small that the weights stay what they are, however many steps are timed


def medians(works, repeats):
    """{name: median microseconds of a call} for {name: (function, calls at a time)}, once warm.

    PyPy's warm-up needs seconds: it compiles what it has seen often, and again for another size.
    """
    times = {name: [] for name in works}

    def take_turns():
        for name, (function, calls) in works.items():
            start = time.perf_counter()
            for _ in range(calls):
                function()
            times[name].append((time.perf_counter() - start) / calls)

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
            start = time.perf_counter()
            command = [sys.executable, str(HERE / "train_reverse.py"), "--quick", "--data", folder]
            printed = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                     check=True).stdout
            seconds.append(time.perf_counter() - start)
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
    rivals(here, hidden_sizes, fewer)
    cold_start(fewer)


if __name__ == "__main__":
    terminal.run(main)
