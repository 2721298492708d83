"""Adding as a task (Article 一, cal_generate_data.py): sums, their digits, and their columns."""
from math import ceil, log2
from random import Random
from typing import Any, List, NamedTuple, Optional, Tuple

from .. import check
from ..check import shown
from ..matrix import Matrix
from ..model import Model
from .automaton import Automaton

Sample = List[int]          # [a, b, a + b]
Digits = List[int]
Column = Tuple[int, int]    # one digit of a, one of b


def int2digits(n: int, width: int, base: int = 10) -> List[int]:
    """The digits of n, most significant first: int2digits(90, 3) == [0, 9, 0].

    ValueError if n is negative or needs more than width digits.
    """
    width, base = check.whole("width", width, 1, 10 ** 7), check.whole("base", base, 2)
    n = check.whole("n", n, 0, base ** width - 1)
    digits = []
    for _ in range(width):
        n, digit = divmod(n, base)
        digits.append(digit)
    return digits[::-1]


def digits2int(digits: List[int], base: int = 10) -> int:
    """The number that these digits write, most significant first: the way back from int2digits."""
    base = check.whole("base", base, 2)
    digits = check.digits("digits", digits, base)
    n = 0
    for digit in digits:
        n = n * base + digit
    return n


def int2bits(n: int, bits: int = 8) -> List[int]:
    """The bits of n, most significant first: int2bits(3) == [0, 0, 0, 0, 0, 0, 1, 1]."""
    return int2digits(n, bits, 2)


def all_pairs(bits: int = 8) -> List[Sample]:
    """Every sum that fits into so many bits for sure: 4^(bits-1) samples, 16,384 for 8 bits."""
    check.whole("bits", bits, 2, 12)
    numbers = range(2 ** (bits - 1))
    return [[a, b, a + b] for a in numbers for b in numbers]


