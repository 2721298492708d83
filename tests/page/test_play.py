"""The page's server: every number is the Model's; what does not fit is refused in a sentence; and
it lives on.
"""
import http.client
import importlib.util
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path
from unittest import mock

from tests.helpers import (EXAMPLES, Case, environment, flat, hear_interrupts, need_examples,
                           numerical_gradient)

from rnn_pure import Model, encode
from rnn_pure.inside.hand import hand_network
from rnn_pure.inside.limits import loss_limit
from rnn_pure.inside.memory import next_number, one_number
from rnn_pure.output import Softmax
from rnn_pure.page import live, views
from rnn_pure.programs import teaching
from rnn_pure.tasks.adding import adder

TRAIN = dict(samples=60, learning_rate=0.05, truncate=19, hidden=4, seed=3, order="least",
             data="runs")
SUM = dict(a="59", b="14", order="least")


def load_play():
    """examples/play.py as a module."""
    need_examples()
    spec = importlib.util.spec_from_file_location("play", str(EXAMPLES / "play.py"))
    play = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(play)
    return play


def norm(*matrices):
    return sum([v * v for v in flat(matrices)]) ** 0.5


class Served(Case):
    """A server in this process, and how to ask it."""

    @classmethod
    def setUpClass(cls):
        cls.play = load_play()
        cls.folder = tempfile.TemporaryDirectory()
        cls.live = live.Live(cls.folder.name)
        cls.server = cls.play.Server(0, cls.live)
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
        few = {order: live._sums(3, order) for order in live.ORDERS}
        for patch in (mock.patch.object(live, "COUNTED", 4),        # less work
                      mock.patch.dict(self.live.small, few)):
            patch.start()
            self.addCleanup(patch.stop)
        self.settle()
        for order in live.ORDERS:
            got = self.live.shown[order]
            if (got.name, got.seed, got.model.hidden_dim, got.wrong, got.proof) != (
                    "untrained", 0, 16, None, None):
                self.live.reset(order)

    def settle(self):
        """Stops what is running, and waits for its end."""
        self.live.stop()
        for _ in range(10 ** 6):
            if not self.live.training["running"] and not self.live.jobs.latest["running"]:
                return
            self.ask("GET", "/api/state")
        self.fail("it does not stop")

    def finish(self):
        """Waits until training and job are done; the state then."""
        for _ in range(10 ** 6):
            state = self.ask("GET", "/api/state")
            if not state["training"]["running"] and not state["job"]["running"]:
                return state
        self.fail("it does not end")

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


