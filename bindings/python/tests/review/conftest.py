"""Histories of real exports, where they are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from real_exports import history_of

import sandan

SHARED = Path(__file__).resolve().parents[4] / ".." / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("../shared/data is not here: real exports cannot be read")
    return SHARED


@pytest.fixture(scope="session")
def maven(shared: Path) -> sandan.History:
    return history_of("maven", shared / "maven_crm")


@pytest.fixture(scope="session")
def bpic2012(shared: Path) -> sandan.History:
    return history_of("bpic2012", shared / "event_logs")
