"""The pages of the rules module name everything a program can meet."""

from __future__ import annotations

import json
import re

import pytest
from pages import ROOT
from reference_pages import ReferencePages, codes
from test_reference import REQUESTS, code_words, member_names, page, section

PAGES = ReferencePages("rules")

#: Under which heading of the page each result table is described.
HEADINGS = {
    "fault_counts": "faults",
    "could_be": "could_be, ask_next, if_unknown_is_no",
    "ask_next": "could_be, ask_next, if_unknown_is_no",
    "changes": "why_not",
    "findings": "lint",
    "examples": "lint",
    "moves": "diff",
    "moved": "diff",
    "regrades": "regrade",
    **dict.fromkeys(
        (
            *("inputs", "parameters", "decisions", "outputs"),
            *("rules", "criteria", "bands", "conflicts"),
        ),
        "describe",
    ),
}
VERBS = ("eval", "why_not", "lint", "diff", "sweep", "regrade", "evaluator")


def test_result_columns() -> None:
    import sandan.policy

    tables = sandan.policy.output_schema()["tables"]
    assert len(tables) > 15
    missing = []
    for table in tables:
        described = code_words(PAGES.part(HEADINGS.get(table["table"], table["table"])))
        missing += [
            f"{table['table']}.{column['name']}"
            for column in table["columns"]
            if column["name"] not in described
        ]
    assert missing == []


def test_columns_of_results_are_of_the_kinds_told() -> None:
    """Every column that eval makes of the shipped policies ends as the page says."""
    import sandan

    endings = "|".join(("rule", "status", "points", "low", "high", "unknown", r"reason_\d+"))
    for found in sandan.documents.list("policy"):
        policy = sandan.Policy.shipped(found["name"])
        described = policy.describe(as_of="2026-10-31")
        outputs = {row["output"] for row in described["outputs"].to_dicts()}
        keys = set(policy.to_dict().get("keys", []))
        answer = policy.eval({key: [1] for key in keys}, as_of="2026-10-31")["results"]
        own = set(answer.column_names) - outputs - keys - {"conflict"}
        assert [name for name in own if not re.search(rf"_({endings})$", name)] == []


@pytest.mark.parametrize("verb", VERBS)
def test_request_fields(verb: str) -> None:
    headings = {"evaluator": "Single records"}
    described = code_words(PAGES.part(headings.get(verb, verb)) + PAGES.part("Requests"))
    fields = REQUESTS["$defs"][verb]["properties"]
    assert [field for field in fields if field not in described] == []


def test_members_of_policies() -> None:
    schema = json.loads((ROOT / "data/schemas/policy.schema.json").read_text(encoding="utf-8"))
    missing = member_names(schema) - code_words(page("policies"))
    assert sorted(missing) == []


def test_codes() -> None:
    described = code_words(page("rules") + page("policies"))
    for enumeration in (
        *("hit_policy", "aggregate", "unknowns", "decision_kind", "decision_status", "input_type"),
        *("rule_fault", "cell_verdict", "finding_kind", "direction", "null"),
    ):
        missing = codes(enumeration) - described - {"forbidden"}
        assert sorted(missing) == [], enumeration


def test_details_are_explained() -> None:
    """What the list of all details says of policies and sheets, the page explains."""
    (listed,) = re.findall(r"^\| policies \| (`unknown_name`.*)\|$", page("core"), re.MULTILINE)
    rows = re.findall(r"^\| (?:questions to policies|sheets) \| (.*)\|$", page("core"), re.M)
    assert len(rows) == 2
    for row in (listed, *rows):
        details = {word for word in code_words(row) if word not in {"rules", "md", "errors"}}
        assert sorted(details - code_words(PAGES.part("Errors"))) == []


def test_every_function_is_named() -> None:
    api = json.loads((ROOT / "capi/api.json").read_text(encoding="utf-8"))
    names = {each["name"] for each in api["functions"]}
    of_rules = {name for name in names if name.startswith("sandan_rules_")}
    assert len(of_rules) > 15
    assert sorted(of_rules - code_words(page("rules"))) == []


def test_metadata() -> None:
    import sandan

    policy = sandan.Policy.shipped("sales_traits")
    metadata = policy.eval({"rep_id": [1]}, as_of="2026-10-31")["results"].metadata
    assert "sandan.use" in metadata
    text = section(page("rules"), "Metadata of every result")
    assert [key for key in metadata if f"`{key}`" not in text] == []


def test_every_shipped_policy_has_a_paragraph() -> None:
    import sandan

    headings = re.findall(r"^### (.+)$", page("policies"), re.MULTILINE)
    told = {word for heading in headings for word in re.findall(r"\w+", heading)}
    assert [
        found["name"] for found in sandan.documents.list("policy") if found["name"] not in told
    ] == []
