"""The numbers behind the panels are the Model's, to the last bit."""
import unittest

from tests.helpers import flat, numerical_gradient
from tests.page.served import SUM, Served

from rnn_pure import Model, encode
from rnn_pure.inside.hand import hand_network
from rnn_pure.inside.memory import next_number, one_number
from rnn_pure.output import Softmax
from rnn_pure.page import network
from rnn_pure.tasks.adding import adder


def norm(*matrices):
    return sum([v * v for v in flat(matrices)]) ** 0.5


class Views(Served):
    def by_hand(self):
        self.post("load", order="least", name="hand")
        return self.finish()

    def test_run_is_the_models_way_through_time(self):
        for order in network.ORDERS:
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
            self.assertEqual((got["answer"], got["truth"]), (int("".join(map(str, bits)), 2), 73))
            matrices, rows, columns, weights, values = zip(*got["sum"]["terms"])
            products = [weight * value for weight, value in zip(weights, values)]
            self.assertEqual("".join(matrices), "UU" + 16 * "W" + "VV")
            self.assertEqual(list(weights), [getattr(model, matrix)[i][j] for matrix, i, j
                                             in zip(matrices, rows, columns)])
            self.assertEqual(list(values), x[4] + layers[3].s + 2 * [layers[4].s[7]])
            self.assertNear(sum(products[:-2]), layers[4].add[7], 1e-12)
            self.assertNear(products[-2:], [row[7] * layers[4].s[7] for row in model.V],
                            1e-12)
            self.assertEqual((got["sum"]["add"], got["sum"]["s"]),
                             (layers[4].add[7], layers[4].s[7]))

    def test_carries_and_the_best_anyone_could(self):
        got = self.post("run", a=3, b=1, order="least")
        self.assertEqual((len(got["steps"]), got["sum"]["t"], got["sum"]["unit"]), (8, 0, 0))
        self.assertEqual([step["carry"] for step in got["steps"]], [1, 1, 0, 0, 0, 0, 0, 0])
        self.assertEqual([step["best"] for step in got["steps"]], [0, 0, 1, 0, 0, 0, 0, 0])
        got = self.post("run", a=3, b=1, order="most", columns=5)
        self.assertEqual([step["carry"] for step in got["steps"]], [0, 0, 1, 1, 0])
        counts = {}     # by counting all pairs that begin alike
        X, Y = encode([[a, b, a + b] for a in range(16) for b in range(16)], 5, is_reverse=False)
        (mine,), _ = encode([[3, 1, 4]], 5, is_reverse=False)
        for x, y in zip(X, Y):
            for t in range(5):
                if x[:t + 1] == mine[:t + 1]:
                    counts.setdefault(t, []).append(y[t])
        self.assertNear([step["best"] for step in got["steps"]],
                        [sum(counts[t]) / len(counts[t]) for t in range(5)], 1e-12)

    def test_wide_sums_and_sums_that_are_cut(self):
        got = self.post("run", a=65535, b=1, order="least")
        self.assertEqual((len(got["steps"]), got["truth"]), (16, 0))
        got = self.post("run", a=65535, b=1, order="least", columns=17)
        self.assertEqual((len(got["steps"]), got["truth"]), (17, 65536))
        got = self.post("run", a=389, b=504, order="least", columns=9)
        self.assertEqual((len(got["steps"]), got["truth"]), (9, 381))
        got = self.post("run", a=3, b=3, order="least", columns=2)
        self.assertEqual((len(got["steps"]), got["truth"]), (2, 2))
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
                dW = [[p - q for p, q in zip(*rows)] for rows in zip(after[1], before[1])]
                self.assertNear(part, norm(dW), 1e-12)
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

    def test_machine(self):
        self.by_hand()
        got = self.post("machine")
        self.assertEqual((got["states"], got["wrong"]), (256, 0))
        self.assertLess(got["centers"][0][0], -0.1)
        self.assertGreater(got["centers"][1][0], 0.1)
        self.assertEqual(
            {(e["carry"], tuple(e["column"])): e["place"][0] > 0 for e in got["edges"]},
            {(c, (a, b)): a + b + c > 1 for c in (0, 1) for a in (0, 1) for b in (0, 1)})
        model, ((x,), _) = hand_network(), encode([[59, 14, 73]])
        run, up = self.post("run", SUM), norm([one - zero for zero, one in zip(*model.V)])
        for place, layer in zip(run["places"][1:], model.forward_propagation(x)):
            self.assertNear(place[1], (layer.mulv[1] - layer.mulv[0]) / up, 1e-12)
        self.assertEqual([place[0] > 0 for place in run["places"][1:]],
                         [step["carry"] == 1 for step in run["steps"]])
        self.live.new("least")
        self.assertGreater(self.post("machine")["wrong"], 0)

    def test_one_unit_and_states_all_equal(self):
        """What the numbers cannot say is left out, or said in a sentence."""
        small, flat_ = Model(2, 1, seed=0), Model(2, 3, seed=0)
        flat_.U = flat_.W = [[0.0] * 3 for _ in range(3)]
        flat_.U = [[0.0, 0.0] for _ in range(3)]
        for model in (small, flat_):
            model.save(self.live.folder / "reverse.model")
            self.post("load", order="least", name="article")
            self.finish()
            self.post("machine")
            self.post("run", SUM, t=3, unit=0)
            status, _, text = self.exchange("POST", "/api/memory", '{"a": 59, "b": 14}')
            self.assertIn(status, (200, 400))
            self.assertNotIn("Infinity", text)
            self.assertNotIn("NaN", text)
        (self.live.folder / "reverse.model").unlink()

    def test_one_number(self):
        self.by_hand()
        got = self.post("memory", a=59, b=14)
        model = hand_network()
        memory = one_number(model, adder())
        for x, curve in zip(([0.0, 0.0], [1.0, 0.0], [1.0, 1.0]), got["curves"]):
            self.assertNear([after for _, after in curve],
                            [next_number(model, memory, x, m) for m, _ in curve], 1e-9)
            self.assertNear([curve[0][0], curve[-1][0]], [got["low"], got["high"]], 1e-9)
        (x,), _ = encode([[59, 14, 73]])
        for x_t, before, after in zip(x, got["path"], got["path"][1:]):
            self.assertNear(after, next_number(model, memory, x_t, before), 1e-9)
        carries = [step["carry"] for step in self.post("run", SUM)["steps"]]
        for m, carry in zip(got["path"][1:], carries):
            low, high = got["intervals"][carry]
            self.assertTrue(low <= m <= high)
        self.live.new("least")
        self.assertIsNone(self.post("memory", a=59, b=14)["curves"])

    def test_length(self):
        self.by_hand()
        for kind in ("random", "carry", "zeros"):
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


if __name__ == "__main__":
    unittest.main()
