"""Plain Python columns become Arrow data (read back by pyarrow)."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from sandan import _build, _capsule


class Exported:
    """Lets pyarrow read a BuiltTable."""

    def __init__(self, columns: Any) -> None:
        self.built = _build.BuiltTable(columns)

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
        return (
            _capsule.make(self.built.schema, _capsule.SCHEMA),
            _capsule.make(self.built.array, _capsule.ARRAY),
        )


def check(values: Any, expected_type: pa.DataType, expected: Any = None) -> None:
    exported = Exported({"c": values})
    batch = pa.record_batch(exported)
    batch.validate(full=True)
    assert batch.schema.field("c").type == expected_type
    assert batch.column("c").to_pylist() == (values if expected is None else expected)
    del batch  # its memory is exported's


DAY = datetime.date(2026, 1, 5)
MOMENT = datetime.datetime(2026, 1, 5, 12, 30, 0, 123456)


def test_types_follow_the_values() -> None:
    check([True, None, False], pa.bool_())
    check([1, None, -(2**63), 2**63 - 1], pa.int64())
    check([1, 2.5, None], pa.float64(), [1.0, 2.5, None])
    check(["a", None, "", "三单😀", "nul\0inside"], pa.string())
    check([DAY, None, datetime.date.min, datetime.date.max], pa.date32())
    check([MOMENT, None, datetime.datetime.min, datetime.datetime.max], pa.timestamp("us"))
    check([["a", None], None, [], ["b"]], pa.list_(pa.string()))
    check([None, None], pa.null())
    check([], pa.null())


@pytest.mark.parametrize("size", [1, 7, 8, 9, 64, 65])
def test_bitmaps_of_every_length(size: int) -> None:
    check([None if i % 3 == 0 else i % 2 == 0 for i in range(1, size + 1)], pa.bool_())


def test_times_with_a_zone() -> None:
    shanghai = MOMENT.replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    check([shanghai, None], pa.timestamp("us", "Asia/Shanghai"))
    utc = MOMENT.replace(tzinfo=datetime.timezone.utc)
    check([utc], pa.timestamp("us", "UTC"))
    half = datetime.timezone(datetime.timedelta(hours=-3, minutes=-30))
    check([MOMENT.replace(tzinfo=half)], pa.timestamp("us", "-03:30"))
    with pytest.raises(TypeError, match="column 'c': times of different zones"):
        Exported({"c": [shanghai, utc]})


def test_numpy_and_pandas_values() -> None:
    check(np.array([1, 2], dtype="int32"), pa.int64(), [1, 2])
    check(np.array([1.5]), pa.float64(), [1.5])
    check([np.int64(3), None], pa.int64(), [3, None])
    check([np.str_("a")], pa.string(), ["a"])
    check(
        np.array(["2026-01-05T00:00:00", "NaT"], dtype="datetime64[ns]"),
        pa.timestamp("us"),
        [datetime.datetime(2026, 1, 5), None],
    )
    check([pd.Timestamp("2026-01-05"), pd.NaT], pa.timestamp("us"), [pd.Timestamp(DAY), None])
    check(["a", pd.NA], pa.string(), ["a", None])
    check(pd.Series([1, 2]), pa.int64(), [1, 2])
    check(range(3), pa.int64(), [0, 1, 2])
    check((str(i) for i in range(2)), pa.string(), ["0", "1"])


@pytest.mark.parametrize(
    ("values", "kind", "message"),
    [
        ([1, "a"], TypeError, "values of different types: int, str"),
        ([True, 1], TypeError, "different types"),
        ([DAY, MOMENT], TypeError, "different types"),
        ([Decimal("1.50")], TypeError, "money is an int of minor units"),
        ([b"bytes"], TypeError, "type bytes"),
        ([{}], TypeError, "type dict"),
        ([[1]], TypeError, "lists may hold text only"),
        ([0, 2**63], OverflowError, "row 1: 9223372036854775808 does not fit 64 bits"),
        (["fine", "\ud800"], ValueError, "row 1 is not valid Unicode"),
        ("text", TypeError, "a column is a sequence, not str"),
        (7, TypeError, "a column is a sequence, not int"),
    ],
)
def test_what_cannot_be_a_column_is_named(values: Any, kind: Any, message: str) -> None:
    with pytest.raises(kind, match=f"column 'c': .*{message}"):
        Exported({"c": values})


def test_columns_must_agree() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        Exported({"a": [1], "b": [1, 2]})
    with pytest.raises(TypeError, match="column names are text"):
        Exported({1: [1]})


def test_records_become_columns() -> None:
    records = [{"a": 1}, {"a": 2, "b": "x"}]
    assert _build.columns_of_records(records) == {"a": [1, 2], "b": [None, "x"]}


def test_no_rows_and_no_columns() -> None:
    exported = Exported({})
    assert pa.record_batch(exported).num_rows == 0
