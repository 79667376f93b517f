"""What the review says of the sample CRM's quota plan, against plain Python."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLE, review

PLAN: dict[str, Any] = json.loads((SAMPLE / "plan.json").read_text("utf-8"))
YEAR, AS_OF = "2026", "2026-10-31"


@pytest.fixture(scope="module")
def tables(crm: Path) -> dict[str, list[dict[str, str]]]:
    found = {}
    for name in ("actuals", "credits", "rep_assignments", "work_items", "reps"):
        with open(crm / f"{name}.csv", encoding="utf-8", newline="") as file:
            found[name] = list(csv.DictReader(file))
    return found


@pytest.fixture(scope="module")
def orders(tables: dict[str, Any]) -> list[dict[str, str]]:
    """The orders of the plan's year."""
    return [
        row
        for row in tables["actuals"]
        if row["kind"] == "order" and f"{YEAR}-01-01" <= row["date"] <= AS_OF
    ]


def amount(row: dict[str, str]) -> int:
    return int(row["amount_minor"])


def test_whole(figures: dict[str, Any], orders: list[dict[str, str]]) -> None:
    (whole,) = figures["pace"]
    assert whole["actual_minor"] == sum(amount(row) for row in orders)
    assert whole["target_minor"] == PLAN["total_minor"]
    assert whole["unplaced_minor"] == 0
    assert whole["attainment"] == pytest.approx(
        whole["actual_minor"] / whole["target_to_date_minor"]
    )
    assert whole["required_per_workday_minor"] == -(
        -(whole["target_minor"] - whole["actual_minor"]) // whole["remaining_workdays"]
    )
    assert whole["landing_low_minor"] < whole["landing_minor"] < whole["landing_high_minor"]


def test_teams_and_reps(
    figures: dict[str, Any], tables: dict[str, Any], orders: list[dict[str, str]]
) -> None:
    """Shared orders count for each by his part, and for the team he was in on that day."""
    shares: dict[str, dict[str, int]] = {}
    for row in tables["credits"]:
        shares.setdefault(row["opportunity_id"], {})[row["rep_id"]] = int(row["share_ppm"])
    expected = Counter[tuple[str, str]]()
    for order in orders:
        parts = shares.get(order["opportunity_id"], {order["rep_id"]: 1_000_000})
        for rep, ppm in parts.items():
            (team,) = (
                row["team_id"]
                for row in tables["rep_assignments"]
                if row["rep_id"] == rep
                and row["from_on"] <= order["date"] <= (row["to_on"] or "9999")
            )
            expected[rep, team] += amount(order) * ppm // 1_000_000
    found = {
        (row["sales"], row["sales_parent"]): row["actual_minor"]
        for row in figures["pace by sales"]
        if row["sales_level"] == "rep_id"
    }
    assert set(expected) <= set(found)
    for place, value in found.items():
        assert value == pytest.approx(expected[place], abs=len(orders))
    teams = {
        row["sales"]: row for row in figures["pace by sales"] if row["sales_level"] != "rep_id"
    }
    for team, row in teams.items():
        below = sum(value for (_, of), value in found.items() if of == team)
        assert team == "company" or row["actual_minor"] == below
    assert teams["company"]["actual_minor"] == sum(found.values())


@pytest.mark.parametrize("key", ["product", "customer_class", "region", "industry"])
def test_apart(figures: dict[str, Any], orders: list[dict[str, str]], key: str) -> None:
    expected = Counter[str]()
    for row in orders:
        expected[row[key]] += amount(row)
    found = {row[key]: row["actual_minor"] for row in figures[f"pace by {key}"]}
    found.pop("all", None)
    assert found == expected


def test_months_and_curve(figures: dict[str, Any], orders: list[dict[str, str]]) -> None:
    expected = Counter[str]()
    for row in orders:
        expected[row["date"][:7]] += amount(row)
    assert {row["period"]: row["actual_minor"] for row in figures["pace by month"]} == expected
    curve = figures["pace_curve"]
    assert len(curve) == 365
    assert curve[-1]["target_minor"] == PLAN["total_minor"]
    for point in curve:
        if point["actual_minor"] is not None:
            brought = sum(amount(row) for row in orders if row["date"] <= point["day"])
            assert point["actual_minor"] == brought
    assert curve[303] == {
        "day": AS_OF,
        "target_minor": figures["pace"][0]["target_to_date_minor"],
        "actual_minor": figures["pace"][0]["actual_minor"],
    }


def test_targets_add_up(figures: dict[str, Any]) -> None:
    """By tier and period: teams to the company, all in whole units."""
    shares = {tier["code"]: tier.get("share_ppm", 1_000_000) for tier in PLAN["tiers"]}
    teams, company = Counter[tuple[str, str]](), {}
    for row in figures["targets"]:
        key = (row["tier"], row["period"])
        assert row["amount_minor"] % PLAN["round_to_minor"] == 0
        if row["sales"] == "company":
            company[key] = row["amount_minor"]
        else:
            teams[key] += row["amount_minor"]
    assert {period for _, period in company} == {"all", "2026-11", "2026-12"}
    assert teams == company
    for tier, share in shares.items():
        assert company[tier, "all"] == PLAN["total_minor"] * share // 1_000_000


def test_constraints_hold(figures: dict[str, Any]) -> None:
    found = {row["code"]: row for row in figures["constraints"]}
    assert set(found) == {each["code"] for each in PLAN["constraints"]}
    for each in PLAN["constraints"]:
        row = found[each["code"]]
        if "floor_minor" in each:
            assert row["amount_minor"] >= each["floor_minor"]
        else:
            assert row["amount_minor"] <= each["cap_minor"]
        assert row["effect_minor"] == row["amount_minor"] - row["free_minor"]
        assert row["binds"] == (row["slack_minor"] == 0)


def test_every_sum_is_right(figures: dict[str, Any]) -> None:
    rows = figures["proof"]
    assert [row["tier"] for row in rows] == [tier["code"] for tier in PLAN["tiers"]]
    for row in rows:
        assert row["sums_broken"] == 0
        assert row["sums_checked"] > 1000
        assert row["sum_minor"] == row["total_minor"]


def test_work_items_out_of_their_quarter(figures: dict[str, Any], tables: dict[str, Any]) -> None:
    expected = {
        row["item_id"]
        for row in tables["work_items"]
        if row["quarter"] != f"{YEAR}-Q{(int(row['due_on'][5:7]) + 2) // 3}"
    }
    found = {
        row["place"] for row in figures["principles"] if row["finding"] == "due_outside_quarter"
    }
    assert found == expected != set()


def test_quartiles(figures: dict[str, Any]) -> None:
    """The reps of the best quarter brought more than any other, those of the last less."""
    values: dict[str, list[float]] = {}
    for row in figures["quartiles"]:
        values.setdefault(row["quartile"], []).append(row["value"])
        assert (row["advice"] == "needs_plan") == (row["quartile"] == "bottom")
    assert min(values["top"]) >= max(values["middle"])
    assert min(values["middle"]) >= max(values["bottom"])


def test_threads_change_no_byte(crm: Path) -> None:
    one, two = (review(crm, "--threads", n, "--format", "json") for n in ("1", "2"))
    assert one == two
    assert len(one) > 10_000
