"""The memory of one number as a picture: anyone sees that a carry is kept for ever."""
from typing import Sequence

from ..inside.machine import state_names
from ..inside.memory import Interval, Memory, kinds, next_number
from ..model import Model
from ..tasks.automaton import Automaton
from .svg import Chart, ticks

CURVE = 200         # pieces of a curve


def cobweb(model: Model, memory: Memory, intervals: Sequence[Interval], automaton: Automaton,
           a: int, b: int) -> Chart:
    """Next m against m, for an adder: a curve for each number of 1s, a band for each carry.

    The sum a + b walks between them: each column goes up or down to its curve, a dot, and then
    across to the dashed diagonal, where next m becomes m.
    """
    walk = [automaton.columns[2 * (a >> t & 1) + (b >> t & 1)]
            for t in range(max(a, b).bit_length())]
    top = 1.1 * max([high for _, high in intervals])
    chart = Chart("All it remembers is one number", "The way of %d + %d, with %s ones" % (
        a, b, ", ".join([f"{sum(x):g}" for x in walk])), "m: what is remembered", "next m",
        (0.0, top), (-0.04 * top, top), height=600.0)       # as high as wide: the diagonal is one
    for i, (name, (low, high)) in enumerate(zip(state_names(automaton), intervals)):
        (left, up), (right, _) = chart.place(low, top), chart.place(high, top)
        chart.box(left, up, right - left, chart.bottom - up, f"fill{i % 2}", 0.15)
        chart.text((left + right) / 2, up - 8, name, "middle", f"fill{i % 2}")
    marks = [(v, f"{v:g}") for v in ticks(0.0, top, 5)]
    chart.ticks(marks, marks)
    chart.plot([(0.0, 0.0), (top, top)], "line dashed")
    for columns in kinds(automaton):
        x = automaton.columns[columns[0]]
        points = [(m, next_number(model, memory, x, m))
                  for m in [top * k / CURVE for k in range(CURVE + 1)]]
        chart.plot(points, "line")
        across, down = chart.place(*points[CURVE // 50 if any(x) else 0])
        chart.text(across + (0 if any(x) else 34), down - 8, ones(x))
    m, way, met = 0.0, [(0.0, 0.0)], []
    for x in walk:
        following = next_number(model, memory, x, m)
        way += [(m, following), (following, following)]
        met.append((m, following))
        m = following
    chart.plot(way, "c2 thick")
    for point in way[:1] + met:
        across, down = chart.place(*point)
        chart.circle(across, down, 5, "fill2")
    return chart


def ones(x: Sequence[float]) -> str:
    """How many 1s a column of bits has."""
    return "1 one" if sum(x) == 1 else f"{sum(x):g} ones"
