"""What a mapping document says, as checked values (see mapping_document.py)."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandan.importing.locations import FileSpec
from sandan.importing.numbers import AmountUnit, NumberStyle

TYPES = (
    "id",
    "text",
    "bool",
    "int64",
    "int32",
    "double",
    "date",
    "timestamp",
    "text_list",
    "amount",
)
TRUE_WORDS = ("true", "yes", "y", "1", "是")
FALSE_WORDS = ("false", "no", "n", "0", "否")


@dataclass(frozen=True)
class ColumnRule:
    """How one target column is made."""

    target: str
    sources: tuple[str, ...] = ()
    has_constant: bool = False
    constant: Any = None
    row: bool = False
    optional: bool = False
    type: str | None = None
    trim: bool = False
    nulls: tuple[str, ...] = ()
    values: dict[str, Any] | None = None
    unmapped: str = "keep"
    on_error: str = "refuse"
    formats: tuple[str, ...] = ("ISO",)
    zone: str = "keep"
    amount: AmountUnit = field(default_factory=AmountUnit)
    number: NumberStyle = field(default_factory=NumberStyle)
    true_words: tuple[str, ...] = TRUE_WORDS
    false_words: tuple[str, ...] = FALSE_WORDS
    separator: str = ";"


@dataclass(frozen=True)
class TableRule:
    """How one target table is made: from a file or by a SELECT."""

    name: str
    file: str | None = None
    sql: str | None = None
    keep_others: bool = True
    columns: tuple[ColumnRule, ...] = ()


@dataclass(frozen=True)
class Mapping:
    """A mapping document, checked."""

    code: str
    label: dict[str, str]
    files: dict[str, FileSpec]
    tables: dict[str, TableRule]
    process: str | None = None
    plan: str | None = None
    as_of: str | None = None
    time_zone: str | None = None
    utc_offset: str | None = None
    history: dict[str, Any] = field(default_factory=dict)
    folder: Path | None = None
    """Folder of the document: relative paths start here unless a folder is given."""
