"""Tables in: anything that speaks Arrow, without a copy on this side.

Welcome are objects with `__arrow_c_stream__` or `__arrow_c_array__` (polars,
pyarrow, DuckDB relations, sandan's own tables, …), pandas DataFrames, mappings
of columns and lists of records.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, Protocol, Union

from sandan import _build, _capsule, _schema, documents
from sandan._build import EXACT_IN_A_DOUBLE
from sandan._calls import call, text_arguments
from sandan._library import ffi, lib, text


class ArrowStream(Protocol):
    """Exports itself as an Arrow stream."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


class ArrowArray(Protocol):
    """Exports itself as one Arrow array."""

    def __arrow_c_array__(
        self, requested_schema: object | None = None
    ) -> tuple[object, object]: ...


#: What can be read as a table.
TableLike = Union[ArrowStream, ArrowArray, Mapping[str, Iterable[Any]], Iterable[Mapping[str, Any]]]


class Tables:
    """The set of tables one call reads; a context manager that lets go of them."""

    def __init__(self) -> None:
        out = ffi.new("sandan_tables **")
        call(lib.sandan_tables_create, out)
        self.handle = ffi.gc(out[0], lib.sandan_tables_destroy)
        # Borrowed arrays live in objects of ours until the set is destroyed.
        self._borrowed: list[Any] = []

    def __enter__(self) -> Tables:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _raised: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        handle, self.handle = self.handle, ffi.NULL
        ffi.release(handle)
        self._borrowed.clear()

    def add(self, name: str, table: TableLike) -> _schema.Field:
        """Adds a table; its schema, a struct whose children are the columns."""
        source = as_arrow(name, table)
        if hasattr(source, "__arrow_c_stream__"):
            return self._add_stream(name, _capsule.move_stream(source.__arrow_c_stream__(None)))
        if hasattr(source, "__arrow_c_array__"):
            capsules = source.__arrow_c_array__(None)
            self._borrowed.append(capsules)
            schema = _capsule.struct_in(capsules[0], _capsule.SCHEMA)
            array = _capsule.struct_in(capsules[1], _capsule.ARRAY)
            return self._add_array(name, schema, array)
        self._borrowed.append(source)
        return self._add_array(name, source.schema, source.array)

    def _add_array(self, name: str, schema: Any, array: Any) -> _schema.Field:
        call(lib.sandan_tables_add, self.handle, *text_arguments(name), schema, array)
        return _schema.parse(schema)

    def _add_stream(self, name: str, stream: Any) -> _schema.Field:
        field = _schema_of(name, stream)
        try:
            call(lib.sandan_tables_add_stream, self.handle, *text_arguments(name), stream)
        finally:
            stream.release = ffi.NULL  # MOVED: no longer ours, whatever came of it
        return field


def as_arrow(name: str, table: Any) -> Any:
    """The table as an object with an Arrow export, or as a BuiltTable.

    Where whole numbers are wanted, floats are taken when all are whole or null.
    """
    package = type(table).__module__.partition(".")[0]
    if package == "pandas" and hasattr(table, "columns"):
        return _from_pandas(name, table)
    if package == "polars" and hasattr(table, "with_columns") and hasattr(table, "height"):
        return _from_polars(name, table)
    if package == "pyarrow" and hasattr(table, "set_column"):
        return _whole_in_pyarrow(name, table)
    if hasattr(table, "__arrow_c_stream__") or hasattr(table, "__arrow_c_array__"):
        return table
    if isinstance(table, Mapping):
        return _build.BuiltTable(table, _whole_number_columns(name))
    if package == "polars" and hasattr(table, "collect"):
        raise TypeError(f"table {name!r} is a lazy frame; pass what its collect() gives")
    if isinstance(table, Iterable) and not isinstance(table, (str, bytes)):
        records = list(table)
        if all(isinstance(record, Mapping) for record in records):
            columns = _build.columns_of_records(records)
            return _build.BuiltTable(columns, _whole_number_columns(name))
    raise TypeError(
        f"table {name!r}: a {type(table).__name__} is not a table; pass a pandas or polars "
        "DataFrame, a pyarrow table, a DuckDB relation, anything with __arrow_c_stream__, "
        "a dict of columns or a list of dicts"
    )


def _from_pandas(name: str, frame: Any) -> Any:
    """pandas speaks Arrow through pyarrow only, whatever its version."""
    try:
        import pyarrow
    except ImportError:
        raise ImportError(
            f"table {name!r}: to read a pandas DataFrame pyarrow is needed: "
            "pip install './bindings/python[pandas]'"
        ) from None
    # A named index is a column like any other; a nameless one is row numbers.
    named = any(each is not None for each in frame.index.names)
    table = pyarrow.Table.from_pandas(frame, preserve_index=named)
    nameless = [each for each in table.column_names if re.fullmatch(r"__index_level_\d+__", each)]
    if nameless:
        table = table.drop_columns(nameless)
    return _whole_in_pyarrow(name, table)


def _from_polars(name: str, frame: Any) -> Any:
    import polars as pl

    for column in _whole_number_columns(name).intersection(frame.columns):
        floats = frame.get_column(column)
        if not floats.dtype.is_float():
            continue
        integers = floats.cast(pl.Int64, strict=False)
        same = (integers.cast(floats.dtype) == floats) & (integers.abs() < EXACT_IN_A_DOUBLE)
        if (same.fill_null(False) | floats.is_null()).all():
            frame = frame.with_columns(integers)
    return frame


def _whole_in_pyarrow(name: str, table: Any) -> Any:
    import pyarrow

    for position, column in enumerate(table.schema.names):
        if column in _whole_number_columns(name) and pyarrow.types.is_floating(
            table.schema.field(position).type
        ):
            table = _with_whole_numbers(table, position)
    return table


def _with_whole_numbers(table: Any, position: int) -> Any:
    """Undoes what frames do to integers with gaps: they make them floats.

    Only where nothing can have been lost; else the column stays as it is, and
    the library refuses it by name.
    """
    import pyarrow
    import pyarrow.compute as compute

    floats = table.column(position)
    largest = compute.max(compute.abs(floats)).as_py()
    if largest is not None and not largest < EXACT_IN_A_DOUBLE:
        return table
    try:
        integers = floats.cast(pyarrow.int64())
    except pyarrow.ArrowInvalid:
        return table
    return table.set_column(position, table.schema.names[position], integers)


@functools.cache
def _whole_number_columns(table: str) -> frozenset[str]:
    """Columns of a table that are whole numbers, or may be: those of numbers and ids."""
    (entry,) = documents.list("facts")
    return frozenset(
        column["name"]
        for facts in documents.get("facts", entry["name"])["tables"]
        if facts["table"] == table
        for column in facts["columns"]
        if column["type"] in ("int64", "int32", "id")
    )


def _schema_of(name: str, stream: Any) -> _schema.Field:
    """The schema of a stream, which is left as it was."""
    schema = ffi.new("struct ArrowSchema *")
    failure = stream.get_schema(stream, schema)
    if failure:
        reason = text(stream.get_last_error(stream)) or f"error {failure}"
        raise ValueError(f"table {name!r}: its Arrow stream gives no schema: {reason}")
    try:
        return _schema.parse(schema)
    finally:
        schema.release(schema)
