"""Arrow schemas as Python values."""

from __future__ import annotations

from typing import Any, NamedTuple

from sandan._library import ffi
from sandan._library import text as c_text

_NULLABLE = 2  # ARROW_FLAG_NULLABLE


class Field(NamedTuple):
    """One column: its name and its Arrow type, as in the C data interface."""

    name: str
    format: str
    nullable: bool = True
    #: The type of the values, for a dictionary-encoded column.
    dictionary: Field | None = None
    children: tuple[Field, ...] = ()

    @property
    def values(self) -> Field:
        """The field that says what the values are: the dictionary's, if any."""
        return self if self.dictionary is None else self.dictionary

    @property
    def zone(self) -> str | None:
        """Time zone of a timestamp column; None for civil time and other types."""
        if not self.values.format.startswith("ts"):
            return None
        return self.values.format.partition(":")[2] or None


def parse(schema: Any) -> Field:
    """Copies what a C ArrowSchema says."""
    return Field(
        name=c_text(schema.name),
        format=c_text(schema.format),
        nullable=bool(schema.flags & _NULLABLE),
        dictionary=None if schema.dictionary == ffi.NULL else parse(schema.dictionary),
        children=tuple(parse(schema.children[i]) for i in range(schema.n_children)),
    )


def parse_metadata(schema: Any) -> dict[str, str]:
    """The key-value metadata of a C ArrowSchema."""
    if schema.metadata == ffi.NULL:
        return {}
    place = 0

    def number() -> int:
        nonlocal place
        value = ffi.cast("int32_t *", schema.metadata + place)[0]
        place += 4
        return int(value)

    def text() -> str:
        nonlocal place
        size = number()
        value = bytes(ffi.buffer(schema.metadata + place, size))
        place += size
        return value.decode("utf-8", errors="replace")

    metadata = {}
    for _ in range(number()):
        key = text()
        metadata[key] = text()
    return metadata
