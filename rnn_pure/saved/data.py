"""The article's data files (Article 一, cal_generate_data.py): pickles of sums, and of bits."""
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple, Union

from .. import check
from ..tasks.adding import Digits, Sample, check_samples, generate_data, int2bits
from ..tasks.article import DATA_SEED
from . import values

Data = Union[List[Sample], Dict[int, Digits]]
TRAINING, TESTING, INT2BITS = FILES = "cal_training.txt", "cal_testing.txt", "cal_int2bits.txt"


def save_data(value: Data, path: Any) -> None:
    """Writes samples, or the bits of 0, 1, 2, ..., as the article does: pickle protocol 0."""
    values.save(_checked(value), path)


def load_data(path: Any) -> Data:
    """What save_data or the article's program wrote; DataError (a ValueError) for anything else."""
    return values.load(path, _checked)


def _checked(value: Any) -> Data:
    if not isinstance(value, dict):
        return check_samples(value)
    table = {}
    for n in range(len(value) or 1):
        name, bits = f"int2bits[{n}]", value.get(n)
        table[n] = list(check.digits(name, bits, 2))
        if int("".join(map(str, table[n])), 2) != n:
            raise check.complaint(True, name, f"the bits of {n}, most significant first", bits)
    return table


def write_data(folder: Path, seed: int = DATA_SEED, names: Sequence[str] = FILES) -> None:
    """Makes these files of a data set (Article 一): sums, and the bits of 0 .. 255."""
    contents: Sequence[Data] = (*generate_data(seed=seed), {n: int2bits(n) for n in range(256)})
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in zip(FILES, contents):
        if name in names:
            save_data(content, folder / name)


def read_data(folder: Path) -> Tuple[List[Sample], List[Sample]]:
    """(training, testing) from the folder's files; what is missing is made, what is there stays."""
    missing = [name for name in FILES if not (folder / name).exists()]
    if missing:
        write_data(folder, names=missing)
        print(f"Made {', '.join(missing)} in {folder} (seed {DATA_SEED}).")
    training, testing = [values.load(folder / name, lambda value: check_samples(value, 255))
                         for name in (TRAINING, TESTING)]
    return training, testing
