"""How long things take: stays in stages, what becomes of deals, stalls, velocity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sandan.review import charts, time_charts
from sandan.review.blocks import Block, Chart, Column, Grid, Remark, Section
from sandan.review.by_currency import currencies, largest_first
from sandan.review.figures import Row
from sandan.review.formats import NOTHING, count, days, interval, money, percent, short_money
from sandan.review.phrasing import Phrasing, date

_LISTED = 15
_COHORTS = 12
_FEWEST_DRAWN = 10


def dwell(phrasing: Phrasing) -> Section:
    words, rows = phrasing.words, phrasing.figures.time.dwell
    shown = [row for row in rows if row["n"] or row["open"]]
    if not shown:
        blocks: list[Block] = [Remark(words("none_here"))]
        return Section("dwell", words("dwell"), words("dwell_note"), blocks)
    in_workdays = phrasing.figures.time.calendar is not None
    unit = "workdays" if in_workdays else "days"
    title = words(f"dwell_{unit}_chart")
    picture = time_charts.ranges(
        [phrasing.stage(row["stage"]) for row in shown],
        [
            (
                row[f"p10_{unit}"],
                row[f"km_median_{unit}"],
                row[f"p90_{unit}"],
                row[f"expected_{unit}"],
            )
            for row in shown
        ],
        [f"{days(row[f'km_median_{unit}'])}  n = {count(row['n'])}" for row in shown],
    )
    blocks = [Chart(title, picture, title), _dwell_grid(phrasing, shown, unit)]
    if in_workdays:
        blocks.append(Remark(words("in_workdays")))
    for column, said in (("projected", "projected_stays"), ("unknown", "unknown_stays")):
        n = sum(row[column] or 0 for row in shown)
        if n:
            blocks.append(Remark(words(said, n=count(n))))
    return Section("dwell", words("dwell"), words("dwell_note"), blocks)


def _dwell_grid(phrasing: Phrasing, rows: Sequence[Row], unit: str) -> Grid:
    words = phrasing.words
    in_workdays = unit == "workdays"
    columns = [
        Column(phrasing.head("stage")),
        Column(words("stays_over"), True),
        Column(words("stays_open"), True),
        Column(words("typical"), True),
        Column(words("interval"), True),
        *([Column(words("typical_days"), True)] if in_workdays else []),
        Column(words("finished_median"), True),
        Column("P10", True),
        Column("P90", True),
        Column(words("expected"), True),
    ]
    body = [
        [
            phrasing.stage(row["stage"]),
            count(row["n"]),
            count(row["open"]),
            days(row[f"km_median_{unit}"]),
            _ends(row[f"km_median_low_{unit}"], row[f"km_median_high_{unit}"]),
            *([days(row["km_median_days"])] if in_workdays else []),
            days(row[f"median_{unit}"]),
            days(row[f"p10_{unit}"]),
            days(row[f"p90_{unit}"]),
            _expected(phrasing, row, in_workdays),
        ]
        for row in rows
    ]
    return Grid("", columns, body)


def _ends(low: float | None, high: float | None) -> str:
    """Both ends of an interval of days; the high one may lie beyond what was seen."""
    if low is None and high is None:
        return NOTHING
    return f"{days(low)}–{days(high) if high is not None else '…'}"


def _expected(phrasing: Phrasing, row: Row, in_workdays: bool) -> str:
    """What the process expects, with its unit where it is not that of the table."""
    if not in_workdays:
        return days(row["expected_days"])
    if row["expected_workdays"] is not None:
        return days(row["expected_workdays"])
    return phrasing.unit_of(row["expected_days"], False)


def survival(phrasing: Phrasing) -> Section:
    words, figures = phrasing.words, phrasing.figures.time
    blocks: list[Block] = []
    if not any(row["n"] for row in figures.survival):
        blocks.append(Remark(words("no_creation")))
        return Section("survival", words("survival"), words("survival_note"), blocks)
    curve = _drawn_part(figures.curve) if figures.curve else []
    if len(curve) > 1:
        picture = time_charts.steps(_curves(phrasing, curve), words("days_since"))
        blocks.append(Chart(words("survival_chart"), picture, words("survival_chart")))
    cohorts = _cohort_blocks(phrasing)
    blocks += [*cohorts[:1], _horizons(phrasing, figures.survival), *cohorts[1:]]
    unknown = figures.survival[0]["unknown"] if figures.survival else 0
    if unknown:
        blocks.append(Remark(words("unknown_dates", n=count(unknown))))
    return Section("survival", words("survival"), words("survival_note"), blocks)


def _drawn_part(curve: Sequence[Row]) -> list[Row]:
    """Times at which enough deals were still followed for a step to mean something."""
    fewest = min(_FEWEST_DRAWN, max(row["at_risk"] for row in curve))
    return [row for row in curve if row["at_risk"] >= fewest]


def _curves(phrasing: Phrasing, curve: Sequence[Row]) -> list[time_charts.Curve]:
    drawn = (
        ("conversion", "won", "var(--won)", ()),
        ("lost_share", "lost", "var(--lost)", (8, 3)),
        ("cancelled_share", "cancelled", "var(--cancelled)", (2, 3)),
        ("open_share", "open", "var(--open)", (10, 3, 2, 3)),
    )
    last = curve[-1]
    return [
        time_charts.Curve(
            f"{_curve_name(phrasing, name)} {percent(last[column])}",
            [
                (0.0, 1.0 if name == "open" else 0.0),
                *((row["time_days"], row[column] or 0.0) for row in curve),
            ],
            colour,
            dash,
        )
        for column, name, colour, dash in drawn
    ]


def _curve_name(phrasing: Phrasing, name: str) -> str:
    return phrasing.words("still_open") if name == "open" else phrasing.value("outcome", name)


def _horizons(phrasing: Phrasing, rows: Sequence[Row]) -> Grid:
    words = phrasing.words
    return Grid(
        "",
        [
            Column(words("by_day")),
            Column(words("won_by_then"), True),
            Column(words("interval"), True),
            Column(phrasing.value("outcome", "lost"), True),
            Column(phrasing.value("outcome", "cancelled"), True),
            Column(words("still_open"), True),
            Column(words("still_followed"), True),
        ],
        [
            [
                words("to_the_end") if row["horizon_days"] is None else count(row["horizon_days"]),
                _followed_rate(phrasing, row),
                _survival_interval(row),
                percent(row["lost_share"]),
                percent(row["cancelled_share"]),
                percent(row["open_share"]),
                count(row["at_risk"]),
            ]
            for row in rows
        ],
    )


def _followed_rate(phrasing: Phrasing, row: Row) -> str:
    if row["conversion"] is not None:
        return percent(row["conversion"])
    return phrasing.words("not_followed" if row["sufficient"] else "insufficient")


def _survival_interval(row: Row) -> str:
    """Nothing before the first deal is won: an interval of no width would say too much."""
    if not row["converted"]:
        return NOTHING
    return interval(row["conversion_low"], row["conversion_high"])


def _cohort_blocks(phrasing: Phrasing) -> list[Block]:
    """By quarter of creation: a chart at one horizon, and a grid of all horizons."""
    words = phrasing.words
    rows = [row for row in phrasing.figures.time.cohorts if row["horizon_days"] is not None]
    quarters = list(dict.fromkeys(row["created_on_quarter"] for row in rows))
    if len(quarters) < 2:
        return []
    shown = quarters[-_COHORTS:]
    of = {(row["created_on_quarter"], row["horizon_days"]): row for row in rows}
    horizons = list(dict.fromkeys(row["horizon_days"] for row in rows))
    drawn = _horizon_drawn(of, shown, horizons)
    chosen = [of[quarter, drawn] for quarter in shown]
    top = max((row["conversion_high"] or 0 for row in chosen), default=0)
    title = words("cohort_chart", n=count(drawn))
    picture = time_charts.against(
        shown,
        [(r["conversion"], r["conversion_low"], r["conversion_high"]) for r in chosen],
        [None for _ in chosen],
        [f"{_cohort_cell(phrasing, row)}  n = {count(row['n'])}" for row in chosen],
        min(1.0, top * 1.05) or 1.0,
    )
    columns = [
        Column(words("quarter")),
        Column(words("n"), True),
        *(Column(words("within_days", n=count(h)), True) for h in horizons),
    ]
    body = [
        [
            quarter,
            count(of[quarter, drawn]["n"]),
            *(_cohort_cell(phrasing, of[quarter, horizon]) for horizon in horizons),
        ]
        for quarter in shown
    ]
    left_out = phrasing.left_out(len(quarters), len(shown))
    return [
        Chart(title, picture, title),
        Grid(words("cohorts"), columns, body, left_out),
        Remark(words("part_followed")),
    ]


def _horizon_drawn(
    of: dict[tuple[str, int], Row], quarters: Sequence[str], horizons: Sequence[int]
) -> int:
    """The longest horizon that three quarters of the cohorts were followed to."""
    for horizon in reversed(horizons):
        followed = sum(of[quarter, horizon]["followed"] for quarter in quarters)
        if 4 * followed >= 3 * len(quarters):
            return horizon
    return horizons[0]


def _cohort_cell(phrasing: Phrasing, row: Row) -> str:
    rate = _followed_rate(phrasing, row)
    if row["conversion"] is None:
        return rate
    end = _last_day(row["created_on_quarter"]) + dt.timedelta(days=row["horizon_days"])
    day = dt.date.fromisoformat(phrasing.figures.history.as_of)
    return f"{rate}*" if end > day else rate


def _last_day(quarter: str) -> dt.date:
    """Last day of a quarter written "2026-Q1"."""
    year, number = int(quarter[:-3]), int(quarter[-1])
    after = dt.date(year + number // 4, number % 4 * 3 + 1, 1)
    return after - dt.timedelta(days=1)


def stalls(phrasing: Phrasing) -> Section:
    words, figures = phrasing.words, phrasing.figures.time
    limits = [row for row in figures.limits if row["open"]]
    blocks: list[Block] = [
        Remark(
            words(
                "stall_counts",
                open=count(phrasing.figures.open_deals),
                stalled=count(len(figures.stalls)),
                waiting=count(len(figures.waiting)),
            )
        )
    ]
    if figures.weekdays_assumed:
        blocks.append(Remark(words("weekdays_assumed")))
    if figures.stalls:
        value = " + ".join(_sums(phrasing, figures.stalls))
        blocks.append(Remark(words("stalled_value", value=value)))
        blocks.append(_stall_chart(phrasing, limits))
    if limits:
        blocks.append(_limits(phrasing, limits))
    if figures.stalls:
        blocks.append(_stalled_deals(phrasing, largest_first(figures.stalls)))
    else:
        blocks.append(Remark(words("no_stalls")))
    if figures.waiting:
        blocks.append(_waiting_deals(phrasing, figures.waiting))
    return Section("stalls", words("stalls"), words("stalls_note"), blocks)


def _sums(phrasing: Phrasing, rows: Sequence[Row]) -> list[str]:
    """What deals are worth, by currency."""
    found = []
    for currency in currencies(rows):
        amounts = [row["amount_minor"] for row in rows if row.get("currency") == currency]
        known = [amount for amount in amounts if amount is not None]
        if known:
            found.append(short_money(sum(known), currency, phrasing.language))
    return found or [phrasing.words("all_unknown")]


def _stall_chart(phrasing: Phrasing, limits: Sequence[Row]) -> Chart:
    words = phrasing.words
    return Chart(
        words("stall_chart"),
        charts.bars(
            [phrasing.stage(row["stage"]) for row in limits],
            [row["stalled"] for row in limits],
            [words("n_of", n=count(r["stalled"]), all=count(r["open"])) for r in limits],
        ),
        words("stall_chart"),
    )


def _limits(phrasing: Phrasing, rows: Sequence[Row]) -> Grid:
    words = phrasing.words
    return Grid(
        "",
        [
            Column(phrasing.head("stage")),
            Column(phrasing.value("outcome", "open"), True),
            Column(words("stalled"), True),
            Column(phrasing.head("waiting"), True),
            Column(words("limit"), True),
            Column(phrasing.head("basis")),
            Column(words("earlier_stays"), True),
        ],
        [
            [
                phrasing.stage(row["stage"]),
                count(row["open"]),
                count(row["stalled"]),
                count(row["waiting"]),
                _in_unit(phrasing, row, "limit"),
                words("no_limit")
                if row["basis"] is None
                else phrasing.value("basis", row["basis"]),
                count(row["n"]),
            ]
            for row in rows
        ],
    )


def _in_unit(phrasing: Phrasing, row: Row, name: str) -> str:
    """A limit or what goes beyond it, in the unit the limit is counted in."""
    if row[f"{name}_workdays"] is not None:
        return phrasing.unit_of(row[f"{name}_workdays"], True)
    return phrasing.unit_of(row[f"{name}_days"], False)


def _stalled_deals(phrasing: Phrasing, rows: Sequence[Row]) -> Grid:
    words, owner = phrasing.words, phrasing.figures.time.keys.owner
    shown = rows[:_LISTED]
    return Grid(
        words("largest_stalls"),
        [
            Column(words("deal")),
            *([Column(words("owner"))] if owner else []),
            Column(phrasing.head("stage")),
            Column(words("since"), True),
            Column(words("limit"), True),
            Column(words("over"), True),
            Column(words("later"), True),
            Column(words("amount"), True),
        ],
        [
            [
                str(row["opportunity_id"]),
                *([phrasing.person(owner, row[owner])] if owner else []),
                phrasing.stage(row["stage"]),
                date(row["entered_on"]),
                _in_unit(phrasing, row, "limit"),
                _in_unit(phrasing, row, "over"),
                _later(phrasing, row),
                money(row["amount_minor"], row["currency"]),
            ]
            for row in shown
        ],
        phrasing.left_out(len(rows), len(shown)),
    )


def _later(phrasing: Phrasing, row: Row) -> str:
    """What became of the stays that lasted longer than this one."""
    words = phrasing.words
    if not row["longer"]:
        return words("none_longer")
    if row["later_conversion"] is None:
        return words("insufficient_n", n=count(row["longer"]))
    ends = interval(row["later_conversion_low"], row["later_conversion_high"])
    return f"{percent(row['later_conversion'])} ({ends})  n = {count(row['longer'])}"


def _waiting_deals(phrasing: Phrasing, rows: Sequence[Row]) -> Grid:
    words, owner = phrasing.words, phrasing.figures.time.keys.owner
    soonest = sorted(rows, key=lambda row: (row["waiting_until"], str(row["opportunity_id"])))
    shown = soonest[:_LISTED]
    return Grid(
        words("waiting"),
        [
            Column(words("deal")),
            *([Column(words("owner"))] if owner else []),
            Column(phrasing.head("stage")),
            Column(words("since"), True),
            Column(words("until"), True),
            Column(words("reason")),
            Column(words("amount"), True),
        ],
        [
            [
                str(row["opportunity_id"]),
                *([phrasing.person(owner, row[owner])] if owner else []),
                phrasing.stage(row["stage"]),
                date(row["entered_on"]),
                date(row["waiting_until"]),
                str(row["waiting_reason"]),
                money(row["amount_minor"], row["currency"]),
            ]
            for row in shown
        ],
        phrasing.left_out(len(rows), len(shown)),
    )


def velocity(phrasing: Phrasing) -> Section:
    words, rows = phrasing.words, phrasing.figures.time.velocity
    team = phrasing.figures.time.keys.team
    blocks: list[Block] = []
    for currency in currencies(rows):
        chosen = [row for row in rows if row.get("currency") == currency]
        if not any(row["open"] or row["won"] or row["lost"] for row in chosen):
            continue
        title = phrasing.titled(words("velocity_chart"), currency)
        known = [r for r in chosen if r["level"] and r["velocity_minor_per_day"] is not None]
        if team and len(known) > 1:
            blocks.append(_velocity_chart(phrasing, known, team, title))
        blocks.append(_velocity_grid(phrasing, chosen, team, title))
    if not blocks:
        blocks.append(Remark(words("none_here")))
    return Section("velocity", words("velocity"), words("velocity_note"), blocks)


def _velocity_chart(phrasing: Phrasing, rows: Sequence[Row], team: str, title: str) -> Chart:
    values = [row["velocity_minor_per_day"] for row in rows]
    texts = [
        short_money(value, row.get("currency"), phrasing.language)
        for value, row in zip(values, rows)
    ]
    names = [phrasing.person(team, row[team]) for row in rows]
    return Chart(title, charts.bars(names, values, texts), title)


def _velocity_grid(phrasing: Phrasing, rows: Sequence[Row], team: str | None, title: str) -> Grid:
    words = phrasing.words
    in_workdays = phrasing.figures.time.calendar is not None
    return Grid(
        title,
        [
            Column(words("team")),
            Column(phrasing.value("outcome", "open"), True),
            Column(words("win_rate"), True),
            Column(words("interval"), True),
            Column(words("mean_value"), True),
            Column(words("mean_cycle"), True),
            *([Column(words("mean_cycle_workdays"), True)] if in_workdays else []),
            Column(words("a_day"), True),
            *([Column(words("a_workday"), True)] if in_workdays else []),
        ],
        [
            [
                words("company")
                if not row["level"] or team is None
                else phrasing.person(team, row[team]),
                count(row["open"]),
                phrasing.rate(row, "win_rate"),
                interval(row["win_rate_low"], row["win_rate_high"]),
                _short(phrasing, row, "mean_value_minor"),
                days(row["cycle_days"]),
                *([days(row["cycle_workdays"])] if in_workdays else []),
                _short(phrasing, row, "velocity_minor_per_day"),
                *([_short(phrasing, row, "velocity_minor_per_workday")] if in_workdays else []),
            ]
            for row in rows
        ],
        strong_last=len(rows) > 1,
    )


def _short(phrasing: Phrasing, row: Row, name: str) -> str:
    return short_money(row[name], row.get("currency"), phrasing.language)
