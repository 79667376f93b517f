"""The picture of one map as SVG: bands of levels, people, departments, relations, a legend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandan._labels import in_language
from sandan._map_picture import legend, signs
from sandan._map_picture.scene import (
    MARKED,
    ROW_GAP,
    Box,
    Line,
    Placed,
    Row,
    Scene,
    arranged,
)
from sandan._map_picture.signs import PLAIN_COLOURS, Colours, Style
from sandan._map_picture.svg import classed, element, escaped, fitted, number, title, width_of
from sandan._map_picture.words import Words

_NAME = 12.5
_LEAST = 620.0
_LABEL_LIMIT = 110.0
_RISE = 26.0


@dataclass(frozen=True)
class Tables:
    """What is drawn: the tables of `layout` for one account."""

    account: str
    vendor: str
    people: Sequence[Row]
    edges: Sequence[Row]
    departments: Sequence[Row]


@dataclass(frozen=True)
class Terms:
    """What codes of a vocabulary are called in one language."""

    document: Mapping[str, Any]
    language: str
    _labels: dict[str, dict[str, str]] = field(default_factory=dict)

    def codes(self, part: str) -> list[str]:
        return [entry["code"] for entry in self.document[part]]

    def label(self, part: str, code: str) -> str:
        return self._of(part).get(code, code)

    def _of(self, part: str) -> dict[str, str]:
        if part not in self._labels:
            self._labels[part] = {
                entry["code"]: in_language(entry.get("label") or {}, self.language) or entry["code"]
                for entry in self.document[part]
            }
        return self._labels[part]

    def short_roles(self) -> dict[str, str]:
        """The shortest beginning of each role's label that no other role's has."""
        labels = self._of("roles")
        return {code: _beginning(label, labels.values()) for code, label in labels.items()}


def _beginning(label: str, labels: Iterable[str]) -> str:
    others = [each.casefold() for each in labels if each != label]
    for length in range(1, len(label)):
        if not any(each.startswith(label[:length].casefold()) for each in others):
            return label[:length]
    return label


def draw(
    tables: Tables,
    document: Mapping[str, Any],
    language: str,
    colours: Colours = PLAIN_COLOURS,
) -> str:
    """The picture in one language, "zh" or "en".

    document: the vocabulary of the map.
    """
    return _Drawing(tables, Terms(document, language), Words(language), colours).svg()


class _Drawing:
    def __init__(self, tables: Tables, terms: Terms, words: Words, colours: Colours) -> None:
        self._tables = tables
        self._terms = terms
        self._words = words
        self._colours = colours
        self._levels = terms.codes("levels")[::-1]
        self._stages = terms.codes("relation_stages")
        self._styles = signs.styles_of(terms.document["relation_kinds"])
        self._department = {row["department_id"]: _called(row) for row in tables.departments}
        self._namesakes = Counter(row["name"] for row in tables.people)
        self._short = terms.short_roles()
        self._shortened: set[str] = set()

    def svg(self) -> str:
        names = self._band_names()
        room = max(width_of(name, signs.SMALL, bold=True) for name in names) + 24
        scene = arranged(
            self._tables.people,
            self._tables.edges,
            self._tables.departments,
            self._levels,
            room,
        )
        width = max(scene.width, _LEAST)
        parts = [
            *self._bands(scene, names, width),
            *(self._frame(each) for each in scene.departments),
            *(self._elbow(line) for line in scene.lines if line.tree),
            *(self._curve(line) for line in scene.lines if not line.tree),
            *(self._department_name(each) for each in scene.labels),
            *(self._person(each) for each in scene.people),
        ]
        below = legend.drawn(
            self._groups(scene), self._note(scene), scene.height, width, self._colours
        )
        return self._whole([*parts, below.svg], width, scene.height + below.height)

    def _whole(self, parts: Sequence[str], width: float, height: float) -> str:
        people = len(self._tables.people)
        words, colours = self._words, self._colours
        heading = words("title", account=self._tables.account)
        told = words("description_of_one" if people == 1 else "description", people=people)
        paper = (
            ""
            if colours.paper == "none"
            else element("rect", width=width, height=height, fill=colours.paper)
        )
        return element(
            "svg",
            title(heading),
            element("desc", escaped(told)),
            paper,
            *parts,
            xmlns="http://www.w3.org/2000/svg",
            width=width,
            height=height,
            viewBox=f"0 0 {number(width)} {number(height)}",
            role="img",
            aria_label=f"{heading}: {told}",
            font_family=colours.font,
        )

    # ---- bands and departments ---------------------------------------------

    def _band_names(self) -> list[str]:
        """Names of the bands, shortened; the last is that of an unknown level."""
        names = [self._terms.label("levels", level) for level in self._levels]
        return [
            fitted(name, signs.SMALL, _LABEL_LIMIT, bold=True)
            for name in (*names, self._words("no_level"))
        ]

    def _bands(self, scene: Scene, names: Sequence[str], width: float) -> list[str]:
        parts = []
        for position, (band, name) in enumerate(zip(scene.bands, names)):
            if position % 2 == 0:
                ground = element(
                    "rect",
                    y=band.top,
                    width=width,
                    height=band.bottom - band.top,
                    fill=self._colours.band,
                )
                parts.append(ground)
            middle = (band.top + band.bottom) / 2 + 4
            parts.append(signs.text(12, middle, name, self._colours, font_weight="bold"))
        return parts

    def _frame(self, department: Placed) -> str:
        box = department.box
        return legend.department_frame(box.left, box.top, box.width, box.height, self._colours)

    def _department_name(self, label: Placed) -> str:
        """Its name on a ground of its own, so that lines do not run through it."""
        box, colours = label.box, self._colours
        size = signs.SMALL - 0.5
        name = fitted(_called(label.row), size, box.width - 4)
        if not name:
            return ""
        ground = element(
            "rect",
            x=box.left,
            y=box.top,
            width=width_of(name, size) + 4,
            height=box.height,
            fill=colours.card,
            rx=3,
        )
        words = signs.text(
            box.left + 2, box.top + 9.5, name, colours, fill=colours.muted, font_size=size
        )
        return classed("department", title(_called(label.row)), ground, words)

    # ---- relations ---------------------------------------------------------

    def _elbow(self, line: Line) -> str:
        (x, y), (across, down) = line.start, line.end
        bend = y + ROW_GAP * 0.36
        path = f"M{number(x)} {number(y)}"
        if abs(across - x) >= 0.05:
            path += f"V{number(bend)}H{number(across)}"
        return element(
            "path",
            d=f"{path}V{number(down)}",
            fill="none",
            stroke=self._colours.muted,
            stroke_width=1.5,
        )

    def _curve(self, line: Line) -> str:
        (x, y), (across, down) = line.start, line.end
        style = self._styles.get(line.kind, Style("7 4", "triangle"))
        reach = _RISE if abs(down - y) < 0.05 else max(_RISE, abs(down - y) * 0.45)
        bent = y - reach if line.starts_up else y + reach
        met = down - reach if line.ends_up else down + reach
        accent = self._colours.accent
        stroke = element(
            "path",
            d=f"M{number(x)} {number(y)}C{number(x)} {number(bent)} {number(across)} "
            f"{number(met)} {number(across)} {number(down)}",
            fill="none",
            stroke=accent,
            stroke_width=1.4,
            stroke_opacity="0.85",
            stroke_dasharray=style.pattern,
        )
        tip = signs.head(
            style.head or "triangle", across, down, line.ends_up, self._colours, accent
        )
        return classed(
            "relation", title(self._terms.label("relation_kinds", line.kind)), stroke, tip
        )

    # ---- people ------------------------------------------------------------

    def _person(self, person: Placed) -> str:
        row, box, colours = person.row, person.box, self._colours
        left, room = box.left + 12, box.width - 20
        support = row["support"]
        frame = element(
            "rect",
            x=box.left,
            y=box.top,
            width=box.width,
            height=box.height,
            rx=6,
            fill=colours.card,
            stroke=colours.line,
            stroke_width=1.2,
        )
        edge = element(
            "rect",
            x=box.left + 2,
            y=box.top + 5,
            width=4,
            height=box.height - 10,
            rx=2,
            fill=signs.colour_of(support, colours),
            fill_opacity="0.35" if support in (None, 0) else None,
        )
        name = fitted(self._name(row), _NAME, room, bold=True)
        roles = self._roles(row, room)
        known = row["roles"] is not None
        return classed(
            "person",
            title(*self._tip(row)),
            frame,
            edge,
            signs.text(left, box.top + 17, name, colours, font_size=_NAME, font_weight="bold"),
            signs.text(
                left, box.top + 32, roles, colours, fill=colours.ink if known else colours.muted
            ),
            signs.chip(left, box.top + 39, support, colours),
            *self._relation(row, left + signs.CHIP + 8, box),
            *(self._marks(row, left, box) if box.height >= MARKED else ()),
        )

    def _name(self, row: Row) -> str:
        """The name, with the id where several people have it; the id, where there is none."""
        if row["name"] is None:
            return str(row["person_id"])
        if self._namesakes[row["name"]] > 1:
            return f"{row['name']} {row['person_id']}"
        return str(row["name"])

    def _roles(self, row: Row, room: float) -> str:
        if row["roles"] is None:
            return self._words("no_role")
        codes = _parts(row["roles"])
        if not codes:
            return "–"
        whole = " · ".join(self._terms.label("roles", code) for code in codes)
        if width_of(whole, signs.SMALL) <= room:
            return whole
        self._shortened.update(codes)
        short = " · ".join(self._short.get(code, code) for code in codes)
        return fitted(short, signs.SMALL, room)

    def _relation(self, row: Row, left: float, box: Box) -> list[str]:
        """Steps of the relation stage, and its name where there is room."""
        reached = self._reached(row)
        top = box.top + 39 + (signs.CHIP_HEIGHT - signs.STEP_HEIGHT) / 2
        parts = [signs.steps(left, top, reached, len(self._stages), self._colours)]
        after = left + signs.steps_width(len(self._stages)) + 3
        stage = self._stage(row) if reached is not None else "?"
        if width_of(stage, signs.SMALL) <= box.right - 4 - after:
            parts.append(signs.text(after, box.top + 50.5, stage, self._colours))
        return parts

    def _reached(self, row: Row) -> int | None:
        stage = row["relation_stage"]
        return self._stages.index(stage) if stage in self._stages else None

    def _stage(self, row: Row) -> str:
        return self._terms.label("relation_stages", row["relation_stage"])

    def _marks(self, row: Row, left: float, box: Box) -> list[str]:
        colours, words = self._colours, self._words
        middle, right = box.top + 68.5, box.right - 6
        rivals = ", ".join(_parts(row["rivals"]))
        parts: list[str] = []
        x = left
        for wanted, shape, label in (
            (row["guide"], signs.star, "" if rivals else words("guide_mark")),
            (row["veto"], signs.barred, "" if rivals else words("veto_mark")),
            (rivals, signs.flag, rivals),
        ):
            if not wanted:
                continue
            parts.append(shape(x, middle, colours))
            x += signs.MARK + 4
            told = fitted(label, signs.SMALL, right - x)
            if told:
                parts.append(signs.text(x, middle + 4, told, colours))
                x += width_of(told, signs.SMALL) + 7
        return parts

    def _tip(self, row: Row) -> list[str]:
        words, terms = self._words, self._terms
        unknown = words("not_known")

        def coded(part: str, code: str | None) -> str:
            return unknown if code is None else terms.label(part, code)

        def truth(value: bool | None) -> str:
            return unknown if value is None else words("yes" if value else "no")

        roles, rivals = row["roles"], row["rivals"]
        named = [terms.label("roles", code) for code in _parts(roles)]
        department = row["department_id"]
        told = {
            "id": str(row["person_id"]),
            "level": coded("levels", row["level"]),
            "function": coded("functions", row["function"]),
            "roles": unknown if roles is None else ", ".join(named) or "–",
            "department": unknown
            if department is None
            else self._department.get(department, str(department)),
            "relation_stage": coded("relation_stages", row["relation_stage"]),
            "support": words(f"support_{row['support']}"),
            "guide": truth(row["guide"]),
            "veto": truth(row["veto"]),
            "rivals": unknown if rivals is None else ", ".join(_parts(rivals)) or "–",
        }
        mark = "：" if words.language == "zh" else ": "
        return [self._name(row), *(f"{words(key)}{mark}{text}" for key, text in told.items())]

    # ---- legend ------------------------------------------------------------

    def _groups(self, scene: Scene) -> list[legend.Group]:
        words, colours, terms = self._words, self._colours, self._terms
        vendor = self._tables.vendor
        labels = [terms.label("relation_stages", code) for code in self._stages]
        groups = [
            legend.support_group(words, vendor, colours),
            legend.stage_group(words, labels, colours),
        ]
        wanted = self._wanted_marks()
        if wanted:
            groups.append(legend.mark_group(words, wanted, vendor, colours))
        if scene.lines:
            groups.append(self._relation_group(scene))
        short = [
            (self._short[code], terms.label("roles", code))
            for code in terms.codes("roles")
            if code in self._shortened
        ]
        if short:
            groups.append(legend.role_group(words, short, colours))
        return groups

    def _wanted_marks(self) -> list[str]:
        people = self._tables.people
        found = {
            "guide": any(row["guide"] for row in people),
            "veto": any(row["veto"] for row in people),
            "rival": any(row["rivals"] for row in people),
            "department": bool(self._tables.departments),
        }
        return [name for name, occurs in found.items() if occurs]

    def _relation_group(self, scene: Scene) -> legend.Group:
        drawn = {(line.kind, line.tree) for line in scene.lines}
        kinds = self._terms.codes("relation_kinds")
        label = self._terms.label
        elbows = [label("relation_kinds", kind) for kind in kinds if (kind, True) in drawn]
        curves = [
            (label("relation_kinds", kind), self._styles[kind])
            for kind in kinds
            if (kind, False) in drawn
        ]
        return legend.relation_group(self._words, curves, elbows, self._colours)

    def _note(self, scene: Scene) -> str:
        return self._words("left_out", n=f"{scene.left_out:,}") if scene.left_out else ""


def _called(department: Row) -> str:
    """A department by its name, else by its id."""
    return str(department["department_id"] if department["name"] is None else department["name"])


def _parts(joined: str | None) -> list[str]:
    return [] if not joined else joined.split(";")
