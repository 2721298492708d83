#!/usr/bin/env python3
"""Proves that a network adds numbers of every length, or shows a sum that it gets wrong.

    prove.py                            trains a network as --quick does, and proves it
    prove.py --model FILE               examines a saved network
    prove.py --model FILE --repair NEW  teaches it its wrong sums first
    prove.py --seed 0 --seeds 10        a table of ten networks
    prove.py --certificate FILE         writes the proof as JSON
    prove.py --check FILE               goes through such a proof again, without any search

Exit status: 0 all proved, 3 a wrong sum, 4 undecided, 1 and 2 as elsewhere, 130 after Ctrl-C.
"""
import argparse
import contextlib
import io
import sys
import time
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from rnn_pure import Model, encode  # noqa: E402
from rnn_pure.study.pictures import proof as picture  # noqa: E402
from rnn_pure.study.proof import Refused, certificate_file, check, search  # noqa: E402
from rnn_pure.study.proof.counterexample import numbers  # noqa: E402
from rnn_pure.study.proof.repair import repair  # noqa: E402
from rnn_pure.support import files, flags, svg, terminal  # noqa: E402
from rnn_pure.support.errors import DataError  # noqa: E402
from rnn_pure.tasks import article, networks  # noqa: E402
from rnn_pure.tasks.adding import answer_sum, digits2int  # noqa: E402
from rnn_pure.tasks.automaton import adder  # noqa: E402

About = networks.About
STATUS = {"proved": 0, "wrong": 3, "undecided": 4}
line = terminal.Line()


def train(options, seed):
    """A network as the flags say."""
    def on_step(n):
        line.say("learning: %d examples" % n)
    if options.article:
        training, _ = article.read_data(HERE / "calculator")
        model, settings = Model(seed=seed), article.ARTICLE
        with contextlib.redirect_stdout(io.StringIO()):     # ten lines of losses
            model.train(*encode(training), learning_rate=settings.learning_rate,
                        nepoch=settings.epochs, evaluate_loss_after=1, on_step=on_step)
    else:
        model = networks.quick_network(
            seed=seed, examples=options.examples, hidden=options.hidden, noise=options.noise,
            learning_rate=options.rate, on_step=on_step)
    line.clear()
    return model


def examine(model, options, task=adder()):
    """The verdict; Ctrl-C says how far it came."""
    try:
        return search.prove(model, task, effort=options.effort, on_progress=line.say)
    except KeyboardInterrupt:
        raise KeyboardInterrupt("Interrupted: " + line.text) from None
    finally:
        line.clear()


def wrong_sum(model, columns, about=About()):
    """(what it should add, what it answers)"""
    base, task = about.base, adder(about.base, about.counts)
    a, b = numbers(columns, base)
    answers = model.predict([task.columns[i] for i in columns])
    unit = ("bit" if base == 2 else "digit") + "s" * (len(columns) > 1)
    return "%d + %d in %d %s" % (a, b, len(columns), unit), "it answers %d instead of %d" % (
        digits2int(answers[::-1], base), (a + b) % base ** len(columns))


def claim(balls, checked):
    return ("Proved: for two numbers of any length, least significant bit first, every bit\n"
            "of the sum is right (%d balls, %d pushes, deepest %d, least margin %.2f;\n"
            "rounding covered)." % (
                len(balls), checked.pushes, checked.deepest, checked.least_margin))


def report(model, verdict, about):
    if verdict.kind == "proved":
        print(claim(verdict.certificate.balls, verdict.checked), flush=True)
    elif verdict.kind == "wrong":
        print("Wrong: %s: %s." % wrong_sum(model, verdict.columns, about), flush=True)
    else:
        print("Undecided after %d pushes; no wrong sum was found, which proves nothing.\n%s" % (
            verdict.pushes, verdict.why), flush=True)


def saved_network(path):
    """(model, about) of a file; DataError if it does not add least significant digit first."""
    model, about = networks.load(path)
    if about.task == "language" or not about.is_reverse or model.word_dim != about.base:
        raise DataError("%s must hold a network that adds least significant digit first" % path)
    return model, about


