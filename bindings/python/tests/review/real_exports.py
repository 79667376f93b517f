"""Histories of real exports, by their mapping documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sandan
from sandan.importing import Imported, apply_mapping, load_mapping

MAPPINGS = Path(__file__).resolve().parents[4] / "mappings"


def imported(name: str, folder: Path) -> Imported:
    return apply_mapping(load_mapping(MAPPINGS / f"{name}.json"), base=folder)


def history_of(name: str, folder: Path, as_of: str | None = None) -> sandan.History:
    """The history of an export by its mapping document."""
    read = imported(name, folder)
    process = sandan.Process((MAPPINGS / str(read.process)).read_text("utf-8"))
    tables: dict[str, Any] = dict(read.arrow())
    return process.history(**tables, as_of=as_of or str(read.as_of), **read.request)
