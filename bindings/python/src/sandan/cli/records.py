"""Small tables made by the command line itself, in the same three forms."""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from sandan.cli.output import csv_text, unpadded, visible, write


def deliver_records(
    title: str, records: Sequence[Mapping[str, Any]], form: str, out: str | None
) -> None:
    """Writes records as a table, as JSON or as CSV."""
    names = list(records[0]) if records else []
    if form == "json":
        write(json_text(list(records)) + "\n", out)
    elif form == "csv":
        write(csv_text(names, records), out)
    else:
        drawn = RichTable(title=title, title_justify="left", box=None)
        for name in names:
            numbers = all(isinstance(record[name], (int, float)) for record in records)
            drawn.add_column(name, justify="right" if numbers else "left", overflow="fold")
        for record in records:
            drawn.add_row(*(_cell(record[name]) for name in names))
        buffer = io.StringIO()
        to_terminal = out is None and sys.stdout.isatty()
        Console(
            file=buffer, width=None if to_terminal else 10_000, force_terminal=to_terminal
        ).print(drawn)
        write(unpadded(buffer.getvalue()), out)


def json_text(value: Any) -> str:
    """JSON as the C interface writes it: dates as ISO text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_iso)


def _iso(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _cell(value: Any) -> Text:
    return Text("–", style="dim") if value is None else visible(str(value))
