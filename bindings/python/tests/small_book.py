"""A small book of deals for the tests, and where things are in this tree."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

PYTHON_FOLDER = Path(__file__).resolve().parents[1]
REPOSITORY = PYTHON_FOLDER.parents[1]

SHORT_PROCESS: dict[str, Any] = {
    "sandan": "process/1",
    "code": "short",
    "label": {"en": "Short", "zh": "短流程"},
    "stages": [
        {"code": "visit", "label": {"en": "Visit", "zh": "拜访"}, "layer": "need", "mode": "find"},
        {"code": "offer", "label": {"en": "Offer", "zh": "报价"}, "layer": "quoted"},
        {
            "code": "order",
            "label": {"en": "Order", "zh": "签约"},
            "layer": "ordered",
            "outcome": "won",
            "won_when": "entered",
        },
    ],
}

DEALS: dict[str, list[Any]] = {
    "opportunity_id": [1, 2, 3, 4, 5],
    "team_id": ["north", "south", "north", "south", None],
    "amount_minor": [1_200_000, 800_000, None, 500_000, 2**53 + 1],
    "currency": ["CNY"] * 5,
    "created_on": [date(2026, 1, 5), date(2026, 1, 9), date(2026, 1, 10), None, date(2026, 2, 1)],
}

# 1 is won step by step, 2 is open, 3 is won with a skip, 4 is lost, 5 went back.
EVENTS: dict[str, list[Any]] = {
    "opportunity_id": [1, 1, 1, 2, 3, 3, 4, 4, 4, 5, 5],
    "stage": [
        *("visit", "offer", "order"),
        "visit",
        *("visit", "order"),
        *("visit", "offer", "lost"),
        *("offer", "visit"),
    ],
    "entered_at": [
        *(date(2026, 1, 5), date(2026, 2, 2), date(2026, 2, 20)),
        date(2026, 1, 9),
        *(date(2026, 1, 10), date(2026, 3, 1)),
        *(date(2026, 1, 12), date(2026, 1, 20), date(2026, 2, 10)),
        *(date(2026, 2, 1), date(2026, 2, 15)),
    ],
}

AS_OF = "2026-03-31"


def big_book(deals: int = 200_000) -> dict[str, Any]:
    """Deals of four events each, as Arrow tables."""
    import numpy as np
    import pyarrow as pa

    ids = np.arange(deals, dtype="int64")
    day = np.datetime64("2024-01-01") + (ids % 300).astype("timedelta64[D]")
    stages = pa.array(["visit", "offer", "visit", "offer"]).dictionary_encode()
    return {
        "opportunities": pa.table({"opportunity_id": ids, "created_on": day, "team": ids % 1000}),
        "stage_events": pa.table(
            {
                "opportunity_id": np.repeat(ids, 4),
                "stage": pa.concat_arrays([stages] * deals),
                "entered_at": np.repeat(day, 4) + np.tile(np.arange(4), deals),
            }
        ),
    }
