"""Where a document that was refused stands: its file, and line and column in its text."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from sandan._errors import ParseError, SandanError

_BYTE = re.compile(r"byte (\d+)")


@contextmanager
def naming(text: str | bytes, file: str | os.PathLike[str] = "") -> Iterator[None]:
    """Errors raised within say the file, and line and column where the text is not JSON."""
    try:
        yield
    except SandanError as error:
        error.file = error.file or os.fspath(file)
        if isinstance(error, ParseError):
            error.position = _position(text, error.where)
        raise


def _position(text: str | bytes, where: str) -> str:
    match = _BYTE.fullmatch(where)
    if match is None:
        return ""
    encoded = text.encode("utf-8") if isinstance(text, str) else text
    before = encoded[: int(match[1])].decode("utf-8", errors="replace")
    line = before.count("\n") + 1
    return f"line {line}, column {len(before) - before.rfind(chr(10))}"
