#!/usr/bin/env python3
"""Addition in any base (Article, reference 2): the same Model adds decimal numbers.

It reads a column as a count of its digits, least significant first, learns as
any rule does (see learn_rule.py), and ends with what is certain: a proof for
every length, a wrong sum, or neither.  Exit status: 0 proved, 3 wrong, 4 undecided.
"""
import start  # isort: skip
from collections import Counter
from random import Random

from rnn_pure import Model
from rnn_pure.programs import flags, teaching, terminal
from rnn_pure.saved import networks
from rnn_pure.saved.checkpoint import Checkpoint
from rnn_pure.tasks.adding import Reading

RECIPE = teaching.Recipe(60000, 0.05, 0.1, True, 20, (0.0, 0.1), 0.001)


def right_pairs(model, task, digits):
    """How many of all pairs of so many digits it adds right; what is read alike is read once."""
    alike = Counter([task.columns.index(x) for x in task.columns])

    def right(s, carry, left):
        """The pairs whose further digits are right.  The last column is 0 + 0, and the carry."""
        total = 0
        for j in alike if left else [0]:
            layer, = model.forward_propagation([task.columns[j]], s)
            if layer.mulv.index(max(layer.mulv)) == task.answer[carry][j]:
                total += alike[j] * right(layer.s, task.next[carry][j], left - 1) if left else 1
        return total
    return right([0.0] * model.hidden_dim, task.start, digits)


def main():
    parser = flags.Parser(__doc__)
    add = parser.add_argument
    add("--base", type=flags.whole(2, 36), default=10, help="of the numbers")
    add("--hidden", type=flags.whole(1, 512), default=32, help="hidden units")
    add("--sums", type=flags.whole(1), default=RECIPE.examples, help="to learn from")
    add("--seed", type=flags.seed, default=0, help="of weights and sums")
    add("--model", type=flags.file, help="where to save the network (base_N.model)")
    add("--resume", action="store_true", help="go on with an interrupted training")
    options = parser.parse_args()
    base, path = options.base, options.model or start.CALCULATOR / f"base_{options.base}.model"
    reading = Reading(counts=True, base=base)
    model = Model(base, options.hidden, RECIPE.columns - 1, options.seed)
    about = networks.About(reading, settings=dict(sums=options.sums, seed=options.seed))
    progress = terminal.Line(options.sums, "sums")
    with Checkpoint(model, about, path, options.resume, progress) as checkpoint:
        teaching.learn(model, reading, options.seed, RECIPE._replace(examples=options.sums),
                       checkpoint.on_step, checkpoint.seen)
    digits, rng = 3 if base <= 10 else 2, Random(options.seed)
    print(f"{right_pairs(model, reading.task, digits)} of all {base ** (2 * digits)} pairs of "
          f"{digits} digits, and", flush=True)
    pairs = [[rng.randrange(base ** 100) for _ in "ab"] for _ in range(100)]
    print("%d of 100 of 100 digits are added right.  The network is in %s." % (
        sum([reading.answer(model, a, b) == a + b for a, b in pairs]), path))
    _, verdict, _ = teaching.lessons(model, reading.task, 0, 20000, line=terminal.Line())
    return teaching.status([verdict.kind])


if __name__ == "__main__":
    terminal.run(main)
