"""Where everything stands in the picture of a map, in pixels, from the tables of `layout`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]

#: Size of a person's box, and of the room between rows.
WIDTH, ROW_GAP = 128, 58
#: Heights of the box: without and with a line of marks.
PLAIN, MARKED = 62, 80
MARGIN = 18
#: Relations drawn beside the tree.
MOST_RELATIONS = 600
_CENTRE = 0.06


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def centre(self) -> float:
        return self.left + self.width / 2


@dataclass(frozen=True)
class Band:
    """The rows of one level."""

    level: str | None
    """None: the level is not known."""
    top: float
    bottom: float


@dataclass(frozen=True)
class Placed:
    """A row of a table, and its place."""

    row: Row
    box: Box


@dataclass(frozen=True)
class Line:
    """A relation: an elbow of the tree, or a curve between two sides of boxes."""

    kind: str
    tree: bool
    start: tuple[float, float]
    end: tuple[float, float]
    starts_up: bool
    ends_up: bool
    """Whether the line leaves its start, or arrives at its end, at the upper side."""


@dataclass(frozen=True)
class Scene:
    """All that is drawn, without the legend."""

    width: float
    height: float
    bands: Sequence[Band]
    people: Sequence[Placed]
    departments: Sequence[Placed]
    labels: Sequence[Placed]
    """Departments again, each with the room for its name."""
    lines: Sequence[Line]
    left_out: int
    """Relations that are not drawn."""


def arranged(
    people: Sequence[Row],
    edges: Sequence[Row],
    departments: Sequence[Row],
    levels: Sequence[str],
    left: float,
) -> Scene:
    """The scene of one map.

    levels: codes, the highest first.
    left: room for the names of the bands.
    """
    grid = _Grid(left, any(has_marks(row) for row in people))
    placed = [Placed(row, grid.person(row)) for row in people]
    boxes = {each.row["person_id"]: each.box for each in placed}
    lines, left_out = _lines(edges, boxes)
    bands = _bands(people, levels, grid)
    right = max((each.box.right for each in placed), default=left + WIDTH)
    return Scene(
        width=right + MARGIN,
        height=bands[-1].bottom,
        bands=bands,
        people=placed,
        departments=[Placed(row, grid.department(row, i)) for i, row in enumerate(departments)],
        labels=_labels(placed, departments, edges),
        lines=lines,
        left_out=left_out,
    )


def has_marks(person: Row) -> bool:
    """Whether a person's box has something to say in its last line."""
    return bool(person["guide"] or person["veto"] or person["rivals"])


class _Grid:
    """From widths of a person and heights of a row to pixels."""

    def __init__(self, left: float, marked: bool) -> None:
        self._left = left + MARGIN
        self.box_height = MARKED if marked else PLAIN
        self.row_height = self.box_height + ROW_GAP

    def person(self, row: Row) -> Box:
        return Box(
            self._left + (row["x"] - 0.5) * WIDTH,
            row["y"] * self.row_height - self.box_height / 2,
            WIDTH,
            self.box_height,
        )

    def department(self, row: Row, number: int) -> Box:
        """A frame around its people; neighbouring numbers never lie on each other."""
        beyond = 5 + 3 * (number % 3)
        left = self._left + row["left"] * WIDTH - beyond
        right = self._left + row["right"] * WIDTH + beyond
        top = row["top"] * self.row_height + ROW_GAP / 2 - beyond - 8
        bottom = row["bottom"] * self.row_height - ROW_GAP / 2 + beyond
        return Box(left, top, right - left, bottom - top)


def _bands(people: Sequence[Row], levels: Sequence[str], grid: _Grid) -> list[Band]:
    rows: dict[int, float] = {}
    for row in people:
        rows[row["band"]] = max(rows.get(row["band"], 0.0), row["y"] + 0.5)
    named: list[str | None] = [*levels, None]
    if len(levels) not in rows:
        named.pop()
    bands, end = [], 0.0
    for number, level in enumerate(named):
        start, end = end, rows.get(number, end + 1.0)
        bands.append(Band(level, start * grid.row_height, end * grid.row_height))
    return bands


def _labels(
    people: Sequence[Placed], departments: Sequence[Row], edges: Sequence[Row]
) -> list[Placed]:
    """The name of a department has its place above the first of its people in its uppermost
    row, where nobody else's name can be; left of the line to the superior, where there is one."""
    first: dict[Any, Placed] = {}
    for each in people:
        of = each.row["department_id"]
        if of is None:
            continue
        known = first.get(of)
        if known is None or (each.box.top, each.box.left) < (known.box.top, known.box.left):
            first[of] = each
    reporting = {edge["from_id"] for edge in edges if edge["tree"]}
    labels = []
    for row in departments:
        head = first.get(row["department_id"])
        if head is not None:
            room = WIDTH / 2 - 6 if head.row["person_id"] in reporting else WIDTH
            labels.append(Placed(row, Box(head.box.left, head.box.top - 22, room, 12)))
    return labels


@dataclass(frozen=True)
class _End:
    edge: int
    is_start: bool
    other: float
    """Where the other end is, across."""


def _lines(edges: Sequence[Row], boxes: Mapping[Any, Box]) -> tuple[list[Line], int]:
    tree = [edge for edge in edges if edge["tree"]]
    others = [edge for edge in edges if not edge["tree"]]
    kept = sorted(range(len(others)), key=lambda i: (-others[i]["weight"], i))[:MOST_RELATIONS]
    chosen = [others[i] for i in sorted(kept)]
    lines = [_elbow(edge, boxes) for edge in tree]
    return lines + _curves(chosen, boxes), len(others) - len(chosen)


def _elbow(edge: Row, boxes: Mapping[Any, Box]) -> Line:
    report, superior = boxes[edge["from_id"]], boxes[edge["to_id"]]
    start, end = (superior.centre, superior.bottom), (report.centre, report.top)
    return Line(edge["kind"], True, start, end, starts_up=False, ends_up=True)


def _curves(edges: Sequence[Row], boxes: Mapping[Any, Box]) -> list[Line]:
    """Curves between boxes; those of one side of a box leave it beside each other, in the order
    of where they go, and apart from the middle, where the tree is."""
    sides: dict[tuple[Any, bool], list[_End]] = defaultdict(list)
    ups = []
    for number, edge in enumerate(edges):
        start, end = boxes[edge["from_id"]], boxes[edge["to_id"]]
        up = (start.top >= end.top, start.top <= end.top)
        ups.append(up)
        sides[edge["from_id"], up[0]].append(_End(number, True, end.centre))
        sides[edge["to_id"], up[1]].append(_End(number, False, start.centre))
    ends: dict[tuple[int, bool], tuple[float, float]] = {}
    for (person, up_side), found in sides.items():
        box = boxes[person]
        found.sort(key=lambda each: (each.other, each.edge, each.is_start))
        for position, each in enumerate(found):
            across = box.left + _port((position + 0.5) / len(found)) * box.width
            ends[each.edge, each.is_start] = (across, box.top if up_side else box.bottom)
    return [
        Line(edge["kind"], False, ends[i, True], ends[i, False], *ups[i])
        for i, edge in enumerate(edges)
    ]


def _port(share: float) -> float:
    """A place on the side of a box, the middle left out."""
    room = 0.9 - 2 * _CENTRE
    across = 0.05 + share * room
    return across if share < 0.5 else across + 2 * _CENTRE
