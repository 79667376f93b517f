"""Result tables: Arrow data that pandas, polars, pyarrow and DuckDB can read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandan import _capsule, _display, _frames, _schema
from sandan._calls import call, call_for_text, text_arguments
from sandan._decode import Batches
from sandan._labels import Labels
from sandan._library import ffi, lib

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow


class Table:
    """One immutable table of a result.

    Every reader of Arrow takes it as it is, without a copy: `polars.DataFrame(t)`,
    `pyarrow.table(t)`, `duckdb.sql("from t")`.
    """

    def __init__(self, result: Any, name: str, labels: Labels) -> None:
        self._result = result
        self._name = name
        self._arguments = text_arguments(name)
        #: What columns and codes are called in zh and en.
        self.labels = labels
        schema = ffi.new("struct ArrowSchema *")
        call(lib.sandan_result_schema, result, *self._arguments, schema)
        self._schema = _schema.parse(schema)
        self._metadata = _schema.parse_metadata(schema)
        schema.release(schema)

    def __del__(self) -> None:
        # Streams handed out and never read still hold this table's memory.
        if _capsule is not None and _capsule.pending():
            _capsule.sweep()

    @property
    def name(self) -> str:
        """Name of the table, such as "funnel"."""
        return self._name

    @property
    def column_names(self) -> list[str]:
        """Names of the columns, in order."""
        return [field.name for field in self._schema.children]

    @property
    def num_rows(self) -> int:
        """Number of rows."""
        return int(lib.sandan_result_rows(self._result, *self._arguments))

    @property
    def num_columns(self) -> int:
        """Number of columns."""
        return len(self._schema.children)

    @property
    def metadata(self) -> dict[str, str]:
        """What the figures came from: versions, digest of the process, as_of, request."""
        return dict(self._metadata)

    def __len__(self) -> int:
        return self.num_rows

    def column(self, name: str) -> list[Any]:
        """The values of one column; None for null."""
        if name not in self.column_names:
            raise KeyError(f"table {self._name!r} has no column {name!r}")
        return self._batches().values(self.column_names.index(name))

    def head(self, rows: int = 10) -> list[list[Any]]:
        """The first rows, column by column."""
        batches = self._batches()
        return [batches.values(position, rows) for position in range(self.num_columns)]

    def to_dicts(self) -> list[dict[str, Any]]:
        """One dict a row, with Python values; None for null."""
        names = self.column_names
        batches = self._batches()
        columns = [batches.values(position) for position in range(len(names))]
        return [dict(zip(names, row)) for row in zip(*columns)]

    def to_json(self) -> str:
        """An array of records, as the C interface writes it."""
        return call_for_text(lib.sandan_result_to_json, self._result, *self._arguments)

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas DataFrame. Types follow the schema: integers that may be null are
        Int64 and the like, days and times datetime64, enumerations categories. Ids
        are plain text or numbers, so that they join with those of other frames."""
        return _frames.to_pandas(self._batches())

    def to_polars(self) -> polars.DataFrame:
        """A polars DataFrame: enumerations are categories, ids plain text or numbers,
        so that they join with those of other frames."""
        import polars as pl

        texts = [name for name in self._coded() if _frames.is_id(name)]
        return pl.DataFrame(self).with_columns(pl.col(name).cast(pl.String) for name in texts)

    def _coded(self) -> list[str]:
        """Columns of codes into a dictionary."""
        return [field.name for field in self._schema.children if field.dictionary is not None]

    def to_pyarrow(self) -> pyarrow.Table:
        """A pyarrow table on the same memory."""
        import pyarrow as pa

        return pa.table(self)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The table as an Arrow stream; a requested schema is not followed."""
        return _capsule.make(self._export(), _capsule.STREAM)

    def __arrow_c_schema__(self) -> object:
        """The schema as an Arrow capsule."""
        schema = ffi.new("struct ArrowSchema *")
        call(lib.sandan_result_schema, self._result, *self._arguments, schema)
        return _capsule.make(schema, _capsule.SCHEMA)

    def __repr__(self) -> str:
        return _display.as_text(self)

    def _repr_html_(self) -> str:
        return _display.as_html(self)

    def _export(self) -> Any:
        stream = ffi.new("struct ArrowArrayStream *")
        call(lib.sandan_result_export, self._result, *self._arguments, stream)
        return stream

    def _batches(self) -> Batches:
        stream = self._export()
        try:
            return Batches(stream)
        finally:
            stream.release(stream)
