"""The legend of a map's picture: every sign that occurs, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sandan._map_picture import signs
from sandan._map_picture.signs import Colours, Style
from sandan._map_picture.svg import classed, element, fitted, number, width_of
from sandan._map_picture.words import Words

_LINE = 22.0
_CAPTION = 128.0
_BETWEEN = 16.0
_ROOM = 260.0
_MARGIN = 14.0
#: Draws a sign with its left at x and its middle at y.
Draw = Callable[[float, float], str]


@dataclass(frozen=True)
class Item:
    """A sign and what it means."""

    width: float
    draw: Draw
    words: str


@dataclass(frozen=True)
class Group:
    """Signs of one sort."""

    caption: str
    items: Sequence[Item]


@dataclass(frozen=True)
class Drawn:
    """The legend, and how high it is."""

    svg: str
    height: float


def drawn(groups: Sequence[Group], note: str, top: float, width: float, colours: Colours) -> Drawn:
    """Groups below each other, the signs of each beside each other as far as there is room."""
    parts = []
    y = top + _MARGIN + _LINE / 2
    for group in groups:
        caption = fitted(group.caption, signs.SMALL, _CAPTION - 12)
        parts.append(signs.text(_MARGIN, y + 4, caption, colours, fill=colours.muted))
        x = _MARGIN + _CAPTION
        for item in group.items:
            words = fitted(item.words, signs.SMALL, _ROOM)
            needed = item.width + 6 + width_of(words, signs.SMALL)
            if x > _MARGIN + _CAPTION and x + needed > width - _MARGIN:
                x = _MARGIN + _CAPTION
                y += _LINE
            parts.append(item.draw(x, y))
            if words:
                parts.append(signs.text(x + item.width + 6, y + 4, words, colours))
            x += needed + _BETWEEN
        y += _LINE
    if note:
        parts.append(signs.text(_MARGIN, y + 4, note, colours, fill=colours.muted))
        y += _LINE
    return Drawn(classed("legend", *parts), y - _LINE / 2 + _MARGIN - top)


def support_group(words: Words, vendor: str, colours: Colours) -> Group:
    ours = vendor == "@us"
    caption = words("support_for_us") if ours else words("support_for", vendor=vendor)

    def item(support: signs.Support) -> Item:
        def draw(x: float, y: float) -> str:
            return signs.chip(x, y - signs.CHIP_HEIGHT / 2, support, colours)

        return Item(signs.CHIP, draw, words(f"support_{support}"))

    return Group(caption, [item(support) for support in signs.SUPPORTS])


def stage_group(words: Words, labels: Sequence[str], colours: Colours) -> Group:
    def item(reached: int | None, label: str) -> Item:
        def draw(x: float, y: float) -> str:
            return signs.steps(x, y - signs.STEP_HEIGHT / 2, reached, len(labels), colours)

        return Item(signs.steps_width(len(labels)), draw, label)

    items = [item(reached, label) for reached, label in enumerate(labels)]
    return Group(words("stages"), [*items, item(None, words("no_stage"))])


def mark_group(words: Words, wanted: Sequence[str], vendor: str, colours: Colours) -> Group:
    """wanted: of "guide", "veto", "rival", "department", those that occur."""
    shapes = {"guide": signs.star, "veto": signs.barred, "rival": signs.flag}
    items = []
    for name in wanted:
        if name == "department":
            items.append(Item(22.0, _frame_of(colours), words("department_mark")))
            continue
        key = "others_mark" if name == "rival" and vendor != "@us" else f"{name}_mark"
        items.append(Item(signs.MARK, _bound(shapes[name], colours), words(key)))
    return Group(words("marks"), items)


def _bound(shape: Callable[[float, float, Colours], str], colours: Colours) -> Draw:
    return lambda x, y: shape(x, y, colours)


def _frame_of(colours: Colours) -> Draw:
    return lambda x, y: department_frame(x, y - 7, 22, 14, colours)


def department_frame(x: float, y: float, width: float, height: float, colours: Colours) -> str:
    """The dashed frame of a department."""
    return element(
        "rect",
        x=x,
        y=y,
        width=width,
        height=height,
        rx=6,
        fill="none",
        stroke=colours.muted,
        stroke_width=1,
        stroke_dasharray="5 4",
    )


def relation_group(
    words: Words, kinds: Sequence[tuple[str, Style]], hierarchy: Sequence[str], colours: Colours
) -> Group:
    """kinds: label and style of those that occur; hierarchy: labels of the tree's own."""
    items = [Item(30.0, _elbow_of(colours), label) for label in hierarchy]
    items += [Item(40.0, _stroke_of(style, colours), label) for label, style in kinds]
    return Group(words("relations"), items)


def _elbow_of(colours: Colours) -> Draw:
    def draw(x: float, y: float) -> str:
        path = f"M{number(x + 2)} {number(y - 7)}V{number(y)}H{number(x + 26)}V{number(y + 7)}"
        return element("path", d=path, fill="none", stroke=colours.muted, stroke_width=1.5)

    return draw


def _stroke_of(style: Style, colours: Colours) -> Draw:
    """The line lies, and its head points to the right."""

    def draw(x: float, y: float) -> str:
        line = element(
            "path",
            d=f"M0 {number(-36)}V0",
            fill="none",
            stroke=colours.accent,
            stroke_width=1.4,
            stroke_dasharray=style.pattern,
        )
        tip = signs.head(style.head or "triangle", 0, 0, True, colours, colours.accent)
        turned = f"translate({number(x + 38)} {number(y)}) rotate(-90)"
        return element("g", line, tip, transform=turned)

    return draw


def role_group(words: Words, short: Sequence[tuple[str, str]], colours: Colours) -> Group:
    """short: the short form of each role that occurs in short, and its label."""

    def item(form: str, label: str) -> Item:
        def draw(x: float, y: float) -> str:
            return signs.text(x, y + 4, form, colours, font_weight="bold")

        return Item(width_of(form, signs.SMALL, bold=True), draw, label)

    return Group(words("short_roles"), [item(form, label) for form, label in short])
