"""Sections about time, persons and receivables, as text and on the page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from page_reader import checked
from people_book import AS_OF, HOSTILE, PROCESS, tables

import sandan
from sandan.review import Figures, compose, gather, page, text

NEW = ["people", "survival", "velocity", "dwell", "stalls", "skills", "receivables"]


def figures(given: dict[str, pa.Table] | None = None, **options: Any) -> Figures:
    given = tables() if given is None else given
    history = sandan.Process(PROCESS).history(**given, as_of=AS_OF)
    return gather(history, given, min_n=10, **options)


def anchors(of: Figures) -> list[str]:
    return [section.anchor for section in compose(of, "en").sections]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("calendar", [None, "cn"])
def test_page_is_whole_and_stands_alone(language: str, calendar: str | None) -> None:
    chosen = None if calendar is None else sandan.Calendar.shipped(calendar)
    reader = checked(page(compose(figures(calendar=chosen), language)))
    assert reader.seen.count("details") == 3
    assert reader.seen.count("svg") >= 10


def test_hostile_texts_are_only_shown() -> None:
    drawn = page(compose(figures(), "en"))
    checked(drawn)
    assert HOSTILE not in drawn
    assert "<img" not in drawn
    # In the names of a team, a rep and a stage, and in a reason to wait.
    assert drawn.count("&lt;img src=") > 4
    assert re.search(r"budget &lt;img", drawn)
    assert "\x1b" not in text(compose(figures(), "en"))


def test_every_section_is_there() -> None:
    assert set(NEW) <= set(anchors(figures()))
    shown = text(compose(figures(), "en"))
    for words in (
        "Time in each stage",
        "What becomes of deals over time",
        "Stalled deals",
        "Sales velocity",
        "Company, teams and reps",
        "talked over, not to judge by",
        "support a decision",
        "Receivables",
        "waiting for a reason: 1",
        "Weakest skill, and who could teach it",
        "not yet",
    ):
        assert words in shown, words


def test_chinese() -> None:
    shown = text(compose(figures(), "zh"))
    for words in ("阶段停留时间", "停滞的商机", "销售速度", "技能比较", "应收款", "时间未到"):
        assert words in shown, words


def test_working_days_stand_where_a_calendar_is() -> None:
    without = text(compose(figures(), "en"))
    with_days = text(compose(figures(calendar=sandan.Calendar.shipped("cn")), "en"))
    assert "working days" not in without
    assert "Times are in working days" in with_days
    assert "A workday" in with_days


def test_sums_of_the_drill_down_meet() -> None:
    made = figures()
    rows = made.time.drill.outcomes
    for name in ("n", "open", "won", "lost"):
        sums = [sum(r[name] for r in rows if r["level"] == level) for level in range(3)]
        assert len(set(sums)) == 1, name
    stalled = made.time.drill.stalled
    assert stalled[()] == len(made.time.stalls)
    assert stalled[()] == sum(n for place, n in stalled.items() if len(place) == 2)


def test_weak_rep_is_found() -> None:
    weak = {(row["owner_id"], row["stage"]) for row in figures().time.skills[-1].weak}
    assert weak == {("R0", "offer")}


def test_long_lists_say_what_is_left_out() -> None:
    made = figures()
    assert len(made.time.stalls) > 15
    report = compose(made, "en")
    (stalls,) = (section for section in report.sections if section.anchor == "stalls")
    lists = [block for block in stalls.blocks if getattr(block, "left_out", "")]
    assert lists[0].left_out == f"{len(made.time.stalls) - 15} more rows not listed"


def without(name: str, *columns: str) -> dict[str, pa.Table]:
    """The book without a table, or without some of its columns."""
    given = tables()
    if not columns:
        del given[name]
    else:
        given[name] = given[name].drop_columns(list(columns))
    return given


@pytest.mark.parametrize(
    ("given", "gone"),
    [
        (without("receivables"), {"receivables"}),
        (without("reps"), set()),
        (without("stage_events"), set()),
        (without("opportunities", "owner_id"), {"skills"}),
        (without("opportunities", "team_id"), set()),
        (without("opportunities", "team_id", "owner_id"), {"skills", "people"}),
        (without("opportunities", "created_on"), set()),
        (without("opportunities", "amount_minor"), set()),
        (without("opportunities", "currency"), set()),
        (without("opportunities", "waiting_until", "waiting_reason"), set()),
    ],
    ids=[
        *("no receivables", "no reps", "no events", "no owner", "no team", "nobody"),
        *("no creation", "no amounts", "no currency", "no waiting"),
    ],
)
def test_what_is_not_there_is_left_out(given: dict[str, pa.Table], gone: set[str]) -> None:
    made = figures(given)
    assert set(NEW) - set(anchors(made)) == gone
    for language in ("en", "zh"):
        report = compose(made, language)
        assert text(report)
        checked(page(report))
    json.dumps(made.tables(), default=str)


def test_teams_may_stand_with_the_reps() -> None:
    given = without("opportunities", "team_id")
    reps = given["reps"]
    given["reps"] = reps.append_column("team_id", pa.array(["east", "west"] * 3))
    made = figures(given)
    assert made.time.keys.given == ["team_id", "owner_id"]
    assert "east" in text(compose(made, "en"))


def test_keys_that_were_not_kept_are_not_asked_for() -> None:
    given = tables()
    history = sandan.Process(PROCESS).history(**given, as_of=AS_OF, keys=["team_id"])
    made = gather(history, given, request={"keys": ["team_id"]}, min_n=10)
    assert made.time.keys.given == ["team_id"]
    assert made.time.skills == []
    checked(page(compose(made, "en")))


def test_several_currencies_are_never_added() -> None:
    given = tables(("CNY", "USD", None))
    made = figures(given)
    assert {row["currency"] for row in made.time.money.receivables if row["n"]} == {
        *("CNY", "USD", None),
    }
    shown = text(compose(made, "en"))
    assert re.search(r"¥\S+ \+ \$", shown)
    checked(page(compose(made, "zh")))


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from sandan.cli.main import run

    given = tables()
    for name, table in given.items():
        rows = [json.dumps(row, default=str) for row in table.to_pylist()]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "process.json").write_text(json.dumps(PROCESS), encoding="utf-8")
    options = [
        *("review", "--process", str(tmp_path / "process.json"), "--as-of", AS_OF),
        *(f"--{name.replace('_', '-')}={tmp_path}/{name}.jsonl" for name in given),
        *("--calendar", "cn", "--min-n", "10"),
    ]
    assert run([*options, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {
        *("dwell", "survival", "survival_curve", "stalls", "waiting", "stall_limits"),
        *("velocity", "receivables", "overdue_receivables", "after_order", "uncollected"),
        *("compare of owner_id", "weak_skills of owner_id", "teachers of owner_id"),
    } <= set(found)
    assert found["dwell"][0]["median_workdays"] is not None
    assert run([*options, "--html", str(tmp_path / "review.html"), "--lang", "zh"]) == 0
    checked((tmp_path / "review.html").read_text("utf-8"))
    assert run([*options, "--calendar", "nosuch"]) == 2
