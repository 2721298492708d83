#!/usr/bin/env python3
"""Any rule: learnt from examples, then proved for inputs of every length.

    learn_rule.py                       the rules of the board
    learn_rule.py tomita5               learns one, shows the machine, proves it
    learn_rule.py --template            a file in which to write a rule of your own
    learn_rule.py FILE.py               learns that
    learn_rule.py tomita5 --seeds 10    a line of a table: ten networks, on all cores
    learn_rule.py --board               such a line for every rule but add10: hours

Where the proof does not close, or a wrong answer is found, the network gets a
lesson, and so on.  Exit status: 0 all proved, 3 a wrong answer, 4 undecided.
"""
import start  # noqa: F401  # isort: skip
import runpy
import time
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from traceback import walk_tb

from rnn_pure import DataError, Model
from rnn_pure.inside import machine, states
from rnn_pure.inside.scores import predict_all, score
from rnn_pure.programs import flags, teaching, terminal
from rnn_pure.programs.seeds import on_all_cores
from rnn_pure.programs.teaching import RULE, RULE_LESSON
from rnn_pure.saved import files, networks
from rnn_pure.tasks.adding import Reading, adds
from rnn_pure.tasks.automaton import Automaton
from rnn_pure.tasks.rules import BOARD, Rule

WATCHED, EVERY = 20, 2000       # columns of the sequence that is watched; examples between looks
TESTS, LONG = 200, 100          # sequences to test on, and their columns
ROW = "{:8} {:>6} {:>9} {:>8} {:>8} {:>7} {:>8}  {}"        # of the board
TEMPLATE = '''\
"""Have there been two 0s in a row since the last 1?"""
start = 0               # the state before anything is read
columns = [0, 1]        # what may be read


def rule(state, column):
    """(answer, next state).  Answers are 0, 1, 2 ..; a state is whatever can be a key."""
    zeros = 0 if column == 1 else min(state + 1, 2)
    return int(zeros == 2), zeros
'''


def find(name):
    """The board's rule of this name, or the one in a file like TEMPLATE."""
    if name in BOARD:
        return BOARD[name]
    path, line = Path(name), 1
    if not path.is_file():
        raise DataError(f"there is no rule {name}, and no file of that name")
    try:
        found = runpy.run_path(name)
        for key in ("start", "columns", "rule"):
            if key not in found:
                raise ValueError(f"it must define start, columns and rule; it has no {key}")
        line = getattr(getattr(found["rule"], "__code__", None), "co_firstlineno", line)
        task = Automaton.of(found["rule"], found["start"], found["columns"], path.stem)
        return Rule(path.stem, task, found["columns"], (found["__doc__"] or "").strip())
    except Exception as fault:
        inside = [lineno for frame, lineno in walk_tb(fault.__traceback__)
                  if frame.f_code.co_filename == name]
        line = getattr(fault, "lineno", None) or (inside or [line])[-1]
        raise DataError(f"{name}, line {line}: {type(fault).__name__}: {fault}") from None


def one_network(rule, options):
    """Learns before the reader's eyes; the verdict."""
    task, progress = rule.task, terminal.Line(RULE.examples, "examples")
    model = Model(task.word_dim, 16, RULE.columns - 1, options.seed)
    x, y = task.read(task.draw(WATCHED, True, Random(1)))

    def look(seen):
        progress.update(seen)
        if seen % EVERY == 0:
            progress.clear()
            print(f"{seen:8}  " + "".join([f" {answer} " if answer == right else f"({answer})"
                                           for answer, right in zip(model.predict(x), y)]))

    print(f"{rule.name}: {rule.sentence}\n\nexamples  {WATCHED} answers; ( ): wrong")
    teaching.learn(model, task, options.seed, RULE, look)
    X, Y = task.examples(TESTS, LONG, 0.0, flags.MOST_SEEDS)
    right = score(predict_all(model, X), Y).exact
    print(f"\n{right} of {TESTS} sequences of {LONG} columns are right.\n")
    length = max(1, states.usual_length(task) - 4)
    found = machine.machine(model, task, states.reachable_states(model, task, length))
    which = "another machine" if machine.deviations(found) else "the same machine"
    print(f"{terminal.table(machine.beside(found))}\n\nUp to {length} columns lead to "
          f"{sum(found.groups.values())} states; on them it is {which}.\n")
    model, verdict, lesson = teaching.lessons(model, task, options.lessons, recipe=RULE_LESSON,
                                              line=progress, names=rule.columns)
    if options.model:
        about = (networks.About(Reading(counts=True, base=task.word_dim)) if adds(task)
                 else networks.About(rule=task))
        networks.save(model, options.model, about._replace(
            examples=RULE.examples + lesson * RULE_LESSON.examples,
            settings=dict(seed=options.seed, lessons=lesson)))
        print(f"The network is in {options.model}.")
    return [verdict.kind]


