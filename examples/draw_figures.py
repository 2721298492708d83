#!/usr/bin/env python3
"""Draw the figures of README and the tutorial, in English and in Chinese.

It trains the article's two networks and some more, measures and draws.  The
numbers are kept in measured.json, rounded; whoever draws from it again
(--redraw) gets the same bytes.  Training takes five minutes, one on PyPy.
"""
import start  # noqa: F401  # isort: skip
import argparse
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from rnn_pure import DataError, Model, all_pairs, generate_data, loss_limit  # noqa: E402
from rnn_pure.inside import hand, states  # noqa: E402
from rnn_pure.inside.machine import machine  # noqa: E402
from rnn_pure.pictures import measured, network, proof, svg  # noqa: E402
from rnn_pure.pictures import machine as machines  # noqa: E402
from rnn_pure.pictures.learning import Curve, loss_curves  # noqa: E402
from rnn_pure.pictures.memory import cobweb  # noqa: E402
from rnn_pure.programs import flags, teaching, terminal  # noqa: E402
from rnn_pure.proof import prove  # noqa: E402
from rnn_pure.saved import files  # noqa: E402
from rnn_pure.tasks import article  # noqa: E402
from rnn_pure.tasks.adding import Reading, adder  # noqa: E402
from rnn_pure.tasks.automaton import Automaton  # noqa: E402

QUICK = article.Settings(samples=2000, epochs=1, learning_rate=0.03, bptt_truncate=7, hidden=16)
# After how many examples the loss is measured: often while it falls, then after each epoch or two.
SEEN = [0, 1000, 2000, 5000, 7500, *range(10000, 20001, 2500), 30000, *range(40000, 200001, 20000)]
QUICK_SEEN = [0, 50, 100, 200, 400, 600, 800, 1000, 1200, 1600, 2000]
RATE = 0.1      # twice that of --quick
# Tomita's fifth grammar: has what was read an even number of 0s, and of 1s?
TOMITA_5 = Automaton.of(lambda state, symbol: (int(state == 1 << symbol), state ^ 1 << symbol), 0,
                        (0, 1), "Tomita 5")


def train(name, model, examples, tests, seen, rate, max_norm=None):
    """[[examples seen, loss on the tests], ...]; rate(n): that of the n-th step."""
    progress, losses = terminal.Progress(seen[-1], f"examples, {name}"), []
    for n in range(seen[-1] + 1):
        if n in seen:
            losses.append([n, float(f"{model.calculate_total_loss(*tests):.4g}")])
            progress.clear()
            print(f"{name}, after {n:6} examples: loss {losses[-1][1]:.6f}")
        if n < seen[-1]:
            x, y = [values[n % len(values)] for values in examples]
            model.sgd_step(x, y, rate(n), max_norm)
            progress.update(n)
    return losses


def measure_all(quick):
    """All numbers of all pictures.  (As the article trains: no epoch ends with a higher loss here,
    so nothing halves the learning rate.)"""
    settings, seen, bits = (QUICK, QUICK_SEEN, 6) if quick else (article.ARTICLE, SEEN, 8)
    samples, _ = generate_data(seed=article.DATA_SEED)
    losses = {}
    for reading in (Reading(False), Reading()):
        model = Model(2, settings.hidden, settings.bptt_truncate, seed=0)
        losses[reading.first] = train(
            f"{reading.first} significant bit first", model,
            reading.encode(samples[:settings.samples]), reading.encode(all_pairs(bits), bits), seen,
            lambda n: settings.learning_rate)
    fresh = Reading().examples(200, noise=0.0, seed=1000)
    rates = [train(f"rate {RATE} that {name}", Model(2, 16, 19, seed=0),
                   Reading().examples(2000, seed=0), fresh, range(0, 2001, 100), rate, 5.0)
             for name, rate in (("stays", lambda n: RATE),
                                ("falls", lambda n: RATE * (1.0 - 0.95 * n / 1999)))]
    line, recipe = terminal.Line(), teaching.RULE._replace(examples=4000 if quick else 20000)
    learner = teaching.network(TOMITA_5, recipe=recipe, on_step=lambda n: line.say(
        f"{n} examples of a rule"))
    found = machine(learner, TOMITA_5, states.reachable_states(learner, TOMITA_5, 13))
    certificate = prove(teaching.network(), on_progress=line.say).certificate
    line.clear()
    return dict(measured.measure(model, adder(), bits - 1), bits=bits, is_article=not quick,
                losses=losses, rates=rates, became=machines.became(found, 13),
                proof=certificate and proof.seen(certificate))


def draw_all(numbers):
    """{name: picture}, of all figures."""
    bits = numbers["bits"]
    curves = [Curve(
        f"{reading.first} significant bit first", numbers["losses"][reading.first],
        loss_limit(bits, reading.is_reverse),
        [(20000 * i, loss) for i, loss in enumerate(article.PUBLISHED[reading.is_reverse])]
        if numbers["is_article"] else []) for reading in (Reading(), Reading(False))]
    rates = [Curve(name, losses) for name, losses in zip(
        (f"the rate stays {RATE}", f"it falls to {RATE / 20}"), numbers["rates"])]
    drawn = dict(
        measured.draw(numbers), unrolled=network.unrolled(), graph=network.graph(),
        tanh=network.tanh_curve(), bptt=network.bptt(numbers["travel"]["before"]),
        cobweb=cobweb(hand.hand_network(), hand.MEMORY, hand.INTERVALS, adder(), 19, 5),
        rates=loss_curves("Long steps find the way, short ones settle", rates,
                          "loss on 200 sums of 20 columns"),
        rule=machines.machine(numbers["became"], machines.own(TOMITA_5)),
        loss_curves=loss_curves("It learns to add in one order only", curves,
                                f"loss on all {4 ** (bits - 1):,} sums of {bits} bits"))
    if numbers["proof"]:
        drawn["proof"] = proof.proof(**numbers["proof"])
    return drawn


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=flags.folder, metavar="DIR",
                        help="(examples/figures; with --quick examples/calculator/figures)")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--quick", action="store_true",
                     help="networks of 2,000 examples, sums of 6 bits: seconds")
    how.add_argument("--redraw", action="store_true",
                     help="from the numbers in DIR/measured.json alone")
    options = parser.parse_args()
    out = options.out or (HERE / "calculator" / "figures" if options.quick else HERE / "figures")
    file = out / "measured.json"
    words = json.loads((HERE / "figures" / "zh-CN.json").read_text(encoding="utf-8"))
    if options.redraw:
        try:
            drawn = draw_all(json.loads(file.read_text(encoding="utf-8")))
        except (LookupError, TypeError, ValueError):
            raise DataError(f"{file} must hold what this program has written") from None
    else:
        out.mkdir(parents=True, exist_ok=True)
        files.check_writable(file)      # better now than after five minutes
        numbers = measure_all(options.quick)
        drawn = draw_all(numbers)
        files.write((json.dumps(numbers, sort_keys=True) + "\n").encode("ascii"), file)
    for name in sorted(drawn):
        svg.save(drawn[name], out / f"{name}.svg")
        svg.save(drawn[name], out / f"{name}.zh-CN.svg", words)
    print(f"{len(drawn)} pictures, and the numbers they are drawn from, are in {out}.")


if __name__ == "__main__":
    terminal.run(main)
