"""Attainment, pace and landing against pandas, NumPy and SciPy: real quotas, made-up years."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from answers import keyed, rows

import sandan

SEEDS = range(6)
FIRST, LAST = pd.Timestamp("2026-01-01"), pd.Timestamp("2026-12-31")


def plan_of(axes, total, first, last, **more):
    return sandan.QuotaPlan(
        {
            "sandan": "plan/1",
            "code": "oracle",
            "currency": "CNY",
            "total_minor": int(total),
            "calendar": "weekdays",
            "period": {"from": f"{first:%Y-%m-%d}", "to": f"{last:%Y-%m-%d}"},
            "axes": axes,
            **more,
        }
    )


def days_of(values):
    return [day.date() for day in values]


# ---- AdventureWorks: quotas and actuals by rep and quarter.


@pytest.fixture(scope="module")
def quarters():
    from conftest import DATA

    file = DATA / "adventureworks_quota/quota_vs_actual_rep_quarter.csv"
    if not file.exists():
        pytest.skip("adventureworks_quota is not here")
    table = pd.read_csv(file)
    table["quota_minor"] = (table["quota"] * 100).round().astype("int64")
    table["actual_minor"] = (table["actual"] * 100).round().astype("int64")
    return table


def quarter_pace(table, k):
    """Pace at the end of quarter k, whose plan gives each rep the quota of the file."""
    given = table[table["k"] == k]
    quarter = pd.Period("2022Q1", freq="Q") + k
    first, last = quarter.start_time.normalize(), quarter.end_time.normalize()
    codes = given["rep"].astype(str)
    weights = dict(zip(codes, (given["quota_minor"] // 100).tolist(), strict=True))
    axis = {
        "code": "sales",
        "tree": {"levels": ["company", "rep_id"], "nodes": [{"code": code} for code in codes]},
        "weights": {"by": "given", "nodes": weights},
    }
    quota = plan_of([axis], given["quota_minor"].sum(), first, last).build()
    actuals = {
        "date": days_of([first + pd.Timedelta(days=40)] * len(given)),
        "rep_id": codes.tolist(),
        "amount_minor": given["actual_minor"].tolist(),
    }
    return rows(quota.pace(actuals=actuals, as_of=last.date(), by=["sales"])["pace"])


def test_attainment_by_rep_and_quarter(quarters):
    found = []
    for k in sorted(quarters["k"].unique()):
        given = quarters[quarters["k"] == k]
        given = given.set_index(given["rep"].astype(str))
        for row in quarter_pace(quarters, k):
            own = given if row["sales_level"] == "company" else given.loc[[row["sales"]]]
            assert row["target_minor"] == own["quota_minor"].sum()
            assert row["actual_minor"] == own["actual_minor"].sum()
            assert row["unplaced_minor"] == 0
            assert row["landing_minor"] == row["actual_minor"]
            if row["sales_level"] == "rep_id":
                found.append(row["attainment"])
                assert row["attainment"] == pytest.approx(own["att"].item(), rel=1e-9)
    assert len(found) == len(quarters)
    at = [0.1, 0.5, 0.9]
    np.testing.assert_allclose(np.quantile(found, at), quarters["att"].quantile(at), rtol=1e-9)


# ---- Made-up years: pace recomputed from the days' targets.


def made_up_year(seed):
    """A quota over three teams, its actuals by rep, and the day asked about."""
    random = np.random.default_rng(seed)
    teams = {f"t{i}": [f"r{i}{j}" for j in range(random.integers(1, 5))] for i in range(3)}
    nodes = [{"code": team} for team in teams]
    nodes += [{"code": rep, "parent": team} for team, reps in teams.items() for rep in reps]
    weights = {node["code"]: float(random.lognormal(0, 0.6)) for node in nodes}
    axis = {
        "code": "sales",
        "tree": {"levels": ["company", "team_id", "rep_id"], "nodes": nodes},
        "weights": {"by": "given", "nodes": weights},
    }
    quota = plan_of([axis], 10**9, FIRST, LAST, round_to_minor=int(random.choice([1, 100]))).build()
    reps = [rep for members in teams.values() for rep in members]
    n = 500
    actuals = pd.DataFrame(
        {
            "date": FIRST + pd.to_timedelta(random.integers(0, 365, n), unit="D"),
            "rep_id": random.choice([*reps, "nobody"], n),
            "amount_minor": (random.gamma(1.5, 10**9 / n / 1.5, n) - 50_000).astype("int64"),
        }
    )
    return quota, teams, actuals, FIRST + pd.Timedelta(days=int(random.integers(70, 360)))


def asked(quota, actuals, as_of, **request):
    table = {"date": days_of(actuals["date"])} | {
        name: actuals[name].tolist() for name in actuals.columns if name != "date"
    }
    return quota.pace(actuals=table, as_of=as_of.date(), **request)


def expected_pace(target, actual, as_of, confidence):
    """Figures of one place from its targets and actuals by day."""
    weekdays = target.index[target.index.day_of_week < 5]
    brought = int(actual[:as_of].sum())
    elapsed = int((weekdays <= as_of).sum())
    remaining = len(weekdays) - elapsed
    curve = np.concatenate([[0], target.cumsum()[weekdays].to_numpy()])
    figures = {
        "target_minor": int(target.sum()),
        "target_to_date_minor": int(target[:as_of].sum()),
        "actual_minor": brought,
        "gap_minor": brought - int(target[:as_of].sum()),
        "attainment": brought / target[:as_of].sum(),
        "attainment_of_period": brought / target.sum(),
        "elapsed_workdays": elapsed,
        "remaining_workdays": remaining,
        "required_per_workday_minor": max(0, -((brought - int(target.sum())) // remaining)),
        "days_ahead_workdays": np.interp(brought, curve, np.arange(len(curve))) - elapsed,
    }
    weeks = target.index.to_period("W-SUN")
    x = target[:as_of].groupby(weeks[: len(target[:as_of])]).sum()
    y = actual[:as_of].groupby(weeks[: len(target[:as_of])]).sum()
    if x.iloc[-1] == 0 or x.iloc[0] == 0:  # a week without working days joins its neighbour
        return figures, None
    rest = target.sum() - target[:as_of].sum()
    slope = y.sum() / x.sum()
    variance = (((y - slope * x) ** 2) / x).sum() / (len(x) - 1) * rest * (1 + rest / x.sum())
    half = stats.t.ppf((1 + confidence) / 2, len(x) - 1) * np.sqrt(variance)
    centre = brought + slope * rest
    low, high = max(brought, centre - half), max(brought, centre + half)
    return figures, (len(x), max(brought, centre), low, high)


@pytest.mark.parametrize("seed", SEEDS)
def test_pace_of_made_up_years(seed):
    quota, teams, actuals, as_of = made_up_year(seed)
    daily = pd.DataFrame(rows(quota.targets(levels={"sales": "*"}, period="day")))
    found = keyed(
        asked(quota, actuals, as_of, by=["sales"], confidence=0.9)["pace"],
        ["sales_level", "sales"],
        [
            *("target_minor", "target_to_date_minor", "actual_minor", "gap_minor", "attainment"),
            *("attainment_of_period", "elapsed_workdays", "remaining_workdays"),
            *("required_per_workday_minor", "days_ahead_workdays", "n_weeks", "landing_minor"),
            *("landing_low_minor", "landing_high_minor", "unplaced_minor"),
        ],
    )
    known = [rep for members in teams.values() for rep in members]
    members = {("company", "company"): known}
    members |= {("team_id", team): reps for team, reps in teams.items()}
    members |= {("rep_id", rep): [rep] for rep in known}
    assert {code for _, code in found} >= {code for _, code in members if code != "company"}
    for (level, code), figures in found.items():
        own = members[("company", "company") if level == "company" else (level, code)]
        mine = daily[(daily["sales_level"] == level) & (daily["sales"] == code)]
        target = mine.set_index("from_on")["amount_minor"].sort_index()
        brought = actuals[actuals["rep_id"].isin(own)].groupby("date")["amount_minor"].sum()
        actual = brought.reindex(target.index, fill_value=0)
        expected, landing = expected_pace(target, actual, as_of, 0.9)
        for name, value in expected.items():
            assert figures[name] == pytest.approx(value, rel=1e-9, abs=1e-9), (level, code, name)
        if landing:
            assert figures["n_weeks"] == landing[0]
            names = ["landing_minor", "landing_low_minor", "landing_high_minor"]
            np.testing.assert_allclose([figures[name] for name in names], landing[1:], atol=1.01)
    nobody = actuals[(actuals["rep_id"] == "nobody") & (actuals["date"] <= as_of)]
    whole = next(figures for (level, _), figures in found.items() if level == "company")
    assert whole["unplaced_minor"] == nobody["amount_minor"].sum()


@pytest.mark.parametrize("seed", SEEDS)
def test_quarters_and_columns(seed):
    quota, teams, actuals, as_of = made_up_year(seed)
    random = np.random.default_rng(seed + 100)
    actuals["industry"] = random.choice(["steel", "food", "chemicals"], len(actuals))
    seen = actuals[(actuals["date"] <= as_of) & (actuals["rep_id"] != "nobody")]
    by_industry = rows(asked(quota, actuals, as_of, by=["industry"])["pace"])
    sums = seen.groupby("industry")["amount_minor"].sum()
    assert {row["industry"]: row["actual_minor"] for row in by_industry} == sums.to_dict()
    assert sum(row["share_of_actual"] for row in by_industry) == pytest.approx(1)
    assert all(row["target_minor"] is None for row in by_industry)

    by_quarter = keyed(
        asked(quota, actuals, as_of, by=["sales", "quarter"])["pace"],
        ["sales_level", "sales", "period"],
        ["actual_minor"],
    )
    quarter = seen["date"].dt.to_period("Q").map(lambda period: f"{period.year}-Q{period.quarter}")
    sums = seen.groupby([seen["rep_id"], quarter])["amount_minor"].sum()
    for (level, code, period), figures in by_quarter.items():
        if level == "rep_id":
            assert figures["actual_minor"] == sums.get((code, period), 0)
        if level == "team_id":
            of_reps = sum(by_quarter["rep_id", rep, period]["actual_minor"] for rep in teams[code])
            assert figures["actual_minor"] == of_reps


def test_teams_of_the_day():
    random = np.random.default_rng(42)
    reps, stays = [f"r{i}" for i in range(12)], []
    for rep in reps:
        cuts = sorted(random.choice(np.arange(20, 340), 2, replace=False))
        days = [FIRST, *(FIRST + pd.Timedelta(days=int(cut)) for cut in cuts)]
        for i, day in enumerate(days):
            end = days[i + 1] - pd.Timedelta(days=1) if i < 2 else LAST
            stays.append((rep, f"t{random.integers(0, 3)}", day, end))
    assigned = pd.DataFrame(stays, columns=["rep_id", "team_id", "from_on", "to_on"])
    axis = {"code": "sales", "tree": {"from": "levels", "levels": ["team_id"]}}
    tables = {
        "reps": {"rep_id": reps, "team_id": ["t0"] * len(reps)},
        "rep_assignments": {
            "rep_id": assigned["rep_id"].tolist(),
            "team_id": assigned["team_id"].tolist(),
            "from_on": days_of(assigned["from_on"]),
            "to_on": days_of(assigned["to_on"]),
        },
    }
    axis["weights"] = {"by": "equal"}
    quota = plan_of([axis], 10**8, FIRST, LAST).build(tables)
    actuals = pd.DataFrame(
        {
            "date": FIRST + pd.to_timedelta(random.integers(0, 365, 800), unit="D"),
            "rep_id": random.choice(reps, 800),
            "amount_minor": random.integers(1, 10**6, 800),
        }
    )
    found = rows(asked(quota, actuals, LAST, by=["sales"])["pace"])
    placed = actuals.merge(assigned, on="rep_id")
    placed = placed[placed["date"].between(placed["from_on"], placed["to_on"])]
    assert len(placed) == len(actuals)
    by_team = placed.groupby("team_id")["amount_minor"].sum()
    by_rep = placed.groupby(["team_id", "rep_id"])["amount_minor"].sum()
    depth = {level: {} for level in {row["sales_level"] for row in found}}
    for row in found:
        if row["sales"] in by_team.index:
            assert row["actual_minor"] == by_team[row["sales"]]
        elif row["sales_parent"] is not None:
            key = (row["sales_parent"], row["sales"])
            depth[row["sales_level"]].setdefault(key, 0)
            depth[row["sales_level"]][key] += row["actual_minor"]
        else:
            assert row["actual_minor"] == actuals["amount_minor"].sum()
    leaves = {key: amount for level in depth.values() for key, amount in level.items()}
    assert {key: amount for key, amount in leaves.items() if amount} == by_rep.to_dict()
