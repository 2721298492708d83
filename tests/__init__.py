"""Where there are no processes or threads (in WebAssembly), a test that starts one is skipped."""
import os
import subprocess
import sys
import threading
import unittest

if sys.platform in ("emscripten", "wasi"):
    def nothing_starts(*arguments, **options):
        raise unittest.SkipTest("there are no processes and no threads here")

    subprocess.Popen.__init__ = threading.Thread.start = os.fork = nothing_starts
