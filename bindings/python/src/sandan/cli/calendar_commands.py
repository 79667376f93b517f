"""`sandan calendar …`: working days, days, fiscal periods, and calendars from files."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from sandan import Calendar, documents
from sandan.cli.loading import open_calendar
from sandan.cli.options import writes_answer
from sandan.cli.output import deliver, write
from sandan.cli.progress import say
from sandan.cli.records import deliver_records
from sandan.cli.shipped_commands import list_shipped

Command = TypeVar("Command", bound=Callable[..., Any])

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _day(_: click.Context, parameter: click.Parameter, value: str | None) -> dt.date | None:
    """The day an option names; a usage error for anything else."""
    if value is None:
        return None
    try:
        day = dt.date.fromisoformat(value) if _DAY.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2199:
        raise click.BadParameter(
            f"{value!r} is no day from 1900-01-01 to 2199-12-31", param=parameter
        )
    return day


def _day_option(flag: str, name: str, required: bool, text: str) -> Callable[[Command], Command]:
    return click.option(
        flag, name, metavar="YYYY-MM-DD", callback=_day, required=required, help=text
    )


_calendar_option = click.option(
    "--calendar",
    "name",
    metavar="NAME-or-FILE",
    required=True,
    help="Shipped calendar, or a document.",
)
_from_option = _day_option("--from", "since", True, "First day.")
_to_option = _day_option("--to", "until", True, "Last day.")


@click.group()
def calendar() -> None:
    """Working days, holidays and fiscal periods."""


def _span_of(name: str) -> dict[str, Any]:
    """First and last day that a calendar knows."""
    span = documents.get("calendar", name).get("span") or {}
    return {"from": span.get("from"), "to": span.get("to")}


@calendar.command("list")
@writes_answer
def list_calendars(form: str, out: str | None, table: str | None, language: str | None) -> None:
    """Shipped calendars."""
    list_shipped("calendar", "calendars", form, out, _span_of)


@calendar.command()
@_calendar_option
@_from_option
@_to_option
@writes_answer
def workdays(
    name: str,
    since: dt.date,
    until: dt.date,
    form: str,
    out: str | None,
    table: str | None,
    language: str | None,
) -> None:
    """Working days from one day to another, both counted."""
    counted = open_calendar(name).count(since, until)
    if counted.projected:
        say(
            f"{counted.projected} of these working days are projected: no source of the calendar "
            "covers them, the week alone answers"
        )
    deliver_records("workdays", [counted._asdict()], form, out)


@calendar.command()
@_calendar_option
@_day_option("--from", "since", True, "The day to count from.")
@click.option("--workdays", "n", type=int, required=True, help="How many; back when negative.")
@writes_answer
def add(
    name: str,
    since: dt.date,
    n: int,
    form: str,
    out: str | None,
    table: str | None,
    language: str | None,
) -> None:
    """The day that lies so many working days after another."""
    found = open_calendar(name).add(since, n)
    if found.projected:
        say("the day is projected: no source of the calendar covers all days on the way to it")
    deliver_records("add", [found._asdict()], form, out)


@calendar.command()
@_calendar_option
@_from_option
@_to_option
@writes_answer
def days(name: str, since: dt.date, until: dt.date, **output: Any) -> None:
    """Each day with its kind and label, and whether work is done."""
    answer = open_calendar(name).days(since, until, language=output["language"])
    deliver(answer, **output)


@calendar.command()
@_calendar_option
@_from_option
@_to_option
@click.option(
    "--unit",
    type=click.Choice(["week", "month", "quarter", "year"]),
    default="month",
    show_default=True,
)
@writes_answer
def periods(name: str, since: dt.date, until: dt.date, unit: str, **output: Any) -> None:
    """Fiscal periods and their working days."""
    deliver(open_calendar(name).periods(since, until, unit=unit), **output)


@calendar.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--code", required=True, help="Code of the calendar.")
@click.option("--label", help="Its name; the code when left out.")
@click.option("--week", metavar="mon,tue,…", help="Days of the week that are worked.")
@_day_option("--from", "since", False, "First day covered.")
@_day_option("--to", "until", False, "Last day covered.")
@click.option("--make-up", metavar="REGEX", help="iCalendar: summaries of make-up workdays.")
@click.option("--language", metavar="TAG", help="Language of label and names, such as zh.")
@click.option("--out", metavar="FILE", help="Write here instead of stdout.")
def import_files(
    files: tuple[str, ...],
    code: str,
    label: str | None,
    week: str | None,
    since: dt.date | None,
    until: dt.date | None,
    make_up: str | None,
    language: str | None,
    out: str | None,
) -> None:
    """A calendar document from iCalendar files (.ics), or from JSON lists of holidays."""
    options: dict[str, Any] = {"code": code}
    if label is not None:
        options["label"] = {language: label} if language else label
    if language is not None:
        options["language"] = language
    if week is not None:
        options["week"] = _week(week)
    if (since is None) != (until is None):
        raise click.UsageError("--from and --to belong together")
    if since is not None and until is not None:
        options["span"] = _span(since, until)
    if make_up is not None:
        options["make_up"] = _pattern(make_up)
    made = _imported(files, options)
    write(json.dumps(made.to_dict(), ensure_ascii=False, indent=2) + "\n", out)


def _imported(files: tuple[str, ...], options: dict[str, Any]) -> Calendar:
    kinds = {Path(file).suffix.lower() for file in files}
    if kinds == {".ics"}:
        return Calendar.from_icalendar(*map(Path, files), **options)
    if kinds == {".json"}:
        if "make_up" in options:
            raise click.UsageError("--make-up is for iCalendar files; lists say isOffDay")
        return Calendar.from_holidays(*map(Path, files), **options)
    raise click.UsageError("give iCalendar files (.ics), or JSON lists of holidays (.json)")


def _week(text: str) -> list[str]:
    listed = [day.strip() for day in text.split(",")]
    if len(set(listed)) != len(listed) or not set(listed) <= set(_WEEKDAYS):
        raise click.BadParameter(f"write each once, of {','.join(_WEEKDAYS)}", param_hint="--week")
    return listed


def _span(since: dt.date, until: dt.date) -> tuple[dt.date, dt.date]:
    if until < since:
        raise click.BadParameter("is before --from", param_hint="--to")
    return since, until


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise click.BadParameter(
            f"no regular expression: {error}", param_hint="--make-up"
        ) from None
    return text
