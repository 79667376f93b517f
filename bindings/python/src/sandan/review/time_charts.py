"""More charts: ranges of days, points against a mark, and curves over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Optional

from sandan.review.charts import (
    CONFIG,
    INK,
    MUTED,
    POINT,
    WIDTH,
    Rate,
    document,
    line_of,
    printable,
    width_of,
)

#: Low end, middle, high end and a mark of a range; None where unknown.
Range = tuple[Optional[float], Optional[float], Optional[float], Optional[float]]

_CURVE_WIDTH, _CURVE_HEIGHT = 250, 210
_LABEL_STEP = 17
_LONG_NAME = 240


def ranges(labels: Sequence[str], values: Sequence[Range], texts: Sequence[str]) -> dict[str, Any]:
    """From the low to the high end a line, in the middle a point, and a mark across."""
    names = [printable(label) for label in labels]
    rows: list[dict[str, Any]] = []
    for i, (name, (low, middle, high, mark), text) in enumerate(zip(names, values, texts)):
        known = {"low": low, "middle": middle, "high": high, "mark": mark}
        there = {key: value for key, value in known.items() if value is not None}
        rows.append(
            {"key": f"k{i}", "name": name, "text": text, "at": max(there.values(), default=0.0)}
            | there
        )
    top = max((row["at"] for row in rows), default=0) or 1
    axis = {"title": None, "labelColor": MUTED, "domain": False, "tickCount": 5}
    across = _across(top, texts, axis)
    y = line_of(names)
    return document(names, rows, _spots(y, across), foot=26)


def against(
    labels: Sequence[str],
    rates: Sequence[Rate],
    marks: Sequence[float | None],
    texts: Sequence[str],
    top: float = 1.0,
) -> dict[str, Any]:
    """A share with its interval, and a mark across to hold it against."""
    names = [printable(label, _LONG_NAME) for label in labels]
    rows: list[dict[str, Any]] = []
    for i, (name, (share, low, high), mark, text) in enumerate(zip(names, rates, marks, texts)):
        row: dict[str, Any] = {"key": f"k{i}", "name": name, "text": text, "at": 0.0}
        if share is not None and low is not None and high is not None:
            row.update(middle=share, low=low, high=high, at=max(high, mark or 0.0))
            if mark is not None:
                row["mark"] = mark
        rows.append(row)
    axis = {
        "format": ".0%",
        "values": _ticks(top),
        "title": None,
        "labelColor": MUTED,
        "domain": False,
    }
    across = _across(top, texts, axis)
    y = line_of(names)
    return document(names, rows, _spots(y, across), foot=26, limit=_LONG_NAME)


def _ticks(top: float) -> list[float]:
    step = next(step for step in (0.05, 0.1, 0.25, 1.0) if top / step <= 5 or step == 1.0)
    return [round(step * i, 2) for i in range(int(top / step + 1e-9) + 1)]


def _across(top: float, texts: Sequence[str], axis: dict[str, Any]) -> Any:
    room = max((width_of(text) for text in texts), default=0)
    scale = {"domain": [0, top * (1 + 1.15 * room / WIDTH)], "nice": False}

    def channel(field: str, drawn: bool = True) -> dict[str, Any]:
        return {
            "field": field,
            "type": "quantitative",
            "scale": scale,
            "axis": axis if drawn else None,
        }

    return channel


def _spots(y: dict[str, Any], across: Any) -> list[dict[str, Any]]:
    return [
        {
            "transform": [{"filter": "isValid(datum.low)"}],
            "mark": {"type": "rule", "color": POINT, "strokeWidth": 6, "opacity": 0.35},
            "encoding": {"y": y, "x": across("low"), "x2": {"field": "high"}},
        },
        {
            "transform": [{"filter": "isValid(datum.mark)"}],
            "mark": {"type": "tick", "color": INK, "thickness": 2, "size": 18},
            "encoding": {"y": y, "x": across("mark")},
        },
        {
            "transform": [{"filter": "isValid(datum.middle)"}],
            "mark": {"type": "point", "filled": True, "color": POINT, "size": 80, "opacity": 1},
            "encoding": {"y": y, "x": across("middle")},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 8, "baseline": "middle"},
            "encoding": {"y": y, "x": across("at"), "text": {"field": "text", "type": "nominal"}},
        },
    ]


@dataclass(frozen=True)
class Curve:
    """Shares from a time on, each until the next."""

    name: str
    points: Sequence[tuple[float, float]]
    colour: str
    dash: tuple[int, ...] = ()


def steps(curves: Sequence[Curve], title: str) -> dict[str, Any]:
    """Curves in steps over time, each with its name at its end. title: of the time."""
    names = [printable(curve.name) for curve in curves]
    last = max((time for curve in curves for time, _ in curve.points), default=1) or 1
    x = {
        "field": "time",
        "type": "quantitative",
        "scale": {"domain": [0, last], "nice": False},
        "axis": {"title": title, "tickCount": 5, "domain": False},
    }
    share_axis = {"format": ".0%", "tickCount": 5, "title": None, "labelColor": MUTED}
    y = {
        "field": "share",
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "axis": share_axis | {"domain": False},
    }
    layers: list[dict[str, Any]] = []
    for curve in curves:
        rows = [{"time": time, "share": share} for time, share in curve.points]
        mark: dict[str, Any] = {
            "type": "line",
            "interpolate": "step-after",
            "color": curve.colour,
            "strokeWidth": 2.5,
        }
        if curve.dash:
            mark["strokeDash"] = list(curve.dash)
        layers.append(
            {
                "data": {"values": rows},
                "mark": mark,
                "encoding": {"x": x, "y": y},
            }
        )
    ends = _apart([_CURVE_HEIGHT * (1 - curve.points[-1][1]) for curve in curves])
    for name, curve, at in zip(names, curves, ends):
        layers.append(
            {
                "data": {"values": [{"text": name}]},
                "mark": {
                    "type": "text",
                    "align": "left",
                    "baseline": "middle",
                    "x": _CURVE_WIDTH + 8,
                    "y": at,
                    "color": curve.colour,
                },
                "encoding": {"text": {"field": "text", "type": "nominal"}},
            }
        )
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": _CURVE_WIDTH,
        "height": _CURVE_HEIGHT,
        "autosize": "none",
        "padding": {
            "left": 46,
            "top": 10,
            "right": max((width_of(name) for name in names), default=0) + 16,
            "bottom": 44,
        },
        "config": CONFIG,
        "layer": layers,
    }


def _apart(heights: Sequence[float]) -> list[float]:
    """The heights, moved so that no two labels touch and none leaves the picture."""
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    moved = list(heights)
    for before, after in zip(order, order[1:]):
        moved[after] = max(moved[after], moved[before] + _LABEL_STEP)
    over = moved[order[-1]] - _CURVE_HEIGHT if order else 0
    if over > 0:
        moved[order[-1]] -= over
        for after, before in zip(order[::-1], order[-2::-1]):
            moved[before] = min(moved[before], moved[after] - _LABEL_STEP)
    return moved
