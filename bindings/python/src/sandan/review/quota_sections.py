"""How far a quota plan has come, what is next, what binds, and that it adds up."""

from __future__ import annotations

from collections.abc import Sequence

from sandan.review import quota_charts, quota_judgements
from sandan.review.blocks import (
    Block,
    Branch,
    Chart,
    Column,
    Drilldown,
    Grid,
    Remark,
    Section,
    Tile,
)
from sandan.review.figures import Row
from sandan.review.formats import NOTHING, count, days, percent
from sandan.review.phrasing import Phrasing
from sandan.review.quota_figures import Pace, QuotaFigures
from sandan.review.quota_terms import WHOLE, Terms

_LISTED = 40


def sections(phrasing: Phrasing, figures: QuotaFigures) -> list[Section]:
    """All sections about a plan."""
    terms = Terms(phrasing, figures)
    found = [
        _pace(phrasing, figures, terms),
        _targets(phrasing, figures, terms),
        quota_judgements.principles(phrasing, figures, terms),
    ]
    if figures.middle is not None:
        found.append(quota_judgements.middle_of(phrasing, figures.middle, terms))
    return found


# ---- attainment and pace ---------------------------------------------------


def _pace(phrasing: Phrasing, figures: QuotaFigures, terms: Terms) -> Section:
    words, pace = phrasing.words, figures.pace
    period = terms.document["period"]
    note = words(
        "pace_note",
        plan=terms.labelled(terms.document.get("label"), figures.plan.code),
        first=period["from"],
        last=period["to"],
    )
    blocks: list[Block] = []
    if pace is not None:
        blocks.append(Remark(_summary(phrasing, pace.whole, terms)))
        blocks.append(_curve(phrasing, figures, terms))
        blocks.append(_by_month(phrasing, pace, terms))
        blocks.append(_drill(phrasing, figures, pace, terms))
        blocks += [_apart(phrasing, key, rows, terms) for key, rows in pace.apart.items() if rows]
        blocks += _pace_remarks(phrasing, pace, terms)
    elif figures.has_actuals:
        blocks.append(Remark(words("plan_ahead", day=period["from"])))
    else:
        blocks.append(Remark(words("no_actuals")))
    return Section("pace", words("pace"), note, blocks)


def _ahead(phrasing: Phrasing, n: float | None) -> str:
    """Working days ahead or behind, in words."""
    if n is None:
        return NOTHING
    shown = days(abs(n))
    if shown == "0":
        return phrasing.words("is_even")
    return phrasing.words("is_ahead" if n > 0 else "is_behind", n=shown)


def _days_ahead(phrasing: Phrasing, row: Row) -> str:
    """Working days with their sign; the curve ends where all is reached."""
    n = row["days_ahead_workdays"]
    if n is None:
        return NOTHING
    if n > 0 and row["actual_minor"] >= row["target_minor"]:
        return phrasing.words("is_reached")
    shown = days(abs(n))
    return shown if shown == "0" else f"{'+' if n > 0 else '−'}{shown}"


def _summary(phrasing: Phrasing, whole: Row, terms: Terms) -> str:
    return phrasing.words(
        "pace_summary",
        target=terms.short(whole["target_minor"]),
        to_date=terms.short(whole["target_to_date_minor"]),
        brought=terms.short(whole["actual_minor"]),
        attainment=percent(whole["attainment"]),
        ahead=_ahead(phrasing, whole["days_ahead_workdays"]),
        left=count(whole["remaining_workdays"]),
        needed=terms.short(whole["required_per_workday_minor"]),
        so_far=terms.short(whole["so_far_per_workday_minor"]),
    )


def _curve(phrasing: Phrasing, figures: QuotaFigures, terms: Terms) -> Chart:
    words, pace = phrasing.words, figures.pace
    target = [
        (row["day"], row["target_minor"])
        for row in figures.curve
        if row["target_minor"] is not None
    ]
    brought = [
        (row["day"], row["actual_minor"])
        for row in figures.curve
        if row["actual_minor"] is not None
    ]
    landing = None
    if pace is not None and pace.whole["landing_minor"] is not None:
        whole = pace.whole
        landing = quota_charts.Landing(
            whole["to_on"].isoformat(),
            whole["landing_minor"],
            whole["landing_low_minor"],
            whole["landing_high_minor"],
        )
    names = quota_charts.Names(
        words("curve_target"), words("curve_brought"), words("curve_landing")
    )
    picture = quota_charts.pace_curve(
        target, brought, landing, names, terms.currency, phrasing.language
    )
    return Chart(words("curve_chart"), picture, words("curve_alternative"))


