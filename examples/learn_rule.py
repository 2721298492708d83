#!/usr/bin/env python3
"""Any rule: learnt from examples, then proved for inputs of every length.

    learn_rule.py                       the rules of the board
    learn_rule.py tomita5               learns one, shows the machine, proves it
    learn_rule.py tomita5 --seeds 10    a table of ten networks, on all cores
    learn_rule.py --board               the same for every rule, a line each: hours
    learn_rule.py --board parity mod3   for these
    learn_rule.py --template            a file in which to write a rule of your own
    learn_rule.py FILE.py               learns that

Where the proof does not close, or a wrong answer is found, the network gets a
lesson, and so on.  Exit status: 0 all proved, 3 a wrong answer, 4 undecided,
1 and 2 as elsewhere, and 130 after Ctrl-C.
"""
import argparse
import runpy
import sys
import time
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from traceback import extract_tb

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from rnn_pure import Model  # noqa: E402
from rnn_pure.check import DataError  # noqa: E402
from rnn_pure.inside import machine, states  # noqa: E402
from rnn_pure.inside.scores import predict_all, score  # noqa: E402
from rnn_pure.programs import flags, teaching, terminal  # noqa: E402
from rnn_pure.programs.seeds import on_all_cores  # noqa: E402
from rnn_pure.proof.words import in_words  # noqa: E402
from rnn_pure.saved import files, networks  # noqa: E402
from rnn_pure.tasks.adding import Reading  # noqa: E402
from rnn_pure.tasks.automaton import Automaton  # noqa: E402
from rnn_pure.tasks.rules import BOARD, Rule  # noqa: E402

STATUS = {"proved": 0, "wrong": 3, "undecided": 4}
WATCHED, EVERY = 20, 2000       # columns of the sequence that is watched; examples between looks
TESTS, LONG = 200, 100          # sequences to test on, and their columns
SHOWN = 24                      # lines of a machine
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
        raise DataError(f"there is no rule {name} and no file of that name; learn_rule.py without "
                        "arguments lists the rules")
    try:
        found = runpy.run_path(name)
        missing = [key for key in ("start", "columns", "rule") if key not in found]
        if missing:
            raise ValueError(f"it must define start, columns and rule(state, column); it has no "
                             f"{missing[0]}")
        code = getattr(found["rule"], "__code__", None)
        line = code.co_firstlineno if code else line
        task = Automaton.of(found["rule"], found["start"], found["columns"], path.stem)
        return Rule(path.stem, task, list(found["columns"]), (found["__doc__"] or "").strip(), name)
    except SyntaxError as fault:
        line, sentence = fault.lineno, fault.msg
    except Exception as fault:
        line = ([frame.lineno for frame in extract_tb(fault.__traceback__)
                 if frame.filename == name] or [line])[-1]
        sentence = f"{type(fault).__name__}: {fault}"
    raise DataError(f"{name}, line {line}: {sentence}")


def taught(task, seed, look):
    """A network that has learnt the task.  look(model, examples seen) is called after each."""
    recipe = teaching.RULE
    X, Y = task.examples(recipe.examples, recipe.columns, recipe.noise, seed, recipe.growing)
    model = Model(task.word_dim, 16, recipe.columns - 1, seed)
    return teaching.teach(model, X, Y, recipe.learning_rate, lambda seen: look(model, seen),
                          shaken=recipe.shaken, decay=recipe.decay)


def lessons(model, task, most, say=lambda sentence: None):
    return teaching.lessons(model, task, most, say=say, recipe=teaching.RULE_LESSON,
                            patience=teaching.RULE_PATIENCE)


def tested(model, task):
    """How many of 200 sequences of 100 columns it answers without an error."""
    X, Y = task.examples(TESTS, LONG, 0.0, flags.MOST_SEEDS)
    return score(predict_all(model, X), Y).exact


def one_network(rule, options):
    """Learns before the reader's eyes; the exit status."""
    task, seed, path = rule.task, options.seed, options.model
    progress, line = terminal.Progress(teaching.RULE.examples, "examples"), terminal.Line()
    x, y = task.read(task.draw(WATCHED, True, Random(1)))
    print(f"{rule.name}: {rule.sentence}\n\nexamples  {WATCHED} answers; ( ): wrong")

    def look(model, seen):
        progress.update(seen)
        if seen % EVERY == 0:
            progress.clear()
            print(f"{seen:8}  " + "".join([f" {answer} " if answer == right else f"({answer})"
                                           for answer, right in zip(model.predict(x), y)]),
                  flush=True)

    model = taught(task, seed, look)
    print(f"\n{tested(model, task)} of {TESTS} sequences of {LONG} columns are right.\n")
    show_machine(model, task)
    for lesson, (model, verdict) in enumerate(lessons(model, task, options.lessons, line.say)):
        line.clear()
        if lesson:
            print(f"Lesson {lesson}: {teaching.RULE_LESSON.examples} more examples.")
        print(in_words(model, task, verdict, rule.columns), flush=True)
    if path:
        reading = Reading(counts=True, base=task.word_dim)
        about = dict(reading=reading) if reading.task == task else dict(rule=task)
        networks.save(model, path, networks.About(
            examples=teaching.RULE.examples + lesson * teaching.RULE_LESSON.examples,
            settings=dict(seed=seed, lessons=lesson), **about))
        print(f"The network is in {path}.")
    return STATUS[verdict.kind]


