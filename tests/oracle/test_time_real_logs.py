"""Dwell, survival, stalls, velocity and reps on logs of real use against the oracle.

The logs are not part of the project; they are looked for in ../shared/data.
"""

import functools

import pandas as pd
import pytest

import oracle_survival
import oracle_time
from answers import assert_same_figures, keyed, rows
from books import to_arrow
from oracle_history import OracleHistory
from test_compare import assert_compare
from test_real_logs import compared, document, read
from test_survival import assert_survival
from test_time_figures import (
    VELOCITY_FIGURES,
    assert_dwell,
    assert_stalls,
    both,
    key_columns,
)

import sandan

BPIC2012 = "event_logs/bpic2012.csv.gz"
BPIC2013 = "event_logs/07_bpic2013_incidents.csv.gz"
MAVEN = "maven_crm/sales_pipeline.csv"


@functools.cache
def maven_with_reps(folder):
    """The deals of the reseller with the managers of its reps."""
    opportunities, events = read("maven", folder)
    teams = pd.read_csv(folder / "sales_teams.csv")
    reps = pd.DataFrame({"rep_id": teams["sales_agent"], "manager": teams["manager"]})
    history = sandan.Process.from_json(document("maven")).history(
        opportunities=to_arrow(opportunities),
        stage_events=to_arrow(events, entered_at_as_days=True),
        reps=to_arrow(reps),
        as_of="2017-12-31",
    )
    oracle = OracleHistory(document("maven"), opportunities, events, "2017-12-31", True)
    managers = reps.set_index("rep_id")["manager"]
    oracle.deals["manager"] = oracle.deals["owner_id"].map(managers)
    return history, oracle


@functools.cache
def bpic2012_by_day(file):
    """The loan log without its times of day: few hundred distinct durations."""
    opportunities, events = read("bpic2012", file)
    events = events[["opportunity_id", "stage", "entered_at", "seq"]]
    events = events.assign(entered_at=events["entered_at"].dt.normalize())
    history = sandan.Process.from_json(document("bpic2012")).history(
        opportunities=to_arrow(opportunities),
        stage_events=to_arrow(events, entered_at_as_days=True),
        as_of="2012-03-31",
    )
    return history, OracleHistory(
        document("bpic2012"), opportunities, events, "2012-03-31", events_are_days=True
    )


@pytest.fixture(params=["bpic2012", "bpic2012, middle of the log", "bpic2013", "maven"])
def case(request, real_data):
    log = request.param.split(",")[0]
    file = real_data({"bpic2012": BPIC2012, "bpic2013": BPIC2013, "maven": MAVEN}[log])
    if log == "maven":
        return maven_with_reps(file.parent)
    as_of = "2012-12-31" if log == "bpic2013" else "2012-03-31"
    if "," in request.param:
        as_of = "2011-12-15"
    return compared(log, log, as_of, file)


def key_of(oracle):
    return [name for name in ("size", "impact", "manager") if name in oracle.deals][:1]


def test_dwell(case):
    history, oracle = case
    assert_dwell(history, oracle, {"by": key_of(oracle), "rollup": True}, "cn")


@pytest.mark.parametrize("calendar_name", [None, "cn"])
def test_stalls(case, calendar_name):
    history, oracle = case
    expected = assert_stalls(history, oracle, {"quantile": 0.8}, calendar_name)
    assert expected["stalls"]
    assert not expected["waiting"]


@pytest.mark.parametrize("kind", ["mean", "median"])
def test_velocity(case, kind):
    history, oracle = case
    by = [*key_of(oracle), {"period": "quarter", "of": "created_on"}]
    ours, theirs = both("cn")
    request = {"by": by, "rollup": True, "cycle": kind}
    table = history.velocity(**request, **ours)
    found = keyed(table, key_columns(table, by), VELOCITY_FIGURES)
    assert_same_figures(found, oracle_time.velocity(oracle, **request, **theirs), "velocity")


def test_survival(case):
    history, oracle = case
    assert_survival(history, oracle, {"horizons": list(range(0, 120, 5))}, None)


def test_survival_of_cohorts_in_working_days(case):
    history, oracle = case
    by = [{"period": "quarter", "of": "created_on"}]
    request = {"by": by, "rollup": True, "unit": "workdays", "horizons": [1, 5, 22, 66]}
    expected, curves = assert_survival(history, oracle, {**request, "curve": True}, "cn")
    assert curves
    assert {key[1] for key in expected} > {None}


def test_survival_between_stages(case):
    history, oracle = case
    line = oracle.rules.line
    for since, to in [(line[0], line[2]), (line[1], "won"), ("created", line[-1])]:
        assert_survival(history, oracle, {"since": since, "to": to}, None)


def test_compare(case):
    history, oracle = case
    request = {
        "size": {"of": "size", "reached": "passed"},
        "impact": {"of": "product", "within": "impact", "min_n": 10},
        "manager": {"within": "manager", "confidence": 0.8},
    }[key_of(oracle)[0]]
    assert_compare(history, oracle, request)


@pytest.mark.parametrize("since", ["created", "O_SENT"])
def test_intervals_of_the_loan_log_by_day(since, real_data):
    history, oracle = bpic2012_by_day(real_data(BPIC2012))
    request = {"since": since, "curve": True, "horizons": [7, 14, 30, 60]}
    _, curves = assert_survival(history, oracle, request, None)
    assert 50 < len(curves) < 200
    waits = oracle_survival.waits(oracle, since)
    waits = waits[~waits["unknown"]]
    incidence = oracle_survival.Incidence(waits["ticks"], waits["cause"])
    assert incidence.agree_with_sksurv(0.95, with_intervals=True)


def test_dwell_of_the_loan_log_by_day(real_data):
    history, oracle = bpic2012_by_day(real_data(BPIC2012))
    assert_dwell(history, oracle, {"confidence": 0.99}, "weekdays")


def test_reps_of_the_reseller_are_compared(real_data):
    history, _ = maven_with_reps(real_data(MAVEN).parent)
    answer = history.compare(within="manager")
    told = [row for row in rows(answer["compare"]) if row["verdict"] != "insufficient"]
    assert {row["stage"] for row in told} == {"Engaging"}
    assert len(told) == 30
