"""The proof as a picture: its balls, seen along two directions, and where each column leads."""
from math import cos, pi, sin, sqrt
from typing import Any, Dict, List, Optional, Tuple

from ..inside.memory import unit_vector
from ..matrix import Vector, dot, transpose
from ..proof.certificate import Certificate
from ..proof.regions import Steps
from .svg import WIDTH, Picture, Point

SIZE, MARGIN, TOP = 560, 40, 96     # of the square that the balls lie in
CORNERS = 36                        # of an ellipse


def answer_and_carry(certificate: Certificate) -> Tuple[Vector, Vector]:
    """A plane to see states in: two directions of length 1, at right angles.

    Across: s along the answer's direction V_1 - V_0, so a state on the right of 0 has answered 1.
    Up: along the carry's, which joins the middles of the balls of the first and of the last state,
    without its part along the answer's.
    """
    balls, task = certificate.balls, certificate.task
    middles = []
    for state in (0, len(task.answer) - 1):
        centers = [ball.center for ball in balls if ball.state == state]
        middles.append([sum(column) / len(centers) for column in zip(*centers)] if centers else [])
    answer = unit_vector([w - v for v, w in zip(certificate.V[0], certificate.V[-1])])
    carry = [b - a for a, b in zip(*middles)] or list(certificate.W[0])
    along = dot(carry, answer)
    return answer, unit_vector([c - along * a for c, a in zip(carry, answer)])


def shadow(certificate: Certificate,
           plane: Optional[Tuple[Vector, Vector]] = None) -> List[Dict[str, Any]]:
    """Of each ball: its state, the outline of its shadow, and of each column where it leads.

    A shadow has two numbers, across and up: see answer_and_carry, or the plane that is given.
    """
    balls, task = certificate.balls, certificate.task
    steps = Steps(*certificate[:5])
    plane = plane or answer_and_carry(certificate)

    # The points r T^-1 xi have the shadows r (first.xi, second.xi).  In the plane of e = first /
    # |first| and of what second has beside it, xi goes once around the circle.
    first, second = [[dot(d, column) for column in transpose(steps.inverse)] for d in plane]
    e = unit_vector(first)
    part = dot(second, e)
    beside = [b - part * a for a, b in zip(e, second)]
    width, height = sqrt(dot(first, first)), sqrt(dot(beside, beside))
    angles = [2 * pi * i / CORNERS for i in range(CORNERS)]
    outline = [(width * cos(t), part * cos(t) + height * sin(t)) for t in angles]

    shadows = []
    for ball in balls:
        spread = steps.spread(steps.whole_ball(ball))
        x, y = [dot(d, ball.center) for d in plane]
        leads = [[task.next[ball.state][j]] + [
            round(dot(d, steps.push(spread, j).c), 3) for d in plane]
            for j in range(len(task.columns))]
        shadows.append({"state": ball.state, "center": [round(x, 3), round(y, 3)], "leads": leads,
                        "outline": [[round(x + ball.radius * dx, 3), round(y + ball.radius * dy, 3)]
                                    for dx, dy in outline]})
    return shadows


def proof(shadows: List[Dict[str, Any]]) -> Picture:
    """The balls as ellipses, coloured by carry, and a line for each ball and column.

    A line has the colour of the carry that it leads to where that is another one.
    """
    corners = [corner for ball in shadows for corner in ball["outline"]]
    corners += [lead[1:] for ball in shadows for lead in ball["leads"]]
    (left, right), (low, high) = [(min(p), max(p)) for p in zip(*corners)]
    scale = (SIZE - 2 * MARGIN) / (max(right - left, high - low) or 1.0)

    def place(x: float, y: float) -> Point:
        return (WIDTH / 2 + scale * (x - (left + right) / 2),
                TOP + SIZE / 2 - scale * (y - (low + high) / 2))

    picture = Picture(WIDTH, TOP + SIZE + 10,
                      f"{len(shadows)} balls that the network never leaves",
                      "Each column leads from each ball into balls of the right carry.")
    border, _ = place(0.0, 0.0)
    bottom = TOP + SIZE - 6.0
    if MARGIN < border < WIDTH - MARGIN:
        picture.line([(border, TOP - 4), (border, bottom)], "line dashed")
        picture.text(border - 14, bottom, "it answered 0", "end", "soft")
        picture.text(border + 14, bottom, "it answered 1", cls="soft")
    for ball in shadows:
        for state, x, y in ball["leads"]:
            picture.line([place(*ball["center"]), place(x, y)],
                         "grid" if state == ball["state"] else f"c{state % 3} thin")
    for ball in shadows:
        outline = [place(*corner) for corner in ball["outline"]]
        picture.polygon(outline, f"fill{ball['state'] % 3} faintly")
        picture.line(outline + outline[:1], f"c{ball['state'] % 3}")
    for i, state in enumerate(sorted({ball["state"] for ball in shadows})):
        picture.text(20, TOP + 22 * i, f"carry {state}", cls=f"title fill{state % 3}")
    return picture
