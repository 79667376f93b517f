"""Every kind of table goes in and gives the same; none is copied on the way."""

from __future__ import annotations

import datetime
from typing import Any, Callable

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from small_book import AS_OF, DEALS, EVENTS

import sandan
from sandan import _arrow, _capsule
from sandan._library import ffi


def relation(columns: dict[str, list[Any]]) -> Any:
    source = pa.table(columns)
    return duckdb.from_arrow(source)


def strings_of_pandas(columns: dict[str, list[Any]]) -> pd.DataFrame:
    """As a CSV reader leaves them: days as datetime64, whole numbers as Int64."""
    frame = pd.DataFrame({name: pd.Series(values) for name, values in columns.items()})
    for name in frame.columns:
        if name.endswith(("_on", "_at")):
            frame[name] = pd.to_datetime(frame[name])
        if name == "amount_minor":
            frame[name] = pd.array(columns[name], dtype="Int64")
        if name in ("team_id", "stage"):
            frame[name] = frame[name].astype("category")
    return frame


def enums_of_polars(columns: dict[str, list[Any]]) -> pl.DataFrame:
    frame = pl.DataFrame(columns)
    if "stage" in columns:
        words = pl.Enum(["visit", "offer", "order", "lost"])
        return frame.with_columns(pl.col("stage").cast(words))
    return frame.with_columns(pl.col("team_id").cast(pl.Categorical))


class OnlyArray:
    """Exports one record batch and nothing else."""

    def __init__(self, columns: dict[str, list[Any]]) -> None:
        self.batch = pa.RecordBatch.from_pydict(columns)

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
        capsules: tuple[object, object] = self.batch.__arrow_c_array__()
        return capsules


def records(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row)) for row in zip(*columns.values())]


def cut_in_batches(columns: dict[str, list[Any]]) -> pa.Table:
    table = pa.table(columns)
    return pa.concat_tables([table.slice(0, 2), table.slice(2, 0), table.slice(2)])


KINDS: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "dict": dict,
    "dict of numpy": lambda columns: {
        name: np.array(values) if None not in values else values for name, values in columns.items()
    },
    "records": records,
    "pandas": strings_of_pandas,
    "pandas arrow": lambda columns: pa.table(columns).to_pandas(types_mapper=pd.ArrowDtype),
    "polars": pl.DataFrame,
    "polars enum": enums_of_polars,
    "pyarrow table": pa.table,
    "pyarrow batch": pa.RecordBatch.from_pydict,
    "pyarrow reader": lambda columns: pa.table(columns).to_reader(),
    "pyarrow batches": cut_in_batches,
    "pyarrow dictionaries": lambda columns: pa.table(
        {
            name: pa.array(values).dictionary_encode() if name in ("stage", "team_id") else values
            for name, values in columns.items()
        }
    ),
    "pyarrow string views": lambda columns: pa.table(
        {
            name: pa.array(values, pa.string_view()) if name in ("stage", "team_id") else values
            for name, values in columns.items()
        }
    ),
    "only an array": OnlyArray,
    "duckdb": relation,
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_table_gives_the_same(
    process: sandan.Process, history: sandan.History, kind: str
) -> None:
    if kind == "pyarrow string views" and not hasattr(pa, "string_view"):
        pytest.skip("this pyarrow has no string views")
    make = KINDS[kind]
    found = process.history(opportunities=make(DEALS), stage_events=make(EVENTS), as_of=AS_OF)
    assert found.state().to_dicts() == history.state().to_dicts()
    assert found.funnel(by="team_id").to_dicts() == history.funnel(by="team_id").to_dicts()
    assert found.faults().to_json() == history.faults().to_json()


def test_a_result_goes_in_again(process: sandan.Process, history: sandan.History) -> None:
    again = process.history(opportunities=history.state(), as_of=AS_OF)
    assert again.state().column("opportunity_id") == [1, 2, 3, 4, 5]


def addresses(source: Any) -> set[int]:
    """Addresses of all buffers in a stream as it stands before the library."""
    stream = _capsule.move_stream(source.__arrow_c_stream__(None))
    found: set[int] = set()
    while True:
        batch = ffi.new("struct ArrowArray *")
        assert stream.get_next(stream, batch) == 0
        if batch.release == ffi.NULL:
            return found
        for i in range(batch.n_children):
            child = batch.children[i]
            found |= {int(ffi.cast("uintptr_t", child.buffers[j])) for j in range(child.n_buffers)}
        batch.release(batch)


