"""Water-filling, raking and controlled rounding against SciPy and NumPy on made-up tables."""

import numpy as np
import pytest
from scipy.optimize import brentq, linprog, minimize
from scipy.sparse import csr_array

from answers import rows

import sandan
from sandan import quota

SEEDS = range(12)


def made_up_items(seed, count, unit):
    """Items with floors on some and caps on others, and a total they can hold."""
    random = np.random.default_rng(seed)
    weights = random.lognormal(0, 1.5, count)
    share = weights / weights.sum()
    total = int(random.integers(10**6, 10**9)) * unit
    floors = np.where(random.random(count) < 0.3, total * share * random.uniform(0.2, 1.6), 0)
    caps = np.where(random.random(count) < 0.3, total * share * random.uniform(0.4, 1.8), np.inf)
    floors = np.ceil(floors / unit) * unit
    caps = np.maximum(np.floor(caps / unit) * unit, floors)
    caps[np.argmax(share)] = np.inf
    total = max(total, int(floors.sum()) + unit)
    return weights, floors, caps, total


def allocated(weights, floors, caps, total, unit):
    items = {
        "item_id": [f"i{i}" for i in range(len(weights))],
        "weight": weights.tolist(),
        "floor_minor": [int(floor) if floor > 0 else None for floor in floors],
        "cap_minor": [int(cap) if np.isfinite(cap) else None for cap in caps],
    }
    table = quota.allocate(items=items, total_minor=total, round_to_minor=unit)
    assert table.column("item_id") == items["item_id"]
    return table


def filled(weights, floors, caps, total):
    """clamp(level * weight, floor, cap) for the level at which they add up."""

    def amounts(level):
        return np.clip(level * weights, floors, caps)

    most = 2 * (total + floors.sum()) / weights.min()
    level = brentq(lambda level: amounts(level).sum() - total, 0, most, xtol=1e-300, rtol=1e-15)
    return amounts(level)


