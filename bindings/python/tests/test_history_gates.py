"""Gates and gauges from Python."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

import sandan

PROCESS = {
    "sandan": "process/1",
    "code": "p",
    "label": {"en": "P"},
    "facts": [
        {"code": "met", "type": "bool", "label": {"zh": "已见面", "en": "Met"}},
        {"code": "size", "type": "text", "values": ["small", "large"]},
    ],
    "stages": [
        {
            "code": "talk",
            "label": {"zh": "洽谈", "en": "Talk"},
            "end_mark": {"code": "known", "label": {"en": "Known"}, "condition": "met"},
            "actions": [
                {"code": "visit", "label": {"zh": "拜访", "en": "Visit"}, "satisfies": ["known"]}
            ],
        },
        {
            "code": "offer",
            "label": {"zh": "报价", "en": "Offer"},
            "start_mark": {"code": "fits", "label": {"en": "Fits"}, "condition": 'size = "large"'},
        },
    ],
}
DEALS = {
    "opportunity_id": ["x", "y", "z"],
    "stage": ["talk", "talk", "offer"],
    "team_id": ["north", "south", "north"],
    "account_id": ["k", "m", "k"],
    "amount_minor": [100, 200, 400],
    "met": [True, False, None],
    "size": ["large", "small", "odd"],
}


@pytest.fixture
def history() -> sandan.History:
    return sandan.Process.from_json(PROCESS).history(opportunities=DEALS, as_of="2026-06-30")


def verdicts(answer: sandan.Result) -> list[tuple[Any, ...]]:
    names = ("opportunity_id", "to_stage", "allowed", "unmet", "unknown")
    return [tuple(row[name] for name in names) for row in answer["gates"].to_dicts()]


def test_gates(history: sandan.History) -> None:
    answer = history.gates(DEALS)
    names = ["gates", "gate_marks", "gate_actions", "gate_faults", "gate_fault_counts"]
    assert list(answer) == names
    assert verdicts(answer) == [("x", "offer", True, 0, 0), ("y", "offer", False, 2, 0)]
    assert answer["gate_actions"].column("action") == ["visit"]
    assert answer["gate_marks"].column("no_action") == [False, True]
    assert answer["gate_faults"].column("value") == ["odd"]


def test_tables_alone_by_name_and_as_arrow(history: sandan.History) -> None:
    expected = verdicts(history.gates(DEALS))
    assert verdicts(history.gates({"opportunities": DEALS})) == expected
    assert verdicts(history.gates(pa.table(DEALS))) == expected
    assert verdicts(history.gates({"opportunities": pa.table(DEALS)})) == expected


def test_fields_of_the_request(history: sandan.History) -> None:
    answer = history.gates(DEALS, to="all", keys="team_id", outcomes=["open", "lost"], steps=0)
    assert answer["gates"].column("team_id") == ["north", "south"]
    assert answer["gates"].column("actions") == [0, None]
    assert verdicts(history.gates(DEALS, to="talk")) == [
        ("x", "talk", True, 0, 0),
        ("y", "talk", True, 0, 0),
        ("z", "talk", True, 0, 0),
    ]
    with pytest.raises(sandan.InvalidArgumentError, match="nowhere"):
        history.gates(DEALS, to="nowhere")


def test_labels(history: sandan.History) -> None:
    answer = history.gates(DEALS)
    shown = answer["gate_actions"]._repr_html_()
    assert "Visit" in shown
    facts = sandan.Process.from_json(PROCESS).describe()["facts"]
    assert facts.column("label_zh") == ["已见面", None]


def test_gauges(history: sandan.History) -> None:
    tables = {
        "opportunities": DEALS,
        "account_lines": {
            "account_id": ["k", "m"],
            "system": ["none", "none"],
            "project": ["selecting", "none"],
            "fits_target": [True, True],
            "need_admitted": [True, False],
        },
        "activities": {"account_id": ["m", "m"], "done_on": [date(2026, 6, 29), None]},
        "accounts": {"account_id": ["k", "m"]},
        "universe": {"account_id": ["k", "m", "n", "o"]},
    }
    for policy in ("abcd", sandan.Policy.shipped("abcd")):
        close, nurture, find = history.gauges(policy, tables, min_n=1)["gauges"].to_dicts()
        assert (close["n"], close["value_minor"], close["unknown"]) == (2, 500, 0)
        assert (nurture["n"], nurture["of_n"], nurture["share"]) == (1, 1, 1.0)
        assert (find["n"], find["of_n"], find["share"]) == (2, 4, 0.5)
    with pytest.raises(sandan.InvalidArgumentError) as refused:
        history.gauges("abcd", tables, max_gap="grade")
    assert refused.value.where == "/max_gap"


def test_a_condition_that_is_refused_tells_its_place() -> None:
    talk: dict[str, Any] = {"code": "talk", "label": {"en": "Talk"}}
    talk["end_mark"] = {"code": "known", "label": {"en": "Known"}, "condition": "mett"}
    with pytest.raises(sandan.DocumentError) as refused:
        sandan.Process.from_json({**PROCESS, "stages": [talk]})
    assert refused.value.where == "/stages/0/end_mark/condition"
