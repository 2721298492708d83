"""What a network's file says of it, and which network a program uses."""
import tempfile
import unittest
from pathlib import Path

from tests.helpers import Case

from rnn_pure import Automaton, DataError, Model
from rnn_pure.saved import networks, values
from rnn_pure.saved.networks import About
from rnn_pure.tasks.adding import Reading, adder

ADDING = About(Reading())
STATED = About(Reading(is_reverse=False, counts=True), examples=7,
               settings=dict(seed=3, rate=0.1, data="x"),
               losses=((0, 0.7), (7, 0.05)), finished=False)
PARITY = Automaton.of(lambda odd, bit: (odd ^ bit, odd ^ bit), 0, (0, 1), "parity")


class Files(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "some.model"

    def test_what_was_saved(self):
        for model, about in ((Model(2, 3, seed=1), STATED),
                             (Model(7, 3, seed=1), About(Reading(counts=True, base=7))),
                             (Model(2, 3, seed=1), About(rule=PARITY)),
                             (Model(3, 2, seed=1), About(tokens="\0\n\u4e2d")),
                             (Model(2, 2, seed=1), About(tokens=("to", "be")))):
            networks.save(model, self.path, about)
            loaded, found = networks.load(self.path)
            self.assertEqual((vars(loaded), found), (vars(model), about))
            self.assertEqual(vars(Model.load(self.path)), vars(model))

    def test_earlier_files_state_nothing(self):
        Model(2, 3, seed=1).save(self.path)
        found = networks.load(self.path)[1]
        self.assertEqual((found, found.examples, found.finished), (About(), 0, True))
        self.assertIn("does not say", "\n".join(networks.describe(*networks.load(self.path))))
        model = Model(2, 3, seed=1)
        values.save(dict(vars(model), characters=[97, 0x4e2d]), self.path)
        self.assertEqual(networks.load(self.path)[1], About(tokens="a\u4e2d"))
        values.save(dict(vars(model), characters=[97]), self.path)
        with self.assertRaisesRegex(DataError, "characters must be a list of 2, got a list of 1"):
            networks.load(self.path)

    def test_a_file_that_states_nonsense(self):
        model = Model(2, 3, seed=1)
        networks.save(model, self.path, STATED)
        stated = values.load(self.path, dict)["about"]
        for name, value, sentence in (
                ("task", "chess", "about.task must be .*'adding', 'rule' or .*, got 'chess'"),
                ("task", [], "about.task"), ("task", "rule", "about.rule"),
                ("base", 10, "about.base must be .* from 2 to 2, got 10"),
                ("base", True, "base"), ("is_reverse", 1, "is_reverse"), ("counts", None, "counts"),
                ("finished", "yes", "about.finished"), ("examples", -1, "about.examples"),
                ("settings", [], "about.settings"), ("losses", 3, "about.losses"),
                ("losses", [[1]], "about.losses"), ("losses", [[0.5, 1.0]], "about.losses"),
                ("losses", [[1, "x"]], "about.losses")):
            with self.subTest(name, value=value):
                values.save(dict(vars(model), about=dict(stated, **{name: value})), self.path)
                with self.assertRaisesRegex(DataError, "some.model: .*" + sentence):
                    networks.load(self.path)
        for tokens, sentence in (({}, "about.characters"), (dict(characters=["a", 1]), "'a'"),
                                 (dict(characters=[97]), "about.characters must be a list of 2"),
                                 (dict(words=["a", 1]), "about.words must be a string, got 1"),
                                 (dict(words=["a"]), "about.words must be a list of 2"),
                                 (dict(words="ab"), "about.words must be a list")):
            values.save(dict(vars(model), about=dict(task="language", **tokens)), self.path)
            with self.assertRaisesRegex(DataError, sentence):
                networks.load(self.path)
        for about in ([], None):
            values.save(dict(vars(model), about=about), self.path)
            with self.assertRaisesRegex(DataError, "about must be of type dict"):
                networks.load(self.path)

    def test_what_is_not_known_here_is_passed_over_and_what_is_not_stated_is_as_by_default(self):
        """So a file of another version can be read."""
        networks.save(Model(2, 3, seed=1), self.path, STATED)
        saved = values.load(self.path, dict)
        del saved["about"]["losses"], saved["about"]["rule"]
        saved["about"]["mood"] = saved["colour"] = "blue"
        values.save(saved, self.path)
        self.assertEqual(networks.load(self.path)[1], STATED._replace(losses=()))

    def test_what_cannot_be_loaded_is_not_saved(self):
        with self.assertRaisesRegex(ValueError, "about.base must be .* from 3 to 3, got 2"):
            networks.save(Model(3, 2), self.path, ADDING)
        self.assertFalse(self.path.exists())

    def test_a_rule_is_called_by_its_name(self):
        rule = adder()
        for name, words in (("carry on", "follows the rule carry on"),
                            ("", "follows the rule in its file")):
            self.assertEqual(About(rule=rule._replace(name=name)).in_words(), words)

    def test_describe(self):
        text = "\n".join(networks.describe(Model(2, 3), STATED))
        for words in ("adds in base 2, most significant digit first", "how often each digit occurs",
                      "3 hidden units", "7 examples; not finished", "loss 0.05",
                      "settings seed 3, rate 0.1, data x"):
            self.assertIn(words, text)
        for tokens, unit in (("abc", "3 characters"), (("a", "b", "___"), "3 words")):
            self.assertIn(unit, networks.describe(Model(3, 2), About(tokens=tokens))[0])


if __name__ == "__main__":
    unittest.main()
