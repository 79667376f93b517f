"""The pages of one module's reference, looked into by their headings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pages import ROOT
from test_reference import code_words, page

VOCABULARY = json.loads((ROOT / "data/vocabulary.json").read_text(encoding="utf-8"))


def codes(enumeration: str) -> set[str]:
    (found,) = (each for each in VOCABULARY["enumerations"] if each["code"] == enumeration)
    return {value["code"] for value in found["values"]}


class ReferencePages:
    def __init__(self, *names: str) -> None:
        self.names = names

    def text(self) -> str:
        return "\n".join(page(name) for name in self.names)

    def part(self, heading: str) -> str:
        """The sections of that heading on any of the pages, with those below them."""
        parts = []
        for name in self.names:
            for found in re.finditer(rf"^(#+) {re.escape(heading)}\n", page(name), re.MULTILINE):
                rest = page(name)[found.end() :]
                end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
                parts.append(rest if end is None else rest[: end.start()])
        assert parts, f"no section {heading}"
        return "\n".join(parts)

    def columns_not_described(
        self, tables: Iterable[Mapping[str, Any]], headings: Mapping[str, str]
    ) -> list[str]:
        """Columns of result tables that the section of their table does not name."""
        missing = []
        for table in tables:
            name = table["table"]
            described = code_words(self.part(headings.get(name, name)))
            missing += [
                f"{name}.{column['name']}"
                for column in table["columns"]
                if column["name"] not in described
            ]
            assert name in code_words(self.text())
        return missing

    def inputs_not_described(
        self, tables: Iterable[Mapping[str, Any]], own_tables: Iterable[str]
    ) -> list[str]:
        """Columns of the tables that no other module reads, which no page names."""
        described = code_words(self.text())
        missing = []
        for table in tables:
            assert table["table"] in described
            if table["table"] in own_tables:
                wanted = [column["name"] for column in table["columns"]]
                missing += [f"{table['table']}.{name}" for name in wanted if name not in described]
        return missing
