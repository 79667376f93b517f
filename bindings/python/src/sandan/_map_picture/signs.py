"""The signs of a map's picture. Colour is never the only one: support has a sign in words of
arithmetic, the relation stage has steps, guides, vetoes and rivals have shapes, and kinds of
relations have patterns and heads."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Optional

from sandan._map_picture.svg import element, escaped, number

#: -2 to 2; None: not known.
Support = Optional[int]
SUPPORTS: tuple[Support, ...] = (2, 1, 0, -1, -2, None)

CHIP = 24.0
CHIP_HEIGHT = 15.0
STEP_HEIGHT = 9.0
MARK = 11.0
SMALL = 11.0
_SIGN: Mapping[Support, str] = {2: "++", 1: "+", 0: "0", -1: "−", -2: "−−", None: "?"}
_PATTERNS = ("7 4", "2 3", "10 3 2 3", "14 5", "4 2 1 2", "1 5")
_HEADS = ("triangle", "open", "diamond", "circle", "bar")


@dataclass(frozen=True)
class Colours:
    """Colours and font of a picture; "none" paints nothing."""

    paper: str
    band: str
    card: str
    ink: str
    muted: str
    line: str
    accent: str
    good: str
    bad: str
    font: str


#: For pictures that stand by themselves.
PLAIN_COLOURS = Colours(
    paper="#ffffff",
    band="#f4f6f9",
    card="#ffffff",
    ink="#1b2330",
    muted="#5a6675",
    line="#c3cbd6",
    accent="#1f5fa8",
    good="#17734a",
    bad="#a8341f",
    font="system-ui, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', "
    "'Noto Sans', sans-serif",
)


def text(x: float, y: float, words: str, colours: Colours, **attributes: str | float) -> str:
    """A line of text; y is its baseline."""
    given: dict[str, str | float] = {"font_size": SMALL, "fill": colours.ink, **attributes}
    return element("text", escaped(words), x=x, y=y, **given)


def colour_of(support: Support, colours: Colours) -> str:
    if support is None or support == 0:
        return colours.muted
    return colours.good if support > 0 else colours.bad


def chip(x: float, y: float, support: Support, colours: Colours) -> str:
    """The sign of a support on its colour; the corner is at x, y."""
    colour = colour_of(support, colours)
    strength = 0.0 if support is None else 0.12 + 0.12 * abs(support)
    frame = element(
        "rect",
        x=x,
        y=y,
        width=CHIP,
        height=CHIP_HEIGHT,
        rx=4,
        fill="none" if support is None else colour,
        fill_opacity=None if support is None else f"{strength:.2f}",
        stroke=colour,
        stroke_width=2 if support in (-2, 2) else 1,
        stroke_dasharray="3 2" if support is None else None,
    )
    sign = text(
        x + CHIP / 2,
        y + 11.5,
        _SIGN[support],
        colours,
        text_anchor="middle",
        font_weight="bold",
    )
    return frame + sign


def step_width(stages: int) -> float:
    """Of one step; many stages make it narrow."""
    return min(7.0, max(3.0, 46.0 / max(stages - 1, 1) - 2.0))


def steps_width(stages: int) -> float:
    """Of all steps together."""
    return max(stages - 1, 0) * (step_width(stages) + 2.0)


def steps(x: float, y: float, reached: int | None, stages: int, colours: Colours) -> str:
    """A step for each relation stage after the first, filled as far as it is reached; dashed
    where no stage is recorded."""
    width = step_width(stages)
    return "".join(
        element(
            "rect",
            x=x + position * (width + 2.0),
            y=y,
            width=width,
            height=STEP_HEIGHT,
            fill=colours.accent if reached is not None and position < reached else "none",
            stroke=colours.muted if reached is None else colours.accent,
            stroke_width=1,
            stroke_dasharray="2 1.5" if reached is None else None,
        )
        for position in range(stages - 1)
    )


def star(x: float, y: float, colours: Colours) -> str:
    """Of a guide; x is its left, y its middle."""
    middle, radius = x + MARK / 2, MARK / 2
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.42
        angle = math.pi * (corner / 5 - 0.5)
        points.append((middle + reach * math.cos(angle), y + reach * math.sin(angle)))
    return element("polygon", points=_points(points), fill=colours.accent)


def barred(x: float, y: float, colours: Colours) -> str:
    """Of a veto: a barred circle; x is its left, y its middle."""
    radius = MARK / 2 - 0.8
    middle, reach = x + MARK / 2, radius * 0.7
    circle = element(
        "circle", cx=middle, cy=y, r=radius, fill="none", stroke=colours.bad, stroke_width=1.6
    )
    bar = element(
        "path",
        d=f"M{number(middle - reach)} {number(y + reach)}L{number(middle + reach)} "
        f"{number(y - reach)}",
        stroke=colours.bad,
        stroke_width=1.6,
    )
    return circle + bar


def flag(x: float, y: float, colours: Colours) -> str:
    """Of a rival: a triangle on its edge; x is its left, y its middle."""
    half = MARK / 2 - 0.5
    points = [(x + 1, y - half), (x + MARK - 1, y - half), (x + MARK / 2, y + half)]
    return element(
        "polygon",
        points=_points(points),
        fill="none",
        stroke=colours.ink,
        stroke_width=1.6,
        stroke_linejoin="round",
    )


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)


@dataclass(frozen=True)
class Style:
    """How a kind of relation is drawn."""

    pattern: str | None
    head: str | None


def styles_of(kinds: Sequence[Mapping[str, object]]) -> dict[str, Style]:
    """The hierarchy is solid; the other kinds each have a pattern and a head of their own, as
    far as there are enough."""
    styles = {}
    others = 0
    for kind in kinds:
        code = str(kind["code"])
        if kind.get("hierarchy"):
            styles[code] = Style(None, "triangle")
            continue
        styles[code] = Style(_PATTERNS[others % len(_PATTERNS)], _HEADS[others % len(_HEADS)])
        others += 1
    return styles


def head(name: str, x: float, y: float, down: bool, colours: Colours, colour: str) -> str:
    """The head of a relation that arrives at x, y, going down or up."""
    back = -1.0 if down else 1.0
    size = 7.0
    if name == "circle":
        return element("circle", cx=x, cy=y + back * 3.2, r=3.2, fill=colour)
    if name == "bar":
        across = f"M{number(x - 5)} {number(y + back * 2)}h10"
        return element("path", d=across, stroke=colour, stroke_width=2.4)
    points = [(x, y), (x - 3.6, y + back * size), (x + 3.6, y + back * size)]
    if name == "diamond":
        points = [
            (x, y),
            (x - 3.4, y + back * 4.5),
            (x, y + back * 9),
            (x + 3.4, y + back * 4.5),
        ]
    open_head = name == "open"
    return element(
        "polygon",
        points=_points(points),
        fill=colours.card if open_head else colour,
        stroke=colour,
        stroke_width=1.2,
        stroke_linejoin="round",
    )
