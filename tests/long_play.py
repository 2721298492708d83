"""The page in a real Chromium, through all its chapters, by clicks and by keys; and its server
under a thousand random requests and slow clients: minutes, so run alone.

    python -m unittest tests.long_play
    python -m tests.long_play FOLDER        pictures of every chapter, for eyes
"""
import contextlib
import json
import random
import re
import socket
import subprocess
import sys
import time
import unittest

from tests.helpers import EXAMPLES, environment, need_examples
from tests.page.browser import PROGRAM, Browser
from tests.page.served import SUM, TRAIN, Served

CHAPTERS = 9
SIZES = ((1920, 1080), (1280, 800), (400, 800))
SMALLEST_TEXT = """(() => { let least = 1e9, what = "";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.textContent.trim() || !parent.getClientRects().length) continue;
    const svg = parent.closest("svg");
    const scale = svg ? svg.getScreenCTM().a : 1;
    const size = parseFloat(getComputedStyle(parent).fontSize) * scale;
    if (size < least) { least = size; what = node.textContent; }
  }
  return [least, what]; })()"""


@contextlib.contextmanager
def program():
    """examples/play.py, as people start it; yields its address."""
    need_examples()
    process = subprocess.Popen([sys.executable, str(EXAMPLES / "play.py"), "--no-browser",
                                "--port", "0"], stdout=subprocess.PIPE, env=environment())
    try:
        yield re.search(r"http\S+", process.stdout.readline().decode("ascii")).group()
    finally:
        process.kill()
        process.communicate()


