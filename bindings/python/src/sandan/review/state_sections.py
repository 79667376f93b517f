"""Where deals stand: pipeline, oldest deals, slips, and what is wrong with the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from sandan.review import charts
from sandan.review.blocks import Block, Chart, Column, Grid, Remark, Section
from sandan.review.by_currency import currencies
from sandan.review.figures import Row
from sandan.review.formats import NOTHING, count, days, major, money
from sandan.review.phrasing import Phrasing, date, summed


def pipeline(phrasing: Phrasing) -> Section:
    words, rows = phrasing.words, phrasing.figures.pipeline
    blocks: list[Block] = []
    for currency in currencies(rows):
        chosen = [row for row in rows if row.get("currency") == currency]
        values = [float(major(row["value_minor"], currency)) for row in chosen]
        title = phrasing.titled(words("by_stage"), currency)
        names = [phrasing.stage(row["stage"]) for row in chosen]
        counts = [row["n"] for row in chosen]
        if any(values):
            texts = [
                f"{phrasing.sum_of(row, row['n'], short=True)} · {count(row['n'])}"
                for row in chosen
            ]
            blocks.append(Chart(title, charts.bars(names, values, texts), title))
        else:
            texts = [count(n) for n in counts]
            blocks.append(Chart(title, charts.bars(names, counts, texts), title))
        blocks.append(_pipeline_grid(phrasing, chosen, currency, title))
    layers = _layers(phrasing, rows)
    if layers is not None:
        blocks.append(layers)
    if not rows:
        blocks.append(Remark(words("none_here")))
    apart = sum(row["not_as_of"] for row in rows)
    if apart:
        blocks.append(Remark(words("not_as_of_note", n=count(apart))))
    return Section("pipeline", words("pipeline"), words("pipeline_note"), blocks)


def _pipeline_grid(
    phrasing: Phrasing, rows: Sequence[Row], currency: str | None, title: str
) -> Grid:
    words = phrasing.words
    total = summed(rows, currency)
    return Grid(
        title,
        [
            Column(phrasing.head("stage")),
            Column(phrasing.head("layer")),
            Column(words("n"), True),
            Column(words("value"), True),
            Column(words("unknown"), True),
            Column(words("oldest_days"), True),
        ],
        [
            [
                *(
                    (words("total"), "")
                    if row is total
                    else (phrasing.stage(row["stage"]), phrasing.value("layer", row["layer"]))
                ),
                count(row["n"]),
                phrasing.sum_of(row, row["n"]),
                count(row["unknown_amounts"]),
                days(row["oldest_days"]),
            ]
            for row in [*rows, total]
        ],
        strong_last=True,
    )


def _layers(phrasing: Phrasing, rows: Sequence[Row]) -> Grid | None:
    order = list(dict.fromkeys(row["layer"] for row in rows if row["layer"] is not None))
    if not order:
        return None
    body = []
    for layer in order:
        for currency in currencies(rows):
            chosen = [r for r in rows if r["layer"] == layer and r.get("currency") == currency]
            if chosen:
                total = summed(chosen, currency)
                body.append(
                    [
                        phrasing.value("layer", layer),
                        count(total["n"]),
                        phrasing.sum_of(total, total["n"]),
                    ]
                )
    words = phrasing.words
    return Grid(
        words("by_layer"),
        [Column(phrasing.head("layer")), Column(words("n"), True), Column(words("value"), True)],
        body,
    )


def oldest(phrasing: Phrasing) -> Section:
    words = phrasing.words
    return Section(
        "oldest",
        words("oldest"),
        words("oldest_note"),
        [
            _deals(
                phrasing,
                "",
                phrasing.figures.oldest,
                ("age_days", "days_in_stage"),
                phrasing.figures.open_deals,
            )
        ]
        if phrasing.figures.oldest
        else [Remark(words("none_here"))],
    )


def slips(phrasing: Phrasing) -> Section:
    words, figures = phrasing.words, phrasing.figures
    if not figures.has_expected:
        return Section("slips", words("slips"), words("slips_note"), [Remark(words("no_expected"))])
    blocks: list[Block] = [
        Remark(
            words(
                "slip_counts",
                slipped=count(figures.slipped_total),
                overdue=count(figures.overdue_total),
                open=count(figures.open_deals),
            )
        )
    ]
    columns = ("expected_close_on", "slips", "slipped_days", "overdue_days")
    if figures.slipped:
        blocks.append(
            _deals(phrasing, words("most_slipped"), figures.slipped, columns, figures.slipped_total)
        )
    if figures.overdue:
        blocks.append(
            _deals(phrasing, words("most_overdue"), figures.overdue, columns, figures.overdue_total)
        )
    if len(blocks) == 1:
        blocks.append(Remark(words("no_slips")))
    return Section("slips", words("slips"), words("slips_note"), blocks)


def _deals(
    phrasing: Phrasing, title: str, rows: Sequence[Row], columns: Sequence[str], total: int
) -> Grid:
    words = phrasing.words
    people = [name for name in ("account", "owner") if name in rows[0]]
    return Grid(
        title,
        [
            Column(words("deal")),
            *(Column(words(name)) for name in people),
            Column(phrasing.head("stage")),
            *(Column(phrasing.head(name), True) for name in columns),
            Column(words("amount"), True),
        ],
        [
            [
                str(row["opportunity_id"]),
                *(row[name] or NOTHING for name in people),
                phrasing.stage(row["stage"]),
                *(date(row[n]) if n.endswith("_on") else days(row[n]) for n in columns),
                money(row["amount_minor"], row["currency"]),
            ]
            for row in rows
        ],
        phrasing.left_out(total, len(rows)),
    )


def faults(phrasing: Phrasing) -> Section:
    words, figures = phrasing.words, phrasing.figures
    blocks: list[Block] = []
    if figures.fault_counts:
        blocks.append(
            Grid(
                "",
                [
                    Column(phrasing.head("table")),
                    Column(phrasing.head("fault")),
                    Column(phrasing.head("n"), True),
                    Column(phrasing.head("set_aside"), True),
                ],
                [
                    [
                        phrasing.value("table", row["table"]),
                        phrasing.value("fault", row["fault"]),
                        count(row["n"]),
                        count(row["set_aside"]),
                    ]
                    for row in figures.fault_counts
                ],
            )
        )
        blocks.append(_fault_rows(phrasing))
    else:
        blocks.append(Remark(words("no_faults")))
    if figures.other_process:
        blocks.append(Remark(words("other_process", n=count(figures.other_process))))
    if figures.notes:
        blocks.append(Grid("", [Column(words("import_notes"))], [[note] for note in figures.notes]))
    return Section("faults", words("faults"), words("faults_note"), blocks)


def _fault_rows(phrasing: Phrasing) -> Grid:
    words, figures = phrasing.words, phrasing.figures
    short = _short_names([row["place"][0] for row in figures.faults if row.get("place")])
    return Grid(
        words("fault_rows"),
        [
            Column(words("file_row")),
            Column(words("deal")),
            Column(phrasing.head("fault")),
            Column(phrasing.head("column")),
            Column(phrasing.head("value")),
        ],
        [
            [
                _place(row, phrasing.value("table", row["table"]), short),
                NOTHING if row["opportunity_id"] is None else str(row["opportunity_id"]),
                phrasing.value("fault", row["fault"]),
                row["column"] or NOTHING,
                row["value"] or NOTHING,
            ]
            for row in figures.faults
        ],
        phrasing.left_out(figures.faults_total, len(figures.faults)),
    )


def _short_names(files: Sequence[str]) -> Mapping[str, str]:
    """Files without their folders, where that leaves them apart."""
    names = {file: file if "?" in file else PurePath(file).name for file in files}
    often = Counter(names.values())
    return {file: name if often[name] == 1 else file for file, name in names.items()}


def _place(row: Row, table: str, short: Mapping[str, str]) -> str:
    if row.get("place") is not None:
        file, number = row["place"]
        return f"{short[file]}: {number}"
    return f"{table}: {row['row'] + 1}"
