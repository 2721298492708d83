"""The commands that the pages show and that take minutes: python -m unittest tests.long_pages"""
import tempfile
import unittest

from tests import test_pages


class LongPages(test_pages.Case):
    def test_commands_print_what_is_shown(self):
        shown = {}
        for page in test_pages.pages():
            for command, lines in test_pages.shown_commands(page):
                if command in test_pages.SLOW:
                    shown.setdefault(command, []).append((page.name, lines))
        self.assertEqual(set(shown), set(test_pages.SLOW))
        with tempfile.TemporaryDirectory() as folder:
            test_pages.workshop(folder)
            for command in test_pages.SLOW:
                printed = test_pages.output_of(command, folder)
                for page, lines in shown[command]:
                    with self.subTest(page=page, command=command):
                        self.assertIsNone(test_pages.shows(printed, lines), "\n".join(printed))


if __name__ == "__main__":
    unittest.main()
