"""Another cell, by the same Model: its gradient, a step, its file, and who refuses it."""
import runpy
import tempfile
import unittest
from pathlib import Path
from random import Random

from tests.helpers import EXAMPLES, Case, need_examples, numerical_gradient, random_example

from rnn_pure import DataError, Model
from rnn_pure.inside.way_back import double_loop
from rnn_pure.programs.teaching import QUICK, lesson, teach
from rnn_pure.proof import prove
from rnn_pure.proof.counterexample import find_wrong
from rnn_pure.tasks.adding import Reading, adder


class AnotherCell(Case):
    @classmethod
    def setUpClass(cls):
        need_examples()
        cls.GRU = runpy.run_path(str(EXAMPLES / "gru.py"))["GRU"]

    def test_its_gradient_is_the_measured_slope(self):
        rng = Random(5)
        for T, one_hot in ((1, False), (4, False), (3, True)):
            model = self.GRU(3, 4, seed=T)
            x, y = random_example(rng, T, 3, one_hot)
            found = model.bptt(x, y)
            for name, dM in zip(model.shapes(), found):
                slopes = numerical_gradient(lambda: T * model.calculate_loss(x, y),
                                            getattr(model, name))
                self.assertNear(dM, slopes, 1e-8)

    def test_it_learns_as_every_model_does(self):
        model = self.GRU(2, 5, seed=1)
        X, Y = Reading().examples(40, columns=5, noise=0.0, seed=1)
        before = model.calculate_total_loss(X, Y)
        model.train(X, Y, 0.1, 3, None)
        self.assertLess(teach(model, X, Y, QUICK).calculate_total_loss(X, Y), 0.95 * before)

    def test_its_file(self):
        model = self.GRU(2, 3, seed=2)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "gru.model"
            model.save(path)
            self.assertEqual(self.GRU.load(path).weights(), model.weights())
            with self.assertRaisesRegex(DataError, "a saved Model must be a dict of U, W, V"):
                Model.load(path)
            Model(2, 3).save(path)
            with self.assertRaisesRegex(DataError, "a saved GRU must be a dict of Uz, Wz"):
                self.GRU.load(path)

    def test_who_takes_a_cell_apart_refuses_it(self):
        model = self.GRU(2, 3, seed=2)
        for ask in (lambda: prove(model), lambda: find_wrong(model, adder()),
                    lambda: double_loop(model, [[0.0, 1.0]], [1]), lambda: lesson(model, adder())):
            with self.assertRaisesRegex(ValueError, "model must have the plain cell, RNNLayer"):
                ask()


if __name__ == "__main__":
    unittest.main()
