"""The page's server: the page, and what the methods of Live answer, to this machine only.

Nobody else can ask: not another machine, not another site in the same browser, not another user.
"""
import gc
import hmac
import inspect
import json
import os
import secrets
import sys
import threading
import time
import webbrowser
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn
from typing import Any, Callable, Dict, Tuple
from urllib.parse import parse_qsl, urlsplit

from .live import Live
from .work import Busy

HERE = Path(__file__).resolve().parent
THREADS = 8
SECONDS = 10            # for a whole request: who is slower is cut off
LARGEST_BODY, DEEPEST = 4096, 32        # bytes; brackets, of which no request needs any but two
GET = ("state",)
POST = ("run", "back", "machine", "memory", "length", "new", "load", "look", "weight", "save",
        "train", "recipe", "stop", "search", "prove")
FILES = {"/": ("page.html", "text/html"), "/style.css": ("style.css", "text/css"),
         "/chapters.js": ("chapters.js", "text/javascript"),
         "/draw.js": ("draw.js", "text/javascript"), "/page.js": ("page.js", "text/javascript")}
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
          "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")


class Refused(Exception):
    """A request that is not answered: HTTP status, sentence."""


class Handler(BaseHTTPRequestHandler):
    """One request of the page.  The answer is JSON: what a method of Live returns, or an error."""

    server: "Server"
    timeout = SECONDS
    server_version, sys_version = "rnn_pure", ""

    def do_GET(self) -> None:
        self.respond(self.get)

    def do_POST(self) -> None:
        self.respond(self.post)

    def respond(self, method: Callable[[], None]) -> None:
        try:
            self.only_this_machine()
            method()
        except Refused as error:
            self.send_error(*error.args)
        except Busy as error:
            self.send_error(409, str(error))
        except (TypeError, ValueError, OSError, ArithmeticError) as error:
            self.send_error(400, str(error))

    def only_this_machine(self) -> None:
        """No other site can make a browser ask: its Host or its Origin would be another."""
        if self.request_version == "HTTP/0.9":      # it has no head, and no status in the answer
            self.request_version = "HTTP/1.0"
            raise Refused(400, "a request must be one of HTTP/1.0 or later")
        hosts = [f"{name}:{self.server.server_address[1]}" for name in ("127.0.0.1", "localhost")]
        host, origin = self.headers.get_all("Host", []), self.headers.get_all("Origin", [])
        if len(host) != 1 or host[0] not in hosts:
            raise Refused(403, "this is no name of this server; open the address that it printed")
        if origin and origin != ["http://" + host[0]]:
            raise Refused(403, "only this server's own page may ask")

    def known(self) -> None:
        """The token was printed, so that no other user of this machine can ask either."""
        token = self.headers.get("X-Token", "").encode("latin-1", "replace")
        if not hmac.compare_digest(token, self.server.token.encode("ascii")):
            raise Refused(403, "the token is missing or wrong; open the address that the program "
                               "printed, whole")

    def get(self) -> None:
        url = urlsplit(self.path)
        if url.path in FILES:
            name, kind = FILES[url.path]
            return self.answer(200, (HERE / name).read_text(encoding="utf-8"),
                               kind + "; charset=utf-8", POLICY)
        method = self.method(url.path, GET)
        self.known()
        query: Dict[str, Any] = dict(parse_qsl(url.query, keep_blank_values=True))
        for name in {"newest", "cloud"} & set(query):
            if not query[name].isdecimal() or len(query[name]) > 9:
                raise Refused(400, f"{name} must be a whole number of at most 9 digits")
            query[name] = int(query[name])
        self.call(method, query)

    def post(self) -> None:
        method = self.method(urlsplit(self.path).path, POST)
        self.known()
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            raise Refused(411, "a request needs its Content-Length")
        if int(length[:9]) > LARGEST_BODY:
            raise Refused(413, f"a request has at most {LARGEST_BODY} bytes")
        if self.headers.get("Content-Type", "").split(";")[0].strip() != "application/json":
            raise Refused(415, "Content-Type must be application/json")
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise Refused(400, "the request broke off")
        if body.count(b"[") + body.count(b"{") > DEEPEST:   # some parsers break down on nesting
            raise Refused(400, "the request is no JSON of this page: too many brackets")
        try:
            arguments = json.loads(body.decode("utf-8"), parse_constant=not_json)
        except (ValueError, RecursionError):
            raise Refused(400, "the request is not JSON") from None
        if not isinstance(arguments, dict):
            raise Refused(400, "the request must be a JSON object")
        self.call(method, arguments)

    def method(self, path: str, names: Tuple[str, ...]) -> Callable[..., Any]:
        """The method of Live that this path asks for."""
        start, name = path[:5], path[5:]
        if start != "/api/" or name not in GET + POST:
            raise Refused(404, "there is nothing of that name")
        if name not in names:
            raise Refused(405, f"this is asked with {'GET' if name in GET else 'POST'}")
        found: Callable[..., Any] = getattr(self.server.live, name)
        return found

    def call(self, method: Callable[..., Any], arguments: Dict[str, Any]) -> None:
        try:
            inspect.signature(method).bind(**arguments)
        except TypeError as error:
            raise Refused(400, f"{method.__name__}: {error}") from None
        result = method(**arguments)
        try:
            text = json.dumps(result, allow_nan=False)
        except ValueError:
            raise Refused(400, "the network's numbers have run away: one is infinite, or none") \
                from None
        self.answer(202 if result.get("accepted") else 200, text)

    def answer(self, status: int, text: str, kind: str = "application/json",
               policy: str = "default-src 'none'") -> None:
        body = text.encode("utf-8")
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))),
                            ("Cache-Control", "no-store"), ("Content-Security-Policy", policy),
                            ("X-Content-Type-Options", "nosniff"),
                            ("Referrer-Policy", "no-referrer"),
                            ("Cross-Origin-Resource-Policy", "same-origin"),
                            ("Connection", "close")):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_error(self, code: int, message: Any = None, explain: Any = None) -> None:
        """A sentence as JSON, for the faults that the base class finds as well."""
        self.close_connection = True
        if code == 501:
            code, message = 405, "a request is a GET or a POST, nothing else"
        self.answer(code, json.dumps({"error": message or "the request is not understood"}))

    def log_message(self, format: str, *args: Any) -> None:
        pass


