"""Rows of several currencies, whose amounts are never compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]


def currencies(rows: Sequence[Row]) -> list[str | None]:
    """Currencies of rows, in order of first sight."""
    return list(dict.fromkeys(row.get("currency") for row in rows))


def largest_first(rows: Sequence[Row]) -> list[Row]:
    """By amount within each currency, the currencies in turn."""
    ordered: list[tuple[int, Row]] = []
    for currency in currencies(rows):
        chosen = [row for row in rows if row["currency"] == currency]
        chosen.sort(key=lambda row: (-(row["amount_minor"] or 0), str(row["opportunity_id"])))
        ordered.extend(enumerate(chosen))
    return [row for _, row in sorted(ordered, key=lambda pair: pair[0])]
