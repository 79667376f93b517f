"""Inputs of controlled rounding: rows divided over columns, both with whole totals.

    rounding_1000x12     a matrix of 1,000 rows and 12 columns; others alike

An ideal is a whole number and a fraction in 2^-32, the last cell of a row takes what is left of its
total. Columns get theirs by largest remainder.
"""

import numpy as np

ONE = 2**32


def ideals_of(random, rows, columns):
    """Whole parts and fractions by cell, and totals of rows."""
    totals = random.integers(50 * columns, 100 * columns, rows)
    season = random.uniform(1, 4, columns)
    shares = season * random.uniform(0.9, 1.1, (rows, columns))
    shares /= shares.sum(axis=1, keepdims=True)
    fixed = np.floor(shares * totals[:, None] * ONE).astype(np.int64)
    fixed[:, -1] += totals * ONE - fixed.sum(axis=1)
    return fixed // ONE, fixed % ONE, totals


def totals_of_columns(whole, fraction, total):
    sums = fraction.sum(axis=0)
    columns = whole.sum(axis=0) + sums // ONE
    order = np.argsort(-(sums % ONE), kind="stable")
    columns[order[: total - columns.sum()]] += 1
    return columns


def make(name):
    rows, columns = (int(word) for word in name.split("_")[1].split("x"))
    random = np.random.default_rng(20_260_103)
    whole, fraction, totals = ideals_of(random, rows, columns)
    return {
        "shape": [rows, columns],
        "whole": whole.ravel(),
        "fraction": fraction.ravel(),
        "row_totals": totals,
        "column_totals": totals_of_columns(whole, fraction, totals.sum()),
    }
