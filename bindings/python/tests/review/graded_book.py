"""A book whose customers are graded and whose deals meet gates; every figure is known."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pyarrow as pa

HOSTILE = "<img src=https://evil.example/x onerror=alert('x')>&\"'"
AS_OF = "2026-06-30"
_DAY = date(2026, 6, 30)
#: Customers in the situation of each rule; the last two have no grade.
SITUATIONS: list[tuple[str, int, dict[str, Any]]] = [
    ("A1", 20, {"system": "none", "project": "selecting"}),
    (
        "B2",
        3,
        {
            "system": "packaged",
            "project": "live",
            "satisfaction": "very_dissatisfied",
            "asked_repeatedly": True,
            "vendor_can_fix": False,
        },
    ),
    (
        "D2",
        2,
        {
            "system": "packaged",
            "project": "live",
            "satisfaction": "satisfied",
            "maintenance": "ok",
        },
    ),
    ("N1", 1, {"fits_target": False}),
    ("unknown", 4, {"project": "none"}),
    (
        "none",
        2,
        {
            "system": "packaged",
            "project": "live",
            "satisfaction": "dissatisfied",
            "hopes_for_vendor": False,
        },
    ),
]
FACTS: dict[str, pa.DataType] = {
    **dict.fromkeys(("system", "project", "satisfaction", "maintenance"), pa.string()),
    "waiting_for": pa.string(),
    **dict.fromkeys(("stated_close_on", "waiting_until"), pa.date32()),
    **dict.fromkeys(
        (
            *("fits_target", "need_admitted", "urgency_felt", "confident", "asked_repeatedly"),
            *("vendor_can_fix", "hopes_for_vendor", "designer_left", "users_tolerate"),
        ),
        pa.bool_(),
    ),
}
PROCESS: dict[str, Any] = {
    "sandan": "process/1",
    "code": "gated",
    "label": {"en": "Gated", "zh": "有关口的流程"},
    "facts": [
        {"code": "need_known", "type": "bool"},
        {"code": "quote_delivered", "type": "bool"},
        {"code": "open_doubts", "type": "number"},
    ],
    "stages": [
        {
            "code": "visit",
            "label": {"en": "Visit", "zh": "拜访"},
            "end_mark": {
                "code": "need_known",
                "label": {"en": f"Need known {HOSTILE}", "zh": "需求已知"},
                "condition": "need_known",
            },
            "actions": [
                {
                    "code": "ask",
                    "label": {"en": "Ask for the need", "zh": "询问需求"},
                    "satisfies": ["need_known"],
                }
            ],
        },
        {
            "code": "offer",
            "label": {"en": "Offer", "zh": "报价"},
            "end_mark": {
                "code": "quote_delivered",
                "label": {"en": "Quote delivered, no doubts", "zh": "报价已送达，无疑虑"},
                "condition": "quote_delivered and open_doubts = 0",
            },
            "actions": [
                {
                    "code": "deliver",
                    "label": {"en": "Deliver the quote", "zh": "送达报价"},
                    "satisfies": ["quote_delivered"],
                }
            ],
        },
        {
            "code": "order",
            "label": {"en": "Order", "zh": "签约"},
            "outcome": "won",
            "won_when": "entered",
        },
    ],
}
#: What is known of the deals at each stage: allowed, blocked, not known.
NEEDS = [True] * 5 + [False] * 18 + [None] * 2
QUOTES = [(True, 0)] * 2 + [(True, 3), (False, None)] + [(True, None)]


def lines() -> pa.Table:
    """32 customers, some with a date that contradicts their situation."""
    rows = []
    for rule, count, facts in SITUATIONS:
        for number in range(count):
            row: dict[str, Any] = dict.fromkeys(FACTS)
            row.update({"fits_target": True, "waiting_for": "", "need_admitted": True}, **facts)
            if rule == "unknown":
                row.update(fits_target=None)
            row["account_id"] = f"{rule}-{number:02d}"
            row["product_line"] = "erp"
            row["grade"] = PREVIOUS.get(row["account_id"], GRADES[rule])
            row["graded_on"] = None if row["grade"] is None else date(2026, 5, 1)
            row["stated_close_on"] = STATED.get(row["account_id"])
            row["system"] = SPOILT.get(row["account_id"], row["system"])
            rows.append(row)
    schema = {
        **{name: pa.string() for name in ("account_id", "product_line", "grade")},
        "graded_on": pa.date32(),
        **FACTS,
    }
    return pa.Table.from_pylist(rows, schema=pa.schema(list(schema.items())))


GRADES = {"A1": "A", "B2": "B", "D2": "D", "N1": "not_target", "unknown": "C", "none": "ungraded"}
#: Grades given last that are not today's.
PREVIOUS = {"A1-00": "B", "A1-01": "D", "B2-00": "A", "D2-00": None}
STATED = {
    "A1-02": _DAY + timedelta(days=10),
    "A1-03": _DAY - timedelta(days=10),
    "A1-04": _DAY + timedelta(days=300),
    "B2-01": _DAY + timedelta(days=10),
}
#: A word no policy knows.
SPOILT = {"unknown-03": "SAP?"}


def tables(currencies: tuple[str | None, ...] = ("CNY",)) -> dict[str, pa.Table]:
    """30 open deals, 25 at the visit and 5 at the offer, with accounts, reps, contacts and
    the customers known to exist."""
    graded = lines()
    accounts = graded.column("account_id").to_pylist()
    deals = []
    events = []
    for number, (need, quote) in enumerate(
        [*((need, (None, None)) for need in NEEDS), *((True, quote) for quote in QUOTES)]
    ):
        deal = f"D{number:02d}"
        stage = "visit" if number < len(NEEDS) else "offer"
        deals.append(
            {
                "opportunity_id": deal,
                "account_id": accounts[number],
                "product": "erp",
                "owner_id": f"R{number % 2}",
                "amount_minor": 1_000_00 * (number + 1),
                "currency": currencies[number % len(currencies)],
                "created_on": date(2026, 1, 1),
                "need_known": need,
                "quote_delivered": quote[0],
                "open_doubts": quote[1],
            }
        )
        events.append({"opportunity_id": deal, "stage": stage, "entered_at": date(2026, 2, 1)})
    return {
        "opportunities": pa.Table.from_pylist(deals),
        "stage_events": pa.Table.from_pylist(events),
        "accounts": pa.table(
            {
                "account_id": accounts,
                "name": [f"{HOSTILE} {account}" for account in accounts],
                "owner_id": [f"R{number % 2}" for number in range(len(accounts))],
            }
        ),
        "reps": pa.table({"rep_id": ["R0", "R1"], "name": ["Rep 0", HOSTILE]}),
        "account_lines": graded,
        "activities": pa.table(
            {
                "kind": ["call"] * 3,
                "rep_id": ["R0"] * 3,
                "account_id": ["B2-00", "B2-01", "D2-00"],
                "done_on": [
                    _DAY - timedelta(days=3),
                    _DAY - timedelta(days=60),
                    _DAY - timedelta(days=60),
                ],
            }
        ),
        "universe": pa.table({"account_id": [*accounts[:30], "elsewhere-1", "elsewhere-2"]}),
    }
