"""From the options of `sandan quota …` to a plan and the tables it reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from sandan import Calendar, Quota, QuotaPlan
from sandan._sources import naming
from sandan.cli.loading import document_of, open_calendar
from sandan.cli.progress import say
from sandan.cli.tables_given import TableOptions, TablesGiven, import_tables, mapping_of
from sandan.importing import Mapping as MappingDocument
from sandan.importing import MappingError

#: Tables of the arithmetic by itself, which are no tables of a CRM.
_ARITHMETIC = {
    "items": {"item_id": "id", "weight": "double", "floor_minor": "int64", "cap_minor": "int64"},
    "seed": {"row_id": "id", "column_id": "id", "value": "double"},
    "row_totals": {"row_id": "id", "total": "double"},
    "column_totals": {"column_id": "id", "total": "double"},
    "cells": {"row_id": "id", "column_id": "id", "value": "double"},
}


@dataclass(frozen=True)
class QuotaOptions(TableOptions):
    """The options of the commands about quotas that read tables."""

    plan: str | None = None
    calendar: str | None = None
    planned_as_of: str | None = None
    reason: str | None = None
    hide_values: bool = False


@dataclass(frozen=True)
class Book(TablesGiven):
    """Tables that were read."""

    options: QuotaOptions

    @staticmethod
    def calendar(written: str | None) -> Calendar | None:
        """The calendar of an option."""
        return None if written is None else open_calendar(written)


@dataclass(frozen=True)
class PlannedBook(Book):
    """Tables, and the plan they are for."""

    plan: QuotaPlan

    def build(self, reason: str | None = None) -> Quota:
        """The plan carried out, for a reason."""
        return self.ask(  # type: ignore[no-any-return]
            self.plan.build,
            as_of=self.options.planned_as_of,
            reason=reason,
            values=False if self.options.hide_values else None,
        )


def read_planned(options: QuotaOptions) -> PlannedBook:
    """Reads the plan that is asked for, else that of the mapping document, and the tables."""
    mapping = mapping_of(options)
    plan = _plan_of(options, mapping)
    _tell_projected(plan, options.calendar)
    columns = _weighing_columns(plan.to_dict())
    types = {table: dict.fromkeys(columns, "double") for table in ("reps", "quota_nodes")}
    return PlannedBook(options, import_tables(options, mapping, None, types, _ARITHMETIC), plan)


def _plan_of(options: QuotaOptions, mapping: MappingDocument | None) -> QuotaPlan:
    if options.plan is not None:
        return open_plan(options.plan, options.calendar)
    if mapping is not None:
        named = plan_of_mapping(mapping, str(options.map), options.calendar)
        if named is not None:
            return named
    raise click.UsageError(
        "say which plan: --plan NAME-or-FILE (`sandan quota list` shows the shipped ones)"
    )


def _tell_projected(plan: QuotaPlan, calendar: str | None) -> None:
    """Tells of working days that the plan's calendar does not know for certain."""
    document = plan.to_dict()
    days = open_calendar(calendar or document.get("calendar") or "weekdays")
    counted = days.count(document["period"]["from"], document["period"]["to"])
    if counted.projected:
        say(
            f"{counted.projected} of the plan's {counted.workdays} working days are projected: no "
            "source of the calendar covers them, the week alone answers"
        )


def _weighing_columns(document: Mapping[str, Any]) -> set[str]:
    """Columns of numbers that weights of a plan by potential name."""
    weights = [axis.get("weights") or {} for axis in document["axes"]]
    parts = [part for each in weights for part in each.get("parts") or ()]
    columns = [each.get("column") for each in weights + parts if each.get("by") == "potential"]
    return {column for column in columns if column is not None}


def plan_of_mapping(mapping: MappingDocument, file: str, calendar: str | None) -> QuotaPlan | None:
    """The plan that a mapping document names; None where it names none."""
    if mapping.plan is None:
        return None
    try:
        return open_plan(mapping.plan, calendar, mapping.folder)
    except click.BadParameter as error:
        raise MappingError("/plan", error.message, file=file) from None


def open_plan(written: str, calendar: str | None, folder: Path | None = None) -> QuotaPlan:
    """A shipped plan by name, or one from a file."""
    text = document_of("plan", written, folder)
    days = None if calendar is None else open_calendar(calendar)
    with naming(text, written):
        return QuotaPlan(text, days)


def read_tables(
    options: QuotaOptions,
    only: tuple[str, ...] | None = None,
    types: Mapping[str, Mapping[str, str]] | None = None,
) -> Book:
    """Reads the tables that are given, from files, from a mapping document, or both.

    only: the tables wanted, all of them; any table of a CRM, when left out.
    types: of columns that the facts dictionary does not know, by table and name.
    """
    return Book(options, import_tables(options, mapping_of(options), only, types, _ARITHMETIC))
