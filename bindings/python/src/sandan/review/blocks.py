"""The parts a report is made of; the terminal and the page draw the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Union


@dataclass(frozen=True)
class Tile:
    """One figure worth a glance, with what it rests on."""

    label: str
    value: str
    detail: str = ""
    alarming: bool = False


@dataclass(frozen=True)
class Column:
    """Head of a column."""

    heading: str
    number: bool = False
    sentences: bool = False
    """Whether its cells are too long for a narrow column."""


@dataclass(frozen=True)
class Grid:
    """A table of texts."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    left_out: str = ""
    """Says how many rows are not listed."""
    strong_last: bool = False


@dataclass(frozen=True)
class Chart:
    """A picture (a Vega-Lite document); its figures stand in a grid beside it."""

    title: str
    spec: dict[str, Any]
    alternative: str


@dataclass(frozen=True)
class Branch:
    """A line of a drill-down, with the lines below it."""

    name: str
    cells: Sequence[str]
    branches: Sequence[Branch] = ()
    left_out: str = ""
    """Says how many branches are not listed."""


@dataclass(frozen=True)
class Drilldown:
    """Lines that open to the lines below them; the first column is their name."""

    columns: Sequence[Column]
    branches: Sequence[Branch]


@dataclass(frozen=True)
class Remark:
    """A sentence."""

    text: str


@dataclass(frozen=True)
class Drawing:
    """A picture of its own size as SVG of ours; what it says stands in words beside it."""

    title: str
    svg: str


@dataclass(frozen=True)
class Chapter:
    """Blocks under a heading of their own, which may be folded away."""

    title: str
    blocks: Sequence[Grid | Drawing | Remark]
    opened: bool = False


Block = Union[Grid, Chart, Drilldown, Remark, Drawing, Chapter]


@dataclass(frozen=True)
class Section:
    """A heading with what belongs under it."""

    anchor: str
    title: str
    note: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Report:
    """A whole review, ready to be drawn."""

    language: str
    title: str
    subtitle: str
    contents: str
    tiles: Sequence[Tile]
    sections: Sequence[Section]
    footnotes: Sequence[str] = field(default=())
