"""Results as pandas DataFrames, straight from their Arrow buffers.

pyarrow is not needed, and types follow from the schema alone, never from the
values at hand: integers that may be null are pandas' nullable integers (money
must not pass through floating point), days and times are datetime64,
enumerations are categories, and ids are plain, so that frames can be joined.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sandan import _decode
from sandan._decode import NUMBERS, Batches
from sandan._schema import Field

if TYPE_CHECKING:
    import pandas

# A column's array in one batch, the first row and the number of rows.
_Piece = tuple[Any, int, int]

_TIME_UNITS = {"tdD": "D", "tss": "s", "tsm": "ms", "tsu": "us", "tsn": "ns"}


def is_id(column: str) -> bool:
    """Is this a column of ids, such as opportunity_id or accounts.account_id?"""
    return column.endswith("_id")


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
        return _plain_ids(field, pieces) if is_id(field.name) else _category(field, pieces)
    kind = field.format
    time = _TIME_UNITS.get(kind if kind == "tdD" else kind[:3])
    if time is not None:
        stored = _joined(_numbers("i" if kind == "tdD" else "q", piece) for piece in pieces)
        moments = stored.astype("int64").view(f"datetime64[{time}]")
        # pandas has no unit of days: seconds are its coarsest.
        moments = moments.astype("datetime64[s]") if time == "D" else moments
        moments[_missing(pieces)] = np.array("NaT", moments.dtype)
        return pd.Series(moments)
    if kind == "b":
        flags = _joined((_flags(piece, 1) for piece in pieces), "bool")
        if not field.nullable:
            return pd.Series(flags)
        return pd.Series(pd.arrays.BooleanArray(flags, _missing(pieces)))
    if kind in NUMBERS:
        stored = _joined((_numbers(NUMBERS[kind], piece) for piece in pieces), NUMBERS[kind])
        if kind in "fg":
            stored[_missing(pieces)] = np.nan
            return pd.Series(stored)
        if not field.nullable:
            return pd.Series(stored)
        return pd.Series(pd.arrays.IntegerArray(stored, _missing(pieces)))
    return pd.Series(batches.values(position), dtype=_text_type() if kind in "uU" else "object")


def _text_type() -> str:
    import pandas as pd

    return "str" if int(pd.__version__.partition(".")[0]) >= 3 else "object"


def _plain_ids(field: Field, pieces: list[_Piece]) -> Any:
    """The texts themselves: each is made once and shared by its rows."""
    import numpy as np
    import pandas as pd

    parts = [np.empty(0, "object")]
    for piece in pieces:
        words, codes = _words_and_codes(field, piece)
        # A code of -1 takes the last one: nothing.
        parts.append(np.array([*words, None], dtype="object")[codes])
    return pd.Series(np.concatenate(parts), dtype=_text_type())


def _category(field: Field, pieces: list[_Piece]) -> Any:
    import pandas as pd

    parts = []
    for piece in pieces:
        words, codes = _words_and_codes(field, piece)
        parts.append(pd.Categorical.from_codes(codes, categories=pd.Index(words)))
    if not parts:
        return pd.Categorical([])
    return parts[0] if len(parts) == 1 else pd.api.types.union_categoricals(parts)


def _words_and_codes(field: Field, piece: _Piece) -> tuple[list[Any], Any]:
    """The dictionary of one batch, and the code of each row: -1 for none."""
    assert field.dictionary is not None
    stored = piece[0].dictionary
    codes = _numbers(NUMBERS[field.format], piece).astype("int64")
    codes[_missing([piece])] = -1
    return _decode.values(field.dictionary, stored, 0, stored.length), codes


def _numbers(code: str, piece: _Piece) -> Any:
    """A writable array of the numbers of one batch."""
    import numpy as np

    column, start, count = piece
    kind = np.dtype(code)
    size = kind.itemsize
    data = _decode.stored(column, 1, (column.offset + start) * size, count * size)
    return np.frombuffer(data, kind).copy()


def _flags(piece: _Piece, buffer: int) -> Any:
    """The flags of a bitmap of one batch."""
    import numpy as np

    column, start, count = piece
    first = column.offset + start
    data = _decode.stored(column, buffer, first // 8, (first % 8 + count + 7) // 8)
    packed = np.frombuffer(data, "uint8")
    flags = np.unpackbits(packed, bitorder="little")[first % 8 : first % 8 + count]
    return flags.astype("bool")


def _missing(pieces: list[_Piece]) -> Any:
    """True for each row without a value."""
    import numpy as np

    parts = (
        ~_flags(piece, 0) if _decode.may_be_null(piece[0]) else np.zeros(piece[2], "bool")
        for piece in pieces
    )
    return _joined(parts, "bool")


def _joined(parts: Iterable[Any], kind: str = "int64") -> Any:
    import numpy as np

    listed = list(parts)
    return np.concatenate(listed) if listed else np.empty(0, kind)
