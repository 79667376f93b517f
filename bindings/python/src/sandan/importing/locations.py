"""Where a table is: a file with its format, `sqlite:PATH?table`, a PostgreSQL URL."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

from sandan.importing.csv_text import CsvShape
from sandan.importing.problems import SourceError

FORMATS = ("csv", "json_lines", "parquet", "excel", "sqlite", "postgresql")
_ENDINGS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "json_lines",
    ".ndjson": "json_lines",
    ".jsonlines": "json_lines",
    ".json": "json_lines",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".xlsx": "excel",
    ".xlsm": "excel",
}
_POSTGRESQL = re.compile(r"postgres(?:ql)?://", re.IGNORECASE)


@dataclass(frozen=True)
class FileSpec:
    """One or more files of the same shape, and how to read them."""

    paths: tuple[str, ...]
    format: str = "auto"
    encoding: str = "auto"
    csv: CsvShape = field(default_factory=CsvShape)
    sheet: str | int | None = None
    row_number: str | None = None


@dataclass(frozen=True)
class Location:
    """A path as written, resolved."""

    shown: str
    """For messages and reports: what the user wrote, without a password."""
    path: Path | None
    table: str | None = None
    url: str | None = None
    format: str = "csv"


def locate(
    written: str, format_name: str, base: Path | None, default_table: str | None = None
) -> Location:
    """Resolves one written path; relative ones against `base`.

    default_table: the table of a database when the path names none.
    """
    if _POSTGRESQL.match(written):
        return _postgresql(written, default_table)
    if written.lower().startswith("sqlite:"):
        path_text, _, query = written[len("sqlite:") :].partition("?")
        table = _table_name(query) or default_table
        if path_text == "" or table is None:
            raise SourceError("write sqlite:PATH?table", file=written)
        return Location(written, _under(path_text, base), table, None, "sqlite")
    path = _under(written, base)
    chosen = format_name
    if chosen == "auto":
        chosen = _format_by_ending(path)
    return Location(written, path, None, None, chosen)


def _table_name(query: str) -> str:
    name = query[len("table=") :] if query.startswith("table=") else query
    return unquote(name)


def _under(written: str, base: Path | None) -> Path:
    path = Path(written).expanduser()
    return path if base is None or path.is_absolute() else base / path


def _format_by_ending(path: Path) -> str:
    name = path.name.lower()
    if name.endswith(".gz"):
        name = name[: -len(".gz")]
    for ending, format_name in _ENDINGS.items():
        if name.endswith(ending):
            return format_name
    if name.endswith(".xls"):
        raise SourceError(
            "the old .xls format is not read; save it as .xlsx or .csv", file=str(path)
        )
    raise SourceError(
        "cannot tell the format by its ending; known endings: "
        + " ".join(sorted(_ENDINGS))
        + ", each also with .gz",
        file=str(path),
    )


def _postgresql(written: str, default_table: str | None) -> Location:
    parts = urlsplit(written)
    query = parse_qs(parts.query, keep_blank_values=True)
    tables = query.pop("table", [default_table] if default_table else [])
    host = parts.hostname or ""
    if parts.port is not None:
        host += f":{parts.port}"
    user = f"{parts.username}@" if parts.username else ""
    visible = f"{parts.scheme}://{user}{host}{parts.path}"
    if len(tables) != 1 or not tables[0]:
        raise SourceError(
            "name the table to read: postgresql://user@host/database?table=NAME", file=visible
        )
    rest = "&".join(f"{key}={value}" for key, values in query.items() for value in values)
    url = urlunsplit((parts.scheme, parts.netloc, parts.path, rest, ""))
    return Location(f"{visible}?table={tables[0]}", None, tables[0], url, "postgresql")
