"""README.md's first commands, a training of seconds: python -m unittest tests.long_readme"""
import unittest

from tests.tutorial import book


class LongReadme(book.Shown):
    def test_first_commands_print_what_is_shown(self):
        self.assertShown(book.FIRST)


if __name__ == "__main__":
    unittest.main()
