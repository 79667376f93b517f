"""sandan against the oracle, and against published figures, on logs of real use.

The logs are not part of the project; they are looked for in ../shared/data.
"""

import functools
import json
from pathlib import Path

import pyarrow as pa
import pytest

import logs
import oracle_figures
from answers import assert_same_figures, fault_rows, keyed, plain, rows, table_bytes
from books import to_arrow
from oracle_history import OracleHistory
from test_random_books import FUNNEL_FIGURES, MOVE_KEYS, OUTCOME_FIGURES, keys_of

import sandan

HERE = Path(__file__).parent
TABLES = ["opportunity_id", "stage", "entered_at", "seq"]


def document(name):
    return json.loads((HERE / f"{name}_process.json").read_text(encoding="utf-8"))


@functools.cache
def read(log, file):
    return {
        "bpic2012": logs.read_bpic2012,
        "bpic2013": logs.read_bpic2013,
        "maven": logs.read_maven,
    }[log](file)


@functools.cache
def compared(log, process, as_of, file, with_seq=True):
    """The log as sandan and as the oracle see it."""
    opportunities, events = read(log, file)
    events = events[[name for name in TABLES if name in events and (with_seq or name != "seq")]]
    history = sandan.Process.from_json(document(process)).history(
        opportunities=to_arrow(opportunities),
        as_of=as_of,
        stage_events=to_arrow(events, entered_at_as_days=log == "maven"),
    )
    oracle = OracleHistory(document(process), opportunities, events, as_of, log == "maven")
    return history, oracle


@pytest.fixture(
    params=[
        "bpic2012",
        "bpic2012, every activity",
        "bpic2012, middle of the log",
        "bpic2012, ties by stage",
        "bpic2013",
        "bpic2013, ties by stage",
        "bpic2013, closed problems",
        "maven",
        "maven, middle of the year",
    ]
)
def case(request, real_data):
    bpic2012, bpic2013 = "event_logs/bpic2012.csv.gz", "event_logs/07_bpic2013_incidents.csv.gz"
    settings = {
        "bpic2012": ("bpic2012", "bpic2012", "2012-03-31", bpic2012),
        "bpic2012, every activity": ("bpic2012", "bpic2012_all_activities", "2012-03-31", bpic2012),
        "bpic2012, middle of the log": ("bpic2012", "bpic2012", "2011-12-15", bpic2012),
        "bpic2012, ties by stage": (
            "bpic2012",
            "bpic2012_all_activities",
            "2012-03-31",
            bpic2012,
            False,
        ),
        "bpic2013": ("bpic2013", "bpic2013", "2012-12-31", bpic2013),
        "bpic2013, ties by stage": ("bpic2013", "bpic2013", "2012-12-31", bpic2013, False),
        "bpic2013, closed problems": (
            "bpic2013",
            "bpic2013",
            "2012-12-31",
            "event_logs/06_bpic2013_closed.csv.gz",
        ),
        "maven": ("maven", "maven", "2017-12-31", "maven_crm/sales_pipeline.csv"),
        "maven, middle of the year": (
            "maven",
            "maven",
            "2017-07-15",
            "maven_crm/sales_pipeline.csv",
        ),
    }[request.param]
    log, process, as_of, path, *with_seq = settings
    file = real_data(path)
    return compared(log, process, as_of, file.parent if log == "maven" else file, *with_seq)


def key_of(history, oracle):
    return [name for name in ("size", "impact", "product") if name in oracle.deals][:1]


def test_faults(case):
    history, oracle = case
    assert fault_rows(history) == oracle.fault_rows()


def test_moves(case):
    history, oracle = case
    answer = history.moves()
    ours, theirs = pa.table(answer["moves"]).to_pandas(), oracle.moves()
    assert len(ours) == len(theirs) > 0
    for column in theirs.columns:
        left = ours[column].astype("object").where(ours[column].notna(), None).tolist()
        right = theirs[column].astype("object").where(theirs[column].notna(), None).tolist()
        assert left == right, column
    counts = keyed(answer["move_counts"], MOVE_KEYS, ["n"])
    assert counts == {
        tuple(plain(value) for value in key): {"n": n} for key, n in oracle.move_counts().items()
    }


