"""How figures are worded: labels of stages and codes, rates with what they rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sandan import documents
from sandan.review.by_currency import currencies
from sandan.review.charts import Rate
from sandan.review.figures import Figures, Row
from sandan.review.formats import NOTHING, count, days, interval, money, percent, short_money
from sandan.review.words import Words


class Phrasing:
    """Figures and the words of one language."""

    def __init__(self, figures: Figures, words: Words) -> None:
        self.figures = figures
        self.words = words
        self.language = words.language
        self.process = figures.history.process
        #: Stages that end the line: entering them wins the deal.
        self.winning = {
            stage["code"]
            for stage in self.process.to_dict()["stages"]
            if stage.get("outcome") == "won" and stage.get("won_when") == "entered"
        }

    def stage(self, code: str | None) -> str:
        return NOTHING if code is None else self.process.stage_label(code, self.language)

    def value(self, column: str, code: str | None) -> str:
        if code is None:
            return NOTHING
        labels = self.figures.labels
        label = labels.labels.of_value(column, code) if labels is not None else {}
        return label.get(self.language) or label.get("en") or code

    def head(self, column: str) -> str:
        """What a column is called: in the vocabulary, else in the facts dictionary."""
        labels = self.figures.labels
        label = dict(labels.labels.of_column(column)) if labels is not None else {}
        if not label:
            label = fact_label(column)
        return label.get(self.language) or label.get("en") or column

    def key(self, value: Any, key: str) -> str:
        if value is None:
            return NOTHING
        if key == "closed_on":
            return _quarter(value)
        return self.value(key, value) if isinstance(value, str) else date(value)

    def person(self, key: str, value: Any) -> str:
        """A team or a rep, by name where one is known."""
        keys = self.figures.time.keys
        if value is None:
            return self.words("no_rep" if key == keys.owner else "no_team")
        if key == keys.owner:
            return self.figures.time.names.get(value, str(value))
        return self.value(key, value) if isinstance(value, str) else str(value)

    def unit_of(self, n: float | None, workdays: bool) -> str:
        """A number of days, or of working days."""
        if n is None:
            return NOTHING
        return self.words(
            "workdays_value" if workdays else "days_value", n=days(round(n) or round(n, 1))
        )

    def rate(self, row: Row, name: str) -> str:
        """A rate, or why there is none."""
        if row[name] is None:
            return self.words("insufficient")
        return self.words("all_pending") if _undecided(row) else percent(row[name])

    def rate_with_n(self, row: Row, name: str, n: int) -> str:
        """A rate and what it rests on, or why there is none."""
        if row[name] is None:
            return self.words("insufficient_n", n=count(n))
        if _undecided(row):
            return self.words("all_pending_n", n=count(n))
        return f"{percent(row[name])}  n = {count(n)}"

    def bounds(self, row: Row, name: str) -> Rate:
        """A rate and its interval for a chart; nothing where the rate says nothing."""
        if _undecided(row):
            return None, None, None
        return row[name], row[f"{name}_low"], row[f"{name}_high"]

    def interval(self, row: Row, name: str) -> str:
        """Both ends of a rate's interval; nothing where the rate says nothing."""
        if _undecided(row):
            return NOTHING
        return interval(row[f"{name}_low"], row[f"{name}_high"])

    def sum_of(self, row: Row, n: int, *, short: bool = False) -> str:
        """The value of n deals: unknown when no amount is known, not nothing."""
        if n and row["unknown_amounts"] == n:
            return self.words("all_unknown")
        if short:
            return short_money(row["value_minor"], row.get("currency"), self.language)
        return money(row["value_minor"], row.get("currency"))

    def won_value(self, row: Row) -> str:
        if row.get("won_value_minor") is None or "currency" not in row:
            return (
                NOTHING
                if _more_currencies(self.figures)
                else money(row.get("won_value_minor"), None)
            )
        return money(row["won_value_minor"], row["currency"])

    def left_out(self, total: int, shown: int) -> str:
        return self.words("more_rows", n=count(total - shown)) if total > shown else ""

    def titled(self, text: str, currency: str | None) -> str:
        return text if currency is None else f"{text} ({currency})"

    def open_values(self) -> list[Row]:
        """Open deals summed by currency, with the columns of `pipeline`."""
        rows = self.figures.pipeline
        return [
            summed([row for row in rows if row.get("currency") == currency], currency)
            for currency in currencies(rows)
        ]


def fact_label(column: str) -> dict[str, str]:
    """Label of an input column such as `product` or `accounts.industry`; {} without one."""
    table, mark, name = column.rpartition(".")
    tables = [table] if mark else ["opportunities", "accounts", "reps"]
    labels = {
        (each["table"], known["name"]): known["label"]
        for each in documents.get("facts", "facts")["tables"]
        for known in each["columns"]
    }
    found = (labels.get((each, name)) for each in tables)
    return next((label for label in found if label), {})


def summed(rows: Sequence[Row], currency: str | None) -> Row:
    """Rows of one currency added up."""
    return {
        "currency": currency,
        "n": sum(row["n"] for row in rows),
        "value_minor": sum(row["value_minor"] for row in rows),
        "unknown_amounts": sum(row["unknown_amounts"] for row in rows),
        "oldest_days": max((row.get("oldest_days") or 0 for row in rows), default=None),
    }


def _undecided(row: Row) -> bool:
    """Whether all deals of a funnel row are pending: then a rate of 0 says nothing."""
    return bool(row.get("pending")) and row["pending"] == row["reached"]


def _more_currencies(figures: Figures) -> bool:
    return len(figures.won_values) > 1


def key_column(rows: Sequence[Row]) -> str | None:
    """The first key of a grouped result: the column after `level`."""
    names = list(rows[0]) if rows else []
    if len(names) < 2 or names[0] != "level" or names[1] in ("currency", "n"):
        return None
    return names[1]


def date(value: Any) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _quarter(value: Any) -> str:
    if isinstance(value, dt.date):
        return f"{value.year} Q{(value.month + 2) // 3}"
    return str(value)
