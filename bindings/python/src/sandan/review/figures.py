"""All figures of a review, asked of one history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sandan import Calendar, History, MapVocabulary, Policy, QuotaPlan, Table, period
from sandan.review.gate_figures import GateFigures, gather_gates
from sandan.review.grade_figures import (
    GaugeFigures,
    GradeFigures,
    gather_gauges,
    gather_grades,
)
from sandan.review.map_figures import MapFigures, gather_maps
from sandan.review.quota_figures import QuotaFigures, gather_quota
from sandan.review.time_figures import TimeFigures, gather_time

Row = dict[str, Any]
#: File and row behind a row of an input table; None when not known.
Place = Callable[[str, int], "tuple[str, int] | None"]

_LISTED = 15
#: Tables that a history is built from.
_HISTORY = ("opportunities", "stage_events", "accounts", "reps", "receivables")
_COUNTED_APART = ("currency", "amount_minor", "amount_basis")


@dataclass(frozen=True)
class Group:
    """Outcomes by one key."""

    key: str
    rows: list[Row]


@dataclass(frozen=True)
class Figures:
    """What a review shows. Rows carry the column names of the C interface."""

    history: History
    deals: int
    events: int
    min_n: int
    confidence: float
    totals: Row
    """outcomes of all deals: counts, win rate, days."""
    won_values: list[Row]
    """won value by currency."""
    pipeline: list[Row]
    funnel: list[Row]
    funnel_values: list[Row]
    """funnel by currency: value_minor and unknown_amounts."""
    closings: list[Row]
    """outcomes by quarter of closing."""
    groups: list[Group]
    move_counts: list[Row]
    illegal: list[Row]
    illegal_total: int
    oldest: list[Row]
    open_deals: int
    slipped: list[Row]
    slipped_total: int
    overdue: list[Row]
    overdue_total: int
    has_expected: bool
    fault_counts: list[Row]
    faults: list[Row]
    faults_total: int
    other_process: int
    time: TimeFigures
    grades: GradeFigures | None = None
    """None without a policy."""
    gauges: GaugeFigures | None = None
    """None without a policy that says which customers to close and which to nurture."""
    gates: GateFigures | None = None
    """None where no mark of the process has a condition, or no deal a fact."""
    quota: QuotaFigures | None = None
    """None without a plan."""
    maps: MapFigures | None = None
    """None without a table of people."""
    notes: list[str] = field(default_factory=list)
    labels: Table | None = None
    """A table of the history: what codes are called."""

    def tables(self) -> dict[str, list[Row]]:
        """The figures as named tables of records, for programs."""
        return {
            "outcomes": self.won_values,
            "pipeline": self.pipeline,
            "funnel": self.funnel_values,
            "closings": self.closings,
            **{f"outcomes by {group.key}": group.rows for group in self.groups},
            "move_counts": self.move_counts,
            "illegal_moves": self.illegal,
            "oldest": self.oldest,
            "slipped": self.slipped,
            "overdue": self.overdue,
            **self.time.tables(),
            **(self.grades.tables() if self.grades is not None else {}),
            **(self.gauges.tables() if self.gauges is not None else {}),
            **(self.gates.tables() if self.gates is not None else {}),
            **(self.quota.tables() if self.quota is not None else {}),
            **(self.maps.tables() if self.maps is not None else {}),
            "fault_counts": self.fault_counts,
            "faults": self.faults,
        }


def gather(
    history: History,
    tables: Mapping[str, pa.Table],
    *,
    request: Mapping[str, Any] | None = None,
    by: Sequence[Any] = (),
    calendar: Calendar | None = None,
    policy: Policy | None = None,
    plan: QuotaPlan | None = None,
    vocabulary: MapVocabulary | None = None,
    min_n: int = 30,
    confidence: float = 0.95,
    place: Place | None = None,
    notes: Sequence[str] = (),
    threads: int | None = None,
) -> Figures:
    """Asks the history everything a review shows.

    tables: what the history was built from (for names beside ids, and for
    counts across currencies), and what the policy, the gauges and the plan read.
    request: what else it was built with.
    by: keys for which outcomes are shown apart.
    calendar: counts stays in working days.
    policy: grades the records of its table, which must be among the tables.
    plan: the quotas to follow; its tables are among the tables.
    vocabulary: of decision maps, where there is a table of people; the shipped one, when left
        out.
    """
    counts = _without_currency(history, tables, dict(request or {}), threads)
    sample: dict[str, Any] = {"min_n": min_n, "confidence": confidence, "threads": threads}
    state = history.state(outcomes=["open"], threads=threads)
    open_deals = _with_names(state.to_pyarrow(), tables)
    moves = history.moves(only="illegal", threads=threads)
    faults = history.faults(threads=threads)
    slipped = _positive(open_deals, "slipped_days")
    overdue = _positive(open_deals, "overdue_days")
    (totals,) = counts.outcomes(**sample).to_dicts() or [{}]
    events = tables.get("stage_events")
    return Figures(
        history=history,
        deals=tables["opportunities"].num_rows,
        events=0 if events is None else events.num_rows,
        min_n=min_n,
        confidence=confidence,
        totals=totals,
        won_values=history.outcomes(**sample).to_dicts(),
        pipeline=history.pipeline(threads=threads).to_dicts(),
        funnel=counts.funnel(**sample).to_dicts(),
        funnel_values=history.funnel(**sample).to_dicts(),
        closings=[
            row
            for row in counts.outcomes([period("quarter", "closed_on")], **sample).to_dicts()
            if row["won"] or row["lost"] or row["cancelled"]
        ],
        groups=[Group(_key_name(key), counts.outcomes([key], **sample).to_dicts()) for key in by],
        move_counts=moves["move_counts"].to_dicts(),
        illegal=_top(moves["moves"].to_pyarrow(), [("entered_at", "descending")]),
        illegal_total=moves["moves"].num_rows,
        oldest=_top(open_deals, [("age_days", "descending"), ("days_in_stage", "descending")]),
        open_deals=open_deals.num_rows,
        slipped=_top(slipped, [("slipped_days", "descending"), ("slips", "descending")]),
        slipped_total=slipped.num_rows,
        overdue=_top(overdue, [("overdue_days", "descending")]),
        overdue_total=overdue.num_rows,
        has_expected=_has_expected(tables),
        fault_counts=faults["fault_counts"].to_dicts(),
        faults=_placed(_top(faults["faults"].to_pyarrow(), []), place),
        faults_total=faults["faults"].num_rows,
        time=gather_time(history, counts, tables, calendar=calendar, sample=sample),
        grades=None
        if policy is None
        else gather_grades(
            policy,
            tables,
            as_of=history.as_of,
            values=(request or {}).get("values"),
            threads=threads,
        ),
        gauges=None if policy is None else gather_gauges(history, policy, tables, sample=sample),
        gates=gather_gates(history, tables, open_deals, threads=threads),
        quota=None
        if plan is None
        else gather_quota(
            plan,
            tables,
            as_of=history.as_of,
            values=(request or {}).get("values"),
            threads=threads,
        ),
        maps=None
        if "people" not in tables
        else gather_maps(
            vocabulary or MapVocabulary.shipped("standard"),
            tables,
            open_deals,
            as_of=history.as_of,
            values=(request or {}).get("values"),
            threads=threads,
        ),
        other_process=_int(faults["fault_counts"].metadata.get("other_process")),
        notes=list(notes),
        labels=state,
    )


def _int(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _without_currency(
    history: History, tables: Mapping[str, pa.Table], request: dict[str, Any], threads: int | None
) -> History:
    """The same deals without amounts, so that counts and rates span currencies.

    Amounts of several currencies are never added, and every figure is split by
    currency; counts need not be.
    """
    deals = tables["opportunities"]
    if "currency" not in deals.column_names:
        return history
    if pc.count_distinct(deals.column("currency"), mode="all").as_py() < 2:
        return history
    dropped = [name for name in _COUNTED_APART if name in deals.column_names]
    read = {name: table for name, table in tables.items() if name in _HISTORY}
    return history.process.history(
        **{**read, "opportunities": deals.drop_columns(dropped)},
        as_of=history.as_of,
        threads=threads,
        **request,
    )


def _key_name(key: Any) -> str:
    return key if isinstance(key, str) else f"{key.period}({key.of})"


def _with_names(state: pa.Table, tables: Mapping[str, pa.Table]) -> pa.Table:
    """The state with account and owner of each deal, by name where one is known."""
    deals = tables["opportunities"]
    for column, target, table, key in (
        ("account_id", "account", "accounts", "account_id"),
        ("owner_id", "owner", "reps", "rep_id"),
    ):
        if column not in deals.column_names:
            continue
        of_deal = _lookup(deals, "opportunity_id", column)
        named = tables.get(table)
        known = (
            _lookup(named, key, "name")
            if named is not None and {key, "name"} <= set(named.column_names)
            else {}
        )
        values = []
        for deal in state.column("opportunity_id").to_pylist():
            code = of_deal.get(deal)
            values.append(None if code is None else str(known.get(code) or code))
        state = state.append_column(target, pa.array(values, pa.string()))
    return state


def _lookup(table: pa.Table, key: str, value: str) -> dict[Any, Any]:
    pairs = zip(table.column(key).to_pylist(), table.column(value).to_pylist())
    found: dict[Any, Any] = {}
    for name, content in pairs:
        found.setdefault(name, content)
    return found


def _positive(table: pa.Table, column: str) -> pa.Table:
    return table.filter(pc.fill_null(pc.greater(table.column(column), 0), False))


def _top(table: pa.Table, order: list[tuple[str, str]], limit: int = _LISTED) -> list[Row]:
    if order and table.num_rows:
        keys = [*order, ("opportunity_id", "ascending")]
        plain = table.set_column(
            table.column_names.index("opportunity_id"),
            "opportunity_id",
            _plain(table.column("opportunity_id")),
        )
        table = table.take(pc.sort_indices(plain, sort_keys=keys))
    rows: list[Row] = table.slice(0, limit).to_pylist()
    return rows


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        return column.cast(column.type.value_type)
    return column


def _has_expected(tables: Mapping[str, pa.Table]) -> bool:
    for name in ("opportunities", "stage_events"):
        table = tables.get(name)
        if table is None or "expected_close_on" not in table.column_names:
            continue
        column = table.column("expected_close_on")
        if column.null_count < len(column):
            return True
    return False


def _placed(faults: list[Row], place: Place | None) -> list[Row]:
    for row in faults:
        row["place"] = place(row["table"], row["row"]) if place is not None else None
    return faults
