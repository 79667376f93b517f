"""A book of deals with teams, reps, reasons to wait and receivables."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pyarrow as pa

HOSTILE = "<img src=https://evil.example/x onerror=alert('x')>&\"'"
AS_OF = "2026-06-30"
PROCESS: dict[str, Any] = {
    "sandan": "process/1",
    "code": "short",
    "label": {"en": "Short", "zh": "短流程"},
    "stages": [
        {
            "code": "visit",
            "label": {"en": "Visit", "zh": "拜访"},
            "layer": "need",
            "expected_days": 10,
        },
        {"code": "offer", "label": {"en": f"Offer {HOSTILE}", "zh": "报价"}, "layer": "quoted"},
        {
            "code": "order",
            "label": {"en": "Order", "zh": "签约"},
            "layer": "ordered",
            "outcome": "won",
            "won_when": "entered",
        },
    ],
}
_FIRST = date(2025, 7, 1)
_REPS = 6


def tables(currencies: tuple[str | None, ...] = ("CNY",)) -> dict[str, pa.Table]:
    """360 deals of six reps in two teams; one rep loses at the offer, one deal waits."""
    deals: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    payments: list[dict[str, Any]] = []
    for i in range(60 * _REPS):
        rep = i % _REPS
        deal = f"D{i:03d}"
        created = _FIRST + timedelta(days=i)
        wins = (i // _REPS) % 10 < (2 if rep == 0 else 7)
        is_open = i % 7 == 3
        row = {
            "opportunity_id": deal,
            "owner_id": f"R{rep}",
            "team_id": f"south {HOSTILE}" if rep % 2 else "north",
            "amount_minor": None if i % 10 == 0 else 1_000_00 * (i + 1),
            "currency": currencies[i % len(currencies)],
            "created_on": created,
            "waiting_until": date(2026, 12, 1) if i == 10 else None,
            "waiting_reason": f"budget {HOSTILE}" if i == 10 else None,
        }
        deals.append(row)
        visits = created, created + timedelta(days=5 + i % 9)
        path = [("visit", visits[0]), ("offer", visits[1])]
        if not is_open:
            path.append(("order" if wins else "lost", visits[1] + timedelta(days=12 + i % 17)))
        events += [
            {"opportunity_id": deal, "stage": stage, "entered_at": day} for stage, day in path
        ]
        if wins and not is_open:
            due = path[-1][1] + timedelta(days=30)
            payments.append(
                {
                    "opportunity_id": deal,
                    "due_on": due,
                    "amount_minor": 50_000_00,
                    "collected_minor": 50_000_00 if i % 3 else 20_000_00,
                    "collected_on": due + timedelta(days=3),
                }
            )
    names = [f"{HOSTILE} {rep}" if rep == 0 else f"Rep {rep}" for rep in range(_REPS)]
    reps = {"rep_id": [f"R{rep}" for rep in range(_REPS)], "name": names}
    return {
        "opportunities": pa.Table.from_pylist(deals),
        "stage_events": pa.Table.from_pylist(events),
        "reps": pa.table(reps),
        "receivables": pa.Table.from_pylist(payments),
    }
