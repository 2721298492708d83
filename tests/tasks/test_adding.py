"""Sums, digits and columns."""
import pickle
import tempfile
import unittest
from pathlib import Path
from random import Random

from tests.helpers import Case

from rnn_pure import (Model, all_pairs, digits2int, encode, generate_data, int2bits, int2digits,
                      load_data, save_data)
from rnn_pure.tasks.adding import Reading, adder, answer_sum

# How Python 2 wrote [[75, 23, 98], [3, 4, 7]], with one long integer.
PYTHON_2 = b"(lp0\n(lp1\nL75L\naI23\naL98L\naa(lp2\nI3\naI4\naI7\naa."


class Digits(Case):
    def test_bits(self):
        self.assertEqual(int2bits(3), [0, 0, 0, 0, 0, 0, 1, 1])
        self.assertEqual(int2bits(5, 3), [1, 0, 1])
        for n in range(256):
            self.assertEqual("".join(map(str, int2bits(n))), f"{n:08b}")

    def test_digits_and_back_in_every_base(self):
        rng = Random(1)
        for base in range(2, 37):
            for width in (1, 3, 40):
                n = rng.randrange(base ** width)
                digits = int2digits(n, width, base)
                self.assertEqual(len(digits), width)
                self.assertEqual(digits2int(digits, base), n)
        self.assertEqual(int2digits(90, 3), [0, 9, 0])


class Data(Case):
    def test_generated_sums(self):
        training, testing = generate_data(3000, 200, seed=1)
        self.assertEqual((len(training), len(testing)), (3000, 200))
        for a, b, c in training + testing:
            self.assertTrue(0 <= a < 128 and 0 <= b < 128 and a + b == c)
        self.assertEqual(max(a for a, _, _ in training), 127)
        self.assertEqual(min(b for _, b, _ in training), 0)
        self.assertEqual(generate_data(3000, 200, seed=1), (training, testing))
        self.assertNotEqual(generate_data(3000, 200, seed=2), (training, testing))

    def test_no_test_pair_is_trained_on(self):
        for bits, testing_num in ((8, 1000), (3, 1000), (2, 1), (16, 100)):
            training, testing = generate_data(2000, testing_num, bits, seed=3)
            self.assertEqual(len(testing), testing_num)
            self.assertFalse({(a, b) for a, b, _ in training} & {(a, b) for a, b, _ in testing})

    def test_all_pairs(self):
        self.assertEqual(all_pairs(2), [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 2]])
        self.assertEqual(len(all_pairs()), 16384)


