"""`sandan rules …`: grading policies over tables of records."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from sandan import Policy
from sandan._sources import naming
from sandan.cli.arguments import names, whole_numbers
from sandan.cli.options import writes_answer
from sandan.cli.output import deliver, write
from sandan.cli.placed_faults import PlacedResult
from sandan.cli.policy_records import (
    FILES,
    RecordOptions,
    RecordsCommand,
    goal_of,
    open_policy,
    parameters_of,
    read_records,
    tell_faults,
    tried_of,
)
from sandan.cli.progress import say
from sandan.cli.shipped_commands import list_shipped, show_document

Command = TypeVar("Command", bound=Callable[..., Any])

_RECORD_OPTIONS = (
    *("policy", "map", "dir", "as_of", "keys", "set", "steps"),
    *("hide_values", "on_error", "threads"),
)
_policy_option = click.option(
    "--policy", metavar="NAME-or-FILE", required=True, help="Shipped policy, or a document."
)
_as_of_option = click.option(
    "--as-of", metavar="YYYY-MM-DD", help="Chooses among versions; the day formulas speak of."
)
_set_option = click.option(
    "--set", multiple=True, metavar="CODE=VALUE", help="Another value of a parameter."
)
_output_option = click.option("--output", required=True, metavar="CODE", help="Whose values.")
_amount_option = click.option(
    "--amount", metavar="COL", help="Column of minor units that is added up."
)


def decides_records(command: Command) -> Command:
    """Adds the options of a command about records; it receives them as one `options`."""

    @functools.wraps(command)
    def gathered(*args: Any, **given: Any) -> Any:
        files = click.get_current_context().meta[FILES]
        own = {name: given.pop(name) for name in _RECORD_OPTIONS}
        tables = {name: tuple(paths) for name, paths in files.items()}
        return command(*args, options=RecordOptions(files=tables, **own), **given)

    decorated: Any = gathered
    for option in (
        click.option("--threads", type=click.IntRange(0, 256), help="Threads to use, 256 at most."),
        click.option(
            "--on-error",
            type=click.Choice(["refuse", "null", "drop"]),
            default="refuse",
            show_default=True,
            help="What happens to a value that cannot be read.",
        ),
        click.option("--hide-values", is_flag=True, help="No cell values in faults and errors."),
        click.option("--steps", type=click.IntRange(1), help="Bound of the search for one record."),
        _set_option,
        click.option("--keys", metavar="COL,COL", help="Columns echoed beside answers."),
        _as_of_option,
        click.option("--dir", metavar="DIR", help="Folder of the mapping document's files."),
        click.option("--map", metavar="FILE", help="Mapping document."),
        _policy_option,
    ):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


@click.group()
def rules() -> None:
    """Grading policies: decide records, explain them, check and compare the rules.

    The records are given as --TABLE FILE, where TABLE is the table the policy reads,
    such as --account-lines for policy abcd.
    """


@rules.command("list")
@writes_answer
def list_policies(form: str, out: str | None, table: str | None, language: str | None) -> None:
    """Shipped policies."""
    list_shipped("policy", "policies", form, out, lambda name: {"table": open_policy(name).table})


@rules.command()
@click.argument("name", metavar="NAME-or-FILE")
@click.option("--out", metavar="FILE", help="Write here instead of stdout.")
def show(name: str, out: str | None) -> None:
    """The document of a policy, to edit and load again."""
    show_document("policy", name, out, open_policy)


@rules.command()
@_policy_option
@_as_of_option
@writes_answer
def describe(policy: str, as_of: str | None, **output: Any) -> None:
    """Inputs, parameters, decisions, rules, criteria and bands of a policy."""
    answer = open_policy(policy).describe(language=output["language"], as_of=as_of)
    deliver(answer, **output)


@rules.command("eval", cls=RecordsCommand)
@decides_records
@click.option("--decisions", metavar="CODE,CODE", help="Only these decisions.")
@click.option("--could-be", is_flag=True, help="What undetermined records could turn out to be.")
@click.option(
    "--ask-next", type=click.IntRange(0), metavar="N", help="So many inputs to ask for, a record."
)
@click.option("--if-unknown-is-no", is_flag=True, help="Also outputs if all unknown were no.")
@click.option("--detail", is_flag=True, help="Also the points of each criterion.")
@writes_answer
def evaluate(
    options: RecordOptions,
    decisions: str | None,
    could_be: bool,
    ask_next: int | None,
    if_unknown_is_no: bool,
    detail: bool,
    **output: Any,
) -> None:
    """Decides every record, with the rules that fired and what is unknown."""
    book = read_records(options)
    answer = book.ask(
        "eval",
        decisions=names(decisions),
        could_be=could_be or None,
        ask_next=ask_next,
        if_unknown_is_no=if_unknown_is_no or None,
        detail=detail or None,
        **book.settings(),
    )
    if output["table"] != "faults":
        tell_faults(answer)
    deliver(PlacedResult(answer, book.imported, book.policy.table), **output)


@rules.command("why-not", cls=RecordsCommand)
@decides_records
@click.option(
    "--goal", multiple=True, required=True, metavar="OUTPUT=VALUE", help="What is wanted."
)
@click.option("--rows", metavar="N,N", help="Records to explain, from 0; default: all that miss.")
@click.option("--most-changes", type=click.IntRange(1), help="Inputs changed at most.")
@click.option("--alternatives", type=click.IntRange(1), help="Alternatives told a record.")
@writes_answer
def why_not(
    options: RecordOptions,
    goal: tuple[str, ...],
    rows: str | None,
    most_changes: int | None,
    alternatives: int | None,
    **output: Any,
) -> None:
    """What stands between records and a goal, and the smallest changes that reach it."""
    listed = whole_numbers(rows, "--rows")
    book = read_records(options)
    answer = book.ask(
        "why_not",
        goal=goal_of(book.policy, goal, book.as_of),
        rows=listed,
        most_changes=most_changes,
        alternatives=alternatives,
        **book.settings(),
    )
    deliver(answer, **output)


@rules.command()
@_policy_option
@_as_of_option
@_set_option
@click.option("--steps", type=click.IntRange(1), help="Bound of the search for one finding.")
@click.option("--threads", type=click.IntRange(0, 256), help="Threads to use, 256 at most.")
@writes_answer
def lint(
    policy: str,
    as_of: str | None,
    set: tuple[str, ...],  # noqa: A002
    steps: int | None,
    threads: int | None,
    **output: Any,
) -> None:
    """Gaps, overlaps, rules and bands that never come about, with an example each."""
    checked = open_policy(policy)
    answer = checked.lint(
        language=output["language"],
        as_of=as_of,
        parameters=parameters_of(checked, set, as_of),
        steps=steps,
        threads=threads,
    )
    deliver(answer, **output)


@rules.command(cls=RecordsCommand)
@decides_records
@click.option("--to", "other", required=True, metavar="NAME-or-FILE", help="The other policy.")
@_output_option
@_amount_option
@writes_answer
def diff(
    options: RecordOptions, other: str, output: str, amount: str | None, **written: Any
) -> None:
    """Which records another policy gives another value, before the switch."""
    compared = open_policy(other, "--to")
    book = read_records(options, _amounts(amount))
    answer = book.ask("diff", compared, output=output, amount=amount, **book.settings())
    deliver(answer, **written)


@rules.command(cls=RecordsCommand)
@decides_records
@click.option(
    "--vary", multiple=True, required=True, metavar="CODE=V,V,…", help="Values to try of one."
)
@_output_option
@_amount_option
@writes_answer
def sweep(
    options: RecordOptions,
    vary: tuple[str, ...],
    output: str,
    amount: str | None,
    **written: Any,
) -> None:
    """How many records get which value under each combination of parameters."""
    if options.keys is not None or options.steps is not None:
        raise click.UsageError("a sweep lists no records: it has neither --keys nor --steps")
    book = read_records(options, _amounts(amount))
    parameters = book.settings()["parameters"]
    tried = tried_of(book.policy, vary, book.as_of)
    answer = book.ask("sweep", output=output, amount=amount, vary=tried, parameters=parameters)
    deliver(answer.only(), **written)


@rules.command(cls=RecordsCommand)
@decides_records
@_output_option
@click.option("--previous", required=True, metavar="COL", help="Column of the value given last.")
@writes_answer
def regrade(options: RecordOptions, output: str, previous: str, **written: Any) -> None:
    """The records whose value differs from the one given last."""
    book = read_records(options)
    answer = book.ask("regrade", output=output, previous=previous, **book.settings())
    deliver(answer.only(), **written)


@rules.command()
@_policy_option
@click.option("--decision", required=True, metavar="CODE", help="A table or a scorecard.")
@click.option("--out", metavar="FILE", help="Write here (.csv, .xlsx) instead of stdout.")
def sheet(policy: str, decision: str, out: str | None) -> None:
    """A decision as a sheet: CSV, or an Excel workbook by the ending of --out."""
    written = open_policy(policy)
    if out is not None and _is_workbook(out):
        written.to_xlsx(decision, out)
        say(f"wrote {out}")
    else:
        write(written.to_sheet(decision), out)


@rules.command("with-sheet")
@_policy_option
@click.option("--decision", required=True, metavar="CODE", help="The decision to replace.")
@click.argument("file")
@click.option("--page", metavar="NAME", help="Page of a workbook; default: the first.")
@click.option("--out", metavar="FILE", help="Write here instead of stdout.")
def with_sheet(policy: str, decision: str, file: str, page: str | None, out: str | None) -> None:
    """The document of a policy with a decision from a sheet (.csv, .xlsx)."""
    changed = open_policy(policy)
    with naming(b"", file):
        if _is_workbook(file):
            made = changed.with_xlsx(decision, file, page=page)
        else:
            made = changed.with_sheet(decision, Path(file).read_bytes())
    _write_document(made, out)


@rules.command("from-sheet")
@click.argument("file")
@click.option("--code", required=True, help="Code of the policy.")
@click.option("--page", metavar="NAME", help="Page of a workbook; default: the first.")
@click.option("--out", metavar="FILE", help="Write here instead of stdout.")
def from_sheet(file: str, code: str, page: str | None, out: str | None) -> None:
    """The document of the policy that a sheet (.csv, .xlsx) alone makes."""
    with naming(b"", file):
        if _is_workbook(file):
            made = Policy.from_xlsx(file, code=code, page=page)
        else:
            made = Policy.from_sheet(Path(file).read_bytes(), code=code)
    _write_document(made, out)


def _amounts(amount: str | None) -> dict[str, str]:
    return {} if amount is None else {amount: "int64"}


def _is_workbook(file: str | os.PathLike[str]) -> bool:
    return Path(file).suffix.lower() == ".xlsx"


def _write_document(policy: Policy, out: str | None) -> None:
    write(json.dumps(policy.to_dict(), ensure_ascii=False, indent=2) + "\n", out)
