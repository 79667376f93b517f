"""`sandan process dwell`, `survival`, `stalls`, `velocity`, `compare`, `receivables`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_book import Cli

RECEIVABLES = """opportunity_id,due_on,amount_minor,collected_minor,collected_on
A1,2026-02-25,200000,200000,2026-02-26
A1,2026-01-20,300000,100000,2026-01-21
A1,2026-09-30,700000,0,
"""
CALENDAR = {
    "sandan": "calendar/1",
    "code": "short",
    "label": {"en": "Monday to Thursday"},
    "week": ["mon", "tue", "wed", "thu"],
}


@pytest.fixture
def paid(book: Path, tables: list[str]) -> list[str]:
    """The options that name the book with its receivables."""
    (book / "receivables.csv").write_text(RECEIVABLES, encoding="utf-8")
    return [*tables, "--receivables", str(book / "receivables.csv")]


def test_dwell_in_days_and_working_days(cli: Cli, tables: list[str], book: Path) -> None:
    rows = cli("process", "dwell", *tables, "--format", "json").json
    assert {row["stage"] for row in rows} >= {"visit", "offer"}
    assert all(row["median_workdays"] is None for row in rows)
    (book / "week.json").write_text(json.dumps(CALENDAR), encoding="utf-8")
    shipped, own = (
        {
            row["stage"]: row["median_workdays"]
            for row in cli("process", "dwell", *tables, "--calendar", name, "--format", "json").json
        }
        for name in ("cn", book / "week.json")
    )
    assert own["visit"] < shipped["visit"]
    assert cli("process", "dwell", *tables, "--calendar", "nosuch").status == 2


def test_dwell_by_keys(cli: Cli, tables: list[str]) -> None:
    rows = cli(
        *("process", "dwell", *tables, "--by", "team_id", "--rollup", "--phase", "before"),
        *("--min-n", "1", "--format", "json"),
    ).json
    assert {row["level"] for row in rows} == {0, 1}


def test_survival(cli: Cli, tables: list[str]) -> None:
    options = ("--horizons", "10,60", "--min-n", "1", "--format", "json")
    answer = cli("process", "survival", *tables, *options).json
    assert set(answer) == {"survival"}
    assert [row["horizon_days"] for row in answer["survival"]] == [10, 60, None]
    both = cli("process", "survival", *tables, *options, "--curve").json
    assert set(both) == {"survival", "survival_curve"}
    curve = cli(
        "process", "survival", *tables, *options, "--curve", "--table", "survival_curve"
    ).json
    assert curve == both["survival_curve"]


def test_survival_from_a_stage_of_a_cohort(cli: Cli, tables: list[str]) -> None:
    rows = cli(
        *("process", "survival", *tables, "--since", "visit", "--to", "offer"),
        *("--cohort", "created_on", "--cohort-from", "2026-01-10", "--min-n", "1"),
        *("--table", "survival", "--format", "json"),
    ).json
    assert {row["n"] for row in rows} == {2}


def test_survival_in_working_days(cli: Cli, tables: list[str]) -> None:
    arguments = ("process", "survival", *tables, "--unit", "workdays", "--format", "json")
    assert cli(*arguments).status != 0
    rows = cli(*arguments, "--calendar", "cn").json["survival"]
    assert rows[0]["horizon_days"] is None
    assert rows[0]["horizon_workdays"] is not None


@pytest.mark.parametrize("written", ["", "30,x", "-3", "1.5"])
def test_horizons_are_whole_numbers(cli: Cli, tables: list[str], written: str) -> None:
    outcome = cli("process", "survival", *tables, "--horizons", written)
    assert outcome.status == 2
    assert "--horizons" in outcome.err


def test_stalls(cli: Cli, tables: list[str]) -> None:
    answer = cli(
        *("process", "stalls", *tables, "--as-of", "2026-12-31", "--quantile", "0.5"),
        *("--min-n", "1", "--keys", "team_id,account_id", "--stages", "visit"),
        *("--format", "json"),
    ).json
    assert set(answer) == {"stalls", "waiting", "stall_limits"}
    (row,) = answer["stalls"]
    assert (row["opportunity_id"], row["team_id"], row["basis"]) == ("A2", "south", "quantile")
    assert [row["stage"] for row in answer["stall_limits"]] == ["visit"]


def test_velocity(cli: Cli, tables: list[str]) -> None:
    options = ("--cycle", "median", "--min-n", "1")
    (row,) = cli("process", "velocity", *tables, *options, "--format", "json").json
    assert row["velocity_minor_per_day"] > 0
    shown = cli("process", "velocity", *tables, *options).out
    assert "velocity_per_day" in shown
    assert "¥" in shown


def test_compare(cli: Cli, tables: list[str]) -> None:
    answer = cli(
        *("process", "compare", *tables, "--of", "account_id", "--within", "team_id"),
        *("--reached", "passed", "--teachers", "1", "--min-n", "1", "--format", "json"),
    ).json
    assert set(answer) == {"compare", "weak_skills", "teachers"}
    assert {row["verdict"] for row in answer["compare"]} <= {
        *("weaker", "alike", "stronger", "insufficient"),
    }
    missing = cli("process", "compare", *tables)
    assert missing.status != 0
    assert "owner_id" in missing.err


def test_receivables(cli: Cli, paid: list[str]) -> None:
    answer = cli(
        *("process", "receivables", *paid, "--by", "team_id", "--ages", "10,50"),
        *("--keys", "account_id", "--format", "json"),
    ).json
    assert set(answer) == {"receivables", "overdue", "after_order", "uncollected"}
    (row,) = (row for row in answer["receivables"] if row["n"])
    assert (row["team_id"], row["n"], row["overdue_minor"]) == ("north", 3, 200_000)
    assert answer["uncollected"][0]["account_id"] == "甲公司"


def test_receivables_are_asked_for(cli: Cli, tables: list[str]) -> None:
    outcome = cli("process", "receivables", *tables)
    assert outcome.status == 2
    assert "--receivables FILE" in outcome.err


def test_receivables_of_a_mapping_document(cli: Cli, paid: list[str], book: Path) -> None:
    """A mapping document knows the table like any other."""
    document = {
        "sandan": "mapping/1",
        "code": "own",
        "label": {"en": "Own tables"},
        "process": "process.json",
        "files": {
            "deals": {"path": "deals.csv"},
            "events": {"path": "events.csv"},
            "money": {"path": "receivables.csv"},
        },
        "tables": {
            "opportunities": {"file": "deals", "columns": {"opportunity_id": "opportunity_id"}},
            "stage_events": {
                "file": "events",
                "columns": {
                    "opportunity_id": "opportunity_id",
                    "stage": "stage",
                    "entered_at": "entered_at",
                },
            },
            "receivables": {
                "file": "money",
                "columns": {
                    "opportunity_id": "opportunity_id",
                    "due_on": "due_on",
                    "amount_minor": "amount_minor",
                },
            },
        },
    }
    (book / "map.json").write_text(json.dumps(document), encoding="utf-8")
    outcome = cli(
        *("process", "receivables", "--map", book / "map.json", "--dir", book),
        *("--table", "receivables", "--format", "json"),
    )
    (row,) = outcome.json
    assert row["n"] == 3
    assert paid


@pytest.mark.parametrize("form", ["table", "json", "csv"])
@pytest.mark.parametrize(
    ("verb", "table"),
    [
        ("dwell", None),
        ("survival", "survival"),
        ("stalls", "stall_limits"),
        ("velocity", None),
        ("compare", "compare"),
        ("receivables", "after_order"),
    ],
)
def test_every_verb_in_every_form(
    cli: Cli, paid: list[str], verb: str, table: str | None, form: str
) -> None:
    more = ["--of", "account_id"] if verb == "compare" else []
    if table is not None:
        more += ["--table", table]
    outcome = cli("process", verb, *paid, *more, "--format", form, "--lang", "zh")
    assert outcome.status == 0, outcome.err
    assert outcome.out
