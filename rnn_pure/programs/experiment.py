"""The article's two experiments (Article 七), which differ in nothing but the order of the bits."""
import argparse
from functools import partial
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any, List, Union
from zlib import crc32

from .. import check
from ..inside.limits import best_predictions, least_loss, loss_limit
from ..inside.scores import Scores, perplexity, predict_all, score
from ..model import Model
from ..pictures import svg
from ..pictures.learning import Curve, loss_curves
from ..saved import data, files, networks
from ..saved.checkpoint import Checkpoint
from ..tasks.adding import Reading, all_pairs, digits2int
from ..tasks.article import ARTICLE, PUBLISHED
from . import flags, terminal
from .teaching import QUICK, Listener, learn

WATCHED = 59, 14        # a sum with every kind of column, and a carry that lasts


def main(description: str, is_reverse: bool, folder: Path) -> None:
    """What examples/train_reverse.py and examples/train_natural.py run."""
    options = parse_options(description, is_reverse, folder)
    run = Quick(options) if options.quick else Article(options)
    compare(run) if options.seeds else cal_main(run)


def parse_options(description: str, is_reverse: bool, folder: Path) -> argparse.Namespace:
    parser = flags.Parser(description)
    add, whole = parser.add_argument, flags.whole
    add("--epochs", type=whole(0), help="times over all samples (10)")
    add("--learning-rate", type=flags.positive, help="of a step (0.001; --quick: at first 0.05)")
    add("--hidden", type=whole(1, 512), help="hidden units (16)")
    add("--bptt-truncate", type=whole(0), help="steps that an error flows back (2; --quick: 19)")
    add("--samples", type=whole(1), help="to learn from (20000; --quick: 2000)")
    add("--seed", type=flags.seed, default=0, help="of the untrained weights")
    add("--data", type=flags.folder, default=folder, help="the data set; made if it is not there")
    add("--model", type=flags.file, help="where to save the network (in DIR; trials apart)")
    add("--resume", action="store_true", help="go on with a training that was interrupted")
    add("--svg", type=flags.file, help="draw the loss curve")
    add("--counts", action="store_true", help="read how many 0s and 1s are in a column: no limit")
    add("--quick", action="store_true", help="in seconds, on data of another kind")
    add("--seeds", type=whole(1), help="train N networks; median and range of scores")
    options = parser.parse_args()
    usual = ARTICLE
    if options.quick:   # errors flow back through all steps; the rate is the first one: it falls
        parser.refuse(options, "epochs", "--quick takes every example once; see --samples")
        usual = ARTICLE._replace(samples=QUICK.examples, epochs=1,
                                 learning_rate=QUICK.learning_rate,
                                 bptt_truncate=QUICK.columns - 1)
    if options.seeds:
        parser.refuse(options, "svg model resume" + " data" * options.quick,
                     "--seeds trains many networks, and saves none")
    chosen = usual._replace(**{name: value for name, value in vars(options).items()
                               if name in usual._fields and value is not None})
    vars(options).update(chosen._asdict())
    as_usual = chosen == usual and not options.counts
    options.published = PUBLISHED[is_reverse] if as_usual and not options.quick else []
    options.reading = Reading(is_reverse, options.counts)
    # What is quick, or tried, is kept elsewhere: it must not replace two minutes' training.
    options.model = options.model or networks.beside(
        networks.model_path(options.data, is_reverse),
        "_quick" * options.quick if as_usual else "_trial")
    if options.model.name in data.FILES:
        parser.error(f"--model must be another file than the data set's, got {options.model}")
    return options


