"""What every compiled document shares: where it comes from, and what it is made of."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from sandan import documents
from sandan._calls import call, call_for_text, text_arguments
from sandan._library import ffi, lib
from sandan._sources import naming

C = TypeVar("C", bound="CompiledDocument")


class CompiledDocument:
    """A document compiled once: immutable, equal to another by its digest."""

    #: Kind of the document.
    _kind: ClassVar[str]
    #: Type of the handle in the C interface, where it is not that of the kind.
    _type: ClassVar[str | None] = None
    #: Functions of the C interface, by name.
    _compile: ClassVar[str]
    _destroy: ClassVar[str]
    _canonical: ClassVar[str]

    def __init__(self, document: documents.Document) -> None:
        out = ffi.new(f"{self._type or f'sandan_{self._kind}'} **")
        text = documents.text_of(document)
        with naming(text):
            call(getattr(lib, self._compile), *text_arguments(text), out)
        self._handle = ffi.gc(out[0], getattr(lib, self._destroy))

    @classmethod
    def shipped(cls: type[C], name: str) -> C:
        """One that sandan ships, by name; `documents.list(kind)` lists them."""
        return cls(documents.get_text(cls._kind, name))

    @classmethod
    def from_json(cls: type[C], document: documents.Document) -> C:
        """From its document: JSON text, or what json.loads makes of it."""
        return cls(document)

    @classmethod
    def from_file(cls: type[C], path: str | os.PathLike[str]) -> C:
        """From a file that holds its document; errors name the file."""
        text = Path(path).read_bytes()
        with naming(text, path):
            return cls(text)

    def to_json(self) -> str:
        """The document in canonical form."""
        return call_for_text(getattr(lib, self._canonical), self._handle)

    def to_dict(self) -> dict[str, Any]:
        """The document, to look into, edit and load again."""
        document: dict[str, Any] = json.loads(self.to_json())
        return document

    @functools.cached_property
    def _document(self) -> dict[str, Any]:
        return self.to_dict()

    @functools.cached_property
    def digest(self) -> str:
        """SHA-256 of the document; every result carries it."""
        return documents.digest(self.to_json())

    @property
    def code(self) -> str:
        """Code of the document, such as "six_moves" or "cn"."""
        return str(self._document["code"])

    @property
    def label(self) -> dict[str, str]:
        """Name of the document by language."""
        return dict(self._document["label"])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __reduce__(self: C) -> tuple[Callable[..., C], tuple[str]]:
        return type(self), (self.to_json(),)
