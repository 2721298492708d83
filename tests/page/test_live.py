"""The running networks: trained as elsewhere, looked back at, changed by hand; what is known of one
is said of that one alone.
"""
import json
import threading
import unittest
from pathlib import Path
from unittest import mock

from tests.page.served import SUM, TRAIN, Served

from rnn_pure import Model, all_pairs, encode, predict_all, score
from rnn_pure.inside.limits import loss_limit
from rnn_pure.page import live
from rnn_pure.page import network as networks
from rnn_pure.page.network import ADDER, Look
from rnn_pure.programs import teaching

RECIPE = dict(TRAIN, hidden=4, seed=3)
WEIGHT = dict(order="least", matrix="U", row=0, column=0)


def network(examples):
    return teaching.network(seed=3, recipe=teaching.QUICK._replace(examples=examples), hidden=4)


class Training(Served):
    def weights(self):
        model = self.live.shown["least"].look.model
        return model.U, model.W, model.V

    def train(self, **changes):
        self.post("train", dict(TRAIN, **changes))
        return self.finish(changes.get("order", "least"))

    def test_it_is_quick_networks(self):
        with mock.patch.object(networks, "SMALL", 5):
            self.post("new", order="least", hidden=4, seed=3)
            state = self.train(samples=30)
        model = network(30)
        self.assertEqual(self.weights(), (model.U, model.W, model.V))
        self.assertEqual((state["seen"], state["hidden"], state["name"]), (30, 4, "trained here"))
        self.assertEqual(state["settings"], {"samples": 30, "learning_rate": 0.05, "truncate": 19,
                                             "data": "runs"})
        X, Y = encode([[a, b, a + b] for a in range(16) for b in range(16)], bits=5)
        self.assertNear(state["loss"], model.calculate_total_loss(X, Y), 1e-12)
        self.assertEqual(state["right"], sum([model.predict(x) == y for x, y in zip(X, Y)]))
        self.assertEqual(state["limit"], loss_limit(5))
        X, Y = encode([[a, b, a + b] for a in range(8) for b in range(8)], bits=4)
        self.assertEqual(state["known"]["exact"],
                         sum([model.predict(x) == y for x, y in zip(X, Y)]))
        self.assertEqual([point[1] for point in state["history"]], [0, 20, 30])
        self.assertEqual(self.train(samples=1)["seen"], 31)     # it goes on, where it was
        self.train(samples=2, order="most", data="article")
        self.assertEqual(self.state("most")["seen"], 2)

    def test_the_other_order_is_measured_alike(self):
        self.post("new", order="most", hidden=4, seed=3)
        model = self.live.shown["most"].look.model
        X, Y = encode([[a, b, a + b] for a in range(4) for b in range(4)], 3, is_reverse=False)
        state = self.state("most")
        self.assertNear(state["loss"], model.calculate_total_loss(X, Y), 1e-12)
        self.assertEqual(state["right"], sum([model.predict(x) == y for x, y in zip(X, Y)]))
        self.assertIsNone(state["cloud"])

    def test_clouds(self):
        """The places of the Model's states after all sums of as many columns, parted as it is said.
        """
        self.post("new", order="least", hidden=4, seed=3)
        self.train(samples=60)
        state, look = self.state(), self.live.shown["least"].look
        places = [[], []]
        for a, b in [(a, b) for a in range(4) for b in range(4)]:
            (x,), _ = encode([[a, b, a + b]], 3)
            places[a + b > 3].append(look.place(look.model.forward_propagation(x[:2])[-1].s))
        for mine, sent in zip(places, state["cloud"]["places"]):
            self.assertEqual(sorted([[round(v, 3) for v in place] for place in mine]), sorted(sent))
        self.assertNear(state["cloud"]["gap"], min(places[1])[0] - max(places[0])[0], 1e-12)

    def test_axes_do_not_jump(self):
        self.post("new", order="least", hidden=4, seed=0)
        self.train(samples=100)
        axes = [look.across for look in self.live.shown["least"].history]
        self.assertEqual(len(axes), 6)
        for one, next_ in zip(axes, axes[1:-1]):        # the last one is searched for
            self.assertGreater(sum([a * b for a, b in zip(one, next_)]), 0.7)

    def test_snapshots(self):
        """Each brings back its weights and answers; training on from one keeps the rest."""
        self.post("new", order="least", hidden=4, seed=3)
        self.train(samples=60)
        old, last = self.live.shown["least"], self.weights()
        state = self.state()
        self.assertEqual([point[1] for point in state["history"]], [0, 20, 40, 60])
        number = state["history"][1][0]
        across = old.look.across
        self.post("look", order="least", number=number)
        there = self.state()
        self.assertEqual((there["look"], there["seen"], there["known"]), (number, 20, {}))
        self.assertEqual([there["loss"], there["right"]], state["history"][1][2:])
        self.assertEqual(old.look.across, across)
        model = network(60)
        self.assertEqual(last, (model.U, model.W, model.V))
        self.train(samples=10)
        on = self.state()
        self.assertEqual([point[1] for point in on["history"]], [0, 20, 30])
        self.assertEqual([(one["number"], one["seen"]) for one in on["kept"]], [(old.number, 20)])
        self.post("load", order="least", name=str(old.number))
        self.finish()
        self.post("look", order="least", number=state["history"][-1][0])
        self.assertEqual(self.weights(), last)

    def test_a_long_history_is_thinned_evenly(self):
        network = self.live.shown["least"]
        with mock.patch.object(networks, "SNAPSHOTS", 10):
            for n in range(1, 58):
                network.show(Look(network.look.model, n), networks.BRIEF)
                seen = [look.seen for look in network.history]
                self.assertLessEqual(len(seen), 10)
                self.assertEqual((seen[0], seen[-1]), (0, n))
        self.assertEqual(seen, [0, 8, 16, 24, 32, 40, 48, 56, 57])

    def test_weights_by_hand(self):
        before, state = self.weights(), self.state()
        one = dict(order="least", matrix="W", row=3, column=5)
        got = self.post("weight", one, value=2.5)
        self.assertEqual(got["was"], before[1][3][5])
        after = self.weights()
        self.assertEqual(after[1][3][5], 2.5)
        after[1][3][5] = before[1][3][5]
        self.assertEqual(after, before)
        changed = self.state()
        self.assertTrue(changed["changed"])
        self.assertNotEqual((changed["look"], changed["loss"]), (state["look"], state["loss"]))
        self.post("weight", one, value=-1)
        self.assertEqual(self.post("weight", one)["was"], before[1][3][5])      # put back
        again = self.state()
        self.assertEqual((again["look"], again["loss"], again["changed"]),
                         (state["look"], state["loss"], False))
        self.assertEqual(self.weights(), before)
        for name, M in zip("UWV", before):      # each matrix up to its last weight
            last = dict(order="least", matrix=name, row=len(M) - 1, column=len(M[0]) - 1)
            self.assertEqual(self.post("weight", last, value=0.5)["was"], M[-1][-1])
            for place in ("row", "column"):
                self.post("weight", dict(last, **{place: last[place] + 1}), value=0.5, status=400)

    def test_recipes(self):
        """A network that was made so is not made again."""
        self.post("train", RECIPE)
        self.finish()
        mine, weights = self.live.shown["least"], self.weights()
        model = network(30)
        self.assertEqual(weights, (model.U, model.W, model.V))
        self.post("train", RECIPE, seed=4)
        self.finish()
        self.post("train", RECIPE)
        self.assertIs(self.live.shown["least"], mine)
        self.post("weight", WEIGHT, value=5)
        self.post("train", RECIPE)
        self.assertEqual(self.weights(), weights)
        self.train(samples=1)       # now it is another
        self.post("train", RECIPE)
        self.finish()
        self.assertIsNot(self.live.shown["least"], mine)
        self.assertEqual(self.weights(), weights)

    def test_one_thing_at_a_time_and_stop(self):
        self.post("train", TRAIN, samples=4000, data="article")
        for name, arguments in (("train", TRAIN), ("new", {"order": "least"}), ("prove", {}),
                                ("load", {"order": "least", "name": "hand"}), ("train", RECIPE),
                                ("weight", dict(WEIGHT, value=1)),
                                ("look", {"order": "least",
                                          "number": self.live.shown["least"].history[0].number})):
            self.assertIn("Training", self.post(name, arguments, status=409)["error"])
        self.post("run", SUM)
        self.post("stop")
        state = self.finish()
        self.assertEqual(state["work"]["failed"], "")
        self.assertLess(state["seen"], 4000)
        self.assertEqual(state["history"][-1][0], state["look"])
        self.post("prove")
        self.post("stop")
        self.finish()

    def test_readers_see_whole_networks(self):
        """While it learns, U, W and V are always those of the same step."""
        self.post("new", order="least", hidden=4, seed=3)
        weights, true = {}, live.copy.copy

        def kept(model):
            copied = true(model)
            weights[json.dumps(copied.W[0])] = copied
            return copied

        with mock.patch.object(live.copy, "copy", kept):
            self.post("train", TRAIN, samples=200)
            seen = 0
            while self.live.work["running"]:
                got = self.post("run", SUM, t=7, unit=0)
                if got["seen"]:
                    model = weights[json.dumps([term[3] for term in got["sum"]["terms"]
                                                if term[0] == "W"])]
                    (x,), _ = encode([[59, 14, 73]])
                    self.assertEqual([step["logits"] for step in got["steps"]],
                                     [layer.mulv for layer in model.forward_propagation(x)])
                    seen += 1
        self.assertGreater(seen, 0)

    def test_diverged_is_a_sentence(self):
        self.train(samples=1)
        good = self.weights()
        with mock.patch.object(networks, "all_sums", lambda *what: (float("nan"), 0, [])):
            state = self.train()
        self.assertIn("diverged", state["work"]["failed"])
        self.assertEqual(self.weights(), good)
        self.assertEqual(state["seen"], 1)


