"""The proof as a picture: its balls, seen along two directions, and where each column leads."""
from math import cos, pi, sin, sqrt

from ...matrix import Vector, dot, transpose
from ...support.svg import Picture
from ..proof.certificate import Certificate
from ..proof.regions import Steps

SIZE, MARGIN, TOP = 520, 40, 90


def proof(certificate: Certificate) -> Picture:
    """The balls as ellipses: across, along the answer's direction V_1 - V_0; up, along the carry's.

    The carry's direction joins the middles of the balls of the last and of the first state, without
    its part along the answer's.  A line goes from each ball to where each column takes its center.
    """
    balls, task = certificate.balls, certificate.task
    steps = Steps(*certificate[:5])
    middles = []
    for state in (0, len(task.answer) - 1):
        centers = [ball.center for ball in balls if ball.state == state]
        middles.append([sum(column) / len(centers) for column in zip(*centers)] if centers else [])
    answer = _unit([w - v for v, w in zip(certificate.V[0], certificate.V[-1])])
    carry = [b - a for a, b in zip(*middles)] or list(certificate.W[0])
    along = dot(carry, answer)
    plane = answer, _unit([c - along * a for c, a in zip(carry, answer)])

    points = [[dot(d, ball.center) for d in plane] for ball in balls]
    # Seen along d, the ball c + r T^-1 xi reaches from d.c - r |T^-T d| to d.c + r |T^-T d|.
    columns = transpose(steps.inverse)
    shadows = [[dot(d, column) for column in columns] for d in plane]
    scale = (SIZE - 2 * MARGIN) / (max([max(p) - min(p) for p in zip(*points)] + [1e-9])
                                   + 2 * max([b.radius for b in balls])
                                   * max([sqrt(dot(s, s)) for s in shadows]))
    center = [0.5 * (max(p) + min(p)) for p in zip(*points)]

    def place(x: float, y: float):
        return SIZE / 2 + scale * (x - center[0]), TOP + SIZE / 2 - scale * (y - center[1])

    picture = Picture(SIZE, TOP + SIZE + 40, "%d balls that a network never leaves" % len(balls))
    picture.text(20, 52, "a line: where a column takes the middle of a ball", cls="soft")
    for k, ball in enumerate(balls):
        spread = steps.spread(steps.whole_ball(ball))
        for j in range(len(task.columns)):
            image = steps.push(spread, j).c
            picture.line([place(*points[k]), place(*[dot(d, image) for d in plane])], "grid")
    for (x, y), ball in zip(points, balls):
        # the ellipse's points: the shadow of r T^-1 xi for xi in the plane that the shadows span
        outline = [place(x + dx, y + dy) for dx, dy in _ellipse(shadows, ball.radius)]
        picture.line(outline + outline[:1], "c%d" % (ball.state % 4))
    for state in range(min(4, len(task.answer))):
        picture.text(20 + 120 * state, TOP - 12, "carry %d" % state)
        picture.line([(80 + 120 * state, TOP - 17), (110 + 120 * state, TOP - 17)], "c%d" % state)
    picture.text(SIZE / 2, TOP + SIZE + 24, "across: the answer's direction, up: the carry's",
                 "middle", "soft")
    return picture


def _unit(v: Vector) -> Vector:
    length = sqrt(dot(v, v)) or 1.0
    return [x / length for x in v]


def _ellipse(shadows, radius: float, corners: int = 36):
    """The outline of {(s_0.xi, s_1.xi) : |xi| <= radius}."""
    first, second = shadows
    e = _unit(first)
    part = dot(second, e)
    f = [b - part * a for a, b in zip(e, second)]
    length, across = sqrt(dot(first, first)), sqrt(dot(f, f))
    angles = [2 * pi * i / corners for i in range(corners)]
    return [(radius * length * cos(t), radius * (part * cos(t) + across * sin(t))) for t in angles]
