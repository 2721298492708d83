#!/usr/bin/env python3
"""What has the network learned?  A page that sums it up, or more of each part, by flag."""
import argparse
import sys
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from rnn_pure import DataError, encode  # noqa: E402
from rnn_pure.inside import influence, machine, states  # noqa: E402
from rnn_pure.pictures import measured, svg  # noqa: E402
from rnn_pure.pictures.inside import draw  # noqa: E402
from rnn_pure.programs import flags, terminal  # noqa: E402
from rnn_pure.programs.teaching import find_network  # noqa: E402
from rnn_pure.saved import files, networks  # noqa: E402
from rnn_pure.tasks.adding import Reading, adder  # noqa: E402

ADDER = adder()

HOW_TO_READ_IT = """\
Rows: the answer of step t.  Columns: the input of step i, under its two bits.
Left: a nudge, |d logit_t / d x_i|.  Right: flipping a_i.  Full: the greatest
influence on an answer; half full: a thirtieth of that; blank: a thousandth.

What an adder must show, on the right: in 127 + 1 the carry of column 0 runs
through all the others, so each of them is decisive for all that follow.  In
85 + 42 there is no carry, and only a flip that makes one (0 1 to 1 1) reaches
on.  In 85 + 85 every 0 0 ends a carry, so little is felt for longer than a
step.  A nudge fades on the way even so: a saturated tanh passes little on.
Most significant bit first an answer depends on columns that come later: above
the diagonal, where nobody can look.  Inputs below the diagonal do not help."""


def find(path, is_reverse):
    """The network in the file, if it reads columns in the order that is looked at here."""
    model, about = find_network(path, is_reverse)
    if about.reading != Reading(is_reverse):
        raise DataError("%s must hold a network that reads the %s significant bit first, and a "
                        "column as its two digits, but it is one that %s" % (
                            path, "least" if is_reverse else "most", about.in_words()))
    return model


def reach(model, columns):
    progress = terminal.Progress(4 ** columns, "states")
    reached = states.reachable_states(model, ADDER, columns, progress.update)
    progress.clear()
    return reached


def the_states(reached):
    """How well one unit, and one direction through all of them, tell the carry."""
    columns, unit = len(reached[-1].columns), states.best_unit(reached)
    print("\nThe carry in its states.  Up to %d columns, of any bits, lead to %d states." % (
        columns, len(reached)))
    if unit:
        print("The best single unit is number %d: %s %.3f it says carry 1, and is right in\n"
              "%d of %d states (%.2f%%)." % (
                  unit.number, "above" if unit.sign > 0 else "below", unit.threshold,
                  unit.right, len(reached), 100.0 * unit.right / len(reached)))
    else:
        print("No unit can tell: each is the same in all states.")
    direction = states.separating_direction(reached)
    if direction.margin > 0:
        print("One direction through all units tells it always: a plane has every state with\n"
              "carry 1 on one side, with carry 0 on the other, at a distance of %.3f or more." % (
                  direction.margin))
    else:
        print("No direction was found that separates carry 0 from carry 1.")


