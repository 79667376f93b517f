"""From the options of a command to tables, process and history."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pyarrow.compute as pc

from sandan import Calendar, DataError, History, Policy, Process, documents
from sandan._policy_labels import version_on
from sandan._sources import naming
from sandan.cli.arguments import TABLES, names
from sandan.cli.fact_types import facts_beside, facts_with, type_words
from sandan.cli.file_places import at_its_file
from sandan.cli.progress import say, working
from sandan.cli.remarks import tell_faults
from sandan.importing import (
    FileSpec,
    Imported,
    Mapping,
    MappingError,
    SourceError,
    apply_mapping,
    import_files,
    load_mapping,
)
from sandan.importing.facts import Facts, required_columns
from sandan.importing.zones import offset_of

_YEAR = 366
_FEW = 100
_LAST_DAYS = ("created_on", "closed_on", "won_on", "completed_on")


@dataclass(frozen=True)
class Inputs:
    """The input options shared by all commands that read tables."""

    files: AbstractMapping[str, tuple[str, ...]]
    process: str | None = None
    map: str | None = None
    dir: str | None = None
    file: tuple[str, ...] = ()
    as_of: str | None = None
    keys: str | None = None
    strict: bool = False
    hide_values: bool = False
    utc_offset: str | None = None
    time_zone: str | None = None
    on_error: str = "refuse"
    threads: int | None = None


@dataclass(frozen=True)
class Book:
    """What a command works on."""

    history: History
    imported: Imported
    request: dict[str, Any] = field(default_factory=dict)


def read_book(
    inputs: Inputs, *, faults_are_asked: bool = False, policy: Policy | None = None
) -> Book:
    """Reads the tables and builds the history of the deals.

    policy: what else reads a table; it knows the types of its own columns.

    Tells on stderr that there are faults, unless they are what is asked for.
    """
    mapping = load_mapping(inputs.map) if inputs.map is not None else None
    _check_deals_are_given(inputs, mapping)
    chosen = _process(inputs, mapping)
    with working("reading"):
        imported = read_tables(inputs, mapping, _facts(chosen, policy, inputs.as_of))
    for note in imported.notes:
        say(note.text)
    _check_columns(imported, mapping)
    request = _request(inputs, imported)
    as_of = inputs.as_of or imported.as_of or _last_day(imported, request)
    tables: dict[str, Any] = {
        name: table for name, table in imported.arrow().items() if name in TABLES
    }
    with working("history") as progress:
        try:
            history = chosen.history(
                **tables,
                as_of=as_of,
                threads=inputs.threads,
                progress=progress,
                **request,
            )
        except DataError as error:
            raise at_its_file(error, imported) from None
    if not faults_are_asked:
        tell_faults(history, imported, inputs.threads)
    return Book(history, imported, request)


def _check_deals_are_given(inputs: Inputs, mapping: Mapping | None) -> None:
    if inputs.files.get("opportunities"):
        return
    if mapping is None:
        raise click.UsageError("give the deals: --opportunities FILE, or --map FILE")
    if "opportunities" not in mapping.tables:
        raise MappingError(
            "/tables",
            "has no table opportunities, the deals, which this command needs; it has: "
            f"{', '.join(mapping.tables)}. Add it, or give --opportunities FILE",
            file=inputs.map,
        )


def _check_columns(imported: Imported, mapping: Mapping | None) -> None:
    """Refuses a table that cannot be what it is said to be, before anything is made of it."""
    for name in ("opportunities", "stage_events", "receivables"):
        found = imported.tables.get(name)
        there = [] if found is None else found.table.column_names
        missing = [column for column in required_columns(name) if column not in there]
        if found is None or not missing:
            continue
        file = f"table {name}" if found.source is None else found.source.parts[0].file
        advice = (
            f'say under "columns" of table {name} in the mapping document which column is which'
            if mapping is not None and name in mapping.tables
            else "a mapping document says which column is which: --map FILE"
        )
        raise SourceError(
            f"has no column {' and no column '.join(missing)}, which table {name} needs; "
            f"it has: {', '.join(map(str, there)) or 'none'}; {advice}",
            file=file,
        )


def _facts(process: Process, policy: Policy | None, as_of: str | None) -> Facts:
    """The facts dictionary, with what the process and the policy say of their own columns."""
    facts = facts_beside("opportunities", type_words(process.to_dict().get("facts") or ()))
    if policy is None:
        return facts
    types = type_words(version_on(policy.to_dict(), as_of)["inputs"])
    extend = facts_beside if policy.table in TABLES else facts_with
    return extend(policy.table, types, facts)


def read_tables(inputs: Inputs, mapping: Mapping | None, facts: Facts) -> Imported:
    """The tables from the mapping, from bare files, or from both."""
    base = Path(inputs.dir) if inputs.dir is not None else None
    bare = {name: paths for name, paths in inputs.files.items() if paths}
    if mapping is None:
        if inputs.file:
            raise click.UsageError("--file replaces a file of a mapping document: give --map too")
        specs = {name: FileSpec(paths) for name, paths in bare.items()}
        return import_files(specs, base=base, on_error=inputs.on_error, facts=facts)
    replace = dict(_replacement(text) for text in inputs.file)
    direct: dict[str, FileSpec] = {}
    for name, paths in bare.items():
        rule = mapping.tables.get(name)
        if rule is None:
            direct[name] = FileSpec(paths)
        elif rule.file is not None:
            replace[rule.file] = paths
        else:
            raise click.UsageError(
                f"the mapping makes table {name} by a SELECT; say which of its files the new one "
                f"replaces: --file NAME={paths[0]} (it names {', '.join(mapping.files)})"
            )
    only = set(inputs.files) - set(direct)
    imported = apply_mapping(mapping, base=base, replace=replace, only=only, facts=facts)
    if not direct:
        return imported
    added = import_files(direct, on_error=inputs.on_error, facts=facts)
    return Imported(
        {**imported.tables, **added.tables},
        imported.notes + added.notes,
        imported.process,
        imported.as_of,
        imported.request,
    )


def _replacement(text: str) -> tuple[str, tuple[str, ...]]:
    name, mark, path = text.partition("=")
    if not mark or not name or not path:
        raise click.BadParameter("write NAME=PATH", param_hint="--file")
    return name, (path,)


def open_process(written: str, folder: Path | None = None) -> Process:
    """A shipped process by name, or one from a file."""
    text = document_of("process", written, folder)
    with naming(text, written):
        return Process(text)


def open_calendar(written: str) -> Calendar:
    """A shipped calendar by name, or one from a file."""
    text = document_of("calendar", written, None)
    with naming(text, written):
        return Calendar(text)


def document_of(
    kind: str, written: str, folder: Path | None, option: str | None = None
) -> str | bytes:
    """The text of a shipped document by name, or of a file."""
    hint = option or f"--{kind}"
    shipped = [entry["name"] for entry in documents.list(kind)]
    if written in shipped:
        return documents.get_text(kind, written)
    path = Path(written) if folder is None else folder / written
    if path.is_dir():
        raise click.BadParameter(f"{written!r} is a folder, not a file", param_hint=hint)
    if not path.is_file():
        raise click.BadParameter(
            f"{written!r} is neither a file nor a shipped {kind} ({', '.join(shipped)})",
            param_hint=hint,
        )
    return path.read_bytes()


def _process(inputs: Inputs, mapping: Mapping | None) -> Process:
    if inputs.process is not None:
        return open_process(inputs.process)
    if mapping is not None and mapping.process is not None:
        try:
            return open_process(mapping.process, mapping.folder)
        except click.BadParameter as error:
            raise MappingError("/process", error.message, file=inputs.map) from None
    raise click.UsageError(
        "say which process the deals go through: --process NAME-or-FILE "
        "(`sandan process list` shows the shipped ones)"
    )


def _request(inputs: Inputs, imported: Imported) -> dict[str, Any]:
    request = dict(imported.request)
    if inputs.keys is not None:
        request["keys"] = names(inputs.keys)
    if inputs.strict:
        request["strict"] = True
    if inputs.hide_values:
        request["values"] = False
    if inputs.utc_offset is not None and inputs.time_zone is not None:
        raise click.UsageError("--utc-offset and --time-zone exclude each other")
    if inputs.utc_offset is not None or inputs.time_zone is not None:
        request.pop("utc_offset", None)
    if inputs.utc_offset is not None:
        request["utc_offset"] = inputs.utc_offset
    if inputs.time_zone is not None:
        request["time_zone"] = inputs.time_zone
    return request


def _last_day(imported: Imported, request: dict[str, Any]) -> str:
    """The latest day any event or closing is recorded on."""
    days: Counter[dt.date] = Counter()
    for table, columns in (("stage_events", ("entered_at",)), ("opportunities", _LAST_DAYS)):
        found = imported.tables.get(table)
        for name in columns:
            if found is not None and name in found.table.column_names:
                days.update(_days(found.table.column(name), request))
    if not days:
        there = ", ".join(map(str, imported.tables["opportunities"].table.column_names))
        raise click.UsageError(
            f"the data hold no date: table opportunities has {there}. Give --as-of YYYY-MM-DD, or "
            "a mapping document that says which columns are dates: --map FILE"
        )
    last, ignored = _latest_plausible(days)
    if ignored:
        say(
            f"{count_of(ignored, days)} far after all others are not taken for the day of the "
            f"state: {', '.join(day.isoformat() for day in ignored[:3])}"
        )
    say(f"as of {last.isoformat()}, the latest date in the data; --as-of sets another")
    return last.isoformat()


def count_of(some: list[dt.date], days: Counter[dt.date]) -> str:
    """ "1 date", "3 dates"."""
    n = sum(days[day] for day in some)
    return "1 date" if n == 1 else f"{n} dates"


def _latest_plausible(days: Counter[dt.date]) -> tuple[dt.date, list[dt.date]]:
    """The latest day, without the few that lie more than a year after all others:
    a slip of the pen such as 2225 must not age every deal by two centuries."""
    ordered = sorted(days)
    total = sum(days.values())
    end = len(ordered)
    beyond = 0
    for position in range(len(ordered) - 1, 0, -1):
        beyond += days[ordered[position]]
        if beyond * _FEW > total:
            break
        if (ordered[position] - ordered[position - 1]).days > _YEAR:
            end = position
    return ordered[end - 1], ordered[end:]


def _days(column: pa.ChunkedArray, request: dict[str, Any]) -> dict[dt.date, int]:
    """How often each day occurs."""
    if not pa.types.is_temporal(column.type):
        return {}
    zone = getattr(column.type, "tz", None)
    offset = offset_of(request.get("utc_offset", ""))
    if zone is not None:
        moments = column.cast(pa.timestamp("us", zone))
        if offset is not None:
            moments = pc.add(moments, pa.scalar(offset, pa.duration("us")))
        column = (
            pc.local_timestamp(moments)
            if offset is None
            else moments.cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us"))
        )
    counts = pc.value_counts(column.cast(pa.date32(), safe=False).drop_null())
    return {row["values"]: row["counts"] for row in counts.to_pylist()}
