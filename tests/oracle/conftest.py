"""Finds the library of the build tree and the real logs beside the repository."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"

os.environ.setdefault("SANDAN_LIBRARY", str(ROOT / "build/release/lib/libsandan.so"))
sys.path.insert(0, str(ROOT / "bindings/python/src"))


@pytest.fixture
def real_data():
    """A function from a path below the folder of real data to the file; skips without it."""

    def find(path):
        file = DATA / path
        if not file.exists():
            pytest.skip(f"../shared/data/{path} is not here")
        return file

    return find
