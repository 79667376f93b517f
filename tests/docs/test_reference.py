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


def test_columns_and_fields_of_calendars() -> None:
    import sandan.calendar

    text = page("calendar")
    missing = []
    for table in sandan.calendar.output_schema()["tables"]:
        described = code_words(section(text, table["table"]))
        columns = [column["name"] for column in table["columns"]]
        fields = list(REQUESTS["$defs"][table["table"]]["properties"])
        missing += [name for name in columns + fields if name not in described]
    assert missing == []


def test_members_of_calendars() -> None:
    schema = json.loads((ROOT / "data/schemas/calendar.schema.json").read_text(encoding="utf-8"))
    described = code_words(section(page("calendar"), "Document"))
    assert sorted(member_names(schema) - described - {"url"}) == []


def test_codes_of_calendars() -> None:
    vocabulary = json.loads((ROOT / "data/vocabulary.json").read_text(encoding="utf-8"))
    described = code_words(page("calendar"))
    for enumeration in vocabulary["enumerations"]:
        if enumeration["code"] in {"day_kind", "weekday", "unit"}:
            assert {value["code"] for value in enumeration["values"]} <= described


TIME_TABLES = {
    "dwell": "dwell",
    "survival": "survival",
    "survival_curve": "survival",
    "stalls": "stalls",
    "waiting": "stalls",
    "stall_limits": "stalls",
    "velocity": "velocity",
    "compare": "compare",
    "weak_skills": "compare",
    "teachers": "compare",
    "receivables": "receivables",
    "overdue": "receivables",
    "after_order": "receivables",
    "uncollected": "receivables",
}
HEADINGS = {
    "fault_counts": "faults",
    "move_counts": "moves",
    "stage_map": "map_stages",
    "stages": "describe",
    "marks": "describe",
    "actions": "describe",
    "evidence": "describe",
    "facts": "describe",
    "gate_marks": "gates",
    "gate_actions": "gates",
    "gate_faults": "gates",
    "gate_fault_counts": "gates",
    "gauge_close": "gauges",
}


def test_result_columns() -> None:
    missing = []
    for table, columns in result_tables().items():
        text = page("process_time" if table in TIME_TABLES else "process")
        heading = TIME_TABLES.get(table) or HEADINGS.get(table, table)
        described = code_words(section(text, heading))
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
    "gates",
    "gauges",
]
TIME_VERBS = ["dwell", "survival", "stalls", "velocity", "compare", "receivables"]


@pytest.mark.parametrize("verb", VERBS)
def test_request_fields(verb: str) -> None:
    fields = REQUESTS["$defs"][verb].get("properties", {})
    described = code_words(section(page("process"), "history" if verb == "history_build" else verb))
    assert [field for field in fields if field not in described] == []


@pytest.mark.parametrize("verb", TIME_VERBS)
def test_request_fields_of_time(verb: str) -> None:
    fields = REQUESTS["$defs"][verb]["properties"]
    described = code_words(section(page("process_time"), verb))
    assert [field for field in fields if field not in described] == []


def test_facts_that_are_read() -> None:
    import sandan.process

    described = code_words(section(page("process"), "history"))
    described |= code_words(section(page("process_time"), "receivables"))
    described |= code_words(section(page("process"), "gauges"))
    # Those of quotas stand on pages of their own: test_quota_reference.py.
    code = sources_of("core", "calendar", "rules", "process")
    used = set(re.findall(r'_column\(\s*(?:&?\w+(?:\.table)?),\s*"(\w+)"', code))
    used |= set(re.findall(r'reader\.\w+\("(\w+)"', code))
    assert {"opportunity_id", "entered_at", "created_on"} <= used
    known = {
        column["name"]
        for table in sandan.process.input_schema()["tables"]
        for column in table["columns"]
    }
    # Gauges read what a policy grades, and contacts, by the facts dictionary.
    facts = json.loads((ROOT / "data/facts.json").read_text(encoding="utf-8"))
    known |= {
        column["name"]
        for table in facts["tables"]
        if table["table"] in {"account_lines", "activities"}
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


def sources_of(*modules: str) -> str:
    files = [path for name in modules for path in sorted((ROOT / "src" / name).rglob("*.?pp"))]
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
    # Items of `read_faults`, and the beginning of `unknown_measure` and `unknown_answer`.
    own |= {"node", "edge", "unknown_"}
    missing = details - own - code_words(page("core")) - fault_codes()
    assert not missing, sorted(missing)


def test_codes_of_the_vocabulary() -> None:
    vocabulary = json.loads((ROOT / "data/vocabulary.json").read_text(encoding="utf-8"))
    text = page("process") + page("process_time") + page("documents")
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
    deals = {"opportunity_id": [1], "owner_id": ["li"]}
    history = process.history(opportunities=deals, as_of="2026-01-31")
    timed = {*history.dwell(calendar="cn").metadata, *history.compare()["compare"].metadata}
    assert {"calendar", "use"} <= {key.removeprefix("sandan.") for key in timed}
    assert [key for key in timed - keys if f"`{key}`" not in page("process_time")] == []


def test_shipped_documents() -> None:
    import sandan

    kinds = {
        "process": "documents",
        "calendar": "calendar",
        "policy": "policies",
        "plan": "quota",
        "map_vocabulary": "org_vocabulary",
    }
    for kind, text in ((kind, page(name)) for kind, name in kinds.items()):
        names = [found["name"] for found in sandan.documents.list(kind)]
        assert [name for name in names if f"`{name}`" not in text] == []


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
    assert sorted(member_names(schema) - words - {"sandan"}) == []


def member_names(node: object) -> set[str]:
    """Names of all members that a JSON Schema knows."""
    found: set[str] = set()
    if isinstance(node, dict):
        properties = node.get("properties", {})
        found |= set(properties) if isinstance(properties, dict) else set()
        for value in node.values():
            found |= member_names(value)
    elif isinstance(node, list):
        for value in node:
            found |= member_names(value)
    return found


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
