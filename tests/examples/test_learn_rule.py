"""learn_rule.py: the board, a rule of one's own, and what is wrong with a file."""
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from tests.helpers import in_process

import rnn_pure
from rnn_pure import Model
from rnn_pure.inside import states
from rnn_pure.programs import teaching
from rnn_pure.proof import search
from rnn_pure.saved import networks
from rnn_pure.tasks.automaton import Automaton
from rnn_pure.tasks.rules import BOARD

BAD = [     # (what the file holds, its line, what is said)
    ("start = 0\ncolumns = [0, 1\n", r"\d", "never closed|invalid syntax|unexpected EOF"),
    ("start = 0\ncolumns = [0, 1]\n", 1, "it has no rule"),
    ("start = 0\ncolumns = []\ndef rule(s, c): return c, s\n", 3, "columns must be"),
    ("start = 0\ncolumns = [0]\ndef rule(s, c):\n    return 1 // s, s\n", 4, "ZeroDivisionError"),
    ("start = 0\ncolumns = [0]\n\ndef rule(s, c): return c\n", 4, r"\(answer, next state\)"),
    ("start = 0\ncolumns = [0]\ndef rule(s, c): return -1, s\n", 3, "the answer of"),
    ("start = 0\ncolumns = [0]\ndef rule(s, c): return 0, [s]\n", 3, "hashable"),
    ("start = []\ncolumns = [0]\ndef rule(s, c): return 0, s\n", 3, "hashable"),
    ("start = 0\ncolumns = [0]\ndef rule(s, c): return 0, s + 1\n", 3, "at most 64 states"),
]


class LearnRule(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_here(self, *flags, status=0):
        out, err, ending = in_process("learn_rule.py", *flags, cwd=str(self.folder))
        self.assertEqual(ending, status, out + err)
        self.assertNotIn("Traceback", out + err)
        return err if status in (1, 2) else out

    def quick(self):
        """As few examples and units as teach an easy rule; few of 100 columns to test on; few
        states; and of the searches for a proof the first."""
        examples = Automaton.examples

        def small(word_dim, hidden, *rest):
            return Model(word_dim, 6, *rest)

        def few(task, n, columns, *rest, **more):
            return examples(task, 20 if columns == 100 else n, columns, *rest, **more)
        for place, name, short in (
                (teaching, "RULE", teaching.RULE._replace(examples=600, columns=7)),
                (teaching, "RULE_LESSON", teaching.RULE_LESSON._replace(examples=100)),
                (teaching, "Model", small), (rnn_pure, "Model", small),
                (states, "usual_length", lambda task: 8), (Automaton, "examples", few),
                (search, "SEARCHES", search.SEARCHES[:1])):
            patch = mock.patch.object(place, name, short)
            patch.start()
            self.addCleanup(patch.stop)

    def test_the_board_is_listed(self):
        lines = self.run_here().splitlines()
        self.assertEqual([line.split()[0] for line in lines[1:]], list(BOARD))
        self.assertLess(max(map(len, lines)), 80)

    def test_a_rule_of_ones_own(self):
        self.quick()
        (self.folder / "mine.py").write_text(self.run_here("--template"), encoding="utf-8")
        out = self.run_here("mine.py", "--model", "mine.model", "--lessons", 3)
        self.assertRegex(out, r"mine: .*\n\nexamples  20 answers")
        self.assertRegex(out, r"\n\d+ of 200 sequences of 100 columns are right")
        self.assertRegex(out, "on them it is the same machine")
        self.assertIn("Proved: the network follows the rule mine", out)
        _, about = networks.load(self.folder / "mine.model")
        self.assertEqual((about.rule.name, len(about.rule.next)), ("mine", 3))

    def test_a_table_of_a_rule(self):
        self.quick()
        out = self.run_here("tomita1", "--seeds", 1, "--board", "--lessons", 0)
        self.assertRegex(out, r"\ntomita1 +2 +1 of 1 +1 +0 +\d+ +\d+\n")

    def test_what_is_wrong_with_a_file(self):
        for k, (text, line, sentence) in enumerate(BAD):
            (self.folder / f"bad{k}.py").write_text(text, encoding="utf-8")
            self.assertRegex(self.run_here(f"bad{k}.py", status=1),
                             rf"^learn_rule.py: bad{k}.py, line {line}: .*({sentence}).*\n$")

    def test_bad_flags(self):
        self.assertIn("there is no rule parrot", self.run_here("parrot", status=1))
        for flags in (("parity", "mod3"), ("--model", "x"),
                      ("parity", "--seeds", 2, "--model", "x")):
            self.run_here(*flags, status=2)
