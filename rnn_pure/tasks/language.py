"""Language models: how well one guesses the next token, counting instead, and writing on.  A text
becomes tokens, characters or words, and these become class indices: one-hot input by index."""
import re
from collections import Counter
from math import log
from random import Random
from typing import Iterable, List, Sequence

from ..model import Model, output

UNKNOWN = "___"     # stands for all words that are too rare to be learnt


def split(text: str, words: bool) -> List[str]:
    """Its characters; or its words, signs and line ends."""
    return re.findall(r"\w{1,100}|[^\w\s]|\n", text) if words else list(text)


def join(tokens: Iterable[str], words: bool) -> str:
    """The text; or about the text, since words do not tell where there were blanks."""
    text = "".join([" " + token if words and re.match(r"\w", token) else token for token in tokens])
    return text.replace("\n ", "\n").strip(" ") if words else text


def vocabulary(tokens: List[str], most: int) -> List[str]:
    """The different ones, in order; if they are more than `most`, the frequent ones and UNKNOWN."""
    counted = Counter(tokens)
    if len(counted) <= most:
        return sorted(counted)
    return [UNKNOWN] + sorted([token for token, _ in counted.most_common(most - 1)])


def encode(tokens: List[str], known: Sequence[str]) -> List[int]:
    """Their indices in a vocabulary; what it does not know is UNKNOWN, or left out."""
    index = {token: i for i, token in enumerate(known)}
    codes = [index.get(token, index.get(UNKNOWN)) for token in tokens]
    return [code for code in codes if code is not None]


def loss_of(model: Model, text: List[int]) -> float:
    """The mean of -ln p of every token (a class index) after the first, the state carried along."""
    total, s = 0.0, None
    for x_t, y_t in zip(text, text[1:]):
        layer, = model.forward_propagation([x_t], s)
        total, s = total + output.loss(layer.mulv, y_t), layer.s
    return total / (len(text) - 1)


def counting_loss(train: List[int], test: List[int], n: int, word_dim: int) -> float:
    """The same for counting how often a token follows the n - 1 before it, n = 1 or 2.  To each
    count a little is added, for what is unseen: the best of three, in favour of counting."""
    pairs, singles, firsts = Counter(zip(train, train[1:])), Counter(train), Counter(train[:-1])
    seen = [(pairs[a, b], firsts[a]) if n == 2 else (singles[b], len(train))
            for a, b in zip(test, test[1:])]
    return min([-sum([log((count + extra) / (among + extra * word_dim)) for count, among in seen])
                for extra in (1.0, 0.1, 0.01)]) / len(seen)


def sample(model: Model, prompt: List[int], length: int, temperature: float,
           rng: Random) -> List[int]:
    """length class indices that go on from the prompt, each drawn from the network's probabilities.
    A temperature below 1 sharpens them, above 1 evens them out."""
    layer, answer = model.forward_propagation(prompt)[-1], []
    for _ in range(length):
        largest = max(layer.mulv)       # taken off first, so that no temperature is too low
        probs = output.predict([(v - largest) / temperature for v in layer.mulv])
        answer += rng.choices(range(model.word_dim), probs)
        layer, = model.forward_propagation(answer[-1:], layer.s)
    return answer
