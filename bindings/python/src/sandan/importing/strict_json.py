"""JSON read strictly: no duplicate members, no NaN, no lone surrogates."""

from __future__ import annotations

import json
from typing import Any, NoReturn


class JsonError(ValueError):
    """The text is not JSON, or not JSON that can be trusted."""


def loads(text: str) -> Any:
    """The value of a JSON text. Raises JsonError."""
    try:
        value = json.loads(text, object_pairs_hook=_members, parse_constant=_refuse_constant)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except JsonError:
        raise
    except json.JSONDecodeError as error:
        raise JsonError(f"{error.msg} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise JsonError("nested too deeply") from None
    except UnicodeEncodeError:
        raise JsonError("holds half of a surrogate pair") from None
    except ValueError as error:
        raise JsonError(str(error)) from None
    return value


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise JsonError(f"member {name!r} stands twice")
            seen.add(name)
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise JsonError(f"{name} is not JSON")
