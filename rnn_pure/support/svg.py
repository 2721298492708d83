"""Pictures as SVG, written by hand: a handful of shapes, and one chart made of them.

No script and no outside font; the same picture is the same bytes.  Every picture brings its own paper,
white, or nearly black where the reader's system prefers dark, so it can be read on any page.
"""
from html import escape
from math import ceil, floor, log10
from typing import Any, List, NamedTuple, Optional, Sequence, Tuple

from . import files

Point = Tuple[float, float]

STYLE = """
  svg { --paper: #ffffff; --ink: #1f2328; --faint: #d8dee4; --soft: #656d76;
        --c0: #0969da; --c1: #bc4c00; --c2: #1a7f37; --c3: #8250df; }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #0d1117; --ink: #e6edf3; --faint: #30363d; --soft: #9198a1;
          --c0: #58a6ff; --c1: #f0883e; --c2: #56d364; --c3: #bc8cff; }
  }
  text { font: 13px sans-serif; fill: var(--ink); }
  .paper { fill: var(--paper); } .title { font-size: 15px; font-weight: bold; } .soft { fill: var(--soft); }
  .mono { font-family: monospace; }
  .stroke { fill: none; stroke: var(--ink); stroke-width: 1.5; } .faint { fill: none; stroke: var(--faint); }
  .c0, .c1, .c2, .c3 { fill: none; stroke-width: 2; }
  .c0 { stroke: var(--c0); } .c1 { stroke: var(--c1); } .c2 { stroke: var(--c2); } .c3 { stroke: var(--c3); }
  .dots { fill: var(--paper); } .dashed { stroke-dasharray: 7 5; stroke-width: 1.5; }
  .dotted { stroke-dasharray: 2 4; }
  .cell { fill: var(--c0); stroke: var(--faint); } .arrow { fill: var(--ink); stroke: none; }
  .cut { fill: var(--c1); stroke: none; }
"""


class Picture:
    """Shapes on a sheet of width x height pixels, the origin at the top left.  Classes are those of STYLE."""

    def __init__(self, width: float, height: float, title: str) -> None:
        self.width, self.height, self.title = width, height, title
        self.shapes: List[str] = []

    def _add(self, tag: str, cls: str, content: Optional[str] = None, **attributes: Any) -> None:
        pairs = "".join(' %s="%s"' % (name.replace("_", "-"), _number(value) if isinstance(value, (int, float))
                                      else escape(value)) for name, value in sorted(attributes.items()))
        end = "/>" if content is None else ">%s</%s>" % (escape(content, quote=False), tag)
        self.shapes.append('<%s class="%s"%s%s' % (tag, cls, pairs, end))

    def text(self, x: float, y: float, text: str, anchor: str = "start", cls: str = "text", turn: float = 0) -> None:
        """anchor: which part of the text is at x: start, middle or end.  turn: degrees, clockwise."""
        place = {"transform": "rotate(%s %s %s)" % tuple(map(_number, (turn, x, y)))} if turn else {}
        self._add("text", cls, text, x=x, y=y, text_anchor=anchor, **place)

    def line(self, points: Sequence[Point], cls: str = "stroke") -> None:
        self._add("polyline", cls, points=" ".join("%s,%s" % (_number(x), _number(y)) for x, y in points))

    def arrow(self, start: Point, end: Point, cls: str = "stroke", head: str = "arrow") -> None:
        """A straight line with a head at its end."""
        (x0, y0), (x1, y1) = start, end
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        dx, dy = (x1 - x0) / length * 8, (y1 - y0) / length * 8
        self.line([start, (x1 - dx, y1 - dy)], cls)
        corners = [(x1, y1), (x1 - dx - dy / 2, y1 - dy + dx / 2), (x1 - dx + dy / 2, y1 - dy - dx / 2)]
        self._add("polygon", head, points=" ".join("%s,%s" % (_number(x), _number(y)) for x, y in corners))

    def curve(self, path: str, cls: str = "stroke") -> None:
        """An SVG path, as its d attribute spells it."""
        self._add("path", cls, d=path)

    def circle(self, x: float, y: float, r: float, cls: str = "stroke") -> None:
        self._add("circle", cls, cx=x, cy=y, r=r)

    def box(self, x: float, y: float, width: float, height: float, cls: str = "stroke", **attributes: Any) -> None:
        self._add("rect", cls, x=x, y=y, width=width, height=height, **attributes)

    def render(self) -> str:
        """The whole file."""
        size = _number(self.width), _number(self.height)
        head = ('<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %s %s" role="img">'
                % (size + size))
        return "\n".join([head, "<title>%s</title>" % escape(self.title, quote=False), "<style>%s</style>" % STYLE,
                          '<rect class="paper" width="%s" height="%s"/>' % size] + self.shapes + ["</svg>", ""])


