#!/usr/bin/env python3
"""Experiment 2 (Article 七): most significant bit first; no network can succeed.

With no flags, the article's settings: about two minutes.
Less in seconds: --quick.
"""
import start  # noqa: F401  # isort: skip
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from rnn_pure.programs import experiment, terminal  # noqa: E402

if __name__ == "__main__":
    terminal.run(lambda: experiment.main(__doc__, is_reverse=False, folder=HERE / "calculator"))
