#!/usr/bin/env python3
"""What makes 2,000 examples enough, and what makes a network right for ever?

Each kind of steps meets each kind of data, from several random weights.  For
every network there is one letter or number in the table:

    P   proved: every bit of every sum is right, however long the numbers are
    ?   undecided: no wrong sum was found, and no proof
    9   wrong, in a sum of 9 columns.  (The article's sums have 8.)

Below stands the longest gradient of each training, the median of the seeds.
A quarter of an hour on PyPy; --quick: only the corners, a minute or two.
"""
import start  # noqa: F401  # isort: skip
from random import Random
from statistics import median

from rnn_pure import Model, encode, generate_data
from rnn_pure.inside.way_back import length
from rnn_pure.programs import flags, terminal
from rnn_pure.proof.search import prove
from rnn_pure.tasks.adding import adder

COLUMNS, EFFORT = 20, 30000     # of an example; pushes of a proof, at most
# (learning rate, window, the rate's last share, the longest gradient); each adds to the one before.
STEPS = {
    "the article's: rate 0.001, window 2": (0.001, 2, 1.0, None),
    "rate 0.05": (0.05, 2, 1.0, None),
    "... and the whole window": (0.05, COLUMNS, 1.0, None),
    "... and the rate falls": (0.05, COLUMNS, 0.05, None),
    "... and clipped at 5": (0.05, COLUMNS, 0.05, 5.0),
}
# (runs, noise) of sums of 20 columns
DATA = {"8 bits": None, "20 columns": (False, 0.0), "+ runs": (True, 0.0),
        "+ noise": (False, 0.1), "+ both": (True, 0.1)}
COLUMN = lambda rng: 2 * rng.randrange(2) + rng.randrange(2)  # noqa: E731  as --quick draws them
line = terminal.Line()


def examples(data, n, seed):
    """n pairs (x, y): the article's sums of 8 bits, or longer ones."""
    if not DATA[data]:
        return zip(*encode(generate_data(n, seed=seed)[0]))
    (runs, noise), rng, task = DATA[data], Random(seed), adder()
    return [task.read(task.draw(COLUMNS, runs and i % 2 == 1, rng, COLUMN), noise, rng)
            for i in range(n)]


def network(steps, data, seed, n, effort):
    """(verdict, longest gradient) of one that has learnt from each of n examples once."""
    rate, window, last, max_norm = STEPS[steps]
    model, gradients = Model(bptt_truncate=window, seed=seed), []
    for i, (x, y) in enumerate(examples(data, n, seed)):
        gradients.append(length(model.bptt(x, y)))
        model.sgd_step(x, y, rate * (1.0 - (1.0 - last) * i / n), max_norm)
        line.say(f"{steps}; {i + 1} examples")
    found = prove(model, adder(), effort, on_progress=line.say)
    verdict = {"proved": "P", "undecided": "?"}.get(found.kind) or str(len(found.columns))
    return verdict, max(gradients)


def main():
    parser = flags.Parser(__doc__)
    add = parser.add_argument
    add("--quick", action="store_true", help="only the corners of the table, and one seed")
    add("--seeds", type=flags.whole(1), default=3, help="networks for each place")
    add("--examples", type=flags.whole(1), default=2000, help="to learn from")
    options, steps, data, effort = parser.parse_args(), list(STEPS), list(DATA), EFFORT
    if options.quick:
        parser.refuse(options, "seeds", "--quick is one seed")
        steps, data, effort, options.seeds = steps[::4], data[::4], EFFORT // 6, 1
    verdicts, gradients = [["steps"] + data], [["longest gradient"] + data]
    for kind in steps:
        places = [zip(*[network(kind, column, seed, options.examples, effort)
                        for seed in range(options.seeds)]) for column in data]
        found, longest = zip(*places)
        verdicts.append([kind] + [" ".join(sorted(place, key=lambda v: (v != "P", v != "?", v)))
                                  for place in found])
        gradients.append([kind] + [f"{median(place):.0f}" for place in longest])
    line.clear()
    print(terminal.table(verdicts) + "\n\n" + terminal.table(gradients))


if __name__ == "__main__":
    terminal.run(main)