def test_state(case):
    history, oracle = case
    columns = [
        "stage",
        "stage_source",
        "layer",
        "mode",
        "phase",
        "outcome",
        "created_on",
        "entered_on",
        "days_in_stage",
        "age_days",
        "closed_on",
        "won_on",
        "moves",
        "skips",
        "backs",
        "reopens",
        "illegal_moves",
        "not_as_of",
    ]
    expected = oracle_figures.state(oracle)
    found = rows(history.state())
    for column in columns:
        ours = [row[column] for row in found]
        assert ours == [plain(value) for value in expected[column].astype("object")], column


@pytest.mark.parametrize("reached", ["entered", "passed"])
def test_funnel(case, reached):
    history, oracle = case
    request = {"by": key_of(history, oracle), "rollup": True, "reached": reached, "phase": "all"}
    table = history.funnel(**request)
    ours = keyed(table, keys_of(table, request["by"], FUNNEL_FIGURES), FUNNEL_FIGURES)
    ours = {key: row for key, row in ours.items() if row["reached"]}
    assert_same_figures(ours, oracle_figures.funnel(oracle, **request), "funnel")


def test_outcomes(case):
    history, oracle = case
    request = {"by": key_of(history, oracle), "rollup": True}
    table = history.outcomes(**request)
    ours = keyed(table, keys_of(table, request["by"], OUTCOME_FIGURES), OUTCOME_FIGURES)
    assert_same_figures(ours, oracle_figures.outcomes(oracle, **request), "outcomes")


def test_between(case):
    history, oracle = case
    line = oracle.rules.line
    pairs = [(first, second) for first in line[:4] for second in line if first != second]
    ours = keyed(
        history.between(pairs=pairs),
        ["from_stage", "to_stage"],
        ["n_from", "n", "median_days", "p10_days", "p90_days", "mean_days"],
    )
    assert_same_figures(ours, oracle_figures.between(oracle, pairs), "between")


def test_bpic2012_published_figures(real_data):
    history, _ = compared(
        "bpic2012", "bpic2012", "2012-03-31", real_data("event_logs/bpic2012.csv.gz")
    )
    reached = {row["stage"]: row["reached"] for row in rows(history.funnel(phase="all"))}
    assert [
        reached[stage]
        for stage in [
            "A_SUBMITTED",
            "A_PREACCEPTED",
            "A_ACCEPTED",
            "O_SENT",
            "O_SENT_BACK",
            "A_APPROVED",
        ]
    ] == [13087, 7367, 5113, 5015, 3254, 2246]
    [outcome] = rows(history.outcomes())
    assert [outcome[name] for name in ("won", "lost", "cancelled", "open")] == [
        2246,
        7635,
        2807,
        399,
    ]
    # Published as 14.5 to the last work item of a case; a deal is won at its approval.
    assert round(outcome["cycle_median_days"], 2) == 14.44
    assert round(outcome["cancelled_median_days"], 1) == 16.8
    [offer] = rows(history.between(pairs=[("O_SENT", "O_SENT_BACK")]))
    assert (offer["n_from"], offer["n"], round(offer["median_days"], 1)) == (5015, 3254, 9.0)


