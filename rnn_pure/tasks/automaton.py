"""A task: what a network should answer at every step, as a finite automaton over a few inputs."""
from random import Random
from typing import Any, Callable, Hashable, List, NamedTuple, Optional, Sequence, Tuple

from .. import check
from ..matrix import Matrix, Vector

Step = Callable[[Any, Any], Tuple[int, Any]]    # rule(state, column) -> (answer, next state)
Indices = List[int]                             # of columns
Examples = Tuple[List[Matrix], List[List[int]]]     # (X, Y): inputs and answers of each
MOST_STATES = 64
RUNS = (1, 1, 1, 2, 4, 12)      # how often a column is repeated, where a sequence is made of runs


class Automaton(NamedTuple):
    """In state i, columns[j] needs class answer[i][j] as the answer; next[i][j] comes next."""

    start: int
    columns: List[Vector]
    answer: List[List[int]]
    next: List[List[int]]
    name: str = ""

    @classmethod
    def of(cls, rule: Step, start: Hashable, columns: Sequence[Any], name: str = "",
           vectors: Optional[Matrix] = None) -> "Automaton":
        """What rule(state, column) -> (answer, next state) does, in all states that it reaches.
        Column j is read as vectors[j], or as one-hot.  ValueError for more than 64 states."""
        states, answer, following = [start], [], []
        for state in states:        # which grows as it is read
            said = [_applied(rule, state, column) for column in check.sequence("columns", columns)]
            for _, after in said:
                if after not in states:
                    states.append(after)
            if len(states) > MOST_STATES:
                raise ValueError(
                    f"the rule must need at most {MOST_STATES} states, got more: no fixed number "
                    "of memories seems to be enough for it, and a network has no other")
            answer.append([right for right, _ in said])
            following.append([states.index(after) for _, after in said])
        if vectors is None:
            size = max(len(columns), 2, *[1 + max(row) for row in answer])
            vectors = [[float(i == j) for i in range(size)] for j in range(len(columns))]
        task = cls(0, vectors, answer, following, name)
        check_automaton(task, task.word_dim)
        return task

    @property
    def word_dim(self) -> int:
        """Of a network for this task."""
        return len(self.columns[0])

    def states(self, indices: Sequence[int]) -> List[int]:
        """The state before columns[i] for each of these i, one after the other, and the last."""
        states = [self.start]
        for i in indices:
            states.append(self.next[states[-1]][i])
        return states

    def answers(self, indices: Sequence[int]) -> List[int]:
        """The truth: what is to be answered to each of these columns."""
        return [self.answer[state][i] for state, i in zip(self.states(indices), indices)]

    def read(self, indices: Sequence[int], noise: float = 0.0,
             rng: Optional[Random] = None) -> Tuple[Matrix, List[int]]:
        """(x, y): these columns as a network reads them, with noise from rng, and the answers."""
        x = [self.columns[i] for i in indices]
        if rng:
            x = [[v + rng.gauss(0.0, noise) for v in column] for column in x]
        return x, self.answers(indices)

    def examples(self, n: int, columns: int = 20, noise: float = 0.1, seed: Optional[int] = None,
                 growing: bool = False, wrong: Sequence[Indices] = (),
                 column: Optional[Callable[[Random], int]] = None) -> Examples:
        """(X, Y): n random sequences of so many columns, to learn from.  Every second one is made
        of runs, so that a memory must last.  Noise of this deviation, on what is read alone,
        teaches the state to come back.  growing: the first ones have 2 columns and no noise.
        wrong: what went wrong; every second one is one of these, with a column changed and three
        more.  column(rng): how a column is drawn, if not evenly."""
        check.whole("n", n, 1)
        check.whole("columns", columns, 1, 10 ** 6)
        check.number("noise", noise)
        check.instance("growing", growing, bool)
        for k, indices in enumerate(check.instance("wrong", wrong, (list, tuple))):
            check.digits(f"wrong[{k}]", indices, len(self.columns))
        rng, examples = Random(check.seed(seed)), []
        for i in range(n):
            share = i / n if growing else 1.0
            if wrong and i % 2:
                indices = list(rng.choice(wrong))
                indices[rng.randrange(len(indices))] = rng.randrange(len(self.columns))
                indices += [rng.randrange(len(self.columns)) for _ in range(3)]
            else:
                length = columns - int((columns - 2) * (1.0 - share))
                indices = self.draw(length, (i // 2 if wrong else i) % 2 == 1, rng, column)
            examples.append(self.read(indices, share * noise, rng))
        return [x for x, _ in examples], [y for _, y in examples]

    def draw(self, length: int, runs: bool, rng: Random,
             column: Optional[Callable[[Random], int]] = None) -> Indices:
        """Random columns, as indices; with runs, each is repeated a few times.  Up to a random
        place three of four are kept out of states without a way out, which swallow the rest."""
        ends = {state for state, row in enumerate(self.next) if set(row) == {state}}
        for _ in self.next:     # as is one from which nothing but such states is reached
            ends |= {state for state, row in enumerate(self.next) if ends.issuperset(row)}
        kept = rng.randrange(length + 1) if ends and rng.random() < 0.75 else 0
        column = column or (lambda rng: rng.randrange(len(self.columns)))
        drawn: Indices = []
        state = self.start
        while len(drawn) < length:
            one = column(rng)
            for _ in range(rng.choice(RUNS) if runs else 1):
                while len(drawn) < kept and state not in ends and self.next[state][one] in ends:
                    one = column(rng)
                drawn.append(one)
                state = self.next[state][one]
        return drawn[:length]


def check_automaton(automaton: Automaton, word_dim: int) -> None:
    """Columns that a network of this word_dim reads, answers it can give, states that exist."""
    start, columns, answer, following, name = check.instance("automaton", automaton, Automaton)
    n, m = len(check.sequence("answer", answer)), len(check.sequence("columns", columns))
    check.matrix("columns", columns, m, word_dim)
    check.sequence("next", following, n)
    check.whole("start", start, 0, n - 1)
    for state in range(n):
        check.digits(f"answer[{state}]", answer[state], word_dim, m)
        check.digits(f"next[{state}]", following[state], n, m)
    check.instance("name", name, str)


def _applied(rule: Step, state: Any, column: Any) -> Tuple[int, Any]:
    """What the rule says, if it says what a rule should."""
    said, here = rule(state, column), f"rule({check.shown(state)}, {check.shown(column)})"
    if not isinstance(said, tuple) or len(said) != 2:
        raise check.complaint(isinstance(said, tuple), here, "(answer, next state)", said)
    return (check.whole(f"the answer of {here}", said[0], 0, 10 ** 6),
            check.instance(f"the next state of {here}", said[1], Hashable))
