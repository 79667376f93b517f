"""Documents: the ones sandan ships, and the canonical form of any."""

from __future__ import annotations

import builtins
import json
from collections.abc import Mapping
from typing import Any, Union

from sandan._calls import call_for_text, text_arguments
from sandan._library import lib
from sandan._request import json_text
from sandan._sources import naming

#: A JSON document: its text, or what json.loads makes of it.
Document = Union[str, bytes, Mapping[str, Any]]


def list(kind: str | None = None) -> builtins.list[dict[str, Any]]:  # noqa: A001
    """The shipped documents, each with kind, name, label and digest."""
    every: builtins.list[dict[str, Any]] = json.loads(call_for_text(lib.sandan_documents_list))
    return [entry for entry in every if kind is None or entry["kind"] == kind]


def get_text(kind: str, name: str) -> str:
    """The text of a shipped document, to keep, edit and load again."""
    return call_for_text(lib.sandan_documents_get, *text_arguments(kind), *text_arguments(name))


def get(kind: str, name: str) -> dict[str, Any]:
    """A shipped document: "process", "calendar", "policy", "facts", "vocabulary" or
    "schema", by name."""
    document: dict[str, Any] = json.loads(get_text(kind, name))
    return document


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a kind of document, such as "process"."""
    return get("schema", name)


def canonical(document: Document) -> str:
    """Canonical text: the same for all spellings of the same document."""
    text = text_of(document)
    with naming(text):
        return call_for_text(lib.sandan_documents_canonical, *text_arguments(text))


def digest(document: Document) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    text = text_of(document)
    with naming(text):
        return call_for_text(lib.sandan_documents_digest, *text_arguments(text))


def text_of(document: Document) -> str | bytes:
    """The text of a document given as text or as parsed JSON."""
    if isinstance(document, (str, bytes)):
        return document
    return json_text(document)
