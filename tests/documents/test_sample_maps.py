"""The decision maps of the sample CRM hold what its README promises: small findings to be made,
nothing at fault by accident."""

import csv
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from shipped import ROOT, load

SAMPLE = ROOT / "examples" / "sample_crm"
TABLES = ["people", "departments", "relations", "stances", "points"]
AS_OF = "2026-10-31"


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample_crm")
    program = [sys.executable, str(SAMPLE / "generate.py"), str(folder)]
    subprocess.run(program, check=True, capture_output=True)
    found = {}
    for name in [*TABLES, "opportunities", "activities"]:
        with Path(folder / f"{name}.csv").open(newline="", encoding="utf-8") as lines:
            found[name] = list(csv.DictReader(lines))
    return found


@pytest.fixture(scope="module")
def vocabulary():
    return load(ROOT / "data" / "map_vocabularies" / "standard.json")


@pytest.fixture(scope="module")
def account_of(tables):
    return {row["person_id"]: row["account_id"] for row in tables["people"]}


def words(vocabulary, name):
    return {item["code"] for item in vocabulary[name]} | {""}


def test_maps_are_of_the_fifty_largest_open_deals(tables):
    largest = Counter()
    for row in tables["opportunities"]:
        if row["outcome"] == "open" and row["amount_minor"]:
            account = row["account_id"]
            largest[account] = max(largest[account], int(row["amount_minor"]))
    mapped = {row["account_id"] for row in tables["people"]}
    assert len(mapped) == 50
    least = min(largest[account] for account in mapped)
    assert all(amount <= least for account, amount in largest.items() if account not in mapped)


def test_ids_are_those_of_people_and_departments(tables, account_of):
    departments = {row["department_id"]: row["account_id"] for row in tables["departments"]}
    assert len(account_of) == len(tables["people"])
    assert len(departments) == len(tables["departments"])
    for row in tables["people"]:
        department = row["department_id"]
        assert not department or departments[department] == row["account_id"]
    for row in tables["relations"]:
        for end in ("from", "to"):
            places = departments if row[f"{end}_kind"] == "department" else account_of
            assert places[row[f"{end}_id"]] == row["account_id"]
        assert row["from_id"] != row["to_id"]
    for row in tables["stances"]:
        assert row["person_id"] in account_of and row["as_of"] <= AS_OF
    for row in tables["points"]:
        assert not row["person_id"] or account_of[row["person_id"]] == row["account_id"]
    for row in tables["activities"]:
        assert not row["person_id"] or account_of[row["person_id"]] == row["account_id"]


def test_words_are_those_of_the_vocabulary(tables, vocabulary):
    for row in tables["people"]:
        assert row["level"] in words(vocabulary, "levels")
        assert row["function"] in words(vocabulary, "functions")
        assert row["style"] in words(vocabulary, "styles")
        assert set(row["roles"].split(";")) <= words(vocabulary, "roles")
        assert set(row["decides"].split(";")) <= words(vocabulary, "decisions")
    assert {row["kind"] for row in tables["relations"]} <= words(vocabulary, "relation_kinds")
    stages = words(vocabulary, "relation_stages")
    assert {row["relation_stage"] for row in tables["stances"]} <= stages
    assert {row["support"] for row in tables["stances"]} == {"", "-2", "-1", "0", "1", "2"}
    assert {row["kind"] for row in tables["points"]} == {"advantage", "weakness"}


def test_no_stance_contradicts_another(tables):
    days = Counter((row["person_id"], row["vendor"], row["as_of"]) for row in tables["stances"])
    assert set(days.values()) == {1}


def test_nobody_is_above_themselves(tables):
    above = {}
    for row in tables["relations"]:
        if row["kind"] == "reports_to":
            above.setdefault(row["from_id"], set()).add(row["to_id"])
    for person in above:
        reached, open_people = set(), [person]
        while open_people:
            for superior in above.get(open_people.pop(), ()):
                assert superior != person
                if superior not in reached:
                    reached.add(superior)
                    open_people.append(superior)


def test_there_is_something_to_find(tables, account_of):
    people = tables["people"]
    for role in ("decider", "designer", "evaluator", "initiator"):
        known = {row["account_id"] for row in people if role in row["roles"].split(";")}
        assert 30 <= len(known) < 50
    assert 20 <= len({row["account_id"] for row in people if row["veto"] == "true"}) <= 40
    rivals = {account_of[row["person_id"]] for row in tables["stances"] if row["vendor"] != "@us"}
    assert 25 <= len(rivals) <= 40
    unknown = {name: sum(not row[name] for row in people) for name in ("level", "function")}
    assert all(0.05 < count / len(people) < 0.15 for count in unknown.values())
    supported = {row["person_id"] for row in tables["stances"] if row["support"]}
    assert 0.3 < 1 - len(supported) / len(people) < 0.6
    closed = sum(row["contact_allowed"] == "false" for row in people)
    assert 0.01 < closed / len(people) < 0.06


def test_earlier_stages_stand_half_a_year_before(tables):
    stances = [row for row in tables["stances"] if row["vendor"] == "@us"]
    last = Counter(row["person_id"] for row in stances)
    twice = {person for person, count in last.items() if count == 2}
    trusted = {row["person_id"] for row in stances if row["relation_stage"] in ("trust", "ally")}
    assert len(twice) > 40 and twice <= trusted


def test_activities_say_with_whom_they_were(tables):
    named = [row for row in tables["activities"] if row["person_id"]]
    assert 0.1 < len(named) / len(tables["activities"]) < 0.5


def test_command_lines_of_the_readme_name_the_mapping(tables):
    text = (SAMPLE / "README.md").read_text(encoding="utf-8")
    lines = re.findall(r"^sandan org (?:[^\\\n]|\\\n)*", text, re.MULTILINE)
    assert len(lines) == 2
    account = re.search(r"--account (\w+)", lines[1]).group(1)
    assert account in {row["account_id"] for row in tables["people"]}
    assert all("examples/sample_crm/mapping.json" in line for line in lines)
