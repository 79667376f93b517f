"""The three gauges: what is to be closed, nurtured and found."""

from __future__ import annotations

from collections.abc import Sequence

from sandan.review import charts
from sandan.review.blocks import Block, Chart, Column, Grid, Remark, Section
from sandan.review.by_currency import currencies
from sandan.review.formats import NOTHING, count, interval, percent
from sandan.review.grade_figures import GaugeFigures, Row
from sandan.review.phrasing import Phrasing, summed


def gauges(phrasing: Phrasing, figures: GaugeFigures) -> Section:
    """The section; only where a policy says what to close and what to nurture."""
    words = phrasing.words
    blocks: list[Block] = [_gauges(phrasing, figures)]
    for currency in currencies(figures.close):
        rows = [row for row in figures.close if row.get("currency") == currency]
        title = phrasing.titled(words("close_chart"), currency)
        picture = charts.bars(
            [phrasing.stage(row["stage"]) for row in rows],
            [row["n"] for row in rows],
            [f"{count(row['n'])} · {phrasing.sum_of(row, row['n'], short=True)}" for row in rows],
        )
        blocks += [Chart(title, picture, title), _progress(phrasing, title, rows, currency)]
    missing = [row["gauge"] for row in figures.gauges if row["n"] is None]
    blocks += [Remark(words(f"no_{gauge}")) for gauge in missing]
    return Section("gauges", words("gauges"), words("gauges_note"), blocks)


def _gauges(phrasing: Phrasing, figures: GaugeFigures) -> Grid:
    words = phrasing.words
    return Grid(
        "",
        [
            Column(words("gauge")),
            Column(words("what_counts"), sentences=True),
            Column(words("count_n"), True),
            Column(words("out_of"), True),
            Column(words("share"), True),
            Column(words("interval"), True),
            Column(words("value"), True),
            Column(words("not_known"), True),
        ],
        [
            [
                phrasing.value("mode", row["gauge"]),
                words(f"counts_{row['gauge']}"),
                count(row["n"]),
                count(row["of_n"]),
                words("insufficient")
                if row["share"] is None and row["of_n"]
                else percent(row["share"]),
                interval(row["low"], row["high"]),
                _value(phrasing, row, figures.close),
                count(row["unknown"]),
            ]
            for row in figures.gauges
        ],
    )


def _value(phrasing: Phrasing, row: Row, close: Sequence[Row]) -> str:
    """What the deals to close are worth, by currency; nothing for the other gauges."""
    if row["gauge"] != "close" or not row["n"]:
        return NOTHING
    sums = [
        summed([each for each in close if each.get("currency") == currency], currency)
        for currency in currencies(close)
    ]
    return " + ".join(phrasing.sum_of(each, each["n"], short=True) for each in sums)


def _progress(phrasing: Phrasing, title: str, rows: Sequence[Row], currency: str | None) -> Grid:
    """How far the deals to close have come."""
    words = phrasing.words
    total = summed(rows, currency)
    return Grid(
        title,
        [
            Column(phrasing.head("stage")),
            Column(words("n"), True),
            Column(words("value"), True),
            Column(words("unknown"), True),
        ],
        [
            [
                name,
                count(row["n"]),
                phrasing.sum_of(row, row["n"]),
                count(row["unknown_amounts"]),
            ]
            for name, row in [
                *((phrasing.stage(row["stage"]), row) for row in rows),
                (words("total"), total),
            ]
        ],
        strong_last=True,
    )
