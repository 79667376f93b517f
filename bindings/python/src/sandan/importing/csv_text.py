"""Strict CSV: what is read is what stands in the file, or an error names the row.

Parsing itself is done by kept readers: Arrow's for files without any quote
character (fast), Python's `csv` in strict mode for the others. Around them
stand the checks both are too friendly to make.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from sandan.importing.problems import SourceError, shown

_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class CsvShape:
    """How the text is laid out."""

    delimiter: str = "auto"
    quoting: str = "strict"
    header: bool = True
    names: tuple[str, ...] = ()
    skip_rows: int = 0


@dataclass(frozen=True)
class TextTable:
    """Columns of text exactly as in the file; `rows` is each record's row."""

    table: pa.Table
    rows: list[int] | None
    """Row of each record, header row = 1; None: record i is row `first_row` + i."""
    first_row: int


def parse_csv(text: str, shape: CsvShape, file: str) -> TextTable:
    """Reads CSV text strictly into columns of text."""
    if "\x00" in text:
        row = text[: text.index("\x00")].count("\n") + 1
        raise SourceError("zero character in the text", file=file, row=str(row))
    skipped = 0
    for _ in range(shape.skip_rows):
        end = re.search(r"\r\n|\n|\r", text)
        if end is None:
            raise SourceError(
                f"has only {skipped} rows, {shape.skip_rows} were to be skipped", file=file
            )
        text = text[end.end() :]
        skipped += 1
    if not text.strip("\r\n"):
        raise SourceError("the file is empty: it has no header row", file=file)
    delimiter = _pick_delimiter(text, shape)
    if ('"' not in text or shape.quoting == "literal") and not _has_blank_lines(text):
        quick = _parse_quickly(text, delimiter, shape, skipped, file)
        if quick is not None:
            return quick
    return _parse_carefully(text, delimiter, shape, skipped, file)


def _pick_delimiter(text: str, shape: CsvShape) -> str:
    if shape.delimiter != "auto":
        return shape.delimiter
    line = re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0]
    if shape.quoting == "strict":
        line = re.sub(r'"(?:[^"]|"")*"', "", line)
    return max(_DELIMITERS, key=lambda d: (line.count(d), -_DELIMITERS.index(d)))


def _has_blank_lines(text: str) -> bool:
    return text[:1] in "\r\n" or any(pair in text for pair in ("\n\n", "\r\r", "\n\r"))


def _parse_quickly(
    text: str, delimiter: str, shape: CsvShape, skipped: int, file: str
) -> TextTable | None:
    """Arrow's reader; None when anything is unusual, so that the careful way explains it."""
    if text.count("\r") != text.count("\r\n"):
        return None
    end = text.find("\n")
    head = (text if end < 0 else text[:end]).rstrip("\r")
    cells = head.split(delimiter)
    names = _header_names(cells if shape.header else None, shape, len(cells), skipped, file)
    places = [f"c{i}" for i in range(len(cells))]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(text.encode("utf-8")),
            read_options=arrow_csv.ReadOptions(
                column_names=places, skip_rows=1 if shape.header else 0, block_size=1 << 24
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, quote_char=False, ignore_empty_lines=False
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: pa.string() for name in places},
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    first = skipped + (2 if shape.header else 1)
    return _without_empty_columns(table.columns, names, None, first, file)


def _parse_carefully(
    text: str, delimiter: str, shape: CsvShape, skipped: int, file: str
) -> TextTable:
    names: list[str] | None = None
    width = 0
    columns: list[list[str]] = []
    rows: list[int] = []
    for row, cells in _records(text, delimiter, shape, skipped, file):
        if names is None:
            if not cells and shape.header:
                raise SourceError("the header row is blank", file=file, row=str(row))
            width = max(len(cells), 1)
            names = _header_names(cells if shape.header else None, shape, width, row - 1, file)
            columns = [[] for _ in range(width)]
            if shape.header:
                continue
        if not cells:
            if width > 1:
                continue
            cells = [""]
        if len(cells) != width:
            raise SourceError(
                f"has {len(cells)} fields, the header has {width}"
                if shape.header
                else f"has {len(cells)} fields, the first row has {width}",
                file=file,
                row=str(row),
            )
        rows.append(row)
        for column, cell in zip(columns, cells):
            column.append(cell)
    assert names is not None
    arrays = [pa.chunked_array([pa.array(column, pa.string())]) for column in columns]
    return _without_empty_columns(arrays, names, rows, skipped + 2, file)


