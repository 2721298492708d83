#!/usr/bin/env python3
"""Watch the network add two numbers, column by column: add.py 59 14.  Without numbers it asks."""
import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from rnn_pure import Softmax, digits2int, int2bits  # noqa: E402
from rnn_pure.programs import flags, teaching, terminal  # noqa: E402
from rnn_pure.saved import networks  # noqa: E402

EXAMPLE = 59, 14        # every kind of column, and a carry that goes through five
DIGITS, CELLS = 300, 32     # more make no strip that anybody reads


def number(text):
    """A type for argparse: a number whose columns can be shown."""
    if len(text) > DIGITS:
        raise argparse.ArgumentTypeError("expected a number of at most %d digits, got %d; "
                                         "any_length.py adds longer ones" % (DIGITS, len(text)))
    return flags.number_to_add(text)


def width_of(a, b):
    return max(8, max(a, b).bit_length() + 1)


def watch(model, about, a, b):
    """The strip: column, state, P(1), answer of each step, and the true carry; then the sum."""
    width, order = width_of(a, b), -about.reading.order
    (x,), (y,) = about.reading.encode([[a, b, a + b]], width)
    columns = list(zip(int2bits(a, width), int2bits(b, width)))[::order]
    carries = [((a % 2 ** k) + (b % 2 ** k)) >> k for k in reversed(range(width))][::order]
    title = f"state: {model.hidden_dim} units"
    if model.hidden_dim > CELLS:
        title = f"state: {CELLS} of {model.hidden_dim} units"
    row = f"%4s  %s -> %-{max(min(model.hidden_dim, CELLS) + 2, len(title))}s -> %6s -> %6s  %5s %s"
    print(f"\n{a} + {b}, {about.reading.first} significant bit first\n")
    for names in (("", "   ", "", "", "", "true", ""),
                  ("step", "a b", title, "P(1)", "answer", "carry", "")):
        print((row % names).replace("->", "  ").rstrip())
    bits = []
    for t, layer in enumerate(model.forward_propagation(x)):
        p = Softmax().predict(layer.mulv)
        bits.append(p.index(max(p)))
        state = f"|{terminal.blocks(layer.s[:CELLS], -1.0, 1.0)}|"
        print((row % (t, "%d %d" % columns[t], state, f"{p[1]:.4f}", bits[t], carries[t],
                      "" if bits[t] == y[t] else "wrong")).rstrip())
    answer = digits2int(bits[::order], 2)
    print("\n%d + %d = %d, which is %s" % (
        a, b, answer, "right." if answer == a + b else "wrong: it is %d." % (a + b)))
    print("Cells: blank is -1, full is 1.  The network is never shown the true carry%s." % (
        "" if about.reading.is_reverse else ":\nit comes from columns that are still to be read"))


def show_step(model, about, a, b, t, unit):
    """One step's arithmetic: U x + W s term by term for one unit, tanh, the logits, the softmax."""
    (x,), _ = about.reading.encode([[a, b, a + b]], width_of(a, b))
    layers = model.forward_propagation(x[:t + 1])
    layer, prev_s = layers[t], layers[t - 1].s if t else [0.0] * model.hidden_dim
    if unit is None:
        moves = [abs((one - zero) * s_i) for zero, one, s_i in zip(*model.V, layer.s)]
        unit = moves.index(max(moves))
    rows = []
    for name, weights, values in (("U[%d][%d] x[%d]", model.U[unit], x[t]),
                                  ("W[%d][%d] prev_s[%d]", model.W[unit], prev_s)):
        for j, (weight, value) in enumerate(zip(weights, values)):
            rows.append([name % (unit, j, j), f"{weight:.4f} * {value:7.4f} =",
                         f"{weight * value:.4f}"])
    rows += [[f"add[{unit}]", "the sum of these =", f"{layer.add[unit]:.4f}"],
             [f"s[{unit}]", f"tanh(add[{unit}]) =", f"{layer.s[unit]:.4f}"]]
    for c in (0, 1):
        v, s_i = model.V[c][unit], layer.s[unit]
        rows += [[f"V[{c}][{unit}] s[{unit}]", f"{v:.4f} * {s_i:7.4f} =",
                  f"{v * s_i:.4f}"],
                 [f"mulv[{c}]", "the sum of these over all units =", f"{layer.mulv[c]:.4f}"]]
    print("\nStep %d, unit %d%s:\n\n%s" % (
        t, unit, "" if t else " (the state before step 0 is 0)", terminal.table(rows)))
    p = Softmax().predict(layer.mulv)
    for c in (0, 1):
        print("P(%d) = e^%.4f / (e^%.4f + e^%.4f) = %.4f" % (c, layer.mulv[c], *layer.mulv, p[c]))
    print(f"The likelier one is the answer: {p.index(max(p))}.")


def ask(model, about):
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
                  "than %d digits.  It was %s." % (DIGITS, ascii(line[:60])))
        else:
            watch(model, about, a, b)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("numbers", nargs="*", type=number, metavar="NUMBER", help="two, 0 or more")
    parser.add_argument("--model", type=flags.existing, metavar="FILE",
                        default=networks.model_path(HERE / "calculator"),
                        help="the trained network (%(default)s)")
    parser.add_argument("--step", type=flags.whole(0), metavar="T", help="the arithmetic of step T")
    parser.add_argument("--unit", type=flags.whole(0), metavar="I",
                        help="of this hidden unit (the one that moves the answer most)")
    parser.add_argument("--info", action="store_true", help="what the network says of itself")
    options = parser.parse_args()
    if len(options.numbers) not in (0, 2):
        parser.error(f"give two numbers to add, or none to be asked, got {len(options.numbers)}")
    a, b = options.numbers or EXAMPLE
    if options.step is not None and options.step >= width_of(a, b):
        parser.error("--step must be from 0 to %d for %d + %d, got %d" % (
            width_of(a, b) - 1, a, b, options.step))
    if options.unit is not None and options.step is None:
        parser.error("--unit needs --step")
    model, about = teaching.find_network(options.model)
    if options.unit is not None and options.unit >= model.hidden_dim:
        parser.error(f"--unit must be from 0 to {model.hidden_dim - 1}, got {options.unit}")
    if options.info:
        print("\n" + "\n".join(networks.describe(model, about)))
    if options.numbers or options.step is not None or not options.info and sys.stdin.isatty():
        watch(model, about, a, b)
    if options.step is not None:
        show_step(model, about, a, b, options.step, options.unit)
    elif not options.numbers and not options.info:
        ask(model, about)


if __name__ == "__main__":
    terminal.run(main)
