"""Files that are written: killed or refused at any moment, and by two writers at once."""
import errno
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from contextlib import suppress
from pathlib import Path
from random import Random
from unittest import mock

from tests.helpers import Case, environment

from rnn_pure import DataError, load_data, save_data
from rnn_pure.pictures import svg
from rnn_pure.saved import files, values

OLD, NEW = b"(the old bytes)", b"(the new bytes, of which there are more)"


class InFolder(Case):
    """A folder for files, and one beside it for what could not be written."""

    def setUp(self):
        outer = tempfile.TemporaryDirectory()
        self.addCleanup(outer.cleanup)
        self.folder, self.rescue = Path(outer.name) / "folder", Path(outer.name) / "rescue"
        self.folder.mkdir()
        self.rescue.mkdir()
        self.path = self.folder / "file.model"
        for patch in (mock.patch.object(tempfile, "tempdir", str(self.rescue)),
                      mock.patch.object(files.time, "sleep")):
            patch.start()
            self.addCleanup(patch.stop)

    def names(self):
        return sorted(entry.name for entry in self.folder.iterdir())

    def assertRescued(self, caught, data):
        """The sentence names the one file that there is in the other place; it holds the data."""
        place, = self.rescue.glob("*/file.model")
        self.assertEqual(place.read_bytes(), data)
        if os.name == "posix":
            self.assertEqual(place.parent.stat().st_mode & 0o777, 0o700)    # its owner's alone
        self.assertIn(f"; its new content is in {place}", caught.exception.strerror)
        self.assertEqual(list(self.path.parent.glob("*.tmp")), [])

    def failing(self, name, times, fault):
        """The function of module os fails so often, then works; the mock, which counts calls."""
        original, left = getattr(os, name), [times]

        def fail(*arguments):
            if left[0]:
                left[0] -= 1
                raise fault
            return original(*arguments)
        return mock.patch.object(files.os, name, side_effect=fail)


