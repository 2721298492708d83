"""Pictures as SVG, written by hand: a handful of shapes, and a sheet with two axes.

Coordinates have one decimal, so that numbers which differ in their last digits, as they do between
machines, still make the same bytes.  Every picture brings its own paper, dark where the reader's
system prefers that, and shrinks with the page; on a phone no letter is below 9 pixels.
"""
import re
from html import escape
from math import ceil, floor, hypot, log10
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

from ..saved import files

Point = Tuple[float, float]
BEGINS = (b"<svg",)     # how the file begins, and any that it replaces
WIDTH = 600             # of a picture, in pixels

STYLE = """
  svg { --paper: #ffffff; --ink: #1f2328; --faint: #d0d7de; --soft: #59636e;
        --c0: #0969da; --c1: #bc4c00; --c2: #8250df; --c3: #1a7f37;
        max-width: 100%; height: auto; }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #0d1117; --ink: #e6edf3; --faint: #3d444d; --soft: #9198a1;
          --c0: #58a6ff; --c1: #f0883e; --c2: #bc8cff; --c3: #3fb950; }
  }
  text { font: 17px sans-serif; fill: var(--ink); }
  .title { font-size: 20px; font-weight: bold; } .big { font-size: 22px; }
  .mono { font-family: monospace; }
  .line, .grid, .c0, .c1, .c2, .c3 { fill: none; stroke-width: 2; }
  .line { stroke: var(--ink); stroke-width: 1.5; }
  .grid { stroke: var(--faint); stroke-width: 1; }
  .c0 { stroke: var(--c0); } .c1 { stroke: var(--c1); }
  .c2 { stroke: var(--c2); } .c3 { stroke: var(--c3); }
  .thick { stroke-width: 3; } .dashed { stroke-dasharray: 7 5; }
  .thin { stroke-width: 1; stroke-opacity: 0.5; }
  .paper { fill: var(--paper); } .ink { fill: var(--ink); }
  .soft { fill: var(--soft); } .faint { fill: var(--faint); }
  .fill0 { fill: var(--c0); } .fill1 { fill: var(--c1); }
  .fill2 { fill: var(--c2); } .fill3 { fill: var(--c3); }
  .area { fill-opacity: 0.3; } .faintly { fill-opacity: 0.07; }
"""


class Picture:
    """A title, a note and shapes, on WIDTH x height pixels from the top left.  cls: of STYLE."""

    def __init__(self, height: int, title: str, note: str = "") -> None:
        self.height, self.title = height, title
        self.shapes: List[str] = []
        self.text(20, 32, title, cls="title")
        self.text(20, 58, note, cls="soft")

    def text(self, x: float, y: float, text: str, anchor: str = "start", cls: str = "ink") -> None:
        """Lines of text, the first of them at y.  anchor: what is at x: start, middle or end."""
        for i, line in enumerate(filter(None, text.split("\n"))):
            self.shapes.append(f'<text class="{cls}" text-anchor="{anchor}" x="{x:.1f}" '
                               f'y="{y + 22 * i:.1f}">{escape(line, quote=False)}</text>')

    def line(self, points: Sequence[Point], cls: str = "line") -> None:
        """A line through the points; with a class that fills, also what lies between them."""
        self.shapes.append(f'<polyline class="{cls}" points="{_joined(points)}"/>')

    def arrow(self, points: Sequence[Point], cls: str = "line") -> None:
        """From two points a straight arrow; from four a curved one, the inner two pulling at it."""
        (x0, y0), (x1, y1) = points[-2:]
        dx, dy = [10 * way / hypot(x1 - x0, y1 - y0) for way in (x1 - x0, y1 - y0)]
        x, y = x1 - dx, y1 - dy
        begin, *rest = [*points[:-1], (x, y)]
        self.shapes.append(f'<path class="{cls}" d="M {_joined([begin])} '
                           f'{"C" if len(rest) == 3 else "L"} {_joined(rest)}"/>')
        self.line([(x1, y1), (x - dy / 2, y + dx / 2), (x + dy / 2, y - dx / 2)],
                  "ink" if cls == "line" else "fill" + cls[1])

    def circle(self, x: float, y: float, r: float = 4.5, cls: str = "line") -> None:
        self.shapes.append(f'<circle class="{cls}" cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"/>')

    def render(self, words: Optional[Dict[str, str]] = None) -> str:
        """The whole file; in another language, with words: texts with what to write instead, {} for
        what varies in them.  Where two of them fit, the first one counts."""
        svg = "\n".join([
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
            f'viewBox="0 0 {WIDTH} {self.height}" role="img">',
            f"<title>{escape(self.title, quote=False)}</title>", f"<style>{STYLE}</style>",
            f'<rect class="paper" width="{WIDTH}" height="{self.height}"/>',
            *self.shapes, "</svg>", ""])
        for ours, other in (words or {}).items():
            pattern = re.escape(ours).replace(r"\{\}", "([^<]+)")
            svg = re.sub(f">{pattern}<", lambda found: f">{other.format(*found.groups())}<", svg)
        return svg


