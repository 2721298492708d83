"""The table of steps and examples, made of few of them."""
import unittest

from tests.helpers import Case, in_process


class WhatMatters(Case):
    def test_a_verdict_and_a_length_for_each_corner(self):
        out, err, status = in_process("what_matters.py", "--quick", "--examples", "20")
        self.assertEqual((status, err), (0, ""))
        verdicts, gradients = [part.splitlines() for part in out.strip().split("\n\n")]
        self.assertEqual(verdicts[0].split()[-4:], ["8", "bits", "+", "both"])
        for line in verdicts[1:]:       # 20 examples teach nobody to add
            self.assertLess(max(map(int, line.split()[-2:])), 9, line)
        for line in gradients[1:]:
            self.assertGreater(min(map(int, line.split()[-2:])), 0, line)

    def test_no_examples_are_refused(self):
        out, err, status = in_process("what_matters.py", "--quick", "--examples", "0")
        self.assertEqual((status, out), (2, ""))
        self.assertIn("--examples", err)


if __name__ == "__main__":
    unittest.main()
