"""The command line as a function, and a small book of deals in files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_book import DEALS, EVENTS, PROCESS, Cli, Outcome

from sandan.cli.main import run

REPOSITORY = Path(__file__).resolve().parents[4]
SHARED = REPOSITORY / ".." / "shared" / "data"


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    def called(*arguments: str | Path) -> Outcome:
        status = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Outcome(status, captured.out, captured.err)

    return called


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A folder with process.json, deals.csv and events.csv."""
    (tmp_path / "process.json").write_text(json.dumps(PROCESS), encoding="utf-8")
    (tmp_path / "deals.csv").write_text(DEALS, encoding="utf-8")
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def tables(book: Path) -> list[str]:
    """The options that name the book."""
    return [
        *("--opportunities", str(book / "deals.csv")),
        *("--stage-events", str(book / "events.csv")),
        *("--process", str(book / "process.json")),
    ]


@pytest.fixture
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("../shared/data is not here: real exports cannot be read")
    return SHARED


@pytest.fixture
def mappings() -> Path:
    return REPOSITORY / "mappings"
