#!/usr/bin/env python3
"""Watch the network add two numbers, column by column: add.py 59 14.  Without numbers it asks."""
import start  # isort: skip
import argparse
import sys

from rnn_pure import Softmax, digits2int
from rnn_pure.inside.states import terms
from rnn_pure.programs import flags, teaching, terminal
from rnn_pure.saved import networks

EXAMPLE = 59, 14        # every kind of column, and a carry that goes through five
DIGITS, CELLS = 300, 32     # more make no strip that anybody reads
number = flags.number_to_add(DIGITS)


def width_of(reading, a, b):
    return max(8 if reading.base == 2 else 1, reading.width(a, b))


def watch(model, reading, a, b):
    """The strip: column, state, probability, answer of each step, and the true carry; the sum."""
    width = width_of(reading, a, b)
    (x,), (y,) = reading.encode([[a, b, a + b]], width)
    title = f"state: {min(model.hidden_dim, CELLS)} of {model.hidden_dim} units"
    if model.hidden_dim <= CELLS:
        title = f"state: {model.hidden_dim} units"
    row = "%4s  %s -> %-{}s -> %6s -> %6s  %5s %s".format(
        max(min(model.hidden_dim, CELLS) + 2, len(title)))
    print(f"\n{a} + {b}, {reading.first} significant {'bit' if reading.base == 2 else 'digit'} "
          "first\n")
    for names in (("", "   ", "", "", "", "true", ""),
                  ("step", "a b", title, "P(1)" if reading.base == 2 else "P", "answer", "carry",
                   "")):
        print((row % names).replace("->", "  ").rstrip())
    digits = []
    for t, (layer, (first, second, carry)) in enumerate(zip(model.forward_propagation(x),
                                                            reading.columns(a, b, width))):
        p = Softmax().predict(layer.mulv)
        digits.append(p.index(max(p)))
        state = f"|{terminal.blocks(layer.s[:CELLS], -1.0, 1.0)}|"
        print((row % (t, f"{first} {second}", state,
                      f"{p[1] if reading.base == 2 else max(p):.4f}", digits[t], carry,
                      "" if digits[t] == y[t] else "wrong")).rstrip())
    answer = digits2int(digits[::-reading.order], reading.base)
    right = "right." if answer == a + b else f"wrong: it is {a + b}."
    print(f"\n{a} + {b} = {answer}, which is {right}\nCells: blank is -1, full is 1.  The network "
          "is never shown the true carry" + (
              "." if reading.is_reverse else ":\nit comes from columns that are still to be read."))


def show_step(model, reading, a, b, t, unit):
    """One step's arithmetic: U x + W s term by term for one unit, tanh, the logits, the softmax."""
    (x,), _ = reading.encode([[a, b, a + b]], width_of(reading, a, b))
    layers = model.forward_propagation(x[:t + 1])
    layer, prev_s = layers[t], layers[t - 1].s if t else [0.0] * model.hidden_dim
    p = Softmax().predict(layer.mulv)
    likeliest = sorted(range(len(p)), key=lambda c: -p[c])
    low, high = sorted(likeliest[:2])
    if unit is None:
        moves = [abs((one - zero) * s_i) for zero, one, s_i in zip(model.V[low], model.V[high],
                                                                   layer.s)]
        unit = moves.index(max(moves))
    rows = []
    for name, j, weight, value in terms(model, x[t], prev_s, unit):
        what = "x" if name == "U" else "prev_s"
        rows.append([f"{name}[{unit}][{j}] {what}[{j}]", f"{weight:.4f} * {value:7.4f} =",
                     f"{weight * value:.4f}"])
    rows += [[f"add[{unit}]", "the sum of these =", f"{layer.add[unit]:.4f}"],
             [f"s[{unit}]", f"tanh(add[{unit}]) =", f"{layer.s[unit]:.4f}"]]
    for c in (low, high):
        v, s_i = model.V[c][unit], layer.s[unit]
        rows += [[f"V[{c}][{unit}] s[{unit}]", f"{v:.4f} * {s_i:7.4f} =", f"{v * s_i:.4f}"],
                 [f"mulv[{c}]", "the sum of these over all units =", f"{layer.mulv[c]:.4f}"]]
    before = "" if t else " (the state before step 0 is 0)"
    print(f"\nStep {t}, unit {unit}{before}:\n\n{terminal.table(rows)}")
    total = f"e^mulv of all {len(p)}"
    if len(p) == 2:
        total = " + ".join(f"e^{v:.4f}" for v in layer.mulv)
    for c in (low, high):
        print(f"P({c}) = e^{layer.mulv[c]:.4f} / ({total}) = {p[c]:.4f}")
    print(f"The likelier one is the answer: {p.index(max(p))}.")


def ask(model, reading):
    """Pairs of numbers from a prompt, until an empty line."""
    while True:
        try:
            line = input("\nTwo numbers to add (nothing ends): ")
        except EOFError:
            print()
            return
        if not line.strip():
            return
        try:
            a, b = map(number, line.replace("+", " ").split())
        except (argparse.ArgumentTypeError, ValueError):
            print("That should be two whole numbers, such as 59 14: none negative, none of more\n"
                  f"than {DIGITS} digits.  It was {ascii(line[:60])}.")
        else:
            watch(model, reading, a, b)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("numbers", nargs="*", type=number, metavar="NUMBER",
                        help="two, 0 or more; any_length.py adds those of over 300 digits")
    flags.network(parser, start.CALCULATOR)
    parser.add_argument("--step", type=flags.whole(0), metavar="T", help="the arithmetic of step T")
    parser.add_argument("--unit", type=flags.whole(0), metavar="I",
                        help="of this hidden unit (the one that moves the answer most)")
    parser.add_argument("--info", action="store_true", help="what the network says of itself")
    options = parser.parse_args()
    if len(options.numbers) not in (0, 2):
        parser.error(f"give two numbers to add, or none to be asked, got {len(options.numbers)}")
    a, b = options.numbers or EXAMPLE
    if options.unit is not None and options.step is None:
        parser.error("--unit needs --step")
    model, about = teaching.find_network(options.model)
    last = width_of(about.reading, a, b) - 1
    if options.step is not None and options.step > last:
        parser.error(f"--step must be from 0 to {last} for {a} + {b}, got {options.step}")
    if options.unit is not None and options.unit >= model.hidden_dim:
        parser.error(f"--unit must be from 0 to {model.hidden_dim - 1}, got {options.unit}")
    if options.info:
        print("\n" + "\n".join(networks.describe(model, about)))
    if options.numbers or options.step is not None or not options.info and sys.stdin.isatty():
        watch(model, about.reading, a, b)
    if options.step is not None:
        show_step(model, about.reading, a, b, options.step, options.unit)
    elif not options.numbers and not options.info:
        ask(model, about.reading)


if __name__ == "__main__":
    terminal.run(main)
