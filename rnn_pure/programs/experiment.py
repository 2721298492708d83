"""The article's two experiments (Article 七), which differ in nothing but the order of the bits.

Either runs on the article's data with its settings (cal_main is the article's program of that
name), or --quick, in seconds, on data of another kind.  From data to scores both go one way.
"""
import argparse
import os
from pathlib import Path
from statistics import median
from typing import Any, Callable, List, Tuple
from zlib import crc32

from .. import check
from ..inside.limits import best_predictions, least_loss, loss_limit
from ..inside.scores import Scores, perplexity, predict_all, score
from ..matrix import Matrix
from ..model import Model
from ..pictures import svg
from ..pictures.learning import Curve, loss_curves
from ..saved import data, files, networks
from ..saved.checkpoint import Checkpoint
from ..tasks.adding import Digits, Reading, all_pairs, digits2int
from ..tasks.article import ARTICLE, PUBLISHED
from . import flags, terminal
from .orders import both_orders
from .teaching import QUICK, teach

Options = argparse.Namespace
Loss = Tuple[int, float]        # (examples seen, loss)
Examples = Tuple[List[Matrix], List[Digits]]
Listener = Callable[[int], Any]
WATCHED = 59, 14        # a sum with every kind of column, and a carry that lasts


def main(description: str, is_reverse: bool, folder: Path) -> None:
    """What examples/train_reverse.py and examples/train_natural.py run."""
    options = parse_options(description, is_reverse, folder)
    run = Quick(options) if options.quick else Article(options)
    run.compare() if options.seeds else run.cal_main()


def parse_options(description: str, is_reverse: bool, folder: Path) -> Options:
    parser = flags.parser(description)
    add, whole = parser.add_argument, flags.whole
    saved = [networks.model_path("DIR", is_reverse, kind) for kind in ("", "quick", "trial")]
    add("--epochs", type=whole(0), metavar="N", help="times over all samples (10)")
    add("--learning-rate", type=flags.positive, metavar="RATE",
        help="length of a step (0.001; --quick: of the first one, 0.05)")
    add("--hidden", type=whole(1, 512), metavar="N", help="hidden units (16)")
    add("--bptt-truncate", type=whole(0), metavar="K",
        help="steps that an error flows back (2; --quick: 19, which is all)")
    add("--samples", type=whole(1), metavar="N", help="to learn from (20000; --quick: 2000)")
    add("--seed", type=flags.seed, default=0, metavar="N", help="of the untrained weights (0)")
    add("--data", type=flags.folder, default=folder, metavar="DIR",
        help="the data set; made if it is not there (%(default)s)")
    add("--model", type=flags.file, metavar="FILE",
        help="where to save the network ({}; after --quick {}, with other settings {})".format(
            *saved))
    add("--resume", action="store_true", help="go on with a training that was interrupted")
    add("--svg", type=flags.file, metavar="FILE", help="draw the loss curve")
    add("--counts", action="store_true",
        help="inputs say how many 0s and 1s are in a column: no limit")
    add("--quick", action="store_true", help="in seconds, on data of another kind")
    add("--seeds", type=whole(1), metavar="N",
        help="train N networks; median and range of their scores")
    add("--jobs", type=whole(1, 1000), metavar="N", help="processes for --seeds (all cores)")
    options = parser.parse_args()
    if options.seeds and (options.svg or options.model or options.resume):
        parser.error("--seeds trains many networks; "
                     "--svg, --model and --resume are for a single one")
    if options.jobs and not options.seeds:
        parser.error("--jobs is for --seeds; a single network learns in one process")
    if options.quick and options.seeds:
        flags.refuse(parser, options, "data", "nothing is read from there, or saved there")
    if options.quick and options.epochs is not None:
        parser.error("--quick takes every example once; "
                     "say how many with --samples, not with --epochs")
    settings = ARTICLE
    if options.quick:   # errors flow back through all steps; the rate is the first one: it falls
        settings = ARTICLE._replace(samples=QUICK.examples, epochs=1,
                                    learning_rate=QUICK.learning_rate,
                                    bptt_truncate=QUICK.columns - 1)
    as_usual = not options.counts
    for name, value in settings._asdict().items():
        if getattr(options, name) is None:
            setattr(options, name, value)
        as_usual = as_usual and getattr(options, name) == value
    options.is_article = as_usual and not options.quick     # its losses can be compared
    options.reading = Reading(is_reverse, options.counts)
    options.model = options.model or networks.model_path(
        options.data, is_reverse, "trial" if not as_usual else "quick" * options.quick)
    paths = [options.model] + [options.svg] * bool(options.svg)
    paths += [options.data / name for name in data.FILES]
    if len({os.path.realpath(str(path)) for path in paths}) < len(paths):
        parser.error("--model, --svg and the data set must be files of their own, got "
                     + ", ".join(map(str, paths[:-len(data.FILES)])))
    return options


