"""The two things that can go wrong while everybody did as told; programs end with their sentence."""


class DataError(ValueError):
    """A file that does not hold what it should; the message names the file and what is wrong with it."""


class Diverged(ArithmeticError):
    """Training ran away from any minimum; the model holds its last good weights."""
