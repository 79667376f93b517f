"""Top-down shares beside hierarchicalforecast's TopDown, by the package itself.

    python bench/quota/top_down.py

Checks that a plan's amounts are its proportions times the total to within a unit, for both of its
methods on past values, and that the formulas of tests/oracle/test_quota_top_down.py are the
package's. Needs hierarchicalforecast beside sandan; prints one line of JSON.
"""

import json
from importlib.metadata import version

import numpy as np
import pandas as pd
from hierarchicalforecast.methods import TopDown

import sandan

TOTAL = 10**12
REPS = 200
QUARTERS = [("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30"), ("10-01", "12-31")]
ONE_YEAR = {"by": "actuals"}
EACH_QUARTER = {
    "by": "blend",
    "parts": [
        {"ppm": 250_000, "by": "actuals", "from": f"2025-{first}", "to": f"2025-{last}"}
        for first, last in QUARTERS
    ],
}


def made_up():
    return np.round(np.random.default_rng(7).lognormal(9, 1.2, (REPS, 4))).astype("int64")


def proportions(bottom, method):
    """The package's shares of a total of 1."""
    everything = np.vstack([bottom.sum(axis=0), bottom]).astype(float)
    summing = np.vstack([np.ones(REPS), np.eye(REPS)])
    tags = {"top": np.array([0]), "bottom": np.arange(1, REPS + 1)}
    found = TopDown(method=method).fit_predict(
        S=summing, y_hat=np.ones((REPS + 1, 1)), tags=tags, y_insample=everything
    )
    return found["mean"][1:, 0]


def amounts(bottom, weights):
    names = [f"r{i}" for i in range(REPS)]
    plan = sandan.QuotaPlan(
        {
            "sandan": "plan/1",
            "code": "top_down",
            "currency": "CNY",
            "total_minor": TOTAL,
            "round_to_minor": 1,
            "period": {"from": "2026-01-01", "to": "2026-12-31"},
            "axes": [
                {
                    "code": "sales",
                    "tree": {"nodes": [{"code": name} for name in names]},
                    "weights": weights,
                }
            ],
        }
    )
    actuals = pd.DataFrame(
        {
            "date": np.repeat(
                [pd.Timestamp(f"2025-{first}").date() for first, _ in QUARTERS], REPS
            ),
            "rep_id": names * 4,
            "amount_minor": bottom.T.ravel(),
        }
    )
    rows = plan.build(actuals=actuals).targets(levels={"sales": "*"}).to_pandas()
    return rows.set_index("sales").loc[names, "amount_minor"].to_numpy()


def main():
    bottom = made_up()
    worst = {}
    for method, weights in [
        ("proportion_averages", ONE_YEAR),
        ("average_proportions", EACH_QUARTER),
    ]:
        ideal = proportions(bottom, method) * TOTAL
        worst[method] = float(np.abs(amounts(bottom, weights) - ideal).max())
        assert worst[method] < 1.5, worst
    told = {"hierarchicalforecast": version("hierarchicalforecast"), "worst_units": worst}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
