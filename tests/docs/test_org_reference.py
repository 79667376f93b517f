"""The pages of the org module name everything a program can meet."""

from __future__ import annotations

import json
import re

import pytest
from pages import ROOT
from reference_pages import ReferencePages, codes
from test_reference import REQUESTS, code_words, member_names, page, sources_of

STANDARD = json.loads((ROOT / "data/map_vocabularies/standard.json").read_text(encoding="utf-8"))
PAGES = ReferencePages("org", "org_vocabulary", "org_graph")

#: Under which heading each result table is described, where it is not its own.
HEADINGS = {
    **dict.fromkeys(("people", "departments", "relations", "stances"), "contents"),
    **dict.fromkeys(("map_faults", "map_findings"), "faults"),
    "read_faults": "read",
    **dict.fromkeys(
        ("completeness", "coverage_cells", "coverage_people", "coverage_departments"), "coverage"
    ),
    **dict.fromkeys(("coverage_gaps", "single_threads"), "coverage"),
    **dict.fromkeys(("route_steps", "contact_order"), "routes"),
    "withheld": "Conduct",
    "blocking_sets": "gatekeepers",
    **dict.fromkeys(
        ("flow_roles", "flow_links", "flow_breaks", "flow_signers", "flow_decisions"), "flow"
    ),
    **dict.fromkeys(("verdicts", "positions"), "verdict"),
    **dict.fromkeys(("win_pairs", "win_plan"), "win_over"),
    **dict.fromkeys(("contested", "point_reach"), "competitors"),
    **dict.fromkeys(("next_marks", "next_activities", "next_manners"), "next_contacts"),
    "map_summary": "summary",
    **dict.fromkeys(("layout_people", "layout_edges", "layout_departments"), "layout"),
    "differences": "what_if",
}
#: Name of the request, and the heading that describes it; `accounts` of all stands at the top.
VERBS = {
    "map_build": "build",
    "map_question": "Functions",
    "coverage": "coverage",
    "routes": "routes",
    "gatekeepers": "gatekeepers",
    "flow": "flow",
    "verdict": "verdict",
    "win_over": "win_over",
    "competitors": "competitors",
    "next_contacts": "next_contacts",
    "centrality": "centrality",
    "layout": "layout",
    "map_summary": "summary",
    "map_change": "what_if",
    "what_if": "what_if",
    "map_diff": "diff",
    "person": "persons",
    "map_write": "write",
    "map_read": "read",
}
#: Tables that no other module reads.
OWN_TABLES = ("people", "departments", "relations", "stances", "points")


def test_result_columns() -> None:
    import sandan.org

    tables = sandan.org.output_schema()["tables"]
    assert len(tables) > 35
    assert PAGES.columns_not_described(tables, HEADINGS) == []


@pytest.mark.parametrize("verb", VERBS)
def test_request_fields(verb: str) -> None:
    described = code_words(PAGES.part(VERBS[verb]))
    fields = REQUESTS["$defs"][verb]["properties"]
    missing = [field for field in fields if field not in described]
    assert missing == (
        [] if VERBS[verb] == "Functions" or "accounts" not in fields else ["accounts"]
    )


def test_changes() -> None:
    described = code_words(PAGES.part("changes"))
    kinds = REQUESTS["$defs"]["map_change_item"]["oneOf"]
    assert {kind["properties"]["kind"]["const"] for kind in kinds} == codes("map_change")
    members = {member for kind in kinds for member in kind["properties"]}
    assert sorted((members | codes("map_change")) - described) == []


@pytest.mark.parametrize("kind", ["map_vocabulary", "map"])
def test_members_of_documents(kind: str) -> None:
    schema = json.loads((ROOT / f"data/schemas/{kind}.schema.json").read_text(encoding="utf-8"))
    assert sorted(member_names(schema) - code_words(PAGES.text())) == []


def test_words_of_the_shipped_vocabulary() -> None:
    described = code_words(page("org_vocabulary"))
    for words in ("levels", "functions", "roles", "relation_stages", "relation_kinds", "styles"):
        assert sorted({word["code"] for word in STANDARD[words]} - described) == [], words


def numbers_of(table: str, code: str) -> list[str]:
    """Cells after the first of the row of that code."""
    (row,) = re.findall(rf"^\| `{code}` \| (.*) \|$", table, re.MULTILINE)
    return [cell.strip() for cell in row.split("|")]


def shown(number: float | None) -> str:
    return "–" if number is None else f"{number:g}"


