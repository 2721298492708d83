"""What the numbers mean: closed forms against counting, counting against an independent optimum."""
import math
import unittest
from random import Random

from tests.helpers import Case, quiet

from rnn_pure import (Model, all_pairs, best_predictions, encode, loss_limit, loss_limit_on,
                      perplexity, predict_all, score)


class Scoring(Case):
    def test_the_three_measures_by_hand(self):
        Y = [[0, 1, 1], [1, 0, 0], [1, 1, 0], [0, 0, 0]]
        predictions = [[0, 1, 1],       # right
                       [0, 0, 0],       # a missed 1, which the article's measure does not see
                       [1, 0, 1],       # two errors that cancel in its sum
                       [0, 1, 0]]       # a 0 taken for 1: the only one that it counts
        scores = score(predictions, Y)
        self.assertEqual(scores, (4, 1, 12, 8, 3))
        self.assertEqual((scores.exact_share, scores.article_share), (25.0, 75.0))
        self.assertAlmostEqual(scores.digits_share, 100 * 8 / 12)

    def test_what_is_no_list_is_named(self):
        for Y, predictions, name in ((None, [[0]], "Y"), ([[0]], None, "predictions"),
                                     ([[0, 1]], [[0]], r"predictions\[0\]")):
            with self.assertRaisesRegex((TypeError, ValueError), f"^{name} must be a list"):
                score(predictions, Y)

    def test_always_0_satisfies_the_articles_measure(self):
        _, Y = encode(all_pairs(4), 4)
        self.assertEqual(score([[0] * 4] * len(Y), Y).article_share, 100.0)

    def test_perplexity(self):
        self.assertAlmostEqual(perplexity(math.log(2)), 2.0)
        self.assertEqual(perplexity(0.0), 1.0)
        self.assertEqual(perplexity(1e10), float("inf"))


class PredictAll(Case):
    def test_is_predict_for_each(self):
        rng, model = Random(1), Model(3, 5, seed=2)
        dense = [[[float(rng.randrange(2)) for _ in range(3)] for _ in range(rng.randrange(1, 6))]
                 for _ in range(60)]
        indices = [[rng.randrange(3) for _ in range(rng.randrange(1, 6))] for _ in range(60)]
        for X in (dense, indices):
            self.assertEqual(predict_all(model, X), [model.predict(x) for x in X])


class Limits(Case):
    def test_closed_forms_are_the_count_over_all_pairs(self):
        for bits in (2, 3, 4, 6):
            for is_reverse in (True, False):
                X, Y = encode(all_pairs(bits), bits, is_reverse)
                for bias in (False, True):
                    with self.subTest(bits=bits, is_reverse=is_reverse, bias=bias):
                        self.assertAlmostEqual(loss_limit(bits, is_reverse, bias),
                                               loss_limit_on(X, Y, bias), delta=1e-12)

    def test_the_numbers_that_readme_names(self):
        self.assertAlmostEqual(loss_limit(), 0.028885, delta=5e-7)
        self.assertAlmostEqual(loss_limit(is_reverse=False), 0.584933, delta=5e-7)
        self.assertAlmostEqual(loss_limit(is_reverse=False, bias=True), 0.584901, delta=5e-7)
        self.assertEqual(loss_limit(bias=True), 0.0)

    def test_least_significant_first_it_is_the_leading_zero_columns(self):
        # 8, 2, 0 and 1 leading all-zero columns
        samples = [[0, 0, 0], [8, 4, 12], [1, 0, 1], [0, 2, 2]]
        X, Y = encode(samples)
        self.assertAlmostEqual(loss_limit_on(X, Y), math.log(2) / 8 * (8 + 2 + 0 + 1) / 4,
                               delta=1e-15)

    def test_silence_costs_ln_word_dim(self):
        self.assertAlmostEqual(loss_limit_on([[[0.0, 0.0, 0.0], [1.0, 0.0, 0.0]]], [[2, 1]]),
                               math.log(3) / 2,
                               delta=1e-15)

    def test_counts_have_no_floor(self):
        self.assertEqual(loss_limit_on(*encode(all_pairs(5), 5, counts=True)), 0.0)

    def test_an_independent_optimum(self):
        # Without counting anything: a table with a free probability for every beginning, fitted by
        # descent on the loss itself, ends at the limit (with a bias: nothing holds its entries for
        # zero beginnings).
        X, Y = encode(all_pairs(4), 4, is_reverse=False)
        logits = {}

        def sweep(rate):
            slopes, loss = {}, 0.0
            for x, y in zip(X, Y):
                for t, y_t in enumerate(y):
                    beginning = str(x[:t + 1])
                    p = 1 / (1 + math.exp(-logits.setdefault(beginning, 0.0)))
                    loss -= math.log(p if y_t else 1 - p)
                    slopes.setdefault(beginning, []).append(p - y_t)
            for beginning, values in slopes.items():
                logits[beginning] -= rate * sum(values) / len(values)
            return loss / len(Y) / 4

        for _ in range(60):
            loss = sweep(4.0)
        # Where the answer is certain the fitted loss only creeps down to 0, from above.
        self.assertGreaterEqual(loss, loss_limit(4, is_reverse=False, bias=True))
        self.assertAlmostEqual(loss, loss_limit(4, is_reverse=False, bias=True), delta=0.003)

    def test_no_network_gets_below(self):
        X, Y = encode(all_pairs(3), 3)
        model = Model(2, 8, 2, seed=2)
        with quiet():
            model.train(X, Y, 0.08, 60, None)
        loss, limit = model.calculate_total_loss(X, Y), loss_limit(3)
        self.assertGreater(loss, limit)
        self.assertLess(loss, 1.5 * limit)


class BestPredictor(Case):
    def test_most_significant_first_it_assumes_no_carry(self):
        X, Y = encode(all_pairs(5), 5, is_reverse=False)
        _, XOR = encode([[a ^ b, 0, a ^ b] for a, b, _ in all_pairs(5)], 5, is_reverse=False)
        self.assertEqual(best_predictions(X, Y), XOR)

    def test_what_the_best_predictor_scores(self):
        X, Y = encode(all_pairs(6), 6, is_reverse=False)
        scores = score(best_predictions(X, Y), Y)
        self.assertEqual(scores.exact, 3 ** 5)         # (3/4)^5 of 4^5: no column may be (1, 1)
        wrong = sum([(1.0 - 0.5 ** k) / 2.0 for k in range(6)])     # where a carry comes in
        self.assertAlmostEqual(scores.digits_share, 100.0 * (1.0 - wrong / 6), delta=1e-9)
        self.assertEqual(scores.article_right, len(
            [1 for a, b, c in all_pairs(6) if bin(a ^ b).count("1") <= bin(c).count("1")]))

    def test_the_lower_class_of_a_tie(self):
        x = [[0.0, 1.0]]
        self.assertEqual(best_predictions([x, x, x, x], [[1], [0], [0], [1]]), [[0]] * 4)

    def test_least_significant_first_it_adds(self):
        X, Y = encode(all_pairs(5), 5)
        self.assertEqual(best_predictions(X, Y), Y)


if __name__ == "__main__":
    unittest.main()
