"""No page can drift: listings are the source's, sessions and commands print what they show, links lead somewhere.

README.md, the tutorial in both languages, and the page about the programs.  What takes longer than a second or two
is run by tests/long_pages.py: python -m unittest tests.long_pages
"""
import ast
import doctest
import importlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import tokenize
import unittest
from pathlib import Path

from rnn_pure import Model
from tests.helpers import EXAMPLES, HERE, Case, environment, run_example

ROOT = HERE.parent
README, TUTORIAL, CHINESE, PROGRAMS = "README.md", "rnn_pure/README.md", "rnn_pure/README.zh-CN.md", "examples/README.md"

# Shown with their output, and run by tests/long_pages.py in this order, in a folder of their own.
SLOW = ["python examples/%s.py" % name for name in (
    "train_reverse", "train_natural", "look_inside", "any_length", "by_hand", "prove", "train_decimal")]
SLOW += ["python examples/train_natural.py --quick", "python examples/train_reverse.py --seed 3",
         "python examples/add.py 389 504 --model examples/calculator/reverse_trial.model"]
SILENT = ("python -m unittest", "python examples/play.py")      # shown without an output, and tested elsewhere


class Page:
    """The parts of a page that a test looks at."""

    def __init__(self, name):
        self.name = name = name
        self.text = (ROOT / name).read_text(encoding="utf-8")
        self.blocks = re.findall(r"^```(\w+)\n(.*?)^```$", self.text, re.M | re.S)
        self.prose = re.sub(r"^```.*?^```$", "", self.text, flags=re.M | re.S)
        self.headings = re.findall(r"^(#+) (.*)$", self.prose, re.M)
        self.targets = re.findall(r"\]\(([^)\s]+)\)", self.prose)
        self.figures = re.findall(r"!\[[^\]]+\]\(([^)\s]+)\)", self.prose)
        self.inline = [" ".join(command.split()) for command in re.findall(r"`(python [^`]+)`", self.prose)]
        self.console = [code for language, code in self.blocks if language == "console"]

    def sections(self):
        """The text of each section of the second level."""
        return re.split(r"^(?=## )", self.text, flags=re.M)

    def anchors(self):
        """What GitHub calls the headings, and other pages by the same rule."""
        return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for _, heading in self.headings]

    def listings(self):
        return [code for language, code in self.blocks if language == "python" and code.startswith("# rnn_pure/")]

    def commands(self):
        """Every command line of this page, the output left out."""
        return [command for command, _ in shown_commands(self)] + self.inline


def pages():
    return [Page(name) for name in (README, TUTORIAL, CHINESE, PROGRAMS) if (ROOT / name).exists()]


def sessions(text):
    """What is shown at Python's prompt in a text, as one doctest."""
    return "\n".join(code for code in re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S) if code.startswith(">>>"))


def bare(code):
    """Lines of code without comments, empty lines, and the indentation that all of them share."""
    lines = [re.sub(r"(^|\s+)#.*", "", line) for line in code.splitlines()]
    lines = [line for line in lines if line.strip()]
    indents = [len(line) - len(line.lstrip()) for line in lines]
    return [line[min(indents):] for line in lines]


def holds(source, listing):
    """Whether these lines stand one after the other in the source, indented all alike."""
    return any(bare("\n".join(source[i:i + len(listing)])) == listing for i in range(len(source)))


def shows(printed, shown):
    """The first line of shown that is not in printed at its place, or None.  "..." stands for anything."""
    rest = iter(printed)
    for line in shown:
        pattern = ".*".join(re.escape(part) for part in line.rstrip().split("..."))
        if line.strip() != "..." and not any(re.match(pattern + r"\s*$", candidate) for candidate in rest):
            return line
    return None


def shown_commands(page):
    """(command, lines shown below it) for each command in a console block."""
    for code in page.console:
        for part in re.split(r"^\$ ", code, flags=re.M)[1:]:
            command, *shown = part.rstrip("\n").split("\n")
            yield command, shown


