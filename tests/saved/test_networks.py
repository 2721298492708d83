"""What a network's file says of it, and which network a program uses."""
import tempfile
import unittest
from pathlib import Path
from random import Random
from unittest import mock

from tests.helpers import Case, quiet

from rnn_pure import DataError, Model, encode
from rnn_pure.inside.hand import hand_network
from rnn_pure.saved import networks, pickles
from rnn_pure.saved.networks import About
from rnn_pure.tasks import adding, language

STATED = About("adding", is_reverse=False, counts=True, examples=7,
               settings=dict(seed=3, rate=0.1, data="x"),
               losses=((0, 0.7), (5, 0.1)), loss=0.05, finished=False)


class Files(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "some.model"

    def test_what_was_saved(self):
        for model, about in ((Model(2, 3, seed=1), STATED),
                             (Model(7, 3, seed=1), About("adding", 7, counts=True)),
                             (Model(3, 2, seed=1), About("language", characters="a\n\u4e2d"))):
            networks.save(model, about, self.path)
            loaded, found = networks.load(self.path)
            self.assertEqual((vars(loaded), found), (vars(model), about))
            self.assertEqual(vars(Model.load(self.path)), vars(model))

    def test_earlier_files_state_nothing(self):
        Model(2, 3, seed=1).save(self.path)
        self.assertEqual(networks.load(self.path)[1], About())
        self.assertIn("does not say", "\n".join(networks.describe(*networks.load(self.path))))
        model = Model(2, 3, seed=1)
        pickles.save(dict(vars(model), characters=[97, 0x4e2d]), self.path)
        self.assertEqual(networks.load(self.path)[1], About("language", characters="a\u4e2d"))
        self.assertEqual(language.load(self.path)[1], "a\u4e2d")
        pickles.save(dict(vars(model), characters=[97]), self.path)
        with self.assertRaisesRegex(DataError, "characters must be a list of 2, got a list of 1"):
            networks.load(self.path)

    def test_a_file_that_states_nonsense(self):
        model = Model(2, 3, seed=1)
        stated = dict(STATED._asdict(), characters=[])
        for name, value, sentence in (
                ("task", "chess", "about.task must be 'adding' or 'language', got 'chess'"),
                ("task", [], "about.task must be 'adding'"),
                ("base", 10, "about.base must be word_dim = 2, got 10"),
                ("base", True, "about.base"),
                ("is_reverse", 1, "about.is_reverse"), ("counts", None, "about.counts"),
                ("finished", "yes", "about.finished"), ("examples", -1, "about.examples"),
                ("settings", [], "about.settings"), ("settings", {"a": []}, "about.settings"),
                ("settings", {1: 1}, "about.settings"), ("losses", 3, "about.losses"),
                ("losses", [[1]], "about.losses"), ("losses", [[0.5, 1.0]], "about.losses"),
                ("losses", [[1, "x"]], "about.losses"), ("loss", "low", "about.loss"),
                ("characters", [97], "characters must be empty"),
                ("more", 1, "about must be a dict of task")):
            with self.subTest(name, value=value):
                pickles.save(dict(vars(model), about=dict(stated, **{name: value})), self.path)
                with self.assertRaisesRegex(DataError, "some.model: .*" + sentence):
                    networks.load(self.path)
        del stated["loss"]
        for about in (stated, [], None):
            pickles.save(dict(vars(model), about=about), self.path)
            with self.assertRaisesRegex(DataError, "about must be a dict"):
                networks.load(self.path)

    def test_what_cannot_be_loaded_is_not_saved(self):
        with self.assertRaisesRegex(ValueError, "about.base must be word_dim = 3"):
            networks.save(Model(3, 2), About("adding"), self.path)
        self.assertFalse(self.path.exists())

    def test_describe(self):
        lines = networks.describe(Model(2, 3),
                                  STATED._replace(settings={f"n{i}": i for i in range(40)}))
        text = " ".join(" ".join(lines).split())
        for words in ("adds in base 2, most significant digit first", "how often each digit occurs",
                      "3 hidden units",
                      "7 examples; not finished", "0.050000", "n7 7, n8 8"):
            self.assertIn(words, text)
        self.assertLessEqual(max(map(len, lines)), 80)
        self.assertIn("3 characters",
                      "".join(networks.describe(Model(3, 2), About("language", characters="abc"))))


class Found(Case):
    """find_network: the file, else the quick one beside it, else a new one."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "some.model"

    def find(self, **order):
        with quiet() as printed:
            model, about = networks.find_network(self.path, **order)
        return vars(model), about, printed.getvalue()

    def test_in_the_file(self):
        model = Model(2, 3, seed=1)
        networks.save(model, STATED, self.path)
        networks.save(Model(2, 3, seed=2), STATED, networks.quick_path(self.path))
        self.assertEqual(self.find(),
                         (vars(model), STATED,
                          f"The network is the one in {self.path}, not finished.\n"))
        model.save(self.path)
        for is_reverse in (True, False):  # a file that states nothing is taken for what is wanted
            self.assertEqual(self.find(is_reverse=is_reverse)[:2],
                             (vars(model), About(is_reverse=is_reverse)))

    def test_the_quick_one(self):
        model, about = Model(2, 3, seed=1), STATED._replace(finished=True)
        networks.save(model, about, self.path.with_name("some_quick.model"))
        weights, found, printed = self.find()
        self.assertEqual((weights, found), (vars(model), about))
        self.assertIn("some_quick.model: 7 examples.", printed)
        self.assertIn("train_reverse.py", printed)

    def test_none(self):
        made = Model(2, 3)
        with mock.patch.object(networks, "quick_network", return_value=made) as quick_network:
            model, about, printed = self.find(is_reverse=False)
        quick_network.assert_called_once_with(False)
        self.assertIs(model, vars(made))
        self.assertEqual((about.task, about.is_reverse), ("adding", False))
        self.assertIn(f"There is no {self.path} yet", printed)

    def test_of_another_task(self):
        for model, about, sentence in (
                (Model(10, 2), About("adding", 10, counts=True),
                 "but it is one that adds in base 10, least"),
                (Model(3, 2), About("language", characters="abc"),
                 "one that guesses the next of 3 characters")):
            networks.save(model, about, self.path)
            with self.assertRaisesRegex(DataError, sentence):
                self.find()


class Taught(Case):
    """That quick_network() adds is what README.md shows first: tests/long_readme.py runs it."""

    def test_it_is_fed_as_it_was_taught(self):
        model, rng = hand_network(), Random(1)
        for _ in range(20):
            a, b = rng.randrange(2 ** 30), rng.randrange(2 ** 30)
            self.assertEqual(adding.answer_sum(model, a, b, **About("adding").encoding), a + b)
            (x,), _ = encode([[a, b, a + b]], 31, is_reverse=False)
            self.assertEqual(adding.digits2int(model.predict(x), 2),
                             adding.answer_sum(model, a, b,
                                               **About("adding", is_reverse=False).encoding))

    def test_other_bases(self):
        for base in (2, 3, 10, 1000):
            for n in (0, 1, base - 1, base, base ** 5 - 1, base ** 5):
                answer = adding.answer_sum(Model(base, 2, seed=1), n, n, counts=True, base=base)
                self.assertGreaterEqual(answer, 0)

    def test_practise_goes_on(self):
        X, Y = adding.long_examples(30, seed=1)
        models = [Model(2, 3, 19, seed=1) for _ in range(2)]
        networks.practise(models[0], X, Y, 0.05)
        seen = []
        with self.assertRaises(KeyboardInterrupt):
            networks.practise(models[1], X, Y, 0.05, lambda n: stop_at(13, n))
        networks.practise(models[1], X, Y, 0.05, seen.append, num_examples_seen=13)
        self.assertEqual(vars(models[0]), vars(models[1]))
        self.assertEqual(seen, list(range(14, 31)))


def stop_at(last, n):
    if n == last:
        raise KeyboardInterrupt


if __name__ == "__main__":
    unittest.main()
