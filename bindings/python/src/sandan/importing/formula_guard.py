"""Texts of CSV that a spreadsheet could take for formulas: guarded by an apostrophe.

One apostrophe more stands before a text that begins with such a character, or with
apostrophes and then one, so that taking one off again gives the text.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

#: Characters a spreadsheet may begin a formula by.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_GUARDED = f"^'('*[{''.join(FORMULA_STARTS).replace('-', '')}-])"


def guarded(text: str) -> str:
    """The text as no spreadsheet takes it for a formula."""
    return "'" + text if text.lstrip("'").startswith(FORMULA_STARTS) else text


def without_guard(text: str) -> str:
    """The text that `guarded` made this of; any other as it is."""
    rest = text.lstrip("'")
    return text[1:] if rest != text and rest.startswith(FORMULA_STARTS) else text


def without_guards(table: pa.Table) -> pa.Table:
    """A table of texts as CSV holds them, names and cells without their guards."""
    columns = [_cells(column) for column in table.columns]
    return pa.table(columns, names=[without_guard(name) for name in table.column_names])


def _cells(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pc.any(pc.starts_with(column, "'")).as_py():
        return column
    return pc.replace_substring_regex(column, pattern=_GUARDED, replacement="\\1")
