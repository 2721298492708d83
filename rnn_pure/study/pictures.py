"""The pictures: what the other rooms of study/ find, and the two diagrams of the tutorial."""
from math import log10
from typing import List, Tuple

from ..matrix import Matrix, Vector, dot
from ..support.svg import Picture, Series, chart
from .machine import Machine
from .states import COLUMNS, Direction, Reached


def carry(states: List[Reached], direction: Direction, bins: int = 60) -> Picture:
    """How many states lie where along the direction, those with carry 0 and those with carry 1."""
    places = [(dot(direction.w, r.s) - direction.offset, r.carry) for r in states]
    low, high = min(places)[0], max(places)[0]
    width = (high - low) / bins or 1.0
    counts = [[0] * (bins + 1), [0] * (bins + 1)]
    for place, c in places:
        counts[c][int((place - low) / width)] += 1
    outline = [[point for i, n in enumerate(counts[c]) for point in ((low + i * width, n), (low + (i + 1) * width, n))]
               for c in (0, 1)]
    top = max(map(max, counts))
    series = [Series("carry 0", outline[0], "c0"), Series("carry 1", outline[1], "c1")]
    if direction.margin > 0:
        series += [Series(label, [(place, 0), (place, top)], "c2", "dashed")
                   for label, place in (("the margin: no state is between", -direction.margin), ("", direction.margin))]
    return chart("The carry is a direction: all %d reachable states" % len(states),
                 "place along that direction", "states", series)


def machine(found: Machine, most: int = 4) -> Picture:
    """The groups as circles, the columns that lead from one to another as arrows, labelled column / answer."""
    groups = sorted(found.groups, key=lambda g: -found.groups[g])[:most]
    groups.sort(key=list(found.groups).index)
    across, picture = 300, Picture(300 * len(groups) + 120, 370, "The machine that the network has become")
    picture.text(30, 32, "The machine that the network has become", cls="title")
    picture.text(30, 56, "an arrow ab/c: reading the column of bits a and b, it answers bit c", cls="soft")
    centers = [(210 + across * i, 220) for i in range(len(groups))]
    for i, group in enumerate(groups):
        x, y = centers[i]
        picture.circle(x, y, 58, "c%d" % (i % 4))
        start = " (start)" if group == next(iter(found.groups)) else ""
        picture.text(x, y - 6, "group %d%s" % (i + 1, start), "middle")
        picture.text(x, y + 14, "%d states" % found.groups[group], "middle", "soft")
        for j, other in enumerate(groups):
            labels = ["%d%d/%d" % (a, b, group[k]) for k, (a, b) in enumerate(COLUMNS)
                      if found.edges[group, (a, b)][other]]
            if not labels:
                continue
            if i == j:      # a loop beneath the circle
                picture.curve("M %d %d C %d %d %d %d %d %d" % (
                    x - 28, y + 51, x - 70, y + 120, x + 70, y + 120, x + 28, y + 53))
                picture.arrow((x + 36, y + 70), (x + 27, y + 52))
                picture.text(x, y + 126, ", ".join(labels), "middle", "mono")
            else:           # an arc above, for the way on, or below the middle, for the way back
                (x2, y2), lift = centers[j], -36 if j > i else 36
                side = 1 if j > i else -1
                start, end = (x + side * 50, y + lift * 0.8), (x2 - side * 50, y2 + lift * 0.8)
                bend = 62 * (1 if lift > 0 else -1) + 18 * (abs(i - j) - 1) * (1 if lift > 0 else -1)
                middle = (x + x2) / 2
                picture.curve("M %d %d Q %d %d %d %d" % (start[0], start[1], middle, y + bend * 1.25, end[0], end[1]))
                picture.arrow((end[0] - side * 14, end[1] + (6 if lift > 0 else -6)), end)
                for n, label in enumerate(labels):
                    height = y + bend + (16 + 16 * n if lift > 0 else -8 - 16 * (len(labels) - 1 - n))
                    picture.text(middle, height, label, "middle", "mono")
    return picture


