"""Result tables go to pandas, polars, pyarrow, DuckDB and dicts."""

from __future__ import annotations

import json

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from small_book import AS_OF

import sandan


def test_all_readers_see_the_same(history: sandan.History) -> None:
    for table in (
        history.state(),
        history.moves()["moves"],
        history.faults()["faults"],
        history.pipeline(by="team_id"),
        history.funnel(by="team_id", rollup=True),
        history.outcomes(),
        history.process.describe()["actions"],
    ):
        rows = table.to_dicts()
        arrow = table.to_pyarrow()
        arrow.validate(full=True)
        assert arrow.to_pylist() == rows, table.name
        assert table.to_polars().to_dicts() == rows, table.name
        assert duckdb.sql("from arrow").pl().to_dicts() == rows, table.name
        assert (len(table), table.num_rows) == (len(rows), arrow.num_rows)
        assert table.column_names == arrow.column_names
        assert table.num_columns == len(table.column_names)
        assert table.to_pandas().shape == (len(rows), table.num_columns)
        for name in table.column_names:
            assert table.column(name) == [row[name] for row in rows]


def test_money_stays_exact_in_pandas(history: sandan.History) -> None:
    frame = history.state().to_pandas()
    assert str(frame["amount_minor"].dtype) == "Int64"
    assert frame["amount_minor"].tolist() == [1_200_000, 800_000, pd.NA, 500_000, 2**53 + 1]


def test_types_in_pandas(history: sandan.History) -> None:
    frame = history.state().to_pandas()
    assert str(frame["created_on"].dtype) == "datetime64[s]"
    assert str(frame["won_on"].dtype) == "datetime64[s]"
    assert frame["won_on"].isna().tolist() == [False, True, False, True, True]
    assert isinstance(frame["stage"].dtype, pd.CategoricalDtype)
    assert frame["not_as_of"].dtype == np.bool_
    assert frame["opportunity_id"].dtype in (np.dtype("int64"), pd.Int64Dtype())
    funnel = history.funnel().to_pandas()
    assert funnel["conversion"].dtype == np.float64
    assert funnel["conversion"].isna().all()


def test_ids_join_with_those_of_other_frames(process: sandan.Process) -> None:
    """Text ids are codes into a dictionary in the result, and plain text in a frame."""
    deals = {"opportunity_id": ["A", "B"], "account_id": ["k", None]}
    history = process.history(opportunities=deals, as_of="2026-03-31", keys="account_id")
    state, pipeline = history.state(), history.pipeline(by="account_id")
    polars = state.to_polars().join(pl.DataFrame(deals), on="opportunity_id", how="inner")
    assert polars["opportunity_id"].dtype == pl.String
    assert polars["account_id"].to_list() == ["k", None]
    assert polars["outcome"].dtype != pl.String
    frame = pd.DataFrame(deals)
    pandas = state.to_pandas().merge(frame, on="opportunity_id")
    assert pandas["opportunity_id"].dtype == frame["opportunity_id"].dtype
    assert pandas["opportunity_id"].tolist() == ["A", "B"]
    assert pipeline.to_polars()["account_id"].dtype == pl.String
    assert pipeline.to_pandas()["account_id"].isna().sum() == 1
    nothing = process.history(opportunities={"opportunity_id": []}, as_of="2026-03-31")
    assert nothing.pipeline().to_pandas().empty
    assert len(nothing.state().to_pandas()) == len(nothing.state().to_polars()) == 0


def test_tables_are_read_by_name_of_their_protocol(history: sandan.History) -> None:
    table = history.funnel()
    assert pa.table(table).num_rows == pl.DataFrame(table).height == 3
    assert pa.schema(table).names == table.column_names
    shared = [
        [
            buffer.address
            for buffer in pa.table(table).column("reached").chunk(0).buffers()
            if buffer
        ]
        for _ in range(2)
    ]
    assert shared[0] == shared[1], "the same memory, not a copy"


def test_json_is_that_of_the_c_interface(history: sandan.History) -> None:
    records = json.loads(history.state().to_json())
    assert [record["opportunity_id"] for record in records] == [1, 2, 3, 4, 5]
    assert records[0]["created_on"] == "2026-01-05"
    assert records[4]["amount_minor"] == 2**53 + 1
    both = json.loads(history.moves().to_json())
    assert set(both) == {"moves", "move_counts"}


def test_results_are_mappings_of_tables(history: sandan.History) -> None:
    result = history.moves()
    assert result.names == ["moves", "move_counts"]
    assert len(result) == 2
    assert isinstance(result["moves"], sandan.Table)
    with pytest.raises(KeyError, match="there are moves, move_counts"):
        result["funnel"]
    with pytest.raises(KeyError, match="no column 'nothing'"):
        result["moves"].column("nothing")


def test_metadata_tells_where_figures_come_from(history: sandan.History) -> None:
    metadata = history.funnel(by="team_id", min_n=5).metadata
    request = json.loads(metadata["sandan.request"])
    assert (request["by"], request["min_n"], request["confidence"]) == (["team_id"], 5, 0.95)
    assert json.loads(metadata["sandan.history"])["as_of"] == metadata["sandan.as_of"] == AS_OF
    assert metadata["sandan.verb"] == "funnel"
    assert metadata["sandan.version"] == sandan.__version__
    assert metadata["sandan.document"] == history.process.digest


def test_empty_tables(history: sandan.History) -> None:
    table = history.state(outcomes="cancelled")
    assert len(table) == 0
    assert table.to_dicts() == []
    assert table.to_pandas().shape == (0, table.num_columns)
    assert table.to_polars().height == table.to_pyarrow().num_rows == 0
    assert str(table.to_pandas()["amount_minor"].dtype) == "Int64"
    assert "0 rows" in repr(table)
    assert "0 rows" in table._repr_html_()
