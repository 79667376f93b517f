"""The notebook is the tutorial: the same cells, run through without an error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pages import ROOT
from write_notebook import NOTEBOOK, cells, written


def test_cells_are_those_of_the_tutorial() -> None:
    stored = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    assert [(cell["cell_type"], cell["source"]) for cell in stored] == cells(), (
        "write it anew: .venv/bin/python tests/docs/write_notebook.py"
    )


def test_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    stored = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    again = written()["cells"]
    assert [bool(cell.get("outputs")) for cell in again] == [
        bool(cell.get("outputs")) for cell in stored
    ]


def test_it_holds_no_path_of_the_machine_it_was_made_on() -> None:
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert str(ROOT) not in text
    assert "/tmp/" not in text
