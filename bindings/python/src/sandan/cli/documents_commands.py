"""`sandan documents …`: what is shipped, and the canonical form of any document."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from sandan import Calendar, MapVocabulary, Policy, Process, QuotaPlan, quota, read_map
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
    check_one = _CHECKS.get(kind)
    if check_one is None:
        headers = ", ".join(f'"{known}/1"' for known in _CHECKS)
        raise SourceError(
            f'is no document: "sandan" must be one of {headers}, not '
            f"{json.dumps(header, ensure_ascii=False)}",
            file=file,
        )
    check_one(text, file)
    return kind


def _check_map(text: bytes, file: str) -> None:
    for fault in read_map(text, format="json")["read_faults"].to_dicts():
        raise SourceError(f"{fault['fault']} at {fault['place']}", file=file)


def _check_facts(text: bytes, file: str) -> None:
    _check_lists(text, file, "tables", "table", "columns", "name")


def _check_vocabulary(text: bytes, file: str) -> None:
    _check_lists(text, file, "enumerations", "code", "values", "code")


def _check_lists(text: bytes, file: str, lists: str, name: str, items: str, item: str) -> None:
    """Of a dictionary of lists: that they are there, and that no name stands twice."""
    document = loads(text.decode("utf-8"))
    if document["sandan"] not in ("facts/1", "vocabulary/1"):
        raise SourceError(f"{document['sandan']} is a version that is not known", file=file)
    if not isinstance(document.get("code"), str):
        raise SourceError("a text is wanted at /code", file=file)
    for place, each in enumerate(_named(document, "", lists, name, file)):
        _named(each, f"/{lists}/{place}", items, item, file)


def _named(holder: dict[str, Any], at: str, member: str, name: str, file: str) -> list[Any]:
    listed = holder.get(member)
    if not isinstance(listed, list):
        raise SourceError(f"a list is wanted at {at}/{member}", file=file)
    seen: set[str] = set()
    for place, each in enumerate(listed):
        own = each.get(name) if isinstance(each, dict) else None
        if not isinstance(own, str) or own in seen:
            told = "stands twice" if isinstance(own, str) else "must be a text"
            raise SourceError(f"{name} {told} at {at}/{member}/{place}", file=file)
        seen.add(own)
    return listed


#: Kind of a document → its check.
_CHECKS: dict[str, Callable[[bytes, str], object]] = {
    "process": lambda text, _: Process(text),
    "calendar": lambda text, _: Calendar(text),
    "policy": lambda text, _: Policy(text),
    "policies": lambda text, _: Policy(text),
    "mapping": lambda text, file: parse_mapping(text.decode("utf-8"), file=file),
    "plan": lambda text, _: QuotaPlan(text),
    "incentive": lambda text, _: quota.incentive(text),
    "map_vocabulary": lambda text, _: MapVocabulary(text),
    "map": _check_map,
    "facts": _check_facts,
    "vocabulary": _check_vocabulary,
}


def _text_of(file: str) -> bytes:
    return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()


def _ending(text: str, out: str | None) -> None:
    write(text if text.endswith("\n") else text + "\n", out)
