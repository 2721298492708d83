"""learn_rule.py from end to end: python -m unittest tests.long_board (on PyPy some minutes)."""
import tempfile
import unittest
from pathlib import Path
from random import Random

from tests.helpers import run_example

from rnn_pure import Model
from rnn_pure.proof import Certificate, Refused, check
from rnn_pure.proof.counterexample import first_wrong

RULES, DAMAGED = ("parity", "divide3", "vending"), 334


class LongBoard(unittest.TestCase):
    def run_program(self, *arguments):
        done = run_example(*arguments, timeout=1200)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout.decode("utf-8")

    def test_three_rules_and_a_thousand_damaged_proofs(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in RULES:
                saved, proof = Path(folder) / name, Path(folder) / (name + ".json")
                out = self.run_program("learn_rule.py", name, "--seed", 2, "--model", saved)
                self.assertIn(f"Proved: the network follows the rule {name}", out)
                self.assertIn("on them it is the same machine", out)
                self.run_program("prove.py", "--model", saved, "--certificate", proof)
                self.assertIn(name, self.run_program("prove.py", "--check", proof))
                self.refuses(Certificate.load(proof), Random(name))
                out = self.run_program("look_inside.py", "--model", saved, "--machine")
                self.assertIn(f"all as in its task, {name}", out)

    def refuses(self, found, rng):
        """Another weight makes another network; where that answers wrongly, no proof may pass."""
        task, refused = found.task, 0
        while refused < DAMAGED:
            model = Model(len(found.V), len(found.W))
            name = rng.choice("UWV")
            M = [list(row) for row in getattr(found, name)]
            row = rng.choice(M)
            row[rng.randrange(len(row))] += rng.choice((-1, 1)) * rng.uniform(0.5, 4.0)
            vars(model).update({"U": found.U, "W": found.W, "V": found.V, name: M})
            if first_wrong(model, task, task.draw(300, True, rng)):
                with self.assertRaises(Refused):
                    check(found._replace(**{name: M}))
                refused += 1


if __name__ == "__main__":
    unittest.main()
