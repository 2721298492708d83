"""The source distribution, and what pip installs: python -m unittest tests.long_install"""
import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path

from tests.helpers import HERE, Case, environment

ROOT = HERE.parent


class Copied(Case):
    """A copy of the whole checkout: building writes into the folder that it builds."""

    def setUp(self):
        if not (ROOT / "setup.py").exists():
            self.skipTest("setup.py is not beside tests/")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.source = self.folder / "source"
        ignored = shutil.ignore_patterns(".git", "__pycache__", "calculator", "build", "*.egg-info")
        shutil.copytree(str(ROOT), str(self.source), ignore=ignored, copy_function=shutil.copyfile)
        for place, _, _ in os.walk(str(self.source)):       # the original may be write-protected
            os.chmod(place, 0o755)

    def run_python(self, *arguments, python=sys.executable, cwd=None):
        env = environment()
        del env["PYTHONPATH"]
        return subprocess.run([str(python)] + [str(argument) for argument in arguments],
                              cwd=str(cwd or self.folder),
                              env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


class Installed(Copied):
    def test_source_distribution_holds_tests_and_examples(self):
        if importlib.util.find_spec("setuptools") is None:
            self.skipTest("no setuptools in this Python")
        done = self.run_python("setup.py", "-q", "sdist", "--formats=gztar", "-d",
                               self.folder / "dist", cwd=self.source)
        self.assertEqual(done.returncode, 0, done.stdout)
        archive, = (self.folder / "dist").iterdir()
        with tarfile.open(str(archive)) as tar:
            names = {name.split("/", 1)[1] for name in tar.getnames() if "/" in name}
        wanted = {str(path.relative_to(self.source)).replace(os.sep, "/")
                  for folder in ("rnn_pure", "tests", "examples")
                  for path in (self.source / folder).rglob("*")
                  if path.suffix in (".py", ".json", ".svg", ".html", ".css", ".js", ".md", ".png")}
        self.assertEqual(wanted - names, set())
        self.assertTrue({"README.md", "setup.py"} <= names)

    def test_pip_install_into_a_fresh_environment(self):
        for module in ("venv", "pip"):
            if importlib.util.find_spec(module) is None:
                self.skipTest(f"no {module} in this Python")
        place = self.folder / "venv"
        made = self.run_python("-m", "venv", "--without-pip", place)
        if made.returncode:
            self.skipTest("venv does not work in this Python")
        done = self.run_python("-m", "pip", "install",
                               "--disable-pip-version-check", "--prefix", place, self.source)
        printed = done.stdout
        if done.returncode and b"setuptools" in printed and b"No matching distribution" in printed:
            self.skipTest("pip cannot get setuptools here")
        self.assertEqual(done.returncode, 0, done.stdout.decode("utf-8", "replace"))
        python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        script = ("import rnn_pure, pathlib; print(pathlib.Path(rnn_pure.__file__).resolve()); "
                  "print(rnn_pure.Model(seed=1).predict([[1.0, 0.0]]))")
        found = self.run_python("-c", script, python=python, cwd=self.folder)
        self.assertEqual(found.returncode, 0, found.stdout)
        self.assertIn(str(place.resolve()), found.stdout.decode("utf-8"))


if __name__ == "__main__":
    unittest.main()
