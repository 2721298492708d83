#!/usr/bin/env python3
"""What has the network learned?  A page that sums it up, or more of each part, by flag."""
import start  # isort: skip
from random import Random

from rnn_pure.inside import machine, states, way_back
from rnn_pure.pictures import inside, svg
from rnn_pure.programs import flags, teaching, terminal

SUMS = [(127, 1), (85, 42), (85, 85)]       # one long carry; none; one that every 0 0 ends


def the_states(model, about, reached, more):
    """How well one unit, and one direction through all of them, tell what must be remembered."""
    names = machine.state_names(about.task)
    rows = [["remembered", "best single unit", "tells it in", "all units together"]]
    for state in [1] if len(names) == 2 else range(len(names)):
        unit, gap = states.best_unit(reached, state), states.separating_direction(reached, state)
        rows.append([
            names[state],
            f"number {unit.number}, {'above' if unit.sign > 0 else 'below'} {unit.threshold:.3f}",
            f"{100.0 * unit.right / len(reached):.2f}% of states",
            f"always, by {gap.margin:.3f} or more" if gap.margin > 0 else "no direction found"])
    print(f"\nWhat its states know.  Up to {len(reached[-1].columns)} columns lead to "
          f"{len(reached)} states.\n\n{terminal.table(rows, left=2)}")


def the_machine(model, about, reached, more):
    """Its groups, and whether they are its task's states; alone, both tables side by side."""
    task, found = about.task, machine.machine(model, about.task, reached)
    wrong, names = machine.deviations(found), machine.names(found)
    print("\nThe machine it became.  States that answer alike, whatever comes next, are one\n"
          f"group: {len(found.groups)} groups, {sum(map(len, found.edges.values()))} transitions"
          + (f".\nNot as in its task in {len(wrong)} ways, such as these:" if wrong else
             f", all as in its task, {task.name or 'a rule'}."))
    for group, column, to, count in wrong[:3]:
        print("It does not start where its task does." if column is None else
              f"{names[group]} on {machine.column_name(task, column)} goes to "
              f"{names.get(to, 'elsewhere')} (states: {count}).")
    if more:
        print(f"\n{terminal.table(machine.beside(found))}")


def the_errors(model, about, reached, more):
    """How much of an error is left k steps back."""
    before, after = way_back.error_lengths(model, about.task)
    print("\nHow far errors travel: the mean length of dL_t / ds_(t-k).  Each step back costs\n"
          "a share of what is left.  bptt_truncate = 2 leaves out all beyond k = 2.")
    print(terminal.table([["steps back k", *range(len(after))]] + [
        [name] + [f"{v:.4f}" if v < 10 else f"{v:.0e}" for v in lengths]
        for name, lengths in (("untrained", before), ("trained", after))]))


def the_influence(model, about, reached, more):
    """What another column in one place changes, in the answers and in the true ones."""
    print("\nWhere it looks.  With another column in place 0, 1, .. 7 so many answers change\n"
          "(and so many should):")
    task, reading, rng = about.task, about.reading, Random(0)
    for a, b in SUMS:
        columns = task.draw(8, False, rng)
        name = ", ".join([machine.column_name(task, j) for j in columns])
        if reading:
            columns = [reading.base * a_t + b_t for a_t, b_t, _ in reading.columns(a, b, 8)]
            name = f"{a} + {b}"
        changes = states.changes(model, task, columns)
        print(f"{name}: " + "  ".join(["%d (%d)" % pair for pair in changes]))


PARTS = {"states": the_states, "machine": the_machine, "errors": the_errors,
         "influence": the_influence}


def main():
    parser = flags.Parser(__doc__)
    add = parser.add_argument
    parser.network(start.CALCULATOR, "any network that adds, or follows a rule")
    for name, part in PARTS.items():
        add("--" + name, action="store_true", help=part.__doc__)
    add("--svg", type=flags.folder, help="draw all this in DIR")
    options = parser.parse_args()
    asked = [name for name in PARTS if getattr(options, name)]
    shown, reached = asked or PARTS, []
    if options.svg:
        options.svg.mkdir(parents=True, exist_ok=True)      # better now than at the end
    model, about = teaching.find_network(options.model, rules=True)
    task = about.task
    if options.svg or {"states", "machine"}.intersection(shown):
        progress = terminal.Line(len(task.columns) ** states.usual_length(task), "states")
        reached = states.reachable_states(model, task, on_state=progress.update)
        progress.clear()
    for name in shown:
        PARTS[name](model, about, reached, more=bool(asked))
    if not asked:
        print("\nEach alone, the machine in full: --states, --machine, --errors, --influence.")
    if options.svg:
        for name, picture in inside.draw(inside.measure(model, task, reached)).items():
            svg.save(picture, options.svg / f"{name}.svg")
        print(f"\nThe pictures are in {options.svg}.")


if __name__ == "__main__":
    terminal.run(main)
