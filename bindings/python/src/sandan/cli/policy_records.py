"""From the options of `sandan rules …` to a policy, its records, and values of the right type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import click

from sandan import DataError, Policy, Result, SchemaError
from sandan._policy_labels import version_on
from sandan._sources import naming
from sandan.cli.arguments import names
from sandan.cli.fact_types import facts_with, type_words
from sandan.cli.file_places import at_its_file
from sandan.cli.loading import document_of
from sandan.cli.progress import say, working
from sandan.importing import (
    FileSpec,
    Imported,
    MappingError,
    apply_mapping,
    import_files,
    load_mapping,
)
from sandan.importing.facts import meant

Command = TypeVar("Command", bound=Callable[..., Any])

FILES = "sandan.table_files"


class RecordsCommand(click.Command):
    """A command that takes `--<table> FILE…` with the name of any table."""

    def parse_args(self, context: click.Context, arguments: list[str]) -> list[str]:
        known = {each for parameter in self.params for each in parameter.opts}
        known.update(context.help_option_names)
        files: dict[str, list[str]] = {}
        rest: list[str] = []
        table: str | None = None
        for argument in arguments:
            if argument.startswith("--") and len(argument) > 2:
                option, mark, value = argument.partition("=")
                table = None if option in known else option[2:].replace("-", "_")
                if table is None:
                    rest.append(argument)
                else:
                    files.setdefault(table, []).extend([value] if mark else [])
            elif table is not None and (argument == "-" or not argument.startswith("-")):
                files[table].append(argument)
            else:
                table = None
                rest.append(argument)
        context.meta[FILES] = files
        return super().parse_args(context, rest)

    def collect_usage_pieces(self, context: click.Context) -> list[str]:
        return ["--TABLE FILE…", *super().collect_usage_pieces(context)]


@dataclass(frozen=True)
class RecordOptions:
    """The options shared by all commands that decide records."""

    policy: str
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    map: str | None = None
    dir: str | None = None
    as_of: str | None = None
    keys: str | None = None
    set: tuple[str, ...] = ()
    steps: int | None = None
    hide_values: bool = False
    on_error: str = "refuse"
    threads: int | None = None


@dataclass(frozen=True)
class Book:
    """A policy with the records it is asked about."""

    policy: Policy
    options: RecordOptions
    imported: Imported
    as_of: str | None

    def ask(self, verb: str, *arguments: Any, **asked: Any) -> Result:
        """A verb of the policy; a fault of the data is told at its file and row."""
        given = {
            "as_of": self.as_of,
            "values": False if self.options.hide_values else None,
            "threads": self.options.threads,
            **asked,
        }
        tables = self.imported.arrow()
        with working(verb) as progress:
            try:
                answer: Result = getattr(self.policy, verb)(
                    *arguments, tables, progress=progress, **given
                )
            except (DataError, SchemaError) as error:
                raise at_its_file(error, self.imported) from None
        return answer

    def settings(self) -> dict[str, Any]:
        """Keywords that all verbs know; a sweep has no keys and no steps."""
        return {
            "keys": names(self.options.keys),
            "steps": self.options.steps,
            "parameters": parameters_of(self.policy, self.options.set, self.as_of),
        }


def open_policy(written: str, option: str = "--policy") -> Policy:
    """A shipped policy by name, or one from a file."""
    text = document_of("policy", written, None, option)
    with naming(text, written):
        return Policy(text)


def read_records(options: RecordOptions, types: Mapping[str, str] | None = None) -> Book:
    """Reads the table a policy decides.

    types: of columns that are no inputs, by name.
    """
    policy = open_policy(options.policy)
    mapping = load_mapping(options.map) if options.map is not None else None
    as_of = options.as_of or (None if mapping is None else mapping.as_of)
    version = version_on(policy.to_dict(), as_of)
    of = str(version.get("of") or "records")
    _check_names(options, policy.code, of)
    facts = facts_with(of, {**(types or {}), **type_words(version["inputs"])})
    with working("reading"):
        if options.files.get(of):
            imported = import_files(
                {of: FileSpec(options.files[of])}, on_error=options.on_error, facts=facts
            )
        elif mapping is None:
            raise click.UsageError(
                f"give the records: --{of.replace('_', '-')} FILE, or --map FILE"
            )
        elif of not in mapping.tables:
            raise MappingError(
                "/tables",
                f"has no table {of}, which policy {policy.code} decides; it has: "
                f"{', '.join(mapping.tables)}. Add it, or give --{of.replace('_', '-')} FILE",
                file=options.map,
            )
        else:
            base = None if options.dir is None else Path(options.dir)
            imported = apply_mapping(mapping, base=base, only={of}, facts=facts)
    for note in imported.notes:
        say(note.text)
    return Book(policy, options, imported, as_of)


def _check_names(options: RecordOptions, code: str, of: str) -> None:
    for name, paths in options.files.items():
        option = f"--{name.replace('_', '-')}"
        if name != of:
            near = meant(name, ("policy", "map", "as_of", "keys", "format", "out", "table", of))
            hint = "" if near is None else f"; did you mean --{near.replace('_', '-')}?"
            raise click.NoSuchOption(
                option, f"no such option: {option}; policy {code} reads table {of}{hint}"
            )
        if not paths:
            raise click.BadOptionUsage(option, f"option {option!r} requires a file")


def tell_faults(result: Result) -> None:
    """Says on stderr that values of the data could not be used, and how many."""
    counts = result["fault_counts"].to_dicts()
    if counts:
        what = ", ".join(f"{row['column']} {row['fault']} {row['n']:,}" for row in counts[:5])
        more = "" if len(counts) <= 5 else ", …"
        say(f"faults, taken as unknown: {what}{more}; --table faults lists them")


def parameters_of(
    policy: Policy, written: tuple[str, ...], as_of: str | None
) -> dict[str, Any] | None:
    """--set CODE=VALUE as values of the policy's parameters."""
    types = _types_of_parameters(policy, as_of)
    return {
        code: value_of(text, types.get(code, "text"), "--set")
        for code, text in (pair_of(each, "--set") for each in written)
    } or None


