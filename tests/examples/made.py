"""What tests of programs share: a small data set; one_file.py as a module, and its proofs."""
import os
import runpy
import tempfile
from pathlib import Path
from types import SimpleNamespace

from tests.helpers import EXAMPLES, Case, in_process, need_examples

from rnn_pure import generate_data, int2bits, save_data
from rnn_pure.proof import Certificate, check
from rnn_pure.proof.regions import Ball
from rnn_pure.saved import data
from rnn_pure.tasks.adding import adder


class Programs(Case):
    """Programs that are run beside a small data set, in a folder with a difficult name."""

    folder = data = None        # of the class that runs now

    @classmethod
    def setUpClass(cls):
        need_examples()
        try:
            os.fsencode("\u00e9")
            name = "sp ace \u00e9 "
        except UnicodeError:        # under LC_ALL=C, Python 3.6 takes ASCII names only
            name = "sp ace e "
        Programs.folder = tempfile.TemporaryDirectory(prefix=name)
        Programs.data = Path(Programs.folder.name) / "data"
        Programs.data.mkdir()
        for file, value in zip(data.FILES, generate_data(100, 50, seed=5)
                               + ({n: int2bits(n) for n in range(256)},)):
            save_data(value, Programs.data / file)

    @classmethod
    def tearDownClass(cls):
        Programs.folder.cleanup()

    def run_here(self, name, *flags, status=0):
        """The program's stdout, or for status above 0 its stderr, which must not be a traceback."""
        out, err, ending = in_process(name, *flags, cwd=self.folder.name)
        self.assertEqual(ending, status, out + err)
        self.assertNotIn("Traceback", out + err)
        if not status:
            self.assertEqual(err, "")
        return err if status else out


def one_file():
    """The file as a module."""
    need_examples()
    return SimpleNamespace(**runpy.run_path(str(EXAMPLES / "one_file.py")))


def checked(network, proof):
    """What the package's check of a proof by one_file has seen; Refused if it is none."""
    T, balls = proof
    return check(Certificate(*network, adder(), T, [Ball(*ball) for ball in balls]))
