"""Installs the package rnn_pure, and nothing else: it needs the standard library alone."""
import io
import os
import re
import sys

if sys.version_info < (3, 6):
    sys.exit("rnn_pure needs Python 3.6 or later; this is Python %d.%d." % sys.version_info[:2])

from setuptools import find_packages, setup
from setuptools.command.sdist import sdist

HERE = os.path.dirname(os.path.abspath(__file__))


class WithTestsAndExamples(sdist):
    """A source distribution of all that a clone has: tests and examples are half of its use."""

    def make_distribution(self):
        kinds = (".py", ".json", ".svg", ".md", ".png")
        for top in ("tests", "examples", "rnn_pure"):
            for folder, _, names in sorted(os.walk(os.path.join(HERE, top))):
                self.filelist.files += [
                    os.path.relpath(os.path.join(folder, name), HERE) for name in sorted(names)
                    if name.endswith(kinds if top != "rnn_pure" else ".md")]
        sdist.make_distribution(self)


def read(*names):
    with io.open(os.path.join(HERE, *names), encoding="utf-8") as file:
        return file.read()


setup(
    name="rnn_pure",
    version=re.search('__version__ = "(.+)"', read("rnn_pure", "__init__.py")).group(1),
    description=("A vanilla recurrent network that learns to add, in plain Python: "
                 "to be read, run and proven"),
    long_description=read("README.md"),
    long_description_content_type="text/markdown",
    packages=find_packages(include=["rnn_pure", "rnn_pure.*"]),
    package_data={"rnn_pure.page": ["*.html", "*.css", "*.js"]},
    cmdclass={"sdist": WithTestsAndExamples},
    python_requires=">=3.6",
    keywords="rnn bptt education tutorial pure-python",
    classifiers=[
        "Development Status :: 5 - Production/Stable",
        "Intended Audience :: Education",
        "Natural Language :: English",
        "Operating System :: OS Independent",
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3 :: Only",
        "Programming Language :: Python :: Implementation :: CPython",
        "Programming Language :: Python :: Implementation :: PyPy",
        "Topic :: Education",
        "Topic :: Scientific/Engineering :: Artificial Intelligence",
    ],
)
