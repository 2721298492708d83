"""What the tests of the page share: a server in this process, and how to ask it."""
import http.client
import json
import tempfile
import threading
import time
from unittest import mock

from tests.helpers import Case

from rnn_pure.page import live, network
from rnn_pure.page.live import Live
from rnn_pure.page.server import Server

TRAIN = dict(samples=30, learning_rate=0.05, truncate=19, order="least", data="runs")
SUM = dict(a=59, b=14, order="least")


class Served(Case):
    """A server in this process, and how to ask it."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.live = Live(cls.folder.name)
        cls.server = Server(0, cls.live)
        cls.port = cls.server.server_address[1]
        cls.thread = threading.Thread(target=cls.server.serve_forever,
                                      kwargs={"poll_interval": 0.01}, daemon=True)
        cls.thread.start()

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()
        cls.folder.cleanup()

    def setUp(self):
        for patch in (mock.patch.object(live, "COUNTED", 4),        # less work
                      mock.patch.object(live, "OFTEN", 400),
                      mock.patch.object(network, "SMALL", 3)):
            patch.start()
            self.addCleanup(patch.stop)
        self.settle()
        self.live.shown.clear()
        self.live.kept = []
        for order in network.ORDERS:
            self.live.new(order)

    def settle(self):
        """Stops what is running, and waits for its end."""
        self.live.stop()
        self.finish()

    def finish(self, order="least"):
        """Waits until nothing is running; the state then."""
        while self.state(order)["work"]["running"]:
            time.sleep(0.01)
        return self.state(order)

    def state(self, order="least", **more):
        return self.post("state", order=order, **more)

    def exchange(self, method, path, body=None, **headers):
        """(status, headers, body) of one request, sent as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"X-Token": self.server.token, "Content-Type": "application/json"}
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        result = response.status, response.headers, response.read().decode("utf-8")
        connection.close()
        return result

    def ask(self, method, path, arguments=None, status=200):
        got, headers, text = self.exchange(method, path,
                                           None if arguments is None else json.dumps(arguments))
        self.assertEqual(got, status, text)
        self.assertEqual(headers["Content-Type"], "application/json")
        return json.loads(text)

    def post(self, what, arguments=None, status=200, **more):
        return self.ask("POST", "/api/" + what, dict(arguments or {}, **more), status)

    def refused(self, status, *request, **headers):
        """The sentence with which a request is refused: no traceback, no empty answer."""
        got, _, text = self.exchange(*request, **headers)
        self.assertEqual(got, status, (request, text))
        sentence = json.loads(text)["error"]
        self.assertGreater(len(sentence.split()), 3)
        self.assertNotIn("Traceback", text)
        return sentence
