"""Results as pandas DataFrames, straight from their Arrow buffers.

pyarrow is not needed, and types follow from the schema alone, never from the
values at hand: integers that may be null are pandas' nullable integers (money
must not pass through floating point), days and times are datetime64,
enumerations are categories.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandan import _decode
from sandan._decode import NUMBERS, Batches
from sandan._schema import Field

if TYPE_CHECKING:
    import pandas

_PANDAS_INTEGER = {
    "c": "Int8",
    "C": "UInt8",
    "s": "Int16",
    "S": "UInt16",
    "i": "Int32",
    "I": "UInt32",
    "l": "Int64",
    "L": "UInt64",
}
_TIME_UNITS = {"tdD": "D", "tss": "s", "tsm": "ms", "tsu": "us", "tsn": "ns"}


def to_pandas(batches: Batches) -> pandas.DataFrame:
    """A DataFrame of all batches."""
    import pandas as pd

    columns = {
        position: _column(batches, position, field)
        for position, field in enumerate(batches.columns)
    }
    rows = sum(int(batch.length) for batch in batches.arrays)
    frame: pandas.DataFrame = pd.DataFrame(columns, index=pd.RangeIndex(rows))
    frame.columns = pd.Index([field.name for field in batches.columns])
    return frame


def _column(batches: Batches, position: int, field: Field) -> Any:
    import numpy as np
    import pandas as pd

    pieces = [piece for piece in batches.pieces(position) if piece[2] > 0]
    if field.dictionary is not None:
        return _category(field, pieces)
    kind = field.format
    time = _TIME_UNITS.get(kind if kind == "tdD" else kind[:3])
    if time is not None:
        stored = _numbers("i" if kind == "tdD" else "q", pieces)
        moments = stored.astype("int64").view(f"datetime64[{time}]")
        # pandas has no unit of days: seconds are its coarsest.
        moments = moments.astype("datetime64[s]") if time == "D" else moments
        moments[_missing(pieces)] = np.array("NaT", moments.dtype)
        return pd.Series(moments)
    if kind == "b" and not field.nullable:
        return pd.Series(_flags(pieces, 1), dtype="bool")
    if kind == "b":
        return pd.arrays.BooleanArray(_flags(pieces, 1), _missing(pieces))
    if kind in "fg":
        stored = _numbers(NUMBERS[kind], pieces)
        stored[_missing(pieces)] = np.nan
        return pd.Series(stored)
    if kind in NUMBERS and not field.nullable:
        return pd.Series(_numbers(NUMBERS[kind], pieces))
    if kind in NUMBERS:
        stored = pd.arrays.IntegerArray(_numbers(NUMBERS[kind], pieces), _missing(pieces))
        return pd.Series(stored, dtype=_PANDAS_INTEGER[kind])
    values = batches.values(position)
    is_text = kind in ("u", "U") and int(pd.__version__.partition(".")[0]) >= 3
    return pd.Series(values, dtype="str" if is_text else "object")


def _category(field: Field, pieces: list[tuple[Any, int, int]]) -> Any:
    import numpy as np
    import pandas as pd

    assert field.dictionary is not None
    parts = []
    for column, start, count in pieces:
        words = _decode.values(field.dictionary, column.dictionary, 0, column.dictionary.length)
        codes = np.array(
            _decode.numbers(NUMBERS[field.format], column, start, count), dtype="int64"
        )
        codes[_missing([(column, start, count)])] = -1
        parts.append(pd.Categorical.from_codes(codes.tolist(), categories=pd.Index(words)))
    if not parts:
        return pd.Categorical([])
    return parts[0] if len(parts) == 1 else pd.api.types.union_categoricals(parts)


def _numbers(code: str, pieces: list[tuple[Any, int, int]]) -> Any:
    import numpy as np

    parts = [np.array(_decode.numbers(code, *piece)) for piece in pieces]
    return np.concatenate(parts) if parts else np.empty(0, dtype=code)


def _flags(pieces: list[tuple[Any, int, int]], buffer: int) -> Any:
    import numpy as np

    flags = [
        flag
        for column, start, count in pieces
        for flag in _decode.bits(column, buffer, start, count)
    ]
    return np.array(flags, dtype="bool")


def _missing(pieces: list[tuple[Any, int, int]]) -> Any:
    """True for each row without a value."""
    import numpy as np

    parts = []
    for column, start, count in pieces:
        present = _decode.validity(column, start, count)
        none_missing = np.zeros(count, dtype="bool")
        parts.append(none_missing if present is None else ~np.array(present, dtype="bool"))
    return np.concatenate(parts) if parts else np.empty(0, dtype="bool")
