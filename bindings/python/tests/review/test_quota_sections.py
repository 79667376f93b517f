"""Sections about a quota plan, as text and on the page."""

from __future__ import annotations

import copy
import json
from typing import Any

import pyarrow as pa
import pytest
from graded_book import HOSTILE
from page_reader import checked
from small_book import DEALS, EVENTS, SHORT_PROCESS
from small_plan import AS_OF, BROUGHT, BROUGHT_OF_NORTH, PLAN, TEAMS, TOTAL, tables

import sandan
from sandan.review import Figures, compose, gather, page, text
from sandan.review.blocks import Branch, Chart, Drilldown, Grid, Remark, Section

NEW = ["pace", "targets", "principles", "middle"]
EMPTY = pa.schema(
    [
        ("actual_id", pa.string()),
        ("date", pa.date32()),
        ("rep_id", pa.string()),
        ("product", pa.string()),
        ("kind", pa.string()),
        ("amount_minor", pa.int64()),
        ("currency", pa.string()),
    ]
)


def book(**changed: Any) -> dict[str, pa.Table]:
    """The tables of the review; those that are None are left out."""
    given: dict[str, Any] = {"opportunities": pa.table(DEALS), "stage_events": pa.table(EVENTS)}
    given.update({name: pa.table(columns) for name, columns in tables().items()})
    given.update(changed)
    return {name: table for name, table in given.items() if table is not None}


def figures(
    given: dict[str, pa.Table] | None = None,
    plan: dict[str, Any] | None = PLAN,
    as_of: str = AS_OF,
) -> Figures:
    given = book() if given is None else given
    read = {name: given[name] for name in ("opportunities", "stage_events")}
    history = sandan.Process.from_json(SHORT_PROCESS).history(**read, as_of=as_of)
    chosen = None if plan is None else sandan.QuotaPlan(plan)
    return gather(history, given, plan=chosen)


def section(of: Figures, anchor: str, language: str = "en") -> Section:
    (found,) = (each for each in compose(of, language).sections if each.anchor == anchor)
    return found


def grid(of: Figures, anchor: str, title: str = "", language: str = "en") -> Grid:
    grids = [each for each in section(of, anchor, language).blocks if isinstance(each, Grid)]
    (found,) = (each for each in grids if each.title == title)
    return found


def remarks(of: Figures, anchor: str, language: str = "en") -> str:
    blocks = section(of, anchor, language).blocks
    return "\n".join(each.text for each in blocks if isinstance(each, Remark))


def anchors(of: Figures) -> list[str]:
    return [each.anchor for each in compose(of, "en").sections]


@pytest.fixture(scope="module")
def made() -> Figures:
    return figures()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_page_is_whole_and_stands_alone(made: Figures, language: str) -> None:
    drawn = page(compose(made, language))
    checked(drawn)
    for anchor in NEW:
        assert f'<section id="{anchor}">' in drawn
    assert drawn == page(compose(made, language))


def test_order_of_the_sections(made: Figures) -> None:
    assert anchors(made)[:5] == ["pipeline", *NEW]


def test_no_plan_no_sections() -> None:
    plain = figures(plan=None)
    assert plain.quota is None
    assert not set(NEW) & set(anchors(plain))
    assert "pace" not in plain.tables()
    bare = figures(book(actuals=None, work_items=None), plan=None)
    assert page(compose(plain, "en")) == page(compose(bare, "en"))


def test_attainment_of_the_whole(made: Figures) -> None:
    assert made.quota is not None
    assert made.quota.pace is not None
    whole = made.quota.pace.whole
    assert (whole["actual_minor"], whole["target_minor"]) == (BROUGHT, TOTAL)
    said = remarks(made, "pace")
    assert "Target of the whole plan ¥1.20M" in said
    assert "brought ¥1.17M" in said
    assert "working days ahead" in said
    assert "超前" in remarks(made, "pace", "zh")
    tiles = {tile.label: tile for tile in compose(made, "en").tiles}
    assert tiles["Attainment of target"].value.endswith("%")
    assert "–" in tiles["Landing"].detail


def test_company_opens_to_teams_and_reps(made: Figures) -> None:
    (tree,) = (each for each in section(made, "pace").blocks if isinstance(each, Drilldown))
    (company,) = tree.branches
    assert company.name == "Company"
    assert [each.name for each in company.branches] == ["north", "south"]
    north, south = company.branches
    assert [each.name for each in north.branches] == [f"Rep n{i}" for i in range(1, 5)]
    assert len(south.branches) == 5
    assert north.cells[1] == f"¥{BROUGHT_OF_NORTH / 100_000:.1f}k"
    newcomer = north.branches[0]
    assert newcomer.cells[3].startswith("−")
    assert south.branches[4].cells[3] == "target reached"
    assert "of target" in company.cells[5]

    def walk(branch: Branch) -> int:
        return 1 + sum(walk(each) for each in branch.branches)

    assert walk(company) == 1 + 2 + len(TEAMS)


