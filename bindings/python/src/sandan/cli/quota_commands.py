"""`sandan quota …`: plans that add up, what becomes of them, and their arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from sandan import Quota, quota
from sandan.cli.arguments import names, whole_numbers
from sandan.cli.options import writes_answer
from sandan.cli.output import deliver
from sandan.cli.policy_records import RecordsCommand, pair_of
from sandan.cli.quota_tables import Book, QuotaOptions, open_plan, read_planned, read_tables
from sandan.cli.shipped_commands import list_shipped, show_document
from sandan.cli.tables_given import reads

Command = TypeVar("Command", bound=Callable[..., Any])

_PLANNED = ("plan", "calendar", "planned_as_of", "reason", "hide_values")
_MEASURES = ("amount_minor", "customers", "new_customers", "orders")
_REPLAN = ("since", "past", "carry", "kind", "total_minor")
_PERIODS = ("all", "year", "quarter", "month", "week", "day")

_period_option = click.option("--period", type=click.Choice(_PERIODS), help="Periods wanted.")
_kind_option = click.option(
    "--kind", type=click.Choice(["order", "collection"]), help="Which actuals count."
)
_level_option = click.option(
    "--level",
    "levels",
    multiple=True,
    metavar="AXIS=LEVEL",
    help="Level wanted of an axis, such as sales=team_id; * for all levels.",
)
_at_option = click.option(
    "--at", multiple=True, metavar="AXIS=CODE", help="Only at or below this place."
)
_as_of_option = click.option(
    "--as-of", required=True, metavar="YYYY-MM-DD", help="End of this day; later facts are unseen."
)
_confidence_option = click.option(
    "--confidence", type=click.FloatRange(0.5, 0.999999), help="Of intervals."
)
_tiers_option = click.option("--tiers", metavar="CODE,CODE", help="Only these tiers.")
_from_option = click.option("--from", "since", metavar="YYYY-MM-DD", help="First day.")
_to_option = click.option("--to", "until", metavar="YYYY-MM-DD", help="Last day.")


@click.group("quota")
def quota_group() -> None:
    """Quota plans: who must bring how much by when, exact at every level.

    Tables are given as --TABLE FILE, such as --reps reps.csv --actuals orders.csv.
    """


def _reads(planned: bool) -> Callable[[Command], Command]:
    """Adds the options of a command that reads tables; it receives them as `options`."""
    if planned:
        return reads(QuotaOptions, _PLANNED, _plan_options())
    return reads(QuotaOptions, (), ())


def _plan_options() -> tuple[Callable[[Any], Any], ...]:
    return (
        click.option("--hide-values", is_flag=True, help="No cell values in errors."),
        click.option("--reason", metavar="TEXT", help="Of the version that is made."),
        click.option(
            "--planned-as-of",
            metavar="YYYY-MM-DD",
            help="Day of current values; the day before the plan begins, when left out.",
        ),
        click.option(
            "--calendar", metavar="NAME-or-FILE", help="Instead of the calendar the plan names."
        ),
        click.option(
            "--plan",
            metavar="NAME-or-FILE",
            help="Shipped plan, or a document; default: the one the mapping document names.",
        ),
    )


def _min_n_option(what: str) -> Callable[[Command], Command]:
    return click.option("--min-n", type=click.IntRange(1), help=what)


def _pairs(written: tuple[str, ...], option: str) -> dict[str, str] | None:
    form = "AXIS=LEVEL" if option == "--level" else "AXIS=CODE"
    return dict(pair_of(each, option, form) for each in written) or None


def _built(options: QuotaOptions) -> tuple[Book, Quota]:
    book = read_planned(options)
    return book, book.build(options.reason)


# ---- documents -------------------------------------------------------------


@quota_group.command("list")
@writes_answer
def list_plans(form: str, out: str | None, table: str | None, language: str | None) -> None:
    """Shipped plans."""
    list_shipped("plan", "plans", form, out)


@quota_group.command()
@click.argument("name", metavar="NAME-or-FILE")
@click.option("--out", metavar="FILE", help="Write here instead of stdout.")
def show(name: str, out: str | None) -> None:
    """The document of a plan, to edit and load again."""
    show_document("plan", name, out, lambda written: open_plan(written, None))


# ---- a plan carried out ----------------------------------------------------


@quota_group.command(cls=RecordsCommand)
@_reads(planned=True)
@_level_option
@_period_option
@_from_option
@_to_option
@_at_option
@_tiers_option
@click.option("--no-zeros", is_flag=True, help="No rows of amount 0.")
@click.option("--max-rows", type=click.IntRange(1, 2**31 - 1), help="Most rows allowed.")
@writes_answer
def targets(
    options: QuotaOptions,
    levels: tuple[str, ...],
    period: str | None,
    since: str | None,
    until: str | None,
    at: tuple[str, ...],
    tiers: str | None,
    no_zeros: bool,
    max_rows: int | None,
    **output: Any,
) -> None:
    """Who must bring how much by when.

    Tables are those the plan names, such as --reps, --rep-assignments, --quota-nodes, --actuals.
    """
    _, built = _built(options)
    answer = built.targets(
        _pairs(levels, "--level"),
        period,
        since=since,
        until=until,
        at=_pairs(at, "--at"),
        tiers=names(tiers),
        zeros=False if no_zeros else None,
        most_rows=max_rows,
        threads=options.threads,
    )
    deliver(answer, **output)


@quota_group.command(cls=RecordsCommand)
@_reads(planned=True)
@_period_option
@click.option("--only-broken", is_flag=True, help="Only sums that differ; there are none.")
@writes_answer
def proof(options: QuotaOptions, period: str | None, only_broken: bool, **output: Any) -> None:
    """Every total beside the sum of its parts, and how far amounts lie from their ideals."""
    _, built = _built(options)
    answer = built.proof(period=period, only_broken=only_broken or None, threads=options.threads)
    deliver(answer, **output)


@quota_group.command(cls=RecordsCommand)
@_reads(planned=True)
@writes_answer
def binding(options: QuotaOptions, **output: Any) -> None:
    """Each constraint, where it binds, and what it moves."""
    _, built = _built(options)
    deliver(built.binding(threads=options.threads), **output)


@quota_group.command(cls=RecordsCommand)
@_reads(planned=True)
@_as_of_option
@click.option(
    "--by",
    metavar="KEY,KEY",
    help="total; axes with all their levels, or one such as sales.team_id; units of periods, "
    "such as month; columns of actuals, accounts or reps.",
)
@_period_option
@_kind_option
@click.option("--tier", metavar="CODE", help="Which tier; the plan's first, when left out.")
@click.option("--currency", metavar="CODE", help="Of amounts, by rates; default: the plan's.")
@_confidence_option
@_min_n_option("Weeks of history that a landing takes.")
@click.option("--strict", is_flag=True, help="Stop at the first actual that cannot be used.")
@writes_answer
def pace(options: QuotaOptions, by: str | None, strict: bool, **given: Any) -> None:
    """Attainment against the calendar-true curve, required rate, and landing.

    Reads --actuals and, where given, --credits, --rates, --reps, --rep-assignments, --accounts,
    beside the tables the plan names.
    """
    output = _output_of(given)
    book, built = _built(options)
    answer = book.ask(built.pace, by=names(by), strict=strict or None, **given)
    deliver(answer, **output)


def _replan_options(must_replan: bool = True) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        decorated: Any = command
        for option in (
            _at_option,
            click.option("--total-minor", type=click.IntRange(0), help="A new total."),
            _kind_option,
            click.option(
                "--carry",
                type=click.Choice(["rep", "pooled", "none"]),
                help="Who makes up for what was missed.",
            ),
            click.option(
                "--past", type=click.Choice(["actuals", "plan"]), help="What stands for the past."
            ),
            click.option(
                "--from",
                "since",
                required=must_replan,
                metavar="YYYY-MM-DD",
                help="First day to change.",
            ),
        ):
            decorated = option(decorated)
        return decorated  # type: ignore[no-any-return]

    return decorate


def _replanned(options: QuotaOptions, given: dict[str, Any]) -> tuple[Quota, Quota]:
    """The plan, and its next version, made for the reason given; takes the options of
    re-planning out of `given`."""
    book = read_planned(options)
    built = book.build()
    asked = {name: given.pop(name) for name in _REPLAN}
    at = _pairs(given.pop("at"), "--at")
    return built, book.ask(built.replan, at=at, reason=options.reason, **asked)


@quota_group.command(cls=RecordsCommand)
@_reads(planned=True)
@_replan_options()
@_level_option
@_period_option
@_tiers_option
@writes_answer
def replan(
    options: QuotaOptions,
    levels: tuple[str, ...],
    period: str | None,
    tiers: str | None,
    **given: Any,
) -> None:
    """The targets planned again from a day on, the past frozen.

    Reads --actuals and, where given, --credits, --rates, --reps, --rep-assignments, --accounts,
    beside the tables the plan names.
    """
    output = _output_of(given)
    _, after = _replanned(options, given)
    answer = after.targets(
        _pairs(levels, "--level"), period, tiers=names(tiers), threads=options.threads
    )
    deliver(answer, **output)


@quota_group.command(cls=RecordsCommand)
@_reads(planned=True)
@_replan_options()
@_level_option
@_period_option
@click.option("--all", "every", is_flag=True, help="Also what does not change.")
@writes_answer
def diff(
    options: QuotaOptions, levels: tuple[str, ...], period: str | None, every: bool, **given: Any
) -> None:
    """What planning again from a day on changes, and for whom."""
    output = _output_of(given)
    before, after = _replanned(options, given)
    answer = before.diff(
        after,
        levels=_pairs(levels, "--level"),
        period=period,
        only_changes=False if every else None,
        threads=options.threads,
    )
    deliver(answer, **output)


@quota_group.command(cls=RecordsCommand)
@_reads(planned=True)
@_replan_options(must_replan=False)
@writes_answer
def versions(options: QuotaOptions, **given: Any) -> None:
    """The version of the plan; with --from also the one that planning again makes."""
    output = _output_of(given)
    if given["since"] is not None:
        _, made = _replanned(options, given)
    elif any(value not in (None, ()) for value in given.values()):
        raise click.UsageError("say from which day to plan again: --from YYYY-MM-DD")
    else:
        _, made = _built(options)
    deliver(made.versions(), **output)


@quota_group.command(cls=RecordsCommand)
@_reads(planned=True)
@_as_of_option
@_period_option
@click.option("--level", metavar="LEVEL", help="Of the sales axis; its reps, when left out.")
@click.option("--proposal-stage", metavar="STAGE", help="Entering it is a proposal.")
@click.option("--visit-kinds", metavar="KIND,KIND", help="Activities that are visits.")
@click.option("--call-kinds", metavar="KIND,KIND", help="Activities that are calls.")
@_min_n_option("Trials below which the rate of the place above counts.")
@_confidence_option
@click.option(
    "--own-found-share", type=click.FloatRange(0, 1), help="Wins that need no lead of marketing."
)
@click.option("--strict", is_flag=True, help="Stop at the first row that cannot be used.")
@writes_answer
def activity(
    options: QuotaOptions,
    visit_kinds: str | None,
    call_kinds: str | None,
    strict: bool,
    **given: Any,
) -> None:
    """Backwards from target to wins, proposals, visits and calls.

    Reads --opportunities and, where given, --stage-events, --activities, --rates, beside the
    tables the plan names.
    """
    output = _output_of(given)
    book, built = _built(options)
    answer = book.ask(
        built.activity,
        visit_kinds=names(visit_kinds),
        call_kinds=names(call_kinds),
        strict=strict or None,
        **given,
    )
    deliver(answer, **output)


@quota_group.command("head-count", cls=RecordsCommand)
@_reads(planned=True)
@_as_of_option
@click.option("--per-head-minor", type=click.IntRange(1), help="A year of an experienced rep.")
@click.option("--ramp-ppm", metavar="N,N", help="Productivity by month since hiring, of 1000000.")
@click.option("--attrition", type=click.FloatRange(0, 1), help="Share of reps leaving in a year.")
@click.option("--lead-workdays", type=click.IntRange(0, 1000), help="From opening to first day.")
@click.option("--quantile", type=click.FloatRange(0, 1), help="Of own history, for a head.")
@click.option("--experienced-share", type=click.FloatRange(0, 1), help="Of the hires: no ramp-up.")
@writes_answer
def head_count(options: QuotaOptions, ramp_ppm: str | None, **given: Any) -> None:
    """Whom to hire by when for the plan to be feasible.

    Reads --reps and, where given, --actuals, --credits, --rates, --accounts, beside the tables
    the plan names.
    """
    output = _output_of(given)
    ramp = whole_numbers(ramp_ppm, "--ramp-ppm")
    book, built = _built(options)
    deliver(book.ask(built.head_count, ramp_ppm=ramp, **given), **output)


@quota_group.command(cls=RecordsCommand)
@_reads(planned=True)
@_as_of_option
@writes_answer
def principles(options: QuotaOptions, **given: Any) -> None:
    """The five principles of a sound plan, with their findings.

    Reads, where given, --work-items, --actuals, --credits, --rates, --reps, beside the tables the
    plan names.
    """
    output = _output_of(given)
    book, built = _built(options)
    deliver(book.ask(built.principles, language=output["language"], **given), **output)


# ---- without a plan --------------------------------------------------------


@quota_group.command(cls=RecordsCommand)
@_reads(planned=False)
@click.option("--within", metavar="COL,COL", help="Columns of reps that make groups.")
@click.option("--team", metavar="COL", help="Column of reps that tells the team.")
@click.option(
    "--measure",
    metavar="NAME",
    help="amount_minor, customers, new_customers, orders, or a column of reps.",
)
@_kind_option
@_from_option
@_to_option
@_min_n_option("Members of a group that may be divided.")
@_confidence_option
@writes_answer
def quartiles(options: QuotaOptions, within: str | None, measure: str | None, **given: Any) -> None:
    """The best quarter, the middle and the rest of each group. Decision support.

    Reads --reps and --actuals and, where given, --credits, --accounts; no plan.
    """
    output = _output_of(given)
    own = () if measure is None or measure in _MEASURES else (measure,)
    book = read_tables(options, types={"reps": dict.fromkeys(own, "double")})
    answer = book.ask(quota.quartiles, within=names(within), measure=measure, **given)
    deliver(answer, **output)


@quota_group.command(cls=RecordsCommand)
@_reads(planned=False)
@click.option("--calendar", metavar="NAME-or-FILE", help="Shipped calendar, or a document.")
@_period_option
@click.option("--by", metavar="COL,COL", help="Columns of actuals that make series.")
@click.option(
    "--candidates", metavar="NAME,NAME", help="Of equal, workdays, last_year, mean, blend."
)
@click.option("--test-years", type=click.IntRange(1, 100), help="Last years held out, one by one.")
@_kind_option
@writes_answer
def shapes(
    options: QuotaOptions,
    calendar: str | None,
    by: str | None,
    candidates: str | None,
    **given: Any,
) -> None:
    """Which way of spreading a total over time fits the history best. Reads --actuals."""
    output = _output_of(given)
    book = read_tables(options, only=("actuals",))
    answer = book.ask_one(
        quota.shapes,
        ("actuals",),
        calendar=book.calendar(calendar),
        by=names(by),
        candidates=names(candidates),
        **given,
    )
    deliver(answer, **output)


@quota_group.command()
@click.argument("document", metavar="FILE", type=click.Path(exists=True, dir_okay=False))
@writes_answer
def incentive(document: str, **output: Any) -> None:
    """What an incentive plan rewards, judged."""
    deliver(quota.incentive(Path(document).read_bytes()), **output)


@quota_group.command(cls=RecordsCommand)
@_reads(planned=False)
@click.option("--total-minor", type=click.IntRange(0), required=True, help="What is divided.")
@click.option("--round-to-minor", type=click.IntRange(1), help="Whole units.")
@writes_answer
def allocate(
    options: QuotaOptions, total_minor: int, round_to_minor: int | None, **output: Any
) -> None:
    """A total divided among --items FILE by weight, within floors and caps."""
    book = read_tables(options, only=("items",))
    answer = book.ask_one(
        quota.allocate, ("items",), total_minor=total_minor, round_to_minor=round_to_minor
    )
    deliver(answer, **output)


@quota_group.command(cls=RecordsCommand)
@_reads(planned=False)
@click.option("--tolerance", type=click.FloatRange(1e-15, 1), help="Greatest share a total is off.")
@click.option("--max-iterations", type=click.IntRange(1))
@writes_answer
def rake(
    options: QuotaOptions, tolerance: float | None, max_iterations: int | None, **output: Any
) -> None:
    """--seed FILE scaled to --row-totals FILE and --column-totals FILE."""
    wanted = ("seed", "row_totals", "column_totals")
    book = read_tables(options, only=wanted)
    answer = book.ask_one(quota.rake, wanted, tolerance=tolerance, max_iterations=max_iterations)
    deliver(answer, **output)


@quota_group.command("round", cls=RecordsCommand)
@_reads(planned=False)
@click.option("--unit", type=click.FloatRange(0, min_open=True), help="Size of a unit.")
@click.option("--feasible", is_flag=True, help="Not the least deviation; quicker for wide tables.")
@writes_answer
def round_cells(options: QuotaOptions, unit: float | None, feasible: bool, **output: Any) -> None:
    """--cells FILE rounded so that rows, columns and cells all are next to their values."""
    book = read_tables(options, only=("cells",))
    answer = book.ask_one(
        quota.round_cells, ("cells",), unit=unit, optimal=False if feasible else None
    )
    deliver(answer, **output)


def _output_of(options: dict[str, Any]) -> dict[str, Any]:
    """Takes the options about the answer's form out of all others."""
    return {name: options.pop(name) for name in ("form", "out", "table", "language")}
