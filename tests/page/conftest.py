"""The review page of the sample CRM, and a browser to look at it with."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import PROGRAMS, Browser, program

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = os.environ.get("SANDAN_LIBRARY", str(ROOT / "build/release/lib/libsandan.so"))
TABLES = ("opportunities", "stage_events", "accounts", "reps", "receivables")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = program()
    if path is None:
        pytest.skip(f"no browser here: none of {', '.join(PROGRAMS)} is installed")
    with Browser(path) as started:
        yield started


@pytest.fixture(scope="session")
def crm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crm")
    generator = ROOT / "examples/sample_crm/generate.py"
    subprocess.run([sys.executable, generator, folder], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session", params=["en", "zh"])
def page(request: pytest.FixtureRequest, crm: Path) -> Path:
    """The page in one language, with all tables and a calendar."""
    target = crm / f"review_{request.param}.html"
    environment = {
        **os.environ,
        "SANDAN_LIBRARY": LIBRARY,
        "PYTHONPATH": str(ROOT / "bindings/python/src"),
    }
    command = [
        *(sys.executable, "-m", "sandan.cli", "review", "--as-of", "2026-10-31"),
        *("--process", str(ROOT / "examples/sample_crm/process.json")),
        *(f"--{name}={crm / name}.csv" for name in TABLES),
        *("--calendar", "cn", "--lang", request.param, "--html", str(target)),
    ]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return target
