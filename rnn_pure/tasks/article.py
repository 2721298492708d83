"""The article's own run (Article 二, 七; cal_main.py): its settings and losses."""
from typing import NamedTuple

DATA_SEED = 0       # of a data set that is made because there is none


class Settings(NamedTuple):
    """What an experiment can be told."""

    samples: int
    epochs: int
    learning_rate: float
    bptt_truncate: int
    hidden: int


ARTICLE = Settings(samples=20000, epochs=10, learning_rate=0.001, bptt_truncate=2, hidden=16)

# is_reverse -> the loss that the article printed before each epoch (Article 七).
PUBLISHED = {
    True: [0.711610, 0.056623, 0.034568, 0.031605, 0.030482,
           0.029896, 0.029538, 0.029297, 0.029123, 0.028993],
    False: [0.709881, 0.658799, 0.622423, 0.617654, 0.614902,
            0.612439, 0.610115, 0.608214, 0.606709, 0.605867],
}
