"""Days and whole numbers in, one or a column of them: from Python values, numpy,
pandas and Arrow to the arrays of the C interface."""

from __future__ import annotations

import datetime
import operator
import re
from array import array
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Union

from sandan import _build, _capsule, _decode, _schema
from sandan._arrow import ArrowArray, ArrowStream
from sandan._errors import DataError, InvalidArgumentError
from sandan._library import ffi
from sandan._request import Day

#: A column of days: a list, a numpy array, a pandas Series, or anything with
#: `__arrow_c_stream__` or `__arrow_c_array__`. None is null.
Days = Union[ArrowStream, ArrowArray, Iterable[Union[Day, None]]]
#: A column of whole numbers.
Numbers = Union[ArrowStream, ArrowArray, Iterable[Union[int, None]]]

_EPOCH_DAY = datetime.date(1970, 1, 1).toordinal()
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Beyond any day, and far inside 64 bits: the library refuses both with their row.
_FARTHEST = 2**62


class Values(NamedTuple):
    """Numbers for a call; `known` says which stand for a value, 0 fills the others."""

    numbers: list[int]
    known: list[bool]
    #: One value was given, not a column.
    single: bool

    def array(self, c_type: str) -> Any:
        """The numbers as a C array; it keeps the memory."""
        return ffi.from_buffer(f"{c_type}[]", array(_CODES[c_type], self.numbers or [0]))


_CODES = {"int32_t": "i", "int64_t": "q"}


def days(name: str, given: Any) -> Values:
    """Days since 1970-01-01 of a day or a column of days."""
    if isinstance(given, (str, datetime.date)):
        return Values([_day_number(name, given, None)], [True], True)
    single = _single_numpy(name, given)
    if single is not None:
        return days(name, single)
    return _column(name, given, _day_number)


def whole_numbers(name: str, given: Any) -> Values:
    """A whole number, or a column of them."""
    if hasattr(given, "__index__") and not hasattr(given, "__len__"):
        return Values([_whole(name, given, None)], [True], True)
    if isinstance(given, (str, bytes, float)):
        raise TypeError(f"{name} is a whole number or a column of them, not {given!r}")
    return _column(name, given, _whole)


def together(*columns: Values) -> list[Values]:
    """The values at one length: a single one is repeated along the columns."""
    lengths = {len(column.numbers) for column in columns if not column.single}
    if not lengths:
        return list(columns)
    if len(lengths) > 1:
        raise InvalidArgumentError(
            f"columns differ in length: {', '.join(map(str, sorted(lengths)))}",
            detail="different_lengths",
        )
    (length,) = lengths
    spread = [_repeated(column, length) for column in columns]
    known = [all(flags) for flags in zip(*(column.known for column in spread))]
    return [column._replace(known=known) for column in spread]


def _repeated(column: Values, length: int) -> Values:
    if not column.single:
        return column
    return Values(column.numbers * length, column.known * length, False)


def _column(name: str, given: Any, number_of: Any) -> Values:
    plain = _python_values(name, given)
    numbers = [0 if each is None else number_of(name, each, row) for row, each in enumerate(plain)]
    return Values(numbers, [each is not None for each in plain], False)


def _python_values(name: str, given: Any) -> list[Any]:
    """The column as Python values; None for null."""
    package = type(given).__module__.partition(".")[0]
    if package not in ("numpy", "pandas"):  # these speak Arrow by way of pyarrow, or not at all
        if hasattr(given, "__arrow_c_array__"):
            schema, column = given.__arrow_c_array__(None)
            field = _schema.parse(_capsule.struct_in(schema, _capsule.SCHEMA))
            return _arrow_values(name, field, [_capsule.struct_in(column, _capsule.ARRAY)])
        if hasattr(given, "__arrow_c_stream__"):
            stream = _capsule.move_stream(given.__arrow_c_stream__(None))
            batches = _decode.Batches(stream)
            return _arrow_values(name, batches.schema, batches.arrays)
    if given is None or isinstance(given, (bytes, Mapping)):
        raise TypeError(f"{name} is one value or a column, not {type(given).__name__}")
    listed = _build._plain_values(name, given)
    # pandas writes the gaps of a column of text or objects as NaN.
    return [None if each != each else each for each in listed]


def _arrow_values(name: str, field: _schema.Field, arrays: list[Any]) -> list[Any]:
    if field.children:
        raise TypeError(f"{name} is a column, and this is a table: pass one of its columns")
    if field.zone is not None:
        raise TypeError(
            f"{name}: times with the zone {field.zone} fall on no day yet: pass dates, or civil "
            "times without a zone"
        )
    try:
        return [
            value for each in arrays for value in _decode.values(field, each, 0, int(each.length))
        ]
    except NotImplementedError:
        kind = field.values.format
        raise TypeError(f"{name}: the Arrow type {kind!r} holds neither days nor numbers") from None


def _single_numpy(name: str, given: Any) -> Any:
    """What a numpy datetime64 that stands alone says; None for anything else."""
    if type(given).__module__ != "numpy" or type(given).__name__ != "datetime64":
        return None
    moment = given.astype("datetime64[us]").item()
    if moment is None:
        raise TypeError(f"{name} is not a time (NaT); a column may hold such, one value may not")
    return moment


def _day_number(name: str, value: Any, row: int | None) -> int:
    if isinstance(value, str):
        return _parsed(name, value, row) - _EPOCH_DAY
    if isinstance(value, datetime.date):
        return value.toordinal() - _EPOCH_DAY  # of a datetime its day
    place = "" if row is None else f", row {row}"
    raise TypeError(f"{name}{place}: a {type(value).__name__} is no day; pass dates or YYYY-MM-DD")


def _parsed(name: str, text: str, row: int | None) -> int:
    """Ordinal of the day in a text, which is YYYY-MM-DD and nothing else."""
    try:
        if _ISO_DAY.fullmatch(text):
            return datetime.date.fromisoformat(text).toordinal()
    except ValueError:
        pass  # such as 2026-02-30
    message = f"{_shown(text)} is no day; days are written YYYY-MM-DD"
    if row is None:
        raise InvalidArgumentError(message, detail="not_a_date", where=name)
    raise DataError(message, detail="not_a_date", where=name, row=row)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")


def _whole(name: str, value: Any, row: int | None) -> int:
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        place = "" if row is None else f", row {row}"
        raise TypeError(f"{name}{place}: {value!r} is not a whole number")
    return max(-_FARTHEST, min(_FARTHEST, operator.index(value)))
