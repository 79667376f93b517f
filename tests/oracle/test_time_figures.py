"""Dwell, stalls and velocity against the oracle on made-up books."""

import pytest

import oracle_time
from answers import assert_same_figures, keyed
from timed_books import CASES, calendar, case

import sandan

CALENDARS = [None, "weekdays", "cn", "short"]
PER_STAY = ["mean", "median", "p10", "p90", "km_median", "km_median_low", "km_median_high"]
DWELL_FIGURES = [
    "n",
    "open",
    "unknown",
    *(f"{name}_days" for name in PER_STAY),
    "expected_days",
    *(f"{name}_workdays" for name in PER_STAY),
    "expected_workdays",
    "projected",
]
LIMIT_FIGURES = [
    "layer",
    "open",
    "stalled",
    "waiting",
    "unknown",
    "basis",
    "limit_days",
    "limit_workdays",
    "n",
]
VELOCITY_FIGURES = [
    "open",
    "won",
    "lost",
    "win_rate",
    "win_rate_low",
    "win_rate_high",
    "sufficient",
    "valued",
    "mean_value_minor",
    "cycle_n",
    "cycle_days",
    "cycle_workdays",
    "velocity_minor_per_day",
    "velocity_minor_per_workday",
]


def both(name):
    """A calendar for sandan and for the oracle, as keyword arguments."""
    ours, theirs = (None, None) if name is None else calendar(name)
    return {"calendar": ours}, {"calendar": theirs}


def key_columns(table, by, *more):
    columns = [key if isinstance(key, str) else f"{key['of']}_{key['period']}" for key in by]
    currency = ["currency"] if "currency" in table.column_names else []
    return ["level", *columns, *currency, *more]


def assert_dwell(history, oracle, request, calendar_name):
    ours, theirs = both(calendar_name)
    table = history.dwell(**request, **ours)
    found = keyed(table, key_columns(table, request.get("by", []), "stage"), DWELL_FIGURES)
    expected = oracle_time.dwell(oracle, **request, **theirs)
    if not expected:
        assert all(row["n"] == row["open"] == row["unknown"] == 0 for row in found.values())
        return
    assert_same_figures(found, expected, "dwell")


@pytest.mark.parametrize(("name", "seed"), CASES)
@pytest.mark.parametrize(
    ("request_", "calendar_name"),
    [
        ({}, "cn"),
        ({"by": ["product"], "rollup": True, "confidence": 0.8}, "short"),
        (
            {"by": [{"period": "month", "of": "created_on"}, "team"], "rollup": True}
            | {"min_n": 4, "phase": "before"},
            "weekdays",
        ),
        (
            {"phase": "after", "cohort": {"of": "created_on", "from": "2024-01-10"}, "min_n": 0},
            None,
        ),
    ],
    ids=["all", "product", "month", "after"],
)
def test_dwell(name, seed, request_, calendar_name):
    history, oracle, _ = case(name, seed)
    assert_dwell(history, oracle, request_, calendar_name)


def assert_stalls(history, oracle, request, calendar_name):
    ours, theirs = both(calendar_name)
    answer = history.stalls(**request, **ours)
    request = {("quantile_" if name == "quantile" else name): request[name] for name in request}
    expected = oracle_time.stalls(oracle, **request, **theirs)
    limits = keyed(answer["stall_limits"], ["stage"], LIMIT_FIGURES)
    assert_same_figures(limits, expected["stall_limits"], "stall_limits")
    for name in ("stalls", "waiting"):
        columns = [each for each in answer[name].column_names if each != "opportunity_id"]
        found = keyed(answer[name], ["opportunity_id"], columns)
        assert_same_figures(found, expected[name], name)
        order = [key for (key,) in found]
        place = {deal: row for row, deal in enumerate(oracle.deals["opportunity_id"])}
        assert order == sorted(order, key=place.get)
    return expected


def only_in_workdays(oracle):
    """Stages whose expected duration needs a calendar."""
    return {
        stage["code"]
        for stage in oracle.rules.document["stages"]
        if stage["code"] in oracle.rules.line
        and "expected_workdays" in stage
        and "expected_days" not in stage
    }


@pytest.mark.parametrize(("name", "seed"), CASES)
@pytest.mark.parametrize(
    ("request_", "calendar_name"),
    [
        ({"min_n": 1}, "cn"),
        ({"min_n": 3, "quantile": 0.5, "keys": ["product", "owner_id"]}, "weekdays"),
        ({"min_n": 0, "quantile": 0.0, "confidence": 0.8}, None),
        ({}, "short"),
    ],
    ids=["nine tenths", "half", "shortest", "defaults"],
)
def test_stalls(name, seed, request_, calendar_name):
    history, oracle, _ = case(name, seed)
    if calendar_name is None and only_in_workdays(oracle):
        with pytest.raises(sandan.InvalidArgumentError) as refused:
            history.stalls(**request_)
        assert refused.value.detail == "calendar_needed"
        chosen = [code for code in oracle.rules.line if code not in only_in_workdays(oracle)]
        request_ = {**request_, "stages": chosen}
        if not chosen:
            return
    assert_stalls(history, oracle, request_, calendar_name)


def test_stalls_of_some_stages():
    history, oracle, _ = case("plain", 2)
    stages = ["offer", "find"]
    expected = assert_stalls(history, oracle, {"stages": stages, "min_n": 1}, "cn")
    assert [stage for (stage,) in expected["stall_limits"]] == ["find", "offer"]


def test_books_have_stalls_and_waiting_deals():
    """What is compared above is not empty: each basis, in days and in working days."""
    seen = set()
    for name, seed in CASES:
        _, oracle, _ = case(name, seed)
        for calendar_name in (None, "cn"):
            chosen = set(oracle.rules.line)
            if calendar_name is None:
                chosen -= only_in_workdays(oracle)
            request = {"stages": chosen, **both(calendar_name)[1]}
            answer = oracle_time.stalls(oracle, min_n=1, **request)
            for table in ("stalls", "waiting"):
                for row in answer[table].values():
                    seen.add((table, row["basis"], row["limit_days"] is None))
    assert len(seen) == 8


@pytest.mark.parametrize(("name", "seed"), CASES)
@pytest.mark.parametrize(
    ("request_", "calendar_name"),
    [
        ({"min_n": 1}, "cn"),
        ({"by": ["product"], "rollup": True, "min_n": 2, "cycle": "median"}, "weekdays"),
        (
            {"by": ["team", {"period": "quarter", "of": "created_on"}], "rollup": True}
            | {"min_n": 0, "cohort": {"of": "closed_on", "from": "2024-01-20", "to": "2024-03-01"}},
            "short",
        ),
        ({"confidence": 0.9}, None),
    ],
    ids=["all", "median", "cohort", "defaults"],
)
def test_velocity(name, seed, request_, calendar_name):
    history, oracle, _ = case(name, seed)
    ours, theirs = both(calendar_name)
    table = history.velocity(**request_, **ours)
    found = keyed(table, key_columns(table, request_.get("by", [])), VELOCITY_FIGURES)
    found = {key: row for key, row in found.items() if len(oracle.deals)}
    expected = oracle_time.velocity(oracle, **request_, **theirs)
    assert_same_figures(found, expected, "velocity")


def test_books_have_velocities():
    told = []
    for name, seed in CASES:
        _, oracle, _ = case(name, seed)
        answer = oracle_time.velocity(oracle, min_n=1, calendar=calendar("cn")[1])
        told += [row for row in answer.values() if row["velocity_minor_per_workday"]]
    assert len(told) > 5