def _by_month(phrasing: Phrasing, pace: Pace, terms: Terms) -> Grid:
    words = phrasing.words
    return Grid(
        words("by_month"),
        [
            Column(words("period")),
            Column(words("target_to_date"), True),
            Column(words("brought"), True),
            Column(words("attainment"), True),
            Column(words("gap"), True),
        ],
        [
            [
                row["period"],
                terms.short(row["target_to_date_minor"]),
                terms.short(row["actual_minor"]),
                percent(row["attainment"]),
                terms.short(row["gap_minor"]),
            ]
            for row in [*pace.months, {**pace.whole, "period": words("total")}]
        ],
        strong_last=True,
    )


def _pace_cells(phrasing: Phrasing, row: Row, terms: Terms) -> list[str]:
    needed = terms.short(row["required_per_workday_minor"])
    so_far = terms.short(row["so_far_per_workday_minor"])
    return [
        terms.short(row["target_to_date_minor"]),
        terms.short(row["actual_minor"]),
        percent(row["attainment"]),
        _days_ahead(phrasing, row),
        f"{needed}\n({so_far})",
        _landing(phrasing, row, terms),
    ]


def _landing(phrasing: Phrasing, row: Row, terms: Terms) -> str:
    """The amount, its interval and its share of the target."""
    if row["landing_minor"] is None:
        return phrasing.words("too_few_weeks")
    low, high = terms.short(row["landing_low_minor"]), terms.short(row["landing_high_minor"])
    lines = [terms.short(row["landing_minor"])]
    if row["landing_low_minor"] is not None:
        lines.append(f"{low} – {high}")
    if row["landing_share"] is not None:
        lines.append(phrasing.words("landing_of", share=percent(row["landing_share"])))
    return "\n".join(lines)


def _pace_columns(phrasing: Phrasing, first: str) -> list[Column]:
    names = ("target_to_date", "brought", "attainment", "days_ahead", "required_rate", "landing")
    return [Column(first), *(Column(phrasing.words(name), True) for name in names)]


def _drill(phrasing: Phrasing, figures: QuotaFigures, pace: Pace, terms: Terms) -> Drilldown:
    """The places of the first axis, each opening to those below it."""
    axis = figures.axis
    rows = pace.first or [{**pace.whole, axis: "company", f"{axis}_parent": None}]
    below: dict[int | None, list[int]] = {}
    path: list[int] = []
    for position, row in enumerate(rows):
        parent = row[f"{axis}_parent"]
        while path and rows[path[-1]][axis] != parent:
            path.pop()
        below.setdefault(path[-1] if path else None, []).append(position)
        path.append(position)

    def branch(position: int) -> Branch:
        inner = below.get(position, [])
        return Branch(
            terms.place(axis, rows[position][axis]),
            _pace_cells(phrasing, rows[position], terms),
            [branch(each) for each in inner[:_LISTED]],
            phrasing.left_out(len(inner), min(len(inner), _LISTED)),
        )

    tops = below.get(None, [])
    columns = _pace_columns(phrasing, phrasing.words("place"))
    return Drilldown(columns, [branch(each) for each in tops[:_LISTED]])


def _apart(phrasing: Phrasing, key: str, rows: Sequence[Row], terms: Terms) -> Grid:
    """By a further axis, or by a column that the plan does not divide by."""
    words, name = phrasing.words, terms.axis(key)
    is_axis = f"{key}_level" in rows[0]
    has_whole = is_axis and rows[0][f"{key}_parent"] is None and len(rows) > 1
    ordered = [*rows[1:], rows[0]] if has_whole else rows
    shown = ordered if len(rows) <= _LISTED else rows[:_LISTED]
    if not is_axis:
        columns = [
            Column(name),
            Column(words("brought"), True),
            Column(words("share_brought"), True),
            Column(words("landing"), True),
        ]
        cells = [
            [
                phrasing.value(key, row[key]),
                terms.short(row["actual_minor"]),
                percent(row["share_of_actual"]),
                _landing(phrasing, row, terms),
            ]
            for row in shown
        ]
    else:
        columns = _pace_columns(phrasing, name)
        cells = [[terms.place(key, row[key]), *_pace_cells(phrasing, row, terms)] for row in shown]
    title = words("by_key", key=name)
    left_out = phrasing.left_out(len(rows), len(shown))
    return Grid(title, columns, cells, left_out, has_whole and not left_out)


def _pace_remarks(phrasing: Phrasing, pace: Pace, terms: Terms) -> list[Block]:
    words = phrasing.words
    blocks: list[Block] = []
    if pace.whole["unplaced_minor"]:
        blocks.append(Remark(words("unplaced", amount=terms.short(pace.whole["unplaced_minor"]))))
    if pace.faults:
        told = [
            f"{phrasing.value('actual_fault', fault)} {count(n)}"
            for fault, n in pace.faults.items()
        ]
        blocks.append(Remark(words("pace_faults", faults=", ".join(told))))
    return blocks


# ---- targets, constraints, proof -------------------------------------------


