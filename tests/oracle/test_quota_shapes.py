"""Which way of spreading a year fits the history: the published figures of real series, and an
oracle in pandas on made-up ones."""

import numpy as np
import pandas as pd
import pytest

import sandan

CANDIDATES = ["equal", "workdays", "last_year", "mean", "blend"]


def shares(values):
    values = np.clip(np.asarray(values, dtype=float), 0, None)
    return values / values.sum() if values.sum() > 0 else np.full(len(values), 1 / len(values))


def mixed(shape, share):
    return share * shape + (1 - share) / len(shape)


def error_of(shape, amounts):
    return np.abs(amounts.sum() * shape - amounts).sum()


def best_mix(table, years):
    """The share of last year's shape that fitted these years best; ties to the smaller one."""
    pairs = [year for year in years if year - 1 in table.index]
    if not pairs:
        return 0.5
    errors = []
    for step in range(11):
        error = sum(
            error_of(mixed(shares(table.loc[year - 1]), step / 10), table.loc[year].to_numpy())
            for year in pairs
        )
        errors.append(error / table.loc[pairs].to_numpy().sum())
    return int(np.argmax(np.array(errors) < min(errors) + 1e-9)) / 10


def expected(table, held_out, workdays):
    """Errors and biases by candidate of a table of whole years × periods."""
    errors = dict.fromkeys(CANDIDATES, 0.0)
    ahead = dict.fromkeys(CANDIDATES, 0.0)
    size = np.abs(table.loc[held_out].to_numpy()).sum()
    total = table.loc[held_out].to_numpy().sum()
    for year in held_out:
        amounts = table.loc[year].to_numpy()
        last = shares(table.loc[year - 1])
        earlier = table.loc[: year - 1]
        shapes = {
            "equal": np.full(len(amounts), 1 / len(amounts)),
            "workdays": shares(workdays.loc[year]),
            "last_year": last,
            "mean": shares(sum(shares(row) for _, row in earlier.iterrows())),
            "blend": mixed(last, best_mix(table, list(earlier.index))),
        }
        for name, shape in shapes.items():
            errors[name] += error_of(shape, amounts)
            ahead[name] += np.cumsum(amounts.sum() * shape - amounts).mean()
    return (
        {name: error / size for name, error in errors.items()},
        {name: bias / total for name, bias in ahead.items()},
    )


def workdays_of_months(years):
    starts = {
        year: np.arange(f"{year}-01", f"{year + 1}-02", dtype="datetime64[M]") for year in years
    }
    counts = {
        year: np.busday_count(
            months[:-1].astype("datetime64[D]"), months[1:].astype("datetime64[D]")
        )
        for year, months in starts.items()
    }
    return pd.DataFrame.from_dict(counts, orient="index")


def months_table(actuals):
    dates = pd.to_datetime(actuals["date"])
    return actuals.pivot_table(
        index=dates.dt.year, columns=dates.dt.month, values="amount_minor", aggfunc="sum"
    )


def best_of(result):
    return result["best_shapes"].to_pandas().set_index("best")


@pytest.fixture
def retail(real_data):
    data = pd.read_csv(real_data("hierarchical_ts/aus_retail_monthly.csv"))
    return pd.DataFrame(
        {
            "date": pd.to_datetime(data["Month"]).dt.date,
            "state": data["State"],
            "industry": data["Industry"],
            "amount_minor": (data["Turnover"] * 10).round().astype("int64"),
        }
    )


def test_last_year_fits_australian_retail_of_2017(retail):
    until = retail[pd.to_datetime(retail["date"]) < "2018-01-01"]
    result = sandan.quota.shapes(actuals=until, period="month", candidates=["equal", "last_year"])
    [best] = result["best_shapes"].to_pandas().to_dict("records")
    assert best["best"] == "last_year"
    assert round(best["error"], 3) == 0.009  # 0.9 %
    assert round(best["equal_error"], 3) == 0.060  # 6.0 %
    assert best["better_by"] == pytest.approx(best["equal_error"] - best["error"])
    assert (best["n_years"], best["insufficient"]) == (35, False)  # 1982 begins in April


@pytest.mark.parametrize("test_years", [1, 3])
def test_errors_of_australian_retail_are_those_of_pandas(retail, test_years):
    result = sandan.quota.shapes(actuals=retail, period="month", test_years=test_years)
    found = result["shapes"].to_pandas().set_index("candidate")
    table = months_table(retail).loc[1983:]
    held_out = list(table.index[-test_years:])
    errors, biases = expected(table, held_out, workdays_of_months(table.index))
    for name in CANDIDATES:
        assert found.loc[name, "error"] == pytest.approx(errors[name], abs=1e-12), name
        assert found.loc[name, "bias"] == pytest.approx(biases[name], abs=1e-12), name
    assert found["best"].sum() == 1
    assert found["error"].idxmin() == found.index[found["best"]].item()


