"""Pickles of plain values, read without running anything of theirs.

A pickle is a program for a small stack machine.  Most instructions push a number or a string, or
put what was pushed into a list, a tuple or a dict; a few import and call things, which makes a
pickle from a stranger as dangerous as a script from a stranger.  So it is looked through before it
is run: it must have harmless instructions only, and not too many.  No file takes more than two
seconds or 200 MB (CPython 3.11).
"""
import gc
import io
import pickle
import pickletools
from typing import Any, Callable, List, Set, Tuple

from ..check import DataError, shown
from . import files, jsons

LIMIT = 16 * 2 ** 20        # bytes of a file: about 700,000 weights
MOST = 750000               # values in a file, of about two instructions each
LONGEST = 4096              # bytes of one number or string
JSON = (b"{", b"[", b"\xef\xbb\xbf")       # how it may begin; no pickle does so
BEGINS = (b"(", b"]", b"}", b"\x80") + JSON     # how a file of lists or dicts may begin

OTHERS = {      # what else a file may be, by its first bytes
    b"\x93NUMPY": "a NumPy array; save array.tolist()",
    b"PK": "a zip archive, as NumPy's .npz and PyTorch's files are; save plain lists",
    b"\x1f\x8b": "compressed by gzip; unpack it first",
    b"\x89HDF": "an HDF5 file, as Keras writes them; save plain lists",
    b"version https://git-lfs": "Git LFS's note of where the file is; git lfs pull fetches it"}

HARMLESS = """NONE NEWTRUE NEWFALSE INT BININT BININT1 BININT2 LONG LONG1 LONG4 FLOAT BINFLOAT
    STRING BINSTRING SHORT_BINSTRING UNICODE BINUNICODE SHORT_BINUNICODE EMPTY_LIST LIST APPEND
    APPENDS EMPTY_TUPLE TUPLE TUPLE1 TUPLE2 TUPLE3 EMPTY_DICT DICT SETITEM SETITEMS MARK PUT BINPUT
    LONG_BINPUT GET BINGET LONG_BINGET MEMOIZE PROTO FRAME STOP""".split()
# Each of them, and how many bytes of an argument follow it; LINE: the rest of the line; less than
# that: as many as the next byte says, or the next four.
LINE, ONE = pickletools.UP_TO_NEWLINE, pickletools.TAKEN_FROM_ARGUMENT1
SIZES = {ord(code.code): code.arg.n if code.arg else 0
         for code in pickletools.opcodes if code.name in HARMLESS}
LENGTHS = dict(zip(b"IL\x8a\x8bp", (21, 22, 8, 8, 7)))    # of whole numbers, at most
TUPLES, DICTS, LONG_PUT, STOP = set(b"t\x85\x86\x87"), set(b"dsu"), ord("r"), ord(".")


class Plain(pickle.Unpickler):
    """A second lock: whatever may get past the look, nothing is imported."""

    def find_class(self, module: str, name: str) -> Any:
        raise DataError(f"it asks for {shown(module)}")


def load(path: Any, verify: Callable[[Any], None]) -> Any:
    """The value in the file, a pickle or JSON, after verify(value) has found no fault in it.

    Raises DataError if verify raises TypeError or ValueError, for a file of more than LIMIT bytes
    or MOST values, for anything but lists, tuples, dicts, numbers, strings, None and booleans, for
    bytes missing, damaged or left over; OSError if it cannot be read.
    """
    data = files.read(path, LIMIT)
    try:
        value = _build(data)
        verify(value)
    except (TypeError, ValueError) as fault:
        raise DataError(f"{path}: {fault}") from None
    return value


def save(value: Any, path: Any) -> None:
    """Writes a plain value to the file, as files.write() does: JSON if its name ends in .json, else
    a pickle (protocol 0: text).

    ValueError if that could not be read again, OSError if it cannot be written.
    """
    value = _plain(value)
    is_json = str(path).endswith(".json")
    data = jsons.dumps(value) if is_json else pickle.dumps(value, 0)
    try:
        _build(data)
    except DataError as fault:
        raise ValueError(f"what could not be read again is not saved: {fault}") from None
    files.write(data, path, BEGINS)


def _build(data: bytes) -> Any:
    if len(data) > LIMIT:
        raise DataError(f"it is larger than {LIMIT} bytes")
    return jsons.loads(data, MOST) if data.startswith(JSON) else loads(data)


