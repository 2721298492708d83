"""The page's server: what does not fit is refused in a sentence; and it lives on."""
import contextlib
import http.client
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path
from unittest import mock

from tests.helpers import EXAMPLES, Case, environment, hear_interrupts, need_examples
from tests.page.served import SUM, TRAIN, Served

from rnn_pure.page import server


class Refusals(Served):
    def test_the_page_and_its_headers(self):
        for path in server.FILES:
            status, headers, text = self.exchange("GET", path, X_Token="")
            self.assertEqual(status, 200)
            self.assertTrue(headers["Content-Security-Policy"].startswith("default-src 'none'; "))
            self.assertNotIn("unsafe", headers["Content-Security-Policy"])
            self.assertEqual((headers["X-Content-Type-Options"], headers["Referrer-Policy"]),
                             ("nosniff", "no-referrer"))
            self.assertNotIn("Access-Control-Allow-Origin", headers)
            self.assertNotIn(self.server.token, text)
            self.assertNotIn("innerHTML", text)
            self.assertFalse(re.findall(r"https?://(?!www\.w3\.org/2000/svg)", text))
            self.assertLessEqual(max(map(len, text.splitlines())), 120, path)
            for name in re.findall(r'(?:src|href)="([\w.]+)"', text):
                self.assertIn("/" + name, server.FILES)

    def test_hosts_and_origins(self):
        good = f"127.0.0.1:{self.port}"
        body = json.dumps(SUM)
        for request in (("GET", "/"), ("POST", "/api/run", body)):
            for host in ("evil.example", "127.0.0.1", f"127.0.0.1:{self.port + 1}",
                         f"evil.example:{self.port}", ""):
                self.refused(403, *request, Host=host)
        for origin in ("http://evil.example", "null", "https://" + good,
                       f"http://localhost:{self.port}"):
            self.refused(403, "POST", "/api/run", body, Origin=origin)
        self.assertEqual(self.exchange("POST", "/api/run", body, Origin="http://" + good)[0], 200)
        name = f"localhost:{self.port}"
        self.assertEqual(self.exchange("POST", "/api/run", body, Host=name, Origin="http://"
                                       + name)[0], 200)
        self.assertIn(b" 403 ", self.raw(b"GET / HTTP/1.1\r\n\r\n").split(b"\r\n")[0])
        twice = f"GET / HTTP/1.1\r\nHost: {good}\r\nHost: {good}\r\n\r\n".encode("ascii")
        self.assertIn(b" 403 ", self.raw(twice).split(b"\r\n")[0])

    def test_tokens(self):
        token = self.server.token
        self.assertRegex(token, r"^[0-9a-f]{32}$")
        for wrong in ("", token[:-1], token + "0", token.upper() + "x", "\xe9" * 32):
            for name in ("run", "state"):
                self.assertIn("token", self.refused(403, "POST", "/api/" + name, json.dumps(SUM),
                                                    X_Token=wrong))

    def test_paths_and_methods(self):
        for path in ("/api/", "/api/nothing", "/api/__init__", "/api/shown", "/server.py",
                     "/../page/page.html", "/page.html", "/favicon.ico", "/api/lock", "/api/_show"):
            for method in ("GET", "POST"):
                self.refused(404, method, path, "{}")
        self.refused(405, "GET", "/api/run")
        for method in ("PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"):
            self.refused(405, method, "/api/run", "{}")
        self.assertEqual(self.exchange("HEAD", "/")[0], 405)

    def test_bodies(self):
        body = json.dumps(SUM)
        for length in ("", "-1", "1e3", "x", "+5", "4097", "9" * 50):
            self.refused(413, "POST", "/api/run", None, Content_Length=length)
        for kind in ("text/plain", "", "application/x-www-form-urlencoded", "application/jsonx"):
            self.refused(415, "POST", "/api/run", body, Content_Type=kind)
        for sentence, texts in (
                ("it is no JSON", ("", "{", "nothing", b"\xff\xfe{}")),
                ("nested too deep", ("[" * 4000, '{"a": ' * 600)),
                ("a must be", ('{"a": ' + "[" * 33 + "]" * 33 + "}",)),
                ("must be of type dict", ("[" * 33 + "]" * 33, "[]", "3", "null", '"x"', "true"))):
            for text in texts:
                self.assertIn(sentence, self.refused(400, "POST", "/api/run", text))
        for text in ("NaN", "Infinity", "-Infinity"):
            self.assertIn("a must be", self.refused(400, "POST", "/api/run", '{"a": %s}' % text))

    def test_values(self):
        look = self.live.shown["least"].look
        for name, good, bad in (
                ("run", SUM, [("a", "59"), ("a", -1), ("a", 1.5), ("a", 16777216),
                              ("a", 10 ** 3000), ("a", ""), ("a", None), ("a", True), ("b", [1]),
                              ("order", "up"), ("order", 1), ("order", ["least"]), ("t", 8),
                              ("t", -1), ("t", True), ("t", 1.0), ("unit", 16), ("unit", "0"),
                              ("columns", 0), ("columns", 25)]),
                ("back", dict(SUM, t=3, truncate=2),
                 [("t", 8), ("t", None), ("truncate", -1), ("truncate", 2.5)]),
                ("train", TRAIN, [("samples", 0), ("samples", 20001), ("samples", True),
                                  ("learning_rate", 0), ("learning_rate", -0.1),
                                  ("learning_rate", "0.1"), ("learning_rate", True),
                                  ("truncate", 20), ("order", None), ("order", {}),
                                  ("order", []), ("data", "mine"), ("data", 0), ("hidden", "4"),
                                  ("seed", -1)]),
                ("new", {"order": "least"}, [("hidden", 64), ("hidden", 1), ("hidden", 1e9),
                                             ("seed", None), ("seed", -1), ("order", "x")]),
                ("load", {"order": "least", "name": "hand"},
                 [("name", "../reverse"), ("name", None), ("name", 3), ("order", "")]),
                ("look", {"order": "least", "number": look.number},
                 [("number", -1), ("number", 10 ** 9), ("number", "1"), ("order", "x")]),
                ("weight", {"order": "least", "matrix": "U", "row": 0, "column": 0},
                 [("matrix", "X"), ("matrix", ["U"]), ("row", 16), ("row", -1), ("row", 0.0),
                  ("column", 2), ("value", "1"), ("value", True), ("order", 3)]),
                ("save", {"order": "least"}, [("order", "../../x"), ("order", None)]),
                ("state", {"order": "least"}, [("order", 0)]),
                ("memory", {"a": 1, "b": 2}, [("a", -1), ("columns", True)]),
                ("length", {"order": "least", "bits": 8, "kind": "carry"},
                 [("bits", 7), ("bits", 1025), ("kind", "x"), ("kind", 3), ("seed", 0.5),
                  ("seed", -1)])):
            for key, value in bad:
                sentence = self.refused(400, "POST", "/api/" + name,
                                        json.dumps(dict(good, **{key: value})))
                self.assertIn(key, sentence)
                self.assertIn(" must be ", sentence)
            for missing in good:
                less = {key: value for key, value in good.items() if key != missing}
                self.assertIn(missing, self.refused(400, "POST", "/api/" + name, json.dumps(less)))
            self.refused(400, "POST", "/api/" + name, json.dumps(dict(good, more=1)))
        self.refused(400, "POST", "/api/train", json.dumps(TRAIN).replace("0.05", "1e999"))
        self.assertIs(self.live.shown["least"].look, look)
        self.assertEqual(self.live.kept, [])

    def raw(self, sent):
        """What comes back when these bytes are sent, and nothing more."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while True:
                part = connection.recv(65536)
                if not part:
                    return answer
                answer += part

    def test_broken_requests(self):
        head = ("POST /api/run HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX-Token: %s\r\n"
                "Content-Type: application/json\r\n") % (self.port, self.server.token)
        half = self.raw((head + 'Content-Length: 50\r\n\r\n{"a": ').encode("ascii"))
        self.assertIn(b" 400 ", half.split(b"\r\n")[0])
        self.assertIn(b" 400 ", self.raw(b"GET /\r\n").split(b"\r\n")[0])       # HTTP/0.9
        for sent in (b"", b"\r\n", b"\x00\xff\x16\x03\x01", b"GET", b"GET / HTTP/9.9\r\n\r\n",
                     b"GET /" + b"a" * 70000,
                     head.encode("ascii")[:40], b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200
                     + b"\r\n"):
            self.assertNotIn(b"Traceback", self.raw(sent))
        self.post("run", SUM)

    def test_fifty_at_once_while_it_learns(self):
        self.post("train", TRAIN, samples=4000, data="article")
        results = []
        wanted = len(json.dumps(self.post("run", SUM, order="most")))

        def one():
            results.append(len(json.dumps(self.post("run", SUM, order="most"))))

        threads = [threading.Thread(target=one) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(results, [wanted] * 50)
        self.settle()

    def test_a_slow_client_is_cut_off(self):
        """Even one that sends a byte now and then."""
        with mock.patch.object(server, "SECONDS", 0.2), socket.create_connection(
                ("127.0.0.1", self.port), timeout=0.1) as connection:
            end = time.monotonic() + 20
            got = None
            while got is None and time.monotonic() < end:
                with contextlib.suppress(socket.timeout):
                    try:
                        connection.sendall(b"G")
                        got = connection.recv(100)
                    except ConnectionError:
                        got = b""
            self.assertEqual(got, b"")


class Program(Case):
    def start(self, *flags):
        need_examples()
        return subprocess.Popen([sys.executable, str(EXAMPLES / "play.py"), "--no-browser"]
                                + list(flags), env=environment(), preexec_fn=hear_interrupts,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    @unittest.skipUnless(os.name == "posix", "Ctrl-C is sent as a signal")
    def test_it_prints_its_address_and_ends_with_a_sentence(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen(1)
            port = taken.getsockname()[1]
            program = self.start("--port", str(port))
            line = program.stdout.readline().decode("ascii")
            got = re.search(r"http://127\.0\.0\.1:(\d+)/#[0-9a-f]{32}$", line.strip())
            self.assertTrue(got, line)
            self.assertNotEqual(int(got.group(1)), port)
            connection = http.client.HTTPConnection("127.0.0.1", int(got.group(1)), timeout=60)
            connection.request("GET", "/")
            self.assertEqual(connection.getresponse().status, 200)
            connection.close()
            program.send_signal(signal.SIGINT)
            _, error = program.communicate(timeout=60)
        self.assertEqual(program.returncode, 130)
        self.assertIn(b"The page has ended.", error)
        self.assertNotIn(b"Traceback", error)

    def test_a_door_for_its_owner_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            door = Path(folder) / "new" / "page.html"
            for _ in range(2):      # the second one takes the place of what was left behind
                server.write_door(door, "http://127.0.0.1:1/#abc")
                self.assertIn("http://127.0.0.1:1/#abc", door.read_text(encoding="ascii"))
                if os.name == "posix":
                    self.assertEqual(stat.S_IMODE(door.stat().st_mode), 0o600)
            with self.assertRaises(OSError):
                server.write_door(door / "no folder" / "page.html", "http://x/")


if __name__ == "__main__":
    unittest.main()