def test_months_and_other_axes_add_up(made: Figures) -> None:
    assert made.quota is not None
    assert made.quota.pace is not None
    months = made.quota.pace.months
    assert [row["period"] for row in months] == [f"2026-{m:02}" for m in range(1, 7)]
    assert sum(row["actual_minor"] for row in months) == BROUGHT
    shown = grid(made, "pace", "By month")
    assert shown.strong_last
    assert shown.rows[-1][0] == "Total"
    products = grid(made, "pace", "By Product line")
    assert [row[0] for row in products.rows] == ["The ERP", "The MES", "All"]
    assert [row[0] for row in grid(made, "pace", "按产品线", "zh").rows][-1] == "合计"


def test_chart_of_the_curve(made: Figures) -> None:
    assert made.quota is not None
    curve = made.quota.curve
    assert curve[-1]["target_minor"] == TOTAL
    assert curve[-1]["actual_minor"] is None
    brought = [row for row in curve if row["actual_minor"] is not None]
    assert brought[-1]["day"] == AS_OF
    assert brought[-1]["actual_minor"] == BROUGHT
    targets = [row["target_minor"] for row in curve]
    assert targets == sorted(targets)
    (chart,) = (each for each in section(made, "pace").blocks if isinstance(each, Chart))
    marks = [layer["mark"] for layer in chart.spec["layer"]]
    # Dashes, dots and a square tell the lines apart where colours do not.
    assert marks[0]["strokeDash"]
    assert marks[1]["point"]
    assert any(mark.get("shape") == "square" for mark in marks)
    texts = json.dumps(chart.spec)
    assert all(name in texts for name in ('"target"', '"brought"', '"landing"'))
    assert "dashed" in chart.alternative


def test_targets_of_the_coming_months(made: Figures) -> None:
    said = grid(made, "targets")
    heads = [column.heading for column in said.columns]
    assert heads == ["Sales tree", "Tier", "2026-07", "2026-08", "2026-09", "Whole plan"]
    assert [row[:2] for row in said.rows] == [
        ["Company", "Target"],
        ["Company", "Stretch"],
        ["north", "Target"],
        ["north", "Stretch"],
        ["south", "Target"],
        ["south", "Stretch"],
    ]
    assert said.rows[0][-1] == "¥1,200,000"
    assert said.rows[1][-1] == "¥1,440,000"
    assert grid(made, "targets", language="zh").rows[1][1] == "冲刺"
    made_in_july = figures(as_of="2026-07-15")
    assert grid(made_in_july, "targets").columns[2].heading == "2026-07"


def test_constraints_that_bind_and_proof(made: Figures) -> None:
    binding = grid(made, "targets", "Constraints that bind")
    (row,) = binding.rows
    assert row[:3] == ["Cap of a newcomer", "Cap", "Rep n1"]
    assert row[3:5] == ["¥100,000", "¥100,000"]
    assert grid(made, "targets", "起作用的约束", "zh").rows[0][:2] == ["新人封顶", "上限"]
    said = remarks(made, "targets")
    assert "Constraints that do not bind: 1." in said
    assert "Every total is the sum of its parts" in said
    assert "0 broken" in said
    assert made.quota is not None
    assert made.quota.plan.digest[:12] in said
    assert made.quota.proof[0]["cells_sha256"][:12] in said
    free = copy.deepcopy(PLAN)
    del free["constraints"]
    assert "The plan has no constraints." in remarks(figures(plan=free), "targets")


def test_principles(made: Figures) -> None:
    said = grid(made, "principles")
    assert [row[0][:2] for row in said.rows] == ["1.", "2.", "3.", "4.", "5."]
    assert [row[1] for row in said.rows][:2] == ["yes", "no"]
    findings = grid(made, "principles", "Findings")
    told = {row[1] for row in findings.rows}
    assert "The quarter has no focus" in told
    assert "No due date" in told
    assert ["2", "The basis states no amount", "/basis/3", "Competition"] in [
        list(row) for row in findings.rows
    ]
    assert "季度没有重点" in {row[1] for row in grid(made, "principles", "检查发现", "zh").rows}


def test_the_middle(made: Figures) -> None:
    said = grid(made, "middle", "Reps by quartile")
    rows = {row[1]: row for row in said.rows}
    assert rows["Rep s5"][2] == "Top quarter"
    assert rows["Rep n1"][2] == "Bottom quarter"
    assert rows["Rep n1"][-1] == "Needs a plan"
    assert rows["Rep s5"][-1] == "–"
    assert "support a decision" in remarks(made, "middle")
    assert grid(made, "middle", "Gaps by group").rows[0][:2] == ["all reps", "9"]
    reps = book()["reps"]
    roles = ["account_manager"] * 8 + ["leader"]
    by_role = figures(book(reps=reps.append_column("role", pa.array(roles))))
    assert len(grid(by_role, "middle", "Reps by quartile").rows) == 8
    assert "Groups of too few, not divided" in remarks(by_role, "middle")
    roles = ["account_manager"] * 5 + ["leader"] * 4
    together = figures(book(reps=reps.append_column("role", pa.array(roles))))
    assert len(grid(together, "middle", "Reps by quartile").rows) == 9
    assert "all reps are taken together" in remarks(together, "middle")
    free = {name: each for name, each in PLAN.items() if name != "constraints"}
    few = figures(book(reps=reps.slice(0, 4), actuals=EMPTY.empty_table()), free)
    assert "No group has enough reps" in remarks(few, "middle")


