"""Files that are written in one piece: at any moment there is the old or the new one, whole."""
import errno
import os
import time
from contextlib import suppress
from typing import Any, Tuple

from ..check import DataError, complaint

WAITS = (0.05, 0.1, 0.2, 0.4)   # seconds; Windows does not replace a file while anybody has it open


def must_be_file(path: Any) -> str:
    """The path, a string or a Path with a name at its end: "." and "/" have none.  OSError if there
    is a folder, a device, or a pipe, which may have no end."""
    text = os.fspath(path) if isinstance(path, os.PathLike) else path
    if not isinstance(text, str) or "\0" in text or os.path.basename(text) in ("", ".", ".."):
        raise complaint(isinstance(text, str), "path", "the name of a file", text)
    if os.path.exists(text) and not os.path.isfile(text):
        raise OSError(errno.EINVAL, "it is a folder, a pipe or a device, not a file", text)
    return text


def read(path: Any, limit: int) -> bytes:
    """The bytes of the file; DataError if there are more."""
    with open(must_be_file(path), "rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise DataError(f"{path}: it is larger than {limit} bytes")
    return data


def write(data: bytes, path: Any, begins: Tuple[bytes, ...] = ()) -> None:
    """Makes these the bytes of the file, unless there is one that does not begin in one of these
    ways.  OSError if it fails: they are in another file then, which the sentence names."""
    try:
        _put(data, path, begins)
    except OSError as fault:
        from tempfile import mkdtemp  # here, because only a write that failed needs it

        where = "and there is no other place for its new content"
        with suppress(OSError):
            rescued = os.path.join(mkdtemp(), os.path.basename(path))   # a folder of its owner's
            _put(data, rescued)
            where = f"its new content is in {rescued}"
        raise OSError(fault.errno, f"{fault.strerror}; {where}", str(path)) from None


def check_writable(path: Any, size: int = 0, begins: Tuple[bytes, ...] = ()) -> None:
    """OSError, with a sentence, if a write of `size` bytes would fail; changes nothing."""
    try:
        _put(os.urandom(size), path, begins, rehearsal=True)    # zeros might take no place
    except OSError as fault:
        raise OSError(f"{path} cannot be written ({fault.strerror}); name another file") from None


def _put(data: bytes, path: Any, begins: Tuple[bytes, ...] = (), rehearsal: bool = False) -> None:
    """To a temporary file beside it, to the disk, then in its place, unless it is a rehearsal."""
    target = os.path.realpath(must_be_file(path))
    old = os.path.exists(target)
    if old and not os.access(target, os.W_OK):
        raise OSError(errno.EACCES, "there is a write-protected file of that name")
    if old and begins:
        with open(target, "rb") as file:
            head = file.read(max(map(len, begins)))
        if head and not head.startswith(begins):
            raise OSError(errno.EEXIST, "there is a file of another kind of that name")
    temporary = f"{target}.{os.urandom(4).hex()}.tmp"
    try:
        with open(temporary, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if old:
            os.chmod(temporary, os.stat(target).st_mode & 0o777)   # who may read it stays
        if not rehearsal:
            _replace(temporary, target)
    finally:
        with suppress(OSError):     # usually it is the target by now
            os.remove(temporary)


def _replace(temporary: str, target: str) -> None:
    for seconds in WAITS:
        with suppress(PermissionError):
            return os.replace(temporary, target)
        time.sleep(seconds)
    os.replace(temporary, target)
