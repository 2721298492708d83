"""The pages as they are written: their listings, sessions, exercises, commands and outputs.

The pages are README.md, the book in both languages, and the one about the programs.
"""
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.helpers import EXAMPLES, HERE, Case, environment

ROOT = HERE.parent
README, PROGRAMS = "README.md", "examples/README.md"
CHAPTERS = ("1-learn.md", "2-deeper.md", "3-proof.md", "4-reference.md")
BOOK = ["rnn_pure/README.md"] + [f"rnn_pure/tutorial/{name}" for name in CHAPTERS]
CHINESE = ["rnn_pure/README.zh-CN.md"] + [f"rnn_pure/tutorial/zh-CN/{name}" for name in CHAPTERS]

# Shown with their output, and run elsewhere, in this order: by tests/long_readme.py the first
# commands of README.md, a training of seconds, and by tests/long_pages.py all others.
FIRST = ["python examples/train_reverse.py --quick", "python examples/add.py 127 1",
         "python examples/one_file.py"]
SLOW = [f"python examples/{command}" for command in (
    "train_reverse.py", "train_natural.py", "look_inside.py", "any_length.py", "by_hand.py",
    "prove.py", "learn_rule.py tomita5", "train_decimal.py", "train_natural.py --quick",
    "train_reverse.py --seed 3 --model seed3.model", "add.py 389 504 --model seed3.model")]
WRONG = ["python examples/train_decimal.py"]        # and says so by its status
# Shown without an output, and tested elsewhere.
SILENT = ("python -m unittest", "python examples/play.py")


class Page:
    """The parts of a page that a test looks at."""

    def __init__(self, name):
        self.name = name
        self.text = (ROOT / name).read_text(encoding="utf-8")
        self.blocks = re.findall(r"^```(\w+)\n(.*?)^```$", self.text, re.M | re.S)
        self.prose = re.sub(r"^```.*?^```$", "", self.text, flags=re.M | re.S)
        self.sections = self.text.split("\n## ")
        self.headings = re.findall(r"^(#+) (.*)$", self.prose, re.M)
        self.links = re.findall(r"\]\(([^)\s]+)\)", self.prose)
        self.figures = re.findall(r"!\[[^\]]+\]\(([^)\s]+)\)", self.prose)
        self.exercises = re.findall(r"^\*\*\w+ (\d+\.\d+)", self.text, re.M)
        self.answers = re.findall(r"<details>.*?</details>", self.text, re.S)
        self.programs = re.findall(r"^\| `python examples/(\w+\.py)", self.text, re.M)
        self.console = [code for language, code in self.blocks if language == "console"]
        self.python = [code for language, code in self.blocks if language == "python"]
        self.listings = [code for code in self.python if code.startswith("# rnn_pure/")]
        inline = re.findall(r"`(python [^`]+)`", self.prose)
        self.commands = [command
                         for command, _ in self.shown()] + [" ".join(c.split()) for c in inline]

    def shown(self):
        """(command, lines shown below it) for each command in a console block."""
        for code in self.console:
            for part in re.split(r"^\$ ", code, flags=re.M)[1:]:
                command, *lines = part.rstrip("\n").split("\n")
                yield command, lines

    def anchors(self):
        """What a link to each heading is called."""
        headings = [heading.lower() for _, heading in self.headings]
        return [re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in headings]


def pages():
    return [Page(name) for name in [README, PROGRAMS] + BOOK + CHINESE]


def session(text):
    """What a text shows at Python's prompt, one after the other."""
    codes = re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S)
    return "\n".join(code for code in codes if code.startswith(">>>"))


def bare(code):
    """Lines of code without comments, empty lines, and the indentation that all of them share."""
    lines = [re.sub(r"(^|\s+)#.*", "", line) for line in code.splitlines()]
    lines = [line for line in lines if line.strip()]
    indents = [len(line) - len(line.lstrip()) for line in lines]
    return [line[min(indents):] for line in lines]


def holds(source, listing):
    """Whether these lines stand one after the other in the source, indented all alike."""
    return any(bare("\n".join(source[i:i + len(listing)])) == listing for i in range(len(source)))


def missing(printed, shown):
    """The first of the shown lines that was not printed at its place; "..." stands for anything."""
    rest = iter(printed)
    for line in shown:
        pattern = ".*".join(re.escape(part) for part in line.rstrip().split("...")) + r"\s*$"
        if line.strip() != "..." and not any(re.match(pattern, candidate) for candidate in rest):
            return line
    return None


def workshop(folder):
    """A copy of the programs in a folder, where they can train and save what they like."""
    shutil.copytree(str(EXAMPLES), str(Path(folder) / "examples"),
                    ignore=shutil.ignore_patterns("calculator", "__pycache__"),
                    copy_function=shutil.copyfile)
    for place, _, _ in os.walk(str(folder)):        # the original may be write-protected
        os.chmod(place, 0o755)


def run_command(command, folder):
    """(status, lines printed) of a page's command, in a folder with a workshop."""
    python, *words = shlex.split(command)
    if python != "python":
        raise ValueError(f"a command must begin with python, got {command}")
    done = subprocess.run([sys.executable] + words, cwd=str(folder), env=environment(COLUMNS="80"),
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    return done.returncode, done.stdout.decode("utf-8").replace("\r", "").splitlines()


class Shown(Case):
    def assertShown(self, commands):
        """That all of them, one after the other in a new workshop, print what pages show."""
        shown = [(command, page.name, lines) for page in pages() for command, lines in page.shown()]
        self.assertLessEqual(set(commands), {command for command, _, _ in shown})
        with tempfile.TemporaryDirectory() as folder:
            workshop(folder)
            for command in commands:
                status, printed = run_command(command, folder)
                self.assertEqual(status, 3 if command in WRONG else 0, printed)
                for page, lines in [place[1:] for place in shown if place[0] == command]:
                    with self.subTest(page=page, command=command):
                        line = missing(printed, lines)
                        self.assertIsNone(line,
                                          "\n".join([str(line), "is not printed, but:"] + printed))
