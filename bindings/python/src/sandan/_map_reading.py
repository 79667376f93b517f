"""Maps out of files: tables from GraphML or JSON."""

from __future__ import annotations

import os
from pathlib import Path

from sandan import _request
from sandan._calls import Run, call_run, text_arguments
from sandan._errors import ParseError
from sandan._library import lib
from sandan._map_ids import Id, id_of
from sandan._org_labels import org_labels
from sandan._sources import naming
from sandan.result import Result

_MARK_OF_UTF_8 = "\ufeff".encode()
_LONGEST_PATH = 4096


def _begins(text: bytes, mark: bytes) -> bool:
    return text.removeprefix(_MARK_OF_UTF_8).lstrip()[:1] == mark


def _path_of(source: str | bytes | os.PathLike[str]) -> str:
    """The path that is given; "" where a map is. Raises ParseError at a text that is neither."""
    if isinstance(source, os.PathLike):
        return os.fsdecode(source)
    text, size = text_arguments(source)
    if _begins(text, b"<") or _begins(text, b"{"):
        return ""
    _refuse_utf_16(text)
    if size > _LONGEST_PATH or b"\n" in text or b"\0" in text:
        raise ParseError(
            'the text is neither a map, which begins with "<" or "{", nor a path',
            detail="not_a_map",
            where="byte 0",
        )
    return os.fsdecode(source)


def _refuse_utf_16(text: bytes) -> None:
    if text[:2] in (b"\xff\xfe", b"\xfe\xff") or text[:2] in (b"<\0", b"\0<", b"{\0", b"\0{"):
        raise ParseError(
            "the text is UTF-16; maps are read in UTF-8", detail="not_utf8", where="byte 0"
        )


def read_map(
    source: str | bytes | os.PathLike[str],
    *,
    format: str | None = None,  # noqa: A002  (the word of the request)
    account_id: Id | None = None,
    relation: str | None = None,
    max_people: int | None = None,
    max_relations: int | None = None,
) -> Result:
    """Tables `people`, `departments`, `relations`, `stances` out of GraphML (as yEd, Gephi,
    NetworkX and igraph write it) or JSON, as `MapVocabulary.build` takes them, and
    `read_faults`, what could not be taken over.

    source: a path, or the text itself (a text that begins with "<" or "{").
    format: "graphml" or "json"; by how the text begins, when left out.
    account_id: of people that say none.
    relation: kind of edges that say none; "influences", when left out.
    """
    file = _path_of(source)
    text = Path(file).read_bytes() if file else source
    assert isinstance(text, (str, bytes))  # a path was opened above
    encoded, size = text_arguments(text)
    if _begins(encoded, b"{"):
        encoded, size = text_arguments(encoded.removeprefix(_MARK_OF_UTF_8))
    fields = {
        "format": format or ("json" if _begins(encoded, b"{") else "graphml"),
        "account_id": None if account_id is None else id_of(account_id),
        "relation": relation,
        "max_people": max_people,
        "max_relations": max_relations,
    }
    with naming(text, file):
        _refuse_utf_16(encoded)
        handle = call_run(
            lib.sandan_org_read,
            (encoded, size),
            _request.encode(**fields),
            Run(),
            "sandan_result",
            lib.sandan_result_destroy,
        )
    return Result(handle, org_labels())
