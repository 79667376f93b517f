"""Runs the SELECT of a mapping document over its files, and over nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from sandan.importing.problems import MappingError, MissingPackageError, SourceError
from sandan.importing.readers import SourceTable

_LOCKS = (
    "SET enable_external_access=false",
    "SET autoinstall_known_extensions=false",
    "SET autoload_known_extensions=false",
    "SET python_enable_replacements=false",
    "SET TimeZone='UTC'",
    "SET threads=1",
    "SET lock_configuration=true",
)


def select(
    sql: str, table: str, files: list[str], source_of: Callable[[str], SourceTable]
) -> pa.Table:
    """The result of `sql`. Only files whose name occurs in it are read."""
    try:
        import duckdb
    except ImportError:
        raise MissingPackageError(
            "a mapping with sql needs the package duckdb: pip install duckdb"
        ) from None
    pointer = f"/tables/{table}/sql"
    words = set(re.findall(r"[A-Za-z_][A-Za-z0-9_]*", sql.lower()))
    connection = duckdb.connect(":memory:")
    try:
        for name in files:
            if name.lower() in words:
                connection.register(name, _with_nulls(source_of(name).table))
        for lock in _LOCKS:
            connection.execute(lock)
        statements = connection.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise MappingError(pointer, "must be one SELECT")
        relation = connection.sql(sql)
        if relation is None:
            raise MappingError(pointer, "must be one SELECT")
        result: pa.Table = relation.to_arrow_table()
    except duckdb.Error as error:
        raise SourceError(
            f"DuckDB refuses it: {str(error).strip().splitlines()[0]}", file=pointer
        ) from None
    finally:
        connection.close()
    names = result.column_names
    if len(set(names)) != len(names):
        raise MappingError(pointer, f"gives two columns of one name: {', '.join(names)}")
    return result


def _with_nulls(table: pa.Table) -> pa.Table:
    """Empty text is null for SQL."""
    columns = [
        pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)
        if pa.types.is_string(column.type)
        else column
        for column in table.columns
    ]
    return pa.table(columns, names=table.column_names)