class _Lines:
    """Feeds lines to the csv reader and remembers those of the current record."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.taken.append(line)
        return line


def _records(
    text: str, delimiter: str, shape: CsvShape, skipped: int, file: str
) -> Iterator[tuple[int, list[str]]]:
    lines = _Lines(text)
    if shape.quoting == "literal":
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=True)
    else:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
    well_formed = _record_pattern(delimiter)
    row = skipped
    while True:
        lines.taken.clear()
        row += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise SourceError(_explain(str(error)), file=file, row=str(row)) from None
        if shape.quoting == "strict":
            raw = "".join(lines.taken)
            if '"' in raw and well_formed.fullmatch(raw) is None:
                raise SourceError(
                    "a quote stands inside a field that is not quoted: "
                    + shown(_stray_field(cells)),
                    file=file,
                    row=str(row),
                )
        yield row, cells


def _record_pattern(delimiter: str) -> re.Pattern[str]:
    """Records without stray quotes. A quote right after a digit in a field that
    is not quoted is an inch or seconds mark and stands for itself."""
    d = re.escape(delimiter)
    plain = rf'[^{d}"\r\n]*(?:(?<=[0-9])"[^{d}"\r\n]*)*'
    field = rf'(?:"(?:[^"]|"")*"|{plain})'
    return re.compile(rf"{field}(?:{d}{field})*(?:\r\n|\n|\r)?")


def _stray_field(cells: list[str]) -> str:
    return next((cell for cell in cells if '"' in cell), "")


def _explain(message: str) -> str:
    if "unexpected end of data" in message:
        return "a quoted field begins here and is never closed"
    if "expected after" in message:
        return "text follows a closing quote: a quote inside a quoted field must be doubled"
    if "field larger" in message:
        return f"a field is longer than {csv.field_size_limit()} characters"
    return message


def _header_names(
    cells: list[str] | None, shape: CsvShape, width: int, rows_above: int, file: str
) -> list[str]:
    if shape.names:
        if len(shape.names) != width:
            raise SourceError(
                f"has {width} columns, the mapping names {len(shape.names)}",
                file=file,
                row=str(rows_above + 1),
            )
        return list(shape.names)
    if cells is None:
        return [f"column_{i + 1}" for i in range(width)]
    return cells


def _without_empty_columns(
    columns: list[pa.ChunkedArray],
    names: list[str],
    rows: list[int] | None,
    first_row: int,
    file: str,
) -> TextTable:
    """Drops columns that have neither name nor content (trailing delimiters)."""
    kept_names: list[str] = []
    kept: list[pa.ChunkedArray] = []
    for position, (name, column) in enumerate(zip(names, columns)):
        if name.strip() == "":
            found: int = pc.index(pc.not_equal(column, ""), True).as_py()
            filled = None if found < 0 else found
            if filled is None and len(names) > 1:
                continue
            at = first_row if filled is None else (rows[filled] if rows else first_row + filled)
            raise SourceError(
                f"column {position + 1} has no name in the header"
                + ("" if filled is None else " but holds a value"),
                file=file,
                row=str(at) if filled is not None else "1",
            )
        if name in kept_names:
            raise SourceError(f"two columns are named {shown(name)}", file=file)
        kept_names.append(name)
        kept.append(column)
    return TextTable(pa.table(kept, names=kept_names), rows, first_row)
