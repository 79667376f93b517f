"""Inputs of the top-down split: a company's total over 10,000 reps, 3 products and 365 days.

    cells_workdays   249 working days of 13 distinct weights, other days 0
    cells_distinct   every day with a weight of its own
    cells_ties       all days alike, so that many amounts up to a day end in a half
    cells_replan     what is left of one rep's amount, over 3 products and the last 183 days

Weights are whole numbers so small that NumPy's int64 holds every product with an amount. One rep
in a hundred has a floor above its share, one a cap below it.
"""

import numpy as np

REPS = 10_000
PRODUCTS = 3
DAYS = 365
UNIT_MINOR = 100
NO_CAP = 1 << 52


def day_weights(name, random):
    if name == "cells_ties":
        return np.ones(DAYS, dtype=np.int64)
    if name == "cells_distinct":
        return random.permutation(np.arange(1_000, 1_000 + 7 * DAYS, 7)).astype(np.int64)
    day = np.arange(DAYS)
    is_holiday = random.permutation(DAYS) < 20
    season = 80 + (day * 13 // DAYS) * 5
    return np.where((day % 7 >= 5) | is_holiday, 0, season).astype(np.int64)


def make(name):
    random = np.random.default_rng(20_260_101)
    days = day_weights("cells_workdays" if name == "cells_replan" else name, random)
    if name == "cells_replan":
        one = {"total": [1_234_567], "reps": [1], "floors": [1_000_000], "caps": [NO_CAP]}
        return one | {"products": [50, 31, 19], "days": days[-183:], "unit_minor": [UNIT_MINOR]}
    total = 12_345_678_901  # in units of 100 minor units
    reps = random.integers(1_000, 100_000, REPS)
    share = total * reps // reps.sum()
    which = random.permutation(REPS)
    floors = np.where(which < REPS // 100, share * 5 // 4, 0)
    caps = np.where(which >= REPS - REPS // 100, share * 3 // 4, NO_CAP)
    return {
        "total": [total],
        "reps": reps,
        "floors": floors,
        "caps": caps,
        "products": [50, 31, 19],
        "days": days,
        "unit_minor": [UNIT_MINOR],
    }
