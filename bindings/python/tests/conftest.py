"""The package of this tree, the library built from it, and histories of the small book."""

from __future__ import annotations

import os
import sys

import pytest
import small_map
from small_book import AS_OF, DEALS, EVENTS, PYTHON_FOLDER, REPOSITORY, SHORT_PROCESS, big_book

sys.path.insert(0, str(PYTHON_FOLDER / "src"))
os.environ.setdefault("SANDAN_LIBRARY", str(REPOSITORY / "build/release/lib/libsandan.so"))

import sandan


@pytest.fixture
def process() -> sandan.Process:
    return sandan.Process.from_json(SHORT_PROCESS)


@pytest.fixture
def history(process: sandan.Process) -> sandan.History:
    return process.history(opportunities=DEALS, stage_events=EVENTS, as_of=AS_OF)


@pytest.fixture
def big_history(process: sandan.Process) -> sandan.History:
    """Enough deals for calls to take a while."""
    return process.history(**big_book(), as_of=AS_OF)


@pytest.fixture(scope="module")
def vocabulary() -> sandan.MapVocabulary:
    return sandan.MapVocabulary.shipped("standard")


@pytest.fixture(scope="module")
def maps(vocabulary: sandan.MapVocabulary) -> sandan.DecisionMaps:
    return vocabulary.build(small_map.tables(), as_of=small_map.AS_OF, names=True)
