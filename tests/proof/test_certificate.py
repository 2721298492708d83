"""The check of a proof: its enclosures against random points, and that it refuses what is false."""
import json
import tempfile
import unittest
from fractions import Fraction
from math import atan2, atanh, cos, inf, ldexp, sin, sqrt, tanh
from pathlib import Path
from random import Random
from unittest import mock

from tests.proof.made import by_hand, proved

from rnn_pure.check import DataError
from rnn_pure.matrix import dot, matvec, transpose, uniform
from rnn_pure.proof import check, regions
from rnn_pure.proof.certificate import Certificate, Cover
from rnn_pure.proof.regions import SLACK, Ball, Refused, Region, Steps, two_lines
from rnn_pure.proof.words import claim, subject
from rnn_pure.tasks.adding import adder
from rnn_pure.tasks.automaton import Automaton


def unit(rng, n):
    v = [rng.gauss(0.0, 1.0) for _ in range(n)]
    length = sqrt(dot(v, v))
    return [x / length for x in v]


def pushed(steps, region, column):
    """The region that this column makes of a region, whatever the state."""
    return [image for number, image, _, _ in steps.images(region, 0) if number == column][0]


def plus(c, columns, factors):
    return [x + sum([f * column[i] for f, column in zip(factors, columns)])
            for i, x in enumerate(c)]


BITS = 80
ONE = 1 << BITS


def exact(v):
    """A float in units of 2^-80, cut."""
    p, q = v.as_integer_ratio()
    return (p << BITS) // q


def exact_tanh(z):
    """tanh in units of 2^-80, to 2^-70, without a float: (1 - q) / (1 + q), q = e^(-2 |z|)."""
    y, q, term, k = exact(abs(z)) >> 7, ONE, ONE, 0     # e^-y, y = 2 |z| / 2^8, by its series
    while term:
        k += 1
        term = -(term * y >> BITS) // k
        q += term
        if abs(term) <= 1:
            break
    for _ in range(8):
        q = q * q >> BITS
    t = (ONE - q << BITS) // (ONE + q)
    return t if z >= 0 else -t


def squared_singular_values(M):
    """Jacobi: two columns after another are turned until all are across each other."""
    M = [list(column) for column in M]
    for _ in range(12):
        for j in range(len(M)):
            for i in range(j):
                a, b, c = dot(M[i], M[i]), dot(M[j], M[j]), dot(M[i], M[j])
                if abs(c) > 1e-30 + 1e-17 * sqrt(a * b):
                    angle = 0.5 * atan2(2.0 * c, a - b)
                    M[i], M[j] = ([cos(angle) * x + sin(angle) * y for x, y in zip(M[i], M[j])],
                                  [cos(angle) * y - sin(angle) * x for x, y in zip(M[i], M[j])])
    return [dot(column, column) for column in M]


def setUpModule():
    global PROVED
    PROVED = proved().certificate


