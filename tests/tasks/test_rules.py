"""Each rule of the board does what its sentence says: another definition, of whole inputs."""
import re
import unittest
from itertools import product

from rnn_pure.tasks.automaton import Automaton
from rnn_pure.tasks.rules import BOARD

DRINKS = "111|112|12|21|22"


def in_language(pattern):
    return lambda word: re.fullmatch(pattern, word) is not None


def numbers(columns):
    """What the columns write, least significant bit first: one number for each row."""
    return [sum([bit << k for k, bit in enumerate(row)]) for row in zip(*columns)]


def bit_of(value):
    """The bit of value(numbers) that the last column should answer."""
    return lambda columns: value(*numbers(columns)) >> (len(columns) - 1) & 1


def compare(columns):
    a, b = numbers(columns)
    return 0 if a == b else 1 if a < b else 2


def drinks(word):
    found = re.fullmatch(f"(?:{DRINKS})*({DRINKS})", word)
    return sum(map(int, found.group(1))) - 2 if found else 0


def digit_of_sum(base):
    def digit(columns):
        a, b = [sum([int(column.split("+")[row]) * base ** k for k, column in enumerate(columns)])
                for row in (0, 1)]
        return (a + b) // base ** (len(columns) - 1) % base
    return digit


# Of the last answer.  Words of characters, where columns are single ones; else lists of columns.
WORDS = {
    "tomita1": in_language("1*"), "tomita2": in_language("(10)*"),
    "tomita3": lambda word: not re.search("(?<!1)1(11)*0(00)*(?!0)", word),
    "tomita4": lambda word: "000" not in word,
    "tomita5": lambda word: word.count("0") % 2 == word.count("1") % 2 == 0,
    "tomita6": lambda word: (word.count("1") - word.count("0")) % 3 == 0,
    "tomita7": in_language("0*1*0*1*"),
    "parity": lambda word: word.count("1") % 2,
    "mod3": lambda word: int(word, 2) % 3 == 0, "mod5": lambda word: int(word, 2) % 5 == 0,
    "times3": lambda word: 3 * int(word[::-1], 2) >> (len(word) - 1) & 1,
    "divide3": lambda word: int(word, 2) // 3 & 1,
    "delay2": lambda word: int(("00" + word)[-3]), "vending": drinks,
}
COLUMNS = {
    "minus": bit_of(lambda a, b: a - b), "plus3": bit_of(lambda a, b, c: a + b + c),
    "compare": compare, **{f"add{base}": digit_of_sum(base) for base in (2, 3, 4, 10)},
}


class Board(unittest.TestCase):
    def test_every_rule_on_all_short_inputs(self):
        self.assertEqual(set(BOARD), set(WORDS) | set(COLUMNS))
        for name, rule in BOARD.items():
            size, length = len(rule.columns), 1
            while length <= 8 and size ** length <= 3000:
                for indices in product(range(size), repeat=length):
                    read = [rule.columns[i] for i in indices]
                    truth = WORDS[name]("".join(map(str, read))) if name in WORDS else (
                        COLUMNS[name](read))
                    self.assertEqual(rule.task.answers(indices)[-1], truth, (name, read))
                length += 1
            self.assertGreater(length, 1, name)

    def test_each_has_a_sentence_and_the_states_that_it_needs(self):
        for name, rule in BOARD.items():
            self.assertTrue(rule.sentence.endswith("."), name)
            self.assertLessEqual(len(rule.sentence), 54, name)
        self.assertEqual([len(BOARD[f"tomita{k}"].task.next) for k in range(1, 8)],
                         [2, 3, 5, 4, 4, 3, 5])


class Of(unittest.TestCase):
    """An Automaton has the states that a rule reaches, numbered as they are met."""

    def test_a_state_that_no_input_reaches_is_left_out(self):
        after = {"a": "b", "b": "a", "never": "a"}
        task = Automaton.of(lambda state, column: (0, after[state]), "a", [0])
        self.assertEqual(task.next, [[1], [0]])

    def test_an_absorbing_state_is_one_that_leads_to_itself(self):
        task = Automaton.of(lambda lost, bit: (int(lost or bit), lost or bit == 1), False, [0, 1])
        self.assertEqual((task.next, task.answer), ([[0, 1], [1, 1]], [[0, 1], [1, 1]]))

    def test_a_rule_with_no_end_of_states_is_refused(self):
        with self.assertRaisesRegex(ValueError, "at most 64 states"):
            Automaton.of(lambda n, bit: (bit, n + 1), 0, [0, 1])
