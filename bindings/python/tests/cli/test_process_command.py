"""`sandan process …` on a small book."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest
from cli_book import Cli

PROCESS_OPTION = ("--process", "simple")


def test_state(cli: Cli, tables: list[str]) -> None:
    outcome = cli("process", "state", *tables, "--format", "json")
    rows = {row["opportunity_id"]: row for row in outcome.json}
    assert rows["A1"]["outcome"] == "won"
    assert rows["A2"]["stage"] == "visit"
    assert rows["A2"]["slips"] == 1
    assert rows["A4"]["outcome"] == "lost"
    assert "as of 2026-03-01, the latest date in the data" in outcome.err


def test_as_of(cli: Cli, tables: list[str]) -> None:
    outcome = cli("process", "state", *tables, "--as-of", "2026-01-31", "--format", "json")
    assert {row["opportunity_id"]: row["stage"] for row in outcome.json} == {
        "A1": "visit",
        "A2": "visit",
        "A3": "visit",
        "A4": "offer",
    }
    assert "latest date" not in outcome.err


@pytest.mark.parametrize("spelling", ["--stage-events", "--stage_events"])
def test_both_spellings(cli: Cli, book: Path, spelling: str) -> None:
    outcome = cli(
        *("process", "faults", "--opportunities", book / "deals.csv"),
        *(spelling, book / "events.csv", "--process", book / "process.json"),
        *("--format", "json"),
    )
    answer = outcome.json
    assert set(answer) == {"faults", "fault_counts"}
    assert answer["faults"][0]["fault"] == "unknown_opportunity"


def test_one_table_of_several(cli: Cli, tables: list[str]) -> None:
    counts = cli("process", "moves", *tables, "--table", "move_counts", "--format", "json").json
    assert isinstance(counts, list)
    assert sum(row["n"] for row in counts if not row["legal"]) == 1
    assert cli("process", "moves", *tables, "--table", "nosuch").status == 2
    wanted = cli("process", "moves", *tables, "--format", "csv")
    assert wanted.status == 2
    assert "--table" in wanted.err


def test_funnel_by_keys(cli: Cli, tables: list[str]) -> None:
    rows = cli(
        *("process", "funnel", *tables, "--by", "team_id,month(created_on)", "--rollup"),
        *("--min-n", "1", "--format", "json"),
    ).json
    assert {row["level"] for row in rows} == {0, 1, 2}
    visit = [row for row in rows if row["level"] == 0 and row["stage"] == "visit"]
    assert visit[0]["reached"] == 4


def test_outcomes_of_a_cohort(cli: Cli, tables: list[str]) -> None:
    (row,) = cli(
        *("process", "outcomes", *tables, "--cohort", "created_on", "--from", "2026-01-10"),
        *("--to", "2026-01-31", "--format", "json"),
    ).json
    assert row["n"] == 2
    assert cli("process", "outcomes", *tables, "--from", "2026-01-10").status == 2


def test_between(cli: Cli, tables: list[str]) -> None:
    (row,) = cli(
        *("process", "between", *tables, "--from", "visit", "--to", "offer", "--min-n", "1"),
        *("--format", "json"),
    ).json
    assert (row["n_from"], row["n"], row["median_days"]) == (4, 2, 18.0)


def test_pipeline_as_table(cli: Cli, tables: list[str]) -> None:
    outcome = cli("process", "pipeline", *tables, "--lang", "zh")
    assert outcome.status == 0
    assert "拜访" in outcome.out


def test_csv_holds_no_formula(cli: Cli, tables: list[str]) -> None:
    outcome = cli("process", "pipeline", *tables, "--by", "account_id", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(outcome.out)))
    assert rows[0]["account_id"] == "'=cmd()"
    assert rows[0]["value_minor"] == "800000"


def test_out_file(cli: Cli, tables: list[str], tmp_path: Path) -> None:
    target = tmp_path / "state.json"
    outcome = cli("process", "state", *tables, "--format", "json", "--out", target)
    assert outcome.out == ""
    assert len(json.loads(target.read_text("utf-8"))) == 4


def test_shipped_processes(cli: Cli) -> None:
    rows = cli("process", "list", "--format", "json").json
    assert {"six_moves", "simple", "full_cycle"} <= {row["name"] for row in rows}
    document = json.loads(cli("process", "show", "six_moves").out)
    assert document["code"] == "six_moves"
    described = cli("process", "describe", "--process", "six_moves", "--format", "json").json
    assert len(described["stages"]) >= 6
    mapped = cli(
        *("process", "map-stages", "--process", "full_cycle", "--to", "simple"),
        *("--format", "json"),
    ).json
    assert {"from_stage", "to_stage", "reason"} <= set(mapped[0])
    assert cli("process", "show", "nosuch").status == 2
    assert cli("process", "show").status == 2


def test_databases(cli: Cli, book: Path) -> None:
    """A database table may go by the name of the option."""
    connection = sqlite3.connect(book / "crm.db")
    connection.execute("CREATE TABLE opportunities (opportunity_id INTEGER, created_on TEXT)")
    connection.execute("INSERT INTO opportunities VALUES (7, '2026-01-05')")
    connection.commit()
    connection.close()
    for written in ("crm.db", "crm.db?opportunities"):
        (row,) = cli(
            *("process", "state", "--opportunities", f"sqlite:{book}/{written}"),
            *("--process", "simple", "--format", "json"),
        ).json
        assert row["opportunity_id"] == 7
        assert row["created_on"] == "2026-01-05"


def test_far_dates_do_not_set_the_day(cli: Cli, book: Path) -> None:
    """A year typed wrong in one row of many must not age every deal."""
    lines = [f"A{i},2026-01-{1 + i % 28:02d}" for i in range(300)]
    lines[7] = "A7,2126-01-05"
    (book / "deals.csv").write_text("opportunity_id,created_on\n" + "\n".join(lines), "utf-8")
    outcome = cli("process", "pipeline", "--opportunities", book / "deals.csv", *PROCESS_OPTION)
    assert "as of 2026-01-28" in outcome.err
    assert "2126-01-05" in outcome.err


@pytest.mark.parametrize("form", ["table", "json", "csv"])
@pytest.mark.parametrize(
    "verb", ["faults", "moves", "state", "pipeline", "funnel", "outcomes", "between"]
)
def test_every_verb_in_every_form(cli: Cli, tables: list[str], verb: str, form: str) -> None:
    more: list[str] = []
    if verb == "between":
        more = ["--from", "visit", "--to", "offer"]
    if form == "csv" and verb in ("faults", "moves"):
        more = ["--table", verb]
    outcome = cli("process", verb, *tables, *more, "--format", form)
    assert outcome.status == 0, outcome.err
    assert outcome.out
