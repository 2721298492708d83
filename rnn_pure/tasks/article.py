"""The article's own run (Article 二, 七; cal_main.py): its data files, settings and losses."""
import contextlib
import io
from pathlib import Path
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence, Tuple

from ..model import Model
from ..saved import pickles
from .adding import Sample, check_samples, encode, generate_data, int2bits, save_data

TRAINING, TESTING, INT2BITS = FILES = "cal_training.txt", "cal_testing.txt", "cal_int2bits.txt"
DATA_SEED = 0       # of a data set that is made because there is none


class Settings(NamedTuple):
    """What an experiment can be told: how many samples, how often; size of step, window, state."""

    samples: int
    epochs: int
    learning_rate: float
    bptt_truncate: int
    hidden: int


# The article's settings, and those of a run in seconds, on other data: adding.long_examples.
# There errors flow back through all steps, and the learning rate is the first one: it falls.
ARTICLE = Settings(samples=20000, epochs=10, learning_rate=0.001, bptt_truncate=2, hidden=16)
QUICK = Settings(samples=2000, epochs=1, learning_rate=0.05, bptt_truncate=19, hidden=16)

# is_reverse -> the loss that the article printed before each epoch (Article 七).
PUBLISHED = {
    True: [0.711610, 0.056623, 0.034568, 0.031605, 0.030482,
           0.029896, 0.029538, 0.029297, 0.029123, 0.028993],
    False: [0.709881, 0.658799, 0.622423, 0.617654, 0.614902,
            0.612439, 0.610115, 0.608214, 0.606709, 0.605867],
}


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
        pickles.load(folder / name, lambda value: check_samples("samples", value, 255))
        for name in (TRAINING, TESTING)]
    return training, testing


def model_path(folder: Any, is_reverse: bool = True, kind: str = "") -> Path:
    """Where an experiment saves its network, and the other programs look for it.

    A kind, "quick" or "trial" (of other settings), goes elsewhere: it must not replace two minutes'
    training.
    """
    return Path(str(folder)) / ("%s%s.model" % (
        "reverse" if is_reverse else "natural", kind and "_" + kind))


def article_network(folder: Any, seed: int = 0,
                    on_step: Optional[Callable[[int], Any]] = None) -> Model:
    """A network trained with the article's settings on the folder's data, without its ten losses:
    for minutes."""
    training, _ = read_data(folder)
    model = Model(2, ARTICLE.hidden, ARTICLE.bptt_truncate, seed)
    with contextlib.redirect_stdout(io.StringIO()):
        model.train(*encode(training), learning_rate=ARTICLE.learning_rate, nepoch=ARTICLE.epochs,
                    evaluate_loss_after=1, on_step=on_step)
    return model