def generate_data(training_num: int = 20000, testing_num: int = 1000, bits: int = 8,
                  seed: Optional[int] = None) -> Tuple[List[Sample], List[Sample]]:
    """(training, testing): random sums [a, b, a + b], a and b below 2^(bits-1), as in the article.

    Unlike the article's, no pair (a, b) is in both: the pairs to test on are drawn first, and then
    avoided.  (Where there are fewer than 2 testing_num pairs, half of all pairs are kept for
    testing, and repeat.)
    """
    training_num = check.whole("training_num", training_num, 1)
    testing_num = check.whole("testing_num", testing_num, 1)
    bits = check.whole("bits", bits, 2, 31)
    rng = Random(check.seed(seed))
    half = 2 ** (bits - 1)
    held_out = rng.sample(range(half * half), min(testing_num, half * half // 2))
    tested = set(held_out)
    testing = [_sum_of(held_out[i % len(held_out)], half) for i in range(testing_num)]
    training: List[Sample] = []
    while len(training) < training_num:
        pair = rng.randrange(half * half)
        if pair not in tested:
            training.append(_sum_of(pair, half))
    return training, testing


def _sum_of(pair: int, half: int) -> Sample:
    a, b = divmod(pair, half)
    return [a, b, a + b]


def adder(base: int = 2, counts: bool = False) -> Automaton:
    """Adding, least significant digit first: states are carries, columns are pairs of digits."""
    check.whole("base", base, 2, 36)
    Reading(counts=counts, base=base).check()

    def rule(carry: int, column: Column) -> Tuple[int, int]:
        a, b = column
        total = a + b + carry
        return total % base, total // base

    pairs = [(a, b) for a in range(base) for b in range(base)]
    return Automaton.of(rule, 0, pairs, f"adding in base {base}",
                        [column_input(a, b, counts, base) for a, b in pairs])


class Reading(NamedTuple):
    """How a network reads a sum: in which order, as which inputs, of digits of which base.

    is_reverse: least significant digit first, as people add; False: most significant first.  An
    input is the column's two digits, x_t = [a_t, b_t].  With counts it says how often each digit
    occurs in the column (x_t[a_t] += 1; x_t[b_t] += 1), base numbers.  Only counts suit a base
    above 2.
    """

    is_reverse: bool = True
    counts: bool = False
    base: int = 2

    @property
    def order(self) -> int:
        """Of columns, from least to most significant: [::order] is the order of reading."""
        return 1 if self.is_reverse else -1

    @property
    def first(self) -> str:
        """Which digit comes first."""
        return "least" if self.is_reverse else "most"

    @property
    def task(self) -> Automaton:
        return adder(self.base, self.counts)

    def check(self) -> None:
        check.whole("base", self.base, 2)
        check.instance("is_reverse", self.is_reverse, bool)
        check.instance("counts", self.counts, bool)
        if self.base > 2 and not self.counts:
            raise ValueError(f"counts must be True for base {self.base}, got False: "
                             "a digit above 1 is no size")

    def encode(self, samples: List[Sample], bits: int = 8) -> Tuple[List[Matrix], List[Digits]]:
        """(X, Y): the columns of each sum a + b as a network reads them, the digits to answer."""
        bits = check.whole("bits", bits, 1, 10 ** 7)
        self.check()
        check_samples("samples", samples, int(self.base) ** bits - 1)
        numbers = {n for sample in samples for n in sample}
        digits = {n: int2digits(n, bits, self.base)[::-self.order] for n in numbers}
        X = [[column_input(a_t, b_t, self.counts, self.base)
              for a_t, b_t in zip(digits[a], digits[b])] for a, b, _ in samples]
        return X, [list(digits[c]) for _, _, c in samples]

    def examples(self, n: int, columns: int = 20, noise: float = 0.1, seed: Optional[int] = None,
                 growing: bool = False) -> Tuple[List[Matrix], List[Digits]]:
        """Automaton.examples of adding, digit by digit, read in this order.

        The carry out of the last column is left out.
        """
        X, Y = self.task.examples(n, columns, noise, seed, growing, column=lambda rng: (
            self.base * rng.randrange(self.base) + rng.randrange(self.base)))
        return [x[::self.order] for x in X], [y[::self.order] for y in Y]

    def width(self, a: int, b: int) -> int:
        """So many columns are enough for a + b."""
        return ceil(max(a, b).bit_length() / log2(self.base)) + 1

    def columns(self, a: int, b: int, width: int) -> List[Tuple[int, int, int]]:
        """(digit of a, digit of b, the true carry into them) of each column, as they are read."""
        pairs = list(zip(*[int2digits(n, width, self.base)[::-1] for n in (a, b)]))
        carries = self.task.states([first * self.base + second for first, second in pairs])
        return [(*pair, carry) for pair, carry in zip(pairs, carries)][::self.order]

    def answer(self, model: Model, a: int, b: int) -> int:
        """What a network answers to a + b, however long."""
        a, b = check.whole("a", a), check.whole("b", b)
        (x,), _ = self.encode([[a, b, a + b]], self.width(a, b))
        return digits2int(model.predict(x)[::-self.order], self.base)

    def in_words(self) -> str:
        """As the end of "a network that ..."."""
        inputs = ("how often each digit occurs in a column" if self.counts
                  else "a column as its two digits")
        return (f"adds in base {self.base}, {self.first} significant digit first, "
                f"and reads {inputs}")


def encode(samples: List[Sample], bits: int = 8, is_reverse: bool = True, counts: bool = False,
           base: int = 2) -> Tuple[List[Matrix], List[Digits]]:
    """(X, Y): sums as a network reads them, and what it should answer: see Reading."""
    return Reading(is_reverse, counts, base).encode(samples, bits)


def long_examples(n: int, columns: int = 20, noise: float = 0.1, seed: Optional[int] = None,
                  is_reverse: bool = True) -> Tuple[List[Matrix], List[Digits]]:
    """(X, Y): n sums of so many columns, made to show what short sums do not: see Reading."""
    return Reading(is_reverse).examples(n, columns, noise, seed)


def answer_sum(model: Model, a: int, b: int, is_reverse: bool = True, counts: bool = False,
               base: int = 2) -> int:
    """What a network answers to a + b, however long; the rest as for encode, as it was trained."""
    return Reading(is_reverse, counts, base).answer(model, a, b)


def column_input(a_t: int, b_t: int, counts: bool = False, base: int = 2) -> List[float]:
    """What the network reads at one column."""
    if not counts:
        return [float(a_t), float(b_t)]
    x_t = [0.0] * base
    x_t[a_t] += 1.0
    x_t[b_t] += 1.0
    return x_t


def check_samples(name: str, value: Any, largest: float = float("inf")) -> None:
    """A list of sums [a, b, c]: whole numbers, none negative, c = a + b, at most largest."""
    check.sequence(name, value)
    for i, sample in enumerate(value):
        here = f"{name}[{i}]"
        check.sequence(here, sample, 3)
        for n in sample:
            check.whole(here, n)
        a, b, c = sample
        if a + b != c:
            raise ValueError("%s must be [a, b, a + b], got [%s, %s, %s]" % (
                here, shown(a), shown(b), shown(c)))
        if c > largest:
            raise ValueError(f"{here} must have a sum of at most {shown(largest)}, got {shown(c)}")
