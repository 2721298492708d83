#!/usr/bin/env python3
"""Any rule: learnt from examples, then proved for inputs of every length.

    learn_rule.py                       the rules of the board
    learn_rule.py tomita5               learns one, shows the machine, proves it
    learn_rule.py tomita5 --seeds 10    a table of ten networks, on all cores
    learn_rule.py --board               the same for every rule but add10, a line each: hours
    learn_rule.py --board parity mod3   for these
    learn_rule.py --template            a file in which to write a rule of your own
    learn_rule.py FILE.py               learns that

Where the proof does not close, or a wrong answer is found, the network gets a
lesson, and so on.  Exit status: 0 all proved, 3 a wrong answer, 4 undecided,
1 and 2 as elsewhere, and 130 after Ctrl-C.
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
from rnn_pure.tasks.adding import Reading
from rnn_pure.tasks.automaton import Automaton
from rnn_pure.tasks.rules import BOARD, Rule

WATCHED, EVERY = 20, 2000       # columns of the sequence that is watched; examples between looks
TESTS, LONG = 200, 100          # sequences to test on, and their columns
SHOWN = 24                      # lines of a machine
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
        raise DataError(f"there is no rule {name} and no file of that name; without arguments this "
                        "program lists the rules")
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


def tested(model, task):
    """How many of 200 sequences of 100 columns it answers without an error."""
    X, Y = task.examples(TESTS, LONG, 0.0, flags.MOST_SEEDS)
    return score(predict_all(model, X), Y).exact


def one_network(rule, options):
    """Learns before the reader's eyes; the verdict."""
    task, progress = rule.task, terminal.Progress(RULE.examples, "examples")
    model = Model(task.word_dim, 16, RULE.columns - 1, options.seed)
    x, y = task.read(task.draw(WATCHED, True, Random(1)))

    def look(seen):
        progress.update(seen)
        if seen % EVERY == 0:
            progress.clear()
            print(f"{seen:8}  " + "".join([f" {answer} " if answer == right else f"({answer})"
                                           for answer, right in zip(model.predict(x), y)]),
                  flush=True)

    print(f"{rule.name}: {rule.sentence}\n\nexamples  {WATCHED} answers; ( ): wrong")
    teaching.learn(model, task, options.seed, RULE, look)
    print(f"\n{tested(model, task)} of {TESTS} sequences of {LONG} columns are right.\n")
    length = max(1, states.usual_length(task) - 4)
    found = machine.machine(model, task, states.reachable_states(model, task, length))
    rows = machine.beside(found)
    print(terminal.table(rows[:1 + SHOWN]) + "\n..." * (len(rows) > 1 + SHOWN))
    print(f"\nUp to {length} columns lead to {sum(found.groups.values())} states; on them it is "
          f"{'another machine' if machine.deviations(found) else 'the same machine'}.\n")
    model, verdict, lesson = teaching.lessons(model, task, options.lessons, recipe=RULE_LESSON,
                                              line=terminal.Line(), names=rule.columns)
    if options.model:
        reading = Reading(counts=True, base=min(task.word_dim, 36))
        about = networks.About(reading) if reading.task == task else networks.About(rule=task)
        networks.save(model, options.model, about._replace(
            examples=RULE.examples + lesson * RULE_LESSON.examples,
            settings=dict(seed=options.seed, lessons=lesson)))
        print(f"The network is in {options.model}.")
    return [verdict.kind]


def row(rule, options, seed, on_step):
    """What a table says of a network."""
    started = time.process_time()
    model = teaching.network(rule.task, seed, RULE, on_step=on_step)
    right = tested(model, rule.task)
    _, verdict, lesson = teaching.lessons(model, rule.task, options.lessons, recipe=RULE_LESSON)
    return {"seed": seed, f"right of {TESTS}": right, "verdict": verdict.kind, "lessons": lesson,
            "pushes": verdict.pushes, "seconds": round(time.process_time() - started, 1),
            "wrong input": " ".join([str(rule.columns[j]) for j in verdict.columns or ()])}


def tables(rules, options):
    """A table of networks, by all cores; with --board of rules; the verdicts."""
    seeds, kinds = range(options.seed, options.seed + (options.seeds or 10)), []
    if options.board:
        print(ROW.format("rule", "states", "proved", "at once", "lessons", "pushes", "seconds",
                         "not proved"))
    for rule in rules:
        progress = terminal.Progress(len(seeds) * RULE.examples, "examples")
        rows = on_all_cores(partial(row, rule, options), seeds, progress)
        verdicts = [row["verdict"] for row in rows]
        kinds += verdicts
        if not options.board:
            print(terminal.table([rows[0].keys()] + [row.values() for row in rows]))
            continue
        proved = [row for row in rows if row["verdict"] == "proved"]
        missed = [" ".join([f"{kind}:"] + [str(row["seed"]) for row in rows
                                           if row["verdict"] == kind])
                  for kind in ("wrong", "undecided") if kind in verdicts]
        lessons = [row["lessons"] for row in proved]
        print(ROW.format(
            rule.name, len(rule.task.answer), f"{len(proved)} of {len(rows)}", lessons.count(0),
            max(lessons, default=0), int(median([row["pushes"] for row in proved] or [0])),
            round(median([row["seconds"] for row in rows])), ", ".join(missed)).rstrip(),
            flush=True)
    if options.board:
        print("\nAt once: without a lesson.  Lessons: the most that one needed.  Pushes: median of "
              "the\nproved.  Seconds: median, of one core, for all.  Not proved: these seeds.")
    return kinds


def main():
    parser = flags.Parser(__doc__)
    add = parser.add_argument
    add("rules", nargs="*", metavar="RULE", help="of the board, or a file")
    add("--seed", type=flags.seed, default=0, help="of the network")
    add("--seeds", type=flags.whole(1), help="a table of N networks, from --seed on")
    add("--board", action="store_true", help="a line for each rule: ten networks, or --seeds N")
    add("--lessons", type=flags.whole(0), default=8, help="at most")
    add("--model", type=flags.file, help="where to save the network")
    add("--template", action="store_true", help="print a file for a rule of your own")
    options = parser.parse_args()
    single = options.rules and not options.seeds and not options.board
    if len(options.rules) > 1 and not options.board or options.model and not single:
        parser.error("give one rule, or --board and several; --model saves a single network")
    if options.model:
        files.check_writable(options.model)
    rules, kinds = [find(name) for name in options.rules], []
    if options.template:
        print(TEMPLATE, end="")
    elif single:
        kinds = one_network(rules[0], options)
    elif rules or options.board:
        kinds = tables(rules or [BOARD[name] for name in BOARD if name != "add10"], options)
    else:
        print("rule     states columns")
        for rule in BOARD.values():
            print(f"{rule.name:8} {len(rule.task.answer):6} {len(rule.columns):7}  {rule.sentence}")
    return teaching.status(kinds)


if __name__ == "__main__":
    terminal.run(main)
