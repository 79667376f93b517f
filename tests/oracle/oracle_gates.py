"""Gates by an independent program: three-valued logic on small trees, marks by their
definition, and the shortest list of actions as the first of all combinations.

A condition is a tree: ("is", fact), ("least", fact, number), ("equals", fact, text),
("none", fact), ("not", tree), ("and" | "or", tree, tree). Truths are True, False, and
None for unknown. A fact whose null says none is ABSENT where the cell is empty.
"""

from __future__ import annotations

import itertools

ABSENT = object()
UNKNOWN = None
_ENDS = ("lost", "cancelled")


def text_of(tree) -> str:
    """The condition as it is written in a document."""
    kind, *parts = tree
    if kind == "is":
        return parts[0]
    if kind == "least":
        return f"{parts[0]} >= {parts[1]}"
    if kind == "equals":
        return f'{parts[0]} = "{parts[1]}"'
    if kind == "none":
        return f"{parts[0]} = null"
    if kind == "not":
        return f"not({text_of(parts[0])})"
    return f"({text_of(parts[0])}) {kind} ({text_of(parts[1])})"


def truth(tree, facts) -> bool | None:
    kind, *parts = tree
    if kind == "not":
        inner = truth(parts[0], facts)
        return None if inner is None else not inner
    if kind in ("and", "or"):
        both = [truth(part, facts) for part in parts]
        decides = kind == "or"
        if decides in both:
            return decides
        return None if None in both else not decides
    value = facts[parts[0]]
    if value is UNKNOWN:
        return None
    if kind == "none":
        return value is ABSENT
    if kind == "is":
        return value
    return value >= parts[1] if kind == "least" else value == parts[1]


def needed(stages, start, target) -> list[tuple[str, str, str]]:
    """(mark, stage, kind) on the way, each mark once."""
    codes = [stage["code"] for stage in stages]
    first = codes.index(start) if start in codes else 0
    if start == target:
        return []
    ends: list[tuple[str, str, str]] = []
    if target not in _ENDS:
        last = codes.index(target)
        if last < first:
            return []
        ends = [
            (stage["end_mark"]["code"], stage["code"], "end")
            for stage in stages[first:last]
            if "end_mark" in stage
        ]
        begun = stages[last].get("start_mark")
        if begun:
            ends.append((begun["code"], target, "start"))
    marks, seen = [], set()
    for mark in ends:
        if mark[0] not in seen:
            seen.add(mark[0])
            marks.append(mark)
    return marks


def shortest(wanted, actions) -> list[tuple[str, str]]:
    """(stage, action): the first of the shortest lists; `actions` in order, with marks."""
    for length in range(len(actions) + 1):
        for chosen in itertools.combinations(actions, length):
            if wanted <= set().union(*(set(marks) for _, _, marks in chosen)):
                return [(stage, action) for stage, action, _ in chosen]
    raise AssertionError("some wanted mark has no action")


def gate(process, conditions, facts, start, target) -> dict:
    """What is to be said of one gate of one deal; moves are all allowed."""
    stages = process["stages"]
    codes = [stage["code"] for stage in stages]
    way = needed(stages, start, target)
    told = [(mark, truth(conditions[mark[0]], facts)) for mark in way if mark[0] in conditions]
    open_marks = [
        (place, mark, met) for place, (mark, met) in enumerate(told, 1) if met is not True
    ]
    first = codes.index(start) if start in codes else 0
    concerned = stages[first : codes.index(target) + 1] if target in codes and way else []
    actions = [
        (stage["code"], action["code"], action["satisfies"])
        for stage in concerned
        for action in stage["actions"]
    ]
    can = {code for _, _, marks in actions for code in marks}
    wanted = {mark[0] for _, mark, _ in open_marks}
    unmet = sum(met is False for _, _, met in open_marks)
    unknown = sum(met is None for _, _, met in open_marks)
    return {
        "allowed": False if unmet else None if unknown else True,
        "unmet": unmet,
        "unknown": unknown,
        "unjudged": len(way) - len(told),
        "marks": [(place, *mark, met, mark[0] not in can) for place, mark, met in open_marks],
        "actions": shortest(wanted & can, actions),
    }
