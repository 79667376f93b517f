"""`sandan rules …` on a small table of accounts."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest
from cli_book import Cli
from small_policy import AS_OF, POLICY

from sandan import Policy

ACCOUNTS = """account_id,system,urgent,budget,due,before,amount_minor
1,none,true,20,2026-07-01,high,100
2,none,否,3,,high,200
3,none,,3,,,300
4,packaged,是,,2026-01-01,low,400
5,odd,false,12,,low,
6,,no,8,,low,600
"""


@pytest.fixture
def records(tmp_path: Path) -> list[str]:
    """The options that name the policy and its accounts."""
    (tmp_path / "accounts.csv").write_text(ACCOUNTS, encoding="utf-8")
    (tmp_path / "policy.json").write_text(json.dumps(POLICY), encoding="utf-8")
    return [
        *("--policy", str(tmp_path / "policy.json")),
        *("--accounts", str(tmp_path / "accounts.csv")),
        *("--as-of", AS_OF),
    ]


def test_eval(cli: Cli, records: list[str]) -> None:
    outcome = cli("rules", "eval", *records, "--format", "json")
    results = outcome.json["results"]
    assert [row["rank"] for row in results] == ["high", "middle", None, "low", "low", "low"]
    assert results[0]["table_rule"] == "r1"
    assert "system unknown_value 1" in outcome.err
    (fault,) = outcome.json["faults"]
    assert (fault["value"], fault["file_row"]) == ("odd", 6)
    assert fault["file"].endswith("accounts.csv")


def test_eval_as_csv(cli: Cli, records: list[str]) -> None:
    several = cli("rules", "eval", *records, "--format", "csv")
    assert several.status == 2
    assert "--table: results" in several.err
    outcome = cli("rules", "eval", *records, "--format", "csv", "--table", "results")
    rows = list(csv.DictReader(io.StringIO(outcome.out)))
    assert [row["card"] for row in rows] == ["good", "poor", "", "good", "good", "poor"]


def test_eval_in_chinese(cli: Cli, records: list[str]) -> None:
    outcome = cli("rules", "eval", *records, "--lang", "zh", "--table", "results")
    assert outcome.status == 0
    assert "级别" in outcome.out
    assert "没有ERP而紧急" in outcome.out
    assert "过期" in outcome.out


def test_what_it_could_be(cli: Cli, records: list[str]) -> None:
    asked = ("--could-be", "--ask-next", "2", "--if-unknown-is-no", "--detail")
    outcome = cli(
        "rules", "eval", *records, *asked, "--decisions", "table,card", "--format", "json"
    )
    values = {row["value"] for row in outcome.json["could_be"] if row["output"] == "rank"}
    assert values == {"high", "middle"}
    assert outcome.json["ask_next"][0]["input"] == "urgent"
    assert outcome.json["results"][2]["rank_if_no"] == "middle"
    assert {row["criterion"] for row in outcome.json["reasons"]} == {"money", "hurry"}
    assert "steps" not in outcome.json


def test_values_of_parameters(cli: Cli, records: list[str]) -> None:
    outcome = cli("rules", "eval", *records, "--set", "most=1", "--format", "json")
    assert outcome.json["results"][1]["rank"] == "low"
    assert cli("rules", "eval", *records, "--set", "most=many").status == 2
    unknown = cli("rules", "eval", *records, "--set", "mots=1")
    assert unknown.status == 2
    assert "/parameters/mots" in unknown.err


def test_why_not(cli: Cli, records: list[str]) -> None:
    goal = ("--goal", "rank=high", "--rows", "1")
    outcome = cli("rules", "why-not", *records, *goal, "--format", "json")
    assert {row["row"] for row in outcome.json["why_not"]} == {1}
    (change,) = outcome.json["changes"]
    assert (change["input"], change["from"], change["to"]) == ("urgent", "false", "true")
    assert cli("rules", "why-not", *records, "--goal", "rank").status == 2


def test_lint(cli: Cli, records: list[str], tmp_path: Path) -> None:
    document = json.loads((tmp_path / "policy.json").read_text(encoding="utf-8"))
    twice = {**document["decisions"][0]["rules"][0], "code": "r3"}
    document["decisions"][0]["rules"].append(twice)
    (tmp_path / "policy.json").write_text(json.dumps(document), encoding="utf-8")
    outcome = cli("rules", "lint", *records[:2], "--as-of", AS_OF, "--format", "json")
    found = {(row["kind"], row["rule"]) for row in outcome.json["findings"]}
    assert ("dead_rule", "r3") in found
    shown = cli("rules", "lint", *records[:2], "--as-of", AS_OF, "--lang", "zh")
    assert "检查发现" in shown.out


def test_diff(cli: Cli, records: list[str], tmp_path: Path) -> None:
    document = json.loads((tmp_path / "policy.json").read_text(encoding="utf-8"))
    document["decisions"][0]["rules"][1]["then"]["rank"] = "high"
    (tmp_path / "new.json").write_text(json.dumps(document), encoding="utf-8")
    asked = ("--to", str(tmp_path / "new.json"), "--output", "rank", "--amount", "amount_minor")
    outcome = cli("rules", "diff", *records, *asked, "--format", "json")
    moves = {(row["from"], row["to"]): row for row in outcome.json["moves"]}
    assert moves["middle", "high"]["amount_minor"] == 200
    wrong = cli("rules", "diff", *records, "--to", "nothing", "--output", "rank")
    assert wrong.status == 2
    assert "--to" in wrong.err


def test_sweep(cli: Cli, records: list[str]) -> None:
    asked = ("--output", "rank", "--vary", "most=1,5", "--amount", "amount_minor")
    outcome = cli("rules", "sweep", *records, *asked, "--format", "json")
    counts = {(row["most"], row["value"]): row["n"] for row in outcome.json}
    assert counts[5, "middle"] == 1
    assert counts[1, "middle"] == 0
    assert cli("rules", "sweep", *records, *asked, "--keys", "before").status == 2


def test_regrade(cli: Cli, records: list[str]) -> None:
    asked = ("--output", "rank", "--previous", "before")
    outcome = cli("rules", "regrade", *records, *asked, "--format", "json")
    assert [(row["account_id"], row["direction"]) for row in outcome.json] == [("2", "down")]


def test_sheets_go_out_and_come_back(cli: Cli, records: list[str], tmp_path: Path) -> None:
    policy = records[1]
    for file in ("table.csv", "table.xlsx"):
        sheet = str(tmp_path / file)
        written = cli("rules", "sheet", "--policy", policy, "--decision", "table", "--out", sheet)
        assert written.status == 0, written.err
        back = cli("rules", "with-sheet", "--policy", policy, "--decision", "table", sheet)
        assert Policy(back.out) == Policy(POLICY)
    printed = cli("rules", "sheet", "--policy", policy, "--decision", "card")
    assert printed.out.startswith("scorecard,attribute,")


def test_a_policy_from_a_sheet(cli: Cli, tmp_path: Path) -> None:
    sheet = tmp_path / "a.csv"
    sheet.write_text("hit=FIRST,a,out=b\n(type),bool,text\nr1,true,yes\n", encoding="utf-8")
    document = tmp_path / "p.json"
    assert cli("rules", "from-sheet", sheet, "--code", "p", "--out", document).status == 0
    assert Policy.from_file(document).code == "p"
    checked = cli("documents", "check", document)
    assert checked.out.endswith("a valid policy document\n")
    sheet.write_text("hit=FIRST,a,out=b\n(type),bool,text\nr1,perhaps(,yes\n", encoding="utf-8")
    wrong = cli("rules", "from-sheet", sheet, "--code", "p")
    assert wrong.status == 1
    assert "a.csv" in wrong.err
    assert "row 2" in wrong.err


def test_policies_that_are_shipped(cli: Cli) -> None:
    rows = {row["name"]: row for row in cli("rules", "list", "--format", "json").json}
    assert rows["abcd"]["table"] == "account_lines"
    assert Policy(cli("rules", "show", "abcd").out) == Policy.shipped("abcd")
    described = cli("rules", "describe", "--policy", "abcd", "--format", "json").json
    assert described["decisions"][0]["decision"] == "target"


def test_a_shipped_policy_by_its_table(cli: Cli, tmp_path: Path) -> None:
    lines = tmp_path / "lines.csv"
    lines.write_text(
        "account_id,product_line,system,project\n1,a,none,selecting\n2,a,packaged,signed\n",
        encoding="utf-8",
    )
    for option in ("--account-lines", "--account_lines"):
        outcome = cli(
            *("rules", "eval", "--policy", "abcd", option, lines, "--as-of", AS_OF),
            *("--format", "json", "--table", "results"),
        )
        assert [row["grade"] for row in outcome.json] == ["A", None]


def test_records_from_a_database_and_several_files(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "policy.json").write_text(json.dumps(POLICY), encoding="utf-8")
    database = tmp_path / "crm.sqlite"
    with sqlite3.connect(database) as connection:
        connection.execute(
            "create table accounts (account_id integer, system text, urgent integer)"
        )
        connection.execute("insert into accounts values (1, 'none', 1)")
    connection.close()
    start = ("rules", "eval", "--policy", tmp_path / "policy.json", "--as-of", AS_OF)
    end = ("--format", "json", "--table", "results")
    outcome = cli(*start, "--accounts", f"sqlite:{database}?accounts", *end)
    assert [row["rank"] for row in outcome.json] == ["high"]
    (tmp_path / "a.csv").write_text("account_id,system,urgent\n1,none,true\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("account_id,system,urgent\n2,none,\n", encoding="utf-8")
    outcome = cli(*start, "--accounts", tmp_path / "a.csv", tmp_path / "b.csv", *end)
    assert [row["rank"] for row in outcome.json] == ["high", None]


def test_records_of_a_mapping_document(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "policy.json").write_text(json.dumps(POLICY), encoding="utf-8")
    (tmp_path / "crm.csv").write_text("客户,系统\n1,无\n2,套装\n", encoding="utf-8")
    mapping = {
        "sandan": "mapping/1",
        "code": "m",
        "label": {"zh": "映射"},
        "files": {"crm": {"path": "crm.csv"}},
        "tables": {
            "accounts": {
                "file": "crm",
                "columns": {
                    "account_id": "客户",
                    "system": {"from": "系统", "values": {"无": "none", "套装": "packaged"}},
                },
            }
        },
    }
    (tmp_path / "map.json").write_text(json.dumps(mapping), encoding="utf-8")
    outcome = cli(
        *("rules", "eval", "--policy", tmp_path / "policy.json", "--map", tmp_path / "map.json"),
        *("--as-of", AS_OF, "--format", "json", "--table", "results"),
    )
    assert [row["rank"] for row in outcome.json] == [None, "low"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--policy", "abcd"), "--account-lines FILE"),
        (("--policy", "abcd", "--account-line", "x.csv"), "did you mean --account-lines?"),
        (("--policy", "abcd", "--deals", "x.csv"), "policy abcd reads table account_lines"),
        (("--policy", "abcd", "--account-lines"), "requires a file"),
        (("--policy", "nothing", "--account-lines", "x.csv"), "nor a shipped policy (abcd"),
        (("--account-lines", "x.csv"), "--policy"),
    ],
)
def test_usage(cli: Cli, arguments: tuple[str, ...], told: str) -> None:
    outcome = cli("rules", "eval", *arguments)
    assert outcome.status == 2
    assert told in outcome.err


def test_values_that_cannot_be_read(cli: Cli, records: list[str], tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("account_id,urgent\n1,perhaps\n", encoding="utf-8")
    outcome = cli("rules", "eval", *records)
    assert outcome.status == 1
    assert "accounts.csv" in outcome.err
    assert "perhaps" in outcome.err
    kept = cli("rules", "eval", *records, "--on-error", "null", "--table", "results")
    assert kept.status == 0


def test_help_shows_the_table_option(cli: Cli) -> None:
    outcome = cli("rules", "eval", "--help")
    assert outcome.status == 0
    assert "--TABLE FILE…" in outcome.out
    assert "--could-be" in outcome.out
