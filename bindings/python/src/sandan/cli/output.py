"""Results on stdout or into a file: as a table, as JSON, as CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from sandan import Table
from sandan.cli.answers import Answer, Answers
from sandan.cli.progress import say
from sandan.importing.formula_guard import guarded
from sandan.review.formats import money

#: Under this name a command's context says that its CSV begins with a byte order mark.
MARK = "sandan.byte_order_mark"
_BYTE_ORDER_MARK = "\ufeff"
_MINOR = "_minor"
#: Columns that hold money in rows with a currency, though their names do not say so.
_MONEY = {
    "one_more_call": ("low", "high"),
    "quartiles": ("value", "low", "high"),
    "quartile_gaps": (
        *("best_mean", "middle_mean", "bottom_mean", "average", "median", "gap_best_to_average"),
        *("average_low", "average_high", "best_low", "best_high", "bottom_low", "bottom_high"),
    ),
    "pairs": ("strong_mean", "weak_mean", "gap", "gap_low", "gap_high"),
}
_WIDE = 10_000
_ROWS_SHOWN = 200


def deliver(
    answer: Table | Answers,
    form: str,
    out: str | None,
    table: str | None = None,
    language: str | None = None,
) -> None:
    """Writes an answer in the form asked for."""
    every: dict[str, Answer] = (
        {answer.name: answer}
        if isinstance(answer, Table)
        else {name: answer[name] for name in answer}
    )
    if table is not None and table not in every:
        raise click.BadParameter(
            f"there is no table {table!r}; there {'is' if len(every) == 1 else 'are'} "
            f"{', '.join(every)}",
            param_hint="--table",
        )
    chosen = every if table is None else {table: every[table]}
    if form == "json":
        write((answer if table is None else every[table]).to_json() + "\n", out)
    elif form == "csv":
        if len(chosen) > 1:
            raise click.UsageError(f"CSV holds one table; choose by --table: {', '.join(chosen)}")
        (only,) = chosen.values()
        write(csv_text(only.column_names, only.to_dicts()), out)
    else:
        write(_drawn(list(chosen.values()), language, out), out)


def asked_for_mark() -> bool:
    """Whether the command that runs was given --bom."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(MARK))


def write(text: str, out: str | None) -> None:
    """Text to a file, or to stdout."""
    if out is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    save(text, out)


def save(text: str, path: str) -> None:
    """Text into a file, byte for byte the same on every system."""
    Path(path).write_bytes(text.encode("utf-8"))
    say(f"wrote {path}")


def csv_text(columns: Iterable[str], records: Iterable[Mapping[str, Any]]) -> str:
    """CSV in which no text can be taken for a formula by a spreadsheet."""
    names = list(columns)
    buffer = io.StringIO(newline="")
    if asked_for_mark():
        buffer.write(_BYTE_ORDER_MARK)
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([guarded(name) for name in names])
    for record in records:
        writer.writerow([_csv_cell(record[name]) for name in names])
    return buffer.getvalue()


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return guarded(_plain(value))


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def _drawn(tables: Iterable[Answer], language: str | None, out: str | None) -> str:
    to_terminal = out is None and sys.stdout.isatty()
    buffer = io.StringIO()
    console = Console(
        file=buffer,
        width=None if to_terminal else _WIDE,
        force_terminal=to_terminal,
        legacy_windows=False,
    )
    for position, table in enumerate(tables):
        if position:
            console.print()
        console.print(_rich(table, language))
        if len(table) > _ROWS_SHOWN:
            say(
                f"{table.name}: {_ROWS_SHOWN} of {len(table)} rows shown; "
                "--format csv or json gives all"
            )
    return unpadded(buffer.getvalue())


def unpadded(text: str) -> str:
    """Lines without the spaces that only fill them up."""
    return "\n".join(line.rstrip() for line in text.split("\n"))


def _rich(table: Answer, language: str | None) -> RichTable:
    drawn = RichTable(title=visible(_title(table, language)), title_justify="left", box=None)
    columns = table.head(_ROWS_SHOWN)
    names = table.column_names
    for name, values in zip(names, columns):
        number = any(_is_number(value) for value in values)
        drawn.add_column(
            visible(_heading(table, name, language)),
            justify="right" if number else "left",
            overflow="fold",
        )
    for row in zip(*columns):
        currency = dict(zip(names, row)).get("currency")
        drawn.add_row(*(_cell(table, n, v, currency, language) for n, v in zip(names, row)))
    return drawn


def _title(table: Answer, language: str | None) -> str:
    label = table.labels.of_value("table", table.name) if language else {}
    return (label.get(language, "") if language else "") or table.name


def _heading(table: Answer, name: str, language: str | None) -> str:
    label = table.labels.of_column(name).get(language, "") if language else ""
    return label or name.replace(_MINOR, "")


def _cell(table: Answer, name: str, value: Any, currency: str | None, language: str | None) -> Text:
    if value is None:
        return Text("–", style="dim")
    if isinstance(value, bool):
        return Text("true" if value else "false")
    if isinstance(value, float) and currency and name in _MONEY.get(table.name, ()):
        return visible(money(round(value), currency))
    if isinstance(value, float) and value.is_integer() and _is_money(name):
        return visible(money(int(value), currency))
    if isinstance(value, float):
        is_small = abs(value) < 1 or (_is_share(name) and abs(value) < 10)
        return Text(f"{value:.4g}" if is_small else f"{value:,.1f}")
    if isinstance(value, int):
        return visible(money(value, currency)) if _is_money(name) else Text(str(value))
    text = _plain(value)
    if language:
        text = table.labels.of_value(name, text).get(language, "") or text
    return visible(text)


def _is_money(name: str) -> bool:
    return name.endswith(_MINOR) or f"{_MINOR}_per_" in name


def _is_share(name: str) -> bool:
    """Whether 1 is the whole, and 1.2 something else than 1.15."""
    return name.startswith("attainment") or name.endswith("share")


def visible(text: str) -> Text:
    """Text that can neither style nor move the terminal."""
    return Text("".join(c if c.isprintable() else "\ufffd" for c in text))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
