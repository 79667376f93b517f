"""The review page of the sample CRM, and a browser to look at it with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import PROGRAMS, Browser, program

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = os.environ.get("SANDAN_LIBRARY", str(ROOT / "build/release/lib/libsandan.so"))
SAMPLE = ROOT / "examples/sample_crm"


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
    generator = SAMPLE / "generate.py"
    subprocess.run([sys.executable, generator, folder], check=True, capture_output=True)
    return folder


def review(crm: Path, *options: str) -> str:
    """What the command line says of the sample CRM, with all tables and a calendar."""
    environment = {
        **os.environ,
        "SANDAN_LIBRARY": LIBRARY,
        "PYTHONPATH": str(ROOT / "bindings/python/src"),
    }
    command = [
        *(sys.executable, "-m", "sandan.cli", "review"),
        *("--map", str(SAMPLE / "mapping.json"), "--dir", str(crm), "--calendar", "cn"),
        *options,
    ]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture(scope="session", params=["en", "zh"])
def page(request: pytest.FixtureRequest, crm: Path) -> Path:
    """The page in one language."""
    target = crm / f"review_{request.param}.html"
    review(crm, "--lang", request.param, "--html", str(target))
    return target


@pytest.fixture(scope="session")
def figures(crm: Path) -> dict[str, Any]:
    """The figures of the same review, for programs."""
    found: dict[str, Any] = json.loads(review(crm, "--format", "json"))
    return found
