"""examples/one_file.py on twenty seeds, and against networks that are wrong.

python -m unittest tests.long_one_file (some minutes on PyPy).
"""
import contextlib
import io
import unittest
from random import Random

from tests.examples.made import checked, one_file

from rnn_pure import Model
from rnn_pure.inside.hand import hand_network
from rnn_pure.proof.counterexample import find_wrong
from rnn_pure.tasks.adding import adder


def weights(model):
    return model.U, model.W, model.V


def mixture(one, other, share):
    return [[[(1.0 - share) * a + share * b for a, b in zip(*rows)] for rows in zip(*pair)]
            for pair in zip(one, other)]


class LongOneFile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.one = one_file()
        cls.trained = {}

    def train(self, *name):
        if name not in self.trained:
            with contextlib.redirect_stdout(io.StringIO()):
                self.trained[name] = self.one.train(*name)
        return self.trained[name]

    def wrong(self, U, W, V):
        """Whether one of 40 long sums comes out wrong."""
        for i in range(40):
            columns, answers = self.one.draw_sum(100, i % 2, Random(i))
            if self.one.answers_of(U, W, V, columns) != answers:
                return True
        return False

    def refuted(self, network):
        """1 if a wrong sum of the network is known; then it must not be proved.  0 if none is."""
        if not self.wrong(*network):
            model = Model(2, len(network[1]))
            model.U, model.W, model.V = network
            if not find_wrong(model, adder(), 300):
                return 0
        self.assertIsNone(self.one.prove(*network))
        return 1

    def test_twenty_seeds_are_proved_and_ten_by_the_package_too(self):
        for seed in range(20):
            with self.subTest(seed=seed):
                network = self.train(seed)
                proof = self.one.prove(*network)
                self.assertIsNotNone(proof)
                if seed < 10:
                    self.assertGreater(checked(network, proof).least_margin, 0.0)

    def test_too_few_examples(self):
        networks = [self.train(seed, examples) for seed in range(6) for examples in (100, 600)]
        self.assertGreaterEqual(sum(map(self.refuted, networks)), 10)

    def test_mixtures_that_are_just_wrong(self):
        """From a network that is proved towards one that is not, as near as can be to where sums
        turn wrong, and a little further."""
        found = 0
        hand = weights(hand_network())
        for seed, right in enumerate([hand] * 12 + [self.train(seed) for seed in range(3)]):
            other = self.train(seed + 20, 0, len(right[1]))
            low, high = 0.0, 1.0
            for _ in range(7):
                middle = 0.5 * (low + high)
                if self.wrong(*mixture(right, other, middle)):
                    high = middle
                else:
                    low = middle
            found += sum([self.refuted(mixture(right, other, share))
                          for share in (high, high + 0.02)])
        self.assertGreaterEqual(found, 28)


if __name__ == "__main__":
    unittest.main()
