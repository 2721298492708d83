"""The machine that a network became: groups of states that answer alike, and what joins them."""
from itertools import zip_longest
from typing import Any, Counter, Dict, List, NamedTuple, Optional, Sequence, Tuple

from ..matrix import Vector
from ..model import Model
from ..tasks.adding import adds
from ..tasks.automaton import Automaton
from .states import Reached

Question = Tuple[int, ...]      # columns; the answer is that to the last of them
Group = Tuple[int, ...]         # the answers to each question that its states have in common
Part = Dict[str, Any]           # a machine in plain values: start, names of its states, and edges:
                                # [from, column, answer, to], states as numbers


class Machine(NamedTuple):
    """Groups of states, and where columns lead from them."""

    task: Automaton
    own: List[Group]            # for each state of the task where a network in it should be
    groups: Dict[Group, int]    # how many states are in each, that of the start first
    edges: Dict[Tuple[Group, int], Counter[Group]]      # (group, column): how many lead where


def questions(task: Automaton) -> List[Question]:
    """What tells the task's states apart: each column alone, and longer questions where need be.
    Where two states part later, a column before the question that tells their next ones does it."""
    asked: List[Question] = [(j,) for j in range(len(task.columns))]
    for question in asked:          # which grows as it is read
        for j in range(len(task.columns)):
            found = len(set(own_groups(task, asked)))
            if found == len(task.answer):
                return asked
            longer = (j,) + question
            if len(set(own_groups(task, asked + [longer]))) > found:
                asked.append(longer)
    return asked


def own_groups(task: Automaton, asked: Sequence[Question]) -> List[Group]:
    """What each of the task's own states answers to these questions."""
    return [tuple(task._replace(start=state).answers(question)[-1] for question in asked)
            for state in range(len(task.answer))]


def group_of(model: Model, task: Automaton, asked: Sequence[Question], s: Vector) -> Group:
    """What a network in this state answers to them."""
    logits = [model.forward_propagation([task.columns[j] for j in question], s)[-1].mulv
              for question in asked]
    return tuple(v.index(max(v)) for v in logits)


def machine(model: Model, task: Automaton, states: List[Reached]) -> Machine:
    """States that answer each question alike are one group.  (If two part later, an edge forks.)"""
    asked = questions(task)
    edges: Dict[Tuple[Group, int], Counter[Group]] = {}
    # A state in r.following is that of a later r: the same list.
    known = {id(r.s): r.answers + group_of(model, task, asked[len(r.answers):], r.s)
             for r in states}
    for r in states:
        group = known[id(r.s)]
        for j, s in enumerate(r.following):
            following = known.get(id(s)) or group_of(model, task, asked, s)
            edges.setdefault((group, j), Counter())[following] += 1
    return Machine(task, own_groups(task, asked), Counter(known.values()), edges)


def deviations(found: Machine) -> List[Tuple[Group, Optional[int], Group, int]]:
    """What makes the machine another than its task: (group, column, group it leads to, states).  A
    group should answer as a state of the task does, and each column always lead from it to the
    group of the next state.  In a first entry without a column it starts elsewhere."""
    task, own = found.task, found.own
    wrong: List[Tuple[Group, Optional[int], Group, int]] = [
        (group, column, following, count)
        for (group, column), counter in found.edges.items() for following, count in counter.items()
        if group not in own or following != own[task.next[own.index(group)][column]]]
    start = next(iter(found.groups))
    if start != own[task.start]:
        wrong.insert(0, (start, None, start, 1))
    return wrong


def names(found: Machine) -> Dict[Group, str]:
    """What to call each group: as the states of its task if it is that machine, else numbers."""
    if deviations(found):
        return {group: f"group {i}" for i, group in enumerate(found.groups, 1)}
    return dict(zip(found.own, state_names(found.task)))


def state_names(task: Automaton) -> List[str]:
    """What to call the task's states: by the shortest input that leads there."""
    if adds(task):
        return ["no carry", "carry"]
    words, found = {task.start: "after"}, [task.start]
    for state in found:         # which grows as it is read
        for j, to in enumerate(task.next[state]):
            if to not in words:
                words[to] = f"{words[state]} {column_name(task, j)}"
                found.append(to)
    words[task.start] = "start"
    return [words.get(state, "after ?") for state in range(len(task.next))]


def column_name(task: Automaton, j: int) -> str:
    """What to call a column: the numbers that are read; of one-hot columns which one it is."""
    if all(sorted(x) == [0.0] * (len(x) - 1) + [1.0] for x in task.columns):
        return str(j)
    return " ".join(f"{v:g}" for v in task.columns[j])


def own(task: Automaton) -> Part:
    """The machine that a task is."""
    return {"start": task.start, "names": state_names(task), "edges": [
        [state, column_name(task, j), task.answer[state][j], to]
        for state, row in enumerate(task.next) for j, to in enumerate(row)]}


def became(found: Machine) -> Part:
    """The machine that a network became, and the size of each group that is not a last state's."""
    numbers, called = {group: i for i, group in enumerate(found.groups)}, names(found)
    return {"start": 0, "names": [called[group] for group in found.groups], "edges": [
        [numbers[group], column_name(found.task, j), group[j], numbers[to]]
        for (group, j), leads in found.edges.items() for to in sorted(leads) if to in numbers],
        "counts": list(found.groups.values()), "is_own": not deviations(found)}


def beside(found: Machine) -> List[List[Any]]:
    """The machine and its task side by side: a row for each transition, under a first one."""
    heads = ["column", "answer", "leads to"]
    sides = [[[part["names"][state], column, answer, part["names"][to]]
              for state, column, answer, to in part["edges"]]
             for part in (became(found), own(found.task))]
    return [["the network", *heads, " ", "the task", *heads]] + [
        [*ours, "|", *theirs] for ours, theirs in zip_longest(*sides, fillvalue=[""] * 4)]
