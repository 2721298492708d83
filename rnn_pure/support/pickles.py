"""Pickles of plain values, read without running anything.

A pickle is a program for a small stack machine.  Most instructions push a number or a string, or build
a list, a tuple or a dict of what was pushed; a few import and call things, which makes a pickle from a
stranger as dangerous as a script from a stranger.  `load` is that machine with the harmless
instructions only: what it cannot build, nobody can make it run.
"""
import io
import os
from typing import Any, Callable

from . import check, files
from .check import shown
from .errors import DataError

LIMIT = 16 * 2 ** 20        # bytes of a file: about 700,000 weights
LONGEST_LINE = 4096         # bytes of an integer, or of anything written as text
MOST_CONTAINERS = 10 ** 6   # lists, tuples and dicts in a file
LARGEST_KEY = 2 ** 60       # of dicts and of the memo: larger ones could be chosen to have all the same hash

LITERALS = {"INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT", "STRING",
            "BINSTRING", "SHORT_BINSTRING", "UNICODE", "SHORT_BINUNICODE", "BINUNICODE"}
CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False, "EMPTY_TUPLE": ()}
TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}
CONTAINERS = {"EMPTY_LIST", "LIST", "TUPLE", "EMPTY_DICT", "DICT"} | set(TUPLES)


def load(path: Any, verify: Callable[[Any], None]) -> Any:
    """The value pickled in the file, after verify(value) has found no fault (TypeError, ValueError) in it.

    Raises DataError for a file of more than LIMIT bytes or MOST_CONTAINERS lists, for anything but lists, tuples,
    dicts, numbers, strings, None and booleans, for bytes missing, damaged or left over; OSError if it cannot be read.
    """
    check.path("path", path)
    with open(os.fspath(path), "rb") as file:
        data = file.read(LIMIT + 1)
    try:
        value = _run(data)
    except DataError as fault:
        raise DataError("%s: %s" % (path, fault)) from None
    except Exception as fault:      # no such instruction, an empty stack, a memo never set, a tuple appended to ...
        raise DataError("%s: it is damaged, or no pickle (%s: %s)" % (
            path, type(fault).__name__, shown(str(fault)))) from None
    try:
        verify(value)
    except (TypeError, ValueError) as fault:
        raise DataError("%s: %s" % (path, fault)) from None
    return value


def save(value: Any, path: Any) -> None:
    """Pickles a plain value into the file (protocol 0: text), as files.write() does.

    ValueError if that could not be read again, OSError if it cannot be written.
    """
    import pickle       # here, because only writing needs it

    data = pickle.dumps(_plain(value), 0)
    if len(data) > LIMIT:
        raise ValueError("a file must be of at most %d bytes to be read again, got %d" % (LIMIT, len(data)))
    longest = max(map(len, data.split(b"\n")))
    if longest >= LONGEST_LINE:
        raise ValueError("a number must be of less than %d digits to be read again, got %d" % (LONGEST_LINE, longest))
    files.write(data, path)


def _plain(value: Any) -> Any:
    """The same in the plain types that load reads: a NumPy float, say, is a float, but pickles as something else."""
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return kind(value)
    return value


class _Text(io.BytesIO):
    """Bytes whose lines must end: int() of a line of a million digits would take minutes."""

    def readline(self, size: int = -1) -> bytes:
        line = super().readline(LONGEST_LINE + 1)
        if len(line) > LONGEST_LINE:
            raise DataError("it holds a line of more than %d bytes" % LONGEST_LINE)
        return line


def _run(data: bytes) -> Any:
    """What the pickle builds, by its harmless instructions alone."""
    import pickletools      # here, because only reading needs it

    if len(data) > LIMIT:
        raise DataError("it is larger than %d bytes" % LIMIT)
    file, stack, marks, memo, strings, containers = _Text(data), [], [], {}, ["?", "?"], 0

    def since_mark():
        start = marks.pop()
        items = stack[start:]
        del stack[start:]
        return items

    for opcode, arg, _ in pickletools.genops(file):
        op = opcode.name
        if op in CONTAINERS:
            containers += 1
            if containers > MOST_CONTAINERS:
                raise DataError("it holds more than %d lists, tuples and dicts" % MOST_CONTAINERS)
        if op in LITERALS:
            stack.append(arg)
            if isinstance(arg, str):
                strings = [strings[1], arg]
            elif isinstance(arg, int) and arg.bit_length() > 8 * LONGEST_LINE:
                raise DataError("it holds an integer of more than %d bytes" % LONGEST_LINE)
        elif op in CONSTANTS:
            stack.append(CONSTANTS[op])
        elif op == "MARK":
            marks.append(len(stack))
        elif op == "EMPTY_LIST":
            stack.append([])
        elif op == "LIST":
            stack.append(since_mark())
        elif op == "APPEND":
            item = stack.pop()
            stack[-1].append(item)
        elif op == "APPENDS":
            items = since_mark()
            stack[-1].extend(items)
        elif op == "TUPLE":
            stack.append(tuple(since_mark()))
        elif op in TUPLES:
            items = stack[-TUPLES[op]:]
            del stack[-TUPLES[op]:]
            stack.append(tuple(items))
        elif op == "EMPTY_DICT":
            stack.append({})
        elif op == "DICT":
            stack.append(_dict(since_mark()))
        elif op == "SETITEM":
            value, key = stack.pop(), stack.pop()
            stack[-1].update(_dict([key, value]))
        elif op == "SETITEMS":
            items = since_mark()
            stack[-1].update(_dict(items))
        elif op in ("PUT", "BINPUT", "LONG_BINPUT"):
            memo[_key(arg)] = stack[-1]
        elif op == "MEMOIZE":
            memo[len(memo)] = stack[-1]
        elif op in ("GET", "BINGET", "LONG_BINGET"):
            stack.append(memo[arg])
        elif op not in ("PROTO", "FRAME", "STOP"):
            what = ".".join(strings) if op == "STACK_GLOBAL" else "%s %s" % (op, "" if arg is None else arg)
            raise DataError("it asks for %s, but only lists, tuples, dicts, numbers, strings, None and booleans "
                            "are read (of a NumPy array, save array.tolist())" % shown(what.strip()))
    if len(stack) != 1 or marks:
        raise DataError("it is damaged: %d values where one was expected" % len(stack))
    if file.read(1):
        raise DataError("it goes on after its end")
    return stack[0]


def _dict(items: list) -> dict:
    return dict(zip(map(_key, items[::2]), items[1::2]))


def _key(key: Any) -> Any:
    if not isinstance(key, str) and not (isinstance(key, int) and abs(key) <= LARGEST_KEY):
        raise DataError("it holds a key that is neither a string nor a whole number up to 2^60: %s" % shown(key))
    return key
