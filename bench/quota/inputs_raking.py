"""Inputs of raking: a table of 2,000 rows and 300 columns with totals of rows and columns.

    raking_dense   all cells positive
    raking_zeros   60 % of the cells zero, the others of five orders of magnitude

The totals are those of another table with the same zeros, so that they can be reached.
"""

import numpy as np

ROWS = 2_000
COLUMNS = 300
TOLERANCE = 1e-10


def make(name):
    random = np.random.default_rng(20_260_102)
    seed = random.uniform(0.1, 1.9, (ROWS, COLUMNS))
    if name == "raking_zeros":
        seed = 10.0 ** random.uniform(-2.5, 2.5, (ROWS, COLUMNS))
        seed *= random.random((ROWS, COLUMNS)) >= 0.6
    wanted = seed * random.uniform(0.1, 1.9, (ROWS, COLUMNS))
    wanted *= random.lognormal(0, 0.5, (ROWS, 1)) * random.lognormal(0, 0.5, COLUMNS)
    return {
        "shape": [ROWS, COLUMNS],
        "seed": seed.ravel(),
        "row_totals": wanted.sum(axis=1),
        "column_totals": wanted.sum(axis=0),
        "tolerance": np.array([TOLERANCE]),
    }
