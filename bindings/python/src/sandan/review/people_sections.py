"""Who: company, teams and reps, and how their skills compare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandan.review import time_charts
from sandan.review.blocks import Block, Branch, Chart, Column, Drilldown, Grid, Remark, Section
from sandan.review.figures import Row
from sandan.review.formats import NOTHING, count, interval, percent, short_money
from sandan.review.phrasing import Phrasing
from sandan.review.time_figures import Skills

_LISTED = 40
_DIFFERENCES = 20
_MARKS = {"weaker": " ▼", "stronger": " ▲"}

Place = tuple[Any, ...]


def people(phrasing: Phrasing) -> Section:
    """Company, teams and reps, each line opening to those below it."""
    words, figures = phrasing.words, phrasing.figures.time
    if not figures.keys.given:
        raise ValueError("the deals have neither teams nor owners")
    columns = [
        Column(words("company")),
        Column(words("n"), True),
        Column(phrasing.value("outcome", "open"), True),
        Column(words("won_lost"), True),
        Column(words("win_rate"), True),
        Column(words("velocity_day"), True),
        Column(words("stalled"), True),
        *([Column(words("overdue"), True)] if figures.money is not None else []),
    ]
    tree = Drilldown(columns, [_Drill(phrasing).branch(())])
    return Section("people", words("people"), words("people_note"), [tree])


class _Drill:
    """Rows of the drill-down by the values of their keys; the company has none."""

    def __init__(self, phrasing: Phrasing) -> None:
        self._phrasing = phrasing
        self._figures = phrasing.figures.time
        self._keys = self._figures.keys.given
        self._outcomes = self._by_place(self._figures.drill.outcomes)
        self._velocity = self._by_place(self._figures.drill.velocity)
        self._money = self._by_place(self._figures.drill.receivables)

    def _by_place(self, rows: Sequence[Row]) -> dict[Place, list[Row]]:
        found: dict[Place, list[Row]] = {}
        for row in rows:
            place = tuple(row[key] for key in self._keys[: row["level"]])
            found.setdefault(place, []).append(row)
        return found

    def branch(self, place: Place) -> Branch:
        phrasing = self._phrasing
        below = [each for each in self._outcomes if len(each) == len(place) + 1]
        below = [each for each in below if each[:-1] == place]
        shown = below[:_LISTED]
        name = (
            phrasing.person(self._keys[len(place) - 1], place[-1])
            if place
            else phrasing.words("company")
        )
        return Branch(
            name,
            self._cells(place),
            [self.branch(each) for each in shown],
            phrasing.left_out(len(below), len(shown)),
        )

    def _cells(self, place: Place) -> list[str]:
        rows = self._outcomes.get(place, [])
        sums = {name: sum(row[name] for row in rows) for name in ("n", "open", "won", "lost")}
        return [
            count(sums["n"]),
            count(sums["open"]),
            f"{count(sums['won'])} / {count(sums['lost'])}",
            self._win_rate(rows),
            self._amounts(self._velocity.get(place, []), "velocity_minor_per_day"),
            count(self._figures.drill.stalled.get(place, 0)),
            *(
                [self._amounts(self._money.get(place, []), "overdue_minor")]
                if self._figures.money is not None
                else []
            ),
        ]

    def _win_rate(self, rows: Sequence[Row]) -> str:
        if len(rows) != 1:
            return NOTHING
        (row,) = rows
        if row["win_rate"] is None:
            return self._phrasing.words("insufficient")
        ends = interval(row["win_rate_low"], row["win_rate_high"])
        return f"{percent(row['win_rate'])}\n{ends}"

    def _amounts(self, rows: Sequence[Row], name: str) -> str:
        """Amounts of all currencies; nothing stands for nothing, not for zero."""
        texts = [
            short_money(row[name], row.get("currency"), self._phrasing.language)
            for row in rows
            if row[name] is not None and (row[name] or len(rows) == 1)
        ]
        return " + ".join(texts) or NOTHING


def skills(phrasing: Phrasing) -> Section:
    """Teams against each other, and reps against the rest of their team."""
    words = phrasing.words
    blocks: list[Block] = [Remark(words("about_persons"))]
    for compared in phrasing.figures.time.skills:
        blocks.extend(_skill_blocks(phrasing, compared))
    return Section("skills", words("skills"), words("skills_note"), blocks)


def _skill_blocks(phrasing: Phrasing, compared: Skills) -> list[Block]:
    words = phrasing.words
    differing = [row for row in compared.compare if row["verdict"] in _MARKS]
    blocks: list[Block] = []
    if differing:
        title = f"{_title(phrasing, compared)}. {words('clear_differences')}"
        blocks.append(Chart(title, _difference_chart(phrasing, compared, differing), title))
    blocks.extend(_matrix(phrasing, compared))
    if compared.weak:
        blocks.append(_weakest(phrasing, compared))
    elif any(row["sufficient"] for row in compared.compare):
        blocks.append(Remark(words("no_weakness")))
    return blocks


def _title(phrasing: Phrasing, compared: Skills) -> str:
    if compared.key == phrasing.figures.time.keys.team:
        return phrasing.words("skills_of_teams")
    return phrasing.words("skills_in_team" if compared.within else "skills_of_reps")


def _difference_chart(phrasing: Phrasing, compared: Skills, rows: Sequence[Row]) -> dict[str, Any]:
    """The clearest differences, weaknesses first."""
    ordered = sorted(rows, key=lambda row: row["difference"])
    weak = [row for row in ordered if row["verdict"] == "weaker"][:_DIFFERENCES]
    strong = [row for row in ordered if row["verdict"] == "stronger"]
    shown = [*weak, *strong[max(0, len(strong) - (_DIFFERENCES - len(weak))) :]]
    return time_charts.against(
        [
            f"{phrasing.person(compared.key, row[compared.key])} · {phrasing.stage(row['stage'])}"
            for row in shown
        ],
        [(row["shrunk_conversion"], row["shrunk_low"], row["shrunk_high"]) for row in shown],
        [row["rest_conversion"] for row in shown],
        [f"{percent(r['shrunk_conversion'])}{_MARKS[r['verdict']]}" for r in shown],
    )


def _matrix(phrasing: Phrasing, compared: Skills) -> list[Block]:
    """A line for each team or rep, a column for each stage."""
    words, key = phrasing.words, compared.key
    stages = list(dict.fromkeys(row["stage"] for row in compared.compare))
    cells: dict[Place, dict[str, str]] = {}
    people: set[Place] = set()
    for row in compared.compare:
        place = tuple(row[name] for name in (compared.within, key) if name is not None)
        people.add(place)
        if row["verdict"] != "insufficient":
            ends = interval(row["shrunk_low"], row["shrunk_high"])
            mark = _MARKS.get(row["verdict"], "")
            cells.setdefault(place, {})[row["stage"]] = (
                f"{percent(row['shrunk_conversion'])}{mark}\n{ends}"
            )
    blocks: list[Block] = []
    if cells:
        shown = list(cells)[:_LISTED]
        heads = [*([words("team")] if compared.within else []), _heading(phrasing, key)]
        blocks.append(
            Grid(
                _title(phrasing, compared),
                [
                    *(Column(head) for head in heads),
                    *(Column(phrasing.stage(stage), True) for stage in stages),
                ],
                [
                    [
                        *_names(phrasing, compared, place),
                        *(cells[place].get(stage, NOTHING) for stage in stages),
                    ]
                    for place in shown
                ],
                phrasing.left_out(len(cells), len(shown)),
            )
        )
    few = len(people) - len(cells)
    if few:
        blocks.append(Remark(words("too_few_people", n=count(few))))
    return blocks


def _heading(phrasing: Phrasing, key: str) -> str:
    return phrasing.words("team" if key == phrasing.figures.time.keys.team else "rep")


def _names(phrasing: Phrasing, compared: Skills, place: Place) -> list[str]:
    keys = [name for name in (compared.within, compared.key) if name is not None]
    return [phrasing.person(name, value) for name, value in zip(keys, place)]


def _weakest(phrasing: Phrasing, compared: Skills) -> Grid:
    words, key = phrasing.words, compared.key
    of_rep: dict[tuple[Any, ...], list[str]] = {}
    keys = [name for name in (compared.within, compared.key) if name is not None]
    for row in compared.teachers:
        name = phrasing.person(key, row["teacher"])
        teacher = f"{name} ({percent(row['shrunk_conversion'])})"
        of_rep.setdefault(tuple(row[each] for each in keys), []).append(teacher)
    shown = compared.weak[:_LISTED]
    return Grid(
        words("weakest"),
        [
            *(Column(_heading(phrasing, each)) for each in keys),
            Column(phrasing.head("stage")),
            Column(words("n"), True),
            Column(words("own"), True),
            Column(words("of_rest"), True),
            Column(words("difference"), True),
            Column(words("teachers")),
        ],
        [
            [
                *(phrasing.person(each, row[each]) for each in keys),
                phrasing.stage(row["stage"]),
                count(row["n"]),
                percent(row["shrunk_conversion"]),
                percent(row["rest_conversion"]),
                _difference(phrasing, compared, row),
                ", ".join(of_rep.get(tuple(row[each] for each in keys), [])) or words("no_teacher"),
            ]
            for row in shown
        ],
        phrasing.left_out(len(compared.weak), len(shown)),
    )


def _difference(phrasing: Phrasing, compared: Skills, weak: Row) -> str:
    """The difference from the rest in points, with its interval."""
    keys = [name for name in (compared.within, compared.key, "stage") if name is not None]
    (row,) = (r for r in compared.compare if all(r[key] == weak[key] for key in keys))
    ends = f"{row['difference_low'] * 100:+.1f} … {row['difference_high'] * 100:+.1f}"
    return phrasing.words("points", n=f"{row['difference'] * 100:+.1f}", ends=ends)
