"""What a history says about time, persons and receivables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Union

from sandan import _request
from sandan._calls import Progress, Run, call_run
from sandan._labels import Labels
from sandan._library import ffi, lib
from sandan._request import Cohort, Keys
from sandan.calendar import Calendar
from sandan.result import Result
from sandan.table import Table

#: A calendar, or the name of one that sandan ships, such as "cn".
CalendarLike = Union[Calendar, str]


class TimeVerbs:
    """The verbs of a history that may count in working days. Part of `History`."""

    _handle: Any

    def _result_labels(self) -> Labels:
        raise NotImplementedError

    def dwell(
        self,
        by: Keys | None = None,
        *,
        calendar: CalendarLike | None = None,
        rollup: bool | None = None,
        phase: str | None = None,
        cohort: Cohort | Mapping[str, Any] | None = None,
        min_n: int | None = None,
        confidence: float | None = None,
        max_groups: int | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Table:
        """How long deals stay in each stage: mean, median, 10th and 90th percentile of
        the stays that are over, and the Kaplan–Meier median, which counts open stays.

        calendar: adds the same in working days.
        """
        run = Run(threads, max_bytes, None, progress)
        fields = {
            "by": _request.keys(by),
            "rollup": rollup,
            "phase": phase,
            "cohort": cohort,
            "min_n": min_n,
            "confidence": confidence,
            "max_groups": max_groups,
        }
        return self._timed(lib.sandan_process_dwell, calendar, fields, run).only()

    def survival(
        self,
        by: Keys | None = None,
        *,
        calendar: CalendarLike | None = None,
        since: str | None = None,
        to: str | None = None,
        horizons: Iterable[int] | None = None,
        unit: str | None = None,
        curve: bool | None = None,
        rollup: bool | None = None,
        cohort: Cohort | Mapping[str, Any] | None = None,
        min_n: int | None = None,
        confidence: float | None = None,
        max_groups: int | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """Shares of deals converted, lost and cancelled by each horizon, with open
        deals counted as long as they were followed (Aalen–Johansen): `survival`,
        and with `curve` also `survival_curve`.

        since: "created", or a stage whose first entry starts the clock.
        to: "won", or a stage to come to.
        horizons: days, in rising order.
        unit: "days" or "workdays", which need a calendar.
        """
        run = Run(threads, max_bytes, None, progress)
        fields = {
            "from": since,
            "to": to,
            "horizons": None if horizons is None else [int(horizon) for horizon in horizons],
            "unit": unit,
            "curve": curve,
            "by": _request.keys(by),
            "rollup": rollup,
            "cohort": cohort,
            "min_n": min_n,
            "confidence": confidence,
            "max_groups": max_groups,
        }
        return self._timed(lib.sandan_process_survival, calendar, fields, run)

    def stalls(
        self,
        *,
        calendar: CalendarLike | None = None,
        quantile: float | None = None,
        min_n: int | None = None,
        keys: str | Iterable[str] | None = None,
        stages: str | Iterable[str] | None = None,
        confidence: float | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """Open deals that stay longer than expected: `stalls`, those that wait for a
        known reason: `waiting`, and what was taken as too long: `stall_limits`.

        quantile: of the process's own stays, where a stage expects no duration.
        min_n: stays that quantile takes at least.
        keys: columns of the deals to list beside them, such as "owner_id".
        """
        run = Run(threads, max_bytes, None, progress)
        fields = {
            "quantile": quantile,
            "min_n": min_n,
            "keys": _request.names(keys),
            "stages": _request.names(stages),
            "confidence": confidence,
        }
        return self._timed(lib.sandan_process_stalls, calendar, fields, run)

    def velocity(
        self,
        by: Keys | None = None,
        *,
        calendar: CalendarLike | None = None,
        rollup: bool | None = None,
        cohort: Cohort | Mapping[str, Any] | None = None,
        cycle: str | None = None,
        min_n: int | None = None,
        confidence: float | None = None,
        max_groups: int | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Table:
        """Value won a day: open deals × win rate × mean won value ÷ cycle, with its parts.

        cohort: of the closed deals; open deals always count.
        cycle: "mean" or "median" days from creation to winning.
        """
        run = Run(threads, max_bytes, None, progress)
        fields = {
            "by": _request.keys(by),
            "rollup": rollup,
            "cohort": cohort,
            "cycle": cycle,
            "min_n": min_n,
            "confidence": confidence,
            "max_groups": max_groups,
        }
        return self._timed(lib.sandan_process_velocity, calendar, fields, run).only()

    def compare(
        self,
        of: str | None = None,
        *,
        within: str | None = None,
        reached: str | None = None,
        cohort: Cohort | Mapping[str, Any] | None = None,
        min_n: int | None = None,
        confidence: float | None = None,
        teachers: int | None = None,
        max_groups: int | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """Conversion by stage of each rep against the rest of the team, drawn to the
        team's by empirical Bayes: `compare`, the weakest stage of each rep:
        `weak_skills`, and who could teach it: `teachers`. Decision support.

        of: the key whose values are compared, "owner_id" when left out.
        within: the key whose values are teams; all are one when left out.
        """
        run = Run(threads, max_bytes, None, progress)
        fields = {
            "of": of,
            "within": within,
            "reached": reached,
            "cohort": cohort,
            "min_n": min_n,
            "confidence": confidence,
            "teachers": teachers,
            "max_groups": max_groups,
        }
        return self._asked(lib.sandan_process_compare, (self._handle,), fields, run)

    def receivables(
        self,
        by: Keys | None = None,
        *,
        rollup: bool | None = None,
        ages: Iterable[int] | None = None,
        keys: str | Iterable[str] | None = None,
        max_groups: int | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """What is due, collected and overdue: `receivables`, `overdue` by age,
        `after_order` with the steps after winning, and `uncollected`, won deals with
        money outstanding.

        ages: last days of the bands of `overdue`, in rising order.
        keys: columns of the deals to list in `uncollected`.
        """
        run = Run(threads, max_bytes, None, progress)
        fields = {
            "by": _request.keys(by),
            "rollup": rollup,
            "ages": None if ages is None else [int(age) for age in ages],
            "keys": _request.names(keys),
            "max_groups": max_groups,
        }
        return self._asked(lib.sandan_process_receivables, (self._handle,), fields, run)

    def _timed(
        self,
        function: Any,
        calendar: CalendarLike | None,
        fields: Mapping[str, Any],
        run: Run,
    ) -> Result:
        chosen = Calendar.shipped(calendar) if isinstance(calendar, str) else calendar
        days = ffi.NULL if chosen is None else chosen._handle
        return self._asked(function, (self._handle, days), fields, run)

    def _asked(
        self, function: Any, handles: tuple[Any, ...], fields: Mapping[str, Any], run: Run
    ) -> Result:
        handle = call_run(
            function,
            handles,
            _request.encode(**fields),
            run,
            "sandan_result",
            lib.sandan_result_destroy,
        )
        return Result(handle, self._result_labels())
