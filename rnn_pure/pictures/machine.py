"""Machines: a circle for each state, and for each column an arrow to the state that comes next."""
from cmath import rect
from math import pi
from typing import Optional, Sequence

from ..inside.machine import Part
from .svg import WIDTH, Picture

AROUND = [0, 1, 3, 2]       # states that are drawn: of four, the last one is opposite to the first


def machine(found: Part, rule: Optional[Part] = None) -> Picture:
    """What inside.machine.became says of a network, columns added; above it, what own says."""
    title = ("The machine that the network has become" if not found["is_own"]
             else "A rule, and the machine that a network became" if rule
             else "The network has become a full adder" if "carry" in found["names"]
             else "The network has become its task's machine")
    _, column, answer, _ = found["edges"][len(found["edges"]) // 2 - 1]
    parts = {"the rule": rule, "the network": found} if rule else {"": found}
    height = 244 if len(found["names"]) < 3 else 380
    picture = Picture(96 + height * len(parts), title,
                      f"{column} \u2192 {answer}:  it reads {column}, and answers {answer}")
    for i, (name, part) in enumerate(parts.items()):
        draw(picture, part, 64 + height * (i + 0.5))
        picture.text(20, 104 + height * i, name, cls="title")
    picture.text(20, picture.height - 18, f"checked in all {sum(found['counts']):,} states that up "
                 f"to {found['columns']} columns lead to", cls="soft")
    return picture


def draw(picture: Picture, part: Part, y: float) -> None:
    """Its states around a middle at this height.  An arrow has the colour of where it leads."""
    shown = [state for state in AROUND if state < len(part["names"])]
    few = len(shown) < 3
    size, wide, high = (62.0, 110.0, 0.0) if few else (46.0, 216.0, 136.0)
    outward = [rect(1.0, pi * (2 * i - 1) / max(len(shown), 2) - pi / 2)
               for i in range(len(shown))]
    places = [complex(WIDTH / 2 + wide * out.real, y + high * out.imag) for out in outward]
    legible = few or len(part["edges"]) <= 2 * len(part["names"])
    for i, (state, place, out) in enumerate(zip(shown, places, outward)):
        name = part["names"][state]
        begins = state == part["start"] and name != "start"
        picture.circle(place.real, place.imag, size, f"c{i} thick")
        picture.text(place.real, place.imag + 6 - 11 * begins, name, "middle", f"title fill{i}")
        picture.text(place.real, place.imag + 17, "start" * begins, "middle", "soft")
        for j, other in enumerate(shown):
            labels = [f"{column} \u2192 {answer}" * legible
                      for source, column, answer, to in part["edges"]
                      if (source, to) == (state, other)]
            if labels and i == j:
                curve(picture, [place + size / 62 * out * point for point in (
                    55 - 28j, 112 - 44j, 112 + 44j, 55 + 28j)], labels, j)
            elif labels:        # It bends to its left, so that there is room for one back.
                way, side = places[j] - place, 0.7 * size
                begin, end = side * (1 - 1j), abs(way) - side * (1 + 1j)
                curve(picture, [place + way / abs(way) * point for point in (
                    begin, begin + 27.2 - 34j, end - 27.2 - 34j, end)], labels, j)


def curve(picture: Picture, points: Sequence[complex], labels: Sequence[str], color: int) -> None:
    """An arrow along four points, with lines of text on its outer side."""
    picture.arrow([(p.real, p.imag) for p in points], f"c{color}")
    middle = (points[0] + 3 * points[1] + 3 * points[2] + points[3]) / 8
    away = middle - (points[0] + points[3]) / 2
    away /= abs(away)
    anchor = "middle" if abs(away.real) < 0.5 else "start" if away.real > 0 else "end"
    middle += 8 * away + 11j * len(labels) * away.imag * (anchor == "middle")
    picture.text(middle.real, middle.imag + 17 - 11 * len(labels), "\n".join(labels), anchor,
                 f"mono fill{color}")
