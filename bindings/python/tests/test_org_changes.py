"""Decision maps in Python: changes, comparisons, persons, and maps as files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from small_map import AS_OF, row_of, tables

import sandan
from sandan import DecisionMaps, MapVocabulary

# ---- changes and comparisons


def test_changes_make_other_maps(maps: DecisionMaps) -> None:
    before = maps.verdict().to_json()
    changed = maps.change(
        {"kind": "set_support", "person_id": "1", "support": 2},
        {"kind": "set_stage", "person_id": "1", "relation_stage": "trust"},
        {"kind": "set_roles", "person_id": "2", "roles": ["designer", "decider"]},
        {"kind": "add_person", "account_id": "A", "person_id": "6", "level": "management"},
        {"kind": "add_relation", "from_id": "6", "to_id": "1", "relation": "influences"},
        {"kind": "remove_relation", "from_id": "4", "to_id": "2", "relation": "opposes"},
        {"kind": "remove_person", "person_id": "5"},
    )
    contents = changed.contents(accounts="A")
    assert contents["people"].column("person_id") == ["1", "2", "3", "4", "6"]
    assert row_of(contents["stances"], person_id="1")["support"] == 2
    assert row_of(contents["stances"], person_id="1")["relation_stage"] == "trust"
    assert row_of(contents["people"], person_id="2")["roles"] == "decider;designer"
    kinds = contents["relations"].column("kind")
    assert "opposes" not in kinds
    assert kinds.count("influences") == 2
    assert maps.verdict().to_json() == before
    assert changed.vocabulary is maps.vocabulary


def test_a_support_that_is_not_known_any_more(maps: DecisionMaps) -> None:
    changed = maps.change({"kind": "set_support", "person_id": "2", "support": None})
    stances = changed.contents(accounts="A")["stances"]
    assert row_of(stances, person_id="2", vendor="@us")["support"] is None


def test_what_if_tells_what_change_would_do(maps: DecisionMaps) -> None:
    change = {"kind": "set_support", "person_id": "1", "support": 2}
    told = maps.what_if(change, answers="verdict")
    row = row_of(told, answer="verdicts", item="@us", column="verdict")
    after = maps.change(change).verdict(accounts="A")["verdicts"]
    before = maps.verdict(accounts="A")["verdicts"]
    ours = [row_of(each, vendor="@us")["verdict"] for each in (before, after)]
    assert row["change"] == pytest.approx(ours[1] - ours[0])
    assert float(row["after"]) == pytest.approx(ours[1])
    assert set(told.column("account_id")) == {"A"}


def test_diff(maps: DecisionMaps, vocabulary: MapVocabulary) -> None:
    assert maps.diff(maps).num_rows == 0
    later = maps.change({"kind": "remove_person", "person_id": "5"})
    rows = maps.diff(later, answers=["contents"])
    gone = row_of(rows, answer="people", column="row")
    assert (gone["item"], gone["after"]) == ("5", None)
    assert maps.diff(later, answers=["contents"], accounts="B").num_rows == 0
    other = vocabulary.build(tables(), as_of="2026-02-01")
    assert "summary" in "".join(maps.diff(other).column("answer"))


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"kind": "marry", "person_id": "1"}, "/changes/0/kind"),
        ({"kind": "set_support", "person_id": "1", "support": 3}, "/changes/0/support"),
        ({"kind": "set_support", "person_id": "77", "support": 1}, "/changes/0/person_id"),
        ({"kind": "set_stage", "person_id": "1", "relation_stage": "love"}, "/changes/0"),
        ({"kind": "add_person", "account_id": "A", "person_id": "1"}, "/changes/0/person_id"),
    ],
)
def test_a_change_that_cannot_be_made(
    maps: DecisionMaps, change: dict[str, Any], where: str
) -> None:
    with pytest.raises(sandan.InvalidArgumentError) as raised:
        maps.change(change)
    assert raised.value.where.startswith(where)
    with pytest.raises(sandan.InvalidArgumentError):
        maps.what_if(change)


# ---- one person, and files


def test_export_and_erase_a_person(maps: DecisionMaps) -> None:
    held = json.dumps(maps.export_person("4"), ensure_ascii=False)
    for known in ("Qian", "north", "opposes", "service"):
        assert known in held
    erased = maps.erase_person("4")
    assert "4" not in erased.contents()["people"].column("person_id")
    everything = erased.write("A", format="json") + erased.contents().to_json()
    assert "Qian" not in everything
    with pytest.raises(sandan.InvalidArgumentError):
        erased.export_person("4")
    assert "4" in maps.contents()["people"].column("person_id")


@pytest.mark.parametrize("form", ["graphml", "json"])
def test_write_and_read_again(
    vocabulary: MapVocabulary, maps: DecisionMaps, tmp_path: Path, form: str
) -> None:
    text = maps.write("A", format=form)
    file = tmp_path / "map.txt"
    file.write_text(text, encoding="utf-8")
    for source in (text, text.encode(), f"\ufeff{text}", file, str(file)):
        read = sandan.read_map(source)
        assert read["read_faults"].num_rows == 0
        names = ("people", "departments", "relations", "stances")
        again = vocabulary.build({name: read[name] for name in names}, as_of=AS_OF, names=True)
        assert again.contents().to_json() == maps.contents(accounts="A").to_json()


def test_write_dot(maps: DecisionMaps) -> None:
    assert maps.write("A", format="dot").startswith("digraph")
    assert "汇报" in maps.write("A", format="dot", language="zh")
    assert maps.write("A").startswith("<?xml")


PLAIN = (
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed">'
    '<node id="x"/><node id="y"/><edge source="x" target="y"/></graph></graphml>'
)


def test_read_of_a_plain_graph() -> None:
    read = sandan.read_map(PLAIN, account_id=7, relation="introduces")
    assert read.names == ["people", "departments", "relations", "stances", "read_faults"]
    assert read["people"].column("person_id") == ["x", "y"]
    assert {str(each) for each in read["people"].column("account_id")} == {"7"}
    assert read["relations"].column("kind") == ["introduces"]
    assert sandan.read_map(PLAIN)["relations"].column("kind") == ["influences"]
    assert sandan.read_map(PLAIN, format="graphml").to_json() == sandan.read_map(PLAIN).to_json()


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        sandan.read_map(tmp_path / "nowhere.graphml")
    broken = tmp_path / "broken.graphml"
    broken.write_text("<graphml><graph>", encoding="utf-8")
    with pytest.raises(sandan.ParseError) as raised:
        sandan.read_map(broken)
    assert raised.value.file == str(broken)
    with pytest.raises(sandan.SandanError):
        sandan.read_map('{"sandan": "map/1"')
    with pytest.raises(sandan.LimitError):
        sandan.read_map(PLAIN, max_people=1)
    with pytest.raises(sandan.LimitError):
        sandan.read_map(
            PLAIN.replace("</graph>", '<edge source="y" target="x"/></graph>'), max_relations=1
        )