def _targets(phrasing: Phrasing, figures: QuotaFigures, terms: Terms) -> Section:
    words = phrasing.words
    blocks: list[Block] = []
    if not figures.months:
        blocks.append(Remark(words("plan_is_over")))
    blocks.append(_target_grid(phrasing, figures, terms))
    blocks += _binding(phrasing, figures, terms)
    blocks.append(Remark(_proof(phrasing, figures, terms)))
    return Section("targets", words("targets"), words("targets_note"), blocks)


def _proof(phrasing: Phrasing, figures: QuotaFigures, terms: Terms) -> str:
    """How many sums were checked, and the digests by which anyone can tell."""
    rows = figures.proof
    digests = [f"{terms.tier(row['tier'])} {row['cells_sha256'][:12]}" for row in rows]
    return phrasing.words(
        "proof_of_sums",
        n=count(sum(row["sums_checked"] for row in rows)),
        broken=count(sum(row["sums_broken"] for row in rows)),
        plan=figures.plan.digest[:12],
        digests=", ".join(digests),
    )


def _target_grid(phrasing: Phrasing, figures: QuotaFigures, terms: Terms) -> Grid:
    """A line for each place and tier; the months to come, then all."""
    words, axis = phrasing.words, figures.axis
    lines: dict[tuple[str, str], dict[str, int]] = {}
    for row in figures.targets:
        period = row["period"] if row["period_unit"] == "month" else ""
        lines.setdefault((row[axis], row["tier"]), {})[period] = row["amount_minor"]
    order = list(dict.fromkeys(place for place, _ in lines))
    ordered = sorted(lines, key=lambda line: order.index(line[0]))
    shown = ordered[: 3 * _LISTED]
    return Grid(
        "",
        [
            Column(terms.axis(axis)),
            Column(words("tier")),
            *(Column(month, True) for month in figures.months),
            Column(words("whole_plan"), True),
        ],
        [
            [
                terms.place(axis, place),
                terms.tier(tier),
                *(terms.exact(lines[place, tier].get(month)) for month in figures.months),
                terms.exact(lines[place, tier].get("")),
            ]
            for place, tier in shown
        ],
        phrasing.left_out(len(ordered), len(shown)),
    )


def _binding(phrasing: Phrasing, figures: QuotaFigures, terms: Terms) -> list[Block]:
    words, rows = phrasing.words, figures.constraints
    binding = [row for row in rows if row["binds"]]
    if not rows:
        return [Remark(words("no_constraints"))]
    if not binding:
        return [Remark(words("none_binds", n=count(len(rows))))]
    shown = binding[:_LISTED]
    grid = Grid(
        words("binding"),
        [
            Column(words("constraint")),
            Column(words("constraint_kind")),
            Column(words("where")),
            Column(words("limit_of"), True),
            Column(words("in_plan"), True),
            Column(words("without_it"), True),
            Column(words("effect"), True),
        ],
        [
            [
                _constraint(row, terms),
                phrasing.value("constraint_kind", row["kind"]),
                _where(row, terms),
                terms.exact(row["limit_minor"]),
                terms.exact(row["amount_minor"]),
                terms.exact(row["free_minor"]),
                terms.exact(row["effect_minor"]),
            ]
            for row in shown
        ],
        phrasing.left_out(len(binding), len(shown)),
    )
    rest = len(rows) - len(binding)
    return [grid, *([Remark(words("not_binding", n=count(rest)))] if rest else [])]


def _constraint(row: Row, terms: Terms) -> str:
    """Its label in the plan, else its code."""
    for each in terms.document.get("constraints") or ():
        if each.get("code") == row["code"] and each.get("label"):
            return terms.labelled(each["label"], row["code"])
    return str(row["label"] or row["code"])


def _where(row: Row, terms: Terms) -> str:
    axes = [str(axis["code"]) for axis in terms.document["axes"]]
    places = [terms.place(axis, row[axis]) for axis in axes if row[axis] not in WHOLE]
    if row["period_unit"] != "all":
        places.append(str(row["period"]))
    return " · ".join(places) or terms.place(axes[0], row[axes[0]])


# ---- tiles -----------------------------------------------------------------


def tiles(phrasing: Phrasing, figures: QuotaFigures) -> list[Tile]:
    """Attainment to date and where it leads; alarming where the target lies beyond the
    interval of the landing."""
    if figures.pace is None:
        return []
    words, whole, terms = phrasing.words, figures.pace.whole, Terms(phrasing, figures)
    found = []
    if whole["attainment"] is not None:
        ahead = _ahead(phrasing, whole["days_ahead_workdays"])
        found.append(Tile(words("attainment_tile"), percent(whole["attainment"]), ahead))
    if whole["landing_minor"] is not None:
        high, target = whole["landing_high_minor"], whole["target_minor"]
        is_short = high is not None and target is not None and high < target
        ends = f"{terms.short(whole['landing_low_minor'])} – {terms.short(high)}"
        found.append(
            Tile(words("landing_tile"), terms.short(whole["landing_minor"]), ends, is_short)
        )
    return found
