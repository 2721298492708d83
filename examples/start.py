"""What every example imports first: where things are, and how Ctrl-C ends it while it loads."""
import os
import sys

if sys.version_info < (3, 6):
    sys.exit("rnn_pure needs Python 3.6 or later; this is Python %d.%d." % sys.version_info[:2])

from pathlib import Path  # noqa: E402


def ending(kind, error, traceback):
    """Python calls this for what nobody has caught: terminal.run does not listen yet."""
    if kind is KeyboardInterrupt and not hasattr(sys, "ps1"):       # else a shell lives on
        sys.stderr.write("Interrupted.\n")
        sys.stderr.flush()
        os._exit(130)
    sys.__excepthook__(kind, error, traceback)


sys.excepthook = ending

HERE = Path(__file__).resolve().parent
CALCULATOR = HERE / "calculator"        # where what is trained is kept
sys.path.insert(0, str(HERE.parent))    # where rnn_pure is, installed or not
