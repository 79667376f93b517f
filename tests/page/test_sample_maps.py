"""What the review says of the sample CRM's decision maps, against plain Python."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

REQUIRED = {"initiator", "decider", "user", "designer", "evaluator"}
LISTED = 10


@pytest.fixture(scope="session")
def tables(crm: Path) -> dict[str, list[dict[str, str]]]:
    found = {}
    for name in ("people", "departments", "opportunities", "stances"):
        with open(crm / f"{name}.csv", encoding="utf-8", newline="") as file:
            found[name] = list(csv.DictReader(file))
    return found


@pytest.fixture(scope="session")
def people(tables: dict[str, Any], figures: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    """People of the maps shown, by account."""
    shown = [row["account_id"] for row in figures["map_deals"]]
    return {
        account: [row for row in tables["people"] if row["account_id"] == account]
        for account in shown
    }


def test_largest_deals(figures: dict[str, Any], tables: dict[str, Any]) -> None:
    mapped = {row["account_id"] for row in tables["people"]}
    deals = [
        row
        for row in tables["opportunities"]
        if row["outcome"] == "open" and row["account_id"] in mapped and row["amount_minor"]
    ]
    deals.sort(key=lambda row: (-int(row["amount_minor"]), row["opportunity_id"]))
    first: dict[str, str] = {}
    for row in deals:
        first.setdefault(row["account_id"], row["opportunity_id"])
    expected = list(first.items())[:LISTED]
    shown = [(row["account_id"], row["opportunity_id"]) for row in figures["map_deals"]]
    assert shown == expected
    assert len(shown) == LISTED


def test_completeness(figures: dict[str, Any], people: dict[str, list[dict[str, str]]]) -> None:
    rows = {row["account_id"]: row for row in figures["map_completeness"]}
    assert set(rows) == set(people)
    for account, members in people.items():
        roles = {role for each in members for role in each["roles"].split(";") if role}
        guided = {each["department_id"] for each in members if each["guide"] == "true"} - {""}
        of_map = {each["department_id"] for each in members} - {""}
        row = rows[account]
        assert row["people"] == len(members)
        assert row["roles_filled"] == len(roles & REQUIRED)
        assert (row["departments"], row["departments_with_guide"]) == (len(of_map), len(guided))


def test_people_not_to_be_contacted_are_only_counted(
    figures: dict[str, Any], people: dict[str, list[dict[str, str]]]
) -> None:
    banned = {
        each["person_id"]
        for members in people.values()
        for each in members
        if each["contact_allowed"] == "false"
    }
    assert banned
    counted = Counter[str]()
    for row in figures["map_withheld"]:
        counted[row["account_id"]] += row["people"]
    expected = {
        account: n
        for account, members in people.items()
        if (n := sum(each["person_id"] in banned for each in members))
    }
    assert counted == expected
    proposed = {row["person_id"] for row in figures["map_win_over"]}
    proposed |= {row["person_id"] for row in figures["map_next_contacts"]}
    proposed |= {row["to_id"] for row in figures["map_route_steps"]}
    assert proposed
    assert not proposed & banned


def test_vetoes(figures: dict[str, Any], people: dict[str, list[dict[str, str]]]) -> None:
    expected = {
        each["person_id"]
        for members in people.values()
        for each in members
        if each["veto"] == "true"
    }
    vetoes = {row["person_id"] for row in figures["map_gatekeepers"] if row["kind"] == "veto"}
    assert vetoes == expected
    assert vetoes


def test_verdicts(figures: dict[str, Any], tables: dict[str, Any]) -> None:
    of_person = {row["person_id"]: row["account_id"] for row in tables["people"]}
    vendors: dict[str, set[str]] = {row["account_id"]: {"@us"} for row in figures["map_deals"]}
    for row in tables["stances"]:
        account = of_person[row["person_id"]]
        if account in vendors:
            vendors[account].add(row["vendor"])
    found: dict[str, set[str]] = {}
    for row in figures["map_verdicts"]:
        found.setdefault(row["account_id"], set()).add(row["vendor"])
        if row["verdict"] is not None:
            assert -2 <= row["low"] <= row["verdict"] <= row["high"] <= 2
    assert found == vendors


def test_figures_for_programs_hold_no_names(
    figures: dict[str, Any], tables: dict[str, Any]
) -> None:
    names = {row["name"] for row in tables["people"]}
    of_maps = {name: rows for name, rows in figures.items() if name.startswith("map_")}
    values = {
        value
        for rows in of_maps.values()
        for row in rows
        for value in row.values()
        if isinstance(value, str)
    }
    assert values
    assert not values & names


def test_everybody_is_drawn(page: Path, people: dict[str, list[dict[str, str]]]) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.count('<g class="person">') == sum(map(len, people.values()))
    names = [each["name"] for members in people.values() for each in members]
    for name in names:
        assert re.search(rf"<title>{name}\b", text), name


def test_every_finding_is_on_the_page(page: Path, figures: dict[str, Any]) -> None:
    text = page.read_text(encoding="utf-8")
    chinese = 'lang="zh"' in text
    questions = (
        (
            "完整度",
            "缺口 1",
            "绕不开的人",
            "阻断签约的最小集合",
            "结论预测",
            "争取对象 1",
            "争夺中的人",
            "逾期未联系",
        )
        if chinese
        else (
            *("Completeness", "Gap 1", "Gatekeeper", "Smallest set that blocks signing"),
            *("Verdict", "Win over 1", "Contested", "Overdue contact"),
        )
    )
    for question in questions:
        assert text.count(f"<td>{question}</td>") >= LISTED, question
    withheld = "不予建议" if chinese else "Left out of proposals"
    assert text.count(f"<td>{withheld}</td>") == len(figures["map_withheld"])
