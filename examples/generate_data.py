#!/usr/bin/env python3
# coding: utf-8 - said to Python 2, so that start.py can turn it away in a sentence
"""Make the data set (Article 一): 20,000 sums to train on, 1,000 to test, the bits of 0 .. 255."""
import start  # isort: skip
import argparse

from rnn_pure.programs import flags, terminal
from rnn_pure.saved import data
from rnn_pure.tasks.article import DATA_SEED


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=flags.folder, default=start.CALCULATOR, metavar="DIR",
                        help="where to (%(default)s)")
    parser.add_argument("--seed", type=flags.seed, default=DATA_SEED, metavar="N",
                        help="of the sums (%(default)s)")
    options = parser.parse_args()
    data.write_data(options.out, options.seed)
    print("20000 training and 1000 test samples, no pair in both, and the bits of 0 .. 255\n"
          f"are in {options.out}.")


if __name__ == "__main__":
    terminal.run(main)
