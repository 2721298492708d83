#!/usr/bin/env python3
"""The errors of one sum go back through time, in the article's double loop: backward.py 59 14."""
import start  # isort: skip
from math import log10

from rnn_pure import Model, digits2int
from rnn_pure.inside import way_back
from rnn_pure.programs import flags, teaching, terminal
from rnn_pure.tasks.adding import Reading


def show(cells, columns):
    """Rows t, columns i: numbers with shades, a dot where cut; below, what meets in a step."""
    largest = max(v for row in cells[:-1] for v in row if v is not None)

    def shaded(v):      # full is the largest of all, blank a ten-thousandth of it
        if v is None:
            return ". "
        shade = 1.0 + log10(v / largest) / 4.0 if v else 0.0
        return f"{v:.1e}{terminal.blocks([shade], 0.0, 1.0)}"

    names = ["", "a b", *[f"t = {t}" for t in range(len(columns))], "all t"]
    rows = [[f" i = {i}" for i in range(len(columns))],
            [f"{a_t} {b_t}" for a_t, b_t, _ in columns]]
    for name, row in zip(names, rows + [map(shaded, row[:t + 1]) for t, row in enumerate(cells)]):
        print("%-6s%s" % (name, "".join("%9s" % cell for cell in row)))


def show_gradients(model, x, y):
    """The lengths of the three gradients, and the steepest weights, by each way."""
    rows, steepest = [["", "the double loop", "Model.bptt", "measured slope"]], []
    both = way_back.double_loop(model, x, y), model.bptt(x, y)
    for name, dM_loop, dM, count in zip("UWV", *both, (1, 3, 1)):
        rows.append([f"|d{name}|"] + [f"{way_back.length([M]):.9f}" for M in (dM_loop, dM)] + [""])
        places = [(i, j) for i, row in enumerate(dM) for j in range(len(row))]
        for i, j in sorted(places, key=lambda place: -abs(dM[place[0]][place[1]]))[:count]:
            steepest.append([f"dL/d{name}[{i}][{j}]"] + [f"{v:.9f}" for v in (
                dM_loop[i][j], dM[i][j], way_back.slope(model, x, y, name, i, j))])
    print("\nThe sums of all visits, and the steepest weights.  L is the sum of the losses of\n"
          "the %d steps; a slope is measured by moving the weight a little.\n" % len(x))
    print(terminal.table(rows + steepest))
    if model.bptt_truncate < len(x) - 1:
        print("\nWhat lies before step t - %d is cut off, so U and W get a part of the slope.\n"
              "With --bptt-truncate %d nothing is cut." % (model.bptt_truncate, len(x) - 1))


def main():
    parser = flags.Parser(__doc__)
    add, number = parser.add_argument, flags.whole(0, 127)
    add("a", nargs="?", type=number, help="a number to add, from 0 to 127 (127)")
    add("b", nargs="?", type=number, help="another (1)")
    flags.network(parser, start.CALCULATOR)
    add("--untrained", action="store_true", help="one that has learned nothing")
    add("--bptt-truncate", type=flags.whole(0), help="an error goes back N steps (7 cuts nothing)")
    options = parser.parse_args()
    if (options.a is None) != (options.b is None):
        parser.error("give two numbers to add, or none, got 1")
    a, b = (127, 1) if options.a is None else (options.a, options.b)
    if options.untrained:
        flags.refuse(parser, options, "model", "an untrained network is looked at")
        print("The network has random weights.")
        model, reading = Model(seed=0), Reading()
    else:
        model, about = teaching.find_network(options.model)
        reading = about.reading
    if options.bptt_truncate is not None:
        model.bptt_truncate = options.bptt_truncate

    (x,), (y,) = reading.encode([[a, b, a + b]])
    print("\n%d + %d, %s significant bit first: the network says %d.\nErrors go back %s." % (
        a, b, reading.first, digits2int(model.predict(x)[::-reading.order], reading.base),
        "to step t - %d" % model.bptt_truncate if model.bptt_truncate < 7 else "all the way"))
    visits, columns = list(way_back.visits(model, x, y)), reading.columns(a, b, 8)
    print("\nThe error of step t where it reaches step i: the length of dL_t/ds_i.\n"
          "(Shades are logarithmic: full is the largest, blank a ten-thousandth of it.)\n")
    show(way_back.triangle(visits, lambda visit: [visit.ds]), columns)
    print("\nWhat each visit of step i adds to dW: the length of the matrix dadd_i s_(i-1)^T.\n"
          "(Step 0 adds nothing: the state before it is 0.)\n")
    show(way_back.triangle(visits, lambda visit: visit.gradients[1]), columns)
    print('\n"all t": errors that meet in a step are added as vectors, so they can cancel.')
    show_gradients(model, x, y)
    print("\nModel.bptt makes the same sums without the loop: the way back is linear in the\n"
          "error, so a layer adds up the errors that come by, and one product a step makes\n"
          f"what the loop makes in {len(visits)} visits.")


if __name__ == "__main__":
    terminal.run(main)
