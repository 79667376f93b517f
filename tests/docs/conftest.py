"""The library and the package of this tree, for all tests of the documentation."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from pages import ROOT

LIBRARY = Path(os.environ.get("SANDAN_LIBRARY", ROOT / "build/release/lib/libsandan.so")).resolve()
os.environ.setdefault("SANDAN_LIBRARY", str(LIBRARY))
sys.path.insert(0, str(ROOT / "bindings" / "python" / "src"))


@pytest.fixture(scope="session")
def library() -> Path:
    """The file as linkers name it: build/release/lib/libsandan.so."""
    named = LIBRARY.parent / "libsandan.so"
    if not named.exists():
        pytest.fail(f"{named} is not there; ./dev build makes it")
    return named
