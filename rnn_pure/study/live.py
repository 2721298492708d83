"""What the page of examples/play.py shows: one network for each order of the bits, trained while
people look.

Everything is answered from one snapshot.  A network that learns is a private one; after every step
a copy of it, which nobody changes, takes the place of the last.  So U, W and V always belong
together, and no reader waits.
"""
import copy
from math import sqrt
from pathlib import Path
from random import Random
from threading import Event, Lock, Thread
from typing import Any, Callable, Dict, List, Optional, Tuple

from ..gate import MultiplyGate
from ..layer import RNNLayer
from ..matrix import Matrix, dot, length, matvec, transpose
from ..model import Model
from ..output import Softmax
from ..support import check
from ..support.errors import Diverged
from ..support.guard import LARGEST_LOSS
from ..tasks.adding import all_pairs, digits2int, encode, generate_data, long_examples
from ..tasks.automaton import adder
from ..tasks.networks import practise
from .inside.hand import hand_network
from .inside.machine import FULL_ADDER
from .inside.memory import closed_intervals, cut, next_number, one_number, singular_values
from .inside.states import COLUMNS, reachable_states, separating_direction
from .limits import loss_limit
from .proof.counterexample import find_wrong
from .proof.search import prove
from .scores import number_beginnings, predict_all

ORDERS = ("least", "most")      # which bit is read first
DATA = ("runs", "article")      # 20 columns with runs and noise; the article's 8 random columns
KINDS = ("random", "carry", "zeros")
COUNTED = 8             # columns of the sums that are counted, all of them, after a training
WORTH_COUNTING = 50     # examples that a training must have for that: it takes a second
EFFORT = 60000          # pushes of a proof
LARGEST = 2 ** 16 - 1           # of the numbers on the page
Progress = Callable[[str], None]
mul_gate, output = MultiplyGate(), Softmax()


class Busy(Exception):
    """One training at a time, and one job."""


class Stopped(Exception):
    """Somebody pressed Stop."""


class Shown:
    """The network of one order: the latest copy of it, and what is known about it."""

    def __init__(self, model: Model, seed: Optional[int], name: str) -> None:
        self.model, self.seed, self.name = model, seed, name
        self.number = 0                         # tells it from those before
        self.seen = 0                           # examples
        self.losses: List[Dict[str, Any]] = []
        self.exact: Optional[int] = None        # of all 16,384 pairs
        self.wrong: Optional[Dict[str, Any]] = None     # the smallest wrong sum that was found
        self.proof: Optional[str] = None                # what was proved

    def learned(self, model: Model, seen: int) -> None:
        """Another model: what was known about the last one does not hold for it."""
        self.model, self.seen, self.exact, self.wrong, self.proof = model, seen, None, None, None


