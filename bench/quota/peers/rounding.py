"""Controlled rounding by SciPy: the fractions of a matrix rounded down or up, totals kept.

    linprog          HiGHS (dual simplex) on the transport problem, least sum of |rounded - ideal|
    linprog_ipm      the same by interior point and crossover
    milp             HiGHS as a problem in whole numbers
    maximum_flow     any rounding that keeps the totals (Dinic), not the nearest

A cell rounded up instead of down costs 1 - 2 * fraction more; the objective told counts all cells.
Vertices of the transport problem are whole, so that linprog's answer needs no rounding.
"""

import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "common"))

import measure  # noqa: E402

ONE = 2**32


class Input:
    """Cells that have a fraction; of those each is 0 or 1."""

    def __init__(self, arrays):
        rows, columns = (int(size) for size in arrays["shape"])
        self.whole = arrays["whole"].reshape(rows, columns)
        self.fraction = arrays["fraction"].reshape(rows, columns)
        self.row_ups = arrays["row_totals"] - self.whole.sum(axis=1)
        self.column_ups = arrays["column_totals"] - self.whole.sum(axis=0)
        self.row, self.column = np.nonzero(self.fraction)
        self.costs = 1 - 2 * (self.fraction[self.row, self.column] / ONE)
        count = len(self.row)
        cells = np.arange(count)
        ends = np.concatenate([self.row, rows + self.column])
        self.totals = sparse.csr_matrix(
            (np.ones(2 * count), (ends, np.concatenate([cells, cells]))),
            shape=(rows + columns, count),
        )
        self.ups = np.concatenate([self.row_ups, self.column_ups])


def by_linprog(given, method="highs-ds"):
    done = linprog(given.costs, A_eq=given.totals, b_eq=given.ups, bounds=(0, 1), method=method)
    return done.x


def by_linprog_ipm(given):
    return by_linprog(given, "highs-ipm")


def by_milp(given):
    done = milp(
        given.costs,
        integrality=np.ones(len(given.costs)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(given.totals, given.ups, given.ups),
    )
    return done.x


def by_flow(given):
    rows, columns = given.fraction.shape
    source, sink = rows + columns, rows + columns + 1
    ends = [
        (np.full(rows, source), np.arange(rows), given.row_ups),
        (given.row, rows + given.column, np.ones(len(given.row), dtype=int)),
        (rows + np.arange(columns), np.full(columns, sink), given.column_ups),
    ]
    start, end, room = (np.concatenate(parts) for parts in zip(*ends, strict=True))
    graph = sparse.csr_matrix((room.astype(np.int32), (start, end)), shape=(sink + 1, sink + 1))
    flow = sparse.csgraph.maximum_flow(graph, source, sink, method="dinic").flow
    return np.asarray(flow[given.row, rows + given.column]).ravel()


def figures(given, answered):
    up = np.rint(answered).astype(np.int64)
    if np.abs(answered - up).max() > 1e-6:
        raise SystemExit("rounding: the answer is not whole")
    ups = np.zeros_like(given.fraction)
    ups[given.row, given.column] = up
    if (ups.sum(axis=1) != given.row_ups).any() or (ups.sum(axis=0) != given.column_ups).any():
        raise SystemExit("rounding: a total is not kept")
    # In 2^-32, exact: the least objective is the same whatever cells were chosen.
    away = np.where(ups == 1, ONE - given.fraction, given.fraction).sum()
    arrays = {"columns": ups.sum(axis=0) + given.whole.sum(axis=0)}
    if "maximum_flow" not in sys.argv:
        arrays["objective"] = np.array([away])
    return measure.Figures(1, arrays, {"deviation": float(away / ONE)}, ups.nbytes)


def method(answer):
    return measure.Method(Input, answer, figures, unit="matrices")


METHODS = {
    "linprog": method(by_linprog),
    "linprog_ipm": method(by_linprog_ipm),
    "milp": method(by_milp),
    "maximum_flow": method(by_flow),
}

if __name__ == "__main__":
    measure.run("scipy", version("scipy"), METHODS)
