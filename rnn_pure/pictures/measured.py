"""What pictures are made of: plain numbers, measured on a trained network.

They are rounded to what every interpreter agrees on, although the last digits of a network differ
between them.  So they can be kept in a file, and the same pictures drawn from it anywhere.
"""
from math import floor
from typing import Any, Dict, List

from ..inside.influence import error_lengths
from ..inside.machine import machine, state_names
from ..inside.states import Reached, reachable_states, separating_direction
from ..matrix import dot
from ..model import Model
from ..tasks.automaton import Automaton
from . import inside
from .machine import became
from .machine import machine as draw_machine
from .svg import Picture, ticks


def measure(model: Model, task: Automaton, columns: int = 7) -> Dict[str, Any]:
    """What draw() needs of a network; its states are those that up to so many columns lead to."""
    states = reachable_states(model, task, columns)
    names = state_names(task)
    return {"carry": dict(carry(states), columns=columns,
                          names=names if len(names) == 2 else ["the others", names[1]]),
            "machine": became(machine(model, task, states), columns),
            "travel": {when: [rounded(v / (lengths[0] or 1.0)) for v in lengths]
                       for when, lengths in zip(("before", "after"), error_lengths(model, task))}}


def draw(measured: Dict[str, Any]) -> Dict[str, Picture]:
    """The pictures of what measure() found, by the names of their files."""
    return {"carry": inside.carry(**measured["carry"]),
            "machine": draw_machine(measured["machine"]),
            "travel": inside.travel(**measured["travel"])}


def carry(states: List[Reached]) -> Dict[str, Any]:
    """How many of the network's states lie in each bin along one direction: of those that belong to
    the task's state 1 (for a sum: a carry), and of the others."""
    direction = separating_direction(states)
    places = [(dot(direction.w, r.s) - direction.offset, r.state) for r in states]
    low, high = min(places)[0], max(places)[0]
    edges = ticks(low, max(high, low + 1e-6), 100)
    width = edges[1] - edges[0]
    counts: List[Dict[int, int]] = [{}, {}]
    for place, state in places:
        bin, count = floor(place / width), counts[state == 1]
        count[bin] = count.get(bin, 0) + 1
    return {"states": len(states), "width": rounded(width), "margin": rounded(direction.margin),
            "start": rounded(places[0][0]), "counts": [sorted(count.items()) for count in counts]}


def rounded(value: float) -> float:
    """To three digits: more than can be seen."""
    return float(f"{value:.3g}")
