"""The tables and columns of the facts dictionary: types, money, and likely slips of the pen."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

Facts = Mapping[str, Mapping[str, str]]
"""Table → column → type word (id, text, bool, int64, int32, double, date, timestamp, text_list)."""


_ALIKE = 0.8


@lru_cache(maxsize=1)
def _document() -> Any:
    from sandan import documents

    shipped: Any = documents.get("facts", "facts")
    return json.loads(shipped) if isinstance(shipped, str) else shipped


@lru_cache(maxsize=1)
def shipped_facts() -> Facts:
    """Column types of the facts dictionary in the library."""
    return facts_from(_document())


def required_columns(table: str) -> tuple[str, ...]:
    """The columns a table cannot do without."""
    return _columns_where(table, "required", True)


def money_columns(table: str) -> tuple[str, ...]:
    """The columns of a table that hold money in minor units."""
    return _columns_where(table, "unit", "minor")


def _columns_where(table: str, member: str, value: object) -> tuple[str, ...]:
    return tuple(
        column["name"]
        for known in _document()["tables"]
        if known["table"] == table
        for column in known["columns"]
        if column.get(member) == value
    )


def meant(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` is a near miss of; None when it is far from all."""
    by_small_letters = {each.lower(): each for each in known}
    found = difflib.get_close_matches(name.lower(), by_small_letters, n=1, cutoff=_ALIKE)
    return by_small_letters[found[0]] if found else None


def facts_from(document: Any) -> Facts:
    """Column types of a facts document."""
    return MappingProxyType(
        {
            table["table"]: MappingProxyType(
                {column["name"]: column["type"] for column in table["columns"]}
            )
            for table in document["tables"]
        }
    )
