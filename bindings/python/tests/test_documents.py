"""Shipped documents, canonical text and digest."""

from __future__ import annotations

import hashlib
import json

import jsonschema
import pytest

import sandan


def test_the_list_names_kinds_and_labels() -> None:
    entries = sandan.documents.list()
    kinds = {"calendar", "process", "policy", "plan", "map_vocabulary"}
    assert {*kinds, "facts", "vocabulary", "schema"} == {each["kind"] for each in entries}
    for entry in entries:
        if entry["kind"] != "schema":
            assert {"zh", "en"} <= set(entry["label"])
            document = sandan.documents.get(entry["kind"], entry["name"])
            assert document["sandan"].startswith(entry["kind"] + "/")
            assert sandan.documents.digest(document) == entry["digest"]


def test_shipped_processes_hold_to_their_schema() -> None:
    schema = sandan.documents.schema("process")
    for entry in sandan.documents.list("process"):
        jsonschema.validate(sandan.documents.get("process", entry["name"]), schema)


def test_shipped_map_vocabularies_hold_to_their_schema() -> None:
    schema = sandan.documents.schema("map_vocabulary")
    for entry in sandan.documents.list("map_vocabulary"):
        jsonschema.validate(sandan.documents.get("map_vocabulary", entry["name"]), schema)


def test_canonical_text_is_one_for_all_spellings() -> None:
    text = '{"b": [1.50, true, null],\n "a": {"x": null, "é": "\\u4e09"}}'
    canonical = sandan.documents.canonical(text)
    assert canonical == '{"a":{"é":"三"},"b":[1.5,true,null]}'
    assert sandan.documents.canonical(text.encode()) == canonical
    assert sandan.documents.canonical(json.loads(text)) == canonical
    digest = sandan.documents.digest(text)
    assert digest == hashlib.sha256(canonical.encode()).hexdigest()


def test_what_is_no_json() -> None:
    with pytest.raises(sandan.ParseError):
        sandan.documents.canonical('{"a": 1, "a": 2}')
    with pytest.raises(ValueError, match="no number that JSON knows"):
        sandan.documents.canonical({"a": float("inf")})
    with pytest.raises(sandan.SandanError):
        sandan.documents.get("process", "")
