"""`sandan quota …` on a small plan, and the review that follows it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from cli_book import Cli
from small_plan import AS_OF, BROUGHT, PLAN, TEAMS, TOTAL, tables

from sandan import QuotaPlan


def write_table(path: Path, columns: dict[str, list[Any]]) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*columns.values()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The plan and its tables in files."""
    (tmp_path / "plan.json").write_text(json.dumps(PLAN), encoding="utf-8")
    for name, columns in tables().items():
        write_table(tmp_path / f"{name}.csv", columns)
    return tmp_path


@pytest.fixture
def planned(folder: Path) -> list[str]:
    """The options that name the plan and its reps."""
    return ["--plan", str(folder / "plan.json"), "--reps", str(folder / "reps.csv")]


@pytest.fixture
def followed(folder: Path, planned: list[str]) -> list[str]:
    """The same with what was brought and the work."""
    return [
        *planned,
        *("--actuals", str(folder / "actuals.csv")),
        *("--work-items", str(folder / "work_items.csv")),
    ]


def records(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_shipped_plans(cli: Cli) -> None:
    rows = {row["name"]: row for row in cli("quota", "list", "--format", "json").json}
    assert {"annual", "simple"} <= set(rows)
    assert rows["simple"]["label_zh"]
    assert QuotaPlan(cli("quota", "show", "simple").out) == QuotaPlan.shipped("simple")
    assert "annual" in cli("quota", "list").out
    assert cli("quota", "list", "--format", "csv").out.startswith("name,label_zh,label_en,digest\n")


def test_show_a_file(cli: Cli, folder: Path) -> None:
    shown = cli("quota", "show", folder / "plan.json")
    assert QuotaPlan(shown.out) == QuotaPlan(PLAN)
    copy = folder / "copy.json"
    assert cli("quota", "show", "simple", "--out", copy).status == 0
    assert QuotaPlan.from_file(copy).code == "simple"


def test_targets(cli: Cli, planned: list[str]) -> None:
    asked = ("--level", "sales=rep_id", "--period", "quarter", "--tiers", "target")
    rows = cli("quota", "targets", *planned, *asked, "--format", "json").json
    assert {row["sales"] for row in rows} == set(TEAMS)
    assert sum(row["amount_minor"] for row in rows) == TOTAL
    text = cli("quota", "targets", *planned, *asked, "--format", "csv").out
    assert sum(int(row["amount_minor"]) for row in records(text)) == TOTAL
    shown = cli("quota", "targets", *planned, *asked)
    assert shown.status == 0
    assert "sales_level" in shown.out
    assert "¥" in shown.out
    assert "销售树" in cli("quota", "targets", *planned, *asked, "--lang", "zh").out


def test_targets_of_some_days_and_places(cli: Cli, planned: list[str], folder: Path) -> None:
    asked = ("--level", "sales=*", "--level", "product=*", "--at", "sales=north")
    days = ("--from", "2026-02-01", "--to", "2026-02-28", "--period", "week", "--no-zeros")
    out = folder / "targets.csv"
    done = cli("quota", "targets", *planned, *asked, *days, "--format", "csv", "--out", out)
    assert done.status == 0
    rows = records(out.read_text(encoding="utf-8"))
    assert {row["sales"] for row in rows} == {"north", "n1", "n2", "n3", "n4"}
    assert min(row["from_on"] for row in rows) >= "2026-02-01"
    assert all(int(row["amount_minor"]) for row in rows)


def test_weights_by_a_column_of_ones_own(cli: Cli, folder: Path) -> None:
    axis = {**PLAN["axes"][0], "weights": {"by": "potential", "column": "market"}}
    own = {**PLAN, "axes": [axis], "constraints": []}
    (folder / "own.json").write_text(json.dumps(own), encoding="utf-8")
    (folder / "markets.csv").write_text(
        "rep_id,team_id,market\nn1,north,1\ns1,south,3\n", encoding="utf-8"
    )
    given = ("--plan", folder / "own.json", "--reps", folder / "markets.csv", "--tiers", "target")
    rows = cli("quota", "targets", *given, "--level", "sales=rep_id", "--format", "json").json
    amounts = {row["sales"]: row["amount_minor"] for row in rows}
    assert amounts == {"n1": TOTAL // 4, "s1": TOTAL // 4 * 3}


def test_proof(cli: Cli, planned: list[str]) -> None:
    answer = cli("quota", "proof", *planned, "--period", "quarter", "--format", "json").json
    assert {row["difference_minor"] for row in answer["sums"]} == {0}
    assert [row["sums_broken"] for row in answer["proof"]] == [0, 0]
    several = cli("quota", "proof", *planned, "--format", "csv")
    assert several.status == 2
    assert "--table: sums, bounds, proof" in several.err
    broken = cli("quota", "proof", *planned, "--only-broken", "--format", "csv", "--table", "sums")
    assert records(broken.out) == []


def test_binding(cli: Cli, planned: list[str]) -> None:
    rows = {row["code"]: row for row in cli("quota", "binding", *planned, "--format", "json").json}
    assert rows["n1_most"]["binds"] is True
    assert rows["south_least"]["binds"] is False
    assert "Cap of a newcomer" in cli("quota", "binding", *planned).out


def test_pace(cli: Cli, followed: list[str]) -> None:
    asked = ("--as-of", AS_OF, "--by", "total")
    answer = cli("quota", "pace", *followed, *asked, "--format", "json").json
    assert [row["actual_minor"] for row in answer["pace"]] == [BROUGHT]
    assert answer["pace_faults"] == []
    by_product = cli(
        *("quota", "pace", *followed, "--as-of", AS_OF, "--by", "product", "--kind", "order"),
        *("--confidence", "0.9", "--min-n", "4", "--tier", "stretch"),
        *("--format", "csv", "--table", "pace"),
    )
    rows = {row["product"]: row for row in records(by_product.out)}
    assert set(rows) == {"all", "erp", "mes"}
    assert {row["tier"] for row in rows.values()} == {"stretch"}
    shown = cli("quota", "pace", *followed, *asked, "--lang", "zh").out
    assert "达成率" in shown
    assert f"{answer['pace'][0]['attainment']:.4g}" in shown


def test_replan_and_diff(cli: Cli, followed: list[str]) -> None:
    asked = ("--from", "2026-07-01", "--carry", "pooled", "--level", "sales=team_id")
    rows = cli("quota", "replan", *followed, *asked, "--format", "json").json
    assert sum(row["amount_minor"] for row in rows if row["tier"] == "target") == TOTAL
    moved = cli("quota", "diff", *followed, *asked, "--period", "quarter", "--format", "json").json
    changes = [row["change_minor"] for row in moved if row["tier"] == "target"]
    assert sum(changes) == 0
    assert all(changes)
    every = cli("quota", "diff", *followed, *asked, "--all", "--format", "csv")
    assert len(records(every.out)) >= len(moved)
    more = ("--past", "plan", "--carry", "none", "--total-minor", str(2 * TOTAL))
    rows = cli(
        *("quota", "replan", *followed, "--from", "2026-07-01", *more, "--reason", "more"),
        *("--format", "json"),
    ).json
    assert [row["amount_minor"] for row in rows if row["tier"] == "target"] == [2 * TOTAL]


def test_pace_in_another_currency(cli: Cli, followed: list[str], folder: Path) -> None:
    rates = folder / "rates.csv"
    rates.write_text(
        "date,from_currency,to_currency,num,den\n2026-01-01,CNY,USD,1,7\n", encoding="utf-8"
    )
    asked = ("--as-of", AS_OF, "--by", "total", "--currency", "USD", "--format", "json")
    (row,) = cli("quota", "pace", *followed, "--rates", rates, *asked).json["pace"]
    assert row["currency"] == "USD"
    assert row["actual_minor"] == pytest.approx(BROUGHT / 7, rel=1e-4)
    without = cli("quota", "pace", *followed, *asked)
    assert without.status == 1
    assert "rates" in without.err


def test_pace_by_levels_and_months(cli: Cli, followed: list[str]) -> None:
    asked = ("--as-of", AS_OF, "--by", "sales.team_id,month", "--format", "json")
    rows = cli("quota", "pace", *followed, *asked).json["pace"]
    assert {row["sales"] for row in rows} == {"north", "south"}
    assert sum(row["actual_minor"] for row in rows) == BROUGHT


def test_versions(cli: Cli, followed: list[str]) -> None:
    (only,) = cli("quota", "versions", *followed, "--reason", "first", "--format", "json").json
    assert (only["number"], only["reason"], only["total_minor"]) == (1, "first", TOTAL)
    asked = ("--from", "2026-07-01", "--carry", "pooled", "--reason", "after the half")
    rows = cli("quota", "versions", *followed, *asked, "--format", "json").json
    assert [row["number"] for row in rows] == [1, 2]
    assert not rows[0]["reason"]
    assert (rows[1]["reason"], rows[1]["from_on"]) == ("after the half", "2026-07-01")
    assert "after the half" in cli("quota", "versions", *followed, *asked).out


def test_tiers_of_a_replanned_quota(cli: Cli, followed: list[str]) -> None:
    asked = ("--from", "2026-07-01", "--tiers", "stretch", "--format", "json")
    assert {row["tier"] for row in cli("quota", "replan", *followed, *asked).json} == {"stretch"}


def test_days_the_calendar_does_not_know(cli: Cli, folder: Path, planned: list[str]) -> None:
    period = {"from": "2035-01-01", "to": "2035-12-31"}
    later = {**PLAN, "calendar": "cn", "period": period, "focuses": []}
    (folder / "plan.json").write_text(json.dumps(later), encoding="utf-8")
    assert "working days are projected" in cli("quota", "targets", *planned).err
    assert "projected" not in cli("quota", "targets", *planned, "--calendar", "weekdays").err


def test_most_rows_of_targets(cli: Cli, planned: list[str]) -> None:
    many = cli("quota", "targets", *planned, "--period", "day", "--max-rows", "100")
    assert many.status == 1
    assert "100" in many.err


def test_principles_and_head_count(cli: Cli, followed: list[str]) -> None:
    answer = cli("quota", "principles", *followed, "--as-of", AS_OF, "--format", "json").json
    found = answer["principles"]
    assert {row["principle"] for row in found if row["finding"] is None} == {1, 2, 3, 4, 5}
    assert "no_due_date" in {row["finding"] for row in found}
    shown = cli("quota", "principles", *followed, "--as-of", AS_OF, "--lang", "zh")
    assert "季度没有重点" in shown.out
    asked = ("--per-head-minor", "20000000", "--ramp-ppm", "0,500000,1000000")
    more = ("--attrition", "0.1", "--lead-workdays", "40", "--quantile", "0.5")
    answer = cli(
        "quota", "head-count", *followed, "--as-of", AS_OF, *asked, *more, "--format", "json"
    ).json
    assert len(answer["head_count"]) == 12
    wrong = cli("quota", "head-count", *followed, "--as-of", AS_OF, "--ramp-ppm", "a")
    assert wrong.status == 2
    assert "--ramp-ppm" in wrong.err


def test_activity(cli: Cli, followed: list[str], folder: Path) -> None:
    (folder / "deals.csv").write_text(
        "opportunity_id,owner_id,outcome,created_on,closed_on,won_on,amount_minor,currency\n"
        "a,n1,won,2026-01-02,2026-02-02,2026-02-02,100000,CNY\n"
        "b,s1,lost,2026-01-02,2026-02-02,,100000,CNY\n",
        encoding="utf-8",
    )
    (folder / "events.csv").write_text(
        "opportunity_id,stage,entered_at\na,offer,2026-01-20\nb,offer,2026-01-20\n",
        encoding="utf-8",
    )
    (folder / "calls.csv").write_text(
        "activity_id,kind,rep_id,done_on\n1,call,n1,2026-01-05\n2,visit,n1,2026-01-06\n",
        encoding="utf-8",
    )
    answer = cli(
        *("quota", "activity", *followed, "--as-of", AS_OF, "--opportunities"),
        *(folder / "deals.csv", "--stage-events", folder / "events.csv"),
        *("--activities", folder / "calls.csv", "--proposal-stage", "offer", "--period", "month"),
        *("--visit-kinds", "visit", "--call-kinds", "call", "--min-n", "1"),
        *("--own-found-share", "0.5", "--level", "team_id", "--format", "json"),
    ).json
    assert {row["sales"] for row in answer["activity_targets"]} >= {"north", "south"}
    assert answer["activity_rates"]


def test_quartiles(cli: Cli, folder: Path) -> None:
    given = ("--reps", folder / "reps.csv", "--actuals", folder / "actuals.csv")
    answer = cli("quota", "quartiles", *given, "--format", "json").json
    found = {row["rep_id"]: row["quartile"] for row in answer["quartiles"]}
    assert (found["s5"], found["n1"]) == ("top", "bottom")
    assert "¥234,000" in cli("quota", "quartiles", *given, "--table", "quartiles").out
    few = cli(
        *("quota", "quartiles", *given, "--within", "team_id", "--measure", "orders"),
        *("--from", "2026-01-01", "--to", AS_OF, "--format", "csv", "--table", "quartiles"),
    )
    assert {row["quartile"] for row in records(few.out)} == {"insufficient"}
    own = folder / "skills.csv"
    own.write_text(
        "rep_id,team_id,skill\n"
        + "".join(f"{rep},{team},{place}\n" for place, (rep, team) in enumerate(TEAMS.items())),
        encoding="utf-8",
    )
    ranked = cli("quota", "quartiles", "--reps", own, "--measure", "skill", "--format", "json").json
    assert {row["rep_id"]: row["rank"] for row in ranked["quartiles"]}["s5"] == 1


def test_shapes(cli: Cli, folder: Path) -> None:
    rows = [
        f"{year}{month:02},{year}-{month:02}-15,order,{month}00,CNY"
        for year in (2022, 2023, 2024, 2025)
        for month in range(1, 13)
    ]
    history = folder / "history.csv"
    history.write_text(
        "actual_id,date,kind,amount_minor,currency\n" + "\n".join(rows) + "\n", encoding="utf-8"
    )
    asked = ("--candidates", "equal,last_year", "--test-years", "1", "--period", "month")
    answer = cli("quota", "shapes", "--actuals", history, *asked, "--format", "json").json
    (best,) = answer["best_shapes"]
    assert best["best"] == "last_year"
    shown = cli("quota", "shapes", "--actuals", history, "--calendar", "cn", "--lang", "zh")
    assert shown.status == 0


def test_incentive(cli: Cli, folder: Path) -> None:
    document = {
        "sandan": "incentive/1",
        "code": "i",
        "roles": [{"role": "leader", "components": [{"code": "c", "measure": "transactions"}]}],
    }
    path = folder / "incentive.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    found = {
        row["check"]: row["holds"]
        for row in cli("quota", "incentive", path, "--format", "json").json
    }
    assert found["no_transactions"] is False
    shown = cli("quota", "incentive", path, "--lang", "zh").out
    assert "文档位置" in shown
    assert "奖励" in shown
    path.write_text(json.dumps({**document, "roles": []}), encoding="utf-8")
    wrong = cli("quota", "incentive", path)
    assert wrong.status == 1
    assert "/roles" in wrong.err


def test_arithmetic(cli: Cli, folder: Path) -> None:
    items = folder / "items.csv"
    items.write_text("item_id,weight,cap_minor\na,1,\nb,1,10\nc,1,\n", encoding="utf-8")
    asked = ("--items", items, "--total-minor", "101", "--format", "json")
    rows = cli("quota", "allocate", *asked).json
    assert [row["amount_minor"] for row in rows] == [46, 10, 45]
    cells = folder / "cells.csv"
    cells.write_text(
        "row_id,column_id,value\nx,p,0.5\nx,q,0.5\ny,p,0.5\ny,q,0.5\n", encoding="utf-8"
    )
    for more in ((), ("--feasible",), ("--unit", "0.5")):
        text = cli("quota", "round", "--cells", cells, *more, "--format", "csv").out
        assert len(records(text)) == 4
    (folder / "rows.csv").write_text("row_id,total\nx,30\ny,10\n", encoding="utf-8")
    (folder / "columns.csv").write_text("column_id,total\np,20\nq,20\n", encoding="utf-8")
    raked = cli(
        *("quota", "rake", "--seed", cells, "--row-totals", folder / "rows.csv"),
        *("--column-totals", folder / "columns.csv", "--format", "json"),
    ).json
    assert [row["value"] for row in raked] == pytest.approx([15, 15, 5, 5])


# ---- what fails


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("targets", "--reps", "reps.csv"), "--plan"),
        (("targets", "--plan", "simpel", "--reps", "reps.csv"), "nor a shipped plan (annual"),
        (("targets", "--plan", "simple", "--rep", "reps.csv"), "did you mean --reps?"),
        (("targets", "--plan", "simple", "--reps"), "requires a file"),
        (("targets", "--plan", "simple", "--reps", "reps.csv", "--period", "moon"), "moon"),
        (("targets", "--plan", "simple", "--reps", "reps.csv", "--level", "sales"), "AXIS=LEVEL"),
        (("targets", "--plan", "simple", "--reps", "reps.csv", "--level", "sales=x"), "level"),
        (("pace", "--plan", "simple", "--reps", "reps.csv"), "--as-of"),
        (("pace", "--plan", "simple", "--as-of", AS_OF, "--confidence", "0.2"), "0.5<=x"),
        (("quartiles", "--plan", "simple", "--reps", "reps.csv"), "reads no plan"),
        (("replan", "--plan", "simple", "--reps", "reps.csv"), "--from"),
        (("versions", "--plan", "simple", "--reps", "reps.csv", "--carry", "rep"), "--from"),
        (
            ("pace", "--plan", "simple", "--as-of", AS_OF, "--actual", "x"),
            "did you mean --actuals?",
        ),
        (("allocate", "--items", "reps.csv"), "--total-minor"),
        (("allocate", "--total-minor", "1"), "--items FILE"),
        (("allocate", "--item", "reps.csv", "--total-minor", "1"), "did you mean --items?"),
        (("nosuch",), "nosuch"),
    ],
)
def test_usage(
    cli: Cli,
    folder: Path,
    arguments: tuple[str, ...],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(folder)
    outcome = cli("quota", *arguments)
    assert outcome.status == 2, outcome.err
    assert told in outcome.err


def test_faults_are_told_at_their_file_and_row(
    cli: Cli, planned: list[str], followed: list[str], folder: Path
) -> None:
    reps = (folder / "reps.csv").read_text(encoding="utf-8").split("\n")
    (folder / "reps.csv").write_text("\n".join([*reps[:3], reps[2], *reps[3:]]), encoding="utf-8")
    twice = cli("quota", "targets", *planned)
    assert twice.status == 1
    assert "reps.csv, row 4" in twice.err
    (folder / "reps.csv").write_text("\n".join(reps), encoding="utf-8")
    actuals = (folder / "actuals.csv").read_text(encoding="utf-8").split("\n")
    actuals[5] = actuals[5].replace("n1,erp", "nobody,erp").replace("n1,mes", "nobody,mes")
    (folder / "actuals.csv").write_text("\n".join(actuals), encoding="utf-8")
    strict = cli("quota", "pace", *followed, "--as-of", AS_OF, "--strict")
    assert strict.status == 1
    assert "actuals.csv, row 6" in strict.err
    answer = cli("quota", "pace", *followed, "--as-of", AS_OF, "--format", "json").json
    assert [row["value"] for row in answer["pace_faults"]] == ["nobody"]
    hidden = cli(
        "quota", "pace", *followed, "--as-of", AS_OF, "--hide-values", "--format", "json"
    ).json
    assert [row["value"] for row in hidden["pace_faults"]] == [None]


def test_values_that_cannot_be_read(cli: Cli, followed: list[str], folder: Path) -> None:
    actuals = (folder / "actuals.csv").read_text(encoding="utf-8").split("\n")
    actuals[5] = actuals[5].replace("2026-", "2026-99-")
    (folder / "actuals.csv").write_text("\n".join(actuals), encoding="utf-8")
    outcome = cli("quota", "pace", *followed, "--as-of", AS_OF)
    assert outcome.status == 1
    assert "actuals.csv, row 6" in outcome.err
    kept = cli("quota", "pace", *followed, "--as-of", AS_OF, "--on-error", "null")
    assert kept.status == 0


def test_documents_that_are_wrong(cli: Cli, folder: Path, planned: list[str]) -> None:
    (folder / "plan.json").write_text(json.dumps({**PLAN, "total_minor": 0}), encoding="utf-8")
    outcome = cli("quota", "targets", *planned)
    assert outcome.status == 1
    assert "plan.json" in outcome.err
    assert "/total_minor" in outcome.err
    fighting = [
        {"code": "least", "at": {"sales": "north"}, "floor_minor": TOTAL},
        {"code": "also", "at": {"sales": "south"}, "floor_minor": 100},
    ]
    (folder / "plan.json").write_text(
        json.dumps({**PLAN, "constraints": fighting}), encoding="utf-8"
    )
    outcome = cli("quota", "targets", *planned)
    assert outcome.status == 1
    assert "least" in outcome.err
    assert "also" in outcome.err


# ---- mapping documents and the review


def mapping(folder: Path, **members: Any) -> Path:
    document = {
        "sandan": "mapping/1",
        "code": "m",
        "label": {"en": "Mapping"},
        "files": {name: f"{name}.csv" for name in tables()},
        "tables": {name: {"file": name} for name in tables()},
        **members,
    }
    path = folder / "map.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_the_plan_of_a_mapping_document(cli: Cli, folder: Path) -> None:
    named = mapping(folder, plan="plan.json")
    asked = ("--as-of", AS_OF, "--by", "total", "--format", "json")
    answer = cli("quota", "pace", "--map", named, *asked).json
    assert [row["actual_minor"] for row in answer["pace"]] == [BROUGHT]
    shipped = cli("quota", "targets", "--map", named, "--plan", "simple", "--format", "json").json
    assert [row["amount_minor"] for row in shipped] == [1_200_000_000]
    missing = cli("quota", "targets", "--map", mapping(folder, plan="none.json"))
    assert missing.status == 1
    assert "map.json" in missing.err
    assert "/plan" in missing.err


DEALS = """opportunity_id,owner_id,stage,outcome,amount_minor,currency,created_on
A1,n1,visit,open,1200000,CNY,2026-01-05
A2,s1,visit,open,800000,CNY,2026-01-09
"""


@pytest.fixture
def deals(folder: Path) -> list[str]:
    """The options of a review of two deals."""
    (folder / "deals.csv").write_text(DEALS, encoding="utf-8")
    return [
        *("--opportunities", str(folder / "deals.csv"), "--process", "simple"),
        *("--as-of", AS_OF),
    ]


def test_review_follows_a_plan(cli: Cli, deals: list[str], followed: list[str]) -> None:
    found = cli("review", *deals, *followed, "--format", "json").json
    assert [row["actual_minor"] for row in found["pace"]] == [BROUGHT]
    assert {"pace by sales", "targets", "constraints", "principles", "proof"} <= set(found)
    text = cli("review", *deals, *followed, "--format", "csv", "--table", "constraints").out
    assert [row["code"] for row in records(text)] == ["n1_most", "south_least"]
    assert "Attainment and pace" in cli("review", *deals, *followed).out
    assert "目标达成与进度" in cli("review", *deals, *followed, "--lang", "zh").out


def test_review_without_a_plan(cli: Cli, deals: list[str], folder: Path) -> None:
    plain = cli("review", *deals, "--reps", folder / "reps.csv").out
    named = mapping(folder)
    (folder / "actuals.csv").unlink()
    assert "Attainment" not in plain
    # Without a plan its tables are not even read.
    mapped = cli("review", *deals, "--map", named)
    assert mapped.status == 0, mapped.err
    assert mapped.out == plain


def test_review_takes_the_plan_of_the_mapping(cli: Cli, deals: list[str], folder: Path) -> None:
    named = mapping(folder, plan="plan.json")
    found = cli("review", *deals, "--map", named, "--format", "json").json
    assert [row["actual_minor"] for row in found["pace"]] == [BROUGHT]
    wrong = cli("review", *deals, "--map", mapping(folder, plan="nothing"))
    assert wrong.status == 1
    assert "/plan" in wrong.err


def test_review_tells_faults_of_a_plan_at_their_row(
    cli: Cli, deals: list[str], followed: list[str], folder: Path
) -> None:
    reps = (folder / "reps.csv").read_text(encoding="utf-8").split("\n")
    (folder / "reps.csv").write_text("\n".join([*reps[:3], reps[2], *reps[3:]]), encoding="utf-8")
    outcome = cli("review", *deals, *followed)
    assert outcome.status == 1
    assert "reps.csv, row 4" in outcome.err
