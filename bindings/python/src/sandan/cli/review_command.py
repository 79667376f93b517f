"""`sandan review`: the whole job in one call."""

from __future__ import annotations

import dataclasses
import shutil
import sys

import click

from sandan import DataError, Policy, QuotaPlan, SchemaError
from sandan.cli.arguments import PLANNED_TABLES, by_keys
from sandan.cli.file_places import at_its_file
from sandan.cli.loading import Book, Inputs, open_calendar, read_book
from sandan.cli.options import byte_order_mark, reads_all_tables, takes_calendar
from sandan.cli.org_commands import open_vocabulary
from sandan.cli.output import save, write
from sandan.cli.policy_records import open_policy
from sandan.cli.progress import working
from sandan.cli.quota_tables import open_plan, plan_of_mapping
from sandan.cli.records import deliver_records, json_text
from sandan.importing import load_mapping
from sandan.review import Figures, compose, gather, graded_by, page, text

#: What is graded when no policy is named, and by which.
_GRADED, _POLICY = "account_lines", "erp_abcd"


@click.command()
@reads_all_tables
@takes_calendar
@click.option(
    "--policy",
    metavar="NAME-or-FILE",
    help=f"Grades by this policy; default: {_POLICY} where there is a table {_GRADED}.",
)
@click.option(
    "--plan",
    metavar="NAME-or-FILE",
    help="Follows this quota plan; default: the one the mapping document names.",
)
@click.option(
    "--vocabulary",
    metavar="NAME-or-FILE",
    default="standard",
    show_default=True,
    help="Of decision maps, where there is a table people.",
)
@click.option("--html", metavar="FILE", help="Write the page here instead of text on stdout.")
@click.option(
    "--lang", "language", type=click.Choice(["zh", "en"]), default="en", show_default=True
)
@click.option("--by", metavar="COL,COL", help="Outcomes apart by each of these keys.")
@click.option(
    "--min-n",
    type=click.IntRange(0),
    default=30,
    show_default=True,
    help="Fewer deals give no rate.",
)
@click.option(
    "--confidence",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.95,
    show_default=True,
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="json, csv: the figures as records, for programs.",
)
@click.option("--table", metavar="NAME", help="One table of the figures, with json and csv.")
@click.option("--out", metavar="FILE", help="Write here instead of stdout.")
@byte_order_mark
def review(
    inputs: Inputs,
    calendar: str | None,
    policy: str | None,
    plan: str | None,
    vocabulary: str,
    html: str | None,
    language: str,
    by: str | None,
    min_n: int,
    confidence: float,
    form: str,
    table: str | None,
    out: str | None,
) -> None:
    """Pipeline, attainment and targets, grades, regrades, blocked deals, decision maps, teams and
    reps, funnel, outcomes, times, stalls, skills, receivables, faults."""
    keys = by_keys(by)
    days = None if calendar is None else open_calendar(calendar)
    written = None if policy is None else open_policy(policy)
    mapped_by = open_vocabulary(vocabulary)
    followed = _plan(inputs, plan, calendar)
    if followed is None:
        inputs = _without_planned(inputs, written)
    book = read_book(inputs, policy=written)
    grading = _grading(book, written)

    def place(table: str, row: int) -> tuple[str, int] | None:
        found = book.imported.tables.get(table)
        return None if found is None else found.place(row)

    with working("review"):
        try:
            figures = gather(
                book.history,
                book.imported.arrow(),
                request=book.request,
                by=keys or (),
                calendar=days,
                policy=grading,
                plan=followed,
                vocabulary=mapped_by,
                min_n=min_n,
                confidence=confidence,
                place=place,
                notes=[note.text for note in book.imported.notes],
                threads=inputs.threads,
            )
        except (DataError, SchemaError) as error:
            raise at_its_file(error, book.imported) from None
    if form != "table" and html is None:
        _deliver_figures(figures, form, table, out)
        return
    with working("drawing"):
        report = compose(figures, language)
        drawn = page(report) if html is not None else None
    if html is not None and drawn is not None:
        save(drawn, html)
        return
    terminal = out is None and sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if terminal else None
    write(text(report, width=width, colours=terminal), out)


def _plan(inputs: Inputs, written: str | None, calendar: str | None) -> QuotaPlan | None:
    """The plan that is asked for, else that of the mapping document; on its own calendar,
    where it names one."""
    plan = None
    if written is not None:
        plan = open_plan(written, None)
    elif inputs.map is not None:
        plan = plan_of_mapping(load_mapping(inputs.map), inputs.map, None)
    if plan is None or calendar is None or plan.to_dict().get("calendar") is not None:
        return plan
    return QuotaPlan(plan.to_json(), open_calendar(calendar))


def _without_planned(inputs: Inputs, policy: Policy | None) -> Inputs:
    """Without a plan its tables are read only where they are named or decided."""
    decided = None if policy is None else policy.table
    files = {
        name: paths
        for name, paths in inputs.files.items()
        if paths or name not in PLANNED_TABLES or name == decided
    }
    return dataclasses.replace(inputs, files=files)


def _grading(book: Book, policy: Policy | None) -> Policy | None:
    """The policy that grades records of this book; None where nothing is to be graded."""
    given = book.imported.tables
    if policy is None:
        return Policy.shipped(_POLICY) if _GRADED in given else None
    if policy.table not in given:
        raise click.UsageError(
            f"policy {policy.code} decides table {policy.table}, which is not given: "
            f"there are {', '.join(given)}"
        )
    if graded_by(policy, book.history.as_of) is None:
        raise click.BadParameter(
            f"policy {policy.code} has no decision table that gives one value a record",
            param_hint="--policy",
        )
    return policy


def _deliver_figures(figures: Figures, form: str, table: str | None, out: str | None) -> None:
    tables = figures.tables()
    if table is None:
        if form == "csv":
            raise click.UsageError(f"CSV holds one table; choose by --table: {', '.join(tables)}")
        write(json_text(tables) + "\n", out)
        return
    if table not in tables:
        raise click.BadParameter(
            f"there is no table {table!r}; there are {', '.join(tables)}", param_hint="--table"
        )
    deliver_records(table, tables[table], form, out)
