#!/usr/bin/env python3
# coding: utf-8 - said to Python 2, so that start.py can turn it away in a sentence
"""Experiment 1 (Article 七): add binary numbers, least significant bit first.

With no flags, the article's settings, for two minutes; --quick: the same in seconds.
"""
import start  # isort: skip

from rnn_pure.programs import experiment, terminal

if __name__ == "__main__":
    terminal.run(lambda: experiment.main(__doc__, is_reverse=True, folder=start.CALCULATOR))