class Enclosures(unittest.TestCase):
    def test_tanh_is_between_the_two_lines(self):
        rng = Random(1)
        for _ in range(100):
            low = rng.choice((rng.uniform(-4, 4), rng.uniform(-40, 40), rng.gauss(0, 0.01)))
            high = low + rng.choice((2e-8, rng.uniform(2e-8, 1e-3), rng.uniform(1e-3, 8)))
            a, b, g = two_lines(low, high)
            self.assertTrue(0 <= a <= 1)
            rest = []
            for z in [low, high] + [rng.uniform(low, high) for _ in range(20)] + [
                    low + (high - low) * i / 20 for i in range(20)]:
                rest.append(Fraction(tanh(z)) - Fraction(a) * Fraction(z) - Fraction(b))
            self.assertLessEqual(max(map(abs, rest)), g - SLACK * 0.99)      # SLACK is on top
            self.assertGreaterEqual(max(rest) - min(rest),
                                    1.5 * (g - SLACK) - 1e-7)    # and no waste

    def test_two_lines_against_a_tanh_in_whole_numbers(self):
        """10,000 intervals: at the ends, at the two places where the curve is furthest from the
        chord, and elsewhere.  Nothing lies outside of the lines, and they are no wider than that.
        """
        rng = Random(11)
        for i in range(10000):
            low = (rng.uniform(-4, 4), rng.gauss(0, 0.3), rng.uniform(-22, 22))[i % 3]
            high = low + (rng.uniform(2e-7, 1e-3), rng.uniform(1e-3, 1), rng.uniform(0.1, 9))[
                rng.randrange(3)]
            a, b, g = two_lines(low, high)
            self.assertTrue(0.0 <= a <= 1.0)
            turn = atanh(sqrt(max(0.0, 1.0 - max(a, 1e-12))))
            rest = [(exact_tanh(z) - ((exact(a) * exact(z)) >> BITS) - exact(b)) / ONE
                    for z in (low, high, rng.uniform(low, high), turn, -turn) if low <= z <= high]
            self.assertLessEqual(max(map(abs, rest)), g - 0.99 * SLACK, (low, high))
            self.assertLess(2.0 * (g - SLACK) - (max(rest) - min(rest)), 1e-9, (low, high))

    def test_the_size_is_at_least_the_largest_singular_value(self):
        """Of regions round, flat, long, and of all ranks: none too small.  It is the root of the
        length of (T L)^T T L as one vector where that is asked, else the length of T L."""
        rng, asked = Random(12), 0
        for i in range(100):
            n = rng.choice((1, 2, 3, 5))
            steps = Steps([[0.0] * 2] * n, [[0.0] * n] * n, [[0.0] * n] * 2, adder(),
                          [[float(j == k) + rng.uniform(-0.3, 0.3) * (j <= k) for k in range(n)]
                           for j in range(n)])
            scales = [10.0 ** rng.uniform(-3 * (i % 2), 0) for _ in range(n)]
            L = [[scale * rng.gauss(0, 1) for scale in scales] for _ in range(rng.randint(1, n))]
            TL = [matvec(steps.T, column) for column in L]
            frobenius2, errors = sum([dot(c, c) for c in TL]), rng.choice((0.0, 0.3))
            region = Region([0.0] * n, L, [], frobenius2, errors)
            values = squared_singular_values(TL)
            best = sum([v * v for v in values]) ** 0.25
            for share in (0.5, 0.7, 0.9, 0.99, 1.01):
                room = errors + share * sqrt(frobenius2)
                size = steps.size(region, room) - errors
                self.assertGreaterEqual(size, sqrt(max(values)) * (1 - 1e-12))
                if 2 / 3 < share < 1:
                    self.assertAlmostEqual(size, best, delta=1e-9 * best)
                    asked += size < 0.95 * sqrt(frobenius2)
                else:
                    self.assertAlmostEqual(size, sqrt(frobenius2), delta=1e-9)
        self.assertGreater(asked, 60)

    def test_a_region_holds_what_a_column_makes_of_its_points(self):
        rng = Random(2)
        for n in (1, 2, 5):
            U, W, V = [uniform(rng, *shape) for shape in ((n, 2, 2.0), (n, n, 2.0), (2, n, 2.0))]
            metric = [[float(i == j) + rng.uniform(-0.2, 0.2) for j in range(n)] for i in range(n)]
            steps = Steps(U, W, V, adder(), metric)
            ball = Ball(0, [rng.uniform(-0.5, 0.5) for _ in range(n)], 0.4)
            region, inverse, points = steps.whole_ball(ball), regions.trusted_inverse(metric)[0], []
            for _ in range(200):
                s = matvec(inverse, unit(rng, n))   # of the ball's surface, by the metric itself
                points.append([c + ball.radius * v for c, v in zip(ball.center, s)])
            for column in (3, 0, 1):
                image = pushed(steps, region, column)
                points = [[tanh(dot(u, steps.task.columns[column]) + dot(w, s))
                           for u, w in zip(U, W)]
                          for s in points]
                self.holds(steps, image, points, rng)
                self.assertEqual(len(image.E), len(region.E) + n)
                region = image

    def holds(self, steps, image, points, rng):
        n = len(image.c)
        for _ in range(10):     # in no direction does a point stick out
            d = unit(rng, n)
            reach = sqrt(sum([dot(d, c) ** 2 for c in image.L]))
            reach += sum([abs(dot(d, c)) for c in image.E])
            for s in points:
                self.assertLessEqual(abs(dot(d, s) - dot(d, image.c)), reach)
        for right in (0, 1):
            least = min([dot(steps.rivals[right][0], s) for s in points])
            self.assertLessEqual(steps.margin(image, right), least)
        size = steps.size(image, 0.0)
        tight = steps.size(image, 0.999 * (image.errors + sqrt(image.frobenius2)))
        for s in points:
            gap = matvec(steps.T, [x - c for x, c in zip(s, image.c)])
            self.assertLessEqual(sqrt(dot(gap, gap)), min(size, tight))

    def test_sizes_are_those_of_the_matrices_that_they_stand_for(self):
        rng = Random(3)
        for n in (1, 3, 8):
            U, W, V = [uniform(rng, *shape) for shape in ((n, 2, 2.0), (n, n, 1.0), (2, n, 2.0))]
            metric = [[2.0 * (i == j) + rng.uniform(-0.5, 0.5) for j in range(n)] for i in range(n)]
            steps = Steps(U, W, V, adder(), metric)
            region = steps.whole_ball(Ball(0, [0.1] * n, 0.3))
            for column in (1, 3):
                region = pushed(steps, region, column)
                with mock.patch.object(regions, "two_lines", side_effect=two_lines) as lines:
                    pushed(steps, region, 0)
                for w, ((low, high), _) in zip(W, lines.call_args_list):
                    half = 0.5 * (high - low) * (1 + 1e-12)
                    least = sqrt(sum([dot(w, c) ** 2 for c in region.L]))
                    self.assertGreaterEqual(half, least + sum([abs(dot(w, e)) for e in region.E]))
                TL = [matvec(metric, c) for c in region.L]
                frobenius = sum([dot(c, c) for c in TL])
                self.assertGreaterEqual(region.frobenius2, frobenius)
                self.assertAlmostEqual(region.frobenius2, frobenius, delta=1e-6)
                errors = sum([sqrt(dot(e, e)) for e in [matvec(metric, e) for e in region.E]])
                self.assertGreaterEqual(region.errors, errors * (1 - 1e-12))
                self.assertLess(region.errors, 3 * errors)
                largest = max([sqrt(dot(y, y)) for y in [matvec(transpose(TL), unit(rng, n))
                                                         for _ in range(500)]])
                for enough in (0.0, 0.9 * largest, 1.05 * largest, inf):
                    size = steps.size(region, enough + region.errors) - region.errors
                    self.assertGreaterEqual(size, largest * (1 - 1e-12))

    def test_a_point_is_held_by_the_ball_with_most_room(self):
        rng = Random(7)
        metric = [[float(i == j) + rng.uniform(-0.3, 0.3) for j in range(3)] for i in range(3)]
        steps = Steps(PROVED.U, PROVED.W, PROVED.V, PROVED.task, metric)
        cover = Cover(steps)
        for k in range(30):
            cover.add(Ball(k % 2, [rng.uniform(-1, 1) for _ in range(3)], rng.uniform(0.3, 0.6)))
        for _ in range(100):
            point, state = [rng.uniform(-1, 1) for _ in range(3)], rng.randrange(2)
            rooms = {}
            for k, ball in enumerate(cover.balls):
                gap = matvec(metric, [p - c for p, c in zip(point, ball.center)])
                if ball.state == state:
                    rooms[k] = ball.radius - sqrt(dot(gap, gap))
            chosen = cover.holder(Region(point, [], [], 0.0, 0.0), state)
            best = max(rooms, key=rooms.get)
            self.assertEqual(chosen, best if rooms[best] > 2e-6 else -1)

    def test_a_region_in_a_ball_has_all_its_points_there(self):
        """Regions that stick out by a little, or end just inside, to all sides of a ball."""
        rng, seen = Random(8), 0
        for _ in range(25):
            metric = [[float(i == j) + rng.uniform(-0.4, 0.4) for j in range(3)] for i in range(3)]
            steps = Steps(PROVED.U, PROVED.W, PROVED.V, PROVED.task, metric)
            region = steps.whole_ball(Ball(0, [rng.uniform(-1, 1) for _ in range(3)], 0.3))
            for column in [rng.randrange(4) for _ in range(rng.randint(1, 3))]:
                region = pushed(steps, region, column)
            direction = [rng.uniform(0, 0.6) * v for v in unit(rng, 3)]
            ball = Ball(0, [c + v for c, v in zip(region.c, direction)], 1.0)
            far = []
            for _ in range(200):
                s = plus(plus(region.c, region.L, unit(rng, 3)), region.E,
                         [rng.choice((-1, 1)) for _ in region.E])
                gap = matvec(metric, [x - c for x, c in zip(s, ball.center)])
                far.append(sqrt(dot(gap, gap)))
            d = matvec(metric, [x - c for x, c in zip(region.c, ball.center)])
            sure = sqrt(dot(d, d)) + sqrt(region.frobenius2) + region.errors    # a coarse bound
            self.assertFalse(steps.inside(region, ball._replace(radius=max(far))))
            self.assertTrue(steps.inside(region, ball._replace(radius=1.01 * sure + 1e-5)))
            for share in (0.97, 0.9, 0.8):
                seen += steps.inside(region, ball._replace(radius=share * sure))
        self.assertGreater(seen, 8)       # it sees more than the coarse bound does

    def test_a_ball_keeps_room_for_rounding(self):
        steps = Steps(PROVED.U, PROVED.W, PROVED.V, PROVED.task,
                      [[float(i == j) for j in range(3)] for i in range(3)])
        for radius, short_of_it, held in ((1.0, 5e-7, False), (1.0, 2e-6, True),
                                          (1e-3, 1e-7, False),
                                          (1e-3, 4e-7, True), (1e-8, 1e-8, False)):
            point = Region([radius - short_of_it, 0.0, 0.0], [], [], 0.0, 0.0)
            self.assertEqual(steps.inside(point, Ball(0, [0.0] * 3, radius)), held,
                             (radius, short_of_it))

    def test_what_is_too_large_is_held_by_no_ball_that_has_its_center(self):
        steps = Steps(*PROVED[:5])
        cover = Cover(steps)
        cover.add(Ball(0, [0.0] * 3, 0.1))
        for radius, held in ((0.05, 0), (0.2, -1)):
            L = steps.whole_ball(Ball(0, [0.0] * 3, radius)).L
            self.assertEqual(cover.holder(Region([0.0] * 3, L, [], 3 * radius ** 2, 0.0), 0), held)
            self.assertEqual(cover.holder(Region([0.0] * 3, L, [], 3 * radius ** 2, 0.0), 1), -1)

    def test_zeros_are_passed_over_at_the_start_and_at_no_other_point(self):
        steps = Steps(*PROVED[:5])
        for center, columns in (([0.0] * 3, 3), ([0.0, 0.0, 1e-300], 4)):
            point = steps.whole_ball(Ball(0, center, 0.0))
            self.assertEqual(point, Region(center, [], [], 0.0, 0.0))
            self.assertEqual(len(list(steps.images(point, 0))), columns)

    def test_every_rival_counts(self):
        V = [[1.0, 0.0], [0.0, 1.0], [0.5, 0.75]]
        steps = Steps([[0.0] * 3] * 2, [[0.0] * 2] * 2, V, adder(3, True), [[1.0, 0.0], [0.0, 1.0]])
        for s, right, margin in (([1.0, 0.5], 0, 0.125), ([0.1, 1.0], 1, 0.2),
                                 ([0.9, 1.0], 2, 0.2)):
            self.assertAlmostEqual(steps.margin(Region(s, [], [], 0.0, 0.0), right), margin)

    def test_errors_that_a_large_metric_cancels_are_not_lost(self):
        """|T diag(a) e| by its square is 0 in floats, and in truth it is not."""
        T = [[1e4, -1e4], [0.0, 5e-5]]
        steps = Steps([[0.5, 0.5]] * 2, [[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]], adder(),
                      T)
        image = pushed(steps, Region([0.0, 0.0], [[0.1, 0.1]], [[0.1, 0.1]], 1.0, 1.0), 3)
        new = dot(steps.T_norms, [image.E[1][0], image.E[2][1]])
        for rows, size in ((image.E[:1], image.errors - new), (image.L, sqrt(image.frobenius2))):
            Te = [sum([Fraction(t) * Fraction(e) for t, e in zip(row, rows[0])]) for row in T]
            self.assertGreater(sum([v * v for v in Te]), 0)
            self.assertGreaterEqual(Fraction(size) ** 2, sum([v * v for v in Te]))

    def test_the_inverse_is_trusted_only_as_far_as_it_is_one(self):
        rng = Random(4)
        T = [[float(i == j) + rng.uniform(-0.3, 0.3) for j in range(4)] for i in range(4)]
        X, stretch = regions.trusted_inverse(T)
        for row in range(4):
            for column in range(4):
                exact = sum([Fraction(T[row][k]) * Fraction(X[k][column]) for k in range(4)])
                self.assertLess(abs(exact - (row == column)), stretch - 1)
        ill = [[1.0, 1.0], [1.0, 1.0 + 1e-8]]
        self.assertGreater(regions.trusted_inverse(ill)[1], 1 + 1.1 * SLACK)
        steps = Steps(PROVED.U, PROVED.W, PROVED.V, PROVED.task, PROVED.metric)
        steps.stretch = 2.0
        twice = Steps(PROVED.U, PROVED.W, PROVED.V, PROVED.task, PROVED.metric)
        twice.stretch = 1.0
        ball = PROVED.balls[0]
        larger = ball._replace(radius=2 * ball.radius)
        self.assertEqual(steps.whole_ball(ball).L, twice.whole_ball(larger).L)
        for bad in ([[1.0, 2.0], [2.0, 4.0]], [[1.0, 1.0], [1.0, 1.0 + 1e-13]],
                    [[0.0, 0.0], [0.0, 0.0]]):
            with self.assertRaises(ValueError):
                regions.trusted_inverse(bad)

    def test_the_program_and_exact_arithmetic_differ_by_less_than_the_bound(self):
        """A unit before tanh, an answer, a distance, and T L as a whole, of 3 to 32 units."""
        rng = Random(5)

        def off(rows, v, floats=None):
            """What exact arithmetic has beside the products in floats, row by row.

            (Whole numbers, of 2^-300: fractions would take ten times as long.)
            """
            floats, v = floats or matvec(rows, v), [int(ldexp(q, 300)) for q in v]
            return [Fraction((int(ldexp(f, 300)) << 300)
                             - sum([int(ldexp(p, 300)) * q for p, q in zip(row, v)]), 1 << 600)
                    for f, row in zip(floats, rows)]

        for n in (3, 8, 16, 32):
            U, W, V, T = [uniform(rng, *shape) for shape in (
                (n, 2, 5.0), (n, n, 5.0), (2, n, 5.0), (n, n, 1.0))]
            T = [[t + 3.0 * (i == j) for j, t in enumerate(row)] for i, row in enumerate(T)]
            steps = Steps(U, W, V, adder(), T)
            ball = Ball(0, [rng.uniform(-1, 1) for _ in range(n)], 0.5)
            L = steps.whole_ball(ball).L
            S = steps.ball_size(ball)
            sizes = [abs(ball.center[i]) + sqrt(sum([column[i] ** 2 for column in L]))
                     for i in range(n)]
            self.assertAlmostEqual(max(sizes), S, delta=1e-9 * S)
            B = Fraction(steps.B(S))
            for _ in range(3):
                s, x = [rng.uniform(-1, 1) for _ in range(n)], [1.0, 1.0]
                z = [dot(w, s) + dot(u, x) for u, w in zip(U, W)]
                errors = off([w + u for u, w in zip(U, W)], s + x, z) + off(V, s)
                errors += off(steps.rivals[0], s)
                self.assertTrue(0 < max(map(abs, errors)) < B)
                self.assertLess(sum([v * v for v in off(T, s)]), B * B)
            self.assertLess(sum([v * v for column in L for v in off(T, column)]), B * B)
            largest = max([sum(map(abs, row)) for M in (U, W, V, T) for row in M])
            frobenius = sqrt(sum([t * t for row in T for t in row]))
            numbers = n * (regions.DEEPEST + 1) + 2 + 8      # more than any sum has
            self.assertAlmostEqual(steps.B(7.0) / (
                8 * numbers * 2.0 ** -53 * sqrt(n) * (largest + frobenius) * (7.0 + 1.0)), 1.0)

    def test_it_is_refused_where_rounding_may_change_a_step(self):
        self.assertEqual(Steps([[1.0, -2.0]] * 2, [[0.0, 4.0]] * 2, [[1.0, 1.0]] * 2, adder(),
                               [[3.0, 3.0], [0.0, 4.0]]).R, 6.0 + sqrt(34.0))
        for share, refused in ((0.9, False), (1.1, True)):
            steps = Steps(*PROVED[:5])
            steps.R *= share * 0.25 * SLACK / steps.B(6.0)
            if refused:
                self.assertRaisesRegex(Refused, "rounding may", steps.refuse_rounding)
            else:
                steps.refuse_rounding()
        far = [[1e9 * v for v in x] for x in adder().columns]
        for changes in ({"balls": PROVED.balls + [Ball(0, [1e9, 0.0, 0.0], 0.1)]},
                        {"balls": PROVED.balls + [Ball(0, [0.0, 0.0, 0.0], 1e9)]},
                        {"task": adder()._replace(columns=far)}):
            with self.assertRaisesRegex(Refused, "rounding"):
                check(PROVED._replace(**changes))
        big = by_hand()
        big.W = [[1e6 * w for w in row] for row in big.W]
        with self.assertRaisesRegex(Refused, "rounding"):
            check(PROVED._replace(W=big.W))


