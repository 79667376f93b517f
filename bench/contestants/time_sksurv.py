"""Competing risks in scikit-survival, given the times and causes of all deals as arrays.

The estimate alone: its intervals need a matrix of all pairs of times. sandan derives the times from
the history, and gives the intervals.
"""

import numpy as np
import pyarrow as pa
import sksurv
from sksurv.nonparametric import cumulative_incidence_competing_risks

import measure
from sandan_book import HISTORY
from time_sandan import HORIZONS

CAUSES = {"open": 0, "won": 1, "lost": 2, "cancelled": 3}


def prepare(tables, threads):
    deals = tables["opportunities"]
    cause = np.array([CAUSES[text] for text in deals["outcome"].to_pylist()])
    closed = deals["closed_on"].to_numpy().astype("datetime64[D]")
    end = np.where(cause == 0, np.datetime64(HISTORY["as_of"]), closed)
    days = (end - deals["created_on"].to_numpy().astype("datetime64[D]")).astype(np.float64)
    return cause, days


def survival(prepared):
    return cumulative_incidence_competing_risks(*prepared)


def figures(answered):
    times, shares = answered
    at = np.searchsorted(times, HORIZONS, side="right") - 1
    columns = ["conversion", "lost_share", "cancelled_share"]
    told = {name: shares[cause + 1][at] for cause, name in enumerate(columns)}
    told["open_share"] = 1 - shares[0][at]
    return {"survival": pa.table({"horizon_days": HORIZONS, **told})}


if __name__ == "__main__":
    measure.run("sksurv", sksurv.__version__, prepare, {"survival": survival}, figures)
