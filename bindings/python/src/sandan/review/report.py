"""From figures to a report: which figure stands where."""

from __future__ import annotations

import sandan
from sandan.review import (
    flow_sections,
    gate_sections,
    gauge_sections,
    grade_sections,
    map_sections,
    money_sections,
    people_sections,
    quota_sections,
    state_sections,
    time_sections,
)
from sandan.review.blocks import Report, Section, Tile
from sandan.review.figures import Figures
from sandan.review.formats import count, days, interval, percent, short_money
from sandan.review.phrasing import Phrasing
from sandan.review.words import Words


def compose(figures: Figures, language: str) -> Report:
    """The report in one language, "zh" or "en"."""
    words = Words(language)
    phrasing = Phrasing(figures, words)
    process = phrasing.process
    name = process.label.get(language) or process.label.get("en") or process.code
    return Report(
        language=language,
        title=words("title"),
        subtitle=" · ".join(
            [
                name,
                words("as_of", day=figures.history.as_of),
                words(
                    "subtitle",
                    deals=words("deals_read", n=count(figures.deals)),
                    events=words("events_read", n=count(figures.events)),
                ),
            ]
        ),
        contents=words("contents"),
        tiles=_tiles(phrasing),
        sections=_sections(phrasing),
        footnotes=(
            words("interval_note", level=f"{figures.confidence * 100:g}", min_n=figures.min_n),
            words("digest", digest=process.digest[:12]),
            *_calendar_note(phrasing),
            words("made_by", version=sandan.__version__),
        ),
    )


def _calendar_note(phrasing: Phrasing) -> list[str]:
    """Which calendar the working days are of."""
    calendar = phrasing.figures.time.calendar
    if calendar is None:
        return []
    name = calendar.label.get(phrasing.language) or calendar.code
    return [phrasing.words("calendar_used", name=name, digest=calendar.digest[:12])]


def _sections(phrasing: Phrasing) -> list[Section]:
    """What there are no columns or tables for is left out."""
    time = phrasing.figures.time
    return [
        state_sections.pipeline(phrasing),
        *_quota_sections(phrasing),
        *_grade_sections(phrasing),
        *_map_sections(phrasing),
        *([people_sections.people(phrasing)] if time.keys.given else []),
        flow_sections.funnel(phrasing),
        flow_sections.outcomes(phrasing),
        time_sections.survival(phrasing),
        time_sections.velocity(phrasing),
        time_sections.dwell(phrasing),
        time_sections.stalls(phrasing),
        *([people_sections.skills(phrasing)] if time.skills else []),
        *([money_sections.receivables(phrasing, time.money)] if time.money else []),
        flow_sections.moves(phrasing),
        state_sections.oldest(phrasing),
        state_sections.slips(phrasing),
        state_sections.faults(phrasing),
    ]


def _tiles(phrasing: Phrasing) -> list[Tile]:
    words, totals = phrasing.words, phrasing.figures.totals
    decided = (totals.get("won") or 0) + (totals.get("lost") or 0)
    rate = totals.get("win_rate")
    tiles = [Tile(words("open_deals"), count(phrasing.figures.open_deals))]
    for open_sum in phrasing.open_values():
        unknown = open_sum["unknown_amounts"]
        tiles.append(
            Tile(
                words("open_value"),
                phrasing.sum_of(open_sum, open_sum["n"], short=True),
                words("unknown_amounts", n=count(unknown)) if unknown else words("all_known"),
            )
        )
    tiles.append(
        Tile(
            words("win_rate"),
            percent(rate) if rate is not None else words("insufficient"),
            words(
                "of_closed",
                n=count(decided),
                interval=interval(totals.get("win_rate_low"), totals.get("win_rate_high")),
            ),
        )
    )
    for row in phrasing.figures.won_values:
        if row["won"]:
            tiles.append(
                Tile(
                    words("won_value"),
                    short_money(row["won_value_minor"], row.get("currency"), phrasing.language),
                    words("won_deals", n=count(row["won"])),
                )
            )
    if totals.get("cycle_median_days") is not None:
        tiles.append(
            Tile(
                words("cycle"),
                words("days_value", n=days(totals["cycle_median_days"])),
                words(
                    "cycle_spread",
                    low=days(totals["cycle_p10_days"]),
                    high=days(totals["cycle_p90_days"]),
                    n=count(totals["cycle_n"]),
                ),
            )
        )
    tiles.extend(_quota_tiles(phrasing))
    tiles.extend(_grade_tiles(phrasing))
    tiles.extend(_late_tiles(phrasing))
    moves = sum(row["n"] for row in phrasing.figures.move_counts)
    illegal = phrasing.figures.illegal_total
    tiles.append(
        Tile(words("illegal"), count(illegal), words("of_moves", n=count(moves)), illegal > 0)
    )
    faulty = sum(row["n"] for row in phrasing.figures.fault_counts)
    aside = sum(row["set_aside"] for row in phrasing.figures.fault_counts)
    tiles.append(
        Tile(words("faulty"), count(faulty), words("set_aside", n=count(aside)), faulty > 0)
    )
    return tiles


