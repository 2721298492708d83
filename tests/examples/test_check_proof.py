"""examples/check_proof.py: its functions of real numbers, what it accepts, and what it must not."""
import ast
import io
import json
import unittest
from contextlib import redirect_stderr, redirect_stdout
from decimal import Decimal, localcontext
from fractions import Fraction
from math import tanh
from random import Random
from unittest import mock

from tests.examples.checker import FILE, Checker, last_column

ONE = 2 ** 64


def latch():
    """The answer is the last column that was no zero; 0 before.  By hand, and with more states than
    that takes: 0 and 5 before, 3 and 4 just after (no balls are there), 1 and 2 later."""
    return {"U": [[6.0, -6.0], [-6.0, 6.0]], "W": [[2.0, 0.0], [0.0, 2.0]],
            "V": [[4.0, 0.0], [0.0, 4.0]], "metric": [[1.0, 0.0], [0.0, 1.0]],
            "task": {"start": 0, "columns": [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]],
                     "answer": [[0, 1, int(i in (2, 4))] for i in range(6)],
                     "next": [[3, 4, 5], [1, 2, 1], [1, 2, 2], [1, 2, 1], [1, 2, 2], [3, 4, 5]]},
            "balls": [{"state": 1, "center": [0.96, -0.96], "radius": 0.1},
                      {"state": 2, "center": [-0.96, 0.96], "radius": 0.1}]}


def true_tanh(z):
    """Of a number in units of 2^-64, as a Decimal in the same units."""
    q = (Decimal(-2 * abs(z)) / ONE).exp()
    return (1 - q) / (1 + q) * ONE * (1 if z >= 0 else -1)


