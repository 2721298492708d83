#!/usr/bin/env python3
"""Proves that a network adds numbers of every length, or shows a wrong sum.

Without flags it trains a network as --quick does.  Exit status: 0 all proved,
3 a wrong sum, 4 undecided, 130 after Ctrl-C.
"""
import start  # isort: skip
from random import Random

from rnn_pure import Model
from rnn_pure.check import DataError
from rnn_pure.pictures import proof as picture
from rnn_pure.pictures import svg
from rnn_pure.programs import flags, teaching, terminal
from rnn_pure.proof import Certificate, Refused, check, search
from rnn_pure.proof.counterexample import first_wrong
from rnn_pure.proof.words import claim, subject, wrong_sum
from rnn_pure.saved import data, files, networks
from rnn_pure.tasks.adding import Reading, adder, adds
from rnn_pure.tasks.article import ARTICLE

LESSONS = 20    # at most, for --repair
ROW = "{:>4}  {:9}  {:>6}  {}"
line = terminal.Line()


def network(options, seed):
    """(model, about): the one in the file, or one that is trained now."""
    def on_step(n):
        line.say(f"learning: {n} examples")

    if options.model:
        return teaching.load_network(options.model, rules=True)
    if not options.article:
        return (teaching.network(seed=seed, on_step=on_step),
                networks.About(Reading(), examples=teaching.QUICK.examples))
    model, (X, Y) = Model(seed=seed), Reading().encode(data.read_data(start.CALCULATOR)[0])
    model.train(X, Y, ARTICLE.learning_rate, ARTICLE.epochs, 1, on_step, lambda *loss: None)
    return model, networks.About(Reading(), examples=ARTICLE.epochs * len(X))


def one_network(options):
    """Examines one, and does with it what the flags ask for; the exit status."""
    for path in filter(None, (options.certificate, options.svg, options.repair)):
        files.check_writable(path)
    model, about = network(options, options.seed)
    task = about.task
    model, verdict, _ = teaching.lessons(
        model, task, LESSONS if options.repair else 0, options.effort, line=line)
    if options.repair:
        networks.save(model, options.repair, about)
        print(f"The network is in {options.repair}.")
    if verdict.kind != "proved":
        return teaching.status([verdict.kind])
    if options.certificate:
        verdict.certificate.save(options.certificate)
        print(f"The proof is in {options.certificate}.")
    if options.svg:
        svg.save(picture.proof(**picture.seen(verdict.certificate)), options.svg)
        print(f"The picture is in {options.svg}.")
    wrong = first_wrong(model, task, task.draw(10000, False, Random(options.seed)))
    what = (f"Two numbers of 10,000 {adds(task)}s, for fun: their sum" if adds(task)
            else "10,000 random columns, for fun: every answer")
    print(f"{what} is {'WRONG' if wrong else 'right'}.")
    return teaching.status(["wrong"] * bool(wrong))


def many_networks(options):
    """A row for each seed; the worst exit status."""
    kinds = []
    print(ROW.format("seed", "verdict", "pushes", "wrong sum"))
    for seed in range(options.seed, options.seed + options.seeds):
        model, _ = network(options, seed)
        verdict = search.prove(model, adder(), options.effort, on_progress=line.say)
        line.clear()
        wrong = wrong_sum(model, adder(), verdict.columns)[0] if verdict.columns else "none found"
        print(ROW.format(seed, verdict.kind, verdict.pushes, wrong), flush=True)
        kinds.append(verdict.kind)
    return teaching.status(kinds)


def check_file(options):
    """Goes through a proof again, which may have to be about the network in a file."""
    found = Certificate.load(options.check)
    if options.model:
        model, about = network(options, options.seed)
        if (found[:3], found.task[:4]) != ((model.U, model.W, model.V), about.task[:4]):
            raise DataError(f"{options.check} is about other weights, or another task, than "
                            f"{options.model} has")
    try:
        checked = check(found, lambda n: line.say(f"{n} of {len(found.balls)} balls checked"))
    except Refused as fault:
        raise DataError(f"{options.check} claims too much: {fault}") from None
    line.clear()
    print(claim(found, checked))
    print(subject(found) + (f", as in {options.model}." if options.model else "."))


def main():
    parser = flags.Parser(__doc__)
    add = parser.add_argument
    add("--model", type=flags.file, help="examine a saved network; after --check: is it that one?")
    add("--seed", type=flags.seed, default=0, help="of the network it trains")
    add("--seeds", type=flags.whole(1), help="a table of N networks, from --seed on")
    add("--article", action="store_true", help="train with the article's settings: minutes")
    add("--effort", type=flags.whole(1, 10 ** 8), default=search.EFFORT, help="pushes, at most")
    add("--repair", type=flags.file, metavar="NEW", help="teach it until proved, and save as NEW")
    add("--certificate", type=flags.file, help="write the proof")
    add("--check", type=flags.file, help="check a proof that was written")
    add("--svg", type=flags.file, help="draw the balls")
    options = parser.parse_args()
    single = options.repair or options.certificate or options.svg
    if options.check and (single or options.seeds) or options.seeds and (single or options.model):
        parser.error("--check, --seeds and what is for a single network exclude each other")
    if options.repair and options.repair.exists():
        parser.error(f"--repair writes a new file, and {options.repair} exists")
    if options.model or options.check:
        parser.refuse(options, "article", "nothing is trained")
    run = check_file if options.check else many_networks if options.seeds else one_network
    return run(options)


if __name__ == "__main__":
    terminal.run(main)
