"""Gates of random processes and deals against the program of oracle_gates."""

from __future__ import annotations

import random

import pytest
from oracle_gates import ABSENT, UNKNOWN, gate, text_of

sandan = pytest.importorskip("sandan")

FACTS = [
    {"code": "met", "type": "bool"},
    {"code": "agreed", "type": "bool"},
    {"code": "points", "type": "number"},
    {"code": "size", "type": "text", "values": ["small", "large"]},
    {"code": "waits_for", "type": "text", "null": "none"},
]
VALUES = {
    "met": [True, False, None],
    "agreed": [True, False, None],
    "points": [0, 3, 7, None],
    "size": ["small", "large", None],
    "waits_for": ["budget", None],
}


def random_tree(chance: random.Random, depth: int = 2):
    if depth and chance.random() < 0.5:
        kind = chance.choice(["and", "or", "not"])
        parts = [random_tree(chance, depth - 1) for _ in range(1 if kind == "not" else 2)]
        return (kind, *parts)
    return chance.choice(
        [
            ("is", "met"),
            ("is", "agreed"),
            ("least", "points", chance.choice([1, 3, 5])),
            ("equals", "size", chance.choice(["small", "large"])),
            ("none", "waits_for"),
        ]
    )


def random_process(chance: random.Random):
    """A process, and the conditions of its marks as trees."""
    codes = [f"s{i}" for i in range(chance.randint(2, 5))]
    marks = [f"m{i}" for i in range(chance.randint(2, 6))]
    conditions = {mark: random_tree(chance) for mark in marks if chance.random() < 0.8}

    def mark(code):
        written = {"code": code, "label": {"en": code}}
        return written | ({"condition": text_of(conditions[code])} if code in conditions else {})

    stages = []
    used = set()
    for code in codes:
        stage = {"code": code, "label": {"en": code}, "actions": []}
        for end in ("start_mark", "end_mark"):
            if chance.random() < 0.75:
                stage[end] = mark(chance.choice(marks))
                used.add(stage[end]["code"])
        stages.append(stage)
    for number, stage in enumerate(stages):
        for place in range(chance.randint(0, 3)):
            if used:
                satisfies = chance.sample(sorted(used), chance.randint(1, min(3, len(used))))
                action = {"code": f"a{number}{place}", "label": {"en": "a"}}
                stage["actions"].append(action | {"satisfies": satisfies})
    document = {
        "sandan": "process/1",
        "code": "p",
        "label": {"en": "P"},
        "facts": FACTS,
        "stages": stages,
    }
    return document, conditions


def random_deals(chance: random.Random, codes, n: int):
    table = {
        "opportunity_id": list(range(n)),
        "stage": [chance.choice([*codes, None, "lost"]) for _ in range(n)],
        **{name: [chance.choice(values) for _ in range(n)] for name, values in VALUES.items()},
    }
    # One row says of what type the columns are, even where all else is empty.
    for name, values in VALUES.items():
        table[name][0] = values[0]
    return table


def facts_of(deals, row):
    facts = {name: deals[name][row] for name in VALUES}
    if facts["waits_for"] is None:
        facts["waits_for"] = ABSENT
    return facts


def targets(codes, start, to):
    if to not in ("next", "all"):
        return [to]
    if start == "lost":
        return []
    later = codes[codes.index(start) + 1 :] if start in codes else codes
    return later if to == "all" else later[:1]


def answered(result):
    """Each gate as the oracle says it, by deal and target."""
    told = {}
    for row in result["gates"].to_dicts():
        assert row["exact"]
        assert row["legal"]
        key = (row["opportunity_id"], row["to_stage"])
        counts = {name: row[name] for name in ("allowed", "unmet", "unknown", "unjudged")}
        told[key] = {**counts, "n": row["actions"], "marks": [], "actions": []}
    for row in result["gate_marks"].to_dicts():
        place = ("position", "mark", "stage", "kind", "met", "no_action")
        key = (row["opportunity_id"], row["to_stage"])
        told[key]["marks"].append(tuple(row[name] for name in place))
    for row in result["gate_actions"].to_dicts():
        key = (row["opportunity_id"], row["to_stage"])
        told[key]["actions"].append((row["stage"], row["action"]))
        assert row["position"] == len(told[key]["actions"])
    return told


@pytest.mark.parametrize("seed", range(60))
def test_random_processes(seed):
    chance = random.Random(seed)
    document, conditions = random_process(chance)
    codes = [stage["code"] for stage in document["stages"]]
    deals = random_deals(chance, codes, 25)
    process = sandan.Process.from_json(document)
    history = process.history(opportunities=deals, as_of="2026-06-30")
    order = list(range(25))
    chance.shuffle(order)
    shuffled = {name: [column[i] for i in order] for name, column in deals.items()}
    outcomes = ["open", "won", "lost"]
    for to in ("next", "all", *codes, "cancelled"):
        told = answered(history.gates(shuffled, to=to, outcomes=outcomes))
        expected = {}
        for row, start in enumerate(deals["stage"]):
            for target in targets(codes, start, to):
                expected[row, target] = gate(
                    document, conditions, facts_of(deals, row), start, target
                )
        assert list(told) == list(expected)
        for key, gate_of in expected.items():
            assert told[key] == {**gate_of, "n": len(gate_of["actions"])}, (to, key)


@pytest.mark.parametrize("column", sorted(VALUES))
def test_a_missing_column_is_unknown(column):
    chance = random.Random(column)
    for _ in range(5):
        document, conditions = random_process(chance)
        codes = [stage["code"] for stage in document["stages"]]
        deals = random_deals(chance, codes, 20)
        history = sandan.Process.from_json(document).history(
            opportunities=deals, as_of="2026-06-30"
        )
        given = {name: values for name, values in deals.items() if name != column}
        told = answered(history.gates(given, to=codes[-1]))
        for (row, target), gate_of in told.items():
            facts = facts_of(deals, row) | {column: UNKNOWN}
            expected = gate(document, conditions, facts, deals["stage"][row], target)
            assert gate_of == {**expected, "n": len(expected["actions"])}
