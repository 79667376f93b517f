"""Arrow data from plain Python columns, so that no other package is needed.

A table is a mapping of column names to sequences; the type of a column is
that of its values: bool, int, float, str, date, datetime, timedelta, or lists of str.
None is null.
"""

from __future__ import annotations

import datetime
import itertools
from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Callable

from sandan import _zones
from sandan._library import ffi

_EPOCH_DAY = datetime.date(1970, 1, 1).toordinal()
_EPOCH = datetime.datetime(1970, 1, 1)
_MICROSECOND = datetime.timedelta(microseconds=1)
_INT32_MAX = 2**31 - 1
#: From here on doubles skip whole numbers.
EXACT_IN_A_DOUBLE = 2**53
_MISSING_TYPES = ("NoneType", "NAType", "NaTType")  # None; pandas' NA and NaT


class BuiltTable:
    """A struct array in C memory, alive as long as this object."""

    def __init__(
        self, columns: Mapping[str, Iterable[Any]], whole: Collection[str] = frozenset()
    ) -> None:
        """whole: columns that become integers when their floats are all whole."""
        self._kept: list[Any] = []
        built = []
        lengths: dict[str, int] = {}
        for name, values in columns.items():
            if not isinstance(name, str):
                raise TypeError(f"column names are text, not {type(name).__name__}: {name!r}")
            plain = _plain_values(name, values)
            if name in whole:
                plain = _as_integers(plain)
            lengths[name] = len(plain)
            built.append(self._column(name, plain))
        if len(set(lengths.values())) > 1:
            raise ValueError(f"columns differ in length: {lengths}")
        rows = next(iter(lengths.values()), 0)
        schemas = [schema for schema, _ in built]
        arrays = [column for _, column in built]
        self.schema = self._schema("", "+s", schemas)
        self.array = self._array(rows, 0, [ffi.NULL], arrays)

    def _column(self, name: str, values: list[Any]) -> tuple[Any, Any]:
        try:
            kind = _kind_of_column(values)
            return _BUILDERS[kind](self, name, values)
        except (TypeError, ValueError, OverflowError) as error:
            raise type(error)(f"column {name!r}: {error}") from None

    def _fixed(self, name: str, fmt: str, code: str, numbers: list[Any]) -> tuple[Any, Any]:
        """A column of numbers of one width; `numbers` holds None for null."""
        try:
            packed = array(code, [0 if each is None else each for each in numbers])
        except OverflowError:
            row = next(i for i, n in enumerate(numbers) if n is not None and n.bit_length() > 63)
            raise OverflowError(f"row {row}: {numbers[row]} does not fit 64 bits") from None
        return self._leaf(name, fmt, numbers, [self._keep_bytes(packed)])

    def _booleans(self, name: str, values: list[Any]) -> tuple[Any, Any]:
        bits = self._keep_bytes(_bitmap(bool(value) for value in values))
        return self._leaf(name, "b", values, [bits])

    def _texts(self, name: str, values: list[Any]) -> tuple[Any, Any]:
        encoded = []
        for row, value in enumerate(values):
            try:
                encoded.append(b"" if value is None else str.encode(value, "utf-8"))
            except UnicodeEncodeError as error:
                raise ValueError(f"row {row} is not valid Unicode: {error.reason}") from None
        offsets = [0, *itertools.accumulate(map(len, encoded))]
        wide = offsets[-1] > _INT32_MAX
        buffers = [
            self._keep_bytes(array("q" if wide else "i", offsets)),
            self._keep_bytes(b"".join(encoded)),
        ]
        return self._leaf(name, "U" if wide else "u", values, buffers)

    def _lists(self, name: str, values: list[Any]) -> tuple[Any, Any]:
        offsets = [0, *itertools.accumulate(0 if each is None else len(each) for each in values)]
        items = [item for each in values if each is not None for item in each]
        if any(not isinstance(item, (str, type(None))) for item in items):
            raise TypeError("lists may hold text only")
        item_schema, item_array = self._texts("item", items)
        offset_buffer = self._keep_bytes(array("i", offsets))
        nulls, validity = self._validity(values)
        schema = self._schema(name, "+l", [item_schema])
        return schema, self._array(len(values), nulls, [validity, offset_buffer], [item_array])

    def _days(self, name: str, values: list[Any]) -> tuple[Any, Any]:
        days = [None if each is None else each.toordinal() - _EPOCH_DAY for each in values]
        return self._fixed(name, "tdD", "i", days)

    def _instants(self, name: str, values: list[Any]) -> tuple[Any, Any]:
        zones = {_zone_name(each) for each in values if each is not None}
        if len(zones) > 1:
            raise TypeError(f"times of different zones in one column: {sorted(map(str, zones))}")
        zone = zones.pop()
        numbers = [None if each is None else _microseconds(each) for each in values]
        return self._fixed(name, f"tsu:{zone or ''}", "q", numbers)

    def _spans(self, name: str, values: list[Any]) -> tuple[Any, Any]:
        numbers = [None if each is None else each // _MICROSECOND for each in values]
        return self._fixed(name, "tDu", "q", numbers)

    def _nothing(self, name: str, values: list[Any]) -> tuple[Any, Any]:
        return self._schema(name, "n", []), self._array(len(values), len(values), [], [])

    def _leaf(self, name: str, fmt: str, values: list[Any], data: list[Any]) -> tuple[Any, Any]:
        nulls, validity = self._validity(values)
        schema = self._schema(name, fmt, [])
        return schema, self._array(len(values), nulls, [validity, *data], [])

    def _validity(self, values: list[Any]) -> tuple[int, Any]:
        nulls = values.count(None)
        if nulls == 0:
            return 0, ffi.NULL
        return nulls, self._keep_bytes(_bitmap(value is not None for value in values))

    def _schema(self, name: str, fmt: str, children: list[Any]) -> Any:
        schema = self._keep(ffi.new("struct ArrowSchema *"))
        schema.format = self._keep(ffi.new("char[]", fmt.encode("ascii")))
        schema.name = self._keep(ffi.new("char[]", name.encode("utf-8")))
        schema.flags = 2  # ARROW_FLAG_NULLABLE
        schema.n_children = len(children)
        schema.children = self._keep(ffi.new("struct ArrowSchema *[]", children or 1))
        schema.release = _release_of("struct ArrowSchema *")
        return schema

    def _array(self, rows: int, nulls: int, buffers: list[Any], children: list[Any]) -> Any:
        built = self._keep(ffi.new("struct ArrowArray *"))
        built.length = rows
        built.null_count = nulls
        built.n_buffers = len(buffers)
        built.buffers = self._keep(ffi.new("const void *[]", buffers or 1))
        built.n_children = len(children)
        built.children = self._keep(ffi.new("struct ArrowArray *[]", children or 1))
        built.release = _release_of("struct ArrowArray *")
        return built

    def _keep(self, owned: Any) -> Any:
        self._kept.append(owned)
        return owned

    def _keep_bytes(self, data: bytes | array[Any]) -> Any:
        # An empty buffer still gets an address: some readers ask for one.
        return self._keep(ffi.from_buffer(data if len(data) else b"\0"))


_releases: dict[str, Any] = {}


def _release_of(struct: str) -> Any:
    """A release function as Arrow asks for it; the memory is the BuiltTable's."""
    if struct not in _releases:
        _releases[struct] = ffi.callback(f"void({struct})", _mark_released)
    return _releases[struct]


def _mark_released(struct: Any) -> None:
    struct.release = ffi.NULL


def columns_of_records(records: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Columns of a list of mappings; a member that a record lacks is None."""
    names: dict[str, None] = {}
    for record in records:
        names.update(dict.fromkeys(record))
    return {name: [record.get(name) for record in records] for name in names}


def _plain_values(name: str, values: Iterable[Any]) -> list[Any]:
    """A list of Python values: numpy's and pandas' own become what they stand for."""
    if isinstance(values, (str, bytes, Mapping)):
        raise TypeError(f"column {name!r}: a column is a sequence, not {type(values).__name__}")
    kind = getattr(getattr(values, "dtype", None), "kind", "")
    if kind in ("M", "m"):  # only down to microseconds are they datetimes and timedeltas
        unit = "datetime64[us]" if kind == "M" else "timedelta64[us]"
        values = values.astype(unit).tolist()  # type: ignore[attr-defined]
    elif hasattr(values, "tolist"):
        values = values.tolist()
    try:
        listed = list(values)
    except TypeError:
        kind = type(values).__name__
        raise TypeError(f"column {name!r}: a column is a sequence, not {kind}") from None
    types = set(map(type, listed))
    if any(each.__name__ in _MISSING_TYPES[1:] for each in types):
        listed = [None if type(each).__name__ in _MISSING_TYPES else each for each in listed]
    if any(each.__module__ == "numpy" for each in types):
        listed = [each.item() if hasattr(each, "item") else each for each in listed]
    return listed


def _as_integers(values: list[Any]) -> list[Any]:
    """Integers in place of floats where every value is whole or None; else as they were."""
    if not any(isinstance(each, float) for each in values):
        return values
    if not all(each is None or _is_whole(each) for each in values):
        return values
    return [None if each is None else int(each) for each in values]


def _is_whole(value: Any) -> bool:
    if isinstance(value, float):
        return value.is_integer() and abs(value) < EXACT_IN_A_DOUBLE
    return isinstance(value, int) and not isinstance(value, bool)


def _kind_of_column(values: list[Any]) -> str:
    kinds = {_kind_of_type(each) for each in set(map(type, values))} - {"nothing"}
    if not kinds:
        return "nothing"
    if kinds == {"int", "float"}:
        return "float"
    if len(kinds) > 1:
        raise TypeError(f"values of different types: {', '.join(sorted(kinds))}")
    return kinds.pop()


def _kind_of_type(kind: type) -> str:
    if kind is type(None):
        return "nothing"
    for known, name in (
        (bool, "bool"),
        (int, "int"),
        (float, "float"),
        (str, "str"),
        (datetime.datetime, "datetime"),
        (datetime.date, "date"),
        (datetime.timedelta, "timedelta"),
        (list, "list"),
        (tuple, "list"),
    ):
        if issubclass(kind, known):
            return name
    hint = "; money is an int of minor units" if kind.__name__ == "Decimal" else ""
    raise TypeError(f"values of type {kind.__name__} have no place in a table{hint}")


def _bitmap(flags: Iterable[bool]) -> bytes:
    """Arrow's bitmap: the first flag is the lowest bit of the first byte."""
    digits = "".join("1" if flag else "0" for flag in flags)
    return int(digits[::-1] or "0", 2).to_bytes(len(digits) // 8 + 1, "little")


def _zone_name(moment: datetime.datetime) -> str | None:
    """Arrow's name for a datetime's zone: IANA name, offset, or None for civil."""
    if moment.tzinfo is None:
        return None
    name = getattr(moment.tzinfo, "key", None) or str(moment.tzinfo)
    if _zones.is_storage_only(name):
        return "UTC"
    if isinstance(moment.tzinfo, datetime.timezone):
        return moment.strftime("%z")[:3] + ":" + moment.strftime("%z")[3:5]
    return name


def _microseconds(moment: datetime.datetime) -> int:
    if moment.tzinfo is not None:
        moment = moment.astimezone(datetime.timezone.utc).replace(tzinfo=None)
    return (moment - _EPOCH) // _MICROSECOND


_Builder = Callable[[BuiltTable, str, "list[Any]"], "tuple[Any, Any]"]

_BUILDERS: dict[str, _Builder] = {
    "bool": BuiltTable._booleans,
    "int": lambda table, name, values: table._fixed(name, "l", "q", values),
    "float": lambda table, name, values: table._fixed(name, "g", "d", values),
    "str": BuiltTable._texts,
    "date": BuiltTable._days,
    "datetime": BuiltTable._instants,
    "timedelta": BuiltTable._spans,
    "list": BuiltTable._lists,
    "nothing": BuiltTable._nothing,
}
