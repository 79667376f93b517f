"""The apostrophe that guards texts of CSV against spreadsheets, on and off again."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa

from sandan.cli.output import csv_text
from sandan.importing import FileSpec, import_files, read_file
from sandan.importing.formula_guard import FORMULA_STARTS, guarded, without_guard, without_guards


def test_what_is_guarded_comes_back() -> None:
    drawn = random.Random(7)
    pieces = [*FORMULA_STARTS, "'", "''", "a", "1", "中", "\\", "]", ""]
    texts = ["".join(drawn.choices(pieces, k=drawn.randint(0, 4))) for _ in range(2000)]
    kept = [guarded(text) for text in texts]
    assert not any(each.startswith(FORMULA_STARTS) for each in kept)
    assert [without_guard(each) for each in kept] == texts
    (column,) = without_guards(pa.table({"a": kept})).columns
    assert column.to_pylist() == texts


def test_other_apostrophes_stay() -> None:
    for text in ("'", "''", "'tis", "it's", "a'=", "' =1"):
        assert without_guard(text) == text
        assert without_guards(pa.table({text: [text]})).to_pydict() == {text: [text]}


def test_files_are_read_without_guards(tmp_path: Path) -> None:
    file = tmp_path / "stances.csv"
    rows = [
        {"person_id": "=P", "vendor": "@us", "+note": '-"x"'},
        {**dict.fromkeys(("person_id", "vendor", "+note"), "'=y")},
    ]
    file.write_text(csv_text(list(rows[0]), rows), encoding="utf-8")
    assert "'@us" in file.read_text(encoding="utf-8")
    read = import_files({"stances": FileSpec((str(file),))}).arrow()["stances"]
    assert read.to_pylist() == rows
    assert read_file(file).column("vendor").to_pylist() == ["'@us", "''=y"]
