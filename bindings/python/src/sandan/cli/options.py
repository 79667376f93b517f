"""Options that several commands share."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from sandan.cli.arguments import MAPPED_TABLES, PLANNED_TABLES, REVIEWED_TABLES, TABLES
from sandan.cli.loading import Inputs
from sandan.cli.output import MARK

Command = TypeVar("Command", bound=Callable[..., Any])

_INPUTS = [
    "process",
    "map_file",
    "dir",
    "file",
    "as_of",
    "keys",
    "strict",
    "hide_values",
    "utc_offset",
    "time_zone",
    "on_error",
    "threads",
]


def reads_tables(command: Command) -> Command:
    """Adds the input options; the command receives them as one `inputs`."""
    return _reads(command, TABLES)


def reads_all_tables(command: Command) -> Command:
    """The same with the tables that only the review reads."""
    return _reads(command, (*TABLES, *REVIEWED_TABLES, *PLANNED_TABLES, *MAPPED_TABLES))


def _reads(command: Command, listed: Sequence[str]) -> Command:
    @functools.wraps(command)
    def gathered(*args: Any, **options: Any) -> Any:
        files = {name: tuple(options.pop(name)) for name in listed}
        rest = {name: options.pop(name) for name in _INPUTS}
        rest["map"] = rest.pop("map_file")
        return command(*args, inputs=Inputs(files=files, **rest), **options)

    decorated: Any = gathered
    for option in reversed(_input_options(listed)):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


def _input_options(listed: Sequence[str]) -> list[Callable[[Any], Any]]:
    tables = [
        click.option(
            f"--{name.replace('_', '-')}",
            *([f"--{name}"] if "_" in name else []),
            name,
            multiple=True,
            metavar="FILE…",
            help=f"Table {name}.",
        )
        for name in listed
    ]
    return [
        *tables,
        click.option("--process", metavar="NAME-or-FILE", help="Shipped process, or a document."),
        click.option("--map", "map_file", metavar="FILE", help="Mapping document."),
        click.option("--dir", metavar="DIR", help="Folder of the mapping document's files."),
        click.option(
            "--file",
            multiple=True,
            metavar="NAME=PATH",
            help="Another path for a file of the mapping document.",
        ),
        click.option(
            "--as-of",
            metavar="YYYY-MM-DD",
            help="State at the end of this day; default: the latest date in the data.",
        ),
        click.option(
            "--keys",
            metavar="COL,COL",
            help="Columns to keep as keys for --by; those to list, where deals are listed.",
        ),
        click.option("--strict", is_flag=True, help="Stop at the first faulty row."),
        click.option("--hide-values", is_flag=True, help="No cell values in faults and errors."),
        click.option("--utc-offset", metavar="+HH:MM", help="Offset in which UTC times are dated."),
        click.option("--time-zone", metavar="ZONE", help="Zone in which UTC times are dated."),
        click.option(
            "--on-error",
            type=click.Choice(["refuse", "null", "drop"]),
            default="refuse",
            show_default=True,
            help="What happens to a value that cannot be read.",
        ),
        click.option(
            "--threads",
            type=click.IntRange(0, 256),
            help="Threads to use, 256 at most; the answer is the same with any number.",
        ),
    ]


def _remember_mark(context: click.Context, _: click.Parameter, value: bool) -> None:
    context.meta[MARK] = value


byte_order_mark = click.option(
    "--bom",
    is_flag=True,
    expose_value=False,
    callback=_remember_mark,
    help="CSV begins with a byte order mark, as spreadsheets like it.",
)


def writes_answer(command: Command) -> Command:
    """Adds --format, --out, --table, --lang and --bom."""
    decorated: Any = command
    for option in (
        byte_order_mark,
        click.option(
            "--lang",
            "language",
            type=click.Choice(["zh", "en"]),
            help="Labels in tables; CSV and JSON keep codes.",
        ),
        click.option("--table", metavar="NAME", help="One table of several."),
        click.option("--out", metavar="FILE", help="Write here instead of stdout."),
        click.option(
            "--format",
            "form",
            type=click.Choice(["table", "json", "csv"]),
            default="table",
            show_default=True,
        ),
    ):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


def takes_groups(command: Command) -> Command:
    """Adds --by, --rollup and --max-groups."""
    decorated: Any = command
    for option in (
        click.option("--max-groups", type=click.IntRange(1), help="Most groups allowed."),
        click.option("--rollup", is_flag=True, help="Also the sums over the last keys and all."),
        click.option("--by", metavar="COL,COL", help="Keys: columns, or month(created_on)."),
    ):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


def takes_sample(command: Command) -> Command:
    """Adds the cohort, --min-n and --confidence."""
    return takes_rate(_takes_cohort(command, ("--from", "--cohort-from"), ("--to", "--cohort-to")))


def takes_named_sample(command: Command) -> Command:
    """The same for a command whose own options are called --since and --to."""
    return takes_rate(_takes_cohort(command, ("--cohort-from",), ("--cohort-to",)))


def takes_rate(command: Command) -> Command:
    """Adds --min-n and --confidence."""
    decorated: Any = command
    for option in (
        click.option("--confidence", type=click.FloatRange(0, 1, min_open=True, max_open=True)),
        click.option("--min-n", type=click.IntRange(0), help="Fewer deals give no rate."),
    ):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


def _takes_cohort(command: Command, first: tuple[str, ...], last: tuple[str, ...]) -> Command:
    decorated: Any = command
    for option in (
        click.option(*last, "until", metavar="YYYY-MM-DD", help="Last day of the cohort."),
        click.option(*first, "since", metavar="YYYY-MM-DD", help="First day of the cohort."),
        click.option("--cohort", metavar="COL", help="Only deals whose date COL is in the days."),
    ):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


def takes_calendar(command: Command) -> Command:
    """Adds --calendar."""
    option = click.option(
        "--calendar",
        metavar="NAME-or-FILE",
        help="Shipped calendar, or a document: adds working days.",
    )
    return option(command)
