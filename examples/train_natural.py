#!/usr/bin/env python3
# coding: utf-8 - said to Python 2, so that start.py can turn it away in a sentence
"""Experiment 2 (Article 七): most significant bit first; no network can succeed.

With no flags, the article's settings, for two minutes; --quick: less, in seconds.
"""
import start  # isort: skip

from rnn_pure.programs import experiment, terminal

if __name__ == "__main__":
    terminal.run(lambda: experiment.main(__doc__, is_reverse=False, folder=start.CALCULATOR))
