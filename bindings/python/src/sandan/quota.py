"""Quotas: plans that always add up, carried out on the working calendar.

import sandan

plan = sandan.QuotaPlan.from_file("plan.json", calendar="cn")
quota = plan.build(reps=reps, actuals=last_year)
quota.targets(levels={"sales": "rep_id"}, period="month")
quota.pace(actuals=orders, as_of="2026-06-30", by=["sales"])
"""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sandan import _request, documents
from sandan._arrow import TableLike
from sandan._calls import Progress, Run, call, call_for_text, call_run, text_arguments
from sandan._compiled import CompiledDocument
from sandan._history_time import CalendarLike
from sandan._labels import Labels
from sandan._library import ffi, lib
from sandan._quota_arithmetic import (
    added_tables,
    allocate,
    asked,
    incentive,
    quartiles,
    rake,
    round_cells,
    shapes,
)
from sandan._quota_labels import quota_labels
from sandan._request import Day
from sandan._sources import naming
from sandan.calendar import Calendar
from sandan.result import Result
from sandan.table import Table

__all__ = [
    "Quota",
    "QuotaPlan",
    "allocate",
    "incentive",
    "input_schema",
    "output_schema",
    "quartiles",
    "rake",
    "round_cells",
    "shapes",
]


def input_schema() -> dict[str, Any]:
    """The tables and columns that are read, each with type, null meaning and labels."""
    schema: dict[str, Any] = json.loads(call_for_text(lib.sandan_quota_input_schema))
    return schema


def output_schema() -> dict[str, Any]:
    """The result tables and their columns, each with type, unit and meaning."""
    schema: dict[str, Any] = json.loads(call_for_text(lib.sandan_quota_output_schema))
    return schema


class QuotaPlan(CompiledDocument):
    """A compiled quota plan: immutable, to be shared by any number of threads."""

    _kind = "plan"
    _compile = "sandan_quota_compile"
    _destroy = "sandan_quota_plan_destroy"
    _canonical = "sandan_quota_plan_to_json"

    def __init__(self, document: documents.Document, calendar: CalendarLike | None = None) -> None:
        """calendar: working days and periods; the one the document names, when left out."""
        self._calendar = Calendar.shipped(calendar) if isinstance(calendar, str) else calendar
        out = ffi.new("sandan_quota_plan **")
        text = documents.text_of(document)
        days = ffi.NULL if self._calendar is None else self._calendar._handle
        with naming(text):
            call(lib.sandan_quota_compile, *text_arguments(text), days, out)
        self._handle = ffi.gc(out[0], lib.sandan_quota_plan_destroy)

    @classmethod
    def shipped(cls, name: str, calendar: CalendarLike | None = None) -> QuotaPlan:
        """One that sandan ships, by name; `documents.list("plan")` lists them."""
        return cls(documents.get_text("plan", name), calendar)

    @classmethod
    def from_json(
        cls, document: documents.Document, calendar: CalendarLike | None = None
    ) -> QuotaPlan:
        """From its document: JSON text, or what json.loads makes of it."""
        return cls(document, calendar)

    @classmethod
    def from_file(
        cls, path: str | os.PathLike[str], calendar: CalendarLike | None = None
    ) -> QuotaPlan:
        """From a file that holds its document; errors name the file."""
        text = Path(path).read_bytes()
        with naming(text, path):
            return cls(text, calendar)

    @functools.cached_property
    def _labels(self) -> Labels:
        return quota_labels(self._document)

    def build(
        self,
        tables: Mapping[str, TableLike] | None = None,
        *,
        as_of: Day | None = None,
        reason: str | None = None,
        values: bool | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        max_rows: int | None = None,
        progress: Progress | None = None,
        **named: TableLike | None,
    ) -> Quota:
        """The plan carried out.

        tables, named: what its trees, weights and constraints read, by name: reps,
            rep_assignments, quota_nodes, quota_constraints, opportunities, actuals and, as
            far as there are any, credits, rates, accounts. Anything with
            `__arrow_c_stream__` (pandas, polars, pyarrow, DuckDB), dicts of columns, lists
            of dicts.
        as_of: the day whose current values count; the day before the plan begins, when
            left out.
        reason: why this version was made.
        values: False keeps cell values out of error messages.
        """
        fields = {
            "as_of": None if as_of is None else _request.day(as_of),
            "reason": reason,
            "values": values,
        }
        with added_tables(tables, named) as added:
            handle = call_run(
                lib.sandan_quota_build,
                (self._handle, added.handle),
                _request.encode(**fields),
                Run(threads, max_bytes, max_rows, progress),
                "sandan_quota",
                lib.sandan_quota_destroy,
            )
        return Quota(handle, self)

    def __reduce__(self) -> tuple[Callable[..., QuotaPlan], tuple[Any, ...]]:
        return QuotaPlan, (self.to_json(), self._calendar)

    def __repr__(self) -> str:
        axes = " × ".join(axis["code"] for axis in self._document["axes"])
        return f"<sandan quota plan {self.code!r}: {axes} × time>"


