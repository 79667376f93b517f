"""`sandan process …`: documents of processes, and the history of deals."""

from __future__ import annotations

from typing import Any

import click

from sandan import documents
from sandan.cli.arguments import by_keys, cohort_of, names
from sandan.cli.loading import Inputs, open_process, read_book
from sandan.cli.options import reads_tables, takes_groups, takes_sample, writes_answer
from sandan.cli.output import deliver
from sandan.cli.placed_faults import PlacedResult
from sandan.cli.shipped_commands import list_shipped, show_document


@click.group()
def process() -> None:
    """Sales processes and the stage history of deals."""


@process.command("list")
@writes_answer
def list_processes(form: str, out: str | None, table: str | None, language: str | None) -> None:
    """Shipped processes."""
    list_shipped(
        "process",
        "processes",
        form,
        out,
        lambda name: {"stages": len(documents.get("process", name)["stages"])},
    )


@process.command()
@click.argument("name", metavar="[NAME-or-FILE]", required=False)
@click.option("--process", "option_name", metavar="NAME-or-FILE")
@click.option("--out", metavar="FILE", help="Write here instead of stdout.")
def show(name: str | None, option_name: str | None, out: str | None) -> None:
    """The document of a process, to edit and load again."""
    show_document("process", _one_name(name, option_name), out, open_process)


@process.command()
@click.argument("name", metavar="[NAME-or-FILE]", required=False)
@click.option("--process", "option_name", metavar="NAME-or-FILE")
@writes_answer
def describe(
    name: str | None,
    option_name: str | None,
    form: str,
    out: str | None,
    table: str | None,
    language: str | None,
) -> None:
    """Stages, marks, actions and evidence of a process."""
    answer = open_process(_one_name(name, option_name)).describe(language=language)
    deliver(answer, form, out, table, language)


@process.command("map-stages")
@click.option("--process", "source", metavar="NAME-or-FILE", required=True, help="From this one.")
@click.option("--to", "target", metavar="NAME-or-FILE", required=True, help="To this one.")
@click.option("--pair", "pairs", multiple=True, metavar="STAGE=STAGE", help="Settled by hand.")
@writes_answer
def map_stages(
    source: str,
    target: str,
    pairs: tuple[str, ...],
    form: str,
    out: str | None,
    table: str | None,
    language: str | None,
) -> None:
    """For each stage of one process the stage of another it answers to."""
    settled: dict[str, str] = {}
    for pair in pairs:
        left, mark, right = pair.partition("=")
        if not mark or not left or not right:
            raise click.BadParameter("write STAGE=STAGE", param_hint="--pair")
        settled[left] = right
    answer = open_process(source).map_stages(open_process(target), pairs=settled or None)
    deliver(answer, form, out, table, language)


@process.command()
@reads_tables
@writes_answer
def faults(inputs: Inputs, **output: Any) -> None:
    """Rows that are wrong, with the reason, and their counts."""
    book = read_book(inputs, faults_are_asked=True)
    deliver(PlacedResult(book.history.faults(threads=inputs.threads), book.imported), **output)


@process.command()
@reads_tables
@click.option(
    "--only",
    type=click.Choice(["all", "illegal", "none"]),
    help="Which rows `moves` lists; the counts always count all.",
)
@writes_answer
def moves(inputs: Inputs, only: str | None, **output: Any) -> None:
    """Each event as a move, and the counts of moves."""
    deliver(read_book(inputs).history.moves(only=only, threads=inputs.threads), **output)


@process.command()
@reads_tables
@click.option("--outcomes", metavar="OUTCOME,…", help="Only deals with these outcomes.")
@writes_answer
def state(inputs: Inputs, outcomes: str | None, **output: Any) -> None:
    """Where each deal stands."""
    book = read_book(inputs)
    deliver(book.history.state(outcomes=names(outcomes), threads=inputs.threads), **output)


@process.command()
@reads_tables
@takes_groups
@writes_answer
def pipeline(
    inputs: Inputs, by: str | None, rollup: bool, max_groups: int | None, **output: Any
) -> None:
    """Open deals and their value by stage, layer and keys."""
    keys = by_keys(by)
    answer = read_book(inputs).history.pipeline(
        keys, rollup=rollup or None, max_groups=max_groups, threads=inputs.threads
    )
    deliver(answer, **output)


@process.command()
@reads_tables
@takes_groups
@takes_sample
@click.option("--reached", type=click.Choice(["entered", "passed"]), help="What reaching means.")
@click.option("--phase", type=click.Choice(["before", "after", "all"]), help="Which stages.")
@writes_answer
def funnel(
    inputs: Inputs,
    by: str | None,
    rollup: bool,
    max_groups: int | None,
    cohort: str | None,
    since: str | None,
    until: str | None,
    min_n: int | None,
    confidence: float | None,
    reached: str | None,
    phase: str | None,
    **output: Any,
) -> None:
    """Deals that reached each stage, advanced, were lost or are pending."""
    keys = by_keys(by)
    kept = cohort_of(cohort, since, until)
    answer = read_book(inputs).history.funnel(
        keys,
        rollup=rollup or None,
        reached=reached,
        phase=phase,
        cohort=kept,
        min_n=min_n,
        confidence=confidence,
        max_groups=max_groups,
        threads=inputs.threads,
    )
    deliver(answer, **output)


@process.command()
@reads_tables
@takes_groups
@takes_sample
@writes_answer
def outcomes(
    inputs: Inputs,
    by: str | None,
    rollup: bool,
    max_groups: int | None,
    cohort: str | None,
    since: str | None,
    until: str | None,
    min_n: int | None,
    confidence: float | None,
    **output: Any,
) -> None:
    """Deals open, won, lost and cancelled, win rate, value and days to close."""
    keys = by_keys(by)
    kept = cohort_of(cohort, since, until)
    answer = read_book(inputs).history.outcomes(
        keys,
        rollup=rollup or None,
        cohort=kept,
        min_n=min_n,
        confidence=confidence,
        max_groups=max_groups,
        threads=inputs.threads,
    )
    deliver(answer, **output)


@process.command()
@reads_tables
@click.option("--from", "starts", multiple=True, required=True, metavar="STAGE")
@click.option("--to", "ends", multiple=True, required=True, metavar="STAGE")
@click.option("--min-n", type=click.IntRange(0), help="Fewer deals give no figure.")
@writes_answer
def between(
    inputs: Inputs,
    starts: tuple[str, ...],
    ends: tuple[str, ...],
    min_n: int | None,
    **output: Any,
) -> None:
    """Days from the first entry into one stage to the first entry into another."""
    if len(starts) != len(ends):
        raise click.UsageError("give as many --to as --from")
    answer = read_book(inputs).history.between(
        list(zip(starts, ends)), min_n=min_n, threads=inputs.threads
    )
    deliver(answer, **output)


def _one_name(argument: str | None, option: str | None) -> str:
    if (argument is None) == (option is None):
        raise click.UsageError("name one process: a shipped one, or a file")
    return argument or option or ""
