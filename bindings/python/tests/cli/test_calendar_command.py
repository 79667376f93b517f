"""`sandan calendar …`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_book import Cli

import sandan

FEBRUARY = ("--from", "2026-02-01", "--to", "2026-02-28")


def test_workdays(cli: Cli) -> None:
    outcome = cli("calendar", "workdays", "--calendar", "cn", *FEBRUARY, "--format", "json")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.json == [{"workdays": 16, "projected": 0}]
    assert list(outcome.json[0]) == ["workdays", "projected"]
    csv = cli("calendar", "workdays", "--calendar", "cn", *FEBRUARY, "--format", "csv")
    assert csv.out == "workdays,projected\n16,0\n"


def test_workdays_that_are_projected_are_told(cli: Cli) -> None:
    arguments = ("--calendar", "cn", "--from", "2026-12-31", "--to", "2027-01-04")
    outcome = cli("calendar", "workdays", *arguments)
    assert outcome.status == 0
    assert "2 of these working days are projected" in outcome.err
    told = cli("calendar", "workdays", *arguments, "--format", "json")
    assert told.json == [{"workdays": 3, "projected": 2}]


def test_add(cli: Cli) -> None:
    def added(day: str, n: int) -> object:
        arguments = ("--calendar", "cn", "--from", day, "--workdays", str(n))
        return cli("calendar", "add", *arguments, "--format", "json").json

    assert added("2026-02-14", 1) == [{"day": "2026-02-24", "projected": False}]
    assert added("2026-02-24", -1) == [{"day": "2026-02-14", "projected": False}]
    outcome = cli("calendar", "add", "--calendar", "cn", "--from", "2026-12-31", "--workdays", "1")
    assert "2027-01-01" in outcome.out
    assert "projected" in outcome.err


def test_days_and_periods(cli: Cli) -> None:
    days = cli("calendar", "days", "--calendar", "cn", *FEBRUARY, "--lang", "zh")
    assert "春节" in days.out
    assert "调休上班" in days.out
    arguments = ("--calendar", "retail_454", *FEBRUARY, "--unit", "quarter", "--format", "json")
    (quarter,) = cli("calendar", "periods", *arguments).json
    assert (quarter["period"], quarter["days"]) == ("FY2026-Q1", 91)


def test_list(cli: Cli) -> None:
    rows = cli("calendar", "list", "--format", "json").json
    assert {row["name"] for row in rows} == {"cn", "weekdays", "iso_weeks", "retail_454"}


def test_a_calendar_of_a_file(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    document = sandan.Calendar.shipped("weekdays").to_dict()
    file.write_text(json.dumps({**document, "week": ["sun"]}), encoding="utf-8")
    arguments = ("--calendar", str(file), *FEBRUARY, "--format", "json")
    assert cli("calendar", "workdays", *arguments).json[0]["workdays"] == 4
    assert cli("documents", "check", file).out.count("a valid calendar") == 1
    file.write_text(json.dumps({**document, "week": ["sun", "sun"]}), encoding="utf-8")
    for outcome in (cli("documents", "check", file), cli("calendar", "workdays", *arguments)):
        assert outcome.status == 1
        assert "/week/1" in outcome.err


def test_import(cli: Cli, tmp_path: Path) -> None:
    source, out = tmp_path / "2026.json", tmp_path / "calendar.json"
    days = [{"name": "元旦", "date": "2026-01-01", "isOffDay": True}]
    source.write_text(json.dumps({"year": 2026, "days": days}), encoding="utf-8")
    arguments = ("--code", "mine", "--label", "我们的", "--language", "zh", "--week", "mon,tue")
    outcome = cli("calendar", "import", source, *arguments, "--out", out)
    assert outcome.status == 0, outcome.err
    made = sandan.Calendar.from_json(out.read_text(encoding="utf-8"))
    assert made.label == {"zh": "我们的"}
    assert made.to_dict()["week"] == ["mon", "tue"]
    assert cli("documents", "check", out).status == 0

    ics = tmp_path / "days.ics"
    ics.write_text(
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:1\nSUMMARY:Extra\n"
        "DTSTART;VALUE=DATE:20260103\nRRULE:FREQ=YEARLY\nEND:VEVENT\nEND:VCALENDAR\n",
        encoding="utf-8",
    )
    span = ("--from", "2026-01-01", "--to", "2027-12-31")
    printed = cli("calendar", "import", ics, "--code", "i", *span, "--make-up", "extra").json
    assert [each["on"] for each in printed["make_up_workdays"]] == ["2026-01-03", "2027-01-03"]
    assert cli("calendar", "import", ics, "--code", "i").status == 1
    assert cli("calendar", "import", tmp_path / "none.ics", "--code", "i").status == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("workdays", "--calendar", "nowhere", *FEBRUARY),
        ("workdays", "--calendar", "cn", "--from", "2026-02-30", "--to", "2026-03-01"),
        ("workdays", "--calendar", "cn", "--from", "1 May 2026", "--to", "2026-06-01"),
        ("workdays", "--calendar", "cn", "--from", "1899-12-31", "--to", "2026-06-01"),
        ("workdays", "--calendar", "cn", "--from", "2026-06-01"),
        ("workdays", *FEBRUARY),
        ("add", "--calendar", "cn", "--from", "2026-02-01", "--workdays", "1.5"),
        ("days", "--calendar", "cn", "--from", "2026-02-02", "--to", "2026-02-01"),
        ("periods", "--calendar", "cn", *FEBRUARY, "--unit", "decade"),
        ("import", "a.txt", "--code", "c"),
        ("import", "a.json", "b.ics", "--code", "c"),
        ("import", "a.json", "--code", "c", "--make-up", "x"),
        ("import", "a.ics", "--code", "c", "--make-up", "("),
        ("import", "a.ics", "--code", "c", "--week", "mon,mon"),
        ("import", "a.ics", "--code", "c", "--from", "2026-01-01"),
        ("import", "a.ics", "--code", "c", "--from", "2026-01-02", "--to", "2026-01-01"),
        ("import", "a.ics"),
    ],
    ids=" ".join,
)
def test_wrong_usage(cli: Cli, arguments: tuple[str, ...]) -> None:
    assert cli("calendar", *arguments).status == 2


def test_a_day_that_is_too_far_is_the_datas_fault(cli: Cli) -> None:
    arguments = ("--calendar", "cn", "--from", "2026-02-01", "--workdays", "99999999")
    outcome = cli("calendar", "add", *arguments)
    assert outcome.status == 1
    assert "2199-12-31" in outcome.err
