"""Reads a file in any known format into an Arrow table of raw values."""

from __future__ import annotations

import dataclasses
import gzip
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from sandan.importing.csv_text import CsvShape, TextTable, parse_csv
from sandan.importing.encoding import decode
from sandan.importing.formula_guard import without_guards
from sandan.importing.locations import FileSpec, Location, locate
from sandan.importing.other_formats import (
    read_excel,
    read_json_lines,
    read_parquet,
    read_postgresql,
    read_sqlite,
)
from sandan.importing.problems import Note, SourceError


@dataclass(frozen=True)
class SourcePart:
    """Rows of one file inside a table read from several."""

    file: str
    rows: list[int] | None
    first_row: int
    length: int

    def row(self, index: int) -> int:
        """Row in the file of the part's record `index`."""
        return self.rows[index] if self.rows is not None else self.first_row + index


@dataclass(frozen=True)
class SourceTable:
    """Raw columns and where each row came from."""

    table: pa.Table
    parts: tuple[SourcePart, ...]
    notes: tuple[Note, ...] = field(default=())

    def place(self, index: int) -> tuple[str, int]:
        """File and row in it of record `index`."""
        for part in self.parts:
            if index < part.length:
                return part.file, part.row(index)
            index -= part.length
        raise IndexError(index)

    def row_numbers(self) -> pa.Array:
        """Row in its file of every record."""
        numbers: list[int] = []
        for part in self.parts:
            if part.rows is not None:
                numbers.extend(part.rows)
            else:
                numbers.extend(range(part.first_row, part.first_row + part.length))
        return pa.array(numbers, pa.int64())


def read_file(
    path: str | Path,
    *,
    file_format: str = "auto",
    encoding: str = "auto",
    delimiter: str = "auto",
    quoting: str = "strict",
    header: bool = True,
    sheet: str | int | None = None,
) -> pa.Table:
    """The raw columns of one file; those of a CSV are text exactly as written."""
    shape = CsvShape(delimiter=delimiter, quoting=quoting, header=header)
    spec = FileSpec((str(path),), format=file_format, encoding=encoding, csv=shape, sheet=sheet)
    return read_source(spec, None, as_written=True).table


def read_source(
    spec: FileSpec,
    base: Path | None,
    default_table: str | None = None,
    *,
    as_written: bool = False,
) -> SourceTable:
    """All files of `spec`, one after the other; see locate() for the default table.

    as_written: texts of CSV keep the apostrophe that guards them against spreadsheets.
    """
    tables: list[pa.Table] = []
    parts: list[SourcePart] = []
    notes: list[Note] = []
    for written in spec.paths:
        location = locate(written, spec.format, base, default_table)
        read = _read(location, spec, notes)
        if location.format == "csv" and not as_written:
            read = dataclasses.replace(read, table=without_guards(read.table))
        if tables and read.table.column_names != tables[0].column_names:
            raise SourceError(
                f"has other columns ({', '.join(read.table.column_names)}) than "
                f"{parts[0].file} ({', '.join(tables[0].column_names)})",
                file=location.shown,
            )
        tables.append(read.table)
        parts.append(SourcePart(location.shown, read.rows, read.first_row, read.table.num_rows))
    source = SourceTable(_joined(tables), tuple(parts), tuple(notes))
    if spec.row_number is None:
        return source
    if spec.row_number in source.table.column_names:
        raise SourceError(
            f"already has a column {spec.row_number!r}; choose another name for row_number",
            file=parts[0].file,
        )
    numbered = source.table.append_column(spec.row_number, source.row_numbers())
    return SourceTable(numbered, source.parts, source.notes)


def _joined(tables: list[pa.Table]) -> pa.Table:
    if len(tables) == 1:
        return tables[0]
    same = all(table.schema.equals(tables[0].schema) for table in tables)
    if not same:
        tables = [_as_text_table(table) for table in tables]
    return pa.concat_tables(tables)


def _as_text_table(table: pa.Table) -> pa.Table:
    return table.cast(pa.schema([(name, pa.string()) for name in table.column_names]))


def _read(location: Location, spec: FileSpec, notes: list[Note]) -> TextTable:
    if location.format == "sqlite":
        return read_sqlite(location)
    if location.format == "postgresql":
        return read_postgresql(location)
    assert location.path is not None
    data = _bytes_of(location.path, location.shown)
    if location.format == "parquet":
        return read_parquet(data, location.shown)
    if location.format == "excel":
        return read_excel(data, spec.sheet, spec.csv, location.shown)
    text, encoding = decode(data, spec.encoding, location.shown)
    if spec.encoding == "auto" and encoding != "utf-8":
        notes.append(Note(f"{location.shown}: read as {encoding.upper()}"))
    if location.format == "json_lines":
        return read_json_lines(text, location.shown)
    return parse_csv(text, spec.csv, location.shown)


def _missing(path: Path) -> str:
    folder = path.parent.resolve()
    return f"no such file in {folder}" if folder.is_dir() else f"no such folder: {folder}"


def _bytes_of(path: Path, shown: str) -> bytes:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise SourceError(_missing(path), file=shown) from None
    except IsADirectoryError:
        raise SourceError("is a folder, not a file", file=shown) from None
    except OSError as error:
        raise SourceError(error.strerror or str(error), file=shown) from None
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"damaged gzip file: {error}", file=shown) from None
