"""The sample CRM: the same bytes each time, what its README promises, and the
column names of the facts dictionary."""

import csv
import itertools
import re
import sqlite3
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from plain_faults import find_faults
from plain_grades import GRADES, candidates, grade
from shipped import DATA, SAMPLE, load, validator

AS_OF = "2026-10-31"
README = SAMPLE / "README.md"
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
    "unknown_value": 6,
}
# What the faults put in the place of codes.
FREE_TEXT = {"on_hold", "有", "外购", "立项中", "招标", "一般", "很差"}


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
            "account_lines",
            "activities",
            "universe",
            "rep_assignments",
            "actuals",
            "credits",
            "work_items",
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
                if value and "values" in facts[name][column] and value not in FREE_TEXT:
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


def test_lines_are_of_customers_still_to_be_won(tables):
    lines = tables["account_lines"]
    accounts = {row["account_id"] for row in tables["accounts"]}
    won = {
        row["account_id"]
        for row in tables["opportunities"]
        if row["product"] == "erp" and row["outcome"] == "won"
    }
    assert {row["product_line"] for row in lines} == {"erp"}
    assert {row["account_id"] for row in lines} == accounts - won
    assert len(lines) == len(accounts - won)


def test_grades_of_every_kind(tables):
    """Every rule decides somewhere, and what is not known leaves some open."""
    lines = tables["account_lines"]
    grades = Counter(grade(line) for line in lines)
    assert set(grades) == {*GRADES, "ungraded", "not_target", None}
    for each in GRADES:
        assert 0.10 < grades[each] / len(lines) < 0.25, each
    assert 0.15 < grades[None] / len(lines) < 0.35
    assert grades["ungraded"] >= 5
    assert grades["not_target"] >= 5
    decided = Counter(found[0] for line in lines if len(found := candidates(line)) == 1)
    rules = ["A1", "A2", "B1", "B2", "B3", "C1", "C2", "C3", "D1", "D2", "D3", "D4", "N1"]
    assert sorted(rule for rule in decided if rule) == rules


def test_customers_with_far_deals_are_better_graded(tables):
    far = {
        row["account_id"]
        for row in tables["opportunities"]
        if row["product"] == "erp"
        and row["outcome"] == "open"
        and row["stage"] in ("targeted_demo", "formal_quote", "remove_doubts", "negotiate", "sign")
    }
    shares = {
        is_far: Counter(
            grade(line) == "A"
            for line in tables["account_lines"]
            if (line["account_id"] in far) == is_far and grade(line)
        )
        for is_far in (True, False)
    }
    assert shares[True][True] / shares[True].total() > 0.5
    assert shares[False][True] / shares[False].total() < 0.2


def test_grades_given_last(tables):
    order = [*GRADES, "ungraded", "not_target"]
    moved = Counter()
    for line in tables["account_lines"]:
        before, now = line["grade"], grade(line)
        assert bool(before) == bool(line["graded_on"])
        assert line["graded_on"] < AS_OF
        if now is not None:
            step = 0 if not before else order.index(now) - order.index(before)
            moved["new" if not before else "up" if step < 0 else "down" if step else "same"] += 1
    assert moved["same"] > 100
    assert min(moved["up"], moved["down"], moved["new"]) >= 5


def test_stated_dates_contradict_now_and_then(tables):
    last_days = {"A": 31, "B": 92, "C": 184}
    verdicts = Counter()
    for line in tables["account_lines"]:
        if grade(line) not in GRADES or not line["stated_close_on"]:
            continue
        days = (date.fromisoformat(line["stated_close_on"]) - date.fromisoformat(AS_OF)).days
        stated = next((each for each, last in last_days.items() if days <= last), "D")
        verdicts["passed" if days < 0 else "same" if stated == grade(line) else "other"] += 1
    assert verdicts["same"] > verdicts["other"] + verdicts["passed"]
    assert min(verdicts["other"], verdicts["passed"]) >= 3


def test_activities(tables):
    silent = {row["account_id"] for row in tables["accounts"] if row["do_not_contact"] == "true"}
    deals = {row["opportunity_id"]: row for row in tables["opportunities"]}
    reps = {row["rep_id"] for row in tables["reps"]}
    rows = tables["activities"]
    assert len({row["activity_id"] for row in rows}) == len(rows)
    for row in rows:
        assert row["rep_id"] in reps
        assert row["account_id"] not in silent
        assert row["planned_on"] or row["done_on"]
        assert row["done_on"] <= AS_OF
        if row["opportunity_id"]:
            assert deals[row["opportunity_id"]]["account_id"] == row["account_id"]
    assert sum(row["planned_on"] > AS_OF for row in rows) >= 20
    assert 0.05 < sum(not row["done_on"] for row in rows) / len(rows) < 0.25
    assert 0.1 < sum(not row["planned_on"] for row in rows) / len(rows) < 0.3


