"""What is inside a trained network, drawn from the numbers of measured.py."""
from typing import Any, Dict, Sequence

from ..matrix import Vector
from .svg import WIDTH, Chart, Picture, log_ticks, ticks


def draw(measured: Dict[str, Any]) -> Dict[str, Picture]:
    """The pictures of what measured.measure() found, by the names of their files."""
    drawn = {"carry": carry(**measured["carry"]), "machine": machine(**measured["machine"]),
             "travel": travel(**measured["travel"])}
    for order in ("reverse", "natural"):
        for kind in ("flip", "nudge"):
            drawn[f"looks_{kind}_{order}"] = looks(measured["looks_" + order], kind,
                                                         order == "reverse")
    return drawn


def carry(columns: int, states: int, width: float, margin: float, start: float,
          counts: Sequence[Sequence[Sequence[int]]]) -> Picture:
    """Two hills of states along one direction: carry 0 and carry 1.

    counts: for each carry [bin, states], ..., bins of that width.  No state is within margin of 0.
    """
    hills = [{bin: n for bin, n in count} for count in counts]
    bins = [bin for hill in hills for bin in hill]
    low, high = min(bins) * width, (max(bins) + 1) * width
    top = max([n for hill in hills for n in hill.values()])
    chart = Chart("The network's state knows the carry" if margin > 0
                  else "Carry 0 and carry 1 are not kept apart",
                  f"all {states:,} states that up to {columns} columns lead to",
                  "where they lie along one direction", "", (low, high), (0, top * 1.1))
    chart.ticks([(x, f"{x:g}") for x in ticks(low, high, 5)], [])
    for c, hill in enumerate(hills):
        outline = [(min(hill) * width, 0)]
        for bin in range(min(hill), max(hill) + 1):
            outline += [(bin * width, hill.get(bin, 0)), ((bin + 1) * width, hill.get(bin, 0))]
        outline.append(((max(hill) + 1) * width, 0))
        chart.polygon([chart.place(x, y) for x, y in outline], f"fill{c} area")
        chart.plot(outline, f"c{c}")
        x, y = chart.place((max(hill, key=hill.__getitem__) + 0.5) * width, max(hill.values()))
        if margin > 0:
            chart.text(min(max(x, 60), WIDTH - 60), y - 12, f"carry {c}", "middle",
                       f"title fill{c}")
        else:       # their peaks may be one
            chart.text(20 + 100 * c, 88, f"carry {c}", cls=f"title fill{c}")
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
                      "1 1 \u2192 0:  it reads the bits 1 and 1, and writes 0, as on paper")
    centers = {g: 190 + 220 * i for i, g in enumerate(shown)}
    for i, g in enumerate(shown):
        x = centers[g]
        picture.circle(x, y, 62, f"c{i} thick")
        name = ("no carry", "carry")[g] if is_full_adder else f"group {g + 1}"
        picture.text(x, y - 2, name, "middle", f"title fill{i}")
        if g == 0:
            picture.text(x, y + 24, "start", "middle", "soft")
        for j, other in enumerate(shown):
            labels = [f"{a} {b} \u2192 {answer}" for source, a, b, answer, to in edges
                      if (source, to) == (g, other)]
            if labels and i == j:
                loop(picture, x, y, -1 if i == 0 else int(i == len(shown) - 1), labels, i)
            elif labels:
                arc(picture, x, centers[other], y, labels, j)
    others = len(states) - len(shown)
    picture.text(20, height - 18, "checked in all {:,} states that up to {} columns lead to".format(
        sum(states), columns) + (f", {others} groups more" if others else ""), cls="soft")
    return picture


def loop(picture: Picture, x: float, y: float, side: int, labels: Sequence[str],
         color: int) -> None:
    """An arrow from a group to itself: to the left (side -1), the right (1), or beneath (0)."""
    if side:
        picture.arrow([(x + side * 55, y - 28), (x + side * 112, y - 44),
                       (x + side * 112, y + 44), (x + side * 55, y + 28)], f"c{color}",
                      f"fill{color}")
        write(picture, x + side * 104, y + 6 - 11 * (len(labels) - 1), labels,
              "end" if side < 0 else "start", color)
    else:
        picture.arrow([(x - 26, y + 56), (x - 46, y + 104), (x + 46, y + 104), (x + 26, y + 56)],
                      f"c{color}", f"fill{color}")
        write(picture, x, y + 118, labels, "middle", color)


def arc(picture: Picture, x1: float, x2: float, y: float, labels: Sequence[str],
        color: int) -> None:
    """An arrow from the group at x1 to that at x2: above on the way on, beneath on the way back."""
    side = 1 if x2 > x1 else -1
    lift = 44 + 0.8 * (abs(x2 - x1) - 220)
    begin, end, height = x1 + side * 45, x2 - side * 45, y - side * 44
    picture.arrow([(begin, height), (begin + side * 34, height - side * lift),
                   (end - side * 34, height - side * lift), (end, height)], f"c{color}",
                  f"fill{color}")
    apex = height - side * lift * 0.75
    write(picture, (begin + end) / 2, apex - 8 - 22 * (len(labels) - 1) if side > 0 else apex + 22,
          labels, "middle", color)


def write(picture: Picture, x: float, y: float, lines: Sequence[str], anchor: str,
          color: int) -> None:
    """Lines of text beneath each other."""
    for i, line in enumerate(lines):
        picture.text(x, y + 22 * i, line, anchor, f"mono fill{color}")


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
                [(share, f"{100 * share:g} %") for share in log_ticks(low, 1, [1])])
    chart.text(chart.left + 8, chart.bottom - 34, f"bptt_truncate = {window}")
    chart.text(chart.left + 8, chart.bottom - 12, "keeps these")
    for points, cls, name, height in zip(lines, ("c0 dashed", "c1 thick"),
                                         ("before training", "after training"), (158, 130)):
        chart.plot(points, cls)
        chart.line([(chart.right - 170, height - 6), (chart.right - 130, height - 6)], cls)
        chart.text(chart.right - 122, height, name)
    for k, share in lines[1]:
        x, y = chart.place(k, share)
        chart.circle(x, y, 4.5, "c1 on-paper")
        if k and share > before[k]:     # on the side where the other line is not
            chart.text(x, y - 12, f"{100 * share:.2g} %", "middle", "fill1")
        elif k:
            chart.text(x - 4, y + 22, f"{100 * share:.2g} %", "end", "fill1")
    return chart
