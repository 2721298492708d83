"""Adding as a task (Article 一, cal_generate_data.py): sums, their digits, and their columns."""
from math import ceil, log2
from random import Random
from typing import Any, Callable, Dict, List, Optional, Tuple, Union

from .. import check
from ..check import shown
from ..matrix import Matrix
from ..model import Model
from ..saved import pickles

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
    check.whole("base", base, 2)
    check.digits("digits", digits, base)
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
    check.whole("training_num", training_num, 1)
    check.whole("testing_num", testing_num, 1)
    check.whole("bits", bits, 2, 31)
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


def long_examples(n: int, columns: int = 20, noise: float = 0.1, seed: Optional[int] = None,
                  is_reverse: bool = True,
                  counts: bool = False) -> Tuple[List[Matrix], List[Digits]]:
    """(X, Y): n sums of so many columns of bits, made to show what short sums do not.

    Every second example is made of runs, so that a carry, or a silence, can last.  Noise of this
    standard deviation is added to what is read (never to what is answered): it teaches the state to
    come back to where it should be.  The carry out of the last column is left out.
    """
    check.whole("n", n, 1)
    check.whole("columns", columns, 1, 10 ** 6)
    check.number("noise", noise)
    check.seed(seed)
    check.flag("is_reverse", is_reverse)
    check.flag("counts", counts)
    order = 1 if is_reverse else -1
    rng = Random(seed)
    X, Y = [], []
    for i in range(n):
        x, y, carry = [], [], 0
        for a, b in random_columns(columns, i % 2 == 1, rng):
            x.append([v + rng.gauss(0.0, noise) for v in column_input(a, b, counts)])
            y.append((a + b + carry) % 2)
            carry = (a + b + carry) // 2
        X.append(x[::order])
        Y.append(y[::order])
    return X, Y


def random_columns(length: int, runs: bool, rng: Random) -> List[Column]:
    """Random columns of bits; with runs, each is repeated 1, 1, 1, 2, 4 or 12 times."""
    return draw_all(lambda: (rng.randrange(2), rng.randrange(2)), length, runs, rng)


def draw_all(draw: Callable[[], Any], length: int, runs: bool, rng: Random) -> List[Any]:
    """What draw() gives, until there are so many; with runs, each is repeated."""
    drawn: List[Any] = []
    while len(drawn) < length:
        drawn += [draw()] * (rng.choice((1, 1, 1, 2, 4, 12)) if runs else 1)
    return drawn[:length]


def encode(samples: List[Sample], bits: int = 8, is_reverse: bool = True, counts: bool = False,
           base: int = 2) -> Tuple[List[Matrix], List[Digits]]:
    """(X, Y): the columns of each sum a + b as a network reads them, and the digits to answer.

    is_reverse: least significant digit first, as people add; False: most significant first.
    An input is the column's two digits, x_t = [a_t, b_t].  With counts it says how often each digit
    occurs in the column (x_t[a_t] += 1; x_t[b_t] += 1), base numbers.  Only counts suit a base
    above 2.
    """
    check.whole("bits", bits, 1, 10 ** 7)
    check.whole("base", base, 2)
    check.flag("is_reverse", is_reverse)
    check.flag("counts", counts)
    if base > 2 and not counts:
        raise ValueError(
            f"counts must be True for base {base}, got False: a digit above 1 is no size")
    check_samples("samples", samples, base ** bits - 1)
    digits = {n: int2digits(n, bits, base) for n in {n for sample in samples for n in sample}}
    X, Y = [], []
    for a, b, c in samples:
        columns, y = list(zip(digits[a], digits[b])), list(digits[c])
        if is_reverse:
            columns.reverse()
            y.reverse()
        X.append([column_input(a_t, b_t, counts, base) for a_t, b_t in columns])
        Y.append(y)
    return X, Y


def column_input(a_t: int, b_t: int, counts: bool = False, base: int = 2) -> List[float]:
    """What the network reads at one column."""
    if not counts:
        return [float(a_t), float(b_t)]
    x_t = [0.0] * base
    x_t[a_t] += 1.0
    x_t[b_t] += 1.0
    return x_t


def answer_sum(model: Model, a: int, b: int, is_reverse: bool = True, counts: bool = False,
               base: int = 2) -> int:
    """What a network answers to a + b, however long; the rest as for encode, as it was trained."""
    width = ceil(max(a, b).bit_length() / log2(base)) + 1
    (x,), _ = encode([[a, b, a + b]], width, is_reverse, counts, base)
    return digits2int(model.predict(x)[::-1 if is_reverse else 1], base)


def save_data(value: Union[List[Sample], Dict[int, Digits]], path: Any) -> None:
    """Writes samples, or the bits of 0, 1, 2, ..., as the article does: pickle protocol 0.

    In one piece: the file is the old one or the whole new one.
    """
    check_data(value)
    pickles.save(value, path)


def load_data(path: Any) -> Union[List[Sample], Dict[int, Digits]]:
    """What save_data or the article's program wrote; DataError (a ValueError) for anything else."""
    data: Union[List[Sample], Dict[int, Digits]] = pickles.load(path, check_data)
    return data


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


def check_data(value: Any) -> None:
    """What a data file holds: samples, or the dict of 0, 1, 2, ... and their bits."""
    if not isinstance(value, dict):
        return check_samples("samples", value)
    for n in range(len(value) or 1):
        bits: Any = value.get(n)
        check.digits(f"int2bits[{n}]", bits, 2)
        if list(bits) != [n >> k & 1 for k in reversed(range(len(bits)))] or n >> len(bits):
            raise ValueError("int2bits[%d] must be the bits of %d, most significant first, "
                             "got %s" % (n, n, shown(bits)))