class RealNumbers(Checker):
    def test_it_needs_json_and_sys_and_has_no_float_but_in_the_measurement(self):
        tree = ast.parse(FILE.read_text(encoding="utf-8"))
        imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import,
                                                                       ast.ImportFrom))]
        self.assertEqual([ast.dump(node).count("alias(") for node in imports], [1, 1, 1])
        tree.body = [node for node in tree.body if getattr(node, "name", "") != "measure"]
        names = [node.names[0].name for node in ast.walk(tree) if node in imports]
        self.assertEqual(names, ["json", "sys"])
        for node in ast.walk(tree):
            self.assertNotIsInstance(node, ast.Div)
            self.assertNotIn(float, map(type, vars(node).values()))
        self.assertEqual([node.id for node in ast.walk(tree)
                          if isinstance(node, ast.Name)].count("float"), 1)

    def test_functions_of_real_numbers(self):
        c, rng = self.checker, Random(1)
        with localcontext() as context:
            context.prec = 60
            for i in range(300):
                z = rng.randrange(-2 ** rng.randrange(1, 71), 2 ** rng.randrange(1, 71))
                self.assertLess(abs(c.tanh(z) - true_tanh(z)), 2)
                self.assertLess(abs(c.tanh(z << 256, 320) - true_tanh(z) * 2 ** 256), 2 ** 232)
                v = rng.randrange(2 ** rng.randrange(1, 500))
                self.assertTrue((c.root(v) - 1) ** 2 <= v < c.root(v) ** 2)
        self.assertEqual((c.root(0), c.tanh(0)), (1, 0))
        for _ in range(100):    # a product of what is packed, and what it means
            rows = [[rng.randrange(-2 ** 80, 2 ** 80) for _ in range(5)] for _ in range(7)]
            x = [rng.randrange(-2 ** 100, 2 ** 100) for _ in range(5)]
            self.assertEqual(c.times(c.pack(rows), x), [c.dot(row, x) for row in rows])
            rows = [[v * w for w in x] for v in x]      # v.Qv is (x.v)^2, and not less when cut
            Q = c.form(rows, 140)
            for v in (x, [1, 0, 0, 0, 0], [x[1], -x[0], 0, 0, 0]):
                self.assertGreaterEqual(c.dot(v, [c.dot(q, v) for q in Q]) << 140, c.dot(x, v) ** 2)
        self.assertLess(ONE - c.tanh(1000 * ONE), 2)

    def test_tanh_is_between_the_two_lines(self):
        rng = Random(2)
        for _ in range(200):
            low = int(ONE * rng.choice((rng.uniform(-4, 4), rng.uniform(-40, 40))))
            high = low + int(ONE * rng.choice((1e-12, rng.uniform(1e-12, 1e-3), rng.uniform(0, 9))))
            a, b, g = self.checker.two_lines(low, high + 2)
            self.assertTrue(0 < a <= ONE + 8)
            rest = [true_tanh(z) - (a * z >> 64) - b
                    for z in [low, high] + [rng.randrange(low, high + 2) for _ in range(40)]]
            self.assertLess(max(map(abs, rest)), g - 2 ** 33)
            if high - low > ONE // 16:      # and no waste
                self.assertGreater(max(rest) - min(rest), 1.9 * (g - 2 ** 35))

    def test_an_image_holds_what_becomes_of_the_points_of_a_ball(self):
        c, rng = self.checker, Random(3)

        def units(rows):
            return [[int(v * ONE) for v in row] for row in rows]
        for n in (1, 3, 6):
            U, W, V, T = [[[rng.uniform(-1, 1) + 2 * (i == j) for j in range(width)]
                           for i in range(height)] for height, width in (
                               (n, 2), (n, n), (2, n), (n, n))]
            T = [[v * (j >= i) for j, v in enumerate(row)] for i, row in enumerate(T)]
            columns = [[0.5, -1.0], [1.0, 1.0]]
            net = c.Network(units(U), units(W), units(V), units(columns), units(T))
            center = [rng.uniform(-0.5, 0.5) for _ in range(n)]
            region = net.ball(units([center])[0], ONE // 2)
            points = []
            for _ in range(200):
                e = [rng.gauss(0, 1) for _ in range(n)]
                length = sum([c.dot(t, e) ** 2 for t in T]) ** 0.5
                points.append([m + 0.5 * v / length for m, v in zip(center, e)])
            for column in (0, 1, 0):
                for _ in range(20):     # the region, and the box around what it makes before tanh
                    v = units([[rng.gauss(0, 1) for _ in range(n)]])[0]
                    most = max([abs(c.dot(v, [p - m / ONE for p, m in zip(s, region[0])]))
                                for s in points])
                    self.assertLess(most, c.reach(v, c.times(region[1], v), region[2]))
                region = list(net.images(*region))[column]
                middle, Q, g, sizes = region
                points = [[tanh(c.dot(u, columns[column]) + c.dot(w, s)) for u, w in zip(U, W)]
                          for s in points]
                off = [[v - m / ONE for v, m in zip(s, middle)] for s in points]
                for right in (0, 1):
                    v, = net.rivals[right]
                    won = min([c.dot(s, v) for s in points])
                    room = 2 * c.reach(v, c.times(Q, v), g)
                    for least, sure in ((won + 0.001 * ONE, False), (won - room, True)):
                        with mock.patch.object(c, "LEAST_MARGIN", int(least)):
                            self.assertEqual(net.wins(right, *region[:3]), sure)
                far = max([sum([c.dot(t, s) ** 2 for t in T]) ** 0.5 for s in off])
                self.assertLess(far, sum(sizes) / ONE)
                for gap in [[0.0] * n] + [[rng.gauss(0, far) for _ in range(n)] for _ in range(9)]:
                    near = [m + int(v * ONE) for m, v in zip(middle, gap)]
                    length = sum([c.dot(t, gap) ** 2 for t in T]) ** 0.5
                    off_by = max([sum([c.dot(t, [p - q for p, q in zip(s, gap)]) ** 2
                                       for t in T]) ** 0.5 for s in off])
                    for radius, held in ((0.999 * off_by, False),
                                         (1.001 * (length + sum(sizes) / ONE) + 1e-4, True)):
                        place = net.place([(0, near, int(radius * ONE))])
                        self.assertEqual(net.held(*region, *place), held)

    def test_the_slack_is_more_than_the_program_can_round(self):
        c, rng = self.checker, Random(4)
        for size in (1.0, 10.0):
            U, W, V = [[[rng.uniform(-size, size) for _ in range(width)] for _ in range(8)]
                       for width in (8, 8, 8)]
            x = [rng.uniform(-3, 3) for _ in range(8)]
            exact = [[[Fraction(v) for v in row] for row in M] for M in (U, W, [x])]
            units = [[[int(v * ONE) for v in row] for row in M] for M in (U, W, V, [x])]
            net = c.Network(*units, [[ONE * (i == j) for j in range(8)] for i in range(8)])
            for _ in range(50):
                s = [rng.uniform(-1, 1) for _ in range(8)]
                for i, (u, w) in enumerate(zip(U, W)):
                    true = c.dot(exact[0][i], exact[2][0]) + c.dot(exact[1][i], map(Fraction, s))
                    here = net.Ux[0][i] + c.dot(units[1][i], [int(v * ONE) for v in s]) // ONE
                    for z in (Fraction(c.dot(u, x) + c.dot(w, s)), Fraction(here, ONE)):
                        self.assertLess(abs(z - true) * 2 ** 37, 1)
        huge = [[[v * 2 ** 20 for v in row] for row in M] for M in units[:3]]
        with self.assertRaisesRegex(ValueError, "rounding"):
            c.Network(*huge, units[3], [[ONE]])

    def test_a_measurement_sees_a_tanh_that_is_not_good_enough(self):
        for theirs, status in ((tanh, 0), (lambda x: tanh(x) * (1 + 2 ** -50), 1),
                               (lambda x: tanh(x) or 1e-300, 1)):
            with redirect_stdout(io.StringIO()) as out, mock.patch("math.tanh", theirs):
                self.assertEqual(self.checker.measure(300), status)
            self.assertIn("ulp off at 300 points", out.getvalue())


class Certificates(Checker):
    def test_it_accepts_what_is_proved(self):
        status, said = self.run_on(self.by_hand)
        self.assertEqual(status, 0, said)
        self.assertIn("a network of 3 units", said)
        self.assertIn(f"{len(self.by_hand['balls'])} balls", said)
        named = self.damaged("task", "name", "adding \u00e9")
        self.assertIn("adding \\xe9", self.run_on(dict(named, more="fields"))[1])
        self.assertEqual(self.run_on(last_column())[0], 0)
        self.assertEqual(self.run_on(latch())[0], 0)

    def test_it_refuses_other_answers(self):
        for i in (0, 1):
            for j in range(4):
                for table in ("answer", "next"):
                    right = self.by_hand["task"][table][i][j]
                    self.refused(self.damaged("task", table, i, j, 1 - right),
                                 "at s = 0|may be wrong|in no ball")
        for tiny in (1e-30, -1e-30, 5e-324):    # not 0, and its sum comes out wrong
            self.refused(self.damaged("task", "columns", 0, [tiny, 0.0]), "may be wrong|in no ball")
        for V, answers in ([0.0, 0.0, 4.0], [0, 2, 1]), ([0.0, 2.0, 4.0], [0, 2, 2]):
            other = last_column()
            other["V"], other["task"]["answer"] = other["V"][:2] + [V], [answers]
            self.refused(other, "may be wrong")
        for i, j, pattern in ((0, 2, "at s = 0"), (5, 2, "at s = 0"), (5, 0, "start"),
                              (0, 1, "start"), (3, 2, "start"), (4, 2, "start"), (2, 2, "ball 1")):
            other = latch()
            other["task"]["answer"][i][j] = 1 - other["task"]["answer"][i][j]
            self.refused(other, pattern)
        self.refused(self.damaged("V", self.by_hand["V"][::-1]), "the start, columns")
        self.refused(self.damaged("W", [[0.0] * 3] * 3), "may be wrong|in no ball")
        self.refused(self.damaged("U", 0, 0, 0.5), "may be wrong|in no ball")

    def test_it_refuses_balls_that_do_not_do(self):
        ball = self.by_hand["balls"][0]
        self.refused(self.damaged("balls", []), "in no ball")
        self.refused(self.damaged("balls", [ball]), "may be wrong|in no ball")
        for b in range(len(self.by_hand["balls"])):
            state = self.by_hand["balls"][b]["state"]
            self.refused(self.damaged("balls", b, "state", 1 - state), "may be wrong|in no ball")
        self.refused(self.damaged("balls", 0, "radius", 0), "above 0")
        self.refused(self.damaged("balls", 0, "radius", -1.0), "above 0")
        self.refused(self.damaged("balls", 0, "radius", 5 * ball["radius"]), "may be wrong")
        self.refused(self.damaged("balls", 0, "radius", 100 * ball["radius"]), "too large")
        self.refused(self.damaged("balls", 0, "center", 1, 1e300), "too large")
        self.refused(self.damaged("balls", 0, "center", 1, 1e3), "may be wrong")
        self.refused(self.damaged("metric", 2, [0.0] * 3), "inverse")
        self.refused(self.damaged("metric", 2, 0, 0.5), "no triangle")
        self.refused(self.damaged("metric", [[1e200 * v for v in row]
                                             for row in self.by_hand["metric"]]))

    def test_it_refuses_what_is_no_certificate(self):
        text = json.dumps(self.by_hand)
        for bad, pattern in (
                (text[:-1], "line 1"), ("[]", "missing"), ("[" * 10 ** 6, "too deep"),
                (text.replace('"start"', '"begin"'), "missing"),
                (text.replace('"balls": [', '"balls": [3, '), "missing"),
                (text.replace('"start": 0', '"start": 0, "start": 0'), "twice"),
                (text.replace("{", '{"W": [[1.0]], ', 1), "twice"),
                (self.damaged("W", 0, 1, "4"), "W must"), (self.damaged("W", 0, 1, True), "W must"),
                (self.damaged("W", 0, 1, float("nan")), "NaN"),
                (self.damaged("W", 0, 1, float("-inf")), "Infinity|infinity"),
                (self.damaged("W", 0, 1, 1e300), "too large"),
                (self.damaged("task", "columns", 0, [900.0, 0.0]), "rounding"),
                (text.replace("16.0", "1e999"), "Infinity|infinity"),
                (self.damaged("U", 0, [1.0]), "U must"), (self.damaged("W", 7), "missing"),
                (self.damaged("V", self.by_hand["V"][:1]), "2 rows"),
                (self.damaged("task", "columns", [[0.0, 0.0]]), "answer must"),
                (self.damaged("task", "answer", 0, 0, 2), "from 0 to 1"),
                (self.damaged("task", "next", 0, 0, 0.5), "from 0 to 1"),
                (self.damaged("task", "start", -1), "from 0 to 1"),
                (self.damaged("balls", 0, "state", 2), "from 0 to 1"),
                (self.damaged("balls", 0, "center", [0.0]), "center must")):
            self.refused(bad, pattern)
        self.file.unlink()
        with redirect_stderr(io.StringIO()) as said:
            self.assertEqual(self.checker.main([str(self.file)]), 1)
        self.assertIn("proof", said.getvalue())

    def test_a_decimal_number_stands_for_a_double(self):
        self.run_on(self.damaged("W", 0, [0.1, 5e-324, 123.456789123456789]))
        W = self.checker.read(str(self.file))[1][1]
        self.assertEqual(W[0], [3602879701896397 * ONE // 2 ** 55, 1,
                                int(123.456789123456789 * 2 ** 46) * ONE // 2 ** 46])
        self.assertEqual(W[2], [0, 16 * ONE, 2 * ONE])


if __name__ == "__main__":
    unittest.main()
