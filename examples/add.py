#!/usr/bin/env python3
"""Watch the network add two numbers, column by column: add.py 37 90.  Without numbers it asks for them."""
import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from rnn_pure import Softmax, digits2int, encode  # noqa: E402
from rnn_pure.support import flags, terminal  # noqa: E402
from rnn_pure.tasks import article, networks  # noqa: E402


def watch(model, a, b):
    """Prints each step of a + b, least significant column first, then the sum."""
    width = max(8, max(a, b).bit_length() + 1)
    (x,), (y,) = encode([[a, b, a + b]], bits=width)
    rows, bits, carry = [["step", "a b", "carry", "P(0)", "P(1)", "answer", "", "hidden state, -1 to 1"]], [], 0
    for t, (layer, (a_t, b_t), y_t) in enumerate(zip(model.forward_propagation(x), x, y)):
        p = Softmax().predict(layer.mulv)
        bit = p.index(max(p))
        bits.append(bit)
        rows.append([t, "%d %d" % (a_t, b_t), carry, "%.4f" % p[0], "%.4f" % p[1], bit,
                     "" if bit == y_t else "wrong", "|%s|" % terminal.blocks(layer.s, -1.0, 1.0)])
        carry = int(a_t + b_t + carry) // 2
    answer = digits2int(bits[::-1], 2)
    print(terminal.table(rows, left=0))
    print("\n%d + %d = %d, which is %s" % (a, b, answer, "right." if answer == a + b else "wrong: it is %d." % (a + b)))


def ask(model):
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
            a, b = map(flags.number_to_add, line.replace("+", " ").split())
        except (argparse.ArgumentTypeError, ValueError):
            print("That should be two whole numbers that are not negative, such as 37 90; it was %s." % (
                ascii(line[:60])))
        else:
            watch(model, a, b)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("numbers", nargs="*", type=flags.number_to_add, metavar="NUMBER", help="two numbers, 0 or more")
    parser.add_argument("--model", type=flags.path, default=article.model_path(HERE / "calculator"), metavar="FILE",
                        help="the trained network (%(default)s)")
    options = parser.parse_args()
    if len(options.numbers) not in (0, 2):
        parser.error("give two numbers to add, or none to be asked, got %d" % len(options.numbers))
    model, _ = networks.find_network(options.model)
    if options.numbers:
        print()
        watch(model, *options.numbers)
    else:
        ask(model)


if __name__ == "__main__":
    terminal.run(main)
