"""Sheets of decisions go to a workbook and back without a change."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import sys
from typing import Any

import pytest

from sandan.importing.problems import MissingPackageError, SourceError
from sandan.importing.sheets import sheet_of_workbook, workbook_of_sheet

openpyxl = pytest.importorskip("openpyxl")

SHEET = (
    "hit=FIRST,规模,out=grade,#label en\n"
    "(default),,B,\n"
    'A1,> 5,\'=1+1,"say ""x"",\ntwice"\n'
    '\'001,"""none""",\'-a,\'2026-01-31\n'
    "B,-,','' x\n"
    "C,TRUE,-5,0.5\n"
)


def rows(text: str) -> list[list[str]]:
    lines = [list(line) for line in csv.reader(io.StringIO(text, newline=""))]
    for line in lines:
        while line and line[-1] == "":
            line.pop()
    return lines


def saved(fill: Any) -> bytes:
    """A workbook whose first page `fill` has filled."""
    book = openpyxl.Workbook()
    fill(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_round_trip() -> None:
    data = workbook_of_sheet(SHEET, "grade: [2026]")
    assert rows(sheet_of_workbook(data)) == rows(SHEET)
    assert rows(sheet_of_workbook(data, "grade 2026")) == rows(SHEET)
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    assert page.title == "grade 2026"
    assert page["C3"].value == "=1+1"
    assert {cell.data_type for line in page.iter_rows() for cell in line if cell.value} == {"s"}
    assert {cell.number_format for line in page.iter_rows() for cell in line if cell.value} == {"@"}
    assert page["C3"].quotePrefix
    assert not page["B3"].quotePrefix


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_and_byte_order_mark(separator: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows(SHEET))
    assert rows(sheet_of_workbook(workbook_of_sheet("\ufeff" + out.getvalue()))) == rows(SHEET)


def test_any_text_comes_back() -> None:
    dice = random.Random(5)
    parts = [*"a=+-@'\"\n\t\r ,;<>&_1", "\x01", "_x0041_", "_x000D_", "客户", "#N/A", "TRUE", "😀"]
    for _ in range(60):
        lines = [["hit=FIRST", "x"]]
        for _ in range(dice.randint(1, 5)):
            lines.append(
                ["r", *("".join(dice.choices(parts, k=dice.randint(0, 5))) for _ in range(3))]
            )
        out = io.StringIO()
        csv.writer(out).writerows(lines)
        assert rows(sheet_of_workbook(workbook_of_sheet(out.getvalue()))) == rows(out.getvalue())


def test_values_typed_in_excel() -> None:
    def fill(page: Any) -> None:
        page.append(["hit=FIRST", "n", "out=v", None, None])
        page.append([1, 0.5, True, None])
        page.append([2.0, -5, False, dt.date(2026, 1, 31)])
        page.append([])
        page.append(["r", 1e300, 0.1, dt.datetime(2026, 2, 1)])
        page.append([None, None])

    assert sheet_of_workbook(saved(fill)) == (
        "hit=FIRST,n,out=v\r\n"
        "1,0.5,TRUE\r\n"
        "2,-5,FALSE,2026-01-31\r\n"
        "\r\n"
        "r,1e+300,0.1,2026-02-01\r\n"
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("=1+1", "cell B2 holds a formula"),
        (dt.datetime(2026, 1, 31, 8, 30), "cell B2 holds '2026-01-31 08:30:00'"),
        (dt.time(8, 30), "cell B2 holds '08:30:00'"),
        ("#N/A", "cell B2 holds the error #N/A"),
    ],
)
def test_cells_that_are_no_text(value: Any, words: str) -> None:
    def fill(page: Any) -> None:
        page.append(["hit=FIRST", "n"])
        page.append(["r", value])

    with pytest.raises(SourceError, match=f"t.xlsx: {words}"):
        sheet_of_workbook(saved(fill), file="t.xlsx")


def test_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook_of_sheet(SHEET)
    with pytest.raises(SourceError, match="has no sheet 'x'; it has: sheet"):
        sheet_of_workbook(data, "x")
    with pytest.raises(SourceError, match="has 1 sheets, sheet 2 is asked"):
        sheet_of_workbook(data, 2)
    with pytest.raises(SourceError, match=r"t\.xlsx: not a readable"):
        sheet_of_workbook(b"PK not really", file="t.xlsx")
    with pytest.raises(SourceError, match="row 2: not CSV"):
        workbook_of_sheet('hit=FIRST,a\n"r" x,1\n')
    with pytest.raises(SourceError, match="at most 1,000 columns"):
        sheet_of_workbook(saved(lambda page: page.cell(1, 1001, "x")))
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingPackageError, match="openpyxl"):
        workbook_of_sheet(SHEET)
    with pytest.raises(MissingPackageError, match="openpyxl"):
        sheet_of_workbook(data)
