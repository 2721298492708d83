"""examples/check_proof.py on trained networks, and on 1,000 false proofs.

    pypy3 -m unittest -v tests.long_check_proof     (minutes)

It prints a row for each proof that it accepts.
"""
import copy
import json
import time
import unittest
from itertools import product
from random import Random

from tests.examples.checker import Checker, last_column
from tests.helpers import run_example

from rnn_pure import Model
from rnn_pure.inside.hand import hand_network
from rnn_pure.matrix import matvec
from rnn_pure.programs.teaching import QUICK, RULE, lessons, network
from rnn_pure.proof import check, prove
from rnn_pure.tasks.adding import adder
from rnn_pure.tasks.automaton import Automaton

PAIRS = [(0, 0), (0, 1), (1, 0), (1, 1)]
EIGHT_BITS = QUICK._replace(noise=0.0, columns=8)   # not enough to learn from: lessons must follow


def compared(state, pair):
    """Least significant bit first: 0 like it, 1 below, 2 above."""
    state = state if pair[0] == pair[1] else 1 + (pair[0] > pair[1])
    return state, state


def times_3(carry, bit):
    return (3 * bit + carry) % 2, (3 * bit + carry) // 2


def minus(borrow, pair):
    left = pair[0] - pair[1] - borrow
    return left % 2, int(left < 0)


class Accepted(Checker):
    def accepted(self, name, verdict):
        """What prove.py proves, check_proof.py accepts; prints the row."""
        self.assertEqual((name, verdict.kind), (name, "proved"))
        verdict.certificate.save(self.file)
        seconds = [time.process_time()]
        pushes = check(verdict.certificate).pushes
        seconds.append(time.process_time())
        status, said = self.run_on(self.file.read_text(encoding="ascii"))
        seconds.append(time.process_time())
        self.assertEqual(status, 0, said)
        print(f"\n{name}: {pushes} pushes, {seconds[1] - seconds[0]:.1f} s by prove.py --check; "
              f"{seconds[2] - seconds[1]:.1f} s here:\n{said}", end="", flush=True)

    def test_the_network_by_hand(self):
        self.accepted("by hand", prove(hand_network()))

    def test_quick_networks(self):
        for seed in range(10):
            self.accepted(f"seed {seed}", prove(network(seed=seed)))

    def test_networks_after_lessons(self):
        for seed in range(2):
            _, verdict, _ = lessons(network(seed=seed, recipe=EIGHT_BITS), adder(), 10)
            self.accepted(f"8 columns and lessons, seed {seed}", verdict)

    def test_other_rules(self):
        for rule, columns in ((compared, PAIRS), (times_3, [0, 1]), (minus, PAIRS)):
            task = Automaton.of(rule, 0, columns, rule.__name__)
            _, verdict, _ = lessons(network(task, recipe=RULE), task, 4)
            self.accepted(rule.__name__, verdict)

    def test_tanh_of_this_machine(self):
        done = run_example("check_proof.py", "--tanh", timeout=600)
        print("\n" + done.stdout.decode("ascii"), end="", flush=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


class Refused(Checker):
    def test_a_thousand_false_proofs(self):
        """One number is another one, and a wrong answer is known: from 0, or from within a ball."""
        eight = prove(network(recipe=QUICK._replace(examples=6000, learning_rate=0.03), hidden=8))
        eight.certificate.save(self.file)
        sources = [self.by_hand, last_column(),
                   json.loads(self.file.read_text(encoding="ascii"))]
        rng, false, others = Random(1), 0, 0
        while false < 1000:
            value = copy.deepcopy(rng.choice(sources[:2] if rng.random() < 0.6 else sources[2:]))
            place = damage(value, rng)
            if wrong_answer(value, rng):
                self.assertEqual(self.run_on(value)[0], 1, (place, value))
                false += 1
            else:
                others += 1         # a hint, or a weight that does not matter: either may be right
        print(f"\n{false} false proofs refused; {others} not shown to be false", flush=True)


def damage(value, rng):
    """Another number at a random place; the place."""
    key = rng.choice(["U", "W", "V", "metric", "task", "task", "balls", "balls", "balls"])
    place, path = value, [key]
    while isinstance(place[path[-1]], (list, dict)):
        place = place[path[-1]]
        path.append(rng.choice(sorted(place) if isinstance(place, dict) else range(len(place))))
        if path[-1] == "name":
            path[-1] = "start"
    old, most = place[path[-1]], {"answer": len(value["V"])}.get(
        path[1], len(value["task"]["answer"]))
    place[path[-1]] = rng.randrange(most) if isinstance(old, int) else rng.choice(
        [-old, 0.0, 4.0 * old + 0.5, old + rng.gauss(0.0, 1.0), 30.0])
    if path[-1] == "radius":
        place["radius"] = abs(place["radius"]) or 5.0
    return path


def wrong_answer(value, rng):
    """Whether one was met, on the way from 0 or from a point of a ball."""
    task = Automaton(*[value["task"][key] for key in ("start", "columns", "answer", "next")])
    model = Model(len(value["V"]), len(value["W"]))
    model.U, model.W, model.V = value["U"], value["W"], value["V"]
    zero, width = [0.0] * model.hidden_dim, len(task.columns)
    ways = [(task.start, zero, word) for word in product(range(width), repeat=3)]
    ways += [(task.start, zero, [rng.randrange(width) for _ in range(40)]) for _ in range(20)]
    for ball in value["balls"]:
        for _ in range(6):
            e = [rng.gauss(0.0, 1.0) for _ in zero]
            step = matvec(value["metric"], e)
            length = sum([v * v for v in step]) ** 0.5 or 1.0
            ways.append((ball["state"], [c + 0.999 * ball["radius"] * v / length
                                         for c, v in zip(ball["center"], e)],
                         [rng.randrange(width) for _ in range(4)]))
    for state, s, word in ways:
        right = task._replace(start=state).answers(word)
        layers = model.forward_propagation([task.columns[j] for j in word], s)
        if [layer.mulv.index(max(layer.mulv)) for layer in layers] != right:
            return True
    return False


if __name__ == "__main__":
    unittest.main()
