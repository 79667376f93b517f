"""Questions about quotas that need no plan, and the tables a question reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sandan import _request, documents
from sandan._arrow import TableLike, Tables
from sandan._calls import Progress, Run, call_run
from sandan._history_time import CalendarLike
from sandan._library import ffi, lib
from sandan._quota_labels import quota_labels
from sandan._request import Day
from sandan._sources import naming
from sandan.calendar import Calendar
from sandan.result import Result
from sandan.table import Table


def quartiles(
    tables: Mapping[str, TableLike] | None = None,
    *,
    within: str | Iterable[str] | None = None,
    team: str | None = None,
    measure: str | None = None,
    kind: str | None = None,
    since: Day | None = None,
    until: Day | None = None,
    min_n: int | None = None,
    confidence: float | None = None,
    threads: int | None = None,
    max_bytes: int | None = None,
    max_rows: int | None = None,
    progress: Progress | None = None,
    **named: TableLike | None,
) -> Result:
    """The best quarter of each group, the middle and the rest, and which teams could learn
    from which: `quartiles`, `quartile_gaps`, `pairs`. Decision support.

    tables, named: reps and, unless the measure is a column of them, actuals and, as far as
        there are any, credits, accounts.
    within: columns of reps that make groups, such as "role".
    team: column of reps that tells the team; "team_id", when left out.
    measure: "amount_minor", "customers", "new_customers", "orders" or a column of reps.
    kind: of actuals, "order" or "collection".
    since, until: days of the actuals; all, when left out.
    min_n: members of a group that may be divided.
    confidence: of intervals.
    """
    fields = {
        "within": _request.names(within),
        "team": team,
        "measure": measure,
        "kind": kind,
        "from": None if since is None else _request.day(since),
        "to": None if until is None else _request.day(until),
        "min_n": min_n,
        "confidence": confidence,
    }
    run = Run(threads, max_bytes, max_rows, progress)
    handle = asked(lib.sandan_quota_quartiles, (), tables, named, (), fields, run)
    return Result(handle, quota_labels())


def incentive(document: documents.Document) -> Table:
    """What an incentive plan document ("sandan": "incentive/1") rewards, judged."""
    text = documents.text_of(document)
    with naming(text):
        handle = call_run(
            lib.sandan_quota_incentive,
            (),
            text.encode("utf-8") if isinstance(text, str) else bytes(text),
            Run(),
            "sandan_result",
            lib.sandan_result_destroy,
        )
    return Result(handle, quota_labels()).only()


def shapes(
    actuals: TableLike,
    *,
    calendar: CalendarLike | None = None,
    period: str | None = None,
    by: str | Iterable[str] | None = None,
    candidates: str | Iterable[str] | None = None,
    test_years: int | None = None,
    kind: str | None = None,
    threads: int | None = None,
    max_bytes: int | None = None,
    max_rows: int | None = None,
    progress: Progress | None = None,
) -> Result:
    """Which way of spreading a total over time fits the history best, by back-test:
    `shapes` and `best_shapes`.

    calendar: working days and periods; weekdays, when left out.
    period: "quarter", "month", "week" or "day".
    by: columns of actuals that make series; all are one, when left out.
    candidates: of "equal", "workdays", "last_year", "mean", "blend".
    test_years: last whole years that are held out, one by one.
    kind: of actuals, "order" or "collection".
    """
    fields = {
        "period": period,
        "by": _request.names(by),
        "candidates": _request.names(candidates),
        "test_years": test_years,
        "kind": kind,
    }
    days = Calendar.shipped(calendar) if isinstance(calendar, str) else calendar
    last = (ffi.NULL if days is None else days._handle,)
    run = Run(threads, max_bytes, max_rows, progress)
    handle = asked(lib.sandan_quota_shapes, (), {"actuals": actuals}, {}, last, fields, run)
    return Result(handle, quota_labels())


def allocate(
    items: TableLike,
    total_minor: int,
    *,
    round_to_minor: int | None = None,
    threads: int | None = None,
) -> Table:
    """A total divided in proportion to weights within bounds.

    items: columns item_id, weight and, as far as there are bounds, floor_minor, cap_minor.
    round_to_minor: unit of the amounts.
    """
    fields = {"total_minor": total_minor, "round_to_minor": round_to_minor}
    handle = asked(lib.sandan_quota_allocate, (), {"items": items}, {}, (), fields, Run(threads))
    return Result(handle, quota_labels()).only()


def rake(
    seed: TableLike,
    row_totals: TableLike,
    column_totals: TableLike,
    *,
    tolerance: float | None = None,
    max_iterations: int | None = None,
    threads: int | None = None,
) -> Table:
    """A table scaled to given totals by iterative proportional fitting.

    seed: columns row_id, column_id, value.
    row_totals, column_totals: columns row_id or column_id, and total.
    tolerance: greatest relative deviation of a total.
    """
    tables = {"seed": seed, "row_totals": row_totals, "column_totals": column_totals}
    fields = {"tolerance": tolerance, "max_iterations": max_iterations}
    handle = asked(lib.sandan_quota_rake, (), tables, {}, (), fields, Run(threads))
    return Result(handle, quota_labels()).only()


def round_cells(
    cells: TableLike,
    *,
    unit: float | None = None,
    optimal: bool | None = None,
    threads: int | None = None,
) -> Table:
    """A table rounded to whole units so that rows, columns and cells all are next to their
    values, at the least sum of deviations.

    cells: columns row_id, column_id, value.
    unit: size of a unit; 1, when left out.
    optimal: False is next to the values without the least sum; quicker for wide tables.
    """
    fields = {"unit": unit, "optimal": optimal}
    handle = asked(lib.sandan_quota_round, (), {"cells": cells}, {}, (), fields, Run(threads))
    return Result(handle, quota_labels()).only()


def added_tables(
    tables: Mapping[str, TableLike] | None, named: Mapping[str, TableLike | None]
) -> Tables:
    """The tables given by name in a mapping or as keywords, as one set."""
    if tables is not None and not isinstance(tables, Mapping):
        raise TypeError("tables are handed over by name: reps=…, or a mapping of names to tables")
    given = dict(tables or {})
    for name, table in named.items():
        if table is None:
            continue
        if name in given:
            raise TypeError(f"table {name!r} is given twice")
        given[name] = table
    added = Tables()
    for name, table in given.items():
        added.add(name, table)
    return added


def asked(
    function: Any,
    before: tuple[Any, ...],
    tables: Mapping[str, TableLike] | None,
    named: Mapping[str, TableLike | None],
    after: tuple[Any, ...],
    fields: Mapping[str, Any],
    run: Run,
) -> Any:
    with added_tables(tables, named) as added:
        return call_run(
            function,
            (*before, added.handle, *after),
            _request.encode(**fields),
            run,
            "sandan_result",
            lib.sandan_result_destroy,
        )