class Chart(Picture):
    """A picture with two axes, (lowest, highest), that of y perhaps logarithmic; labels at ends."""

    def __init__(self, title: str, note: str, x_label: str, y_label: str, x_range: Point,
                 y_range: Point, log_y: bool = False, height: int = 400) -> None:
        super().__init__(height, title, note)
        self.left, self.right, self.top, self.bottom = 70.0, WIDTH - 40.0, 104.0, height - 62.0
        self.x_range, self.y_range, self.scale = x_range, y_range, log10 if log_y else float
        self.text(20, 88, y_label, cls="soft")
        self.text(self.right, height - 14, x_label, "end", "soft")

    def place(self, x: float, y: float) -> Point:
        """Where on the sheet the point (x, y) belongs."""
        first, last = self.x_range
        low, high, y = map(self.scale, (*self.y_range, y))
        across, up = (x - first) / (last - first), (y - low) / (high - low)
        return (self.left + across * (self.right - self.left),
                self.bottom - up * (self.bottom - self.top))

    def ticks(self, xs: Sequence[float], ys: Sequence[float],
              x_text: Callable[[float], str] = "{:g}".format,
              y_text: Callable[[float], str] = "{:g}".format) -> None:
        """The axes: a faint line, and what is written at its end, for each x and each y."""
        (first, last), (low, high) = self.x_range, self.y_range
        for y in ys:
            self.plot([(first, y), (last, y)], "grid")
            self.label(first, y, y_text(y), -8, 6, "end", "soft")
        for x in xs:
            self.plot([(x, low), (x, high)], "grid")
            self.label(x, low, x_text(x), 0, 24, "middle", "soft")
        self.plot([(first, low), (last, low)], "line")

    def plot(self, points: Sequence[Point], cls: str) -> None:
        """A line through the points, or what it encloses: see line."""
        self.line([self.place(x, y) for x, y in points], cls)

    def label(self, x: float, y: float, text: str, dx: float = 0.0, dy: float = 0.0,
              anchor: str = "start", cls: str = "ink") -> None:
        """A text beside a point, so many pixels from it."""
        across, down = self.place(x, y)
        self.text(across + dx, down + dy, text, anchor, cls)


def save(picture: Picture, path: Any, words: Optional[Dict[str, str]] = None) -> None:
    """Writes the picture, in one piece; words: see render.  OSError if it cannot."""
    files.write(picture.render(words).encode("utf-8"), path, BEGINS)


def _joined(points: Sequence[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def ticks(low: float, high: float, most: int = 7) -> List[float]:
    """At most so many round numbers in low .. high, a step of 1, 2 or 5 times 10^n apart."""
    power = 10.0 ** floor(log10((high - low) / most))
    step = next(k * power for k in (1, 2, 5, 10) if high - low < most * k * power)
    return [float(f"{i * step:.12g}")
            for i in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]


def log_ticks(low: float, high: float) -> List[float]:
    """1, 2, 5, 10, ... and 0.5, 0.2, 0.1, ... in low .. high; if these are far apart, 1, 10, ..."""
    digits = [1] if high >= 200 * low else [1, 2, 5]
    powers = range(floor(log10(low)), ceil(log10(high)) + 1)
    return [float(f"{digit * 10.0 ** p:.12g}") for p in powers for digit in digits
            if low * (1 - 1e-9) <= digit * 10.0 ** p <= high * (1 + 1e-9)]
