"""Plain values in files, pickles or JSON, read without running anything of theirs.

A pickle is a program for a small stack machine.  Most instructions push a number or a string, or
put what was pushed into a list, a tuple or a dict; a few import and call things, which makes a
stranger's pickle as dangerous as a script.  So it is looked through before it is run: it must have
harmless instructions only, and not too many.  No file takes two seconds or 200 MB (CPython 3.11).
"""
import io
import json
import pickle
import re
from typing import Any, Callable, Dict, List, Tuple, TypeVar

from ..check import DataError, shown
from . import files

T = TypeVar("T")

LIMIT = 16 * 2 ** 20        # bytes of a file: about 700,000 weights
MOST = 750000               # values in a file, of about two instructions each
JSON = (b"{", b"[", b"\xef\xbb\xbf")       # how it may begin; no pickle does so
BEGINS = (b"(", b"]", b"}", b"\x80") + JSON     # how a file of lists or dicts may begin

OTHERS = {      # what else a file may be, by its first bytes
    b"\x93NUMPY": "a NumPy array; save array.tolist()",
    b"PK": "a zip archive, as NumPy's .npz and PyTorch's files are; save plain lists",
    b"\x1f\x8b": "compressed by gzip; unpack it first",
    b"version https://git-lfs": "Git LFS's note of where the file is; git lfs pull fetches it"}

# An instruction is a byte, and its argument: so many bytes, a line, or a string, whose first bytes
# (group 1) say how many follow.  Numbers are short: of long ones so many can have the same hash
# that a dict of them takes for ever.
HARMLESS = re.compile(
    rb"(?s)[](lae}dsu)t\x85-\x87]"              # lists, dicts, tuples
    rb"|[N\x88\x89]|K.|M..|J....|G.{8}"         # None, True, False, numbers
    rb"|I[^\n]{1,20}\n|L[^\n]{1,21}\n|F[^\n]{1,99}\n|[SV][^\n]{0,4095}\n"   # as lines; strings
    rb"|([U\x8c].|[TX].[\0-\x0f]\0\0|\x8a[\0-\x08])"        # strings, and a number, with a length
    rb"|\x94|[qh].|j....|r..[\0-\x0b]\0|[pg]\d{1,6}\n"      # keeps what was pushed; pushes it again
    rb"|\x80.|\x95.{8}|\.\Z|[ci\x93]")   # headers; the end; imports, which Plain refuses by name
TUPLES, DICTS, ENDS = set(b"t\x85\x86\x87"), set(b"dsu"), b".ci\x93"
ALIKE, NO_MARKS = bytes.maketrans(b"{}", b"[]"), bytes(set(range(256)).difference(b'[]{}"'))
ONLY = ("but only lists, tuples, dicts, short numbers and strings, None and booleans are read (of "
        "a NumPy array, save array.tolist(); a Model has a method for it, save)")


class Plain(pickle.Unpickler):
    """Reads what imports nothing."""

    def find_class(self, module: str, name: str) -> Any:
        raise DataError(f"it asks for {shown(module + ' ' + name)}, {ONLY}")


def load(path: Any, build: Callable[[Any], T]) -> T:
    """What build makes of the value in the file; DataError if it, or loads, refuses; OSError."""
    data = files.read(path, LIMIT)
    try:
        return build(loads(data))
    except (TypeError, ValueError) as fault:
        raise DataError(f"{path}: {fault}") from None


def save(value: Any, path: Any) -> None:
    """Writes a plain value, in one piece: JSON if the name ends in .json, else a pickle (protocol
    0: text).  ValueError if that could not be read again, OSError if it cannot be written."""
    data = to_json(value) if str(path).endswith(".json") else pickle.dumps(value, 0)
    try:
        loads(data)
    except DataError as fault:
        raise ValueError(f"what could not be read again is not saved: {fault}") from None
    files.write(data, path, BEGINS)


def loads(data: bytes) -> Any:
    """The value; DataError for more than LIMIT bytes or MOST values, for all but lists, tuples,
    dicts, numbers, strings, None and booleans, for bytes missing, damaged or left over."""
    if len(data) > LIMIT:
        raise DataError(f"it is larger than {LIMIT} bytes")
    for begins, kind in OTHERS.items():
        if data.startswith(begins):
            raise DataError(f"it is {kind}")
    if data.startswith(JSON):
        return from_json(data)
    if data.startswith(b"(") and data.count(b"\r\n") == data.count(b"\n"):
        data = data.replace(b"\r\n", b"\n")     # protocol 0 is text; its line ends were changed
    _look_through(data)
    try:
        value = Plain(io.BytesIO(data), encoding="latin-1").load()     # Python 2's strings as text
    except DataError:
        raise
    except Exception as fault:      # of many kinds: an empty stack, a dict to append to, ...
        raise DataError(f"it is damaged, or no pickle ({shown(repr(fault))})") from None
    _count(value)
    return value


def _look_through(data: bytes) -> None:
    """DataError for what is not harmless, or too much; what is damaged shows when it is run."""
    at, used = 0, set()
    for _ in range(2 * MOST):
        found = HARMLESS.match(data, at)
        if not found:
            raise DataError(f"it is no pickle, or damaged at byte {at}, or asks for more, {ONLY}"
                            if at < len(data) else "it ends too early")
        used.add(data[at])
        if data[at] in ENDS:
            break
        at = found.end()
        if found.lastindex:
            at += int.from_bytes(found.group(1)[1:], "little")
    else:
        raise DataError(f"it holds more than {2 * MOST} instructions")
    if used & DICTS and used & TUPLES:      # tuples in tuples, as a key, end the interpreter
        raise DataError("it holds dicts as well as tuples; make the tuples lists")


def _count(value: Any) -> None:
    """DataError if it is too much to visit: a row may lie in many places, a list in itself."""
    containers: List[Any] = [[value]]
    visited = 0
    for parts in containers:        # they grow meanwhile
        visited += len(parts)
        if visited > MOST:
            raise DataError(f"it holds more than {MOST} values")
        containers += [part.values() if isinstance(part, dict) else part
                       for part in parts if isinstance(part, (list, tuple, dict))]


def from_json(data: bytes) -> Any:
    """The value; DataError for what is no JSON, or for more than about MOST values."""
    marks = data.replace(b"\\\\", b"").replace(b'\\"', b"").translate(ALIKE, NO_MARKS)
    if sum(map(data.count, (b",", b":", b"[", b"{"))) > MOST or len(marks) > 3 * MOST:
        raise DataError(f"it holds more than {MOST} values")
    # Some interpreters die of lists in lists in lists.  So of the brackets outside of strings, none
    # may be left when the innermost have been taken away 50 times.
    brackets = b"".join(marks.split(b'"')[::2])
    for _ in range(50):
        brackets = brackets.replace(b"[]", b"")
    if brackets:
        raise DataError("it is no JSON, or nested too deep")
    try:
        return json.loads(      # int() would take long for a long number, float() does not
            data.decode("utf-8-sig"), object_pairs_hook=_object,
            parse_int=lambda digits: int(digits) if len(digits) <= 20 else float(digits))
    except ValueError as fault:
        raise DataError(f"it is no JSON ({fault})") from None


def to_json(value: Any) -> bytes:
    """JSON of plain values: floats exactly, as the shortest number that is read as the same."""
    return (json.dumps(value, allow_nan=False) + "\n").encode("ascii")


def _object(pairs: List[Tuple[str, Any]]) -> Dict[str, Any]:
    """Of a key that comes twice, some readers would take the first value, some the last."""
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("a key comes twice in an object")
    return value
