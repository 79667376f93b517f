"""Reads the Arrow data of a result into Python values."""

from __future__ import annotations

import datetime
from array import array
from collections.abc import Iterator
from typing import Any, Callable

from sandan import _schema
from sandan._library import ffi, text
from sandan._schema import Field

# Codes of the array module for Arrow's numbers.
NUMBERS = {
    "c": "b",
    "C": "B",
    "s": "h",
    "S": "H",
    "i": "i",
    "I": "I",
    "l": "q",
    "L": "Q",
    "f": "f",
    "g": "d",
}
_TEXT_OFFSETS = {"u": "i", "U": "q"}
_EPOCH_DAY = datetime.date(1970, 1, 1).toordinal()
_EPOCH = datetime.datetime(1970, 1, 1)
_BITS_OF_BYTE = [tuple(bool(byte >> bit & 1) for bit in range(8)) for byte in range(256)]


class Batches:
    """Every record batch of a stream, which is read to its end."""

    def __init__(self, stream: Any) -> None:
        self.schema = schema_of(stream)
        self.arrays: list[Any] = []
        while (batch := next_batch(stream)) is not None:
            self.arrays.append(batch)

    @property
    def columns(self) -> tuple[Field, ...]:
        return self.schema.children

    def pieces(self, column: int) -> Iterator[tuple[Any, int, int]]:
        """The column's array in each batch, with the first row and the number of rows."""
        for batch in self.arrays:
            yield batch.children[column], batch.offset, batch.length

    def values(self, column: int, limit: int | None = None) -> list[Any]:
        """The column as Python values, the first `limit` rows or all."""
        found: list[Any] = []
        for piece, start, count in self.pieces(column):
            if limit is not None:
                count = min(count, limit - len(found))
            found += values(self.columns[column], piece, start, count)
        return found


def schema_of(stream: Any) -> Field:
    """The schema of a stream: a struct whose children are the columns."""
    schema = ffi.new("struct ArrowSchema *")
    _check(stream, stream.get_schema(stream, schema))
    try:
        return _schema.parse(schema)
    finally:
        schema.release(schema)


def next_batch(stream: Any) -> Any | None:
    """The next record batch of a stream, released when it dies; None at the end."""
    batch = ffi.gc(ffi.new("struct ArrowArray *"), _release)
    _check(stream, stream.get_next(stream, batch))
    return None if batch.release == ffi.NULL else batch


def _check(stream: Any, failure: int) -> None:
    if failure:
        raise RuntimeError(text(stream.get_last_error(stream)) or f"error {failure}")


def _release(struct: Any) -> None:
    if struct.release != ffi.NULL:
        struct.release(struct)


def values(field: Field, column: Any, start: int, count: int) -> list[Any]:
    """`count` values from row `start` on; None for null."""
    if count <= 0:
        return []
    if field.format == "n":
        return [None] * count
    if field.dictionary is not None:
        found = _dictionary_values(field, column, start, count)
    else:
        found = _plain_values(field, column, start, count)
    if not may_be_null(column):
        return found
    present = bits(column, 0, start, count)
    return [value if known else None for value, known in zip(found, present)]


def may_be_null(column: Any) -> bool:
    """Does the column have a bitmap that says which values there are?"""
    has_bitmap = column.n_buffers > 0 and column.buffers[0] != ffi.NULL
    return bool(has_bitmap and column.null_count != 0)


def bits(column: Any, buffer: int, start: int, count: int) -> list[bool]:
    """The flags of a bitmap."""
    first = column.offset + start
    last_byte = (first + count + 7) // 8
    data = stored(column, buffer, first // 8, last_byte - first // 8)
    flat = [flag for byte in data for flag in _BITS_OF_BYTE[byte]]
    return flat[first % 8 : first % 8 + count]


def numbers(code: str, column: Any, start: int, count: int, buffer: int = 1) -> array[Any]:
    """Numbers of a fixed width, whatever they stand for."""
    packed = array(code)
    width = packed.itemsize
    packed.frombytes(stored(column, buffer, (column.offset + start) * width, count * width))
    return packed


def stored(column: Any, buffer: int, offset: int, size: int) -> bytes:
    """A copy of `size` bytes of one of the column's buffers."""
    if size == 0:
        return b""
    return bytes(ffi.buffer(ffi.cast("char *", column.buffers[buffer]) + offset, size))


def _dictionary_values(field: Field, column: Any, start: int, count: int) -> list[Any]:
    assert field.dictionary is not None
    codes = numbers(NUMBERS[field.format], column, start, count)
    words = column.dictionary
    if count < words.length:  # a few rows of many: decode only what they show
        # A null row may hold any code.
        known = {code for code in codes if 0 <= code < words.length}
        some = {code: values(field.dictionary, words, code, 1)[0] for code in known}
        return [some.get(code) for code in codes]
    every = values(field.dictionary, words, 0, words.length)
    return [every[code] if 0 <= code < len(every) else None for code in codes]


def _plain_values(field: Field, column: Any, start: int, count: int) -> list[Any]:
    kind = field.format
    if kind in NUMBERS:
        return numbers(NUMBERS[kind], column, start, count).tolist()
    if kind == "b":
        return bits(column, 1, start, count)
    if kind in _TEXT_OFFSETS:
        return _texts(_TEXT_OFFSETS[kind], column, start, count)
    if kind == "tdD":
        return [_day(number) for number in numbers("i", column, start, count)]
    if kind[:3] in _UNITS and kind[:2] == "ts":
        moment = _UNITS[kind[:3]]
        return [moment(number) for number in numbers("q", column, start, count)]
    if kind == "+l":
        offsets = numbers("i", column, start, count + 1)
        items = values(field.children[0], column.children[0], 0, offsets[-1])
        return [items[a:b] for a, b in zip(offsets, offsets[1:])]
    raise NotImplementedError(f"column {field.name!r} has the Arrow type {kind!r}")


def _texts(code: str, column: Any, start: int, count: int) -> list[Any]:
    offsets = numbers(code, column, start, count + 1)
    first = offsets[0]
    data = stored(column, 2, first, offsets[-1] - first)
    ends = [offset - first for offset in offsets]
    return [data[a:b].decode("utf-8", errors="replace") for a, b in zip(ends, ends[1:])]


def _day(number: int) -> datetime.date | int:
    try:
        return datetime.date.fromordinal(_EPOCH_DAY + number)
    except (ValueError, OverflowError):
        return number  # beyond the years Python knows


def _moment(microseconds: int) -> datetime.datetime | int:
    try:
        return _EPOCH + datetime.timedelta(microseconds=microseconds)
    except OverflowError:
        return microseconds


_UNITS: dict[str, Callable[[int], Any]] = {
    "tss": lambda number: _moment(number * 1_000_000),
    "tsm": lambda number: _moment(number * 1_000),
    "tsu": _moment,
    "tsn": lambda number: _moment(number // 1_000),
}