def show_machine(model, task):
    """The machine that it became, beside the rule's own."""
    length = max(1, states.usual_length(task) - 4)
    found = machine.machine(model, task, states.reachable_states(model, task, length))
    rows = machine.beside(found)
    print(terminal.table(rows[:1 + SHOWN]) + "\n" + "..\n" * (len(rows) > 1 + SHOWN))
    print(f"Up to {length} columns lead to {sum(found.groups.values())} states; on them it is "
          f"{'another machine' if machine.deviations(found) else 'the same machine'}.\n")


def row(rule, most, seed, count):
    """A line of a table: seed, right of the tests, verdict, lessons, pushes, seconds, wrong."""
    started = time.perf_counter()
    model = taught(rule.task, seed, lambda model, seen: count(1))
    right = tested(model, rule.task)
    for lesson, (model, verdict) in enumerate(lessons(model, rule.task, most)):
        pass
    return (seed, right, verdict.kind, lesson, verdict.pushes,
            round(time.perf_counter() - started, 1),
            " ".join([str(rule.columns[j]) for j in verdict.columns or ()]))


def rows_of(rule, options):
    """A row for each seed, by all cores."""
    seeds = range(options.seed, options.seed + (options.seeds or 10))
    progress = terminal.Progress(len(seeds) * teaching.RULE.examples, "examples")
    return list(on_all_cores(partial(row, rule, options.lessons), seeds, options.jobs, progress))


def board(rules, options):
    """A line for each rule, as soon as it is known; the rows of them all."""
    line, everything = "{:8} {:>6} {:>9} {:>8} {:>8} {:>8}  {}", []
    print(line.format("rule", "states", "proved", "at once", "pushes", "seconds", "not proved"))
    for rule in rules:
        rows = rows_of(rule, options)
        proved = [row for row in rows if row[2] == "proved"]
        print(line.format(
            rule.name, len(rule.task.answer),
            f"{len(proved)} of {len(rows)}", len([row for row in proved if row[3] == 0]),
            int(median([row[4] for row in proved] or [0])), round(median([r[5] for r in rows])),
            ", ".join([f"{row[0]} {row[2]}" for row in rows if row not in proved])).rstrip(),
            flush=True)
        everything += rows
    print(f"\nProved: with at most {options.lessons} lessons; at once: without one.  Pushes: median\n"
          "of the proved; seconds: median, of all that was done.  Not proved: seeds.")
    return everything


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("rules", nargs="*", metavar="RULE", help="of the board, or a file")
    add("--seed", type=flags.seed, default=0, metavar="N", help="of the network (0)")
    add("--seeds", type=flags.whole(1), metavar="N", help="a table of N networks, from --seed on")
    add("--board", action="store_true", help="a line for each rule: ten networks, or --seeds N")
    add("--jobs", type=flags.whole(1, 1000), metavar="N", help="processes (all cores)")
    add("--lessons", type=flags.whole(0), default=8, metavar="N", help="at most (8)")
    add("--model", type=flags.file, metavar="FILE", help="where to save the network")
    add("--template", action="store_true", help="print a file for a rule of your own")
    options = parser.parse_args()
    if len(options.rules) > 1 and not options.board:
        parser.error("give one rule, or --board and several")
    if options.model and (options.seeds or options.board or not options.rules):
        parser.error("--model saves a single network: give one rule, without --seeds and --board")
    if options.model:
        files.check_writable(options.model)
    if options.template:
        print(TEMPLATE, end="")
        return 0
    rules = [find(name) for name in options.rules]
    if not (rules or options.board):
        line = "{:8} {:>6} {:>7}  {}"
        print(line.format("rule", "states", "columns", "").rstrip())
        for name, rule in BOARD.items():
            print(line.format(name, len(rule.task.answer), len(rule.columns), rule.sentence))
        return 0
    if not (options.board or options.seeds):
        return one_network(rules[0], options)
    if options.board:
        rows = board(rules or list(BOARD.values()), options)
    else:
        rows = rows_of(rules[0], options)
        head = ["seed", f"right of {TESTS}", "verdict", "lessons", "pushes", "seconds", "wrong"]
        print(terminal.table([head] + rows))
    return STATUS[min([row[2] for row in rows], key=["wrong", "undecided", "proved"].index)]


if __name__ == "__main__":
    terminal.run(main)
