"""prove.py from end to end: python -m unittest tests.long_proof (a minute or two)."""
import json
import tempfile
import unittest
from pathlib import Path

from tests.helpers import run_example

from rnn_pure import Model
from rnn_pure.programs.teaching import QUICK, lessons, network, teach
from rnn_pure.proof import Certificate, check, prove
from rnn_pure.tasks.adding import Reading, adder


class LongProof(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.file = Path(self.folder.name) / "file"

    def run_prove(self, status, *arguments):
        done = run_example("prove.py", *arguments)
        out = (done.stdout + done.stderr).decode("utf-8")
        self.assertEqual(done.returncode, status, out)
        self.assertNotIn("Traceback", out)
        return out

    def test_from_nothing_to_the_theorem(self):
        out = self.run_prove(0, "--certificate", self.file)
        self.assertIn("Proved: for two numbers of any length", out)
        self.assertIn("their sum is right", out)
        self.assertIn(out[:out.index("The proof is in")], self.run_prove(0, "--check", self.file))
        found = Certificate.load(self.file)
        model = network()
        self.assertEqual((found.U, found.W, found.V), (model.U, model.W, model.V))
        value = json.loads(self.file.read_text(encoding="ascii"))
        value["W"] = [[0.5 * w for w in row] for row in value["W"]]
        self.file.write_text(json.dumps(value), encoding="ascii")
        self.assertIn("claims too much: from ", self.run_prove(1, "--check", self.file))

    def test_lessons_for_networks_that_have_seen_eight_columns(self):
        for seed in range(3):
            X, Y = Reading().examples(2000, 8, 0.0, seed)
            model = Model(2, 16, 7, seed)
            teach(model, X, Y)
            better, verdict, _ = lessons(model, adder(), 10)
            self.assertEqual((seed, verdict.kind), (seed, "proved"))
            certificate = verdict.certificate
            self.assertEqual((certificate.U, certificate.W, certificate.V),
                             (better.U, better.W, better.V))

    def test_few_units_are_proved_and_never_against_a_wrong_sum(self):
        """Networks that learned more or less: none is proved that a wrong sum is known of."""
        kinds = set()
        for seed in range(4):
            for examples in (200, 2000):
                model = network(seed=seed, recipe=QUICK._replace(examples=examples), hidden=8)
                verdict = prove(model, effort=10000)
                kinds.add(verdict.kind)
                if verdict.kind == "proved":
                    self.assertEqual(check(verdict.certificate), verdict.checked)
                elif verdict.kind == "wrong":
                    answers = model.predict([adder().columns[i] for i in verdict.columns])
                    right = adder().answers(verdict.columns)
                    self.assertEqual(answers[:-1], right[:-1])
                    self.assertNotEqual(answers[-1], right[-1])
        self.assertLessEqual({"proved", "wrong"}, kinds)


if __name__ == "__main__":
    unittest.main()
