"""Learning until it is proved: what fails is not the network but what it was shown."""
from random import Random
from typing import Any, Callable, Iterator, List, Optional, Sequence, Tuple

from .. import check
from ..model import Model
from ..proof.search import EFFORT, Verdict, prove
from ..saved.networks import practise
from ..tasks.adding import draw_all
from ..tasks.automaton import Automaton, check_automaton, right_answers

EXAMPLES, COLUMNS, MORE_COLUMNS = 4000, 20, 3
LEARNING_RATE, NOISE = 0.05, 0.15
PATIENCE = 40000        # pushes of a proof while there is another lesson to come

Listener = Optional[Callable[[str], Any]]


def repair(model: Model, automaton: Automaton, wrong: Sequence[Sequence[int]] = (), seed: int = 0,
           on_step: Optional[Callable[[int], Any]] = None) -> Model:
    """A new Model that has had a lesson: 4,000 examples of long sums, half of them like `wrong`.

    wrong: all that went wrong so far (else what an earlier lesson taught is forgotten), each as
    indices of the automaton's columns; if there is none, every example is of the other kind.  The
    examples are read with noise, which teaches the state to come back to where it should be, in
    steps that get shorter.  Errors flow back through all columns.  on_step(n) is called after the
    n-th example.  The model itself stays as it is.
    """
    check.weights(vars(model))
    check_automaton(automaton, model.word_dim)
    if not isinstance(wrong, (list, tuple)):
        raise check.complaint(False, "wrong", "a list", wrong)
    for i, indices in enumerate(wrong):
        check.digits(f"wrong[{i}]", indices, len(automaton.columns))
    check.seed(seed)
    rng = Random(seed)
    X, Y = [], []
    for indices in further_examples(wrong, len(automaton.columns), rng):
        X.append([[v + rng.gauss(0.0, NOISE) for v in automaton.columns[i]] for i in indices])
        Y.append(right_answers(automaton, indices))
    better = Model(model.word_dim, model.hidden_dim, max(map(len, X)))
    better.U, better.W, better.V = model.U, model.W, model.V    # a step downhill makes new ones
    practise(better, X, Y, LEARNING_RATE, on_step)
    better.bptt_truncate = model.bptt_truncate
    return better


def further_examples(wrong: Sequence[Sequence[int]], columns: int,
                     rng: Random) -> List[List[int]]:
    """Indices of columns: in turn random ones, and variations of what went wrong.

    Every second of the random ones is made of runs, so that a carry, or a silence, can last.  A
    variation has one column changed, and three random ones appended.
    """
    examples = []
    for i in range(EXAMPLES):
        indices: List[int] = []
        if wrong and i % 2:
            indices += rng.choice(wrong)
            indices[rng.randrange(len(indices))] = rng.randrange(columns)
            length, runs = len(indices) + MORE_COLUMNS, False
        else:
            length, runs = COLUMNS, (i // 2 if wrong else i) % 2 == 1
        more = length - len(indices)
        examples.append(indices + draw_all(lambda: rng.randrange(columns), more, runs, rng))
    return examples


def lessons(model: Model, automaton: Automaton, most: int, effort: int = EFFORT,
            on_progress: Listener = None) -> Iterator[Tuple[Model, Verdict]]:
    """(model, verdict), and the same after each lesson, until it is proved, or has had so many.

    A network that is undecided gets a lesson as well: slow words get faster by it.  on_progress
    (sentence) is called often.
    """
    check.whole("most", most)
    say = on_progress or (lambda sentence: None)
    wrong: List[List[int]] = []
    for lesson in range(most + 1):
        if lesson:
            model = repair(model, automaton, wrong, lesson,
                           lambda n: say(f"lesson {lesson}: {n} examples"))
        verdict = prove(model, automaton, effort if lesson == most else min(effort, PATIENCE),
                        on_progress=on_progress)
        yield model, verdict
        if verdict.kind == "proved":
            return
        if verdict.columns:
            wrong.append(verdict.columns)
