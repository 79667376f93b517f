"""Sales processes, and the stage history of deals."""

from __future__ import annotations

import datetime
import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sandan import _request, _zones
from sandan._arrow import TableLike, Tables
from sandan._calls import Progress, Run, call_for_text, call_run
from sandan._compiled import CompiledDocument
from sandan._history_gates import GateVerbs
from sandan._history_time import TimeVerbs
from sandan._labels import Label, Labels, in_language, stage_labels
from sandan._library import lib
from sandan._request import Cohort, Day, Keys
from sandan._schema import Field
from sandan.result import Result
from sandan.table import Table


def input_schema() -> dict[str, Any]:
    """The tables and columns that are read, each with type, null meaning and labels."""
    schema: dict[str, Any] = json.loads(call_for_text(lib.sandan_process_input_schema))
    return schema


def output_schema() -> dict[str, Any]:
    """The result tables and their columns, each with type, unit and meaning."""
    schema: dict[str, Any] = json.loads(call_for_text(lib.sandan_process_output_schema))
    return schema


class Process(CompiledDocument):
    """A compiled sales process: immutable, to be shared by any number of threads."""

    _kind = "process"
    _compile = "sandan_process_compile"
    _destroy = "sandan_process_destroy"
    _canonical = "sandan_process_to_json"

    @functools.cached_property
    def _labels(self) -> Labels:
        return Labels.of_process(self._document)

    @property
    def stages(self) -> list[str]:
        """Codes of the stages, in order."""
        return [str(stage["code"]) for stage in self._document["stages"]]

    def stage_label(self, stage: str, language: str = "en") -> str:
        """Label of a stage; its code when there is none."""
        label: Label = stage_labels(self._document).get(stage, {})
        return in_language(label, language) or stage

    def describe(self, *, language: str | None = None) -> Result:
        """The process as tables `stages`, `marks`, `actions`,
        `evidence` and `facts`."""
        request = _request.encode(language=language)
        return Result(_ask(lib.sandan_process_describe, self._handle, request, Run()), self._labels)

    def map_stages(self, to: Process, *, pairs: Mapping[str, str] | None = None) -> Table:
        """For each stage the one of another process it answers to, and why.

        `pairs` settles stages by hand.
        """
        handle = call_run(
            lib.sandan_process_map_stages,
            (self._handle, to._handle),
            _request.encode(pairs=pairs),
            Run(),
            "sandan_result",
            lib.sandan_result_destroy,
        )
        codes = {"from_stage": stage_labels(self._document), "to_stage": stage_labels(to._document)}
        return Result(handle, Labels(codes)).only()

    def history(
        self,
        *,
        opportunities: TableLike,
        stage_events: TableLike | None = None,
        accounts: TableLike | None = None,
        reps: TableLike | None = None,
        receivables: TableLike | None = None,
        as_of: Day,
        strict: bool | None = None,
        keys: str | Iterable[str] | None = None,
        utc_offset: str | None = None,
        zone_transitions: Sequence[Mapping[str, str]] | None = None,
        time_zone: str | None = None,
        values: bool | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        max_rows: int | None = None,
        progress: Progress | None = None,
    ) -> History:
        """The stage history of a book of deals as of the end of a day.

        Tables: anything with `__arrow_c_stream__` (pandas, polars, pyarrow, DuckDB),
        dicts of columns, lists of dicts.

        strict: refuse the first faulty row instead of setting it aside.
        keys: columns kept as keys for `by`; all that can be, when left out.
        utc_offset, zone_transitions, time_zone: which day an `entered_at` in UTC
            falls on; a column whose type names its zone needs none of them.
        values: False keeps cell values out of `faults` and of error messages.
        threads, max_bytes, max_rows: bounds on how the call is run.
        progress: called with the share done; raising in it stops the call.
        """
        tables = {
            "opportunities": opportunities,
            "stage_events": stage_events,
            "accounts": accounts,
            "reps": reps,
            "receivables": receivables,
        }
        with Tables() as added:
            fields = {
                name: added.add(name, table) for name, table in tables.items() if table is not None
            }
            clock = _clock(
                fields.get("stage_events"), as_of, utc_offset, zone_transitions, time_zone
            )
            request = _request.encode(
                as_of=_request.day(as_of),
                strict=strict,
                keys=_request.names(keys),
                values=values,
                **clock,
            )
            handle = call_run(
                lib.sandan_process_history_build,
                (self._handle, added.handle),
                request,
                Run(threads, max_bytes, max_rows, progress),
                "sandan_process_history",
                lib.sandan_process_history_destroy,
            )
        return History(handle, self, _request.day(as_of))

    def __repr__(self) -> str:
        return f"<sandan process {self.code!r}: {' · '.join(self.stages)}>"

    def _repr_html_(self) -> str:
        return self.describe()["stages"]._repr_html_()


