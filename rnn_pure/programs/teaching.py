"""How a network is taught, whatever the task: examples, in steps that get shorter; and lessons."""
from copy import copy
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Callable, Collection, List, NamedTuple, Optional, Sequence, Tuple, Union

from .. import check
from ..check import DataError
from ..layer import RNNLayer, activation, mul_gate
from ..matrix import Example, Input, Matrix, Vector, plus
from ..model import Model
from ..proof.search import EFFORT, Verdict, prove
from ..proof.words import in_words
from ..saved import networks
from ..saved.networks import About
from ..tasks.adding import Reading
from ..tasks.automaton import Automaton, check_automaton
from .terminal import Line

Task = Union[Reading, Automaton]        # what examples are drawn of
Listener = Callable[[int], Any]         # is called with n after the n-th example


class Recipe(NamedTuple):
    """What is shown, and in which steps."""

    examples: int
    learning_rate: float        # the first step's length
    noise: float                # on what is read
    growing: bool = False       # whether the first examples are short ones
    columns: int = 20
    shaken: Tuple[float, float] = (0.0, 0.0)    # noise on each state, at first and at the end
    decay: float = 0.0          # of each weight, in a step of length 1: what serves nothing goes
    patience: int = 10000       # pushes of a proof, for each column, while lessons are left


QUICK = Recipe(2000, 0.05, 0.1)                     # for adding: a second or two
RULE = Recipe(20000, 0.07, 0.2, True, 30, (0.0, 0.2), 0.003)    # for any rule
LESSON = Recipe(4000, 0.05, 0.15)
RULE_LESSON = Recipe(4000, 0.05, 0.15, False, 30, (0.2, 0.2), 0.003, 3000)


class Shaken(RNNLayer):
    """A step whose state is a little off, at random: it teaches the next ones to come back.
    (Noise on what is read shakes a state along the rows of U alone.)"""

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


def teach(model: Model, X: Sequence[Example], Y: Sequence[Sequence[int]], recipe: Recipe = QUICK,
          on_step: Listener = lambda seen: None, seen: int = 0) -> Model:
    """Each example once, in steps that get shorter evenly, to a twentieth of the first one, along
    gradients of a norm of at most 5.  seen: how many an earlier call had.  Answers the model."""
    X, Y = check.examples(X, Y, model.word_dim)
    first, last = recipe.shaken
    for i in range(seen, len(X)):
        share = i / max(1, len(X) - 1)
        rate = recipe.learning_rate * (1.0 - 0.95 * share)
        learner = copy(model)       # who looks at the model itself never finds it shaken
        if first or last:
            vars(learner)["layer"] = partial(Shaken, first + (last - first) * share, Random(i))
        learner.sgd_step(X[i], Y[i], rate, max_norm=5.0)
        kept = 1.0 - rate * recipe.decay
        vars(model).update({name: [[kept * w for w in row] for row in M] if recipe.decay else M
                            for name, M in learner.weights().items()})
        on_step(i + 1)
    return model


def learn(model: Model, task: Task, seed: int, recipe: Recipe,
          on_step: Listener = lambda seen: None, seen: int = 0, **wrong: Any) -> Model:
    """Teaches it a task, by examples of this seed.  Answers the model."""
    X, Y = task.examples(recipe.examples, recipe.columns, recipe.noise, seed, recipe.growing,
                         **wrong)
    return teach(model, X, Y, recipe, on_step, seen)


def network(task: Task = Reading(), seed: int = 0, recipe: Recipe = QUICK, hidden: int = 16,
            on_step: Listener = lambda seen: None) -> Model:
    """A new network that is taught a task.  Errors flow back through all columns."""
    word_dim = task.base if isinstance(task, Reading) else task.word_dim
    return learn(Model(word_dim, hidden, recipe.columns - 1, seed), task, seed, recipe, on_step)


def lesson(model: Model, task: Automaton, wrong: Sequence[Sequence[int]] = (), seed: int = 0,
           on_step: Listener = lambda seen: None, recipe: Recipe = LESSON) -> Model:
    """A new Model that has had a lesson, of which half is like `wrong`: all that went wrong so far,
    as indices of columns (else earlier lessons are forgotten)."""
    check.plain(model)
    check_automaton(task, model.word_dim)
    better = copy(model)        # a step downhill makes new weights
    better.bptt_truncate = 10 ** 7      # columns: no error is cut
    learn(better, task, seed, recipe, on_step, wrong=wrong)
    better.bptt_truncate = model.bptt_truncate
    return better


def lessons(model: Model, task: Automaton, most: int, effort: int = EFFORT,
            recipe: Recipe = LESSON, line: Optional[Line] = None,
            names: Optional[Sequence[Any]] = None) -> Tuple[Model, Verdict, int]:
    """One lesson after the other, until it is proved: (model, verdict, how many), at most `most`;
    also for what is undecided, as slow words get faster by it.  line: says what is going on; then
    each verdict is printed, too.  names: what the task's columns stand for."""
    check.whole("most", most)
    say = line.say if line else lambda sentence: None
    wrong: List[List[int]] = []
    patience = min(effort, recipe.patience * len(task.columns))
    for number in range(most + 1):
        if number:
            model = lesson(model, task, wrong, number,
                           lambda n: say(f"lesson {number}: {n} examples"), recipe)
        verdict = prove(model, task, patience if number < most else effort, on_progress=say)
        if line:
            line.clear()
            if number:
                print(f"Lesson {number}: {recipe.examples} more examples.")
            print(in_words(model, task, verdict, names), flush=True)
        if verdict.kind == "proved":
            break
        if verdict.columns:
            wrong.append(verdict.columns)
    return model, verdict, number


def status(kinds: Collection[str]) -> int:
    """With which a program ends that has examined networks: 0 if all of them are proved."""
    return 3 if "wrong" in kinds else 4 if "undecided" in kinds else 0


def load_network(path: Path, rules: bool = False) -> Tuple[Model, About]:
    """The network in a file, which must add; with rules: least significant digit first, or follow a
    rule.  DataError for any other.  A file that states no task is taken for one that adds so."""
    model, about = networks.load(path)
    if about == About() and model.word_dim == 2:
        about = about._replace(reading=Reading())
    reading = about.reading
    if not (about.rule or reading and reading.is_reverse if rules else reading):
        wanted = "adds least significant digit first, or follows a rule" if rules else "adds"
        raise DataError(f"{path} must hold a network that {wanted}, but it is one that "
                        f"{about.in_words()}")
    return model, about


def find_network(path: Path, rules: bool = False) -> Tuple[Model, About]:
    """load_network of the file, else of a quick one beside it, else a new one.  Says which."""
    for found in (path, networks.beside(path, "_quick")):
        if found.exists():
            model, about = load_network(found, rules)
            print(f"The network is the one in {found}, {about.examples} examples"
                  f"{'' if about.finished else ', not finished'}.")
            return model, about
    print(f"There is no {path} yet, so a network is trained now, for a second.", flush=True)
    return network(), About(Reading(), examples=QUICK.examples)
