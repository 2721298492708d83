"""How a network is taught, whatever the task: examples, in steps that get shorter; and lessons."""
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Callable, Iterator, List, NamedTuple, Optional, Sequence, Tuple, Union

from .. import check
from ..check import DataError
from ..layer import RNNLayer, activation, mul_gate
from ..matrix import Example, Input, Matrix, Vector, plus
from ..model import Model
from ..proof.search import EFFORT, Verdict, prove
from ..saved import data, networks
from ..saved.networks import About
from ..tasks.adding import Reading
from ..tasks.article import ARTICLE
from ..tasks.automaton import Automaton, check_automaton

Task = Union[Reading, Automaton]        # what examples are drawn of
Listener = Callable[[int], Any]         # hears how many examples are done


class Recipe(NamedTuple):
    """What is shown, and how long the first step is."""

    examples: int
    learning_rate: float
    noise: float
    growing: bool = False
    columns: int = 20
    shaken: Tuple[float, float] = (0.0, 0.0)    # noise on each state, at first and at the end
    decay: float = 0.0      # share of each weight that a step of length 1 would take away


QUICK = Recipe(2000, 0.05, 0.1)                     # for adding: a second or two
RULE = Recipe(20000, 0.07, 0.2, True, 30, (0.0, 0.2), 0.003)    # for any rule
LESSON = Recipe(4000, 0.05, 0.15)
RULE_LESSON = Recipe(4000, 0.05, 0.15, False, 30, (0.2, 0.2), 0.003)
PATIENCE = 40000        # pushes of a proof while there is another lesson to come
RULE_PATIENCE = 3000    # the same, for each column that a rule can read


class Shaken(RNNLayer):
    """A step whose state is a little off, at random: it teaches the next ones to come back.

    (Noise on what is read shakes the state along the rows of U alone.)
    """

    def __init__(self, deviation: float, rng: Random) -> None:
        self.deviation, self.rng = deviation, rng

    def forward(self, x: Input, prev_s: Vector, U: Matrix, W: Matrix, V: Matrix) -> None:
        super().forward(x, prev_s, U, W, V)
        self.s = [v + self.rng.gauss(0.0, self.deviation) for v in self.s]
        self.mulv = mul_gate.forward(V, self.s)

    def backward_state(self, ds: Vector) -> Vector:
        dadd = activation.backward(self.add, ds)    # the slope where tanh was, before the noise
        self.dadd = plus(self.dadd, dadd) if self.dadd else dadd
        return dadd


@contextmanager
def shaking(model: Model, deviation: float, seed: int) -> Iterator[None]:
    """The model's layers are Shaken in here, and as they were afterwards."""
    if deviation:
        vars(model)["layer"] = partial(Shaken, deviation, Random(seed))
    try:
        yield
    finally:
        vars(model).pop("layer", None)


def teach(model: Model, X: Sequence[Example], Y: Sequence[Sequence[int]], learning_rate: float,
          on_step: Optional[Listener] = None, num_examples_seen: int = 0,
          shaken: Tuple[float, float] = (0.0, 0.0), decay: float = 0.0) -> Model:
    """Each example once, in steps that get shorter evenly, to a twentieth of the learning rate.

    Long steps find the way, short ones settle.  A gradient is shortened to a norm of 5.  on_step(n)
    is called after the n-th example.  num_examples_seen: where an earlier call was interrupted;
    this one goes on there.  shaken: noise on each state while it learns, the deviation at first
    and at the end.  decay: each step of length r also takes r * decay of all weights away, so that
    what serves nothing goes.  Answers the model.
    """
    X, Y = check.examples(X, Y, model.word_dim)
    first, last = shaken
    for i in range(num_examples_seen, len(X)):
        share = i / max(1, len(X) - 1)
        rate = learning_rate * (1.0 - 0.95 * share)
        with shaking(model, first + (last - first) * share, seed=i):
            model.sgd_step(X[i], Y[i], rate, max_norm=5.0)
        if decay:
            vars(model).update({name: [[(1.0 - rate * decay) * w for w in row] for row in M]
                                for name, M in model.weights().items()})
        if on_step:
            on_step(i + 1)
    return model


