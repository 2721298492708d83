"""Files: written in one piece, so that what is there is always the old or the new, whole."""
import errno
import os
from typing import Any

from . import check


def write(data: bytes, path: Any, rehearse: bool = False) -> None:
    """Makes these the bytes of the file, which holds the old or the new ones, whole, always; OSError if it cannot be.

    They go to a temporary file beside it, are flushed to the disk, and replace it in one step (if this is no
    rehearsal).  Where a write was killed its temporary file stays, until the next write of the same file removes it.
    """
    check.path("path", path)
    target = os.path.realpath(os.fspath(path))
    old = os.path.exists(target)
    if old and not (os.path.isfile(target) and os.access(target, os.W_OK)):
        raise OSError(errno.EACCES, "there is a folder, a device or a write-protected file of that name", str(path))
    folder, name = os.path.split(target)
    _remove_remains(folder, name)
    temporary = "%s.%d.%s.tmp" % (target, os.getpid(), os.urandom(4).hex())
    try:
        with open(temporary, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if old:
            os.chmod(temporary, os.stat(target).st_mode & 0o777)       # who may read it stays as it was
        if not rehearse:
            os.replace(temporary, target)
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)


def check_writable(path: Any) -> None:
    """OSError, with a sentence, if a write to the path would fail; changes nothing."""
    try:
        write(b"", path, rehearse=True)
    except OSError as fault:
        raise OSError("%s cannot be written (%s); name another file" % (path, fault.strerror)) from None


def _remove_remains(folder: str, name: str) -> None:
    """Removes the temporary files of saves of this name whose process is gone."""
    for entry in os.listdir(folder):
        pid, _, ending = entry[len(name) + 1:].partition(".")
        ours = entry.startswith(name + ".") and pid.isdecimal() and len(ending) == 12 and ending.endswith(".tmp")
        if ours and not _is_running(int(pid)):
            try:
                os.remove(os.path.join(folder, entry))
            except OSError:     # somebody else was faster, or (on Windows) it is being written
                pass


def _is_running(pid: int) -> bool:
    if os.name != "posix":
        return pid == os.getpid()       # elsewhere an open file cannot be removed, which protects it
    try:
        os.kill(pid, 0)                 # sends nothing; asks whether it could
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True
