"""Shares converted, lost and cancelled by a time against the oracle, statsmodels and
scikit-survival, on made-up books."""

import numpy as np
import pytest

import oracle_survival
from answers import assert_same_figures, keyed
from books import PROCESSES
from test_time_figures import both, key_columns
from timed_books import CASES, case

import sandan

COUNTS = ["converted", "lost", "cancelled", "at_risk"]
SHARES = [
    "conversion",
    "conversion_low",
    "conversion_high",
    "lost_share",
    "cancelled_share",
    "open_share",
]
FIGURES = ["n", "unknown", *COUNTS, *SHARES, "followed", "sufficient"]


def assert_survival(history, oracle, request, calendar_name, tolerance=1e-9):
    """The table, and the curve where it is asked for, are those of the oracle."""
    ours, theirs = both(calendar_name)
    answer = history.survival(**request, **ours)
    unit, by = request.get("unit", "days"), request.get("by", [])
    expected = oracle_survival.survival(oracle, **request, **theirs)
    curves = {}
    if request.get("curve"):
        expected, curves = expected
        table = answer["survival_curve"]
        found = keyed(table, key_columns(table, by, f"time_{unit}"), COUNTS + SHARES)
        assert_same_figures(found, curves, "survival_curve", tolerance)
        other = "workdays" if unit == "days" else "days"
        assert set(table.column(f"time_{other}")) <= {None}
    table = answer["survival"]
    found = keyed(table, key_columns(table, by, f"horizon_{unit}"), FIGURES)
    if len(oracle.deals):
        assert_same_figures(found, expected, "survival", tolerance)
    else:
        assert all(row["n"] == 0 and row["conversion"] is None for row in found.values())
    return expected, curves


@pytest.mark.parametrize(("name", "seed"), CASES)
@pytest.mark.parametrize(
    ("request_", "calendar_name"),
    [
        ({"curve": True}, None),
        (
            {"by": [{"period": "quarter", "of": "created_on"}], "rollup": True, "curve": True}
            | {"unit": "workdays", "min_n": 3, "horizons": [0, 1, 5, 20, 40], "confidence": 0.9},
            "cn",
        ),
        (
            {"by": ["product"], "min_n": 1, "horizons": [7, 21]}
            | {"cohort": {"of": "created_on", "to": "2024-01-31"}},
            "short",
        ),
    ],
    ids=["all", "quarter", "product"],
)
def test_survival(name, seed, request_, calendar_name):
    history, oracle, _ = case(name, seed)
    assert_survival(history, oracle, request_, calendar_name)


@pytest.mark.parametrize(("name", "seed"), [each for each in CASES if each[1] > 0])
@pytest.mark.parametrize(("unit", "calendar_name"), [("days", None), ("workdays", "weekdays")])
def test_from_and_to_stages(name, seed, unit, calendar_name):
    history, oracle, _ = case(name, seed)
    line = oracle.rules.line
    pairs = [
        ("created", line[1]),
        (line[0], "won"),
        (line[0], line[-1]),
        ("created", line[-1]),
    ]
    with pytest.raises(sandan.InvalidArgumentError):
        history.survival(since=line[1], to=line[1])
    for since, to in pairs:
        request = {"since": since, "to": to, "unit": unit, "min_n": 1, "curve": True}
        assert_survival(history, oracle, {**request, "horizons": [10, 30]}, calendar_name)


def test_followed():
    """A horizon nobody was followed beyond has no share, unless all have ended."""
    seen = set()
    for name, seed in CASES:
        _, oracle, _ = case(name, seed)
        answer = oracle_survival.survival(oracle, by=["product"], min_n=1)
        seen |= {(row["followed"], row["at_risk"] > 0) for row in answer.values()}
    assert seen == {(True, True), (True, False), (False, False)}


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.999])
@pytest.mark.parametrize("seed", range(3))
def test_intervals_are_those_of_scikit_survival(seed, confidence):
    random = np.random.default_rng([seed, 9])
    size = [25, 120, 900][seed]
    times = random.integers(0, 90, size)
    causes = random.choice([*oracle_survival.CAUSES, "open"], size, p=[0.3, 0.2, 0.1, 0.4])
    incidence = oracle_survival.Incidence(times, causes)
    assert incidence.agree_with_sksurv(confidence, with_intervals=True)


@pytest.mark.parametrize("field", ["since", "to"])
@pytest.mark.parametrize("code", ["lost", "nowhere"])
def test_stages_outside_the_line_are_refused(field, code):
    history, _, _ = case("plain", 2)
    with pytest.raises(sandan.InvalidArgumentError):
        history.survival(**{field: code})


def test_every_process_is_compared():
    assert {name for name, _ in CASES} == set(PROCESSES)
