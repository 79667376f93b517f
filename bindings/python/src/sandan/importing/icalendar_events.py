"""iCalendar files (RFC 5545) to a calendar document.

All-day events are days off, or make-up workdays where summary or category say
so; events with a time of day and cancelled ones are no days off and are passed
over. DTEND is exclusive. Yearly events are repeated over the span.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Union

from sandan.importing.calendar_document import (
    MONDAY_TO_FRIDAY,
    UNDETERMINED,
    Gathered,
    Head,
    Label,
    Place,
    Span,
    whole_years,
)
from sandan.importing.problems import MissingPackageError, SourceError, shown

#: Summaries and categories of workdays that make up for days off.
MAKE_UP = r"补班|上班|[(（【\[]班[)）】\]]|make-?up|(?<!non-)(?<!non )(?<!非)\bwork(ing )?day"

#: A file, or the text of one.
Source = Union[str, "os.PathLike[str]", bytes]

_DAY = dt.timedelta(days=1)
_UNTIL_WITH_TIME = re.compile(r"(UNTIL=\d{8})T\d{6}Z?")
_LONGEST = 366
_MOST_DAYS = 200_000


class _Event(NamedTuple):
    """An all-day event."""

    first: dt.date
    days: int
    summary: str
    language: str | None
    words: tuple[str, ...]
    rule: str | None
    without: frozenset[dt.date]
    place: Place


def icalendar_document(
    *sources: Source,
    code: str,
    label: Label | None = None,
    week: Iterable[str] = MONDAY_TO_FRIDAY,
    span: Span | None = None,
    fiscal: Mapping[str, Any] | None = None,
    make_up: str = MAKE_UP,
    language: str = UNDETERMINED,
) -> dict[str, Any]:
    """The calendar document of iCalendar files; it covers the first year with an event to
    the last, unless `span` says otherwise."""
    if not sources:
        raise SourceError("no iCalendar file is given")
    try:
        works = re.compile(make_up, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"make_up is no regular expression: {error}") from None
    head = Head(code, label, week, span, fiscal)
    covered = head.covered()
    events = [event for number, each in enumerate(sources, 1) for event in _events(each, number)]
    gathered = Gathered()
    for event in events:
        off = not any(works.search(word) for word in event.words)
        named = {event.language or language: event.summary}
        for day in _days_of(event, covered):
            gathered.rule(day, off, named, event.place)
            if len(gathered.rulings) > _MOST_DAYS:
                raise event.place.error(f"more than {_MOST_DAYS:,} days come together")
    if covered is None and not gathered.rulings:
        raise SourceError("there is no all-day event: say by span which days are covered")
    span_days = covered or whole_years(day.year for day in gathered.rulings)
    return gathered.document(head, span_days)


def _events(source: Source, number: int) -> Iterator[_Event]:
    """The all-day events of a file."""
    name, text = _text(source, number)
    for position, component in enumerate(_parsed(name, text), start=1):
        event = _event(component, name, position)
        if event is not None:
            yield event


def _parsed(name: str, text: bytes) -> list[Any]:
    """The VEVENT components of a text."""
    try:
        from icalendar import Calendar
    except ImportError:
        raise MissingPackageError(
            "iCalendar files need the package icalendar: pip install 'sandan[import]'", file=name
        ) from None
    try:
        text.decode("utf-8")
        calendars = Calendar.from_ical(text, multiple=True)
    except UnicodeDecodeError as error:
        raise SourceError(f"not valid UTF-8 at byte {error.start}", file=name) from None
    except (ValueError, IndexError, KeyError) as error:
        raise SourceError(f"no iCalendar text: {error}", file=name) from None
    if not calendars:
        raise SourceError("no iCalendar text: it holds no VCALENDAR", file=name)
    return [event for calendar in calendars for event in calendar.walk("VEVENT")]


def _event(component: Any, name: str, position: int) -> _Event | None:
    """An event read; None when it takes up no whole day."""
    summary = component.get("SUMMARY")
    text = "" if summary is None else str(summary).strip()
    place = Place(name, f"event {position}" + (f" ({shown(text)})" if text else ""))
    if component.errors:
        raise place.error(f"cannot be read: {component.errors[0][0]}: {component.errors[0][1]}")
    if str(component.get("STATUS", "")).upper() == "CANCELLED":
        return None
    first = _moment(component, "DTSTART", place)
    if first is None:
        raise place.error("has no DTSTART")
    if isinstance(first, dt.datetime):
        return None
    if not 1900 <= first.year <= 2199:
        raise place.error(f"is in {first.year}; years from 1900 to 2199 are possible")
    if not text:
        raise place.error("has no SUMMARY to name the day by")
    if component.get("RECURRENCE-ID") is not None or component.get("RDATE") is not None:
        raise place.error("RECURRENCE-ID and RDATE are not understood: list the days one by one")
    return _Event(
        first,
        _length(component, first, place),
        text,
        summary.params.get("LANGUAGE"),
        (text, *_categories(component)),
        _yearly_rule(component, place),
        frozenset(_left_out(component)),
        place,
    )


def _moment(component: Any, name: str, place: Place) -> dt.date | None:
    value = component.get(name)
    if value is None:
        return None
    found = getattr(value, "dt", None)
    if not isinstance(found, dt.date):
        raise place.error(f"has a {name} that is no date")
    return found


def _length(component: Any, first: dt.date, place: Place) -> int:
    """How many days an event lasts; its end is the day after the last."""
    end = _moment(component, "DTEND", place)
    duration = component.get("DURATION")
    if end is not None:
        if isinstance(end, dt.datetime):
            raise place.error("starts on a day and ends at a time of day")
        days = (end - first).days
    elif duration is not None:
        days = duration.dt.days
        if duration.dt != dt.timedelta(days=days):
            raise place.error("lasts no whole number of days")
    else:
        days = 1
    if days == 0:
        days = 1  # DTEND on the day itself: written by many, and the day is meant
    if not 0 < days <= _LONGEST:
        raise place.error(f"lasts {days} days; 1 to {_LONGEST} are possible")
    return days


def _categories(component: Any) -> list[str]:
    found = component.get("CATEGORIES", [])
    listed = found if isinstance(found, list) else [found]
    return [str(word) for each in listed for word in getattr(each, "cats", [each])]


def _yearly_rule(component: Any, place: Place) -> str | None:
    rule = component.get("RRULE")
    if rule is None:
        return None
    if isinstance(rule, list) or [str(each) for each in rule.get("FREQ", [])] != ["YEARLY"]:
        raise place.error(
            "has an RRULE other than one FREQ=YEARLY, which is all that is understood"
        )
    # The last day is a day, though many write a time with it.
    return _UNTIL_WITH_TIME.sub(r"\1", rule.to_ical().decode("utf-8"))


def _left_out(component: Any) -> Iterator[dt.date]:
    """Days of EXDATE."""
    found = component.get("EXDATE", [])
    for each in found if isinstance(found, list) else [found]:
        for moment in each.dts:
            day = moment.dt
            yield day.date() if isinstance(day, dt.datetime) else day


def _days_of(event: _Event, covered: tuple[dt.date, dt.date] | None) -> Iterator[dt.date]:
    """The days an event takes up, repetitions included."""
    for start in _starts(event, covered):
        if start not in event.without:
            yield from (start + n * _DAY for n in range(event.days))


def _starts(event: _Event, covered: tuple[dt.date, dt.date] | None) -> Iterator[dt.date]:
    if event.rule is None:
        yield event.first
        return
    ends = "COUNT=" in event.rule or "UNTIL=" in event.rule
    if covered is None and not ends:
        raise event.place.error("repeats without end: say by span which days are covered")
    if re.search(r"(^|;)INTERVAL=0*(;|$)", event.rule):
        raise event.place.error("has an RRULE that never goes on: INTERVAL is 0")
    from dateutil.rrule import rrulestr

    try:
        rule = rrulestr(event.rule, dtstart=dt.datetime.combine(event.first, dt.time()))
    except (ValueError, TypeError) as error:
        raise event.place.error(f"has an RRULE that cannot be read: {error}") from None
    for number, moment in enumerate(rule):
        day = moment.date()
        if covered is not None and day > covered[1]:
            return
        if number > _MOST_DAYS:
            raise event.place.error("repeats too often")
        if covered is None or day + (event.days - 1) * _DAY >= covered[0]:
            yield day


def _text(source: Source, number: int) -> tuple[str, bytes]:
    """Name and text of a source."""
    if isinstance(source, bytes):
        return f"text {number}", source
    if isinstance(source, str) and "BEGIN:VCALENDAR" in source.upper():
        return f"text {number}", source.encode("utf-8")
    path = Path(source)
    try:
        return str(path), path.read_bytes()
    except OSError as error:
        raise SourceError(error.strerror or str(error), file=str(path)) from None
