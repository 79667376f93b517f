"""The pages of the quota module name everything a program can meet."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from pages import ROOT
from reference_pages import ReferencePages, codes
from test_reference import REQUESTS, code_words, member_names, page, sources_of

PAGES = ReferencePages("quota", "quota_life", "quota_arithmetic")

#: Under which heading each result table is described.
HEADINGS = {
    "constraints": "binding",
    "proof": "The table proof",
    "pace_faults": "pace",
    **dict.fromkeys(("activity_faults", "head_count_faults", "principle_faults"), "pace"),
    "quota_diff": "diff",
    **dict.fromkeys(
        ("activity_targets", "activity_rates", "lead_targets", "one_more_call"), "activity"
    ),
    **dict.fromkeys(("hires", "revenue_sources"), "head_count"),
    **dict.fromkeys(("quartile_gaps", "pairs"), "quartiles"),
    "incentive_findings": "incentive",
    "best_shapes": "shapes",
    "allocation": "allocate",
    "raked": "rake",
    "rounded": "round",
}
#: Name of the request, and the heading that describes it.
VERBS = {
    "quota_build": "build",
    "targets": "targets",
    "proof": "proof",
    "pace": "pace",
    "replan": "replan",
    "quota_diff": "diff",
    "activity_targets": "activity",
    "head_count": "head_count",
    "principles": "principles",
    "quartiles": "quartiles",
    "shapes": "shapes",
    "allocate": "allocate",
    "rake": "rake",
    "round": "round",
}
#: Tables that no other module reads.
OWN_TABLES = ("quota_nodes", "quota_constraints", "credits", "rates", "rep_assignments")


def test_result_columns() -> None:
    import sandan.quota

    tables = sandan.quota.output_schema()["tables"]
    assert len(tables) > 20
    assert PAGES.columns_not_described(tables, HEADINGS) == []


@pytest.mark.parametrize("verb", VERBS)
def test_request_fields(verb: str) -> None:
    described = code_words(PAGES.part(VERBS[verb]))
    fields = REQUESTS["$defs"][verb]["properties"]
    assert [field for field in fields if field not in described] == []


@pytest.mark.parametrize("kind", ["plan", "incentive"])
def test_members_of_documents(kind: str) -> None:
    schema = json.loads((ROOT / f"data/schemas/{kind}.schema.json").read_text(encoding="utf-8"))
    assert sorted(member_names(schema) - code_words(PAGES.text())) == []


def test_tables_that_are_read() -> None:
    import sandan.quota

    tables = sandan.quota.input_schema()["tables"]
    assert PAGES.inputs_not_described(tables, OWN_TABLES) == []


def test_columns_in_the_sources_are_known() -> None:
    """Every column that the module asks a table for is in the facts dictionary or on a page."""
    used = set(re.findall(r'_column\([^,()]+,\s*"(\w+)"', sources_of("quota")))
    used |= set(re.findall(r'\bdays_or\([^,()]+,\s*"(\w+)"', sources_of("quota")))
    assert {"rep_id", "from_on", "currency"} <= used
    assert sorted(used - code_words(PAGES.text())) == []


def test_codes() -> None:
    described = code_words(PAGES.text())
    for enumeration in (
        *("period_unit", "tier", "weights_by", "weights_of", "constraint_kind", "bound"),
        *("bounded_what", "time_rounding", "replan_past", "replan_carry", "versions_in"),
        *(
            "landing_measure",
            "actual_fault",
            "activity_fault",
            "shape_candidate",
            "quartile",
            "quartile_advice",
        ),
        *("pair_reason", "rate_step", "rate_source", "hire_mode", "principle"),
        *("principle_finding", "basis_from", "incentive_measure", "incentive_credit"),
        *("incentive_check", "incentive_finding", "tree_from"),
    ):
        assert sorted(codes(enumeration) - described) == [], enumeration


def test_details_are_explained() -> None:
    """What the list of all details says of quotas, the page explains."""
    kinds = "quota plans|quotas|questions to quotas, arithmetic"
    rows = re.findall(rf"^\| (?:{kinds}) \| (.*)\|$", page("core"), re.MULTILINE)
    assert len(rows) == 3
    explained = code_words(PAGES.part("Errors"))
    for row in rows:
        assert sorted(code_words(row) - explained) == []


def test_every_function_is_named() -> None:
    api = json.loads((ROOT / "capi/api.json").read_text(encoding="utf-8"))
    names = {each["name"] for each in api["functions"]}
    of_quotas = {name for name in names if name.startswith("sandan_quota_")}
    assert len(of_quotas) > 20
    assert sorted(of_quotas - code_words(page("quota"))) == []


def test_metadata() -> None:
    import sandan

    reps = {"rep_id": ["a"], "team_id": ["t"]}
    quota = sandan.QuotaPlan.shipped("simple").build(reps=reps)
    day = dt.date(2026, 1, 5)
    actuals = {"date": [day], "kind": ["order"], "amount_minor": [1], "rep_id": ["a"]}
    results = (
        quota.targets(),
        quota.pace(actuals=actuals, reps=reps, as_of="2026-01-31")["pace"],
        quota.diff(quota),
        sandan.quota.quartiles(reps=reps, actuals=actuals)["quartiles"],
        sandan.quota.allocate({"item_id": ["a"], "weight": [1]}, 3, round_to_minor=2),
        sandan.quota.round_cells({"row_id": ["a"], "column_id": ["b"], "value": [1.5]}),
        sandan.quota.shapes(actuals)["shapes"],
    )
    described = PAGES.text()
    keys = {key for result in results for key in result.metadata}
    assert "sandan.use" in keys and "sandan.build" in keys
    assert sorted(key for key in keys if f"`{key}`" not in described) == []
