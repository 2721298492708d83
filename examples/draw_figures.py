#!/usr/bin/env python3
"""Draw the figures of README and the tutorial, of the article's two networks.

It trains them, measures and draws.  The numbers are kept in measured.json,
rounded; whoever draws from it again (--redraw) gets the same bytes.
Training takes four minutes, one on PyPy.
"""
import argparse
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from rnn_pure import DataError, Model, all_pairs, encode, generate_data, loss_limit  # noqa: E402
from rnn_pure.inside import hand  # noqa: E402
from rnn_pure.pictures import inside, network, svg  # noqa: E402
from rnn_pure.pictures.learning import Curve, loss_curves  # noqa: E402
from rnn_pure.pictures.measured import measure  # noqa: E402
from rnn_pure.pictures.memory import cobweb  # noqa: E402
from rnn_pure.pictures.proof import proof, shadow  # noqa: E402
from rnn_pure.programs import flags, terminal  # noqa: E402
from rnn_pure.programs.teaching import network as taught  # noqa: E402
from rnn_pure.proof import prove  # noqa: E402
from rnn_pure.saved import files  # noqa: E402
from rnn_pure.tasks import article  # noqa: E402
from rnn_pure.tasks.adding import adder  # noqa: E402

QUICK = article.Settings(samples=2000, epochs=1, learning_rate=0.03, bptt_truncate=7, hidden=16)
# After how many examples the loss is measured: often while it falls, then after each epoch or two.
SEEN = ([0, 1000, 2000, 5000, 7500, 10000, 12500, 15000, 17500, 20000, 30000]
        + list(range(40000, 200001, 20000)))
QUICK_SEEN = [0, 50, 100, 200, 400, 600, 800, 1000, 1200, 1600, 2000]


def train(is_reverse, settings, seen, bits):
    """A network, and [[examples seen, its loss on all sums of so many bits], ...]."""
    order = f"{'least' if is_reverse else 'most'} significant bit first"
    samples, _ = generate_data(seed=article.DATA_SEED)
    X, Y = encode(samples[:settings.samples], is_reverse=is_reverse)
    all_X, all_Y = encode(all_pairs(bits), bits, is_reverse)
    model = Model(2, settings.hidden, settings.bptt_truncate, seed=0)
    progress = terminal.Progress(seen[-1], "examples, " + order)
    losses, n = [], 0
    for goal in seen:
        while n < goal:
            model.sgd_step(X[n % len(X)], Y[n % len(X)], settings.learning_rate)
            n += 1
            progress.update(n)
        loss = model.calculate_total_loss(all_X, all_Y)
        losses.append([n, float(f"{loss:.4g}")])
        progress.clear()
        print(f"{order}, after {n:6} examples: loss {loss:.6f}")
    return model, losses


def measure_all(quick):
    """All numbers of all pictures.  (As the article trains: no epoch ends with a higher loss here,
    so nothing halves the learning rate.)"""
    settings, seen, bits = (QUICK, QUICK_SEEN, 6) if quick else (article.ARTICLE, SEEN, 8)
    (reverse, losses), (natural, natural_losses) = [train(is_reverse, settings, seen, bits)
                                                    for is_reverse in (True, False)]
    line = terminal.Line()
    certificate = prove(taught(), on_progress=line.say).certificate
    line.clear()
    return dict(measure(reverse, natural, bits - 1), losses_reverse=losses,
                losses_natural=natural_losses, bits=bits, is_article=not quick,
                proof=shadow(certificate) if certificate else [])


def draw_all(measured):
    """{name: picture}, of all figures."""
    bits = measured["bits"]
    curves = [Curve(
        f"{order} significant bit first", losses, loss_limit(bits, is_reverse),
        [(20000 * i, loss) for i, loss in enumerate(article.PUBLISHED[is_reverse])]
        if measured["is_article"] else [])
        for is_reverse, order, losses in ((True, "least", measured["losses_reverse"]),
                                          (False, "most", measured["losses_natural"]))]
    drawn = dict(inside.draw(measured), unrolled=network.unrolled(),
                cobweb=cobweb(hand.hand_network(), hand.MEMORY, hand.INTERVALS, adder(),
                              ("no carry", "carry"), 19, 5),
                bptt=network.bptt(measured["travel"]["before"]),
                loss_curves=loss_curves(
                    "It learns to add in one order only", curves,
                    f"loss on all {4 ** (bits - 1):,} sums of {bits} bits"))
    if measured["proof"]:
        drawn["proof"] = proof(measured["proof"])
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
    numbers = out / "measured.json"
    if options.redraw:
        try:
            drawn = draw_all(json.loads(numbers.read_text(encoding="utf-8")))
        except (LookupError, TypeError, ValueError):
            raise DataError(f"{numbers} must hold what this program has written") from None
    else:
        out.mkdir(parents=True, exist_ok=True)
        files.check_writable(numbers)       # better now than after four minutes
        measured = measure_all(options.quick)
        drawn = draw_all(measured)
        files.write((json.dumps(measured, sort_keys=True) + "\n").encode("ascii"), numbers)
    for name in sorted(drawn):
        svg.save(drawn[name], out / (name + ".svg"))
    print(f"{len(drawn)} pictures, and the numbers they are drawn from, are in {out}.")


if __name__ == "__main__":
    terminal.run(main)
