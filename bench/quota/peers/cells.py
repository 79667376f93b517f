"""The top-down split by NumPy.

Reps are filled within floors and caps by clamping until nothing changes, then rounded with their
products by the largest remainder; the same for all methods. What differs is how a line's amount
goes over the days:

    chunked_remainder    largest remainder, 200 lines at a time, the fastest of 50 to 1,000
    whole_remainder      largest remainder over the whole array
    chunked_cumulative   as sandan: the amount up to each day rounded by the line's phase, in
                         int64, exact
    chunked_float        the same in floating point, the fastest here; may miss exact ties
    replan_one           one rep planned again over the last 183 days: what was left of each of
                         its lines, once more over these days
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "common"))

import measure  # noqa: E402

LINES = 200


class Input:
    def __init__(self, arrays):
        self.unit = int(arrays["unit_minor"][0])
        self.days = arrays["days"]
        self.arrays = arrays


def fill(total, weights, floors, caps):
    """Amounts in proportion to weights within floors and caps, in floating point."""
    amounts = np.zeros(len(weights))
    is_free = np.ones(len(weights), dtype=bool)
    while True:
        rest = total - amounts[~is_free].sum()
        amounts[is_free] = rest * weights[is_free] / weights[is_free].sum()
        short = np.maximum(floors - amounts, 0) * is_free
        over = np.maximum(amounts - caps, 0) * is_free
        if not short.any() and not over.any():
            return amounts
        # The side that is off by more is right to be held; the other may come free by it.
        held = short > 0 if short.sum() >= over.sum() else over > 0
        amounts[held] = np.where(short[held] > 0, floors[held], caps[held])
        is_free &= ~held


def round_rows(ideals, totals):
    """Rows of ideals rounded to whole totals by the largest remainder, ties to the first."""
    whole = np.floor(ideals)
    rests = ideals - whole
    left = (totals - whole.sum(axis=1)).astype(np.int64)
    rank = np.argsort(np.argsort(-rests, axis=1, kind="stable"), axis=1, kind="stable")
    return whole.astype(np.int64) + (rank < left[:, None])


def line_totals(given):
    arrays = given.arrays
    total = int(arrays["total"][0])
    reps = fill(total, arrays["reps"].astype(float), arrays["floors"], arrays["caps"])
    of_reps = round_rows(reps[None, :], np.array([total]))[0]
    products = arrays["products"] / arrays["products"].sum()
    return round_rows(reps[:, None] * products, of_reps).ravel()


def remainder_rows(totals, weights, out, _):
    """Largest remainder by sorting the rests with the day in their low bits."""
    products = totals[:, None] * weights
    total_weight = int(weights.sum())
    whole = products // total_weight
    keys = (products - whole * total_weight) * 512 + (511 - np.arange(len(weights)))
    left = totals - whole.sum(axis=1)
    ordered = np.sort(keys, axis=1)
    at = np.minimum(len(weights) - left, len(weights) - 1)
    last = np.take_along_axis(ordered, at[:, None], 1)
    whole += (keys >= last) & (left > 0)[:, None]
    out[:] = whole


PHASES = 1 << 16


def phases_of(lines):
    """Where rounding up begins in each line: 1/2, 1/4, 3/4 … (van der Corput), of PHASES."""
    rest = np.arange(lines, dtype=np.int64) % (PHASES - 1) + 1
    phases = np.zeros(lines, dtype=np.int64)
    half = PHASES // 2
    while half:
        phases += (rest & 1) * half
        rest >>= 1
        half //= 2
    return phases


def cumulative_rows(totals, prefix, out, phases):
    total_weight = int(prefix[-1])
    upto = totals[:, None] * (PHASES * prefix) + (phases * total_weight)[:, None]
    upto //= PHASES * total_weight
    out[:, 0] = upto[:, 0]
    np.subtract(upto[:, 1:], upto[:, :-1], out=out[:, 1:])


def float_rows(totals, prefix, out, phases):
    upto = totals[:, None] * (prefix / prefix[-1])
    upto += (phases / PHASES)[:, None]
    np.floor(upto, out=upto)
    out[:, 0] = upto[:, 0]
    np.subtract(upto[:, 1:], upto[:, :-1], out=out[:, 1:], casting="unsafe")


def over_days(given, rows, of_days, lines):
    """All lines over the days in chunks; days that weigh nothing are left out."""
    totals = line_totals(given)
    is_used = given.days > 0
    used = np.flatnonzero(is_used)
    shape = of_days(given.days[used])
    if len(used) == len(given.days):
        out = np.empty((len(totals), len(given.days)), dtype=np.int64)
    else:
        out = np.zeros((len(totals), len(given.days)), dtype=np.int64)
    part = np.empty((min(lines, len(totals)), len(used)), dtype=np.int64)
    phases = phases_of(len(totals))
    for begin in range(0, len(totals), lines):
        chunk = totals[begin : begin + lines]
        rows(chunk, shape, part[: len(chunk)], phases[begin : begin + lines])
        part[: len(chunk)] *= given.unit
        if len(used) == len(given.days):
            out[begin : begin + lines] = part[: len(chunk)]
        else:
            out[begin : begin + lines, used] = part[: len(chunk)]
    return out


def figures(with_days):
    def of(given, out):
        arrays = {"line_totals": out.sum(axis=1)}
        if with_days:
            arrays["cells"] = out.ravel()
        return measure.Figures(out.size, arrays, {}, out.nbytes)

    return of


def method(rows, of_days, lines, is_as_sandan=False):
    return measure.Method(
        Input, lambda given: over_days(given, rows, of_days, lines), figures(is_as_sandan)
    )


REPLANNED, PAST = 7, 182  # the rep, and the days that are frozen


class Replanned:
    """The lines of one rep with what is left of them, as the year's plan has it."""

    def __init__(self, arrays):
        given = Input(arrays)
        width = len(arrays["products"])
        lines = slice(REPLANNED * width, (REPLANNED + 1) * width)
        cells = over_days(given, cumulative_rows, np.cumsum, LINES)[lines] // given.unit
        self.unit = given.unit
        self.rest = cells[:, PAST:].sum(axis=1)
        self.used = np.flatnonzero(given.days[PAST:] > 0)
        self.days = len(given.days) - PAST
        self.prefix = np.cumsum(given.days[PAST:][self.used])


def replan_one(given):
    part = np.empty((len(given.rest), len(given.used)), dtype=np.int64)
    cumulative_rows(given.rest, given.prefix, part, np.full(len(given.rest), PHASES // 2))
    out = np.zeros((len(given.rest), given.days), dtype=np.int64)
    out[:, given.used] = part * given.unit
    return out


METHODS = {
    "replan_one": measure.Method(Replanned, replan_one, figures(True)),
    "chunked_remainder": method(remainder_rows, np.asarray, LINES),
    "whole_remainder": method(remainder_rows, np.asarray, 1 << 40),
    "chunked_cumulative": method(cumulative_rows, np.cumsum, LINES, is_as_sandan=True),
    "chunked_float": method(float_rows, np.cumsum, LINES),
}

if __name__ == "__main__":
    measure.run("numpy", np.__version__, METHODS)
