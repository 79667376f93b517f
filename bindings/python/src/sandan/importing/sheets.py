"""Sheets of decisions: CSV text to an Excel workbook and back.

Every cell of the workbook is a text, so that nothing is taken for a formula, a
date or a number. The ' that a cell of the CSV begins with, to be taken as it
stands, is the quote prefix of the workbook's cell: the one that a ' typed in
Excel leaves.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from typing import Any

from sandan.importing.problems import MissingPackageError, SourceError, shown

_MOST_ROWS = 100_000
_MOST_COLUMNS = 1_000
_SEPARATOR = re.compile(r'(?:[^",;\t\r\n]|"(?:[^"]|"")*")*([,;\t])')
#: What a page of a workbook must not have in its name.
_NOT_IN_TITLE = re.compile(r"[\x00-\x1f\[\]:*?/\\]")
#: What XML cannot hold; Excel escapes it as _x0001_, so do that and undo it.
_ESCAPED = re.compile(r"[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def workbook_of_sheet(text: str, title: str = "sheet") -> bytes:
    """The CSV of a decision as a workbook (.xlsx) of one page.

    title: name of the page; what Excel does not allow in one is left out.
    """
    openpyxl = _openpyxl("writing Excel", None)
    book = openpyxl.Workbook()
    page = book.active
    page.title = _NOT_IN_TITLE.sub("", title)[:31].strip("' ") or "sheet"
    page.freeze_panes = "B2"
    for row, line in enumerate(_rows_of(text), start=1):
        for column, content in enumerate(line, start=1):
            if content == "":
                continue
            # An empty text stays a visible ': a prefix alone is what emptying a cell leaves.
            as_it_stands = content.startswith("'") and content != "'"
            cell = page.cell(row, column)
            cell.value = _ESCAPED.sub(_escape, content[1:] if as_it_stands else content)
            cell.data_type = "s"  # a text that begins with = would be a formula
            cell.number_format = "@"
            if as_it_stands:
                cell.quotePrefix = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_of_workbook(data: bytes, page: str | int | None = None, file: str = "workbook") -> str:
    """The CSV of a decision from one page of a workbook (.xlsx).

    page: its name, or its number from 1; None: the first one. Numbers, truth values
    and dates typed in Excel are read as such; formulas and errors are refused.
    file: how messages call the workbook.
    """
    openpyxl = _openpyxl("reading Excel", file)
    try:
        lines = list(_lines_of(openpyxl, data, page, file))
    except SourceError:
        raise
    except Exception as error:  # a damaged workbook fails in the zip, XML or cell reader
        raise SourceError(f"not a readable .xlsx workbook: {error}", file=file) from None
    while lines and not lines[-1]:
        lines.pop()
    out = io.StringIO()
    csv.writer(out).writerows(lines)  # lines end in CR LF, so both are quoted in cells
    return out.getvalue()


def _openpyxl(doing: str, file: str | None) -> Any:
    try:
        import openpyxl
    except ImportError:
        raise MissingPackageError(
            f"{doing} needs the package openpyxl: pip install openpyxl", file=file
        ) from None
    return openpyxl


def _rows_of(text: str) -> Iterator[list[str]]:
    """Records of CSV text; the separator is the one that ends the first cell."""
    text = text.removeprefix("\ufeff")
    found = _SEPARATOR.match(text)
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter="," if found is None else found[1], strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise SourceError(f"not CSV: {error}", row=str(reader.line_num)) from None


def _lines_of(openpyxl: Any, data: bytes, page: str | int | None, file: str) -> Iterator[list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    try:
        chosen = book[_page_name(list(book.sheetnames), page, file)]
        chosen.reset_dimensions()
        for row, cells in enumerate(chosen.iter_rows(), start=1):
            if row > _MOST_ROWS:
                raise SourceError(f"a sheet has at most {_MOST_ROWS:,} rows", file=file)
            line = [_content(cell, file) for cell in cells]
            while line and line[-1] == "":
                line.pop()
            if len(line) > _MOST_COLUMNS:
                raise SourceError(
                    f"a sheet has at most {_MOST_COLUMNS:,} columns", file=file, row=str(row)
                )
            yield line
    finally:
        book.close()


def _page_name(names: list[str], page: str | int | None, file: str) -> str:
    if isinstance(page, int):
        if not 1 <= page <= len(names):
            raise SourceError(f"has {len(names)} sheets, sheet {page} is asked", file=file)
        return names[page - 1]
    chosen = names[0] if page is None else page
    if chosen not in names:
        raise SourceError(f"has no sheet {chosen!r}; it has: {', '.join(names)}", file=file)
    return chosen


def _content(cell: Any, file: str) -> str:
    """A cell of a workbook as one of the CSV."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise _refusal(cell, "holds a formula; paste its value in its place", file)
    if cell.data_type == "e":
        raise _refusal(cell, f"holds the error {value}", file)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value)
        return "'" + text if _has_quote_prefix(cell) else text
    if isinstance(value, (int, float)):
        return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    raise _refusal(cell, f"holds {shown(value)}, which no cell of a sheet can be", file)


def _has_quote_prefix(cell: Any) -> bool:
    return bool(cell.style_array.quotePrefix)


def _refusal(cell: Any, reason: str, file: str) -> SourceError:
    return SourceError(f"cell {cell.coordinate} {reason}", file=file)


def _escape(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"
