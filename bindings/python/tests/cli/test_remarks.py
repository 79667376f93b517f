"""What stderr says beside an answer, and what is refused before anything is computed."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cli_book import EVENTS, PROCESS, Cli

FAULTS = "1 fault, 1 row set aside; see sandan process faults"
VERBS = {
    "state": [],
    "moves": [],
    "pipeline": [],
    "funnel": [],
    "outcomes": [],
    "between": ["--from", "visit", "--to", "offer"],
}


def mapping(book: Path, **changes: Any) -> Path:
    document: dict[str, Any] = {
        "sandan": "mapping/1",
        "code": "book",
        "label": {"en": "Book"},
        "process": "process.json",
        "files": {"deals": "deals.csv", "events": "events.csv"},
        "tables": {"opportunities": {"file": "deals"}, "stage_events": {"file": "events"}},
        **changes,
    }
    path = book / "mapping.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.mark.parametrize("verb", VERBS)
def test_faults_are_told(cli: Cli, book: Path, tables: list[str], verb: str) -> None:
    with_faults = cli("process", verb, *tables, *VERBS[verb], "--format", "json")
    assert with_faults.status == 0
    assert FAULTS in with_faults.err
    assert "WARNING" not in with_faults.err
    (book / "events.csv").write_text(EVENTS.replace("A9,visit,2026-02-11,\n", ""), "utf-8")
    without = cli("process", verb, *tables, *VERBS[verb], "--format", "json")
    assert "fault" not in without.err
    assert without.out == with_faults.out


def test_faults_do_not_tell_of_themselves(cli: Cli, tables: list[str]) -> None:
    assert "see sandan process faults" not in cli("process", "faults", *tables).err


def test_the_wrong_process_is_told(cli: Cli, tables: list[str]) -> None:
    outcome = cli("process", "funnel", *tables[:4], "--process", "erp_sales")
    assert outcome.status == 0
    assert (
        "WARNING: most stages are unknown to process erp_sales (9 of 11 events): wrong --process?"
    ) in outcome.err


def test_wrong_process_of_deals_without_events(cli: Cli, book: Path) -> None:
    (book / "deals.csv").write_text("opportunity_id,stage\nA1,nowhere\nA2,visit\nA3,x\n", "utf-8")
    outcome = cli(
        *("process", "state", "--opportunities", book / "deals.csv", "--as-of", "2026-03-01"),
        *("--process", book / "process.json"),
    )
    assert "(2 of 3 deals)" in outcome.err


def test_tables_show_money_in_major_units(cli: Cli, tables: list[str]) -> None:
    shown = cli("process", "state", *tables).out
    assert "¥12,000" in shown
    assert "amount_minor" not in shown
    assert "1,200,000" not in shown
    assert "金额" in cli("process", "state", *tables, "--lang", "zh").out
    plain = cli("process", "state", *tables, "--format", "csv").out
    assert "amount_minor" in plain
    assert "1200000" in plain


def test_money_of_other_currencies(cli: Cli, book: Path, tables: list[str]) -> None:
    rows = "A1,1234,JPY\nA2,1234,KWD\nA3,1234,EUR\nA4,1234,XYZ\n"
    (book / "deals.csv").write_text("opportunity_id,amount_minor,currency\n" + rows, "utf-8")
    shown = cli("process", "state", *tables, "--as-of", "2026-03-01").out
    for amount in ("1,234 JPY", "1.234 KWD", "€12.34", "12.34 XYZ"):
        assert amount in shown
    (book / "deals.csv").write_text("opportunity_id,amount_minor\nA1,123456\n", "utf-8")
    assert " 1,234.56 " in cli("process", "state", *tables, "--as-of", "2026-03-01").out


def test_faults_stand_in_their_files(cli: Cli, book: Path, tables: list[str]) -> None:
    (row,) = cli("process", "faults", *tables, "--format", "json").json["faults"]
    assert (row["row"], row["file_row"]) == (10, 12)
    assert row["file"] == str(book / "events.csv")
    out = cli("process", "faults", *tables, "--table", "faults", "--format", "csv").out
    (record,) = csv.DictReader(io.StringIO(out))
    assert (record["file"], record["file_row"]) == (row["file"], "12")
    assert "文件行号" in cli("process", "faults", *tables, "--lang", "zh").out
    counts = cli("process", "faults", *tables, "--table", "fault_counts", "--format", "json").json
    assert counts == [
        {"table": "stage_events", "fault": "unknown_opportunity", "n": 1, "set_aside": 1}
    ]


def test_faults_of_a_select_have_no_file_row(cli: Cli, book: Path) -> None:
    tables = {"opportunities": {"file": "deals"}, "stage_events": {"sql": "SELECT * FROM events"}}
    path = mapping(book, tables=tables)
    (row,) = cli("process", "faults", "--map", path, "--format", "json").json["faults"]
    assert (row["file"], row["file_row"]) == (None, None)


def test_byte_order_mark(cli: Cli, tables: list[str], tmp_path: Path) -> None:
    marked = cli("process", "pipeline", *tables, "--format", "csv", "--bom").out
    plain = cli("process", "pipeline", *tables, "--format", "csv").out
    assert marked == "\ufeff" + plain
    review = cli("review", *tables, "--format", "csv", "--table", "fault_counts", "--bom").out
    assert review.startswith("\ufefftable,")
    target = tmp_path / "list.csv"
    assert cli("process", "list", "--format", "csv", "--bom", "--out", target).status == 0
    assert target.read_bytes().startswith(b"\xef\xbb\xbfname,")


@pytest.mark.parametrize("name", ["jinja2", "vl_convert"])
def test_a_missing_extra(
    cli: Cli, tables: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    outcome = cli("review", *tables, "--html", tmp_path / "x.html")
    assert outcome.status == 1
    assert "Traceback" not in outcome.err
    assert f"needs the package {name}: pip install './bindings/python[plot]'" in outcome.err


def test_the_command_line_without_click() -> None:
    program = "import sys; sys.modules['click'] = None; import sandan.cli as c; sys.exit(c.main())"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "the package click: pip install './bindings/python[cli]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_table_nobody_knows(cli: Cli, book: Path) -> None:
    path = mapping(book, tables={"opportunites": {"file": "deals"}})
    for arguments in (["process", "state", "--map", path], ["documents", "check", path]):
        outcome = cli(*arguments)
        assert outcome.status == 1
        assert "/tables/opportunites: is no known table" in outcome.err
        assert "did you mean opportunities?" in outcome.err
        assert "accounts, opportunities, stage_events, changes" in outcome.err


def test_a_mapping_without_deals(cli: Cli, book: Path) -> None:
    path = mapping(book, tables={"stage_events": {"file": "events"}})
    outcome = cli("process", "state", "--map", path)
    assert outcome.status == 1
    assert "mapping.json: /tables: has no table opportunities" in outcome.err
    assert "it has: stage_events" in outcome.err
    given = cli("process", "state", "--map", path, "--opportunities", book / "deals.csv")
    assert given.status == 0, given.err


def test_the_process_of_a_mapping(cli: Cli, book: Path) -> None:
    outcome = cli("process", "state", "--map", mapping(book, process="nosuch.json"))
    assert outcome.status == 1
    assert "mapping.json: /process: 'nosuch.json' is neither a file nor" in outcome.err


def test_near_misses_are_told(cli: Cli, book: Path) -> None:
    columns = {"amuont_minor": "amount_minor", "created_on": "created_on", "hobby": "team_id"}
    path = mapping(book, tables={"opportunities": {"file": "deals", "columns": columns}})
    outcome = cli("process", "state", "--map", path, "--as-of", "2026-03-01")
    assert outcome.status == 0
    said = "'amuont_minor' is kept as a fact; did you mean amount_minor?"
    assert outcome.err.count("did you mean") == 1
    assert said in outcome.err
    text = (book / "deals.csv").read_text("utf-8").replace("amount_minor", "Amount_minr")
    (book / "deals.csv").write_text(text, "utf-8")
    bare = cli(
        *("process", "state", "--opportunities", book / "deals.csv", "--process", "simple"),
    )
    assert "did you mean amount_minor?" in bare.err


def test_another_table_is_refused_by_its_columns(cli: Cli, book: Path) -> None:
    deals = ("process", "state", "--opportunities", book / "deals.csv", "--process", "simple")
    (book / "deals.csv").write_text("qux,quux\n1,2\n", encoding="utf-8")
    outcome = cli(*deals)
    assert outcome.status == 1
    assert "has no column opportunity_id" in outcome.err
    assert "it has: qux, quux" in outcome.err
    assert "--map FILE" in outcome.err
    (book / "deals.csv").write_text("opportunity_id\nA1\n", encoding="utf-8")
    (book / "events.csv").write_text("opportunity_id,step\nA1,x\n", encoding="utf-8")
    outcome = cli(*deals, "--stage-events", book / "events.csv")
    assert "no column stage and no column entered_at, which table stage_events needs" in outcome.err
    path = mapping(book)
    assert '"columns" of table stage_events' in cli("process", "state", "--map", path).err


def test_documents_are_named(cli: Cli, book: Path, tables: list[str]) -> None:
    (book / "process.json").write_text('{\n "sandan": }', encoding="utf-8")
    outcome = cli("process", "state", *tables)
    assert outcome.status == 1
    assert f"{book / 'process.json'}: not JSON" in outcome.err
    assert "line 2, column 12" in outcome.err
    (book / "process.json").write_text(json.dumps({**PROCESS, "colour": 1}), "utf-8")
    for arguments in (["process", "state", *tables], ["documents", "check", tables[-1]]):
        outcome = cli(*arguments)
        assert "process.json: " in outcome.err
        assert "/colour" in outcome.err


def test_folders_are_no_documents(cli: Cli, book: Path) -> None:
    outcome = cli("process", "show", book)
    assert outcome.status == 2
    assert "is a folder" in outcome.err


def test_a_cohort_that_ends_before_it_begins(cli: Cli, tables: list[str]) -> None:
    outcome = cli(
        *("process", "funnel", *tables, "--cohort", "created_on", "--from", "2026-02-01"),
        *("--to", "2026-01-01"),
    )
    assert outcome.status == 2
    assert "before it begins" in outcome.err


def test_zones_by_name(cli: Cli, book: Path, tables: list[str]) -> None:
    (book / "events.csv").write_text(
        "opportunity_id,stage,entered_at\nA1,visit,2026-01-05T20:00:00Z\n", "utf-8"
    )
    outcome = cli("process", "state", *tables, "--as-of", "2026-03-01")
    assert outcome.status == 2
    assert "--time-zone" in outcome.err
    dated = cli("process", "state", *tables, "--time-zone", "Asia/Shanghai", "--format", "json")
    assert dated.json[0]["entered_on"] == "2026-01-06"


def test_threads_are_limited(cli: Cli, tables: list[str]) -> None:
    outcome = cli("process", "state", *tables, "--threads", "257")
    assert outcome.status == 2
    assert "256" in outcome.err
