"""A Chromium that a test drives: through a pipe, as its own developer tools do; nothing to install.

    with Browser(width=1280, height=800) as browser:
        browser.open(url)
        browser.click("#train")
        browser.until("document.title == 'done'")
"""
import base64
import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
PROGRAM = next(filter(None, map(shutil.which, NAMES)), None) if os.name == "posix" else None
FLAGS = ("--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
         "--disable-component-update --disable-sync --hide-scrollbars --mute-audio "
         "--remote-debugging-pipe about:blank").split()
KEYS = {"Tab": 9, "Enter": 13, " ": 32, "PageUp": 33, "PageDown": 34, "End": 35, "Home": 36,
        "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40}


class Browser:
    """requests: the addresses that were asked for; faults: what the console complained of."""

    def __init__(self, width=1280, height=800, dark=False, calm=False):
        self.folder = tempfile.mkdtemp()
        reads, self.output = os.pipe()
        self.input, writes = os.pipe()

        def pipes():        # the browser reads commands from 3 and writes answers to 4
            kept = os.dup(reads), os.dup(writes)
            os.dup2(kept[0], 3)
            os.dup2(kept[1], 4)

        self.process = subprocess.Popen(
            [PROGRAM, "--user-data-dir=" + self.folder] + FLAGS, preexec_fn=pipes, close_fds=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(reads)
        os.close(writes)
        self.number, self.buffer, self.session = 0, b"", None
        self.requests, self.faults = [], []
        target = self.tell("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.tell("Target.attachToTarget", targetId=target,
                                 flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log", "Accessibility"):
            self.tell(domain + ".enable")
        self.size(width, height, dark, calm)

    def __enter__(self):
        return self

    def __exit__(self, *fault):
        self.process.kill()
        self.process.wait()
        os.close(self.input)
        os.close(self.output)
        shutil.rmtree(self.folder, ignore_errors=True)

    def size(self, width, height, dark=False, calm=False, touch=False):
        self.tell("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=touch)
        self.tell("Emulation.setTouchEmulationEnabled", enabled=touch)
        self.tell("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce" if calm else "no-preference"}])

    def tell(self, method, **parameters):
        """One command, and its result; what else is heard meanwhile is noted."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.output, json.dumps(message).encode("utf-8") + b"\0")
        while True:
            heard = self.hear()
            if heard.get("id") == self.number:
                if "error" in heard:
                    raise RuntimeError(f"{method}: {heard['error']['message']}")
                return heard["result"]

    def hear(self):
        while b"\0" not in self.buffer:
            part = os.read(self.input, 1 << 16)
            if not part:
                raise RuntimeError("the browser has ended")
            self.buffer += part
        line, self.buffer = self.buffer.split(b"\0", 1)
        heard = json.loads(line.decode("utf-8"))
        method, told = heard.get("method"), heard.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(told["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.faults.append(str(told["exceptionDetails"].get("exception", told)))
        elif method == "Runtime.consoleAPICalled" and told["type"] in ("error", "warning"):
            self.faults.append(str(told["args"]))
        elif method == "Log.entryAdded" and told["entry"]["level"] in ("error", "warning"):
            self.faults.append(told["entry"]["text"] + " " + told["entry"].get("url", ""))
        return heard

    def open(self, url):
        self.tell("Page.navigate", url="about:blank")
        self.tell("Page.navigate", url=url)
        self.until("document.readyState == 'complete' && typeof state == 'object' && !!state")

    def eval(self, script):
        result = self.tell("Runtime.evaluate", expression=script, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"]["exception"].get("description", script))
        return result["result"].get("value")

    def until(self, script, seconds=120):
        """Asks again and again until the script gives something true, and returns that."""
        end = time.monotonic() + seconds
        while True:
            with contextlib.suppress(RuntimeError):
                value = self.eval(script)
                if value:
                    return value
            if time.monotonic() > end:
                raise AssertionError(f"not in {seconds} seconds: {script}; the page says "
                                     f"{self.eval('document.body.innerText')[:1500]}")

    def text(self, selector):
        return self.eval(f"document.querySelector({json.dumps(selector)}).textContent")

    def click(self, selector):
        """A click of the mouse, where the thing is; it must be the thing that is there."""
        x, y = self.eval(
            "(() => { const node = document.querySelector(%s); "
            "node.scrollIntoView({block: 'center'}); const box = node.getBoundingClientRect();"
            "return [box.x + box.width / 2, box.y + box.height / 2]; })()" % json.dumps(selector))
        for kind in ("mousePressed", "mouseReleased"):
            self.tell("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press(self, key, modifiers=0):
        text = {"Enter": "\r", " ": " "}.get(key, key if len(key) == 1 else "")
        code = {"key": key, "windowsVirtualKeyCode": KEYS.get(key, ord(key[0].upper())),
                "modifiers": modifiers}
        self.tell("Input.dispatchKeyEvent", type="keyDown", text=text, **code)
        self.tell("Input.dispatchKeyEvent", type="keyUp", **code)

    def names(self):
        """[(role, name)] of all that the accessibility tree has."""
        nodes = self.tell("Accessibility.getFullAXTree")["nodes"]
        return [(node["role"]["value"], node.get("name", {}).get("value", ""))
                for node in nodes if not node["ignored"] and "role" in node]

    def picture(self, path, whole=False):
        data = self.tell("Page.captureScreenshot", captureBeyondViewport=whole)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
