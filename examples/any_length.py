#!/usr/bin/env python3
"""Does a network add longer numbers than those it learned from?  Count, or try.

    any_length.py                               how many of each kind and width come out exact
    any_length.py 123456789 987654321           these two

Never seen to fail is not proved: see prove.py.
"""
import start  # isort: skip
from random import Random

from rnn_pure.programs import flags, teaching, terminal


def kinds(bits, tries, rng):
    """{kind: pairs (a, b) of at most so many bits}."""
    ones, lasts = 2 ** bits - 1, range(bits - 1, max(-1, bits - 1 - tries), -1)
    return {
        "random numbers": [
            (rng.randrange(ones + 1), rng.randrange(ones + 1)) for _ in range(tries)],
        "one carry all along: 2^n - 1 + 1": [(2 ** (k + 1) - 1, 1) for k in lasts],
        "zeros all along, then 1 + 1": [(2 ** k, 2 ** k) for k in lasts],
        "both ends: 0 and 2^n - 1": [(0, 0), (0, ones), (ones, 0), (ones, ones)],
    }


def main():
    parser = flags.Parser(__doc__)
    add = parser.add_argument
    add("numbers", nargs="*", type=flags.number_to_add(), help="two numbers of any size to add")
    parser.network(start.CALCULATOR)
    add("--widths", type=flags.whole(4), nargs="+", default=[16, 64, 256, 1024], help="in bits")
    add("--tries", type=flags.whole(1), default=20, help="sums of each kind and width")
    add("--seed", type=flags.seed, default=0, help="of the random numbers")
    options = parser.parse_args()
    if len(options.numbers) not in (0, 2):
        parser.error(f"give two numbers to add, or none, got {len(options.numbers)}")
    if options.numbers:
        parser.refuse(options, "widths tries seed", "it is for random sums, not for these")
    model, about = teaching.find_network(options.model)
    if options.numbers:
        a, b = options.numbers
        answer = about.reading.answer(model, a, b)
        print(f"{a} + {b} = {answer}", "(right)" if answer == a + b else f"(wrong: it is {a + b})")
        return
    rng, columns = Random(options.seed), []
    for bits in options.widths:
        tried = kinds(bits, options.tries, rng)
        columns.append([f"{bits} bits"] + [
            f"{sum([about.reading.answer(model, a, b) == a + b for a, b in pairs])} of {len(pairs)}"
            for pairs in tried.values()])
    print(terminal.table(zip(["exact sums of", *tried], *columns)))
    print("Never seen to fail is not proved: see prove.py.")


if __name__ == "__main__":
    terminal.run(main)
