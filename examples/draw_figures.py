#!/usr/bin/env python3
"""Draw the README's figures that no other program draws: both loss curves, and the two diagrams.  Four minutes."""
import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from rnn_pure import Model, encode, loss_limit  # noqa: E402
from rnn_pure.study import pictures  # noqa: E402
from rnn_pure.support import files, flags, svg, terminal  # noqa: E402
from rnn_pure.tasks import article  # noqa: E402


def losses(training, is_reverse, settings):
    """[(examples seen, loss), ...] of the article's experiment, the last one after training."""
    X, Y = encode(training[:settings.samples], is_reverse=is_reverse)
    model = Model(bptt_truncate=settings.bptt_truncate, seed=0)
    seen = model.train(X, Y, settings.learning_rate, settings.epochs, evaluate_loss_after=1)
    return seen + [(len(X) * settings.epochs, model.calculate_total_loss(X, Y))]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=flags.path, default=HERE / "figures", metavar="DIR", help="(%(default)s)")
    parser.add_argument("--data", type=flags.path, default=HERE / "calculator", metavar="DIR",
                        help="the data set (%(default)s)")
    parser.add_argument("--quick", action="store_true", help="2,000 examples in place of 200,000")
    options = parser.parse_args()
    settings = article.QUICK if options.quick else article.ARTICLE
    options.out.mkdir(parents=True, exist_ok=True)
    files.check_writable(options.out / "loss_curves.svg")     # better now than after four minutes
    training, _ = article.read_data(options.data)

    series = []
    for is_reverse, order, color in ((False, "most", "c1"), (True, "least", "c0")):
        curve = losses(training, is_reverse, settings)
        limit = loss_limit(8, is_reverse)
        published = [(20000 * i, loss) for i, loss in enumerate(article.PUBLISHED[is_reverse])]
        series += [svg.Series("%s significant bit first" % order, curve, color),
                   svg.Series("its limit, for any weights: %.6f" % limit,
                              [(0, limit), (curve[-1][0], limit)], color, "dashed"),
                   svg.Series("", [point for point in published if point[0] <= curve[-1][0]], color, "dots")]
    series.append(svg.Series("circles: the article's published losses", [series[2].points[0]], "c1", "dots"))
    svg.save(svg.chart("Learning to add, in both orders", "examples seen", "loss", series, log_y=True),
             options.out / "loss_curves.svg")
    svg.save(pictures.unrolled(), options.out / "unrolled.svg")
    svg.save(pictures.unrolled(window=2), options.out / "bptt.svg")
    print("loss_curves.svg, unrolled.svg and bptt.svg are in %s." % options.out)


if __name__ == "__main__":
    terminal.run(main)
