"""A report as text for a terminal or a pipe."""

from __future__ import annotations

import io
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sandan.review.blocks import Block, Branch, Chapter, Chart, Drawing, Drilldown, Grid, Report


def text(report: Report, *, width: int | None = None, colours: bool = False) -> str:
    """The report as text. width: None is as wide as needed, up to 160."""
    buffer = io.StringIO()
    console = Console(file=buffer, width=width or 160, force_terminal=colours, legacy_windows=False)
    console.print(_plain(report.title, "bold"))
    console.print(_plain(report.subtitle))
    console.print()
    tiles = Table(box=None, show_header=False, pad_edge=False)
    for _ in range(3):
        tiles.add_column(overflow="fold")
    for tile in report.tiles:
        style = "bold red" if tile.alarming else "bold"
        tiles.add_row(_plain(tile.label), _plain(tile.value, style), _plain(tile.detail, "dim"))
    console.print(tiles)
    for section in report.sections:
        console.print()
        console.print(_plain(f"■ {section.title}", "bold"))
        console.print(_plain(section.note, "dim"))
        _show(console, section.blocks)
    console.print()
    for note in report.footnotes:
        console.print(_plain(note, "dim"))
    return "\n".join(line.rstrip() for line in buffer.getvalue().split("\n"))


def _show(console: Console, blocks: Sequence[Block]) -> None:
    """Blocks below each other; what pictures say stands in the blocks beside them."""
    for block in blocks:
        if isinstance(block, (Chart, Drawing)):
            continue
        if isinstance(block, Chapter):
            console.print(Padding(_plain(block.title, "bold"), (1, 0, 0, 2)))
            _show(console, block.blocks)
            continue
        if isinstance(block, Drilldown):
            block = _as_grid(block)
        if isinstance(block, Grid):
            console.print(Padding(_grid(block), (1, 0, 0, 2)))
            if block.left_out:
                console.print(_plain(f"  {block.left_out}", "dim"))
        else:
            console.print(Padding(_plain(block.text), (1, 0, 0, 2)))


def _as_grid(drill: Drilldown) -> Grid:
    """All lines at once, those below a line indented."""
    rows: list[list[str]] = []

    def add(branch: Branch, depth: int) -> None:
        rows.append(["  " * depth + branch.name, *branch.cells])
        for below in branch.branches:
            add(below, depth + 1)
        if branch.left_out:
            rows.append(["  " * (depth + 1) + branch.left_out, *([""] * len(branch.cells))])

    for branch in drill.branches:
        add(branch, 0)
    return Grid("", drill.columns, rows)


def _grid(grid: Grid) -> Table:
    table = Table(
        box=None,
        pad_edge=False,
        title=_plain(grid.title, "bold") if grid.title else None,
        title_justify="left",
    )
    for column in grid.columns:
        table.add_column(
            _plain(column.heading),
            justify="right" if column.number else "left",
            overflow="fold",
            header_style="dim",
        )
    last = len(grid.rows) - 1
    for position, row in enumerate(grid.rows):
        strong = "bold" if grid.strong_last and position == last else ""
        table.add_row(
            *(
                _figures(c, strong) if col.number else _plain(c, strong)
                for c, col in zip(row, grid.columns)
            )
        )
    return table


def _figures(cell: str, style: str) -> Text:
    """A figure, and below it its interval: lines of the report's own making."""
    return Text("\n").join(_plain(line, style) for line in cell.split("\n"))


def _plain(words: str, style: str = "") -> Text:
    """Text that can neither style nor move the terminal."""
    return Text("".join(c if c.isprintable() else "\ufffd" for c in words), style=style)
