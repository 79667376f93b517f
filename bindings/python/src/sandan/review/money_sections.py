"""What was paid: due, collected and overdue, and how far won deals have come."""

from __future__ import annotations

from collections.abc import Sequence

from sandan.review import charts
from sandan.review.blocks import Block, Chart, Column, Grid, Remark, Section
from sandan.review.by_currency import currencies
from sandan.review.figures import Row
from sandan.review.formats import count, days, major, money, percent, short_money
from sandan.review.phrasing import Phrasing, date
from sandan.review.time_figures import Money

_LISTED = 15


def receivables(phrasing: Phrasing, recorded: Money) -> Section:
    """The section; only where there is a table of receivables."""
    words = phrasing.words
    totals = [row for row in recorded.receivables if row["n"]]
    blocks: list[Block] = []
    for currency in currencies(totals):
        blocks.extend(_charts(phrasing, recorded, currency))
    if totals:
        blocks.append(_totals(phrasing, totals))
        blocks.append(_ages(phrasing, _of(recorded.overdue, currencies(totals))))
    else:
        blocks.append(Remark(words("no_receivables")))
    steps = [row for row in recorded.after_order if row["n"] or row["step"] == "won"]
    if any(row["n"] for row in steps):
        blocks.append(_steps(phrasing, steps))
    owed = recorded.uncollected
    blocks += [_uncollected(phrasing, _of(owed, [each]), each) for each in currencies(owed)]
    apart = sum(row["not_as_of"] for row in totals)
    if apart:
        blocks.append(Remark(words("current_payments", n=count(apart))))
    return Section("receivables", words("receivables"), words("receivables_note"), blocks)


def _of(rows: Sequence[Row], wanted: Sequence[str | None]) -> list[Row]:
    return [row for row in rows if row.get("currency") in wanted]


def _charts(phrasing: Phrasing, recorded: Money, currency: str | None) -> list[Block]:
    words = phrasing.words
    ages = _of(recorded.overdue, [currency])
    found: list[Block] = []
    if any(row["overdue_minor"] for row in ages):
        title = phrasing.titled(words("overdue_chart"), currency)
        picture = charts.bars(
            [_band(phrasing, row) for row in ages],
            [float(major(row["overdue_minor"], currency)) for row in ages],
            [
                f"{short_money(row['overdue_minor'], currency, phrasing.language)}"
                f" · {count(row['n'])}"
                for row in ages
            ],
        )
        found.append(Chart(title, picture, title))
    steps = _of(recorded.after_order, [currency])
    if any(row["n"] for row in steps):
        title = phrasing.titled(words("steps"), currency)
        picture = charts.bars(
            [phrasing.value("step", row["step"]) for row in steps],
            [row["n"] for row in steps],
            [f"{count(row['n'])} · {percent(row['share_of_won'])}" for row in steps],
        )
        found.append(Chart(title, picture, title))
    return found


def _band(phrasing: Phrasing, row: Row) -> str:
    if row["to_days"] is None:
        return phrasing.words("days_beyond", first=count(row["from_days"]))
    return phrasing.words("days_band", first=count(row["from_days"]), last=count(row["to_days"]))


def _totals(phrasing: Phrasing, rows: Sequence[Row]) -> Grid:
    words = phrasing.words
    names = (
        "amount_minor",
        "due_minor",
        "collected_of_due_minor",
        "overdue_minor",
        "outstanding_minor",
    )
    heads = ("planned", "due", "of_due", "overdue", "outstanding")
    columns = [
        Column(words("payments"), True),
        *(Column(words(head), True) for head in heads),
        Column(words("collection_rate"), True),
        Column(words("oldest_overdue"), True),
    ]
    body = [
        [
            count(row["n"]),
            *(money(row[name], row.get("currency")) for name in names),
            percent(row["collection_rate"]),
            days(row["oldest_overdue_days"]),
        ]
        for row in rows
    ]
    return Grid("", columns, body)


def _ages(phrasing: Phrasing, rows: Sequence[Row]) -> Grid:
    words = phrasing.words
    return Grid(
        words("overdue_chart"),
        [
            Column(words("age")),
            Column(words("payments"), True),
            Column(words("overdue"), True),
        ],
        [
            [
                _band(phrasing, row),
                count(row["n"]),
                money(row["overdue_minor"], row.get("currency")),
            ]
            for row in rows
        ],
    )


def _steps(phrasing: Phrasing, rows: Sequence[Row]) -> Grid:
    words = phrasing.words
    return Grid(
        words("steps"),
        [
            Column(words("step")),
            Column(words("n"), True),
            Column(words("of_won"), True),
            Column(words("value"), True),
            Column(words("unknown"), True),
        ],
        [
            [
                phrasing.value("step", row["step"]),
                count(row["n"]),
                percent(row["share_of_won"]),
                money(row["value_minor"], row.get("currency")),
                count(row["unknown_amounts"]),
            ]
            for row in rows
        ],
    )


def _uncollected(phrasing: Phrasing, rows: Sequence[Row], currency: str | None) -> Grid:
    words, owner = phrasing.words, phrasing.figures.time.keys.owner
    most = sorted(
        rows,
        key=lambda row: (
            -row["overdue_minor"],
            -row["outstanding_minor"],
            str(row["opportunity_id"]),
        ),
    )
    shown = most[:_LISTED]
    amounts = ("amount_minor", "collected_minor", "outstanding_minor", "overdue_minor")
    return Grid(
        phrasing.titled(words("uncollected"), currency),
        [
            Column(words("deal")),
            *([Column(words("owner"))] if owner else []),
            Column(words("won_on"), True),
            *(Column(words(h), True) for h in ("planned", "collected", "outstanding", "overdue")),
            Column(words("overdue_days"), True),
        ],
        [
            [
                str(row["opportunity_id"]),
                *([phrasing.person(owner, row[owner])] if owner else []),
                date(row["won_on"]),
                *(money(row[name], row.get("currency")) for name in amounts),
                days(row["overdue_days"]),
            ]
            for row in shown
        ],
        phrasing.left_out(len(rows), len(shown)),
    )
