"""What takes longer than a request may: training, counting, a search, a proof.  One at a time."""
from threading import Event, Lock, Thread
from typing import Any, Callable, Dict


class Busy(Exception):
    """Something is still running."""


class Stopped(Exception):
    """Somebody pressed Stop."""


class Work:
    """latest: what runs or ran last, as plain values: how far it is, and how it ended."""

    def __init__(self) -> None:
        self.lock, self.stopping = Lock(), Event()
        self.latest: Dict[str, Any] = {"number": 0, "name": "", "running": False, "text": "",
                                       "done": 0, "total": 0, "failed": False}

    def progress(self, text: str = "", done: int = 0) -> None:
        """Called by what runs, often: says how far it is.  Stopped if it shall end."""
        self.latest.update(text=text, done=done)
        if self.stopping.is_set():
            raise Stopped

    def refuse_if_busy(self) -> None:
        if self.latest["running"]:
            raise Busy(f"{self.latest['name']} is still running; stop it, or wait for its end")

    def start(self, name: str, work: Callable[[], str], total: int = 0) -> Dict[str, Any]:
        """work() in a thread of its own; it returns a sentence."""
        def thread() -> None:
            end = dict(text="It broke off, by a fault of the program.", failed=True, running=False)
            try:
                end.update(text=work(), failed=False)
            except Stopped:
                end.update(text="Stopped.", failed=False)
            except (ArithmeticError, ValueError, OSError) as error:
                end.update(text=str(error))
            finally:
                self.latest = dict(self.latest, **end)

        with self.lock:
            self.refuse_if_busy()
            self.stopping.clear()
            self.latest = {"number": self.latest["number"] + 1, "name": name, "running": True,
                           "text": "", "done": 0, "total": total, "failed": False}
            Thread(target=thread, daemon=True).start()
        return {"accepted": name}
