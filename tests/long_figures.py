"""The figures once more from the beginning, networks and all: minutes.

Run by itself: python -m unittest tests.long_figures
"""
import json
import tempfile
import unittest
from pathlib import Path

from tests.helpers import EXAMPLES, Case, run_example

# Not what is no drawing: a photograph of a page, and the words of another language.
FIGURES = [path for path in (EXAMPLES / "figures").glob("*")
           if path.suffix == ".svg" or path.name == "measured.json"]


class Figures(Case):
    def test_trained_and_measured_again_they_are_the_same_bytes(self):
        kept = {path.name: path.read_text(encoding="utf-8") for path in FIGURES}
        with tempfile.TemporaryDirectory() as folder:
            done = run_example("draw_figures.py", "--out", folder, timeout=3600)
            self.assertEqual(done.returncode, 0, done.stderr)
            drawn = {path.name: path.read_text(encoding="utf-8")
                     for path in Path(folder).glob("*")}
        self.assertEqual(sorted(drawn), sorted(kept))
        # A rate that is too large makes a chaos: there the last digits decide, and interpreters
        # differ in them.
        numbers = [json.loads(found.pop("measured.json"))
                   for found in (drawn, kept)]
        for found in numbers:
            del found["losses"]["stays"]
        self.assertEqual(*numbers)
        for name in drawn:
            self.assertTrue(drawn[name] == kept[name] or name.startswith("rates"), name)
        for line in done.stdout.decode("utf-8").splitlines()[:-1]:
            self.assertRegex(line, r"^((least|most) significant bit first|a rate that (stay|fall)s)"
                                   r", after +\d+ examples: loss \d\.\d{6}$")


if __name__ == "__main__":
    unittest.main()
