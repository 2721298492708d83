#!/usr/bin/env python3
"""A language model (Article, reference 3): the Model guesses the next character.

Without FILE it reads the language reference that every Python carries.  It
learns for about two minutes, is compared with counting single characters
(unigram) and pairs (bigram), and writes on by itself.
"""
import argparse
import os
import sys
from pathlib import Path
from random import Random
from zlib import crc32

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from rnn_pure import DataError, Model, perplexity  # noqa: E402
from rnn_pure.programs import flags, terminal  # noqa: E402
from rnn_pure.saved import networks  # noqa: E402
from rnn_pure.saved.checkpoint import Checkpoint  # noqa: E402
from rnn_pure.tasks import language  # noqa: E402

HELD_OUT = 10000    # characters at most that the models are measured on


def read_text(path):
    """The file's text, or Python's own language reference.  ValueError for what is no text."""
    if path is None:
        from pydoc_data.topics import topics
        return "\n".join(topics[name] for name in sorted(topics))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"FILE must be UTF-8 text, got other bytes in {path}") from None
    if "\0" in text or len(set(text)) < 2 or len(text) < 100:
        raise ValueError("FILE must be text of at least 100 characters, two of them different, "
                         "without NUL, got %s with %d characters, %d different" % (
                             path, len(text), len(set(text))))
    return text


def train(model, text, held_out, checkpoint, options):
    """Short pieces of text in random order, in steps that shrink to nothing; ten lines of log."""
    T, rng = options.steps, Random(options.seed)
    starts = [rng.randrange(len(text) - T) for _ in range(options.characters // T)]
    rivals = [perplexity(language.counting_loss(text, held_out, n, model.word_dim))
              for n in (1, 2)]
    print("Perplexity on held-out text: unigram %.2f, bigram %.2f; this network:" % tuple(rivals),
          flush=True)
    checkpoint.progress.total = len(starts)
    for part in range(10):
        end = (part + 1) * len(starts) // 10
        first = max(part * len(starts) // 10, checkpoint.seen)      # where an earlier run ended
        for n, i in enumerate(starts[first:end], first + 1):
            model.sgd_step(text[i:i + T], text[i + 1:i + T + 1],
                           options.learning_rate * (1 - part / 10), options.max_norm)
            checkpoint.on_step(n)
        if end in dict(checkpoint.losses):
            continue
        seen, unseen = [language.loss_of(model, codes) for codes in (text[:2000], held_out)]
        checkpoint.progress.clear()
        checkpoint.losses.append((end, unseen))
        print("after %7d characters: training text %5.2f, held-out text %5.2f" % (
            end * T, perplexity(seen), perplexity(unseen)), flush=True)
    checkpoint.loss = dict(checkpoint.losses)[len(starts)]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    whole, positive = flags.whole, flags.positive
    parser.add_argument("file", type=flags.file, nargs="?", metavar="FILE",
                        help="UTF-8 text to learn from")
    parser.add_argument("--hidden", type=whole(1, 512), default=48, metavar="N",
                        help="hidden units (48)")
    parser.add_argument("--steps", type=whole(2), default=20, metavar="T",
                        help="characters in a training piece (20)")
    parser.add_argument("--characters", type=whole(1), default=150000, metavar="N",
                        help="to learn from (150000)")
    parser.add_argument("--learning-rate", type=positive, default=0.1, metavar="RATE",
                        help="at the start; it shrinks to 0 (0.1)")
    parser.add_argument("--max-norm", type=positive, default=5.0, metavar="NORM",
                        help="longest gradient (5)")
    parser.add_argument("--seed", type=flags.seed, default=0, metavar="N",
                        help="of weights, pieces and samples (0)")
    parser.add_argument("--prompt", metavar="TEXT",
                        help="what the sample begins with ('The ', where the text has these)")
    parser.add_argument("--length", type=whole(0), default=400, metavar="N",
                        help="of the sample (400)")
    parser.add_argument("--temperature", type=positive, default=0.7, metavar="T",
                        help="of the sample (0.7)")
    parser.add_argument("--save", type=flags.file, default=HERE / "calculator" / "language.model",
                        metavar="FILE", help="where to keep the network (%(default)s)")
    parser.add_argument("--resume", action="store_true", help="go on with an interrupted training")
    parser.add_argument("--load", type=flags.file, metavar="FILE",
                        help="a kept network; it only samples")
    options = parser.parse_args()
    if options.file and os.path.realpath(str(options.file)) == os.path.realpath(str(options.save)):
        parser.error(f"--save must be another file than FILE, got {options.save}")

    try:
        text = read_text(options.file) if not options.load else None
    except (OSError, ValueError) as error:
        parser.error(str(error))
    if options.load:
        model, about = networks.load(options.load)
        characters = about.characters
        if not characters:
            raise DataError(f"{options.load} must hold a network that guesses characters, but it "
                            f"is one that {about.in_words()}")
    else:
        model, characters = None, "".join(sorted(set(text)))
    if options.prompt is None:
        options.prompt = "The " if set("The ") <= set(characters) else characters[0]
    unknown = sorted(set(options.prompt) - set(characters))
    if unknown or not options.prompt:
        parser.error("--prompt must be one or more characters of the text, got %s" % (
            ascii("".join(unknown))))
    index = {character: i for i, character in enumerate(characters)}

    if model is None:
        codes = [index[character] for character in text]
        cut = len(codes) - max(2, len(codes) // 10)
        options.steps = min(options.steps, cut // 2)
        print("%d characters, %d different; the last %d are held out." % (
            len(codes), len(characters), len(codes) - cut))
        weights = options.hidden * (2 * len(characters) + options.hidden)
        if weights > 500000:
            parser.error("--hidden must be smaller, for at most 500000 weights to be saved, "
                         "got %d" % weights)
        model = Model(len(characters), options.hidden, bptt_truncate=options.steps,
                      seed=options.seed)
        about = networks.About(characters=characters, settings=dict(
            text=f"{crc32(text.encode('utf-8', 'surrogatepass')):08x}",
            characters=options.characters, learning_rate=options.learning_rate,
            max_norm=options.max_norm, seed=options.seed))
        options.save.parent.mkdir(parents=True, exist_ok=True)
        with Checkpoint(model, about, options.save, options.resume,
                        terminal.Progress(1, "pieces of text")) as checkpoint:
            train(model, codes[:cut], codes[cut:cut + HELD_OUT], checkpoint, options)
        print(f"\nThe network is in {options.save}.")
    codes = language.sample(model, [index[c] for c in options.prompt], options.length,
                            options.temperature, Random(options.seed))
    print("\n" + options.prompt + "".join(characters[i] for i in codes))


if __name__ == "__main__":
    terminal.run(main)