def the_machine(model, reached):
    """Its groups, and whether they are a full adder's."""
    found = machine.machine(model, ADDER, reached)
    wrong, names = machine.deviations(found), machine.names(found)
    print("\nThe machine it became.  States that answer alike, whichever column comes next,\n"
          "are one group: %d groups, %d transitions%s." % (
              len(found.groups), sum(map(len, found.edges.values())),
              "" if wrong else ", and all are a full adder's"))
    for group, column, to, count in wrong[:3]:
        print("Not a full adder's: " + (
            "it does not start in a group that answers like carry 0." if column is None else
            "%s on %d %d goes to %s (states: %d)." % (
                names[group], column // 2, column % 2, names.get(to, "elsewhere"), count)))
    if len(wrong) > 3:
        print(f"... and {len(wrong) - 3} more such transitions.")
    return found


def the_transitions(model, found, seed):
    """Its table beside a full adder's, and whether it keeps to it for longer."""
    names, carries = machine.names(found), machine.state_names(ADDER)
    rows = [["", "column", "answer", "leads to", " ", "full adder", "column", "answer", "leads to"]]
    for group, carry in zip(list(found.groups)[:2] + [None] * (2 - len(found.groups)), (0, 1)):
        for k in range(4):
            ours = ["", "", "", "", "|"]
            if group:
                leads = found.edges[group, k].most_common()
                more = f" +{len(leads) - 1}" if leads[1:] else ""
                to = names.get(leads[0][0], "elsewhere") + more
                ours = [names[group], f"{k // 2} {k % 2}", group[k], to, "|"]
            rows.append(ours + [carries[carry], f"{k // 2} {k % 2}", ADDER.answer[carry][k],
                                carries[ADDER.next[carry][k]]])
    print("\n" + terminal.table(rows) + "\n")
    rng, progress, kept = Random(seed), terminal.Progress(10, "random sequences"), 0
    for done in range(10):
        columns = [rng.randrange(4) for _ in range(1000)]
        kept += machine.first_departure(model, found, columns) is None
        progress.update(done + 1)
    progress.clear()
    print(f"{kept} of 10 random sequences of 1,000 columns kept to these transitions.")


def the_errors(model):
    """How much of an error is left k steps back."""
    before, after = measured.error_lengths(model)
    rows = [["steps back k"] + list(range(len(after)))]
    rows += [[name] + [f"{v:.4f}" for v in lengths]
             for name, lengths in (("untrained", before), ("trained", after))]
    print("\nHow far errors travel: the mean length of dL_t / ds_(t-k).  Each step back costs\n"
          "a share of what is left.  bptt_truncate = 2 leaves out all beyond k = 2.")
    print(terminal.table(rows))


def the_influence(model):
    """What a flip changes, in the answers and in the true sums."""
    print("\nWhere it looks.  Flipping the first bit of a column changes so many answers:")
    for a, b in measured.SUMS:
        (x,), _ = encode([[a, b, a + b]])
        must = [bin(((a + b) ^ ((a ^ 1 << i) + b)) & 255).count("1") for i in range(8)]
        found = [sum(column) for column in zip(*measured.changed(model, x))]
        print("%4d + %-3d column 0 to 7: %s;  in the true sum: %s" % (
            a, b, " ".join(map(str, found)), " ".join(map(str, must))))


def the_maps(reverse, natural):
    """Two maps for each sum, in both orders."""
    print("\n" + HOW_TO_READ_IT)
    for model, is_reverse in ((reverse, True), (natural, False)):
        for a, b in measured.SUMS:
            (x,), _ = encode([[a, b, a + b]], is_reverse=is_reverse)
            nudges, flips = influence.influence(model, x), influence.flips(model, x)
            columns = "".join(f"{int(first)}{int(second)} " for first, second in x)
            print("\n%d + %d, %s significant bit first\n     %s      %s" % (
                a, b, "least" if is_reverse else "most", columns, columns.rstrip()))
            for t in range(len(x)):
                print(f"  {t}  {shades(nudges, t)}      {shades(flips, t)}")


def shades(matrix, t):
    """Row t as blocks, two characters wide; above the diagonal a dot: it is yet to be read."""
    greatest = max(map(max, matrix))
    cells = [2 * terminal.blocks([measured.shade(v, greatest)], 0.0, 1.0) + " "
             for v in matrix[t][:t + 1]]
    return "".join(cells + [" . "] * (len(matrix) - t - 1))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    paths = [networks.model_path(HERE / "calculator", is_reverse) for is_reverse in (True, False)]
    parser.add_argument("--model", type=flags.existing, default=paths[0], metavar="FILE",
                        help="trained least significant bit first (%(default)s)")
    parser.add_argument("--natural", type=flags.existing, default=paths[1], metavar="FILE",
                        help="trained most significant bit first (%(default)s)")
    parser.add_argument("--states", action="store_true", help="the carry in its states")
    parser.add_argument("--machine", action="store_true", help="what it became")
    parser.add_argument("--errors", action="store_true", help="how far errors travel back")
    parser.add_argument("--influence", action="store_true", help="where it looks, in both orders")
    parser.add_argument("--svg", type=flags.folder, metavar="DIR", help="draw all this in DIR")
    parser.add_argument("--seed", type=flags.seed, default=0, metavar="N",
                        help="of random sequences (0)")
    parser.add_argument("--columns", type=flags.whole(1, 9), default=7, metavar="N",
                        help="how many columns lead to the states (7, as in a sum of 8 bits)")
    options = parser.parse_args()
    summary = not (options.states or options.machine or options.errors or options.influence)
    if options.svg:
        options.svg.mkdir(parents=True, exist_ok=True)
        files.check_writable(options.svg / "carry.svg")
    model = find(options.model, True)
    natural = find(options.natural, False) if options.influence or options.svg else None

    reached = reach(model, options.columns) if summary or options.states or options.machine else []
    if summary or options.states:
        the_states(reached)
    if summary or options.machine:
        found = the_machine(model, reached)
    if options.machine:
        the_transitions(model, found, options.seed)
    if summary or options.errors:
        the_errors(model)
    if summary or options.influence:
        the_influence(model)
    if options.influence:
        the_maps(model, natural)
    if summary:
        print("\nMore of each: --states, --machine, --errors, --influence.  --svg DIR: pictures.")
    if options.svg:
        drawn = draw(measured.measure(model, natural, options.columns))
        for name in sorted(drawn):
            svg.save(drawn[name], options.svg / (name + ".svg"))
        print(f"\nThe pictures are in {options.svg}.")


if __name__ == "__main__":
    terminal.run(main)
