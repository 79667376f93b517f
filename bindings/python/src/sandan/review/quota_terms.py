"""What places, tiers and amounts of a quota plan are called."""

from __future__ import annotations

from typing import Any

from sandan.review.formats import NOTHING, money, short_money
from sandan.review.phrasing import Phrasing, fact_label
from sandan.review.quota_figures import QuotaFigures

#: Codes of the whole of an axis.
WHOLE = {"company", "all"}


class Terms:
    """What places, tiers and amounts of a plan are called."""

    def __init__(self, phrasing: Phrasing, figures: QuotaFigures) -> None:
        self._phrasing = phrasing
        self._figures = figures
        self.document = figures.plan.to_dict()
        self.currency = str(self.document["currency"])

    def labelled(self, label: Any, otherwise: str) -> str:
        if isinstance(label, str):
            return label
        known = label or {}
        return known.get(self._phrasing.language) or known.get("en") or otherwise

    def place(self, axis: str, code: str | None) -> str:
        """A place by its label or name, else by what the vocabulary calls it."""
        if code is None:
            return NOTHING
        known = self._figures.names.get(axis, {}).get(code)
        if known:
            return self.labelled(known, code)
        if code in WHOLE:
            return self._phrasing.words("company" if code == "company" else "all_places")
        return self._phrasing.value(axis, code)

    def axis(self, axis: str) -> str:
        """What an axis, or a column of orders, is called."""
        for each in self.document["axes"]:
            if each["code"] == axis:
                return self.labelled(each.get("label"), self._phrasing.head(axis))
        label = fact_label(f"actuals.{axis}")
        return label.get(self._phrasing.language) or self._phrasing.head(axis)

    def tier(self, code: str) -> str:
        for each in self.document.get("tiers") or ():
            if each["code"] == code and each.get("label"):
                return self.labelled(each["label"], code)
        return self._phrasing.value("tier", code)

    def short(self, minor: int | None, currency: str | None = None) -> str:
        return short_money(minor, currency or self.currency, self._phrasing.language)

    def exact(self, minor: int | None) -> str:
        return money(minor, self.currency)
