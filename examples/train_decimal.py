#!/usr/bin/env python3
"""Addition in any base (Article, reference 2): the Model adds decimal numbers.

It reads a column at a time, least significant first, as a count of its digits.
Training stops when a validation set is all right; then some longer sums in
smaller steps make the network last for any length.
"""
import argparse
import sys
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from rnn_pure import Model, encode, predict_all, score  # noqa: E402
from rnn_pure.programs import flags, terminal  # noqa: E402
from rnn_pure.saved import networks  # noqa: E402
from rnn_pure.saved.checkpoint import Checkpoint  # noqa: E402
from rnn_pure.tasks.adding import Reading  # noqa: E402

ROUND = 1000                # sums between two looks at the validation set
FINISH = (0.01, 0.003)      # learning rates of the smaller steps at the end
LONGER = 5                  # so many more digits than --digits have the sums at the end


class Sums:
    """Random sums in one base, the held-out ones kept apart from those to train on."""

    def __init__(self, base, digits, held_out, seed):
        self.rng, self.base, self.held_out, self.kept_apart = Random(seed), base, [], set()
        for _ in range(min(held_out, base ** (2 * digits) // 2)):
            self.held_out += self.draw(1, digits)
            self.kept_apart.add(tuple(self.held_out[-1][:2]))

    def draw(self, n, digits):
        """n sums that are not held out."""
        samples, top = [], self.base ** digits
        while len(samples) < n:
            a, b = self.rng.randrange(top), self.rng.randrange(top)
            if (a, b) not in self.kept_apart:
                samples.append([a, b, a + b])
        return samples

    def encode(self, samples, digits):
        return encode(samples, digits + 1, counts=True, base=self.base)


def exact(model, sums, samples, digits):
    X, Y = sums.encode(samples, digits)
    return score(predict_all(model, X), Y).exact


def train(model, sums, validation, checkpoint, options):
    """Rounds of fresh sums until all validation sums are right, then the smaller steps.

    What an earlier run has done is passed over, but its sums are drawn: chance goes on from there.
    """
    def practise(presented, n, digits, learning_rate):
        X, Y = sums.encode(sums.draw(n, digits), digits)
        first = max(0, checkpoint.seen - presented)

        def on_step(seen):
            checkpoint.on_step(presented + first + seen)

        if first < n:
            model.train(X[first:], Y[first:], learning_rate, 1, None, on_step=on_step)
        checkpoint.progress.clear()
        return presented + n

    right = presented = 0
    while right < len(validation) and presented < options.max_sums:
        presented = practise(presented, ROUND, options.digits, options.learning_rate)
        if presented not in dict(checkpoint.losses):
            checkpoint.losses.append((presented, exact(model, sums, validation, options.digits)))
            print("after %6d sums: %d of %d held-out sums exact" % (
                checkpoint.losses[-1] + (len(validation),)), flush=True)
        right = dict(checkpoint.losses)[presented]
    for learning_rate in FINISH:
        presented = practise(presented, options.finish, options.digits + LONGER, learning_rate)
        print("after %6d sums: the last %d of %d digits, at learning rate %g" % (
            presented, options.finish, options.digits + LONGER, learning_rate), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=flags.whole(2, 1000), default=10, metavar="N",
                        help="of the numbers (10)")
    parser.add_argument("--digits", type=flags.whole(1, 1000), default=3, metavar="N",
                        help="of the numbers to train on (3)")
    parser.add_argument("--hidden", type=flags.whole(1, 512), default=20, metavar="N",
                        help="hidden units (20)")
    parser.add_argument("--learning-rate", type=flags.positive, default=0.03, metavar="RATE",
                        help="of the first sums (0.03)")
    parser.add_argument("--max-sums", type=flags.whole(1), default=60000, metavar="N",
                        help="sums after which it gives up (60000)")
    parser.add_argument("--finish", type=flags.whole(1), default=4000, metavar="N",
                        help="longer sums at each of the two smaller learning rates (4000)")
    parser.add_argument("--test", type=flags.whole(1), default=10000, metavar="N",
                        help="held-out sums to test on (10000)")
    parser.add_argument("--seed", type=flags.seed, default=0, metavar="N",
                        help="of weights and sums (0)")
    parser.add_argument("--model", type=flags.file, metavar="FILE",
                        help=f"where to save the network ({HERE / 'calculator' / 'base_N.model'})")
    parser.add_argument("--resume", action="store_true", help="go on with an interrupted training")
    options = parser.parse_args()
    if options.model is None:
        options.model = HERE / "calculator" / (f"base_{options.base}.model")
        options.model.parent.mkdir(parents=True, exist_ok=True)

    sums = Sums(options.base, options.digits, options.test + 500, options.seed)
    share = max(1, len(sums.held_out) // 21)
    validation, test = sums.held_out[:share], sums.held_out[share:]
    model = Model(options.base, options.hidden, bptt_truncate=options.digits + LONGER,
                  seed=options.seed)
    settings = {name: getattr(options, name) for name in (
        "digits", "learning_rate", "max_sums", "finish", "test", "seed")}
    about = networks.About(Reading(True, True, options.base), settings=settings)
    with Checkpoint(model, about, options.model, options.resume,
                    terminal.Progress(options.max_sums, "sums")) as checkpoint:
        train(model, sums, validation, checkpoint, options)

    print()
    rows = [["exact sums of", "", ""]]
    for name, samples, digits in (
            (f"{options.digits} digits, held out", test or validation, options.digits),
            ("20 digits", sums.draw(100, 20), 20),
            ("100 digits", sums.draw(100, 100), 100)):
        right = exact(model, sums, samples, digits)
        rows.append([name, f"{right} of {len(samples)}",
                     f"{100.0 * right / len(samples):.2f}%"])
    print(terminal.table(rows))
    parameters = options.hidden * (2 * options.base + options.hidden)
    print("\n%d sums presented, %d parameters.\n"
          "Keras's addition_rnn, for three decimal digits: 5,000,000 presented (100 passes\n"
          "over 50,000), two LSTM layers of 128 units (205,324 parameters), 99 %% accuracy,\n"
          "by characters.\nThe network is in %s." % (checkpoint.seen, parameters, options.model))


if __name__ == "__main__":
    terminal.run(main)
