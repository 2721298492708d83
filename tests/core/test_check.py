"""Checked lists pass at a glance, but only as what they were checked for."""
import unittest
from fractions import Fraction
from math import inf as INF
from math import nan as NAN
from numbers import Integral

from tests.helpers import Case, flat

from rnn_pure import Model, check, digits2int, generate_data, score


class CheckedLists(Case):
    def test_they_are_not_looked_at_again(self):
        x = check.inputs([[0.0, 1.0], [1.0, 0.0]], 2)
        self.assertIs(check.inputs(x, 2), x)
        y = check.digits("y", [0, 2], 3, 2)
        self.assertIs(check.digits("y", y, 3, 2), y)

    def test_another_word_dim_or_length_is_looked_at(self):
        x = check.inputs([[0.0, 1.0], [1.0, 0.0]], 2)
        with self.assertRaisesRegex(ValueError, r"x\[0\] must be a list of 3"):
            check.inputs(x, 3)
        y = check.digits("y", [0, 2], 3, 2)
        with self.assertRaisesRegex(ValueError, r"y\[1\] .* 0 to 1, got 2"):
            check.digits("y", y, 2, 2)
        with self.assertRaisesRegex(ValueError, "y must be a list of 3"):
            check.digits("y", y, 3, 3)


class Numbers(Case):
    """What is a number is taken as the plain one that it equals, as NumPy's scalars are."""

    def test_they_become_plain(self):
        for value, plain in ((Fraction(1, 2), 0.5), (Real(0.25), 0.25), (3, 3.0)):
            number = check.number("n", value)
            self.assertEqual((number, type(number)), (plain, float))
        whole = check.whole("n", Whole(3), 0, 3)
        self.assertEqual((whole, type(whole)), (3, int))
        self.assertEqual(set(map(type, check.digits("y", (Whole(1), 0), 2))), {int})

    def test_a_model_of_them_is_a_plain_one(self):
        odd, plain = Model(Whole(2), Whole(3), Whole(1), seed=Whole(5)), Model(2, 3, 1, seed=5)
        self.assertEqual(vars(odd), vars(plain))
        x, y = [[Fraction(1, 2), Real(1)], (Whole(1), 0)], (Whole(1), 0)
        odd.sgd_step(x, y, Real(0.5), Fraction(1, 3))
        plain.sgd_step([[0.5, 1.0], [1.0, 0.0]], [1, 0], 0.5, 1 / 3)
        self.assertEqual(vars(odd), vars(plain))
        self.assertEqual({type(v) for v in flat([odd.U, odd.W, odd.V])}, {float})
        self.assertEqual(odd.predict([Whole(1), 0]), plain.predict([1, 0]))
        self.assertEqual(odd.forward_propagation(x, (0, Real(1), 1))[0].s,
                         plain.forward_propagation([[0.5, 1.0]], [0.0, 1.0, 1.0])[0].s)

    def test_so_they_cannot_overflow(self):
        """As numbers of 8 or 64 bits would, without a word."""
        self.assertEqual(digits2int([Whole(9)] * 30, Whole(10)), 10 ** 30 - 1)
        samples = generate_data(Whole(3), 1, Whole(10), seed=1)[0]
        self.assertEqual({type(n) for sample in samples for n in sample}, {int})
        self.assertIs(type(score([[Whole(1)]], [[1]]).digits_right), int)

    def test_what_was_expected(self):
        for value, above, got in ((INF, -1e15, "inf"), (INF, 0, "inf"), (NAN, -1e15, "nan"),
                                  (2e15, 0, "2000000000000000.0"), (0, 0, "0"),
                                  (-10 ** 400, -1e15, "an integer of")):
            with self.assertRaises(ValueError) as caught:
                check.number("n", value, above)
            self.assertTrue(str(caught.exception).startswith(
                f"n must be a finite number above {above:g}, up to 1e+15, got {got}"))
        self.assertEqual(check.number("n", 10 ** 15, 0), 1e15)
        for row, bad in (([1.0, -2e15], 1), ([2e15, -2e15], 0), ([1.0, NAN], 1), ([NAN, 1.0], 0)):
            for values, name in ((check.vector, rf"n\[{bad}\]"),
                                 (lambda n, row, m: check.matrix(n, [row], 1, m),
                                  rf"n\[0\]\[{bad}\]")):
                with self.assertRaisesRegex(ValueError, f"^{name} must be a finite number"):
                    values("n", row, 2)
        self.assertEqual(check.vector("n", [6e14, -6e14], 2), [6e14, -6e14])
        with self.assertRaisesRegex(ValueError, "^n must be a dict of a, b, got a dict of 1$"):
            check.fields("n", {"a": 1}, ("a", "b"))
        self.assertEqual(check.fields("n", {"c": 3, "b": 2, "a": 1}, ("a", "b")), [1, 2])
        for kind, expected in ((bool, "True or False"), ((list, tuple), "a list"),
                               (Model, "of type Model")):
            with self.assertRaisesRegex(TypeError, f"^n must be {expected}, got 'x'$"):
                check.instance("n", "x", kind)

    def test_what_is_shown_is_short(self):
        self.assertEqual(check.shown("x" * 58), repr("x" * 58))
        self.assertEqual(check.shown("x" * 59), "'" + "x" * 55 + " ...")
        self.assertEqual(check.shown(2 ** 64 - 1), "18446744073709551615")
        self.assertEqual(check.shown(2 ** 64), "an integer of 65 bits")

    def test_true_is_no_number(self):
        for value in (True, "1", None, b"1", [1]):
            with self.assertRaises(TypeError):
                check.number("n", value)
            with self.assertRaises(TypeError):
                check.whole("n", value)


class Real(float):
    """As a NumPy float is one."""


class Whole(Fraction):
    """A whole number that is no int, as NumPy's are not."""


Integral.register(Whole)


if __name__ == "__main__":
    unittest.main()
