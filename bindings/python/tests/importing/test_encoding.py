"""Encodings are recognised, or refused in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sandan.importing import SourceError, apply_mapping, load_mapping, read_file

TEXT = "客户名称,阶段,金额\n甲公司,报价,10\n乙集团,签约,20\n龘龘科技,初访,30\n"
ROWS = [
    {"客户名称": "甲公司", "阶段": "报价", "金额": "10"},
    {"客户名称": "乙集团", "阶段": "签约", "金额": "20"},
    {"客户名称": "龘龘科技", "阶段": "初访", "金额": "30"},
]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_recognised(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(TEXT.encode(encoding))
    assert read_file(path).to_pylist() == ROWS


def test_four_byte_gb18030(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("客户名称,联系人\n𠮷野集团,㐂田\n".encode("gb18030"))
    assert read_file(path).to_pylist() == [{"客户名称": "𠮷野集团", "联系人": "㐂田"}]


def test_named_encoding(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("name\nJosé García\n".encode("cp1252"))
    with pytest.raises(SourceError, match="cp1252"):
        read_file(path)
    assert read_file(path, encoding="cp1252").to_pylist() == [{"name": "José García"}]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (TEXT.encode("utf-8").partition("约".encode())[0] + b"\xe7", "UTF-8"),
        (TEXT.encode("utf-8").replace("签".encode(), b"\xff\xfe"), "row 3"),
        (b"\x80\x81\xff", "neither UTF-8"),
        (b"a,b\n1,\x00\n", "not a text file"),
        (b"\xff\xfea\x00,\x00b\x00\n\x00\x00", "UTF-16"),
    ],
)
def test_broken(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=words):
        read_file(path)


def test_unknown_encoding(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a\n1\n")
    with pytest.raises(SourceError, match="unknown encoding 'klingon'"):
        read_file(path, encoding="klingon")


def test_one_book_in_every_dialect(shared: Path, mappings: Path) -> None:
    """The same 300 deals in all encodings and dialects read to one table."""
    folder = shared / "robustness" / "zh_encodings"
    expected = [
        {
            "opportunity_id": deal["id"],
            "owner_id": deal["rep"],
            "product": deal["product"].replace("GTXPro", "GTX Pro"),
            "account_id": deal["account"],
            "stage": deal["stage"],
            "created_on": deal["engage"],
            "closed_on": deal["close"],
            "amount_minor": None if deal["amount"] is None else round(deal["amount"] * 100),
        }
        for deal in json.loads((folder / "expected.json").read_text("utf-8"))
    ]
    for deal in expected:
        for name, value in deal.items():
            deal[name] = None if value == "" else value
    mapping = load_mapping(mappings / "chinese_export.json")
    broken = {"gb18030_rare_chars.csv", "truncated_utf8.csv"}
    read = 0
    for path in sorted(folder.glob("*.csv")):
        if path.name in broken:
            continue
        imported = apply_mapping(mapping, replace={"deals": (str(path),)})
        found = imported.tables["opportunities"].table.to_pylist()
        for deal in found:
            for name in ("created_on", "closed_on"):
                deal[name] = None if deal[name] is None else deal[name].isoformat()
        assert [{name: deal[name] for name in expected[0]} for deal in found] == expected, path
        events = imported.tables["stage_events"].table
        assert events.num_rows == 300 + 241, path.name
        read += 1
    assert read >= 7


def test_broken_chinese_files(shared: Path) -> None:
    folder = shared / "robustness" / "zh_encodings"
    with pytest.raises(SourceError, match="row 2: not valid UTF-8"):
        read_file(folder / "truncated_utf8.csv")
    assert read_file(folder / "gb18030_rare_chars.csv").num_rows == 2
