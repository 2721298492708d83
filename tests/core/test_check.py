"""Checked lists pass at a glance, but only as what they were checked for."""
import unittest

from tests.helpers import Case

from rnn_pure import check
from rnn_pure.programs import terminal


class CheckedLists(Case):
    def test_they_are_not_looked_at_again(self):
        x = check.inputs([[0.0, 1.0], [1.0, 0.0]], 2)
        self.assertIs(check.inputs(x, 2), x)
        y = check.classes([0, 2], 3, 2)
        self.assertIs(check.classes(y, 3, 2), y)

    def test_another_word_dim_or_length_is_looked_at(self):
        x = check.inputs([[0.0, 1.0], [1.0, 0.0]], 2)
        with self.assertRaisesRegex(ValueError, r"x\[0\] must be a list of 3"):
            check.inputs(x, 3)
        y = check.classes([0, 2], 3, 2)
        with self.assertRaisesRegex(ValueError, r"y\[1\] .* 0 to 1, got 2"):
            check.classes(y, 2, 2)
        with self.assertRaisesRegex(ValueError, "y must be a list of 3"):
            check.classes(y, 3, 3)


class Blocks(Case):
    def test_values_beyond_the_scale_are_its_ends(self):
        blocks = terminal.blocks([-9.0, 0.0, 1.0, 9.0], 0.0, 1.0)
        self.assertEqual((blocks[0], blocks[3]), (blocks[1], blocks[2]))
        self.assertNotEqual(blocks[1], blocks[2])


if __name__ == "__main__":
    unittest.main()