def tried_of(policy: Policy, written: tuple[str, ...], as_of: str | None) -> dict[str, list[Any]]:
    """--vary CODE=VALUE,VALUE as the values to try of each parameter."""
    types = _types_of_parameters(policy, as_of)
    return {
        code: [value_of(each, types.get(code, "text"), "--vary") for each in text.split(",")]
        for code, text in (pair_of(each, "--vary") for each in written)
    }


def goal_of(policy: Policy, written: tuple[str, ...], as_of: str | None) -> dict[str, Any]:
    """--goal OUTPUT=VALUE as values of the policy's outputs."""
    types: dict[str, str] = {}
    for decision in version_on(policy.to_dict(), as_of)["decisions"]:
        if decision["kind"] == "table":
            types.update({each["code"]: each["type"] for each in decision["outputs"]})
        elif decision["kind"] == "formula":
            types[decision["code"]] = decision["type"]
        else:
            types[f"{decision['code']}_points"] = "number"
    return {
        code: value_of(text, types.get(code, "text"), "--goal")
        for code, text in (pair_of(each, "--goal") for each in written)
    }


def _types_of_parameters(policy: Policy, as_of: str | None) -> dict[str, str]:
    version = version_on(policy.to_dict(), as_of)
    return {each["code"]: each["type"] for each in version.get("parameters") or ()}


def pair_of(text: str, option: str, form: str = "NAME=VALUE") -> tuple[str, str]:
    """NAME=VALUE; the name may not be empty."""
    name, mark, value = text.partition("=")
    if not mark or not name:
        raise click.BadParameter(f"write {form}", param_hint=option)
    return name, value


def value_of(text: str, kind: str, option: str) -> Any:
    """A value as JSON has it, from what was typed."""
    if kind == "bool":
        if text not in ("true", "false"):
            raise click.BadParameter(f"{text!r} is neither true nor false", param_hint=option)
        return text == "true"
    if kind != "number":
        return text
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is not a number", param_hint=option) from None
