"""The article's data files (Article 一, cal_generate_data.py): pickles of sums, and of bits."""
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple, Union

from .. import check
from ..tasks.adding import Digits, Sample, check_samples, generate_data, int2bits
from ..tasks.article import DATA_SEED

TRAINING, TESTING, INT2BITS = FILES = "cal_training.txt", "cal_testing.txt", "cal_int2bits.txt"


def save_data(value: Union[List[Sample], Dict[int, Digits]], path: Any) -> None:
    """Writes samples, or the bits of 0, 1, 2, ..., as the article does: pickle protocol 0.

    In one piece: the file is the old one or the whole new one.
    """
    check_data(value)
    _pickles().save(value, path)


def load_data(path: Any) -> Union[List[Sample], Dict[int, Digits]]:
    """What save_data or the article's program wrote; DataError (a ValueError) for anything else."""
    data: Union[List[Sample], Dict[int, Digits]] = _pickles().load(path, check_data)
    return data


def _pickles() -> Any:
    """That module.  It loads much that `import rnn_pure` should not wait for."""
    from . import pickles
    return pickles


def check_data(value: Any) -> None:
    """What a data file holds: samples, or the dict of 0, 1, 2, ... and their bits."""
    if not isinstance(value, dict):
        return check_samples("samples", value)
    for n in range(len(value) or 1):
        bits: Any = value.get(n)
        check.digits(f"int2bits[{n}]", bits, 2)
        if list(bits) != [n >> k & 1 for k in reversed(range(len(bits)))] or n >> len(bits):
            raise ValueError("int2bits[%d] must be the bits of %d, most significant first, "
                             "got %s" % (n, n, check.shown(bits)))


def write_data(folder: Any, seed: int = DATA_SEED,
               names: Sequence[str] = FILES) -> Tuple[List[Sample], List[Sample]]:
    """(training, testing): makes a data set and its files (Article 一), with the bits of 0 .. 255.
    """
    folder = Path(str(folder))
    training, testing = generate_data(seed=seed)
    bits = {n: int2bits(n) for n in range(256)}
    values: Dict[str, Any] = {TRAINING: training, TESTING: testing, INT2BITS: bits}
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        save_data(values[name], folder / name)
    return training, testing


def read_data(folder: Any) -> Tuple[List[Sample], List[Sample]]:
    """(training, testing) from the folder's files; what is missing is made, what is there stays."""
    folder = Path(str(folder))
    missing = [name for name in FILES if not (folder / name).exists()]
    if missing:
        try:
            made = write_data(folder, names=missing)
        except OSError as fault:
            raise OSError("the data set cannot be written to %s (%s); name another folder with "
                          "--data" % (folder, fault.strerror)) from None
        whole = len(missing) == len(FILES)
        print("Made %s in %s (seed %d)." % (
            "a data set" if whole else " and ".join(missing), folder, DATA_SEED))
        if whole:
            return made
    training, testing = [
        _pickles().load(folder / name, lambda value: check_samples("samples", value, 255))
        for name in (TRAINING, TESTING)]
    return training, testing
