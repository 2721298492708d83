"""What test modules share: comparisons, random examples, numerical gradients, running programs."""
import contextlib
import io
import json
import os
import runpy
import signal
import subprocess
import sys
import unittest
from pathlib import Path
from unittest import mock

import rnn_pure
from rnn_pure import Model

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parent / "examples"
sys.path.append(str(EXAMPLES))      # where they find start.py
GOLDEN = json.loads((HERE / "article_vectors.json").read_text(encoding="utf-8"))


def flat(values):
    """The numbers in nested lists, in order."""
    return [n for v in values for n in flat(v)] if isinstance(values, (list, tuple)) else [values]


def partial_files(path):
    """What is left of interrupted trainings beside the network."""
    return sorted(path.parent.glob(f"{path.stem}.partial-*{path.suffix}"))


class Case(unittest.TestCase):
    def assertNear(self, got, wanted, tolerance):
        """Nested lists of the same shape, with numbers that differ by no more than tolerance."""
        self.assertEqual(shape(got), shape(wanted))
        for g, w in zip(flat(got), flat(wanted)):
            self.assertTrue(abs(g - w) <= tolerance, (g, w))        # NaN is near nothing


def shape(values):
    return [shape(v) for v in values] if isinstance(values, (list, tuple)) else None


def numerical_gradient(f, values, h=1e-5):
    """df/dv for every number v in the list (or list of rows) values, by central differences."""
    if isinstance(values[0], list):
        return [numerical_gradient(f, row, h) for row in values]
    gradient = []
    for i, v in enumerate(values):
        values[i] = v + h
        above = f()
        values[i] = v - h
        below = f()
        values[i] = v
        gradient.append((above - below) / (2 * h))
    return gradient


def random_example(rng, T, word_dim, one_hot=False):
    x = [rng.randrange(word_dim) if one_hot else [rng.uniform(-1, 1) for _ in range(word_dim)]
         for _ in range(T)]
    return x, [rng.randrange(word_dim) for _ in range(T)]


def golden_model(case):
    model = Model(case["word_dim"], case["hidden_dim"], case["bptt_truncate"])
    model.U, model.W, model.V = case["U"], case["W"], case["V"]
    return model


@contextlib.contextmanager
def quiet():
    """Collects what is printed; yields the buffer."""
    with contextlib.redirect_stdout(io.StringIO()) as buffer:
        yield buffer


def need_examples():
    if not (EXAMPLES / "train_reverse.py").exists():
        raise unittest.SkipTest("examples/ is not beside tests/")


def environment(**changes):
    """This process's environment; a child finds the package under test in it, and speaks UTF-8."""
    env = dict(os.environ, PYTHONPATH=str(Path(rnn_pure.__file__).resolve().parent.parent),
               PYTHONIOENCODING="utf-8")
    env.update(changes)
    return env


def hear_interrupts():
    """In a child: Ctrl-C is heard even where these tests were started deaf to it, as by nohup."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run_example(name, *flags, cwd=None, stdin="", env=None, timeout=120):
    """Runs examples/name in a process; that process, its lines ended by \\n everywhere."""
    need_examples()
    if isinstance(stdin, str):
        stdin = stdin.encode("utf-8")
    done = subprocess.run([sys.executable, str(EXAMPLES / name)] + [str(flag) for flag in flags],
                          cwd=cwd, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=env or environment(), timeout=timeout)
    done.stdout = done.stdout.replace(b"\r\n", b"\n")      # as Windows ends them
    done.stderr = done.stderr.replace(b"\r\n", b"\n")
    return done


def in_process(name, *flags, cwd=None, stdin=b"", encoding="utf-8", environ=()):
    """Runs examples/name as __main__ in this process, which is quicker than in one of its own.

    (stdout, stderr, exit status), their lines ended by \\n everywhere.
    """
    need_examples()
    screens = [io.TextIOWrapper(io.BytesIO(stdin), "utf-8")]
    screens += [io.TextIOWrapper(io.BytesIO(), encoding, "backslashreplace") for _ in range(2)]
    here, on_interrupt = os.getcwd(), signal.getsignal(signal.SIGINT)
    with mock.patch.dict("os.environ", environ), mock.patch.multiple(
            "sys", argv=[name] + list(map(str, flags)), path=list(sys.path),
            stdin=screens[0], stdout=screens[1], stderr=screens[2]):
        os.chdir(str(cwd or here))
        try:
            runpy.run_path(str(EXAMPLES / name), run_name="__main__")
        except SystemExit as ending:
            status = ending.code
        finally:
            os.chdir(here)
            signal.signal(signal.SIGINT, on_interrupt)      # a program that was interrupted is deaf
    for screen in screens[1:]:
        screen.flush()
    out, err = [screen.buffer.getvalue().decode(encoding) for screen in screens[1:]]
    return out.replace("\r\n", "\n"), err.replace("\r\n", "\n"), status
