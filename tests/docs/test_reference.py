"""The reference pages name everything a program can meet."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pages import ROOT

REFERENCE = ROOT / "docs" / "reference"


def page(name: str) -> str:
    return (REFERENCE / f"{name}.md").read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """From a heading to the next one of its level or above."""
    found = re.search(
        rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#{{1,2}} |\Z)", text, re.MULTILINE | re.DOTALL
    )
    assert found is not None, f"no section {heading}"
    return found[2]


def code_words(text: str) -> set[str]:
    """Words within backquotes, also of a signature or a JSON snippet there."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return {word for span in re.findall(r"`([^`]+)`", prose) for word in re.findall(r"\w+", span)}


def result_tables() -> dict[str, list[str]]:
    import sandan.process

    return {
        table["table"]: [column["name"] for column in table["columns"]]
        for table in sandan.process.output_schema()["tables"]
    }


HEADINGS = {
    "fault_counts": "faults",
    "move_counts": "moves",
    "stage_map": "map_stages",
    "stages": "describe",
    "marks": "describe",
    "actions": "describe",
    "evidence": "describe",
}


def test_result_columns() -> None:
    text = page("process")
    missing = []
    for table, columns in result_tables().items():
        described = code_words(section(text, HEADINGS.get(table, table)))
        missing += [f"{table}.{column}" for column in columns if column not in described]
        assert table in code_words(text)
    assert missing == []


REQUESTS = json.loads((ROOT / "data/schemas/requests.schema.json").read_text(encoding="utf-8"))
VERBS = [
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
]


@pytest.mark.parametrize("verb", VERBS)
def test_request_fields(verb: str) -> None:
    fields = REQUESTS["$defs"][verb].get("properties", {})
    described = code_words(section(page("process"), "history" if verb == "history_build" else verb))
    assert [field for field in fields if field not in described] == []


def test_facts_that_are_read() -> None:
    import sandan.process

    described = code_words(section(page("process"), "history"))
    used = set(re.findall(r'_column\(\s*(?:&?\w+(?:\.table)?),\s*"(\w+)"', sources()))
    used |= set(re.findall(r'reader\.\w+\("(\w+)"', sources()))
    assert {"opportunity_id", "entered_at", "created_on"} <= used
    known = {
        column["name"]
        for table in sandan.process.input_schema()["tables"]
        for column in table["columns"]
    }
    assert used <= known
    assert sorted(used - described) == []


def sources() -> str:
    files = [
        *(ROOT / "src").rglob("*.cpp"),
        *(ROOT / "src").rglob("*.hpp"),
        *(ROOT / "capi/src").glob("*.?pp"),
    ]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def fault_codes() -> set[str]:
    vocabulary = json.loads((ROOT / "data/vocabulary.json").read_text(encoding="utf-8"))
    faults = [found for found in vocabulary["enumerations"] if found["code"] == "fault"]
    return {value["code"] for value in faults[0]["values"]}


def test_details_of_errors() -> None:
    code = sources()
    details = set(
        re.findall(
            r"(?:\berror|\bError|\brefuse|bad_run|\btell)\s*\(\s*"
            r'(?:[\w.]+,\s*)?(?:Status::\w+,\s*)?"([a-z0-9_]+)"',
            code,
        )
    )
    details |= set(re.findall(r'Status::\w+,\s*"([a-z0-9_]+)"', code))
    details |= set(re.findall(r'refuse\([^"();]+,\s*"([a-z0-9_]+)"', code))
    assert len(details) > 60
    own = {"internal", "no_memory"}
    missing = details - own - code_words(page("core")) - fault_codes()
    assert not missing, sorted(missing)


def test_codes_of_the_vocabulary() -> None:
    vocabulary = json.loads((ROOT / "data/vocabulary.json").read_text(encoding="utf-8"))
    text = page("process") + page("documents")
    for enumeration in vocabulary["enumerations"]:
        if enumeration["code"] in {
            "move",
            "fault",
            "stage_source",
            "reason",
            "outcome",
            "layer",
            "mode",
            "phase",
            "won_when",
        }:
            for value in enumeration["values"]:
                assert re.search(rf"\b{value['code']}\b", text), value["code"]


def test_metadata_of_results() -> None:
    import sandan

    process = sandan.Process.shipped("simple")
    history = process.history(opportunities={"opportunity_id": [1]}, as_of="2026-01-31")
    keys = {*history.state().metadata, *process.describe()["stages"].metadata}
    assert [key for key in keys if f"`{key}`" not in page("process")] == []


def test_shipped_documents() -> None:
    import sandan

    text = page("documents")
    assert [
        found["name"]
        for found in sandan.documents.list("process")
        if f"`{found['name']}`" not in text
    ] == []


def test_command_line_commands() -> None:
    from sandan.cli.main import root

    words = code_words(page("command_line"))
    missing = []
    for name, command in root.commands.items():
        for sub in getattr(command, "commands", {name: command}):
            missing += [] if set(re.findall(r"\w+", sub)) <= words else [f"{name} {sub}"]
    assert missing == []


def test_mapping_members() -> None:
    schema = json.loads((ROOT / "data/schemas/mapping.schema.json").read_text(encoding="utf-8"))
    words = code_words(page("mapping"))

    def names(node: object) -> set[str]:
        found: set[str] = set()
        if isinstance(node, dict):
            properties = node.get("properties", {})
            found |= set(properties) if isinstance(properties, dict) else set()
            for value in node.values():
                found |= names(value)
        elif isinstance(node, list):
            for value in node:
                found |= names(value)
        return found

    assert sorted(names(schema) - words - {"sandan"}) == []


def test_every_page_is_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        at = waiting.pop()
        if at in reached or at.suffix != ".md":
            continue
        reached.add(at)
        for target in re.findall(r"\]\(([^)#\s:]+)", at.read_text(encoding="utf-8")):
            linked = (at.parent / target).resolve()
            waiting += [linked, *linked.glob("README.md")]
    pages: list[Path] = sorted((ROOT / "docs").rglob("*.md"))
    assert [p.relative_to(ROOT).as_posix() for p in pages if p not in reached] == []
