"""The picture of a plan: the target curve, what was brought, and where that leads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandan.review.charts import CONFIG, INK, MUTED, POINT, printable, width_of
from sandan.review.formats import major

_WIDTH, _HEIGHT = 320, 210
_LABEL_STEP = 17
#: Size of a unit of the scale, and its name in Chinese and in English.
_UNITS = {
    "zh": ((10**8, "亿"), (10**4, "万"), (1, "")),
    "en": ((10**9, "bn"), (10**6, "M"), (10**3, "k"), (1, "")),
}

Point = tuple[str, int]


@dataclass(frozen=True)
class Landing:
    """Where what was brought leads: a day, the amount and the ends of its interval."""

    day: str
    amount: int
    low: int | None
    high: int | None


@dataclass(frozen=True)
class Names:
    """What the lines are called."""

    target: str
    brought: str
    landing: str


def pace_curve(
    target: Sequence[Point],
    brought: Sequence[Point],
    landing: Landing | None,
    names: Names,
    currency: str | None,
    language: str,
) -> dict[str, Any]:
    """Amounts summed up over the days: the target dashed, what was brought with dots, the
    landing as a bar with a square; each has its name beside it."""
    amounts = [amount for _, amount in (*target, *brought)]
    if landing is not None:
        amounts += [each for each in (landing.amount, landing.high) if each is not None]
    scale = _Scale(max(amounts, default=0), min([0, *amounts]), currency, language)
    days = [day for day, _ in (*target, *brought)]
    x = {
        "field": "day",
        "type": "temporal",
        "scale": {"type": "utc", "domain": [min(days), max(days)]},
        "axis": {"title": None, "format": "%Y-%m", "tickCount": 5, "domain": False},
    }
    y = {
        "field": "amount",
        "type": "quantitative",
        "scale": {"domain": [scale.low, scale.high], "nice": False},
        "axis": {"title": scale.title, "tickCount": 5, "domain": False, "labelColor": MUTED},
    }
    layers = [_line(target, scale, x, y, {"color": INK, "strokeDash": [6, 4], "strokeWidth": 2})]
    ends = [(scale.of(target[-1][1]), names.target, INK)]
    if brought:
        dots = {"point": {"color": POINT, "size": 22}, "color": POINT, "strokeWidth": 2.5}
        layers.append(_line(brought, scale, x, y, dots))
        if _ends_late(brought, min(days), max(days)):
            ends.append((scale.of(brought[-1][1]), names.brought, POINT))
        else:
            below = _is_below(target, brought)
            layers.append(_name_of(names.brought, brought[-1], below, scale, x, y))
    if landing is not None:
        layers += _landing(landing, scale, x, y)
        ends.append((scale.of(landing.amount), names.landing, POINT))
    layers += _names_at_end(ends, scale)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": _WIDTH,
        "height": _HEIGHT,
        "autosize": "none",
        "padding": {
            "left": 66,
            "top": 14,
            "right": max(width_of(name) for _, name, _ in ends) + 16,
            "bottom": 30,
        },
        "config": CONFIG,
        "layer": layers,
    }


class _Scale:
    """Amounts in a unit that keeps their figures short."""

    def __init__(self, top: int, bottom: int, currency: str | None, language: str) -> None:
        self._currency = currency
        largest = max(abs(major(top, currency)), abs(major(bottom, currency)))
        units = _UNITS["zh" if language == "zh" else "en"]
        self._size, name = next((unit for unit in units if largest >= unit[0] * 2), units[-1])
        self.title = " ".join(part for part in (currency, name) if part) or None
        self.low = min(0.0, self.of(bottom))
        self.high = self.of(top) * 1.05 or 1.0

    def of(self, amount: int) -> float:
        return float(major(amount, self._currency) / self._size)

    def height(self, amount: float) -> float:
        """Pixels from the top."""
        return _HEIGHT * (self.high - amount) / (self.high - self.low)


def _line(
    points: Sequence[Point],
    scale: _Scale,
    x: dict[str, Any],
    y: dict[str, Any],
    style: dict[str, Any],
) -> dict[str, Any]:
    rows = [{"day": day, "amount": scale.of(amount)} for day, amount in points]
    return {
        "data": {"values": rows},
        "mark": {"type": "line", **style},
        "encoding": {"x": x, "y": y},
    }


def _ends_late(brought: Sequence[Point], first: str, last: str) -> bool:
    """Whether too little room is left of the picture for a name beside the last point."""
    start, now, end = (dt.date.fromisoformat(day) for day in (first, brought[-1][0], last))
    return (end - now) * 6 < end - start


def _is_below(target: Sequence[Point], brought: Sequence[Point]) -> bool:
    day, amount = brought[-1]
    passed = [each for at, each in target if at <= day]
    return not passed or amount < passed[-1]


def _name_of(
    name: str,
    point: Point,
    below: bool,
    scale: _Scale,
    x: dict[str, Any],
    y: dict[str, Any],
) -> dict[str, Any]:
    """The name of a rising line at its last point, on the side where the target is not."""
    day, amount = point
    mark = {
        "type": "text",
        "align": "left" if below else "right",
        "baseline": "top" if below else "bottom",
        "dx": 8 if below else -10,
        "dy": 4 if below else -6,
        "color": POINT,
    }
    row = {"day": day, "amount": scale.of(amount), "text": printable(name)}
    text = {"field": "text", "type": "nominal"}
    return {
        "data": {"values": [row]},
        "mark": mark,
        "encoding": {"x": x, "y": y, "text": text},
    }


def _landing(
    landing: Landing, scale: _Scale, x: dict[str, Any], y: dict[str, Any]
) -> list[dict[str, Any]]:
    layers: list[dict[str, Any]] = []
    if landing.low is not None and landing.high is not None:
        row = {"day": landing.day, "amount": scale.of(landing.low), "high": scale.of(landing.high)}
        layers.append(
            {
                "data": {"values": [row]},
                "mark": {"type": "rule", "color": POINT, "strokeWidth": 6, "opacity": 0.35},
                "encoding": {"x": x, "y": y, "y2": {"field": "high"}},
            }
        )
    point = {"day": landing.day, "amount": scale.of(landing.amount)}
    square = {"type": "point", "shape": "square", "filled": True, "color": POINT, "size": 70}
    layers.append(
        {
            "data": {"values": [point]},
            "mark": {**square, "opacity": 1},
            "encoding": {"x": x, "y": y},
        }
    )
    return layers


def _names_at_end(ends: Sequence[tuple[float, str, str]], scale: _Scale) -> list[dict[str, Any]]:
    """Names at the right edge, moved so that no two touch."""
    layers = []
    before = -float(_LABEL_STEP)
    for amount, name, colour in sorted(ends, key=lambda end: -end[0]):
        at = max(scale.height(amount), before + _LABEL_STEP)
        before = at
        layers.append(
            {
                "data": {"values": [{"text": printable(name)}]},
                "mark": {
                    "type": "text",
                    "align": "left",
                    "baseline": "middle",
                    "x": _WIDTH + 8,
                    "y": at,
                    "color": colour,
                },
                "encoding": {"text": {"field": "text", "type": "nominal"}},
            }
        )
    return layers
