"""`sandan documents …`."""

from __future__ import annotations

import json
from pathlib import Path

from cli_book import PROCESS, Cli


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
        ("[]", "no process, calendar, policy or mapping"),
        (json.dumps({**PROCESS, "colour": 1}), "/colour"),
        ('{"sandan": "mapping/1", "code": "x"}', "/files"),
    ):
        bad = tmp_path / "bad.json"
        bad.write_text(text, encoding="utf-8")
        outcome = cli("documents", "check", bad)
        assert outcome.status == 1
        assert words in outcome.err
    assert cli("documents", "check", tmp_path / "none.json").status == 1
