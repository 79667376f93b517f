"""Ids and changes of maps as requests want them."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from typing import Any, Union

#: An id: a text, or a whole number.
Id = Union[str, int]
#: One id, or several.
Ids = Union[Id, Iterable[Id]]
#: A change of a map: {"kind": "set_support", "person_id": …, "support": 2}, and so on.
Change = Mapping[str, Any]

_IDS = ("account_id", "person_id", "from_id", "to_id", "department_id")


def ids_of(ids: Ids | None) -> list[Id] | None:
    """One id or several as a list."""
    if ids is None:
        return None
    if isinstance(ids, str) or not isinstance(ids, Iterable):
        return [id_of(ids)]
    return [id_of(each) for each in ids]


def id_of(one: Any) -> Id:
    """An id as plain text or a plain number, such as those of NumPy are not."""
    return one if isinstance(one, str) else operator.index(one)


def change_of(change: Change) -> dict[str, Any]:
    """A change as the request wants it: ids as plain numbers, nothing that is None."""
    given = {name: value for name, value in change.items() if value is not None}
    for name in _IDS:
        if name in given:
            given[name] = id_of(given[name])
    return given
