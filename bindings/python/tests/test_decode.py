"""Arrow data of a result becomes Python values and pandas columns."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from sandan import _capsule, _frames
from sandan._decode import Batches

DAY = datetime.date(2026, 1, 5)
MOMENT = datetime.datetime(2026, 1, 5, 12, 30, 0, 123456)

TABLE = pa.table(
    {
        "i8": pa.array([1, None, -3], pa.int8()),
        "u16": pa.array([1, None, 3], pa.uint16()),
        "i32": pa.array([1, None, -3], pa.int32()),
        "i64": pa.array([2**53 + 1, None, -(2**63)], pa.int64()),
        "f64": pa.array([1.5, None, -0.0], pa.float64()),
        "flag": pa.array([True, None, False]),
        "text": pa.array(["a", None, "三单😀"]),
        "large": pa.array(["a", None, ""], pa.large_string()),
        "word": pa.array(["x", None, "y"]).dictionary_encode(),
        "day": pa.array([DAY, None, datetime.date.min]),
        "moment": pa.array([MOMENT, None, datetime.datetime.min], pa.timestamp("us")),
        "second": pa.array([datetime.datetime(2026, 1, 5), None, None], pa.timestamp("s")),
        "names": pa.array([["a", None], None, []], pa.list_(pa.string())),
        "nothing": pa.nulls(3),
    }
)
SHAPES = {
    "whole": TABLE,
    "sliced": TABLE.slice(1),
    "batches": pa.concat_tables([TABLE, TABLE.slice(2), TABLE.slice(0, 0), TABLE.slice(1, 2)]),
    "empty": TABLE.slice(0, 0),
    "no batch": TABLE.schema.empty_table(),
}


def read(table: Any) -> Batches:
    return Batches(_capsule.move_stream(table.__arrow_c_stream__()))


@pytest.mark.parametrize("shape", SHAPES)
def test_values(shape: str) -> None:
    table = SHAPES[shape]
    batches = read(table)
    assert [field.name for field in batches.columns] == table.column_names
    for position, name in enumerate(table.column_names):
        assert batches.values(position) == table.column(name).to_pylist(), name
        assert batches.values(position, 2) == table.column(name).to_pylist()[:2], name


@pytest.mark.parametrize("shape", SHAPES)
def test_pandas_has_the_same_values_and_types_of_the_schema(shape: str) -> None:
    table = SHAPES[shape]
    frame = _frames.to_pandas(read(table))
    assert list(frame.columns) == table.column_names
    assert len(frame) == table.num_rows
    for name in table.column_names:
        found = [
            None if value is None or (not isinstance(value, list) and pd.isna(value)) else value
            for value in frame[name]
        ]
        expected = table.column(name).to_pylist()
        if name == "day":
            found = [None if value is None else value.date() for value in found]
        assert found == expected, name
    assert {name: str(frame[name].dtype) for name in ("i8", "u16", "i32", "i64")} == {
        "i8": "Int8",
        "u16": "UInt16",
        "i32": "Int32",
        "i64": "Int64",
    }
    assert str(frame["flag"].dtype) == "boolean"
    assert str(frame["day"].dtype) == "datetime64[s]"
    assert str(frame["moment"].dtype) == "datetime64[us]"
    assert frame["f64"].dtype == np.float64
    assert isinstance(frame["word"].dtype, pd.CategoricalDtype)


def test_columns_that_cannot_be_null_are_plain_numpy() -> None:
    schema = pa.schema(
        [pa.field("n", pa.int64(), nullable=False), pa.field("b", pa.bool_(), nullable=False)]
    )
    frame = _frames.to_pandas(read(pa.table({"n": [1, 2], "b": [True, False]}, schema=schema)))
    assert frame.dtypes.to_dict() == {"n": np.dtype("int64"), "b": np.dtype("bool")}


def test_dictionaries_may_change_from_batch_to_batch() -> None:
    one = pa.table({"word": pa.array(["x", "y"]).dictionary_encode()})
    two = pa.table({"word": pa.array(["z", None, "x"]).dictionary_encode()})
    batches = read(pa.concat_tables([one, two]))
    assert batches.values(0) == ["x", "y", "z", None, "x"]
    words = _frames.to_pandas(batches)["word"]
    assert words.astype(object).where(words.notna(), None).tolist() == ["x", "y", "z", None, "x"]


def test_days_beyond_the_calendar_of_python_do_no_harm() -> None:
    days = pa.array([2**31 - 1, 0], pa.int32()).cast(pa.date32())
    assert read(pa.table({"day": days})).values(0) == [2**31 - 1, datetime.date(1970, 1, 1)]


def test_a_failing_stream_is_an_error() -> None:
    def fail() -> Any:
        yield pa.RecordBatch.from_pydict({"a": [1]})
        raise RuntimeError("the source broke")

    reader = pa.RecordBatchReader.from_batches(pa.schema([("a", pa.int64())]), fail())
    with pytest.raises(RuntimeError, match="the source broke"):
        read(reader)