def test_pyarrow_is_not_copied() -> None:
    table = pa.table({"opportunity_id": np.arange(1000), "stage": ["visit"] * 1000})
    own = {
        buffer.address
        for column in table.columns
        for chunk in column.chunks
        for buffer in chunk.buffers()
        if buffer is not None
    }
    assert own <= addresses(_arrow.as_arrow("t", table))


def test_pandas_numbers_are_not_copied() -> None:
    numbers = np.arange(1000)
    frame = pd.DataFrame({"n": numbers}, copy=False)
    assert frame["n"].to_numpy().ctypes.data == numbers.ctypes.data
    assert numbers.ctypes.data in addresses(_arrow.as_arrow("t", frame))


def test_polars_is_not_copied() -> None:
    series = pl.Series("n", np.arange(1000))
    pointer = series.to_numpy(allow_copy=False).ctypes.data
    assert pointer in addresses(_arrow.as_arrow("t", series.to_frame()))


def test_arrays_and_dicts_are_lent_not_copied() -> None:
    numbers = np.arange(1000)
    batch = pa.RecordBatch.from_pydict({"n": numbers})
    assert batch.column(0).buffers()[1].address == numbers.ctypes.data
    built = _arrow.as_arrow("t", {"n": [1, 2, 3]})
    with _arrow.Tables() as tables:
        assert tables.add("a", OnlyArray({"n": [1]})).children[0].format == "l"
        assert tables.add("b", {"n": [1]}).children[0].name == "n"
    assert built.array.release != ffi.NULL, "lent arrays stay the lender's"


def test_a_named_index_of_pandas_is_a_column_and_a_nameless_one_is_not() -> None:
    frame = pd.DataFrame({"a": [3, 1, 2]}).sort_values("a")
    assert _arrow.as_arrow("t", frame).column_names == ["a"]
    for ids in ([7, 8, 9], [9, 2, 5], ["x", "y", "z"]):
        named = frame.assign(opportunity_id=ids).set_index("opportunity_id")
        assert _arrow.as_arrow("t", named).column_names == ["a", "opportunity_id"]
    both = named.set_index(pd.Index([1, 2, 3]), append=True)
    assert _arrow.as_arrow("t", both).column_names == ["a", "opportunity_id"]


def test_old_pandas_goes_through_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(pd.DataFrame, "__arrow_c_stream__", raising=False)
    assert _arrow.as_arrow("t", pd.DataFrame({"a": [1]})).column_names == ["a"]


def test_pandas_without_pyarrow_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r"bindings/python\[pandas\]"):
        _arrow.as_arrow("opportunities", pd.DataFrame({"a": [1]}))


def test_dicts_need_no_other_package() -> None:
    """Results as dicts from dicts: neither numpy nor any table library is imported."""
    import subprocess
    import sys

    script = """
import sys
for name in ("numpy", "pandas", "polars", "pyarrow", "duckdb"):
    sys.modules[name] = None
sys.path.insert(0, "../src")
import sandan
process = sandan.Process.shipped("simple")
history = process.history(opportunities=[{"opportunity_id": 1}], as_of="2026-01-01")
print(repr(history.state()).splitlines()[0], len(history.state().to_dicts()))
history.state()._repr_html_()
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=__file__.rpartition("/")[0],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("sandan table 'state': 1 row")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (7, "a int is not a table"),
        ("opportunities.csv", "a str is not a table"),
        ([1, 2], "a list is not a table"),
        (pl.LazyFrame({"a": [1]}), "lazy frame"),
        ({"a": "text"}, "column 'a'"),
        (pd.Series([1]), "not a table|struct"),
    ],
)
def test_what_is_no_table(process: sandan.Process, table: Any, message: str) -> None:
    with pytest.raises((TypeError, sandan.SandanError), match=message):
        process.history(opportunities=table, as_of=AS_OF)


def test_a_stream_that_fails_is_an_error(process: sandan.Process) -> None:
    def fail() -> Any:
        yield pa.RecordBatch.from_pydict({"opportunity_id": [1]})
        raise RuntimeError("the source broke")

    reader = pa.RecordBatchReader.from_batches(pa.schema([("opportunity_id", pa.int64())]), fail())
    with pytest.raises(sandan.SandanError, match="the source broke"):
        process.history(opportunities=reader, as_of=AS_OF)


def test_an_all_null_column_is_any_column(process: sandan.Process) -> None:
    deals = {**DEALS, "closed_on": [None] * 5, "note": [None] * 5}
    history = process.history(opportunities=deals, stage_events=EVENTS, as_of=AS_OF)
    assert len(history.state()) == 5


def test_whole_numbers_that_pandas_made_floats(process: sandan.Process) -> None:
    """A gap turns pandas' integers into floats; that is undone where nothing was lost."""
    frame = pd.DataFrame(
        {"opportunity_id": [1, 2], "amount_minor": [100, None], "owner_id": [None, 7]}
    )
    assert frame["amount_minor"].dtype == frame["owner_id"].dtype == np.float64
    state = process.history(opportunities=frame, as_of=AS_OF).state()
    assert state.column("amount_minor") == [100, None]
    for wrong in (0.5, 2.0**53, float("inf")):
        with pytest.raises(sandan.SchemaError, match="amount_minor"):
            process.history(opportunities=frame.assign(amount_minor=[wrong, None]), as_of=AS_OF)


