"""The page's server: the page, and what the methods of Live answer.  Nobody else can ask: not
another machine, not another site in the same browser, not another user of this machine."""
import json
import os
import secrets
import sys
import webbrowser
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn
from threading import Lock, Thread, Timer
from typing import Any

from .. import check
from ..saved import values
from .live import Live, Refused, ask

HERE = Path(__file__).resolve().parent
SECONDS = 10            # until a whole request is there: who is slower is cut off
LARGEST_BODY = 4096     # bytes
QUESTIONS = ["/api/" + name for name in dir(Live) if not name.startswith("_")]
FILES = {"/": "text/html", "/style.css": "text/css", "/chapters.js": "text/javascript",
         "/draw.js": "text/javascript", "/page.js": "text/javascript"}
HEADERS = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
           ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Resource-Policy", "same-origin"),
           ("Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")]


class Handler(BaseHTTPRequestHandler):
    """One request: GET a file of the page, or POST a question, which a method of Live answers."""

    server: "Server"
    server_version, sys_version = "rnn_pure", ""

    def handle(self) -> None:
        """Cuts off who is slow, even with a byte now and then: those would renew a time-out."""
        def cut_off() -> None:
            with suppress(OSError):     # it has just been closed
                self.connection.shutdown(2)

        self.deadline = Timer(SECONDS, cut_off)
        self.deadline.daemon = True
        self.deadline.start()
        try:
            with suppress(OSError):     # the other side has gone away
                super().handle()
        finally:
            self.deadline.cancel()

    def do_POST(self) -> None:
        try:
            self.only_this_machine()
            answer = self.question if self.command == "POST" else self.file
            answer()
        except Refused as error:
            self.send_error(*error.args)
        except (TypeError, ValueError, OSError, ArithmeticError) as error:
            self.send_error(400, str(error))

    do_GET = do_POST

    def only_this_machine(self) -> None:
        """No other site can make a browser ask: its Host or its Origin would be another."""
        if self.request_version == "HTTP/0.9":      # it has no head, and no status in the answer
            self.request_version = "HTTP/1.0"
            raise Refused(400, "a request must be one of HTTP/1.0 or later")
        port = self.server.server_address[1]
        host, origin = self.headers.get_all("Host", []), self.headers.get_all("Origin", [])
        if host not in ([f"127.0.0.1:{port}"], [f"localhost:{port}"]):
            raise Refused(403, "this is no name of this server; open the address that it printed")
        if origin and origin != ["http://" + host[0]]:
            raise Refused(403, "only this server's own page may ask")

    def file(self) -> None:
        if self.path not in FILES:
            raise Refused(405 if self.path in QUESTIONS else 404, "there is no file of that name")
        text = (HERE / (self.path[1:] or "page.html")).read_text(encoding="utf-8")
        self.answer(200, text, FILES[self.path] + "; charset=utf-8")

    def question(self) -> None:
        if self.path not in QUESTIONS:
            raise Refused(404, "there is no question of that name")
        # The token was printed, so that no other user of this machine can ask either.
        token = self.headers.get("X-Token", "")
        if not secrets.compare_digest(token.encode(), self.server.token.encode()):
            raise Refused(403, "the token is missing or wrong; open the address that the program "
                               "printed, whole")
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length[:9]) > LARGEST_BODY:
            raise Refused(413, f"a request needs a Content-Length of at most {LARGEST_BODY} bytes")
        if self.headers.get("Content-Type", "").split(";")[0].strip() != "application/json":
            raise Refused(415, "Content-Type must be application/json")
        body = self.rfile.read(int(length))
        self.deadline.cancel()
        arguments = check.instance("what is asked", values.from_json(body), dict)
        with self.server.lock:
            result = ask(self.server.live, self.path[len("/api/"):], arguments)
        self.answer(200, json.dumps(result or {}, allow_nan=False))

    def answer(self, status: int, text: str, kind: str = "application/json") -> None:
        body = text.encode("utf-8")
        self.send_response(status)
        for name, value in HEADERS + [("Content-Type", kind), ("Content-Length", str(len(body)))]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def send_error(self, code: int, message: Any = None, explain: Any = None) -> None:
        """A sentence as JSON, for the faults that the base class finds as well."""
        if code == 501:
            code, message = 405, "a request is a GET or a POST, nothing else"
        self.answer(code, json.dumps({"error": message or "the request is not understood"}))

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Server(ThreadingMixIn, TCPServer):
    """A thread for each request, so that none waits for a slow one; answers are one at a time."""

    daemon_threads = True
    request_queue_size = 64
    allow_reuse_address = os.name == "posix"    # elsewhere it would let two programs have one port

    def __init__(self, port: int, live: Live) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.live, self.lock, self.token = live, Lock(), secrets.token_hex(16)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/#{self.token}"


def serve(folder: Any, port: int, browser: bool) -> None:
    """Serves the page until Ctrl-C.  folder: where networks are, and are saved."""
    sys.setswitchinterval(0.001)        # who asks while a network learns is not kept waiting
    live = Live(folder)
    try:
        server = Server(port, live)
    except OSError:     # it is taken
        server = Server(0, live)
    print(f"The page is at {server.url}\nCtrl-C ends the program.", flush=True)
    door = Path(str(folder)) / f"page_{server.server_address[1]}.html"
    has_screen = os.name != "posix" or sys.platform == "darwin" or (
        {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ))
    try:
        with suppress(OSError):     # then people open the address that was printed
            if browser and has_screen:
                write_door(door, server.url)
                Thread(target=webbrowser.open, args=(door.as_uri(),), daemon=True).start()
        server.serve_forever()
    except KeyboardInterrupt:
        raise KeyboardInterrupt("\nThe page has ended.  What was not saved is gone.") from None
    finally:
        server.server_close()
        with suppress(OSError):
            door.unlink()


def write_door(door: Path, url: str) -> None:
    """A file that leads to the address, for its owner alone: what a browser is started with can be
    read by every user of the machine, so it must not be the token."""
    door.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        door.unlink()
    number = os.open(str(door), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(number, "w", encoding="ascii") as file:
        file.write(f'<!doctype html><meta http-equiv="refresh" content="0; url={url}">\n')
