"""Decision maps in Python: vocabularies, tables in any shape, answers, changes, files, errors."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from small_map import AS_OF, activities, row_of, rows_of, tables

import sandan
from sandan import DecisionMaps, MapVocabulary, org

#: Verb, what it is asked with, and the tables of its answer.
QUESTIONS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("faults", {}, ["map_faults", "map_findings"]),
    ("contents", {}, ["people", "departments", "relations", "stances"]),
    (
        "coverage",
        {"vendor": "@us"},
        [
            *("completeness", "coverage_cells", "coverage_people", "coverage_departments"),
            *("coverage_gaps", "single_threads"),
        ],
    ),
    (
        "routes",
        {"alternatives": 2, "vendor": "@us"},
        ["routes", "route_steps", "contact_order", "withheld"],
    ),
    ("gatekeepers", {"vendor": "@us"}, ["gatekeepers", "blocking_sets"]),
    (
        "flow",
        {"amount_minor": 5_000_00},
        ["flow_roles", "flow_links", "flow_breaks", "flow_signers", "flow_decisions"],
    ),
    (
        "verdict",
        {"model": "degroot", "amount_minor": 1},
        ["verdicts", "positions"],
    ),
    (
        "win_over",
        {"most": 2, "picks": 1, "vendor": "@us", "model": "friedkin_johnsen"},
        ["win_over", "win_pairs", "win_plan", "withheld"],
    ),
    ("competitors", {"stubbornness": 0.2}, ["competitors", "contested", "point_reach"]),
    (
        "next_contacts",
        {"as_of": AS_OF, "only_overdue": False},
        ["next_contacts", "next_marks", "next_activities", "next_manners", "withheld"],
    ),
    ("layout", {"vendor": "@us"}, ["layout_people", "layout_edges", "layout_departments"]),
]
TABLES: list[tuple[str, dict[str, Any], str]] = [
    (
        "centrality",
        {"kinds": "influences", "directed": False, "distance": "inverse_weight", "damping": 0.5},
        "centrality",
    ),
    ("summary", {"centrality": True, "vendor": "@us", "model": "degroot"}, "map_summary"),
    ("what_if", {"answers": "coverage"}, "differences"),
]


# ---- documents


def test_documents(vocabulary: MapVocabulary) -> None:
    assert vocabulary.code == "standard"
    assert set(vocabulary.label) == {"en", "zh"}
    assert MapVocabulary.from_json(vocabulary.to_json()) == vocabulary
    assert MapVocabulary(vocabulary.to_dict()) == vocabulary
    assert len({vocabulary, MapVocabulary(vocabulary.to_json())}) == 1
    assert len(vocabulary.digest) == 64
    assert repr(vocabulary).startswith("<sandan map vocabulary 'standard': initiator · decider")
    assert "standard" in [entry["name"] for entry in sandan.documents.list("map_vocabulary")]


def test_vocabularies_are_pickled(vocabulary: MapVocabulary) -> None:
    back = pickle.loads(pickle.dumps(vocabulary))
    assert back == vocabulary
    assert (
        back.build(tables()).summary().to_json() == vocabulary.build(tables()).summary().to_json()
    )


def test_a_file_is_named_in_its_error(tmp_path: Path, vocabulary: MapVocabulary) -> None:
    path = tmp_path / "mine.json"
    path.write_text('{"sandan": "map_vocabulary/1", "code": "c"}', encoding="utf-8")
    with pytest.raises(sandan.DocumentError, match=r"mine\.json"):
        MapVocabulary.from_file(path)
    path.write_text(vocabulary.to_json(), encoding="utf-8")
    assert MapVocabulary.from_file(path) == vocabulary


@pytest.mark.parametrize(
    ("members", "where"),
    [
        ({"colour": "red"}, "/colour"),
        ({"levels": []}, "/levels"),
        ({"support_expected_from": "love"}, "/support_expected_from"),
        ({"decisions": []}, "/decisions"),
    ],
)
def test_a_bad_vocabulary_is_refused_at_its_place(
    vocabulary: MapVocabulary, members: dict[str, Any], where: str
) -> None:
    with pytest.raises(sandan.DocumentError) as raised:
        MapVocabulary({**vocabulary.to_dict(), **members})
    assert raised.value.where.startswith(where)
    with pytest.raises(sandan.ParseError):
        MapVocabulary("{")


def test_unknown_shipped_name() -> None:
    with pytest.raises((KeyError, sandan.SandanError)):
        MapVocabulary.shipped("nowhere")


def test_schemas() -> None:
    read = {each["table"] for each in org.input_schema()["tables"]}
    assert {"people", "departments", "relations", "stances", "points", "activities"} <= read
    given = {each["table"]: each["columns"] for each in org.output_schema()["tables"]}
    for _, _, names in QUESTIONS:
        assert set(names) <= set(given)
    for columns in given.values():
        assert all(set(column) >= {"name", "type"} for column in columns)


# ---- tables in


@pytest.mark.parametrize(
    "make",
    [
        dict,
        lambda table: [dict(zip(table, row)) for row in zip(*table.values())],
        pa.table,
        pl.DataFrame,
        pd.DataFrame,
        lambda table: pa.RecordBatchReader.from_batches(
            pa.table(table).schema, pa.table(table).to_batches(max_chunksize=2)
        ),
    ],
    ids=["columns", "records", "pyarrow", "polars", "pandas", "stream"],
)
def test_tables_of_every_kind(
    vocabulary: MapVocabulary, maps: DecisionMaps, make: Callable[[Any], Any]
) -> None:
    given = {name: make(columns) for name, columns in tables().items()}
    built = vocabulary.build(given, as_of=date.fromisoformat(AS_OF), names=True)
    for verb in ("contents", "coverage", "competitors"):
        assert getattr(built, verb)().to_json() == getattr(maps, verb)().to_json()
    contacts = maps.next_contacts(make(activities()), as_of=AS_OF)["next_contacts"]
    assert row_of(contacts, person_id="2")["overdue_days"] == 60


def test_tables_by_mapping_and_by_name(vocabulary: MapVocabulary, maps: DecisionMaps) -> None:
    built = vocabulary.build(**tables(), as_of=AS_OF, names=True)
    assert built.contents().to_json() == maps.contents().to_json()
    with pytest.raises(TypeError, match="given twice"):
        vocabulary.build(tables(), people=tables()["people"])
    alone = vocabulary.build(people=tables()["people"], stances=None)
    assert alone.contents()["stances"].num_rows == 0


def test_a_table_that_is_not_there(vocabulary: MapVocabulary) -> None:
    with pytest.raises(sandan.SchemaError) as raised:
        vocabulary.build()
    assert (raised.value.detail, raised.value.table) == ("missing_table", "people")


def test_columns_that_are_missing_or_of_a_wrong_type(vocabulary: MapVocabulary) -> None:
    with pytest.raises(sandan.SchemaError) as missing:
        vocabulary.build(people={"person_id": ["1"]})
    assert (missing.value.table, missing.value.where) == ("people", "account_id")
    given = tables()
    given["stances"]["support"] = ["much"] * 8
    with pytest.raises(sandan.SchemaError) as typed:
        vocabulary.build(given)
    assert (typed.value.table, typed.value.where) == ("stances", "support")


def test_faults_and_strict(vocabulary: MapVocabulary) -> None:
    given = tables()
    given["people"]["level"][2] = "cellar"
    given["relations"]["to_id"][0] = "77"
    built = vocabulary.build(given)
    faults = built.faults()["map_faults"]
    level = row_of(faults, fault="unknown_level")
    assert (level["table"], level["row"], level["value"], level["set_aside"]) == (
        *("people", 2, "cellar"),
        False,
    )
    assert row_of(faults, table="relations")["set_aside"] is True
    hidden = vocabulary.build(given, values=False).faults()["map_faults"]
    assert set(hidden.column("value")) == {None}
    with pytest.raises(sandan.DataError) as raised:
        vocabulary.build(given, strict=True)
    assert (raised.value.detail, raised.value.table, raised.value.row) == (
        *("unknown_level", "people"),
        2,
    )
    assert "cellar" in str(raised.value)
    with pytest.raises(sandan.DataError) as silent:
        vocabulary.build(given, strict=True, values=False)
    assert "cellar" not in str(silent.value)


def test_as_of_a_day(vocabulary: MapVocabulary) -> None:
    before = vocabulary.build(tables(), as_of="2026-02-01").contents()["stances"]
    assert [row["relation_stage"] for row in rows_of(before, person_id="2")] == ["known"]
    everything = vocabulary.build(tables()).contents()["stances"]
    assert row_of(everything, person_id="2", vendor="@us")["relation_stage"] == "trust"


def test_names_only_when_asked_for(vocabulary: MapVocabulary, maps: DecisionMaps) -> None:
    assert row_of(maps.contents()["people"], person_id="1")["name"] == "王甲"
    plain = vocabulary.build(tables(), as_of=AS_OF)
    assert set(plain.contents()["people"].column("name")) == {None}
    assert plain.verdict().to_json() == maps.verdict().to_json()


def test_bounds_of_a_build(vocabulary: MapVocabulary) -> None:
    with pytest.raises(sandan.LimitError):
        vocabulary.build(tables(), max_rows=3)
    with pytest.raises(sandan.OutOfMemoryError):
        vocabulary.build(tables(), max_bytes=100)


# ---- ids


def whole_numbers() -> dict[str, dict[str, list[Any]]]:
    """The same book with numbers for people and accounts."""
    given = copy.deepcopy(tables())
    number = {"A": 10, "B": 20, "C": 30}
    for columns in given.values():
        for name, values in columns.items():
            if name == "account_id":
                columns[name] = [number[each] for each in values]
            elif name in ("person_id", "from_id", "to_id"):
                columns[name] = [int(each) for each in values]
    return given


@pytest.mark.parametrize(
    "kind", [int, np.int64, np.int32, np.uint8], ids=lambda each: each.__name__
)
def test_ids_that_are_numbers(vocabulary: MapVocabulary, kind: Callable[[int], Any]) -> None:
    maps = vocabulary.build(whole_numbers(), as_of=AS_OF)
    assert set(maps.coverage(accounts=kind(10))["completeness"].column("account_id")) == {10}
    found = maps.routes([kind(1), kind(4)], accounts=[kind(10)])["routes"]
    assert set(found.column("target_id")) == {1, 4}
    assert maps.routes(kind(4))["routes"].column("target_id")[0] == 4
    assert maps.export_person(kind(4)) == maps.export_person(4)
    assert maps.erase_person(kind(4)).contents()["people"].num_rows == 5
    assert maps.write(kind(10)) == maps.write(10)
    change = {"kind": "set_support", "person_id": kind(1), "support": 2}
    assert maps.change(change).verdict().to_json() != maps.verdict().to_json()
    series = pd.Series([10])
    assert maps.summary(accounts=series).column("account_id") == [10]


def test_ids_of_texts_and_of_numbers_give_the_same(
    vocabulary: MapVocabulary, maps: DecisionMaps
) -> None:
    numbers = vocabulary.build(whole_numbers(), as_of=AS_OF, names=True)
    for verb in ("coverage", "verdict", "routes"):
        ours, theirs = getattr(maps, verb)(), getattr(numbers, verb)()
        for name in ours:
            for column in ours[name].column_names:
                if not column.endswith("_id"):
                    assert ours[name].column(column) == theirs[name].column(column)


@pytest.mark.parametrize("bad", [1.5, None, object()])
def test_an_id_that_is_none(maps: DecisionMaps, bad: Any) -> None:
    with pytest.raises(TypeError):
        maps.export_person(bad)
    with pytest.raises(TypeError):
        maps.coverage(accounts=[bad])


# ---- answers


@pytest.mark.parametrize(("verb", "asked", "names"), QUESTIONS, ids=[each[0] for each in QUESTIONS])
def test_every_answer(
    maps: DecisionMaps, verb: str, asked: dict[str, Any], names: list[str]
) -> None:
    answer = getattr(maps, verb)(**asked)
    assert answer.names == names
    some = getattr(maps, verb)(**asked, accounts="A")
    for name in names:
        table, part = answer[name], some[name]
        assert len(set(table.column_names)) == len(table.column_names)
        if "account_id" in table.column_names:
            assert set(table.column("account_id")) <= {"A", "B"}
            assert part.to_dicts() == rows_of(table, account_id="A")
    assert json.loads(answer.to_json()).keys() == set(names)
    with pytest.raises(sandan.InvalidArgumentError) as raised:
        getattr(maps, verb)(**asked, accounts=["A", "nobody"])
    assert raised.value.detail == "unknown_account"


@pytest.mark.parametrize(("verb", "asked", "name"), TABLES, ids=[each[0] for each in TABLES])
def test_every_answer_of_one_table(
    maps: DecisionMaps, verb: str, asked: dict[str, Any], name: str
) -> None:
    changes = [{"kind": "set_stage", "person_id": "1", "relation_stage": "none"}]
    given = changes if verb == "what_if" else []
    table = getattr(maps, verb)(*given, **asked)
    assert table.name == name
    assert table.num_rows > 0
    part = getattr(maps, verb)(*given, **asked, accounts=["A"])
    assert part.to_dicts() == rows_of(table, account_id="A")


@pytest.mark.parametrize("verb", ["coverage", "verdict", "win_over", "layout", "summary"])
def test_threads_change_nothing(maps: DecisionMaps, verb: str) -> None:
    one, two = (getattr(maps, verb)(threads=n).to_json() for n in (1, 2))
    assert one == two


def test_coverage(maps: DecisionMaps) -> None:
    answer = maps.coverage(accounts="A")
    whole = row_of(answer["completeness"])
    assert (whole["people"], whole["roles_required"], whole["roles_filled"]) == (5, 5, 5)
    assert [row["rank"] for row in answer["coverage_gaps"].to_dicts()] == list(
        range(1, len(answer["coverage_gaps"]) + 1)
    )
    assert row_of(answer["coverage_gaps"], rank=1)["gap"] == "decider_against"
    people = {row["person_id"]: row["in_touch"] for row in answer["coverage_people"].to_dicts()}
    assert people == {"1": True, "2": True, "3": True, "4": True, "5": None}
    theirs = maps.coverage(accounts="A", vendor="north")["coverage_people"]
    assert {row["person_id"]: row["in_touch"] for row in theirs.to_dicts()} == {
        "1": None,
        "2": False,
        "3": None,
        "4": True,
        "5": None,
    }


def test_routes(maps: DecisionMaps) -> None:
    answer = maps.routes("1", alternatives=3)
    found = answer["routes"].to_dicts()
    assert [row["route"] for row in found] == [1, 2, 3]
    assert [row["cost"] for row in found] == sorted(row["cost"] for row in found)
    steps = rows_of(answer["route_steps"], route=2)
    assert [(step["from_id"], step["to_id"]) for step in steps] == [(None, "2"), ("2", "1")]
    assert sum(step["cost"] for step in steps) == found[1]["cost"]
    assert (found[1]["next_step"], found[1]["next_from_id"]) == ("introduce", "2")


def test_gatekeepers(maps: DecisionMaps) -> None:
    answer = maps.gatekeepers(accounts="A")
    assert row_of(answer["gatekeepers"], kind="veto")["person_id"] == "4"
    assert row_of(answer["gatekeepers"], kind="veto")["covered"] is False
    assert row_of(answer["blocking_sets"])["size"] == 2


def test_verdict(maps: DecisionMaps) -> None:
    answer = maps.verdict(accounts="A")
    ours = row_of(answer["verdicts"], vendor="@us")
    assert (ours["voters"], ours["voters_known"], ours["state"]) == (2, 1, "open")
    assert ours["low"] < ours["verdict"] < ours["high"]
    assert row_of(answer["verdicts"], vendor="north")["leads"] is True
    stubborn = maps.verdict(accounts="A", stubbornness=1)["positions"]
    held = {
        row["person_id"]: (row["position"], row["support"])
        for row in rows_of(stubborn, vendor="@us")
    }
    assert held == {"1": (0, None), "2": (2, 2), "3": (0, 0), "4": (-1, -1), "5": (0, None)}


def test_win_over_leaves_out_whom_one_must_not_contact(maps: DecisionMaps) -> None:
    answer = maps.win_over(accounts="A")
    assert "5" not in answer["win_over"].column("person_id")
    assert answer["withheld"].to_dicts() == [
        {"account_id": "A", "reason": "contact_not_allowed", "people": 1}
    ]
    assert maps.win_over(accounts="A", most=1)["win_over"].num_rows == 1
    assert maps.win_over(accounts="A", picks=1)["win_plan"].num_rows == 1


def test_competitors(maps: DecisionMaps) -> None:
    answer = maps.competitors(accounts="A")
    assert answer["competitors"].column("vendor") == ["@us", "north"]
    assert row_of(answer["contested"])["lead"] == "them"
    assert {row["criterion"] for row in answer["point_reach"].to_dicts()} == {"price", "service"}


def test_next_contacts(maps: DecisionMaps) -> None:
    answer = maps.next_contacts(activities(), as_of=date.fromisoformat(AS_OF), accounts="A")
    first = row_of(answer["next_contacts"], rank=1)
    assert (first["person_id"], first["overdue"], first["days_since"]) == ("2", True, 90)
    assert row_of(answer["next_contacts"], person_id="4")["overdue"] is False
    assert row_of(answer["next_contacts"], person_id="1")["overdue"] is None
    overdue = maps.next_contacts(activities(), as_of=AS_OF, only_overdue=True)
    assert overdue["next_contacts"].column("person_id") == ["2"]
    assert not any(answer["next_activities"].column("hospitality"))
    with pytest.raises(TypeError):
        maps.next_contacts(activities())  # type: ignore[call-arg]


def test_centrality(maps: DecisionMaps) -> None:
    table = maps.centrality(accounts="A")
    assert sum(table.column("pagerank")) == pytest.approx(1)
    some = maps.centrality(accounts="A", measures=["pagerank"])
    assert set(some.column("betweenness")) == {None}
    assert some.column("pagerank") == table.column("pagerank")
    reports = maps.centrality(accounts="A", kinds=["reports_to"])
    assert row_of(reports, person_id="1")["in_degree"] == 2


def test_layout(maps: DecisionMaps) -> None:
    answer = maps.layout(accounts="A")
    bands = {row["person_id"]: row["band"] for row in answer["layout_people"].to_dicts()}
    assert bands == {"1": 0, "2": 1, "3": 2, "4": 1, "5": 3}
    tree = {(row["from_id"], row["to_id"]) for row in rows_of(answer["layout_edges"], tree=True)}
    assert tree == {("2", "1"), ("3", "2"), ("4", "1")}


def test_labels(maps: DecisionMaps) -> None:
    coverage = maps.coverage()
    gaps = coverage["coverage_gaps"]
    assert gaps.labels.of_value("gap", "no_guide")["zh"] == "没有向导"
    assert gaps.labels.of_column("gap")["zh"] == "缺口"
    assert coverage["coverage_people"].labels.of_value("level", "executive")["zh"] == "决策层"
    assert "决策层" in coverage["coverage_people"]._repr_html_()
    stages = maps.next_contacts(as_of=AS_OF)["next_contacts"].labels
    assert stages.of_value("next_stage", "trust") == {"en": "Trust", "zh": "信赖"}
    kinds = maps.contents()["relations"].labels
    assert kinds.of_value("kind", "reports_to")["en"] == "Reports to"


def test_every_answer_carries_what_it_came_from(maps: DecisionMaps) -> None:
    metadata = maps.verdict(stubbornness=0.25)["verdicts"].metadata
    assert maps.vocabulary.digest in metadata.values()
    assert any("0.25" in value for value in metadata.values())


@pytest.mark.parametrize(
    ("verb", "asked", "detail", "where"),
    [
        ("routes", {"targets": "77"}, "unknown_person", "/targets/0"),
        ("routes", {"alternatives": 0}, None, "/alternatives"),
        ("gatekeepers", {"targets": ["1", "77"]}, "unknown_person", "/targets/1"),
        ("verdict", {"model": "voting"}, None, "/model"),
        ("verdict", {"stubbornness": 2}, None, "/stubbornness"),
        ("win_over", {"most": 0}, None, "/most"),
        ("centrality", {"kinds": "hates"}, "unknown_kind", "/kinds/0"),
        ("centrality", {"measures": "beauty"}, None, "/measures/0"),
        ("centrality", {"damping": 1.5}, None, "/damping"),
        ("flow", {"amount_minor": -1}, None, "/amount_minor"),
        ("write", {"format": "png"}, None, "/format"),
        ("write", {}, "which_account", "/account_id"),
        ("export_person", {"person_id": "77"}, "unknown_person", "/person_id"),
        ("erase_person", {"person_id": "77"}, "unknown_person", "/person_id"),
        ("diff", {"answers": "weather"}, None, "/answers/0"),
    ],
)
def test_a_bad_question_is_refused_at_its_place(
    maps: DecisionMaps, verb: str, asked: dict[str, Any], detail: str | None, where: str
) -> None:
    first = (maps,) if verb == "diff" else ()
    with pytest.raises(sandan.InvalidArgumentError) as raised:
        getattr(maps, verb)(*first, **asked)
    assert raised.value.where == where
    assert raised.value.detail
    assert detail in (None, raised.value.detail)


# ---- use


def test_repr(maps: DecisionMaps) -> None:
    assert repr(maps) == "<sandan decision maps, vocabulary 'standard'>"


def test_many_threads_ask_one_book(maps: DecisionMaps) -> None:
    expected = maps.summary().to_json()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: maps.summary().to_json(), range(40)))
    assert set(found) == {expected}


def test_progress_can_stop_a_question(vocabulary: MapVocabulary) -> None:
    n = 3000
    book = vocabulary.build(
        people={"person_id": list(range(n)), "account_id": [each // 3 for each in range(n)]}
    )
    shares: list[float] = []
    book.coverage(progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1

    def stop(_: float) -> None:
        raise RuntimeError("enough")

    for ask in (book.coverage, book.verdict, book.layout, book.summary):
        with pytest.raises(RuntimeError, match="enough"):
            ask(progress=stop)