def one_network(options):
    """Examines one, and does with it what the flags ask for; the exit status."""
    for path in filter(None, (options.certificate, options.svg, options.repair)):
        files.check_writable(path)
    if options.model:
        model, about = saved_network(options.model)
    else:
        model, about = train(options, options.seed), About("adding", examples=options.examples)
    task = adder(about.base, about.counts)
    verdict = examine(model, options, task)
    report(model, verdict, about)
    if options.repair:
        wrong = []
        while verdict.kind == "wrong" and len(wrong) < options.repairs:
            wrong.append(verdict.columns)
            model = repair(model, task, wrong, seed=len(wrong))
            print("It has learned from 600 more examples, half of them like such sums.", flush=True)
            verdict = examine(model, options, task)
            report(model, verdict, about)
        networks.save(model, about._replace(task="adding"), options.repair)     # older files: ""
        print("The network is in %s." % options.repair)
    if verdict.kind == "proved":
        if options.certificate:
            certificate_file.save(verdict.certificate, options.certificate)
            print("The proof is in %s." % options.certificate)
        if options.svg:
            svg.save(picture.proof(picture.shadow(verdict.certificate)), options.svg)
            print("The picture is in %s." % options.svg)
        rng = Random(options.seed)
        a, b = rng.getrandbits(10000), rng.getrandbits(10000)
        answer = answer_sum(model, a, b, **about.encoding)
        print("Two numbers of 10,000 bits, for fun: their sum is %s." % (
            "right" if answer == a + b else "WRONG"))
    return STATUS[verdict.kind]


def many_networks(options):
    """A row for each seed; the worst exit status."""
    rows, kinds = [["seed", "verdict", "pushes", "seconds", "wrong sum"]], set()
    for seed in range(options.seed, options.seed + options.seeds):
        model = train(options, seed)
        started = time.perf_counter()
        verdict = examine(model, options)
        rows.append([seed, verdict.kind, verdict.pushes, "%.1f" % (time.perf_counter() - started),
                     wrong_sum(model, verdict.columns)[0] if verdict.columns else "none found"])
        print("seed %d: %s" % (seed, verdict.kind), flush=True)
        kinds.add(verdict.kind)
    print(terminal.table(rows, left=2))
    return STATUS[next((kind for kind in ("wrong", "undecided") if kind in kinds), "proved")]


def check_file(path):
    found = certificate_file.load(path)
    try:
        checked = check(found, on_progress=lambda n: line.say(
            "%d of %d balls checked" % (n, len(found.balls))))
    except Refused as fault:
        raise DataError("%s claims too much: %s" % (path, fault)) from None
    finally:
        line.clear()
    if found.task == adder():
        print(claim(found.balls, checked))
    else:
        print("Proved: the network follows the automaton in the file for ever (%d balls,\n"
              "%d pushes, deepest %d, least margin %.2f; rounding covered)." % (
                  (len(found.balls),) + checked))
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--model", type=flags.path, metavar="FILE", help="the saved network to examine")
    add("--seed", type=int, default=0, metavar="N", help="of the network that is trained (0)")
    add("--seeds", type=flags.whole(1), metavar="N", help="a table of N networks, from --seed on")
    add("--article", action="store_true", help="train with the article's settings: minutes")
    add("--examples", type=flags.whole(1), default=2000, metavar="N", help="to train on (2000)")
    add("--rate", type=flags.positive, default=0.05, metavar="R", help="of learning (0.05)")
    add("--hidden", type=flags.whole(1, 64), default=16, metavar="N", help="units (16)")
    add("--noise", type=float, default=0.1, metavar="X", help="on what it learns from (0.1)")
    add("--effort", type=flags.whole(1, 10 ** 8), default=search.EFFORT, metavar="N",
        help="pushes, at most (%(default)s)")
    add("--repair", type=flags.path, metavar="NEW", help="teach it its wrong sums; a new file")
    add("--repairs", type=flags.whole(1), default=20, metavar="N", help="lessons, at most (20)")
    add("--certificate", type=flags.path, metavar="FILE", help="write the proof")
    add("--check", type=flags.path, metavar="FILE", help="check a proof that was written")
    add("--svg", type=flags.path, metavar="FILE", help="draw the balls")
    options = parser.parse_args()
    single = options.model or options.repair or options.certificate or options.svg
    if options.check and (single or options.seeds) or options.seeds and single:
        parser.error("--check, --seeds and what is for a single network exclude each other")
    if options.repair and options.repair.exists():
        parser.error("--repair writes a new file, and %s exists" % options.repair)
    if options.check:
        return check_file(options.check)
    return many_networks(options) if options.seeds else one_network(options)


if __name__ == "__main__":
    terminal.run(main)
