"""Python values of one column (from Excel, SQLite, JSON lines) to one Arrow column."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa


def column_of(values: Sequence[Any]) -> pa.Array:
    """One type when all values share it; else text, each value as it is written."""
    kinds = {_kind(value) for value in values if value is not None}
    if not kinds:
        return pa.array(values, pa.string())
    if kinds == {"int"}:
        try:
            return pa.array(values, pa.int64())
        except (OverflowError, pa.ArrowInvalid):
            return _texts(values)
    if kinds <= {"int", "float"} and not _loses_digits(values):
        return pa.array([None if v is None else float(v) for v in values], pa.float64())
    if kinds == {"bool"}:
        return pa.array(values, pa.bool_())
    if kinds == {"date"}:
        return pa.array(values, pa.date32())
    if kinds <= {"date", "moment"}:
        moments = [_moment(value) for value in values]
        return pa.array(moments, pa.timestamp("us"))
    if kinds == {"zoned"}:
        return pa.array(values, pa.timestamp("us", "UTC"))
    if kinds == {"list"} and all(
        isinstance(item, str) for value in values if value is not None for item in value
    ):
        return pa.array(values, pa.list_(pa.string()))
    return _texts(values)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int"
    if isinstance(value, float):
        return "float"
    if isinstance(value, dt.datetime):
        return "moment" if value.tzinfo is None else "zoned"
    if isinstance(value, dt.date):
        return "date"
    if isinstance(value, list):
        return "list"
    return "text"


def _loses_digits(values: Sequence[Any]) -> bool:
    return any(isinstance(v, int) and abs(v) > 2**53 for v in values)


def _moment(value: Any) -> dt.datetime | None:
    if value is None or isinstance(value, dt.datetime):
        return value
    return dt.datetime(value.year, value.month, value.day)


def _texts(values: Sequence[Any]) -> pa.Array:
    return pa.array([None if v is None else as_text(v) for v in values], pa.string())


def as_text(value: Any) -> str:
    """A value the way a CSV of it would show it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return plain_number(value)
    if isinstance(value, dt.datetime):
        if value.time() == dt.time() and value.tzinfo is None:
            return value.date().isoformat()
        return value.isoformat(sep=" ")
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    return str(value)


def plain_number(value: float) -> str:
    """Shortest digits that give the double back, without an exponent."""
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    digits = format(Decimal(repr(value)), "f")
    return digits[:-2] if digits.endswith(".0") else digits
