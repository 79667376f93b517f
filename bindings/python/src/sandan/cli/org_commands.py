"""`sandan org …`: decision maps: who decides, who is missing, whom to see next."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from sandan import DecisionMaps, MapVocabulary, read_map
from sandan._sources import naming
from sandan.cli.arguments import names
from sandan.cli.loading import document_of
from sandan.cli.options import writes_answer
from sandan.cli.output import deliver, write
from sandan.cli.placed_faults import PlacedResult
from sandan.cli.policy_records import RecordsCommand
from sandan.cli.remarks import tell_map_faults
from sandan.cli.shipped_commands import list_shipped, show_document
from sandan.cli.tables_given import TableOptions, TablesGiven, import_tables, mapping_of, reads
from sandan.importing.strict_json import loads

Command = TypeVar("Command", bound=Callable[..., Any])

_TABLES = (
    *("people", "departments", "relations", "stances"),
    *("accounts", "opportunities", "points", "activities"),
)
_MAPPED = ("vocabulary", "built_as_of", "names", "strict", "hide_values", "accounts")
_OUTPUT = ("form", "out", "table", "language")
_ANSWERS = (
    *("contents", "coverage", "routes", "gatekeepers", "flow"),
    *("verdict", "win_over", "competitors", "centrality", "summary"),
)
_FORMATS = ("graphml", "json", "dot")


@dataclass(frozen=True)
class MapOptions(TableOptions):
    """The options of the commands that build maps."""

    vocabulary: str = "standard"
    built_as_of: str | None = None
    names: bool = False
    strict: bool = False
    hide_values: bool = False
    accounts: str | None = None


@dataclass(frozen=True)
class MappedBook:
    """Maps, and the tables they were built from."""

    options: MapOptions
    given: TablesGiven
    vocabulary: MapVocabulary
    maps: DecisionMaps

    @property
    def asked(self) -> dict[str, Any]:
        """Keywords that every question has."""
        return {"accounts": names(self.options.accounts), "threads": self.options.threads}

    @property
    def activities(self) -> Any:
        """The table of that name; None where it is not given."""
        return self.given.imported.arrow().get("activities")


_vendor_option = click.option("--vendor", metavar="NAME", help="Whose; ours, when left out.")
_targets_option = click.option(
    "--targets", metavar="ID,ID", help="People to be reached; those who decide, when left out."
)
_answers_option = click.option(
    "--answers", metavar="NAME,NAME", help=f"Answers compared, of {', '.join(_ANSWERS)}."
)
_changes_option = click.option(
    "--changes",
    required=True,
    metavar="FILE",
    help='JSON list of changes, such as [{"kind": "set_support", "person_id": 7, "support": 2}].',
)
_amount_option = click.option(
    "--amount-minor", type=click.IntRange(0), help="Of the purchase: who may sign it decides too."
)


@click.group("org")
def org_group() -> None:
    """Decision maps: who decides, who is missing, whom to see next.

    Tables are given as --TABLE FILE, such as --people people.csv --relations relations.csv
    --stances stances.csv; a mapping document may give them all.
    """


def _map_options() -> tuple[Callable[[Any], Any], ...]:
    return (
        click.option("--account", "accounts", metavar="ID,ID", help="Only these customers."),
        click.option("--hide-values", is_flag=True, help="No cell values in faults and errors."),
        click.option("--strict", is_flag=True, help="Stop at the first faulty row."),
        click.option("--names", is_flag=True, help="Carry names, for display."),
        click.option(
            "--as-of",
            "built_as_of",
            metavar="YYYY-MM-DD",
            help="Maps at the end of this day; all that is recorded, when left out.",
        ),
        click.option(
            "--vocabulary",
            default="standard",
            show_default=True,
            metavar="NAME-or-FILE",
            help="Shipped map vocabulary, or a document.",
        ),
    )


_reads_maps = reads(MapOptions, _MAPPED, _map_options())


def _model_options(command: Command) -> Command:
    decorated: Any = command
    for option in (
        _amount_option,
        click.option(
            "--stubbornness",
            type=click.FloatRange(0, 1),
            help="How far everybody holds on to the own opinion.",
        ),
        click.option(
            "--model",
            type=click.Choice(["friedkin_johnsen", "degroot"]),
            help="How opinions form.",
        ),
    ):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


def open_vocabulary(written: str) -> MapVocabulary:
    """A shipped map vocabulary by name, or one from a file."""
    text = document_of("map_vocabulary", written, None, "--vocabulary")
    with naming(text, written):
        return MapVocabulary(text)


def _only(options: MapOptions) -> str | None:
    """The one account asked for; None where none is."""
    asked = names(options.accounts)
    if asked is not None and len(asked) > 1:
        raise click.BadParameter("one customer at a time", param_hint="--account")
    return asked[0] if asked else None


def _given(options: MapOptions) -> TablesGiven:
    return TablesGiven(
        options, import_tables(options, mapping_of(options), _TABLES, needed=("people",))
    )


def _book(options: MapOptions, *, faults_are_asked: bool = False) -> MappedBook:
    vocabulary = open_vocabulary(options.vocabulary)
    book = _built(options, _given(options), vocabulary, options.built_as_of)
    if not faults_are_asked:
        tell_map_faults(book.maps)
    return book


def _built(
    options: MapOptions, given: TablesGiven, vocabulary: MapVocabulary, as_of: str | None
) -> MappedBook:
    maps = given.ask(
        vocabulary.build,
        as_of=as_of,
        names=options.names or None,
        strict=options.strict or None,
        values=False if options.hide_values else None,
    )
    return MappedBook(options, given, vocabulary, maps)


def _output_of(given: dict[str, Any]) -> dict[str, Any]:
    return {name: given.pop(name) for name in _OUTPUT}


def _deliver(options: MapOptions, verb: str, given: dict[str, Any], *first: Any) -> None:
    output = _output_of(given)
    book = _book(options)
    deliver(getattr(book.maps, verb)(*first, **book.asked, **given), **output)


def _changes(file: str) -> list[dict[str, Any]]:
    path = Path(file)
    if not path.is_file():
        raise click.BadParameter(f"{file!r} is no file", param_hint="--changes")
    try:
        changes = loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise click.BadParameter(f"{file!r} is no JSON: {error}", param_hint="--changes") from None
    listed = changes.get("changes") if isinstance(changes, dict) else changes
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise click.BadParameter(f"{file!r} holds no list of changes", param_hint="--changes")
    return listed


# ---- documents -------------------------------------------------------------


@org_group.command("list")
@writes_answer
def list_vocabularies(form: str, out: str | None, table: str | None, language: str | None) -> None:
    """Shipped map vocabularies."""
    list_shipped("map_vocabulary", "map_vocabularies", form, out)


@org_group.command()
@click.argument("name", metavar="NAME-or-FILE")
@click.option("--out", metavar="FILE", help="Write here instead of stdout.")
def show(name: str, out: str | None) -> None:
    """The document of a map vocabulary, to edit and load again."""
    show_document("map_vocabulary", name, out, open_vocabulary)


# ---- what maps hold --------------------------------------------------------


@org_group.command(cls=RecordsCommand)
@_reads_maps
@writes_answer
def faults(options: MapOptions, **given: Any) -> None:
    """Rows at fault with their places, and what is odd in a map."""
    output = _output_of(given)
    book = _book(options, faults_are_asked=True)
    answer = book.maps.faults(book.asked["accounts"])
    deliver(PlacedResult(answer, book.given.imported, faults="map_faults"), **output)


@org_group.command(cls=RecordsCommand)
@_reads_maps
@writes_answer
def contents(options: MapOptions, **given: Any) -> None:
    """People, departments, relations and stances as they count."""
    output = _output_of(given)
    book = _book(options)
    deliver(book.maps.contents(book.asked["accounts"]), **output)


# ---- questions -------------------------------------------------------------


@org_group.command(cls=RecordsCommand)
@_reads_maps
@_vendor_option
@writes_answer
def coverage(options: MapOptions, **given: Any) -> None:
    """Who is covered, what is missing (the gravest first), what breaks if one person leaves."""
    _deliver(options, "coverage", given)


@org_group.command(cls=RecordsCommand)
@_reads_maps
@_targets_option
@click.option("--alternatives", type=click.IntRange(1, 100), help="Routes per target.")
@_vendor_option
@writes_answer
def routes(options: MapOptions, targets: str | None, **given: Any) -> None:
    """The ways from people we hold to people we need, and whom to contact first."""
    _deliver(options, "routes", given, names(targets))


@org_group.command(cls=RecordsCommand)
@_reads_maps
@_targets_option
@_vendor_option
@writes_answer
def gatekeepers(options: MapOptions, targets: str | None, **given: Any) -> None:
    """Who cannot be bypassed, and the smallest set whose refusal blocks signing."""
    _deliver(options, "gatekeepers", given, names(targets))


@org_group.command(cls=RecordsCommand)
@_reads_maps
@click.option("--amount-minor", type=click.IntRange(0), help="Of the purchase.")
@writes_answer
def flow(options: MapOptions, **given: Any) -> None:
    """How the purchase runs here, where it breaks, and who may sign."""
    _deliver(options, "flow", given)


@org_group.command(cls=RecordsCommand)
@_reads_maps
@_model_options
@writes_answer
def verdict(options: MapOptions, **given: Any) -> None:
    """How the verdict would fall for each vendor, and where each person ends."""
    _deliver(options, "verdict", given)


@org_group.command("win-over", cls=RecordsCommand)
@_reads_maps
@_model_options
@_vendor_option
@click.option("--most", type=click.IntRange(1, 64), help="People and pairs listed per map.")
@click.option("--picks", type=click.IntRange(1, 64), help="People of the plan.")
@writes_answer
def win_over(options: MapOptions, **given: Any) -> None:
    """Whom to win over next: gain of the verdict against the effort."""
    _deliver(options, "win_over", given)


@org_group.command(cls=RecordsCommand)
@_reads_maps
@_model_options
@writes_answer
def competitors(options: MapOptions, **given: Any) -> None:
    """What each vendor holds, who is contested, whom advantages and weaknesses touch."""
    _deliver(options, "competitors", given)


@org_group.command("next", cls=RecordsCommand)
@_reads_maps
@click.option(
    "--today", metavar="YYYY-MM-DD", help="Day overdue counts to; --as-of, when left out."
)
@click.option("--only-overdue", is_flag=True, help="Only people whose cadence has passed.")
@writes_answer
def next_contacts(options: MapOptions, today: str | None, only_overdue: bool, **given: Any) -> None:
    """The next step with each person; with --activities, who is overdue."""
    output = _output_of(given)
    day = today or options.built_as_of
    if day is None:
        raise click.UsageError("say the day: --today YYYY-MM-DD")
    book = _book(options)
    answer = book.maps.next_contacts(
        book.activities, as_of=day, only_overdue=only_overdue or None, **book.asked
    )
    deliver(answer, **output)


@org_group.command(cls=RecordsCommand)
@_reads_maps
@click.option("--kinds", metavar="CODE,CODE", help="Of relations; all, when left out.")
@click.option("--undirected", is_flag=True, help="Read every relation in both directions.")
@click.option(
    "--distance",
    type=click.Choice(["hops", "inverse_weight"]),
    help="Of betweenness and closeness.",
)
@click.option("--unweighted", is_flag=True, help="PageRank without weights.")
@click.option("--damping", type=click.FloatRange(0, 0.999), help="Of PageRank.")
@click.option(
    "--measures", metavar="NAME,NAME", help="Of betweenness, closeness, pagerank, those wanted."
)
@writes_answer
def centrality(
    options: MapOptions,
    kinds: str | None,
    undirected: bool,
    unweighted: bool,
    measures: str | None,
    **given: Any,
) -> None:
    """Degrees, betweenness, closeness, PageRank, cores, components, articulation points."""
    given["kinds"] = names(kinds)
    given["measures"] = names(measures)
    given["directed"] = False if undirected else None
    given["weighted"] = False if unweighted else None
    _deliver(options, "centrality", given)


@org_group.command(cls=RecordsCommand)
@_reads_maps
@_vendor_option
@writes_answer
def layout(options: MapOptions, **given: Any) -> None:
    """Places for a drawing."""
    _deliver(options, "layout", given)


@org_group.command(cls=RecordsCommand)
@_reads_maps
@_model_options
@_vendor_option
@click.option("--centrality", is_flag=True, help="PageRank and betweenness too.")
@writes_answer
def summary(options: MapOptions, centrality: bool, **given: Any) -> None:
    """A row per map with the head of each answer."""
    _deliver(options, "summary", {**given, "centrality": centrality or None})


# ---- changed, compared, written --------------------------------------------


@org_group.command("what-if", cls=RecordsCommand)
@_reads_maps
@_changes_option
@_answers_option
@writes_answer
def what_if(options: MapOptions, changes: str, answers: str | None, **given: Any) -> None:
    """What changes would do to the answers."""
    output = _output_of(given)
    listed = _changes(changes)
    book = _book(options)
    deliver(book.maps.what_if(*listed, answers=names(answers), **book.asked), **output)


@org_group.command(cls=RecordsCommand)
@_reads_maps
@click.option(
    "--to", "other", required=True, metavar="YYYY-MM-DD", help="The later day; --as-of the first."
)
@_answers_option
@writes_answer
def diff(options: MapOptions, other: str, answers: str | None, **given: Any) -> None:
    """What has changed from one day to another."""
    output = _output_of(given)
    if options.built_as_of is None:
        raise click.UsageError("say the first day: --as-of YYYY-MM-DD")
    before = _book(options)
    after = _built(options, before.given, before.vocabulary, other)
    answer = before.maps.diff(after.maps, answers=names(answers), **before.asked)
    deliver(answer, **output)


@org_group.command("export-person", cls=RecordsCommand)
@_reads_maps
@click.argument("person_id")
@click.option("--out", metavar="FILE", help="Write here instead of stdout.")
def export_person(options: MapOptions, person_id: str, out: str | None) -> None:
    """All that is held about a person, as JSON."""
    held = _book(options).maps.export_person(person_id)
    write(json.dumps(held, ensure_ascii=False, indent=2) + "\n", out)


@org_group.command("write", cls=RecordsCommand)
@_reads_maps
@click.option("--as", "format_", type=click.Choice(_FORMATS), default="graphml", show_default=True)
@click.option("--language", metavar="CODE", help="Of labels.")
@click.option("--out", metavar="FILE", help="Write here instead of stdout.")
def write_map(
    options: MapOptions,
    format_: str,
    language: str | None,
    out: str | None,
) -> None:
    """One account's map as GraphML, JSON or DOT."""
    text = _book(options).maps.write(_only(options), format=format_, language=language)
    write(text if text.endswith("\n") else text + "\n", out)


@org_group.command("read")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--account", metavar="ID", help="Of people that say none.")
@click.option("--relation", metavar="CODE", help="Kind of edges that say none.")
@writes_answer
def read_file(file: str, account: str | None, relation: str | None, **output: Any) -> None:
    """Tables out of GraphML or JSON, as the other commands take them."""
    answer = read_map(Path(file), account_id=account, relation=relation)
    deliver(answer, **output)


@org_group.command(cls=RecordsCommand)
@_reads_maps
@_vendor_option
@click.option("--lang", "language", type=click.Choice(["zh", "en"]), help="Of words and labels.")
@click.option("--out", metavar="FILE", help="Write here instead of stdout.")
def picture(
    options: MapOptions,
    vendor: str | None,
    language: str | None,
    out: str | None,
) -> None:
    """One account's map as SVG: levels, roles, support, relations, rivals, and a legend."""
    drawn = _book(options).maps.picture(_only(options), language, vendor=vendor)
    write(drawn.svg + "\n", out)
