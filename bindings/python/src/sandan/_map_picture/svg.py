"""Elements of SVG as text. Whatever stands in a CRM may stand in them, so all of it is escaped."""

from __future__ import annotations

import html
import unicodedata
from typing import Union

from sandan._display import visible

#: What an attribute may be; None: it is left out.
Value = Union[str, float, None]

_NARROW = frozenset("iljtfrI.,:;'|!()[] ")
_BROAD = frozenset("mwMW@%")
_ELLIPSIS = "…"


def number(value: float) -> str:
    """A length with one decimal at most, the same on every machine."""
    text = f"{value:.1f}"
    text = text[:-2] if text.endswith(".0") else text
    return "0" if text == "-0" else text


def element(name: str, *inside: str, **attributes: Value) -> str:
    """An element; `_` in names of attributes stands for `-`."""
    given = "".join(
        f' {key.replace("_", "-")}="{_attribute(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{given}>{''.join(inside)}</{name}>" if inside else f"<{name}{given}/>"


def classed(kind: str, *inside: str) -> str:
    """Elements that belong together, under a class that says what they are."""
    return element("g", *inside, **{"class": kind})


def _attribute(value: str | float) -> str:
    return escaped(value) if isinstance(value, str) else number(value)


def escaped(text: str) -> str:
    """Text as it may stand between tags and in attributes."""
    return html.escape(visible(text), quote=True)


def title(*lines: str) -> str:
    """What is told when the pointer rests on an element."""
    return f"<title>{chr(10).join(escaped(line) for line in lines)}</title>"


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Rough width of a text in pixels, rather too much than too little."""
    width = sum(_width(character) for character in visible(text)) * size
    return width * 1.06 if bold else width


def _width(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if not character.isascii() and unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in _NARROW:
        return 0.36
    if character in _BROAD:
        return 0.95
    return 0.72 if character.isupper() else 0.6


def fitted(text: str, size: float, limit: float, *, bold: bool = False) -> str:
    """The text, cut to so many pixels; nothing where not even a letter has room."""
    if width_of(text, size, bold=bold) <= limit:
        return text
    room = limit - width_of(_ELLIPSIS, size, bold=bold)
    kept = ""
    for character in text:
        if width_of(kept + character, size, bold=bold) > room:
            break
        kept += character
    return kept.rstrip() + _ELLIPSIS if kept else ""
