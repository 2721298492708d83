"""The pictures, drawn from plain numbers (those of measured.py).  Each has one thing to say."""
from typing import Any, Dict, NamedTuple, Sequence, Tuple

from ..matrix import Vector
from ..support.svg import WIDTH, Chart, Picture, log_ticks, ticks
from ..tasks.adding import int2bits


def draw(measured: Dict[str, Any]) -> Dict[str, Picture]:
    """The pictures of what measured.measure() found, by the names of their files."""
    drawn = {"carry": carry(**measured["carry"]), "machine": machine(**measured["machine"]),
             "travel": travel(**measured["travel"])}
    for order in ("reverse", "natural"):
        for kind in ("flip", "nudge"):
            drawn["looks_%s_%s" % (kind, order)] = looks(measured["looks_" + order], kind,
                                                         order == "reverse")
    return drawn


# --- What became of a network -----------------------------------------------------------

def carry(columns: int, states: int, width: float, margin: float, start: float,
          counts: Sequence[Sequence[Sequence[int]]]) -> Picture:
    """Two hills of states along one direction: carry 0 and carry 1.

    counts: for each carry [bin, states], ..., bins of that width.  No state is within margin of 0.
    """
    hills = [dict(map(tuple, count)) for count in counts]
    bins = [bin for hill in hills for bin in hill]
    low, high = min(bins) * width, (max(bins) + 1) * width
    top = max([n for hill in hills for n in hill.values()])
    chart = Chart("The network's state knows the carry" if margin > 0
                  else "Carry 0 and carry 1 are not kept apart",
                  "all {:,} states that up to {} columns lead to".format(states, columns),
                  "where they lie along one direction", "", (low, high), (0, top * 1.1))
    chart.ticks([(x, "%g" % x) for x in ticks(low, high, 5)], [])
    for c, hill in enumerate(hills):
        outline = [(min(hill) * width, 0)]
        for bin in range(min(hill), max(hill) + 1):
            outline += [(bin * width, hill.get(bin, 0)), ((bin + 1) * width, hill.get(bin, 0))]
        outline.append(((max(hill) + 1) * width, 0))
        chart.polygon([chart.place(x, y) for x, y in outline], "fill%d area" % c)
        chart.plot(outline, "c%d" % c)
        x, y = chart.place((max(hill, key=hill.get) + 0.5) * width, max(hill.values()))
        if margin > 0:
            chart.text(min(max(x, 60), WIDTH - 60), y - 12, "carry %d" % c, "middle",
                       "title fill%d" % c)
        else:       # their peaks may be one
            chart.text(20 + 100 * c, 88, "carry %d" % c, cls="title fill%d" % c)
    x, y = chart.place(start, 0)
    chart.circle(x, y, 4.5, "line on-paper")
    chart.text(x, y - 14, "start", "middle", "soft")
    if margin > 0:
        (left, y), (right, _) = chart.place(-margin, top * 0.45), chart.place(margin, top * 0.45)
        middle = (left + right) / 2
        for end in (left, right):
            chart.line([(end, y - 14), (end, chart.bottom)], "line dashed")
            chart.arrow([(middle, y), (end, y)])
        chart.text(middle, y - 14, "no state in between", "middle")
    return chart


def machine(columns: int, is_full_adder: bool, states: Sequence[int],
            edges: Sequence[Sequence[int]], most: int = 3) -> Picture:
    """The groups of states as circles, and the columns that lead from one to another as arrows.

    states: how many each group has, that of the start first.  edges: [from, a, b, answer, to].  Of
    many groups the largest are drawn.  An arrow has the colour of the group it leads to.
    """
    shown = sorted(sorted(range(len(states)), key=lambda g: -states[g])[:most])
    title = ("The network has become a full adder" if is_full_adder
             else "The machine that the network has become")
    y, width, height = (186, WIDTH, 340) if len(shown) < 3 else (350, WIDTH + 220, 740)
    picture = Picture(width, height, title,
                      "1 1 \u2192 0:  it reads the bits 1 and 1, and answers 0")
    centers = {g: 190 + 220 * i for i, g in enumerate(shown)}
    for i, g in enumerate(shown):
        x = centers[g]
        picture.circle(x, y, 62, "c%d thick" % i)
        name = ("no carry", "carry")[g] if is_full_adder else "group %d" % (g + 1)
        picture.text(x, y - 2, name, "middle", "title fill%d" % i)
        if g == 0:
            picture.text(x, y + 24, "start", "middle", "soft")
        for j, other in enumerate(shown):
            labels = ["%d %d \u2192 %d" % (a, b, answer) for source, a, b, answer, to in edges
                      if (source, to) == (g, other)]
            if labels and i == j:
                loop(picture, x, y, -1 if i == 0 else int(i == len(shown) - 1), labels, i)
            elif labels:
                arc(picture, x, centers[other], y, labels, j)
    others = len(states) - len(shown)
    picture.text(20, height - 18, "checked in all {:,} states that up to {} columns lead to".format(
        sum(states), columns) + (", %d groups more" % others if others else ""), cls="soft")
    return picture


