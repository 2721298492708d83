#!/usr/bin/env python3
"""The errors of one sum go back through time, in the article's double loop: backward.py 59 14."""
import start  # isort: skip

from rnn_pure import Model, digits2int
from rnn_pure.inside import way_back
from rnn_pure.programs import flags, teaching, terminal
from rnn_pure.tasks.adding import Reading


def show(cells, columns):
    """Rows t, columns i, a dot where an error is cut off; below, what meets in a step."""
    steps = range(len(columns))
    names = [f"t = {t}" for t in steps] + ["all t"]
    rows = [["", *[f"i = {i}" for i in steps]], ["a b", *[f"{a} {b}" for a, b, _ in columns]]]
    for t, row in enumerate(cells):
        rows.append([names[t], *["" if i > t else "." if length is None else f"{length:.1e}"
                                 for i, length in enumerate(row)]])
    print(terminal.table(rows))


def main():
    parser = flags.Parser(__doc__)
    add = parser.add_argument
    add("numbers", nargs="*", type=flags.whole(0, 127), help="two to add, from 0 to 127 (127 1)")
    parser.network(start.CALCULATOR)
    add("--untrained", action="store_true", help="one that has learned nothing")
    add("--bptt-truncate", type=flags.whole(0), help="an error goes back N steps (7 cuts nothing)")
    options = parser.parse_args()
    if len(options.numbers) not in (0, 2):
        parser.error(f"give two numbers to add, or none, got {len(options.numbers)}")
    a, b = options.numbers or (127, 1)
    if options.untrained:
        parser.refuse(options, "model", "an untrained network is looked at")
        model, reading = Model(seed=0), Reading()
    else:
        model, about = teaching.find_network(options.model)
        reading = about.reading
    if options.bptt_truncate is not None:
        model.bptt_truncate = options.bptt_truncate
    window = model.bptt_truncate

    (x,), (y,) = reading.encode([[a, b, a + b]])
    visits, columns = list(way_back.visits(model, x, y)), reading.columns(a, b, 8)
    print(f"\n{a} + {b}, {reading.first} significant bit first: the network says "
          f"{digits2int(model.predict(x)[::-reading.order], reading.base)}.\n"
          f"Errors go back {f'to step t - {window}' if window < 7 else 'all the way'}.\n\n"
          "The error of step t where it reaches step i: the length of dL_t/ds_i.\n")
    show(way_back.triangle(visits, lambda visit: [visit.ds]), columns)
    print("\nWhat each visit of step i adds to dW: the length of the matrix dadd_i s_(i-1)^T.\n")
    show(way_back.triangle(visits, lambda visit: visit.gradients[1]), columns)
    print('\n"all t": errors that meet in a step are added as vectors, so they can cancel.\n\n'
          "The lengths of the sums of all visits; of the slopes of the sum of the losses\n"
          "of the 8 steps, each measured by moving a weight a little:\n")
    slopes = [[[way_back.slope(model, x, y, name, i, j) for j in range(m)] for i in range(n)]
              for name, (n, m) in model.shapes().items()]
    ways = way_back.double_loop(model, x, y), model.bptt(x, y), slopes
    print(terminal.table([["", "the double loop", "Model.bptt", "measured slopes"]] + [
        [f"|d{name}|", *[f"{way_back.length([dM]):.9f}" for dM in dMs]]
        for name, *dMs in zip("UWV", *ways)]))
    if window < 7:
        print(f"\nWhat lies before step t - {window} is cut off, so U and W get a part of the "
              "slopes.\nWith --bptt-truncate 7 nothing is cut.")
    print("\nThe way back is linear in the error, so Model.bptt adds up what meets in a step:\n"
          f"one product a step makes what the loop makes in {len(visits)} visits.")


if __name__ == "__main__":
    terminal.run(main)
