"""Iterative proportional fitting by NumPy and ipfn, to the same deviation of the totals.

    numpy_matrix    the whole matrix scaled by rows and by columns in turn
    numpy_factors   a factor per row and column, two products of matrix and vector an iteration
    ipfn            the package of that name on arrays

The first two stop like sandan: when, with the rows just scaled, no column is off by more than the
tolerance. ipfn has a rule of its own, the largest deviation of any total before the scaling, and
gets the same tolerance.
"""

import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "common"))

import measure  # noqa: E402

MOST = 10_000


class Input:
    def __init__(self, arrays):
        self.seed = arrays["seed"].reshape(arrays["shape"])
        self.rows = arrays["row_totals"]
        self.columns = arrays["column_totals"]
        self.tolerance = float(arrays["tolerance"][0])


def by_matrix(given):
    table, iterations = given.seed.copy(), 0
    while iterations < MOST:
        iterations += 1
        table *= (given.rows / table.sum(axis=1))[:, None]
        sums = table.sum(axis=0)
        if np.abs(sums / given.columns - 1).max() <= given.tolerance:
            break
        table *= given.columns / sums
    return table, iterations


def by_factors(given):
    seed, columns, iterations = given.seed, np.ones(len(given.columns)), 0
    while iterations < MOST:
        iterations += 1
        rows = given.rows / (seed @ columns)
        sums = rows @ seed
        if np.abs(sums * columns / given.columns - 1).max() <= given.tolerance:
            break
        columns = given.columns / sums
    return (rows, columns), iterations


def by_ipfn(given):
    from ipfn import ipfn

    fitted = ipfn.ipfn(
        given.seed.copy(),
        [given.rows, given.columns],
        [[0], [1]],
        convergence_rate=given.tolerance,
        max_iteration=MOST,
        rate_tolerance=0,
    )
    return fitted.iteration(), 0


def figures(given, answered):
    answer, iterations = answered
    table = answer
    if isinstance(answer, tuple):
        table = answer[0][:, None] * given.seed * answer[1]
    off = max(
        np.abs(table.sum(axis=1) / given.rows - 1).max(),
        np.abs(table.sum(axis=0) / given.columns - 1).max(),
    )
    told = {"deviation": float(off)} | ({"iterations": iterations} if iterations else {})
    size = sum(each.nbytes for each in answer) if isinstance(answer, tuple) else table.nbytes
    return measure.Figures(1, {"raked": table.ravel()}, told, size)


def method(answer):
    return measure.Method(Input, answer, figures, unit="matrices")


METHODS = {
    "numpy_matrix": method(by_matrix),
    "numpy_factors": method(by_factors),
    "ipfn": method(by_ipfn),
}

if __name__ == "__main__":
    program = "ipfn" if "ipfn" in sys.argv else "numpy"
    measure.run(program, version(program), METHODS)
