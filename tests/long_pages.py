"""What the pages' longer commands do, minutes on PyPy: python -m unittest tests.long_pages"""
import tempfile
import unittest
from pathlib import Path

from tests.tutorial import book

from rnn_pure.programs import teaching
from rnn_pure.saved import networks
from rnn_pure.tasks.adding import Reading

# How what would take minutes is tried.
SHORTER = {
    "python examples/what_matters.py": "--examples 20",
    "python examples/what_matters.py --quick": "--examples 20",
    "python examples/language_model.py": "--characters 3000 --length 50",
    "python examples/language_model.py --characters 20000": "--characters 3000 --length 50",
    "python examples/train_reverse.py --counts": "--samples 500 --epochs 1",
    "python examples/draw_figures.py": "--redraw",
    "python examples/prove.py --seeds 10": "--seeds 1",
    "python examples/learn_rule.py --board": "tomita1 --seeds 1",
}
# Minutes each time: the same with --seed 3, and --seeds 10, are tried instead.
NOT_AGAIN = "python examples/prove.py --article --seeds 5"
DIVERGES = "python examples/train_reverse.py --samples 100 --epochs 2 --learning-rate 1e9"


class LongPages(book.Shown):
    def test_commands_print_what_is_shown(self):
        self.assertShown(book.SLOW)

    def test_every_other_command_runs(self):
        commands = [command for page in book.pages() for command in page.commands
                    if not command.startswith(book.SILENT + (NOT_AGAIN,))
                    and "FILE" not in command]
        with tempfile.TemporaryDirectory() as folder:
            book.workshop(folder)
            for name in ("examples/calculator/reverse.model", "seed3.model"):
                path = Path(folder) / name      # it would take minutes: a quick one does
                path.parent.mkdir(exist_ok=True)
                networks.save(teaching.network(), path, networks.About(Reading()))
            for command in sorted(set(commands) - set(book.SLOW), key=commands.index):
                status, printed = book.run_command(
                    f"{command} {SHORTER.get(command, '')}", folder)
                wanted = 1 if command == DIVERGES else 3 if "--article --seed 3" in command else 0
                with self.subTest(command=command):
                    self.assertEqual(status, wanted, "\n".join(printed))


if __name__ == "__main__":
    unittest.main()