class Writes(InFolder):
    def test_it_is_on_the_disk_before_it_replaces_the_old(self):
        self.path.write_bytes(OLD)
        calls = mock.Mock()
        with mock.patch.object(files.os, "fsync", calls.fsync), \
                mock.patch.object(files.os, "replace", calls.replace):
            files.write(NEW, self.path)
        self.assertEqual([call[0] for call in calls.mock_calls], ["fsync", "replace"])
        self.assertEqual((self.path.read_bytes(), self.names()), (OLD, ["file.model"]))

    def test_a_file_that_is_open_elsewhere_is_replaced_a_little_later(self):
        self.path.write_bytes(OLD)
        for times in (1, len(files.WAITS)):
            with self.failing("replace", times, PermissionError(errno.EACCES, "in use")) as replace:
                files.write(NEW, self.path)
            self.assertEqual(replace.call_count, times + 1)
            self.assertEqual((self.path.read_bytes(), self.names()), (NEW, ["file.model"]))
        self.assertEqual([call[0][0] for call in files.time.sleep.call_args_list],
                         [0.05] + list(files.WAITS))
        self.assertLess(2 * sum(files.WAITS), 2)

    def test_what_could_not_replace_it_goes_to_another_place(self):
        self.path.write_bytes(OLD)
        tries = len(files.WAITS) + 1
        with self.failing("replace", tries, PermissionError(errno.EACCES, "in use")):
            with self.assertRaisesRegex(PermissionError, "in use") as caught:
                files.write(NEW, self.path)
        self.assertEqual(self.path.read_bytes(), OLD)
        self.assertRescued(caught, NEW)

    def test_where_its_folder_is_gone_it_goes_to_another(self):
        self.folder.rmdir()
        with self.assertRaises(FileNotFoundError) as caught:
            files.write(NEW, self.path)
        self.assertRescued(caught, NEW)

    def test_only_a_file_of_its_kind_is_replaced(self):
        save_data([[1, 1, 2]], self.path)
        before = self.path.read_bytes()
        picture = svg.Picture(1, "")
        with self.assertRaisesRegex(OSError, "a file of another kind") as caught:
            svg.save(picture, self.path)
        self.assertRescued(caught, picture.render().encode())
        with self.assertRaisesRegex(OSError,
                                    "cannot be written .*another kind.*; name another file"):
            files.check_writable(self.path, begins=svg.BEGINS)
        self.assertEqual(self.path.read_bytes(), before)
        drawing = self.folder / "drawing.svg"
        for _ in range(2):                  # where there is nothing, and over a picture
            svg.save(picture, drawing)
        with self.assertRaisesRegex(OSError, "a file of another kind"):
            save_data([[1, 1, 2]], drawing)
        self.assertEqual(drawing.read_bytes(), picture.render().encode())
        drawing.write_bytes(b"")            # an empty file is nothing
        save_data([[1, 1, 2]], drawing)
        self.assertEqual(load_data(drawing), [[1, 1, 2]])

    def test_a_value_that_could_not_be_read_is_not_written(self):
        save_data([[1, 1, 2]], self.path)
        with self.assertRaises(ValueError):
            save_data([[1, 1, 3]], self.path)
        with mock.patch.object(values, "LIMIT", 100):
            with self.assertRaisesRegex(ValueError, "not saved: .* than 100 bytes"):
                save_data([[1, 1, 2]] * 20, self.path)
        self.assertEqual((load_data(self.path), self.names()), ([[1, 1, 2]], ["file.model"]))

    def test_what_is_no_file_is_not_replaced(self):
        targets = [self.folder, os.devnull]
        if hasattr(os, "mkfifo"):
            targets.append(self.folder / "pipe")
            os.mkfifo(str(targets[-1]))
        before = self.names()
        for target in targets:
            with self.assertRaisesRegex(OSError, "its new content is in"):
                files.write(NEW, target)
            with self.assertRaisesRegex(OSError, "cannot be written .*; name another file"):
                files.check_writable(target)
            self.assertFalse(os.path.isfile(str(target)))
        self.assertEqual((self.names(), len(list(self.rescue.iterdir()))), (before, len(targets)))

    @unittest.skipUnless(os.name == "posix", "needs POSIX permissions")
    def test_who_may_read_it_stays_as_it_was(self):
        save_data([[1, 1, 2]], self.path)
        os.chmod(str(self.path), 0o640)
        save_data([[1, 2, 3]], self.path)
        self.assertEqual(os.stat(str(self.path)).st_mode & 0o777, 0o640)
        self.assertEqual(load_data(self.path), [[1, 2, 3]])


class Reads(InFolder):
    def test_a_file_is_read_up_to_a_limit(self):
        self.path.write_bytes(b"12345")
        for limit in (5, 6, 100):
            self.assertEqual(files.read(self.path, limit), b"12345")
        for limit in (4, 3, 0):
            with self.assertRaisesRegex(DataError, f"file.model: it is larger than {limit} bytes"):
                files.read(self.path, limit)

    def test_a_path_is_a_string_or_a_path(self):
        self.assertEqual(files.must_be_file(Path("a") / "b.model"), str(Path("a") / "b.model"))

    def test_what_is_no_file_is_not_opened(self):
        for target in (self.folder, os.devnull):
            with self.assertRaisesRegex(OSError, "a folder, a pipe or a device, not a file"):
                files.read(target, 5)