class Encoding(Case):
    def test_both_orders(self):
        X, Y = encode([[6, 3, 9]], bits=4)
        self.assertEqual(X, [[[0.0, 1.0], [1.0, 1.0], [1.0, 0.0], [0.0, 0.0]]])
        self.assertEqual(Y, [[1, 0, 0, 1]])
        X_natural, Y_natural = encode([[6, 3, 9]], bits=4, is_reverse=False)
        self.assertEqual((X_natural[0], Y_natural[0]), (X[0][::-1], Y[0][::-1]))

    def test_counts(self):
        X, Y = encode([[6, 3, 9]], bits=4, counts=True)
        self.assertEqual(X, [[[1.0, 1.0], [0.0, 2.0], [1.0, 1.0], [2.0, 0.0]]])
        X, Y = encode([[17, 25, 42]], bits=2, counts=True, base=10)
        self.assertEqual(Y, [[2, 4]])
        self.assertEqual(X[0][0], [0, 0, 0, 0, 0, 1.0, 0, 1.0, 0, 0])
        self.assertEqual(X[0][1], [0, 1.0, 1.0, 0, 0, 0, 0, 0, 0, 0])

    def test_columns_and_answers_give_the_sum_back_in_every_base(self):
        rng = Random(4)
        for base in range(2, 37):
            a, b = rng.randrange(base ** 5), rng.randrange(base ** 5)
            for is_reverse in (True, False):
                X, Y = encode([[a, b, a + b]], 6, is_reverse, counts=True, base=base)
                order = -1 if is_reverse else 1
                self.assertEqual(digits2int(Y[0][::order], base), a + b)
                columns = [sum(digit * count for digit, count in enumerate(x_t))
                           for x_t in X[0]][::order]
                total = 0
                for column in columns:
                    total = total * base + int(column)
                self.assertEqual(total, a + b)

    def test_the_answers_of_a_network_make_the_number_that_they_write(self):
        """The network says the first bit of each column, so its answer to a + b is a.

        No answer is a palindrome.
        """
        model = Model(2, 1, seed=1)
        model.U, model.W, model.V = [[1.0, 0.0]], [[0.0]], [[-1.0], [1.0]]
        for a in (1, 6, 11, 300, 2 ** 70 + 4):
            self.assertEqual(answer_sum(model, a, 9), a)

    def test_examples_are_sums_with_noise_on_what_is_read_alone(self):
        X, Y = Reading().examples(40, columns=12, noise=0.01, seed=5)
        for x, y in zip(X, Y):
            a, b = [sum(int(round(x_t[i])) << t for t, x_t in enumerate(x)) for i in (0, 1)]
            self.assertEqual(sum(bit << t for t, bit in enumerate(y)), (a + b) % 2 ** 12)
        off = [v - round(v) for x in X for x_t in x for v in x_t]
        self.assertTrue(0.0 < max(map(abs, off)) < 0.06)
        self.assertAlmostEqual((sum(v * v for v in off) / len(off)) ** 0.5, 0.01, delta=0.001)
        self.assertEqual(Reading().examples(3, seed=5), Reading().examples(3, seed=5))
        natural, answers = Reading(False).examples(3, seed=5)
        X, Y = Reading().examples(3, seed=5)
        self.assertEqual((natural, answers), ([x[::-1] for x in X], [y[::-1] for y in Y]))

    def test_runs_last(self):
        def longest(columns):
            best = run = 1
            for before, after in zip(columns, columns[1:]):
                run = run + 1 if before == after else 1
                best = max(best, run)
            return best

        rng = Random(7)
        lengths = {runs: [longest(adder().draw(20, runs, rng)) for _ in range(200)]
                   for runs in (False, True)}
        self.assertEqual(sum([n >= 8 for n in lengths[False]]), 0)
        self.assertGreater(sum([n >= 12 for n in lengths[True]]), 100)
        self.assertEqual(len(adder().draw(7, True, rng)), 7)

    def test_inputs_are_not_shared(self):
        X, _ = encode([[0, 0, 0], [0, 0, 0]], bits=2)
        X[0][0][0] = 7.0
        self.assertEqual(X[1], [[0.0, 0.0], [0.0, 0.0]])
        self.assertEqual(X[0][1], [0.0, 0.0])


class Files(Case):
    def test_round_trip_in_protocol_0(self):
        samples = generate_data(50, 5, seed=5)[0]
        table = {n: int2bits(n) for n in range(256)}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "data.txt"
            for value in (samples, table):
                save_data(value, path)
                self.assertEqual(load_data(path), value)
                self.assertEqual(path.read_bytes(), pickle.dumps(value, 0))
                self.assertEqual([entry.name for entry in Path(folder).iterdir()], ["data.txt"])

    def test_reads_what_python_2_wrote(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "cal_training.txt"
            path.write_bytes(PYTHON_2)
            self.assertEqual(load_data(str(path)), [[75, 23, 98], [3, 4, 7]])

    def test_reads_every_protocol(self):
        samples = [[1, 2, 3], [100, 27, 127], (5, 6, 11)]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "data"
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                path.write_bytes(pickle.dumps(samples, protocol))
                self.assertEqual(load_data(path), list(map(list, samples)))


if __name__ == "__main__":
    unittest.main()
