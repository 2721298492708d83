#!/usr/bin/env python3
# coding: utf-8 - said to Python 2, so that start.py can turn it away in a sentence
"""Make the data set (Article 一): 20,000 sums to train on, 1,000 to test, the bits of 0 .. 255."""
import start  # isort: skip

from rnn_pure.programs import flags, terminal
from rnn_pure.saved import data
from rnn_pure.tasks.article import DATA_SEED


def main():
    parser = flags.Parser(__doc__)
    parser.add_argument("--out", type=flags.folder, default=start.CALCULATOR, help="where to")
    parser.add_argument("--seed", type=flags.seed, default=DATA_SEED, help="of the sums")
    options = parser.parse_args()
    data.write_data(options.out, options.seed)
    print("20000 training and 1000 test samples, no pair in both, and the bits of 0 .. 255\n"
          f"are in {options.out}.")


if __name__ == "__main__":
    terminal.run(main)