@pytest.mark.parametrize("unit", [1, 100])
@pytest.mark.parametrize("seed", SEEDS)
def test_water_filling_by_root(seed, unit):
    weights, floors, caps, total = made_up_items(seed, 5 + 30 * seed, unit)
    table = allocated(weights, floors, caps, total, unit)
    expected = filled(weights, floors, caps, total // unit * unit)
    # Weights are whole numbers that sum to about 2^46 there.
    fine = 1e-6 * unit + total * 2.0**-44
    np.testing.assert_allclose(table.column("ideal"), expected, rtol=1e-9, atol=fine)
    amounts = np.array(table.column("amount_minor"))
    assert amounts.sum() == total
    assert (np.abs(amounts - expected) <= unit + fine + 1e-9 * expected).all()
    assert (amounts >= floors).all() and (amounts <= caps).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_water_filling_is_the_nearest_to_the_weights(seed):
    """The least sum of squared deviations, each by its weight, as a quadratic program."""
    weights, floors, caps, total = made_up_items(seed, 8, 1)
    table = allocated(weights, floors, caps, total, 1)
    share, scale = weights / weights.sum(), float(total)
    found = minimize(
        lambda x: (((x - share) ** 2) / share).sum(),
        np.clip(share, floors / scale, np.minimum(caps, total) / scale),
        jac=lambda x: 2 * (x - share) / share,
        bounds=list(zip(floors / scale, np.minimum(caps, total) / scale)),
        constraints={"type": "eq", "fun": lambda x: x.sum() - 1, "jac": np.ones_like},
        method="SLSQP",
        options={"ftol": 1e-15, "maxiter": 1000},
    )
    assert found.success
    np.testing.assert_allclose(np.array(table.column("ideal")) / scale, found.x, atol=1e-5)


@pytest.mark.parametrize("seed", SEEDS)
def test_which_bound_binds(seed):
    weights, floors, caps, total = made_up_items(seed, 40, 1)
    table = allocated(weights, floors, caps, total, 1)
    expected = filled(weights, floors, caps, total)
    for bound, found, floor, cap in zip(table.column("bound"), expected, floors, caps):
        at = "floor" if found == floor > 0 else "cap" if found == cap else "none"
        assert bound == at or found == floor == cap


@pytest.mark.parametrize("seed", SEEDS)
def test_no_allocation_where_none_is(seed):
    weights, floors, caps, total = made_up_items(seed, 20, 1)
    if floors.sum() > 0:
        with pytest.raises(sandan.InfeasibleError) as refused:
            allocated(weights, floors, np.maximum(caps, floors), int(floors.sum()) - 1, 1)
        assert refused.value.detail == "floors_exceed_total"
    caps = np.where(np.isfinite(caps), caps, floors + 10)
    with pytest.raises(sandan.InfeasibleError) as refused:
        allocated(weights, floors, caps, int(caps.sum()) + 1, 1)
    assert refused.value.detail == "caps_below_total"


def long_form(values):
    """Every cell that is not zero, by rows, as columns row_id, column_id and value."""
    row, column = np.nonzero(values)
    return {
        "row_id": [f"r{i}" for i in row],
        "column_id": column.tolist(),
        "value": values[row, column].tolist(),
    }


def matrix(table, name, shape):
    values = np.zeros(shape)
    for row in rows(table):
        values[int(row["row_id"][1:]), row["column_id"]] = row[name]
    return values


def fitted(seed, row_totals, column_totals):
    """Iterative proportional fitting by NumPy until nothing moves."""
    values = seed.copy()
    for _ in range(100_000):
        before = values
        values = values * (row_totals / values.sum(axis=1))[:, None]
        values = values * (column_totals / values.sum(axis=0))
        if np.abs(values - before).max() <= 1e-13 * values.max():
            break
    return values


@pytest.mark.parametrize("zeros", [0.0, 0.3, 0.6])
@pytest.mark.parametrize("seed", SEEDS)
def test_raking(seed, zeros):
    random = np.random.default_rng(seed)
    shape = (3 + 5 * seed, 4 + 3 * seed)
    values = random.uniform(0.1, 2, shape) * (random.random(shape) >= zeros)
    values[:, 0] += 0.1
    values[0, :] += 0.1
    wanted = values * random.uniform(0.1, 2, shape)
    row_totals, column_totals = wanted.sum(axis=1), wanted.sum(axis=0)
    table = quota.rake(
        seed=long_form(values),
        row_totals={"row_id": [f"r{i}" for i in range(shape[0])], "total": row_totals.tolist()},
        column_totals={"column_id": list(range(shape[1])), "total": column_totals.tolist()},
        tolerance=1e-12,
    )
    found = matrix(table, "value", shape)
    np.testing.assert_allclose(found.sum(axis=1), row_totals, rtol=1e-11)
    np.testing.assert_allclose(found.sum(axis=0), column_totals, rtol=1e-11)
    np.testing.assert_allclose(found, fitted(values, row_totals, column_totals), rtol=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_raking_is_refused_exactly_where_no_table_is(seed):
    """Whether a table with these zeros has these totals, by a linear program."""
    random = np.random.default_rng(100 + seed)
    for _ in range(10):
        shape = (4, 4)
        values = random.uniform(0.5, 2, shape) * (random.random(shape) >= 0.5)
        values[np.arange(4), random.permutation(4)] += 1
        # Far from the border, where the fitting would take for ever.
        row_totals, column_totals = random.integers(1, 6, 4), random.integers(1, 6, 4)
        column_totals[0] += row_totals.sum() - column_totals.sum()
        if column_totals[0] < 1:
            continue
        slack = least_share_of_cells(values > 0, row_totals, column_totals)
        if slack is not None and slack < 1e-3:
            continue
        given = {
            "seed": long_form(values),
            "row_totals": {"row_id": [f"r{i}" for i in range(4)], "total": row_totals.tolist()},
            "column_totals": {"column_id": list(range(4)), "total": column_totals.tolist()},
        }
        if slack is None:
            with pytest.raises(sandan.InfeasibleError) as refused:
                quota.rake(**given)
            assert refused.value.detail == "zeros_forbid_totals"
        else:
            quota.rake(**given)


def least_share_of_cells(is_open, row_totals, column_totals):
    """The largest amount every open cell can have at once; None: there is no such table."""
    row, column = np.nonzero(is_open)
    count = len(row)
    sums = np.zeros((8, count + 1))
    sums[row, np.arange(count)] = 1
    sums[4 + column, np.arange(count)] = 1
    above = np.hstack([-np.eye(count), np.ones((count, 1))])
    answer = linprog(
        np.append(np.zeros(count), -1),
        A_ub=above,
        b_ub=np.zeros(count),
        A_eq=sums,
        b_eq=np.concatenate([row_totals, column_totals]),
        bounds=[(0, None)] * (count + 1),
        method="highs",
    )
    return -answer.fun if answer.status == 0 else None


def least_deviation(values):
    """Least sum of deviations of whole cells next to their values, with all totals next to
    theirs and the whole at the nearest, as a linear program: its corners are whole."""
    count, (height, width) = values.size, values.shape
    whole = np.floor(values)
    rests = (values - whole).ravel()
    cell = np.arange(count)
    sums = csr_array(
        (
            np.ones(3 * count),
            (
                np.concatenate(
                    [cell // width, height + cell % width, np.full(count, height + width)]
                ),
                np.tile(cell, 3),
            ),
        )
    )
    totals = np.concatenate([values.sum(axis=1), values.sum(axis=0)])
    parts = np.concatenate([whole.sum(axis=1), whole.sum(axis=0)])
    low = np.append(np.floor(totals) - parts, round(values.sum()) - whole.sum())
    high = np.append(np.ceil(totals) - parts, round(values.sum()) - whole.sum())
    answer = linprog(
        1 - 2 * rests,
        A_ub=csr_array(np.vstack([sums.toarray(), -sums.toarray()])),
        b_ub=np.concatenate([high, -low]),
        bounds=[(0, 1 if rest > 0 else 0) for rest in rests],
        method="highs",
    )
    assert answer.status == 0
    return answer.fun + rests.sum()


@pytest.mark.parametrize("seed", SEEDS)
def test_controlled_rounding(seed):
    random = np.random.default_rng(200 + seed)
    shape = (2 + 6 * seed, 2 + seed)
    # Sixteenths, which floating point adds exactly.
    values = random.integers(1, 1600, shape) / 16
    table = quota.round_cells(cells=long_form(values), unit=1.0, optimal=True)
    found = matrix(table, "rounded", shape)
    assert (np.abs(found - values) < 1).all()
    for axis in (0, 1):
        assert (np.abs(found.sum(axis=axis) - values.sum(axis=axis)) < 1).all()
    assert abs(found.sum() - values.sum()) <= 0.5
    assert table.metadata["sandan.optimal"] == "true"
    assert np.abs(found - values).sum() == pytest.approx(least_deviation(values), abs=1e-6)
    quick = matrix(
        quota.round_cells(cells=long_form(values), unit=1.0, optimal=False), "rounded", shape
    )
    assert (np.abs(quick - values) < 1).all()
    for axis in (0, 1):
        assert (np.abs(quick.sum(axis=axis) - values.sum(axis=axis)) < 1).all()
