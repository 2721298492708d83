"""An adder of three units that nobody trained, with round numbers.

n: the ones in the column;  m: the number remembered from the last step.

    A = tanh(n / 4)             counts this column's ones
    B = tanh(2 m - 4 n)         compares the memory with them
    C = tanh((m - n) / 2)       bends the answer
    next m = 8 A + B            about 1: no carry; about 2.8: carry
    answer 1 where 5 C - 5 A - 4 B > 0, else 0

All weights are exact in binary.

Think of m as a marble, of "no carry" and "carry" as two bowls.  From anywhere
in a bowl, every column takes it to the bowl where it belongs, with the right
answer.  It is never lost, however many columns come: that is the whole proof.
"""
from ..model import Model
from .memory import Memory

MEMORY = Memory(p=[0.5, 0.0, 2.0], q=[0.0, 8.0, 1.0])       # units C, A, B
INTERVALS = [(0.85, 1.10), (2.60, 3.05)]                    # of m: no carry, carry


def hand_network() -> Model:
    """A new Model with these weights; its units are C, A, B."""
    model = Model(word_dim=2, hidden_dim=3)
    model.U = [[-0.5, -0.5], [0.25, 0.25], [-4.0, -4.0]]
    model.W = [[p * q for q in MEMORY.q] for p in MEMORY.p]
    model.V = [[0.0, 0.0, 0.0], [5.0, -5.0, -4.0]]
    return model
