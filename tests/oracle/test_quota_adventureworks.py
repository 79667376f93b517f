"""AdventureWorks' quotas split to quarter, month and working day: none broken, in cents and in
thousands, where rounding each working day's share by itself breaks most."""

import pandas as pd
import pytest
from conftest import DATA

import sandan

FILE = DATA / "adventureworks_quota/quota_history.csv"
UNITS = {"cents": 1, "thousands": 100_000}


@pytest.fixture(scope="module")
def quotas():
    if not FILE.exists():
        pytest.skip("adventureworks_quota is not here")
    table = pd.read_csv(FILE)
    table["minor"] = (table["SalesQuota"] * 100).round().astype("int64")
    table["first"] = pd.to_datetime(table["QuotaDate"]).dt.to_period("M").dt.to_timestamp()
    return table


def quarter_of(quotas, first, unit, rounding):
    """The quota of a plan over the three months from a day, each rep weighing what is given."""
    given = quotas[quotas["first"] == first]
    codes = given["BusinessEntityID"].astype(str).tolist()
    amounts = dict(zip(codes, given["minor"].tolist(), strict=True))
    last = first + pd.DateOffset(months=3, days=-1)
    plan = sandan.QuotaPlan(
        {
            "sandan": "plan/1",
            "code": "quarter",
            "calendar": "weekdays",
            "currency": "USD",
            "total_minor": sum(amounts.values()),
            "round_to_minor": unit,
            "period": {"from": f"{first:%Y-%m-%d}", "to": f"{last:%Y-%m-%d}"},
            "axes": [
                {
                    "code": "sales",
                    "tree": {
                        "levels": ["company", "rep"],
                        "nodes": [{"code": code} for code in codes],
                    },
                    "weights": {"by": "given", "nodes": amounts},
                }
            ],
            "time": {"by": "workdays"},
            "time_rounding": rounding,
        }
    )
    return amounts, plan.build()


def amounts_of(quota, period):
    """Rep → amounts by period, as pandas sums them."""
    table = quota.targets({"sales": "rep"}, period).to_pandas()
    return table.groupby("sales", observed=True)["amount_minor"].sum().to_dict()


@pytest.mark.parametrize("rounding", ["controlled", "cumulative"])
@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_no_quota_is_broken(quotas, unit, rounding):
    checked = 0
    for first in sorted(quotas["first"].unique()):
        amounts, quota = quarter_of(quotas, pd.Timestamp(first), unit, rounding)
        for period in ("all", "month", "week", "day"):
            assert amounts_of(quota, period) == amounts
        days = quota.targets({"sales": "rep"}, "day").to_pandas()
        assert (days.loc[days["workdays"] == 0, "amount_minor"] == 0).all()
        assert (days["amount_minor"] % unit == 0).all()
        months = quota.targets({"sales": "rep"}, "month").to_pandas()
        by_month = days.groupby(
            ["sales", pd.to_datetime(days["from_on"]).dt.strftime("%Y-%m")], observed=True
        )["amount_minor"].sum()
        told = months.set_index(["sales", "period"])["amount_minor"]
        assert by_month.to_dict() == told.to_dict()
        assert quota.proof()["proof"].to_dicts()[0]["sums_broken"] == 0
        checked += len(amounts)
    assert checked == len(quotas)


def test_rounding_each_day_by_itself_breaks_most(quotas):
    broken = 0
    for row in quotas.itertuples():
        days = pd.bdate_range(row.first, row.first + pd.DateOffset(months=3, days=-1))
        broken += round(row.minor / len(days)) * len(days) != row.minor
    assert broken > len(quotas) / 2
