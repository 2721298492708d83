"""The pictures: valid XML, legible in both schemes and at every width, the same bytes always."""
import functools
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from tests.helpers import EXAMPLES, HERE, Case, environment, in_process, need_examples, quiet

from rnn_pure import Model, Softmax
from rnn_pure.inside import machine, states
from rnn_pure.inside.hand import hand_network
from rnn_pure.pictures import inside
from rnn_pure.pictures import machine as machines
from rnn_pure.pictures import network, svg
from rnn_pure.pictures.learning import Curve, loss_curves
from rnn_pure.tasks.adding import adder
from rnn_pure.tasks.automaton import Automaton

SVG = "{http://www.w3.org/2000/svg}"
FIGURES = EXAMPLES / "figures"


def parse(picture):
    return ElementTree.fromstring(picture.render())


def texts(picture):
    return [element.text for element in parse(picture).iter(SVG + "text")]


def latch():
    """1 0 sets it, 0 1 resets it; two groups of states, and no full adder."""
    model = Model(2, 1, seed=1)
    model.U, model.W, model.V = [[20.0, -20.0]], [[5.0]], [[-1.0], [1.0]]
    return model


def became(model, task, length):
    found = machine.machine(model, task, states.reachable_states(model, task, length))
    return dict(machine.became(found), columns=length)


# The string so far has an even number of 0s, and of 1s.
SQUARE = Automaton.of(lambda s, j: (int(s == 1 << j), s ^ 1 << j), 0, (0, 1), "square")


def dead():
    model = Model(2, 2, seed=1)
    for name in "UWV":
        setattr(model, name, [[0.0] * len(row) for row in getattr(model, name)])
    return model


def measure(model, length):
    return inside.measure(model, adder(), states.reachable_states(model, adder(), length))


def pictures_of(model, length):
    return inside.draw(measure(model, length))


@functools.lru_cache()
def all_pictures():
    """{name: picture}: of an untrained network, whose machine has many groups; special cases."""
    drawn = pictures_of(Model(2, 4, seed=1), 3)
    four = dict(machine.own(SQUARE), counts=[4096] * 4, columns=13, is_own=True)
    drawn.update({
        "latch": machines.machine(became(latch(), adder(), 2)),
        "adder": machines.machine(became(hand_network(), adder(), 2)),
        "square": machines.machine(four, machine.own(SQUARE)), "one": machines.machine(
            became(dead(), adder(), 2)),
        "dead": pictures_of(dead(), 2)["carry"],
        "graph": network.graph(), "tanh": network.tanh_curve(),
        "unrolled": network.unrolled(), "bptt": network.bptt([1.0, 0.4, 0.2, 0.1]),
        "losses": loss_curves("A < B & \"C\"", [
            Curve("<one>", [(0, 0.7), (100, 0.6), (1000, 0.05), (90000, 0.03)], 0.029,
                           [(0, 0.7), (20000, 0.04)]),
            Curve("another", [(0, 0.7), (90000, 0.6)], 0.58)]),
        "epochs": loss_curves("ten epochs", [Curve(
            "this run", [(20000 * i, 0.7 / (1 + 9 * i)) for i in range(11)], 0.005,
            [(20000, 0.056)])], "loss on the training data"),
        "two": loss_curves("few", [Curve("run", [(0, 0.7), (2000, 0.03)], 0.028)]),
        "exact": loss_curves("to 0", [Curve("run", [(0, 0.7), (5, 0.0)])]),
        "none": loss_curves("nothing", [Curve("run", [(0, 0.0)])]),
    })
    return drawn


def colours(style):
    """({name: colour}, {name: colour}) of the light and of the dark scheme."""
    light, dark = style.split("@media (prefers-color-scheme: dark)")
    dark = dark[:re.search(r"}\s*}", dark).end()]
    return [dict(re.findall(r"--(\w+): (#\w+)", part)) for part in (light, dark)]


RULES = [(selector.strip(), body)      # in order, without the two of the schemes
         for selectors, body in re.findall(r"([^{}]+){([^{}]*)}", svg.STYLE)
         for selector in selectors.split(",") if "svg" not in selector]
CLASSES = {selector[1:] for selector, _ in RULES if selector.startswith(".")}
SIZES = {selector: float(re.search(r"font(?:-size)?: (\d+)px", body).group(1))
         for selector, body in RULES if "px" in body}


def font_size(element):
    """In pixels at the picture's natural width."""
    sizes = [SIZES["." + name] for name in element.get("class", "").split() if "." + name in SIZES]
    return sizes[-1] if sizes else SIZES["text"]