class Run:
    """What both kinds of run do: data, a network, training, a test.  Article and Quick say how."""

    examples: Callable[[int], Examples]                 # of this seed, to learn from
    teach: Callable[[Model, int, Listener], float]      # without a word; the loss at the end
    watch: Callable[[Model, List[Matrix], List[Digits], Checkpoint], None]  # teaches, and prints
    report: Callable[[Model, List[Loss]], None]         # prints what it can do then
    remark: Callable[[List[List[float]]], str]          # on many networks
    tests: List[Examples]                               # of many networks; all pairs first
    measured_on = "the training data"
    limit = 0.0                         # no loss can be below it
    published: List[Loss] = []          # the article's, to be drawn beside ours

    def __init__(self, options: Options) -> None:
        self.options = options
        self.reading: Reading = options.reading
        self.pairs = self.reading.encode(all_pairs())
        try:
            options.data.mkdir(parents=True, exist_ok=True)     # of a quick run, for its network
        except OSError as error:
            raise OSError(f"the folder {options.data} cannot be made ({error.strerror}); name "
                          "another one with --data") from None

    def cal_main(self) -> None:
        """One network, in the article's order: into its file, and its losses into a picture."""
        options = self.options
        if options.svg:
            files.check_writable(options.svg, 10000, svg.BEGINS)    # better now than at the end
        X, Y = self.examples(options.seed)
        model = Model(2, options.hidden, options.bptt_truncate, seed=options.seed)
        settings = dict(samples=options.samples, epochs=options.epochs, seed=options.seed,
                        learning_rate=options.learning_rate,
                        data=f"{crc32(repr((X, Y)).encode()):08x}")
        progress = terminal.Progress(len(X) * options.epochs, "examples")
        with Checkpoint(model, networks.About(self.reading, settings=settings), options.model,
                        options.resume, progress) as checkpoint:
            self.watch(model, X, Y, checkpoint)
        losses = checkpoint.losses
        self.report(model, losses)
        if not self.reading.is_reverse:
            print("\n" + both_orders(model, self.reading, *WATCHED))
        print(f"\nThe trained network is in {options.model}.")
        if options.svg:
            curve = Curve("this run", losses, self.limit,
                          [point for point in self.published if 0 < point[0] <= losses[-1][0]])
            svg.save(loss_curves(f"Adding, {self.reading.first} significant bit first", [curve],
                                 f"loss on {self.measured_on}"), options.svg)
            print(f"The loss curve is in {options.svg}.")

    def row(self, seed: int, on_step: Listener) -> List[float]:
        """The loss of one network, and its scores in per cent."""
        options = self.options
        model = Model(2, options.hidden, options.bptt_truncate, seed=seed)
        loss = self.teach(model, seed, on_step)
        pairs, *more = [scores_of(model, test) for test in self.tests]
        return [loss, pairs.exact_share, pairs.digits_share, pairs.article_share] + [
            scores.exact_share for scores in more]

    def compare(self) -> None:
        """The scores of one network a seed, their median and range: no claim hangs on one seed."""
        from . import seeds     # here, because few ask for it, and it loads multiprocessing
        options = self.options
        each = range(options.seed, options.seed + options.seeds)
        progress = terminal.Progress(options.samples * options.epochs * len(each), "examples")
        rows = list(seeds.on_all_cores(self.row, each, options.jobs, progress))
        columns = list(zip(*rows))
        summary = [(name, list(map(f, columns)))
                   for name, f in (("median", median), ("lowest", min), ("highest", max))]
        print(terminal.table(
            [["seed", "loss", "exact %", "bits %", "article's %"] + ["long %"] * options.quick]
            + [[name, f"{row[0]:.6f}"] + [f"{share:.2f}" for share in row[1:]]
               for name, row in list(zip(each, rows)) + summary]))
        print("\n" + self.remark(rows))