def loop(picture: Picture, x: float, y: float, side: int, labels: Sequence[str],
         color: int) -> None:
    """An arrow from a group to itself: to the left (side -1), the right (1), or beneath (0)."""
    if side:
        picture.arrow([(x + side * 55, y - 28), (x + side * 112, y - 44),
                       (x + side * 112, y + 44), (x + side * 55, y + 28)], "c%d" % color,
                      "fill%d" % color)
        write(picture, x + side * 104, y + 6 - 11 * (len(labels) - 1), labels,
              "end" if side < 0 else "start", color)
    else:
        picture.arrow([(x - 26, y + 56), (x - 46, y + 104), (x + 46, y + 104), (x + 26, y + 56)],
                      "c%d" % color, "fill%d" % color)
        write(picture, x, y + 118, labels, "middle", color)


def arc(picture: Picture, x1: float, x2: float, y: float, labels: Sequence[str],
        color: int) -> None:
    """An arrow from the group at x1 to that at x2: above on the way on, beneath on the way back."""
    side = 1 if x2 > x1 else -1
    lift = 44 + 0.8 * (abs(x2 - x1) - 220)
    begin, end, height = x1 + side * 45, x2 - side * 45, y - side * 44
    picture.arrow([(begin, height), (begin + side * 34, height - side * lift),
                   (end - side * 34, height - side * lift), (end, height)], "c%d" % color,
                  "fill%d" % color)
    apex = height - side * lift * 0.75
    write(picture, (begin + end) / 2, apex - 8 - 22 * (len(labels) - 1) if side > 0 else apex + 22,
          labels, "middle", color)


def write(picture: Picture, x: float, y: float, lines: Sequence[str], anchor: str,
          color: int) -> None:
    """Lines of text beneath each other."""
    for i, line in enumerate(lines):
        picture.text(x, y + 22 * i, line, anchor, "mono fill%d" % color)


