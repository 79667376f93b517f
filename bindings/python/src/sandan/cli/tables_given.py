"""Tables given to a command as `--TABLE FILE…`, by a mapping document, or both."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import click

from sandan import DataError, SchemaError
from sandan.cli.fact_types import facts_beside, facts_with
from sandan.cli.file_places import at_its_file
from sandan.cli.policy_records import FILES
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

Command = TypeVar("Command", bound=Callable[..., Any])

_OWN = ("map", "dir", "on_error", "threads")


@dataclass(frozen=True)
class TableOptions:
    """The options shared by the commands that read tables."""

    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    map: str | None = None
    dir: str | None = None
    on_error: str = "refuse"
    threads: int | None = None


@dataclass(frozen=True)
class TablesGiven:
    """Tables that were read."""

    options: TableOptions
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


def reads(
    kind: type[TableOptions], own: tuple[str, ...], options: Sequence[Callable[[Any], Any]]
) -> Callable[[Command], Command]:
    """Adds the options of a command that reads tables; it receives them as `options`, of
    `kind`, together with `own`, the names of further `options`."""

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def gathered(*args: Any, **given: Any) -> Any:
            files = click.get_current_context().meta[FILES]
            mine = {name: given.pop(name) for name in (*_OWN, *own)}
            tables = {name: tuple(paths) for name, paths in files.items()}
            return command(*args, options=kind(files=tables, **mine), **given)

        decorated: Any = gathered
        for option in (*options, *_table_options()):
            decorated = option(decorated)
        return decorated  # type: ignore[no-any-return]

    return decorate


def _table_options() -> tuple[Callable[[Any], Any], ...]:
    return (
        click.option("--threads", type=click.IntRange(0, 256), help="Threads to use, 256 at most."),
        click.option(
            "--on-error",
            type=click.Choice(["refuse", "null", "drop"]),
            default="refuse",
            show_default=True,
            help="What happens to a value that cannot be read.",
        ),
        click.option("--dir", metavar="DIR", help="Folder of the mapping document's files."),
        click.option("--map", metavar="FILE", help="Mapping document."),
    )


def mapping_of(options: TableOptions) -> MappingDocument | None:
    """The mapping document asked for."""
    return load_mapping(options.map) if options.map is not None else None


def import_tables(
    options: TableOptions,
    mapping: MappingDocument | None,
    only: tuple[str, ...] | None = None,
    types: Mapping[str, Mapping[str, str]] | None = None,
    own_tables: Mapping[str, Mapping[str, str]] | None = None,
    needed: tuple[str, ...] | None = None,
) -> Imported:
    """Reads the tables that are given.

    only: the tables wanted, all of them; any table of a CRM, when left out.
    types: of columns that the facts dictionary does not know, by table and name.
    own_tables: tables that are none of a CRM, with the types of their columns.
    needed: those of `only` that must be there; all, when left out.
    """
    known = shipped_facts()
    for name, columns in (own_tables or {}).items():
        known = facts_with(name, columns, known)
    for name, own in (types or {}).items():
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
    wanted_ones = only or () if needed is None else needed
    missing = [name for name in wanted_ones if name not in imported.tables]
    if missing and mapping is not None:
        raise MappingError("/tables", f"has no table {missing[0]}", file=options.map)
    if missing:
        raise click.UsageError(f"give the table: --{missing[0].replace('_', '-')} FILE")
    return imported


def _check_names(options: TableOptions, known: Facts, only: tuple[str, ...] | None) -> None:
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
