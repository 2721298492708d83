"""The article's two experiments (Article 七): they differ in the order of the bits and in nothing else.

`cal_main` is the article's program of that name: data, a model, an untrained prediction, training, a test.
"""
import argparse
import os
from pathlib import Path
from statistics import median
from typing import Any, List, Tuple

from ..matrix import Matrix
from ..model import Model
from ..support import files, flags, svg, terminal
from ..support.errors import Diverged
from ..tasks import article
from ..tasks.adding import Sample, all_pairs, encode
from . import pictures
from .limits import best_predictions, least_loss, loss_limit
from .scores import perplexity, predict_all, score

Options = argparse.Namespace


def main(description: str, is_reverse: bool, folder: Path) -> None:
    """What examples/train_reverse.py and examples/train_natural.py run."""
    options = parse_options(description, is_reverse, folder)
    if options.seeds:
        compare_seeds(options)
    else:
        cal_main(options)


def parse_options(description: str, is_reverse: bool, folder: Path) -> Options:
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=flags.whole(0), metavar="N", help="times over all samples (10)")
    parser.add_argument("--learning-rate", type=flags.positive, metavar="RATE", help="length of a step (0.001)")
    parser.add_argument("--hidden", type=flags.whole(1, 512), metavar="N", help="hidden units (16)")
    parser.add_argument("--bptt-truncate", type=flags.whole(0), metavar="K", help="steps that an error flows back (2)")
    parser.add_argument("--samples", type=flags.whole(1), metavar="N", help="training samples to use (20000)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="seed of the untrained weights (0)")
    parser.add_argument("--data", type=flags.path, default=folder, metavar="DIR",
                        help="the data set; made if it is not there (%(default)s)")
    parser.add_argument("--model", type=flags.path, metavar="FILE",
                        help="where to save the network (%s; with other settings than the article's %s)" % tuple(
                            article.model_path("DIR", is_reverse, trial) for trial in (False, True)))
    parser.add_argument("--svg", type=flags.path, metavar="FILE", help="draw the loss curve")
    parser.add_argument("--counts", action="store_true", help="inputs say how many 0s and 1s are in a column: no floor")
    parser.add_argument("--quick", action="store_true", help="2,000 examples, RATE 0.03, K 7: seconds")
    parser.add_argument("--seeds", type=flags.whole(1), metavar="N",
                        help="train N networks; median and range of each measure")
    options = parser.parse_args()
    if options.seeds and (options.svg or options.model):
        parser.error("--seeds trains many networks; --svg and --model are for a single one")
    for name, value in (article.QUICK if options.quick else article.ARTICLE)._asdict().items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    trial = options.counts or any(getattr(options, name) != value for name, value in article.ARTICLE._asdict().items())
    options.model = options.model or article.model_path(options.data, is_reverse, trial)
    options.is_reverse = is_reverse
    paths = [options.data / name for name in article.FILES] + [options.model] + [options.svg] * bool(options.svg)
    if len({os.path.realpath(str(path)) for path in paths}) < len(paths):
        parser.error("--model, --svg and the data set must be files of their own, got %s" % (
            ", ".join(map(str, paths[3:]))))
    return options


def cal_main(options: Options) -> None:
    """One network, from the data to the measures, in the article's order."""
    training, testing = read_data(options)
    X, Y = encode(training, is_reverse=options.is_reverse, counts=options.counts)
    for path in filter(None, (options.model, options.svg)):
        files.check_writable(path)        # better now than after two minutes

    model = Model(2, options.hidden, options.bptt_truncate, seed=options.seed)
    a, b, c = training[0]
    print("%d + %d = %d, bit by bit in the order in which they are read:" % (a, b, c))
    print("  the untrained network  %s\n  the truth              %s\n" % (model.predict(X[0]), Y[0]))

    losses = train(model, X, Y, options)
    model.save(options.model)
    loss = model.calculate_total_loss(X, Y)
    print("After %d examples: loss %f, perplexity %.4f\n" % (len(X) * options.epochs, loss, perplexity(loss)))

    report(model, loss, training, testing, options)
    print("\nThe trained network is in %s." % options.model)
    if options.svg:
        svg.save(loss_curve(losses + [(len(X) * options.epochs, loss)], training, options), options.svg)
        print("The loss curve is in %s." % options.svg)


def read_data(options: Options) -> Tuple[List[Sample], List[Sample]]:
    training, testing = article.read_data(options.data)
    if options.samples > len(training):
        print("There are %d training samples, not %d; all of them are used." % (len(training), options.samples))
    training = training[:options.samples]
    known = {(a, b) for a, b, _ in training}
    seen = sum([(a, b) in known for a, b, _ in testing])
    if seen:
        print("Note: %d of the %d test sums are among the training sums." % (seen, len(testing)))
    return training, testing


def train(model: Model, X: List[Matrix], Y: List[List[int]], options: Options) -> List[Tuple[int, float]]:
    """model.train, with progress, the article's losses beside ours, and the weights saved on Ctrl-C."""
    progress = terminal.Progress(len(X) * options.epochs, "examples")
    published = article.PUBLISHED[options.is_reverse]

    def note(epoch: int, loss: float) -> str:
        progress.clear()
        theirs = ", article %f" % published[epoch] if epoch < len(published) else ""
        return "  (perplexity %.4f%s)" % (perplexity(loss), theirs)

    try:
        return model.train(X, Y, options.learning_rate, options.epochs, evaluate_loss_after=1,
                           on_step=progress.update, on_loss=note)
    except KeyboardInterrupt:
        if not progress.done:
            raise KeyboardInterrupt("Interrupted before the first step was finished; nothing was saved.") from None
        model.save(options.model)
        raise KeyboardInterrupt("Interrupted after %d examples; the weights of the last finished step are in %s." % (
            progress.done, options.model)) from None
    except Diverged as error:
        model.save(options.model)
        raise Diverged("%s, and are in %s" % (error, options.model)) from None
    finally:
        progress.clear()


def report(model: Model, loss: float, training: List[Sample], testing: List[Sample], options: Options) -> None:
    """The three measures, how they could be at best, and how far the loss is from its limit, and why."""
    X, Y = encode(testing + all_pairs(), is_reverse=options.is_reverse, counts=options.counts)
    answers, test, pairs = predict_all(model, X), slice(len(testing)), slice(len(testing), None)
    for where, part in (("the test set", test), ("all pairs", pairs)):
        scores = score(answers[part], Y[part])
        print("exact sums on %s: %d of %d (%.2f%%)" % (where, scores.exact, scores.sums, scores.exact_share))
        print("bits right on %s: %d of %d (%.2f%%)" % (where, scores.digits_right, scores.digits, scores.digits_share))
        print("the article's measure on %s: %.2f%%" % (where, scores.article_share))
    best = score(best_predictions(X[pairs], Y[pairs]), Y[pairs])
    print("the best predictor in this order, on all pairs: exact %.2f%%, bits %.2f%%, "
          "the article's measure %.2f%%\n" % (best.exact_share, best.digits_share, best.article_share))

    X, Y = encode(training, is_reverse=options.is_reverse, counts=options.counts)
    limit = least_loss(X, Y)
    print("loss %f; no weights can reach below %f on this data" % (loss, limit))
    if options.is_reverse and scores.exact < scores.sums:
        print("  This network has not learnt every sum: more examples, or smaller steps, may bring it nearer.")
    print(REASONS["counts" if options.is_reverse and options.counts else options.is_reverse] % {
        "all": loss_limit(8, options.is_reverse, bias=options.counts)})


REASONS = {
    True: """\
  Why not 0?  As long as both numbers have shown nothing but zeros, the state is tanh(0) = 0 and the logits
  are V 0 = 0, whatever the weights: the network says "1/2", which costs ln 2.  (The tie counts as a 0, which
  is right, so no sum is lost.)  On average over all pairs that is %(all)f.  With --counts no input is 0.""",
    "counts": """\
  The inputs count the 0s and 1s of a column, so none is all zeros, and nothing keeps the loss above %(all)g.""",
    False: """\
  Most significant first, the carry comes out of columns that are yet to be read.  Nobody can know it: the
  best is to state its probability, which costs %(all)f on average over all pairs.  (Less is possible on given
  data, only by learning its sums by heart.)  The best answers assume no carry: a XOR b.
  The article's measure sees an error only where the signed sum of (predicted - true bit) is above 0.1: a 1
  that was missed goes unseen, and always answering 0 would score 100%%.  It is no accuracy.""",
}


def compare_seeds(options: Options) -> None:
    """The measures of one network a seed, then their median and range: no claim hangs on one lucky seed."""
    training, _ = read_data(options)
    X, Y = encode(training, is_reverse=options.is_reverse, counts=options.counts)
    seeds = range(options.seed, options.seed + options.seeds)
    progress = terminal.Progress(len(X) * options.epochs * len(seeds), "examples")
    PX, PY = encode(all_pairs(), is_reverse=options.is_reverse, counts=options.counts)
    rows = []
    for i, seed in enumerate(seeds):
        model = Model(2, options.hidden, options.bptt_truncate, seed=seed)
        before = i * len(X) * options.epochs
        model.train(X, Y, options.learning_rate, options.epochs, evaluate_loss_after=None,
                    on_step=lambda seen: progress.update(before + seen))
        scores = score(predict_all(model, PX), PY)
        rows.append((model.calculate_total_loss(X, Y), scores.exact_share, scores.digits_share, scores.article_share))
    progress.clear()

    def line(name: Any, row: Any) -> List[str]:
        return [str(name), "%.6f" % row[0]] + ["%.2f" % share for share in row[1:]]

    columns = list(zip(*rows))
    print(terminal.table(
        [["seed", "loss", "exact %", "bits %", "article's %"]] + [line(seed, row) for seed, row in zip(seeds, rows)]
        + [line(name, list(map(f, columns))) for name, f in (("median", median), ("lowest", min), ("highest", max))]))
    print("\nAll pairs; loss on the %d training samples, limit %f." % (len(X), least_loss(X, Y)))


def loss_curve(losses: List[Tuple[int, float]], training: List[Sample],
               options: Options) -> svg.Picture:
    """Our losses over the examples seen, what no weights get below on these data, and the article's."""
    X, Y = encode(training, is_reverse=options.is_reverse, counts=options.counts)
    published = [(20000 * i, loss) for i, loss in enumerate(article.PUBLISHED[options.is_reverse])]
    title = "Adding, %s significant bit first" % ("least" if options.is_reverse else "most")
    return pictures.loss_curves(title, [pictures.Curve(
        "this run", losses, least_loss(X, Y),
        [point for point in published if 0 < point[0] <= losses[-1][0]])],
        "loss on the training data")
