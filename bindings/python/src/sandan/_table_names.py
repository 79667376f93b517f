"""Names of tables that are handed over: those of the facts dictionary."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterable

from sandan import documents

_ALIKE = 0.8


@functools.lru_cache(maxsize=1)
def _known() -> tuple[str, ...]:
    (entry,) = documents.list("facts")
    return tuple(each["table"] for each in documents.get("facts", entry["name"])["tables"])


def check_table_names(names: Iterable[str]) -> None:
    """Raises TypeError at a name that is no table's, with the nearest that is."""
    known = _known()
    for name in names:
        if name in known:
            continue
        near = difflib.get_close_matches(str(name).lower(), known, n=1, cutoff=_ALIKE)
        hint = f"; did you mean {near[0]}?" if near else f"; tables are {', '.join(known)}"
        raise TypeError(f"there is no table {name!r}{hint}")
