#!/usr/bin/env python3
"""What has the network learned?  The carry in its states, the machine it became, where it looks, how far errors go."""
import argparse
import sys
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from rnn_pure import encode  # noqa: E402
from rnn_pure.study import influence, machine, measured, pictures, states  # noqa: E402
from rnn_pure.support import files, flags, svg, terminal  # noqa: E402
from rnn_pure.tasks import article, networks  # noqa: E402

HOW_TO_READ_IT = """\
Rows: the answer of step t.  Columns: the input of step i, under its two bits.  Left: a nudge,
|d logit_t / d x_i|.  Right: flipping a_i.  Full: the greatest influence on an answer; half full:
a thirtieth of that; blank: a thousandth.

What an adder must show, on the right: in 127 + 1 the carry of column 0 runs through all the others,
so each of them is decisive for all that follow.  In 85 + 42 there is no carry, and only a flip that
makes one (0 1 to 1 1) reaches on.  In 85 + 85 every 0 0 ends a carry, so little is felt for longer
than a step.  A nudge fades on the way even so, because a saturated tanh passes little on.  Most
significant bit first an answer depends on columns that come later: above the diagonal, where nobody
can look.  What lies below it is of no use."""


def heading(text):
    print("\n%s\n%s" % (text, "-" * len(text)))


def the_carry(reached):
    heading("The carry")
    unit = states.best_unit(reached)
    print("%d columns, of any bits, lead to %d states.  Which of them carry a 1?" % (
        len(reached[-1].columns), len(reached)))
    if unit:
        print("The best single unit is number %d: %s %.3f it says 1, and is right in %d of %d states (%.2f%%)." % (
            unit.index, "above" if unit.sign > 0 else "below", unit.threshold, unit.right, len(reached),
            100.0 * unit.right / len(reached)))
    else:
        print("No unit can tell: each is the same in all states.")
    direction = states.separating_direction(reached)
    if direction.margin > 0:
        print("One direction through all units tells it always: a plane keeps every state at a distance of at least\n"
              "%.3f, carry 1 on its one side, carry 0 on the other." % direction.margin)
    else:
        print("No direction was found that separates carry 0 from carry 1.")


def the_machine(model, reached, seed):
    heading("The machine it became")
    found = machine.machine(model, reached)
    names = {group: "group %d" % i for i, group in enumerate(found.groups, 1)}
    print("States that answer alike, whichever column comes next, are one group; the carry is not asked:\n")
    rows = [["", "column", "answer", "leads to", "", "full adder: carry", "column", "answer", "carry out"]]
    for group, carry in zip(list(found.groups)[:2] + [None] * (2 - len(found.groups)), (0, 1)):
        for k, (a, b) in enumerate(states.COLUMNS):
            ours = ["", "", "", "", "|"]
            if group:
                leads = sorted(found.edges[group, (a, b)].items())
                to = " or ".join("%s (%d)" % (names.get(g, "elsewhere"), n) for g, n in leads)
                ours = [names[group], "%d %d" % (a, b), group[k], to, "|"]
            rows.append(ours + [carry, "%d %d" % (a, b), machine.FULL_ADDER[carry][k], (a + b + carry) // 2])
    print(terminal.table(rows))
    wrong = machine.deviations(found)
    rng = Random(seed)
    walks = [[(rng.randrange(2), rng.randrange(2)) for _ in range(1000)] for _ in range(10)]
    strayed = [t for t in (machine.follows(model, found, columns) for columns in walks) if t is not None]
    print("\n%d groups, %d transitions of %d states checked; %d of 10 random sequences of 1,000 columns "
          "kept to this table." % (
              len(found.groups), sum(map(len, found.edges.values())), len(reached), 10 - len(strayed)))
    if not wrong and not strayed:
        print("Every one is a full adder's: the network has become a full adder.")
    for group, column, to, count in wrong[:8]:
        if column is None:
            print("Not a full adder's: it does not start in a group that answers like carry 0.")
        else:
            print("Not a full adder's: %s on %d %d goes to %s (states: %d)." % (
                (names[group],) + column + (names.get(to, "elsewhere"), count)))
    if len(wrong) > 8:
        print("... and %d more such transitions." % (len(wrong) - 8))


def where_it_looks(reverse, natural):
    heading("Where it looks")
    print(HOW_TO_READ_IT)
    for model, is_reverse in ((reverse, True), (natural, False)):
        for a, b in measured.SUMS:
            (x,), _ = encode([[a, b, a + b]], is_reverse=is_reverse)
            name = "%d + %d, %s bit first" % (a, b, "least" if is_reverse else "most")
            columns = [(int(first), int(second)) for first, second in x]
            nudges, flips = influence.influence(model, x), influence.flips(model, x)
            print("\n%s\n     %s      %s" % ((name,) + 2 * ("".join("%d%d " % c for c in columns),)))
            for t in range(len(x)):
                print("  %d  %s      %s" % (t, shades(nudges, t), shades(flips, t)))


def shades(matrix, t):
    """Row t as blocks, two characters wide, with a dot above the diagonal: what is yet to be read."""
    greatest = max(map(max, matrix))
    cells = [2 * terminal.blocks([measured.shade(v, greatest)], 0.0, 1.0) + " "
             for v in matrix[t][:t + 1]]
    return "".join(cells + [" . "] * (len(matrix) - t - 1))


def how_far_errors_travel(model):
    heading("How far errors travel")
    before, after = measured.error_lengths(model)
    rows = [["steps back k", "untrained", "trained", "of k = 0"]]
    rows += [[k, "%.6f" % b, "%.6f" % a, "%.2f%%" % (100 * a / (after[0] or 1.0))]
             for k, (b, a) in enumerate(zip(before, after))]
    print("Mean length of dL_t / ds_(t-k): what an error at step t says k steps earlier.\n\n" + terminal.table(rows))
    print("\nEach step back costs a share of what is left: the gradient vanishes.  "
          "bptt_truncate = 2 leaves out all beyond k = 2.")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    reverse, natural = [article.model_path(HERE / "calculator", is_reverse) for is_reverse in (True, False)]
    parser.add_argument("--model", type=flags.path, default=reverse, metavar="FILE",
                        help="trained least significant bit first (%(default)s)")
    parser.add_argument("--natural", type=flags.path, default=natural, metavar="FILE",
                        help="trained most significant bit first (%(default)s)")
    parser.add_argument("--svg", type=flags.path, metavar="DIR", help="draw all this as pictures in DIR")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the random sequences (0)")
    parser.add_argument("--columns", type=flags.whole(1, 9), default=7, metavar="N",
                        help="how many columns lead to the states (7: those of an 8-bit sum that can be anything)")
    options = parser.parse_args()
    if options.svg:
        options.svg.mkdir(parents=True, exist_ok=True)
        files.check_writable(options.svg / "carry.svg")
    model, _ = networks.find_network(options.model)
    natural, _ = networks.find_network(options.natural, is_reverse=False)

    reached = states.reachable_states(model, options.columns)
    the_carry(reached)
    the_machine(model, reached, options.seed)
    where_it_looks(model, natural)
    how_far_errors_travel(model)
    if options.svg:
        drawn = pictures.draw(measured.measure(model, natural, options.columns))
        for name in sorted(drawn):
            svg.save(drawn[name], options.svg / (name + ".svg"))
        print("\nThe pictures are in %s." % options.svg)


if __name__ == "__main__":
    terminal.run(main)
