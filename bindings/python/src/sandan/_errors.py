"""Exceptions: one class for each status of the C interface.

Every exception says in `code` and `status` what kind of failure it is, in
`detail` a stable word a program can act on, in `where` / `table` / `row` /
`column` the place, and in its text what is wrong and what to do.
"""

from __future__ import annotations

from typing import Any

from sandan._hints import hint_of
from sandan._library import declarations, lib, text


class SandanError(Exception):
    """What sandan refused or could not do; base of all its exceptions."""

    #: The status of the C interface, an integer that never changes.
    code: int = declarations.constants["SANDAN_INTERNAL"]

    def __init__(
        self,
        message: str,
        *,
        code: int | None = None,
        detail: str = "",
        where: str = "",
        table: str = "",
        row: int | None = None,
        column: int | None = None,
        hint: str = "",
    ) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code
        #: What is wrong and what to do, in English.
        self.message = message
        #: A stable word for programs and translations, such as "unknown_field".
        self.detail = detail
        #: JSON pointer, "byte N", or column name.
        self.where = where
        #: Name of the table, or "".
        self.table = table
        #: Row of the table from 0, or None.
        self.row = row
        #: Column of the table from 0, or None.
        self.column = column
        #: What to do about it in Python or on the command line, or "".
        self.hint = hint
        #: File of the document that was refused, or "".
        self.file = ""
        #: "line 3, column 5" of a text that is not JSON, or "".
        self.position = ""

    @property
    def status(self) -> str:
        """Name of the status, such as "SCHEMA"."""
        return text(lib.sandan_status_name(self.code))

    def __str__(self) -> str:
        places = [
            place
            for place, known in (
                (f"table {self.table}", self.table),
                (f"row {self.row}", self.row is not None),
                (f"at {self.where}", self.where),
                (self.position, self.position),
            )
            if known
        ]
        kind = f"{self.status}, {self.detail}" if self.detail else self.status
        file = f"{self.file}: " if self.file else ""
        hint = f"; {self.hint}" if self.hint else ""
        return f"{file}{self.message}{hint} [{'; '.join([kind, *places])}]"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.message,), self.__dict__


class InvalidArgumentError(SandanError, ValueError):
    """A request or option is malformed."""

    code = declarations.constants["SANDAN_INVALID_ARGUMENT"]


class OutOfMemoryError(SandanError, MemoryError):
    """An allocation failed, or the call met its bound `max_bytes`."""

    code = declarations.constants["SANDAN_NO_MEMORY"]


class ParseError(SandanError, ValueError):
    """A text is not JSON; `where` is the byte."""

    code = declarations.constants["SANDAN_PARSE"]


class DocumentError(SandanError, ValueError):
    """JSON that is not a valid document; `where` is a JSON pointer."""

    code = declarations.constants["SANDAN_DOCUMENT"]


class SchemaError(SandanError, ValueError):
    """A table lacks a column or has one of a wrong type."""

    code = declarations.constants["SANDAN_SCHEMA"]


class DataError(SandanError, ValueError):
    """A value is wrong; `table`, `row` and `column` say which."""

    code = declarations.constants["SANDAN_DATA"]


class LimitError(SandanError):
    """A size, depth or count limit was met."""

    code = declarations.constants["SANDAN_LIMIT"]


class UnsupportedError(SandanError):
    """Known, but refused by name."""

    code = declarations.constants["SANDAN_UNSUPPORTED"]


class InfeasibleError(SandanError):
    """No solution under the given constraints."""

    code = declarations.constants["SANDAN_INFEASIBLE"]


class SumOverflowError(SandanError, OverflowError):
    """An exact sum does not fit 64 bits."""

    code = declarations.constants["SANDAN_OVERFLOW"]


class CancelledError(SandanError):
    """The call was asked to stop."""

    code = declarations.constants["SANDAN_CANCELLED"]


class StateError(SandanError):
    """The object is not in a state for this call."""

    code = declarations.constants["SANDAN_STATE"]


class InternalError(SandanError):
    """A fault of sandan's own; please report it."""

    code = declarations.constants["SANDAN_INTERNAL"]


_CLASSES: dict[int, type[SandanError]] = {
    each.code: each
    for each in (
        InvalidArgumentError,
        OutOfMemoryError,
        ParseError,
        DocumentError,
        SchemaError,
        DataError,
        LimitError,
        UnsupportedError,
        InfeasibleError,
        SumOverflowError,
        CancelledError,
        StateError,
        InternalError,
    )
}


def error_of(status: int, error: Any) -> SandanError:
    """The exception for a status and the filled sandan_error."""
    # A status this package does not know is to be treated as INTERNAL.
    kind = _CLASSES.get(status, InternalError)
    message = text(error.message) or f"status {status}"
    detail, where = text(error.detail), text(error.where)
    return kind(
        message,
        code=status,
        detail=detail,
        where=where,
        hint=hint_of(detail, where, message),
        table=text(error.table),
        row=None if error.row < 0 else int(error.row),
        column=None if error.column < 0 else int(error.column),
    )
