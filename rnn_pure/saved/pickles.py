"""Pickles of plain values, read without running anything of theirs.

A pickle is a program for a small stack machine.  Most instructions push a number or a string, or
put what was pushed into a list, a tuple or a dict; a few import and call things, which makes a
pickle from a stranger as dangerous as a script from a stranger.  `load` is that machine with the
harmless instructions only: what it cannot build, nobody can make it run.  And it counts what it
does: no file takes it more than two seconds or 200 MB (CPython 3.11).
"""
import errno
import gc
import os
import struct
from io import BytesIO
from typing import Any, Callable, Dict, List

from .. import check
from ..check import DataError, shown
from . import files

LIMIT = 16 * 2 ** 20        # bytes of a file: about 700,000 weights
MOST = 750000               # values in a file, of about two instructions each
LONGEST = 4096              # bytes of one number or string
BEGINS = (b"(", b"]", b"}", b"\x80")     # how a pickle of lists or dicts may begin


def _line(file: BytesIO) -> bytes:
    line = file.readline(LONGEST)
    if not line.endswith(b"\n"):
        raise DataError(f"it holds a line that has no end, or not within {LONGEST} bytes")
    return line


def _counted(file: BytesIO, size: int) -> bytes:
    """As many bytes as the next `size` bytes say."""
    length = _unsigned(file.read(size))
    if length > LONGEST:
        raise DataError(f"it holds a number or a string of more than {LONGEST} bytes")
    return file.read(length)


def _unsigned(data: bytes) -> int:
    return int.from_bytes(data, "little")


def _signed(data: bytes) -> int:
    return int.from_bytes(data, "little", signed=True)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


def _byte(file: BytesIO) -> int:
    return _unsigned(file.read(1))


def _four_bytes(file: BytesIO) -> int:
    return _unsigned(file.read(4))


def _whole(file: BytesIO) -> int:
    line = _line(file)
    if line in (b"00\n", b"01\n"):      # False and True in protocol 0
        return line == b"01\n"
    return int(line)


# The instructions that push a value, and how they read it.
# The standard library's pickletools explains each letter.
VALUES: Dict[bytes, Callable[[BytesIO], Any]] = {
    b"N": lambda file: None, b"\x88": lambda file: True, b"\x89": lambda file: False,
    b"]": lambda file: [], b"}": lambda file: {}, b")": lambda file: (),
    b"I": _whole, b"L": lambda file: int(_line(file).rstrip(b"L\n")),
    b"K": _byte, b"M": lambda file: _unsigned(file.read(2)),
    b"J": lambda file: _signed(file.read(4)), b"\x8a": lambda file: _signed(_counted(file, 1)),
    b"\x8b": lambda file: _signed(_counted(file, 4)),
    b"F": lambda file: float(_line(file)), b"G": lambda file: struct.unpack(">d", file.read(8))[0],
    b"V": lambda file: _line(file)[:-1].decode("raw-unicode-escape"),
    b"X": lambda file: _text(_counted(file, 4)), b"\x8c": lambda file: _text(_counted(file, 1))}
ENDS = {b"l", b"t", b"d", b"e", b"u"}
TUPLES = {b"\x85": 1, b"\x86": 2, b"\x87": 3}
PUTS = {b"p": _whole, b"q": _byte, b"r": _four_bytes}      # to remember a value under a number
GETS = {b"g": _whole, b"h": _byte, b"j": _four_bytes}      # to push what was remembered


def load(path: Any, verify: Callable[[Any], None]) -> Any:
    """The value pickled in the file, after verify(value) has found no fault in it.

    Raises DataError if verify raises TypeError or ValueError, for a file of more than LIMIT bytes
    or MOST values, for anything but lists, tuples, dicts, numbers, strings, None and booleans, for
    bytes missing, damaged or left over; OSError if it cannot be read.
    """
    check.path("path", path)
    path = os.fspath(path)
    if os.path.exists(path) and not os.path.isfile(path):
        # A pipe might keep us waiting for ever, a device have no end.
        raise OSError(errno.EINVAL, "it is a folder, a pipe or a device, not a file", path)
    with open(path, "rb") as file:
        data = file.read(LIMIT + 1)
    try:
        value = _build(data)
        verify(value)
    except (TypeError, ValueError) as fault:
        raise DataError(f"{path}: {fault}") from None
    return value


def save(value: Any, path: Any) -> None:
    """Pickles a plain value into the file (protocol 0: text), as files.write() does.

    ValueError if that could not be read again, OSError if it cannot be written.
    """
    import pickle  # here, because only writing needs it

    data = pickle.dumps(_plain(value), 0)
    try:
        _build(data)
    except DataError as fault:
        raise ValueError(f"what could not be read again is not saved: {fault}") from None
    files.write(data, path, BEGINS)


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