class Numbers(Served):
    def test_run_is_the_models_way_through_time(self):
        for order in live.ORDERS:
            model = Model(2, 16, seed=0)
            (x,), (y,) = encode([[59, 14, 73]], is_reverse=order == "least")
            layers = model.forward_propagation(x)
            got = self.post("run", SUM, order=order, t=4, unit=7)
            steps = got["steps"]
            self.assertEqual([step["s"] for step in steps], [layer.s for layer in layers])
            self.assertEqual([step["logits"] for step in steps], [layer.mulv for layer in layers])
            self.assertEqual([step["p"] for step in steps],
                             [Softmax().predict(layer.mulv) for layer in layers])
            self.assertEqual([step["answer"] for step in steps], model.predict(x))
            self.assertEqual([step["truth"] for step in steps], y)
            self.assertEqual([step["x"] for step in steps], x)
            bits = model.predict(x)[::1 if order == "most" else -1]
            self.assertEqual(got["answer"], str(int("".join(map(str, bits)), 2)))
            self.assertEqual((got["truth"], got["right"]), ("73", got["answer"] == "73"))
            terms = got["sum"]["terms"]
            self.assertEqual([term["weight"] for term in terms], model.U[7] + model.W[7])
            self.assertEqual([term["value"] for term in terms], x[4] + layers[3].s)
            self.assertNear(sum([term["product"] for term in terms]), layers[4].add[7], 1e-12)
            self.assertEqual((got["sum"]["add"], got["sum"]["s"]),
                             (layers[4].add[7], layers[4].s[7]))

    def test_carries_and_the_best_anyone_could(self):
        got = self.post("run", a="3", b="1", order="least")
        self.assertEqual([step["carry"] for step in got["steps"]], [1, 1, 0, 0, 0, 0, 0, 0])
        self.assertEqual(got["best"], [float(bit) for bit in (0, 0, 1, 0, 0, 0, 0, 0)])
        got = self.post("run", a="3", b="1", order="most")
        self.assertEqual([step["carry"] for step in got["steps"]], [0, 0, 0, 0, 0, 1, 1, 0])
        counts = {}     # by counting all pairs that begin alike
        X, Y = encode([[a, b, a + b] for a in range(128) for b in range(128)], is_reverse=False)
        (mine,), _ = encode([[3, 1, 4]], is_reverse=False)
        for x, y in zip(X, Y):
            for t in range(8):
                if x[:t + 1] == mine[:t + 1]:
                    counts.setdefault(t, []).append(y[t])
        self.assertNear(got["best"], [sum(counts[t]) / len(counts[t]) for t in range(8)], 1e-12)

    def test_wide_sums(self):
        got = self.post("run", a="65535", b="1", order="least")
        self.assertEqual((len(got["steps"]), got["truth"]), (17, "65536"))
        self.assertEqual(len(self.post("run", SUM, columns=24)["steps"]), 24)

    def test_the_way_back_is_bptts(self):
        model = Model(2, 16, seed=0)
        (x,), (y,) = encode([[59, 14, 73]])
        for t, truncate in ((0, 3), (5, 0), (5, 2), (5, 19), (7, 7)):
            got = self.post("back", SUM, t=t, truncate=truncate)
            for window, part in ((truncate, got["gradient"]), (99, got["whole"])):
                # the gradient of answer t: that of all up to it, less that of all before it
                model.bptt_truncate = window
                after = model.bptt(x[:t + 1], y[:t + 1])
                before = model.bptt(x[:t], y[:t]) if t else [[[0.0] * len(row) for row in M]
                                                             for M in after]
                for name, A, B in zip(("dU", "dW", "dV"), after, before):
                    one = [[p - q for p, q in zip(*rows)] for rows in zip(A, B)]
                    self.assertNear(part[name], norm(one), 1e-12)
            self.assertEqual([step["kept"] for step in got["steps"]],
                             [i >= t - truncate for i in range(t + 1)])
            self.assertNear(sum([step["share"] for step in got["steps"]]), 1.0, 1e-12)
            layers = model.forward_propagation(x)
            for i in range(t):
                s = list(layers[i].s)
                slope = numerical_gradient(
                    lambda: Softmax().loss(model.forward_propagation(x[i + 1:t + 1], s)[-1].mulv,
                                           y[t]), s)
                self.assertNear(got["steps"][i]["error"], norm(slope), 1e-8)

    def test_training_is_quick_networks(self):
        with mock.patch.object(live, "COUNTED", 6), \
                mock.patch.dict(self.live.small, live.Live(self.folder.name).small):
            self.assertEqual(self.post("train", TRAIN, status=202), {"accepted": "training"})
            state = self.finish()
        model = teaching.network(seed=3, recipe=teaching.QUICK._replace(examples=60), hidden=4)
        mine = self.live.shown["least"].model
        self.assertEqual((mine.U, mine.W, mine.V), (model.U, model.W, model.V))
        self.assertEqual((state["seen"], state["hidden"], state["name"]), (60, 4, "trained here"))
        X, Y = encode([[a, b, a + b] for a in range(16) for b in range(16)], bits=5)
        self.assertNear(state["losses"][-1]["loss"], model.calculate_total_loss(X, Y), 1e-12)
        self.assertEqual(state["losses"][-1]["exact"],
                         sum([model.predict(x) == y for x, y in zip(X, Y)]))
        self.assertEqual(state["limit"], loss_limit(5))
        X, Y = encode([[a, b, a + b] for a in range(32) for b in range(32)], bits=6)
        self.assertEqual(state["exact"], sum([model.predict(x) == y for x, y in zip(X, Y)]))
        self.assertEqual([p["seen"] for p in state["losses"]], [0] + list(range(3, 61, 3)))
        self.assertEqual(self.ask("GET", "/api/state?since=20")["losses"], state["losses"][20:])
        self.post("train", TRAIN, status=202, samples=1)        # goes on, where it was
        self.assertEqual(self.finish()["seen"], 61)
        self.post("train", TRAIN, status=202, samples=2, hidden=5, order="most", data="article")
        self.finish()
        self.assertEqual(self.ask("GET", "/api/state?order=most")["seen"], 2)

    def test_one_training_at_a_time_and_stop(self):
        self.post("train", TRAIN, status=202, samples=4000, data="article")
        for name, arguments in (("train", TRAIN), ("reset", {"order": "least"}),
                                ("load", {"order": "least", "name": "hand"})):
            self.assertIn("learning", self.post(name, arguments, status=409)["error"])
        self.post("run", SUM)
        self.post("stop")
        state = self.finish()
        self.assertRegex(state["message"], r"^Stopped after \d+ examples\.$")
        self.assertLess(state["seen"], 4000)

    def test_readers_see_whole_networks(self):
        """While it learns, U, W and V are always those of the same step."""
        weights = {}
        true = live.copy.copy

        def kept(model):
            copied = true(model)
            weights[json.dumps(copied.W[0])] = copied
            return copied

        with mock.patch.object(live.copy, "copy", kept):
            self.post("train", TRAIN, status=202, samples=200)
            seen = 0
            while self.live.training["running"]:
                got = self.post("run", SUM, t=7, unit=0)
                if got["hidden"] == 4 and got["seen"]:
                    model = weights[json.dumps([term["weight"]
                                                for term in got["sum"]["terms"][2:]])]
                    (x,), _ = encode([[59, 14, 73]])
                    self.assertEqual([step["logits"] for step in got["steps"]],
                                     [layer.mulv for layer in model.forward_propagation(x)])
                    seen += 1
        self.assertGreater(seen, 0)

    def test_diverged_is_a_sentence(self):
        before = self.live.shown["least"].model
        self.post("train", TRAIN, status=202, hidden=16, seed=0, samples=1)
        self.finish()
        good = self.live.shown["least"].model
        self.assertIsNot(before, good)
        with mock.patch.object(live, "grade", return_value=(float("nan"), 0)):
            self.post("train", TRAIN, status=202, hidden=16, seed=0)
            state = self.finish()
        self.assertIn("diverged", state["message"])
        self.assertIs(self.live.shown["least"].model, good)
        self.assertEqual(state["seen"], 1)

    def test_machine(self):
        self.post("load", order="least", name="hand", status=202)
        self.finish()
        got = self.post("machine", a="59", b="14")
        self.assertEqual((got["states"], got["wrong"], len(got["points"]), len(got["path"])),
                         (256, 0, 256, 8))
        self.assertGreater(got["margin"], 0)
        self.assertTrue(all([(p[0] > 0) == p[2] for p in got["points"]]))
        self.assertEqual({(e["carry"], tuple(e["column"])): (e["answer"], e["next"])
                          for e in got["edges"]},
                         {(c, (a, b)): ((a + b + c) % 2, (a + b + c) // 2) for c in (0, 1)
                          for a in (0, 1) for b in (0, 1)})
        model, ((x,), _) = hand_network(), encode([[59, 14, 73]])
        for place, layer in zip(got["path"], model.forward_propagation(x)):
            self.assertNear(place[1], layer.mulv[1] - layer.mulv[0], 1e-12)
        self.post("machine", a="59", b="14", depth=5, status=202)
        result = self.finish()["job"]["result"]
        self.assertEqual((result["depth"], result["states"], result["wrong"]), (5, 1024, 0))
        self.live.reset("least")
        self.assertGreater(self.post("machine", a="59", b="14")["wrong"], 0)

    def test_one_number(self):
        self.post("load", order="least", name="hand", status=202)
        self.finish()
        got = self.post("memory", a="59", b="14")
        model = hand_network()
        memory = one_number(model, adder())
        for x, curve in zip(([0.0, 0.0], [1.0, 0.0], [1.0, 1.0]), got["curves"]):
            self.assertNear([after for _, after in curve],
                            [next_number(model, memory, x, m) for m, _ in curve], 1e-9)
        (x,), _ = encode([[59, 14, 73]])
        for x_t, before, after in zip(x, got["path"], got["path"][1:]):
            self.assertNear(after, next_number(model, memory, x_t, before), 1e-9)
        carries = [step["carry"] for step in self.post("run", SUM)["steps"]]
        for m, carry in zip(got["path"][1:], carries):
            low, high = got["intervals"][carry]
            self.assertTrue(low <= m <= high)
        self.live.reset("least")
        self.assertIsNone(self.post("memory", a="59", b="14")["curves"])

    def test_length(self):
        self.post("load", order="least", name="hand", status=202)
        self.finish()
        for kind in views.KINDS:
            got = self.post("length", order="least", bits=1024, kind=kind)
            self.assertEqual((got["wrong"], got["first"], len(got["p"])), (0, None, 1024))
            self.assertGreaterEqual(min(got["p"]), 0.5)
        got = self.post("length", order="most", bits=9, kind="carry")
        (x,), (y,) = encode([[255, 1, 256]], 9, False)
        layers = Model(2, 16, seed=0).forward_propagation(x)
        self.assertEqual(got["p"], [Softmax().predict(layer.mulv)[bit] for layer,
                                    bit in zip(layers, y)])
        wrong = [t for t, (p, bit) in enumerate(zip(Model(2, 16, seed=0).predict(x),
                                                    y)) if p != bit]
        self.assertEqual((got["wrong"], got["first"]), (len(wrong), wrong[0]))

    def test_a_wrong_sum_is_found_shown_and_forgotten(self):
        self.post("search", status=202)
        found = self.finish()
        wrong = found["wrong"]
        self.assertEqual(found["job"]["result"], wrong)
        a, b = int(wrong["a"]), int(wrong["b"])
        (x,), (y,) = encode([[a, b, a + b]], bits=max(wrong["columns"], (a + b).bit_length()))
        n = wrong["columns"]
        self.assertNotEqual(self.live.shown["least"].model.predict(x)[:n], y[:n])
        self.post("train", TRAIN, status=202, hidden=16, seed=0, samples=1)
        self.assertIsNone(self.finish()["wrong"])

    def test_proof(self):
        self.post("load", order="least", name="hand", status=202)
        self.finish()
        self.post("prove", status=202)
        state = self.finish()
        self.assertRegex(state["proof"], r"^Proved for numbers of every length: \d+ balls, \d+ "
                                         r"pushes, least margin 0\.\d+\.$")
        self.live.reset("least", hidden=2)
        self.assertIsNone(self.ask("GET", "/api/state")["proof"])
        self.post("prove", status=202)
        self.post("stop")
        self.finish()
        self.assertIsNone(self.ask("GET", "/api/state")["proof"])

    def test_one_job_at_a_time(self):
        self.live.reset("least", hidden=2)
        self.post("machine", a="1", b="1", depth=7, status=202)
        self.assertIn("machine", self.post("search", status=409)["error"])
        self.post("stop")
        self.assertEqual(self.finish()["job"]["error"], "Stopped.")

    def test_load_and_save(self):
        folder = Path(self.folder.name)
        for order, name in (("least", "train_reverse.py"), ("most", "train_natural.py")):
            self.assertIn(name, self.post("load", order=order, name="article", status=400)["error"])
        model = Model(2, 5, seed=9)
        model.save(folder / "reverse.model")
        self.post("load", order="least", name="article", status=202)
        self.assertEqual(self.finish()["hidden"], 5)
        self.assertEqual(self.post("run", SUM)["steps"][0]["s"],
                         model.forward_propagation([[1.0, 0.0]])[0].s)
        paths = [Path(self.post("save", order="least")["path"]) for _ in range(2)]
        self.assertEqual([path.name for path in paths], ["played_1.model", "played_2.model"])
        self.assertEqual(Model.load(paths[1]).W, model.W)
        Model(3, 5).save(folder / "reverse.model")
        self.assertIn("word_dim 2", self.post("load", order="least", name="article",
                                              status=400)["error"])
        (folder / "reverse.model").write_bytes(b"nonsense")
        self.post("load", order="least", name="article", status=400)
        self.assertIn("hand", self.post("load", order="most", name="hand", status=400)["error"])


class Refusals(Served):
    def test_the_page_and_its_headers(self):
        nonces = set()
        for _ in range(2):
            status, headers, page = self.exchange("GET", "/", X_Token="")
            self.assertEqual(status, 200)
            policy = headers["Content-Security-Policy"]
            nonce, = set(re.findall(r"nonce-([\w-]+)", policy))
            self.assertEqual(set(re.findall(r'nonce="([^"]*)"', page)), {nonce})
            nonces.add(nonce)
            self.assertTrue(policy.startswith("default-src 'none'; "))
            self.assertEqual((headers["X-Content-Type-Options"], headers["Referrer-Policy"]),
                             ("nosniff", "no-referrer"))
            self.assertNotIn("Access-Control-Allow-Origin", headers)
            self.assertNotIn(self.server.token, page)
        self.assertEqual(len(nonces), 2)
        self.assertNotIn("innerHTML", page)
        self.assertFalse(re.findall(r"https?://(?!www\.w3\.org/2000/svg)", page))

    def test_hosts_and_origins(self):
        good = f"127.0.0.1:{self.port}"
        body = json.dumps(SUM)
        for path in ("/", "/api/state"):
            for host in ("evil.example", "127.0.0.1", f"127.0.0.1:{self.port + 1}",
                         f"evil.example:{self.port}", ""):
                self.refused(403, "GET", path, Host=host)
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
            self.assertIn("token", self.refused(403, "GET", "/api/state", X_Token=wrong))
            self.refused(403, "POST", "/api/run", json.dumps(SUM), X_Token=wrong)

    def test_paths_and_methods(self):
        for path in ("/api/", "/api/nothing", "/api/__init__", "/api/shown", "/play.py",
                     "/../play.py", "/favicon.ico"):
            self.refused(404, "GET", path)
        self.refused(405, "GET", "/api/run")
        self.refused(405, "POST", "/api/state", "{}")
        for method in ("PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"):
            self.refused(405, method, "/api/run", "{}")
        self.assertEqual(self.exchange("HEAD", "/")[0], 405)

    def test_bodies(self):
        body = json.dumps(SUM)
        self.refused(411, "POST", "/api/run", None, Content_Length="")
        for length in ("-1", "1e3", "x", "+5"):
            self.refused(411, "POST", "/api/run", None, Content_Length=length)
        self.refused(413, "POST", "/api/run", None, Content_Length="4097")
        self.refused(413, "POST", "/api/run", None, Content_Length="9" * 50)
        for kind in ("text/plain", "", "application/x-www-form-urlencoded", "application/jsonx"):
            self.refused(415, "POST", "/api/run", body, Content_Type=kind)
        for text in ("", "{", "nothing", "[" * 4000, '{"a": NaN}', '{"a": Infinity}',
                     '{"a": -Infinity}', b"\xff\xfe{}"):
            self.assertIn("JSON", self.refused(400, "POST", "/api/run", text))
        for text in ("[]", "3", "null", '"x"', "true"):
            self.assertIn("object", self.refused(400, "POST", "/api/run", text))

    def test_values(self):
        for name, good, bad in (
                ("run", SUM, [("a", 59), ("a", "-1"), ("a", "1.5"), ("a", "65536"),
                              ("a", "9" * 3000), ("a", ""), ("a", None),
                              ("a", True), ("b", [1]), ("order", "up"), ("order", 1),
                              ("order", ["least"]), ("t", 8),
                              ("t", -1), ("t", True), ("t", 1.0), ("unit", 16), ("unit", "0"),
                              ("columns", 7), ("columns", 25)]),
                ("back", dict(SUM, t=3, truncate=2),
                 [("t", 8), ("t", None), ("truncate", -1), ("truncate", 2.5)]),
                ("train", TRAIN, [("samples", 0), ("samples", 20001), ("samples", True),
                                  ("learning_rate", 0),
                                  ("learning_rate", -0.1), ("learning_rate", "0.1"),
                                  ("learning_rate", True),
                                  ("learning_rate", 1.01), ("truncate", 20), ("hidden", 1),
                                  ("hidden", 33),
                                  ("hidden", 1e9), ("seed", -1), ("seed", 10 ** 7),
                                  ("order", None), ("order", {}),
                                  ("data", "mine"), ("data", 0)]),
                ("reset", {"order": "least"}, [("hidden", 64), ("seed", None), ("order", "x")]),
                ("load", {"order": "least", "name": "hand"},
                 [("name", "../reverse"), ("name", None), ("order", "")]),
                ("save", {"order": "least"}, [("order", "../../x"), ("order", None)]),
                ("machine", {"a": "1", "b": "2"},
                 [("depth", 0), ("depth", 8), ("depth", "4"), ("a", "x")]),
                ("memory", {"a": "1", "b": "2"}, [("a", -1), ("columns", True)]),
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
                if missing != "data":
                    self.assertIn(missing, self.refused(400, "POST", "/api/" + name,
                                                        json.dumps(less)))
            self.refused(400, "POST", "/api/" + name, json.dumps(dict(good, more=1)))
        self.refused(400, "POST", "/api/train", json.dumps(TRAIN).replace("0.05", "1e999"))
        for query in ("since=-1", "since=x", "since=1e3", "since=" + "9" * 30, "order=x",
                      "nothing=1", "since="):
            self.refused(400, "GET", "/api/state?" + query)
        self.assertEqual(self.live.shown["least"].seen, 0)

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
        self.assertIn(b"broke off", half)
        for sent in (b"", b"\r\n", b"\x00\xff\x16\x03\x01", b"GET", b"GET / HTTP/9.9\r\n\r\n",
                     b"GET /" + b"a" * 70000,
                     head.encode("ascii")[:40], b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200
                     + b"\r\n"):
            self.assertNotIn(b"Traceback", self.raw(sent))
        self.post("run", SUM)

    def test_fifty_at_once_while_it_learns(self):
        self.post("train", TRAIN, status=202, samples=4000, data="article")
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
        with mock.patch.object(self.play.Handler, "timeout", None), socket.create_connection(
                ("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\n")
            while not self.server.open:
                self.post("run", SUM)
            with mock.patch.object(self.play.time, "monotonic", return_value=10.0 ** 9):
                self.server.service_actions()
            self.assertEqual(connection.recv(100), b"")


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

    def test_the_port_is_one_of_the_next_ten_or_any(self):
        play = load_play()
        tried = []

        def server(port, live):
            tried.append(port)
            if port:
                raise OSError("busy")
            return "free"

        with mock.patch.object(play, "Server", server):
            self.assertEqual(play.open_server(8000, None), "free")
            self.assertEqual(tried, list(range(8000, 8011)) + [0])
            tried.clear()
            play.open_server(65530, None)
            self.assertEqual(tried, list(range(65530, 65536)) + [0])


if __name__ == "__main__":
    unittest.main()