def _plain(value: Any) -> Any:
    """The same in the plain types that load reads.

    A NumPy float, say, is a float, but pickles as something else.
    """
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return kind(value)
    return value


def loads(data: bytes) -> Any:
    """The value; DataError for bytes that are damaged, or ask for more than plain values."""
    for begins, kind in OTHERS.items():
        if data.startswith(begins):
            raise DataError(f"it is {kind}")
    if data.startswith(b"(") and data.count(b"\r\n") == data.count(b"\n"):
        data = data.replace(b"\r\n", b"\n")     # protocol 0 is text; its line ends were changed
    collecting = gc.isenabled()
    gc.disable()        # it would look through all that is built, again and again, for nothing
    try:
        _look_through(data)
        value = Plain(io.BytesIO(data), encoding="latin-1").load()     # Python 2's strings as text
    except DataError:
        raise
    except Exception as fault:      # of many kinds: an empty stack, a dict to append to, ...
        kind = type(fault).__name__
        raise DataError(f"it is damaged, or no pickle ({kind}: {shown(str(fault))})") from None
    finally:
        if collecting:
            gc.enable()
    count(value)
    return value


def _look_through(data: bytes) -> None:
    """DataError for what is not harmless, or too much; what is damaged shows when it is run.

    Whole numbers are short: of long ones so many can have the same hash that a dict of them takes
    for ever.  And of tuples in tuples, as keys of a dict, the interpreter would die.
    """
    used: Set[int] = set()
    at, words = 0, (b"", b"")
    for _ in range(2 * MOST):
        if at >= len(data):
            raise DataError("it ends too early")
        instruction = data[at]
        size = SIZES.get(instruction)
        if size is None:
            raise DataError(_wish(data[at:], words))
        used.add(instruction)
        at += 1
        if size < 0:
            if size == LINE:
                end = data.find(b"\n", at, at + LONGEST)
                if end < 0:
                    raise DataError(
                        f"it holds a line that has no end, or not within {LONGEST} bytes")
                size = end + 1 - at
            else:
                width = 1 if size == ONE else 4
                size = int.from_bytes(data[at:at + width], "little")
                at += width
            if size > LENGTHS.get(instruction, LONGEST):
                raise DataError(f"it holds a number or a string of {size} bytes, which is too long")
            words = words[1], data[at:at + size]
        elif instruction == LONG_PUT and int.from_bytes(data[at:at + 4], "little") > MOST:
            raise DataError(f"it remembers more than {MOST} values")
        at += size
        if instruction == STOP:
            break
    else:
        raise DataError(f"it holds more than {2 * MOST} instructions")
    if at < len(data):
        raise DataError("it goes on after its end")
    if used & DICTS and used & TUPLES:
        raise DataError("it holds dicts as well as tuples; make the tuples lists")


def _wish(rest: bytes, words: Tuple[bytes, bytes]) -> str:
    """The sentence about an instruction that is refused: what it would import, or its own name."""
    wish = "".join([code.name for code in pickletools.opcodes if code.code == chr(rest[0])])
    if not wish:
        raise ValueError("there is no such instruction")
    if wish in ("GLOBAL", "STACK_GLOBAL"):
        lines = words if wish == "STACK_GLOBAL" else rest[1:2 * LONGEST].split(b"\n", 2)[:2]
        wish = " ".join([line.decode("latin-1").strip() for line in lines])
    hint = "of a NumPy array, save array.tolist()"
    if wish.startswith(("rnn_pure", "copyreg", "copy_reg")):
        hint = "a Model has a method for it, save"
    return (f"it asks for {shown(wish)}, but only lists, tuples, dicts, numbers, strings, None and "
            f"booleans are read ({hint})")


def count(value: Any) -> None:
    """DataError if it is too much to visit: a row may lie in many places, a list in itself."""
    visited = 1
    to_visit: List[Any] = [[value]]
    while to_visit:
        parts = to_visit.pop()
        if isinstance(parts, dict):
            parts = parts.values()
        visited += len(parts)
        if visited > MOST:
            raise DataError(f"it holds more than {MOST} values")
        to_visit += [part for part in parts if isinstance(part, (list, tuple, dict))]
