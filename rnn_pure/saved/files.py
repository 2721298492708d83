"""Files that are written in one piece: what is there is the old or the new, whole.

Nothing that was to be written is lost: if it cannot be, it goes to another place, which is named.
"""
import errno
import os
import time
from contextlib import suppress
from typing import Any, Tuple

from .. import check

WAITS = (0.05, 0.1, 0.2, 0.4)   # seconds; Windows does not replace a file while anybody has it open
ABANDONED = 3600                # seconds after which nobody is at work on a temporary file


def write(data: bytes, path: Any, begins: Tuple[bytes, ...] = ()) -> None:
    """Makes these the bytes of the file, which holds the old or the new ones, whole, always.

    They go to a temporary file beside it, are flushed to the disk, and replace it in one step.
    Where a write was killed its temporary file stays; the next write of the same file removes it.
    begins: how files of this kind may begin; a file that begins otherwise is not replaced.
    Raises OSError if it fails twice; the sentence says which file has the bytes instead.
    """
    check.path("path", path)
    try:
        _write(data, path, begins)
    except OSError:
        try:
            _write(data, path, begins)
        except OSError as fault:
            sentence = f"{fault.strerror}; {_rescue(data, path)}"
            raise OSError(fault.errno, sentence, str(path)) from None


def check_writable(path: Any, size: int = 0, begins: Tuple[bytes, ...] = ()) -> None:
    """OSError, with a sentence, if a write of `size` bytes would fail; changes nothing."""
    check.path("path", path)
    try:
        _write(os.urandom(size), path, begins, rehearse=True)   # zeros might take no place
    except OSError as fault:
        raise OSError(f"{path} cannot be written ({fault.strerror}); name another file") from None


def _write(data: bytes, path: Any, begins: Tuple[bytes, ...], rehearse: bool = False) -> None:
    """One attempt.  A rehearsal does all of it but the last step."""
    target = os.path.realpath(os.fspath(path))
    old = os.path.exists(target)
    if old and not (os.path.isfile(target) and os.access(target, os.W_OK)):
        raise OSError(
            errno.EACCES, "there is a folder, a device or a write-protected file of that name")
    if old and begins:
        with open(target, "rb") as file:
            head = file.read(max(map(len, begins)))
        if head and not head.startswith(begins):
            raise OSError(errno.EEXIST, "there is a file of another kind of that name")
    _remove_remains(target)
    temporary = f"{target}.{os.getpid()}.{os.urandom(4).hex()}.tmp"
    try:
        with open(temporary, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if old:
            os.chmod(temporary, os.stat(target).st_mode & 0o777)   # who may read it stays
        if not rehearse:
            _replace(temporary, target)
    finally:
        with suppress(OSError):     # usually it is the target by now
            os.remove(temporary)


def _replace(temporary: str, target: str) -> None:
    for seconds in WAITS:
        try:
            return os.replace(temporary, target)
        except PermissionError:
            time.sleep(seconds)
    os.replace(temporary, target)


def _rescue(data: bytes, path: Any) -> str:
    """Writes the bytes to a new file, beside the one meant or in the system's temporary folder."""
    import tempfile  # here, because only a write that failed needs it

    target = os.path.realpath(os.fspath(path))
    folder, (stem, ending) = os.path.dirname(target), os.path.splitext(os.path.basename(target))
    device = os.path.exists(target) and not os.path.isfile(target)      # nothing is put beside one
    for place in [None] if device else [folder, None]:
        with suppress(OSError):
            number, rescued = tempfile.mkstemp(ending, stem + ".", place)
            try:
                with open(number, "wb") as file:
                    file.write(data)
                return f"its new content is in {rescued}"
            except OSError:
                os.remove(rescued)
    return "and there is no other place for its new content"


def _remove_remains(target: str) -> None:
    """Removes the temporary files of writes of this file whose process is gone."""
    folder, name = os.path.split(target)
    for entry in os.listdir(folder):
        pid, _, ending = entry[len(name) + 1:].partition(".")
        ours = entry.startswith(name + ".") and pid.isdecimal()
        if ours and len(ending) == 12 and ending.endswith(".tmp"):
            path = os.path.join(folder, entry)
            with suppress(OSError):     # somebody else was faster
                if not _is_at_work(int(pid), path):
                    os.remove(path)


def _is_at_work(pid: int, path: str) -> bool:
    """Whether the process that was writing the file may still be."""
    if os.name != "posix":      # there, to ask for a process is to end it
        return time.time() - os.stat(path).st_mtime < ABANDONED
    try:
        os.kill(pid, 0)         # sends nothing; asks whether it could
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:             # it is somebody else's
        pass
    return True
