"""Learning from wrong sums: more training on columns like those that the network gets wrong."""
from random import Random
from typing import Any, Callable, List, Optional, Sequence

from ...model import Model
from ...support import check
from ...tasks.automaton import Automaton, check_automaton, right_answers

EXAMPLES, MORE_COLUMNS = 600, 3
BPTT_TRUNCATE, LEARNING_RATE, MAX_NORM = 40, 0.001, 5.0


def repair(model: Model, automaton: Automaton, wrong: Sequence[Sequence[int]], seed: int = 0,
           on_step: Optional[Callable[[int], Any]] = None) -> Model:
    """A new Model that has seen 600 further examples, every second one like one of `wrong`.

    wrong: all that went wrong so far (else what an earlier repair taught is forgotten), each as
    indices of the automaton's columns.  An example like it has one column changed, and three random
    ones appended; the others are 8 to 16 random columns.  The steps are small (0.001), and errors
    flow back through 40 columns.  on_step(n) is called after the n-th example.  The model itself
    stays as it is.
    """
    check.weights(vars(model))
    check_automaton(automaton, model.word_dim)
    check.sequence("wrong", wrong)
    for i, indices in enumerate(wrong):
        check.digits("wrong[%d]" % i, indices, len(automaton.columns))
    check.seed(seed)
    X, Y = [], []
    for indices in further_examples(wrong, len(automaton.columns), Random(seed)):
        X.append([automaton.columns[i] for i in indices])
        Y.append(right_answers(automaton, indices))
    better = Model(model.word_dim, model.hidden_dim, BPTT_TRUNCATE)
    better.U, better.W, better.V = model.U, model.W, model.V    # a step downhill makes new ones
    better.train(X, Y, LEARNING_RATE, nepoch=1, evaluate_loss_after=None, max_norm=MAX_NORM,
                 on_step=on_step)
    better.bptt_truncate = model.bptt_truncate
    return better


def further_examples(wrong: Sequence[Sequence[int]], columns: int,
                     rng: Random) -> List[List[int]]:
    """Indices of columns: in turn random ones, and variations of what went wrong."""
    examples = []
    for i in range(EXAMPLES):
        if i % 2:
            indices = list(rng.choice(wrong))
            indices[rng.randrange(len(indices))] = rng.randrange(columns)
            length = MORE_COLUMNS
        else:
            indices, length = [], rng.randint(8, 16)
        examples.append(indices + [rng.randrange(columns) for _ in range(length)])
    return examples
