"""What went wrong with a file or a mapping document, and where."""

from __future__ import annotations

from dataclasses import dataclass


class SourceError(ValueError):
    """A file cannot be read as asked. Says what, where and why."""

    def __init__(
        self,
        reason: str,
        *,
        file: str | None = None,
        row: str | None = None,
        column: str | None = None,
    ) -> None:
        self.reason = reason
        self.file = file
        self.row = row
        self.column = column
        place = ", ".join(
            part
            for part in (
                file,
                f"row {row}" if row is not None else None,
                f"column {column!r}" if column is not None else None,
            )
            if part is not None
        )
        super().__init__(f"{place}: {reason}" if place else reason)


class MappingError(SourceError):
    """A mapping document is not valid. `pointer` is a JSON pointer."""

    def __init__(self, pointer: str, reason: str, *, file: str | None = None) -> None:
        self.pointer = pointer
        super().__init__(f"{pointer or '/'}: {reason}", file=file)


class MissingPackageError(SourceError):
    """An optional package is needed for this kind of file."""


@dataclass(frozen=True)
class Note:
    """Something the reader decided or left out that a person should know."""

    text: str


def counted(n: int, thing: str) -> str:
    """ "1 row", "3,000 rows"."""
    return f"{n:,} {thing}{'' if n == 1 else 's'}"


def shown(value: object, limit: int = 60) -> str:
    """A value as it can stand in a message: quoted, short, no control characters."""
    text = value if isinstance(value, str) else str(value)
    text = "".join(c if c.isprintable() else "\ufffd" for c in text)
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return f"'{text}'"
