"""What the `list` and `show` of every kind of document do."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from sandan import documents
from sandan._compiled import CompiledDocument
from sandan.cli.output import write
from sandan.cli.records import deliver_records

#: Further cells of a row, from the name of a shipped document.
Cells = Callable[[str], Mapping[str, Any]]


def list_shipped(
    kind: str, title: str, form: str, out: str | None, more: Cells = lambda _: {}
) -> None:
    """The shipped documents of a kind, a row each."""
    rows = [
        {
            "name": entry["name"],
            "label_zh": entry["label"].get("zh"),
            "label_en": entry["label"].get("en"),
            **more(entry["name"]),
            "digest": entry["digest"],
        }
        for entry in documents.list(kind)
    ]
    deliver_records(title, rows, form, out)


def show_document(
    kind: str, name: str, out: str | None, opened: Callable[[str], CompiledDocument]
) -> None:
    """A shipped document as it is written, or what a file holds, checked by `opened`."""
    if name in [entry["name"] for entry in documents.list(kind)]:
        text = documents.get_text(kind, name)
    else:
        text = json.dumps(opened(name).to_dict(), ensure_ascii=False, indent=2)
    write(text if text.endswith("\n") else text + "\n", out)
