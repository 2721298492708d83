"""The language model: its perplexity is what its probabilities say, and its samples follow them."""
import math
import unittest
from collections import Counter
from random import Random

from tests.helpers import Case

from rnn_pure import Model, Softmax, perplexity
from rnn_pure.tasks import language


class LanguageModel(Case):
    def test_perplexity_is_what_the_probabilities_say(self):
        model, rng = Model(5, 6, seed=1), Random(1)
        text = [rng.randrange(5) for _ in range(257)]
        product, s = 0.0, [0.0] * 6         # directly from the equations, in one long loop
        for n, (x, y) in enumerate(zip(text, text[1:]), 1):
            s = [math.tanh(model.U[h][x] + sum(w * v for w, v in zip(model.W[h], s)))
                 for h in range(6)]
            exps = [math.exp(sum(v * n for v, n in zip(row, s))) for row in model.V]
            product += math.log(exps[y] / sum(exps))
            if n in (1, 99, 100, 101, 200, 256):
                self.assertAlmostEqual(perplexity(language.loss_of(model, text[:n + 1])),
                                       math.exp(-product / n),
                                       delta=1e-9)

    def test_counting(self):
        train, test = [0, 1, 0, 1, 0, 2, 0, 1], [0, 1, 0, 2]
        # After 0 (4 times) come 1, 1, 2, 1; after 1 (twice before the end) comes 0, twice.
        def bigram(extra):
            ps = [(3 + extra) / (4 + 3 * extra), (2 + extra) / (2 + 3 * extra),
                  (1 + extra) / (4 + 3 * extra)]
            return -sum(map(math.log, ps)) / 3

        def unigram(extra):
            ps = [(n + extra) / (8 + 3 * extra) for n in (3, 4, 1)]
            return -sum(map(math.log, ps)) / 3

        self.assertAlmostEqual(language.counting_loss(train, test, 2, 3),
                               min(map(bigram, (1.0, 0.1, 0.01))))
        self.assertAlmostEqual(language.counting_loss(train, test, 1, 3),
                               min(map(unigram, (1.0, 0.1, 0.01))))

    def test_words(self):
        text = "To be, or not to be:\nthat is the question.\n"
        tokens = language.split(text, True)
        self.assertEqual(tokens[:7], ["To", "be", ",", "or", "not", "to", "be"])
        self.assertEqual(language.join(tokens, True), text)
        self.assertEqual(language.join(language.split(text, False), False), text)
        self.assertEqual(max(map(len, language.split("x" * 250, True))), 100)

    def test_a_vocabulary(self):
        tokens = list("aabbbcdd")
        self.assertEqual(language.vocabulary(tokens, 4), list("abcd"))
        few = language.vocabulary(tokens, 3)
        self.assertEqual(few, [language.UNKNOWN, "a", "b"])     # of equals, the one that came first
        self.assertEqual(language.encode(tokens, few), [1, 1, 2, 2, 2, 0, 0, 0])
        self.assertEqual(language.encode(tokens, "ad"), [0, 0, 1, 1])       # others are left out

    def test_samples_follow_the_probabilities(self):
        # A chi-square on the first character after a prompt: 4 degrees of freedom, 18.5 is passed
        # once in 1,000 times.
        model, rng, n = Model(5, 6, seed=2), Random(3), 1500
        model.V = [[8 * v for v in row] for row in model.V]
        for temperature in (1.0, 0.5):
            logits = model.forward_propagation([1, 3])[-1].mulv
            probs = Softmax().predict([v / temperature for v in logits])
            counts = Counter(language.sample(model, [1, 3], 1, temperature, rng)[0]
                             for _ in range(n))
            chi_square = sum((counts[i] - n * p) ** 2 / (n * p) for i, p in enumerate(probs))
            self.assertLess(chi_square, 18.5)
            self.assertGreater(max(probs) - min(probs), 0.1)

    def test_state_is_carried_along_in_sampling(self):
        # At a tiny temperature sampling is greedy, so each character is predict()'s for all that
        # came before.
        model = Model(5, 6, seed=4)
        for tiny in (1e-6, 5e-324):
            text = [2]
            for code in language.sample(model, [2], 30, tiny, Random(5)):
                self.assertEqual(code, model.predict(text)[-1])
                text.append(code)


if __name__ == "__main__":
    unittest.main()