class Article:
    """The article's: 20,000 sums of 8 bits, ten times, and its loss before each time."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options, encode = options, options.reading.encode
        training, testing = data.read_data(options.data)
        training = training[:options.samples]
        options.samples = len(training)
        self.first, (self.X, self.Y) = training[0], encode(training)
        self.data = f"{crc32(repr((self.X, self.Y)).encode()):08x}"     # tells trainings apart
        self.limit = least_loss(self.X, self.Y)     # no loss can be below it
        self.tests = {"on all pairs": encode(all_pairs()), "on the test set": encode(testing)}

    def learn(self, model: Model, seed: int, kept: Any) -> float:
        """Answers the loss at the end.  kept: a Checkpoint; it hears of it before each epoch."""
        def on_epoch(seen: int, loss: float, line: str) -> None:
            line += f"\n    perplexity {perplexity(loss):.4f}"
            for theirs in self.options.published[seen // len(self.X):][:1]:     # none after its ten
                line += f"; the article has a loss of {theirs:f}"
            kept.on_loss(seen, loss, line if seen else heading + line)

        heading = ("{} + {} = {}, bit by bit in the order in which they are read:\n"
                   "  the untrained network  {}\n  the truth              {}\n\n".format(
                       *self.first, model.predict(self.X[0]), self.Y[0]))
        model.train(self.X, self.Y, self.options.learning_rate, self.options.epochs, 1,
                    kept.on_step, on_epoch, (kept.seen, kept.losses))
        loss = model.calculate_total_loss(self.X, self.Y)
        kept.on_loss(kept.seen, loss, f"After {kept.seen} examples: loss {loss:f}, perplexity "
                                      f"{perplexity(loss):.4f}")
        return loss


class Quick:
    """--quick: a network in seconds, on few examples that show what matters."""

    EVERY = 250     # examples from one look at the network to the next
    FRESH = 25      # examples that the loss is measured on
    LONG = 100      # columns of the long sums to test on
    data, limit = "drawn by seed", 0.0      # no limit is known

    def __init__(self, options: argparse.Namespace) -> None:
        self.options, reading = options, options.reading
        self.tests = {"on all pairs": reading.encode(all_pairs()),
                      f"in {self.LONG} columns": reading.examples(
                          50, self.LONG, 0.0, flags.MOST_SEEDS)}

    def learn(self, model: Model, seed: int, kept: Any) -> float:
        """Answers the loss at the end.  kept: a Checkpoint; it hears of it every 250 examples."""
        reading, samples, (a, b) = self.options.reading, self.options.samples, WATCHED
        (x,), (y,) = reading.encode([[a, b, a + b]])
        fresh = reading.examples(self.FRESH, seed=seed + flags.MOST_SEEDS)
        heading = (f"examples  loss       {a} + {b} = {a + b}, as the network answers it; "
                   "( ): wrong\n")

        def look(seen: int) -> None:
            if seen > kept.seen:
                kept.on_step(seen)
            if seen % self.EVERY == 0 or seen == samples:
                loss = check.loss(model.calculate_total_loss(*fresh), model, {})
                answer = model.predict(x)
                bits = [f" {bit} " if bit == right else f"({bit})" for bit, right in zip(answer, y)]
                line = (f"{seen:8}  {loss:f}   {''.join(bits[::-reading.order])}  = "
                        f"{digits2int(answer[::-reading.order], 2)}")
                kept.on_loss(seen, loss, line if seen else heading + line)

        look(kept.seen)
        learn(model, reading, seed, QUICK._replace(
            examples=samples, learning_rate=self.options.learning_rate), look, kept.seen)
        return model.calculate_total_loss(*fresh)


Run = Union[Article, Quick]


def cal_main(run: Run) -> None:
    """The article's cal_main.py: one network, trained and tested; its file, and its picture."""
    options, reading = run.options, run.options.reading
    if options.svg:
        files.check_writable(options.svg, 10000, svg.BEGINS)    # better now than at the end
    model = Model(2, options.hidden, options.bptt_truncate, options.seed)
    about = networks.About(reading, settings=dict(
        samples=options.samples, epochs=options.epochs, seed=options.seed,
        learning_rate=options.learning_rate, data=run.data))
    progress = terminal.Line(options.samples * options.epochs, "examples")
    with Checkpoint(model, about, options.model, options.resume, progress) as checkpoint:
        loss = run.learn(model, options.seed, checkpoint)
    print()
    for where, (X, Y) in run.tests.items():
        print(in_words(where, score(predict_all(model, X), Y)))
    if not options.quick:       # the best values of the measures, and of the loss, and why
        X, Y = run.tests["on all pairs"]
        print(in_words("on all pairs, at best in this order", score(best_predictions(X, Y), Y)))
        print(f"\nloss {loss:f}; no weights can reach below {run.limit:f} on this data")
        if run.limit:
            print((ZEROS if reading.is_reverse else UNREAD) % loss_limit(
                8, reading.is_reverse, bias=reading.counts))
    if not reading.is_reverse:
        print(both_orders(model, reading, *WATCHED))
    print(f"\nThe trained network is in {options.model}.")
    if options.svg:
        epochs = range(0, options.samples * options.epochs, options.samples)
        curve = Curve("this run", checkpoint.losses, run.limit, [*zip(epochs, options.published)])
        svg.save(loss_curves(f"Adding, {reading.first} significant bit first", [curve]),
                 options.svg)
        print(f"The loss curve is in {options.svg}.")


