#!/usr/bin/env python3
"""All it remembers is one number.

An adder made by hand, and the same machine as training finds it.  Each comes
with its proof, printed whole, that it adds numbers of every length.
"""
import start  # noqa: F401  # isort: skip
from itertools import count
from random import Random

from rnn_pure import all_pairs, encode, predict_all, score
from rnn_pure.inside import hand, memory
from rnn_pure.pictures import inside, svg
from rnn_pure.programs import flags, teaching, terminal
from rnn_pure.proof import prove, words
from rnn_pure.tasks.adding import adder

ADDER, SPAN = adder(), "[%.3f, %.3f]"


def heading(text):
    print(f"\n{text}\n{'-' * len(text)}\n")


def show_lines(model, number, intervals):
    """Every line of the proof as a table, and whether all of them hold."""
    print(f"no carry is m in {SPAN % intervals[0]}, carry is m in {SPAN % intervals[1]}\n")
    lines = memory.proof_lines(model, number, intervals, ADDER)
    rows = [["m in", "ones", "next m in", "must lie in", "logit 1 - logit 0", "answer"]]
    for line in lines:
        rows.append(["start, m = 0" if line.state is None else SPAN % intervals[line.state],
                     f"{sum(ADDER.columns[line.columns[0]]):g}", SPAN % line.next, SPAN % line.must,
                     SPAN % line.difference, line.answer if line.holds else "FAILS"])
    print(terminal.table(rows))
    print("\nPROVED: every bit of every sum is right, however long the numbers are.\n"
          "(Least margin %.3f; rounding is covered.)" % min([line.margin for line in lines])
          if all([line.holds for line in lines]) else "\nNot proved.")


def adds_all(model):
    """Prints what is right of all pairs and of long sums; True if all pairs are."""
    rng = Random(0)
    long = [[rng.getrandbits(199), rng.getrandbits(199)] for _ in range(100)]
    every, some = [score(predict_all(model, X), Y) for X, Y in (
        encode(all_pairs()), encode([[a, b, a + b] for a, b in long], bits=200))]
    print(f"Right: {every.exact} of all {every.sums} pairs of 7 bits, "
          f"{some.exact} of {some.sums} pairs of 199 bits.")
    return every.exact == every.sums


def trained(seed, hidden, noise):
    """The first network from this seed on that adds all pairs."""
    recipe = teaching.QUICK._replace(examples=6000, learning_rate=0.03, noise=noise)
    for seed in count(seed):
        print(f"Seed {seed}, {hidden} units, 6000 examples of 20 columns.")
        model = teaching.network(seed=seed, recipe=recipe, hidden=hidden)
        if adds_all(model):
            return model
        print("It has not learned.  (With 3 units, half do not.)  The next seed:\n")


def main():
    parser = flags.Parser(__doc__)
    add = parser.add_argument
    add("--seed", type=flags.seed, default=0, help="of the training")
    add("--svg", type=flags.file, help="draw next m against m")
    add("--wide", action="store_true", help="train 16 units too, and cut their W")
    options = parser.parse_args()

    heading("By hand: three units, round numbers, nobody trained it")
    print((hand.__doc__ or "\n\n").split("\n\n", 1)[1])
    show_lines(hand.hand_network(), hand.MEMORY, hand.INTERVALS)

    heading("Trained: the same machine")
    model = trained(options.seed, hidden=3, noise=0.0)
    print("Singular values of W: %.3f, %.3f, %.3f.  So W is nearly p q^T, and what is\n"
          "remembered is nearly one number, m = q . s.  With W cut to p q^T:" % tuple(
              [share.value for share in memory.singular_values(model.W)]))
    cut = memory.cut(model, rank=1)
    adds_all(cut)
    number = memory.one_number(cut, ADDER)
    intervals = memory.closed_intervals(cut, number, ADDER)
    show_lines(cut, number, intervals)
    if options.svg:
        svg.save(inside.cobweb(cut, number, intervals), options.svg)
        print(f"The picture is in {options.svg}.")

    heading("Trained, W not cut: balls of states instead of intervals")
    print(words.in_words(model, ADDER, prove(model, effort=20000)))
    if options.wide:
        heading("Trained with 16 units, W cut to rank 4, 3, 2 and 1")
        model = trained(options.seed, hidden=16, noise=0.1)
        for rank in (4, 3, 2, 1):
            adds_all(memory.cut(model, rank))


if __name__ == "__main__":
    terminal.run(main)
