"""JSON lines, Parquet, Excel, SQLite and PostgreSQL to Arrow tables."""

from __future__ import annotations

import importlib
import io
import sqlite3
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet

from sandan.importing.csv_text import CsvShape, TextTable
from sandan.importing.locations import Location
from sandan.importing.problems import MissingPackageError, SourceError
from sandan.importing.strict_json import JsonError, loads
from sandan.importing.values_to_arrow import column_of


def read_json_lines(text: str, file: str) -> TextTable:
    """One JSON object a line, or one JSON array of objects."""
    if text.lstrip().startswith("["):
        return _read_json_array(text, file)
    records: list[dict[str, Any]] = []
    rows: list[int] = []
    for row, line in enumerate(text.split("\n"), start=1):
        if line.strip() == "":
            continue
        try:
            record = loads(line)
        except JsonError as fault:
            raise SourceError(f"not JSON: {fault}", file=file, row=str(row)) from None
        if not isinstance(record, dict):
            raise SourceError("not a JSON object", file=file, row=str(row))
        records.append(record)
        rows.append(row)
    return _from_records(records, rows, 1, file)


def _read_json_array(text: str, file: str) -> TextTable:
    try:
        records = loads(text)
    except JsonError as fault:
        raise SourceError(f"not JSON: {fault}", file=file) from None
    for position, record in enumerate(records, start=1):
        if not isinstance(record, dict):
            raise SourceError("not a JSON object", file=file, row=str(position))
    return _from_records(records, None, 1, file)


def _from_records(
    records: list[dict[str, Any]], rows: list[int] | None, first_row: int, file: str
) -> TextTable:
    names = list(dict.fromkeys(name for record in records for name in record))
    if not names:
        raise SourceError("the file holds no record", file=file)
    columns = [column_of([record.get(name) for record in records]) for name in names]
    return TextTable(pa.table(columns, names=names), rows, first_row)


def read_parquet(data: bytes, file: str) -> TextTable:
    """A Parquet file with its own types."""
    try:
        table = parquet.read_table(pa.BufferReader(data))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise SourceError(f"not a readable Parquet file: {error}", file=file) from None
    return TextTable(_distinct(table, file), None, 1)


def read_excel(data: bytes, sheet: str | int | None, shape: CsvShape, file: str) -> TextTable:
    """One sheet of a workbook; formulas give the value last calculated."""
    try:
        import openpyxl
    except ImportError:
        raise MissingPackageError(
            "reading Excel needs the package openpyxl: pip install openpyxl", file=file
        ) from None
    try:
        grid = _grid_of(openpyxl, data, sheet, file)
    except SourceError:
        raise
    except Exception as error:  # a damaged workbook fails in the zip, XML or cell reader
        raise SourceError(f"not a readable .xlsx workbook: {error}", file=file) from None
    return _from_grid(grid, shape, file)


def _grid_of(openpyxl: Any, data: bytes, sheet: str | int | None, file: str) -> list[list[Any]]:
    """The cells of one sheet."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        names = list(book.sheetnames)
        if isinstance(sheet, int):
            if not 1 <= sheet <= len(names):
                raise SourceError(f"has {len(names)} sheets, sheet {sheet} is asked", file=file)
            chosen = names[sheet - 1]
        else:
            chosen = names[0] if sheet is None else sheet
        if chosen not in names:
            raise SourceError(f"has no sheet {chosen!r}; it has: {', '.join(names)}", file=file)
        page = book[chosen]
        page.reset_dimensions()
        return [list(line) for line in page.iter_rows(values_only=True)]
    finally:
        book.close()


def _from_grid(grid: list[list[Any]], shape: CsvShape, file: str) -> TextTable:
    for line in grid:
        while line and line[-1] in (None, ""):
            line.pop()
    numbered = [(row, line) for row, line in enumerate(grid, start=1) if row > shape.skip_rows]
    while numbered and not numbered[0][1]:
        numbered.pop(0)
    if not numbered:
        raise SourceError("the sheet is empty", file=file)
    if shape.header:
        header_row, header = numbered.pop(0)
        names = ["" if cell is None else str(cell) for cell in header]
    else:
        header_row = numbered[0][0]
        width = max(len(line) for _, line in numbered)
        names = [f"column_{i + 1}" for i in range(width)]
    if shape.names:
        if len(shape.names) != len(names):
            raise SourceError(
                f"has {len(names)} columns, the mapping names {len(shape.names)}", file=file
            )
        names = list(shape.names)
    filled = [(row, line) for row, line in numbered if line]
    for row, line in filled:
        if len(line) > len(names):
            raise SourceError(
                f"has {len(line)} cells, the header has {len(names)}", file=file, row=str(row)
            )
        line.extend([None] * (len(names) - len(line)))
    columns = []
    kept: list[str] = []
    for position, name in enumerate(names):
        values = [_cell(line[position]) for _, line in filled]
        if name.strip() == "":
            if all(value is None for value in values):
                continue
            raise SourceError(
                f"column {position + 1} has no name but holds values",
                file=file,
                row=str(header_row),
            )
        if name in kept:
            raise SourceError(f"two columns are named {name!r}", file=file)
        kept.append(name)
        columns.append(column_of(values))
    return TextTable(pa.table(columns, names=kept), [row for row, _ in filled], 1)


def _cell(value: Any) -> Any:
    return None if value == "" else value


def read_sqlite(location: Location) -> TextTable:
    """One table or view of an SQLite database, opened read-only."""
    assert location.path is not None
    assert location.table is not None
    if not location.path.is_file():
        raise SourceError("no such file", file=location.shown)
    try:
        connection = sqlite3.connect(f"{location.path.absolute().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error as error:
        raise SourceError(str(error), file=location.shown) from None
    try:
        known = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
            )
        ]
        if location.table not in known:
            raise SourceError(
                f"has no table {location.table!r}; it has: {', '.join(known) or 'none'}",
                file=location.shown,
            )
        quoted = location.table.replace('"', '""')
        cursor = connection.execute(f'SELECT * FROM "{quoted}"')
        names = [column[0] for column in cursor.description]
        records = cursor.fetchall()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise SourceError(str(error), file=location.shown) from None
    finally:
        connection.close()
    return _from_tuples(names, records)


def read_postgresql(location: Location) -> TextTable:
    """One table or view of a PostgreSQL database, in a read-only transaction."""
    assert location.url is not None
    assert location.table is not None
    try:
        psycopg: Any = importlib.import_module("psycopg")
        sql: Any = importlib.import_module("psycopg.sql")
    except ImportError:
        raise MissingPackageError(
            "reading PostgreSQL needs the package psycopg: pip install 'psycopg[binary]'",
            file=location.shown,
        ) from None
    try:
        with psycopg.connect(location.url, connect_timeout=10) as connection:
            connection.read_only = True
            parts = location.table.split(".")
            query = sql.SQL("SELECT * FROM {}").format(sql.Identifier(*parts))
            cursor = connection.execute(query)
            names = [column.name for column in cursor.description or ()]
            records = cursor.fetchall()
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else "cannot be read"
        raise SourceError(reason, file=location.shown) from None
    return _from_tuples(names, records)


def _from_tuples(names: list[str], records: list[tuple[Any, ...]]) -> TextTable:
    values = list(zip(*records)) if records else [() for _ in names]
    columns = [column_of(list(column)) for column in values]
    return TextTable(pa.table(columns, names=names), None, 1)


def _distinct(table: pa.Table, file: str) -> pa.Table:
    names = table.column_names
    for name in names:
        if names.count(name) > 1:
            raise SourceError(f"two columns are named {name!r}", file=file)
    return table
