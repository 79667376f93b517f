"""From the options of `sandan quota …` to a plan and the tables it reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from sandan import Calendar, DataError, Quota, QuotaPlan, SchemaError
from sandan._sources import naming
from sandan.cli.fact_types import facts_beside, facts_with
from sandan.cli.file_places import at_its_file
from sandan.cli.loading import document_of, open_calendar
from sandan.cli.progress import say, working
from sandan.importing import (
    FileSpec,
    Imported,
    MappingError,
    apply_mapping,
    import_files,
    load_mapping,
)
from sandan.importing import Mapping as MappingDocument
from sandan.importing.facts import Facts, meant, shipped_facts

#: Tables of the arithmetic by itself, which are no tables of a CRM.
_ARITHMETIC = {
    "items": {"item_id": "id", "weight": "double", "floor_minor": "int64", "cap_minor": "int64"},
    "seed": {"row_id": "id", "column_id": "id", "value": "double"},
    "row_totals": {"row_id": "id", "total": "double"},
    "column_totals": {"column_id": "id", "total": "double"},
    "cells": {"row_id": "id", "column_id": "id", "value": "double"},
}


@dataclass(frozen=True)
class QuotaOptions:
    """The options shared by the commands that read tables."""

    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    map: str | None = None
    dir: str | None = None
    on_error: str = "refuse"
    threads: int | None = None
    plan: str | None = None
    calendar: str | None = None
    planned_as_of: str | None = None
    reason: str | None = None
    hide_values: bool = False


@dataclass(frozen=True)
class Book:
    """Tables that were read."""

    options: QuotaOptions
    imported: Imported

    def ask(self, verb: Callable[..., Any], **given: Any) -> Any:
        """A verb that reads all tables; a fault of the data is told at its file and row."""
        tables = self.imported.arrow()
        with working(verb.__name__) as progress:
            try:
                return verb(tables, threads=self.options.threads, progress=progress, **given)
            except (DataError, SchemaError) as error:
                raise at_its_file(error, self.imported) from None

    def ask_one(self, verb: Callable[..., Any], wanted: tuple[str, ...], **given: Any) -> Any:
        """A verb whose tables are arguments of its own."""
        tables = self.imported.arrow()
        try:
            return verb(*(tables[name] for name in wanted), threads=self.options.threads, **given)
        except (DataError, SchemaError) as error:
            raise at_its_file(error, self.imported) from None

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
    mapping = _mapping_of(options)
    plan = _plan_of(options, mapping)
    _tell_projected(plan, options.calendar)
    columns = _weighing_columns(plan.to_dict())
    types = {table: dict.fromkeys(columns, "double") for table in ("reps", "quota_nodes")}
    return PlannedBook(options, _imported(options, mapping, None, types), plan)


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
    return Book(options, _imported(options, _mapping_of(options), only, types or {}))


def _mapping_of(options: QuotaOptions) -> MappingDocument | None:
    return load_mapping(options.map) if options.map is not None else None


def _imported(
    options: QuotaOptions,
    mapping: MappingDocument | None,
    only: tuple[str, ...] | None,
    own_types: Mapping[str, Mapping[str, str]],
) -> Imported:
    known = shipped_facts()
    for name, types in _ARITHMETIC.items():
        known = facts_with(name, types, known)
    for name, own in own_types.items():
        known = facts_beside(name, own, known)
    _check_names(options, known, only)
    files = {name: FileSpec(paths) for name, paths in options.files.items()}
    with working("reading"):
        imported = import_files(files, on_error=options.on_error, facts=known)
        if mapping is not None:
            base = None if options.dir is None else Path(options.dir)
            wanted = set(mapping.tables) - set(files)
            if only is not None:
                wanted &= set(only)
            mapped = apply_mapping(mapping, base=base, only=wanted, facts=known)
            imported = Imported(
                {**mapped.tables, **imported.tables},
                mapped.notes + imported.notes,
                mapped.process,
                mapped.as_of,
                mapped.request,
            )
    for note in imported.notes:
        say(note.text)
    missing = [name for name in only or () if name not in imported.tables]
    if missing and mapping is not None:
        raise MappingError("/tables", f"has no table {missing[0]}", file=options.map)
    if missing:
        raise click.UsageError(f"give the table: --{missing[0].replace('_', '-')} FILE")
    return imported


def _check_names(options: QuotaOptions, known: Facts, only: tuple[str, ...] | None) -> None:
    tables = list(known) if only is None else list(only)
    for name, paths in options.files.items():
        option = f"--{name.replace('_', '-')}"
        if name not in tables:
            near = meant(name, (*tables, "plan", "map", "as_of", "format", "out", "table"))
            hint = "" if near in (None, name) else f"; did you mean --{near.replace('_', '-')}?"
            hint = "; this command reads no plan" if name == "plan" else hint
            raise click.NoSuchOption(option, f"no such option: {option}{hint}")
        if not paths:
            raise click.BadOptionUsage(option, f"option {option!r} requires a file")
