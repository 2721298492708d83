"""examples/one_file.py on twenty seeds, and against networks that are wrong.

python -m unittest tests.long_one_file (some minutes on PyPy).
"""
import contextlib
import io
import unittest
from random import Random

from tests.examples.test_one_file import checked, one_file
from tests.proof.test_certificate import by_hand
from tests.proof.test_search import FAILS_AT

from rnn_pure import Model
from rnn_pure.programs.teaching import network
from rnn_pure.proof.counterexample import find_wrong
from rnn_pure.tasks.adding import adder


def weights(model):
    return model.U, model.W, model.V


class LongOneFile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.one = one_file()
        cls.trained = {}

    def train(self, seed, examples=6000, units=8):
        name = seed, examples, units
        if name not in self.trained:
            with contextlib.redirect_stdout(io.StringIO()):
                self.trained[name] = self.one.train(*name)
        return self.trained[name]

    def wrong(self, U, W, V, beam=0):
        """Whether a wrong sum of the network is known."""
        for i in range(40):
            columns, answers = self.one.draw_sum(100, i % 2, Random(i))
            if self.one.answers_of(U, W, V, columns) != answers:
                return True
        if not beam:
            return False
        model = Model(2, len(W))
        model.U, model.W, model.V = U, W, V
        return bool(find_wrong(model, adder(), beam))

    def mixture(self, one, other, share):
        return [[[(1.0 - share) * a + share * b for a, b in zip(*rows)] for rows in zip(*pair)]
                for pair in zip(one, other)]

    def test_twenty_seeds_are_proved_and_ten_by_the_package_too(self):
        for seed in range(20):
            with self.subTest(seed=seed):
                network = self.train(seed)
                proof = self.one.prove(*network)
                self.assertIsNotNone(proof)
                if seed < 10:
                    self.assertGreater(checked(network, proof).least_margin, 0.0)

    def test_no_wrong_network_is_proved(self):
        networks = [weights(by_hand(FAILS_AT[columns])) for columns in sorted(FAILS_AT)]
        networks += [self.train(seed, examples) for seed in range(6) for examples in (100, 600)]
        found = 0
        for network in networks:
            if self.wrong(*network, beam=100):
                found += 1
                self.assertIsNone(self.one.prove(*network))
        self.assertGreaterEqual(found, 12)

    def test_no_mixture_just_wrong_is_proved(self):
        """Between a network that is proved and one that is not, as near as we can to where it turns
        wrong, on the wrong side; and a little further."""
        found = 0
        for seed in range(10):
            right, other = self.train(seed), self.train(seed + 20, 0)
            low, high = 0.0, 1.0
            for _ in range(7):
                middle = 0.5 * (low + high)
                if self.wrong(*self.mixture(right, other, middle)):
                    high = middle
                else:
                    low = middle
            for share in (high, high + 0.02):
                network = self.mixture(right, other, share)
                if self.wrong(*network):
                    found += 1
                    self.assertIsNone(self.one.prove(*network))
        self.assertGreaterEqual(found, 18)


if __name__ == "__main__":
    unittest.main()
