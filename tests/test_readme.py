"""README cannot drift: its listings are the source's, its sessions run, its commands, links and figures exist."""
import doctest
import importlib
import re
import tempfile
import tokenize
import unittest
from pathlib import Path

from rnn_pure import Model
from tests.helpers import HERE, Case, run_example

ROOT = HERE.parent


def names_in(path):
    """The names in a module's code, its comments and docstrings left out."""
    with tokenize.open(str(path)) as file:
        return [token.string for token in tokenize.generate_tokens(file.readline) if token.type == tokenize.NAME]


class Readme(Case):
    @classmethod
    def setUpClass(cls):
        if not (ROOT / "README.md").exists():
            raise unittest.SkipTest("README.md is not beside tests/")
        cls.text = (ROOT / "README.md").read_text(encoding="utf-8")
        cls.blocks = re.findall(r"^```(\w+)\n(.*?)^```$", cls.text, re.M | re.S)

    def python_blocks(self, start):
        return [code for language, code in self.blocks if language == "python" and code.startswith(start)]

    def test_listings_are_the_source(self):
        listings = self.python_blocks("# rnn_pure/")
        self.assertGreaterEqual(len(listings), 8)
        for listing in listings:
            first, code = listing.split("\n", 1)
            source = (ROOT / first[2:]).read_text(encoding="utf-8")
            self.assertIn("\n" + code, source, "%s does not have this:\n%s" % (first, code))

    def test_sessions_print_what_they_show(self):
        sessions = "\n".join(self.python_blocks(">>>"))
        self.assertGreaterEqual(sessions.count(">>>"), 8)
        test = doctest.DocTestParser().get_doctest(sessions, {}, "README.md", "README.md", 0)
        runner = doctest.DocTestRunner()
        runner.run(test)
        self.assertEqual(runner.summarize(verbose=False).failed, 0)

    def test_the_way_to_pytorch(self):
        code, = self.python_blocks("# with PyTorch")
        self.assertLessEqual(len(code.strip().splitlines()), 8)
        try:
            torch = importlib.import_module("torch")
        except ImportError:
            self.skipTest("PyTorch is not installed")
        names = {}
        exec(code, names)
        x = [[1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]
        theirs = names["linear"](names["rnn"](torch.tensor(x))[0]).tolist()
        self.assertNear(theirs, [layer.mulv for layer in Model(seed=0).forward_propagation(x)], 1e-6)

    def test_commands_exist_and_know_their_flags(self):
        commands = set(re.findall(r"python examples/(\w+\.py)((?: [^`\n|]*)?)", self.text))
        self.assertGreaterEqual(len({name for name, _ in commands}), 10)
        helps = {}
        for name, arguments in commands:
            if name not in helps:
                done = run_example(name, "--help")
                self.assertEqual(done.returncode, 0)
                helps[name] = done.stdout.decode("utf-8")
            for flag in re.findall(r"--[a-z-]+", arguments):
                self.assertIn(flag + " ", helps[name].replace("]", " ").replace(",", " "), name)
        offered = set(re.findall(r"^\| `python examples/(\w+\.py)", self.text, re.M))
        self.assertEqual(offered, {path.name for path in (ROOT / "examples").glob("*.py")})

    def test_quick_prints_what_is_shown(self):
        shown, = [code for _, code in self.blocks if code.startswith("$ python examples/train_reverse.py --quick")]
        with tempfile.TemporaryDirectory() as folder:
            done = run_example("train_reverse.py", "--quick", "--data", folder)
            added = run_example("add.py", 17, 300, "--model", Path(folder) / "reverse_trial.model")
            self.assertFalse((Path(folder) / "reverse.model").exists())      # a trial replaces no trained network
        printed = done.stdout.decode("utf-8").replace("\r", "").splitlines()
        for line in shown.splitlines()[1:]:
            self.assertIn(line, printed + ["..."])
        self.assertIn(b"17 + 300 = 317, which is right.", added.stdout)

    def test_links_and_figures_resolve(self):
        targets = re.findall(r"\]\(([^)]+)\)", self.text)
        self.assertGreaterEqual(len(targets), 25)
        headings = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
                    for heading in re.findall(r"^#+ (.*)$", self.text, re.M)]
        for target in targets:
            if target.startswith("#"):
                self.assertIn(target[1:], headings)
            elif not target.startswith("https://"):
                self.assertTrue((ROOT / target).exists(), target)

    def test_names_in_the_map_exist(self):
        rows = re.findall(r"^\|[^|]*\|([^|]*)\|(.*)\|$", self.text.split("## 4.")[1].split("## 5.")[0], re.M)
        sources = {path.name: " ".join(names_in(path)) for path in Path(ROOT / "rnn_pure").rglob("*.py")}
        self.assertEqual(len(rows), 14)
        for theirs, ours in rows:
            files = "\n".join(sources[name] for name in re.findall(r"rnn_pure/(?:\w+/)?(\w+\.py)", ours))
            for name in re.findall(r"`(\w+)`", ours) + [n.split(".")[-1] for n in re.findall(r"`([\w.]+)`", theirs)]:
                if name not in ("cal_generate_data",):
                    self.assertRegex(files, r"\b%s\b" % name)


if __name__ == "__main__":
    unittest.main()
