"""examples/by_hand.py as people run it, training included: python -m unittest tests.long_by_hand"""
import unittest

from tests.helpers import Case, run_example


class ByHand(Case):
    def test_three_proofs(self):
        done = run_example("by_hand.py", timeout=600)
        printed = done.stdout.decode("utf-8")
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual((printed.count("PROVED"), printed.count("\nProved")), (2, 1), printed)
        self.assertEqual([line for line in printed.splitlines() if len(line) > 80], [])


if __name__ == "__main__":
    unittest.main()
