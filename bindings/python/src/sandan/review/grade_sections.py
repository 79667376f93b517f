"""How customers are graded: why, what is missing, and which grades have changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from sandan.review import charts
from sandan.review.blocks import Block, Chart, Column, Grid, Remark, Section
from sandan.review.formats import NOTHING, count, percent
from sandan.review.grade_figures import GradeFigures, Row
from sandan.review.phrasing import Phrasing, date

_LISTED = 15
_RULES_OF_GRADE = 3
_DIRECTIONS = ("up", "down", "changed", "new")


class _Terms:
    """What codes of the policy are called."""

    def __init__(self, phrasing: Phrasing, figures: GradeFigures) -> None:
        self._phrasing = phrasing
        self._labels = figures.labels.labels
        self._graded = figures.graded

    def _value(self, column: str, code: str | None) -> str:
        if code is None:
            return NOTHING
        label = self._labels.of_value(column, code)
        return label.get(self._phrasing.language) or label.get("en") or str(code)

    def grade(self, code: str | None) -> str:
        if code is None:
            return self._phrasing.words("undetermined")
        return self._value(self._graded.output, code)

    def mode(self, code: str | None) -> str:
        return self._value("mode", code)

    def rule(self, code: str | None) -> str:
        """The rule in words, its code before them; by default when no rule held."""
        if code is None:
            return NOTHING
        said = self._value(self._graded.rule, code)
        return said if said == code else f"{code} {said}"

    def conflicts(self, codes: Iterable[str]) -> str:
        return "; ".join(self._value("conflict", code) for code in codes)

    def input(self, code: str) -> str:
        label = self._labels.of_column(code)
        return label.get(self._phrasing.language) or label.get("en") or code


def grades(phrasing: Phrasing, figures: GradeFigures) -> Section:
    """The section; only where a policy decides records of the book."""
    words, terms = phrasing.words, _Terms(phrasing, figures)
    policy = figures.policy
    name = policy.label.get(phrasing.language) or policy.label.get("en") or policy.code
    note = words("grades_note", policy=name)
    blocks: list[Block] = []
    if figures.graded.decision_support:
        blocks.append(Remark(words("policy_about_persons")))
    if not figures.records:
        blocks.append(Remark(words("none_here")))
        return Section("grades", words("grades"), note, blocks)
    blocks += [_chart(phrasing, figures, terms), _by_grade(phrasing, figures, terms)]
    blocks.append(_by_rule(phrasing, figures, terms))
    blocks += _questions(phrasing, figures, terms)
    if figures.best:
        title = words("best_customers", grade=figures.graded.values[0])
        blocks.append(_customers(phrasing, terms, title, figures.best))
    blocks += _conflicts(phrasing, figures, terms)
    if figures.fault_counts:
        blocks.append(Remark(_faults(phrasing, figures, terms)))
    return Section("grades", words("grades"), note, blocks)


def _of_grade(figures: GradeFigures) -> dict[str | None, int]:
    """Customers by grade, in the order of the counts."""
    found: dict[str | None, int] = {}
    for row in figures.counts:
        found[row["grade"]] = found.get(row["grade"], 0) + row["n"]
    return found


def _chart(phrasing: Phrasing, figures: GradeFigures, terms: _Terms) -> Chart:
    counted = _of_grade(figures)
    title = phrasing.words("grades_chart")
    picture = charts.bars(
        [terms.grade(grade) for grade in counted],
        list(counted.values()),
        [f"{count(n)} · {percent(n / figures.records)}" for n in counted.values()],
    )
    return Chart(title, picture, title)


def _by_grade(phrasing: Phrasing, figures: GradeFigures, terms: _Terms) -> Grid:
    """Each grade with how its customers are treated and the rules that give it most."""
    words = phrasing.words
    rows = []
    for grade, n in _of_grade(figures).items():
        modes = Counter[str]()
        for row in figures.counts:
            if row["grade"] == grade and row["mode"] is not None:
                modes[row["mode"]] += row["n"]
        rules = [row for row in figures.rules if row["grade"] == grade][:_RULES_OF_GRADE]
        rows.append(
            [
                terms.grade(grade),
                count(n),
                percent(n / figures.records),
                _modes(terms, modes, n) if figures.graded.mode else NOTHING,
                ", ".join(f"{row['rule']} {count(row['n'])}" for row in rules) or NOTHING,
            ]
        )
    rows.append([words("total"), count(figures.records), percent(1.0), "", ""])
    return Grid(
        "",
        [
            Column(words("grade")),
            Column(words("customers"), True),
            Column(words("share"), True),
            Column(words("mode")),
            Column(words("top_rules")),
        ],
        rows,
        strong_last=True,
    )


def _modes(terms: _Terms, modes: Counter[str], n: int) -> str:
    """The mode of a grade; how often each, where there are several."""
    if len(modes) == 1 and modes.total() == n:
        return terms.mode(next(iter(modes)))
    return ", ".join(f"{terms.mode(mode)} {count(m)}" for mode, m in modes.most_common()) or NOTHING


def _by_rule(phrasing: Phrasing, figures: GradeFigures, terms: _Terms) -> Grid:
    words = phrasing.words
    shown = figures.rules[:_LISTED]
    return Grid(
        words("reasons"),
        [
            Column(words("grade")),
            Column(words("rule"), sentences=True),
            Column(words("customers"), True),
        ],
        [[terms.grade(row["grade"]), terms.rule(row["rule"]), count(row["n"])] for row in shown],
        phrasing.left_out(len(figures.rules), len(shown)),
    )


def _questions(phrasing: Phrasing, figures: GradeFigures, terms: _Terms) -> list[Block]:
    """What to ask the customers whose grade is open."""
    words = phrasing.words
    if not figures.undetermined:
        return [Remark(words("all_decided"))]
    said = words(
        "undetermined_count", n=count(figures.undetermined), records=count(figures.records)
    )
    shown = figures.asked[:_LISTED]
    if not shown:
        return [Remark(said)]
    return [
        Remark(said),
        Grid(
            words("ask_next"),
            [
                Column(words("fact")),
                Column(words("asked_first"), True),
                Column(words("asked_among"), True),
            ],
            [
                [terms.input(row["input"]), count(row["first"]), count(row["among"])]
                for row in shown
            ],
            phrasing.left_out(len(figures.asked), len(shown)),
        ),
    ]


def _who(phrasing: Phrasing, rows: Sequence[Row]) -> list[tuple[Column, str]]:
    """Columns that say which customer it is, as far as the records have them; the product
    line where there are several."""
    words = phrasing.words
    known = [
        ("account", words("account")),
        ("product_line", words("product_line")),
        ("owner", words("owner")),
    ]
    return [
        (Column(head), name)
        for name, head in known
        if len({row.get(name) for row in rows} - {None}) > (name == "product_line")
    ]


def _cells(phrasing: Phrasing, row: Row, who: Sequence[tuple[Column, str]]) -> list[str]:
    if not who:
        return [count(row["row"])]
    return [
        NOTHING
        if row.get(name) is None
        else phrasing.value("product", str(row[name]))
        if name == "product_line"
        else str(row[name])
        for _, name in who
    ]


def _heads(phrasing: Phrasing, who: Sequence[tuple[Column, str]]) -> list[Column]:
    return [column for column, _ in who] or [Column(phrasing.words("record"), True)]


def _customers(phrasing: Phrasing, terms: _Terms, title: str, rows: Sequence[Row]) -> Grid:
    """Customers with the rule that graded them; who states the earliest date first."""
    words = phrasing.words
    dated = any("stated_close_on" in row for row in rows)
    ordered = sorted(
        rows,
        key=lambda row: (
            row.get("stated_close_on") is None,
            str(row.get("stated_close_on")),
            str(row.get("account_id")),
            row["row"],
        ),
    )
    shown = ordered[:_LISTED]
    who = _who(phrasing, rows)
    return Grid(
        title,
        [
            *_heads(phrasing, who),
            Column(words("rule"), sentences=True),
            *([Column(words("stated_close"), True)] if dated else []),
        ],
        [
            [
                *_cells(phrasing, row, who),
                terms.rule(row["rule"]),
                *([date(row.get("stated_close_on"))] if dated else []),
            ]
            for row in shown
        ],
        phrasing.left_out(len(rows), len(shown)),
    )


def _conflicts(phrasing: Phrasing, figures: GradeFigures, terms: _Terms) -> list[Block]:
    """Where what the customer states contradicts its situation."""
    words = phrasing.words
    if not figures.graded.has_conflicts:
        return []
    if not figures.conflicting:
        return [Remark(words("no_conflicts"))]
    rows = figures.conflicting
    shown, kinds = rows[:_LISTED], figures.conflicts[:_LISTED]
    who = _who(phrasing, rows)
    dated = any("stated_close_on" in row for row in rows)
    return [
        Grid(
            words("conflicts"),
            [Column(words("conflict"), sentences=True), Column(words("customers"), True)],
            [[terms.conflicts([row["conflict"]]), count(row["n"])] for row in kinds],
            phrasing.left_out(len(figures.conflicts), len(kinds)),
        ),
        Grid(
            words("conflicting"),
            [
                *_heads(phrasing, who),
                Column(words("grade")),
                Column(words("rule"), sentences=True),
                *([Column(words("stated_close"), True)] if dated else []),
                Column(words("conflict"), sentences=True),
            ],
            [
                [
                    *_cells(phrasing, row, who),
                    terms.grade(row["grade"]),
                    terms.rule(row["rule"]),
                    *([date(row.get("stated_close_on"))] if dated else []),
                    terms.conflicts(row["conflicts"]),
                ]
                for row in shown
            ],
            phrasing.left_out(len(rows), len(shown)),
        ),
    ]


def _faults(phrasing: Phrasing, figures: GradeFigures, terms: _Terms) -> str:
    """Values of the records that could not be used."""
    counted = Counter[str]()
    for row in figures.fault_counts:
        counted[row["column"]] += row["n"]
    shown = counted.most_common(_LISTED)
    listed = ", ".join(f"{terms.input(column)} {count(n)}" for column, n in shown)
    more = ", …" if len(counted) > len(shown) else ""
    return phrasing.words("grade_faults", columns=listed + more)


def regrades(phrasing: Phrasing, figures: GradeFigures, events: Sequence[Row]) -> Section:
    """Which grades are no longer what they were; only where grades were given before."""
    words, terms = phrasing.words, _Terms(phrasing, figures)
    blocks: list[Block] = []
    if figures.graded.decision_support:
        blocks.append(Remark(words("policy_about_persons")))
    if not events:
        blocks.append(Remark(words("no_regrades")))
    else:
        blocks.append(_moves(phrasing, terms, events))
    for direction in _DIRECTIONS:
        rows = [row for row in events if row["direction"] == direction]
        if rows:
            blocks.append(_events(phrasing, terms, words(f"regraded_{direction}"), rows))
    return Section("regrades", words("regrades"), words("regrades_note"), blocks)


def _moves(phrasing: Phrasing, terms: _Terms, events: Sequence[Row]) -> Grid:
    """How many went from which grade to which."""
    words = phrasing.words
    counted = Counter((row["direction"], row["from"], row["to"]) for row in events)
    ordered = sorted(
        counted.items(), key=lambda item: (_DIRECTIONS.index(item[0][0]), -item[1], str(item[0]))
    )
    shown = ordered[:_LISTED]
    return Grid(
        words("regrade_counts"),
        [
            Column(words("direction")),
            Column(words("from_grade")),
            Column(words("to_grade")),
            Column(words("customers"), True),
        ],
        [
            [
                phrasing.value("direction", direction),
                NOTHING if before is None else terms.grade(before),
                NOTHING if now is None else terms.grade(now),
                count(n),
            ]
            for (direction, before, now), n in shown
        ],
        phrasing.left_out(len(ordered), len(shown)),
    )


def _events(phrasing: Phrasing, terms: _Terms, title: str, rows: Sequence[Row]) -> Grid:
    words = phrasing.words
    who = _who(phrasing, rows)
    dated = any("graded_on" in row for row in rows)
    shown = rows[:_LISTED]
    return Grid(
        title,
        [
            *_heads(phrasing, who),
            Column(words("from_grade")),
            Column(words("to_grade")),
            *([Column(words("graded_on"), True)] if dated else []),
            Column(words("rule"), sentences=True),
        ],
        [
            [
                *_cells(phrasing, row, who),
                NOTHING if row["from"] is None else terms.grade(row["from"]),
                NOTHING if row["to"] is None else terms.grade(row["to"]),
                *([date(row.get("graded_on"))] if dated else []),
                terms.rule(row["rule"]),
            ]
            for row in shown
        ],
        phrasing.left_out(len(rows), len(shown)),
    )
