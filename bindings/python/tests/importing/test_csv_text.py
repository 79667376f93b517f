"""CSV: what stands in the file, or an error that names the row."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest

from sandan.importing import SourceError, read_file


def write(folder: Path, text: str | bytes, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def records(path: Path, **options: object) -> list[dict[str, str]]:
    return read_file(path, **options).to_pylist()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2\n", [{"a": "1", "b": "2"}]),
        ("a,b\r\n1,2\r\n", [{"a": "1", "b": "2"}]),
        ("a,b\r1,2\r", [{"a": "1", "b": "2"}]),
        ("a,b\n1,2", [{"a": "1", "b": "2"}]),
        ("a,b\n1,\n", [{"a": "1", "b": ""}]),
        ("a,b\n1, x \n", [{"a": "1", "b": " x "}]),
        ('a,b\n1,"x, ""y"""\n', [{"a": "1", "b": 'x, "y"'}]),
        ('a,b\n1,"two\r\nlines"\n', [{"a": "1", "b": "two\r\nlines"}]),
        ('a,b\n1,19" rack\n', [{"a": "1", "b": '19" rack'}]),
        ("a;b\n1;2,5\n", [{"a": "1", "b": "2,5"}]),
        ("a\tb\n1\t2\n", [{"a": "1", "b": "2"}]),
        ("a,b\n1,2\n\n3,4\n\n", [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]),
        ("a\n1\n\n2\n", [{"a": "1"}, {"a": ""}, {"a": "2"}]),
        ("a,b,,\n1,2,,\n", [{"a": "1", "b": "2"}]),
        ("a,b\n", []),
        ("金额（元）,客户\n1，054,甲\n", [{"金额（元）": "1，054", "客户": "甲"}]),
    ],
)
def test_reads_what_stands_there(tmp_path: Path, text: str, expected: list[dict[str, str]]) -> None:
    assert records(write(tmp_path, text)) == expected


@pytest.mark.parametrize(
    ("text", "row", "reason"),
    [
        ("a,b,c\n1,2,3\n1,2\n", "3", "has 2 fields, the header has 3"),
        ("a,b\n1,2,3\n", "2", "has 3 fields, the header has 2"),
        ('a,b\n"x",2\n"one, two\n3,4\n', "3", "never closed"),
        ('a,b\n1,"x "y" z"\n', "2", "must be doubled"),
        ('a,b\n1,x "y" z\n', "2", "not quoted"),
        ("a,b\n1,2\n3,\x00\n", None, "zero"),
        ("", None, "empty"),
        ("\n\n", None, "empty"),
        ("a,,c\n1,2,3\n", "2", "no name"),
        ("a,b,a\n1,2,3\n", None, "two columns are named 'a'"),
        ('a,b\n"1\n2",3\nx,y,z\n', "3", "has 3 fields"),
    ],
)
def test_refuses_what_is_broken(tmp_path: Path, text: str, row: str | None, reason: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(SourceError) as caught:
        read_file(path)
    assert reason in str(caught.value)
    assert str(path) in str(caught.value)
    if row is not None:
        assert caught.value.row == row


def test_both_ways_of_reading_agree(tmp_path: Path) -> None:
    """Files with and without quotes take different readers; the result is one."""
    chance = random.Random(7)
    cells = ["", "a", "甲乙", "0012", " x", "1.50", "-", "a'b", "=1+1", "\u3000", "e\u0301"]
    for _ in range(50):
        width = chance.randint(1, 5)
        rows = [[chance.choice(cells) for _ in range(width)] for _ in range(chance.randint(1, 20))]
        if width == 1:
            rows = [[cell or "x"] for (cell,) in rows]
        header = [f"c{i}" for i in range(width)]
        plain, quoted = io.StringIO(), io.StringIO()
        csv.writer(plain, quoting=csv.QUOTE_NONE, lineterminator="\n").writerows([header, *rows])
        csv.writer(quoted, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows([header, *rows])
        first = read_file(write(tmp_path, plain.getvalue(), "plain.csv"), delimiter=",")
        second = read_file(write(tmp_path, quoted.getvalue(), "quoted.csv"), delimiter=",")
        assert first.equals(second)
        assert [list(row.values()) for row in first.to_pylist()] == rows


def test_quotes_can_be_ordinary_characters(tmp_path: Path) -> None:
    path = write(tmp_path, 'a,b\n1,x "y" z\n')
    assert records(path, quoting="literal") == [{"a": "1", "b": 'x "y" z'}]


def test_without_header(tmp_path: Path) -> None:
    path = write(tmp_path, "1,2\n3,4\n")
    assert records(path, header=False)[0] == {"column_1": "1", "column_2": "2"}


def test_csv_spectrum(shared: Path) -> None:
    import json

    folder = shared / "robustness" / "csv-spectrum"
    checked = 0
    for path in sorted((folder / "csvs").glob("*.csv")):
        expected = json.loads((folder / "json" / f"{path.stem}.json").read_text("utf-8"))
        found = records(path)
        if path.stem == "location_coordinates":  # its JSON is another record
            assert found[0]["Location Coordinates"] == expected["Location Coordinates"]
        elif path.stem == "newlines_crlf":  # the stored copy has LF inside the field
            assert [r["b"] for r in found] == [r["b"] for r in expected]
        else:
            assert found == expected, path.name
        checked += 1
    assert checked >= 10


def test_csv_test_data(shared: Path) -> None:
    import json

    folder = shared / "robustness" / "csv-test-data"
    for path in sorted((folder / "csv").glob("*.csv")):
        answer = folder / "json" / f"{path.stem}.json"
        if path.stem in ("bad-header-wrong-header",):
            assert records(path) == []  # the columns are judged when a table is made of them
        elif path.stem.startswith("bad-") or path.stem == "all-empty":
            with pytest.raises(SourceError):
                read_file(path)
        else:
            expected = json.loads(answer.read_text("utf-8"))
            table = read_file(path)
            if (expected and isinstance(expected[0], dict)) or not expected:
                assert table.to_pylist() == expected, path.name
            else:
                rows = [table.column_names, *(list(row.values()) for row in table.to_pylist())]
                assert rows == expected, path.name