def test_numbers_of_the_shipped_vocabulary() -> None:
    """The tables show the numbers of the document."""
    section = PAGES.part("Shipped vocabulary")
    stages, kinds = section[section.index("| relation stage |") :].split("\n\n", 1)
    for stage in STANDARD["relation_stages"]:
        names = ("start_cost", "arrival_cost", "effort", "cadence_days")
        assert numbers_of(stages, stage["code"]) == [shown(stage.get(name)) for name in names]
    for kind in STANDARD["relation_kinds"]:
        costs = [shown(kind.get(name)) for name in ("route_cost", "route_cost_back")]
        pulls = [shown(kind.get(name, 0)) for name in ("influence", "influence_back")]
        carries = "yes" if kind.get("carries_flow") else "no"
        assert numbers_of(kinds, kind["code"]) == [*costs, *pulls, carries]
    gaps = PAGES.part("coverage")
    for gap in STANDARD["gaps"]:
        assert numbers_of(gaps, gap["code"])[-1].split(";")[0] == shown(gap["consequence"])
    for step in STANDARD["flow"]:
        told = numbers_of(gaps, "role_unknown")[-1]
        weight = shown(step["consequence"])
        assert f"{step['role']} {weight}" in told or weight == told.split(";")[0]


def test_tables_that_are_read() -> None:
    import sandan.org

    tables = sandan.org.input_schema()["tables"]
    assert PAGES.inputs_not_described(tables, OWN_TABLES) == []


def test_columns_in_the_sources_are_known() -> None:
    """Every column that the module asks a table for stands on a page."""
    code = sources_of("org")
    used = set(re.findall(r'_column\([^,()]+(?:\(\))?,\s*"(\w+)"', code))
    used |= set(re.findall(r'source_?\.\w+\(\s*"(\w+)"', code))
    assert {"person_id", "support", "tender_phase", "created_on", "veto"} <= used
    described = code_words(PAGES.part("Tables read"))
    faults = codes("map_fault")
    assert sorted(used - described - faults) == []


def test_codes() -> None:
    described = code_words(PAGES.text())
    for enumeration in (
        *("map_fault", "map_finding", "map_read_item", "map_read_fault", "map_gap", "map_thread"),
        *("map_next_step", "map_withheld", "map_gatekeeper", "map_break", "map_state"),
        *("map_position", "map_lead", "map_answer", "map_change", "map_model", "map_distance"),
        *("map_measure", "map_format", "points.kind", "relations.from_kind"),
    ):
        assert sorted(codes(enumeration) - described) == [], enumeration


def test_details_are_explained() -> None:
    """What the list of all details says of maps, the page explains."""
    kinds = "map vocabularies|decision maps|files of maps"
    rows = re.findall(rf"^\| (?:{kinds}) \| (.*)\|$", page("core"), re.MULTILINE)
    assert len(rows) == 3
    explained = code_words(PAGES.part("Errors"))
    for row in rows:
        assert sorted(code_words(row) - explained) == []


def test_every_function_is_named() -> None:
    api = json.loads((ROOT / "capi/api.json").read_text(encoding="utf-8"))
    names = {each["name"] for each in api["functions"]}
    of_maps = {name for name in names if name.startswith("sandan_org_")}
    assert len(of_maps) > 25
    assert sorted(of_maps - code_words(page("org"))) == []


def test_metadata() -> None:
    import sandan

    people = {"person_id": [1, 2], "account_id": [1, 1], "roles": ["decider", None]}
    vocabulary = sandan.MapVocabulary.shipped("standard")
    maps = vocabulary.build(people=people, as_of="2026-01-31")
    changed = maps.change({"kind": "set_support", "person_id": 1, "support": 1})
    results = (
        maps.verdict()["verdicts"],
        maps.win_over()["win_over"],
        changed.summary(),
        maps.diff(changed),
        maps.next_contacts(as_of="2026-01-31")["next_contacts"],
        sandan.read_map(maps.write())["people"],
    )
    described = PAGES.text()
    keys = {key for result in results for key in result.metadata}
    assert {"sandan.use", "sandan.build", "sandan.changes", "sandan.ranking"} <= keys
    assert sorted(key for key in keys if f"`{key}`" not in described) == []


def test_every_result_is_marked_as_decision_support() -> None:
    import sandan

    people = {"person_id": [1], "account_id": [1]}
    maps = sandan.MapVocabulary.shipped("standard").build(people=people)
    for verb in ("faults", "contents", "coverage", "routes", "gatekeepers", "flow", "verdict"):
        result = getattr(maps, verb)()
        assert {result[name].metadata["sandan.use"] for name in result.names} == {
            "decision_support"
        }, verb
