"""Which type each column of tables.md has, from the shipped facts dictionary."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

Facts = Mapping[str, Mapping[str, str]]
"""Table → column → type word (id, text, bool, int64, int32, double, date, timestamp, text_list)."""


@lru_cache(maxsize=1)
def shipped_facts() -> Facts:
    """Column types of the facts dictionary in the library."""
    from sandan import documents

    shipped: Any = documents.get("facts", "facts")
    return facts_from(json.loads(shipped) if isinstance(shipped, str) else shipped)


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