class Refusals(unittest.TestCase):
    def refused(self, pattern, **changes):
        with self.assertRaisesRegex((Refused, ValueError, TypeError), pattern):
            check(PROVED._replace(**changes))

    def test_what_is_true_passes(self):
        checked = check(PROVED)
        self.assertGreater(checked.pushes, 4 * len(PROVED.balls))
        self.assertTrue(0.02 < checked.least_margin < 0.1)      # the closest of all answers
        self.assertEqual(checked, check(PROVED))

    def test_false_tasks(self):
        task = adder()
        self.refused("at 0 the answer is 0", task=task._replace(answer=task.answer[::-1]))
        self.refused("least margin", task=task._replace(answer=task.answer[:1] * 2))
        self.refused("the answer should be|in no ball", task=task._replace(next=task.next[::-1]))
        self.refused("at 0 the answer is 0", task=task._replace(answer=[[1, 1, 1, 0],
                                                                        [1, 0, 0, 1]]))
        self.refused("the least margin is", V=[[1e-7 * v for v in row] for row in PROVED.V])
        self.refused("next must be a list of 2", task=task._replace(next=task.next[:1]))
        self.refused("answer\\[0\\] must be a list of 4", task=task._replace(
            answer=[row[:3] for row in task.answer]))

    def test_it_counts_what_it_has_looked_at(self):
        margins, images = [], Steps.images

        def counted(steps, region, state):
            for image in images(steps, region, state):
                margins.append(image[-1])
                yield image

        with mock.patch.object(Steps, "images", counted):
            checked = check(proved().certificate)
        self.assertEqual((checked.pushes, checked.least_margin), (len(margins), min(margins)))
        self.assertEqual(checked, proved().checked)

    def test_columns_that_are_one_input_are_pushed_once(self):
        """Column 4 is column 1 again; where it asks for something else, one of them must fail."""
        def again(answer, following):
            rows = zip(adder().answer, answer, adder().next, following)
            lists = [(row + [y], after + [state]) for row, y, after, state in rows]
            return PROVED.task._replace(columns=adder().columns + [[0.0, 1.0]],
                                        answer=[row for row, _ in lists],
                                        next=[after for _, after in lists])
        self.assertEqual(check(PROVED._replace(task=again([1, 0], [0, 1]))), check(PROVED))
        self.assertEqual(len(Steps(*PROVED._replace(task=again([1, 1], [0, 1]))[:5]).kinds[1]), 5)
        self.refused("the answer should be 1, and", task=again([1, 1], [0, 1]))
        self.refused("no ball|margin", task=again([1, 0], [0, 0]))

    def test_tasks_of_one_class_and_of_many(self):
        for classes in (1, 40):
            task = Automaton(0, [[1.0] + [0.0] * (classes - 1)], [[0]], [[0]], "always 0")
            V = [[1.0 if y == 0 else -1.0] for y in range(classes)]
            proved = Certificate([[1.0] + [0.0] * (classes - 1)], [[0.5]], V, task, [[1.0]],
                                 [Ball(0, [0.85], 0.1)])
            self.assertIn("follows the rule always 0", claim(proved, check(proved)))

    def test_no_column_is_left_out(self):
        """In state 1, column 0 has another answer: seen from the start, and from a ball."""
        task = adder()._replace(answer=[[0, 1, 1, 0], [0, 0, 0, 1]])
        self.refused(r"from the start, state 0 after columns \[3, 0\]: the answer", task=task,
                     balls=[])
        again = PROVED.task._replace(answer=PROVED.task.answer + task.answer[1:],
                                     next=PROVED.task.next + PROVED.task.next[1:])
        ball = [ball for ball in PROVED.balls if ball.state == 1][0]._replace(state=2)
        self.refused(rf"from ball {len(PROVED.balls)}, state 0 after columns \[0\]: the answer",
                     task=again, balls=PROVED.balls + [ball])

    def test_states_of_the_automaton_while_the_network_is_still_at_0(self):
        """States 2 and 3 are only there before the first 1; a column of zeros leads from 2 to 3."""
        task = adder()._replace(start=2, answer=adder().answer + [[0, 1, 1, 0], [0, 1, 1, 0]],
                                next=adder().next + [[3, 0, 0, 1], [3, 0, 0, 1]])
        check(PROVED._replace(task=task))
        task.answer[3] = [1, 1, 1, 0]
        self.refused("at 0 the answer is 0", task=task)
        task.answer[3] = [0, 0, 1, 0]
        self.refused(r"from the start, state 0 after columns \[1\]: the answer should be 0",
                     task=task)

    def test_false_balls(self):
        balls = PROVED.balls
        for k in range(len(balls)):
            moved = balls[:k] + [balls[k]._replace(state=1 - balls[k].state)] + balls[k + 1:]
            self.refused(f"ball {k}|in no ball", balls=moved)
            grown = balls[:k] + [balls[k]._replace(radius=8.0)] + balls[k + 1:]
            self.refused("least margin", balls=grown)
        self.refused("in no ball", balls=[])
        self.refused("in no ball|margin", balls=[ball for ball in balls if ball.state == 0])
        for radius in (-1.0, 0.0):
            self.refused("radius must be", balls=[balls[0]._replace(radius=radius)])
        self.refused("center must be a list of 3", balls=[balls[0]._replace(center=[0.0])])

    def test_false_weights_and_metrics(self):
        for factor in (-1.0, 2.0, 0.5):
            self.refused("margin|no ball", W=[[factor * w for w in row] for row in PROVED.W])
        self.refused("margin", V=PROVED.V[::-1])
        self.refused("singular", metric=[[1.0, 0.0, 0.0]] * 3)
        for scale in (1e14, 1e-200):
            self.refused("singular|rounding", metric=[[scale * t for t in row]
                                                      for row in PROVED.metric])
        self.refused("W\\[0\\] must be a list of 3", W=[row[:2] for row in PROVED.W])
        self.refused("U must be a list of 2", W=PROVED.W[:2])
        self.refused("V\\[1\\] must be a list of 3", V=[PROVED.V[0], PROVED.V[1][:2]])
        self.refused("columns\\[0\\] must be a list of 3", V=PROVED.V + PROVED.V[:1])
        self.refused("U\\[2\\] must be a list of 2", U=PROVED.U[:2] + [[0.0]])
        self.refused("metric\\[0\\]\\[0\\] must be a finite number",
                     metric=[[float("nan")] * 3] * 3)

    def test_the_induction_holds_of_the_program(self):
        """Whatever the columns, the true state is in the region that the check has seen last."""
        rng, model, task = Random(6), by_hand(), adder()
        for _ in range(20):
            indices = [rng.randrange(4) for _ in range(200)]
            self.assertEqual(model.predict([task.columns[i] for i in indices]),
                             task.answers(indices))


