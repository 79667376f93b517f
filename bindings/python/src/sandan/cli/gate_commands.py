"""`sandan process gates` and `gauges`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from sandan.cli.arguments import names
from sandan.cli.loading import Inputs, read_book
from sandan.cli.options import reads_all_tables, reads_tables, writes_answer
from sandan.cli.output import deliver
from sandan.cli.policy_records import open_policy


@click.command()
@reads_tables
@click.option("--to", metavar="next|all|STAGE", help="Stage to enter; the next when left out.")
@click.option(
    "--outcome",
    "outcomes",
    multiple=True,
    type=click.Choice(["open", "won", "lost", "cancelled"]),
    help="Which deals; open ones when left out.",
)
@click.option("--steps", type=click.IntRange(0), help="Bound of the search for one gate.")
@writes_answer
def gates(
    inputs: Inputs, to: str | None, outcomes: tuple[str, ...], steps: int | None, **output: Any
) -> None:
    """Whether deals may enter a stage, the marks that are open, and what would satisfy them.

    The facts that the marks of the process test are columns of the opportunities. --keys
    names the columns to list beside each deal.
    """
    book = read_book(replace(inputs, keys=None))
    answer = book.history.gates(
        {"opportunities": book.imported.arrow()["opportunities"]},
        to=to,
        outcomes=list(outcomes) or None,
        keys=names(inputs.keys),
        steps=steps,
        threads=inputs.threads,
    )
    deliver(answer, **output)


@click.command()
@reads_all_tables
@click.option(
    "--policy",
    metavar="NAME-or-FILE",
    default="abcd",
    show_default=True,
    help="Grades the lines of the customers.",
)
@click.option("--mode", metavar="CODE", help="Output that says close, nurture or find.")
@click.option("--max-gap", metavar="CODE", help="Output with the longest days between contacts.")
@click.option("--min-n", type=click.IntRange(0), help="Fewer lines give no share.")
@click.option(
    "--confidence", type=click.FloatRange(0, 1, min_open=True, max_open=True), help="Of intervals."
)
@writes_answer
def gauges(inputs: Inputs, policy: str, **options: Any) -> None:
    """Deals to close, customers contacted on time, and how complete the list is.

    As far as the tables are given: --account-lines with what the policy reads,
    --opportunities, --activities, --accounts and --universe.
    """
    output = {name: options.pop(name) for name in ("form", "out", "table", "language")}
    graded = open_policy(policy)
    book = read_book(inputs, policy=graded)
    tables = book.imported.arrow()
    if graded.table not in tables:
        raise click.UsageError(
            f"policy {graded.code} grades table {graded.table}, which is not given: give "
            f"--{graded.table.replace('_', '-')} FILE, or a mapping document that has the table"
        )
    deliver(book.history.gauges(graded, tables, threads=inputs.threads, **options), **output)


#: Commands of the group `process`.
gate_commands = (gates, gauges)