def _build(data: bytes) -> Any:
    """What the pickle builds, by its harmless instructions alone; DataError if it has others."""
    if len(data) > LIMIT:
        raise DataError(f"it is larger than {LIMIT} bytes")
    collecting = gc.isenabled()
    gc.disable()        # it would look through all that is built, again and again, for nothing
    try:
        value = _run(data)
    except DataError:
        raise
    except (LookupError, AttributeError, TypeError, ValueError, struct.error) as fault:
        # An empty stack, a memo never set, a tuple to append to, a number of letters ...
        raise DataError("it is damaged, or no pickle (%s: %s)" % (
            type(fault).__name__, shown(str(fault)))) from None
    finally:
        if collecting:
            gc.enable()
    _count(value)
    return value


def _run(data: bytes) -> Any:
    """The machine.  What is wrong with a program shows as the exceptions that _build expects."""
    file, stack, marked, memo = BytesIO(data), [], [], {}
    for _ in range(2 * MOST):
        op = file.read(1)
        if op in VALUES:
            stack.append(VALUES[op](file))
        elif op == b"a":                        # APPEND
            item = stack.pop()
            stack[-1].append(item)
        elif op == b"(":                        # MARK: what is pushed from here on ...
            marked.append(stack)
            stack = []
        elif op in ENDS:                        # ... one of these puts into one thing
            items, stack = stack, marked.pop()
            if op == b"l":                      # LIST
                stack.append(items)
            elif op == b"t":                    # TUPLE
                stack.append(tuple(items))
            elif op == b"d":                    # DICT
                stack.append(_dict(items))
            elif op == b"e":                    # APPENDS
                stack[-1].extend(items)
            else:                               # SETITEMS
                stack[-1].update(_dict(items))
        elif op in TUPLES:
            items = stack[-TUPLES[op]:]
            del stack[-TUPLES[op]:]
            stack.append(tuple(items))
        elif op in PUTS:
            memo[_key(PUTS[op](file))] = stack[-1]
        elif op == b"\x94":                     # MEMOIZE
            memo[_key(len(memo))] = stack[-1]
        elif op in GETS:
            stack.append(memo[GETS[op](file)])
        elif op == b"s":                        # SETITEM
            value, key = stack.pop(), stack.pop()
            stack[-1][_key(key)] = value
        elif op == b".":                        # STOP
            if len(stack) != 1 or marked:
                raise DataError(f"it is damaged: {len(stack)} values where one was expected")
            if file.read(1):
                raise DataError("it goes on after its end")
            return stack[0]
        elif op == b"\x80":                     # PROTO
            file.read(1)
        elif op == b"\x95":                     # FRAME
            file.read(8)
        elif not op:
            raise DataError("it ends too early")
        else:
            raise DataError(
                "it asks for %s, but only lists, tuples, dicts, numbers, strings, None and "
                "booleans are read (of a NumPy array, save array.tolist())"
                % _wish(op, file, stack))
    raise DataError(f"it holds more than {2 * MOST} instructions")


def _dict(items: List[Any]) -> Dict[Any, Any]:
    return dict(zip(map(_key, items[::2]), items[1::2]))


def _key(key: Any) -> Any:
    """The same, if it is a string or a small number.

    Of others so many can have the same hash that a dict of them takes for ever.
    """
    if not isinstance(key, str) and not (isinstance(key, int) and 0 <= key < MOST):
        raise DataError("it holds a key that is neither a string nor a whole number below %d: %s"
                        % (MOST, shown(key)))
    return key


def _wish(op: bytes, file: BytesIO, stack: List[Any]) -> str:
    """What an instruction that is refused would have: a name to import; else its own name."""
    import pickletools  # here, because only refusals need it

    if op == b"c":                              # GLOBAL
        return shown(" ".join((_line(file) + _line(file)).decode("latin-1").split()))
    if op == b"\x93":                           # STACK_GLOBAL
        return shown(" ".join(map(str, stack[-2:])))
    return pickletools.code2op[chr(op[0])].name


def _count(value: Any) -> None:
    """DataError if it is too much to visit: a row may lie in many places, a list in itself."""
    count = 1
    to_visit: List[Any] = [[value]]
    while to_visit:
        parts = to_visit.pop()
        if isinstance(parts, dict):
            parts = parts.values()
        count += len(parts)
        if count > MOST:
            raise DataError(f"it holds more than {MOST} values")
        to_visit += [part for part in parts if isinstance(part, (list, tuple, dict))]