def not_json(name: str) -> None:
    raise ValueError(f"{name} is no number in JSON")


class Server(ThreadingMixIn, TCPServer):
    """A thread for each request, at most THREADS at a time; the others wait in the queue."""

    daemon_threads = True
    request_queue_size = 64
    allow_reuse_address = os.name == "posix"    # elsewhere it would let two programs have one port

    def __init__(self, port: int, live: Live) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.live, self.token = live, secrets.token_hex(16)
        self.free = threading.BoundedSemaphore(THREADS)
        self.open: Dict[Any, float] = {}        # socket -> when it has to be done

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/#{self.token}"

    def process_request(self, request: Any, client_address: Any) -> None:
        while not self.free.acquire(timeout=0.5):
            self.service_actions()
        self.open[request] = time.monotonic() + SECONDS
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.open.pop(request, None)
            self.free.release()

    def service_actions(self) -> None:
        """Cuts off who sends a byte now and then: a socket's time-out starts anew with each."""
        now = time.monotonic()
        for request, end in list(self.open.items()):
            if now > end:
                with suppress(OSError):     # it has just been closed
                    request.shutdown(2)

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):      # else the other side has gone away
            print(f"A fault of this program: {type(error).__name__}: {error}", file=sys.stderr)


def open_server(port: int, live: Live) -> Server:
    """On that port, or one of the next ten, or any that is free."""
    for candidate in list(range(port, min(port + 11, 65536))):
        with suppress(OSError):
            return Server(candidate, live)
    return Server(0, live)


def serve(folder: Any, port: int, browser: bool) -> None:
    """Serves the page until Ctrl-C.  folder: where networks are, and are saved."""
    sys.setswitchinterval(0.001)        # who asks while a network learns is not kept waiting,
    if hasattr(gc, "set_threshold"):    # (not on PyPy) nor by a search of all objects for cycles
        gc.set_threshold(700, 10, 10 ** 6)
    server = open_server(port, Live(folder))
    print(f"The page is at {server.url}\nCtrl-C ends the program.", flush=True)
    door = Path(str(folder)) / f"page_{server.server_address[1]}.html"
    has_screen = os.name != "posix" or sys.platform == "darwin" or (
        {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ))
    try:
        if browser and has_screen and write_door(door, server.url):
            threading.Thread(target=webbrowser.open, args=(door.as_uri(),), daemon=True).start()
        server.serve_forever()
    except KeyboardInterrupt:
        raise KeyboardInterrupt("\nThe page has ended.  What was not saved is gone.") from None
    finally:
        server.server_close()
        with suppress(OSError):
            door.unlink()


def write_door(door: Path, url: str) -> bool:
    """A file that leads to the address, for its owner alone: what a browser is started with can be
    read by every user of the machine, so it must not be the token.
    """
    try:
        door.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            door.unlink()
        number = os.open(str(door), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(number, "w", encoding="ascii") as file:
            file.write(f'<!doctype html><meta http-equiv="refresh" content="0; url={url}">\n')
    except OSError:
        return False        # then people open the address that was printed
    return True
