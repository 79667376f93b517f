"""Every kind of group key: columns of three tables, derived keys, dates and their periods."""

import functools

import numpy as np
import oracle_figures
import pandas as pd
import pytest
from answers import assert_same_figures, keyed
from books import AS_OF, PROCESSES, days, pick, random_book, to_arrow, whole_numbers
from oracle_history import OracleHistory
from oracle_process import ProcessRules

import sandan
from test_random_books import FUNNEL_FIGURES, OUTCOME_FIGURES

DEALS = 150
JOINED = {"accounts.industry": "industry", "reps.region": "region", "reps.on_leave": "on_leave"}


def period(name, of):
    return {"period": name, "of": of}


@functools.cache
def case():
    """A book with accounts and reps; the oracle gets their columns joined to the opportunities."""
    random = np.random.default_rng(2024)
    document = PROCESSES["after"]
    opportunities, events = random_book(random, ProcessRules(document), DEALS)
    rows = len(opportunities)
    opportunities = opportunities.assign(
        created_on=days(random, rows, 0.05, 70),
        account_id=pick(random, ["a1", "a2", "a3", "a4", "nowhere"], rows, 0.1),
        owner_id=whole_numbers(random, rows, 6, 0.1),
        team_id=whole_numbers(random, rows, 3, 0.1),
        is_public=pd.array(pick(random, [True, False], rows, 0.2), dtype="boolean"),
        asked_on=days(random, rows, 0.2, 20, impossible=0),
    )
    accounts = pd.DataFrame(
        {"account_id": ["a4", "a3", "a2", "a1"], "industry": ["food", None, "steel", "food"]}
    )
    reps = pd.DataFrame(
        {
            "rep_id": pd.Series([3, 1, 0, 2], dtype="Int64"),
            "region": ["北京", "上海", "北京", None],
            "on_leave": pd.array([True, False, None, False], dtype="boolean"),
        }
    )
    history = sandan.Process.from_json(document).history(
        opportunities=to_arrow(opportunities),
        stage_events=to_arrow(events),
        accounts=to_arrow(accounts),
        reps=to_arrow(reps),
        as_of=AS_OF,
    )
    joined = opportunities.merge(accounts, on="account_id", how="left").merge(
        reps, left_on="owner_id", right_on="rep_id", how="left"
    )
    return history, OracleHistory(document, joined, events, AS_OF)


@pytest.mark.parametrize(
    "by",
    [
        ["product", "team_id"],
        ["is_public", "asked_on"],
        ["accounts.industry", "reps.region"],
        ["reps.on_leave", period("year", "created_on")],
        [period("week", "created_on")],
        [period("day", "closed_on")],
        [period("month", "asked_on"), "outcome"],
        ["owner_id", "account_id", period("quarter", "won_on")],
        ["outcome", "mode"],
    ],
    ids=str,
)
@pytest.mark.parametrize("rollup", [False, True])
def test_group_keys(by, rollup):
    history, oracle = case()
    columns = [f"{key['of']}_{key['period']}" if isinstance(key, dict) else key for key in by]
    plain_by = [JOINED.get(key, key) if isinstance(key, str) else key for key in by]
    request = {"rollup": rollup, "min_n": 2}

    table = history.outcomes(by=by, **request)
    keys = ["level", *(name for name in table.column_names if name in columns), "currency"]
    keys = [name for name in keys if name in table.column_names]
    assert len(keys) >= 1 + len(by), table.column_names
    expected = oracle_figures.outcomes(oracle, by=plain_by, **request)
    assert_same_figures(keyed(table, keys, OUTCOME_FIGURES), expected, "outcomes")

    table = history.funnel(by=by, phase="all", **request)
    ours = keyed(table, [*keys, "stage"], FUNNEL_FIGURES)
    ours = {key: row for key, row in ours.items() if row["reached"]}
    expected = oracle_figures.funnel(oracle, by=plain_by, phase="all", **request)
    assert_same_figures(ours, expected, "funnel")
