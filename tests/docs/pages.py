"""The pages of the documentation and the fenced blocks in them.

A comment right above a block says how it is run:

    <!-- continues -->         together with the block of its language before it
    <!-- file: NAME -->        written as a file of the page's folder, not run by itself
    <!-- not run: REASON -->   listed by the tests, not run
    <!-- fails -->             must fail (sh: exit status other than 0; python: SandanError)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: Languages of blocks that show output and the like; everything else is code.
SHOWN = {"text"}
MARK = re.compile(r"^<!-- (continues|fails|file: (?P<file>\S+)|not run: (?P<reason>.+)) -->$")
FENCE = re.compile(r"^```(?P<language>[^\s`]*)\s*$")


@dataclass
class Block:
    page: Path
    line: int
    language: str
    code: str = ""
    marks: list[str] = field(default_factory=list)
    file: str | None = None
    reason: str | None = None

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT).as_posix()}:{self.line}"

    @property
    def continues(self) -> bool:
        return "continues" in self.marks

    @property
    def fails(self) -> bool:
        return "fails" in self.marks


def pages() -> list[Path]:
    listed = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    listed += sorted((ROOT / "examples").rglob("README.md"))
    return [page for page in listed if page.exists()] + sorted((ROOT / "docs").rglob("*.md"))


def blocks(page: Path) -> list[Block]:
    found: list[Block] = []
    marks: list[re.Match[str]] = []
    inside: Block | None = None
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        if inside is not None:
            if line.startswith("```"):
                found.append(inside)
                inside = None
            else:
                inside.code += line + "\n"
        elif fence := FENCE.match(line):
            inside = Block(page, number, fence["language"])
            for mark in marks:
                inside.marks.append(mark[1])
                inside.file = mark["file"] or inside.file
                inside.reason = mark["reason"] or inside.reason
            marks = []
        elif mark := MARK.match(line):
            marks.append(mark)
        elif line.strip():
            assert not marks, f"{page.name}:{number}: a mark stands right above its block"
            assert not line.startswith("```"), f"{page.name}:{number}: a fence nobody understands"
    assert inside is None, f"{page.name}: the last block has no end"
    return found