class Rehearsals(InFolder):
    def test_they_find_what_would_fail_and_change_nothing(self):
        with self.assertRaisesRegex(OSError, "cannot be written"):
            files.check_writable(self.folder / "no such folder" / "file")
        files.check_writable(self.path, 1000, values.BEGINS)
        self.assertEqual(self.names(), [])
        save_data([[1, 1, 2]], self.path)
        files.check_writable(self.path, 1000, values.BEGINS)
        self.assertEqual((load_data(self.path), self.names()), ([[1, 1, 2]], ["file.model"]))
        self.assertEqual(list(self.rescue.iterdir()), [])

    def test_they_find_a_name_that_is_too_long(self):
        path = self.folder / ("x" * 300)
        with suppress(OSError):
            path.write_bytes(b"")
            path.unlink()
            self.skipTest("this file system has room for long names")
        with self.assertRaisesRegex(OSError, "cannot be written"):
            files.check_writable(path)

    def test_every_byte_is_written(self):
        written = []
        with mock.patch.object(files.os, "fsync",
                               lambda number: written.append(os.fstat(number).st_size)):
            files.check_writable(self.path, 123)
        self.assertEqual(written, [123])


@unittest.skipUnless(hasattr(os, "fork"), "needs processes that fork")
class InAChild(InFolder):
    def fork(self, function):
        """Its exit status, or minus the signal that ended it."""
        pid = os.fork()
        if not pid:
            try:
                function()
                os._exit(0)
            finally:
                os._exit(99)
        status = os.waitpid(pid, 0)[1]
        return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)

    def test_a_full_disk_is_found_before_and_survived_after(self):
        self.path.write_bytes(OLD)

        def child():
            import resource
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))       # bytes of a file
            files.check_writable(self.path, 100)
            for write in (lambda: files.check_writable(self.path, 101),
                          lambda: files.write(b"x" * 101, self.path)):
                try:
                    write()
                except OSError as fault:
                    sentence = str(fault)
                else:
                    os._exit(1)
            os._exit(0 if "no other place for its new content" in sentence else 2)
        self.assertEqual(self.fork(child), 0)
        self.assertEqual((self.path.read_bytes(), self.names()), (OLD, ["file.model"]))
        self.assertEqual(list(self.rescue.glob("*/*")), [])

    def test_killed_before_any_of_its_lines_it_leaves_a_whole_file(self):
        samples = [[n, 1, n + 1] for n in range(5)]
        seen, moment, status = [], 0, -signal.SIGKILL
        while status == -signal.SIGKILL:
            moment += 1
            left = [moment]

            def trace(frame, event, argument):
                if frame.f_code.co_filename != files.__file__:
                    return None
                if event == "line":
                    left[0] -= 1
                    if not left[0]:
                        os.kill(os.getpid(), signal.SIGKILL)
                return trace

            def child():
                sys.settrace(trace)
                save_data(samples, self.path)
            save_data([[0, 0, 0]], self.path)
            status = self.fork(child)
            seen.append(len(load_data(self.path)))
        self.assertEqual(status, 0)             # there were no more lines
        self.assertGreater(moment, 20)
        # the old samples before one moment, the new ones after it
        self.assertEqual(seen, sorted(seen))
        self.assertEqual(set(seen), {1, 5})


SAVER = """
import sys
from rnn_pure import save_data
print("ready", flush=True)
n = 0
while True:
    n += 1
    save_data([[n, k, n + k] for k in range(500)], sys.argv[1])
"""


class Processes(InFolder):
    def start(self):
        process = subprocess.Popen([sys.executable, "-c", SAVER, str(self.path)], env=environment(),
                                   stdout=subprocess.PIPE)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.assertEqual(process.stdout.readline().strip(), b"ready")
        return process

    def test_two_writers_at_once_killed_at_any_time(self):
        writers, rng, seen = [self.start(), self.start()], Random(8), set()
        deadline = time.perf_counter() + 0.2
        while time.perf_counter() < deadline or not seen:
            if self.path.exists():
                samples = load_data(self.path)
                self.assertEqual(len(samples), 500)
                seen.add(samples[0][0])
        for writer in writers:
            self.assertIsNone(writer.poll())
            deadline = time.perf_counter() + rng.random() * 0.05
            while time.perf_counter() < deadline:
                pass
            writer.kill()      # SIGKILL where there is one
            writer.wait()
            self.assertEqual(len(load_data(self.path)), 500)


if __name__ == "__main__":
    unittest.main()
