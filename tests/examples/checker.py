"""What tests of examples/check_proof.py share: it, and proofs to be damaged."""
import copy
import importlib.util
import io
import json
import tempfile
import unittest
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from tests.helpers import EXAMPLES, need_examples

from rnn_pure.inside.hand import hand_network
from rnn_pure.proof import prove

FILE = EXAMPLES / "check_proof.py"


def load_checker():
    need_examples()
    spec = importlib.util.spec_from_file_location("check_proof", str(FILE))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def last_column():
    """Three classes, one state: the answer is which column came.  Made by hand, balls and all."""
    unit = [[float(i == j) for j in range(3)] for i in range(3)]
    four = [[4.0 * v for v in row] for row in unit]
    return {"U": four, "W": [[0.1 * v for v in row] for row in unit], "V": four, "metric": unit,
            "task": {"start": 0, "columns": unit, "answer": [[0, 1, 2]], "next": [[0, 0, 0]]},
            "balls": [{"state": 0, "center": row, "radius": 0.25} for row in unit]}


class Checker(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.checker = load_checker()
        cls.folder = tempfile.TemporaryDirectory()
        cls.file = Path(cls.folder.name) / "proof"
        prove(hand_network()).certificate.save(cls.file)
        cls.by_hand = json.loads(cls.file.read_text(encoding="ascii"))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def run_on(self, text):
        """(exit status, what it said)."""
        self.file.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(out):
            status = self.checker.main([str(self.file)])
        return status, out.getvalue()

    def refused(self, text, pattern="refused"):
        status, said = self.run_on(text)
        self.assertEqual(status, 1, said)
        self.assertRegex(said, pattern)
        self.assertEqual(said.count("\n"), 1)

    def damaged(self, *path_and_value):
        """The proof by hand, with another value at a place."""
        value = copy.deepcopy(self.by_hand)
        *path, last, new = path_and_value
        place = value
        for key in path:
            place = place[key]
        place[last] = new
        return value
