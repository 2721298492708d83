"""What is inside a trained network: where its states lie, how far an error travels back, and the
one number that a small one remembers.  First it is measured, in plain numbers for a file."""
from collections import Counter
from math import floor
from typing import Any, Dict, List, Sequence

from ..inside.machine import became, machine, state_names
from ..inside.memory import Interval, Memory, next_number
from ..inside.states import Reached, separating_direction
from ..inside.way_back import error_lengths
from ..matrix import Vector, dot
from ..model import Model
from ..tasks.automaton import Automaton
from .machine import machine as draw_machine
from .svg import Chart, Picture, log_ticks, ticks


def measure(model: Model, task: Automaton, states: List[Reached]) -> Dict[str, Any]:
    """What draw() needs of a network; states: those that up to so many columns lead to."""
    columns, names = len(states[-1].columns), state_names(task)
    return {"carry": dict(hills(states), columns=columns,
                          names=names if len(names) == 2 else ["the others", names[1]]),
            "machine": dict(became(machine(model, task, states)), columns=columns),
            "travel": {when: [rounded(v / (lengths[0] or 1.0)) for v in lengths]
                       for when, lengths in zip(("before", "after"), error_lengths(model, task))}}


def draw(measured: Dict[str, Any]) -> Dict[str, Picture]:
    """The pictures of what measure() found, by the names of their files."""
    return {"carry": carry(**measured["carry"]), "machine": draw_machine(measured["machine"]),
            "travel": travel(**measured["travel"])}


def hills(states: List[Reached]) -> Dict[str, Any]:
    """How many of the network's states lie in each bin along one direction: of the others, and of
    those that belong to the task's state 1 (for a sum: a carry)."""
    direction = separating_direction(states)
    places = [dot(direction.w, r.s) - direction.offset for r in states]
    edges = ticks(min(places), max(max(places), min(places) + 1e-6), 100)
    width = edges[1] - edges[0]
    counts = [Counter([floor(place / width) for place, r in zip(places, states)
                       if (r.state == 1) == one]) for one in (False, True)]
    return {"states": len(states), "width": rounded(width), "margin": rounded(direction.margin),
            "start": rounded(places[0]), "counts": [sorted(count.items()) for count in counts]}


def rounded(value: float) -> float:
    """To three digits: more than can be seen, and the same on every interpreter."""
    return float(f"{value:.3g}")


def carry(columns: int, states: int, width: float, margin: float, start: float,
          counts: Sequence[Any], names: Sequence[str]) -> Chart:
    """Two hills of states along one direction, as without and with a carry.  counts: for each hill
    [bin, states], ..., bins of that width.  No state is within margin of 0."""
    bins, heights = zip(*[bin for hill in counts for bin in hill])
    low, high, top = min(bins) * width, (max(bins) + 1) * width, max(heights)
    chart = Chart("The two kinds of states are not kept apart" if margin <= 0
                  else "The network's state knows the carry" if names[1] == "carry"
                  else "The network's state knows one from the others",
                  f"all {states:,} states that up to {columns} columns lead to",
                  "where they lie along one direction", "", (low, high), (0, top * 1.1))
    chart.ticks(ticks(low, high, 5), [])
    for c, (hill, name) in enumerate(zip(map(dict, counts), names)):
        outline = [(bin * width, hill.get(there, 0))
                   for bin in range(min(hill), max(hill) + 2) for there in (bin - 1, bin)]
        chart.plot(outline, f"c{c} fill{c} area")
        chart.text(170 + 330 * c, 96, name, "middle", f"title fill{c}")
    chart.circle(*chart.place(start, 0), cls="line paper")
    chart.label(start, 0, "start", 0, -14, "middle", "soft")
    if margin > 0:
        gate = [(x * margin, y * top) for x, y in ((-1, 0.0), (-1, 0.45), (1, 0.45), (1, 0.0))]
        chart.plot(gate, "line dashed")
        chart.label(0, 0.45 * top, "no state in between", 0, -14, "middle")
    return chart


def travel(before: Vector, after: Vector) -> Chart:
    """The share of an error that is left k steps back, k = 0, 1, ...; shaded: a window of two."""
    low = min([share for share in [*before, *after] if share > 0] + [0.1]) / 2
    last = len(after) - 1
    chart = Chart("An error fades on its way back",
                  "what is left of it after so many steps, on average",
                  "steps back from the answer", "", (0, last), (low, 1), log_y=True)
    chart.plot([(0, low), (0, 1), (2.5, 1), (2.5, low)], "faint area")
    chart.ticks(range(last + 1), log_ticks(low, 1), y_text=lambda y: f"{100 * y:g} %")
    chart.text(chart.left + 8, chart.bottom - 34, "bptt_truncate = 2\nkeeps these")
    for c, (shares, style, when) in enumerate(((before, "dashed", "before"),
                                               (after, "thick", "after"))):
        shares = [max(share, low) for share in shares]
        chart.plot(list(enumerate(shares)), f"c{c} {style}")
        chart.text(chart.right, 158 - 28 * c, f"{when} training", "end", f"fill{c}")
    for k, share in enumerate(shares[1:], 1):
        chart.circle(*chart.place(k, share), cls="c1 paper")
        chart.label(k, share, f"{100 * share:.2g} %", 8, -12, "middle", "fill1")
    return chart


def cobweb(model: Model, memory: Memory, intervals: Sequence[Interval]) -> Chart:
    """Next m against m, for an adder: a curve for each number of 1s, a band for each carry.  19 + 5
    walks between them: up or down to a column's curve, a dot, and across to the diagonal."""
    top = 1.1 * max([high for _, high in intervals])
    chart = Chart("All it remembers is one number", "The way of 19 + 5, with 2, 1, 1, 0, 1 ones",
                  "m: what is remembered", "next m", (0.0, top), (0.0, top),
                  height=656)       # as high as wide: the diagonal is one
    for i, (name, (low, high)) in enumerate(zip(("no carry", "carry"), intervals)):
        chart.plot([(low, 0.0), (low, top), (high, top), (high, 0.0)], f"fill{i} area")
        chart.label((low + high) / 2, top, name, 0, -8, "middle", f"fill{i}")
    chart.ticks(ticks(0.0, top, 5), ticks(0.0, top, 5))
    chart.plot([(0.0, 0.0), (top, top)], "line dashed")
    columns = [[0.0, 0.0], [0.0, 1.0], [1.0, 1.0]]
    for x, name in zip(columns, ("0 ones", "1 one", "2 ones")):
        points = [(m, next_number(model, memory, x, m))
                  for m in [top * k / 200 for k in range(201)]]
        chart.plot(points, "line")
        chart.label(*points[0], name, 34, -8)
    m, way = 0.0, [(0.0, 0.0)]
    for ones in (2, 1, 1, 0, 1):
        following = next_number(model, memory, columns[ones], m)
        way += [(m, following), (following, following)]
        m = following
    chart.plot(way, "c2 thick")
    for point in way[:1] + way[1::2]:
        chart.circle(*chart.place(*point), cls="fill2")
    return chart
