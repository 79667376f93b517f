"""Charts as Vega-Lite documents, and their SVG. Colours are the page's variables,
so that one picture serves light and dark."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Optional

#: A rate and the ends of its interval; None where there is no rate.
Rate = tuple[Optional[float], Optional[float], Optional[float]]

WIDTH = 270
_STEP = 30
NAME_LIMIT = 180
FONT = 13
INK, MUTED, LINE, BAR, POINT = (
    "var(--ink)",
    "var(--muted)",
    "var(--line)",
    "var(--bar)",
    "var(--accent)",
)
CONFIG = {
    "background": None,
    "font": "inherit",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": MUTED,
        "gridColor": LINE,
        "domainColor": LINE,
        "tickColor": LINE,
        "labelFontSize": FONT,
        "titleFontSize": FONT - 1,
        "titleFontWeight": "normal",
        "ticks": False,
        "labelPadding": 6,
    },
    "text": {"color": INK, "fontSize": FONT},
}


def bars(labels: Sequence[str], values: Sequence[float], texts: Sequence[str]) -> dict[str, Any]:
    """Horizontal bars, in the order given, each with its text at the end."""
    names = [printable(label) for label in labels]
    rows = [
        {"key": f"k{i}", "name": name, "value": value, "text": text}
        for i, (name, value, text) in enumerate(zip(names, values, texts))
    ]
    room = max((width_of(text) for text in texts), default=0)
    top = max([*values, 0]) or 1
    scale = {"domain": [0, top * (1 + 1.15 * room / WIDTH)], "nice": False}
    y = line_of(names)
    x = {"field": "value", "type": "quantitative", "axis": None, "scale": scale}
    return document(
        names,
        rows,
        [
            {
                "mark": {"type": "bar", "color": BAR, "cornerRadiusEnd": 3, "height": 18},
                "encoding": {"y": y, "x": x},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "baseline": "middle"},
                "encoding": {"y": y, "x": x, "text": {"field": "text", "type": "nominal"}},
            },
        ],
    )


def intervals(
    labels: Sequence[str],
    rates: Sequence[Rate],
    texts: Sequence[str],
) -> dict[str, Any]:
    """A point with its interval on a line from 0 to 100 %; a text where there is no rate."""
    names = [printable(label) for label in labels]
    rows: list[dict[str, Any]] = []
    for i, (name, (share, low, high), text) in enumerate(zip(names, rates, texts)):
        row: dict[str, Any] = {"key": f"k{i}", "name": name, "text": text, "at": 0.0}
        if share is not None and low is not None and high is not None:
            row.update(share=share, low=low, high=high, at=high)
        rows.append(row)
    room = max((width_of(text) for text in texts), default=0)
    y = line_of(names)
    x_axis = {
        "format": ".0%",
        "values": [0, 0.25, 0.5, 0.75, 1],
        "title": None,
        "labelColor": MUTED,
        "domain": False,
    }
    scale = {"domain": [0, 1 + 1.1 * room / WIDTH], "nice": False}

    def across(field: str, axis: Any = None) -> dict[str, Any]:
        return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}

    known = {"filter": "isValid(datum.share)"}
    return document(
        names,
        rows,
        [
            {
                "transform": [known],
                "mark": {"type": "rule", "color": POINT, "strokeWidth": 6, "opacity": 0.35},
                "encoding": {
                    "y": y,
                    "x": across("low", x_axis),
                    "x2": {"field": "high"},
                },
            },
            {
                "transform": [known],
                "mark": {
                    "type": "point",
                    "filled": True,
                    "color": POINT,
                    "size": 80,
                    "opacity": 1,
                },
                "encoding": {"y": y, "x": across("share", x_axis)},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 8, "baseline": "middle"},
                "encoding": {
                    "y": y,
                    "x": across("at", x_axis),
                    "text": {"field": "text", "type": "nominal"},
                },
            },
        ],
        foot=26,
    )


def line_of(names: Sequence[str]) -> dict[str, Any]:
    """The line of each row. Keys of our own, as the drawing looks values up in objects,
    where a stage called `constructor` would be found already."""
    return {
        "field": "key",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": [f"k{i}" for i in range(len(names))]},
        "axis": None,
    }


def document(
    names: Sequence[str],
    rows: list[dict[str, Any]],
    layers: list[dict[str, Any]],
    foot: int = 4,
    limit: float = NAME_LIMIT,
) -> dict[str, Any]:
    """One picture; sizes are fixed here, as the drawing has no fonts to measure."""
    room = max((width_of(name) for name in names), default=0)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": _STEP * len(names),
        "autosize": "none",
        "padding": {"left": min(limit, room) + 12, "top": 4, "right": 16, "bottom": foot},
        "config": CONFIG,
        "data": {"values": rows},
        "layer": [
            *layers,
            {
                "mark": {"type": "text", "align": "right", "baseline": "middle", "x": -8},
                "encoding": {
                    "y": line_of(names),
                    "text": {"field": "name", "type": "nominal"},
                },
            },
        ],
    }


def printable(label: str, limit: float = NAME_LIMIT) -> str:
    """A label that fits into so many pixels and holds nothing that cannot be drawn."""
    return _shortened("".join(c if c.isprintable() else "\ufffd" for c in label), limit)


def _shortened(text: str, limit: float) -> str:
    if width_of(text) <= limit:
        return text
    while width_of(text) > limit - FONT:
        text = text[:-1]
    return text + "…"


def width_of(text: str) -> float:
    """Rough width in pixels: wide characters count double."""
    wide = sum(1 for c in text if unicodedata.east_asian_width(c) in "WF")
    return (len(text) - wide) * FONT * 0.6 + wide * FONT


def to_svg(spec: dict[str, Any], prefix: str, alternative: str) -> str:
    """The picture as an SVG element for a page; its ids are the page's own."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(json.dumps(spec))
    drawn = _own_ids(drawn, prefix)
    size = re.search(r'<svg[^>]*?\bwidth="([0-9.]+)"', drawn)
    label = _attribute(alternative)
    style = f' style="max-width:{float(size[1]):.0f}px"' if size else ""
    drawn = re.sub(r'(<svg[^>]*?) width="[0-9.]+" height="[0-9.]+"', r"\1", drawn, count=1)
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{label}"{style} ', 1)


def _own_ids(drawn: str, prefix: str) -> str:
    """The library numbers ids on through all pictures; here each picture's begin at 1."""
    ids = dict.fromkeys(re.findall(r'\bid="([^"]+)"', drawn))
    own = {old: f"{prefix}-{number}" for number, old in enumerate(ids, start=1)}
    drawn = re.sub(r'\bid="([^"]+)"', lambda found: f'id="{own[found[1]]}"', drawn)
    return re.sub(r"url\(#([^)]+)\)", lambda found: f"url(#{own.get(found[1], found[1])})", drawn)


def _attribute(text: str) -> str:
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )
