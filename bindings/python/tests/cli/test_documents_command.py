"""`sandan documents …`."""

from __future__ import annotations

import json
from pathlib import Path

from cli_book import PROCESS, Cli

from sandan import documents


def test_list_and_get(cli: Cli) -> None:
    kinds = {row["kind"] for row in cli("documents", "list", "--format", "json").json}
    assert {"process", "facts", "vocabulary", "schema"} <= kinds
    assert json.loads(cli("documents", "get", "facts", "facts").out)["sandan"] == "facts/1"
    assert "$schema" in json.loads(cli("documents", "schema", "process").out)
    assert cli("documents", "list", "nosuch").status == 2
    assert cli("documents", "get", "process", "nosuch").status in (1, 2)


def test_canonical_and_digest(cli: Cli, tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    first.write_text('{"b": 1.0, "a": null}', encoding="utf-8")
    second.write_text('{ "b" : 1.0 }', encoding="utf-8")
    assert cli("documents", "canonical", first).out == cli("documents", "canonical", second).out
    assert cli("documents", "digest", first).out == cli("documents", "digest", second).out
    assert len(cli("documents", "digest", first).out.strip()) == 64


def test_check(cli: Cli, tmp_path: Path, mappings: Path) -> None:
    good = tmp_path / "good.json"
    good.write_text(json.dumps(PROCESS), encoding="utf-8")
    outcome = cli("documents", "check", good, mappings / "maven.json")
    assert outcome.status == 0, outcome.err
    assert outcome.out.count("a valid") == 2
    for text, words in (
        ("{", ""),
        ("[]", "is no document"),
        ('{"sandan": "robot/1"}', "map_vocabulary/1"),
        ('{"sandan": "facts/2", "code": "x", "tables": []}', "facts/2"),
        ('{"sandan": "facts/1", "code": "x", "tables": [{}]}', "/tables/0"),
        ('{"sandan": "vocabulary/1", "code": "x"}', "/enumerations"),
        ('{"sandan": "map/1", "people": 1}', "/people"),
        ('{"sandan": "map_vocabulary/1", "code": "x"}', "label"),
        (json.dumps({**PROCESS, "colour": 1}), "/colour"),
        ('{"sandan": "mapping/1", "code": "x"}', "/files"),
    ):
        bad = tmp_path / "bad.json"
        bad.write_text(text, encoding="utf-8")
        outcome = cli("documents", "check", bad)
        assert outcome.status == 1
        assert words in outcome.err
    assert cli("documents", "check", tmp_path / "none.json").status == 1


def test_check_knows_every_kind(cli: Cli, tmp_path: Path) -> None:
    written = []
    for entry in documents.list():
        if entry["kind"] != "schema":
            written.append(tmp_path / f"{entry['kind']}_{entry['name']}.json")
            written[-1].write_text(documents.get_text(entry["kind"], entry["name"]), "utf-8")
    component = {"code": "c", "measure": "transactions", "weight_ppm": 1_000_000}
    role = {"role": "generalist", "components": [component]}
    incentive = {"sandan": "incentive/1", "code": "x", "roles": [role]}
    map_ = {"sandan": "map/1", "account_id": 1, "people": [{"person_id": 1}]}
    for name, document in (("map", map_), ("incentive", incentive)):
        written.append(tmp_path / f"{name}.json")
        written[-1].write_text(json.dumps(document), encoding="utf-8")
    outcome = cli("documents", "check", *written)
    assert outcome.status == 0, outcome.err
    assert outcome.out.count(": a valid ") == len(written)
