"""The article's two experiments (Article 七): they differ in nothing but the order of the bits.

`cal_main` is the article's program of that name: data, a model, an untrained prediction, training,
a test.
"""
import argparse
import os
from pathlib import Path
from typing import List, Tuple
from zlib import crc32

from ..inside.limits import best_predictions, least_loss, loss_limit
from ..inside.scores import perplexity, predict_all, score
from ..matrix import Matrix
from ..model import Model
from ..pictures import svg
from ..pictures.learning import Curve, loss_curves
from ..saved import files, networks
from ..saved.checkpoint import Checkpoint
from ..tasks import article
from ..tasks.adding import Sample, all_pairs, encode
from . import flags, quick, seeds, terminal
from .orders import both_orders

Options = argparse.Namespace


def main(description: str, is_reverse: bool, folder: Path) -> None:
    """What examples/train_reverse.py and examples/train_natural.py run."""
    options = parse_options(description, is_reverse, folder)
    if options.seeds:
        seeds.compare_seeds(options, [] if options.quick else read_data(options)[0])
    else:
        run_one(options)


def parse_options(description: str, is_reverse: bool, folder: Path) -> Options:
    parser = argparse.ArgumentParser(description=description,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=flags.whole(0), metavar="N",
                        help="times over all samples (10)")
    parser.add_argument("--learning-rate", type=flags.positive, metavar="RATE",
                        help="length of a step (0.001; --quick: of the first one, 0.05)")
    parser.add_argument("--hidden", type=flags.whole(1, 512), metavar="N",
                        help="hidden units (16)")
    parser.add_argument("--bptt-truncate", type=flags.whole(0), metavar="K",
                        help="steps that an error flows back (2; --quick: 19, which is all)")
    parser.add_argument("--samples", type=flags.whole(1), metavar="N",
                        help="to learn from (20000; --quick: 2000)")
    parser.add_argument("--seed", type=flags.seed, default=0, metavar="N",
                        help="seed of the untrained weights (0)")
    parser.add_argument("--data", type=flags.folder, default=folder, metavar="DIR",
                        help="the data set; made if it is not there (%(default)s)")
    parser.add_argument("--model", type=flags.file, metavar="FILE",
                        help="where to save the network "
                             "(%s; after --quick %s, with other settings %s)" % tuple(
                                 article.model_path("DIR", is_reverse, kind)
                                 for kind in ("", "quick", "trial")))
    parser.add_argument("--resume", action="store_true",
                        help="go on with a training that was interrupted")
    parser.add_argument("--svg", type=flags.file, metavar="FILE", help="draw the loss curve")
    parser.add_argument("--counts", action="store_true",
                        help="inputs say how many 0s and 1s are in a column: no limit")
    parser.add_argument("--quick", action="store_true",
                        help="in seconds, on data of another kind")
    parser.add_argument("--seeds", type=flags.whole(1), metavar="N",
                        help="train N networks; median and range of their scores")
    parser.add_argument("--jobs", type=flags.whole(1, 1000), metavar="N",
                        help="processes for --seeds (all cores)")
    options = parser.parse_args()
    if options.seeds and (options.svg or options.model or options.resume):
        parser.error("--seeds trains many networks; "
                     "--svg, --model and --resume are for a single one")
    if options.jobs and not options.seeds:
        parser.error("--jobs is for --seeds; a single network learns in one process")
    if options.quick and options.epochs is not None:
        parser.error("--quick takes every example once; "
                     "say how many with --samples, not with --epochs")
    settings = article.QUICK if options.quick else article.ARTICLE
    for name, value in settings._asdict().items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    kind = "quick" if options.quick else ""
    if options.counts or any(getattr(options, name) != value
                             for name, value in settings._asdict().items()):
        kind = "trial"
    options.is_article = not kind       # but for the seed: its losses can be compared
    options.model = options.model or article.model_path(options.data, is_reverse, kind)
    options.is_reverse = is_reverse
    paths = [options.data / name for name in article.FILES]
    paths += [options.model, networks.partial_path(options.model)]
    paths += [options.svg] * bool(options.svg)
    if len({os.path.realpath(str(path)) for path in paths}) < len(paths):
        parser.error("--model, --svg and the data set must be files of their own, got %s" % (
            ", ".join(map(str, [options.model] + paths[5:]))))
    return options


def run_one(options: Options) -> None:
    """One network: into its file, and its losses into a picture."""
    if options.quick:
        make_folder(options.data)       # no data are read, but the network goes there
    else:
        training, testing = read_data(options)
    if options.svg:
        files.check_writable(options.svg, 10000, svg.BEGINS)    # better now than after two minutes
    picture = quick.run(options) if options.quick else cal_main(training, testing, options)
    print(f"\nThe trained network is in {options.model}.")
    if options.svg:
        svg.save(picture, options.svg)
        print(f"The loss curve is in {options.svg}.")


def make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OSError("the folder %s cannot be made (%s); name another one with --data" % (
            folder, error.strerror)) from None


def cal_main(training: List[Sample], testing: List[Sample], options: Options) -> svg.Picture:
    """From the data to the scores, in the article's order.  The picture of the losses."""
    X, Y = encode(training, is_reverse=options.is_reverse, counts=options.counts)
    model = Model(2, options.hidden, options.bptt_truncate, seed=options.seed)
    a, b, c = training[0]
    print(f"{a} + {b} = {c}, bit by bit in the order in which they are read:")
    print(f"  the untrained network  {model.predict(X[0])}")
    print(f"  the truth              {Y[0]}\n")

    settings = dict(data=f"samples {crc32(repr(training).encode()):08x}", samples=len(training),
                    epochs=options.epochs, learning_rate=options.learning_rate, seed=options.seed)
    about = networks.About("adding", is_reverse=options.is_reverse, counts=options.counts,
                           settings=settings)
    with Checkpoint(model, about, options.model, options.resume) as checkpoint:
        losses = train(model, X, Y, checkpoint, options)
    seen, loss = losses[-1]
    print(f"After {seen} examples: loss {loss:f}, perplexity {perplexity(loss):.4f}\n")
    report(model, loss, training, testing, options)
    if not options.is_reverse:
        print("\n" + both_orders(model, *quick.WATCHED, counts=options.counts))
    return loss_curve(losses, training, options)


