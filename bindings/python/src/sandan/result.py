"""Results of several tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sandan._calls import call_for_text
from sandan._labels import Labels
from sandan._library import lib, text
from sandan.table import Table


class Result(Mapping[str, Table]):
    """Named tables that one question gave: `result["moves"]`."""

    def __init__(self, handle: Any, labels: Labels) -> None:
        self._handle = handle
        self._labels = labels
        count = lib.sandan_result_count(handle)
        names = [text(lib.sandan_result_name(handle, i)) for i in range(count)]
        self._tables = {name: Table(handle, name, labels) for name in names}

    @property
    def names(self) -> list[str]:
        """Names of the tables, in order."""
        return list(self._tables)

    def __getitem__(self, name: str) -> Table:
        try:
            return self._tables[name]
        except KeyError:
            raise KeyError(f"no table {name!r}; there are {', '.join(self._tables)}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def only(self) -> Table:
        """The table of a result that has just one."""
        (table,) = self._tables.values()
        return table

    def to_json(self) -> str:
        """An object of all tables, each an array of records."""
        return call_for_text(lib.sandan_result_to_json, self._handle, b"", 0)

    def __repr__(self) -> str:
        return "\n\n".join(repr(table) for table in self._tables.values())

    def _repr_html_(self) -> str:
        return "\n".join(table._repr_html_() for table in self._tables.values())
