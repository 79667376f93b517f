"""What fails says what, where and why, and with the right exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cli_book import PROCESS, Cli


@pytest.mark.parametrize(
    "arguments",
    [
        ["nosuch"],
        ["process", "nosuch"],
        ["process", "state"],
        ["process", "state", "--nosuch"],
        ["process", "state", "--opportunities", "x.csv", "--format", "xml"],
        ["review", "--lang", "fr"],
        ["process", "between", "--from", "a"],
    ],
)
def test_usage(cli: Cli, arguments: list[str]) -> None:
    assert cli(*arguments).status == 2


def test_help_and_version(cli: Cli) -> None:
    assert cli("--help").status == 0
    assert cli("process", "funnel", "--help").status == 0
    assert "0." in cli("--version").out


def test_no_process(cli: Cli, book: Path) -> None:
    outcome = cli("process", "state", "--opportunities", book / "deals.csv")
    assert outcome.status == 2
    assert "--process" in outcome.err


def test_unknown_process(cli: Cli, book: Path) -> None:
    outcome = cli(
        "process", "state", "--opportunities", book / "deals.csv", "--process", "sixmoves"
    )
    assert outcome.status == 2
    assert "six_moves" in outcome.err


def test_missing_file(cli: Cli, book: Path) -> None:
    outcome = cli("process", "state", "--opportunities", book / "none.csv", "--process", "simple")
    assert outcome.status == 1
    assert "none.csv: no such file" in outcome.err


def test_ragged_row(cli: Cli, book: Path) -> None:
    (book / "deals.csv").write_text("opportunity_id,stage\nA1,visit\nA2\n", encoding="utf-8")
    outcome = cli("process", "state", "--opportunities", book / "deals.csv", "--process", "simple")
    assert outcome.status == 1
    assert "row 3: has 1 fields, the header has 2" in outcome.err


def test_bad_date(cli: Cli, book: Path) -> None:
    (book / "deals.csv").write_text("opportunity_id,created_on\nA1,2026-02-30\n", encoding="utf-8")
    arguments = ("process", "state", "--opportunities", book / "deals.csv", "--process", "simple")
    outcome = cli(*arguments)
    assert outcome.status == 1
    assert "row 2, column 'created_on': '2026-02-30'" in outcome.err
    outcome = cli(*arguments, "--on-error", "null", "--as-of", "2026-03-01")
    assert outcome.status == 0
    assert "made null" in outcome.err


def test_missing_column(cli: Cli, book: Path) -> None:
    (book / "deals.csv").write_text("qux,quux\n1,2\n", encoding="utf-8")
    outcome = cli(
        *("process", "state", "--opportunities", book / "deals.csv", "--process", "simple"),
        *("--as-of", "2026-03-01"),
    )
    assert outcome.status == 1
    assert "opportunity_id" in outcome.err


def test_wrong_document(cli: Cli, book: Path) -> None:
    wrong = {**PROCESS, "colour": "red"}
    (book / "process.json").write_text(json.dumps(wrong), encoding="utf-8")
    outcome = cli(
        *("process", "state", "--opportunities", book / "deals.csv"),
        *("--process", book / "process.json"),
    )
    assert outcome.status == 1
    assert "/colour" in outcome.err


def test_strict_names_the_row_of_the_file(cli: Cli, tables: list[str]) -> None:
    outcome = cli("process", "state", *tables, "--strict")
    assert outcome.status == 1
    assert "events.csv, row 12" in outcome.err


def test_unknown_key(cli: Cli, tables: list[str]) -> None:
    outcome = cli("process", "funnel", *tables, "--by", "nosuch")
    assert outcome.status in (1, 2)
    assert "nosuch" in outcome.err


def test_no_dates(cli: Cli, book: Path) -> None:
    (book / "deals.csv").write_text("opportunity_id\nA1\n", encoding="utf-8")
    outcome = cli("process", "state", "--opportunities", book / "deals.csv", "--process", "simple")
    assert outcome.status == 2
    assert "--as-of" in outcome.err


def test_terminal_sequences_are_harmless(cli: Cli, book: Path) -> None:
    (book / "deals.csv").write_text(
        "opportunity_id,team_id,created_on\nA\x1b[31m,[bold]x[/bold],2026-01-01\n",
        encoding="utf-8",
    )
    outcome = cli("process", "state", "--opportunities", book / "deals.csv", "--process", "simple")
    assert outcome.status == 0
    assert "\x1b" not in outcome.out
    outcome = cli(
        *("process", "pipeline", "--opportunities", book / "deals.csv", "--process", "simple"),
        *("--by", "team_id"),
    )
    assert "[bold]x[/bold]" in outcome.out


def test_naughty_strings_as_ids(cli: Cli, shared: Path, book: Path) -> None:
    """Every string of the list can be an id: it comes back as it was."""
    naughty = json.loads((shared / "robustness/blns/blns.json").read_text("utf-8"))
    ids = [text for text in dict.fromkeys(naughty) if text and "\x00" not in text]
    lines = [json.dumps({"opportunity_id": text, "created_on": "2026-01-01"}) for text in ids]
    path = book / "deals.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    arguments = ("process", "state", "--opportunities", path, "--process", "simple")
    rows = cli(*arguments, "--format", "json").json
    kept = [row["opportunity_id"] for row in rows]
    shortened = [text for text in ids if text not in kept]
    assert not shortened
    for form in ("table", "csv"):
        assert cli(*arguments, "--format", form).status == 0


def test_as_a_program(book: Path, tables: list[str]) -> None:
    """In a pipe: no progress, no colour; a closed pipe is no failure."""
    program = [sys.executable, "-m", "sandan.cli", "process", "state", *tables]
    done = subprocess.run(program, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout + done.stderr
    assert done.stderr.splitlines() == [
        "sandan: as of 2026-03-01, the latest date in the data; --as-of sets another",
        "sandan: 1 fault, 1 row set aside; see sandan process faults",
    ]
