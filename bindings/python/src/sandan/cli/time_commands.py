"""`sandan process dwell`, `survival`, `stalls`, `velocity`, `compare`, `receivables`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from sandan import Calendar, History, SchemaError
from sandan.cli.arguments import by_keys, cohort_of, names, whole_numbers
from sandan.cli.loading import Inputs, open_calendar, read_book
from sandan.cli.options import (
    reads_tables,
    takes_calendar,
    takes_groups,
    takes_named_sample,
    takes_rate,
    takes_sample,
    writes_answer,
)
from sandan.cli.output import deliver

_OUTPUT = ("form", "out", "table", "language")


@click.command()
@reads_tables
@takes_groups
@takes_sample
@takes_calendar
@click.option("--phase", type=click.Choice(["before", "after", "all"]), help="Which stages.")
@writes_answer
def dwell(inputs: Inputs, calendar: str | None, **options: Any) -> None:
    """How long deals stay in each stage."""
    output = _output_of(options)
    fields = _sampled(_grouped(options))
    days = _calendar(calendar)
    deliver(_history(inputs).dwell(calendar=days, threads=inputs.threads, **fields), **output)


@click.command()
@reads_tables
@takes_groups
@takes_named_sample
@takes_calendar
@click.option("--since", "clock", metavar="created|STAGE", help="What starts the clock.")
@click.option("--to", "target", metavar="won|STAGE", help="What deals are to come to.")
@click.option("--horizons", metavar="N,N", help="By when, such as 30,60,90.")
@click.option(
    "--unit", type=click.Choice(["days", "workdays"]), help="Working days need --calendar."
)
@click.option("--curve", is_flag=True, help="Also the curve, a row for each time deals ended at.")
@writes_answer
def survival(
    inputs: Inputs,
    calendar: str | None,
    clock: str | None,
    target: str | None,
    horizons: str | None,
    curve: bool,
    **options: Any,
) -> None:
    """Shares of deals won, lost and cancelled by when, open ones counted as far as followed."""
    output = _output_of(options)
    fields = _sampled(_grouped(options))
    by_when = whole_numbers(horizons, "--horizons")
    days = _calendar(calendar)
    answer = _history(inputs).survival(
        calendar=days,
        since=clock,
        to=target,
        horizons=by_when,
        curve=curve or None,
        threads=inputs.threads,
        **fields,
    )
    deliver(answer, **output)


@click.command()
@reads_tables
@takes_rate
@takes_calendar
@click.option(
    "--quantile",
    type=click.FloatRange(0, 1),
    help="Of earlier stays, where the process expects no duration.",
)
@click.option("--stages", metavar="STAGE,…", help="Only these stages.")
@writes_answer
def stalls(inputs: Inputs, calendar: str | None, stages: str | None, **options: Any) -> None:
    """Open deals that stay longer than expected, and those that wait for a reason.

    --keys names the columns to list beside each deal.
    """
    output = _output_of(options)
    days = _calendar(calendar)
    answer = _history(_keeping_all(inputs)).stalls(
        calendar=days,
        keys=names(inputs.keys),
        stages=names(stages),
        threads=inputs.threads,
        **options,
    )
    deliver(answer, **output)


@click.command()
@reads_tables
@takes_groups
@takes_sample
@takes_calendar
@click.option("--cycle", type=click.Choice(["mean", "median"]), help="Which days to winning.")
@writes_answer
def velocity(inputs: Inputs, calendar: str | None, **options: Any) -> None:
    """Value won a day: open deals × win rate × mean won value ÷ cycle."""
    output = _output_of(options)
    fields = _sampled(_grouped(options))
    days = _calendar(calendar)
    deliver(_history(inputs).velocity(calendar=days, threads=inputs.threads, **fields), **output)


@click.command()
@reads_tables
@takes_sample
@click.option("--of", metavar="COL", help="Whose values are compared; owner_id when left out.")
@click.option("--within", metavar="COL", help="Whose values are the teams; all are one.")
@click.option("--reached", type=click.Choice(["entered", "passed"]), help="What reaching means.")
@click.option("--teachers", type=click.IntRange(0), help="Most teachers named for a rep.")
@click.option("--max-groups", type=click.IntRange(1), help="Most groups allowed.")
@writes_answer
def compare(inputs: Inputs, of: str | None, **options: Any) -> None:
    """Conversion by stage of each rep against the rest of the team. Decision support."""
    output = _output_of(options)
    fields = _sampled(options)
    deliver(_history(inputs).compare(of, threads=inputs.threads, **fields), **output)


@click.command()
@reads_tables
@takes_groups
@click.option("--ages", metavar="N,N", help="Last days of the bands, such as 30,60,90.")
@writes_answer
def receivables(inputs: Inputs, ages: str | None, **options: Any) -> None:
    """What is due, collected and overdue, and the steps after the order.

    --keys names the columns to list beside each deal that is not collected.
    """
    output = _output_of(options)
    fields = _grouped(options)
    bands = whole_numbers(ages, "--ages")
    history = _history(_keeping_all(inputs))
    try:
        answer = history.receivables(
            ages=bands, keys=names(inputs.keys), threads=inputs.threads, **fields
        )
    except SchemaError as error:
        if error.detail != "missing_table":
            raise
        raise click.UsageError(
            "the data hold no receivables: give --receivables FILE, or a mapping document that "
            "has the table"
        ) from None
    deliver(answer, **output)


def _history(inputs: Inputs) -> History:
    return read_book(inputs).history


def _keeping_all(inputs: Inputs) -> Inputs:
    """For commands whose --keys says what to list, not what to keep."""
    return replace(inputs, keys=None)


def _calendar(written: str | None) -> Calendar | None:
    return None if written is None else open_calendar(written)


def _output_of(options: dict[str, Any]) -> dict[str, Any]:
    """Takes the options about the answer's form out of all others."""
    return {name: options.pop(name) for name in _OUTPUT}


def _grouped(options: dict[str, Any]) -> dict[str, Any]:
    """Options with --by read, and no answer to what was not asked."""
    return {**options, "by": by_keys(options["by"]), "rollup": options["rollup"] or None}


def _sampled(options: dict[str, Any]) -> dict[str, Any]:
    """Options with the cohort and its two days as one."""
    rest = dict(options)
    kept = cohort_of(rest.pop("cohort"), rest.pop("since"), rest.pop("until"))
    return {**rest, "cohort": kept}


#: Commands of the group `process`.
time_commands = (dwell, survival, stalls, velocity, compare, receivables)
