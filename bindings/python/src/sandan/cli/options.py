"""Options that several commands share."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import click

from sandan.cli.arguments import TABLES
from sandan.cli.loading import Inputs

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

    @functools.wraps(command)
    def gathered(*args: Any, **options: Any) -> Any:
        files = {name: tuple(options.pop(name)) for name in TABLES}
        rest = {name: options.pop(name) for name in _INPUTS}
        rest["map"] = rest.pop("map_file")
        return command(*args, inputs=Inputs(files=files, **rest), **options)

    decorated: Any = gathered
    for option in reversed(_input_options()):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


def _input_options() -> list[Callable[[Any], Any]]:
    tables = [
        click.option(
            f"--{name.replace('_', '-')}",
            *([f"--{name}"] if "_" in name else []),
            name,
            multiple=True,
            metavar="FILE…",
            help=f"Table {name}.",
        )
        for name in TABLES
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
        click.option("--keys", metavar="COL,COL", help="Columns to keep as keys for --by."),
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
        click.option("--threads", type=click.IntRange(0, 1024), help="Threads to use."),
    ]


def writes_answer(command: Command) -> Command:
    """Adds --format, --out, --table and --lang."""
    decorated: Any = command
    for option in (
        click.option("--lang", "language", type=click.Choice(["zh", "en"]), help="Labels."),
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
    decorated: Any = command
    for option in (
        click.option("--confidence", type=click.FloatRange(0, 1, min_open=True, max_open=True)),
        click.option("--min-n", type=click.IntRange(0), help="Fewer deals give no rate."),
        click.option("--to", "until", metavar="YYYY-MM-DD", help="Last day of the cohort."),
        click.option("--from", "since", metavar="YYYY-MM-DD", help="First day of the cohort."),
        click.option("--cohort", metavar="COL", help="Only deals whose date COL is in the days."),
    ):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]