def network(task: Task = Reading(), seed: int = 0, recipe: Recipe = QUICK, hidden: int = 16,
            on_step: Optional[Listener] = None) -> Model:
    """A new network that is taught a task.  Errors flow back through all columns."""
    X, Y = task.examples(recipe.examples, recipe.columns, recipe.noise, seed, recipe.growing)
    model = Model(len(X[0][0]), hidden, recipe.columns - 1, seed)
    return teach(model, X, Y, recipe.learning_rate, on_step, shaken=recipe.shaken,
                 decay=recipe.decay)


def lesson(model: Model, task: Automaton, wrong: Sequence[Sequence[int]] = (), seed: int = 0,
           on_step: Optional[Listener] = None, recipe: Recipe = LESSON) -> Model:
    """A new Model that has had a lesson: 4,000 examples of long inputs, half of them like `wrong`.

    wrong: all that went wrong so far (else what an earlier lesson taught is forgotten), each as
    indices of the task's columns.  The model itself stays as it is.
    """
    check.plain(model)
    check_automaton(task, model.word_dim)
    X, Y = task.examples(recipe.examples, recipe.columns, recipe.noise, seed, wrong=wrong)
    better = Model(model.word_dim, model.hidden_dim, max(map(len, X)))
    vars(better).update(model.weights())        # a step downhill makes new ones
    teach(better, X, Y, recipe.learning_rate, on_step, shaken=recipe.shaken, decay=recipe.decay)
    better.bptt_truncate = model.bptt_truncate
    return better


def lessons(model: Model, task: Automaton, most: int, effort: int = EFFORT,
            say: Callable[[str], Any] = lambda sentence: None, recipe: Recipe = LESSON,
            patience: int = PATIENCE) -> Iterator[Tuple[Model, Verdict]]:
    """(model, verdict), and the same after each lesson, until it is proved, or has had so many.

    A network that is undecided gets a lesson as well: slow words get faster by it.  patience:
    pushes of a proof while there is another lesson to come.  say(sentence) is called often.
    """
    check.whole("most", most)
    wrong: List[List[int]] = []
    for number in range(most + 1):
        if number:
            model = lesson(model, task, wrong, number,
                           lambda n: say(f"lesson {number}: {n} examples"), recipe)
        verdict = prove(model, task, effort if number == most else min(effort, patience),
                        on_progress=say)
        yield model, verdict
        if verdict.kind == "proved":
            return
        if verdict.columns:
            wrong.append(verdict.columns)


def article_network(folder: Any, seed: int = 0, on_step: Optional[Listener] = None) -> Model:
    """A network trained with the article's settings on the folder's data: for minutes."""
    X, Y = Reading().encode(data.read_data(folder)[0])
    model = Model(2, ARTICLE.hidden, ARTICLE.bptt_truncate, seed)
    model.train(X, Y, ARTICLE.learning_rate, ARTICLE.epochs, 1, on_step or (lambda n: None),
                on_loss=lambda seen, loss, line: None)
    return model


def find_network(path: Any, is_reverse: bool = True, rules: bool = False) -> Tuple[Model, About]:
    """A network that adds: the one in the file, else a quick one beside it, else a new one.

    Says which.  is_reverse: the order of a new one, assumed of a file that states none.  rules: one
    that follows another rule will do.  DataError for a network of another task.
    """
    here = [file for file in (Path(str(path)), networks.quick_path(path)) if file.exists()]
    if not here:
        print(f"There is no {path} yet, so a network is trained now, for a second.", flush=True)
        reading = Reading(is_reverse)
        return network(reading), About(reading, examples=QUICK.examples)
    model, about = networks.load(here[0])
    if not about.kind and model.word_dim == 2:
        about = about._replace(reading=Reading(is_reverse))
    if not about.reading and not (rules and about.rule):
        raise DataError(f"{here[0]} must hold a network that adds, but it is one that "
                        f"{about.in_words()}")
    if here[0] == Path(str(path)):
        print(f"The network is the one in {path}{'' if about.finished else ', not finished'}.")
    else:
        print(f"The network is the one in {here[0]}: {about.examples} examples.\n"
              "Two minutes of training may give a better one: "
              f"python examples/train_{'reverse' if is_reverse else 'natural'}.py")
    return model, about
