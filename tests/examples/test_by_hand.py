"""examples/by_hand.py with a network that need not be trained first.

tests/long_by_hand.py runs it as people do.
"""
import contextlib
import runpy
import tempfile
import unittest
from pathlib import Path
from random import Random
from unittest import mock

from tests.helpers import EXAMPLES, Case, in_process, need_examples, quiet

import rnn_pure
from rnn_pure.inside.hand import hand_network
from rnn_pure.programs import teaching
from rnn_pure.tasks import adding


def nearly_by_hand(weight=8.0, more=0.002, **settings):
    """What training might have found: the network made by hand, or a leaky one.

    There is a little of everything in its W.
    """
    model, rng = hand_network(), Random(0)
    for row, heard in zip(model.W, (0.5, 0.0, 2.0)):
        row[1] = heard * weight
    model.W = [[w + rng.uniform(-more, more) for w in row] for row in model.W]
    return model


class ByHand(Case):
    @classmethod
    def setUpClass(cls):
        need_examples()
        cls.pairs = rnn_pure.all_pairs(4)

    @contextlib.contextmanager
    def few_sums(self, network):
        """The program finds this network, and tries few pairs: one out of 20 long ones."""
        def encode(samples, bits=8):
            X, Y = adding.encode(samples[::20] if bits == 200 else samples, bits)
            return (20 * X, 20 * Y) if bits == 200 else (X, Y)
        with mock.patch.object(teaching, "network", network), \
                mock.patch.multiple(rnn_pure, all_pairs=lambda: self.pairs, encode=encode):
            yield

    def run_it(self, network, *flags):
        """What it prints."""
        with self.few_sums(network), quiet() as out, \
                mock.patch("sys.argv", ["by_hand.py"] + list(flags)):
            runpy.run_path(str(EXAMPLES / "by_hand.py"))["main"]()
        self.assertEqual([line for line in out.getvalue().splitlines() if len(line) > 80], [])
        return out.getvalue()

    def test_three_proofs_and_a_picture(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "cobweb.svg"
            printed = self.run_it(nearly_by_hand, "--svg", str(path))
            self.assertIn("The way of 19 + 5", path.read_text(encoding="utf-8"))
        self.assertEqual((printed.count("PROVED"), printed.count("\nProved: for two")), (2, 1))
        self.assertNotIn("FAILS", printed)
        self.assertIn(
            "[2.600, 3.050]     2  [2.704, 2.741]  [2.600, 3.050]     [3.116, 3.922]       1\n",
            printed)
        self.assertIn("Right: 64 of all 64 pairs of 7 bits, 100 of 100 pairs of 199 bits.", printed)

    def test_a_network_that_is_wrong_gets_no_proof(self):
        printed = self.run_it(lambda **settings: nearly_by_hand(7.14, 0.0), "--seed", "4")
        self.assertIn("Seed 4, 3 units", printed)
        self.assertEqual(printed.count("PROVED"), 1)        # only the one made by hand
        self.assertIn("FAILS", printed)
        self.assertEqual(printed.count("\nNot proved.\n"), 1)
        self.assertRegex(printed, r"\nWrong: \d+ \+ \d+ in \d+ bits: it answers ")

    def test_the_next_seed_is_tried_where_one_has_not_learned(self):
        def network(seed, **settings):
            return nearly_by_hand(8.0 if seed == 6 else 5.0)
        with self.few_sums(network), quiet() as out:
            runpy.run_path(str(EXAMPLES / "by_hand.py"))["trained"](4, hidden=3, noise=0.0)
        printed = out.getvalue()
        self.assertEqual([printed.count(f"Seed {seed},") for seed in (3, 4, 5, 6, 7)],
                         [0, 1, 1, 1, 0])
        self.assertEqual(printed.count("It has not learned."), 2)

    def test_flags(self):
        for flags, sentence in ((("--svg", ""), "--svg"), (("--seed", "one"), "--seed")):
            _, err, status = in_process("by_hand.py", *flags)
            self.assertEqual(status, 2)
            self.assertIn(sentence, err)


if __name__ == "__main__":
    unittest.main()