def looks(maps: List[Tuple[str, List[Tuple[int, int]], Matrix]], title: str, note: str) -> Picture:
    """Heat maps side by side, T rows (answers) and T columns (inputs), each darkest at its own greatest value.

    The scale is logarithmic, from a thousandth of the greatest value (blank) to the value itself (full).
    """
    T, size, gap = len(maps[0][2]), 26, 60
    across = T * size + gap
    picture = Picture(60 + across * len(maps), 150 + T * size, title)
    picture.text(40, 30, title, cls="title")
    picture.text(40, 52, note, cls="soft")
    for m, (name, columns, matrix) in enumerate(maps):
        left, top = 60 + m * across, 116
        picture.text(left, 82, name)
        for i, (a, b) in enumerate(columns):
            picture.text(left + i * size + size / 2, top - 8, "%d%d" % (a, b), "middle", "mono")
        for t, row in enumerate(matrix):
            picture.text(left - 8, top + t * size + size / 2 + 4, str(t), "end", "soft")
            for i in range(t + 1):
                picture.box(left + i * size, top + t * size, size, size, "cell",
                            fill_opacity=shade(row[i], max(map(max, matrix))))
        picture.text(left, top + T * size + 20, "rows: answer t; columns: input (a, b)", cls="soft")
    return picture


def shade(value: float, greatest: float, decades: float = 3.0) -> float:
    """0 .. 1 for a thousandth of the greatest value .. the greatest value, evenly in the logarithm."""
    if value <= 0.0 or greatest <= 0.0:
        return 0.0
    return max(0.0, 1.0 + log10(value / greatest) / decades)


def travel(before: Vector, after: Vector) -> Picture:
    """error_norms of an untrained and of a trained network over k."""
    series, drawn = [], []      # a logarithmic axis has no place for 0
    for label, norms, color in (("before training", before, "c0"), ("after training", after, "c1")):
        points = [(k, norm) for k, norm in enumerate(norms) if norm > 0.0]
        series += [Series(label, points, color), Series("", points, color, "dots")]
        drawn += [norm for _, norm in points]
    series.append(Series("bptt_truncate = 2 keeps what is left of here",
                         [(2.5, min(drawn)), (2.5, max(drawn))], "c2", "dashed"))
    return chart("How far errors travel back", "k: steps back from the output that made the error",
                 "mean length of dL_t / ds_(t-k)", series, log_y=True)


def unrolled(window: int = 0) -> Picture:
    """The network, unrolled over four steps; with a window, the way back of one error, cut after so many steps."""
    title = "One network, unrolled over time"
    if window:
        title = "How the error of step 3 flows back, with bptt_truncate = %d" % window
    picture = Picture(750, 330, title)
    picture.text(30, 32, title, cls="title")
    xs, rows = [110 + 160 * t for t in range(4)], {"y": 90, "s": 180, "x": 270}
    for t, x in enumerate(xs):
        for name, label, cls in (("x", "x", "c2"), ("s", "s", "c0"), ("y", "p", "c1")):
            picture.circle(x, rows[name], 24, cls)
            picture.text(x, rows[name] + 5, "%s%d" % (label, t), "middle")
    for t, x in enumerate(xs):
        back = window and t <= 3
        picture.arrow((x, 246), (x, 204), "faint" if back else "stroke", "soft" if back else "arrow")
        if not back:
            picture.text(x + 8, 230, "U")
            picture.arrow((x, 156), (x, 114))
            picture.text(x + 8, 140, "V")
        start = (xs[t - 1] + 24 if t else x - 76, 180)
        if not back:
            picture.arrow(start, (x - 24, 180))
            picture.text((start[0] + x - 24) / 2, 172, "W" if t else "s = 0", "middle")
    if window:
        picture.arrow((xs[3], 114), (xs[3], 156), "c1", "cut")
        picture.text(xs[3] + 8, 140, "V^T (p3 - onehot(y3))")
        for k in range(1, 4):
            x, kept = xs[3 - k], k <= window
            if kept:
                picture.arrow((xs[4 - k] - 24, 180), (x + 24, 180), "c1", "cut")
                picture.text((x + xs[4 - k]) / 2, 168, "W^T", "middle")
            else:
                picture.line([(xs[4 - k] - 24, 180), (x + 24, 180)], "faint")
            if k == window + 1:
                middle = (x + xs[4 - k]) / 2
                picture.line([(middle - 10, 165), (middle + 10, 195)], "c1")
                picture.line([(middle - 10, 195), (middle + 10, 165)], "c1")
                picture.text(middle, 214, "cut", "middle")
        picture.text(30, 318, "At every step the error goes through tanh: times 1 - s^2.  "
                     "Where it arrives it enters the sums dU and dW.", cls="soft")
    return picture
