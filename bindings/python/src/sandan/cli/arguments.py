"""Parts of the command line that need reading of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import click

from sandan import Cohort, cohort, period

#: Tables the process module reads; each is an option `--<table> FILE…`.
TABLES = ("opportunities", "stage_events", "accounts", "reps", "receivables")
#: Tables that only the review reads beside them.
REVIEWED_TABLES = ("account_lines", "activities", "universe")
#: Tables that the review reads where it follows a quota plan.
PLANNED_TABLES = (
    *("actuals", "rep_assignments", "credits", "rates", "work_items"),
    *("quota_nodes", "quota_constraints"),
)
#: Tables that the review reads for decision maps, where there are people.
MAPPED_TABLES = ("people", "departments", "relations", "stances", "points")

_TABLE_OPTIONS = frozenset(
    f"--{spelling}"
    for name in (*TABLES, *REVIEWED_TABLES, *PLANNED_TABLES, *MAPPED_TABLES)
    for spelling in (name, name.replace("_", "-"))
)
_PERIOD = re.compile(r"([a-z]+)\(\s*([^()]+?)\s*\)")


def spread_files(arguments: Sequence[str]) -> list[str]:
    """`--opportunities a b` as `--opportunities a --opportunities b`."""
    spread: list[str] = []
    option: str | None = None
    given = 0
    for position, argument in enumerate(arguments):
        if argument == "--":
            spread.extend(arguments[position:])
            break
        if argument.startswith("-") and argument != "-":
            option = argument if argument in _TABLE_OPTIONS else None
            given = 0
        elif option is not None:
            given += 1
            if given > 1:
                spread.append(option)
        spread.append(argument)
    return spread


def names(text: str | None) -> list[str] | None:
    """Names between commas."""
    if text is None:
        return None
    return [name.strip() for name in text.split(",") if name.strip()]


def by_keys(text: str | None) -> list[Any] | None:
    """`team_id,month(created_on)` as keys of the request."""
    listed = names(text)
    if not listed:
        return None
    keys: list[Any] = []
    for name in listed:
        match = _PERIOD.fullmatch(name)
        if match is not None:
            keys.append(period(match[1], match[2]))
        elif "(" in name or ")" in name:
            raise click.BadParameter(
                f"{name!r} is no key; write a column or month(created_on)", param_hint="--by"
            )
        else:
            keys.append(name)
    return keys


def cohort_of(of: str | None, since: str | None, until: str | None) -> Cohort | None:
    """The cohort of --cohort and its two days."""
    if of is None:
        if since is not None or until is not None:
            raise click.UsageError(
                "--from and --to (--cohort-from and --cohort-to) belong to --cohort COLUMN"
            )
        return None
    try:
        return cohort(of, since, until)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def whole_numbers(text: str | None, option: str) -> list[int] | None:
    """Whole numbers between commas."""
    listed = names(text)
    if listed is None:
        return None
    if not listed or not all(each.isascii() and each.isdigit() for each in listed):
        raise click.BadParameter("write whole numbers, such as 30,60,90", param_hint=option)
    return [int(each) for each in listed]
