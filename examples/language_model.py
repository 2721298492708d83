#!/usr/bin/env python3
"""A language model (Article, reference 3): the Model guesses the next character.

Without FILE it reads the language reference that every Python carries, for about
two minutes, is compared with counting single characters (unigram) and pairs
(bigram), and writes on.  --load: it writes on at once, or learns on from FILE.
"""
import start  # isort: skip
from bisect import bisect
from copy import copy
from random import Random
from timeit import timeit
from zlib import crc32

from rnn_pure import DataError, Model, perplexity
from rnn_pure.programs import flags, terminal
from rnn_pure.saved import files, networks
from rnn_pure.saved.checkpoint import Checkpoint
from rnn_pure.tasks import language

LARGEST = 2 * 10 ** 7   # bytes of a text
CHARACTERS = 150000     # to learn from
WORDS = 20000           # if they are words: there are more to choose from, so each takes longer
VOCABULARY = 1000       # different words, at most
STEPS = 20              # characters, or words, of a piece that is learnt from
RATE, MAX_NORM = 0.1, 5.0       # of the steps at the start, which shrink to 0; longest gradient
LOOKS, LONGER = 10, 1.4         # at how well it guesses; so much longer does it take with them


def read_text(parser, options):
    """FILE's text, or Python's own language reference."""
    if not options.file:
        from pydoc_data.topics import topics
        return "\n".join(topics[name] for name in sorted(topics))
    try:
        text = files.read(options.file, LARGEST).decode(options.encoding)
        if "\0" in text:
            raise UnicodeError
    except UnicodeError:
        parser.error(f"FILE must be text in {options.encoding}, got other bytes in {options.file}; "
                     "--encoding says which it is in")
    return text.replace("\r\n", "\n").lstrip("\ufeff")


def train(model, text, held_out, checkpoint, options):
    """Short pieces of text in random order, in steps that shrink to nothing; ten lines of log."""
    rng, pieces = Random(options.seed), checkpoint.progress.total
    starts = [rng.randrange(len(text) - STEPS) for _ in range(pieces)]
    ends = [(part + 1) * pieces // LOOKS for part in range(LOOKS)]

    def step(model, i, rate):
        model.sgd_step(text[i:i + STEPS], text[i + 1:i + STEPS + 1], rate, MAX_NORM)

    seconds = timeit(lambda: step(copy(model), 0, RATE), number=25) * (pieces - checkpoint.seen)
    print("It will take about %d:%02d minutes here." % divmod(int(seconds / 25 * LONGER + 0.5), 60))
    print("Perplexity on held-out text: unigram %.2f, bigram %.2f; this network:" % tuple([
        perplexity(language.counting_loss(text, held_out, n, model.word_dim)) for n in (1, 2)]))
    for n in range(checkpoint.seen, pieces + 1):
        if n in ends:
            known, unknown = [language.loss_of(model, codes) for codes in (
                text[:min(2000, len(held_out))], held_out)]
            checkpoint.on_loss(
                n, unknown, "after %7d %s: training text %5.2f, held-out text %5.2f" % (
                    n * STEPS, options.unit, perplexity(known), perplexity(unknown)))
        if n < pieces:
            step(model, starts[n], RATE * (1 - bisect(ends, n) / LOOKS))
            checkpoint.on_step(n + 1)


def learn(model, about, tokens, codes, options):
    """The model that has learnt from these codes of tokens; it is new where there was None."""
    known, cut = set(about.tokens), len(codes) - len(codes) // 10
    rare = sum([token not in known for token in tokens])
    print(f"{len(tokens)} {options.unit}, {len(set(tokens))} different, {rare} too rare or new to "
          f"it; the last {len(codes) - cut} are held out.")
    model = model or Model(len(known), options.hidden, STEPS, options.seed)
    about = about._replace(losses=(), settings=dict(
        seed=options.seed, characters=options.characters,
        begun=crc32(repr((codes, model.weights())).encode())))
    progress = terminal.Line(max(1, options.characters // STEPS), "pieces of text")
    with Checkpoint(model, about, options.save, options.resume, progress) as checkpoint:
        held_out = codes[cut:][:max(500, options.characters // 15)]
        train(model, codes[:cut], held_out, checkpoint, options)
    print(f"\nThe network is in {options.save}.")
    return model


def arguments():
    parser = flags.Parser(__doc__)
    add = parser.add_argument
    add("file", type=flags.existing, nargs="?", help="text to learn from")
    add("--encoding", type=flags.encoding, default="utf-8", help="of the text")
    add("--words", action="store_true", help="guess words instead of characters")
    add("--hidden", type=flags.whole(1, 512), default=48, help="hidden units")
    add("--characters", type=flags.whole(1), help=f"to learn from ({CHARACTERS}; {WORDS} words)")
    add("--save", type=flags.file, default=start.CALCULATOR / "language.model", help="its file")
    add("--resume", action="store_true", help="go on with an interrupted training")
    add("--load", type=flags.existing, help="a kept network; it writes on, or learns on from FILE")
    add("--seed", type=flags.seed, default=0, help="of weights, pieces, samples")
    add("--prompt", metavar="TEXT", help="what the sample begins with (a new line)")
    add("--length", type=flags.whole(0), default=400, help="of the sample")
    add("--temperature", type=flags.positive, default=0.7, help="of the sample")
    options = parser.parse_args()
    if not options.file:
        parser.refuse(options, "encoding", "it is for FILE")
    if options.load:
        parser.refuse(options, "words hidden", "a loaded network has its own")
        if not options.file:
            parser.refuse(options, "characters save resume", "nothing is learnt without FILE")
    if options.file and options.file.resolve() == options.save.resolve():
        parser.error(f"--save must be another file than FILE, got {options.save}")
    return parser, options


def main():
    parser, options = arguments()
    model, about = networks.load(options.load) if options.load else (None, networks.About())
    if model and not about.tokens:
        raise DataError(f"{options.load} must hold a network that guesses characters or words, "
                        f"but it is one that {about.in_words()}")
    words = options.words or about.words
    options.unit = "words" if words else "characters"
    options.characters = options.characters or (WORDS if words else CHARACTERS)
    reads = options.file or not model
    tokens = language.split(read_text(parser, options), words) if reads else []
    if not model:
        known = language.vocabulary(tokens, VOCABULARY if words else len(tokens))
        about = networks.About(tokens=known if words else "".join(known))
        weights = options.hidden * (2 * len(known) + options.hidden)
        if weights > 500000:
            parser.error(f"--hidden must be smaller, for at most 500000 weights, got {weights}")
    codes = language.encode(tokens, about.tokens)
    if reads and (len(codes) < 100 or len(set(codes)) < 2):
        parser.error(f"FILE must have at least 100 {options.unit} that the network knows, two of "
                     f"them different, got {len(codes)}, {len(set(codes))} different")
    prompt = language.split(options.prompt or min(about.tokens), words)     # mostly a new line
    unknown = sorted(set(prompt) - set(about.tokens))
    if unknown or not prompt:
        parser.error(f"--prompt must be one or more {options.unit} of the text, "
                     f"got {ascii(''.join(unknown))}")
    if reads:
        model = learn(model, about, tokens, codes, options)
    written = language.sample(model, language.encode(prompt, about.tokens), options.length,
                              options.temperature, Random(options.seed))
    print("\n" + language.join(prompt + [about.tokens[i] for i in written], words))


if __name__ == "__main__":
    terminal.run(main)
