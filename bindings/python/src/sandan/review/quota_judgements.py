"""Whether a quota plan is sound, and the management of the middle."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sandan.review.blocks import Block, Column, Grid, Remark, Section
from sandan.review.figures import Row
from sandan.review.formats import NOTHING, count, percent
from sandan.review.phrasing import Phrasing
from sandan.review.quota_figures import Middle, QuotaFigures
from sandan.review.quota_terms import Terms

_LISTED = 40
_FINDINGS = 30
_AMOUNTS = re.compile(r"(-?\d+) ([<>]) (-?\d+)")
_IN_AMOUNTS = ("basis_too_small", "rate_above_history")


def principles(phrasing: Phrasing, figures: QuotaFigures, terms: Terms) -> Section:
    words = phrasing.words
    summaries = [row for row in figures.principles if row["finding"] is None]
    findings = [row for row in figures.principles if row["finding"] is not None]
    blocks: list[Block] = [
        Grid(
            "",
            [
                Column(words("principle"), sentences=True),
                Column(words("holds")),
                Column(words("in_order"), True),
            ],
            [
                [
                    f"{row['principle']}. {phrasing.value('principle', row['code'])}",
                    _holds(phrasing, row["holds"]),
                    f"{count(row['n'])} / {count(row['of_n'])}",
                ]
                for row in summaries
            ],
        )
    ]
    if not findings:
        blocks.append(Remark(words("no_findings")))
        return Section("principles", words("principles"), words("principles_note"), blocks)
    shown = findings[:_FINDINGS]
    blocks.append(
        Grid(
            words("findings"),
            [
                Column(words("principle")),
                Column(words("finding"), sentences=True),
                Column(words("place")),
                Column(words("detail")),
            ],
            [
                [
                    str(row["principle"]),
                    phrasing.value("principle_finding", row["finding"]),
                    _found_at(row["place"], terms),
                    _detail(row, phrasing, terms),
                ]
                for row in shown
            ],
            phrasing.left_out(len(findings), len(shown)),
        )
    )
    return Section("principles", words("principles"), words("principles_note"), blocks)


def _holds(phrasing: Phrasing, holds: bool | None) -> str:
    key = "not_known" if holds is None else "yes" if holds else "no"
    return phrasing.words(key)


def _found_at(place: str | None, terms: Terms) -> str:
    """`sales:R05` by its name; periods, items and places in the document as they are."""
    if place is None:
        return NOTHING
    axis, mark, code = place.partition(":")
    known = any(each["code"] == axis for each in terms.document["axes"])
    return terms.place(axis, code) if mark and known else place


def _detail(row: Row, phrasing: Phrasing, terms: Terms) -> str:
    detail = row["detail"]
    if detail is None:
        return NOTHING
    amounts = _AMOUNTS.fullmatch(detail)
    if row["finding"] in _IN_AMOUNTS and amounts is not None:
        first, sign, second = amounts.groups()
        return f"{terms.short(int(first))} {sign} {terms.short(int(second))}"
    return phrasing.value("basis_from", detail)


# ---- the middle ------------------------------------------------------------


def middle_of(phrasing: Phrasing, middle: Middle, terms: Terms) -> Section:
    words = phrasing.words
    blocks: list[Block] = [Remark(words("about_persons"))]
    if middle.roles_too_few:
        blocks.append(Remark(words("roles_together")))
    divided = [row for row in middle.gaps if not row["insufficient"]]
    few = [row for row in middle.gaps if row["insufficient"]]
    if divided:
        blocks.append(_gaps(phrasing, middle, divided, terms))
        blocks.append(_reps(phrasing, middle, terms))
    else:
        blocks.append(Remark(words("no_quartiles")))
    if few:
        groups = ", ".join(f"{_group(phrasing, middle, row)} {count(row['n'])}" for row in few)
        blocks.append(Remark(words("too_few_in_group", groups=groups)))
    if middle.pairs:
        blocks.append(_pairs(phrasing, middle, terms))
    return Section("middle", words("middle"), words("middle_note"), blocks)


def _group(phrasing: Phrasing, middle: Middle, row: Row) -> str:
    if middle.within is None:
        return phrasing.words("all_reps")
    if row["group"] is None:
        return phrasing.words("group_unknown")
    return phrasing.value(middle.within, row["group"])


def _mean(value: float | None, row: Row, terms: Terms) -> str:
    return NOTHING if value is None else terms.short(round(value), row["currency"])


def _gaps(phrasing: Phrasing, middle: Middle, rows: Sequence[Row], terms: Terms) -> Grid:
    words = phrasing.words
    names = ("best_mean", "middle_mean", "bottom_mean")
    return Grid(
        words("gaps"),
        [
            Column(words("group")),
            Column(words("ranked"), True),
            *(Column(words(name), True) for name in names),
            Column(words("gap_to_average"), True),
        ],
        [
            [
                _group(phrasing, middle, row),
                count(row["n"]),
                *(_mean(row[name], row, terms) for name in names),
                f"{_mean(row['gap_best_to_average'], row, terms)}\n({percent(row['gap_share'])})",
            ]
            for row in rows
        ],
    )


def _reps(phrasing: Phrasing, middle: Middle, terms: Terms) -> Grid:
    words = phrasing.words
    ranked = [row for row in middle.quartiles if row["quartile"] != "insufficient"]
    shown = ranked[:_LISTED]
    return Grid(
        words("reps_by_quartile"),
        [
            Column(words("group")),
            Column(words("rep")),
            Column(words("quartile")),
            Column(words("brought"), True),
            Column(words("interval"), True),
            Column(words("share_of_best"), True),
            Column(words("advice")),
        ],
        [
            [
                _group(phrasing, middle, row),
                terms.place("sales", str(row["rep_id"])),
                phrasing.value("quartile", row["quartile"]),
                _mean(row["value"], row, terms),
                _ends(row, "low", "high", terms),
                percent(row["share_of_best"]),
                phrasing.value("quartile_advice", row["advice"]),
            ]
            for row in shown
        ],
        phrasing.left_out(len(ranked), len(shown)),
    )


def _ends(row: Row, low: str, high: str, terms: Terms) -> str:
    if row[low] is None or row[high] is None:
        return NOTHING
    return f"{_mean(row[low], row, terms)} – {_mean(row[high], row, terms)}"


def _pairs(phrasing: Phrasing, middle: Middle, terms: Terms) -> Grid:
    words = phrasing.words
    shown = middle.pairs[:_LISTED]
    return Grid(
        words("team_pairs"),
        [
            Column(words("group")),
            Column(words("strong_team")),
            Column(words("weak_team")),
            Column(words("difference_of_means"), True),
            Column(words("interval"), True),
            Column(words("reason")),
        ],
        [
            [
                _group(phrasing, middle, row),
                terms.place("sales", row["strong_team"]),
                terms.place("sales", row["weak_team"]),
                _mean(row["gap"], row, terms),
                _ends(row, "gap_low", "gap_high", terms),
                phrasing.value("pair_reason", row["reason"]),
            ]
            for row in shown
        ],
        phrasing.left_out(len(middle.pairs), len(shown)),
    )