class Article(Run):
    """The article's: 20,000 sums of 8 bits, ten times, and its loss before each time."""

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        training, testing = data.read_data(options.data)
        if options.samples > len(training):
            print(f"There are {len(training)} training samples, not {options.samples}; all of them "
                  "are used.")
            options.samples = len(training)
        self.training, self.testing = training[:options.samples], self.reading.encode(testing)
        known = {(a, b) for a, b, _ in self.training}
        seen = sum([(a, b) in known for a, b, _ in testing])
        if seen:
            print(f"Note: {seen} of the {len(testing)} test sums are among the training sums.")
        self.X, self.Y = self.reading.encode(self.training)
        self.tests, self.limit = [self.pairs], least_loss(self.X, self.Y)
        if options.is_article:
            self.published = [(20000 * epoch, loss) for epoch, loss
                              in enumerate(PUBLISHED[self.reading.is_reverse])]

    def examples(self, seed: int) -> Examples:
        return self.X, self.Y

    def teach(self, model: Model, seed: int, on_step: Listener) -> float:
        model.train(self.X, self.Y, self.options.learning_rate, self.options.epochs, None, on_step)
        return model.calculate_total_loss(self.X, self.Y)

    def watch(self, model: Model, X: List[Matrix], Y: List[Digits], checkpoint: Checkpoint) -> None:
        """An untrained prediction, and training, with the article's losses beside ours."""
        a, b, c = self.training[0]
        print(f"{a} + {b} = {c}, bit by bit in the order in which they are read:\n"
              f"  the untrained network  {model.predict(X[0])}\n"
              f"  the truth              {Y[0]}\n")

        def on_loss(seen: int, loss: float, line: str) -> None:
            checkpoint.losses.append((seen, loss))
            checkpoint.progress.clear()
            theirs = self.published[seen // len(X):][:1]        # none after its ten
            beside = f"; the article has a loss of {theirs[0][1]:f}" if theirs else ""
            first, *halved = line.split("\n")
            print("\n".join([first, f"    perplexity {perplexity(loss):.4f}{beside}"] + halved))

        epochs, (seen, losses) = self.options.epochs, checkpoint.earlier
        model.train(X, Y, self.options.learning_rate, epochs, 1, checkpoint.on_step, on_loss,
                    (seen, list(losses)))
        checkpoint.loss = model.calculate_total_loss(X, Y)
        checkpoint.losses.append((len(X) * epochs, checkpoint.loss))

    def report(self, model: Model, losses: List[Loss]) -> None:
        """The three measures, and their best values; how far the loss is from its limit, why."""
        seen, loss = losses[-1]
        print(f"After {seen} examples: loss {loss:f}, perplexity {perplexity(loss):.4f}\n")
        tell("on the test set", scores_of(model, self.testing))
        pairs = scores_of(model, self.pairs)
        tell("on all pairs", pairs)
        best = score(best_predictions(*self.pairs), self.pairs[1])
        print(f"the best predictor in this order, on all pairs: exact {best.exact_share:.2f}%, bits "
              f"{best.digits_share:.2f}%,\n  the article's measure {best.article_share:.2f}%\n")
        print(f"loss {loss:f}; no weights can reach below {self.limit:f} on this data")
        is_reverse, counts, _ = self.reading
        if is_reverse and pairs.exact < pairs.sums:
            print("  This network has not learnt every sum: more examples, or smaller steps, may\n"
                  "  bring it nearer.")
        print(REASONS["counts" if is_reverse and counts else self.reading.first]
              % {"all": loss_limit(8, is_reverse, bias=counts)})

    def remark(self, rows: List[List[float]]) -> str:
        return f"All pairs; loss on the {len(self.X)} training samples, limit {self.limit:f}."


class Quick(Run):
    """--quick: a network in seconds, on few examples that show what matters."""

    EVERY = 250             # examples from one look at the network to the next
    FRESH = 25              # examples that the loss is measured on ..
    FRESH_SEED = 10 ** 6    # .. and what is added to the seed of those that are learnt from
    LONG = 100              # columns of the long sums to test on
    measured_on = f"{FRESH} fresh examples"

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self.long = self.reading.examples(200 if options.seeds else 50, self.LONG, 0.0,
                                          self.FRESH_SEED)
        self.tests = [self.pairs, self.long]

    def examples(self, seed: int) -> Examples:
        return self.reading.examples(self.options.samples, seed=seed)

    def fresh(self, seed: int) -> Examples:
        return self.reading.examples(self.FRESH, seed=seed + self.FRESH_SEED)

    def teach(self, model: Model, seed: int, on_step: Listener) -> float:
        teach(model, *self.examples(seed), self.options.learning_rate, on_step)
        return model.calculate_total_loss(*self.fresh(seed))

    def watch(self, model: Model, X: List[Matrix], Y: List[Digits], checkpoint: Checkpoint) -> None:
        """teach, with a look at the network, and its loss, every 250 examples."""
        (x,), (y,) = self.reading.encode([[*WATCHED, sum(WATCHED)]])
        fresh, good, order = self.fresh(self.options.seed), model.weights(), -self.reading.order

        def look(seen: int) -> None:
            nonlocal good
            due = seen % self.EVERY == 0 or seen == len(X)
            if not due or seen in dict(checkpoint.losses):      # an earlier run may have looked
                return
            loss = check.loss(model.calculate_total_loss(*fresh), model, good)
            good = model.weights()
            checkpoint.losses.append((seen, loss))
            answer = model.predict(x)
            bits = "".join(f" {bit} " if bit == y_t else f"({bit})"
                           for bit, y_t in list(zip(answer, y))[::order])
            checkpoint.progress.clear()
            print(f"{seen:8}  {loss:f}   {bits}  = {digits2int(answer[::order], 2)}", flush=True)

        def on_step(seen: int) -> None:
            checkpoint.on_step(seen)
            look(seen)

        print("examples  loss       {} + {} = {}, as the network answers it; ( ): wrong".format(
            *WATCHED, sum(WATCHED)))
        look(checkpoint.seen)
        teach(model, X, Y, self.options.learning_rate, on_step, checkpoint.seen)
        checkpoint.loss = checkpoint.losses[-1][1]

    def report(self, model: Model, losses: List[Loss]) -> None:
        """What made few examples enough, and how many of the tests are right."""
        if not self.reading.counts:
            print(f"The loss, on {self.FRESH} fresh examples, cannot reach 0: as long as every bit "
                  "was 0,\nnothing but noise was read.")
        print("\n" + LESSON[self.reading.first] % self.options.samples)
        tell("on all pairs", scores_of(model, self.pairs))
        long = scores_of(model, self.long)
        print(f"exact sums of {self.LONG} columns: {long.exact} of {long.sums} "
              f"({long.exact_share:.2f}%)\nbits right in them: {long.digits_right} of "
              f"{long.digits} ({long.digits_share:.2f}%)")

    def remark(self, rows: List[List[float]]) -> str:
        exact = [row for row in rows if row[1] == 100]
        long = len([row for row in exact if row[4] == 100])
        return (f"{len(exact)} of {len(rows)} networks are exact on all pairs, and {long} of these "
                f"on the\n{len(self.long[0])} sums of {self.LONG} columns (long).")


def scores_of(model: Model, test: Examples) -> Scores:
    return score(predict_all(model, test[0]), test[1])


def tell(where: str, scores: Scores) -> None:
    """The three measures."""
    print(f"exact sums {where}: {scores.exact} of {scores.sums} ({scores.exact_share:.2f}%)\n"
          f"bits right {where}: {scores.digits_right} of {scores.digits} "
          f"({scores.digits_share:.2f}%)\n"
          f"the article's measure {where}: {scores.article_share:.2f}%")


LESSON = {
    "least": """\
%d examples; the article's run takes 200,000.  Steps that begin 50 times as
long, and get shorter, make so few enough.  What they show makes it last for
long numbers: 20 columns instead of 8, every second example with runs, a column
repeated up to 12 times, so that a carry lasts, and a silence too; and a little
noise on what is read, which teaches the state to come back where it should be.
""",
    "most": """\
%d examples of a kind from which the other order is learnt in seconds (see
train_reverse.py --quick).  Here no data can help: most significant first, the
carry comes out of columns that are yet to be read.
""",
}


REASONS = {
    "least": """\
  Why not 0?  As long as both numbers have shown nothing but zeros, the state
  is tanh(0) = 0 and the logits are V 0 = 0, whatever the weights: the network
  says "1/2", which costs ln 2.  (The tie counts as a 0, which is right, so no
  sum is lost.)  On average over all pairs that is %(all)f.  With --counts no
  input is 0.""",
    "counts": """\
  The inputs count the 0s and 1s of a column, so none is all zeros, and nothing
  keeps the loss above %(all)g.""",
    "most": """\
  Most significant first, the carry comes out of columns that are yet to be
  read.  Nobody can know it: the best is to state its probability, which costs
  %(all)f on average over all pairs.  (Less is possible on given data, only by
  learning its sums by heart.)  The best answers assume no carry: a XOR b.
  The article's measure sees an error only where the signed sum of (predicted -
  true bit) is above 0.1: a 1 that was missed goes unseen, and always answering
  0 would score 100%%.  It is no accuracy.""",
}
