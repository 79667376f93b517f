"""Top-down shares before rounding: the two formulas of hierarchicalforecast's TopDown
(proportions as `average_proportions` and `proportion_averages`), worked out in NumPy here and by
the package itself in bench/quota."""

import numpy as np
import pandas as pd
import pytest

import sandan

TOTAL = 10**12
MONTHS = pd.period_range("2025-01", "2025-12", freq="M")


def average_proportions(bottom):
    """Mean over the periods of each series' share of the top. Rows are series."""
    return (bottom / bottom.sum(axis=0)).mean(axis=1)


def proportion_averages(bottom):
    """Share of each series' mean in the mean of the top."""
    return bottom.mean(axis=1) / bottom.sum(axis=0).mean()


def history(seed, reps, teams):
    random = np.random.default_rng(seed)
    bottom = np.round(random.lognormal(8, 1, (reps, 12))).astype("int64")
    team = random.integers(0, teams, reps)
    names = [f"r{i}" for i in range(reps)]
    actuals = pd.DataFrame(
        {
            "date": [month.start_time.date() for month in MONTHS for _ in names],
            "rep_id": names * 12,
            "amount_minor": bottom.T.ravel(),
        }
    )
    people = pd.DataFrame({"rep_id": names, "team_id": [f"t{i}" for i in team]})
    return bottom, actuals, people


def plan_of(tree, weights):
    return sandan.QuotaPlan(
        {
            "sandan": "plan/1",
            "code": "top_down",
            "currency": "CNY",
            "total_minor": TOTAL,
            "round_to_minor": 1,
            "period": {"from": "2026-01-01", "to": "2026-12-31"},
            "axes": [{"code": "sales", "tree": tree, "weights": weights}],
            "time": {"by": "workdays"},
        }
    )


def amounts_by(quota, level):
    rows = quota.targets(levels={"sales": level}).to_pandas()
    return dict(zip(rows["sales"], rows["amount_minor"], strict=True))


@pytest.mark.parametrize("seed", range(5))
def test_shares_of_last_year_are_proportion_averages(seed):
    bottom, actuals, people = history(seed, reps=40, teams=6)
    plan = plan_of({"from": "levels", "levels": ["team_id"]}, {"by": "actuals"})
    quota = plan.build(actuals=actuals, reps=people)
    found = amounts_by(quota, "rep_id")
    ideal = TOTAL * proportion_averages(bottom)
    assert sum(found.values()) == TOTAL
    for i, amount in enumerate(ideal):
        assert abs(found[f"r{i}"] - amount) < 1.5, i  # a unit, and the last places of shares
    teams = amounts_by(quota, "team_id")
    for team, members in people.groupby("team_id"):
        assert abs(teams[team] - ideal[members.index].sum()) < 1.5


@pytest.mark.parametrize("seed", range(5))
def test_a_blend_of_periods_is_average_proportions(seed):
    """One part per period: the mean of the shares, where siblings are all there is."""
    bottom, actuals, people = history(seed, reps=25, teams=1)
    quarters = bottom.reshape(25, 4, 3).sum(axis=2)
    parts = [
        {
            "ppm": 250_000,
            "by": "actuals",
            "from": MONTHS[3 * i].start_time.date().isoformat(),
            "to": MONTHS[3 * i + 2].end_time.date().isoformat(),
        }
        for i in range(4)
    ]
    nodes = [{"code": name} for name in people["rep_id"]]
    plan = plan_of({"nodes": nodes}, {"by": "blend", "parts": parts})
    quota = plan.build(actuals=actuals)
    level = quota.targets(levels={"sales": "*"}).to_pandas()
    found = dict(zip(level["sales"], level["amount_minor"], strict=True))
    ideal = TOTAL * average_proportions(quarters)
    for i, amount in enumerate(ideal):
        assert abs(found[f"r{i}"] - amount) < 1.5, i


def test_shares_of_australian_retail(real_data):
    """20 industries in 8 states by the turnover of 2017, in cents of the plan's total."""
    data = pd.read_csv(real_data("hierarchical_ts/aus_retail_monthly.csv"))
    data = data[data["Month"].str.startswith("2017")]
    actuals = pd.DataFrame(
        {
            "date": pd.to_datetime(data["Month"]).dt.date,
            "rep_id": data["Series.ID"],
            "amount_minor": (data["Turnover"] * 10).round().astype("int64"),
        }
    )
    people = data[["Series.ID", "State"]].drop_duplicates()
    people.columns = ["rep_id", "region"]
    plan = plan_of(
        {"from": "levels", "levels": ["region"]},
        {"by": "actuals", "from": "2017-01-01", "to": "2017-12-31"},
    )
    found = amounts_by(plan.build(actuals=actuals, reps=people), "rep_id")
    bottom = actuals.pivot_table(index="rep_id", columns="date", values="amount_minor")
    ideal = TOTAL * proportion_averages(bottom)
    assert len(found) == len(bottom)
    for name, amount in ideal.items():
        assert abs(found[name] - amount) < 1.5, name
