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
    """Curves over a logarithm of the loss; one of 0 is drawn at the bottom, a limit of 0 not."""
    last = max([x for curve in curves for x, _ in curve.points] + [1])
    losses = [y for curve in curves for y in [y for _, y in curve.points] + [curve.limit] if y > 0]
    low, high = min(losses + [1.0]), max(losses + [1.0])
    low /= 1.1 * (high / low) ** 0.15       # room to write beneath the lowest limit
    note = "\u25cb the losses that the article printed, on its training data"
    chart = Chart(title, note if any([curve.published for curve in curves]) else "",
                  "examples seen", y_label, (0, last), (low, high * 1.1), log_y=True)
    chart.ticks(ticks(0, last, 5), log_ticks(low, high), "{:,.0f}".format)
    for color, curve in enumerate(curves):
        fill, line = f"fill{color}", f"c{color}"
        points = [chart.place(x, max(y, low)) for x, y in curve.points]
        end = points[-1][0]
        highest = min([y for x, y in points if x > end - 9 * len(curve.label)])
        chart.text(end, highest - 14, curve.label, "end", fill)
        if curve.limit > 0:
            chart.plot([(0, curve.limit), (last, curve.limit)], f"{line} dashed")
            text = f"lowest possible: {curve.limit:.4f}"
            chart.label(last, curve.limit, text, 0, 21, "end", fill)
        chart.line(points, f"{line} thick")
        for x, y in curve.published:
            chart.circle(*chart.place(x, y), cls=f"{line} paper")
    return chart
