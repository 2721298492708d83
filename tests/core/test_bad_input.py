"""Bad input to every public function: the right exception, argument and value named, no change."""
import unittest
from array import array

from tests.helpers import Case, quiet

from rnn_pure import (Model, all_pairs, answer_sum, best_predictions, digits2int, encode,
                      generate_data, int2bits, int2digits, load_data, loss_limit, loss_limit_on,
                      perplexity, predict_all, save_data, score)

NAN, INF = float("nan"), float("inf")
X, Y = [[[0.0, 1.0], [1.0, 1.0]]], [[1, 0]]
x, y = X[0], Y[0]
GOOD = Model(2, 3, seed=1)


def train(*arguments, **options):
    return GOOD.train(*(arguments or (X, Y)), **options)


def with_weights(**weights):
    model = Model(2, 3, seed=1)
    model.__dict__.update(weights)
    return model


# What to call, the exception, and what its sentence must contain: the argument's name, what came.
CASES = [
    (lambda: Model(word_dim=0), ValueError, "word_dim", "got 0"),
    (lambda: Model(word_dim="2"), TypeError, "word_dim", "'2'"),
    (lambda: Model(word_dim=2.0), TypeError, "word_dim", "2.0"),
    (lambda: Model(word_dim=True), TypeError, "word_dim", "True"),
    (lambda: Model(hidden_dim=0), ValueError, "hidden_dim", "got 0"),
    (lambda: Model(word_dim=10 ** 9), ValueError, "word_dim", "1000000000"),
    (lambda: Model(hidden_dim=10 ** 30), ValueError, "word_dim and hidden_dim",
     "an integer of 100 bits"),
    (lambda: Model(hidden_dim=-16), ValueError, "hidden_dim", "-16"),
    (lambda: Model(hidden_dim=None), TypeError, "hidden_dim", "None"),
    (lambda: Model(hidden_dim=[16]), TypeError, "hidden_dim", "a list of 1"),
    (lambda: Model(bptt_truncate=-1), ValueError, "bptt_truncate", "-1"),
    (lambda: Model(bptt_truncate=1.5), TypeError, "bptt_truncate", "1.5"),
    (lambda: Model(bptt_truncate=False), TypeError, "bptt_truncate", "False"),
    (lambda: Model(seed="zero"), TypeError, "seed", "'zero'"),
    (lambda: Model(seed=0.5), TypeError, "seed", "0.5"),
    (lambda: Model(seed=-1), ValueError, "seed", "-1"),
    (lambda: Model(word_dim=array("d", [1.0])), TypeError, "word_dim",
     "tolist() makes a plain one"),
    # x, in every method that takes it
    *[case for name, method in (
        ("forward_propagation", GOOD.forward_propagation), ("predict", GOOD.predict),
        ("calculate_loss", lambda bad: GOOD.calculate_loss(bad, y)),
        ("bptt", lambda bad: GOOD.bptt(bad, y)),
        ("sgd_step", lambda bad: GOOD.sgd_step(bad, y, 0.1)))
      for case in (
        (lambda m=method: m([]), ValueError, "x", "a list of 0"),
        (lambda m=method: m(None), TypeError, "x", "None"),
        (lambda m=method: m(3), TypeError, "x", "got 3"),
        (lambda m=method: m("01"), TypeError, "x", "'01'"),
        (lambda m=method: m(array("d", [0.0, 1.0])), TypeError, "x", "tolist() makes a plain one"),
        (lambda m=method: m([array("d", [0.0, 1.0])]), TypeError, "x[0]",
         "tolist() makes a plain one"),
        (lambda m=method: m(range(2)), TypeError, "x", "list() makes a list of it"),
        (lambda m=method: m([[0.0, 1.0], [1.0]]), ValueError, "x[1]", "a list of 1"),
        (lambda m=method: m([[0.0, 1.0, 2.0]] * 2), ValueError, "x[0]", "a list of 3"),
        (lambda m=method: m([[0.0, NAN], [0.0, 1.0]]), ValueError, "x[0][1]", "nan"),
        (lambda m=method: m([[0.0, 1.0], [INF, 1.0]]), ValueError, "x[1][0]", "inf"),
        (lambda m=method: m([[0.0, "1"], [0.0, 1.0]]), TypeError, "x[0][1]", "'1'"),
        (lambda m=method: m([[0.0, True], [0.0, 1.0]]), TypeError, "x[0][1]", "True"),
        (lambda m=method: m([[0.0, 10 ** 400], [0.0, 1.0]]), ValueError, "x[0][1]",
         "an integer of 1329 bits"),
        (lambda m=method: m([[0.0, 1.0], None]), TypeError, "x[1]", "None"),
        (lambda m=method: m([0, 2]), ValueError, "x[1]", "got 2"),
        (lambda m=method: m([0, -1]), ValueError, "x[1]", "-1"),
        (lambda m=method: m([0, [0.0, 1.0]]), TypeError, "x[1]", "a list of 2"),
        (lambda m=method: m([[0.0, 1.0], 0]), TypeError, "x[1]", "got 0"),
        (lambda m=method: m([True, False]), TypeError, "x[0]", "True"),
      )],
    # y
    *[case for method in (GOOD.calculate_loss, GOOD.bptt, lambda a, b: GOOD.sgd_step(a, b, 0.1))
      for case in (
        (lambda m=method: m(x, [1]), ValueError, "y", "a list of 1"),
        (lambda m=method: m(x, []), ValueError, "y", "a list of 0"),
        (lambda m=method: m(x, [1, 2]), ValueError, "y[1]", "got 2"),
        (lambda m=method: m(x, [-1, 0]), ValueError, "y[0]", "-1"),
        (lambda m=method: m(x, [1, 0.0]), TypeError, "y[1]", "0.0"),
        (lambda m=method: m(x, [1, True]), TypeError, "y[1]", "True"),
        (lambda m=method: m(x, None), TypeError, "y", "None"),
      )],
    (lambda: GOOD.forward_propagation(x, [0.0]), ValueError, "prev_s", "a list of 1"),
    (lambda: GOOD.forward_propagation(x, [0.0, NAN, 0.0]), ValueError, "prev_s[1]", "nan"),
    (lambda: GOOD.forward_propagation(x, 0.0), TypeError, "prev_s", "0.0"),
    # training
    (lambda: GOOD.sgd_step(x, y, 0), ValueError, "learning_rate", "got 0"),
    (lambda: GOOD.sgd_step(x, y, NAN), ValueError, "learning_rate", "nan"),
    (lambda: GOOD.sgd_step(x, y, "0.1"), TypeError, "learning_rate", "'0.1'"),
    (lambda: GOOD.sgd_step(x, y, 0.1, 0.0), ValueError, "max_norm", "0.0"),
    (lambda: train([], []), ValueError, "X", "a list of 0"),
    (lambda: train(X, []), ValueError, "Y", "a list of 0"),
    (lambda: train(X, None), TypeError, "Y", "None"),
    (lambda: train(X * 9 + [[[0.0]]], Y * 10), ValueError, "X[9][0]", "a list of 1"),
    (lambda: train(X * 10, Y * 9 + [[0]]), ValueError, "Y[9]", "a list of 1"),
    (lambda: train(X * 10, Y * 9 + [[0, 5]]), ValueError, "Y[9][1]", "got 5"),
    (lambda: train(learning_rate=-0.1), ValueError, "learning_rate", "-0.1"),
    (lambda: train(learning_rate=INF), ValueError, "learning_rate", "inf"),
    (lambda: train(learning_rate=None), TypeError, "learning_rate", "None"),
    (lambda: train(nepoch=-1), ValueError, "nepoch", "-1"),
    (lambda: train(nepoch=1.0), TypeError, "nepoch", "1.0"),
    (lambda: train(evaluate_loss_after=0), ValueError, "evaluate_loss_after", "got 0"),
    (lambda: train(evaluate_loss_after="1"), TypeError, "evaluate_loss_after", "'1'"),
    (lambda: train(on_step=1), TypeError, "on_step", "got 1"),
    (lambda: train(on_loss=[]), TypeError, "on_loss", "a list of 0"),
    (lambda: GOOD.calculate_total_loss(X, Y * 2), ValueError, "Y", "a list of 2"),
    (lambda: GOOD.calculate_total_loss([], []), ValueError, "X", "a list of 0"),
    (lambda: with_weights(U=[[1.0, 2.0]]).train(X, Y), ValueError, "U", "a list of 1"),
    # weights of arrays, the same in every method
    *[(lambda call=call, U=U: call(with_weights(U=U)), TypeError, name,
       "tolist() makes a plain one")
      for call in (lambda model: model.predict(x), lambda model: model.calculate_loss(x, y),
                   lambda model: model.bptt(x, y), lambda model: model.sgd_step(x, y, 0.1),
                   lambda model: model.train(X, Y), lambda model: model.save("nowhere/a.model"))
      for U, name in ((array("d", [1.0]), "U"), ([array("d", [1.0, 2.0])] * 3, "U[0]"))],
    (lambda: with_weights(W=[[1.0, 2.0, 3.0]] * 2 + [[1.0]]).train(X, Y), ValueError, "W[2]",
     "a list of 1"),
    (lambda: with_weights(V=[[1.0, 2.0, NAN]] * 2).train(X, Y), ValueError, "V[0][2]", "nan"),
    (lambda: with_weights(W=[[1.0, 2.0, 3e15]] * 3).train(X, Y), ValueError, "W[0][2]",
     "3000000000000000.0"),
    (lambda: with_weights(V=None).save("no such folder/nowhere"), TypeError, "V", "None"),
    (lambda: GOOD.save(None), TypeError, "path", "None"),
    (lambda: GOOD.save(""), ValueError, "path", "''"),
    (lambda: Model.load(5), TypeError, "path", "got 5"),
    (lambda: load_data(b"file"), TypeError, "path", "b'file'"),
    *[(lambda name=name: Model.load(name), ValueError, "path", ascii(name))
      for name in (".", "./", "/", "..", "a/..", "a\0b")],
    # the data set
    (lambda: int2bits(256), ValueError, "n", "got 256"),
    (lambda: int2bits(-1), ValueError, "n", "-1"),
    (lambda: int2bits(1.0), TypeError, "n", "1.0"),
    (lambda: int2bits(3, 0), ValueError, "width", "got 0"),
    (lambda: int2bits(3, 10 ** 12), ValueError, "width", "1000000000000"),
    (lambda: int2digits(10 ** 5, 5), ValueError, "n", "100000"),
    (lambda: int2digits(1, 5, 1), ValueError, "base", "got 1"),
    (lambda: digits2int([0, 10]), ValueError, "digits[1]", "got 10"),
    (lambda: digits2int([]), ValueError, "digits", "a list of 0"),
    (lambda: digits2int(5), TypeError, "digits", "got 5"),
    (lambda: digits2int([1], "10"), TypeError, "base", "'10'"),
    (lambda: all_pairs(1), ValueError, "bits", "got 1"),
    (lambda: all_pairs(40), ValueError, "bits", "got 40"),
    (lambda: generate_data(0), ValueError, "training_num", "got 0"),
    (lambda: generate_data(10, -5), ValueError, "testing_num", "-5"),
    (lambda: generate_data(10, 5, 1), ValueError, "bits", "got 1"),
    (lambda: generate_data(10, 5, 8.0), TypeError, "bits", "8.0"),
    (lambda: generate_data(10, 5, 8, "x"), TypeError, "seed", "'x'"),
    (lambda: generate_data(10, 5, 8, -3), ValueError, "seed", "-3"),
    (lambda: answer_sum(GOOD, "3", 5), TypeError, "a", "'3'"),
    (lambda: answer_sum(GOOD, 3, -5), ValueError, "b", "-5"),
    (lambda: answer_sum(GOOD, 3, 5.0), TypeError, "b", "5.0"),
    (lambda: encode([]), ValueError, "samples", "a list of 0"),
    (lambda: encode("abc"), TypeError, "samples", "'abc'"),
    (lambda: encode([[1, 2]]), ValueError, "samples[0]", "a list of 2"),
    (lambda: encode([[1, 2, 3], [1, 2, 4]]), ValueError, "samples[1]", "[1, 2, 4]"),
    (lambda: encode([[200, 100, 300]]), ValueError, "samples[0][2]", "300"),
    (lambda: encode([[-1, 2, 1]]), ValueError, "samples[0][0]", "-1"),
    (lambda: encode([[1.0, 2, 3]]), TypeError, "samples[0][0]", "1.0"),
    (lambda: encode([[1, 2, 3]], 0), ValueError, "bits", "got 0"),
    (lambda: encode([[1, 2, 3]], 10 ** 12), ValueError, "bits", "1000000000000"),
    (lambda: encode([[1, 2, 3]], is_reverse="no"), TypeError, "is_reverse", "'no'"),
    (lambda: encode([[1, 2, 3]], counts=1), TypeError, "counts", "got 1"),
    (lambda: encode([[1, 2, 3]], base=1), ValueError, "base", "got 1"),
    (lambda: encode([[1, 2, 3]], base=10), ValueError, "counts", "False"),
    (lambda: save_data([[1, 2, 4]], "no such folder/nowhere"), ValueError, "samples[0]",
     "[1, 2, 4]"),
    (lambda: save_data({0: [1]}, "no such folder/nowhere"), ValueError, "int2bits[0]",
     "a list of 1"),
    (lambda: save_data({}, "no such folder/nowhere"), TypeError, "int2bits[0]", "None"),
    (lambda: save_data({0: [False]}, "no such folder/nowhere"), TypeError, "int2bits[0][0]",
     "False"),
    (lambda: save_data(7, "no such folder/nowhere"), TypeError, "samples", "got 7"),
    # metrics
    (lambda: score([], []), ValueError, "Y", "a list of 0"),
    (lambda: score([[1]], [[1], [0]]), ValueError, "predictions", "a list of 1"),
    (lambda: score([[1]], [[1, 0]]), ValueError, "predictions[0]", "a list of 1"),
    (lambda: score([[1.0]], [[1]]), TypeError, "predictions[0][0]", "1.0"),
    (lambda: score([[1]], [["1"]]), TypeError, "Y[0][0]", "'1'"),
    (lambda: score([[1]], [5]), TypeError, "Y[0]", "got 5"),
    (lambda: score([[-1]], [[1]]), ValueError, "predictions[0][0]", "-1"),
    (lambda: score(None, [[1]]), TypeError, "predictions", "None"),
    (lambda: loss_limit(1), ValueError, "bits", "got 1"),
    (lambda: loss_limit("8"), TypeError, "bits", "'8'"),
    (lambda: loss_limit(8, None), TypeError, "is_reverse", "None"),
    (lambda: loss_limit(8, True, 0.5), TypeError, "bias", "0.5"),
    (lambda: perplexity("1"), TypeError, "loss", "'1'"),
    (lambda: perplexity(NAN), ValueError, "loss", "nan"),
    (lambda: loss_limit_on([[[0.0, 1.0]]], [[1]], 1), TypeError, "bias", "got 1"),
    (lambda: loss_limit_on([], []), ValueError, "X", "a list of 0"),
    (lambda: loss_limit_on([[[0.0, 1.0]]], [[2]]), ValueError, "Y[0][0]", "got 2"),
    (lambda: loss_limit_on([[0, 1]], [[0, 1]]), TypeError, "X[0][0]", "got 0"),
    (lambda: best_predictions([[[0.0, NAN]]], [[1]]), ValueError, "X[0][0][1]", "nan"),
    (lambda: predict_all(GOOD, [[[1.0]]]), ValueError, "X[0][0]", "a list of 1"),
    (lambda: predict_all(None, X), TypeError, "model", "None"),
    (lambda: predict_all(GOOD, None), TypeError, "X", "None"),
    (lambda: predict_all(GOOD, []), ValueError, "X", "a list of 0"),
    (lambda: predict_all(GOOD, [[2]]), ValueError, "X[0][0]", "got 2"),
]


class BadInput(Case):
    def test_every_case(self):
        self.assertGreaterEqual(len(CASES), 100)
        before = repr((GOOD.U, GOOD.W, GOOD.V))
        for number, (call, kind, name, value) in enumerate(CASES):
            with self.subTest(number=number, name=name, value=value), quiet():
                with self.assertRaises(kind) as caught:
                    call()
                sentence = str(caught.exception)
                self.assertIs(type(caught.exception), kind, sentence)
                self.assertTrue(sentence.startswith(name + " "), sentence)
                self.assertIn(value, sentence)
                self.assertLess(len(sentence), 200)
        self.assertEqual(repr((GOOD.U, GOOD.W, GOOD.V)), before)


if __name__ == "__main__":
    unittest.main()
