"""Pictures of decision maps."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandan import _display
from sandan._errors import InvalidArgumentError, LimitError
from sandan._map_picture.drawing import Tables, draw
from sandan._map_picture.signs import Colours

if TYPE_CHECKING:
    from sandan.result import Result

__all__ = ["MOST_PEOPLE", "Colours", "Picture", "Pictured", "draw", "tables_of"]

#: People of the largest map that is drawn.
MOST_PEOPLE = 300
_LANGUAGES = ("en", "zh")


class Picture:
    """One account's map as SVG, shown by notebooks."""

    def __init__(self, svg: str) -> None:
        #: The picture as text; it holds no script and fetches nothing.
        self.svg = svg

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the picture into a file, byte for byte the same on every system."""
        Path(path).write_bytes(self.svg.encode("utf-8"))

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        # The classes keep a notebook from reading formulas into the text.
        return (
            f'<div class="tex2jax_ignore mathjax_ignore" style="overflow-x: auto">{self.svg}</div>'
        )

    def __repr__(self) -> str:
        return f"<sandan picture, {len(self.svg):,} characters of SVG>"


class Pictured:
    """The part of DecisionMaps that draws."""

    if TYPE_CHECKING:
        vocabulary: Any

        def layout(self, *, vendor: str | None = None, accounts: Any = None) -> Result: ...

        def write(self, account_id: Any = None, *, format: str | None = None) -> str: ...  # noqa: A002

    def picture(
        self,
        account_id: str | int | None = None,
        language: str | None = None,
        *,
        vendor: str | None = None,
    ) -> Picture:
        """One account's map as SVG: bands of levels, people with roles, support, relation
        stage, guides, vetoes and rivals, relations, departments, and a legend. Colour is
        never the only sign.

        account_id: the only one, when left out.
        language: of words and labels, "en" or "zh"; `sandan.display.language`, when left out.
        vendor: whose support and relations; ours, when left out.
        """
        chosen = _display.options.language if language is None else language
        if chosen not in _LANGUAGES:
            raise InvalidArgumentError(
                f"language is one of {', '.join(_LANGUAGES)}, not {chosen!r}",
                detail="unknown_language",
                where="/language",
            )
        if account_id is None:
            self.write(format="dot")  # refuses where there is not exactly one map
        asked = None if account_id is None else [account_id]
        layout = self.layout(vendor=vendor, accounts=asked)
        _check_size(layout)
        rows = {name: layout[name].to_dicts() for name in layout}
        tables = tables_of(rows, rows["layout_people"][0]["account_id"], vendor or "@us")
        return Picture(draw(tables, self.vocabulary._document, chosen))

    def _repr_html_(self) -> str | None:
        """The picture of a single map that is not too large; else there is none."""
        try:
            return self.picture()._repr_html_()
        except (InvalidArgumentError, LimitError):
            return None


def _check_size(layout: Result) -> None:
    people = layout["layout_people"].num_rows
    if people > MOST_PEOPLE:
        raise LimitError(
            f"the map has {people:,} people, and a picture shows {MOST_PEOPLE} at most; "
            "layout() gives the places of all, to be drawn in parts",
            detail="map_too_large",
        )


def tables_of(rows: Mapping[str, list[dict[str, Any]]], account: Any, vendor: str) -> Tables:
    """The rows of one account out of the tables of `layout`."""

    def of(name: str) -> list[dict[str, Any]]:
        return [row for row in rows[name] if row["account_id"] == account]

    return Tables(
        account=str(account),
        vendor=vendor,
        people=of("layout_people"),
        edges=of("layout_edges"),
        departments=of("layout_departments"),
    )
