"""The picture of a loss that falls while a network learns."""
from typing import NamedTuple, Sequence, Tuple

from .svg import Chart, log_ticks, ticks


class Curve(NamedTuple):
    """A loss over the examples seen, what no weights get below, and what the article printed."""

    label: str
    points: Sequence[Tuple[int, float]]
    limit: float = 0.0
    published: Sequence[Tuple[int, float]] = ()


def loss_curves(title: str, curves: Sequence[Curve], y_label: str = "loss") -> Chart:
    """Curves over a logarithm of the loss, and of the examples too where these grow 50 times: so
    the first ones have as much room as the rest.

    A loss of 0, and a limit of 0, have no place there.
    """
    seen = sorted({x for curve in curves for x, _ in curve.points if x > 0}) or [1]
    log_x = seen[-1] >= 50 * seen[0]
    start = seen[0] / 2 if log_x else 0.0       # the place of 0, which a logarithm does not have
    losses = [y for curve in curves for y in [y for _, y in curve.points] + [curve.limit] if y > 0]
    low, high = min(losses + [1.0]), max(losses + [1.0])
    low /= 1.1 * (high / low) ** 0.15       # room to write beneath the lowest limit
    chart = Chart(title, "", "examples seen", y_label, (start, seen[-1]), (low, high * 1.1),
                  log_x, log_y=True)
    marks = log_ticks(seen[0], seen[-1], [1]) if log_x else ticks(0.0, seen[-1], 5)[1:]
    chart.ticks([start] + marks, log_ticks(low, high, [1] if high >= 200 * low else [1, 2, 5]),
                lambda x: "0" if x == start else f"{x:,.0f}")
    for color, curve in enumerate(curves):
        fill, line = f"fill{color}", f"c{color}"
        points = [chart.place(x or start, y) for x, y in curve.points if y > 0]
        if not points:
            continue
        end = points[-1][0]
        highest = min([y for x, y in points if x > end - 7 * len(curve.label)])
        chart.text(end, highest - 14, curve.label, "end", fill)
        if curve.limit > 0:
            chart.plot([(start, curve.limit), (seen[-1], curve.limit)], f"{line} dashed")
            chart.label(seen[-1], curve.limit, f"lowest possible: {curve.limit:.4f}", 0, 21, "end",
                        fill)
        chart.line(points, f"{line} thick")
        for x, y in curve.published:
            chart.dot(x or start, y, f"{line} on-paper")
    if any([curve.published for curve in curves]):
        chart.circle(26, 52, 4.5)
        chart.text(40, 58, "the losses that the article printed, on its training data", cls="soft")
    return chart
