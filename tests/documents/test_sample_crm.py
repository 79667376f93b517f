"""The sample CRM: the same bytes each time, what its README promises, and the
column names of the facts dictionary."""

import csv
import itertools
import re
import sqlite3
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date

import pytest
from plain_faults import find_faults
from shipped import DATA, SAMPLE, load

AS_OF = "2026-10-31"
FAULTS = {
    "unknown_stage": 6,
    "missing_stage": 3,
    "missing_date": 4,
    "impossible_date": 2,
    "missing_id": 2,
    "unknown_opportunity": 4,
    "duplicate": 5,
    "tie_that_matters": 3,
    "time_going_back": 3,
    "event_after_closing": 5,
    "unknown_outcome": 1,
    "closed_before_created": 2,
}


def generate(folder, *more):
    subprocess.run(
        [sys.executable, "-B", str(SAMPLE / "generate.py"), str(folder), *more],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample")
    generate(path)
    return path


def read(folder, table):
    with open(folder / (table + ".csv"), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def tables(folder):
    return {
        name: read(folder, name)
        for name in (
            "accounts",
            "reps",
            "opportunities",
            "stage_events",
            "receivables",
            "injected_faults",
        )
    }


@pytest.fixture(scope="module")
def histories(tables):
    """Events of each deal without those that are wrong on purpose."""
    wrong = {int(row["row"]) for row in tables["injected_faults"] if row["table"] == "stage_events"}
    by_deal = defaultdict(list)
    for number, event in enumerate(tables["stage_events"]):
        if number not in wrong:
            by_deal[event["opportunity_id"]].append(event)
    return by_deal


def test_same_bytes_again(folder, tmp_path):
    first = {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}
    assert generate(tmp_path / "again") == first
    assert generate(tmp_path / "other", "--seed", "1") != first


def test_counts(tables):
    assert len(tables["accounts"]) == 300
    assert len(tables["opportunities"]) == 2000
    assert len({row["opportunity_id"] for row in tables["opportunities"]}) == 2000
    assert Counter(row["team_id"] for row in tables["reps"]) == {
        "team_east": 6,
        "team_south": 6,
        "team_north": 6,
        "team_southwest": 6,
    }
    assert sum(row["role"] == "leader" for row in tables["reps"]) == 4


def test_columns_are_those_of_the_dictionary(tables):
    facts = {
        table["table"]: {column["name"]: column for column in table["columns"]}
        for table in load(DATA / "facts.json")["tables"]
    }
    for name in set(tables) - {"injected_faults"}:
        columns = set(tables[name][0])
        assert columns <= set(facts[name]), name
        assert {each for each, column in facts[name].items() if column["required"]} <= columns
        for column in columns:
            for row in tables[name]:
                value = row[column]
                if value and facts[name][column]["type"] == "date":
                    date.fromisoformat(value)
                if value and "values" in facts[name][column] and value != "on_hold":
                    assert value in facts[name][column]["values"]


def test_references(tables):
    accounts = {row["account_id"] for row in tables["accounts"]}
    reps = {row["rep_id"] for row in tables["reps"]}
    deals = {row["opportunity_id"] for row in tables["opportunities"]}
    assert {row["account_id"] for row in tables["opportunities"]} <= accounts
    assert {row["owner_id"] for row in tables["opportunities"] + tables["accounts"]} <= reps
    assert {row["manager_id"] for row in tables["reps"]} - {""} <= reps
    assert {row["actor_id"] for row in tables["stage_events"]} <= reps
    assert {row["opportunity_id"] for row in tables["receivables"]} <= deals


def test_names_say_that_they_are_made_up(tables):
    names = [row["name"] for row in tables["accounts"]]
    assert all("（虚构）" in name for name in names)
    assert len(set(names)) == 300


def test_events(tables, histories):
    assert all(
        re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\Z", event["entered_at"])
        for history in histories.values()
        for event in history
    )
    assert (
        max(event["entered_at"] for history in histories.values() for event in history)[:10]
        <= AS_OF
    )
    stages = {stage["code"] for stage in load(SAMPLE / "process.json")["stages"]} | {
        "lost",
        "cancelled",
    }
    current = {row["opportunity_id"]: row for row in tables["opportunities"]}
    for deal, history in histories.items():
        numbers = [int(event["seq"]) for event in history]
        assert numbers == sorted(set(numbers)), "the log is in the order of the numbers"
        assert {event["stage"] for event in history} <= stages
        assert history[-1]["stage"] == current[deal]["stage"]
        assert history[0]["entered_at"][:10] >= current[deal]["created_on"]
    assert len(current) - len(histories) == 10
    weekend = [
        event
        for history in histories.values()
        for event in history
        if date.fromisoformat(event["entered_at"][:10]).weekday() >= 5
    ]
    assert 0 < len(weekend) < 0.03 * len(tables["stage_events"])


def test_outcomes_are_plausible(tables):
    outcomes = Counter(row["outcome"] for row in tables["opportunities"])
    closed = outcomes["won"] + outcomes["lost"]
    assert 0.25 < outcomes["won"] / closed < 0.40
    assert 300 < outcomes["open"] < 600
    assert outcomes["cancelled"] > 100
    for row in tables["opportunities"]:
        assert bool(row["closed_on"]) == (row["outcome"] in ("won", "lost", "cancelled"))
        assert bool(row["won_on"]) == (row["outcome"] == "won")
        assert not row["completed_on"] or row["won_on"] < row["completed_on"] <= AS_OF


def test_every_kind_of_move_occurs(histories):
    process = load(SAMPLE / "process.json")
    line = [stage["code"] for stage in process["stages"]]
    forbidden = {(pair["from"], pair["to"]) for pair in process["moves"]["forbidden"]}
    moves = Counter()
    for history in histories.values():
        for before, after in itertools.pairwise(history):
            pair = (before["stage"], after["stage"])
            if pair[0] in line and pair[1] in line:
                step = line.index(pair[1]) - line.index(pair[0])
                moves[
                    "repeated"
                    if step == 0
                    else "back"
                    if step < 0
                    else "forward"
                    if step == 1
                    else "skip"
                ] += 1
            else:
                moves["reopened" if pair[1] in line else pair[1]] += 1
            moves["illegal"] += pair in forbidden
            moves["slip"] += (
                bool(before["expected_close_on"])
                and before["expected_close_on"] < after["expected_close_on"]
            )
            moves["same time"] += before["entered_at"] == after["entered_at"]
    for kind in (
        "forward",
        "skip",
        "back",
        "repeated",
        "lost",
        "cancelled",
        "reopened",
        "illegal",
        "slip",
        "same time",
    ):
        assert moves[kind] >= 20, kind


def test_teams_differ_where_they_should(tables, histories):
    team = {row["opportunity_id"]: row["team_id"] for row in tables["opportunities"]}

    def past(stage, team_id):
        reached = [
            history
            for deal, history in histories.items()
            if team[deal] == team_id and any(event["stage"] == stage for event in history)
        ]
        process = [each["code"] for each in load(SAMPLE / "process.json")["stages"]]
        later = set(process[process.index(stage) + 1 :])
        return sum(any(event["stage"] in later for event in history) for history in reached) / len(
            reached
        )

    assert past("targeted_demo", "team_north") + 0.1 < past("targeted_demo", "team_east")
    assert past("negotiate", "team_south") + 0.1 < past("negotiate", "team_east")
    assert past("first_visit", "team_southwest") + 0.05 < past("first_visit", "team_east")


def test_receivables(tables):
    amounts = {
        row["opportunity_id"]: int(row["amount_minor"])
        for row in tables["opportunities"]
        if row["outcome"] == "won"
    }
    planned = Counter()
    kinds = Counter()
    for row in tables["receivables"]:
        due, collected = int(row["amount_minor"]), int(row["collected_minor"])
        planned[row["opportunity_id"]] += due
        assert 0 <= collected <= due
        assert bool(collected) == bool(row["collected_on"])
        assert row["collected_on"] <= AS_OF
        kinds[
            "paid"
            if collected == due
            else "part"
            if collected
            else "overdue"
            if row["due_on"] <= AS_OF
            else "to come"
        ] += 1
    assert planned == amounts
    assert min(kinds[kind] for kind in ("paid", "part", "overdue", "to come")) >= 20


def test_faults_are_those_promised(tables):
    assert Counter(row["fault"] for row in tables["injected_faults"]) == FAULTS
    for row in tables["injected_faults"]:
        wrong = tables[row["table"]][int(row["row"])]
        assert wrong["opportunity_id"] == row["opportunity_id"]
    text = (SAMPLE / "README.md").read_text(encoding="utf-8")
    told = {
        match[0].replace(" ", "_"): int(match[1])
        for match in re.findall(r"^\| ([a-z ]+) \| (\d+) \|", text, re.MULTILINE)
    }
    assert told == FAULTS


def test_nothing_else_is_wrong(tables):
    stages = {stage["code"] for stage in load(SAMPLE / "process.json")["stages"]}
    found = find_faults(
        tables["opportunities"], tables["stage_events"], stages | {"lost", "cancelled"}
    )
    promised = [(row["table"], int(row["row"]), row["fault"]) for row in tables["injected_faults"]]
    assert found == sorted(promised)


def test_sqlite_holds_the_same(folder, tables):
    database = sqlite3.connect(str(folder / "sample.sqlite"))
    try:
        database.row_factory = sqlite3.Row
        for name, rows in tables.items():
            stored = database.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall()
            assert len(stored) == len(rows)
            for one, other in zip(stored, rows):
                for column, text in other.items():
                    value = one[column]
                    if column in ("do_not_contact", "public_body"):
                        value = "true" if value else "false"
                    assert ("" if value is None else str(value)) == text
    finally:
        database.close()
