"""How deals flow: funnel, outcomes, moves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sandan.review import charts
from sandan.review.blocks import Block, Chart, Column, Grid, Remark, Section
from sandan.review.figures import Group, Row
from sandan.review.formats import NOTHING, count, days, percent
from sandan.review.phrasing import Phrasing, date, key_column


def funnel(phrasing: Phrasing) -> Section:
    words, rows = phrasing.words, phrasing.figures.funnel
    names = [phrasing.stage(row["stage"]) for row in rows]
    values: dict[Any, list[str]] = {}
    unknown: dict[Any, int] = {}
    for row in phrasing.figures.funnel_values:
        stage = row["stage"]
        values.setdefault(stage, []).append(phrasing.sum_of(row, row["reached"]))
        unknown[stage] = unknown.get(stage, 0) + row["unknown_amounts"]
    line = [row for row in rows if _continues(phrasing, row)]
    blocks: list[Block] = []
    if rows:
        blocks.append(
            Chart(
                words("reached_chart"),
                charts.bars(
                    names,
                    [row["reached"] for row in rows],
                    [count(row["reached"]) for row in rows],
                ),
                words("reached_chart"),
            )
        )
    if line:
        blocks.append(
            Chart(
                words("conversion_chart"),
                charts.intervals(
                    [phrasing.stage(row["stage"]) for row in line],
                    [phrasing.bounds(row, "conversion") for row in line],
                    [phrasing.rate_with_n(row, "conversion", row["reached"]) for row in line],
                ),
                words("conversion_chart"),
            )
        )
    columns = [
        Column(phrasing.head("stage")),
        *(
            Column(phrasing.head(name), True)
            for name in ("reached", "advanced", "lost", "cancelled", "pending", "conversion")
        ),
        Column(words("interval"), True),
        Column(words("value"), True),
        Column(words("unknown"), True),
    ]
    body = [
        [
            name,
            *(count(row[c]) for c in ("reached", "advanced", "lost", "cancelled", "pending")),
            *(
                (
                    phrasing.rate(row, "conversion"),
                    phrasing.interval(row, "conversion"),
                )
                if _continues(phrasing, row)
                else (NOTHING, NOTHING)
            ),
            " + ".join(values.get(row["stage"], [NOTHING])),
            count(unknown.get(row["stage"], 0)),
        ]
        for name, row in zip(names, rows)
    ]
    blocks.append(Grid("", columns, body))
    return Section("funnel", words("funnel"), words("funnel_note"), blocks)


def _continues(phrasing: Phrasing, row: Row) -> bool:
    """Whether a conversion says something: not for the stage that ends the line."""
    return bool(row["reached"] and row["stage"] not in phrasing.winning)


def outcomes(phrasing: Phrasing) -> Section:
    words = phrasing.words
    blocks: list[Block] = []
    closings = Group("closed_on", phrasing.figures.closings)
    if closings.rows:
        blocks.extend(_outcome_blocks(phrasing, closings, words("by_close"), words("period")))
    else:
        total = Group("", [phrasing.figures.totals] if phrasing.figures.totals else [])
        blocks.extend(_outcome_blocks(phrasing, total, "", ""))
    for group in phrasing.figures.groups:
        heading = phrasing.head(group.key)
        blocks.extend(_outcome_blocks(phrasing, group, words("by_key", key=heading), heading))
    return Section("outcomes", words("outcomes"), words("outcomes_note"), blocks)


def _outcome_blocks(phrasing: Phrasing, group: Group, title: str, heading: str) -> Iterable[Block]:
    words = phrasing.words
    key = key_column(group.rows)
    shown = group.rows[:60]
    names = [phrasing.key(row.get(key) if key else None, group.key) for row in shown]
    if key is None:
        names = [words("total") for _ in shown]
    decided = [row["won"] + row["lost"] for row in shown]
    if len(shown) > 1:
        yield Chart(
            title,
            charts.intervals(
                names,
                [phrasing.bounds(row, "win_rate") for row in shown],
                [phrasing.rate_with_n(row, "win_rate", n) for row, n in zip(shown, decided)],
            ),
            f"{words('win_rate')} · {title}",
        )
    yield Grid(
        title if len(shown) <= 1 else "",
        [
            Column(heading),
            *(
                Column(phrasing.head(name), True)
                for name in ("n", "open", "won", "lost", "cancelled", "win_rate")
            ),
            Column(words("interval"), True),
            Column(words("won_value"), True),
            Column(words("cycle_days"), True),
            Column(words("lost_days"), True),
        ],
        [
            [
                name,
                *(count(row[c]) for c in ("n", "open", "won", "lost", "cancelled")),
                phrasing.rate(row, "win_rate"),
                phrasing.interval(row, "win_rate"),
                phrasing.won_value(row),
                days(row["cycle_median_days"]),
                days(row["lost_median_days"]),
            ]
            for name, row, n in zip(names, shown, decided)
        ],
        phrasing.left_out(len(group.rows), len(shown)),
    )


def moves(phrasing: Phrasing) -> Section:
    words, rows = phrasing.words, phrasing.figures.move_counts
    total = sum(row["n"] for row in rows)
    kinds: dict[tuple[str, bool], int] = {}
    for row in rows:
        key = (row["move"], row["legal"])
        kinds[key] = kinds.get(key, 0) + row["n"]
    blocks: list[Block] = [
        Grid(
            words("move_kinds"),
            [
                Column(phrasing.head("move")),
                Column(phrasing.head("legal")),
                Column(phrasing.head("n"), True),
                Column(words("share"), True),
            ],
            [
                [
                    phrasing.value("move", kind),
                    "✓" if legal else "✗",
                    count(n),
                    percent(n / total if total else None),
                ]
                for (kind, legal), n in sorted(kinds.items(), key=lambda item: -item[1])
            ],
        )
    ]
    frequent = sorted(
        (row for row in rows if row["move"] != "start"),
        key=lambda row: (-row["n"], str(row["from_stage"]), str(row["to_stage"])),
    )
    blocks.append(
        Grid(
            words("frequent_moves"),
            [
                Column(phrasing.head("from_stage")),
                Column(phrasing.head("to_stage")),
                Column(phrasing.head("move")),
                Column(phrasing.head("n"), True),
            ],
            [
                [
                    phrasing.stage(row["from_stage"]),
                    phrasing.stage(row["to_stage"]),
                    phrasing.value("move", row["move"]),
                    count(row["n"]),
                ]
                for row in frequent[:15]
            ],
            phrasing.left_out(len(frequent), 15),
        )
    )
    illegal = phrasing.figures.illegal
    if illegal:
        blocks.append(
            Grid(
                words("illegal_list"),
                [
                    Column(words("deal")),
                    Column(words("date")),
                    Column(phrasing.head("from_stage")),
                    Column(phrasing.head("to_stage")),
                    Column(phrasing.head("move")),
                ],
                [
                    [
                        str(row["opportunity_id"]),
                        date(row["entered_at"]),
                        phrasing.stage(row["from_stage"]),
                        phrasing.stage(row["to_stage"]),
                        phrasing.value("move", row["move"]),
                    ]
                    for row in illegal
                ],
                phrasing.left_out(phrasing.figures.illegal_total, len(illegal)),
            )
        )
    else:
        blocks.append(Remark(words("no_illegal")))
    return Section("moves", words("moves"), words("moves_note"), blocks)
