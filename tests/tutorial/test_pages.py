"""No page can drift: listings are the source's, sessions and commands print what they show.

The pages are README.md, the book in both languages, and the one about the programs.  Commands
that take longer than a second are run by python -m unittest tests.long_readme tests.long_pages.
"""
import ast
import doctest
import functools
import importlib
import os
import re
import tempfile
import tokenize
import unittest
from pathlib import Path
from unittest import mock

from tests.helpers import EXAMPLES, in_process
from tests.tutorial.book import (BOOK, CHINESE, FIRST, PROGRAMS, README, ROOT, SILENT, SLOW, Page,
                                 Shown, bare, holds, pages, session)

from rnn_pure import Model, all_pairs
from rnn_pure.programs import experiment, terminal


@functools.lru_cache()
def names_in(path):
    """The names in a module's code, its comments and docstrings left out."""
    with tokenize.open(str(path)) as file:
        tokens = list(tokenize.generate_tokens(file.readline))
    return [token.string for token in tokens if token.type == tokenize.NAME]


class Pages(Shown):
    @classmethod
    def setUpClass(cls):
        if not (ROOT / README).exists():
            raise unittest.SkipTest("README.md is not beside tests/")
        cls.pages = pages()

    def test_listings_are_the_source(self):
        count = 0
        for page in self.pages:
            for listing in page.listings:
                first, code = listing.split("\n", 1)
                source = bare((ROOT / first[2:]).read_text(encoding="utf-8"))
                self.assertTrue(holds(source, bare(code)), "%s: %s does not have this:\n%s" % (
                    page.name, first, code))
                count += 1
        self.assertGreaterEqual(count, 15)

    def test_sessions_print_what_they_show(self):
        count = 0
        for page in self.pages:
            if page.name in CHINESE:
                continue  # its sessions are the English ones: test_both_languages_teach_the_same
            for section in page.sections:
                heading = "%s, %s" % (page.name, section.split("\n")[0])
                test = doctest.DocTestParser().get_doctest(session(section), {}, heading, None, 0)
                runner = doctest.DocTestRunner(verbose=False)
                runner.run(test)
                self.assertEqual(runner.summarize(verbose=False).failed, 0)
                count += len(test.examples)
        self.assertGreaterEqual(count, 140)

    def test_every_exercise_has_an_answer_that_runs(self):
        for page in self.pages:
            self.assertEqual(len(page.exercises), len(page.answers), page.name)
            self.assertEqual(len(page.exercises), len(set(page.exercises)), page.name)
            for answer in page.answers:
                self.assertIn(">>>", session(answer), f"{page.name}: {answer}")

    def test_answers_hold_the_lines_that_check_them(self):
        count = 0
        for page in self.pages:
            for exercise in re.findall(r"^\*\*\w+ \d+\.\d+.*?</details>", page.text, re.M | re.S):
                question, answer = exercise.split("<details>")
                prompts = session(answer).replace("...", "")
                for code in re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", question, flags=re.S)):
                    if " == " in code or " < " in code:
                        self.assertIn("".join(code.split()), "".join(prompts.split()), page.name)
                        count += 1
        self.assertGreaterEqual(count, 6)

    def test_the_book_is_as_long_as_it_says(self):
        for book in (BOOK, CHINESE):
            cover, *chapters = [len(Page(name).text.splitlines()) for name in book]
            self.assertLessEqual(cover, 60, book[0])
            self.assertLessEqual(chapters[0], 900, book[0])
            self.assertLessEqual(sum(chapters), 1801, book[0])

    def test_commands_know_their_flags(self):
        helps = {}
        for page in self.pages:
            for command in page.commands:
                found = re.match(r"python examples/(\w+\.py)(.*)", command)
                if not found:
                    self.assertRegex(command, r"^python -m unittest\b")
                    continue
                name, arguments = found.groups()
                self.assertTrue((EXAMPLES / name).exists(), command)
                for flag in re.findall(r"--[a-z-]+", arguments):
                    if name not in helps:
                        helps[name] = re.findall(r"--[a-z-]+", in_process(name, "--help")[0])
                    self.assertIn(flag, helps[name], f"{page.name}: {command}")

    def test_the_table_offers_every_program(self):
        programs = {path.name for path in EXAMPLES.glob("*.py")} - {"start.py"}     # no program
        self.assertEqual(set(Page(PROGRAMS).programs), programs)

    def test_commands_print_what_is_shown(self):
        quick = {command for page in self.pages for command, _ in page.shown()}
        quick -= set(FIRST + SLOW).union(SILENT)
        self.assertGreaterEqual(len(quick), 1)
        self.assertShown(sorted(quick))

    def test_the_first_training_begins_as_shown(self):
        """Up to its loss after 250 examples, of which any change would change the digits; the other
        lines are compared by tests/long_readme.py."""
        command, shown = next(Page(README).shown())
        self.assertEqual(command, FIRST[0])
        shown = shown[:3]

        def update(progress, seen):
            if seen > int(shown[-1].split()[0]):
                raise KeyboardInterrupt
        with tempfile.TemporaryDirectory() as folder, \
                mock.patch.object(terminal.Line, "update", update), \
                mock.patch.object(experiment, "all_pairs", lambda: all_pairs(2)), \
                mock.patch.object(experiment.Quick, "LONG", 4):     # what follows is not reached
            out, err, status = in_process("train_reverse.py", "--quick", "--data", folder)
        self.assertEqual((status, out.splitlines()), (130, shown), err)

    def test_links_and_figures_resolve(self):
        for page in self.pages:
            self.assertGreaterEqual(len(page.links), 5)
            for link in page.links:
                if link.startswith("https://"):
                    continue
                path, _, anchor = link.partition("#")
                there = (ROOT / page.name).parent / path if path else ROOT / page.name
                self.assertTrue(there.exists(), f"{page.name}: {link}")
                if anchor:
                    anchors = Page(os.path.relpath(str(there), str(ROOT))).anchors()
                    self.assertIn(anchor, anchors, f"{page.name}: {link}")

    def test_code_fits_eighty_columns(self):
        for page in self.pages:
            indented = re.findall(r"^    .*$", page.prose, re.M)
            listed = "\n".join(page.listings).splitlines()      # as long as the source has them
            for line in [line for _, code in page.blocks for line in code.splitlines()] + indented:
                self.assertLessEqual(len(line), 88 if line in listed else 80, line)

    def test_readme_has_at_most_100_lines(self):
        self.assertLessEqual(len(Page(README).text.splitlines()), 100)

    def test_both_languages_teach_the_same(self):
        self.maxDiff = None
        for names in zip(BOOK[1:], CHINESE[1:]):
            english, chinese = [self.what_it_teaches(Page(name)) for name in names]
            for part in english:
                with self.subTest(chapter=names[0], part=part):
                    self.assertEqual(english[part], chinese[part])

    def what_it_teaches(self, page):
        """What both languages must have in common, by name."""
        text = re.sub(r"\]\([^)]*\)", "", page.prose)       # without the places that links lead to
        return {
            "sections": [level + re.match(r"[\d.]*", heading).group(0)
                         for level, heading in page.headings],
            "article": [re.findall(r"[一二三四五六七](?:\.\d)?(?=[,，;；、 ])", line)
                        for line in re.findall(r"^\*(?:In the article: |文章：)(.*)", page.prose, re.M)],
            "exercises": page.exercises,
            "figures": [Path(figure).name.replace(".zh-CN.", ".") for figure in page.figures],
            "code": [bare(code) for code in page.python],
            "commands": set(page.commands),
            "output": page.console,
            "tables": [line.count("|") for line in page.prose.splitlines() if line.startswith("|")],
            "numbers": set(re.findall(r"\d+\.\d+|\d{1,3}(?:,\d{3})+|\d{4,}", text)),
        }

    def test_names_in_the_map_exist(self):
        sources = {path.name: path for path in (ROOT / "rnn_pure").rglob("*.py")}
        for page in map(Page, (BOOK[-1], CHINESE[-1])):
            table = page.text.split("### 18.2")[1].split("### 18.3")[0]
            rows = re.findall(r"^\|[^|]*\|([^|]*)\|(.*)\|$", table, re.M)[2:]
            self.assertEqual(len(rows), 12)
            for _, ours in rows:
                files = re.findall(r"\]\((?:\.\./)*(?:\w+/)*(\w+\.py)\)", ours)
                names = [name for file in files for name in names_in(sources[file])]
                for name in re.findall(r"`([\w.]+)`", ours):
                    self.assertIn(name.split(".")[-1], names)

    def test_the_way_to_pytorch(self):
        code, = [code for code in Page(BOOK[-1]).python if code.startswith("# with PyTorch")]
        ast.parse(code)
        try:
            torch = importlib.import_module("torch")
        except ImportError:
            self.skipTest("PyTorch is not installed")
        names = {}
        exec(code, names)
        x = [[1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]
        theirs = names["linear"](names["rnn"](torch.tensor(x))[0]).tolist()
        ours = [layer.mulv for layer in Model(seed=0).forward_propagation(x)]
        self.assertNear(theirs, ours, 1e-6)


if __name__ == "__main__":
    unittest.main()
