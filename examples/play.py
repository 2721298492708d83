#!/usr/bin/env python3
"""A page to play with: a recurrent network that learns to add in your browser.

This program computes all that the page shows, with the tutorial's Model.
Nothing comes from the net, and nobody else can reach it.

    play.py                 opens the page
    play.py --no-browser    only prints its address
"""
import argparse
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
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn
from urllib.parse import parse_qsl, urlsplit

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from rnn_pure.page import Busy, Live  # noqa: E402
from rnn_pure.programs import flags, terminal  # noqa: E402

PAGE = HERE / "play.html"
PORT = 8642
THREADS = 8
SECONDS = 10            # for a whole request: who is slower is cut off
LARGEST_BODY = 4096
GET = ("state",)
POST = ("run", "back", "machine", "memory", "length", "train", "stop", "reset", "load", "save",
        "prove", "search")
POLICY = ("default-src 'none'; script-src 'nonce-%s'; style-src 'nonce-%s'; "
          "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
          "frame-ancestors 'none'")


class Refused(Exception):
    """A request that is not answered: HTTP status, sentence."""


class Handler(BaseHTTPRequestHandler):
    """One request of the page.  The answer is JSON: what a method of Live returns, or an error."""

    timeout = SECONDS
    server_version, sys_version = "rnn_pure", ""

    def do_GET(self):
        self.respond(self.get)

    def do_POST(self):
        self.respond(self.post)

    def respond(self, method):
        try:
            self.only_this_machine()
            method()
        except Refused as error:
            self.send_error(*error.args)
        except Busy as error:
            self.send_error(409, str(error))
        except (TypeError, ValueError, OSError, ArithmeticError) as error:
            self.send_error(400, str(error))

    def only_this_machine(self):
        """No other site can make a browser ask: its Host or its Origin would be another."""
        hosts = [f"{name}:{self.server.server_address[1]}"
                 for name in ("127.0.0.1", "localhost")]
        host, origin = self.headers.get_all("Host", []), self.headers.get_all("Origin", [])
        if len(host) != 1 or host[0] not in hosts:
            raise Refused(403, "this is no name of this server; open the address that it printed")
        if origin and origin != ["http://" + host[0]]:
            raise Refused(403, "only this server's own page may ask")

    def known(self):
        """The token was printed, so that no other user of this machine can ask either."""
        token = self.headers.get("X-Token", "").encode("latin-1", "replace")
        if not hmac.compare_digest(token, self.server.token.encode("ascii")):
            raise Refused(403, "the token is missing or wrong; open the address that the program "
                               "printed, whole")

    def get(self):
        url = urlsplit(self.path)
        if url.path == "/":
            nonce = secrets.token_urlsafe(16)
            page = self.server.page.replace("NONCE", nonce)
            return self.answer(200, page, "text/html; charset=utf-8", POLICY % (nonce, nonce))
        method = self.method(url.path, GET)
        self.known()
        query = dict(parse_qsl(url.query, keep_blank_values=True))
        if "since" in query:
            if not query["since"].isdecimal() or len(query["since"]) > 9:
                raise Refused(400, "since must be a whole number of at most 9 digits")
            query["since"] = int(query["since"])
        self.call(method, query)

    def post(self):
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
        try:
            arguments = json.loads(body.decode("utf-8"), parse_constant=not_json)
        except (ValueError, RecursionError):
            raise Refused(400, "the request is not JSON") from None
        if not isinstance(arguments, dict):
            raise Refused(400, "the request must be a JSON object")
        self.call(method, arguments)

    def method(self, path, names):
        """The method of Live that this path asks for."""
        start, name = path[:5], path[5:]
        if start != "/api/" or name not in GET + POST:
            raise Refused(404, "there is nothing of that name")
        if name not in names:
            raise Refused(405, f"this is asked with {'GET' if name in GET else 'POST'}")
        return getattr(self.server.live, name)

    def call(self, method, arguments):
        try:
            inspect.signature(method).bind(**arguments)
        except TypeError as error:
            raise Refused(400, f"{method.__name__}: {error}") from None
        result = method(**arguments)
        self.answer(202 if result.get("accepted") else 200, json.dumps(result))

    def answer(self, status, text, kind="application/json", policy="default-src 'none'"):
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

    def send_error(self, code, message=None, explain=None):
        """A sentence as JSON, for the faults that the base class finds as well."""
        self.close_connection = True
        if code == 501:
            code, message = 405, "a request is a GET or a POST, nothing else"
        self.answer(code, json.dumps({"error": message or "the request is not understood"}))

    def log_message(self, format, *args):
        pass


def not_json(name):
    raise ValueError(f"{name} is no number in JSON")


class Server(ThreadingMixIn, TCPServer):
    """A thread for each request, at most THREADS at a time; the others wait in the queue."""

    daemon_threads = True
    request_queue_size = 64
    allow_reuse_address = os.name == "posix"    # elsewhere it would let two programs have one port

    def __init__(self, port, live):
        super().__init__(("127.0.0.1", port), Handler)
        self.live, self.token = live, secrets.token_hex(16)
        self.page = PAGE.read_text(encoding="utf-8")
        self.free = threading.BoundedSemaphore(THREADS)
        self.open = {}          # socket -> when it has to be done

    url = property(lambda self: f"http://127.0.0.1:{self.server_address[1]}/#{self.token}")

    def process_request(self, request, client_address):
        while not self.free.acquire(timeout=0.5):
            self.service_actions()
        self.open[request] = time.monotonic() + SECONDS
        super().process_request(request, client_address)

    def process_request_thread(self, request, client_address):
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.open.pop(request, None)
            self.free.release()

    def service_actions(self):
        """Cuts off who sends a byte now and then: a socket's time-out starts anew with each."""
        now = time.monotonic()
        for request, end in list(self.open.items()):
            if now > end:
                try:
                    request.shutdown(2)
                except OSError:     # it has just been closed
                    pass

    def handle_error(self, request, client_address):
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):      # else the other side has gone away
            print(f"A fault of this program: {type(error).__name__}: {error}",
                  file=sys.stderr)


def open_server(port, live):
    """On that port, or one of the next ten, or any that is free."""
    for candidate in list(range(port, min(port + 11, 65536))) + [0]:
        try:
            return Server(candidate, live)
        except OSError:
            if not candidate:
                raise


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=flags.whole(0, 65535), default=PORT, metavar="N",
                        help="the port to listen on; if it is busy, one of the next ten, or any "
                             "(%(default)s; 0: any)")
    parser.add_argument("--no-browser", action="store_true", help="print the address, open nothing")
    options = parser.parse_args()
    sys.setswitchinterval(0.001)        # who asks while a network learns is not kept waiting,
    if hasattr(gc, "set_threshold"):    # (not on PyPy) nor by a search of all objects for cycles
        gc.set_threshold(700, 10, 10 ** 6)
    server = open_server(options.port, Live(HERE / "calculator"))
    print(f"The page is at {server.url}\nCtrl-C ends the program.", flush=True)
    has_screen = os.name != "posix" or sys.platform == "darwin" or (
        {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ))
    if has_screen and not options.no_browser:
        threading.Thread(target=webbrowser.open, args=(server.url,), daemon=True).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        raise KeyboardInterrupt("\nThe page has ended.  What was not saved is gone.") from None
    finally:
        server.server_close()


if __name__ == "__main__":
    terminal.run(main)
