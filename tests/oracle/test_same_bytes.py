"""The number of threads changes no byte; permuting input rows changes nothing but row numbers."""

import collections

import numpy as np
import pyarrow as pa
import pytest

from answers import fault_rows, rows, table_bytes
from books import AS_OF, PROCESSES, random_book, to_arrow
from oracle_process import ProcessRules

import sandan

BY = ["product", {"period": "month", "of": "created_on"}]


def tables_of(history, threads=None):
    """Every result table of a history, by name."""
    run = {"threads": threads} if threads else {}
    faults, moves = history.faults(**run), history.moves(**run)
    stages = history.process.stages
    return {
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
    return random, opportunities, events


def history_of(name, opportunities, events, threads=None):
    return sandan.Process.from_json(PROCESSES[name]).history(
        opportunities=opportunities, stage_events=events, as_of=AS_OF, threads=threads
    )


@pytest.mark.parametrize("name", list(PROCESSES))
@pytest.mark.parametrize(("seed", "deals"), [(1, 40), (2, 40), (3, 9000)])
def test_threads_change_no_byte(name, seed, deals):
    _, opportunities, events = book(name, seed, deals)
    expected = None
    for threads in (1, 2, 3):
        history = history_of(name, to_arrow(opportunities), to_arrow(events), threads)
        found = {key: table_bytes(table) for key, table in tables_of(history, threads).items()}
        expected = expected or found
        differing = [key for key in found if found[key] != expected[key]]
        assert not differing, f"{threads} threads change {differing}"


@pytest.mark.parametrize("name", list(PROCESSES))
def test_batches_and_dictionaries_change_no_figure(name):
    random, opportunities, events = book(name, 4, 60)
    whole = history_of(name, to_arrow(opportunities), to_arrow(events))
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
    cut = history_of(name, to_arrow(opportunities), batches)
    for key, table in tables_of(whole).items():
        assert rows(table) == rows(tables_of(cut)[key]), key


@pytest.mark.parametrize("name", list(PROCESSES))
@pytest.mark.parametrize("seed", range(6))
def test_order_of_input_rows_changes_only_what_follows_it(name, seed):
    random, opportunities, events = book(name, seed, 50)
    first = history_of(name, to_arrow(opportunities), to_arrow(events))
    deal_order, event_order = (
        random.permutation(len(opportunities)),
        random.permutation(len(events)),
    )
    second = history_of(
        name, to_arrow(opportunities.iloc[deal_order]), to_arrow(events.iloc[event_order])
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

    for key in (
        "fault_counts",
        "move_counts",
        "state",
        "pipeline",
        "funnel",
        "outcomes",
        "between",
    ):
        assert without(ours[key]) == without(theirs[key]), key
    assert without(ours["moves"], "event_row") == without(theirs["moves"], "event_row")
    assert without(ours["faults"], "row") == without(theirs["faults"], "row")
    assert faulty_content(first, opportunities, events) == faulty_content(
        second, opportunities.iloc[deal_order], events.iloc[event_order]
    )


def faulty_content(history, opportunities, events):
    """How often each fault was found in each content of a row: of equal rows any may be named."""
    tables = {"opportunities": opportunities, "stage_events": events}
    return collections.Counter(
        (table, fault, *tables[table].iloc[row].astype("str"))
        for table, row, fault, _ in fault_rows(history)
    )
