"""A mapping document is checked before anything is read."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from sandan import documents
from sandan.importing import MappingError, SourceError, load_mapping, parse_mapping

SMALL: dict[str, Any] = {
    "sandan": "mapping/1",
    "code": "small",
    "label": {"en": "Small"},
    "files": {"deals": "deals.csv"},
    "tables": {"opportunities": {"file": "deals", "columns": {"opportunity_id": "id"}}},
}


def changed(path: str, value: Any) -> str:
    """SMALL with the member at a pointer set, as text."""
    document = copy.deepcopy(SMALL)
    at: Any = document
    *parents, last = path.strip("/").split("/")
    for name in parents:
        at = at[name]
    at[last] = value
    return json.dumps(document)


def column(**spec: Any) -> str:
    return changed("/tables/opportunities/columns/x", spec)


COLUMN = "/tables/opportunities/columns/x"


@pytest.mark.parametrize(
    ("table", "meant"), [("opportunites", "opportunities"), ("stage_event", "stage_events")]
)
def test_unknown_tables_are_refused_by_name(table: str, meant: str) -> None:
    with pytest.raises(MappingError) as caught:
        parse_mapping(changed("/tables", {table: {"file": "deals"}}))
    assert caught.value.pointer == f"/tables/{table}"
    assert f"did you mean {meant}?" in str(caught.value)
    for known in documents.get("facts", "facts")["tables"]:
        assert known["table"] in str(caught.value)


def test_far_names_have_no_suggestion() -> None:
    with pytest.raises(MappingError, match=r"/tables/x_mine: is no known table; known are"):
        parse_mapping(changed("/tables", {"x_mine": {"file": "deals"}}))


@pytest.mark.parametrize("member", [{"unit": "wan"}, {"minor_digits": 2}, {"rounding": "exact"}])
@pytest.mark.parametrize("target", ["stage", "created_on", "opportunity_id"])
def test_units_belong_to_money(target: str, member: dict[str, Any]) -> None:
    with pytest.raises(MappingError, match=f"/{target}/.*holds no amount.*amount_minor"):
        parse_mapping(changed(f"/tables/opportunities/columns/{target}", member))


def test_units_of_other_types_and_of_facts() -> None:
    with pytest.raises(MappingError, match="no meaning for the type text"):
        parse_mapping(column(type="text", unit="wan"))
    with pytest.raises(MappingError, match="/stage/type: stage holds no amount: it is text"):
        parse_mapping(changed("/tables/opportunities/columns/stage", {"type": "amount"}))
    for target in ("amount_minor", "budget_of_our_own"):
        mapping = parse_mapping(changed(f"/tables/opportunities/columns/{target}", {"unit": "wan"}))
        assert mapping.tables["opportunities"].columns[-1].type == "amount"


def test_small() -> None:
    mapping = parse_mapping(json.dumps(SMALL))
    assert mapping.code == "small"
    assert mapping.files["deals"].paths == ("deals.csv",)
    assert mapping.tables["opportunities"].columns[0].sources == ("id",)


def test_private_members_are_welcome() -> None:
    parse_mapping(changed("/x_note", [1, {"any": "thing"}]))
    parse_mapping(changed("/files/deals", {"path": "a.csv", "x_from": "crm"}))


def test_a_process_and_a_plan_may_be_named() -> None:
    assert parse_mapping(json.dumps(SMALL)).plan is None
    assert parse_mapping(changed("/plan", "plan.json")).plan == "plan.json"
    assert parse_mapping(changed("/process", "simple")).process == "simple"


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        (changed("/sandan", "mapping/2"), "/sandan"),
        (changed("/sandan", "process/1"), "/sandan"),
        (changed("/code", ""), "/code"),
        (changed("/label", {}), "/label"),
        (changed("/label", {"en": 1}), "/label/en"),
        (changed("/colour", "red"), "/colour"),
        (changed("/a~b/c".replace("/c", "~c"), 1), "/a~0b~0c"),
        (changed("/files", {}), "/files"),
        (changed("/files/deals", {}), "/files/deals/path"),
        (changed("/files/deals", {"path": "a.csv", "format": "word"}), "/files/deals/format"),
        (changed("/files/deals", {"path": "a.csv", "delimiter": "ab"}), "/files/deals/delimiter"),
        (changed("/files/two words", "a.csv"), "/files/two words"),
        (changed("/tables", {}), "/tables"),
        (changed("/tables/opportunities", {}), "/tables/opportunities"),
        (changed("/tables/opportunities/file", "nosuch"), "/tables/opportunities/file"),
        (changed("/tables/opportunities/sql", "SELECT 1"), "/tables/opportunities"),
        (changed("/process", 1), "/process"),
        (changed("/plan", {"code": "p"}), "/plan"),
        (changed("/as_of", "31.12.2017"), "/as_of"),
        (changed("/time_zone", "Mars/Base"), "/time_zone"),
        (changed("/utc_offset", "8"), "/utc_offset"),
        (changed("/history", {"as_of": "2017-01-01"}), "/history/as_of"),
        (column(type="money"), f"{COLUMN}/type"),
        (column(date="DD.MM"), f"{COLUMN}/date"),
        (column(unit="lakh"), f"{COLUMN}/unit"),
        (column(unmapped="drop"), f"{COLUMN}/unmapped"),
        (column(values={"a": [1]}), f"{COLUMN}/values/a"),
        (column(**{"from": "a", "constant": 1}), COLUMN),
        (column(constant=[1]), f"{COLUMN}/constant"),
        (column(decimal=",", thousands=","), f"{COLUMN}/thousands"),
        (column(minor_digits=9), f"{COLUMN}/minor_digits"),
        (column(trim="yes"), f"{COLUMN}/trim"),
        (column(separator=""), f"{COLUMN}/separator"),
    ],
)
def test_faults_are_named_by_pointer(text: str, pointer: str) -> None:
    with pytest.raises(MappingError) as caught:
        parse_mapping(text)
    assert caught.value.pointer == pointer


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "1",
        "null",
        '{"sandan": "mapping/1",}',
        '{"a": 1, "a": 2}',
        '{"a": NaN}',
        '{"a": "\\ud800"}',
        "[" * 100_000,
    ],
)
def test_no_json_no_mapping(text: str) -> None:
    with pytest.raises(MappingError):
        parse_mapping(text)


def test_json_test_suite(shared: Path) -> None:
    """No text of the suite is a mapping; none may do more harm than be refused."""
    folder = shared / "robustness" / "JSONTestSuite" / "test_parsing"
    seen = 0
    for path in sorted(folder.glob("*.json")):
        with pytest.raises(SourceError) as caught:
            load_mapping(path)
        if path.name.startswith("n_"):
            assert "JSON" in str(caught.value) or "UTF-8" in str(caught.value), path.name
        if path.name.startswith("y_"):
            assert (
                "not JSON" not in str(caught.value)
                or "twice" in str(caught.value)
                or ("surrogate" in str(caught.value))
            ), path.name
        seen += 1
    assert seen > 300


def test_shipped_mappings_are_valid(mappings: Path) -> None:
    checked = 0
    for path in sorted(mappings.glob("*.json")):
        if json.loads(path.read_text("utf-8"))["sandan"] == "mapping/1":
            assert load_mapping(path).code == path.stem
            checked += 1
    assert checked >= 6


def test_schema_agrees(mappings: Path) -> None:
    """The published schema accepts what the reader accepts."""
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((mappings.parent / "data/schemas/mapping.schema.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for path in sorted(mappings.glob("*.json")):
        document = json.loads(path.read_text("utf-8"))
        if document["sandan"] == "mapping/1":
            validator.validate(document)
    validator.validate(SMALL)
