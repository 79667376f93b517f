"""A small book of deals, judged by hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest
from small_book import AS_OF, DEALS, EVENTS

import sandan


def by(table: sandan.Table, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in table.to_dicts()]


def test_state(history: sandan.History) -> None:
    state = history.state()
    assert state.column("opportunity_id") == [1, 2, 3, 4, 5]
    assert state.column("outcome") == ["won", "open", "won", "lost", "open"]
    assert state.column("stage") == ["order", "visit", "order", "lost", "visit"]
    assert state.column("entered_on")[4] == date(2026, 2, 15)
    assert state.column("days_in_stage")[4] == 44
    assert state.column("amount_minor") == DEALS["amount_minor"]
    # Deal 4 has no day of creation: its first event is the earliest that is known of it.
    created = [day or date(2026, 1, 12) for day in DEALS["created_on"]]
    assert state.column("created_on") == created
    assert state.column("skips") == [0, 0, 1, 0, state.column("skips")[4]]
    assert state.column("backs") == [0, 0, 0, 0, 1]
    assert state.column("won_on") == [date(2026, 2, 20), None, date(2026, 3, 1), None, None]
    assert history.state(outcomes="open").column("opportunity_id") == [2, 5]
    assert history.state(outcomes=["won", "lost"]).column("opportunity_id") == [1, 3, 4]


def test_moves(history: sandan.History) -> None:
    result = history.moves()
    assert list(result) == ["moves", "move_counts"]
    assert by(result["moves"], "opportunity_id", "from_stage", "to_stage", "move")[:6] == [
        (1, None, "visit", "start"),
        (1, "visit", "offer", "forward"),
        (1, "offer", "order", "forward"),
        (2, None, "visit", "start"),
        (3, None, "visit", "start"),
        (3, "visit", "order", "skip"),
    ]
    assert result["moves"].column("entered_at")[0] == datetime(2026, 1, 5)
    assert sum(result["move_counts"].column("n")) == len(EVENTS["stage"])
    assert len(history.moves(only="none")["moves"]) == 0


def test_faults(process: sandan.Process, history: sandan.History) -> None:
    assert len(history.faults()["faults"]) == 0
    events = {name: list(values) for name, values in EVENTS.items()}
    events["stage"][3] = "nowhere"
    events["opportunity_id"][0] = 99
    events["entered_at"][5] = None
    faults = process.history(opportunities=DEALS, stage_events=events, as_of=AS_OF).faults()
    assert sorted(by(faults["faults"], "row", "fault")) == [
        (0, "unknown_opportunity"),
        (3, "unknown_stage"),
        (5, "missing_date"),
    ]
    assert faults["faults"].column("table") == ["stage_events"] * 3
    assert sum(faults["fault_counts"].column("n")) == 3


def test_pipeline_sums_exactly(history: sandan.History) -> None:
    pipeline = history.pipeline()
    assert sum(pipeline.column("n")) == 2
    assert sum(pipeline.column("value_minor")) == 800_000 + 2**53 + 1


def test_funnel(history: sandan.History) -> None:
    funnel = history.funnel(min_n=1)
    assert by(funnel, "stage", "reached", "advanced", "lost", "pending") == [
        ("visit", 5, 3, 0, 2),
        ("offer", 3, 1, 1, 1),
        ("order", 2, 2, 0, 0),
    ]
    first = funnel.to_dicts()[0]
    assert first["conversion"] == pytest.approx(0.6)
    assert first["conversion_low"] == pytest.approx(0.2307, abs=1e-4)
    assert first["conversion_high"] == pytest.approx(0.8824, abs=1e-4)
    assert not any(history.funnel().column("sufficient"))
    assert history.funnel().column("conversion") == [None] * 3


def test_funnel_by_keys_and_rollup(history: sandan.History) -> None:
    month = sandan.period("month", "created_on")
    table = history.funnel(by=["team_id", month], rollup=True)
    assert set(table.column("level")) == {0, 1, 2}
    assert table.column_names[:2] == ["level", "team_id"]
    totals = [row for row in table.to_dicts() if row["level"] == 0]
    assert [row["reached"] for row in totals] == [5, 3, 2]
    north = [row for row in table.to_dicts() if row["level"] == 1 and row["team_id"] == "north"]
    assert north[0]["reached"] == 2


def test_cohort(history: sandan.History) -> None:
    january = sandan.cohort("created_on", since="2026-01-01", until=date(2026, 1, 31))
    assert history.funnel(cohort=january).column("reached")[0] == 4
    assert sum(history.outcomes(cohort=january).column("n")) == 4


def test_outcomes(history: sandan.History) -> None:
    (row,) = history.outcomes(min_n=1).to_dicts()
    assert (row["n"], row["open"], row["won"], row["lost"], row["cancelled"]) == (5, 2, 2, 1, 0)
    assert row["win_rate"] == pytest.approx(2 / 3)
    assert row["won_value_minor"] == 1_200_000
    assert row["unknown_amounts"] >= 1


def test_between(history: sandan.History) -> None:
    (row,) = history.between([("visit", "order")], min_n=1).to_dicts()
    assert (row["from_stage"], row["to_stage"], row["n"]) == ("visit", "order", 2)
    assert row["median_days"] == pytest.approx((46 + 50) / 2)
    same = history.between(("visit", "order"), min_n=1)
    assert same.to_dicts() == [row]


def test_accounts_and_reps_are_sources_of_keys(process: sandan.Process) -> None:
    history = process.history(
        opportunities=pl.DataFrame(
            {"opportunity_id": [1, 2], "account_id": ["x", "y"], "owner_id": [7, 8]}
        ),
        stage_events={
            "opportunity_id": [1, 2],
            "stage": ["visit", "visit"],
            "entered_at": [date(2026, 1, 5)] * 2,
        },
        accounts={"account_id": ["x", "y"], "industry": ["石化", "机械"]},
        reps={"rep_id": [7, 8], "team_id": ["north", "south"]},
        as_of=AS_OF,
    )
    table = history.pipeline(by=["accounts.industry", "reps.team_id"])
    assert sorted(by(table, "accounts.industry", "reps.team_id", "n")) == [
        ("机械", "south", 1),
        ("石化", "north", 1),
    ]


def test_the_same_arguments_give_the_same_bytes(process: sandan.Process) -> None:
    texts = {
        process.history(opportunities=DEALS, stage_events=EVENTS, as_of=as_of, threads=threads)
        .funnel(by="team_id", threads=threads)
        .to_json()
        for as_of in (AS_OF, date(2026, 3, 31))
        for threads in (None, 1, 2, 4)
    }
    assert len(texts) == 1


def test_a_history_says_what_it_is(history: sandan.History, process: sandan.Process) -> None:
    assert history.process == process
    assert repr(history) == "<sandan history of process 'short' as of 2026-03-31>"
    assert process.digest in history.funnel().metadata.values()
    assert AS_OF in " ".join(history.funnel().metadata.values())


def test_deals_of_another_process_are_left_out(process: sandan.Process) -> None:
    """Also when that leaves none at all."""
    for processes, left in ((["short", "other"], [1]), (["other", "other"], [])):
        history = process.history(
            opportunities={"opportunity_id": [1, 2], "process": processes},
            stage_events={
                "opportunity_id": [1, 2],
                "stage": ["visit", "visit"],
                "entered_at": [date(2026, 1, 5)] * 2,
            },
            as_of=AS_OF,
        )
        assert history.state().column("opportunity_id") == left
        assert history.moves()["moves"].column("opportunity_id") == left
        assert len(history.faults()["faults"]) == 0


@pytest.mark.parametrize(("ask", "by"), [("pipeline", "stage"), ("funnel", "layer")])
def test_a_key_never_doubles_a_column(history: sandan.History, ask: str, by: str) -> None:
    with pytest.raises(sandan.InvalidArgumentError, match=by):
        getattr(history, ask)(by=by)


@pytest.mark.parametrize("ask", ["state", "moves", "pipeline", "funnel", "outcomes"])
def test_every_question_tells_its_progress_to_the_end(history: sandan.History, ask: str) -> None:
    shares: list[float] = []
    getattr(history, ask)(progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1:] == [1.0]
