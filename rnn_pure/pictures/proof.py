"""The proof as a picture: its balls, seen along two directions, and where each column leads."""
from math import cos, pi, sin, sqrt
from typing import Any, Dict, List, Sequence

from ..inside.machine import state_names
from ..inside.memory import unit_vector
from ..inside.states import widest_gap
from ..layer import RNNLayer
from ..matrix import Vector, dot, matvec, transpose, vecmat
from ..proof.certificate import Certificate
from ..proof.regions import Steps
from .svg import WIDTH, Chart

CORNERS = 36        # of an ellipse


def seen(certificate: Certificate) -> Dict[str, Any]:
    """What proof() draws: the balls along the two directions in which most can be told apart.

    Across: those whose middles answered 0 and another answer lie furthest apart.  Up: those of the
    task's first state and of the others.  borders: half-way between them.
    """
    _, _, V, task, T, balls = certificate
    middles = [matvec(T, ball.center) for ball in balls]        # In this metric balls are round.
    kinds = [[max(range(len(V)), key=lambda i: dot(V[i], ball.center)) > 0 for ball in balls],
             [ball.state > 0 for ball in balls]]
    gaps = [widest_gap([middle for middle, bit in zip(middles, bits) if not bit],
                       [middle for middle, bit in zip(middles, bits) if bit], 300)
            for bits in kinds]
    return {"shadows": shadow(certificate, [matvec(transpose(T), gap.w) for gap in gaps]),
            "borders": [round(gap.offset, 3) for gap in gaps], "names": state_names(task)}


def shadow(certificate: Certificate, plane: Sequence[Vector]) -> List[Dict[str, Any]]:
    """Of each ball: its state, the outline of its shadow along two directions, its middle, and of
    each column which state it leads to, and where the middle goes."""
    U, W, V, task, _, balls = certificate
    # The points r T^-1 xi have the shadows r (first.xi, second.xi), and xi goes around the circle
    # that these two span.
    first, second = [vecmat(d, Steps(*certificate[:5]).inverse) for d in plane]
    wide, along = sqrt(dot(first, first)), dot(unit_vector(first), second)
    high = sqrt(max(0.0, dot(second, second) - along ** 2))
    turns = [2 * pi * i / CORNERS for i in range(CORNERS)]
    outline = [(wide * cos(turn), along * cos(turn) + high * sin(turn)) for turn in turns]

    def place(s: Vector, dx: float = 0.0, dy: float = 0.0) -> List[float]:
        return [round(dot(d, s) + more, 3) for d, more in zip(plane, (dx, dy))]

    shadows = []
    for ball in balls:
        leads = []
        for x, following in zip(task.columns, task.next[ball.state]):
            layer = RNNLayer()
            layer.forward(x, ball.center, U, W, V)
            leads.append([following] + place(layer.s))
        shadows.append({"state": ball.state, "center": place(ball.center), "leads": leads,
                        "outline": [place(ball.center, ball.radius * dx, ball.radius * dy)
                                    for dx, dy in outline]})
    return shadows


def proof(shadows: Sequence[Dict[str, Any]], borders: Sequence[float],
          names: Sequence[str]) -> Chart:
    """The balls as ellipses, coloured by state, and a line for each ball and column.

    A line has the colour of the state that it leads to where that is another one.
    """
    corners = zip(*[corner for ball in shadows for corner in ball["outline"]])
    wide, high = [(min(values), max(values)) for values in corners]
    chart = Chart(f"{len(shadows)} balls that the network never leaves",
                  "From each, every column leads into balls of the right state.", "", "",
                  wide, high, height=640.0)
    across, up = chart.place(*borders)
    chart.line([(across, 80), (across, 622)], "line dashed")
    chart.line([(20, up), (WIDTH - 20, up)], "line dashed")
    chart.text(across - 14, 622, "it answered 0", "end", "soft")
    chart.text(across + 14, 622, "it answered 1", "start", "soft")
    for ball in shadows:
        for state, x, y in ball["leads"]:
            chart.plot([ball["center"], (x, y)],
                       "grid" if state == ball["state"] else f"c{state % 4} thin")
    for ball in shadows:
        color, outline = ball["state"] % 4, ball["outline"]
        chart.plot(outline + outline[:1], f"c{color}", f"fill{color} faintly")
    for state, name in enumerate(names[:4]):
        chart.text(20, up + 28 if state == 0 else up + 6 - 22 * state, name,
                   cls=f"title fill{state}")
    return chart
