"""What a review shows of decision maps: those of the customers behind the largest open deals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from sandan import DecisionMaps, MapVocabulary, Result
from sandan._map_picture import MOST_PEOPLE, tables_of
from sandan._map_picture.drawing import Tables
from sandan.review.by_currency import largest_first

Row = dict[str, Any]

#: What maps are built from, beside deals and accounts.
MAP_TABLES = ("people", "departments", "relations", "stances", "points")
_BUILT_FROM = (*MAP_TABLES, "accounts", "opportunities")
_OURS = "@us"
_DEALS = 10
_CONTACTS = ("person_id", "done_on")
#: Tables of answers that are shown, each filtered by account.
_ASKED = (
    *("completeness", "coverage_gaps", "routes", "route_steps", "gatekeepers", "blocking_sets"),
    *("verdicts", "win_over", "contested", "next_contacts", "withheld"),
)


@dataclass(frozen=True)
class DealMap:
    """The largest open deal of a customer, and the customer's map."""

    deal: Row
    """of the open deals, with account_id and the names of account and owner."""
    open_deals: int
    """of the customer."""
    picture: Tables | None
    """None where the map is too large to be drawn."""
    people: Mapping[Any, str]
    """person_id → name, with the id where several have it; the id where there is no name."""
    departments: Mapping[Any, str]
    answers: Mapping[str, list[Row]]
    """the customer's rows, by table."""

    @property
    def account(self) -> Any:
        """Id of the customer."""
        return self.deal["account_id"]


@dataclass(frozen=True)
class MapFigures:
    """Rows carry the column names of the C interface."""

    vocabulary: MapVocabulary
    labels: Any
    """What codes are called."""
    as_of: str
    maps: int
    """of all customers."""
    deals: Sequence[DealMap]
    """the largest, one a customer."""
    faults: Counter[str]
    knows_contacts: bool
    """Activities say with whom they were."""

    def tables(self) -> dict[str, list[Row]]:
        """The figures as named tables of records, for programs; people by id alone."""
        deals = [
            {
                "opportunity_id": each.deal["opportunity_id"],
                "account_id": each.account,
                "amount_minor": each.deal.get("amount_minor"),
                "currency": each.deal.get("currency"),
                "open_deals": each.open_deals,
            }
            for each in self.deals
        ]
        answers = {
            f"map_{name}": [row for each in self.deals for row in each.answers[name]]
            for name in _ASKED
        }
        faults = [{"fault": fault, "n": n} for fault, n in self.faults.items()]
        return {"map_deals": deals, **answers, "map_fault_counts": faults}


def gather_maps(
    vocabulary: MapVocabulary,
    tables: Mapping[str, pa.Table],
    open_deals: pa.Table,
    *,
    as_of: str,
    values: bool | None = None,
    threads: int | None = None,
) -> MapFigures:
    """Builds the maps and asks those of the largest open deals everything a review shows.

    open_deals: the state of the open deals, with the names of account and owner.
    """
    given = {name: tables[name] for name in _BUILT_FROM if name in tables}
    maps = vocabulary.build(given, as_of=as_of, names=True, values=values, threads=threads)
    faults = maps.faults()["map_faults"]
    # Only rows that count say which customers have a map.
    known = list(dict.fromkeys(maps.contents()["people"].column("account_id")))
    chosen = _largest(tables["opportunities"], open_deals, set(known))
    contacts = _contacts(tables.get("activities"))
    return MapFigures(
        vocabulary=vocabulary,
        labels=faults.labels,
        as_of=as_of,
        maps=len(known),
        deals=_asked(maps, chosen, contacts, as_of, threads) if chosen else [],
        faults=Counter(faults.column("fault")),
        knows_contacts=contacts is not None,
    )


def _contacts(activities: pa.Table | None) -> pa.Table | None:
    """Activities, where they say with whom they were."""
    if activities is None or not set(_CONTACTS) <= set(activities.column_names):
        return None
    return activities.select(list(_CONTACTS))


def _largest(
    opportunities: pa.Table, open_deals: pa.Table, known: set[Any]
) -> list[tuple[Row, int]]:
    """The largest open deal of each customer with a map, and how many the customer has."""
    if "account_id" not in opportunities.column_names:
        return []
    pairs = zip(
        opportunities.column("opportunity_id").to_pylist(),
        opportunities.column("account_id").to_pylist(),
    )
    account_of = dict(pairs)
    rows = []
    for row in open_deals.to_pylist():
        account = account_of.get(row["opportunity_id"])
        if account in known:
            rows.append({"currency": None, "amount_minor": None, **row, "account_id": account})
    counts = Counter(row["account_id"] for row in rows)
    first: dict[Any, Row] = {}
    for row in largest_first(rows):
        first.setdefault(row["account_id"], row)
    return [(row, counts[account]) for account, row in first.items()][:_DEALS]


def _asked(
    maps: DecisionMaps,
    chosen: Sequence[tuple[Row, int]],
    contacts: pa.Table | None,
    as_of: str,
    threads: int | None,
) -> list[DealMap]:
    accounts = [row["account_id"] for row, _ in chosen]
    given: dict[str, Any] = {"accounts": accounts, "threads": threads}
    answers: list[Result] = [
        maps.coverage(**given),
        maps.routes(alternatives=1, **given),
        maps.gatekeepers(**given),
        maps.verdict(**given),
        maps.win_over(most=3, **given),
        maps.competitors(**given),
        maps.next_contacts(contacts, as_of=as_of, only_overdue=True, **given),
    ]
    rows: dict[str, list[Row]] = {}
    for answer in answers:
        for name in answer:
            if name in _ASKED:
                rows.setdefault(name, answer[name].to_dicts())
    layout = maps.layout(**given)
    places = {name: layout[name].to_dicts() for name in layout}
    return [_of_deal(deal, n, rows, places) for deal, n in chosen]


def _of_deal(
    deal: Row, open_deals: int, rows: Mapping[str, list[Row]], places: Mapping[str, list[Row]]
) -> DealMap:
    account = deal["account_id"]
    drawn = tables_of(places, account, _OURS)
    return DealMap(
        deal=deal,
        open_deals=open_deals,
        picture=drawn if len(drawn.people) <= MOST_PEOPLE else None,
        people=_called(drawn.people, "person_id"),
        departments=_called(drawn.departments, "department_id"),
        answers={
            name: [row for row in listed if row["account_id"] == account]
            for name, listed in rows.items()
        },
    )


def _called(rows: Sequence[Mapping[str, Any]], key: str) -> dict[Any, str]:
    names = Counter(row["name"] for row in rows)

    def called(row: Mapping[str, Any]) -> str:
        if row["name"] is None:
            return str(row[key])
        return row["name"] if names[row["name"]] == 1 else f"{row['name']} ({row[key]})"

    return {row[key]: called(row) for row in rows}