def looks(maps: Sequence[Dict[str, Any]], kind: str, is_reverse: bool) -> Picture:
    """A map for each sum: a row for each answer, a column for each input, shaded by its influence.

    kind: "nudge", or "flip", where a dot marks an answer that changes.
    """
    T, cell, left, top = len(maps[0]["columns"]), 19, 40, 166
    bottom = top + T * cell
    title = {"flip": "Flip one bit of a: which answers change?",
             "nudge": "Nudge one input: which answers feel it?"}[kind]
    picture = Picture(WIDTH, bottom + 76, title,
                      "%s significant bit first; row: an answer, column: an input" % (
                          "least" if is_reverse else "most"))
    for m in maps:
        picture.text(left, 100, "%d + %d" % tuple(m["sum"]), cls="title")
        for row, name in enumerate("ab"):
            picture.text(left - 8, 130 + 20 * row, name, "end", "soft")
            for i, column in enumerate(m["columns"]):
                picture.text(left + (i + 0.5) * cell, 130 + 20 * row, str(column[row]), "middle",
                             "mono")
        for t in range(T):
            y = top + t * cell
            picture.text(left - 8, y + 15, str(m["answers"][t]), "end", "mono")
            for i in range(t + 1):
                picture.box(left + i * cell, y, cell, cell, "cell", m[kind][t][i])
                if kind == "flip" and m["changed"][t][i]:
                    picture.circle(left + (i + 0.5) * cell, y + cell / 2, 4, "paper")
        if kind == "flip":
            picture.text(left, bottom + 22, "%d of %d change" % (sum(map(sum, m["changed"])),
                                                                T * (T + 1) // 2))
        left += T * cell + 40
    key = bottom + 46
    picture.text(32, key + 14, "a thousandth", cls="soft")
    for i in range(7):
        picture.box(140 + i * cell, key, cell, cell, "cell", i / 6)
    picture.text(148 + 7 * cell, key + 14, "the most", cls="soft")
    if kind == "flip":
        picture.box(404, key, cell, cell, "cell")
        picture.circle(404 + cell / 2, key + cell / 2, 4, "paper")
        picture.text(432, key + 14, "the answer flips", cls="soft")
    return picture


def travel(before: Vector, after: Vector, window: int = 2) -> Picture:
    """The share of an error that is left k steps back, k = 0, 1, ...; shaded: a window of them."""
    lines = [[(k, share) for k, share in enumerate(shares) if share > 0]    # a logarithm has no 0
             for shares in (before, after)]
    low = min([share for points in lines for _, share in points] + [0.1]) / 2
    last = max(len(after) - 1, 1)
    chart = Chart("An error fades on its way back",
                  "what is left of it after so many steps, on average",
                  "steps back from the answer", "", (0, last), (low, 1), log_y=True)
    edge, top = chart.place(min(window + 0.5, last), 1)
    chart.box(chart.left, top, edge - chart.left, chart.bottom - top, "faint", 0.4)
    chart.ticks([(k, str(k)) for k in range(last + 1)],
                [(share, "%g %%" % (100 * share)) for share in log_ticks(low, 1, [1])])
    chart.text(chart.left + 8, chart.bottom - 34, "bptt_truncate = %d" % window)
    chart.text(chart.left + 8, chart.bottom - 12, "keeps these")
    for points, cls, name, y in zip(lines, ("c0 dashed", "c1 thick"),
                                    ("before training", "after training"), (158, 130)):
        chart.plot(points, cls)
        chart.line([(chart.right - 170, y - 6), (chart.right - 130, y - 6)], cls)
        chart.text(chart.right - 122, y, name)
    for k, share in lines[1]:
        x, y = chart.place(k, share)
        chart.circle(x, y, 4.5, "c1 on-paper")
        if k and share > before[k]:     # on the side where the other line is not
            chart.text(x, y - 12, "%.2g %%" % (100 * share), "middle", "fill1")
        elif k:
            chart.text(x - 4, y + 22, "%.2g %%" % (100 * share), "end", "fill1")
    return chart


# --- Learning ---------------------------------------------------------------------------

class Curve(NamedTuple):
    """A loss over the examples seen, what no weights get below, and what the article printed."""

    label: str
    points: Sequence[Tuple[int, float]]
    limit: float = 0.0
    published: Sequence[Tuple[int, float]] = ()


def loss_curves(title: str, curves: Sequence[Curve], y_label: str = "loss") -> Picture:
    """At most three curves on logarithmic axes: the first examples have as much room as the rest.

    A loss of 0, and a limit of 0, have no place there.
    """
    seen = sorted({x for curve in curves for x, _ in curve.points if x > 0}) or [1]
    start = seen[0] / 2     # the place of 0, which a logarithm does not have
    losses = [y for curve in curves for y in [y for _, y in curve.points] + [curve.limit] if y > 0]
    low, high = min(losses + [1.0]), max(losses + [1.0])
    low /= 1.1 * (high / low) ** 0.15       # room to write beneath the lowest limit
    chart = Chart(title, "", "examples seen", y_label, (start, seen[-1]), (low, high * 1.1),
                  log_x=True, log_y=True)
    marks = log_ticks(start * 1.01, seen[-1], [1] if seen[-1] >= 50 * start else [1, 2, 5])
    levels = log_ticks(low, high, [1] if high >= 200 * low else [1, 2, 5])
    chart.ticks([(start, "0")] + [(x, "{:,.0f}".format(x)) for x in marks],
                [(y, "%g" % y) for y in levels])
    for color, curve in enumerate(curves):
        fill = "fill%d" % color
        points = [chart.place(x or start, y) for x, y in curve.points if y > 0]
        if not points:
            continue
        (_, first), (end, last) = points[0], points[-1]
        falls = last - first > (chart.bottom - chart.top) / 4
        if falls:       # its name beneath the middle of the fall
            y = (first + last) / 2
            (x0, y0), (x1, y1) = next(pair for pair in zip(points, points[1:]) if pair[1][1] >= y)
            chart.text(x0 + (y - y0) / (y1 - y0) * (x1 - x0) - 14, y + 14, curve.label, "end", fill)
        else:
            chart.text(end, last - 14, curve.label, "end", fill)
        if curve.limit > 0:
            y = chart.place(start, curve.limit)[1]
            chart.line([(chart.left, y), (chart.right, y)], "c%d dashed" % color)
            chart.text(chart.right if falls else chart.left, y + 21,
                       "lowest possible: %.4f" % curve.limit, "end" if falls else "start", fill)
        chart.line(points, "c%d thick" % color)
        for x, y in curve.published:
            across, down = chart.place(x or start, y)
            chart.circle(across, down, 4.5, "c%d on-paper" % color)
    if any([curve.published for curve in curves]):
        chart.circle(26, 52, 4.5)
        chart.text(40, 58, "the losses that the article printed, on its training data", cls="soft")
    return chart


# --- The network over time --------------------------------------------------------------

STEPS = [176, 292, 408, 524]        # where the four steps stand


def unrolled(a: int = 3, b: int = 6) -> Picture:
    """The network over the four columns of a + b, with the carry that its state must remember."""
    picture = Picture(WIDTH, 358, "One network, used again for every column",
                      "%d + %d = %d, from the right; it must remember the carry" % (
                          a, b, a + b))
    for y, name in ((112, "answer"), (206, "state"), (302, "column")):
        picture.text(20, y + 6, name, cls="soft")
    carry = 0
    for t, (x, a_t, b_t, c_t) in enumerate(zip(STEPS, *[int2bits(n, 4)[::-1]
                                                       for n in (a, b, a + b)])):
        start = STEPS[t - 1] + 30 if t else x - 84
        middle = (start + x - 30) / 2
        picture.arrow([(start, 206), (x - 30, 206)], "c%d thick" % carry, "fill%d" % carry)
        picture.text(middle, 192, "carry %d" % carry if t else "s = 0", "middle", "fill%d" % carry)
        picture.text(middle, 232, "W", "middle", "soft")
        picture.arrow([(x, 270), (x, 238)])
        picture.text(x + 10, 260, "U", cls="soft")
        picture.arrow([(x, 176), (x, 138)])
        picture.text(x + 10, 162, "V", cls="soft")
        picture.circle(x, 206, 30)
        picture.text(x, 212, "s%d" % t, "middle")
        picture.box(x - 22, 270, 44, 64)
        for y, bit in ((296, a_t), (324, b_t), (122, c_t)):
            picture.text(x, y, str(bit), "middle", "mono big")
        carry = (a_t + b_t + carry) // 2
    return picture


def bptt(shares: Vector, window: int = 2) -> Picture:
    """The way back of four errors, each as wide as what is left of it (shares), until it is cut."""
    picture = Picture(WIDTH, 456, "Backpropagation through time: errors add up",
                      "bptt_truncate = %d lets each error flow %d steps back" % (window, window))
    for y, name in ((104, "error"), (174, "tanh"), (404, "sum")):
        picture.text(20, y, name, cls="soft")
    for t, x in enumerate(STEPS):
        picture.text(x, 104, "p%d - y%d" % (t, t), "middle", "fill1")
        picture.arrow([(x, 112), (x, 150)], "c1", "fill1")
        picture.text(x + 10, 138, "V^T", cls="soft")
        picture.box(x - 40, 150, 80, 36)
        picture.text(x, 174, "\u00d7 (1 - s\u00b2)", "middle")
        if t:
            picture.arrow([(x - 40, 168), (STEPS[t - 1] + 40, 168)], "c1", "fill1")
            picture.text(x - 58, 204, "W^T", "middle", "soft")
        picture.line([(x, 222), (x, 384)], "grid")
        picture.circle(x, 398, 14)
        picture.text(x, 404, "+", "middle")
    for k in range(min(window, 3) + 1):
        picture.text(STEPS[3 - k], 214, "%.0f %%" % (100 * shares[k]), "middle", "fill1")
    for t, x in enumerate(STEPS):
        y = 338 - 34 * t
        picture.text(20, y + 6, "from step %d" % t, cls="soft")
        picture.circle(x, y, 11, "fill1")
        for k in range(1, t + 1):
            begin, end = STEPS[t - k + 1], STEPS[t - k]
            if k <= window:
                wide, narrow = 11 * shares[k - 1], 11 * shares[k]
                picture.polygon([(begin, y - wide), (end, y - narrow), (end, y + narrow),
                                 (begin, y + wide)], "fill1")
            else:
                picture.line([(begin - 8, y), (end, y)], "line dashed")
            if k == window + 1:
                middle = (begin + end) / 2
                for rise in (-10, 10):
                    picture.line([(middle - 10, y - rise), (middle + 10, y + rise)], "line thick")
    picture.text(20, 440, "the errors that meet at a step are added; they make dU and dW",
                 cls="soft")
    return picture
