#!/usr/bin/env python3
"""Watch the network add two numbers, column by column: add.py 59 14.  Without numbers it asks."""
import start  # isort: skip
import argparse
from contextlib import suppress
from textwrap import fill

from rnn_pure import digits2int
from rnn_pure.inside.states import terms
from rnn_pure.programs import flags, teaching, terminal
from rnn_pure.saved import networks

EXAMPLE = 59, 14        # every kind of column, and a carry that goes through five
COLUMNS, CELLS = 1000, 24       # more make no strip that anybody reads


def read(reading, a, b):
    """(x, y): the sum as the network reads it, in at least 8 columns, and the digits to answer."""
    (x,), (y,) = reading.encode([[a, b, a + b]], max(8, reading.width(a, b)))
    return x, y


def watch(model, reading, a, b):
    """A line for each step, with the true carry, if they are not too many; and the sum."""
    (x, y), two = read(reading, a, b), reading.base == 2
    answers = model.predict(x)
    if len(x) <= COLUMNS:
        units = f"{CELLS} of {model.hidden_dim}" if model.hidden_dim > CELLS else model.hidden_dim
        rows = [["step", "a b   ", f"state: {units} units   ", "P(1)   " if two else "P   ",
                 "answer", "carry", ""]]
        for t, (layer, p, (first, second, carry)) in enumerate(zip(
                model.forward_propagation(x), model.probabilities(x),
                reading.columns(a, b, len(x)))):
            rows.append([t, f"{first} {second} ->", f"|{terminal.blocks(layer.s[:CELLS])}| ->",
                         f"{p[1] if two else max(p):.4f} ->", answers[t], carry,
                         "" if answers[t] == y[t] else "wrong"])
        print(f"\n{a} + {b}, {reading.first} significant {'bit' if two else 'digit'} first\n\n"
              f"{terminal.table(rows, left=0)}\n"
              "Cells: blank is -1, full is 1.  The network is never shown the true carry"
              + ("." if reading.is_reverse else
                 ":\nit comes from columns that are still to be read."))
    answer = digits2int(answers[::-reading.order], reading.base)
    print(f"\n{a} + {b} = {answer}, which is "
          + ("right." if answer == a + b else f"wrong: it is {a + b}."))


def show_step(model, x, t, unit):
    """One step's arithmetic: U x + W s term by term for one unit, tanh, the logits, the softmax."""
    *before, layer = model.forward_propagation(x[:t + 1])
    prev_s = before[-1].s if t else [0.0] * model.hidden_dim
    if unit is None:
        spreads = [max(column) - min(column) for column in zip(*model.V)]
        unit = max(range(model.hidden_dim), key=lambda i: abs(spreads[i] * layer.s[i]))
    s = layer.s[unit]
    rows = [[f"{name}[{unit}][{j}] {'x' if name == 'U' else 'prev_s'}[{j}]",
             f"{weight:.4f} * {value:7.4f} =", f"{weight * value:.4f}"]
            for name, j, weight, value in terms(model, x[t], prev_s, unit)]
    rows += [[f"add[{unit}]", "the sum of these =", f"{layer.add[unit]:.4f}"],
             [f"s[{unit}]", f"tanh(add[{unit}]) =", f"{s:.4f}"]]
    for c, (v, mulv) in enumerate(zip(model.V, layer.mulv)):
        rows += [[f"V[{c}][{unit}] s[{unit}]", f"{v[unit]:.4f} * {s:7.4f} =", f"{v[unit] * s:.4f}"],
                 [f"mulv[{c}]", "the sum of these over all units =", f"{mulv:.4f}"]]
    p = model.probabilities(x)[t]
    rows += [[f"P({c})", f"e^mulv[{c}] / the sum of all e^mulv =", f"{p[c]:.4f}"]
             for c in range(len(p))]
    print(f"\nStep {t}, unit {unit}{'' if t else ' (the state before step 0 is 0)'}:\n\n"
          f"{terminal.table(rows)}\nThe likeliest is the answer: {p.index(max(p))}.")


def ask(model, reading):
    """Pairs of numbers from a prompt, until an empty line."""
    with suppress(EOFError):
        for line in iter(lambda: input("\nTwo numbers to add (nothing ends): ").strip(), ""):
            try:
                a, b = map(flags.number_to_add, line.replace("+", " ").split())
            except (argparse.ArgumentTypeError, ValueError):
                print("That should be two whole numbers, such as 59 14.")
            else:
                watch(model, reading, a, b)
    print()


def main():
    parser = flags.Parser(__doc__)
    add = parser.add_argument
    add("numbers", nargs="*", type=flags.number_to_add, help="two, 0 or more")
    parser.network(start.CALCULATOR)
    add("--step", type=flags.whole(0), help="the arithmetic of step N")
    add("--unit", type=flags.whole(0), help="of this hidden unit (that moves the answer most)")
    add("--info", action="store_true", help="what the network says of itself")
    options = parser.parse_args()
    if len(options.numbers) not in (0, 2):
        parser.error(f"give two numbers to add, or none to be asked, got {len(options.numbers)}")
    if options.step is None:
        parser.refuse(options, "unit", "it is for --step")
    model, about = teaching.find_network(options.model)
    reading, (a, b) = about.reading, options.numbers or EXAMPLE
    x, _ = read(reading, a, b)
    for name, end in (("step", len(x)), ("unit", model.hidden_dim)):
        if (getattr(options, name) or 0) >= end:
            parser.error(f"--{name} must be from 0 to {end - 1}, got {getattr(options, name)}")
    if options.info:
        print("", *[fill(fact, 79) for fact in networks.describe(model, about)], sep="\n")
    if options.numbers or not options.info:
        watch(model, reading, a, b)
    if options.step is not None:
        show_step(model, x, options.step, options.unit)
    elif not options.numbers and not options.info:
        ask(model, reading)


if __name__ == "__main__":
    terminal.run(main)