def compare(run: Run) -> None:
    """The scores of one network a seed, their median and range: no claim hangs on one seed."""
    from . import seeds  # here, because few ask for it, and it loads multiprocessing
    options, (_, other) = run.options, run.tests
    total = options.samples * options.epochs * options.seeds
    rows = seeds.on_all_cores(partial(row, run), range(options.seed, options.seed + options.seeds),
                              terminal.Line(total, "examples"))
    summary = [[name] + [f(column) for column in list(zip(*rows))[1:]]
               for name, f in (("median", median), ("lowest", min), ("highest", max))]
    print(terminal.table(
        [["seed", "loss", "exact %", "bits %", "article's %", f"exact % {other}"]]
        + [[name, f"{loss:.6f}"] + [f"{share:.2f}" for share in shares]
           for name, loss, *shares in rows + summary]))


def row(run: Run, seed: int, on_step: Listener) -> List[Any]:
    """A seed, the loss of its network, and its scores in per cent."""
    model = Model(2, run.options.hidden, run.options.bptt_truncate, seed)
    loss = run.learn(model, seed, SimpleNamespace(
        seen=0, losses=[], on_step=on_step, on_loss=lambda *heard: None))
    pairs, other = [score(predict_all(model, X), Y) for X, Y in run.tests.values()]
    return [seed, loss, pairs.exact_share, pairs.digits_share, pairs.article_share,
            other.exact_share]


def in_words(where: str, scores: Scores) -> str:
    """The three measures."""
    return (f"exact sums {where}: {scores.exact} of {scores.sums} ({scores.exact_share:.2f}%)\n"
            f"bits right {where}: {scores.digits_right} of {scores.digits} "
            f"({scores.digits_share:.2f}%)\n"
            f"the article's measure {where}: {scores.article_share:.2f}%")


def both_orders(model: Model, reading: Reading, a: int, b: int) -> str:
    """A sum in both orders; the model reads it most significant bit first.  The carry into a column
    is decided by the nearest column below it with equal bits: 1 and 1 make one, 0 and 0 end one.
    A 1 and a 0 pass on what comes, at last the 0 of the start."""
    (x,), (y,) = reading.encode([[a, b, a + b]])
    columns, decided = reading.columns(a, b, 8)[::-1], [-1]     # least significant first
    for k, (a_k, b_k, _) in enumerate(columns):
        decided.append(k if a_k == b_k else decided[k])
    half = ["a b", "carry", "decided"]
    rows: List[List[Any]] = [["step"] + half + ["|"] + half + ["P(1)", "answer", ""]]
    for t, (p, answer) in enumerate(zip(model.probabilities(x), model.predict(x))):
        (a_t, b_t, least), (a_k, b_k, most), k = columns[t], columns[7 - t], 7 - t
        rows.append([t, f"{a_t} {b_t}", least, f"step {decided[t]}" if decided[t] >= 0 else "start",
                     "|", f"{a_k} {b_k}", most, f"step {7 - max(0, decided[k])}" if k else "start",
                     f"{p[1]:.2f}", answer, "" if answer == y[t] else "wrong"])
    return f"""
{a} + {b} = {a + b} in both orders: a column, the carry into it, and the step that
decides this carry.

      least significant first    most significant first: this network
{terminal.table(rows, left=0)}

On the right the step that decides a carry comes after the one that needs it.
Nobody can know the carry there; at best one can learn how likely it is."""


ZEROS = """\
  Why is that not 0?  As long as both numbers have shown nothing but zeros, the
  state is tanh(0) = 0 and the logits V 0 = 0, whatever the weights.  To say
  "1/2" costs ln 2; over all pairs %f a bit.  (--counts: no input is 0.)"""

UNREAD = """\
  The best is to state how likely a carry is, which costs %f on average
  over all pairs; less is possible only by learning given sums by heart."""
