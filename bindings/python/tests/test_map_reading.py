"""What `read_map` is given: a map, a path, or neither; and names of tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import sandan
from sandan import MapVocabulary

PLAIN = '<graphml><graph edgedefault="directed"><node id="x"/></graph></graphml>'


@pytest.mark.parametrize("kind", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [PLAIN, '{"sandan": "map/1"}'])
def test_utf_16_is_told(kind: str, text: str, tmp_path: Path) -> None:
    encoded = text.encode(kind)
    file = tmp_path / "map"
    file.write_bytes(encoded)
    for source in (encoded, file):
        with pytest.raises(sandan.ParseError, match="UTF-16") as raised:
            sandan.read_map(source)
        assert raised.value.detail == "not_utf8"
    assert raised.value.file == str(file)


@pytest.mark.parametrize(
    "text", ["person,level\n1,executive\n", "digraph {\n}", "a\0b", "x" * 4097, b"\x89PNG\n\0"]
)
def test_a_text_that_is_neither_a_map_nor_a_path(text: Any) -> None:
    with pytest.raises(sandan.ParseError, match="neither a map") as raised:
        sandan.read_map(text)
    assert raised.value.detail == "not_a_map"


def test_a_text_that_may_be_a_path_is_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        sandan.read_map(str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError):
        sandan.read_map(b"nowhere")


def test_a_table_whose_name_is_none() -> None:
    vocabulary = MapVocabulary.shipped("standard")
    people = {"person_id": [1], "account_id": [1]}
    with pytest.raises(TypeError, match="no table 'stance'; did you mean stances"):
        vocabulary.build(people=people, stance={})
    with pytest.raises(TypeError, match="did you mean relations"):
        vocabulary.build({"people": people, "Relation": {}})
    with pytest.raises(TypeError, match="no table 'zebra'; tables are"):
        vocabulary.build({"people": people, "zebra": {}})
    with pytest.raises(TypeError, match="by name"):
        vocabulary.build([people])  # type: ignore[arg-type]