class Quota:
    """A plan carried out: who must bring how much by when. Immutable, to be shared by any
    number of threads. Made by `QuotaPlan.build` and `Quota.replan`."""

    def __init__(self, handle: Any, plan: QuotaPlan) -> None:
        self._handle = handle
        #: The plan it carries out.
        self.plan = plan

    def targets(
        self,
        levels: Mapping[str, str] | None = None,
        period: str | None = None,
        *,
        since: Day | None = None,
        until: Day | None = None,
        at: Mapping[str, str] | None = None,
        tiers: str | Iterable[str] | None = None,
        zeros: bool | None = None,
        most_rows: int | None = None,
        language: str | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Table:
        """Amounts by levels of the axes, periods and tiers.

        levels: level wanted per axis, such as {"sales": "team_id"}; "*" gives all levels;
            axes left out stay whole.
        period: "all", "year", "quarter", "month", "week" or "day".
        since, until: only periods in these days, cut where they reach out of them.
        at: only what lies at or below these nodes, such as {"product": "erp"}.
        tiers: only these; all, when left out.
        zeros: False leaves out rows of amount 0.
        most_rows: more rows than these are an error; `max_rows` of the request. 20 million,
            when left out.
        language: of labels.
        """
        fields = {
            "levels": levels,
            "period": period,
            "from": None if since is None else _request.day(since),
            "to": None if until is None else _request.day(until),
            "at": at,
            "tiers": _request.names(tiers),
            "zeros": zeros,
            "max_rows": most_rows,
            "language": language,
        }
        run = Run(threads, max_bytes, None, progress)
        return self._ask(lib.sandan_quota_targets, fields, run).only()

    def proof(
        self,
        *,
        period: str | None = None,
        only_broken: bool | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """That everything adds up: `sums` (every total beside the sum of its parts),
        `bounds` (how far amounts lie from their ideals) and `proof`.

        period: finest period of the sums listed.
        only_broken: list only sums that differ; there are none.
        """
        fields = {"period": period, "only_broken": only_broken}
        return self._ask(lib.sandan_quota_proof, fields, Run(threads, max_bytes, None, progress))

    def binding(
        self,
        *,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Table:
        """Each constraint, where it binds, and what it moves."""
        run = Run(threads, max_bytes, None, progress)
        return self._ask(lib.sandan_quota_binding, {}, run).only()

    def pace(
        self,
        tables: Mapping[str, TableLike] | None = None,
        *,
        as_of: Day,
        by: str | Iterable[str] | None = None,
        period: str | None = None,
        kind: str | None = None,
        tier: str | None = None,
        currency: str | None = None,
        confidence: float | None = None,
        min_n: int | None = None,
        strict: bool | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        max_rows: int | None = None,
        progress: Progress | None = None,
        **named: TableLike | None,
    ) -> Result:
        """What was brought, against the calendar-true curve: `pace`, and `pace_faults`.

        tables, named: actuals and, as far as there are any, credits, rates, reps,
            rep_assignments, accounts.
        as_of: end of this day; later actuals are unseen.
        by: "total", axes such as "sales" (all their levels) or one level of an axis,
            "sales.team_id", units of periods such as "month", columns of actuals, accounts
            or reps; "sales", when left out.
        period: the period told, which holds as_of; the whole plan, when left out.
        kind: "order" or "collection".
        tier: whose targets; the plan's first, when left out.
        currency: of all amounts, by rates; the plan's, when left out.
        confidence: of landings.
        min_n: weeks of history a landing takes.
        strict: the first faulty row is an error; otherwise all are listed.
        """
        fields = {
            "as_of": _request.day(as_of),
            "by": _request.names(by),
            "period": period,
            "kind": kind,
            "tier": tier,
            "currency": currency,
            "confidence": confidence,
            "min_n": min_n,
            "strict": strict,
        }
        run = Run(threads, max_bytes, max_rows, progress)
        return self._reading(lib.sandan_quota_pace, tables, named, fields, run)

    def replan(
        self,
        tables: Mapping[str, TableLike] | None = None,
        *,
        since: Day,
        past: str | None = None,
        carry: str | None = None,
        kind: str | None = None,
        total_minor: int | None = None,
        at: Mapping[str, str] | None = None,
        reason: str | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        max_rows: int | None = None,
        progress: Progress | None = None,
        **named: TableLike | None,
    ) -> Quota:
        """The plan from a day on, as a new version; what lies before is frozen.

        tables, named: actuals and, as far as there are any, credits, rates, reps,
            rep_assignments, accounts; none are needed with past="plan", carry="none".
            A left_on of reps that the plan did not know ends that rep's lines.
        since: the first day that may change.
        past: what stands for the past, "actuals" or "plan".
        carry: what becomes of what was missed or exceeded: "rep" (each line makes up for
            itself), "pooled" (all share it), "none".
        kind: of actuals, "order" or "collection".
        total_minor: a new total; the plan's, when left out.
        at: re-plans only this place, such as {"sales": "r7"}; the rest stays.
        reason: why this version was made.
        """
        fields = {
            "from": _request.day(since),
            "past": past,
            "carry": carry,
            "kind": kind,
            "total_minor": total_minor,
            "at": at,
            "reason": reason,
        }
        with added_tables(tables, named) as added:
            handle = call_run(
                lib.sandan_quota_replan,
                (self._handle, added.handle),
                _request.encode(**fields),
                Run(threads, max_bytes, max_rows, progress),
                "sandan_quota",
                lib.sandan_quota_destroy,
            )
        return Quota(handle, self.plan)

    def diff(
        self,
        other: Quota,
        *,
        levels: Mapping[str, str] | None = None,
        period: str | None = None,
        only_changes: bool | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Table:
        """What another version gives more or less, and to whom.

        levels, period: as in `targets`; by month, when left out.
        only_changes: False lists also what stays.
        """
        fields = {"levels": levels, "period": period, "only_changes": only_changes}
        handle = call_run(
            lib.sandan_quota_diff,
            (self._handle, other._handle),
            _request.encode(**fields),
            Run(threads, max_bytes, None, progress),
            "sandan_result",
            lib.sandan_result_destroy,
        )
        return Result(handle, self.plan._labels).only()

    def versions(self) -> Table:
        """This version and those it came from, with reasons."""
        return self._ask(lib.sandan_quota_versions, {}, Run()).only()

    def activity(
        self,
        tables: Mapping[str, TableLike] | None = None,
        *,
        as_of: Day,
        period: str | None = None,
        level: str | None = None,
        proposal_stage: str | None = None,
        visit_kinds: str | Iterable[str] | None = None,
        call_kinds: str | Iterable[str] | None = None,
        min_n: int | None = None,
        confidence: float | None = None,
        own_found_share: float | None = None,
        strict: bool | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        max_rows: int | None = None,
        progress: Progress | None = None,
        **named: TableLike | None,
    ) -> Result:
        """Backwards from target to wins, proposals, visits and calls: `activity_targets`,
        `activity_rates`, `lead_targets`, `one_more_call`, and `activity_faults`.

        tables, named: opportunities and, as far as there are any, stage_events, activities,
            rates.
        as_of: end of the history.
        period: of the whole numbers; weeks, when left out.
        level: of the sales axis; its reps, when left out.
        proposal_stage: the stage whose entry is a proposal.
        visit_kinds, call_kinds: kinds of activities that are visits, or calls.
        min_n: trials below which a rep's rate is that of the place above.
        confidence: of intervals.
        own_found_share: share of wins that need no lead of marketing.
        strict: the first faulty row is an error; otherwise all are listed.
        """
        fields = {
            "as_of": _request.day(as_of),
            "period": period,
            "level": level,
            "proposal_stage": proposal_stage,
            "visit_kinds": _request.names(visit_kinds),
            "call_kinds": _request.names(call_kinds),
            "min_n": min_n,
            "confidence": confidence,
            "own_found_share": own_found_share,
            "strict": strict,
        }
        run = Run(threads, max_bytes, max_rows, progress)
        return self._reading(lib.sandan_quota_activity, tables, named, fields, run)

    def head_count(
        self,
        tables: Mapping[str, TableLike] | None = None,
        *,
        as_of: Day,
        per_head_minor: int | None = None,
        ramp_ppm: Sequence[int] | None = None,
        attrition: float | None = None,
        lead_workdays: int | None = None,
        quantile: float | None = None,
        experienced_share: float | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        max_rows: int | None = None,
        progress: Progress | None = None,
        **named: TableLike | None,
    ) -> Result:
        """Whom to have by when for the plan to be feasible: `head_count`, `hires`,
        `revenue_sources`, and `head_count_faults`.

        tables, named: reps and, as far as there are any, actuals, credits, rates, accounts.
        as_of: end of the history; nobody starts before the day after.
        per_head_minor: a year's amount of an experienced rep; from own history, when left
            out, at `quantile`.
        ramp_ppm: productivity by month since hiring, in parts per million.
        attrition: share of reps who leave in a year.
        lead_workdays: from opening a position to the first day.
        quantile: of own productivity, taken as a head's.
        experienced_share: of the hires, who need no ramp-up.
        """
        fields = {
            "as_of": _request.day(as_of),
            "per_head_minor": per_head_minor,
            "ramp_ppm": ramp_ppm,
            "attrition": attrition,
            "lead_workdays": lead_workdays,
            "quantile": quantile,
            "experienced_share": experienced_share,
        }
        run = Run(threads, max_bytes, max_rows, progress)
        return self._reading(lib.sandan_quota_head_count, tables, named, fields, run)

    def principles(
        self,
        tables: Mapping[str, TableLike] | None = None,
        *,
        as_of: Day,
        language: str | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        max_rows: int | None = None,
        progress: Progress | None = None,
        **named: TableLike | None,
    ) -> Result:
        """The five principles of a sound plan with their findings, `principles`, and
        `principle_faults`.

        tables, named: as far as there are any, work_items, actuals, credits, rates, reps.
        as_of: the day the plan is judged on.
        language: of labels.
        """
        fields = {"as_of": _request.day(as_of), "language": language}
        run = Run(threads, max_bytes, max_rows, progress)
        return self._reading(lib.sandan_quota_principles, tables, named, fields, run)

    def __repr__(self) -> str:
        return f"<sandan quota of plan {self.plan.code!r}>"

    def _ask(self, function: Any, fields: Mapping[str, Any], run: Run) -> Result:
        handle = call_run(
            function,
            (self._handle,),
            _request.encode(**fields),
            run,
            "sandan_result",
            lib.sandan_result_destroy,
        )
        return Result(handle, self.plan._labels)

    def _reading(
        self,
        function: Any,
        tables: Mapping[str, TableLike] | None,
        named: Mapping[str, TableLike | None],
        fields: Mapping[str, Any],
        run: Run,
    ) -> Result:
        handle = asked(function, (self._handle,), tables, named, (), fields, run)
        return Result(handle, self.plan._labels)
