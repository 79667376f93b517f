"""Empirical Bayes for conversions in NumPy and SciPy, as a peer of `compare` would write it."""

import numpy as np
import pyarrow as pa
from scipy.stats import beta

MIN_N = 30


def shrunk(owners, stages, n, advanced):
    """A table of each owner and stage with the conversion drawn to that of all owners."""
    stages = np.asarray(stages, dtype=object)
    n, advanced = np.asarray(n, dtype=np.float64), np.asarray(advanced, dtype=np.float64)
    share, low = np.full(len(n), np.nan), np.full(len(n), np.nan)
    for stage in dict.fromkeys(stages):
        chosen = np.flatnonzero(stages == stage)
        a, b = prior(n[chosen], advanced[chosen])
        a, b = a + advanced[chosen], b + n[chosen] - advanced[chosen]
        share[chosen], low[chosen] = a / (a + b), beta.ppf(0.025, a, b)
        few = (n[chosen] < MIN_N) | (n[chosen].sum() - n[chosen] < MIN_N)
        share[chosen[few]] = low[chosen[few]] = np.nan
    return pa.table(
        {
            "owner_id": owners,
            "stage": pa.array(stages, pa.string()),
            "n": n.astype(np.int64),
            "advanced": advanced.astype(np.int64),
            "shrunk_conversion": pa.array(share, from_pandas=True),
            "shrunk_low": pa.array(low, from_pandas=True),
        }
    )


def prior(n, advanced):
    """Parameters of the beta prior by moments, kept from 1/N to N trials."""
    total, successes = n.sum(), advanced.sum()
    mean = (successes + 0.5) / (total + 1) if successes in (0, total) else successes / total
    told = n > 0
    weight, off = n[told] / total, advanced[told] / n[told] - mean
    by_chance = (weight * (1 - weight) / n[told]).sum()
    room = (weight * (1 - weight)).sum() - by_chance
    spread = (weight * off * off).sum() / (mean * (1 - mean))
    kept = np.clip((spread - by_chance) / room, 1 / (total + 1), total / (total + 1))
    return mean * (1 / kept - 1), (1 - mean) * (1 / kept - 1)
