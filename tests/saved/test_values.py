"""Files from strangers: refused whatever they ask for, and bounded whatever is in them."""
import copyreg
import json
import os
import pickle
import tempfile
import unittest
from collections import OrderedDict, namedtuple
from fractions import Fraction
from pathlib import Path
from random import Random
from unittest import mock

from tests.helpers import Case

from rnn_pure import DataError, Model, generate_data, int2bits, load_data, save_data
from rnn_pure.saved import values

CALLED = []


def call(*arguments):
    """What a malicious pickle would like to run."""
    CALLED.append(arguments)


class Evil:
    def __reduce__(self):
        return call, ("owned",)


# A list of one thing that is kept elsewhere, as text and in bytes: not every pickler writes them.
PERSISTENT = b"(lPsecret\na.", b"\x80\x02]X\x06\x00\x00\x00secretQa."


def without(entry):
    model = {"word_dim": 2, "hidden_dim": 2, "bptt_truncate": 2, "U": [[0.1, 0.2], [0.3, 0.4]],
             "W": [[0.1, 0.2], [0.3, 0.4]], "V": [[0.1, 0.2], [0.3, 0.4]]}
    model.update(entry)
    return {name: value for name, value in model.items() if value is not None}


class InFolder(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.path = self.folder / "file"
        del CALLED[:]

    def assertRefused(self, load, data, sentence):
        self.path.write_bytes(data)
        with self.assertRaisesRegex(DataError, sentence) as caught:
            load(self.path)
        self.assertIn(str(self.path), str(caught.exception))
        self.assertLess(len(str(caught.exception)) - len(str(self.path)), 400)
        self.assertEqual(CALLED, [])


class Refusals(InFolder):
    def test_whatever_imports_or_calls(self):
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            for load in (load_data, Model.load):
                self.assertRefused(load, pickle.dumps([Evil()], protocol),
                                   "asks for .*test_values call")
                self.assertRefused(load, pickle.dumps(print, protocol), "asks for .*print")
                self.assertRefused(load, PERSISTENT[protocol > 0], "asks for more")

    def test_extension_codes(self):
        copyreg.add_extension(__name__, "call", 77)
        self.addCleanup(copyreg.remove_extension, __name__, "call", 77)
        self.assertRefused(load_data, pickle.dumps([Evil()], 2), "asks for more")

    def test_a_numpy_pickle_is_named(self):
        # np.array([1.0, 2.0]) in protocol 0, as far as it matters.
        data = (b"cnumpy.core.multiarray\n_reconstruct\np0\n(cnumpy\nndarray\np1\n"
                b"(I0\ntp2\nS'b'\np3\ntp4\nRp5\n.")
        self.assertRefused(load_data, data,
                           r"asks for .*numpy.core.multiarray _reconstruct.*array\.tolist\(\)")

    def test_bytes_missing_changed_or_left_over(self):
        good = pickle.dumps([[1, 2, 3]], 0)
        self.assertRefused(load_data, b"", "ends too early")
        self.assertRefused(load_data, good[:-1], "ends too early")
        self.assertRefused(load_data, good + b"\n", f"damaged at byte {len(good) - 1}")
        self.assertRefused(load_data, good + good, f"damaged at byte {len(good) - 1}")
        self.assertRefused(load_data, b"hello, world", "")
        self.assertRefused(load_data, b"a.", "damaged")
        self.assertRefused(load_data, b"g5\n.", "damaged|got None")     # what PyPy 8 makes of it
        self.assertRefused(load_data, b"(I1\n.", "")
        self.assertRefused(load_data, b"](K\x01u.", "damaged")
        self.assertRefused(load_data, b"\xff.", "no pickle, or damaged at byte 0")

    def test_sizes(self):
        self.assertRefused(load_data, b"I" + b"9" * 2000000 + b"\n.",
                           "at byte 0, or asks for more, but only .* short numbers and strings")
        self.assertRefused(load_data, b"]" * (values.LIMIT + 1),
                           f"larger than {values.LIMIT} bytes")
        for number in (b"\x8a\x09" + 9 * b"\x01", b"\x8b\x09\0\0\0" + 9 * b"\x01",
                       b"I" + 21 * b"1" + b"\n", b"L" + 21 * b"1" + b"L\n",
                       b"X\xff\xff\xff\xff", b"X\x01\x10\0\0" + 4097 * b"a"):
            self.assertRefused(load_data, number + b".", "but only .* short numbers and strings")
        for number in (2 ** 63 - 1, -2 ** 63):
            for protocol in (0, 1, 2):
                self.path.write_bytes(pickle.dumps([number], protocol))
                self.assertEqual(values.loads(self.path.read_bytes()), [number])
        # a memo of 4 thousand million
        self.assertRefused(load_data, b"]r\xff\xff\xff\xff.", "at byte 1, or asks for")
        self.assertRefused(load_data, b"]p4000000000\n.", "at byte 1, or asks for")
        # a string of 2^63 bytes
        self.assertRefused(load_data, b"\x8d" + b"\xff" * 7 + b"\x7f.", "at byte 0, or asks for")
        # a frame of 2^64 bytes
        self.assertRefused(load_data, b"\x95" + b"\xff" * 8 + b"].", "")

    def test_every_kind_of_work_is_counted(self):
        few = 1000
        too_many_instructions = "more than 2000 instructions"
        too_many_values = "more than 1000 values"
        with mock.patch.object(values, "MOST", few):
            for data, sentence in (
                    (b"]" + b"\x94" * 2 * few + b".", too_many_instructions),  # MEMOIZE
                    (b"]" + b"q\x00" * 2 * few + b".", too_many_instructions),  # BINPUT
                    (b"]p0\n" + b"g0\n" * 2 * few + b".", too_many_instructions),            # GET
                    (b"]q\x00(" + b"h\x00" * 2 * few + b"e.", too_many_instructions),  # BINGET
                    (b"\x80\x02" * 2 * few + b"].", too_many_instructions),
                    (b"\x95" * 18 * few + b"].", too_many_instructions),
                    (b"(" * 3 * few + b".", too_many_instructions),
                    (b"]" + b"]a" * few + b".", too_many_instructions),
                    (b"](" + few * b"]" + b"e.", too_many_values),
                    (b"](" + few * b"K\x01" + b"e.", too_many_values),
                    # One sample many times; pairs of pairs of pairs; lists in themselves, a dict in
                    # itself.
                    (b"](K\x01K\x02K\x03\x87q\x00" + b"h\x00" * 250 + b"e.", too_many_values),
                    (b"N" + b"".join(b"q%ch%c\x86" % (k, k) for k in range(9)) + b".",
                     too_many_values),
                    (b"]q\x00h\x00a.", too_many_values),
                    (b"]q\x00(h\x00h\x00h\x00e.", too_many_values),
                    (b"}q\x00K\x01h\x00s.", too_many_values)):
                with self.subTest(data[:40]):
                    self.assertRefused(load_data, data, sentence)
            # the list, and what it holds
            self.path.write_bytes(b"](" + (few - 2) * b"K\x01" + b"e.")
            values.loads(self.path.read_bytes())

    def test_references_are_no_fault(self):
        row, word = [1, 2, 3], "word"
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            for last in ((row, word), {"a": word, 5: row, None: []}):
                value = [row, row, word, None, True, False, -1.5, 2 ** 60, -3, "\u20ac\n", last]
                self.path.write_bytes(pickle.dumps(value, protocol))
                self.assertEqual(values.loads(self.path.read_bytes()), value)

        # Each refers in another way: by digits, or by one byte, two, or more.
        for protocol, n in ((0, 10001), (2, 66000), (4, 66000)):
            many = [[] for _ in range(n)]
            self.assertIs(*values.loads(pickle.dumps(many + many[-1:], protocol))[-2:])

    def test_small_files_that_would_take_forever(self):
        same_hash = [k * (2 ** 61 - 1) for k in range(1, 100)]      # dicts of these are lists
        for protocol in (0, 2):
            self.assertRefused(load_data, pickle.dumps({n: [0] for n in same_hash}, protocol),
                               "asks for more, but only .* short numbers")
        memo = b"".join(b"p%d\n" % n for n in same_hash)
        self.assertRefused(load_data, b"]" + memo + b".", "asks for more")
        row = [0.0] * 3000      # one row three thousand times
        wide = dict(without({}), hidden_dim=len(row), U=[[0.0, 0.0]] * len(row), W=[row] * len(row),
                    V=[row, row])
        self.assertRefused(Model.load, pickle.dumps(wide, 2), "more than 750000 values")

    def test_a_long_row_of_bits_is_compared_as_a_whole(self):      # bit by bit it takes long
        self.assertRefused(load_data, pickle.dumps({0: [1] * 300000}, 2), "the bits of 0, most")

    @unittest.skipUnless(hasattr(os, "mkfifo"), "needs pipes with a name")
    def test_a_pipe_is_not_waited_for(self):
        os.mkfifo(str(self.path))
        with self.assertRaisesRegex(OSError, "not a file"):
            Model.load(self.path)

    def test_absurd_nesting(self):
        deep = 5000
        self.assertRefused(load_data, b"(" * deep + b"l" * deep + b".", r"samples\[0\]")
        self.assertRefused(load_data, b"]" * deep + b"a" * (deep - 1) + b".", r"samples\[0\]")
        for key in (b")" + b"\x85" * deep, b"(" * deep + b"t" * deep,
                    b")" + b"q\0h\0\x86" * deep, b")" + b"q\0h\0h\0\x87" * 99):
            for change in (b"}" + key + b"K\x01s.", b"}(" + key + b"K\x01u.",
                           b"(" + key + b"K\x01d."):
                self.assertRefused(load_data, change, "dicts as well as tuples")

    def test_wrong_structure(self):
        for value, sentence in (
                (5, "samples must be a list"), ([], "at least one"), ([[1, 2]], r"samples\[0\]"),
                (None, "samples"),
                ([[1, 2, 3], [1, 2, 4]], r"samples\[1\] must be \[a, b, a \+ b\], got \[1, 2, 4\]"),
                ([[1.0, 2, 3]], r"samples\[0\]"), ([[True, 2, 3]], "True"), ([[-1, 2, 1]], "-1"),
                (["abc"], "abc"),
                ({0: [0], 1: [0]}, r"int2bits\[1\]"), ({0: [0], 2: [1]}, r"int2bits\[1\]"),
                ({"a": [0]}, "int2bits"),
                ({}, r"int2bits\[0\]"), ({0: [False]}, "False"),
                ([[2 ** 62, 1, 2 ** 62]], r"got \[4611686018427387904, 1, 4611686018427387904\]")):
            with self.subTest(sentence):
                self.assertRefused(load_data, pickle.dumps(value, 2), sentence)
        for entry, sentence in (
                ({"U": [[0.1], [0.3, 0.4]]}, r"U\[0\]"),
                ({"W": [[0.1, 0.2]]}, "W must be a list of 2"),
                ({"V": [[0.1, float("nan")], [0.3, 0.4]]}, r"V\[0\]\[1\].*nan"),
                ({"V": [[0.1, float("inf")], [0.3, 0.4]]}, "inf"),
                ({"U": [["0.1", 0.2], [0.3, 0.4]]}, "'0.1'"),
                ({"hidden_dim": 0}, "hidden_dim"),
                ({"U": None}, "a saved Model must be a dict of U, W, V, got a dict of 5"),
                ({"word_dim": 1000}, "U"),
                ({"word_dim": 10 ** 12}, "word_dim"), ({"word_dim": True}, "word_dim"),
                ({"bptt_truncate": -1}, "bptt_truncate")):
            with self.subTest(sentence):
                self.assertRefused(Model.load, pickle.dumps(without(entry), 2), sentence)
        self.assertRefused(Model.load, pickle.dumps([[1, 2, 3]], 0), "a saved model must be a dict")

    def test_a_file_that_is_not_there_is_the_systems_error(self):
        for load in (load_data, Model.load):
            with self.assertRaises(FileNotFoundError):
                load(self.folder / "nothing")
            with self.assertRaises(OSError):
                load(self.folder)


# A network of version 1.1.0, and what Python 2 pickles of the same.
EARLIER = (b"(dp0\nVword_dim\np1\nI2\nsVhidden_dim\np2\nI1\nsVbptt_truncate\np3\nI2\nsVU\np4\n"
           b"(lp5\n(lp6\nF0.5\naF-0.25\naasVW\np7\n(lp8\n(lp9\nF1.5\naasVV\np10\n(lp11\n"
           b"(lp12\nF1.0\naa(lp13\nF-1.0\naas.")
PYTHON_2 = [
    b"(dp0\nS'word_dim'\np1\nI2\nsS'bptt_truncate'\np2\nI2\nsS'U'\np3\n(lp4\n(lp5\nF0.5\naF-0.25"
    b"\naasS'hidden_dim'\np6\nL1L\nsS'W'\np7\n(lp8\n(lp9\nF1.5\naasS'V'\np10\n(lp11\n(lp12\nF1.0"
    b"\naa(lp13\nF-1.0\naas.",
    b"}q\0(U\x08word_dimq\1K\2U\rbptt_truncateq\2K\2U\1Uq\3]q\4]q\5(G?\xe0\0\0\0\0\0\0"
    b"G\xbf\xd0\0\0\0\0\0\0eaU\nhidden_dimq\6L1L\nU\1Wq\7]q\x08]q\tG?\xf8\0\0\0\0\0\0aa"
    b"U\1Vq\n]q\x0b(]q\x0cG?\xf0\0\0\0\0\0\0a]q\rG\xbf\xf0\0\0\0\0\0\0aeu."]


class OtherFiles(InFolder):
    """What is harmless is read, whatever way it came; what is something else is named."""

    def test_earlier_files_line_ends_that_were_changed_and_python_2(self):
        texts = [EARLIER, PYTHON_2[0]]
        for data in texts + [text.replace(b"\n", b"\r\n") for text in texts] + [
                PYTHON_2[1], b"\x80\2" + PYTHON_2[1].replace(b"L1L\n", b"\x8a\1\1")]:
            self.path.write_bytes(data)
            model = Model.load(self.path)
            self.assertEqual((model.U, model.W, model.V, model.hidden_dim, type(model.hidden_dim)),
                             ([[0.5, -0.25]], [[1.5]], [[1.0], [-1.0]], 1, int))
        self.path.write_bytes(b"S'caf\\xe9'\n.")
        self.assertEqual(values.loads(self.path.read_bytes()), "caf\xe9")
        self.path, samples = self.folder / "data", [[n, 2 * n, 3 * n] for n in range(100)]
        save_data(samples, self.path)
        self.path.write_bytes(self.path.read_bytes().replace(b"\n", b"\r\n"))
        self.assertEqual(load_data(self.path), samples)
        # a line that ends so is no reason to change the others
        self.path.write_bytes(b"(lp0\nVa\r\na.")
        self.assertEqual(values.loads(self.path.read_bytes()), ["a\r"])

    def test_other_kinds_are_named(self):
        for data, sentence in (
                (b"\x93NUMPY\x01\x00v\x00{'descr'", r"a NumPy array; save array\.tolist"),
                (b"PK\x03\x04\x2d\x00", r"a zip archive, as NumPy's \.npz"),
                (b"\x1f\x8b\x08\x00", "compressed by gzip"),
                (b"version https://git-lfs.github.com/spec/v1\noid 1", "git lfs pull fetches")):
            for load in (load_data, Model.load):
                self.assertRefused(load, data, "it is .*" + sentence)
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            self.assertRefused(Model.load, pickle.dumps(Model(2, 1), protocol),
                               "asks for .*a Model has a method for it, save")
        self.assertRefused(load_data, b'[[1, 2], "x"]', r"samples\[0\] must be a list of 3")


class Json(InFolder):
    def test_a_network_as_json(self):
        model, self.path = Model(2, 3, seed=1), self.folder / "some.json"
        model.save(self.path)
        value = json.loads(self.path.read_text(encoding="utf-8"))
        self.assertEqual((value["hidden_dim"], value["U"], value["W"], value["V"]),
                         (3, model.U, model.W, model.V))
        self.assertEqual(vars(Model.load(self.path)), vars(model))
        other = self.path.with_name("other")        # its first byte tells, not its name
        for begins in ("", "\ufeff"):
            other.write_text(begins + json.dumps(value, indent=1), encoding="utf-8")
            self.assertEqual(vars(Model.load(other)), vars(model))

    def test_other_json_is_refused(self):
        good = b'{"word_dim": 2, "hidden_dim": 1, "bptt_truncate": 2, "U": [[%s, 1.0]], ' \
               b'"W": [[1.0]], "V": [[1.0], [1.0]]}'
        for number in (b"-1.5", b"9" * 15 + b"." + b"5" * 9):
            self.path.write_bytes(good % number)
            self.assertEqual(Model.load(self.path).U, [[float(number), 1.0]])
        # int() takes long for long numbers, so these become floats
        self.assertEqual(values.loads(b"[%s, %s]" % (b"1" * 20, b"1" * 10 ** 6)),
                         [int("1" * 20), float("inf")])
        for number, sentence in ((b"NaN", "nan"), (b"-Infinity", "-inf"), (b"1e999", "inf"),
                                 (b"true", "True"), (b"1" * 400, "inf"),
                                 (b'"1"', "'1'"), (b"1,", "no JSON"), (b"\xff", "no JSON"),
                                 (b"[" * 10 ** 6, "more than 750000 values"),
                                 (b"[" * 10 ** 5, "too deep"), (b'{"a":' * 10 ** 5, "too deep"),
                                 (b'"%s", %s' % (b"]" * 10 ** 5, b"[" * 10 ** 5), "too deep"),
                                 (b'"\\"%s", %s' % (b"]" * 10 ** 5, b"[" * 10 ** 5), "too deep"),
                                 (b"0," * 10 ** 6, "more than 750000 values"),
                                 (b'{%s"b":0}' % (b'"a":0,' * 4 * 10 ** 5), "than 750000 values")):
            with self.subTest(number[:20]):
                self.assertRefused(Model.load, good % number, sentence)
        # none of them is deep
        words = ["[" * 99, "\\", "{" * 99, '"' + "[" * 99, '\\"' + "{" * 99]
        self.assertEqual(values.loads(json.dumps(words).encode("ascii")), words)
        many = b",".join([b'"%d": 0' % n for n in range(10 ** 4)])
        self.assertRefused(Model.load, b"{" + many + b', "9999": 0}', "a key comes twice")
        for data in (b"{", b"[]", b"{}", b"[1]", b'{"a": 1} 2', b"{" + b"]" * 10 ** 4):
            self.assertRefused(Model.load, data, "no JSON|must be a dict")


class Fuzz(InFolder):
    def mutate(self, rng, data):
        data = bytearray(data)
        for _ in range(rng.choice((1, 1, 2, 5, 20))):
            at = rng.randrange(len(data) or 1)
            kind = rng.randrange(5)
            if kind == 0:
                data[at:at + 1] = bytes([rng.randrange(256)])
            elif kind == 1:
                del data[at:at + rng.choice((1, 1, 7, 300))]
            elif kind == 2:
                data[at:at] = bytes(rng.randrange(256) for _ in range(rng.choice((1, 4))))
            elif kind == 3:
                data[at:at] = data[at:at + rng.choice((1, 9, 200))]
            else:
                data[at:at] = rng.choice((b"9" * 30, b"cos\nsystem\n", b"R", b"(", b"t", b"l", b"2",
                                          b"0", b"\x82\x01",
                                          b"r\xff\xff\xff\x7f"))
        return bytes(data)

    def test_thousands_of_damaged_files(self):
        rng, survived = Random(20), 0
        samples = generate_data(30, 1, seed=6)[0]
        model = Model(2, 3, seed=7)
        model.save(self.path)
        seeds = [(Model.load, self.path.read_bytes()), (Model.load, pickle.dumps(vars(model), 4)),
                 (load_data, pickle.dumps(samples, 0)), (load_data, pickle.dumps(samples, 4)),
                 (load_data, pickle.dumps({n: int2bits(n, 4) for n in range(16)}, 0))]
        for i in range(1000):
            load, data = seeds[i % len(seeds)]
            data = self.mutate(rng, data)
            try:
                with mock.patch("rnn_pure.saved.files.read", return_value=data):
                    value = load(self.path)
            except DataError as fault:
                self.assertIn(str(self.path), str(fault))
            else:
                survived += 1
                if load is load_data:       # it is valid: it passes the checks of saving
                    save_data(value, self.path)
                else:
                    value.save(self.path)
        self.assertTrue(0 < survived < 500, survived)


class Saved(InFolder):
    def test_what_is_saved_can_be_read(self):
        class Real(float):      # as a NumPy float is one
            pass

        class Whole(int):
            pass

        Pair = namedtuple("Pair", "a b c")
        save_data([Pair(Whole(1), 2, 3), (4, Whole(5), 9)], self.path)
        self.assertEqual(load_data(self.path), [[1, 2, 3], [4, 5, 9]])
        save_data(OrderedDict([(0, (0, 0)), (Whole(1), [0, Whole(1)])]), self.path)
        self.assertEqual(load_data(self.path), {0: [0, 0], 1: [0, 1]})
        model = Model(2, 3, seed=1)
        model.U = [list(map(Real, row)) for row in model.U]
        model.W[1][2], model.V = Fraction(1, 4), [tuple(row) for row in model.V]
        model.save(self.path)
        again = Model.load(self.path)
        self.assertEqual((again.U, again.W), (model.U, model.W))
        self.assertEqual(again.V, [list(row) for row in model.V])
        long = 10 ** 18
        save_data([[long, 1, long + 1]], self.path)
        self.assertEqual(load_data(self.path), [[long, 1, long + 1]])
        with self.assertRaisesRegex(ValueError, "read again is not saved: .*short numbers"):
            save_data([[10 ** 22, 1, 10 ** 22 + 1]], self.path)
        self.assertEqual(load_data(self.path), [[long, 1, long + 1]])

    def test_round_trip(self):
        model = Model(3, 4, 5, seed=9)
        model.save(str(self.path))
        loaded = Model.load(self.path)
        self.assertEqual(vars(loaded), vars(model))
        self.assertEqual(loaded.predict([0, 1, 2]), model.predict([0, 1, 2]))
        self.assertEqual(set(map(type, pickle.loads(self.path.read_bytes()).values())), {int, list})

    def test_bad_weights_are_not_saved(self):
        model = Model(seed=9)
        model.save(self.path)
        before = self.path.read_bytes()
        model.W[3][2] = float("nan")
        with self.assertRaisesRegex(ValueError, r"W\[3\]\[2\].*nan"):
            model.save(self.path)
        self.assertEqual(self.path.read_bytes(), before)


if __name__ == "__main__":
    unittest.main()
