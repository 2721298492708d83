"""The proof as a picture: its balls, seen along two directions, and where each column leads."""
from math import cos, pi, sin, sqrt, tanh
from typing import Any, Dict, List, Sequence

from ..inside.machine import state_names
from ..inside.memory import unit_vector
from ..inside.states import widest_gap
from ..matrix import Vector, dot, matvec, plus, transpose, vecmat
from ..proof.certificate import Certificate
from ..proof.regions import Steps
from .svg import Chart


def seen(certificate: Certificate) -> Dict[str, Any]:
    """What proof() draws: balls along two directions, and half-way borders.  Across, those whose
    middles answered 0 lie furthest from others; up, those of the task's first state."""
    _, _, V, task, T, balls = certificate
    middles = [matvec(T, ball.center) for ball in balls]        # In this metric balls are round.
    logits = [matvec(V, ball.center) for ball in balls]
    kinds = [v[0] < max(v) for v in logits], [ball.state > 0 for ball in balls]
    gaps = [widest_gap([middle for middle, bit in zip(middles, bits) if not bit],
                       [middle for middle, bit in zip(middles, bits) if bit], 300)
            for bits in kinds]
    return {"shadows": shadow(certificate, [matvec(transpose(T), gap.w) for gap in gaps]),
            "borders": [round(gap.offset, 3) for gap in gaps], "names": state_names(task)}


def shadow(certificate: Certificate, plane: Sequence[Vector]) -> List[Dict[str, Any]]:
    """Of each ball: its state, the outline of its shadow along two directions, its middle, and of
    each column which state it leads to, and where the middle goes."""
    steps = Steps(*certificate[:5])
    # The points r T^-1 xi have the shadows r (first.xi, second.xi), and xi goes around the circle
    # that these two span.
    first, second = [vecmat(d, steps.inverse) for d in plane]
    wide, along = sqrt(dot(first, first)), dot(unit_vector(first), second)
    high = sqrt(max(0.0, dot(second, second) - along ** 2))
    outline = [(wide * cos(turn), along * cos(turn) + high * sin(turn))
               for turn in [pi * i / 18 for i in range(36)]]

    def place(s: Vector, dx: float = 0.0, dy: float = 0.0) -> List[float]:
        return [round(dot(d, s) + more, 3) for d, more in zip(plane, (dx, dy))]

    shadows = []
    for ball in certificate.balls:
        Ws = matvec(certificate.W, ball.center)
        leads = [[following] + place(list(map(tanh, plus(Ws, Ux))))
                 for Ux, following in zip(steps.Ux, certificate.task.next[ball.state])]
        shadows.append({"state": ball.state, "center": place(ball.center), "leads": leads,
                        "outline": [place(ball.center, ball.radius * dx, ball.radius * dy)
                                    for dx, dy in outline]})
    return shadows


def proof(shadows: Sequence[Dict[str, Any]], borders: Sequence[float],
          names: Sequence[str]) -> Chart:
    """The balls as ellipses, coloured by state, and where their middles go: a line each column,
    with the colour of the state that it leads to where that is another one."""
    wide, high = [(min(values), max(values)) for values in zip(*[
        corner for ball in shadows for corner in ball["outline"]])]
    chart = Chart(f"{len(shadows)} balls that the network never leaves",
                  "From each, every column leads into balls of the right state.", "", "",
                  wide, high, height=640)
    chart.plot([(borders[0], y) for y in high], "line dashed")
    chart.plot([(x, borders[1]) for x in wide], "line dashed")
    chart.label(borders[0], high[0], "it answered 0", -14, 44, "end", "soft")
    chart.label(borders[0], high[0], "it answered 1", 14, 44, "start", "soft")
    for ball in shadows:
        for state, x, y in ball["leads"]:
            chart.plot([ball["center"], (x, y)],
                       "grid" if state == ball["state"] else f"c{state % 4} thin")
    for ball in shadows:
        color, outline = ball["state"] % 4, ball["outline"]
        chart.plot(outline + outline[:1], f"c{color} fill{color} faintly")
    for state, name in enumerate(names[:4]):
        chart.label(wide[0], borders[1], name, -50, 6 - 22 * state if state else 28,
                    cls=f"title fill{state}")
    return chart
