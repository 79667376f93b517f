"""Where in the user's files a fault of a table lies."""

from __future__ import annotations

from sandan import DataError, SchemaError
from sandan.importing import Imported, SourceError


def at_its_file(error: DataError | SchemaError, imported: Imported) -> Exception:
    """The fault at its row of the file, when the row is known."""
    table = imported.tables.get(error.table)
    place = None if table is None or error.row is None else table.place(error.row)
    if place is None:
        return error
    return SourceError(error.message, file=place[0], row=str(place[1]), column=error.where or None)
