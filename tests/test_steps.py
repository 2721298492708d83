"""The programs that follow one sum: forwards (add), back (backward), and through the states (look_inside)."""
import math
import re
import tempfile
import unittest
from pathlib import Path
from random import Random

from rnn_pure import Model, encode
from rnn_pure.study import way_back
from tests.helpers import Case, environment, need_examples, numerical_gradient, random_example, run_example


def setUpModule():
    """A folder with networks that have learned nothing, and a few weights that answer 0 to everything."""
    need_examples()
    Programs.folder = tempfile.TemporaryDirectory()
    Programs.model = Path(Programs.folder.name) / "some.model"
    Model(2, 16, seed=2).save(Programs.model)


def tearDownModule():
    Programs.folder.cleanup()


class Programs(Case):
    folder = model = None

    def run_here(self, name, *flags, status=0, **options):
        """The program's stdout, or for status above 0 its stderr; within 80 columns, and no traceback."""
        done = run_example(name, *flags, cwd=self.folder.name, **options)
        out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        self.assertEqual(done.returncode, status, out + err)
        self.assertNotIn("Traceback", out + err)
        if not status:
            self.assertEqual(err, "")
            own = [line for line in out.splitlines() if self.folder.name not in line]
            self.assertEqual([line for line in own if len(line) > 80], [])
        return err if status else out


class WayBack(Case):
    def setUp(self):
        self.x, self.y = random_example(Random(1), 6, 3)
        self.model = Model(3, 4, 2, seed=1)

    def test_lengths_are_those_of_the_errors_and_gradients(self):
        """Against the gradient of each step's own loss: what one more step of the window adds."""
        seen = way_back.way_back(self.model, self.x, self.y)
        self.assertEqual(seen.gradients, way_back.double_loop(self.model, self.x, self.y))
        self.assertEqual([[v is not None for v in row] for row in seen.errors],
                         [[t - 2 <= i <= t for i in range(6)] for t in range(6)])
        visits = {(v.t, v.i): v for v in way_back.visits(self.model, self.x, self.y)}
        self.assertEqual(sorted(visits), [(t, i) for t in range(6) for i in range(max(0, t - 2), t + 1)])
        for t, i in visits:
            prev_s = self.model.forward_propagation(self.x)[i].s
            rest = self.x[i + 1:t + 1]

            def loss():
                if rest:
                    mulv = self.model.forward_propagation(rest, prev_s)[-1].mulv
                else:
                    mulv = [sum(v * s for v, s in zip(row, prev_s)) for row in self.model.V]
                return way_back.output.loss(mulv, self.y[t])

            ds = numerical_gradient(loss, prev_s)
            self.assertAlmostEqual(seen.errors[t][i], sum(d * d for d in ds) ** 0.5, delta=1e-8)
            squares = [d * d for row in visits[t, i].gradients[1] for d in row]
            self.assertAlmostEqual(seen.shares[t][i], sum(squares) ** 0.5, delta=1e-14)

    def test_what_meets_in_a_step_is_the_librarys_sum(self):
        """Nothing cut: what meets in step i is dL/ds_i of the whole loss."""
        self.model.bptt_truncate = 5
        seen = way_back.way_back(self.model, self.x, self.y)
        for i in range(6):
            s = self.model.forward_propagation(self.x)[i].s

            def loss():
                own = [sum(v * n for v, n in zip(row, s)) for row in self.model.V]
                later = self.model.forward_propagation(self.x[i + 1:], s) if i < 5 else []
                return sum(way_back.output.loss(mulv, y_t) for mulv, y_t in zip(
                    [own] + [layer.mulv for layer in later], self.y[i:]))

            ds = numerical_gradient(loss, s)
            self.assertAlmostEqual(seen.met[i], sum(d * d for d in ds) ** 0.5, delta=1e-8)
        self.assertEqual(seen.added[0], 0.0)        # the state before step 0 is 0

    def test_slope_is_the_gradient_of_the_sum(self):
        self.model.bptt_truncate = 5
        for name, dM in zip("UWV", self.model.bptt(self.x, self.y)):
            before = [list(row) for row in getattr(self.model, name)]
            self.assertAlmostEqual(way_back.slope(self.model, self.x, self.y, name, 1, 2), dM[1][2], delta=1e-9)
            self.assertEqual(getattr(self.model, name), before)


class Backward(Programs):
    NUMBER = r"\d\.\de[+-]\d\d"

    def test_triangles_and_both_sums(self):
        out = self.run_here("backward.py", 59, 14, "--model", self.model)
        self.assertIn("Errors go back to step t - 2.", out)
        for t, visits, cut in ((0, 1, 0), (2, 3, 0), (3, 3, 1), (7, 3, 5)):
            rows = re.findall(r"^t = %d (.*)$" % t, out, re.M)
            self.assertEqual([(len(re.findall(self.NUMBER, row)), row.split().count(".")) for row in rows],
                             2 * [(visits, cut)])
        self.assertEqual(re.findall(r"^a b +(.*\d)", out, re.M), 2 * ["      ".join(
            "%d %d" % (59 >> k & 1, 14 >> k & 1) for k in range(8))])
        rows = re.findall(r"^(\|d.\||dL/d.\S+) +(-?\d\.\d{9}) +(-?\d\.\d{9}) *(-?\d\.\d{9})?$", out, re.M)
        self.assertEqual([name[:5] for name, _, _, _ in rows], ["|dU|", "|dW|", "|dV|", "dL/dU"] + 3 * ["dL/dW"] +
                         ["dL/dV"])
        gradients = Model.load(self.model).bptt(*[example[0] for example in encode([[59, 14, 73]])])
        for name, loop, library, _ in rows:
            dM = gradients["UWV".index(re.search("[UWV]", name).group())]
            i_j = re.findall(r"\[(\d+)\]", name)
            wanted = dM[int(i_j[0])][int(i_j[1])] if i_j else math.sqrt(sum(d * d for row in dM for d in row))
            self.assertEqual((loop, library), 2 * ("%.9f" % wanted,))
        self.assertEqual(rows[-1][1], rows[-1][3])      # V is not cut
        self.assertNotEqual(rows[4][1], rows[4][3])
        self.assertRegex(out, r"same numbers in \d+% of the time: (.|\n)* 21 visits\.\n$")

    def test_nothing_cut(self):
        out = self.run_here("backward.py", "--untrained", "--bptt-truncate", 7)
        self.assertIn("127 + 1, least significant bit first", out)
        rows = re.findall(r"^dL/d\S+ +(\S+) +(\S+) +(\S+)$", out, re.M)
        self.assertEqual(len(rows), 5)
        for loop, library, slope in rows:
            self.assertEqual(loop, library)
            self.assertAlmostEqual(float(slope), float(loop), delta=2e-9)
        self.assertIn(" 36 visits", out)

    def test_bad_numbers(self):
        self.assertIn("got 1", self.run_here("backward.py", 3, status=2))
        self.assertIn("from 0 to 127, got '128'", self.run_here("backward.py", 128, 1, status=2))
        self.assertIn("got '-1'", self.run_here("backward.py", "--bptt-truncate", "-1", status=2))

    def test_plain_ascii(self):
        out = self.run_here("backward.py", "--model", self.model, env=environment(PYTHONIOENCODING="ascii"))
        self.assertRegex(out, r"t = 0  +\d\.\de-\d\d[#@]")


if __name__ == "__main__":
    unittest.main()