class Known(Served):
    """What was found out belongs to one set of weights, and to no other."""

    def test_a_wrong_sum(self):
        self.post("search")
        wrong = self.finish()["known"]["wrong"]
        a, b, n = wrong["a"], wrong["b"], wrong["columns"]
        got = self.post("run", a=a, b=b, order="least", columns=n)
        self.assertEqual(len(got["steps"]), n)
        self.assertNotEqual(got["answer"], got["truth"])
        self.assertEqual(got["truth"], (a + b) % 2 ** n)
        self.assertIn(f"{a} + {b} in {n} bit", wrong["text"])
        self.assertIn(f"answers {got['answer']} instead of {got['truth']}", wrong["text"])
        self.post("train", TRAIN, samples=1)
        self.assertNotIn("wrong", self.finish()["known"])

    def test_a_proof(self):
        self.post("load", order="least", name="hand")
        look = self.finish()["look"]
        self.post("prove")
        state = self.finish()
        self.assertTrue(state["known"]["prove"])
        self.assertEqual(state["work"]["failed"], "")
        proof = self.post("prove")
        network = self.live.shown["least"]
        self.assertGreater(proof["margin"], 0)
        for ball in proof["balls"]:
            self.assertEqual([lead[0] for lead in ball["leads"]], ADDER.next[ball["state"]])
        starts = [network.look.place(
            network.look.model.forward_propagation([[a, b]])[0].s) for a, b in ((0, 1), (1, 1))]
        for carry, place in enumerate(starts):      # near a ball of its carry
            self.assertLess(min([abs(ball["center"][0] - proof["middle"] - place[0])
                                 for ball in proof["balls"] if ball["state"] == carry]), 0.1)
        self.post("new", order="least", hidden=2)
        self.assertEqual(self.state()["known"], {})
        self.post("load", order="least", name="hand")
        self.finish()
        self.assertNotEqual(self.state()["look"], look)
        self.assertNotIn("prove", self.state()["known"])

    def test_load_and_save(self):
        folder = Path(self.folder.name)
        for order, name in (("least", "reverse.model"), ("most", "natural.model")):
            self.assertFalse(self.state(order)["article"])
            self.assertIn(name, self.post("load", order=order, name="article", status=400)["error"])
        model = Model(2, 5, seed=9)
        model.save(folder / "reverse.model")
        self.assertTrue(self.state()["article"])
        self.post("load", order="least", name="article")
        state = self.finish()
        self.assertEqual(state["hidden"], 5)
        X, Y = encode(all_pairs(live.COUNTED), live.COUNTED)
        self.assertEqual(state["known"]["exact"], score(predict_all(model, X), Y).exact)
        self.assertEqual(self.post("run", SUM)["steps"][0]["s"],
                         model.forward_propagation([[1.0, 0.0]])[0].s)
        paths = []
        threads = [threading.Thread(target=lambda: paths.append(self.post(
            "save", order="least")["path"])) for _ in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted([Path(path).name for path in paths]),
                         sorted([f"played_{n}.model" for n in range(1, 41)]))
        for path in paths:
            self.assertEqual(Model.load(path).W, model.W)
        Model(3, 5).save(folder / "reverse.model")
        self.assertIn("word_dim", self.post("load", order="least", name="article",
                                              status=400)["error"])
        (folder / "reverse.model").write_bytes(b"nonsense")
        self.post("load", order="least", name="article", status=400)
        self.assertIn("hand", self.post("load", order="most", name="hand", status=400)["error"])


if __name__ == "__main__":
    unittest.main()
