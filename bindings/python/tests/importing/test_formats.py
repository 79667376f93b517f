"""Each kind of file gives the same table."""

from __future__ import annotations

import datetime as dt
import gzip
import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from sandan.importing import SourceError, read_file
from sandan.importing.locations import locate
from sandan.importing.values_to_arrow import as_text, column_of

ROWS = [
    {"id": "a", "n": 1, "share": 0.5, "on": dt.date(2026, 1, 5)},
    {"id": "乙", "n": None, "share": 2.0, "on": None},
]


def test_gzip(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress("id\n甲\n".encode()))
    assert read_file(path).to_pylist() == [{"id": "甲"}]
    path.write_bytes(gzip.compress(b"id\n1\n")[:-6])
    with pytest.raises(SourceError, match="damaged gzip"):
        read_file(path)


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    parquet.write_table(pa.Table.from_pylist(ROWS), path)
    assert read_file(path).to_pylist() == ROWS
    path.write_bytes(b"PAR1 not really")
    with pytest.raises(SourceError, match="not a readable Parquet"):
        read_file(path)


def test_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"id": "a", "n": 1}\n\n{"id": "乙", "big": 1.5}\n', encoding="utf-8")
    assert read_file(path).to_pylist() == [
        {"id": "a", "n": 1, "big": None},
        {"id": "乙", "n": None, "big": 1.5},
    ]
    path.write_text('[{"id": 1}, {"id": 2}]', encoding="utf-8")
    assert read_file(path).column("id").to_pylist() == [1, 2]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1}\n{"a": }\n', "row 2: not JSON"),
        ('{"a": 1}\n[1]\n', "row 2: not a JSON object"),
        ('{"a": 1, "a": 2}\n', "row 1: .*twice"),
        ('{"a": NaN}\n', "row 1: .*NaN"),
        ("", "no record"),
        ("[1]", "row 1: not a JSON object"),
        ("[", "not JSON"),
    ],
)
def test_json_lines_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=words):
        read_file(path)


def test_excel(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    page = book.active
    page.title = "商机"
    page.append(["编号", "金额", "日期", None])
    page.append(["001", 1054, dt.datetime(2026, 1, 5)])
    page.append([])
    page.append(["002", 12.5, dt.datetime(2026, 2, 1)])
    book.create_sheet("空")
    path = tmp_path / "t.xlsx"
    book.save(path)
    table = read_file(path)
    assert table.column("编号").to_pylist() == ["001", "002"]
    assert table.column("金额").to_pylist() == [1054.0, 12.5]
    assert table.column("日期").to_pylist()[0] == dt.datetime(2026, 1, 5)
    assert read_file(path, sheet="商机").num_rows == 2
    with pytest.raises(SourceError, match="is empty"):
        read_file(path, sheet=2)
    with pytest.raises(SourceError, match="has no sheet 'x'; it has: 商机, 空"):
        read_file(path, sheet="x")
    path.write_bytes(b"PK not really")
    with pytest.raises(SourceError, match="not a readable"):
        read_file(path)


def test_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    connection = sqlite3.connect(path)
    connection.execute('CREATE TABLE "my deals" (id TEXT, n INTEGER, share REAL)')
    connection.executemany(
        'INSERT INTO "my deals" VALUES (?, ?, ?)', [("a", 1, 0.5), ("b", None, 2)]
    )
    connection.commit()
    connection.close()
    table = read_file(f"sqlite:{path}?my deals")
    assert table.to_pylist() == [
        {"id": "a", "n": 1, "share": 0.5},
        {"id": "b", "n": None, "share": 2.0},
    ]
    assert read_file(f"sqlite:{path}?table=my%20deals").num_rows == 2
    for written, words in (
        (f"sqlite:{path}?nosuch", "has no table 'nosuch'; it has: my deals"),
        (f"sqlite:{tmp_path}/none.db?t", "no such file"),
        (f"sqlite:{path}", "sqlite:PATH.table"),
    ):
        with pytest.raises(SourceError, match=words):
            read_file(written)
    assert not (tmp_path / "none.db").exists()


def test_postgresql_without_a_server() -> None:
    written = "postgresql://rep:secret@127.0.0.1:1/crm?table=deals"
    with pytest.raises(SourceError) as caught:
        read_file(written)
    assert "secret" not in str(caught.value)
    assert "rep@127.0.0.1:1/crm?table=deals" in str(caught.value)
    assert locate("postgresql://rep@host/crm", "auto", None, "deals").table == "deals"
    with pytest.raises(SourceError, match=r"\?table=NAME"):
        locate("postgresql://rep@host/crm", "auto", None)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("none.csv", "no such file in"),
        ("none/t.csv", "no such folder: "),
        ("folder.csv", "is a folder"),
        ("t.xls", "old .xls"),
        ("t.doc", "cannot tell the format"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(SourceError, match=words):
        read_file(tmp_path / name)


def test_columns_of_python_values() -> None:
    assert column_of([1, None, 2]).type == pa.int64()
    assert column_of([1, 0.5]).type == pa.float64()
    assert column_of([2**53 + 1, 0.5]).to_pylist() == ["9007199254740993", "0.5"]
    assert column_of([2**64, 1]).to_pylist() == ["18446744073709551616", "1"]
    assert column_of([True, "x"]).to_pylist() == ["true", "x"]
    assert column_of([None, None]).type == pa.string()
    assert as_text(1054.0) == "1054"
    assert as_text(1e-7) == "0.0000001"
    assert as_text(dt.datetime(2026, 1, 5)) == "2026-01-05"


def test_real_exports(shared: Path) -> None:
    rows = {
        "event_logs/bpic2012.csv.gz": 262_200,
        "event_logs/07_bpic2013_incidents.csv.gz": 65_533,
        "event_logs/receipt.csv": 8_577,
        "event_logs/running_example_broken.csv": 34,
        "maven_crm/variants/sales_pipeline_ddmmyyyy_crlf.csv": 8_800,
    }
    for name, expected in rows.items():
        assert read_file(shared / name).num_rows == expected, name