def test_bpic2012_in_utc_with_its_zone(real_data):
    """Times with a zone and the zone's transitions give the civil times of the log."""
    opportunities, events = read("bpic2012", real_data("event_logs/bpic2012.csv.gz"))
    process = sandan.Process.from_json(document("bpic2012"))
    arrow = to_arrow(events[["opportunity_id", "stage", "seq"]])
    moments = pa.array(events["entered_at_utc"], from_pandas=True)
    zoned = arrow.append_column("entered_at", moments)
    local = arrow.append_column("entered_at", pa.array(events["entered_at"], from_pandas=True))
    transitions = [
        {"at": "2011-03-27T01:00:00Z", "utc_offset": "+02:00"},
        {"at": "2011-10-30T01:00:00Z", "utc_offset": "+01:00"},
        {"at": "2012-03-25T01:00:00Z", "utc_offset": "+02:00"},
    ]
    deals = to_arrow(opportunities)
    by_zone = process.history(
        opportunities=deals, stage_events=zoned, as_of="2012-03-31", zone_transitions=transitions
    )
    by_clock = process.history(opportunities=deals, stage_events=local, as_of="2012-03-31")
    assert pa.table(by_zone.state()).equals(pa.table(by_clock.state()))
    # In the hour the clock was set back civil times repeat; the order is then the clock's.
    assert pa.table(by_zone.moves()["moves"]).equals(pa.table(by_clock.moves()["moves"]))


def test_bpic2013_published_figures(real_data):
    history, _ = compared(
        "bpic2013", "bpic2013", "2012-12-31", real_data("event_logs/07_bpic2013_incidents.csv.gz")
    )
    counts = keyed(history.moves(only="none")["move_counts"], ["from_stage", "to_stage"], ["n"])
    assert counts["Accepted", "Accepted"]["n"] == 22527
    assert counts["Queued", "Accepted"]["n"] == 10729
    assert len(history.state()) == 7554


def test_maven_published_figures(real_data):
    history, _ = compared(
        "maven", "maven", "2017-12-31", real_data("maven_crm/sales_pipeline.csv").parent
    )
    [every] = rows(history.outcomes())
    assert (every["won"], every["lost"], every["open"]) == (4238, 2473, 1589 + 500)
    assert round(every["win_rate"], 4) == 0.6315
    assert every["won_value_minor"] == 1_000_553_400
    assert [every[f"cycle_{name}_days"] for name in ("median", "p10", "p90", "max")] == [
        57,
        5,
        106,
        138,
    ]
    assert every["lost_median_days"] == 14
    quarters = rows(history.outcomes(by=[{"period": "quarter", "of": "closed_on"}]))
    found = [
        (row["won"] + row["lost"], round(row["win_rate"], 3), row["won_value_minor"] // 100)
        for row in quarters
        if row["won"]
    ]
    assert found == [
        (647, 0.821, 1_134_672),
        (2032, 0.617, 3_086_111),
        (2047, 0.614, 2_982_255),
        (1985, 0.603, 2_802_496),
    ]
    stages = {row["stage"]: row["n"] for row in rows(history.pipeline())}
    assert stages == {"Engaging": 1589, "Prospecting": 500}


@pytest.mark.parametrize(
    ("log", "process", "as_of", "path"),
    [
        ("bpic2012", "bpic2012_all_activities", "2012-03-31", "event_logs/bpic2012.csv.gz"),
        ("bpic2013", "bpic2013", "2012-12-31", "event_logs/07_bpic2013_incidents.csv.gz"),
    ],
)
def test_threads_change_no_byte(log, process, as_of, path, real_data):
    opportunities, events = read(log, real_data(path))
    calendar = sandan.Calendar.shipped("cn")
    expected = None
    for threads in (1, 2, 3):
        history = sandan.Process.from_json(document(process)).history(
            opportunities=to_arrow(opportunities),
            stage_events=to_arrow(events[TABLES]),
            as_of=as_of,
            threads=threads,
        )
        moves = history.moves(threads=threads)
        found = [
            table_bytes(table)
            for table in (
                moves["moves"],
                moves["move_counts"],
                history.faults(threads=threads)["faults"],
                history.state(threads=threads),
                history.funnel(phase="all", threads=threads),
                history.outcomes(threads=threads),
                history.dwell(calendar=calendar, threads=threads),
                history.survival(curve=True, threads=threads)["survival_curve"],
                history.stalls(calendar=calendar, threads=threads)["stalls"],
                history.velocity(calendar=calendar, threads=threads),
            )
        ]
        expected = expected or found
        assert found == expected
