"""Applies a mapping document, or the facts dictionary alone, to files."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from sandan.importing.columns import BadValue, Converted, constant_column, convert
from sandan.importing.dates import DateStyle
from sandan.importing.facts import Facts, meant, shipped_facts
from sandan.importing.locations import FileSpec
from sandan.importing.numbers import unit_in_name
from sandan.importing.problems import MappingError, Note, SourceError, counted, shown
from sandan.importing.readers import SourceTable, read_source
from sandan.importing.rules import ColumnRule, Mapping, TableRule
from sandan.importing.select import select

_ID_FAMILIES = (
    ("opportunity_id",),
    ("account_id",),
    ("owner_id", "rep_id", "actor_id", "manager_id"),
)


@dataclass(frozen=True)
class ImportedTable:
    """A table ready for sandan, and the file rows it came from."""

    name: str
    table: pa.Table
    source: SourceTable | None
    """The file behind it; None when a SELECT made it."""
    kept: list[int] | None = None
    """Source rows kept, when a rule dropped some."""

    def place(self, index: int) -> tuple[str, int] | None:
        """File and row behind row `index`; None when a SELECT made the table."""
        if self.source is None:
            return None
        return self.source.place(index if self.kept is None else self.kept[index])


@dataclass(frozen=True)
class Imported:
    """All tables of one run, what to tell the user, and what the history needs."""

    tables: dict[str, ImportedTable]
    notes: tuple[Note, ...] = ()
    process: str | None = None
    as_of: str | None = None
    request: dict[str, Any] = field(default_factory=dict)

    def arrow(self) -> dict[str, pa.Table]:
        """The tables by name."""
        return {name: table.table for name, table in self.tables.items()}


def import_files(
    files: dict[str, FileSpec],
    *,
    base: Path | None = None,
    on_error: str = "refuse",
    facts: Facts | None = None,
) -> Imported:
    """Tables from bare files whose columns already carry the names of the facts dictionary."""
    known = shipped_facts() if facts is None else facts
    notes: list[Note] = []
    tables: dict[str, ImportedTable] = {}
    for name, spec in files.items():
        source = read_source(spec, base, name)
        notes.extend(source.notes)
        types = known.get(name, {})
        rules = tuple(
            ColumnRule(column, sources=(column,), on_error=on_error)
            for column in source.table.column_names
            if column in types
        )
        tables[name] = _build(TableRule(name, columns=rules), source, types, None, notes)
        notes.extend(_near_misses(source.table.column_names, tables[name], types))
    return Imported(_with_one_id_type(tables, notes), tuple(notes))


def apply_mapping(
    mapping: Mapping,
    *,
    base: Path | None = None,
    replace: dict[str, tuple[str, ...]] | None = None,
    only: set[str] | None = None,
    facts: Facts | None = None,
) -> Imported:
    """Tables from the files a mapping document names.

    base: folder of the files; absent: the document's own. replace: other paths
    for the document's files. only: the tables that are wanted.
    """
    known = shipped_facts() if facts is None else facts
    folder = mapping.folder if base is None else base
    notes: list[Note] = []
    sources: dict[str, SourceTable] = {}
    files = dict(mapping.files)
    for name, paths in (replace or {}).items():
        if name not in files:
            raise MappingError("/files", f"has no file named {name!r}: {', '.join(files)}")
        files[name] = dataclasses.replace(files[name], paths=paths)

    def source_of(name: str) -> SourceTable:
        if name not in sources:
            replaced = replace is not None and name in replace
            sources[name] = read_source(files[name], None if replaced else folder, name)
            notes.extend(sources[name].notes)
        return sources[name]

    zone = ZoneInfo(mapping.time_zone) if mapping.time_zone else None
    tables: dict[str, ImportedTable] = {}
    for name, rule in mapping.tables.items():
        if only is not None and name not in only:
            continue
        types = known.get(name, {})
        if rule.file is not None:
            tables[name] = _build(rule, source_of(rule.file), types, zone, notes)
        else:
            assert rule.sql is not None
            selected = select(rule.sql, name, list(files), source_of)
            tables[name] = _build(rule, selected, types, zone, notes)
        targets = [column.target for column in rule.columns]
        notes.extend(_near_misses(targets, tables[name], types))
    tables, offset = _in_time_zone(mapping, _with_one_id_type(tables, notes))
    return Imported(
        tables,
        tuple(notes),
        process=mapping.process,
        as_of=mapping.as_of,
        request={**mapping.history, **offset},
    )


def _near_misses(names: list[str], made: ImportedTable, types: Any) -> list[Note]:
    """Columns that are kept as facts, though their names look like slips of the pen."""
    there = set(made.table.column_names)
    notes = []
    for name in names:
        near = meant(name, types) if name in there and name not in types else None
        if near is not None and near not in there:
            text = f"{made.name}: {shown(name)} is kept as a fact; did you mean {near}?"
            notes.append(Note(text))
    return notes


def _build(
    rule: TableRule,
    source: SourceTable | pa.Table,
    types: Any,
    zone: ZoneInfo | None,
    notes: list[Note],
) -> ImportedTable:
    """Applies the column rules of one table to its raw columns."""
    raw = source.table if isinstance(source, SourceTable) else source
    columns: dict[str, pa.Array] = {}
    used: set[str] = set()
    dropped: pa.Array | None = None
    for column in rule.columns:
        kind = column.type if column.type is not None else types.get(column.target)
        style = DateStyle(column.formats, column.zone == "as_written", zone)
        converted = _column(rule, column, kind, style, source, used)
        if converted is None:
            continue
        _report(rule, column, converted, source, notes)
        columns[column.target] = converted.array
        if converted.dropped is not None:
            dropped = converted.dropped if dropped is None else pc.or_(dropped, converted.dropped)
    if rule.keep_others:
        for name in raw.column_names:
            if name in used or name in columns:
                continue
            other = ColumnRule(name, sources=(name,))
            style = DateStyle(zone=zone)
            converted = convert(raw.column(name), other, types.get(name), style)
            _report(rule, other, converted, source, notes)
            columns[name] = converted.array
    table = pa.table(list(columns.values()), names=list(columns)) if columns else raw.select([])
    kept: list[int] | None = None
    if dropped is not None:
        keep = pc.invert(dropped)
        kept = pc.indices_nonzero(keep).to_pylist()
        table = table.filter(keep)
        gone = raw.num_rows - table.num_rows
        notes.append(Note(f"{rule.name}: {counted(gone, 'row')} left out by the mapping"))
    return ImportedTable(
        rule.name, table, source if isinstance(source, SourceTable) else None, kept
    )


def _column(
    rule: TableRule,
    column: ColumnRule,
    kind: str | None,
    style: DateStyle,
    source: SourceTable | pa.Table,
    used: set[str],
) -> Converted | None:
    raw = source.table if isinstance(source, SourceTable) else source
    if column.has_constant:
        return constant_column(column, kind, raw.num_rows, style)
    if column.row:
        assert isinstance(source, SourceTable)
        return convert(source.row_numbers(), column, kind, style)
    found = next((name for name in column.sources if name in raw.column_names), None)
    if found is None:
        if column.optional:
            return None
        wanted = " or ".join(shown(name) for name in column.sources)
        raise SourceError(
            f"has no column {wanted}; it has: {', '.join(map(str, raw.column_names))}",
            file=_file_of(rule, source),
        )
    used.add(found)
    if column.amount.unit == "auto":
        named = unit_in_name(found) or "major"
        amount = dataclasses.replace(column.amount, named_by_column=named)
        column = dataclasses.replace(column, amount=amount)
    return convert(raw.column(found), column, kind, style)


def _file_of(rule: TableRule, source: SourceTable | pa.Table) -> str:
    if isinstance(source, SourceTable):
        return source.parts[0].file
    return f"the SELECT of table {rule.name}"


def _report(
    rule: TableRule,
    column: ColumnRule,
    converted: Converted,
    source: SourceTable | pa.Table,
    notes: list[Note],
) -> None:
    """Refuses the first bad value, or notes what was left out."""
    if converted.bad:
        worst = min(converted.bad, key=lambda bad: bad.index)
        file, row = _place(rule, source, worst)
        by_map = worst.reason == "is not in the value map"
        if column.on_error == "refuse" or by_map:
            name = column.sources[0] if column.sources else column.target
            raise SourceError(
                f"{shown(worst.value)} {worst.reason}",
                file=file,
                row=str(row),
                column=name if name == column.target else f"{name} → {column.target}",
            )
        count = sum(bad.count for bad in converted.bad)
        what = "made null" if column.on_error == "null" else "left out with the row"
        notes.append(
            Note(
                f"{rule.name}.{column.target}: {counted(count, 'unreadable value')} {what}, "
                f"first {shown(worst.value)} in {file}, row {row}"
            )
        )
    if converted.unmapped and column.unmapped in ("null", "drop"):
        count = sum(stranger.count for stranger in converted.unmapped)
        names = ", ".join(shown(stranger.value) for stranger in converted.unmapped[:5])
        more = "" if len(converted.unmapped) <= 5 else ", …"
        fate = "made null" if column.unmapped == "null" else "left out with the row"
        notes.append(
            Note(
                f"{rule.name}.{column.target}: {counted(count, 'value')} not in the value map "
                f"{fate}: {names}{more}"
            )
        )


def _place(rule: TableRule, source: SourceTable | pa.Table, bad: BadValue) -> tuple[str, int]:
    if isinstance(source, SourceTable):
        return source.place(bad.index)
    return _file_of(rule, source), bad.index + 1


def _with_one_id_type(
    tables: dict[str, ImportedTable], notes: list[Note]
) -> dict[str, ImportedTable]:
    """Ids that join must have one type: where text meets int64, both are text."""
    result = dict(tables)
    for family in _ID_FAMILIES:
        places = [
            (name, column)
            for name, imported in result.items()
            for column in family
            if column in imported.table.column_names
        ]
        kinds = {result[name].table.schema.field(column).type for name, column in places}
        if len(kinds) < 2 or pa.string() not in kinds:
            continue
        for name, column in places:
            table = result[name].table
            field_type = table.schema.field(column).type
            if not pa.types.is_integer(field_type):
                continue
            position = table.column_names.index(column)
            table = table.set_column(position, column, table.column(column).cast(pa.string()))
            result[name] = dataclasses.replace(result[name], table=table)
            notes.append(Note(f"{name}.{column}: read as text, as it is in the other tables"))
    return result


def _in_time_zone(
    mapping: Mapping, tables: dict[str, ImportedTable]
) -> tuple[dict[str, ImportedTable], dict[str, Any]]:
    """Event times that carry a zone: the zone whose days count, by name or as an offset."""
    events = tables.get("stage_events")
    if events is None or "entered_at" not in events.table.column_names:
        return tables, {}
    entered = events.table.column("entered_at")
    if not pa.types.is_timestamp(entered.type) or entered.type.tz is None:
        return tables, {}
    if mapping.utc_offset is not None:
        return tables, {"utc_offset": mapping.utc_offset}
    if mapping.time_zone is None:
        raise SourceError(
            "event times carry an offset: the mapping must say in which zone days are counted "
            '("time_zone" or "utc_offset"), or take the time as written ("zone": "as_written")',
            file=f"table {events.name}",
            column="entered_at",
        )
    position = events.table.column_names.index("entered_at")
    named = entered.cast(pa.timestamp("us", mapping.time_zone))
    table = events.table.set_column(position, "entered_at", named)
    return {**tables, events.name: dataclasses.replace(events, table=table)}, {}