def save(picture: Picture, path: Any) -> None:
    """Writes the picture, in one piece; OSError if the file cannot be written."""
    files.write(picture.render().encode("utf-8"), path)


def _number(value: float) -> str:
    return ("%.2f" % value).rstrip("0").rstrip(".")


def ticks(low: float, high: float, most: int = 7) -> List[float]:
    """At most so many round numbers in low .. high, evenly spaced by 1, 2 or 5 times a power of ten."""
    if not low < high:
        raise ValueError("high must be above low = %g, got %g" % (low, high))
    power = 10.0 ** floor(log10((high - low) / most))
    for step in (power, 2 * power, 5 * power, 10 * power):
        first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
        if last - first < most:
            break
    return [float("%.12g" % (i * step)) for i in range(first, last + 1)]


def log_ticks(low: float, high: float) -> List[float]:
    """The numbers 1, 2, 5, 10, ... and 0.5, 0.2, 0.1, ... in low .. high."""
    if not 0 < low < high:
        raise ValueError("low must be above 0 and below high = %g, got %g" % (high, low))
    powers = range(floor(log10(low)), ceil(log10(high)) + 1)
    return [float("%.12g" % (digit * 10.0 ** p)) for p in powers for digit in (1, 2, 5)
            if low * (1 - 1e-9) <= digit * 10.0 ** p <= high * (1 + 1e-9)]


class Series(NamedTuple):
    """Points of a chart: a line, dots, or a dashed or dotted line, in one of the colours c0 .. c3."""

    label: str              # of its key in the legend; none if empty
    points: List[Point]
    color: str = "c0"
    kind: str = "line"      # or "dots", "dashed", "dotted"


def chart(title: str, x_label: str, y_label: str, series: List[Series], log_y: bool = False,
          width: float = 720, height: float = 420) -> Picture:
    """Series over common axes with round ticks, and a legend beneath the title in the order of the series."""
    xs = [x for s in series for x, _ in s.points]
    ys = [y for s in series for _, y in s.points]
    x_low, x_high = min(xs), max(max(xs), min(xs) + 1e-9)
    if log_y:
        y_low, y_high = min(ys) / 1.25, max(ys) * 1.25
        y_ticks = log_ticks(y_low, y_high) if y_high > 10 * y_low else ticks(y_low, y_high)
    else:
        y_low, y_high = min(0.0, min(ys)), max(max(ys), min(ys) + 1e-9) * 1.05
        y_ticks = ticks(y_low, y_high)

    keys = [s for s in series if s.label]
    rows = (len(keys) + 1) // 2
    left, right, top, bottom = 76.0, width - 28, 54.0 + 20 * rows, height - 56
    picture = Picture(width, height, title)

    def place(x, y):
        share = (log10(y / y_low) / log10(y_high / y_low)) if log_y else (y - y_low) / (y_high - y_low)
        return left + (x - x_low) / (x_high - x_low) * (right - left), bottom - share * (bottom - top)

    picture.text(left, 28, title, cls="title")
    for x in ticks(x_low, x_high):
        across, _ = place(x, y_high)
        picture.line([(across, top), (across, bottom)], "faint")
        picture.text(across, bottom + 20, "{:,.12g}".format(x), "middle", "soft")
    for y in y_ticks:
        _, down = place(x_low, y)
        picture.line([(left, down), (right, down)], "faint")
        picture.text(left - 8, down + 4, "%.12g" % y, "end", "soft")
    picture.line([(left, top), (left, bottom), (right, bottom)])
    picture.text((left + right) / 2, height - 14, x_label, "middle")
    picture.text(20, (top + bottom) / 2, y_label, "middle", turn=-90)

    for s in series:
        draw_series(picture, s, [place(x, y) for x, y in s.points])
    for i, s in enumerate(keys):
        x, y = left + (i % 2) * (right - left) / 2, 46 + 20 * (i // 2)
        draw_series(picture, s, [(x + 13, y)] if s.kind == "dots" else [(x, y), (x + 26, y)])
        picture.text(x + 34, y + 4, s.label)
    return picture


def draw_series(picture: Picture, series: Series, points: List[Point]) -> None:
    if series.kind == "dots":
        for x, y in points:
            picture.circle(x, y, 4, series.color + " dots")
    else:
        picture.line(points, series.color if series.kind == "line" else "%s %s" % (series.color, series.kind))
