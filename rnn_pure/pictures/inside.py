"""What is inside a trained network: where its states lie, and how far an error travels back."""
from typing import Sequence

from ..matrix import Vector
from .svg import WIDTH, Chart, log_ticks, ticks


def carry(columns: int, states: int, width: float, margin: float, start: float,
          counts: Sequence[Sequence[Sequence[int]]], names: Sequence[str]) -> Chart:
    """Two hills of states along one direction, such as those without and with a carry, by names.

    counts: for each hill [bin, states], ..., bins of that width.  No state is within margin of 0.
    """
    hills = [{bin: n for bin, n in count} for count in counts]
    bins = [bin for hill in hills for bin in hill]
    low, high = min(bins) * width, (max(bins) + 1) * width
    top = max([n for hill in hills for n in hill.values()])
    chart = Chart("The two kinds of states are not kept apart" if margin <= 0
                  else "The network's state knows the carry" if names[1] == "carry"
                  else "The network's state knows one from the others",
                  f"all {states:,} states that up to {columns} columns lead to",
                  "where they lie along one direction", "", (low, high), (0, top * 1.1))
    chart.ticks([(x, f"{x:g}") for x in ticks(low, high, 5)], [])
    for c, (hill, name) in enumerate(zip(hills, names)):
        first, last = min(hill), max(hill) + 1
        outline = [(first * width, 0.0)]
        for bin in range(first, last):
            outline += [((bin + side) * width, hill.get(bin, 0)) for side in (0, 1)]
        outline.append((last * width, 0.0))
        chart.polygon([chart.place(x, y) for x, y in outline], f"fill{c} area")
        chart.plot(outline, f"c{c}")
        x, y = chart.place((max(hill, key=hill.__getitem__) + 0.5) * width, max(hill.values()))
        if margin <= 0:     # their peaks may be one
            x, y = 70.0 + 200 * c, 100.0
        chart.text(min(max(x, 60), WIDTH - 60), y - 12, name, "middle", f"title fill{c}")
    x, y = chart.place(start, 0)
    chart.circle(x, y, 4.5, "line on-paper")
    chart.text(x, y - 14, "start", "middle", "soft")
    if margin > 0:
        (left, y), (right, _) = chart.place(-margin, top * 0.45), chart.place(margin, top * 0.45)
        for end in (left, right):
            chart.line([(end, y - 14), (end, chart.bottom)], "line dashed")
            chart.arrow([((left + right) / 2, y), (end, y)])
        chart.text((left + right) / 2, y - 14, "no state in between", "middle")
    return chart


def travel(before: Vector, after: Vector, window: int = 2) -> Chart:
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
        above = share > before[k]       # on the side where the other line is not
        if k:
            chart.text(x - 4 * (not above), y - 12 if above else y + 22, f"{100 * share:.2g} %",
                       "middle" if above else "end", "fill1")
    return chart
