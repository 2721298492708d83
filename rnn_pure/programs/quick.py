"""--quick: a network in seconds, on few examples that show what matters; and how it learns."""
from typing import Any, List, Tuple

from ..check import Guard
from ..inside.scores import Scores, predict_all, score
from ..matrix import Matrix
from ..model import Model
from ..pictures import svg
from ..pictures.learning import Curve, loss_curves
from ..saved import networks
from ..saved.checkpoint import Checkpoint
from ..tasks.adding import Digits, all_pairs, digits2int, encode, long_examples
from . import terminal
from .orders import both_orders

EVERY = 250             # examples from one look at the network to the next
FRESH = 25              # examples that the loss is measured on
FRESH_SEED = 10 ** 6    # added to the seed of those that are learnt from
WATCHED = 59, 14        # a sum with every kind of column, and a carry that lasts
LONG = 100              # columns of the long sums to test on


def examples(options: Any, n: int, seed: int) -> Tuple[List[Matrix], List[Digits]]:
    """Examples of the kind that is learnt from."""
    return long_examples(n, seed=seed, is_reverse=options.is_reverse, counts=options.counts)


def tests(options: Any, long_sums: int) -> List[Tuple[List[Matrix], List[Digits]]]:
    """What is tested, without noise: all pairs, and so many long sums, half of them of runs."""
    order = dict(is_reverse=options.is_reverse, counts=options.counts)
    return [encode(all_pairs(), **order),
            long_examples(long_sums, columns=LONG, noise=0.0, seed=FRESH_SEED, **order)]


def run(options: Any) -> svg.Picture:
    """One network, from its examples to its scores.  The picture of its losses."""
    X, Y = examples(options, options.samples, options.seed)
    model = Model(2, options.hidden, options.bptt_truncate, seed=options.seed)
    about = networks.About(
        "adding", is_reverse=options.is_reverse, counts=options.counts,
        settings=dict(data="long_examples", samples=options.samples,
                      learning_rate=options.learning_rate, seed=options.seed))
    with Checkpoint(model, about, options.model, options.resume) as checkpoint:
        learn(model, X, Y, checkpoint, options)
    print("\n" + LESSON[options.is_reverse] % options.samples)
    report([score(predict_all(model, TX), TY) for TX, TY in tests(options, 50)])
    if not options.is_reverse:
        print("\n" + both_orders(model, *WATCHED, counts=options.counts))
    order = "least" if options.is_reverse else "most"
    title = f"Learning to add, {order} significant bit first"
    return loss_curves(title, [Curve("this run", checkpoint.losses)],
                                f"loss on {FRESH} fresh examples")


LESSON = {
    True: """\
%d examples; the article's run takes 200,000.  What makes few enough is what
they show.  Each has 20 columns instead of 8.  Every second one is made of
runs, a column repeated up to 12 times, so that a carry lasts, and a silence
too: random columns hardly ever hold either.  A little noise on what is read
teaches the state to come back to where it should be.
""",
    False: """\
%d examples of a kind from which the other order is learnt in seconds (see
train_reverse.py --quick).  Here no data can help: most significant first, the
carry comes out of columns that are yet to be read.
""",
}


def learn(model: Model, X: List[Matrix], Y: List[Digits], checkpoint: Checkpoint,
          options: Any) -> None:
    """networks.practise, with a look at the network, and its loss, every 250 examples."""
    fresh = examples(options, FRESH, options.seed + FRESH_SEED)
    (x,), (y,) = encode([[*WATCHED, sum(WATCHED)]], is_reverse=options.is_reverse,
                        counts=options.counts)
    most_first = -1 if options.is_reverse else 1
    guard, progress = Guard(model), terminal.Progress(len(X), "examples")

    def look(seen: int) -> None:
        due = seen % EVERY == 0 or seen == len(X)
        if not due or seen in dict(checkpoint.losses):      # an earlier run may have looked already
            return
        loss = guard.check(model.calculate_total_loss(*fresh), 0, options.learning_rate)
        guard.keep()
        checkpoint.losses.append((seen, loss))
        answer = model.predict(x)
        bits = "".join(f" {bit} " if bit == y_t else f"({bit})"
                       for bit, y_t in list(zip(answer, y))[::most_first])
        progress.clear()
        print(f"{seen:8}  {loss:f}   {bits}  = {digits2int(answer[::most_first], 2)}",
              flush=True)

    def on_step(seen: int) -> None:
        checkpoint.on_step(seen)
        progress.update(seen)
        look(seen)

    print("examples  loss       %d + %d = %d, as the network answers it; ( ): wrong" % (
        WATCHED + (sum(WATCHED),)))
    try:
        look(checkpoint.seen)
        networks.practise(model, X, Y, options.learning_rate, on_step, checkpoint.seen)
    finally:
        progress.clear()
    checkpoint.loss = checkpoint.losses[-1][1]
    if not options.counts:
        print("The loss, on %d fresh examples, cannot reach 0: as long as every bit was 0,\n"
              "nothing but noise was read." % FRESH)


def report(scores: List[Scores]) -> None:
    """How many of the tests are right."""
    pairs, long = scores
    print("exact sums on all pairs: %d of %d (%.2f%%)" % (
        pairs.exact, pairs.sums, pairs.exact_share))
    print("bits right on all pairs: %d of %d (%.2f%%)" % (
        pairs.digits_right, pairs.digits, pairs.digits_share))
    print(f"the article's measure on all pairs: {pairs.article_share:.2f}%")
    print("exact sums of %d columns: %d of %d (%.2f%%)" % (
        LONG, long.exact, long.sums, long.exact_share))
    print("bits right in them: %d of %d (%.2f%%)" % (
        long.digits_right, long.digits, long.digits_share))
