"""What the sample CRM's plan is followed by: orders and collections, who shares them, who
was in which team when, and the work of the quarters; and the numbers of rows in its README."""

import csv
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from shipped import SAMPLE, load

AS_OF = "2026-10-31"
MOVED = "R16"


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    subprocess.run(
        [sys.executable, "-B", str(SAMPLE / "generate.py"), str(folder)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    found = {}
    for path in sorted(folder.glob("*.csv")):
        with open(path, encoding="utf-8", newline="") as file:
            found[path.stem] = list(csv.DictReader(file))
    return found


@pytest.fixture(scope="module")
def deals(tables):
    return {row["opportunity_id"]: row for row in tables["opportunities"]}


def test_numbers_of_rows_are_those_of_the_readme(tables):
    text = (SAMPLE / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([a-z_]+)\.csv` \| (about )?([0-9,]+) \|", text, re.MULTILINE)
    assert {name for name, _, _ in told} == set(tables)
    for name, about, number in told:
        n = int(number.replace(",", ""))
        assert abs(len(tables[name]) - n) <= (0.05 * n if about else 0), name


def test_orders_are_the_won_deals(tables, deals):
    orders = [row for row in tables["actuals"] if row["kind"] == "order"]
    won = {
        deal: int(row["amount_minor"])
        for deal, row in deals.items()
        if row["outcome"] == "won" and row["amount_minor"]
    }
    assert {row["opportunity_id"]: int(row["amount_minor"]) for row in orders} == won
    assert len(orders) == len(won)
    for row in orders:
        deal = deals[row["opportunity_id"]]
        assert row["date"] == deal["won_on"]
        for column in ("account_id", "product", "currency"):
            assert row[column] == deal[column]


def test_collections_are_what_came_in(tables):
    collected = Counter()
    for row in tables["receivables"]:
        if row["collected_on"] and row["collected_on"] <= AS_OF:
            collected[row["opportunity_id"]] += int(row["collected_minor"])
    booked = Counter()
    for row in tables["actuals"]:
        if row["kind"] == "collection":
            booked[row["opportunity_id"]] += int(row["amount_minor"])
    assert booked == collected


def test_actuals_are_in_order_and_of_reps_at_work(tables):
    staff = {row["rep_id"]: row for row in tables["reps"]}
    rows = tables["actuals"]
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)
    assert len({row["actual_id"] for row in rows}) == len(rows)
    assert rows[0]["date"].startswith("2025-")
    assert rows[-1]["date"] <= AS_OF
    for row in rows:
        assert row["kind"] in ("order", "collection")
        assert int(row["amount_minor"]) > 0
        rep = staff[row["rep_id"]]
        assert not rep["left_on"] or row["date"] <= rep["left_on"]


def test_credits_sum_to_one(tables, deals):
    shares = defaultdict(dict)
    for row in tables["credits"]:
        shares[row["opportunity_id"]][row["rep_id"]] = int(row["share_ppm"])
    assert sum(map(len, shares.values())) == len(tables["credits"])
    roles = {row["rep_id"]: row["role"] for row in tables["reps"]}
    for deal, parts in shares.items():
        assert sum(parts.values()) == 1_000_000
        assert len(parts) == 2
        assert deals[deal]["owner_id"] in parts
        assert "product_specialist" in {roles[rep] for rep in parts}
        assert deals[deal]["outcome"] == "won"


def test_assignments_follow_each_other(tables):
    staff = {row["rep_id"]: row for row in tables["reps"]}
    of_rep = defaultdict(list)
    for row in tables["rep_assignments"]:
        of_rep[row["rep_id"]].append(row)
    assert set(of_rep) == set(staff)
    assert {rep for rep, rows in of_rep.items() if len(rows) > 1} == {MOVED}
    for rep, rows in of_rep.items():
        assert rows[0]["from_on"] == staff[rep]["hired_on"]
        assert rows[-1]["to_on"] == staff[rep]["left_on"]
        assert rows[-1]["team_id"] == staff[rep]["team_id"]
        for before, after in zip(rows, rows[1:]):
            last = date.fromisoformat(before["to_on"])
            assert after["from_on"] == (last + timedelta(days=1)).isoformat()
            assert before["team_id"] != after["team_id"]


def test_work_items_are_tied_to_the_plan(tables):
    goals = {each["goal"]: each["quarter"] for each in load(SAMPLE / "plan.json")["focuses"]}
    leaders = {row["rep_id"] for row in tables["reps"] if row["role"] == "leader"}
    rows = tables["work_items"]
    assert len({row["item_id"] for row in rows}) == len(rows)
    late = 0
    for row in rows:
        assert goals[row["goal"]] == row["quarter"]
        assert row["rep_id"] in leaders
        assert row["urgency"] in ("urgent", "normal")
        assert row["done_on"] <= AS_OF
        quarter = (date.fromisoformat(row["due_on"]).month + 2) // 3
        late += row["quarter"] != f"2026-Q{quarter}"
    assert late == len(leaders), "each leader has one item that is due outside its quarter"
    assert {row["rep_id"] for row in rows} == leaders


def test_documents_name_what_the_tables_hold(tables):
    plan = load(SAMPLE / "plan.json")
    axes = {axis["code"]: axis for axis in plan["axes"]}
    products = {node["code"] for node in axes["product"]["tree"]["nodes"]}
    classes = {node["code"] for node in axes["customer_class"]["tree"]["nodes"]}
    assert {row["product"] for row in tables["actuals"]} <= products
    assert {row["customer_class"] for row in tables["actuals"]} <= classes
    reps = {row["rep_id"] for row in tables["reps"]}
    for constraint in plan["constraints"]:
        assert constraint.get("at", {}).get("sales", "R01") in reps
    assert load(SAMPLE / "mapping.json")["plan"] == "plan.json"
    roles = {each["role"] for each in load(SAMPLE / "incentive.json")["roles"]}
    assert roles <= {row["role"] for row in tables["reps"]}
