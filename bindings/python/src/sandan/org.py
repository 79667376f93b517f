"""Decision maps: who decides, who is missing, whom to see next.

import sandan

maps = sandan.MapVocabulary.shipped("standard").build(
    people=people, relations=relations, stances=stances
)
maps.coverage()["coverage_gaps"]
maps.routes()["routes"]
maps.win_over()["win_over"]
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sandan import _request
from sandan._arrow import TableLike
from sandan._calls import Progress, Run, call_for_text, call_run, text_arguments
from sandan._compiled import CompiledDocument
from sandan._labels import Labels
from sandan._library import lib
from sandan._map_ids import Change, Id, Ids, change_of, id_of, ids_of
from sandan._map_picture import Picture, Pictured
from sandan._map_reading import read_map
from sandan._org_labels import org_labels
from sandan._quota_arithmetic import added_tables
from sandan._request import Day
from sandan._table_names import check_table_names
from sandan.result import Result
from sandan.table import Table

__all__ = [
    "DecisionMaps",
    "MapVocabulary",
    "Picture",
    "input_schema",
    "output_schema",
    "read_map",
]


def input_schema() -> dict[str, Any]:
    """The tables and columns that are read, each with type, null meaning and labels."""
    schema: dict[str, Any] = json.loads(call_for_text(lib.sandan_org_input_schema))
    return schema


def output_schema() -> dict[str, Any]:
    """The result tables and their columns, each with type, unit and meaning."""
    schema: dict[str, Any] = json.loads(call_for_text(lib.sandan_org_output_schema))
    return schema


class MapVocabulary(CompiledDocument):
    """A compiled map vocabulary: immutable, to be shared by any number of threads."""

    _kind = "map_vocabulary"
    _type = "sandan_org_vocabulary"
    _compile = "sandan_org_compile"
    _destroy = "sandan_org_vocabulary_destroy"
    _canonical = "sandan_org_vocabulary_to_json"

    @functools.cached_property
    def _labels(self) -> Labels:
        return org_labels(self._document)

    def __repr__(self) -> str:
        roles = " · ".join(role["code"] for role in self._document["roles"])
        return f"<sandan map vocabulary {self.code!r}: {roles}>"

    def build(
        self,
        tables: Mapping[str, TableLike] | None = None,
        *,
        as_of: Day | None = None,
        names: bool | None = None,
        strict: bool | None = None,
        values: bool | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        max_rows: int | None = None,
        progress: Progress | None = None,
        **named: TableLike | None,
    ) -> DecisionMaps:
        """A map per account of `people`.

        tables, named: people and, as far as there are any, departments, relations, stances,
            accounts, opportunities, points. Anything with `__arrow_c_stream__` (pandas,
            polars, pyarrow, DuckDB), dicts of columns, lists of dicts.
        as_of: later facts are unseen; all are seen, when left out.
        names: True carries names, motives and evidence, for display; ids are enough for
            every answer.
        strict: the first faulty row is an error; otherwise `faults` lists all.
        values: False keeps cell values out of error messages and faults.
        """
        fields = {
            "as_of": None if as_of is None else _request.day(as_of),
            "names": names,
            "strict": strict,
            "values": values,
        }
        check_table_names([*(tables if isinstance(tables, Mapping) else ()), *named])
        with added_tables(tables, named) as added:
            handle = call_run(
                lib.sandan_org_build,
                (self._handle, added.handle),
                _request.encode(**fields),
                Run(threads, max_bytes, max_rows, progress),
                "sandan_org_maps",
                lib.sandan_org_maps_destroy,
            )
        return DecisionMaps(handle, self)


class DecisionMaps(Pictured):
    """Decision maps of one account or of a book, as of a day. Immutable, to be shared by any
    number of threads. Made by `MapVocabulary.build`, `change` and `erase_person`."""

    def __init__(self, handle: Any, vocabulary: MapVocabulary) -> None:
        self._handle = handle
        #: The vocabulary they are written in.
        self.vocabulary = vocabulary

    def faults(self, accounts: Ids | None = None) -> Result:
        """Rows at fault (`map_faults`), and what is odd in a map (`map_findings`)."""
        return self._ask(lib.sandan_org_faults, {"accounts": ids_of(accounts)}, Run())

    def contents(self, accounts: Ids | None = None) -> Result:
        """`people`, `departments`, `relations` and `stances` as they count."""
        return self._ask(lib.sandan_org_contents, {"accounts": ids_of(accounts)}, Run())

    def coverage(
        self,
        *,
        accounts: Ids | None = None,
        vendor: str | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """Who is covered, and what is missing: `completeness`, `coverage_cells`,
        `coverage_people`, `coverage_departments`, `coverage_gaps` (the gravest first), and
        what breaks if one person leaves: `single_threads`.

        accounts: only these.
        vendor: whose coverage; ours, when left out.
        """
        fields = {"accounts": ids_of(accounts), "vendor": vendor}
        return self._ask(lib.sandan_org_coverage, fields, Run(threads, max_bytes, None, progress))

    def routes(
        self,
        targets: Ids | None = None,
        *,
        alternatives: int | None = None,
        accounts: Ids | None = None,
        vendor: str | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """The ways from people we hold to people we need: `routes` with the next step of
        each, `route_steps`; whom to contact first to find a guide: `contact_order`; and how
        many people are left out of proposals: `withheld`.

        targets: person ids; those who decide, when left out.
        alternatives: routes per target.
        """
        fields = {
            "accounts": ids_of(accounts),
            "vendor": vendor,
            "targets": ids_of(targets),
            "alternatives": alternatives,
        }
        return self._ask(lib.sandan_org_routes, fields, Run(threads, max_bytes, None, progress))

    def gatekeepers(
        self,
        targets: Ids | None = None,
        *,
        accounts: Ids | None = None,
        vendor: str | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """Who cannot be bypassed (`gatekeepers`), and the smallest set whose refusal blocks
        signing (`blocking_sets`).

        targets: person ids; those who decide, when left out.
        """
        fields = {"accounts": ids_of(accounts), "vendor": vendor, "targets": ids_of(targets)}
        run = Run(threads, max_bytes, None, progress)
        return self._ask(lib.sandan_org_gatekeepers, fields, run)

    def flow(
        self,
        *,
        amount_minor: int | None = None,
        accounts: Ids | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """How the purchase runs in this organisation: `flow_roles`, `flow_links`,
        `flow_breaks` (the gravest first), `flow_signers`, `flow_decisions`.

        amount_minor: of the purchase; that of each open deal, when left out.
        """
        fields = {"accounts": ids_of(accounts), "amount_minor": amount_minor}
        return self._ask(lib.sandan_org_flow, fields, Run(threads, max_bytes, None, progress))

    def verdict(
        self,
        *,
        model: str | None = None,
        stubbornness: float | None = None,
        amount_minor: int | None = None,
        accounts: Ids | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """How the verdict would fall for each vendor (`verdicts`), and where each person ends
        (`positions`), with intervals over what is not known.

        model: "friedkin_johnsen" or "degroot".
        stubbornness: how far everybody holds on to the own opinion, 0 to 1; as people,
            levels and the vocabulary say, when left out.
        amount_minor: who may sign it decides too.
        """
        fields = {
            "accounts": ids_of(accounts),
            "model": model,
            "stubbornness": stubbornness,
            "amount_minor": amount_minor,
        }
        return self._ask(lib.sandan_org_verdict, fields, Run(threads, max_bytes, None, progress))

    def win_over(
        self,
        *,
        most: int | None = None,
        picks: int | None = None,
        vendor: str | None = None,
        model: str | None = None,
        stubbornness: float | None = None,
        amount_minor: int | None = None,
        accounts: Ids | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """Whom to win over next: `win_over` by gain per effort, `win_pairs`, `win_plan`, and
        how many people are left out of proposals: `withheld`.

        most: people and pairs listed per map.
        picks: people of the plan, one after the other.
        model, stubbornness, amount_minor: as in `verdict`.
        """
        fields = {
            "accounts": ids_of(accounts),
            "model": model,
            "stubbornness": stubbornness,
            "amount_minor": amount_minor,
            "vendor": vendor,
            "most": most,
            "picks": picks,
        }
        return self._ask(lib.sandan_org_win_over, fields, Run(threads, max_bytes, None, progress))

    def competitors(
        self,
        *,
        model: str | None = None,
        stubbornness: float | None = None,
        amount_minor: int | None = None,
        accounts: Ids | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """What each vendor holds (`competitors`), who is contested (`contested`), and whom
        advantages and weaknesses touch (`point_reach`).

        model, stubbornness, amount_minor: as in `verdict`.
        """
        fields = {
            "accounts": ids_of(accounts),
            "model": model,
            "stubbornness": stubbornness,
            "amount_minor": amount_minor,
        }
        run = Run(threads, max_bytes, None, progress)
        return self._ask(lib.sandan_org_competitors, fields, run)

    def next_contacts(
        self,
        activities: TableLike | None = None,
        *,
        as_of: Day,
        only_overdue: bool | None = None,
        accounts: Ids | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        max_rows: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """The next step with each person: `next_contacts`, the marks that show it is reached
        (`next_marks`), activities that advance to it (`next_activities`), the manner that
        suits the style (`next_manners`), and how many people are left out: `withheld`.

        activities: person_id, done_on; tells who is overdue.
        only_overdue: only people whom the cadence says to have been contacted.
        """
        fields = {
            "accounts": ids_of(accounts),
            "as_of": _request.day(as_of),
            "only_overdue": only_overdue,
        }
        given = {} if activities is None else {"activities": activities}
        with added_tables(given, {}) as added:
            handle = call_run(
                lib.sandan_org_next_contacts,
                (self._handle, added.handle),
                _request.encode(**fields),
                Run(threads, max_bytes, max_rows, progress),
                "sandan_result",
                lib.sandan_result_destroy,
            )
        return Result(handle, self.vocabulary._labels)

    def centrality(
        self,
        *,
        kinds: str | Iterable[str] | None = None,
        directed: bool | None = None,
        distance: str | None = None,
        weighted: bool | None = None,
        damping: float | None = None,
        measures: str | Iterable[str] | None = None,
        accounts: Ids | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Table:
        """Degrees, betweenness, closeness, PageRank, cores, components and articulation points.

        kinds: of relations; all, when left out.
        directed: False reads every relation in both directions.
        distance: of betweenness and closeness, "hops" or "inverse_weight".
        weighted: False gives PageRank without weights.
        damping: of PageRank; 0.85, when left out.
        measures: of "betweenness", "closeness", "pagerank", those wanted; all, when left out.
        """
        fields = {
            "accounts": ids_of(accounts),
            "kinds": _request.names(kinds),
            "directed": directed,
            "distance": distance,
            "weighted": weighted,
            "damping": damping,
            "measures": _request.names(measures),
        }
        run = Run(threads, max_bytes, None, progress)
        return self._ask(lib.sandan_org_centrality, fields, run).only()

    def layout(
        self,
        *,
        vendor: str | None = None,
        accounts: Ids | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """Places for a drawing: `layout_people`, `layout_edges`, `layout_departments`."""
        fields = {"accounts": ids_of(accounts), "vendor": vendor}
        return self._ask(lib.sandan_org_layout, fields, Run(threads, max_bytes, None, progress))

    def summary(
        self,
        *,
        vendor: str | None = None,
        centrality: bool | None = None,
        model: str | None = None,
        stubbornness: float | None = None,
        amount_minor: int | None = None,
        accounts: Ids | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Table:
        """A row per map with the head of each answer.

        centrality: True adds the people of the highest PageRank and betweenness.
        model, stubbornness, amount_minor: as in `verdict`.
        """
        fields = {
            "accounts": ids_of(accounts),
            "vendor": vendor,
            "centrality": centrality,
            "model": model,
            "stubbornness": stubbornness,
            "amount_minor": amount_minor,
        }
        run = Run(threads, max_bytes, None, progress)
        return self._ask(lib.sandan_org_summary, fields, run).only()

    def change(self, *changes: Change) -> DecisionMaps:
        """The maps with changes made, one after the other.

        changes: {"kind": "set_support", "person_id": …, "support": 2, "vendor": "@us"}, or of
            kind "set_stage", "set_roles", "add_relation", "remove_relation", "add_person",
            "remove_person".
        """
        return self._made(lib.sandan_org_change, {"changes": [change_of(each) for each in changes]})

    def what_if(
        self,
        *changes: Change,
        answers: str | Iterable[str] | None = None,
        accounts: Ids | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Table:
        """What changes would do to the answers.

        changes: as in `change`.
        answers: those compared, of "contents", "coverage", "routes", "gatekeepers", "flow",
            "verdict", "win_over", "competitors", "centrality", "summary"; all but the first
            and centrality, when left out.
        """
        fields = {
            "accounts": ids_of(accounts),
            "answers": _request.names(answers),
            "changes": [change_of(each) for each in changes],
        }
        run = Run(threads, max_bytes, None, progress)
        return self._ask(lib.sandan_org_what_if, fields, run).only()

    def diff(
        self,
        other: DecisionMaps,
        *,
        answers: str | Iterable[str] | None = None,
        accounts: Ids | None = None,
        threads: int | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Table:
        """The answers of other maps, such as those of another day, against these.

        answers: as in `what_if`; contents and summary, when left out.
        """
        handle = call_run(
            lib.sandan_org_diff,
            (self._handle, other._handle),
            _request.encode(accounts=ids_of(accounts), answers=_request.names(answers)),
            Run(threads, max_bytes, None, progress),
            "sandan_result",
            lib.sandan_result_destroy,
        )
        return Result(handle, self.vocabulary._labels).only()

    def erase_person(self, person_id: Id) -> DecisionMaps:
        """The maps without a person, of whom nothing is kept."""
        return self._made(lib.sandan_org_erase_person, {"person_id": id_of(person_id)})

    def export_person(self, person_id: Id) -> dict[str, Any]:
        """All that is held about a person."""
        asked = text_arguments(_request.encode(person_id=id_of(person_id)))
        held: dict[str, Any] = json.loads(
            call_for_text(lib.sandan_org_export_person, self._handle, *asked)
        )
        return held

    def write(
        self,
        account_id: Id | None = None,
        *,
        format: str | None = None,  # noqa: A002  (the word of the request)
        language: str | None = None,
    ) -> str:
        """One account's map as text.

        account_id: the only one, when left out.
        format: "graphml", "json" or "dot".
        language: of labels.
        """
        asked = _request.encode(
            account_id=None if account_id is None else id_of(account_id),
            format=format,
            language=language,
        )
        return call_for_text(lib.sandan_org_write, self._handle, *text_arguments(asked))

    def _made(self, function: Callable[..., int], fields: Mapping[str, Any]) -> DecisionMaps:
        handle = call_run(
            function,
            (self._handle,),
            _request.encode(**fields),
            Run(),
            "sandan_org_maps",
            lib.sandan_org_maps_destroy,
        )
        return DecisionMaps(handle, self.vocabulary)

    def _ask(self, function: Callable[..., int], fields: Mapping[str, Any], run: Run) -> Result:
        handle = call_run(
            function,
            (self._handle,),
            _request.encode(**fields),
            run,
            "sandan_result",
            lib.sandan_result_destroy,
        )
        return Result(handle, self.vocabulary._labels)

    def __repr__(self) -> str:
        return f"<sandan decision maps, vocabulary {self.vocabulary.code!r}>"
