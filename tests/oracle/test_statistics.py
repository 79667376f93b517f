"""Intervals against statsmodels and SciPy, quantiles against NumPy, over many group sizes."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint

from answers import rows
from books import PROCESSES, to_arrow

import sandan

AS_OF = "2024-12-31"


def history_of(groups):
    """One closed deal a row of `groups`: (group, outcome, days from creation to closing)."""
    frame = pd.DataFrame(groups, columns=["product", "outcome", "days"])
    created = pd.Timestamp("2020-01-01")
    frame["opportunity_id"] = pd.Series(range(len(frame)), dtype="Int64")
    frame["created_on"] = pd.Series(created, index=frame.index).astype("datetime64[us]")
    frame["closed_on"] = (created + pd.to_timedelta(frame["days"], unit="D")).astype(
        "datetime64[us]"
    )
    process = sandan.Process.from_json(PROCESSES["plain"])
    return process.history(opportunities=to_arrow(frame.drop(columns="days")), as_of=AS_OF)


@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.9, 0.95, 0.99, 0.999])
def test_wilson_intervals(confidence):
    random = np.random.default_rng(5)
    trials = [*range(1, 40), 100, 365, 1000]
    wins = {
        count: sorted({0, 1, count, *random.integers(0, count + 1, size=3).tolist()})
        for count in trials
    }
    groups = [
        (f"{count} of {total}", "won" if deal < count else "lost", 10)
        for total in trials
        for count in wins[total]
        if count <= total
        for deal in range(total)
    ]
    table = history_of(groups).outcomes(by=["product"], min_n=1, confidence=confidence)
    found = rows(table)
    assert len(found) == sum(
        len([count for count in wins[total] if count <= total]) for total in trials
    )
    for row in found:
        won, total = row["won"], row["won"] + row["lost"]
        low, high = proportion_confint(won, total, alpha=1 - confidence, method="wilson")
        scipy_interval = binomtest(won, total).proportion_ci(confidence, method="wilson")
        assert row["win_rate"] == won / total
        assert row["win_rate_low"] == pytest.approx(max(0, low), abs=1e-12)
        assert row["win_rate_high"] == pytest.approx(min(1, high), abs=1e-12)
        assert row["win_rate_low"] == pytest.approx(scipy_interval.low, abs=1e-9)
        assert row["win_rate_high"] == pytest.approx(scipy_interval.high, abs=1e-9)
        assert 0 <= row["win_rate_low"] <= row["win_rate"] <= row["win_rate_high"] <= 1


def test_rates_below_the_floor_are_not_told():
    groups = [("few", "won", 3)] * 29 + [("enough", "won", 3)] * 29 + [("enough", "lost", 3)]
    for row in rows(history_of(groups).outcomes(by=["product"])):
        enough = row["product"] == "enough"
        assert row["sufficient"] == enough
        for name in ("win_rate", "win_rate_low", "win_rate_high"):
            assert (row[name] is not None) == enough


def test_quantiles_are_of_type_seven():
    random = np.random.default_rng(6)
    days = {
        f"group {size}": random.integers(0, 1500, size=size)
        for size in [1, 2, 3, 4, 5, 7, 10, 11, 99, 100, 101, 2000]
    }
    days["all equal"] = np.full(50, 7)
    groups = [(name, "won", int(value)) for name, values in days.items() for value in values]
    for row in rows(history_of(groups).outcomes(by=["product"], min_n=1)):
        values = days[row["product"]]
        assert row["cycle_n"] == len(values)
        for column, share in [
            ("cycle_p10_days", 0.1),
            ("cycle_median_days", 0.5),
            ("cycle_p90_days", 0.9),
            ("cycle_max_days", 1.0),
        ]:
            assert row[column] == pytest.approx(
                np.quantile(values, share, method="linear"), rel=1e-13
            ), (row["product"], column)


def test_sums_of_money_are_exact():
    amounts = [9_007_199_254_740_993, 1, 2**62, -5]
    frame = pd.DataFrame(
        {
            "opportunity_id": pd.Series(range(4), dtype="Int64"),
            "stage": "talk",
            "amount_minor": pd.Series(amounts, dtype="Int64"),
        }
    )
    history = sandan.Process.from_json(PROCESSES["plain"]).history(
        opportunities=to_arrow(frame), as_of=AS_OF
    )
    [row] = [row for row in rows(history.pipeline()) if row["n"]]
    assert row["value_minor"] == sum(amounts)
