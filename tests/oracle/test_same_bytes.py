"""The number of threads changes no byte; permuting input rows changes nothing but row numbers."""

import collections

import numpy as np
import pyarrow as pa
import pytest

from answers import fault_rows, rows, table_bytes
from books import (
    AS_OF,
    PROCESSES,
    expecting,
    random_book,
    random_receivables,
    random_reps,
    random_waiting,
    to_arrow,
)
from oracle_process import ProcessRules

import sandan

BY = ["product", {"period": "month", "of": "created_on"}]


def tables_of(history, threads=None):
    """Every result table of a history, by name."""
    run = {"threads": threads} if threads else {}
    faults, moves = history.faults(**run), history.moves(**run)
    stages = history.process.stages
    line = [
        stage["code"]
        for stage in history.process.to_dict()["stages"]
        if stage.get("outcome", "open") in ("open", "won")
    ]
    calendar = sandan.Calendar.shipped("cn")
    survival = history.survival(
        by=BY[:1], rollup=True, curve=True, unit="workdays", calendar=calendar, min_n=3, **run
    )
    stalls = history.stalls(calendar=calendar, quantile=0.5, min_n=3, keys=["product"], **run)
    reps = history.compare(within="team", min_n=3, confidence=0.5, **run)
    money = history.receivables(by=BY, rollup=True, keys=["owner_id"], **run)
    return {
        "dwell": history.dwell(by=BY, rollup=True, calendar=calendar, **run),
        "survival": survival["survival"],
        "survival_curve": survival["survival_curve"],
        "survival in days": history.survival(since=line[0], to=line[1], **run)["survival"],
        "stalls": stalls["stalls"],
        "waiting": stalls["waiting"],
        "stall_limits": stalls["stall_limits"],
        "velocity": history.velocity(by=BY, rollup=True, calendar=calendar, min_n=3, **run),
        "compare": reps["compare"],
        "weak_skills": reps["weak_skills"],
        "teachers": reps["teachers"],
        "receivables": money["receivables"],
        "overdue": money["overdue"],
        "after_order": money["after_order"],
        "uncollected": money["uncollected"],
        "faults": faults["faults"],
        "fault_counts": faults["fault_counts"],
        "moves": moves["moves"],
        "move_counts": moves["move_counts"],
        "state": history.state(**run),
        "pipeline": history.pipeline(by=BY, rollup=True, **run),
        "funnel": history.funnel(by=BY, rollup=True, phase="all", min_n=3, **run),
        "outcomes": history.outcomes(by=BY, rollup=True, min_n=3, **run),
        "between": history.between(pairs=[(stages[0], stages[-1])], **run),
    }


def book(name, seed, deals):
    random = np.random.default_rng([seed, 77])
    opportunities, events = random_book(random, ProcessRules(PROCESSES[name]), deals)
    if "created_on" not in opportunities:
        opportunities["created_on"] = events["entered_at"].dropna().min().normalize()
    opportunities = random_waiting(random, opportunities)
    receivables = random_receivables(random, opportunities, deals, True, True)
    return random, opportunities, events, receivables


def history_of(name, opportunities, events, receivables, threads=None):
    document = expecting(PROCESSES[name], np.random.default_rng(3))
    return sandan.Process.from_json(document).history(
        opportunities=opportunities,
        stage_events=events,
        receivables=to_arrow(receivables),
        reps=to_arrow(random_reps()),
        as_of=AS_OF,
        threads=threads,
    )


@pytest.mark.parametrize("name", list(PROCESSES))
@pytest.mark.parametrize(("seed", "deals"), [(1, 40), (2, 40), (3, 9000)])
def test_threads_change_no_byte(name, seed, deals):
    _, opportunities, events, receivables = book(name, seed, deals)
    expected = None
    for threads in (1, 2, 3):
        history = history_of(name, to_arrow(opportunities), to_arrow(events), receivables, threads)
        found = {key: table_bytes(table) for key, table in tables_of(history, threads).items()}
        expected = expected or found
        differing = [key for key in found if found[key] != expected[key]]
        assert not differing, f"{threads} threads change {differing}"


@pytest.mark.parametrize("name", list(PROCESSES))
def test_batches_and_dictionaries_change_no_figure(name):
    random, opportunities, events, receivables = book(name, 4, 60)
    whole = history_of(name, to_arrow(opportunities), to_arrow(events), receivables)
    cuts = np.sort(random.integers(0, len(events), size=5))
    arrow = to_arrow(events)
    arrow = arrow.set_column(
        arrow.column_names.index("stage"), "stage", arrow["stage"].dictionary_encode()
    )
    pieces = [
        arrow.slice(start, end - start)
        for start, end in zip([0, *cuts], [*cuts, len(events)], strict=True)
    ]
    batches = pa.Table.from_batches(
        [batch for piece in pieces for batch in piece.to_batches()], arrow.schema
    )
    cut = tables_of(history_of(name, to_arrow(opportunities), batches, receivables))
    for key, table in tables_of(whole).items():
        assert rows(table) == rows(cut[key]), key


@pytest.mark.parametrize("name", list(PROCESSES))
@pytest.mark.parametrize("seed", range(6))
def test_order_of_input_rows_changes_only_what_follows_it(name, seed):
    random, opportunities, events, receivables = book(name, seed, 50)
    first = history_of(name, to_arrow(opportunities), to_arrow(events), receivables)
    tables = {"opportunities": opportunities, "stage_events": events, "receivables": receivables}
    permuted = {key: table.iloc[random.permutation(len(table))] for key, table in tables.items()}
    second = history_of(
        name,
        to_arrow(permuted["opportunities"]),
        to_arrow(permuted["stage_events"]),
        permuted["receivables"],
    )
    ours, theirs = tables_of(first), tables_of(second)

    def without(table, *columns):
        return sorted(
            (
                tuple((name, value) for name, value in row.items() if name not in columns)
                for row in rows(table)
            ),
            key=str,
        )

    for key in ours.keys() - {"moves", "faults"}:
        assert without(ours[key]) == without(theirs[key]), key
    assert without(ours["moves"], "event_row") == without(theirs["moves"], "event_row")
    assert without(ours["faults"], "row") == without(theirs["faults"], "row")
    assert faulty_content(first, tables) == faulty_content(second, permuted)


def faulty_content(history, tables):
    """How often each fault was found in each content of a row: of equal rows any may be named."""
    return collections.Counter(
        (table, fault, *tables[table].iloc[row].astype("str"))
        for table, row, fault, _ in fault_rows(history)
    )
