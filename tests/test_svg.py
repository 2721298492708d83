"""The pictures: round ticks, valid XML without scripts, and the same bytes every time."""
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ElementTree

from rnn_pure import Model
from rnn_pure.study import influence, machine, pictures, states
from rnn_pure.support import svg
from tests.helpers import HERE, Case, environment


def parse(picture):
    return ElementTree.fromstring(picture.render())


def texts(picture):
    return [element.text for element in parse(picture).iter("{http://www.w3.org/2000/svg}text")]


def all_pictures():
    model = Model(seed=1)
    reached = states.reachable_states(model, 3)
    x = [[1.0, 1.0], [1.0, 0.0], [0.0, 0.0]]
    return {
        "chart": svg.chart("A < B & \"C\"", "x", "y", [svg.Series("<line>", [(0, 1.0), (5, 0.1)]),
                                                      svg.Series("dots", [(2, 0.5)], "c1", "dots")], log_y=True),
        "carry": pictures.carry(reached, states.separating_direction(reached)),
        "machine": pictures.machine(machine.machine(model, reached)),
        "looks": pictures.looks([("1 + 3", [(1, 1), (1, 0), (0, 0)], influence.influence(model, x))], "title", "note"),
        "travel": pictures.travel([1.0, 0.5, 0.1], [0.5, 0.01, 0.001]),
        "unrolled": pictures.unrolled(), "bptt": pictures.unrolled(2),
    }


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
            self.assertTrue(all(low - 1e-9 * abs(low) <= tick <= high + 1e-9 * abs(high) for tick in found))
            step = (found[-1] - found[0]) / (len(found) - 1)
            rounds = ["%.6e" % (digit * 10.0 ** power) for digit in (1, 2, 5) for power in range(-12, 9)]
            self.assertIn("%.6e" % step, rounds)

    def test_logarithmic(self):
        self.assertEqual(svg.log_ticks(0.02, 0.8), [0.02, 0.05, 0.1, 0.2, 0.5])
        self.assertEqual(svg.log_ticks(1, 100), [1, 2, 5, 10, 20, 50, 100])


class Pictures(Case):
    def test_valid_xml_with_a_title_and_nothing_that_runs_or_loads(self):
        for name, picture in all_pictures().items():
            with self.subTest(name):
                root = parse(picture)
                self.assertEqual(root.tag, "{http://www.w3.org/2000/svg}svg")
                self.assertEqual(root.find("{http://www.w3.org/2000/svg}title").text, picture.title)
                for element in root.iter():
                    self.assertNotIn(element.tag.split("}")[1], ("script", "image", "foreignObject", "use", "a"))
                    self.assertFalse([key for key in element.attrib if key.startswith("on") or "href" in key])
                self.assertNotIn("url(", picture.render())
                self.assertIn("prefers-color-scheme: dark", picture.render())

    def test_everything_lies_on_the_sheet(self):
        for name, picture in all_pictures().items():
            for element in parse(picture).iter():
                for keys, size in ((("x", "cx"), picture.width), (("y", "cy"), picture.height)):
                    for key in keys:
                        self.assertTrue(0 <= float(element.get(key, 0)) <= size, (name, element.attrib))
                for point in (element.get("points") or "").split():
                    x, y = map(float, point.split(","))
                    self.assertTrue(0 <= x <= picture.width and 0 <= y <= picture.height, (name, point))

    def test_same_bytes_every_time(self):
        script = ("from tests.test_svg import all_pictures\n"
                  "print(ascii([picture.render() for picture in all_pictures().values()]))")
        first, second = [subprocess.run([sys.executable, "-c", script], env=environment(PYTHONHASHSEED=seed),
                                        cwd=str(HERE.parent), stdout=subprocess.PIPE, check=True).stdout
                         for seed in ("1", "2")]
        self.assertEqual(first, second)
        self.assertGreater(len(first), 10000)

    def test_a_chart_places_points_by_its_axes(self):
        picture = svg.chart("t", "x", "y", [svg.Series("s", [(0, 0.0), (10, 5.0)], "c0", "dots")])
        circles = parse(picture).iter("{http://www.w3.org/2000/svg}circle")
        dots = [(float(circle.get("cx")), float(circle.get("cy"))) for circle in circles]
        self.assertLess(dots[0][0], dots[1][0])
        self.assertGreater(dots[0][1], dots[1][1])
        self.assertIn("5", texts(picture))

    def test_labels_and_legend(self):
        found = texts(all_pictures()["chart"])
        for text in ("A < B & \"C\"", "x", "y", "<line>", "dots", "0.1", "0.5", "1"):
            self.assertIn(text, found)

    def test_machine_shows_every_transition(self):
        model = Model(2, 1, seed=1)
        model.U, model.W, model.V = [[20.0, -20.0]], [[5.0]], [[-1.0], [1.0]]       # a latch
        found = texts(pictures.machine(machine.machine(model, states.reachable_states(model, 2))))
        self.assertIn("00/0, 01/0, 11/0", found)
        self.assertIn("10/1", found)
        self.assertIn("00/1, 10/1, 11/1", found)
        self.assertIn("01/0", found)

    def test_shades(self):
        shades = [pictures.shade(v, 8.0) for v in (8.0, 0.8, 0.008, 0.0001, 0.0)]
        self.assertNear(shades, [1.0, 2 / 3, 0.0, 0.0, 0.0], 1e-12)


if __name__ == "__main__":
    unittest.main()
