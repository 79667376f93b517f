"""The faults of a book with the file and the row in it that each stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sandan import Result, Table
from sandan.cli.answers import Answer, Labels
from sandan.cli.records import json_text
from sandan.importing import Imported

_PLACE: dict[str, Mapping[str, str]] = {
    "file": {"zh": "文件", "en": "File"},
    "file_row": {"zh": "文件行号", "en": "Row in the file"},
}


class _PlacedLabels:
    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    def of_column(self, column: str) -> Mapping[str, str]:
        return _PLACE.get(column) or self._labels.of_column(column)

    def of_value(self, column: str, code: object) -> Mapping[str, str]:
        return self._labels.of_value(column, code)


class PlacedFaults:
    """A table of faults with the columns `file` and `file_row`; null where a SELECT made the row.

    table: the one all faults are in, where no column says it.
    """

    def __init__(self, faults: Table, imported: Imported, table: str | None = None) -> None:
        self._faults = faults
        self._imported = imported
        self._table = table
        self.name = faults.name
        self.labels: Labels = _PlacedLabels(faults.labels)
        self.column_names = [*faults.column_names, *_PLACE]

    def __len__(self) -> int:
        return len(self._faults)

    def head(self, rows: int) -> list[list[Any]]:
        """The first rows, column by column."""
        columns = self._faults.head(rows)
        named = dict(zip(self._faults.column_names, columns))
        rows_of = named["row"]
        tables = [self._table] * len(rows_of) if self._table is not None else named["table"]
        places = [self._place(*each) for each in zip(tables, rows_of)]
        return [*columns, [file for file, _ in places], [row for _, row in places]]

    def to_dicts(self) -> list[dict[str, Any]]:
        """One dict a row."""
        columns = self.head(len(self))
        return [dict(zip(self.column_names, row)) for row in zip(*columns)]

    def to_json(self) -> str:
        """An array of records."""
        return json_text(self.to_dicts())

    def _place(self, table: str, row: int | None) -> tuple[str | None, int | None]:
        found = self._imported.tables.get(table)
        place = None if found is None or row is None else found.place(row)
        return (None, None) if place is None else place


class PlacedResult:
    """A result with a table of faults, whose rows get their places.

    table: the one all faults are in, where no column says it.
    faults: name of the table of faults.
    """

    def __init__(
        self,
        result: Result,
        imported: Imported,
        table: str | None = None,
        faults: str = "faults",
    ) -> None:
        self._tables: dict[str, Answer] = {**result}
        self._tables[faults] = PlacedFaults(result[faults], imported, table)
        self.names = list(self._tables)

    def __contains__(self, name: object) -> bool:
        return name in self._tables

    def __getitem__(self, name: str) -> Answer:
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def to_json(self) -> str:
        """An object of all tables."""
        members = (f'"{name}":{self._tables[name].to_json()}' for name in self._tables)
        return "{" + ",".join(members) + "}"
