"""The schema of requests takes what the calls take."""

import jsonschema
import pytest
from shipped import request_validator, schema

GOOD = [
    ("history_build", {"as_of": "2026-10-31"}),
    (
        "history_build",
        {
            "as_of": "2026-10-31",
            "strict": True,
            "keys": ["region", "accounts.industry"],
            "utc_offset": "+08:00",
            "values": False,
        },
    ),
    (
        "history_build",
        {
            "as_of": "2012-03-14",
            "utc_offset": None,
            "zone_transitions": [
                {"at": "1970-01-01T00:00:00Z", "utc_offset": "+02:00"},
                {"at": "2011-10-30T01:00:00Z", "utc_offset": "+01:00"},
            ],
        },
    ),
    ("faults", {}),
    ("moves", {"only": "illegal"}),
    ("state", {"outcomes": ["open", "won"]}),
    (
        "pipeline",
        {
            "by": ["team_id", {"period": "month", "of": "created_on"}],
            "rollup": True,
            "max_groups": 10,
        },
    ),
    (
        "funnel",
        {
            "by": ["product"],
            "reached": "passed",
            "phase": "all",
            "min_n": 0,
            "confidence": 0.9,
            "cohort": {"of": "created_on", "from": "2025-01-01", "to": None},
        },
    ),
    (
        "outcomes",
        {"by": [], "cohort": {"of": "closed_on", "to": "2025-12-31"}, "x_note": "for the board"},
    ),
    ("between", {"pairs": [["first_visit", "sign"]], "min_n": 5}),
    ("gates", {}),
    ("gates", {"to": "all", "outcomes": ["open", "won"], "keys": ["team_id"], "steps": 0}),
    ("gauges", {"mode": "mode", "max_gap": "max_gap_days", "min_n": 1, "confidence": 0.9}),
    ("describe", {"language": "zh"}),
    ("map_stages", {"pairs": {"sign": "order"}}),
    ("days", {"from": "2026-01-01", "to": "2026-01-31", "language": "fr"}),
    ("days", {"from": "2026-01-01", "to": "2026-01-01", "language": None, "x_note": 1}),
    ("periods", {"from": "2026-01-01", "to": "2026-12-31"}),
    ("periods", {"from": "2026-01-01", "to": "2026-12-31", "unit": "quarter"}),
    ("eval", {}),
    (
        "eval",
        {
            "as_of": "2026-11-29",
            "parameters": {"gap": 30, "word": "ERP", "since": "2026-01-01", "on": True},
            "keys": ["account_id"],
            "decisions": ["grade_table"],
            "could_be": True,
            "ask_next": 3,
            "if_unknown_is_no": True,
            "detail": True,
            "steps": 1000,
            "most_faults": 0,
        },
    ),
    ("why_not", {"goal": {"grade": "A"}, "rows": [0, 5], "most_changes": 2, "alternatives": 1}),
    ("lint", {"as_of": "2026-11-29", "language": "zh"}),
    ("diff", {"output": "grade", "amount": "amount_minor"}),
    ("sweep", {"output": "grade", "vary": {"gap": [10, 20], "limit": [1]}}),
    ("sweep", {"output": "grade", "grid": [{"gap": 10}, {"gap": None}]}),
    ("regrade", {"as_of": "2026-11-29", "output": "grade", "previous": "grade"}),
    ("evaluator", {"columns": ["system", "project"], "as_of": "2026-11-29"}),
]
BAD = [
    ("history_build", {}),
    ("history_build", {"as_of": "31.10.2026"}),
    ("history_build", {"as_of": "2026-13-01"}),
    ("history_build", {"as_of": "2026-10-31", "utc_offset": "CET"}),
    (
        "history_build",
        {
            "as_of": "2026-10-31",
            "utc_offset": "+08:00",
            "zone_transitions": [{"at": "2011-10-30T01:00:00Z", "utc_offset": "+01:00"}],
        },
    ),
    (
        "history_build",
        {"as_of": "2026-10-31", "zone_transitions": [{"at": "2011-10-30", "utc_offset": "+01:00"}]},
    ),
    ("history_build", {"as_of": "2026-10-31", "threads": 2}),
    ("faults", {"only": "all"}),
    ("moves", {"only": "legal"}),
    ("state", {"outcomes": ["paused"]}),
    ("pipeline", {"by": "team_id"}),
    ("pipeline", {"by": [{"period": "decade", "of": "created_on"}]}),
    ("pipeline", {"by": [{"period": "month"}]}),
    ("pipeline", {"max_groups": 0}),
    ("funnel", {"reached": "left"}),
    ("funnel", {"cohort": {"from": "2025-01-01"}}),
    ("funnel", {"confidence": 1}),
    ("funnel", {"by": [f"k{n}" for n in range(17)]}),
    ("funnel", {"min_n": -1}),
    ("outcomes", {"rollup": "yes"}),
    ("between", {}),
    ("between", {"pairs": [["first_visit"]]}),
    ("describe", {"language": "fr"}),
    ("map_stages", {"pairs": {"sign": 1}}),
    ("map_stages", []),
    ("days", {}),
    ("days", {"from": "2026-01-01"}),
    ("days", {"from": "2026-1-1", "to": "2026-01-31"}),
    ("days", {"from": "2026-01-01", "to": "2026-01-31", "language": ""}),
    ("days", {"from": "2026-01-01", "to": "2026-01-31", "unit": "week"}),
    ("periods", {"to": "2026-01-31"}),
    ("periods", {"from": "2026-01-01", "to": "2026-01-31", "unit": "decade"}),
    ("periods", {"from": None, "to": "2026-01-31"}),
    ("eval", {"ask_next": -1}),
    ("eval", {"steps": 0}),
    ("eval", {"decisions": ["a", "a"]}),
    ("eval", {"goal": {"grade": "A"}}),
    ("eval", {"parameters": {"gap": [30]}}),
    ("why_not", {}),
    ("why_not", {"goal": {}}),
    ("lint", {"keys": ["a", "a"]}),
    ("diff", {"amount": "amount_minor"}),
    ("sweep", {"output": "grade", "grid": []}),
    ("sweep", {"output": "grade", "vary": {"gap": []}}),
    ("regrade", {"output": "grade", "previous": "grade"}),
    ("evaluator", {}),
]


def test_schema_is_a_schema_and_lists_the_requests():
    document = schema("requests")
    jsonschema.Draft202012Validator.check_schema(document)
    assert {
        "history_build",
        "faults",
        "moves",
        "state",
        "pipeline",
        "funnel",
        "outcomes",
        "between",
        "describe",
        "map_stages",
        "days",
        "periods",
        "eval",
        "why_not",
        "lint",
        "diff",
        "sweep",
        "regrade",
        "evaluator",
    } <= set(document["$defs"])


@pytest.mark.parametrize(("name", "request_"), GOOD)
def test_good_request(name, request_):
    request_validator(name).validate(request_)


@pytest.mark.parametrize(("name", "request_"), BAD)
def test_bad_request(name, request_):
    assert not request_validator(name).is_valid(request_)