def _quota_sections(phrasing: Phrasing) -> list[Section]:
    """What there is to say of a plan."""
    quota = phrasing.figures.quota
    return [] if quota is None else quota_sections.sections(phrasing, quota)


def _quota_tiles(phrasing: Phrasing) -> list[Tile]:
    """Attainment to date and the landing, where a plan is followed."""
    quota = phrasing.figures.quota
    return [] if quota is None else quota_sections.tiles(phrasing, quota)


def _map_sections(phrasing: Phrasing) -> list[Section]:
    """The maps of the largest deals, where people are known."""
    maps = phrasing.figures.maps
    return [] if maps is None else [map_sections.maps(phrasing, maps)]


def _grade_sections(phrasing: Phrasing) -> list[Section]:
    """What a policy says of customers, and what conditions say of deals."""
    figures = phrasing.figures
    grades, gauges, gates = figures.grades, figures.gauges, figures.gates
    sections = []
    if gauges is not None:
        sections.append(gauge_sections.gauges(phrasing, gauges))
    if grades is not None:
        sections.append(grade_sections.grades(phrasing, grades))
        if grades.regrades is not None:
            sections.append(grade_sections.regrades(phrasing, grades, grades.regrades))
    if gates is not None:
        sections.append(gate_sections.blocked(phrasing, gates))
    return sections


def _grade_tiles(phrasing: Phrasing) -> list[Tile]:
    """The best customers, the regrades, the gauges and the blocked deals, where there are
    such."""
    words, figures = phrasing.words, phrasing.figures
    grades, gauges, gates = figures.grades, figures.gauges, figures.gates
    tiles = []
    if grades is not None and grades.graded.values:
        label = words("best_customers", grade=grades.graded.values[0])
        detail = words("of_customers", n=count(grades.records), open=count(grades.undetermined))
        tiles.append(Tile(label, count(len(grades.best)), detail))
    if grades is not None and grades.regrades is not None:
        moved = [row["direction"] for row in grades.regrades]
        value = f"{count(moved.count('up'))} / {count(moved.count('down'))}"
        tiles.append(Tile(words("regraded_tile"), value, words("since_last")))
    for row in gauges.gauges if gauges is not None else ():
        if row["share"] is not None:
            detail = words("n_of", n=count(row["n"]), all=count(row["of_n"]))
            tiles.append(Tile(words(f"tile_{row['gauge']}"), percent(row["share"]), detail))
    if gates is not None:
        n = len(gates.blocked)
        detail = words("of_open", n=count(gates.judged))
        tiles.append(Tile(words("blocked_tile"), count(n), detail, n > 0))
    return tiles


def _late_tiles(phrasing: Phrasing) -> list[Tile]:
    """What is late: stalled deals, and receivables by currency."""
    words, time = phrasing.words, phrasing.figures.time
    stalled = len(time.stalls)
    open_deals = words("of_open", n=count(phrasing.figures.open_deals))
    tiles = [Tile(words("stalled_tile"), count(stalled), open_deals, stalled > 0)]
    for row in time.money.receivables if time.money else ():
        if row["n"]:
            overdue = short_money(row["overdue_minor"], row.get("currency"), phrasing.language)
            detail = words("overdue_payments", n=count(row["n_overdue"]))
            tiles.append(Tile(words("overdue_tile"), overdue, detail, row["n_overdue"] > 0))
    return tiles
