"""Sections about grades, regrades, gauges and gates, as text and on the page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from graded_book import AS_OF, HOSTILE, PROCESS, SITUATIONS, tables
from page_reader import checked

import sandan
from sandan.review import Figures, compose, gather, graded_by, page, text
from sandan.review.blocks import Grid, Section

NEW = ["gauges", "grades", "regrades", "blocked"]
READ = ("opportunities", "stage_events", "accounts", "reps")


def figures(
    given: dict[str, pa.Table] | None = None,
    policy: Any = "erp_abcd",
    process: Any = PROCESS,
    min_n: int = 1,
) -> Figures:
    given = tables() if given is None else given
    chosen = sandan.Policy.shipped(policy) if isinstance(policy, str) else policy
    book = {name: table for name, table in given.items() if name in READ}
    history = sandan.Process(process).history(**book, as_of=AS_OF)
    return gather(history, given, policy=chosen, min_n=min_n)


def section(of: Figures, anchor: str, language: str = "en") -> Section:
    (found,) = (each for each in compose(of, language).sections if each.anchor == anchor)
    return found


def grid(of: Figures, anchor: str, title: str) -> Grid:
    grids = [each for each in section(of, anchor).blocks if isinstance(each, Grid)]
    (found,) = (each for each in grids if each.title == title)
    return found


def column(of: Grid, number: int) -> list[str]:
    return [row[number] for row in of.rows]


def anchors(of: Figures) -> list[str]:
    return [each.anchor for each in compose(of, "en").sections]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_page_is_whole_and_stands_alone(language: str) -> None:
    drawn = page(compose(figures(), language))
    checked(drawn)
    for anchor in NEW:
        assert f'<section id="{anchor}">' in drawn


def test_hostile_texts_are_only_shown() -> None:
    drawn = page(compose(figures(), "en"))
    checked(drawn)
    assert HOSTILE not in drawn
    assert "<img" not in drawn
    # The names of customers and of a rep, and the label of a mark.
    assert drawn.count("&lt;img src=") > 20
    assert "Need known &lt;img" in drawn


def test_order_of_the_sections() -> None:
    shown = anchors(figures())
    assert shown[:5] == ["pipeline", *NEW]


def test_grades_are_counted_with_their_mode_and_rules() -> None:
    made = figures()
    assert made.grades is not None
    rows = {row["grade"]: row for row in made.grades.counts}
    assert {grade: row["n"] for grade, row in rows.items()} == {
        "A": 20,
        "B": 3,
        "D": 2,
        "ungraded": 2,
        "not_target": 1,
        None: 4,
    }
    assert {grade: row["mode"] for grade, row in rows.items() if grade} == {
        "A": "close",
        "B": "nurture",
        "D": "nurture",
        "ungraded": "find",
        "not_target": "find",
    }
    counts = {(row["grade"], row["rule"]): row["n"] for row in made.grades.rules}
    expected = {rule: count for rule, count, _ in SITUATIONS if rule not in ("unknown", "none")}
    assert {rule: n for (_, rule), n in counts.items()} == expected
    said = grid(made, "grades", "")
    assert said.strong_last
    assert said.rows[-1][1:3] == ["32", "100.0%"]
    assert said.rows[0][1:] == ["20", "62.5%", "Close", "A1 20"]
    assert said.rows[-2][0] == "undetermined"


def test_reasons_are_in_words() -> None:
    reasons = "Reasons: customers by the rule that graded them"
    rules = column(grid(figures(), "grades", reasons), 1)
    assert rules[0] == "A1 No ERP system yet; selection has begun or is about to"
    assert [rule[:2] for rule in rules] == ["A1", "B2", "D2", "N1"]
    shown = text(compose(figures(), "zh"))
    assert "A1 尚无ERP，选型已开始或即将开始" in shown


def test_undetermined_say_what_to_ask() -> None:
    made = figures()
    assert made.grades is not None
    assert made.grades.undetermined == 4
    assert sum(row["first"] for row in made.grades.asked) == 4
    assert all(row["first"] <= row["among"] <= 4 for row in made.grades.asked)
    said = grid(made, "grades", "What to ask next of undetermined customers")
    assert "ERP system in use" in column(said, 0)
    assert "grade undetermined for want of facts: 4." in text(compose(made, "en"))


def test_values_that_cannot_be_read_are_told() -> None:
    shown = text(compose(figures(), "en"))
    assert "taken as unknown: ERP system in use 1." in shown
    assert "SAP?" not in shown


def test_best_customers_are_listed_up_to_a_bound() -> None:
    best = grid(figures(), "grades", "Customers graded A")
    assert len(best.rows) == 15
    assert best.left_out == "5 more rows not listed"
    # Who states a date comes first, the earliest before.
    assert [row[0].split()[-1] for row in best.rows[:3]] == ["A1-03", "A1-02", "A1-04"]
    assert column(best, 3)[:4] == ["2026-06-20", "2026-07-10", "2027-04-26", "–"]


def test_conflicts_by_kind_and_customer() -> None:
    made = figures()
    kinds = grid(made, "grades", "Conflicts between what is stated and the situation")
    assert column(kinds, 1) == ["1", "1", "1"]
    listed = grid(made, "grades", "Customers with a conflict")
    found = {row[0].split()[-1]: row[-1] for row in listed.rows}
    assert found == {
        "A1-03": "The stated closing date has passed",
        "A1-04": "The customer states a later date than its situation shows",
        "B2-01": "The customer states an earlier date than its situation shows",
    }


def test_regrades_by_direction() -> None:
    made = figures()
    counts = grid(made, "regrades", "Regrades by direction")
    assert [(row[0], row[-1]) for row in counts.rows] == [
        *(("Up", "1"), ("Up", "1"), ("Down", "1"), ("New", "1")),
    ]
    up = grid(made, "regrades", "Graded up")
    assert sorted(row[0].split()[-1] for row in up.rows) == ["A1-00", "A1-01"]
    assert set(column(up, 4)) == {"2026-05-01"}
    assert all(rule.startswith("A1 ") for rule in column(up, 5))
    (down,) = grid(made, "regrades", "Graded down").rows
    assert down[2].startswith("A")
    assert down[3].startswith("B")
    assert len(grid(made, "regrades", "Graded for the first time").rows) == 1


def test_blocked_deals_with_marks_and_actions() -> None:
    made = figures()
    assert made.gates is not None
    assert [(row["stage"], row["to_stage"]) for row in made.gates.steps] == [
        ("visit", "offer"),
        ("offer", "order"),
    ]
    names = ("n", "allowed", "blocked", "unknown")
    assert [[row[name] for name in names] for row in made.gates.steps] == [
        [25, 5, 18, 2],
        [5, 2, 2, 1],
    ]
    assert [(row["mark"], row["unmet"], row["unknown"]) for row in made.gates.marks] == [
        ("need_known", 18, 2),
        ("quote_delivered", 2, 1),
    ]
    shown = text(compose(made, "en"))
    assert "Open deals with a next stage: 30; blocked: 20; not known: 3." in shown
    deals = grid(made, "blocked", "Largest blocked deals")
    assert len(deals.rows) == 15
    assert deals.left_out == "5 more rows not listed"
    # The largest first: it has the quote to deliver, and nobody to say that the need is known.
    assert [row[0] for row in deals.rows[:3]] == ["D28", "D27", "D22"]
    assert deals.rows[0][-2:] == ["Quote delivered, no doubts", "1. Deliver the quote"]
    assert deals.rows[2][-1] == "1. Ask for the need"
    assert "1. 询问需求" in text(compose(made, "zh"))


def test_gauges() -> None:
    made = figures()
    assert made.gauges is not None
    close, nurture, find = made.gauges.gauges
    assert (close["n"], close["unknown"]) == (20, 4)
    assert (nurture["n"], nurture["of_n"], nurture["unknown"]) == (2, 5, 4)
    assert (find["n"], find["of_n"], find["unknown"]) == (30, 32, 2)
    said = grid(made, "gauges", "")
    assert [row[2] for row in said.rows] == ["20", "2", "30"]
    assert said.rows[0][6] == "¥210.0k"
    assert said.rows[1][4] == "40.0%"
    stages = grid(made, "gauges", "Deals to close, by stage (CNY)")
    assert stages.rows == [
        ["Visit", "20", "¥210,000", "0"],
        ["Total", "20", "¥210,000", "0"],
    ]


def test_small_samples_give_no_share() -> None:
    said = grid(figures(min_n=30), "gauges", "")
    assert said.rows[1][4] == "insufficient"


def test_several_currencies_are_never_added() -> None:
    made = figures(tables(("CNY", "USD")))
    value = grid(made, "gauges", "").rows[0][6]
    assert re.fullmatch(r"¥\S+ \+ \$\S+", value), value
    checked(page(compose(made, "zh")))


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
        (without("accounts"), set()),
        (without("reps"), set()),
        (without("activities"), set()),
        (without("universe"), set()),
        (without("account_lines", "grade", "graded_on"), {"regrades"}),
        (without("account_lines", "graded_on", "stated_close_on"), set()),
        (without("account_lines", "account_id", "product_line"), {"gauges"}),
        (without("opportunities", "amount_minor", "currency"), set()),
        (without("opportunities", "need_known", "quote_delivered", "open_doubts"), {"blocked"}),
    ],
    ids=[
        *("no accounts", "no reps", "no activities", "no universe", "no previous grade"),
        *("no dates", "no ids", "no amounts", "no facts"),
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


def test_missing_tables_are_told() -> None:
    shown = text(compose(figures(without("universe")), "en"))
    assert "Without the tables accounts and universe" in shown
    shown = text(compose(figures(without("activities")), "en"))
    assert "Without the table activities" in shown


def test_facts_that_are_missing_block_nothing() -> None:
    made = figures(without("opportunities", "need_known"))
    assert made.gates is not None
    assert (len(made.gates.blocked), made.gates.unknown) == (2, 26)
    assert "taken as unknown: need_known 1." in text(compose(made, "en"))
    made = figures(without("opportunities", "need_known", "quote_delivered"))
    assert made.gates is not None
    # Doubts that are known to be open block one deal at the offer.
    assert (len(made.gates.blocked), made.gates.unknown) == (1, 29)
    no_doubts = tables()
    deals = no_doubts["opportunities"]
    no_doubts["opportunities"] = deals.take(list(range(5)))
    assert "No deal is blocked." in text(compose(figures(no_doubts), "en"))


def test_no_policy_and_no_conditions_no_sections() -> None:
    plain = json.loads(json.dumps(PROCESS))
    del plain["facts"]
    for stage in plain["stages"]:
        stage.get("end_mark", {}).pop("condition", None)
    made = figures(policy=None, process=plain)
    assert not set(NEW) & set(anchors(made))
    assert made.grades is made.gauges is made.gates is None


def test_results_about_persons_say_so() -> None:
    document = sandan.Policy.shipped("erp_abcd").to_dict()
    told = "they support a decision and do not make it"
    assert told not in text(compose(figures(), "en"))
    document["decision_support"] = True
    made = figures(policy=sandan.Policy(document))
    for anchor in ("grades", "regrades"):
        assert told in section(made, anchor).blocks[0].text  # type: ignore[union-attr]


def test_any_table_of_one_value_can_grade() -> None:
    document = {
        "sandan": "policy/1",
        "code": "sizes",
        "label": {"en": "Sizes"},
        "of": "account_lines",
        "inputs": [{"code": "system", "type": "text"}],
        "decisions": [
            {
                "code": "size_table",
                "kind": "table",
                "hit": "first",
                "columns": ["system"],
                "outputs": [{"code": "size", "type": "text"}],
                "rules": [{"code": "r1", "when": {"system": '"none"'}, "then": {"size": "big"}}],
            }
        ],
    }
    policy = sandan.Policy(document)
    found = graded_by(policy, AS_OF)
    assert found is not None
    assert (found.output, found.mode, found.has_conflicts) == ("size", None, False)
    made = figures(policy=policy)
    assert {"gauges", "regrades"} & set(anchors(made)) == set()
    checked(page(compose(made, "en")))
    document["decisions"] = [
        {"code": "mode", "kind": "formula", "type": "text", "formula": "system"}
    ]
    assert graded_by(sandan.Policy(document), AS_OF) is None


def written(folder: Path) -> list[str]:
    """The book as files, and the options that name them."""
    given = tables()
    for name, table in given.items():
        rows = [json.dumps(row, default=str) for row in table.to_pylist()]
        (folder / f"{name}.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (folder / "process.json").write_text(json.dumps(PROCESS), encoding="utf-8")
    return [
        *("review", "--process", str(folder / "process.json"), "--as-of", AS_OF, "--min-n", "1"),
        *(f"--{name.replace('_', '-')}={folder}/{name}.jsonl" for name in given),
    ]


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from sandan.cli.main import run

    options = written(tmp_path)
    assert run([*options, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {
        *("grades", "grade_rules", "grade_questions", "grade_conflicts", "best_grade"),
        *("conflicting", "regrades", "gauges", "gauge_close", "gate_steps", "gate_marks"),
        *("blocked_deals", "grade_faults"),
    } <= set(found)
    assert len(found["best_grade"]) == 20
    assert len(found["blocked_deals"]) == 20
    assert run([*options, "--html", str(tmp_path / "review.html"), "--lang", "zh"]) == 0
    checked((tmp_path / "review.html").read_text("utf-8"))
    assert run(options) == 0
    assert "Customers graded A" in capsys.readouterr().out
    assert run([*options, "--format", "csv", "--table", "blocked_deals"]) == 0
    assert "need_known" in capsys.readouterr().out


def test_command_with_another_policy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from sandan.cli.main import run

    options = written(tmp_path)
    own = sandan.Policy.shipped("abcd").to_dict()
    own["code"] = "ours"
    (tmp_path / "ours.json").write_text(json.dumps(own), encoding="utf-8")
    assert run([*options, "--policy", str(tmp_path / "ours.json")]) == 0
    assert "Customers graded A" in capsys.readouterr().out
    assert run([*options, "--policy", "nosuch"]) == 2
    assert "nosuch" in capsys.readouterr().err
    ungraded = [option for option in options if "account_lines" not in option]
    assert run([*ungraded, "--format", "json"]) == 0
    assert "grades" not in json.loads(capsys.readouterr().out)
    assert run([*ungraded, "--policy", "abcd"]) == 2
    assert "account_lines" in capsys.readouterr().err
    assert run([*options, "--policy", "sales_traits"]) == 2
