"""`sandan org …`: what one command writes, another reads; words in tables."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from cli_book import Cli
from small_map import AS_OF, activities, tables


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The tables in files."""
    for name, columns in {**tables(), "activities": activities()}.items():
        with open(tmp_path / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(zip(*columns.values()))
    return tmp_path


def given(folder: Path, *others: str) -> list[str]:
    return [
        *(part for name in (*tables(), *others) for part in (f"--{name}", f"{folder}/{name}.csv")),
        *("--as-of", AS_OF),
    ]


def test_contents_as_csv_are_read_again(cli: Cli, folder: Path) -> None:
    before = cli("org", "contents", *given(folder), "--names", "--format", "json").json
    names = ("people", "departments", "relations", "stances")
    for name in names:
        asked = ("--names", "--table", name, "--format", "csv", "--out", folder / f"new_{name}.csv")
        assert cli("org", "contents", *given(folder), *asked).status == 0
    assert "'@us" in (folder / "new_stances.csv").read_text(encoding="utf-8")
    files = [part for name in names for part in (f"--{name}", folder / f"new_{name}.csv")]
    after = cli("org", "contents", *files, "--as-of", AS_OF, "--names", "--format", "json").json
    assert after["stances"] == before["stances"]
    assert {row["vendor"] for row in after["stances"]} >= {"@us"}


def test_next_counts_to_as_of(cli: Cli, folder: Path) -> None:
    asked = ("org", "next", *given(folder, "activities"), "--format", "json")
    assert cli(*asked).json == cli(*asked, "--today", AS_OF).json
    assert cli(*asked).json != cli(*asked, "--today", "2030-01-01").json


def shown(cli: Cli, language: str, *asked: Any) -> str:
    outcome = cli("org", *asked, "--lang", language)
    assert outcome.status == 0, outcome.err
    return outcome.out


def test_differences_in_words(cli: Cli, folder: Path) -> None:
    changes = [
        {"kind": "add_person", "person_id": "new", "account_id": "A"},
        {"kind": "set_stage", "person_id": "1", "relation_stage": "ally"},
    ]
    (folder / "changes.json").write_text(json.dumps(changes), encoding="utf-8")
    asked = ("what-if", *given(folder), "--changes", folder / "changes.json", "--answers")
    text = shown(cli, "zh", *asked, "contents,verdict")
    assert {"整行", "有", "关系阶段"} <= set(text.split())
    assert not {"row", "present", "relation_stage", "position"} & set(text.split())
    assert "Whole row" in shown(cli, "en", *asked, "contents")


def test_codes_that_are_joined_in_words(cli: Cli, folder: Path) -> None:
    people = tables()["people"]
    joined = [row for row in people["roles"] if row and ";" in row]
    assert joined
    text = shown(cli, "zh", "contents", *given(folder), "--table", "people")
    assert "; " in text
    assert joined[0] not in text