def run_command(command, folder):
    """(status, lines printed) of a page's command, in a folder that holds examples/."""
    python, *words = shlex.split(command)
    if python != "python":
        raise ValueError("a command must begin with python, got %s" % command)
    done = subprocess.run([sys.executable] + words, cwd=str(folder), env=environment(COLUMNS="80"),
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout.decode("utf-8").replace("\r", "").splitlines()


def workshop(folder):
    """A copy of the programs, in which they can train and save what they like."""
    shutil.copytree(str(EXAMPLES), str(Path(folder) / "examples"),
                    ignore=shutil.ignore_patterns("calculator", "__pycache__"))


def names_in(path):
    """The names in a module's code, its comments and docstrings left out."""
    with tokenize.open(str(path)) as file:
        return [token.string for token in tokenize.generate_tokens(file.readline) if token.type == tokenize.NAME]


class Pages(Case):
    @classmethod
    def setUpClass(cls):
        if not (ROOT / README).exists():
            raise unittest.SkipTest("README.md is not beside tests/")
        cls.pages = pages()

    def test_listings_are_the_source(self):
        count = 0
        for page in self.pages:
            for listing in page.listings():
                first, code = listing.split("\n", 1)
                source = bare((ROOT / first[2:].split(",")[0]).read_text(encoding="utf-8"))
                self.assertTrue(holds(source, bare(code)), "%s does not have this:\n%s" % (first, code))
                count += 1
        self.assertGreaterEqual(count, 15)

    def test_sessions_print_what_they_show(self):
        count = 0
        for page in self.pages:
            if page.name == CHINESE:
                continue        # its sessions are those of the English tutorial: test_both_languages
            for section in page.sections():
                test = doctest.DocTestParser().get_doctest(sessions(section), {}, section.split("\n")[0], None, 0)
                runner = doctest.DocTestRunner(verbose=False)
                runner.run(test)
                self.assertEqual(runner.summarize(verbose=False).failed, 0)
                count += len(test.examples)
        self.assertGreaterEqual(count, 150)

    def test_every_exercise_has_an_answer_that_runs(self):
        for page in self.pages:
            exercises = re.findall(r"^\*\*\w+ (\d+\.\d+)", page.text, re.M)
            answers = re.findall(r"<details>.*?</details>", page.text, re.S)
            self.assertEqual(len(exercises), len(answers))
            self.assertEqual(len(exercises), len(set(exercises)))
            for answer in answers:
                self.assertTrue(sessions(answer) or "```console" in answer, answer)
            if page.name in (TUTORIAL, CHINESE):
                numbers = {number.split(".")[0] for number in exercises}
                self.assertEqual(numbers, {str(n) for n in range(1, 18)})       # the last section is a table of names

    def test_commands_know_their_flags(self):
        helps = {}
        for page in self.pages:
            for command in page.commands():
                found = re.match(r"python examples/(\w+\.py)(.*)", command)
                if not found:
                    self.assertRegex(command, r"^python -m (unittest|doctest)\b")
                    continue
                name, arguments = found.groups()
                if name not in helps:
                    done = run_example(name, "--help")
                    self.assertEqual(done.returncode, 0, done.stderr)
                    helps[name] = re.findall(r"--[a-z-]+", done.stdout.decode("utf-8"))
                for flag in re.findall(r"--[a-z-]+", arguments):
                    self.assertIn(flag, helps[name], command)

    def test_tables_offer_every_program(self):
        programs = {path.name for path in EXAMPLES.glob("*.py")}
        for page in self.pages:
            if page.name in (README, PROGRAMS):
                self.assertEqual(set(re.findall(r"^\| `python examples/(\w+\.py)", page.text, re.M)), programs)

    def test_commands_print_what_is_shown(self):
        printed = {}
        with tempfile.TemporaryDirectory() as folder:
            workshop(folder)
            for page in self.pages:
                for command, shown in shown_commands(page):
                    if command in SLOW or command in SILENT:
                        continue
                    if command not in printed:
                        status, printed[command] = run_command(command, folder)
                        self.assertEqual(status, 0, printed[command])
                    missing = shows(printed[command], shown)
                    self.assertIsNone(missing, "%s: %s does not print this line:\n%s\nbut:\n%s" % (
                        page.name, command, missing, "\n".join(printed[command])))
        self.assertGreaterEqual(len(printed), 3)

    def test_links_and_figures_resolve(self):
        for page in self.pages:
            self.assertGreaterEqual(len(page.targets), 5)
            for target in page.targets:
                if target.startswith("https://"):
                    continue
                path, _, anchor = target.partition("#")
                there = (ROOT / page.name).parent / path if path else ROOT / page.name
                if there.name == Path(CHINESE).name and not there.exists():
                    continue
                self.assertTrue(there.exists(), "%s: %s" % (page.name, target))
                if anchor:
                    name = os.path.relpath(str(there.resolve()), str(ROOT.resolve())).replace(os.sep, "/")
                    self.assertIn(anchor, Page(name).anchors(), "%s: %s" % (page.name, target))

    def test_code_fits_eighty_columns(self):
        for page in self.pages:
            for _, code in page.blocks + [("", "\n".join(re.findall(r"^    .*$", page.prose, re.M)))]:
                for line in code.splitlines():
                    self.assertLessEqual(len(line), 80, "%s: %s" % (page.name, line))

    def test_readme_is_one_screen_and_a_bit(self):
        self.assertLessEqual(len(Page(README).text.splitlines()), 150)

    def test_both_languages_teach_the_same(self):
        if not (ROOT / CHINESE).exists():
            self.skipTest("there is no Chinese tutorial")
        english, chinese = Page(TUTORIAL), Page(CHINESE)
        for part in ("sections", "chapters", "figures", "listings", "commands", "exercises", "tables", "numbers"):
            with self.subTest(part=part):
                self.assertEqual(*[getattr(self, part)(page) for page in (english, chinese)])

    def sections(self, page):
        return [(level, re.match(r"[\d.]*", heading).group(0)) for level, heading in page.headings]

    def chapters(self, page):
        return [re.findall(r"[一二三四五六七](?:\.\d)?(?=[)）])", heading) for level, heading in page.headings if level == "##"]

    def figures(self, page):
        return page.figures

    def listings(self, page):
        return [(language, bare(code)) for language, code in page.blocks if language == "python"]

    def commands(self, page):
        return [set(Page.commands(page))] + [code for code in page.console]

    def exercises(self, page):
        return re.findall(r"^\*\*\w+ (\d+\.\d+)", page.text, re.M)

    def tables(self, page):
        return [line.count("|") for line in page.prose.splitlines() if line.startswith("|")]

    def numbers(self, page):
        """What was measured or computed: every number in the text with a decimal point, or above 999."""
        prose = re.sub(r"\]\([^)]*\)", "", page.prose)      # where a link leads
        return set(re.findall(r"\d+\.\d+|\d{1,3}(?:,\d{3})+|\d{4,}", prose))

    def test_names_in_the_map_exist(self):
        sources = {path.name: " ".join(names_in(path)) for path in (ROOT / "rnn_pure").rglob("*.py")}
        for name in (TUTORIAL, CHINESE):
            if not (ROOT / name).exists():
                continue
            text = (ROOT / name).read_text(encoding="utf-8")
            rows = re.findall(r"^\|[^|]*\|([^|]*)\|(.*)\|$", text.split("### 18.2")[1].split("### 18.3")[0], re.M)[2:]
            self.assertEqual(len(rows), 12)
            for theirs, ours in rows:
                files = "\n".join(sources[file.split("/")[-1]] for file in re.findall(r"\]\(([\w/]+\.py)\)", ours))
                for word in re.findall(r"`([\w.]+)`", ours) + re.findall(r"`([\w.]+)`", theirs):
                    if word != "cal_generate_data":
                        self.assertRegex(files, r"\b%s\b" % word.split(".")[-1])

    def test_the_way_to_pytorch(self):
        code, = [code for _, code in Page(TUTORIAL).blocks if code.startswith("# with PyTorch")]
        ast.parse(code)
        try:
            torch = importlib.import_module("torch")
        except ImportError:
            self.skipTest("PyTorch is not installed")
        names = {}
        exec(code, names)
        x = [[1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]
        theirs = names["linear"](names["rnn"](torch.tensor(x))[0]).tolist()
        self.assertNear(theirs, [layer.mulv for layer in Model(seed=0).forward_propagation(x)], 1e-6)


if __name__ == "__main__":
    unittest.main()
