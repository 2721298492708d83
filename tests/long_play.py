"""The page in a real browser, and its server under a thousand random requests and slow clients:
minutes, so run alone.

    python -m unittest tests.long_play
"""
import json
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest

from tests.helpers import EXAMPLES, environment, need_examples
from tests.page.test_play import SUM, TRAIN, Served

BROWSER = next(filter(None, map(shutil.which,
                                ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
FLAGS = ("--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
         "--disable-background-networking "
         "--disable-component-update --disable-sync --force-prefers-reduced-motion "
         "--enable-logging=stderr "
         "--virtual-time-budget=150000").split()


@unittest.skipUnless(BROWSER, "no browser: chromium, chromium-browser, google-chrome or chrome")
class InABrowser(unittest.TestCase):
    def test_the_tour(self):
        """The page uses itself: untrained, trained, window 0, the other end; and asks nobody but
        its program.
        """
        need_examples()
        program = subprocess.Popen([sys.executable, str(EXAMPLES / "play.py"), "--no-browser",
                                    "--port", "0"],
                                   stdout=subprocess.PIPE, env=environment())
        try:
            url = re.search(r"http\S+", program.stdout.readline().decode("ascii")).group()
            with tempfile.TemporaryDirectory() as folder:
                done = subprocess.run([BROWSER] + FLAGS
                                      + ["--user-data-dir=" + folder, "--dump-dom", url + ",tour"],
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=600)
        finally:
            program.kill()
            program.communicate()
        page, log = done.stdout.decode("utf-8"), done.stderr.decode("utf-8", "replace")
        saw = re.findall(r"<li>(.*?)</li>", page)
        self.assertTrue(saw, page[:2000])
        self.assertEqual(saw[-1], "tour: done", saw)
        text = "\n".join(saw)
        self.assertNotIn("CONSOLE", log)
        self.assertNotIn("error: ", text)
        self.assertIn("requests elsewhere: 0", saw)
        self.assertRegex(saw[0], r"^at first: 59 \+ 14 = \d+\? Wrong\. Press Train\.$")
        self.assertRegex(text, r"trained: 59 \+ 14 = 73, right; .* All 16,384 pairs: 16,384 exact")
        self.assertIn("caption: Right, after 2,000 examples. Now try 127 + 1.", saw)
        self.assertIn("sum: 127 + 1 = 128", saw)
        self.assertIn("it answers as a full adder, always", text)
        self.assertIn("length: 1,024 columns: every bit right.", saw)
        without = re.search(r"window 0: .* All 16,384 pairs: ([\d,]+) exact", text).group(1)
        self.assertLess(int(without.replace(",", "")), 16384)
        other = re.search(r"other end: .* All 16,384 pairs: ([\d,]+) exact", text).group(1)
        self.assertLess(int(other.replace(",", "")), 16384 // 2)
        stated, best = zip(*[pair.split("/") for pair in re.search(r"why not: (.*)",
                                                                   text).group(1).split()])
        self.assertEqual(best[0], "0.50")
        self.assertEqual(len(stated), 8)


class Siege(Served):
    def anything(self, rng, depth=0):
        """A random value, mostly one that fits nowhere."""
        kinds = [lambda: rng.randint(-3, 30), lambda: str(rng.randint(-9, 99999)),
                 lambda: rng.uniform(-1, 2),
                 lambda: rng.choice([None, True, False, "least", "most", "runs", "article", "hand",
                                     "carry", "\u00e9", ""]),
                 lambda: 10 ** rng.randint(0, 300), lambda: 1e308 * 10]
        if depth < 3:
            kinds += [lambda: [self.anything(rng, depth + 1) for _ in range(rng.randrange(4))],
                      lambda: {str(rng.randrange(9)): self.anything(rng, depth + 1)
                               for _ in range(rng.randrange(4))}]
        return rng.choice(kinds)()

    def memory(self):
        """Kilobytes of this process, where the system tells."""
        try:
            with open("/proc/self/status") as file:
                return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1))
        except OSError:
            self.skipTest("no /proc to read the memory from")

    def test_a_thousand_random_requests(self):
        rng = random.Random(0)
        fits = {"run": dict(SUM, t=3, unit=0), "back": dict(SUM, t=3, truncate=2),
                "train": dict(TRAIN, samples=30),
                "stop": {}, "reset": dict(order="least", hidden=4, seed=1),
                "load": dict(order="least", name="hand"),
                "machine": dict(a="1", b="2", depth=3), "memory": dict(a="1", b="2"), "search": {},
                "prove": {},
                "length": dict(order="least", bits=64, kind="random")}
        for _ in range(50):     # what is allocated once
            self.post("run", SUM)
        before, statuses = self.memory(), {}
        for _ in range(1000):
            name = rng.choice(sorted(fits) + ["state", "nothing"])
            arguments = dict(fits.get(name, {}))
            for _ in range(rng.randrange(3)):
                arguments[rng.choice(sorted(arguments) + ["x"])] = self.anything(rng)
            body = json.dumps(arguments)
            if rng.random() < 0.1:
                body = body[:rng.randrange(len(body))]
            method = rng.choice(["POST"] * 8 + ["GET", "PUT"])
            status, _, text = self.exchange(method, "/api/" + name, body[:5000])
            self.assertIn(status, (200, 202, 400, 404, 405, 409, 413), (name, body, text))
            self.assertNotIn("Traceback", text)
            self.assertIsInstance(json.loads(text), dict)
            statuses[status] = statuses.get(status, 0) + 1
        self.settle()
        self.post("run", SUM)
        print("\n1,000 random requests: %s; memory %d kB before, %d kB after" % (
            sorted(statuses.items()), before, self.memory()))
        self.assertGreater(statuses[200], 100)
        self.assertGreater(statuses[400], 100)
        self.assertLess(self.memory() - before, 100000)

    def test_slow_clients_are_cut_off_and_others_served(self):
        """As many clients as there are threads, each half a request and then silence: the next one
        waits, and is served.
        """
        half = ("POST /api/run HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX-Token: %s\r\nContent-Type: "
                "application/json\r\n"
                "Content-Length: 60\r\n\r\n{" % (self.port, self.server.token)).encode("ascii")
        slow = [socket.create_connection(("127.0.0.1", self.port), timeout=60)
                for _ in range(self.play.THREADS + 2)]
        for connection in slow:
            connection.sendall(half)
        self.post("run", SUM)
        for connection in slow:
            connection.close()
        self.assertEqual(self.post("run", SUM)["truth"], "73")

    def test_half_a_request_every_second(self):
        """A byte now and then does not keep a thread for ever."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
            sent = 0
            for byte in b"GET /" + b"a" * 300:
                try:
                    connection.sendall(bytes([byte]))
                    sent += 1
                    if not connection.recv(100):
                        break
                except socket.timeout:
                    continue
                except OSError:
                    break
            else:
                self.fail("it listens for ever")
        self.assertLess(sent, 30)
        self.post("run", SUM)


if __name__ == "__main__":
    unittest.main()