def test_each_series_has_a_shape_of_its_own(retail):
    result = sandan.quota.shapes(actuals=retail, period="month", by=["state", "industry"])
    found = result["shapes"].to_pandas()
    assert len(found) == 152 * len(CANDIDATES)
    for (state, industry), rows in list(found.groupby(["state", "industry"]))[::10]:
        series = retail[(retail["state"] == state) & (retail["industry"] == industry)]
        table = months_table(series)
        table = table.loc[table.notna().all(axis=1)]
        errors, _ = expected(table, [2018], workdays_of_months(table.index))
        rows = rows.set_index("candidate")
        for name in CANDIDATES:
            assert rows.loc[name, "error"] == pytest.approx(errors[name], abs=1e-12)


def test_an_even_split_fits_adventureworks(real_data):
    """Quarter 0 of the quotas is counted from July; its years begin there."""
    data = pd.read_csv(real_data("adventureworks_quota/quota_vs_actual_rep_quarter.csv"))
    data = data[data["k"] < 8]
    first = pd.Timestamp("2017-07-01")
    days = [(first + pd.DateOffset(months=3 * k)).date() for k in data["k"]]
    actuals = pd.DataFrame(
        {
            "date": days,
            "rep": data["rep"],
            "amount_minor": (data["actual"] * 100).round().astype("int64"),
        }
    )
    # The last quarter is whole: a day at its end says so.
    end = pd.DataFrame([{"date": pd.Timestamp("2019-06-30").date(), "rep": 0, "amount_minor": 0}])
    july = {"sandan": "calendar/1", "code": "july", "fiscal": {"kind": "months", "first_month": 7}}
    calendar = sandan.Calendar.from_json({**sandan.Calendar.shipped("weekdays").to_dict(), **july})
    result = sandan.quota.shapes(
        actuals=pd.concat([actuals, end]),
        period="quarter",
        calendar=calendar,
        candidates=["equal", "last_year"],
    )
    found = result["shapes"].to_pandas().set_index("candidate")["error"]
    sums = actuals.groupby("date")["amount_minor"].sum().to_numpy(dtype=float)
    year = sums[4:] / sums[4:].sum()
    assert found["equal"] == pytest.approx(np.abs(year - 0.25).sum(), abs=1e-12)
    last = np.abs(year - sums[:4] / sums[:4].sum()).sum()
    assert found["last_year"] == pytest.approx(last, abs=1e-12)
    [best] = result["best_shapes"].to_pandas().to_dict("records")
    assert best["best"] == "equal"
    assert best["error"] < last - 0.05


@pytest.mark.parametrize("seed", range(8))
def test_made_up_series(seed):
    random = np.random.default_rng(seed)
    years = int(random.integers(2, 6))
    first = 2015 + seed % 4
    days = np.arange(f"{first}-01-01", f"{first + years}-01-01", dtype="datetime64[D]")
    days = np.concatenate([days, random.choice(days, 500)])
    season = 1 + 0.5 * np.sin(2 * np.pi * (days.astype("datetime64[M]").astype(int) % 12) / 12)
    actuals = pd.DataFrame(
        {
            "date": pd.Series(days).dt.date,
            "amount_minor": (random.exponential(1000, len(days)) * season).astype("int64")
            - (random.random(len(days)) < 0.02) * 3000,
        }
    )
    result = sandan.quota.shapes(
        actuals=actuals.sample(frac=1, random_state=seed), period="month", test_years=2
    )
    found = result["shapes"].to_pandas().set_index("candidate")
    table = months_table(actuals)
    held_out = list(table.index[1:][-2:])
    errors, biases = expected(table, held_out, workdays_of_months(table.index))
    for name in CANDIDATES:
        assert found.loc[name, "error"] == pytest.approx(errors[name], abs=1e-12), name
        assert found.loc[name, "bias"] == pytest.approx(biases[name], abs=1e-12), name
    assert set(found["periods"]) == {12 * len(held_out)}


def test_one_year_is_not_enough():
    actuals = pd.DataFrame(
        {
            "date": pd.date_range("2025-01-01", "2025-12-31").date,
            "amount_minor": np.int64(1),
        }
    )
    [best] = sandan.quota.shapes(actuals=actuals)["best_shapes"].to_pandas().to_dict("records")
    assert best["insufficient"] and best["n_years"] == 1
    assert pd.isna(best["error"]) and best["best"] is None or pd.isna(best["best"])
