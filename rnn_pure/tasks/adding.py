"""Adding as a task (Article 一, cal_generate_data.py): sums, their digits, and their columns."""
from math import ceil, inf, log2
from random import Random
from typing import Any, List, NamedTuple, Optional, Tuple

from .. import check
from ..matrix import Vector
from ..model import Model
from .automaton import Automaton, Examples

Sample = List[int]      # [a, b, a + b]
Digits = List[int]


def int2digits(n: int, width: int, base: int = 10) -> Digits:
    """Digits, most significant first: int2digits(90, 3) == [0, 9, 0].  ValueError for too few."""
    width, base = check.whole("width", width, 1, 10 ** 7), check.whole("base", base, 2)
    n = check.whole("n", n, 0, base ** width - 1)
    digits = []
    for _ in range(width):
        n, digit = divmod(n, base)
        digits.append(digit)
    return digits[::-1]


def digits2int(digits: Digits, base: int = 10) -> int:
    """The number that these digits write, most significant first: the way back from int2digits."""
    base, n = check.whole("base", base, 2), 0
    for digit in check.digits("digits", digits, base):
        n = n * base + digit
    return n


def int2bits(n: int, bits: int = 8) -> Digits:
    """The bits of n, most significant first: int2bits(3) == [0, 0, 0, 0, 0, 0, 1, 1]."""
    return int2digits(n, bits, 2)


def all_pairs(bits: int = 8) -> List[Sample]:
    """Every sum that fits into so many bits for sure: 4^(bits-1) samples, 16,384 for 8 bits."""
    numbers = range(2 ** (check.whole("bits", bits, 2, 12) - 1))
    return [[a, b, a + b] for a in numbers for b in numbers]


