"""Types of columns: the facts dictionary, with what policies and processes say of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sandan.importing.facts import Facts, shipped_facts

#: Types of inputs as the importer calls them; what is not here is left as it is.
_TYPE_WORDS = {"bool": "bool", "number": "double", "text": "text", "date": "date"}


def type_words(inputs: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The type of each column that a policy or a process reads, as the importer calls it."""
    words = {
        each["code"]: "int64" if each.get("whole") else _TYPE_WORDS.get(each["type"])
        for each in inputs
    }
    return {code: word for code, word in words.items() if word is not None}


def facts_with(table: str, types: Mapping[str, str], facts: Facts | None = None) -> Facts:
    """A facts dictionary, the shipped one when left out, with other types for columns of a
    table."""
    known = shipped_facts() if facts is None else facts
    return {**known, table: {**known.get(table, {}), **types}}


def facts_beside(table: str, types: Mapping[str, str], facts: Facts | None = None) -> Facts:
    """The same, but what the dictionary knows keeps its type."""
    known = shipped_facts() if facts is None else facts
    return facts_with(table, {**types, **known.get(table, {})}, known)