def frames_of_floats(column: list[Any]) -> list[Any]:
    """The same deals, with a column of floats, as each kind of table."""
    columns = {"opportunity_id": [1.0, 2.0], "amount_minor": column}
    arrow = pa.table(columns)
    return [
        columns,
        [dict(zip(columns, row)) for row in zip(*columns.values())],
        pd.DataFrame(columns),
        pl.DataFrame(columns),
        arrow,
        arrow.to_batches()[0],
    ]


@pytest.mark.parametrize("kind", range(6))
def test_whole_floats_have_one_rule(process: sandan.Process, kind: int) -> None:
    """Taken where every value is whole or null, whatever table they stand in; else refused."""
    taken = process.history(opportunities=frames_of_floats([100.0, None])[kind], as_of=AS_OF)
    assert taken.state().column("amount_minor") == [100, None]
    assert taken.state().column("opportunity_id") == [1, 2]
    for wrong in (0.5, 2.0**53, float("inf")):
        with pytest.raises(sandan.SchemaError, match="amount_minor"):
            process.history(opportunities=frames_of_floats([wrong, None])[kind], as_of=AS_OF)


@pytest.mark.parametrize(
    "identifier",
    ["三单-001", "", " padded ", "a\tb\nc", "e\u0301", "é", "😀", "nul\0inside", "<b>", "‮"],
)
def test_ids_of_any_text_come_back_as_they_went_in(
    process: sandan.Process, identifier: str
) -> None:
    day = datetime.date(2026, 1, 5)
    history = process.history(
        opportunities={"opportunity_id": [identifier, "other"]},
        stage_events={"opportunity_id": [identifier], "stage": ["visit"], "entered_at": [day]},
        as_of=AS_OF,
    )
    assert history.state().column("opportunity_id") == [identifier, "other"]
    assert history.state().column("stage") == ["visit", None]
    assert history.moves()["moves"].column("opportunity_id") == [identifier]


def test_ids_that_differ_in_their_bytes_are_different(process: sandan.Process) -> None:
    ids = ["é", "e\u0301", "A", "a", "a "]
    history = process.history(opportunities={"opportunity_id": ids}, as_of=AS_OF)
    assert history.state().column("opportunity_id") == ids
    assert len(history.faults()["faults"]) == 0


def test_both_sides_of_a_join_have_the_same_type(process: sandan.Process) -> None:
    events = {**EVENTS, "opportunity_id": [str(each) for each in EVENTS["opportunity_id"]]}
    with pytest.raises(sandan.SchemaError, match="opportunity_id"):
        process.history(opportunities=DEALS, stage_events=events, as_of=AS_OF)


@pytest.mark.parametrize("deals", [[], [None, None]])
def test_ids_that_are_all_null_go_with_ids_of_any_type(
    process: sandan.Process, deals: list[Any]
) -> None:
    for identifier in (7, "seven"):
        history = process.history(
            opportunities={"opportunity_id": deals},
            stage_events={
                "opportunity_id": [identifier],
                "stage": ["visit"],
                "entered_at": [datetime.date(2026, 1, 5)],
            },
            accounts={"account_id": [None]},
            as_of=AS_OF,
        )
        assert len(history.state()) == 0
        faults = history.faults()["faults"].column("fault")
        assert sorted(faults) == ["missing_id"] * len(deals) + ["unknown_opportunity"]