def generate_data(training_num: int = 20000, testing_num: int = 1000, bits: int = 8,
                  seed: Optional[int] = None) -> Tuple[List[Sample], List[Sample]]:
    """(training, testing): random sums [a, b, a + b], a and b below 2^(bits-1), as in the article;
    but no pair is in both: those to test on, at most half of all, come first, and may repeat."""
    training_num = check.whole("training_num", training_num, 1)
    testing_num = check.whole("testing_num", testing_num, 1)
    half, rng = 2 ** (check.whole("bits", bits, 2, 31) - 1), Random(check.seed(seed))
    held_out = rng.sample(range(half * half), min(testing_num, half * half // 2))
    pairs: List[int] = []
    tested = set(held_out)
    while len(pairs) < training_num:
        pair = rng.randrange(half * half)
        if pair not in tested:
            pairs.append(pair)
    pairs += [held_out[i % len(held_out)] for i in range(testing_num)]
    sums = [[a, b, a + b] for a, b in [divmod(pair, half) for pair in pairs]]
    return sums[:training_num], sums[training_num:]


class Reading(NamedTuple):
    """How a network reads a sum: in which order, as which inputs, of digits of which base."""

    is_reverse: bool = True     # least significant digit first, as people add
    counts: bool = False        # x_t = how often each digit occurs in the column; else [a_t, b_t]
    base: int = 2

    @property
    def order(self) -> int:
        """Of columns, from least to most significant: [::order] is the order of reading."""
        return 1 if self.is_reverse else -1

    @property
    def first(self) -> str:
        """The digit that comes first."""
        return "least" if self.is_reverse else "most"

    @property
    def task(self) -> Automaton:
        """Adding, least significant digit first: states are carries, columns pairs of digits."""
        self.check()
        check.whole("base", self.base, 2, 36)

        def rule(carry: int, column: Tuple[int, int]) -> Tuple[int, int]:
            a, b = column
            total = a + b + carry
            return total % self.base, total // self.base

        pairs = [(a, b) for a in range(self.base) for b in range(self.base)]
        return Automaton.of(rule, 0, pairs, f"adding in base {self.base}",
                            [self.input(a, b) for a, b in pairs])

    def check(self) -> None:
        check.whole("base", self.base, 2)
        check.instance("is_reverse", self.is_reverse, bool)
        check.instance("counts", self.counts, bool)
        if self.base > 2 and not self.counts:
            raise ValueError(f"counts must be True for base {self.base}, got False: "
                             "a digit above 1 is no size")

    def input(self, a_t: int, b_t: int) -> Vector:
        """What the network reads at one column."""
        if self.counts:
            return [float((digit == a_t) + (digit == b_t)) for digit in range(self.base)]
        return [float(a_t), float(b_t)]

    def encode(self, samples: List[Sample], bits: int = 8) -> Examples:
        """(X, Y): the columns of each sum a + b as a network reads them, the digits to answer."""
        self.check()
        bits = check.whole("bits", bits, 1, 10 ** 7)
        check_samples(samples, int(self.base) ** bits - 1)
        digits = {n: int2digits(n, bits, self.base)[::-self.order]
                  for n in {n for sample in samples for n in sample}}
        X = [[self.input(*column) for column in zip(digits[a], digits[b])] for a, b, _ in samples]
        return X, [list(digits[c]) for _, _, c in samples]

    def examples(self, n: int, columns: int = 20, noise: float = 0.1, seed: Optional[int] = None,
                 growing: bool = False) -> Examples:
        """Automaton.examples of adding, drawn digit by digit, read in this order."""
        X, Y = self.task.examples(n, columns, noise, seed, growing, column=lambda rng: (
            self.base * rng.randrange(self.base) + rng.randrange(self.base)))
        return [x[::self.order] for x in X], [y[::self.order] for y in Y]

    def width(self, a: int, b: int) -> int:
        """So many columns are enough for a + b."""
        return ceil(max(a, b).bit_length() / log2(self.base)) + 1

    def columns(self, a: int, b: int, width: int) -> List[Tuple[int, int, int]]:
        """(digit of a, digit of b, the true carry into them) of each column, as they are read."""
        pairs = list(zip(*[int2digits(n, width, self.base)[::-1] for n in (a, b)]))
        carries = self.task.states([self.base * a_t + b_t for a_t, b_t in pairs])
        return [(*pair, carry) for pair, carry in zip(pairs, carries)][::self.order]

    def answer(self, model: Model, a: int, b: int) -> int:
        """What a network answers to a + b, however long."""
        a, b = check.whole("a", a), check.whole("b", b)
        (x,), _ = self.encode([[a, b, a + b]], self.width(a, b))
        return digits2int(model.predict(x)[::-self.order], self.base)

    def in_words(self) -> str:
        """As the end of "a network that ..."."""
        return (f"adds in base {self.base}, {self.first} significant digit first, and reads " + (
            "how often each digit occurs in a column" if self.counts else
            "a column as its two digits"))


def adder(base: int = 2, counts: bool = False) -> Automaton:
    """Reading.task of such a reading."""
    return Reading(counts=counts, base=base).task


def adds(task: Automaton) -> str:
    """"bit" or "digit", if the task is that of adding two numbers in that base; else empty."""
    base = task.word_dim
    known = [adder(base, counts)[:4] for counts in {True, base > 2} if 2 <= base <= 36]
    return ("bit" if base == 2 else "digit") if task[:4] in known else ""


def encode(samples: List[Sample], bits: int = 8, is_reverse: bool = True, counts: bool = False,
           base: int = 2) -> Examples:
    """(X, Y): sums as a network reads them, and what it should answer: see Reading."""
    return Reading(is_reverse, counts, base).encode(samples, bits)


def answer_sum(model: Model, a: int, b: int, is_reverse: bool = True, counts: bool = False,
               base: int = 2) -> int:
    """What a network that was trained with such sums answers to a + b, however long."""
    return Reading(is_reverse, counts, base).answer(model, a, b)


def check_samples(value: Any, largest: float = inf) -> List[Sample]:
    """A list of sums [a, b, c]: whole numbers, none negative or too large, c = a + b."""
    samples = []
    for i, sample in enumerate(check.sequence("samples", value)):
        here = f"samples[{i}]"
        a, b, c = check.digits(here, sample, largest + 1, 3)
        if a + b != c:
            raise ValueError(f"{here} must be [a, b, a + b], "
                             f"got [{', '.join(map(check.shown, sample))}]")
        samples.append([a, b, c])
    return samples
