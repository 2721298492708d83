"""What takes longer than a request may: one job at a time, in a thread of its own."""
from threading import Event, Lock, Thread
from typing import Any, Callable, Dict

Progress = Callable[[str], None]


class Busy(Exception):
    """One training at a time, and one job."""


class Stopped(Exception):
    """Somebody pressed Stop."""


class Jobs:
    """latest: the job that runs or ran last, as plain values."""

    def __init__(self) -> None:
        self.lock, self.stopping = Lock(), Event()
        self.latest: Dict[str, Any] = {"running": False, "name": None, "number": 0}

    def start(self, name: str, work: Callable[[Progress], Dict[str, Any]]) -> Dict[str, Any]:
        """work(progress) in a thread; latest says how far it is, and then what came of it."""
        job = {"name": name, "number": self.latest["number"] + 1, "running": True, "text": "",
               "result": None, "error": "It broke off, by a fault of the program."}

        def progress(text: str) -> None:
            job["text"] = text
            if self.stopping.is_set():
                raise Stopped

        def thread() -> None:
            try:
                job["result"] = work(progress)
                job["error"] = None
            except Stopped:
                job["error"] = "Stopped."
            except (ArithmeticError, ValueError) as error:
                job["error"] = str(error)
            finally:
                job["running"] = False

        with self.lock:
            if self.latest["running"]:
                raise Busy(f"{self.latest['name']} is still running; one job at a time")
            self.stopping.clear()
            self.latest = job
            Thread(target=thread, daemon=True).start()
        return {"accepted": name}
