"""Progress and remarks on stderr: shown on a terminal, silent in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn


def say(text: str) -> None:
    """One remark on stderr."""
    print(f"sandan: {text}", file=sys.stderr)


@contextmanager
def working(what: str) -> Iterator[Callable[[float], None] | None]:
    """Shows a bar while the block runs; gives the function that moves it."""
    if not sys.stderr.isatty():
        yield None
        return
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task(what, total=None)

        def moved(share: float) -> None:
            bar.update(task, total=1.0, completed=share)

        yield moved