def known_numbers(text):
    """The numbers in a sentence, without their commas."""
    return [float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*\.?\d*", text)]


@unittest.skipUnless(PROGRAM, "no browser: chromium, chromium-browser, google-chrome or chrome")
class InABrowser(unittest.TestCase):
    def setUp(self):
        running = program()
        self.url = running.__enter__()
        self.addCleanup(running.__exit__, None, None, None)
        self.browser = Browser()
        self.addCleanup(self.browser.__exit__)
        self.browser.open(self.url)
        self.answer("Press Read")

    def answer(self, beginning):
        """Waits until the chapter's answer begins so; all of it."""
        return self.browser.until(
            "document.querySelector('#answer').textContent.match(%s) && "
            "document.querySelector('#answer').textContent" % f"/^{beginning}/")

    def quiet(self):
        self.browser.until("!running() && !asking && !reading")

    def nothing_went_wrong(self):
        origin = self.url.split("#")[0]
        self.assertEqual(self.browser.faults, [])
        self.assertEqual([request for request in self.browser.requests
                          if not request.startswith((origin, "about:", "data:"))], [])

    def walk(self, press, go):
        """All chapters; press(id) presses a button, go() goes to the next one."""
        browser = self.browser

        def forward():
            number = browser.eval("at")
            go()
            browser.until(f"at !== {number} && !opening_()")

        # 1: an untrained network is wrong
        press("press-read")
        self.answer("No: 59 \\+ 14 = ")
        forward()
        # 2: one step, any unit
        self.assertIn("2 One step", browser.text("#title"))
        self.answer("Click a unit")
        self.choose_a_unit(press)
        self.answer("From multiplying")
        forward()
        # 3: the clouds part before one's eyes
        self.answer("Press Train")
        before = browser.eval("gap")
        self.assertLess(before, 0)
        press("press-train")
        browser.until("running() && state.seen > 100")
        browser.until("element('press-train').textContent === '\u25a0 Stop'")
        said = self.answer("One cloud has become two")
        self.assertIn("All 16,384 sums are right", said)
        self.assertGreater(browser.eval("gap"), 0.2)
        self.quiet()
        # back through the training: the clouds of then, and of now again
        last = browser.eval("+element('moment').max")
        self.assertGreater(last, 20)
        self.slide("moment", 0)
        browser.until("state.seen === 0 && gap < 0 && "
                      "element('which').textContent.includes('as it was after 0')")
        self.slide("moment", last)
        browser.until("state.seen === 2000 && gap > 0.2")
        # a reload discards nothing
        browser.open(self.url + "/3")
        browser.until("!opening_() && !asking && state.seen === 2000")
        self.answer("One cloud has become two")
        forward()
        # 4: the machine, the marker on its way; three units
        self.quiet()
        press("press-read")
        browser.until("reading && marker && +marker.getAttribute('cx') > 0")
        self.assertIn("Only whether there is a carry", self.answer("Only whether"))
        self.quiet()
        press("press-three")
        self.answer("With three units all of it is one number")
        forward()
        # 5: window 0, and said so
        self.answer("Press Train")
        self.assertEqual(browser.text("#window-text"), "0")
        press("press-train")
        self.assertLess(known_numbers(self.answer("With window 0"))[1], 16384)
        self.assertIn("window 0", browser.text("#which"))
        self.quiet()
        forward()
        # 6: the other end, with the whole window
        self.answer("Press Train")
        self.assertEqual(browser.text("#window-text"), "all")
        press("press-train")
        self.assertLess(known_numbers(self.answer("From this end"))[0], 8192)
        self.assertIn("window all", browser.text("#which"))
        self.quiet()
        forward()
        # 7: right on all pairs, and wrong at a longer sum, shown in its own columns
        self.answer("Press Find a wrong one")
        self.quiet()
        press("press-search")
        said = self.answer("16,384 of 16,384 sums are right, and yet")
        self.quiet()
        press("press-show-wrong")
        columns = browser.eval("state.known.wrong.columns")
        browser.until(f"sum.steps.length === {columns} && !isRight()")
        answer, truth = re.search(r"answers (\d+) instead of (\d+)", said).groups()
        self.assertEqual(browser.text("#answer-number"), answer)
        self.assertIn(f"it is {truth}", browser.text("#how-add"))
        forward()
        # 8: the balls of the proof
        self.answer("Press Prove it")
        self.quiet()
        press("press-prove")
        said = self.answer("Yes\\. ")
        balls = int(known_numbers(said)[0])
        browser.until(f"document.querySelectorAll('.ball0, .ball1').length === {balls}")
        self.assertEqual(len(browser.eval(
            "[...document.querySelectorAll('.push')].map(node => 1)")), 4 * balls)
        forward()
        # 9: a weight is moved, and put back
        self.answer("Click a weight")
        self.quiet()
        press("weight")
        self.slide("weight", 0, percent=True)
        browser.until("state.changed && state.right < 256")
        self.answer("Now \\d+ of 256")
        self.assertIn("changed by hand", browser.text("#which"))
        press("put-back")
        browser.until("!state.changed && state.right === 256")
        forward()
        self.assertIn("Everything", browser.text("#title"))
        self.assertEqual(browser.text("#window-text"), "all")
        self.assertEqual(len(browser.eval(
            "[...document.querySelectorAll('main > section')].filter(p => !p.hidden).map(p => 1)")),
            9)
        self.nothing_went_wrong()

    def test_by_clicks(self):
        browser = self.browser

        def press(name):
            if name == "weight":
                return browser.click("#one [data-weight='W 0 9']")
            browser.click("#" + name)

        self.choose_a_unit = lambda press: browser.click("#map [data-at='3 5']")
        self.slide = lambda name, value, percent=False: browser.eval(
            f"element('{name}').value = {'element(`weight`).min' if percent else value}; "
            f"element('{name}').dispatchEvent(new Event('input'))")
        self.walk(press, lambda: browser.click("#next"))

    def test_by_keys_alone(self):
        """Tab, Enter and arrows; focus is never lost."""
        browser = self.browser

        def reach(name):
            for _ in range(150):
                if browser.eval("document.activeElement.id") == name:
                    return
                browser.press("Tab")
            self.fail("Tab does not lead to " + name)

        def press(name):
            if name == "weight":
                for _ in range(150):
                    if browser.eval("document.activeElement.dataset.weight === 'W 0 9'"):
                        break
                    browser.press("Tab")
            else:
                reach(name)
            browser.press("Enter")
            self.assertNotEqual(browser.eval("document.activeElement.tagName"), "BODY", name)

        def choose_a_unit(press):
            reach("map")
            browser.press("ArrowRight")

        def slide(name, value, percent=False):
            reach(name)
            browser.press("Home" if value == 0 else "End")

        def go():
            browser.press("End")
            browser.eval("scrollTo(0, 1e6)")
            browser.press("PageDown")
            self.assertEqual(browser.eval("document.activeElement.id"), "title")

        self.choose_a_unit, self.slide = choose_a_unit, slide
        self.walk(press, go)

    def test_names_headings_and_sizes(self):
        """Every control has a name, headings do not skip, text is large enough for a projector."""
        browser = self.browser
        for chapter in list(range(1, CHAPTERS + 1)) + ["all"]:
            browser.eval(f"location.hash = token + '/{chapter}'")
            browser.until("asked() === at && !opening_() && !running() && !asking")
            for role, name in browser.names():
                if role in ("button", "slider", "textbox", "combobox", "spinbutton", "link",
                            "application", "image", "heading"):
                    self.assertTrue(name.strip(), (chapter, role))
            levels = browser.eval("[...document.querySelectorAll('h1, h2, h3, h4')].filter(h => "
                                  "h.getClientRects().length).map(h => +h.tagName[1])")
            self.assertEqual(levels[:2], [1, 2])
            self.assertTrue(all([b - a <= 1 for a, b in zip(levels, levels[1:])]), levels)
            for width, height in SIZES:
                browser.size(width, height)
                self.assertLessEqual(browser.eval("document.documentElement.scrollWidth"), width,
                                     (chapter, width))
                if width == 1920:
                    size, text = browser.eval(SMALLEST_TEXT)
                    self.assertGreaterEqual(size, 14, (chapter, text))
            browser.size(1280, 800)
        self.nothing_went_wrong()

    def test_what_was_found_out_stays_with_its_network(self):
        """A proof is not said of the network that comes after it, nor after a reload."""
        browser = self.browser
        browser.eval("location.hash = token + '/all'")
        browser.until("at === 0 && !opening_() && !asking")
        browser.eval("element('load').value = 'hand'")
        browser.click("#load-it")
        browser.until("state.name === 'by hand' && !running() && number")
        browser.click("#prove")
        browser.until("state.known.prove && proof")
        browser.click("#new")
        for _ in range(2):
            browser.until("element('which').textContent.includes('untrained') && !asking")
            self.assertNotIn("Proved", browser.eval("document.body.innerText"))
            browser.open(self.url + "/all")
            browser.until("at === 0 && !opening_() && !asking")

    def test_refused_numbers_focus_and_touch(self):
        browser = self.browser
        browser.until("!!sum")
        for text in ("abc", "-5", "0b11", "99999999"):
            browser.eval("element('number-a').value = %s; "
                         "element('number-a').dispatchEvent(new Event('change'))"
                         % json.dumps(text))
            self.assertIn(text, browser.text("#refusal-add"))
            self.assertEqual(browser.eval("element('number-a').value"), "59")
        browser.click("#try-2047-1")
        browser.until("sum.steps.length === 12")
        self.assertEqual(browser.text("#refusal-add"), "")
        browser.eval("element('bit-a-10').focus()")
        browser.press("Enter")
        browser.until("sum.a === 1023")
        self.assertEqual(browser.eval("document.activeElement.id"), "bit-a-10")
        browser.size(400, 800, touch=True)
        browser.eval("location.hash = token + '/5'")
        browser.until("at === 5 && !opening_() && !asking")
        window = browser.text("#window-text")
        x, y = browser.eval("(() => { element('back').scrollIntoView({block: 'center'}); "
                            "const box = element('back').getBoundingClientRect(); "
                            "return [box.x + 60, box.y + box.height / 2]; })()")
        before = browser.eval("scrollY")
        browser.tell("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
        for k in range(1, 12):
            browser.tell("Input.dispatchTouchEvent", type="touchMove",
                         touchPoints=[{"x": x, "y": y - 10 * k}])
        browser.tell("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
        browser.until(f"scrollY > {before}")
        self.assertEqual(browser.text("#window-text"), window)


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
                "train": dict(TRAIN, samples=30, hidden=4, seed=1), "stop": {},
                "new": dict(order="least", hidden=4, seed=1),
                "load": dict(order="least", name="hand"), "look": dict(order="least", number=1),
                "weight": dict(order="least", matrix="V", row=1, column=1, value=0.5),
                "machine": {}, "memory": dict(a=1, b=2), "search": {}, "prove": {},
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
            self.assertIn(status, (200, 400, 404, 405, 409, 413), (name, body, text))
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
        """A hundred clients, each half a request and then silence: the next one is served."""
        half = ("POST /api/run HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX-Token: %s\r\nContent-Type: "
                "application/json\r\n"
                "Content-Length: 60\r\n\r\n{" % (self.port, self.server.token)).encode("ascii")
        slow = [socket.create_connection(("127.0.0.1", self.port), timeout=60)
                for _ in range(100)]
        for connection in slow:
            connection.sendall(half)
        self.assertEqual(self.post("run", SUM)["truth"], 73)
        for connection in slow:
            self.assertEqual(connection.recv(100), b"")
            connection.close()

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


def pictures(folder):
    """Each chapter, done, in every size, light and dark."""
    with program() as url, Browser() as browser:
        for chapter in range(1, CHAPTERS + 2):
            browser.size(1280, 800)
            browser.open(url + f"/{chapter if chapter <= CHAPTERS else 'all'}")
            browser.until("!opening_() && !running() && !asking")
            for button in {3: ["train"], 4: ["read"], 5: ["train"], 6: ["train"],
                           7: ["search", "show-wrong"], 8: ["prove"]}.get(chapter, []):
                browser.eval(f"element('{button}').click()")
                time.sleep(0.5)
                browser.until("!running() && !asking && !reading")
                if button == "prove":
                    browser.until("proof && ballsShown === proof.balls.length")
            for width, height in SIZES:
                for dark in (False, True):
                    browser.size(width, height, dark)
                    browser.eval("scrollTo(0, 0)")
                    time.sleep(0.7)
                    browser.picture(f"{folder}/{chapter}-{width}-{'dark' if dark else 'light'}.png")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        pictures(sys.argv[1])
    else:
        unittest.main()
