"""Working calendars: days off, make-up workdays, working days between days, and
fiscal years."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Union, overload

from sandan import _day_columns, _request
from sandan._calls import Run, call, call_for_text, call_run
from sandan._compiled import CompiledDocument
from sandan._day_columns import Days, Numbers, Values
from sandan._errors import SandanError
from sandan._labels import Labels
from sandan._library import ffi, lib
from sandan._request import Day
from sandan.result import Result
from sandan.table import Table

if TYPE_CHECKING:
    from sandan.importing.calendar_document import Label, Span

_EPOCH_DAY = datetime.date(1970, 1, 1).toordinal()

#: A path, as text or as a Path.
FilePath = Union[str, "os.PathLike[str]"]


class Workdays(NamedTuple):
    """Working days, and how many of them lie on days that no source covers."""

    workdays: int
    projected: int


class WorkdaysColumns(NamedTuple):
    """Working days of each row; None where a day was null."""

    workdays: list[int | None]
    projected: list[int | None]


class FoundDay(NamedTuple):
    """A day that was looked for, and whether a projected working day was passed or met."""

    day: datetime.date
    projected: bool


class FoundDays(NamedTuple):
    """The day found for each row; None where an argument was null."""

    day: list[datetime.date | None]
    projected: list[bool | None]


def output_schema() -> dict[str, Any]:
    """The result tables and their columns, each with type, unit and meaning."""
    schema: dict[str, Any] = json.loads(call_for_text(lib.sandan_calendar_output_schema))
    return schema


class Calendar(CompiledDocument):
    """A compiled working calendar: immutable, to be shared by any number of threads.

    A day is a `datetime.date` or "YYYY-MM-DD". Where a method takes a day it takes
    a column of days as well (a list, a numpy array, a pandas Series, anything that
    speaks Arrow) and answers with lists, None for null.
    """

    _kind = "calendar"
    _compile = "sandan_calendar_compile"
    _destroy = "sandan_calendar_destroy"
    _canonical = "sandan_calendar_to_json"

    @classmethod
    def from_icalendar(
        cls,
        *sources: FilePath | bytes,
        code: str,
        label: Label | None = None,
        week: Iterable[str] | None = None,
        span: Span | None = None,
        fiscal: Mapping[str, Any] | None = None,
        make_up: str | None = None,
        language: str | None = None,
    ) -> Calendar:
        """A calendar from iCalendar files or texts; needs `sandan[import]`.

        All-day events are days off. Those whose summary or category matches
        `make_up` are workdays that make up for days off. Yearly events are
        repeated over the span.

        code, label, week, span, fiscal: of the document that is made; Monday to
            Friday, and from the first year with an event to the last, when left out.
        make_up: a regular expression.
        language: of summaries that name none.
        """
        from sandan.importing.icalendar_events import icalendar_document

        head = _given(label=label, week=week, span=span, fiscal=fiscal)
        texts = _given(make_up=make_up, language=language)
        return cls(icalendar_document(*sources, code=code, **head, **texts))

    @classmethod
    def from_holidays(
        cls,
        *files: FilePath | Mapping[str, Any],
        code: str,
        label: Label | None = None,
        week: Iterable[str] | None = None,
        span: Span | None = None,
        fiscal: Mapping[str, Any] | None = None,
        language: str | None = None,
    ) -> Calendar:
        """A calendar from JSON lists of holidays, a year each; needs `sandan[import]`.

        Lists are {"year": 2026, "papers": [url, …], "days": [{"name", "date",
        "isOffDay"}, …]}; `isOffDay` false is a make-up workday.

        code, label, week, span, fiscal: of the document that is made; Monday to
            Friday, and from the first year to the last, when left out.
        language: of the names, "zh" when left out.
        """
        from sandan.importing.holidays import holidays_document

        head = _given(label=label, week=week, span=span, fiscal=fiscal)
        return cls(holidays_document(*files, code=code, **head, **_given(language=language)))

    @overload
    def is_workday(self, day: Day) -> bool: ...  # type: ignore[overload-overlap]
    @overload
    def is_workday(self, day: Days) -> list[bool | None]: ...
    def is_workday(self, day: Day | Days) -> bool | list[bool | None]:
        """Whether work is done on a day."""
        return self._flags(day, 0)

    @overload
    def is_projected(self, day: Day) -> bool: ...  # type: ignore[overload-overlap]
    @overload
    def is_projected(self, day: Days) -> list[bool | None]: ...
    def is_projected(self, day: Day | Days) -> bool | list[bool | None]:
        """Whether no source covers a day, so that the week alone answers."""
        return self._flags(day, 1)

    @overload
    def count(self, from_: Day, to: Day) -> Workdays: ...  # type: ignore[overload-overlap]
    @overload
    def count(self, from_: Day | Days, to: Day | Days) -> WorkdaysColumns: ...
    def count(self, from_: Day | Days, to: Day | Days) -> Workdays | WorkdaysColumns:
        """Working days from one day to another, both counted; 0 when `to` is before."""
        return self._counts(lib.sandan_calendar_count, from_, to)

    @overload
    def elapsed(self, from_: Day, to: Day) -> Workdays: ...  # type: ignore[overload-overlap]
    @overload
    def elapsed(self, from_: Day | Days, to: Day | Days) -> WorkdaysColumns: ...
    def elapsed(self, from_: Day | Days, to: Day | Days) -> Workdays | WorkdaysColumns:
        """Working days that pass from one day to another: those after `from_`, up to
        and with `to`. Where `to` is before, minus those from `to` up to, but not
        with, `from_`."""
        return self._counts(lib.sandan_calendar_elapsed, from_, to)

    @overload
    def add(self, day: Day, n: int) -> FoundDay: ...  # type: ignore[overload-overlap]
    @overload
    def add(self, day: Day | Days, n: int | Numbers) -> FoundDays: ...
    def add(self, day: Day | Days, n: int | Numbers) -> FoundDay | FoundDays:
        """The n-th working day after a day, before it for negative n; the day itself
        for 0."""
        given = _day_columns.together(
            _day_columns.days("days", day), _day_columns.whole_numbers("n", n)
        )
        arrays = (given[0].array("int32_t"), given[1].array("int64_t"))
        return self._found(lib.sandan_calendar_add, given[0], arrays)

    @overload
    def next(self, day: Day) -> FoundDay: ...  # type: ignore[overload-overlap]
    @overload
    def next(self, day: Days) -> FoundDays: ...
    def next(self, day: Day | Days) -> FoundDay | FoundDays:
        """The first working day after a day."""
        given = _day_columns.days("days", day)
        return self._found(lib.sandan_calendar_next, given, (given.array("int32_t"),))

    @overload
    def previous(self, day: Day) -> FoundDay: ...  # type: ignore[overload-overlap]
    @overload
    def previous(self, day: Days) -> FoundDays: ...
    def previous(self, day: Day | Days) -> FoundDay | FoundDays:
        """The last working day before a day."""
        given = _day_columns.days("days", day)
        return self._found(lib.sandan_calendar_previous, given, (given.array("int32_t"),))

    def days(self, from_: Day, to: Day, *, language: str | None = None) -> Table:
        """Each day with weekday, kind, label, and whether work is done.

        language: of the labels; English when left out.
        """
        fields = {"from": _request.day(from_), "to": _request.day(to), "language": language}
        return self._table(lib.sandan_calendar_days, fields)

    def periods(self, from_: Day, to: Day, *, unit: str | None = None) -> Table:
        """The fiscal periods that share a day with the two days and all between, each
        whole, with their working days.

        unit: "week", "month", "quarter" or "year"; month when left out.
        """
        fields = {"from": _request.day(from_), "to": _request.day(to), "unit": unit}
        return self._table(lib.sandan_calendar_periods, fields)

    def __repr__(self) -> str:
        span = self._document.get("span")
        covered = f"{span['from']} to {span['to']}" if span else "all days"
        return f"<sandan calendar {self.code!r}: {covered}>"

    def _flags(self, day: Day | Days, which: int) -> bool | list[bool | None]:
        given = _day_columns.days("days", day)
        out = self._fill(
            lib.sandan_calendar_is_workday,
            given,
            (given.array("int32_t"),),
            ("int32_t", "int32_t"),
        )
        flags = _nulled([bool(flag) for flag in out[which]], given.known)
        return bool(flags[0]) if given.single else flags

    def _counts(
        self, function: Any, from_: Day | Days, to: Day | Days
    ) -> Workdays | WorkdaysColumns:
        given = _day_columns.together(_day_columns.days("from", from_), _day_columns.days("to", to))
        arrays = tuple(each.array("int32_t") for each in given)
        workdays, projected = self._fill(function, given[0], arrays, ("int64_t", "int64_t"))
        if given[0].single:
            return Workdays(workdays[0], projected[0])
        known = given[0].known
        return WorkdaysColumns(_nulled(workdays, known), _nulled(projected, known))

    def _found(self, function: Any, given: Values, arrays: tuple[Any, ...]) -> FoundDay | FoundDays:
        numbers, flags = self._fill(function, given, arrays, ("int32_t", "int32_t"))
        days = [datetime.date.fromordinal(_EPOCH_DAY + number) for number in numbers]
        projected = [bool(flag) for flag in flags]
        if given.single:
            return FoundDay(days[0], projected[0])
        return FoundDays(_nulled(days, given.known), _nulled(projected, given.known))

    def _fill(
        self, function: Any, given: Values, arrays: tuple[Any, ...], types: tuple[str, ...]
    ) -> list[list[int]]:
        """What a function on arrays of days writes into its outputs."""
        size = len(given.numbers)
        outs = [ffi.new(f"{kind}[]", size or 1) for kind in types]
        try:
            call(function, self._handle, *arrays, size, *outs)
        except SandanError as error:
            if given.single:
                error.row = None  # a day that stands alone is in no row
            raise
        return [ffi.unpack(out, size) if size else [] for out in outs]

    def _table(self, function: Any, fields: Mapping[str, Any]) -> Table:
        handle = call_run(
            function,
            (self._handle,),
            _request.encode(**fields),
            Run(),
            "sandan_result",
            lib.sandan_result_destroy,
        )
        return Result(handle, Labels.of_calendar()).only()


def _given(**options: Any) -> dict[str, Any]:
    """The options that were given; the others have defaults of their own."""
    return {name: option for name, option in options.items() if option is not None}


def _nulled(values: list[Any], known: list[bool]) -> list[Any]:
    return [value if there else None for value, there in zip(values, known)]
