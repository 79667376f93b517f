"""The maps of the largest deals: the picture of each, and what it says, with reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandan._map_picture import Colours, draw
from sandan.review import map_findings
from sandan.review.blocks import Block, Chapter, Column, Drawing, Grid, Remark, Section
from sandan.review.formats import NOTHING, count, money, percent, short_money
from sandan.review.map_figures import DealMap, MapFigures
from sandan.review.map_terms import MapTerms
from sandan.review.phrasing import Phrasing

#: The colours of the page, which are those of light and of dark.
PAGE_COLOURS = Colours(
    paper="none",
    band="var(--paper)",
    card="var(--card)",
    ink="var(--ink)",
    muted="var(--muted)",
    line="var(--line)",
    accent="var(--accent)",
    good="var(--won)",
    bad="var(--lost)",
    font="inherit",
)


def maps(phrasing: Phrasing, figures: MapFigures) -> Section:
    """The section."""
    words = phrasing.words
    blocks: list[Block] = []
    if figures.deals:
        blocks.append(_overview(phrasing, figures))
        blocks += [
            _chapter(phrasing, figures, deal, number)
            for number, deal in enumerate(figures.deals, start=1)
        ]
    else:
        blocks.append(Remark(words("maps_none", n=count(figures.maps))))
    if figures.faults:
        blocks.append(Remark(_faults(phrasing, figures)))
    return Section("maps", words("maps"), words("maps_note"), blocks)


def _overview(phrasing: Phrasing, figures: MapFigures) -> Grid:
    words = phrasing.words
    return Grid(
        words("maps_largest"),
        [
            Column(words("account")),
            Column(words("deal")),
            Column(words("amount"), True),
            Column(words("map_completeness"), True),
            Column(words("map_first_gap"), sentences=True),
            Column(words("map_verdict"), sentences=True),
            Column(words("map_next")),
        ],
        [
            _overview_row(phrasing, deal, MapTerms(phrasing, figures, deal))
            for deal in figures.deals
        ],
    )


def _overview_row(phrasing: Phrasing, deal: DealMap, terms: MapTerms) -> list[str]:
    gaps, wins = deal.answers["coverage_gaps"], deal.answers["win_over"]
    (whole,) = deal.answers["completeness"]
    return [
        _customer(deal),
        str(deal.deal["opportunity_id"]),
        short_money(deal.deal["amount_minor"], deal.deal["currency"], phrasing.language),
        percent(whole["completeness"]),
        map_findings.gap(gaps[0], terms) if gaps else phrasing.words("map_no_gap"),
        map_findings.verdict(phrasing, deal, terms),
        terms.person(wins[0]["person_id"]) if wins else phrasing.words("map_no_win"),
    ]


def _customer(deal: DealMap) -> str:
    return str(deal.deal.get("account") or deal.account)


def _chapter(phrasing: Phrasing, figures: MapFigures, deal: DealMap, number: int) -> Chapter:
    words = phrasing.words
    terms = MapTerms(phrasing, figures, deal)
    title = words(
        "maps_title_of" if deal.open_deals > 1 else "maps_title",
        account=_customer(deal),
        deal=deal.deal["opportunity_id"],
        amount=money(deal.deal["amount_minor"], deal.deal["currency"]),
        n=count(deal.open_deals),
    )
    return Chapter(
        title,
        [
            _picture(phrasing, figures, deal, title),
            Grid(
                "",
                [
                    Column(words("map_question")),
                    Column(words("map_finding"), sentences=True),
                    Column(words("map_reason"), sentences=True),
                ],
                map_findings.findings(phrasing, figures, deal, terms),
            ),
        ],
        opened=number == 1,
    )


def _picture(
    phrasing: Phrasing, figures: MapFigures, deal: DealMap, title: str
) -> Drawing | Remark:
    if deal.picture is None:
        (whole,) = deal.answers["completeness"]
        return Remark(phrasing.words("map_too_large", n=count(whole["people"])))
    drawn = draw(deal.picture, figures.vocabulary.to_dict(), phrasing.language, PAGE_COLOURS)
    return Drawing(title, drawn)


def _faults(phrasing: Phrasing, figures: MapFigures) -> str:
    mark = "，" if phrasing.language == "zh" else ", "

    def label(fault: str) -> Any:
        known = figures.labels.of_value("fault", fault)
        return known.get(phrasing.language) or known.get("en") or fault

    told: Sequence[str] = [f"{label(fault)} {count(n)}" for fault, n in figures.faults.items()]
    return phrasing.words("map_faults", faults=mark.join(told) or NOTHING)