class Live:
    """One method for each thing that the page can ask; each answers with plain values.

    Whatever does not fit is a TypeError or a ValueError; Busy where something else is still
    running.
    folder: where the trained networks are, and where save() writes.
    """

    def __init__(self, folder: Any) -> None:
        self.folder = Path(str(folder))
        self.lock = Lock()          # held where a thread is started or a network replaced
        self.training: Dict[str, Any] = {"running": False}
        self.job: Dict[str, Any] = {"running": False, "name": None, "number": 0}
        self.stopping = Event()
        self.message = ""
        self.curves: Tuple[Optional[Model], Dict[str, Any]] = (None, {})    # whose, and they
        self.networks = 0           # so far
        self.version = 0            # counts what has changed
        self.shown: Dict[str, Shown] = {}
        self.small = {order: _sums(5, order) for order in ORDERS}
        for order in ORDERS:
            self.reset(order)

    # ---- One sum ---------------------------------------------------------------------------------

    def run(self, a: str, b: str, order: str, columns: int = 8, t: Optional[int] = None,
            unit: Optional[int] = None) -> Dict[str, Any]:
        """The way through time for a + b; with t and unit, that unit's sum U x + W s of step t,
        term by term.
        """
        model, x, y, carries = self._sum(a, b, order, columns)
        if t is not None:
            check.whole("t", t, 0, len(x) - 1)
        if unit is not None:
            check.whole("unit", unit, 0, model.hidden_dim - 1)
        layers = model.forward_propagation(x)
        steps = [_step(layer, x_t, y_t, carry) for layer, x_t, y_t,
                 carry in zip(layers, x, y, carries)]
        way = 1 if order == "most" else -1
        answer = digits2int([step["answer"] for step in steps][::way], base=2)
        result = {"a": a, "b": b, "order": order, "steps": steps, "answer": str(answer),
                  "truth": str(int(a) + int(b)),
                  "right": answer == int(a) + int(b), "hidden": model.hidden_dim,
                  "seen": self.shown[order].seen, "best": best_probabilities(x, order)}
        if t is not None and unit is not None:
            before = layers[t - 1].s if t else [0.0] * model.hidden_dim
            result["sum"] = _terms(model, x[t], before, layers[t], t, unit)
        return result

    def back(self, a: str, b: str, order: str, t: int, truncate: int,
             columns: int = 8) -> Dict[str, Any]:
        """The way back of one answer's error: how long it still is at each earlier step, and what
        it teaches there.

        error: the length of dL_t / ds_i.  gradient: the length of what step i adds to dU and dW.
        kept: whether the window reaches it.  A share is a step's part of all these lengths, kept or
        not.
        """
        model, x, y, _ = self._sum(a, b, order, columns)
        check.whole("t", t, 0, len(x) - 1)
        check.whole("truncate", truncate)
        layers = model.forward_propagation(x[:t + 1])
        V_T, W_T = transpose(model.V), transpose(model.W)
        states = [[0.0] * model.hidden_dim] + [layer.s for layer in layers]     # read by step i
        dmulv = output.diff(layers[t].mulv, y[t])
        ds, errors, dadds = matvec(V_T, dmulv), [], []
        for i in range(t, -1, -1):
            errors.insert(0, ds)
            dadds.insert(0, layers[i].backward_state(ds))
            ds = matvec(W_T, dadds[0])
        lengths = [sqrt(dot(d, d) * (dot(x[i], x[i]) + dot(states[i], states[i]))) for i,
                   d in enumerate(dadds)]
        total = sum(lengths) or 1.0
        first = max(0, t - truncate)

        def gradient(first: int) -> Dict[str, float]:
            return {"dU": length([mul_gate.gradient(model.U, x[first:t + 1], dadds[first:])]),
                    "dW": length([mul_gate.gradient(model.W, states[first:t + 1], dadds[first:])]),
                    "dV": length([mul_gate.gradient(model.V, [layers[t].s], [dmulv])])}

        return {"t": t, "loss": output.loss(layers[t].mulv, y[t]), "gradient": gradient(first),
                "whole": gradient(0),
                "steps": [{"i": i, "error": sqrt(dot(error, error)), "gradient": size,
                           "share": size / total, "kept": i >= first}
                          for i, (error, size) in enumerate(zip(errors, lengths))]}

    def _sum(self, a: Any, b: Any, order: Any,
             columns: Any) -> Tuple[Model, Matrix, List[int], List[int]]:
        """(the network as it is now, columns, bits of the sum, carries), for at least so many
        columns.

        A carry is the one that the state should hold after the step: what goes on to the next
        column.  Most significant first that is the other way round: the carry that comes in from
        columns yet to be read.
        """
        _one_of("order", order, ORDERS)
        a, b = _decimal("a", a), _decimal("b", b)
        check.whole("columns", columns, 8, 24)
        (x,), (y,) = encode([[a, b, a + b]], max(columns, (a + b).bit_length()), order == "least")
        carries, carry = [], 0
        for first, second in x if order == "least" else x[::-1]:
            carries.append(carry)
            carry = (int(first + second) + carry) // 2
        if order == "least":
            return self.shown[order].model, x, y, carries[1:] + [carry]
        return self.shown[order].model, x, y, carries[::-1]

    # ---- Training --------------------------------------------------------------------------------

    def reset(self, order: str, hidden: int = 16, seed: int = 0) -> Dict[str, Any]:
        """A new, untrained network."""
        _one_of("order", order, ORDERS)
        check.whole("hidden", hidden, 2, 32)
        check.whole("seed", seed, 0, 10 ** 6)
        self._show(order, Shown(Model(2, hidden, seed=seed), seed, "untrained"))
        return {}

    def load(self, order: str, name: str) -> Dict[str, Any]:
        """A network that somebody trained, or made: the article's, or the one by hand."""
        _one_of("order", order, ORDERS)
        _one_of("name", name, ("article", "hand"))
        if name == "hand":
            if order == "most":
                raise ValueError("the network by hand reads the least significant bit first")
            model = hand_network()
        else:
            path = self.folder / ("reverse.model" if order == "least" else "natural.model")
            if not path.exists():
                raise ValueError("there is no %s yet: train_%s.py makes it, in two minutes" % (
                    path.name, path.stem))
            model = Model.load(path)
            if model.word_dim != 2:
                raise ValueError("%s must hold a network with word_dim 2, got %d" % (
                    path.name, model.word_dim))
            check.weights_in_range(vars(model))
        self._show(order, Shown(model, None, "by hand" if name == "hand" else "the article's"))
        self._start_training(order, None, 0)
        return {"accepted": "load"}

    def _show(self, order: str, shown: Shown) -> None:
        with self.lock:
            if self.training["running"]:
                raise Busy("a network is learning; stop it first")
            self.networks += 1
            shown.number = self.networks
            self.shown[order] = shown
            self.message = ""
            self._measure(order)

    def train(self, samples: int, learning_rate: float, truncate: int, hidden: int, seed: int,
              order: str,
              data: str = "runs") -> Dict[str, Any]:
        """Goes on training the network on so many new examples; a new one, if hidden or seed are
        others.
        """
        check.whole("samples", samples, 1, 20000)
        check.number("learning_rate", learning_rate, 0)
        if learning_rate > 1.0:
            raise ValueError("learning_rate must be at most 1, got %s" % check.shown(learning_rate))
        check.whole("truncate", truncate, 0, 19)
        _one_of("data", data, DATA)
        shown = self.shown.get(order) if isinstance(order, str) else None
        if shown is None or (shown.model.hidden_dim, shown.seed) != (hidden, seed):
            self.reset(order, hidden, seed)
        shown = self.shown[order]
        start = seed + shown.seen       # other examples each time, and the same in each repetition

        def learn() -> None:
            if data == "runs":
                X, Y = long_examples(samples, seed=start, is_reverse=order == "least")
            else:
                X, Y = encode(generate_data(samples, 1, seed=start)[0], is_reverse=order == "least")
            model, before = copy.copy(shown.model), shown.seen
            model.bptt_truncate = truncate
            every = max(1, min(100, samples // 20))

            def on_step(n: int) -> None:
                with self.lock:
                    shown.learned(copy.copy(model), before + n)
                self.version += 1
                self.training["done"] = n
                if n % every == 0 or n == samples:
                    self._measure(order)
                if self.stopping.is_set():
                    raise Stopped

            practise(model, X, Y, learning_rate, on_step)

        self._start_training(order, learn, samples)
        return {"accepted": "training"}

    def _start_training(self, order: str, learn: Optional[Callable[[], None]],
                        samples: int) -> None:
        """learn() in a thread of its own, then all pairs are counted; (without learn, they are only
        counted).
        """
        shown = self.shown[order]
        good, seen = shown.model, shown.seen

        def work() -> None:
            try:
                if learn:
                    shown.name = "trained here"
                    learn()
                    self.message = "Trained on %d examples." % shown.seen
            except Stopped:
                self.message = "Stopped after %d examples." % shown.seen
            except Diverged as error:
                shown.learned(good, seen)
                self.message = str(error)
            finally:
                if samples == 0 or samples >= WORTH_COUNTING:
                    self.training["counting"] = True
                    X, Y, _ = _sums(COUNTED, order)
                    shown.exact = sum([p == y for p, y in zip(predict_all(shown.model, X), Y)])
                self.version += 1
                self.training = {"running": False}

        with self.lock:
            if self.training["running"]:
                raise Busy("a network is learning already; one at a time")
            self.stopping.clear()
            self.training = {"running": True, "order": order, "done": 0, "total": samples,
                             "counting": False}
            Thread(target=work, daemon=True).start()

    def _measure(self, order: str) -> None:
        """Adds the loss on all pairs of 4-bit numbers, and how many of them are exact; Diverged if
        it ran away.
        """
        shown = self.shown[order]
        loss, exact = grade(shown.model, *self.small[order])
        if not loss < LARGEST_LOSS:
            raise Diverged("Training diverged: the loss became %g.  The weights are "
                           "back where they were; try a tenth of the learning rate." % loss)
        shown.losses.append({"seen": shown.seen, "loss": loss, "exact": exact})
        self.version += 1

    def stop(self) -> Dict[str, Any]:
        """Ends training and the job, at their next step."""
        self.stopping.set()
        return {}

    def state(self, since: int = 0, order: str = "least") -> Dict[str, Any]:
        """What is going on, and the losses from number `since` on."""
        check.whole("since", since)
        _one_of("order", order, ORDERS)
        shown = self.shown[order]
        return {"version": self.version, "order": order, "network": shown.number,
                "name": shown.name, "seed": shown.seed,
                "hidden": shown.model.hidden_dim, "seen": shown.seen,
                "losses": shown.losses[since:],
                "limit": loss_limit(5, order == "least"), "exact": shown.exact,
                "wrong": shown.wrong, "proof": shown.proof,
                "message": self.message, "training": dict(self.training), "job": dict(self.job)}

    def save(self, order: str) -> Dict[str, Any]:
        """Writes the network beside the others, under a name that is not taken."""
        _one_of("order", order, ORDERS)
        self.folder.mkdir(parents=True, exist_ok=True)
        number = 1
        while (self.folder / ("played_%d.model" % number)).exists():
            number += 1
        path = self.folder / ("played_%d.model" % number)
        self.shown[order].model.save(path)
        return {"path": str(path)}

    # ---- What it became --------------------------------------------------------------------------

    def machine(self, a: str, b: str, columns: int = 8, depth: int = 4) -> Dict[str, Any]:
        """The states that up to depth columns lead to, in the plane of carry and answer; the way of
        a + b in it.

        Above depth 4 this is a job: its result is in state().
        """
        check.whole("depth", depth, 1, 7)
        model, x, _, _ = self._sum(a, b, "least", columns)
        if depth <= 4:
            return plane(model, x, depth)

        def work(progress: Progress) -> Dict[str, Any]:
            for n in range(5, depth + 1):
                progress("looking at sums of %d columns, of %d" % (n, depth))
                result = plane(model, x, n)
            return result

        return self._start_job("machine", work)

    def memory(self, a: str, b: str, columns: int = 8) -> Dict[str, Any]:
        """Where all that is remembered is one number m: how each column changes it, and its way
        through a + b.

        share: what W has beside its largest singular value.  Where that is more than a tenth, there
        is no such number and curves is None; else they, and the intervals of "no carry" and
        "carry", are those of W without it.
        """
        model, x, _, _ = self._sum(a, b, "least", columns)
        if self.curves[0] is not model:
            self.curves = model, one_curve_each(model)
        found = dict(self.curves[1])
        if found["curves"]:
            found["path"] = [0.0] + [dot(found["q"], layer.s)
                                     for layer in model.forward_propagation(x)]
            found["ones"] = [int(sum(x_t)) for x_t in x]
        return found

    def length(self, order: str, bits: int, kind: str, seed: int = 0) -> Dict[str, Any]:
        """One long sum: which bit is the first wrong one, and how probable the right bit was at
        each column.
        """
        _one_of("order", order, ORDERS)
        _one_of("kind", kind, KINDS)
        check.whole("bits", bits, 8, 1024)
        check.whole("seed", seed, 0, 10 ** 6)
        rng, most = Random(seed), 2 ** (bits - 1) - 1
        a, b = {"random": (rng.randint(0, most), rng.randint(0, most)), "carry": (most, 1),
                "zeros": (2 ** (bits - 2) + 3, 1)}[kind]
        (x,), (y,) = encode([[a, b, a + b]], bits, order == "least")
        layers = self.shown[order].model.forward_propagation(x)
        answers = [layer.mulv.index(max(layer.mulv)) for layer in layers]
        wrong = [t for t, (answer, y_t) in enumerate(zip(answers, y)) if answer != y_t]
        return {"bits": bits, "kind": kind, "seed": seed, "wrong": len(wrong),
                "first": wrong[0] if wrong else None,
                "p": [output.predict(layer.mulv)[y_t] for layer, y_t in zip(layers, y)]}

    def search(self) -> Dict[str, Any]:
        """A job: looks for a sum that the network gets wrong, as short as can be found."""
        model = self.shown["least"].model

        def work(progress: Progress) -> Dict[str, Any]:
            found = find_wrong(model, adder(), beam=300, columns=40,
                               on_progress=lambda n: progress("trying sums of %d columns" % n))
            if found:
                return self._wrong(model, found)
            return {"text": "No wrong sum was found. That proves nothing."}

        return self._start_job("search", work)

    def prove(self) -> Dict[str, Any]:
        """A job: proves that every bit of every sum is right, however long the numbers are; see
        study/proof/search.py.
        """
        model = self.shown["least"].model

        def work(progress: Progress) -> Dict[str, Any]:
            verdict = prove(model, adder(), EFFORT, on_progress=progress)
            if verdict.kind == "wrong":
                return self._wrong(model, verdict.columns)
            if verdict.kind != "proved":
                return {"text": "Neither proved nor refuted with %d pushes." % verdict.pushes}
            balls, checked = len(verdict.certificate.balls), verdict.checked
            text = "Proved for numbers of every length: %d balls, %d pushes, least margin %.2g." % (
                balls, checked.pushes, checked.least_margin)
            with self.lock:
                if self.shown["least"].model is model:      # else it has learnt meanwhile
                    self.shown["least"].proof = text
            return {"text": text}

        return self._start_job("prove", work)

    def _wrong(self, model: Model, found: List[int]) -> Dict[str, Any]:
        """A wrong sum for people, kept if the network is still the one that gets it wrong."""
        pairs = [COLUMNS[i] for i in found]
        a, b = [digits2int([pair[i] for pair in reversed(pairs)], base=2) for i in (0, 1)]
        answer = digits2int(model.predict([list(map(float, pair)) for pair in pairs])[::-1], base=2)
        wrong = {"a": str(a), "b": str(b), "columns": len(pairs),
                 "text": "%d + %d in %d columns: it says %d." % (a, b, len(pairs), answer)}
        with self.lock:
            if self.shown["least"].model is model:
                self.shown["least"].wrong = wrong
        return wrong

    def _start_job(self, name: str, work: Callable[[Progress], Dict[str, Any]]) -> Dict[str, Any]:
        """work(progress) in a thread; state()["job"] says how far it is, and then what came of
        it.
        """
        job = {"name": name, "number": self.job["number"] + 1, "running": True, "text": "",
               "result": None, "error": "It broke off, by a fault of the program."}

        def progress(text: str) -> None:
            job["text"] = text
            if self.stopping.is_set():
                raise Stopped

        def thread() -> None:
            try:
                job["result"] = work(progress)
                job["error"] = None
            except Stopped:
                job["error"] = "Stopped."
            except (ArithmeticError, ValueError) as error:
                job["error"] = str(error)
            finally:
                job["running"] = False

        with self.lock:
            if self.job["running"]:
                raise Busy("%s is still running; one job at a time" % self.job["name"])
            if not self.training["running"]:
                self.stopping.clear()
            self.job = job
            Thread(target=thread, daemon=True).start()
        return {"accepted": name}


def grade(model: Model, X: List[Matrix], Y: List[List[int]],
          beginnings: List[List[int]]) -> Tuple[float, int]:
    """(calculate_total_loss, exact sums), where beginnings that several x have in common are read
    once.
    """
    layers: Dict[int, RNNLayer] = {}
    total, exact = 0.0, 0
    for x, y, numbers in zip(X, Y, beginnings):
        s, right = None, True
        for x_t, y_t, number in zip(x, y, numbers):
            if number not in layers:
                layers[number], = model.forward_propagation([x_t], s)
            s, mulv = layers[number].s, layers[number].mulv
            total += output.loss(mulv, y_t) / len(y)
            right = right and mulv.index(max(mulv)) == y_t
        exact += right
    return total / len(X), exact


def best_probabilities(x: Matrix, order: str) -> List[float]:
    """For each step the probability of a 1 that the best possible reader states, if unread columns
    are random.

    Least significant first it knows the answer.  Most significant first it lacks the carry, which
    is 1 with probability (1 - 2^-k) / 2 where k columns are yet to be read: see limits.loss_limit.
    """
    best, carry = [], 0
    for t, (a, b) in enumerate(x):
        q = float(carry) if order == "least" else (1.0 - 0.5 ** (len(x) - 1 - t)) / 2.0
        best.append(q if a == b else 1.0 - q)
        carry = (int(a + b) + carry) // 2
    return best


def plane(model: Model, x: Matrix, depth: int) -> Dict[str, Any]:
    """States as points: across, their place along the direction that tells the carry; up, the
    answer's two logits.

    edges: from each carry, with each column, to the mean place of the states it leads to.  wrong:
    in how many of the states, and with how many next columns, the network answers something else
    than a full adder.
    """
    states = reachable_states(model, depth)
    direction = separating_direction(states)
    answer = [one - zero for zero, one in zip(*model.V)]

    def place(s: List[float]) -> List[float]:
        return [dot(direction.w, s) - direction.offset, dot(answer, s)]

    targets: Dict[Tuple[int, Tuple[int, int]], List[List[float]]] = {}
    for r in states:
        for column, s in zip(COLUMNS, r.following):
            targets.setdefault((r.carry, column), []).append(place(s))
    edges = []
    for (carry, (first, second)), places in sorted(targets.items()):
        total = first + second + carry
        edges.append({"carry": carry, "column": [first, second], "answer": total % 2,
                      "next": total // 2,
                      "place": [sum(axis) / len(places) for axis in zip(*places)]})
    clouds = [[place(r.s) for r in states if r.carry == carry] for carry in (0, 1)]
    wrong = sum([answer != right for r in states for answer,
                 right in zip(r.answers, FULL_ADDER[r.carry])])
    every = 1 + len(states) // 3000     # more points than that are only ink
    return {"depth": depth, "states": len(states), "margin": direction.margin, "edges": edges,
            "wrong": wrong,
            "centers": [[sum(axis) / len(cloud) for axis in zip(*cloud)] for cloud in clouds],
            "points": [place(r.s) + [r.carry] for r in states[::every]],
            "path": [place(layer.s) for layer in model.forward_propagation(x)]}


def one_curve_each(model: Model, points: int = 80) -> Dict[str, Any]:
    """The next m against m for columns with no, one and two 1s, and the intervals of "no carry" and
    "carry".
    """
    values = [share.value for share in singular_values(model.W, 2)]
    share = values[1] / values[0] if values[0] else 1.0
    if share > 0.1:
        return {"share": share, "curves": None}
    model = cut(model, 1)
    memory = one_number(model, adder())
    intervals = closed_intervals(model, memory, adder())
    ends = [0.0, 1.0] + [end for interval in intervals for end in interval]
    low, high = min(ends), max(ends)
    low, high = low - 0.08 * (high - low), high + 0.08 * (high - low)
    ms = [low + (high - low) * i / (points - 1) for i in range(points)]
    return {"share": share, "q": memory.q, "low": low, "high": high, "intervals": intervals,
            "curves": [[[m, next_number(model, memory, x, m)] for m in ms]
                       for x in ([0.0, 0.0], [0.0, 1.0], [1.0, 1.0])]}


def _step(layer: RNNLayer, x_t: List[float], y_t: int, carry: int) -> Dict[str, Any]:
    p = output.predict(layer.mulv)
    return {"x": [int(v) for v in x_t], "s": layer.s, "logits": layer.mulv, "p": p,
            "answer": p.index(max(p)),
            "truth": y_t, "carry": carry}


def _terms(model: Model, x_t: List[float], before: List[float], layer: RNNLayer, t: int,
           unit: int) -> Dict[str, Any]:
    """The products that make up one unit's sum, in the order in which they are added."""
    terms = [{"name": "%s[%d][%d]" % (name, unit, j), "weight": w, "value": v, "product": w * v}
             for name, row, values in (("U", model.U[unit], x_t), ("W", model.W[unit], before))
             for j, (w, v) in enumerate(zip(row, values))]
    return {"t": t, "unit": unit, "terms": terms, "mulu": layer.mulu[unit],
            "mulw": layer.mulw[unit],
            "add": layer.add[unit], "s": layer.s[unit]}


def _sums(bits: int, order: str) -> Tuple[List[Matrix], List[List[int]], List[List[int]]]:
    X, Y = encode(all_pairs(bits), bits, order == "least")
    return X, Y, number_beginnings(X)


def _one_of(name: str, value: Any, choices: Tuple[str, ...]) -> None:
    if not isinstance(value, str) or value not in choices:
        raise check.complaint(isinstance(value, str), name, " or ".join(choices), value)


def _decimal(name: str, value: Any) -> int:
    """A whole number as a string of digits."""
    if not isinstance(value, str) or not value.isdecimal() or len(value) > 5:
        raise check.complaint(isinstance(value, str), name, "a string of 1 to 5 digits", value)
    check.whole(name, int(value), 0, LARGEST)
    return int(value)