def test_figures_for_programs(made: Figures) -> None:
    found = made.tables()
    names = {"pace", "pace by sales", "pace by product", "pace by month", "pace_curve", "targets"}
    names |= {"constraints", "principles", "quartiles", "quartile_gaps", "pairs", "proof"}
    assert names <= set(found)
    json.dumps(found, default=str)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "given",
    [
        book(actuals=EMPTY.empty_table()),
        book(actuals=None),
        book(work_items=None),
        book(actuals=book()["actuals"].drop_columns(["rep_id"])),
        book(actuals=book()["actuals"].drop_columns(["product"])),
        book(actuals=book()["actuals"].drop_columns(["product", "rep_id", "currency"])),
        book(reps=book()["reps"].drop_columns(["name"])),
    ],
    ids=[
        *("empty actuals", "no actuals", "no work", "no reps told", "no products told"),
        *("nothing told", "no names"),
    ],
)
def test_what_is_not_there_is_left_out(given: dict[str, pa.Table], language: str) -> None:
    of = figures(given)
    report = compose(of, language)
    assert text(report)
    checked(page(report))
    json.dumps(of.tables(), default=str)
    assert set(NEW[:3]) <= set(anchors(of))


def test_empty_and_missing_actuals_are_told() -> None:
    empty = figures(book(actuals=EMPTY.empty_table()))
    assert "brought ¥0" in remarks(empty, "pace")
    missing = figures(book(actuals=None))
    assert "Without the table actuals" in remarks(missing, "pace")
    assert "middle" not in anchors(missing)
    assert not any(tile.label == "Attainment of target" for tile in compose(missing, "en").tiles)


def test_before_and_after_the_plan() -> None:
    before = figures(as_of="2025-12-01")
    assert "The plan begins on 2026-01-01" in remarks(before, "pace")
    assert grid(before, "targets").columns[2].heading == "2026-01"
    checked(page(compose(before, "en")))
    after = figures(as_of="2027-03-01")
    assert "The plan is over" in remarks(after, "targets")
    assert grid(after, "targets").rows[0][-1] == "¥1,200,000"
    checked(page(compose(after, "zh")))


def test_actuals_that_do_not_count_are_told() -> None:
    actuals = tables()["actuals"]
    actuals["rep_id"][0] = "nobody"
    actuals["date"][1] = None
    of = figures(book(actuals=pa.table(actuals)))
    said = remarks(of, "pace")
    assert "do not count as they stand" in said
    assert "Date missing 1" in said


def hostile_plan() -> dict[str, Any]:
    plan = copy.deepcopy(PLAN)
    for labelled in (plan, *plan["axes"], *plan["tiers"], plan["constraints"][0]):
        labelled["label"] = {"en": HOSTILE, "zh": HOSTILE}
    for node in plan["axes"][1]["tree"]["nodes"]:
        node["label"] = {"en": HOSTILE, "zh": HOSTILE}
    return plan


def test_hostile_texts_are_only_shown() -> None:
    given = book()
    reps = tables()["reps"]
    reps["name"] = [HOSTILE] * len(TEAMS)
    reps["team_id"] = [HOSTILE] * 4 + ["south"] * 5
    items = tables()["work_items"]
    items["item_id"] = [HOSTILE, "w2"]
    items["due_on"] = [None, None]
    plan = hostile_plan()
    del plan["constraints"][1]
    given = book(reps=pa.table(reps), work_items=pa.table(items))
    for language in ("en", "zh"):
        drawn = page(compose(figures(given, plan), language))
        checked(drawn)
        assert HOSTILE not in drawn
        assert "<img" not in drawn
        assert drawn.count("&lt;img src=") > 20
    shown = text(compose(figures(given, plan), "en"))
    assert "\x1b" not in shown


def test_long_plans_and_other_currencies() -> None:
    plan = copy.deepcopy(PLAN)
    plan["period"] = {"from": "2024-01-01", "to": "2028-12-31"}
    plan["focuses"] = []
    of = figures(plan=plan)
    assert of.quota is not None
    assert len(of.quota.curve) < 300
    checked(page(compose(of, "en")))
    plan = copy.deepcopy(PLAN)
    plan["currency"] = "JPY"
    del plan["constraints"]
    actuals = tables()["actuals"]
    actuals["currency"] = ["JPY"] * len(actuals["currency"])
    of = figures(book(actuals=pa.table(actuals)), plan)
    assert "120.0M JPY" in remarks(of, "pace")


def test_a_plan_without_sales() -> None:
    plan = copy.deepcopy(PLAN)
    plan["axes"] = plan["axes"][1:]
    del plan["constraints"]
    of = figures(plan=plan)
    assert grid(of, "targets").columns[0].heading == "Product line"
    (tree,) = (each for each in section(of, "pace").blocks if isinstance(each, Drilldown))
    assert [each.name for each in tree.branches[0].branches] == ["The ERP", "The MES"]
