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

from rnn_pure import Model
from rnn_pure.check import DataError
from rnn_pure.inside import machine, states
from rnn_pure.inside.scores import predict_all, score
from rnn_pure.programs import flags, teaching, terminal
from rnn_pure.programs.seeds import on_all_cores
from rnn_pure.proof.words import in_words
from rnn_pure.saved import files, networks
from rnn_pure.tasks.adding import Reading
from rnn_pure.tasks.automaton import Automaton
from rnn_pure.tasks.rules import BOARD, Rule

STATUS = {"proved": 0, "undecided": 4, "wrong": 3}      # from best to worst
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
    except SyntaxError as fault:
        line, sentence = fault.lineno, fault.msg
    except Exception as fault:
        inside = [lineno for frame, lineno in walk_tb(fault.__traceback__)
                  if frame.f_code.co_filename == name]
        line, sentence = (inside or [line])[-1], f"{type(fault).__name__}: {fault}"
    raise DataError(f"{name}, line {line}: {sentence}")


def tested(model, task):
    """How many of 200 sequences of 100 columns it answers without an error."""
    X, Y = task.examples(TESTS, LONG, 0.0, flags.MOST_SEEDS)
    return score(predict_all(model, X), Y).exact


def lessons(model, rule, options, say=lambda sentence: None):
    return teaching.lessons(
        model, rule.task, options.lessons, say=say, recipe=teaching.RULE_LESSON,
        patience=teaching.RULE_PATIENCE * len(rule.columns))


def one_network(rule, options):
    """Learns before the reader's eyes; the verdict."""
    task = rule.task
    progress, line = terminal.Progress(teaching.RULE.examples, "examples"), terminal.Line()
    x, y = task.read(task.draw(WATCHED, True, Random(1)))
    print(f"{rule.name}: {rule.sentence}\n\nexamples  {WATCHED} answers; ( ): wrong")

    def look(seen):
        progress.update(seen)
        if seen % EVERY == 0:
            progress.clear()
            print(f"{seen:8}  " + "".join([f" {answer} " if answer == right else f"({answer})"
                                           for answer, right in zip(model.predict(x), y)]),
                  flush=True)

    model = Model(task.word_dim, 16, teaching.RULE.columns - 1, options.seed)
    teaching.learn(model, task, options.seed, teaching.RULE, look)
    print(f"\n{tested(model, task)} of {TESTS} sequences of {LONG} columns are right.\n")
    show_machine(model, task)
    for lesson, (model, verdict) in enumerate(lessons(model, rule, options, line.say)):
        line.clear()
        if lesson:
            print(f"Lesson {lesson}: {teaching.RULE_LESSON.examples} more examples.")
        print(in_words(model, task, verdict, rule.columns), flush=True)
    if options.model:
        reading = Reading(counts=True, base=task.word_dim)
        about = networks.About(reading) if reading.task == task else networks.About(rule=task)
        networks.save(model, options.model, about._replace(
            examples=teaching.RULE.examples + lesson * teaching.RULE_LESSON.examples,
            settings=dict(seed=options.seed, lessons=lesson)))
        print(f"The network is in {options.model}.")
    return verdict.kind


def show_machine(model, task):
    """The machine that it became, beside the rule's own."""
    length = max(1, states.usual_length(task) - 4)
    found = machine.machine(model, task, states.reachable_states(model, task, length))
    rows = machine.beside(found)
    print(terminal.table(rows[:1 + SHOWN]) + "\n..." * (len(rows) > 1 + SHOWN))
    print(f"\nUp to {length} columns lead to {sum(found.groups.values())} states; on them it is "
          f"{'another machine' if machine.deviations(found) else 'the same machine'}.\n")


def row(rule, options, seed, on_step):
    """A line of a table: seed, right of the tests, verdict, lessons, pushes, seconds, wrong."""
    started = time.process_time()
    model = teaching.network(rule.task, seed, teaching.RULE, on_step=on_step)
    right = tested(model, rule.task)
    for lesson, (model, verdict) in enumerate(lessons(model, rule, options)):
        pass
    return (seed, right, verdict.kind, lesson, verdict.pushes,
            round(time.process_time() - started, 1),
            " ".join([str(rule.columns[j]) for j in verdict.columns or ()]))


def rows_of(rule, options):
    """A row for each seed, by all cores."""
    seeds = range(options.seed, options.seed + (options.seeds or 10))
    progress = terminal.Progress(len(seeds) * teaching.RULE.examples, "examples")
    return list(on_all_cores(partial(row, rule, options), seeds, options.jobs, progress))


def board(rules, options):
    """Prints a line for each rule, as soon as it is known; the verdicts."""
    line, kinds = "{:8} {:>6} {:>9} {:>8} {:>8} {:>8}  {}", []
    print(line.format("rule", "states", "proved", "at once", "pushes", "seconds", "not proved"))
    for rule in rules:
        rows = rows_of(rule, options)
        proved = [row for row in rows if row[2] == "proved"]
        print(line.format(
            rule.name, len(rule.task.answer), f"{len(proved)} of {len(rows)}",
            sum([row[3] == 0 for row in proved]), int(median([row[4] for row in proved] or [0])),
            round(median([row[5] for row in rows])),
            ", ".join([f"{row[0]} {row[2]}" for row in rows if row not in proved])).rstrip(),
            flush=True)
        kinds += [row[2] for row in rows]
    print("\nAt once: without a lesson.  Pushes: median of the proved.  Seconds: median, of one "
          "core,\nfor learning, lessons and proofs.  Not proved: these seeds.")
    return kinds


def main():
    parser = flags.parser(__doc__)
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
    rules = [find(name) for name in options.rules] or list(BOARD.values())
    if options.template:
        print(TEMPLATE, end="")
        kinds = []
    elif options.board:
        kinds = board([rule for rule in rules if options.rules or rule.name != "add10"], options)
    elif not options.rules:
        line, kinds = "{:8} {:>6} {:>7}  {}", []
        print(line.format("rule", "states", "columns", "").rstrip())
        for rule in rules:
            print(line.format(rule.name, len(rule.task.answer), len(rule.columns), rule.sentence))
    elif options.seeds:
        rows = rows_of(rules[0], options)
        print(terminal.table([["seed", f"right of {TESTS}", "verdict", "lessons", "pushes",
                               "seconds", "wrong input"]] + rows))
        kinds = [row[2] for row in rows]
    else:
        kinds = [one_network(rules[0], options)]
    return STATUS[max(kinds, key=list(STATUS).index)] if kinds else 0


if __name__ == "__main__":
    terminal.run(main)
