"""How tables are shown in a terminal and in a notebook.

Whatever stands in a CRM may stand in a table, so nothing of it is trusted:
control characters and those that turn the direction of text are shown as
escapes, and HTML is escaped throughout.
"""

from __future__ import annotations

import difflib
import html
import shutil
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Protocol

from sandan._labels import Labels, in_language

_CELL_WIDTH = 32
_SMALLEST_WIDTH = 80
_NOTHING = "—"
_JOINERS = "\u200c\u200d"  # needed by scripts and emoji, and harmless


_LANGUAGES = ("en", "zh")


@dataclass
class DisplayOptions:
    """Settings of all displays: `sandan.display.language = "zh"`.

    A setting that does not exist, and a value it cannot have, are refused.
    """

    #: Which label comes first in notebooks, "en" or "zh"; the other is beside it.
    #: In a terminal "zh" gives the labels, "en" the names of columns and codes.
    language: str = "en"
    #: Rows shown of a table.
    max_rows: int = 20

    def __setattr__(self, name: str, value: Any) -> None:
        known = [field.name for field in fields(self)]
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise AttributeError(f"no setting {name!r}: there are {', '.join(known)}{hint}")
        if name == "language" and value not in _LANGUAGES:
            raise ValueError(f"language is one of {', '.join(_LANGUAGES)}, not {value!r}")
        if name == "max_rows" and (isinstance(value, bool) or not isinstance(value, int)):
            raise TypeError(f"max_rows is a whole number, not {value!r}")
        if name == "max_rows" and value < 0:
            raise ValueError(f"max_rows is 0 or more, not {value!r}")
        object.__setattr__(self, name, value)


options = DisplayOptions()


class Shown(Protocol):
    """What a table must say of itself to be shown."""

    labels: Labels

    @property
    def name(self) -> str: ...
    @property
    def column_names(self) -> list[str]: ...
    @property
    def num_rows(self) -> int: ...
    def head(self, rows: int) -> list[list[Any]]:
        """The first rows, column by column."""


def as_text(table: Shown) -> str:
    """Columns of text, as many as fit; the others are named below."""
    names = [visible(_text_head(table.labels, name)) for name in table.column_names]
    columns = table.head(options.max_rows)
    lines = [f"sandan table {visible(table.name)!r}: {_size(table)}"]
    room = max(shutil.get_terminal_size((100, 24)).columns, _SMALLEST_WIDTH)
    shown: list[list[str]] = []
    for name, head, values in zip(table.column_names, names, columns):
        texts = [_text_cell(table.labels, name, value) for value in values]
        cells = [cut(each) for each in (head, *texts)]
        width = max(map(display_width, cells))
        if shown and width + 2 > room:
            break
        room -= width + 2
        align = _to_right if _is_number(values) else _to_left
        shown.append([align(cell, width) for cell in cells])
    lines += ["  ".join(row).rstrip() for row in zip(*shown)]
    if hidden := _hidden_rows(table, columns):
        lines.append(hidden)
    if names[len(shown) :]:
        lines.append(f"… and the columns {', '.join(names[len(shown) :])}")
    return "\n".join(lines)


def as_html(table: Shown) -> str:
    """A table with labels: the chosen language first, code and the other as a tip."""
    names = table.column_names
    columns = table.head(options.max_rows)
    numeric = [_is_number(values) for values in columns]
    head = "".join(_html_head(table.labels, name) for name in names)
    body = "".join(
        "<tr>"
        + "".join(
            _html_cell(table.labels, name, value, right)
            for name, value, right in zip(names, row, numeric)
        )
        + "</tr>\n"
        for row in zip(*columns)
    )
    hidden = _hidden_rows(table, columns)
    more = f"<p>{hidden}</p>" if hidden else ""
    # The classes keep a notebook from reading formulas into the text.
    return (
        '<div class="tex2jax_ignore mathjax_ignore">\n<table class="dataframe">\n'
        f"<caption>{_escaped(table.name)}: {_size(table)}</caption>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n{more}</div>"
    )


def _text_head(labels: Labels, name: str) -> str:
    """A column's head in a terminal: English words are what its name is made of."""
    if options.language == "en":
        return name
    return labels.of_column(name).get(options.language) or name


def _text_cell(labels: Labels, column: str, value: Any) -> str:
    if options.language == "en":
        return _cell(value)
    return visible(labels.of_value(column, value).get(options.language) or "") or _cell(value)


def _html_head(labels: Labels, name: str) -> str:
    label = labels.of_column(name)
    first = in_language(label, options.language) or name
    others = [text for text in label.values() if text != first]
    tip = " · ".join([name, *others])
    return f'<th title="{_escaped(tip)}">{_escaped(first)}</th>'


def _html_cell(labels: Labels, column: str, value: Any, right: bool) -> str:
    label = labels.of_value(column, value)
    style = ' style="text-align: right"' if right else ""
    if not label:
        return f"<td{style}>{_escaped(_cell(value))}</td>"
    first = in_language(label, options.language)
    others = [text for text in label.values() if text != first]
    tip = " · ".join([value, *others])
    return f'<td title="{_escaped(tip)}">{_escaped(first)}</td>'


def _size(table: Shown) -> str:
    return f"{_count(table.num_rows, 'row')} × {_count(len(table.column_names), 'column')}"


def _hidden_rows(table: Shown, shown: list[list[Any]]) -> str:
    hidden = table.num_rows - len(shown[0]) if shown else 0
    return f"… {_count(hidden, 'more row')}" if hidden else ""


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _escaped(text: str) -> str:
    return html.escape(visible(text), quote=True)


def visible(text: str) -> str:
    """Escapes what would not be seen, or would change how the rest is seen."""
    if text.isprintable():
        return text
    return "".join(
        each
        if each.isprintable() or each in _JOINERS
        else each.encode("unicode_escape").decode("ascii")
        for each in text
    )


def _cell(value: Any) -> str:
    if value is None:
        return _NOTHING
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return visible(str(value))


def _is_number(values: Sequence[Any]) -> bool:
    return any(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)


def display_width(text: str) -> int:
    """Columns a text takes in a terminal: two for wide characters."""
    return len(text) if text.isascii() else sum(map(_character_width, text))


def _character_width(character: str) -> int:
    if unicodedata.combining(character) or character in _JOINERS:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, width: int = _CELL_WIDTH) -> str:
    """The text, cut to a number of terminal columns."""
    if display_width(text) <= width:
        return text
    kept, used = [], 1
    for character in text:
        used += _character_width(character)
        if used > width:
            break
        kept.append(character)
    return "".join(kept) + "…"


def _to_left(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


def _to_right(text: str, width: int) -> str:
    return " " * (width - display_width(text)) + text
