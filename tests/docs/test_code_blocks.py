"""Every code block of the documentation does what it shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import ROOT, Block, blocks, pages
from workbench import Failed, Workbench

ALL = {page: blocks(page) for page in pages()}


@pytest.mark.parametrize(
    "page", [page for page in ALL if ALL[page]], ids=lambda page: page.relative_to(ROOT).as_posix()
)
def test_blocks(page: Path, tmp_path: Path, library: Path) -> None:
    bench = Workbench(tmp_path, library)
    problems = []
    for block in ALL[page]:
        try:
            bench.run(block)
        except Failed as failure:
            problems.append(f"{block.place} ({block.language}): {failure}")
    assert not problems, "\n\n".join(problems)


def left_out() -> list[Block]:
    return [block for found in ALL.values() for block in found if block.reason is not None]


def test_blocks_that_are_not_run_say_why() -> None:
    """Listed here, with `pytest -rP` or when this fails; there are few of them."""
    for block in left_out():
        print(f"{block.place} ({block.language}): {block.reason}")
        assert block.reason and len(block.reason) > 10, f"{block.place}: say why it is not run"
    assert len(left_out()) <= 12, "too much of the documentation is not run"


def test_every_block_names_its_language() -> None:
    assert [b.place for found in ALL.values() for b in found if not b.language] == []


def test_first_screen_is_the_smallest_example() -> None:
    program = (ROOT / "examples" / "minimal_c" / "main.c").read_text(encoding="utf-8")
    assert program in [block.code for block in ALL[ROOT / "README.md"]]


def test_links_lead_somewhere() -> None:
    broken = []
    for page in ALL:
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            file = (page.parent / path).resolve() if path else page
            if not file.exists():
                broken.append(f"{page.name}: {target}")
            elif anchor and anchor not in anchors(file):
                broken.append(f"{page.name}: {target} (no such heading)")
    assert not broken, broken


def anchors(page: Path) -> set[str]:
    """Headings as GitHub names them in links."""
    found = set()
    for heading in re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE):
        kept = re.sub(r"[^\w\- ]", "", heading.lower())
        found.add(kept.replace(" ", "-"))
    return found