def examined(rule, lessons, seed, on_step):
    """(verdict, lessons, pushes, seconds) of one network."""
    started = time.process_time()
    model = teaching.network(rule.task, seed, RULE, on_step=on_step)
    _, verdict, number = teaching.lessons(model, rule.task, lessons, recipe=RULE_LESSON)
    return verdict.kind, number, verdict.pushes, time.process_time() - started


def board(rules, options):
    """A line for each rule, as soon as its networks, on all cores, are done; the verdicts."""
    seeds, found = range(options.seed, options.seed + (options.seeds or 10)), []
    print(ROW.format("rule", "states", "proved", "at once", "lessons", "pushes", "seconds",
                     "not proved"))
    for rule in rules:
        progress = terminal.Line(len(seeds) * RULE.examples, "examples")
        rows = on_all_cores(partial(examined, rule, options.lessons), seeds, progress)
        kinds, _, _, seconds = zip(*rows)
        proved = [row for row in rows if row[0] == "proved"]
        lessons, pushes = [number for _, number, _, _ in proved], [n for _, _, n, _ in proved]
        missed = [" ".join([f"{kind}:"] + [str(s) for s, k in zip(seeds, kinds) if k == kind])
                  for kind in ("wrong", "undecided") if kind in kinds]
        print(ROW.format(
            rule.name, len(rule.task.answer), f"{len(proved)} of {len(rows)}", lessons.count(0),
            max(lessons, default=0), int(median(pushes or [0])), round(median(seconds)),
            ", ".join(missed)).rstrip())
        found += kinds
    print("\nAt once: without a lesson.  Lessons: the most that one needed.  Pushes: median of "
          "the\nproved.  Seconds: median, of one core, for all.  Not proved: these seeds.")
    return found


def main():
    parser = flags.Parser(__doc__)
    add = parser.add_argument
    add("rules", nargs="*", metavar="RULE", help="of the board, or a file")
    add("--seed", type=flags.seed, default=0, help="of the network")
    add("--seeds", type=flags.whole(1), help="a line of a table: N networks, from --seed on")
    add("--board", action="store_true", help="such a line for each rule: ten networks, or N")
    add("--lessons", type=flags.whole(0), default=8, help="at most")
    add("--model", type=flags.file, help="where to save the network")
    add("--template", action="store_true", help="print a file for a rule of your own")
    options = parser.parse_args()
    many = options.board or options.seeds
    if not many and len(options.rules) > 1 or options.model and (many or not options.rules):
        parser.error("give one rule, or --board and several; --model saves a single network")
    if options.model:
        files.check_writable(options.model)
    rules, kinds = [find(name) for name in options.rules], []
    if options.template:
        print(TEMPLATE, end="")
    elif many:
        kinds = board(rules or [BOARD[name] for name in BOARD if name != "add10"], options)
    elif rules:
        kinds = one_network(rules[0], options)
    else:
        print("rule     states columns")
        for rule in BOARD.values():
            print(f"{rule.name:8} {len(rule.task.answer):6} {len(rule.columns):7}  {rule.sentence}")
    return teaching.status(kinds)


if __name__ == "__main__":
    terminal.run(main)