def extent(element):
    """(left, right, top, bottom) of a text, estimated for a wide typeface."""
    size = font_size(element)
    cls = element.get("class", "").split()
    width = size * sum([1.0 if ord(letter) > 0x2e80 else        # Chinese
                        0.6 if "title" in cls or "mono" in cls else 0.54
                        for letter in element.text])
    left = float(element.get("x")) - {"start": 0, "middle": 0.5, "end": 1}[
        element.get("text-anchor")] * width
    bottom = float(element.get("y"))
    return left, left + width, bottom - 0.72 * size, bottom


class Ticks(Case):
    def test_linear(self):
        self.assertEqual(svg.ticks(0, 10), [0, 2, 4, 6, 8, 10])
        self.assertEqual(svg.ticks(0, 200000), [0, 50000, 100000, 150000, 200000])
        self.assertEqual(svg.ticks(0.03, 0.71), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
        self.assertEqual(svg.ticks(-1, 1, 5), [-1, -0.5, 0, 0.5, 1])
        self.assertEqual(svg.ticks(3, 4), [3, 3.2, 3.4, 3.6, 3.8, 4])

    def test_always_round_few_and_inside(self):
        for low, high in ((0, 1e-9), (0, 7), (1, 1.0001), (-5e6, 3e7), (0.1, 0.7), (99, 101)):
            found = svg.ticks(low, high)
            self.assertTrue(2 <= len(found) <= 7, (low, high, found))
            self.assertTrue(all(low - 1e-9 * abs(low) <= tick <= high + 1e-9 * abs(high)
                                for tick in found))
            step = (found[-1] - found[0]) / (len(found) - 1)
            rounds = [f"{digit * 10.0 ** power:.6e}" for digit in (1, 2, 5)
                      for power in range(-12, 9)]
            self.assertIn(f"{step:.6e}", rounds)

    def test_logarithmic(self):
        self.assertEqual(svg.log_ticks(0.02, 0.8), [0.02, 0.05, 0.1, 0.2, 0.5])
        self.assertEqual(svg.log_ticks(1, 100), [1, 2, 5, 10, 20, 50, 100])
        self.assertEqual(svg.log_ticks(0.5, 2000), [1, 10, 100, 1000])


class Legible(Case):
    """What holds for each picture, whatever it shows."""

    @classmethod
    def setUpClass(cls):
        cls.roots = {name: parse(picture) for name, picture in all_pictures().items()}
        cls.roots.update({path.name: ElementTree.fromstring(path.read_text(encoding="utf-8"))
                          for path in FIGURES.glob("*.svg")})

    def test_valid_xml_with_a_title_and_nothing_that_runs_or_loads(self):
        for name, root in self.roots.items():
            self.assertEqual(root.tag, SVG + "svg")
            self.assertTrue(root.find(SVG + "title").text, name)
            for element in root.iter():
                self.assertNotIn(element.tag[len(SVG):],
                                 ("script", "image", "foreignObject", "use", "a"))
                self.assertFalse([key for key in element.attrib
                                  if key.startswith("on") or "href" in key], name)
            self.assertNotIn("url(", root.find(SVG + "style").text)

    def test_it_scales(self):
        for name, root in self.roots.items():
            left, top, width, height = map(float, root.get("viewBox").split())
            self.assertEqual((left, top, float(root.get("width"))), (0, 0, width), name)
            self.assertGreater(height, 0)
            self.assertIsNone(root.get("height"), name)

    def test_each_colour_has_its_dark_twin_and_is_named_in_the_style_alone(self):
        for name, root in self.roots.items():
            style = root.find(SVG + "style").text
            light, dark = colours(style)
            self.assertEqual(set(light), set(dark))
            self.assertLessEqual(set(re.findall(r"var\(--(\w+)\)", style)), set(light))
            self.assertEqual(style.count("#"), len(light) + len(dark))
            for element in root.iter():
                self.assertLessEqual(set(element.get("class", "").split()), CLASSES, name)
                self.assertFalse({"fill", "stroke", "style", "color"} & set(element.attrib), name)

    def test_no_letter_is_too_small(self):
        for name, root in self.roots.items():
            width = float(root.get("width"))
            for element in root.iter(SVG + "text"):
                self.assertGreaterEqual(font_size(element), 9, name)
                if width == svg.WIDTH:      # on a phone
                    self.assertGreaterEqual(font_size(element) * 320 / width, 9, name)

    def test_everything_lies_on_the_sheet(self):
        for name, root in self.roots.items():
            width, height = map(float, root.get("viewBox").split()[2:])
            for element in root.iter():
                numbers = re.findall(r"(-?[\d.]+),(-?[\d.]+)",
                                     (element.get("points") or "") + (element.get("d") or ""))
                for x, y in numbers + [(element.get("cx", 0), element.get("cy", 0))]:
                    self.assertTrue(0 <= float(x) <= width and 0 <= float(y) <= height,
                                    (name, x, y))
            for element in root.iter(SVG + "text"):
                left, right, top, bottom = extent(element)
                self.assertTrue(0 <= left and right <= width and 0 <= top and bottom <= height,
                                (name, element.text, left, right, top, bottom))

    def test_no_text_covers_another(self):
        for name, root in self.roots.items():
            boxes = [(element.text, extent(element)) for element in root.iter(SVG + "text")]
            for i, (text, (left, right, top, bottom)) in enumerate(boxes):
                for other, (left2, right2, top2, bottom2) in boxes[:i]:
                    self.assertFalse(left < right2 and left2 < right and top < bottom2
                                     and top2 < bottom, (name, text, other))


class Colours(Case):
    def test_they_stand_out_from_the_paper(self):
        def luminance(colour):
            parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
            parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

        for scheme in colours(svg.STYLE):
            for name in ("ink", "soft", "c0", "c1", "c2"):
                high, low = sorted([luminance(scheme[name]), luminance(scheme["paper"])])[::-1]
                self.assertGreaterEqual((high + 0.05) / (low + 0.05), 4.5, name)

    def test_the_two_that_tell_carries_apart_differ_in_blue(self):
        for scheme in colours(svg.STYLE):       # which those who do not see red or green do see
            self.assertGreater(abs(int(scheme["c0"][5:], 16) - int(scheme["c1"][5:], 16)), 128)


class Content(Case):
    def test_a_chart_places_points_by_its_axes(self):
        chart = svg.Chart("t", "", "x", "y", (0, 5), (1, 100), log_y=True)
        (left, bottom), (_, middle), (right, top) = [chart.place(x, y)
                                                     for x, y in ((0, 1), (2, 10), (5, 100))]
        self.assertNear([left, right, bottom, top],
                        [chart.left, chart.right, chart.bottom, chart.top], 1e-9)
        self.assertNear(middle, (bottom + top) / 2, 1e-9)

    def test_texts_are_escaped(self):
        self.assertIn("A < B & \"C\"", texts(all_pictures()["losses"]))
        self.assertIn("<one>", texts(all_pictures()["losses"]))

    def test_a_loss_of_0_is_at_the_bottom(self):
        for name in ("exact", "none"):
            picture = all_pictures()[name]
            line = [element for element in parse(picture).iter(SVG + "polyline")
                    if "thick" in element.get("class")]
            self.assertIn(f"{picture.bottom:.1f}", line[0].get("points").split()[-1].split(","))

    def test_machine_shows_every_transition_and_says_carry_only_of_a_full_adder(self):
        for name, names in (("latch", {"group 1", "group 2"}), ("adder", {"no carry", "carry"})):
            found = texts(all_pictures()[name])
            self.assertLessEqual(names, set(found))
            self.assertEqual("full adder" in found[0], name == "adder")
            answers = sorted(text for text in found if re.match(r"\d \d \u2192 \d$", text))
            self.assertEqual(answers, ["0 0 \u2192 0", "0 0 \u2192 1", "0 1 \u2192 0",
                                       "0 1 \u2192 %d" % (name == "adder"),
                                       "1 0 \u2192 %d" % (name == "latch"), "1 0 \u2192 1",
                                       "1 1 \u2192 0", "1 1 \u2192 1"])
        alone = texts(machines.machine(dict(machine.own(SQUARE), counts=[4] * 4, columns=3,
                                            is_own=True)))
        self.assertEqual(alone[0], "The network has become its task's machine")
        found = texts(all_pictures()["square"])
        self.assertEqual(found.count("after 0 1"), 2)
        self.assertEqual(sum(bool(re.match(r"\d \u2192 \d$", text)) for text in found), 16)

    def test_the_gap_is_drawn_only_where_there_is_one(self):
        self.assertNotIn("no state in between", texts(all_pictures()["dead"]))
        reached = states.reachable_states(hand_network(), adder(), 3)
        for names, title in ((["no carry", "carry"], "the carry"),
                             (["the others", "after 0"], "one from the others")):
            found = texts(inside.carry(columns=3, names=names, **inside.hills(reached)))
            self.assertIn("no state in between", found)
            self.assertEqual(found[0], f"The network's state knows {title}")

    def test_the_graph_has_the_numbers_of_the_layers(self):
        model = Model(2, 1, bptt_truncate=1)
        model.U, model.W, model.V = [[1.0, 1.0]], [[0.5]], [[0.0], [2.0]]
        x = [[1.0, 1.0], [0.0, 0.0]]
        _, step = model.forward_propagation(x)
        # (Step 0 adds nothing to it: the state before is 0.)
        dW = model.bptt(x, [0, 1])[1][0][0]
        for number in (step.add[0], step.s[0], step.mulv[1], Softmax().loss(step.mulv, 1)):
            self.assertIn(f"{number:.4f}", texts(all_pictures()["graph"]))
        self.assertIn(f"dW = {dW:.4f}", texts(all_pictures()["graph"]))

    def test_another_language(self):
        picture = svg.Picture(9, "one of 3 & more", "two")
        picture.text(0, 0, "three")
        words = {"one of {} &amp; {}": "{1}, {0}", "two": "zwei", "t{}": "T{}"}
        found = ElementTree.fromstring(picture.render(words))
        self.assertEqual([element.text for element in found.iter(SVG + "text")],
                         ["more, 3", "zwei", "Three"])
        self.assertEqual(found.find(SVG + "title").text, "more, 3")
        self.assertIn(">drei<", picture.render({"three": "drei", "t{}": "T{}"}))
        self.assertEqual(picture.render({}), picture.render())

    def test_the_chinese_figures_have_no_english_words(self):
        known = {"tanh", "add", "logit", "softmax", "bptt", "truncate", "dU", "dW", "dV"}
        paths = sorted(FIGURES.glob("*.zh-CN.svg"))
        self.assertEqual(len(paths), len(list(FIGURES.glob("*.svg"))) / 2)
        for path in paths:
            root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
            for element in root.iter(SVG + "text"):
                words = set(re.findall("[A-Za-z]{2,}", element.text))
                self.assertLessEqual(words, known, (path.name, element.text))


class SameBytes(Case):
    def test_whatever_the_hashes(self):
        script = ("from rnn_pure import Model\n"
                  "from tests.pictures.test_pictures import pictures_of\n"
                  "drawn = pictures_of(Model(2, 4, seed=1), 2)\n"
                  "print(ascii([drawn[name].render() for name in sorted(drawn)]))\n")
        other = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
        theirs = subprocess.run([sys.executable, "-c", script], cwd=str(HERE.parent),
                                env=environment(PYTHONHASHSEED=other), stdout=subprocess.PIPE,
                                check=True).stdout.decode("ascii")
        with quiet() as ours:
            exec(script, {})
        self.assertEqual(theirs.split(), ours.getvalue().split())
        self.assertGreater(len(theirs), 5000)

    def test_whatever_the_last_digits(self):
        """Interpreters differ in them: Python 3.12 and later sum a dot product more exactly."""
        model, other = Model(2, 4, seed=1), Model(2, 4, seed=1)
        for name in "UWV":
            setattr(other, name, [[w * (1 + 1e-13) for w in row] for row in getattr(model, name)])
        ours, theirs = [json.dumps(measure(m, 3)) for m in (model, other)]
        self.assertEqual(ours, theirs)

    def test_the_figures_are_what_their_numbers_say(self):
        need_examples()
        with tempfile.TemporaryDirectory() as folder:
            numbers = Path(folder) / "measured.json"
            numbers.write_bytes((FIGURES / "measured.json").read_bytes())
            _, err, status = in_process("draw_figures.py", "--redraw", "--out", folder)
            self.assertEqual(status, 0, err)
            drawn = {path.name: path.read_text(encoding="utf-8") for path in Path(folder).glob("*")}
            kept = {path.name: path.read_text(encoding="utf-8") for path in FIGURES.glob("*")
                    if path.suffix == ".svg" or path.name == "measured.json"}
            self.assertEqual(sorted(drawn), sorted(kept))
            for name in drawn:
                self.assertTrue(drawn[name] == kept[name], name)
            self.assertEqual(len(drawn), 25)

    def test_numbers_that_are_missing(self):
        need_examples()
        with tempfile.TemporaryDirectory() as folder:
            _, error, status = in_process("draw_figures.py", "--redraw", "--out", folder)
            self.assertEqual((status, error.count("\n")), (1, 1))
            self.assertIn("measured.json", error)
            self.assertEqual(list(Path(folder).glob("*.svg")), [])


if __name__ == "__main__":
    unittest.main()
