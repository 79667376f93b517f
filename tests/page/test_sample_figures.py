"""What the review says of the sample CRM's customers and deals, against plain Python."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests/documents"))

from plain_grades import GRADES, candidates, grade  # noqa: E402

AS_OF = date(2026, 10, 31)
ORDER = [*GRADES, "ungraded", "not_target"]
LONGEST = {"B": 14, "C": 30, "D": 90}


@pytest.fixture(scope="session")
def tables(crm: Path) -> dict[str, list[dict[str, str]]]:
    found = {}
    for path in crm.glob("*.csv"):
        with open(path, encoding="utf-8", newline="") as file:
            found[path.stem] = list(csv.DictReader(file))
    return found


def test_grades(figures: dict[str, Any], tables: dict[str, Any]) -> None:
    expected = Counter(grade(line) for line in tables["account_lines"])
    counted = Counter[str | None]()
    for row in figures["grades"]:
        counted[row["grade"]] += row["n"]
    assert counted == expected


def test_rules(figures: dict[str, Any], tables: dict[str, Any]) -> None:
    """A rule is named where it alone decides."""
    decided = [candidates(line) for line in tables["account_lines"]]
    expected = Counter(found[0] for found in decided if len(found) == 1 and found[0])
    assert {row["rule"]: row["n"] for row in figures["grade_rules"]} == expected


def test_regrades(figures: dict[str, Any], tables: dict[str, Any]) -> None:
    expected = set()
    for line in tables["account_lines"]:
        now, before = grade(line), line["grade"] or None
        if now is None or now == before:
            continue
        better = before is not None and ORDER.index(now) < ORDER.index(before)
        direction = "new" if before is None else "up" if better else "down"
        expected.add((line["account_id"], before, now, direction))
    found = {
        (row["account_id"], row["from"], row["to"], row["direction"]) for row in figures["regrades"]
    }
    assert found == expected


def test_gauge_of_nurturing(figures: dict[str, Any], tables: dict[str, Any]) -> None:
    last: dict[str, str] = {}
    for row in tables["activities"]:
        account = row["account_id"]
        last[account] = max(last.get(account, ""), row["done_on"])
    nurtured = [line for line in tables["account_lines"] if grade(line) in LONGEST]
    on_time = sum(
        last.get(line["account_id"], "")
        >= (AS_OF - timedelta(days=LONGEST[grade(line)])).isoformat()
        for line in nurtured
    )
    (gauge,) = (row for row in figures["gauges"] if row["gauge"] == "nurture")
    assert (gauge["n"], gauge["of_n"]) == (on_time, len(nurtured))


def test_gauge_of_finding(figures: dict[str, Any], tables: dict[str, Any]) -> None:
    known = {row["account_id"] for row in tables["universe"]}
    listed = {row["account_id"] for row in tables["accounts"]}
    (gauge,) = (row for row in figures["gauges"] if row["gauge"] == "find")
    assert gauge["n"] == len(known & listed)
    assert gauge["of_n"] == len(known)
    assert gauge["unknown"] == len(listed - known)


def test_gauge_of_closing(figures: dict[str, Any], tables: dict[str, Any]) -> None:
    best = {line["account_id"] for line in tables["account_lines"] if grade(line) == "A"}
    deals = [
        row
        for row in tables["opportunities"]
        if row["outcome"] == "open" and row["product"] == "erp" and row["account_id"] in best
    ]
    (gauge,) = (row for row in figures["gauges"] if row["gauge"] == "close")
    assert gauge["n"] == len(deals) > 10
    assert gauge["value_minor"] == sum(int(row["amount_minor"] or 0) for row in deals)
    assert sum(row["n"] for row in figures["gauge_close"]) == len(deals)


def test_blocked_deals(figures: dict[str, Any], tables: dict[str, Any]) -> None:
    """By the facts of the marks, read from the process with eyes of our own."""
    process = json.loads((ROOT / "examples/sample_crm/process.json").read_text("utf-8"))
    line = [stage["code"] for stage in process["stages"]]
    marks = {stage["code"]: stage for stage in process["stages"]}
    facts = {row["opportunity_id"]: row for row in tables["opportunities"]}
    blocked = {row["opportunity_id"]: row for row in figures["blocked_deals"]}
    counts = Counter(row["stage"] for row in blocked.values())
    assert min(counts[stage] for stage in line[:-1]) >= 3
    for deal, row in blocked.items():
        assert line.index(row["to_stage"]) == line.index(row["stage"]) + 1
        assert row["unmet"]
        for mark in row["unmet"]:
            (condition,) = {
                each["condition"]
                for stage in (marks[row["stage"]], marks[row["to_stage"]])
                for each in (stage["start_mark"], stage["end_mark"])
                if each["code"] == mark
            }
            assert holds(condition, facts[deal]) is False
        for mark in row["unknown"]:
            assert mark not in row["unmet"]
    told = sum(row["unmet"] for row in figures["gate_marks"])
    assert told == sum(len(row["unmet"]) for row in blocked.values())


def holds(condition: str, deal: dict[str, str]) -> bool | None:
    """The few shapes of conditions that the sample has: names, a bound, a number, and."""
    truths = []
    for part in condition.split(" and "):
        name, *test = part.split()
        text = deal[name]
        if not text:
            truths.append(None)
        elif not test:
            truths.append(text == "true")
        else:
            sign, number = test
            truths.append({">=": float(text) >= float(number), "=": text == number}[sign])
    return False if False in truths else None if None in truths else True
