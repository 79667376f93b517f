"""`sandan documents …`: what is shipped, and the canonical form of any document."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from sandan import Calendar, Policy, Process
from sandan import documents as shipped
from sandan._sources import naming
from sandan.cli.options import writes_answer
from sandan.cli.output import write
from sandan.cli.records import deliver_records
from sandan.importing import SourceError, parse_mapping
from sandan.importing.strict_json import JsonError, loads


@click.group()
def documents() -> None:
    """Shipped documents; schema, canonical form and digest of any."""


@documents.command("list")
@click.argument("kind", required=False)
@writes_answer
def list_documents(
    kind: str | None, form: str, out: str | None, table: str | None, language: str | None
) -> None:
    """Shipped documents, all or of one kind."""
    rows = [
        {
            "kind": entry["kind"],
            "name": entry["name"],
            "label_zh": entry.get("label", {}).get("zh"),
            "label_en": entry.get("label", {}).get("en"),
            "digest": entry["digest"],
        }
        for entry in shipped.list(kind)
    ]
    if kind is not None and not rows:
        kinds = sorted({entry["kind"] for entry in shipped.list()})
        raise click.BadParameter(f"no document of kind {kind!r}; kinds: {', '.join(kinds)}")
    deliver_records("documents", rows, form, out)


@documents.command()
@click.argument("kind")
@click.argument("name")
@click.option("--out", metavar="FILE", help="Write here instead of stdout.")
def get(kind: str, name: str, out: str | None) -> None:
    """The text of a shipped document."""
    _ending(shipped.get_text(kind, name), out)


@documents.command()
@click.argument("kind")
@click.option("--out", metavar="FILE", help="Write here instead of stdout.")
def schema(kind: str, out: str | None) -> None:
    """The JSON Schema of a kind of document."""
    _ending(shipped.get_text("schema", kind), out)


@documents.command()
@click.argument("file")
@click.option("--out", metavar="FILE", help="Write here instead of stdout.")
def canonical(file: str, out: str | None) -> None:
    """The canonical text of a document (FILE or - for stdin)."""
    text = _text_of(file)
    with naming(text, file):
        write(shipped.canonical(text) + "\n", out)


@documents.command()
@click.argument("file")
def digest(file: str) -> None:
    """SHA-256 of the canonical text (FILE or - for stdin)."""
    text = _text_of(file)
    with naming(text, file):
        write(shipped.digest(text) + "\n", None)


@documents.command()
@click.argument("files", nargs=-1, required=True)
def check(files: tuple[str, ...]) -> None:
    """Checks documents; says what is wrong and where."""
    for file in files:
        text = _text_of(file)
        with naming(text, file):
            shipped.canonical(text)
            kind = _check_by_kind(text, file)
        write(f"{file}: a valid {kind} document\n", None)


def _check_by_kind(text: bytes, file: str) -> str:
    try:
        document: Any = loads(text.decode("utf-8"))
    except JsonError as fault:
        raise SourceError(f"not JSON: {fault}", file=file) from None
    header = document.get("sandan") if isinstance(document, dict) else None
    kind = header.partition("/")[0] if isinstance(header, str) else ""
    if kind == "process":
        Process(text)
    elif kind == "calendar":
        Calendar(text)
    elif kind in ("policy", "policies"):
        Policy(text)
    elif kind == "mapping":
        parse_mapping(text.decode("utf-8"), file=file)
    else:
        raise SourceError(
            'is no process, calendar, policy or mapping document: "sandan" must be "process/1", '
            '"calendar/1", "policy/1", "policies/1" or "mapping/1", not '
            f"{json.dumps(header, ensure_ascii=False)}",
            file=file,
        )
    return kind


def _text_of(file: str) -> bytes:
    return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()


def _ending(text: str, out: str | None) -> None:
    write(text if text.endswith("\n") else text + "\n", out)
