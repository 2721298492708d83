"""What the tests of the proof share: the network by hand, and its proof."""
from functools import lru_cache

from rnn_pure import Model
from rnn_pure.proof import prove

# A weight of the network by hand, moved until the memory creeps: where 3 is added to 1 and then
# (0, 1) is read on and on, the carry is lost after so many columns.
FAILS_AT = {10: -4.484285021385956, 100: -4.452475786738306, 1000: -4.4515518858349346}


def by_hand(compares=-4.0):
    """Three units that add for ever (A counts, B compares with the memory, C bends)."""
    model = Model(2, 3)
    model.U = [[-0.5, -0.5], [0.25, 0.25], [compares, compares]]
    model.W = [[0.0, 4.0, 0.5], [0.0, 0.0, 0.0], [0.0, 16.0, 2.0]]
    model.V = [[0.0, 0.0, 0.0], [5.0, -5.0, -4.0]]
    return model


@lru_cache()
def proved():
    """The verdict on it; nobody changes it."""
    return prove(by_hand())
