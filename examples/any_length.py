#!/usr/bin/env python3
"""Does a network add longer numbers than those it learned from?  Count exact sums.

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
    parser.network(start.CALCULATOR)
    add("--widths", type=flags.whole(4), nargs="+", default=[16, 64, 256, 1024], help="in bits")
    add("--tries", type=flags.whole(1), default=20, help="sums of each kind and width")
    add("--seed", type=flags.seed, default=0, help="of the random numbers")
    options = parser.parse_args()
    model, about = teaching.find_network(options.model)
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