def test_most_customers_are_contacted_on_time(tables):
    longest = {"A": 7, "B": 14, "C": 30, "D": 90}
    last = defaultdict(str)
    for row in tables["activities"]:
        last[row["account_id"]] = max(last[row["account_id"]], row["done_on"])
    in_time = defaultdict(Counter)
    for line in tables["account_lines"]:
        if grade(line) in longest:
            earliest = date.fromisoformat(AS_OF) - timedelta(days=longest[grade(line)])
            in_time[grade(line)][last[line["account_id"]] >= earliest.isoformat()] += 1
    for each, counts in in_time.items():
        assert 0.35 < counts[True] / counts.total() < 0.95, each


def test_universe(tables):
    known = {row["account_id"] for row in tables["universe"]}
    accounts = {row["account_id"] for row in tables["accounts"]}
    assert len(known) == len(tables["universe"])
    assert len(known - accounts) == 96
    assert 280 < len(known & accounts) < 300
    names = [row["name"] for row in tables["universe"]]
    assert all("（虚构）" in name for name in names)
    assert len(set(names)) == len(names)


def test_facts_of_deals_follow_their_stages(tables):
    """What a deal has passed mostly holds; what is ahead is mostly not known."""
    process = load(SAMPLE / "process.json")
    facts = [fact["code"] for fact in process["facts"]]
    line = [stage["code"] for stage in process["stages"]]
    assert set(facts) <= set(tables["opportunities"][0])
    counts = {"early": Counter(), "late": Counter()}
    for row in tables["opportunities"]:
        assert row["contract_signed"] == "true" or row["outcome"] != "won"
        assert row["contract_signed"] != "true" or row["outcome"] in ("won", "open")
        if row["outcome"] == "open" and line.index(row["stage"]) >= 3:
            counts["early"][row["first_visit_appointed"]] += 1
        if row["outcome"] == "open" and line.index(row["stage"]) <= 2:
            counts["late"][row["price_agreed"]] += 1
    assert counts["early"]["true"] / counts["early"].total() > 0.8
    assert counts["late"]["true"] / counts["late"].total() < 0.1
    assert counts["late"][""] / counts["late"].total() > 0.5


def test_some_deals_are_blocked(tables):
    """By the marks of the demo: accepted, and the quote asked for."""
    verdicts = Counter()
    for row in tables["opportunities"]:
        if row["outcome"] == "open" and row["stage"] == "targeted_demo":
            marks = {row["demo_accepted"], row["quote_requested"]}
            verdicts["no" if "false" in marks else "unknown" if "" in marks else "yes"] += 1
    assert min(verdicts[each] for each in ("yes", "no", "unknown")) >= 5


def test_mapping_names_every_table():
    mapping = load(SAMPLE / "mapping.json")
    validator("mapping").validate(mapping)
    tables = set(re.findall(r"^\| `([a-z_]+)\.csv`", README.read_text("utf-8"), re.MULTILINE))
    assert set(mapping["tables"]) == tables - {"injected_faults"}
    assert (SAMPLE / mapping["process"]).is_file()


def test_faults_are_those_promised(tables):
    assert Counter(row["fault"] for row in tables["injected_faults"]) == FAULTS
    for row in tables["injected_faults"]:
        wrong = tables[row["table"]][int(row["row"])]
        named = "account_id" if row["table"] == "account_lines" else "opportunity_id"
        assert wrong[named] == row[named]
        if row["fault"] == "unknown_value":
            assert FREE_TEXT & set(wrong.values())
    text = README.read_text(encoding="utf-8")
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
    promised = [
        (row["table"], int(row["row"]), row["fault"])
        for row in tables["injected_faults"]
        if row["table"] != "account_lines"
    ]
    assert found == sorted(promised)
    spoilt = [
        number
        for number, row in enumerate(tables["account_lines"])
        if FREE_TEXT & set(row.values())
    ]
    assert len(spoilt) == FAULTS["unknown_value"]


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
                    if text in ("true", "false"):
                        value = {1: "true", 0: "false"}[value]
                    assert ("" if value is None else str(value)) == text
    finally:
        database.close()
