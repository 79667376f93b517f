"""Shared data beside the repository, and small helpers."""

from __future__ import annotations

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[4]
SHARED = REPOSITORY / ".." / "shared" / "data"


@pytest.fixture
def shared() -> Path:
    """Real exports; tests that need them are skipped where they are absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared/data is not here: real exports cannot be read")
    return SHARED


@pytest.fixture
def mappings() -> Path:
    return REPOSITORY / "mappings"
