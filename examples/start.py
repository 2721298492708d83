"""What every example imports first: Ctrl-C while it is still loading is an ending like others."""
import os
import sys


def ending(kind, error, traceback):
    """Python calls this for what nobody has caught: terminal.run does not listen yet."""
    if kind is KeyboardInterrupt and not hasattr(sys, "ps1"):       # else a shell lives on
        sys.stderr.write("Interrupted.\n")
        sys.stderr.flush()
        os._exit(130)
    sys.__excepthook__(kind, error, traceback)


sys.excepthook = ending
