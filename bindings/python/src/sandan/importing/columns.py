"""One raw column to one column of a sandan table, by its rule."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sandan.importing.dates import DateStyle, day_of, moment_of_number, parse_moment
from sandan.importing.numbers import (
    UnreadableError,
    decimal_of_double,
    in_int64,
    narrow,
    parse_amount,
    parse_decimal,
    to_minor,
)
from sandan.importing.rules import ColumnRule
from sandan.importing.values_to_arrow import as_text

# What spreadsheets show of a number of twelve digits or more.
_DAMAGED = r"[0-9](?:\.[0-9]+)?E\+(?:1[1-9]|[2-9][0-9])"
_DAMAGED_ID = re.compile(_DAMAGED)
_WITH_OFFSET = re.compile(r":[0-9]{2}(?:[.,][0-9]+)? ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)$")
_MANY_VALUES = 5_000
_INT32_MAX = 2**31 - 1


@dataclass(frozen=True)
class BadValue:
    """A value that could not be read: the first row it stands in, and how often."""

    index: int
    value: Any
    reason: str
    count: int


@dataclass
class Converted:
    """A column after its rule; `dropped` marks rows the rule leaves out."""

    array: pa.Array
    bad: list[BadValue] = field(default_factory=list)
    unmapped: list[BadValue] = field(default_factory=list)
    dropped: pa.Array | None = None


class _Drop:
    """The row is left out."""


_DROP = _Drop()


def convert(
    column: pa.ChunkedArray | pa.Array, rule: ColumnRule, kind: str | None, style: DateStyle
) -> Converted:
    """Applies `rule`; `kind` is the target's type, None the source's own."""
    column = _plain(column)
    if pa.types.is_nested(column.type):
        return _convert_list(column, rule, kind)
    if kind is None and rule.values is None and not pa.types.is_string(column.type):
        return Converted(column)
    if rule.values is None and not rule.nulls:
        quick = _quick(column, rule, kind, style)
        if quick is not None:
            return Converted(quick)
    encoded = column.dictionary_encode()
    uniques: list[Any] = encoded.dictionary.to_pylist()
    reader = _reader(kind, rule, style)
    values: list[Any] = []
    faults: dict[int, str] = {}
    strangers: dict[int, str] = {}
    for position, unique in enumerate(uniques):
        try:
            value = _mapped(unique, rule, position, strangers)
            values.append(value if value is None or value is _DROP else reader(value))
        except UnreadableError as fault:
            faults[position] = str(fault)
            values.append(_DROP if rule.on_error == "drop" else None)
    return _gather(encoded, uniques, values, faults, strangers, kind)


def constant_column(rule: ColumnRule, kind: str | None, length: int, style: DateStyle) -> Converted:
    """A column that holds the same value everywhere."""
    value = rule.constant
    if kind not in (None, "text", "id", "int64", "int32", "double", "bool"):
        value = as_text(value)
    one = pa.array([value])
    converted = convert(one, rule, kind, style)
    repeated = pa.repeat(converted.array[0], length) if length else converted.array.slice(0, 0)
    return Converted(repeated, converted.bad)


def _plain(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
        if isinstance(column, pa.ChunkedArray):
            column = (
                pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
            )
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return column.cast(pa.string())
    if pa.types.is_timestamp(kind) and kind.unit != "us":
        return column.cast(pa.timestamp("us", kind.tz), safe=False)
    if pa.types.is_date64(kind):
        return column.cast(pa.date32())
    if pa.types.is_null(kind):
        return column.cast(pa.string())
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return column.cast(pa.string())
    return column


def _convert_list(column: pa.Array, rule: ColumnRule, kind: str | None) -> Converted:
    if kind in (None, "text_list"):
        return Converted(column)
    return Converted(
        pa.nulls(len(column), pa.string()),
        bad=[BadValue(0, "a list", f"is a list where {kind} is meant", len(column))],
    )


def _quick(
    column: pa.Array, rule: ColumnRule, kind: str | None, style: DateStyle
) -> pa.Array | None:
    """The usual cases a whole column at a time; None where values need a closer look."""
    if kind == "timestamp":
        return _quick_timestamps(column, style)
    if not pa.types.is_string(column.type) or rule.trim:
        return None
    if kind == "id" and pc.any(pc.match_substring_regex(column, f"^(?:{_DAMAGED})$")).as_py():
        return None
    return _without_empty(column) if kind in (None, "text", "id") else None


def _without_empty(column: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def _quick_timestamps(column: pa.Array, style: DateStyle) -> pa.Array | None:
    if pa.types.is_timestamp(column.type):
        return None if style.as_written else _in_utc(column)
    if pa.types.is_date32(column.type):
        return column
    if not pa.types.is_string(column.type) or len(column) < _MANY_VALUES:
        return None
    if style.formats != ("ISO",) or style.as_written:
        return None
    texts = _without_empty(column)
    position: int = pc.index(pc.is_valid(texts), True).as_py()
    if position < 0:
        return texts.cast(pa.timestamp("us"))
    # The first value tells with or without an offset: a cast that fails is slow.
    zone = "UTC" if _WITH_OFFSET.search(texts[position].as_py()) else None
    try:
        return texts.cast(pa.timestamp("us", zone))
    except pa.ArrowInvalid:
        return None


def _in_utc(column: pa.Array) -> pa.Array:
    if column.type.tz is None or column.type.tz == "UTC":
        return column
    return column.cast(pa.timestamp("us", "UTC"))


def _mapped(unique: Any, rule: ColumnRule, position: int, strangers: dict[int, str]) -> Any:
    """The value after null texts, trimming and the value map."""
    if unique is None:
        return None
    value = unique
    if isinstance(value, str):
        if rule.trim:
            value = value.strip()
        if value == "" or value in rule.nulls:
            return None
    elif rule.nulls and as_text(value) in rule.nulls:
        return None
    if rule.values is None:
        return value
    key = as_text(value)
    if key in rule.values:
        return rule.values[key]
    strangers[position] = rule.unmapped
    if rule.unmapped == "refuse":
        raise UnreadableError("is not in the value map")
    if rule.unmapped == "null":
        return None
    return _DROP if rule.unmapped == "drop" else value


def _gather(
    encoded: pa.DictionaryArray,
    uniques: list[Any],
    values: list[Any],
    faults: dict[int, str],
    strangers: dict[int, str],
    kind: str | None,
) -> Converted:
    indices = encoded.indices
    kept = [None if value is _DROP else value for value in values]
    dictionary = _array_of(kept, kind)
    if dictionary is None:
        present = [(i, v.tzinfo is not None) for i, v in enumerate(kept) if v is not None]
        odd = next(i for i, zoned in present if zoned != present[0][1])
        faults = {**faults, odd: "mixes times with and without an offset in one column"}
        dictionary = pa.nulls(len(kept), pa.timestamp("us"))
    result = Converted(dictionary.take(indices))
    result.bad = _occurrences(indices, uniques, faults)
    result.unmapped = _occurrences(indices, uniques, strangers)
    dropping = [value is _DROP for value in values]
    if any(dropping):
        result.dropped = pc.fill_null(pa.array(dropping, pa.bool_()).take(indices), False)
    return result


def _occurrences(indices: pa.Array, uniques: list[Any], reasons: dict[int, str]) -> list[BadValue]:
    found = []
    for position, reason in reasons.items():
        same = pc.equal(indices, position)
        count: int = pc.sum(same).as_py() or 0
        index: int = pc.index(same, True).as_py()
        found.append(BadValue(index, uniques[position], reason, count))
    return sorted(found, key=lambda bad: bad.index)


def _array_of(values: list[Any], kind: str | None) -> pa.Array | None:
    """The converted values as Arrow; None when times with and without zone mix."""
    if kind == "timestamp":
        zoned = {v.tzinfo is not None for v in values if v is not None}
        if len(zoned) > 1:
            return None
        return pa.array(values, pa.timestamp("us", "UTC" if zoned == {True} else None))
    if kind == "date":
        return pa.array(values, pa.date32())
    if kind in ("int64", "amount"):
        return pa.array(values, pa.int64())
    if kind == "int32":
        return pa.array(values, pa.int32())
    if kind == "double":
        return pa.array(values, pa.float64())
    if kind == "bool":
        return pa.array(values, pa.bool_())
    if kind == "text_list":
        return pa.array(values, pa.list_(pa.string()))
    present = [value for value in values if value is not None]
    if kind == "id" and present and all(isinstance(value, int) for value in present):
        return pa.array(values, pa.int64())
    return pa.array([None if v is None else as_text(v) for v in values], pa.string())


def _reader(kind: str | None, rule: ColumnRule, style: DateStyle) -> Callable[[Any], Any]:
    """The function that reads one value of the column."""
    if kind == "id":
        return _read_id
    if kind in (None, "text"):
        return as_text
    if kind == "bool":
        return lambda value: _read_bool(value, rule)
    if kind in ("int64", "int32"):
        limit = _INT32_MAX if kind == "int32" else None
        return lambda value: _read_int(value, rule, limit)
    if kind == "double":
        return lambda value: _read_double(value, rule)
    if kind == "amount":
        return lambda value: _read_amount(value, rule)
    if kind == "date":
        return lambda value: _read_date(value, style)
    if kind == "timestamp":
        return lambda value: _read_moment(value, style)
    if kind == "text_list":
        return lambda value: _read_list(value, rule)
    raise AssertionError(kind)


def _read_id(value: Any) -> Any:
    if isinstance(value, bool):
        return as_text(value)
    if isinstance(value, int):
        return in_int64(value)
    if isinstance(value, (float, Decimal)):
        number = float(value)
        if not number.is_integer() or abs(number) >= 2.0**53:
            raise UnreadableError("is a number that cannot be an id")
        return int(number)
    text = as_text(value)
    if _DAMAGED_ID.fullmatch(text):
        raise UnreadableError(
            "is an id that a spreadsheet has shortened: digits are lost; export ids as text, "
            'or keep it as it is with "type": "text"'
        )
    return text


def _read_bool(value: Any, rule: ColumnRule) -> bool:
    word = narrow(as_text(value)).lower()
    if word in {narrow(w).lower() for w in rule.true_words}:
        return True
    if word in {narrow(w).lower() for w in rule.false_words}:
        return False
    raise UnreadableError(
        f"is neither yes ({', '.join(rule.true_words)}) nor no ({', '.join(rule.false_words)})"
    )


def _exact(value: Any, rule: ColumnRule) -> Decimal:
    if isinstance(value, bool):
        raise UnreadableError("is not a number")
    if isinstance(value, (int, Decimal)):
        return Decimal(value)
    if isinstance(value, float):
        return decimal_of_double(value)
    return parse_decimal(as_text(value), rule.number)


def _read_int(value: Any, rule: ColumnRule, limit: int | None) -> int:
    exact = _exact(value, rule)
    if not exact.is_finite() or exact != exact.to_integral_value():
        raise UnreadableError("is not a whole number")
    whole = in_int64(int(exact))
    if limit is not None and not -limit - 1 <= whole <= limit:
        raise UnreadableError("does not fit 32 bits")
    return whole


def _read_double(value: Any, rule: ColumnRule) -> float:
    number = float(_exact(value, rule))
    if number in (float("inf"), float("-inf")):
        raise UnreadableError("is too large a number")
    return number


def _read_amount(value: Any, rule: ColumnRule) -> int:
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        unit = rule.amount
        if unit.unit == "auto":
            unit = dataclasses.replace(unit, unit=unit.named_by_column)
        return to_minor(_exact(value, rule), unit)
    return parse_amount(as_text(value), rule.number, rule.amount)


def _read_moment(value: Any, style: DateStyle) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None) if style.as_written else value
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        for name in style.formats:
            if name in ("excel", "excel_1904", "unix_s", "unix_ms"):
                number = (
                    Decimal(value) if not isinstance(value, float) else decimal_of_double(value)
                )
                return moment_of_number(number, name)
        return parse_moment(as_text(value), style)
    return parse_moment(as_text(value), style)


def _read_date(value: Any, style: DateStyle) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    return day_of(_read_moment(value, style), style)


def _read_list(value: Any, rule: ColumnRule) -> list[str]:
    return [item.strip() for item in as_text(value).split(rule.separator) if item.strip()]
