"""The package as pip installs it: half a minute, so it is run by name."""
import importlib.util
import os
import unittest

from tests.test_install import Copied


class Installed(Copied):
    def test_pip_install_into_a_fresh_environment(self):
        for module in ("venv", "pip"):
            if importlib.util.find_spec(module) is None:
                self.skipTest("no %s in this Python" % module)
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
