#!/usr/bin/env python3
"""Does a network add longer numbers than those it learned from?  Count exact sums."""
import start  # isort: skip
from random import Random

from rnn_pure.programs import flags, teaching, terminal


def main():
    parser = flags.Parser(__doc__)
    add = parser.add_argument
    parser.network(start.CALCULATOR)
    add("--widths", type=flags.whole(4), nargs="+", default=[16, 64, 256, 1024], help="in bits")
    add("--tries", type=flags.whole(1), default=20, help="sums of each kind and width")
    add("--seed", type=flags.seed, default=0, help="of the random numbers")
    options = parser.parse_args()
    model, about = teaching.find_network(options.model)
    rng, tries, columns = Random(options.seed), options.tries, []
    for bits in options.widths:
        ones, lasts = 2 ** bits - 1, range(bits - 1, max(-1, bits - 1 - tries), -1)
        kinds = {
            "random numbers": [[rng.randrange(ones + 1) for _ in "ab"] for _ in range(tries)],
            "one carry all along: 2^n - 1 + 1": [(2 ** (k + 1) - 1, 1) for k in lasts],
            "zeros all along, then 1 + 1": [(2 ** k, 2 ** k) for k in lasts],
            "both ends: 0 and 2^n - 1": [(0, 0), (0, ones), (ones, 0), (ones, ones)],
        }
        columns.append([f"{bits} bits"] + [
            f"{sum([about.reading.answer(model, a, b) == a + b for a, b in pairs])} of {len(pairs)}"
            for pairs in kinds.values()])
    print(terminal.table(zip(["exact sums of", *kinds], *columns)))
    print("Never seen to fail is not proved: see prove.py.")


if __name__ == "__main__":
    terminal.run(main)
