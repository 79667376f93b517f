"""Which open deals may not enter their next stage, and what would open the gate."""

from __future__ import annotations

from collections.abc import Sequence

from sandan.review import charts
from sandan.review.blocks import Block, Chart, Column, Grid, Remark, Section
from sandan.review.formats import NOTHING, count, money
from sandan.review.gate_figures import GateFigures, Row
from sandan.review.phrasing import Phrasing, largest_first

_LISTED = 15


def blocked(phrasing: Phrasing, figures: GateFigures) -> Section:
    """The section; only where marks of the process can be judged."""
    words = phrasing.words
    blocks: list[Block] = []
    if not figures.judged:
        blocks.append(Remark(words("none_here")))
        return Section("blocked", words("blocked"), words("blocked_note"), blocks)
    blocks.append(
        Remark(
            words(
                "gate_counts",
                open=count(figures.judged),
                blocked=count(len(figures.blocked)),
                unknown=count(figures.unknown),
            )
        )
    )
    if figures.marks:
        blocks.append(_mark_chart(phrasing, figures.marks[:_LISTED]))
    blocks.append(_steps(phrasing, figures.steps))
    if figures.marks:
        blocks.append(_marks(phrasing, figures.marks))
    if figures.blocked:
        blocks.append(_deals(phrasing, figures.blocked))
    else:
        blocks.append(Remark(words("no_blocked")))
    if figures.fault_counts:
        blocks.append(Remark(_faults(phrasing, figures.fault_counts)))
    return Section("blocked", words("blocked"), words("blocked_note"), blocks)


def _mark_chart(phrasing: Phrasing, rows: Sequence[Row]) -> Chart:
    title = phrasing.words("marks_chart")
    picture = charts.bars(
        [phrasing.value("mark", row["mark"]) for row in rows],
        [row["unmet"] for row in rows],
        [count(row["unmet"]) for row in rows],
    )
    return Chart(title, picture, title)


def _steps(phrasing: Phrasing, rows: Sequence[Row]) -> Grid:
    words = phrasing.words
    return Grid(
        words("by_stage"),
        [
            Column(phrasing.head("stage")),
            Column(words("next_stage")),
            Column(phrasing.value("outcome", "open"), True),
            Column(words("may_enter"), True),
            Column(words("blocked_n"), True),
            Column(words("not_known"), True),
        ],
        [
            [
                phrasing.stage(row["stage"]),
                phrasing.stage(row["to_stage"]),
                *(count(row[name]) for name in ("n", "allowed", "blocked", "unknown")),
            ]
            for row in rows
        ],
    )


def _marks(phrasing: Phrasing, rows: Sequence[Row]) -> Grid:
    words = phrasing.words
    shown = rows[:_LISTED]
    return Grid(
        words("by_mark"),
        [
            Column(words("mark"), sentences=True),
            Column(phrasing.head("stage")),
            Column(words("unmet_n"), True),
            Column(words("not_known"), True),
        ],
        [
            [
                phrasing.value("mark", row["mark"])
                + (f" ({words('no_action')})" if row["no_action"] else ""),
                phrasing.stage(row["stage"]),
                count(row["unmet"]),
                count(row["unknown"]),
            ]
            for row in shown
        ],
        phrasing.left_out(len(rows), len(shown)),
    )


def _deals(phrasing: Phrasing, rows: Sequence[Row]) -> Grid:
    words = phrasing.words
    shown = largest_first(rows)[:_LISTED]
    named = [name for name in ("account", "owner") if any(row[name] for row in rows)]
    return Grid(
        words("largest_blocked"),
        [
            Column(words("deal")),
            *(Column(words(name)) for name in named),
            Column(words("next_stage")),
            Column(words("amount"), True),
            Column(words("unmet_marks"), sentences=True),
            Column(words("unknown_marks"), sentences=True),
            Column(words("shortest_actions"), sentences=True),
        ],
        [
            [
                str(row["opportunity_id"]),
                *(row[name] or NOTHING for name in named),
                phrasing.stage(row["to_stage"]),
                money(row["amount_minor"], row["currency"]),
                _named(phrasing, "mark", row["unmet"])
                if row["legal"]
                else "; ".join([words("not_legal"), *_names(phrasing, "mark", row["unmet"])]),
                _named(phrasing, "mark", row["unknown"]),
                _actions(phrasing, row),
            ]
            for row in shown
        ],
        phrasing.left_out(len(rows), len(shown)),
    )


def _names(phrasing: Phrasing, column: str, codes: Sequence[str]) -> list[str]:
    return [phrasing.value(column, code) for code in codes]


def _named(phrasing: Phrasing, column: str, codes: Sequence[str]) -> str:
    return "; ".join(_names(phrasing, column, codes)) or NOTHING


def _actions(phrasing: Phrasing, row: Row) -> str:
    """The actions in their order, numbered; said where a shorter list may exist."""
    names = _names(phrasing, "action", row["actions"])
    if not names:
        return NOTHING
    listed = " ".join(f"{place}. {name}" for place, name in enumerate(names, start=1))
    return listed if row["exact"] else f"{listed} ({phrasing.words('not_shortest')})"


def _faults(phrasing: Phrasing, rows: Sequence[Row]) -> str:
    shown = rows[:_LISTED]
    listed = ", ".join(f"{phrasing.head(row['column'])} {count(row['n'])}" for row in shown)
    more = ", …" if len(rows) > len(shown) else ""
    return phrasing.words("gate_faults", columns=listed + more)
