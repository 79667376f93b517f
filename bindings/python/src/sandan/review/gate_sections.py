"""Which open deals may not enter their next stage, and what would open the gate."""

from __future__ import annotations

from collections.abc import Sequence

from sandan.review import charts
from sandan.review.blocks import Block, Chart, Column, Grid, Remark, Section
from sandan.review.by_currency import largest_first
from sandan.review.formats import NOTHING, count, money
from sandan.review.gate_figures import GateFigures, Row
from sandan.review.phrasing import Phrasing

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
    blocks += [_chart(phrasing, figures.steps), _steps(phrasing, figures.steps)]
    if figures.marks:
        blocks.append(_marks(phrasing, figures.marks))
    if figures.blocked:
        blocks.append(_deals(phrasing, figures.blocked))
    else:
        blocks.append(Remark(words("no_blocked")))
    if figures.fault_counts:
        blocks.append(Remark(_faults(phrasing, figures.fault_counts)))
    return Section("blocked", words("blocked"), words("blocked_note"), blocks)


def _chart(phrasing: Phrasing, rows: Sequence[Row]) -> Chart:
    words = phrasing.words
    title = words("blocked_chart")
    picture = charts.bars(
        [phrasing.stage(row["stage"]) for row in rows],
        [row["blocked"] for row in rows],
        [words("n_of", n=count(row["blocked"]), all=count(row["n"])) for row in rows],
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
            Column(words("shortest_actions"), sentences=True),
        ],
        [
            [
                str(row["opportunity_id"]),
                *(row[name] or NOTHING for name in named),
                phrasing.stage(row["to_stage"]),
                money(row["amount_minor"], row["currency"]),
                _marks_of(phrasing, row),
                _actions(phrasing, row),
            ]
            for row in shown
        ],
        phrasing.left_out(len(rows), len(shown)),
    )


def _marks_of(phrasing: Phrasing, row: Row) -> str:
    """What is known to stand in the way, then what nobody knows."""
    words = phrasing.words
    unmet = _names(phrasing, "mark", row["unmet"])
    unknown = _names(phrasing, "mark", row["unknown"])
    said = ([] if row["legal"] else [words("not_legal")]) + unmet
    if unknown:
        said.append(words("also_unknown", marks=", ".join(unknown)))
    return "; ".join(said) or NOTHING


def _names(phrasing: Phrasing, column: str, codes: Sequence[str]) -> list[str]:
    return [phrasing.value(column, code) for code in codes]


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
