"""The figures once more from the beginning, networks and all: minutes.

Run by itself: python -m unittest tests.long_figures
"""
import tempfile
import unittest
from pathlib import Path

from tests.helpers import EXAMPLES, Case, run_example

# Not what is no drawing: a photograph of a page, and the words of another language.
FIGURES = [path for path in (EXAMPLES / "figures").glob("*")
           if path.suffix == ".svg" or path.name == "measured.json"]


class Figures(Case):
    def test_trained_and_measured_again_they_are_the_same_bytes(self):
        kept = {path.name: path.read_bytes() for path in FIGURES}
        with tempfile.TemporaryDirectory() as folder:
            done = run_example("draw_figures.py", "--out", folder, timeout=3600)
            self.assertEqual(done.returncode, 0, done.stderr)
            drawn = {path.name: path.read_bytes() for path in Path(folder).glob("*")}
        self.assertEqual(sorted(drawn), sorted(kept))
        for name in drawn:
            self.assertTrue(drawn[name] == kept[name], name)

    def test_quick_draws_as_many_and_says_which_order_each_line_belongs_to(self):
        with tempfile.TemporaryDirectory() as folder:
            done = run_example("draw_figures.py", "--quick", "--out", folder, timeout=600)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(sorted(path.name for path in Path(folder).glob("*")),
                             sorted(path.name for path in FIGURES))
        *lines, last = done.stdout.decode("utf-8").splitlines()
        for line in lines:
            self.assertRegex(line, r"^((least|most) significant bit first|rate 0\.1 that (stay|fall)s), "
                                   r"after +\d+ examples: loss \d\.\d{6}$")
        self.assertIn("12 pictures", last)


if __name__ == "__main__":
    unittest.main()
