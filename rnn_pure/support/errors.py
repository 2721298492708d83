"""What can go wrong while everybody did as told; programs end with the error's sentence."""


class DataError(ValueError):
    """A file that does not hold what it should; the message names the file and what is wrong."""


class Diverged(ArithmeticError):
    """Training ran away from any minimum; the model holds its last good weights."""
