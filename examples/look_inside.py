#!/usr/bin/env python3
"""What has the network learned?  A page that sums it up, or more of each part, by flag."""
import start  # isort: skip
import argparse
from random import Random

from rnn_pure import DataError
from rnn_pure.inside import influence, machine, states
from rnn_pure.pictures import inside, svg
from rnn_pure.programs import flags, teaching, terminal
from rnn_pure.saved import files, networks

SUMS = [(127, 1), (85, 42), (85, 85)]       # one long carry; none; one that every 0 0 ends


def the_states(reached, task):
    """How well one unit, and one direction through all of them, tell what must be remembered."""
    names = machine.state_names(task)
    rows = [["remembered", "best single unit", "tells it in", "all units together"]]
    for state in range(1, 2) if len(names) == 2 else range(len(names)):
        unit, gap = states.best_unit(reached, state), states.separating_direction(reached, state)
        rows.append([
            names[state],
            unit and f"number {unit.number}, {'above' if unit.sign > 0 else 'below'} "
                     f"{unit.threshold:.3f}",
            unit and f"{100.0 * unit.right / len(reached):.2f}% of states",
            f"always, by {gap.margin:.3f} or more" if gap.margin > 0 else "no direction found"])
    print("\nWhat its states know.  Up to %d columns lead to %d states.\n" % (
        len(reached[-1].columns), len(reached)))
    print(terminal.table([[cell or "none ever changes" for cell in row] for row in rows], left=2))


def the_machine(model, task, reached):
    """Its groups, and whether they are its task's states."""
    found = machine.machine(model, task, reached)
    wrong, names = machine.deviations(found), machine.names(found)
    print("\nThe machine it became.  States that answer alike, whatever comes next, are one\n"
          "group: %d groups, %d transitions%s." % (
              len(found.groups), sum(map(len, found.edges.values())),
              "" if wrong else f", all as in its task, {task.name or 'a rule'}"))
    for group, column, to, count in wrong[:3]:
        print("Not as in its task: " + (
            "it does not start where its task does."
            if column is None else "%s on %s goes to %s (states: %d)." % (names[group], (
                machine.column_name(task, column)), names.get(to, "elsewhere"), count)))
    if len(wrong) > 3:
        print(f"... and {len(wrong) - 3} more such transitions.")
    return found


def the_transitions(model, found, seed):
    """Its table beside the task's own, and whether it keeps to it for longer."""
    print("\n" + terminal.table(machine.beside(found)) + "\n")
    rng, progress, kept = Random(seed), terminal.Progress(10, "random sequences"), 0
    for done in range(10):
        kept += machine.first_departure(model, found, found.task.draw(1000, False, rng)) is None
        progress.update(done + 1)
    progress.clear()
    print(f"{kept} of 10 random sequences of 1,000 columns kept to these transitions.")


def the_errors(model, task):
    """How much of an error is left k steps back."""
    before, after = influence.error_lengths(model, task)
    rows = [["steps back k", *range(len(after))]]
    rows += [[name] + [f"{v:.4f}" if v < 10 else f"{v:.0e}" for v in lengths]
             for name, lengths in (("untrained", before), ("trained", after))]
    print("\nHow far errors travel: the mean length of dL_t / ds_(t-k).  Each step back costs\n"
          "a share of what is left.  bptt_truncate = 2 leaves out all beyond k = 2.")
    print(terminal.table(rows))


def the_influence(model, about, seed):
    """What another column in one place changes, in the answers and in the true ones."""
    print("\nWhere it looks.  With another column in place 0, 1, .. 7 so many answers change\n"
          "(and so many should):")
    rng, base = Random(seed), about.reading.base if about.reading else 0
    for a, b in SUMS:
        name, indices = f"{a} + {b}", [a // base ** k % base * base + b // base ** k % base
                                       for k in range(8)] if base else []
        if not base:
            indices = about.task.draw(8, False, rng)
            name = ", ".join(machine.column_name(about.task, j) for j in indices)
        print(f"{name}: " + "  ".join(
            "%d (%d)" % pair for pair in influence.changes(model, about.task, indices)))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    path = networks.model_path(start.CALCULATOR)
    parser.add_argument("--model", type=flags.existing, default=path, metavar="FILE",
                        help="any network that adds, or follows a rule (%(default)s)")
    for name, text in (("states", "what its states know"), ("machine", "what it became"),
                       ("errors", "how far errors travel back"), ("influence", "where it looks")):
        parser.add_argument("--" + name, action="store_true", help=text)
    parser.add_argument("--svg", type=flags.folder, metavar="DIR", help="draw all this in DIR")
    parser.add_argument("--seed", type=flags.seed, default=0, metavar="N",
                        help="of random sequences (0)")
    parser.add_argument("--columns", type=flags.whole(1, 14), metavar="N",
                        help="how many columns lead to the states (as many as take seconds)")
    options = parser.parse_args()
    summary = not (options.states or options.machine or options.errors or options.influence)
    if not (summary or options.machine or options.influence):
        flags.refuse(parser, options, "seed", "nothing random is looked at")
    if not (summary or options.states or options.machine or options.svg):
        flags.refuse(parser, options, "columns", "no states are looked at")
    if options.svg:
        options.svg.mkdir(parents=True, exist_ok=True)
        files.check_writable(options.svg / "carry.svg")
    model, about = teaching.find_network(options.model, rules=True)
    if about.reading and not about.reading.is_reverse:
        raise DataError("%s must hold a network that reads the least significant digit first, as "
                        "no machine adds from the other end, but it is one that %s" % (
                            options.model, about.in_words()))
    task = about.task
    length = options.columns or states.usual_length(task)
    reached = []
    if summary or options.states or options.machine or options.svg:
        progress = terminal.Progress(len(task.columns) ** length, "states")
        reached = states.reachable_states(model, task, length, progress.update)
        progress.clear()
    if summary or options.states:
        the_states(reached, task)
    if summary or options.machine:
        found = the_machine(model, task, reached)
    if options.machine:
        the_transitions(model, found, options.seed)
    if summary or options.errors:
        the_errors(model, task)
    if summary or options.influence:
        the_influence(model, about, options.seed)
    if summary:
        print("\nMore of each: --states, --machine, --errors, --influence.  --svg DIR: pictures.")
    if options.svg:
        drawn = inside.draw(inside.measure(model, task, reached))
        for name in sorted(drawn):
            svg.save(drawn[name], options.svg / (name + ".svg"))
        print(f"\nThe pictures are in {options.svg}.")


if __name__ == "__main__":
    terminal.run(main)
