"""The data set (Article 一, cal_generate_data): sums, their digits, and the columns a network reads."""
from random import Random
from typing import Any, Dict, List, Optional, Tuple, Union

from . import check, storage
from .matrix import Matrix

Sample = List[int]      # [a, b, a + b]


def int2digits(n: int, width: int, base: int = 10) -> List[int]:
    """The digits of n, most significant first: int2digits(90, 3) == [0, 9, 0].

    ValueError if n is negative or needs more than width digits.
    """
    check.whole("width", width, 1, 10 ** 7)
    check.whole("base", base, 2)
    check.whole("n", n, 0, base ** width - 1)
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
    """(training, testing): random sums [a, b, a + b] with a and b below 2^(bits-1), as the article has them.

    Unlike the article's, no pair (a, b) is in both: the pairs to test on are drawn first, and then avoided.
    (Where there are fewer than 2 testing_num pairs, half of all pairs are kept for testing, and repeat.)
    """
    check.whole("training_num", training_num, 1)
    check.whole("testing_num", testing_num, 1)
    check.whole("bits", bits, 2, 31)
    check.seed(seed)
    rng = Random(seed)
    half = 2 ** (bits - 1)
    held_out = rng.sample(range(half * half), min(testing_num, half * half // 2))
    tested = set(held_out)
    testing = [_sample(held_out[i % len(held_out)], half) for i in range(testing_num)]
    training = []
    while len(training) < training_num:
        pair = rng.randrange(half * half)
        if pair not in tested:
            training.append(_sample(pair, half))
    return training, testing


def _sample(pair: int, half: int) -> Sample:
    a, b = divmod(pair, half)
    return [a, b, a + b]


def encode(samples: List[Sample], bits: int = 8, is_reverse: bool = True, counts: bool = False,
           base: int = 2) -> Tuple[List[Matrix], List[List[int]]]:
    """(X, Y): the columns of each sum a + b as a network reads them, and the digits of c that it is to answer.

    is_reverse: least significant digit first, as people add; False: most significant first.
    An input is the column's two digits, x_t = [a_t, b_t]; with counts it says how often each digit occurs
    in the column (x_t[a_t] += 1; x_t[b_t] += 1), base numbers.  Only counts suit a base above 2.
    """
    check.whole("bits", bits, 1, 10 ** 7)
    check.whole("base", base, 2)
    check.flag("is_reverse", is_reverse)
    check.flag("counts", counts)
    if base > 2 and not counts:
        raise ValueError("counts must be True for base %d, got False: a digit above 1 is no size" % base)
    check.samples("samples", samples, base ** bits - 1)
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


def save_data(value: Union[List[Sample], Dict[int, List[int]]], path: Any) -> None:
    """Writes samples, or the table of bits of 0, 1, 2, ..., as the article does: pickle protocol 0, in one piece."""
    check.data(value)
    storage.save(value, path)


def load_data(path: Any) -> Union[List[Sample], Dict[int, List[int]]]:
    """What save_data wrote, or the article's own program; DataError (a ValueError) if it is anything else."""
    return storage.load(path, check.data)
