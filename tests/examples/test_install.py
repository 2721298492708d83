"""The package in a zip file, and what an import costs; long_install: sdist and pip."""
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

from tests.helpers import HERE, Case, environment

import rnn_pure

ROOT = HERE.parent


class Imports(Case):
    def test_an_old_python_is_refused(self):
        if not (ROOT / "setup.py").exists():
            self.skipTest("setup.py is not beside tests/")
        script = "import sys; sys.version_info = (3, 5, 9); exec(open('setup.py').read())"
        done = subprocess.run([sys.executable, "-c", script], cwd=str(ROOT), env=environment(),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual((done.returncode, done.stdout.decode("utf-8").strip()),
                         (1, "rnn_pure needs Python 3.6 or later; this is Python 3.5."))

    def test_from_a_zip_file(self):
        package = Path(rnn_pure.__file__).resolve().parent
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder) / "rnn_pure.zip"
            with zipfile.ZipFile(str(archive), "w") as file:
                for path in package.rglob("*.py"):
                    file.write(str(path), str(path.relative_to(package.parent)))
            script = ("import rnn_pure; from rnn_pure.page import live; "
                      "from rnn_pure.programs import experiment; print(rnn_pure.__file__); "
                      "print(rnn_pure.Model(seed=1).predict([[1.0, 0.0]]))")
            done = subprocess.run([sys.executable, "-c", script],
                                  env=environment(PYTHONPATH=str(archive)),
                                  cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("rnn_pure.zip", done.stdout.decode("utf-8"))

    def test_importing_the_package_is_quick_and_brings_nothing_heavy(self):
        done = subprocess.run([sys.executable, "-c",
                               "import sys; before = set(sys.modules); import rnn_pure; "
                                                     "print(' '.join(set(sys.modules) - before))"],
                              env=environment(), stdout=subprocess.PIPE, check=True)
        brought = set(done.stdout.decode("ascii").split())
        self.assertFalse(brought & {"numpy", "argparse", "subprocess", "unittest", "asyncio",
                                    "pickletools", "xml",
                                    "http", "email", "tempfile", "statistics", "multiprocessing"})

    def test_every_public_name(self):
        for name in ("Model RNNLayer MultiplyGate AddGate Tanh Sigmoid Softmax int2bits "
                     "int2digits digits2int all_pairs generate_data encode save_data load_data "
                     "score Scores predict_all perplexity loss_limit loss_limit_on "
                     "best_predictions DataError Diverged").split():
            self.assertTrue(callable(getattr(rnn_pure, name)), name)


if __name__ == "__main__":
    unittest.main()