class History(TimeVerbs, GateVerbs):
    """Deals as they moved through a process, as of a day: immutable, to be shared
    by any number of threads. Made by `Process.history`."""

    def __init__(self, handle: Any, process: Process, as_of: str) -> None:
        self._handle = handle
        #: The process the deals went through.
        self.process = process
        #: The day, "YYYY-MM-DD"; later facts are unseen.
        self.as_of = as_of

    def faults(
        self,
        *,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """What is wrong with the data: `faults`, row by row, and `fault_counts`."""
        return self._result(lib.sandan_process_faults, {}, Run(threads, max_bytes, None, progress))

    def moves(
        self,
        *,
        only: str | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """Each event as a move: `moves`, and `move_counts`.

        only: "all", "illegal" or "none": which rows `moves` lists; the counts
            always count all.
        """
        run = Run(threads, max_bytes, None, progress)
        return self._result(lib.sandan_process_moves, {"only": only}, run)

    def state(
        self,
        *,
        outcomes: str | Iterable[str] | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Table:
        """Where each deal stands: one row a deal, in the order of `opportunities`.

        outcomes: keeps deals with these outcomes, such as "open".
        """
        run = Run(threads, max_bytes, None, progress)
        fields = {"outcomes": _request.names(outcomes)}
        return self._result(lib.sandan_process_state, fields, run).only()

    def pipeline(
        self,
        by: Keys | None = None,
        *,
        rollup: bool | None = None,
        max_groups: int | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Table:
        """Open deals and their value by stage, funnel layer and keys.

        by: columns to group by, such as "team_id", ["team_id", "accounts.industry"]
            or period("month", "created_on").
        rollup: adds the sums over the last key, the last two, … and all.
        """
        run = Run(threads, max_bytes, None, progress)
        fields = {"by": _request.keys(by), "rollup": rollup, "max_groups": max_groups}
        return self._result(lib.sandan_process_pipeline, fields, run).only()

    def funnel(
        self,
        by: Keys | None = None,
        *,
        rollup: bool | None = None,
        reached: str | None = None,
        phase: str | None = None,
        cohort: Cohort | Mapping[str, Any] | None = None,
        min_n: int | None = None,
        confidence: float | None = None,
        max_groups: int | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Table:
        """Per stage and keys: how many deals reached it, advanced, were lost or are
        pending, with value, and the conversion with its Wilson interval.

        reached: "entered" counts deals that entered the stage, "passed" also those
            that entered a later one.
        phase: "before", "after" or "all": which stages.
        cohort: keeps deals by a date, see `cohort`.
        min_n: groups with fewer deals give no rate.
        confidence: of the interval, 0.95 when left out.
        """
        run = Run(threads, max_bytes, None, progress)
        fields = {
            "by": _request.keys(by),
            "rollup": rollup,
            "reached": reached,
            "phase": phase,
            "cohort": cohort,
            "min_n": min_n,
            "confidence": confidence,
            "max_groups": max_groups,
        }
        return self._result(lib.sandan_process_funnel, fields, run).only()

    def outcomes(
        self,
        by: Keys | None = None,
        *,
        rollup: bool | None = None,
        cohort: Cohort | Mapping[str, Any] | None = None,
        min_n: int | None = None,
        confidence: float | None = None,
        max_groups: int | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Table:
        """Per keys: deals open, won, lost and cancelled, win rate with its Wilson
        interval, won value, and days from creation to closing."""
        run = Run(threads, max_bytes, None, progress)
        fields = {
            "by": _request.keys(by),
            "rollup": rollup,
            "cohort": cohort,
            "min_n": min_n,
            "confidence": confidence,
            "max_groups": max_groups,
        }
        return self._result(lib.sandan_process_outcomes, fields, run).only()

    def between(
        self,
        pairs: Iterable[Iterable[str]],
        *,
        min_n: int | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Table:
        """Days from the first entry into one stage to the first entry into another.

        pairs: [("from", "to"), …], or one such pair.
        """
        run = Run(threads, max_bytes, None, progress)
        fields = {"pairs": _request.pairs_of_stages(pairs), "min_n": min_n}
        return self._result(lib.sandan_process_between, fields, run).only()

    def __repr__(self) -> str:
        return f"<sandan history of process {self.process.code!r} as of {self.as_of}>"

    def _result_labels(self) -> Labels:
        return self.process._labels

    def _result(self, function: Any, fields: Mapping[str, Any], run: Run) -> Result:
        handle = _ask(function, self._handle, _request.encode(**fields), run)
        return Result(handle, self.process._labels)


def _ask(function: Any, handle: Any, request: bytes, run: Run) -> Any:
    return call_run(function, (handle,), request, run, "sandan_result", lib.sandan_result_destroy)


def _clock(
    events: Field | None,
    as_of: Day,
    utc_offset: str | None,
    zone_transitions: Sequence[Mapping[str, str]] | None,
    time_zone: str | None,
) -> dict[str, Any]:
    """The request's fields that say which day an instant of `entered_at` falls on."""
    given = [each for each in (utc_offset, zone_transitions, time_zone) if each is not None]
    if len(given) > 1:
        raise ValueError("utc_offset, zone_transitions and time_zone exclude each other")
    columns = events.children if events is not None else ()
    zone = next((field.zone for field in columns if field.name == "entered_at"), None)
    if time_zone is None and not given and zone and not _zones.is_storage_only(zone):
        time_zone = zone
    if time_zone is None:
        return {"utc_offset": utc_offset, "zone_transitions": zone_transitions}
    fixed = _zones.fixed_offset(time_zone)
    if fixed is not None:
        return {"utc_offset": fixed}
    return {"zone_transitions": _zones.transitions(time_zone, _year_of(as_of) + 1)}


def _year_of(as_of: Day) -> int:
    try:
        return datetime.date.fromisoformat(_request.day(as_of)).year
    except ValueError:
        return datetime.MINYEAR  # the library says what is wrong with it
