"""A small book of decision maps: customer A of five people and a rival, customer B of one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sandan

AS_OF = "2026-06-30"
_D = date(2026, 6, 1)


def people() -> dict[str, list[Any]]:
    """1 decides, 2 designs and guides us, 3 uses, 4 evaluates and can veto, 5 is hardly known."""
    return {
        "person_id": ["1", "2", "3", "4", "5", "9"],
        "account_id": ["A", "A", "A", "A", "A", "B"],
        "name": ["王甲", "Li & Co", "赵丙", "Qian", None, "孙己"],
        "department_id": ["top", "it", "it", "buying", None, None],
        "level": ["executive", "management", "operational", "management", None, "executive"],
        "function": ["user", "technical", "user", "procurement_finance", None, "user"],
        "roles": ["decider", "designer", "initiator;user", "evaluator", None, "decider"],
        "guide": [None, True, False, None, None, None],
        "style": [None, "analytical", None, "driver", None, None],
        "decides": ["buy;sign", None, None, "vendor", None, "buy"],
        "authority_minor": [5_000_000_00, 100_000_00, None, None, None, None],
        "veto": [None, False, None, True, None, None],
        "contact_allowed": [None, True, None, True, False, False],
    }


def departments() -> dict[str, list[Any]]:
    return {
        "department_id": ["top", "it", "buying"],
        "account_id": ["A", "A", "A"],
        "name": ["Management", "IT", None],
        "parent_id": [None, "top", "top"],
    }


def relations() -> dict[str, list[Any]]:
    rows = [
        ("2", "1", "reports_to", None),
        ("3", "2", "reports_to", None),
        ("4", "1", "reports_to", None),
        ("3", "2", "influences", 2.0),
        ("2", "1", "introduces", None),
        ("4", "2", "opposes", None),
        ("4", "3", "constrains", None),
    ]
    return {
        "account_id": ["A"] * len(rows),
        "from_id": [row[0] for row in rows],
        "to_id": [row[1] for row in rows],
        "kind": [row[2] for row in rows],
        "weight": [row[3] for row in rows],
    }


def stances() -> dict[str, list[Any]]:
    rows = [
        ("1", "@us", "known", None, _D),
        ("2", "@us", "trust", 2, _D),
        ("2", "@us", "known", 0, date(2026, 1, 5)),
        ("3", "@us", "known", 0, _D),
        ("4", "@us", "engaged", -1, _D),
        ("4", "north", "trust", 2, _D),
        ("2", "north", "none", -2, _D),
        ("9", "@us", "known", 1, _D),
    ]
    return {
        "person_id": [row[0] for row in rows],
        "vendor": [row[1] for row in rows],
        "relation_stage": [row[2] for row in rows],
        "support": [row[3] for row in rows],
        "as_of": [row[4] for row in rows],
    }


def opportunities() -> dict[str, list[Any]]:
    return {
        "opportunity_id": ["O1", "O2", "O3", "O9"],
        "account_id": ["A", "A", "C", "B"],
        "outcome": ["open", "won", "open", "open"],
        "amount_minor": [300_000_00, 10_000_00, 900_000_00, 20_000_00],
        "currency": ["CNY"] * 4,
    }


def points() -> dict[str, list[Any]]:
    return {
        "account_id": ["A", "A"],
        "opportunity_id": ["O1", "O1"],
        "vendor": ["@us", "north"],
        "kind": ["advantage", "advantage"],
        "criterion": ["price", "service"],
        "person_id": ["2", "4"],
        "answer": [None, None],
    }


def activities() -> dict[str, list[Any]]:
    return {
        "activity_id": ["a", "b", "c"],
        "person_id": ["2", "4", None],
        "kind": ["visit", "call", "call"],
        "done_on": [date(2026, 4, 1), date(2026, 6, 20), date(2026, 6, 21)],
    }


def tables() -> dict[str, dict[str, list[Any]]]:
    """All that maps are built from."""
    return {
        "people": people(),
        "departments": departments(),
        "relations": relations(),
        "stances": stances(),
        "opportunities": opportunities(),
        "points": points(),
    }


def rows_of(given: sandan.Table, /, **wanted: Any) -> list[dict[str, Any]]:
    """Rows that have these values."""
    return [
        row for row in given.to_dicts() if all(row[name] == value for name, value in wanted.items())
    ]


def row_of(given: sandan.Table, /, **wanted: Any) -> dict[str, Any]:
    (found,) = rows_of(given, **wanted)
    return found
