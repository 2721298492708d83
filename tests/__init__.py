"""Where there are no processes (in WebAssembly), a test that wants to start one is skipped by name."""
import subprocess
import sys
import unittest

if sys.platform in ("emscripten", "wasi"):
    def no_processes(*arguments, **options):
        raise unittest.SkipTest("there are no processes here")

    subprocess.Popen.__init__ = no_processes
