"""Mapping documents and bare files at work."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from sandan.importing import FileSpec, SourceError, apply_mapping, import_files, parse_mapping


def mapping(columns: dict[str, Any], table: str = "opportunities", **others: Any) -> Any:
    document: dict[str, Any] = {
        "sandan": "mapping/1",
        "code": "test",
        "label": {"en": "Test"},
        "files": {"f": "f.csv"},
        "tables": {table: {"file": "f", "columns": columns}},
    }
    return parse_mapping(json.dumps({**document, **others}))


def applied(
    folder: Path, text: str, columns: dict[str, Any], **others: Any
) -> list[dict[str, Any]]:
    (folder / "f.csv").write_bytes(text.encode("utf-8"))
    imported = apply_mapping(mapping(columns, **others), base=folder)
    rows: list[dict[str, Any]] = imported.tables["opportunities"].table.to_pylist()
    return rows


def test_renames_types_and_facts(tmp_path: Path) -> None:
    rows = applied(
        tmp_path,
        "id,value,on,colour\n007,12.50,2026-01-05,red\n8,,,\n",
        {
            "opportunity_id": "id",
            "amount_minor": {"from": "value", "unit": "major"},
            "created_on": "on",
            "currency": {"constant": "CNY"},
            "line": {"row": True},
        },
    )
    assert rows == [
        {
            "opportunity_id": "007",
            "amount_minor": 1250,
            "created_on": dt.date(2026, 1, 5),
            "currency": "CNY",
            "line": 2,
            "colour": "red",
        },
        {
            "opportunity_id": "8",
            "amount_minor": None,
            "created_on": None,
            "currency": "CNY",
            "line": 3,
            "colour": None,
        },
    ]


@pytest.mark.parametrize(
    ("unmapped", "expected"),
    [("keep", ["won", "Odd", None]), ("null", ["won", None, None]), ("drop", ["won", None])],
)
def test_unmapped_values(tmp_path: Path, unmapped: str, expected: list[str | None]) -> None:
    rows = applied(
        tmp_path,
        "id,s\n1,Won\n2,Odd\n3,junk\n",
        {"outcome": {"from": "s", "values": {"Won": "won", "junk": None}, "unmapped": unmapped}},
    )
    assert [row["outcome"] for row in rows] == expected


def test_unmapped_values_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        applied(
            tmp_path,
            "id,s\n1,Won\n2,Odd\n",
            {"outcome": {"from": "s", "values": {"Won": "won"}, "unmapped": "refuse"}},
        )
    assert str(caught.value) == "f.csv, row 3, column 's → outcome': 'Odd' is not in the value map"


def test_first_bad_value_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        applied(
            tmp_path,
            'id,on\n"1\n1",2026-01-05\n2,2026-02-30\n3,never\n',
            {"created_on": "on"},
        )
    assert caught.value.row == "3"
    assert "'2026-02-30' is no day" in str(caught.value)


def test_bad_values_can_be_null_or_dropped(tmp_path: Path) -> None:
    text = "id,on\n1,2026-01-05\n2,2026-02-30\n3,\n"
    for fate, expected in (("null", ["1", "2", "3"]), ("drop", ["1", "3"])):
        rows = applied(tmp_path, text, {"created_on": {"from": "on", "on_error": fate}})
        assert [row["id"] for row in rows] == expected


def test_rows_keep_their_place_when_some_are_dropped(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("id,s\n1,no\n2,yes\n3,yes\n", encoding="utf-8")
    imported = apply_mapping(
        mapping({"stage": {"from": "s", "values": {"yes": "offer"}, "unmapped": "drop"}}),
        base=tmp_path,
    )
    table = imported.tables["opportunities"]
    assert table.table.num_rows == 2
    assert table.place(0) == ("f.csv", 3)
    assert any("left out" in note.text for note in imported.notes)


def test_damaged_ids(tmp_path: Path) -> None:
    text = "id\n1.1812E+11\n"
    with pytest.raises(SourceError, match="spreadsheet has shortened"):
        applied(tmp_path, text, {"opportunity_id": "id"})
    rows = applied(tmp_path, text, {"opportunity_id": {"from": "id", "type": "text"}})
    assert rows == [{"opportunity_id": "1.1812E+11"}]


def test_nulls_trim_lists_and_flags(tmp_path: Path) -> None:
    rows = applied(
        tmp_path,
        "id,a,b,c\n1, x ,是,甲; 乙;\n2,-,N,\n",
        {
            "a": {"trim": True, "null": "-"},
            "b": {"type": "bool"},
            "c": {"type": "text_list"},
        },
    )
    assert [row["a"] for row in rows] == ["x", None]
    assert [row["b"] for row in rows] == [True, False]
    assert [row["c"] for row in rows] == [["甲", "乙"], None]


@pytest.mark.parametrize(
    ("name", "value", "minor"),
    [
        ("金额（元）", "1,054.5", 105_450),
        ("金额（万元）", "12.5", 12_500_000),
        ("金额(万)", "12.5", 12_500_000),
        ("金额（万元）", "3亿", 30_000_000_000),
        ("金额", "12.5万", 12_500_000),
        ("金额", "12.5", 1_250),
    ],
)
def test_unit_is_found_in_the_value_or_the_name(
    tmp_path: Path, name: str, value: str, minor: int
) -> None:
    rows = applied(
        tmp_path,
        f'id,{name}\n1,"{value}"\n',
        {
            "amount_minor": {
                "from": ["金额（元）", "金额（万元）", "金额(万)", "金额"],
                "unit": "auto",
            }
        },
    )
    assert rows[0]["amount_minor"] == minor


def test_missing_column(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="has no column 'nosuch'; it has: id"):
        applied(tmp_path, "id\n1\n", {"opportunity_id": "nosuch"})
    rows = applied(tmp_path, "id\n1\n", {"stage": {"from": "nosuch", "optional": True}})
    assert rows == [{"id": "1"}]


def test_sql(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("id,a,b\n1,2026-01-05,\n2,,2026-02-01\n", encoding="utf-8")
    document = {
        "sandan": "mapping/1",
        "code": "test",
        "label": {"en": "Test"},
        "files": {"f": "f.csv"},
        "tables": {
            "stage_events": {
                "sql": "SELECT id AS opportunity_id, 'a' AS stage, a AS entered_at FROM f "
                "WHERE a IS NOT NULL UNION ALL SELECT id, 'b', b FROM f WHERE b IS NOT NULL"
            }
        },
    }
    imported = apply_mapping(parse_mapping(json.dumps(document)), base=tmp_path)
    events = imported.tables["stage_events"].table
    assert events.column("stage").to_pylist() == ["a", "b"]
    assert events.schema.field("entered_at").type == pa.timestamp("us")


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("DROP TABLE f", "must be one SELECT"),
        ("SELECT 1; SELECT 2", "must be one SELECT"),
        ("SELECT nosuch FROM f", "DuckDB refuses it"),
        ("SELECT * FROM read_csv('/etc/hostname')", "DuckDB refuses it"),
        ("SELECT * FROM '/etc/hostname'", "DuckDB refuses it"),
        ("COPY f TO '/tmp/out.csv'", "must be one SELECT"),
        ("INSTALL httpfs", "must be one SELECT"),
        ("SELECT * FROM document", "DuckDB refuses it"),
        ("SELECT id, id FROM f", "two columns of one name"),
        ("SELEC", "DuckDB refuses it"),
    ],
)
def test_sql_reads_the_named_files_and_nothing_else(tmp_path: Path, sql: str, words: str) -> None:
    (tmp_path / "f.csv").write_text("id\n1\n", encoding="utf-8")
    document = {
        "sandan": "mapping/1",
        "code": "test",
        "label": {"en": "Test"},
        "files": {"f": "f.csv"},
        "tables": {"opportunities": {"sql": sql}},
    }
    with pytest.raises(SourceError, match=words):
        apply_mapping(parse_mapping(json.dumps(document)), base=tmp_path)


def test_zoned_times_need_a_zone(tmp_path: Path) -> None:
    text = "id,at\n1,2011-10-30T02:30:00+02:00\n1,2011-10-30T02:30:00+01:00\n"
    columns = {"opportunity_id": "id", "entered_at": "at"}
    (tmp_path / "f.csv").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match="in which zone"):
        apply_mapping(mapping(columns, "stage_events"), base=tmp_path)
    for zone in ({"time_zone": "Europe/Amsterdam"}, {"utc_offset": "+01:00"}):
        imported = apply_mapping(mapping(columns, "stage_events", **zone), base=tmp_path)
        entered = imported.tables["stage_events"].table.column("entered_at")
        assert entered.type.tz is not None
        assert entered[1].value - entered[0].value == 3600 * 1_000_000
    written = {"opportunity_id": "id", "entered_at": {"from": "at", "zone": "as_written"}}
    imported = apply_mapping(mapping(written, "stage_events"), base=tmp_path)
    entered = imported.tables["stage_events"].table.column("entered_at")
    assert entered.to_pylist() == [dt.datetime(2011, 10, 30, 2, 30)] * 2


def test_times_with_and_without_offset(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("id,at\n1,2011-10-30 02:30\n2,2011-10-30T02:30Z\n")
    with pytest.raises(SourceError, match=r"row 3, .*with and without an offset"):
        apply_mapping(mapping({"entered_at": "at"}, "stage_events"), base=tmp_path)


def test_bare_files(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(
        "opportunity_id,amount_minor,created_on,stage,note\n01,1200,2026-01-05,offer,x\n",
        encoding="utf-8",
    )
    (tmp_path / "e.csv").write_text(
        "opportunity_id,stage,entered_at\n01,visit,2026-01-05 10:00\n", encoding="utf-8"
    )
    imported = import_files(
        {"opportunities": FileSpec(("o.csv",)), "stage_events": FileSpec(("e.csv",))},
        base=tmp_path,
    )
    deals = imported.tables["opportunities"].table
    assert deals.schema.field("opportunity_id").type == pa.string()
    assert deals.schema.field("amount_minor").type == pa.int64()
    assert deals.schema.field("created_on").type == pa.date32()
    assert deals.column("note").to_pylist() == ["x"]
    events = imported.tables["stage_events"].table
    assert events.column("entered_at").to_pylist() == [dt.datetime(2026, 1, 5, 10)]


def test_bare_dates_must_be_iso(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text("opportunity_id,created_on\n1,05/01/2026\n", encoding="utf-8")
    spec = {"opportunities": FileSpec(("o.csv",))}
    with pytest.raises(SourceError, match="row 2, column 'created_on': '05/01/2026'"):
        import_files(spec, base=tmp_path)
    imported = import_files(spec, base=tmp_path, on_error="null")
    assert imported.tables["opportunities"].table.column("created_on").to_pylist() == [None]
    assert "1 unreadable value made null" in imported.notes[0].text


def test_ids_of_two_types_meet_as_text(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text("opportunity_id\n1\n", encoding="utf-8")
    (tmp_path / "e.jsonl").write_text(
        '{"opportunity_id": 1, "stage": "a", "entered_at": "2026-01-05"}\n', encoding="utf-8"
    )
    imported = import_files(
        {"opportunities": FileSpec(("o.csv",)), "stage_events": FileSpec(("e.jsonl",))},
        base=tmp_path,
    )
    for table in imported.arrow().values():
        assert table.schema.field("opportunity_id").type == pa.string()


def test_several_files_of_one_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id\n1\n2\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("id\n3\n", encoding="utf-8")
    (tmp_path / "c.csv").write_text("other\n3\n", encoding="utf-8")
    imported = import_files({"opportunities": FileSpec(("a.csv", "b.csv"))}, base=tmp_path)
    table = imported.tables["opportunities"]
    assert table.table.column("id").to_pylist() == ["1", "2", "3"]
    assert table.place(2) == ("b.csv", 2)
    with pytest.raises(SourceError, match="has other columns"):
        import_files({"opportunities": FileSpec(("a.csv", "c.csv"))}, base=tmp_path)
