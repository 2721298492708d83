#!/usr/bin/env python3
"""Draw the figures of README and the tutorial, in English and in Chinese.

It trains the article's two networks and some more, six minutes, and keeps
what it measures in measured.json: --redraw draws the same from it again.
"""
import start  # isort: skip
import json

from rnn_pure import Model, all_pairs, generate_data, loss_limit
from rnn_pure.inside import hand, machine, states
from rnn_pure.pictures import inside, network, proof, svg
from rnn_pure.pictures.learning import Curve, loss_curves
from rnn_pure.pictures.machine import machine as draw_machine
from rnn_pure.programs import flags, teaching, terminal
from rnn_pure.proof import prove
from rnn_pure.saved import files
from rnn_pure.tasks.adding import Reading, adder
from rnn_pure.tasks.article import ARTICLE, DATA_SEED, PUBLISHED
from rnn_pure.tasks.rules import BOARD

# After how many examples the loss is measured: often while it falls, then after each epoch or two.
SEEN = [0, 1000, 2000, 5000, 7500, *range(10000, 20001, 2500), 30000, *range(40000, 200001, 20000)]
RATE, FEW = 0.1, 2000       # where it matters whether the rate falls: twice the rate of --quick
SQUARE = BOARD["tomita5"].task


def train(name, model, examples, tests, seen, rate, last=1.0, max_norm=None):
    """[[examples seen, loss on the tests], ...]; last: so much of the rate is left in the end."""
    losses = []
    for n in range(seen[-1] + 1):
        if n:
            x, y = [values[(n - 1) % len(values)] for values in examples]
            model.sgd_step(x, y, rate * (1.0 - (1.0 - last) * (n - 1) / (seen[-1] - 1)), max_norm)
        if n in seen:
            losses.append([n, float(f"{model.calculate_total_loss(*tests):.4g}")])
            print(f"{name}, after {n:6} examples: loss {losses[-1][1]:.6f}")
    return losses


def measure():
    """All numbers of all pictures.  (No epoch of the article's ends higher: no rate is halved.)"""
    samples, losses = generate_data(seed=DATA_SEED)[0], {}
    for reading in (Reading(False), Reading()):
        model = Model(2, ARTICLE.hidden, ARTICLE.bptt_truncate, seed=0)
        losses[reading.first] = train(
            f"{reading.first} significant bit first", model, reading.encode(samples),
            reading.encode(all_pairs()), SEEN, ARTICLE.learning_rate)
    for name, last in (("stays", 1.0), ("falls", 0.05)):
        losses[name] = train(
            f"a rate that {name}", Model(2, 16, 19, seed=0), Reading().examples(FEW, seed=0),
            Reading().examples(200, noise=0.0, seed=1000), range(0, FEW + 1, 100), RATE, last, 5.0)
    square = teaching.network(SQUARE, recipe=teaching.RULE)
    became = inside.measure(square, SQUARE, states.reachable_states(square, SQUARE, 13))["machine"]
    balls = proof.seen(prove(teaching.network()).certificate)
    return dict(inside.measure(model, adder(), states.reachable_states(model, adder())),
                losses=losses, became=became, proof=balls)


def draw(numbers):
    """{name: picture}, of all figures."""
    losses = numbers["losses"]
    return dict(
        inside.draw(numbers), unrolled=network.unrolled(), graph=network.graph(),
        tanh=network.tanh_curve(), bptt=network.bptt(numbers["travel"]["before"]),
        cobweb=inside.cobweb(hand.hand_network(), hand.MEMORY, hand.INTERVALS),
        rates=loss_curves("Long steps find the way, short ones settle", [
            Curve(f"the rate stays {RATE}", losses["stays"]),
            Curve(f"it falls to {RATE / 20}", losses["falls"])], "loss on 200 sums of 20 columns"),
        rule=draw_machine(numbers["became"], machine.own(SQUARE)),
        proof=proof.proof(**numbers["proof"]),
        loss_curves=loss_curves("It learns to add in one order only", [Curve(
            f"{reading.first} significant bit first", losses[reading.first],
            loss_limit(is_reverse=reading.is_reverse),
            [(20000 * i, loss) for i, loss in enumerate(PUBLISHED[reading.is_reverse])])
            for reading in (Reading(), Reading(False))], "loss on all 16,384 sums of 8 bits"))


def main():
    parser = flags.Parser(__doc__)
    parser.add_argument("--out", type=flags.folder, default=start.HERE / "figures",
                        help="where they are drawn")
    parser.add_argument("--redraw", action="store_true", help="from DIR/measured.json alone")
    options = parser.parse_args()
    file = options.out / "measured.json"
    words = json.loads((start.HERE / "figures" / "zh-CN.json").read_text(encoding="utf-8"))
    if not options.redraw:
        files.check_writable(file)      # better now than after six minutes
        files.write((json.dumps(measure(), sort_keys=True) + "\n").encode("ascii"), file)
    drawn = draw(json.loads(file.read_text(encoding="utf-8")))
    for name in sorted(drawn):
        svg.save(drawn[name], options.out / f"{name}.svg")
        svg.save(drawn[name], options.out / f"{name}.zh-CN.svg", words)
    print(f"{len(drawn)} pictures, and the numbers they are drawn from, are in {options.out}.")


if __name__ == "__main__":
    terminal.run(main)