class Files(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = Path(self.folder.name) / "proof.json"

    def test_a_file_holds_every_bit(self):
        PROVED.save(self.path)
        self.assertEqual(Certificate.load(self.path), PROVED)
        value = json.loads(self.path.read_text(encoding="utf-8"))
        self.assertEqual(sorted(value), ["U", "V", "W", "balls", "metric", "task"])
        self.assertEqual(sorted(value["balls"][0]), ["center", "radius", "state"])
        self.assertEqual(value["task"]["answer"], [[0, 1, 1, 0], [1, 0, 0, 1]])

    def test_files_of_before_tasks_had_names(self):
        PROVED.save(self.path)
        value = json.loads(self.path.read_text(encoding="utf-8"))
        del value["task"]["name"]
        self.path.write_text(json.dumps(value), encoding="utf-8")
        self.assertEqual(Certificate.load(self.path),
                         PROVED._replace(task=PROVED.task._replace(name="")))

    def test_two_networks_share_a_fingerprint_only_if_they_are_the_same(self):
        U, W, V = PROVED[:3]
        one = subject(PROVED)
        self.assertRegex(one, "weights [0-9a-f]{12}$")
        self.assertEqual(one, subject(PROVED._replace(balls=[])))
        for changed in ((W, U, V), (U, W, [V[1], V[0]]), (U, W, [V[0], [5.0, -5.0, -4.0 - 2e-15]])):
            self.assertNotEqual(one, subject(Certificate(*changed, *PROVED[3:])))

    def test_anything_else_is_one_sentence(self):
        PROVED.save(self.path)
        good = self.path.read_text(encoding="utf-8")
        for bad in ("", "[]", "{}", "[" * 200000, "\xff", good[:-9], good.replace("0.25", "NaN"),
                    good.replace("0.25", "1e999"), good.replace("0.25", "9" * 5000),
                    good.replace("0.25", "true"), good.replace("0.25", '"0.25"'),
                    good.replace("0.25", "[]"), good.replace('"state": 1', '"state": 2'),
                    good.replace('"state": 1', '"state": 1.0'),
                    good.replace('"start": 0', '"start": -1'),
                    good.replace('"metric"', '"measure"'),
                    good.replace('"metric"', '"V": [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]], "metric"'),
                    good.replace('"start": 0', '"start": 0, "start": 1'),
                    good.replace('"balls": [', '"balls": [3, ')):
            self.path.write_bytes(bad.encode("latin-1"))
            with self.assertRaises(DataError) as caught:
                Certificate.load(self.path)
            self.assertLess(len(str(caught.exception)), 300 + len(str(self.path)))
            self.assertNotIn("\n", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
