"""What the pages' commands do, those that take minutes: python -m unittest tests.long_pages"""
import tempfile
import unittest

from tests import test_pages
from tests.helpers import Case

# How a command that takes minutes is tried here, and the status with which one ends that is not to end well.
SHORTER = {
    "python examples/language_model.py": "--characters 3000 --length 50",
    "python examples/language_model.py --characters 20000": "--characters 3000 --length 50",
    "python examples/train_reverse.py --counts": "--samples 500 --epochs 1",
    "python examples/benchmark.py": "--repeats 1 --largest 32",
    "python examples/draw_figures.py": "--quick",
}
DIVERGES = "python examples/train_reverse.py --samples 100 --epochs 2 --learning-rate 1e9"


class LongPages(Case):
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
                status, printed = test_pages.run_command(command, folder)
                self.assertEqual(status, 0, printed)
                for page, lines in shown[command]:
                    with self.subTest(page=page, command=command):
                        self.assertIsNone(test_pages.shows(printed, lines), "\n".join(printed))

    def test_every_other_command_runs(self):
        with tempfile.TemporaryDirectory() as folder:
            test_pages.workshop(folder)
            done = set(test_pages.SLOW)
            for page in test_pages.pages():
                for command in page.commands():
                    if command in done or command.startswith(test_pages.SILENT):
                        continue
                    done.add(command)
                    status, printed = test_pages.run_command("%s %s" % (command, SHORTER.get(command, "")), folder)
                    with self.subTest(page=page.name, command=command):
                        wanted = [1] if command == DIVERGES else [0, 3] if "prove.py" in command else [0]
                        self.assertIn(status, wanted, "\n".join(printed))


if __name__ == "__main__":
    unittest.main()