def read_data(options: Options) -> Tuple[List[Sample], List[Sample]]:
    training, testing = article.read_data(options.data)
    if options.samples > len(training):
        print("There are %d training samples, not %d; all of them are used." % (
            len(training), options.samples))
    training = training[:options.samples]
    known = {(a, b) for a, b, _ in training}
    seen = sum([(a, b) in known for a, b, _ in testing])
    if seen:
        print(f"Note: {seen} of the {len(testing)} test sums are among the training sums.")
    return training, testing


def train(model: Model, X: List[Matrix], Y: List[List[int]], checkpoint: Checkpoint,
          options: Options) -> List[Tuple[int, float]]:
    """model.train, with progress, and the article's losses beside ours.  Returns the losses, that
    of the trained network last.
    """
    progress = terminal.Progress(len(X) * options.epochs, "examples")
    published = article.PUBLISHED[options.is_reverse]

    def on_step(seen: int) -> None:
        checkpoint.on_step(seen)
        progress.update(seen)

    def note(epoch: int, loss: float) -> str:
        checkpoint.losses.append((epoch * len(X), loss))
        progress.clear()
        theirs = ""
        if options.is_article and epoch < len(published):
            theirs = f"; the article has a loss of {published[epoch]:f}"
        return f"\n    perplexity {perplexity(loss):.4f}{theirs}"

    try:
        losses = model.train(X, Y, options.learning_rate, options.epochs, evaluate_loss_after=1,
                             on_step=on_step, on_loss=note, num_examples_seen=checkpoint.seen,
                             losses=checkpoint.losses)
        loss = checkpoint.loss = model.calculate_total_loss(X, Y)
    finally:
        progress.clear()
    return losses + [(len(X) * options.epochs, loss)]


def report(model: Model, loss: float, training: List[Sample], testing: List[Sample],
           options: Options) -> None:
    """The three measures, and their best values; how far the loss is from its limit, and why."""
    X, Y = encode(testing + all_pairs(), is_reverse=options.is_reverse, counts=options.counts)
    answers, test, pairs = predict_all(model, X), slice(len(testing)), slice(len(testing), None)
    for where, part in (("the test set", test), ("all pairs", pairs)):
        scores = score(answers[part], Y[part])
        print("exact sums on %s: %d of %d (%.2f%%)" % (
            where, scores.exact, scores.sums, scores.exact_share))
        print("bits right on %s: %d of %d (%.2f%%)" % (
            where, scores.digits_right, scores.digits, scores.digits_share))
        print(f"the article's measure on {where}: {scores.article_share:.2f}%")
    best = score(best_predictions(X[pairs], Y[pairs]), Y[pairs])
    print("the best predictor in this order, on all pairs: exact %.2f%%, bits %.2f%%,\n"
          "  the article's measure %.2f%%\n" % (
              best.exact_share, best.digits_share, best.article_share))

    X, Y = encode(training, is_reverse=options.is_reverse, counts=options.counts)
    limit = least_loss(X, Y)
    print(f"loss {loss:f}; no weights can reach below {limit:f} on this data")
    if options.is_reverse and scores.exact < scores.sums:
        print("  This network has not learnt every sum: more examples, or smaller steps, may\n"
              "  bring it nearer.")
    reason = REASONS["counts" if options.is_reverse and options.counts else options.is_reverse]
    print(reason % {"all": loss_limit(8, options.is_reverse, bias=options.counts)})


REASONS = {
    True: """\
  Why not 0?  As long as both numbers have shown nothing but zeros, the state
  is tanh(0) = 0 and the logits are V 0 = 0, whatever the weights: the network
  says "1/2", which costs ln 2.  (The tie counts as a 0, which is right, so no
  sum is lost.)  On average over all pairs that is %(all)f.  With --counts no
  input is 0.""",
    "counts": """\
  The inputs count the 0s and 1s of a column, so none is all zeros, and nothing
  keeps the loss above %(all)g.""",
    False: """\
  Most significant first, the carry comes out of columns that are yet to be
  read.  Nobody can know it: the best is to state its probability, which costs
  %(all)f on average over all pairs.  (Less is possible on given data, only by
  learning its sums by heart.)  The best answers assume no carry: a XOR b.
  The article's measure sees an error only where the signed sum of (predicted -
  true bit) is above 0.1: a 1 that was missed goes unseen, and always answering
  0 would score 100%%.  It is no accuracy.""",
}


def loss_curve(losses: List[Tuple[int, float]], training: List[Sample],
               options: Options) -> svg.Picture:
    """Our losses over the examples seen, their limit on these data, and the article's losses."""
    X, Y = encode(training, is_reverse=options.is_reverse, counts=options.counts)
    published = [(20000 * epoch, loss)
                 for epoch, loss in enumerate(article.PUBLISHED[options.is_reverse])
                 if options.is_article]
    title = f"Adding, {'least' if options.is_reverse else 'most'} significant bit first"
    return loss_curves(title, [Curve(
        "this run", losses, least_loss(X, Y),
        [point for point in published if 0 < point[0] <= losses[-1][0]])],
        "loss on the training data")
