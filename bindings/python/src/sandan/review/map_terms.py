"""What people, codes and numbers of one customer's map are called in the review."""

from __future__ import annotations

from typing import Any

from sandan.review.formats import NOTHING
from sandan.review.map_figures import DealMap, MapFigures
from sandan.review.phrasing import Phrasing

_OURS = "@us"


class MapTerms:
    """Names and codes of one map, in the language of the review."""

    def __init__(self, phrasing: Phrasing, figures: MapFigures, deal: DealMap) -> None:
        self._phrasing = phrasing
        self._labels = figures.labels
        self._deal = deal

    def person(self, person_id: Any) -> str:
        """By name where one is known, else by id."""
        return self._deal.people.get(person_id, str(person_id))

    def department(self, department_id: Any) -> str:
        return self._deal.departments.get(department_id, str(department_id))

    def code(self, column: str, code: str | None) -> str:
        """A code by its label; "not known" for none."""
        if code is None:
            return self._phrasing.words("map_unknown")
        label = self._labels.of_value(column, code)
        return label.get(self._phrasing.language) or label.get("en") or code

    def vendor(self, vendor: str) -> str:
        return self._phrasing.words("map_us") if vendor == _OURS else vendor

    def support(self, support: int | None) -> str:
        """A support with its sign."""
        return self._phrasing.words("map_unknown") if support is None else signed(support, 0)


def signed(value: float | None, digits: int = 2) -> str:
    """A number with its sign; 0 has none."""
    if value is None:
        return NOTHING
    text = f"{abs(value):.{digits}f}"
    if float(text) == 0:
        return text
    return f"{'+' if value > 0 else '−'}{text}"


def plain(value: float) -> str:
    """A cost or an effort with two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
