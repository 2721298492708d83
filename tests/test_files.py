"""Files that are written: saves that are killed or fail, two writers at once."""
import os
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from random import Random
from unittest import mock

from rnn_pure import load_data, save_data
from rnn_pure.support import files, pickles, svg
from tests.helpers import Case, environment


class InFolder(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.path = self.folder / "file"


SAVER = """
import sys
from rnn_pure import save_data
print("ready", flush=True)
n = 0
while True:
    n += 1
    save_data([[n, k, n + k] for k in range(2000)], sys.argv[1])
"""


class Killed(InFolder):
    def start(self):
        process = subprocess.Popen([sys.executable, "-c", SAVER, str(self.path)], env=environment(),
                                   stdout=subprocess.PIPE)
        self.addCleanup(process.stdout.close)
        self.assertEqual(process.stdout.readline().strip(), b"ready")
        return process

    def test_a_killed_save_leaves_a_whole_file_and_no_growing_litter(self):
        save_data([[0, 0, 0]], self.path)
        rng, litter = Random(8), 0
        for _ in range(8):
            process = self.start()
            deadline = time.perf_counter() + rng.random() * 0.05
            while time.perf_counter() < deadline:
                pass
            process.kill()      # SIGKILL where there is one
            process.wait()
            samples = load_data(self.path)
            self.assertIn(len(samples), (1, 2000))
            litter = max(litter, len(list(self.folder.iterdir())) - 1)
        self.assertLessEqual(litter, 1)
        save_data([[1, 1, 2]], self.path)
        self.assertEqual([entry.name for entry in self.folder.iterdir()], ["file"])

    def test_two_writers_at_once(self):
        writers = [self.start(), self.start()]
        try:
            deadline, seen = time.perf_counter() + 0.5, set()
            while time.perf_counter() < deadline:
                if self.path.exists():
                    samples = load_data(self.path)
                    self.assertEqual(len(samples), 2000)
                    seen.add(samples[0][0])
        finally:
            for writer in writers:
                self.assertIsNone(writer.poll())
                writer.kill()
                writer.wait()
        self.assertTrue(seen)

    def test_a_save_that_fails_changes_nothing(self):
        save_data([[1, 1, 2]], self.path)
        with self.assertRaises(ValueError):
            save_data([[1, 1, 3]], self.path)
        with mock.patch.object(pickles, "LIMIT", 100), self.assertRaisesRegex(ValueError, "not saved: .* than 100 bytes"):
            save_data([[1, 1, 2]] * 20, self.path)      # more than would be read again
        with self.assertRaises(OSError):
            save_data([[1, 1, 2]], self.folder / "no such folder" / "file")
        with self.assertRaises(OSError):
            save_data([[1, 1, 2]], self.folder)
        self.assertEqual(load_data(self.path), [[1, 1, 2]])
        self.assertEqual([entry.name for entry in self.folder.iterdir()], ["file"])


    def test_what_is_no_file_is_not_replaced(self):
        targets = [self.folder, os.devnull]
        if hasattr(os, "mkfifo"):
            targets.append(self.folder / "pipe")
            os.mkfifo(str(targets[-1]))
        for target in targets:
            with self.assertRaises(OSError):
                save_data([[1, 1, 2]], target)
            with self.assertRaisesRegex(OSError, "cannot be written .*; name another file"):
                files.check_writable(target)
            self.assertFalse(os.path.isfile(str(target)))
        self.assertLessEqual(len(list(self.folder.iterdir())), 1)

    def test_a_rehearsal_finds_what_would_fail_and_changes_nothing(self):
        for path in (self.folder / "no such folder" / "file", self.folder / ("x" * 300)):
            with self.assertRaisesRegex(OSError, "cannot be written"):
                files.check_writable(path)
        files.check_writable(self.path)
        self.assertEqual(list(self.folder.iterdir()), [])
        save_data([[1, 1, 2]], self.path)
        files.check_writable(self.path)
        self.assertEqual(load_data(self.path), [[1, 1, 2]])

    @unittest.skipUnless(os.name == "posix", "needs POSIX permissions")
    def test_who_may_read_it_stays_as_it_was(self):
        save_data([[1, 1, 2]], self.path)
        os.chmod(str(self.path), 0o640)
        svg.save(svg.Picture(1, 1, ""), self.path)
        self.assertEqual(os.stat(str(self.path)).st_mode & 0o777, 0o640)
        self.assertTrue(self.path.read_text(encoding="utf-8").startswith("<svg"))


if __name__ == "__main__":
    unittest.main()
