"""From keyword arguments to the JSON request documents of the C interface."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Union

from sandan._errors import InvalidArgumentError

#: A day: a date, a datetime (its day counts), or "YYYY-MM-DD".
Day = Union[str, datetime.date]


@dataclass(frozen=True)
class Period:
    """A key of `by` made of a date: deals are put together by week, month, …"""

    period: str
    of: str


def period(period: str, of: str) -> Period:
    """A key for `by`: the day, week, month, quarter or year of a date.

    >>> period("month", "created_on")
    Period(period='month', of='created_on')
    """
    return Period(period, of)


@dataclass(frozen=True)
class Cohort:
    """The deals whose date `of` lies between two days, both included."""

    of: str
    since: Day | None = None
    until: Day | None = None

    def __post_init__(self) -> None:
        if self.since is None or self.until is None:
            return
        first, last = day(self.since), day(self.until)
        if first > last:
            raise ValueError(f"the cohort ends on {last}, before it begins on {first}")


def cohort(of: str, since: Day | None = None, until: Day | None = None) -> Cohort:
    """Deals to keep: those whose date `of` lies from `since` to `until`, both included.

    Raises ValueError when `until` is before `since`.
    """
    return Cohort(of, since, until)


#: One key: a column's name, `period(..)`, or {"period": .., "of": ..}.
Key = Union[str, Period, Mapping[str, str]]
#: One key, or several in a list or tuple.
Keys = Union[Key, Iterable[Key]]


def encode(**fields: Any) -> bytes:
    """The request with the given fields; those that are None are left out."""
    given = {name: value for name, value in fields.items() if value is not None}
    return json_text(given).encode("utf-8")


def json_text(value: Any) -> str:
    """The value as JSON. Raises InvalidArgumentError at a NaN or an infinity."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_plain)
    except ValueError as error:
        # What stands in itself is told as such, and would be walked without an end.
        found = None if "Circular" in str(error) else _not_finite(value)
        if found is None:
            raise
    pointer, number = found
    raise InvalidArgumentError(
        f"{number} is no number that JSON knows; leave out what is not known",
        detail="not_finite",
        where=pointer,
    )


def _not_finite(value: Any) -> tuple[str, Any] | None:
    """JSON pointer of the first number that is NaN or infinite, and the number."""
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        pointer, one = waiting.pop()
        if isinstance(one, float) or type(one).__module__ == "numpy":
            if isinstance(one, float) and not math.isfinite(one):
                return pointer, float(one)
            one = _plain(one) if not isinstance(one, float) else None
            waiting.extend([(pointer, one)] if one is not None else [])
        elif isinstance(one, Mapping):
            members = [(f"{pointer}/{_escaped(name)}", each) for name, each in one.items()]
            waiting.extend(reversed(members))
        elif isinstance(one, (list, tuple)):
            waiting.extend(reversed([(f"{pointer}/{i}", each) for i, each in enumerate(one)]))
    return None


def _escaped(name: Any) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")


def keys(by: Keys | None) -> list[Any] | None:
    """The `by` field: always a list."""
    if by is None:
        return None
    if isinstance(by, (str, Period, Mapping)):
        return [by]
    return list(by)


def names(columns: str | Iterable[str] | None) -> list[str] | None:
    """A list of names; one name alone is a list of one."""
    if columns is None:
        return None
    return [columns] if isinstance(columns, str) else list(columns)


def pairs_of_stages(pairs: Iterable[Iterable[str]]) -> list[list[str]]:
    """The `pairs` field of `between`; a single pair of names is welcome."""
    listed = list(pairs)
    if listed and all(isinstance(stage, str) for stage in listed):
        listed = [listed]  # type: ignore[list-item]
    return [[stage] if isinstance(stage, str) else list(stage) for stage in listed]


def day(value: Day) -> str:
    """ISO text of a day."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _plain(value: Any) -> Any:
    """What json does not know by itself."""
    if isinstance(value, Period):
        return {"period": value.period, "of": value.of}
    if isinstance(value, Cohort):
        given = {"of": value.of, "from": value.since, "to": value.until}
        return {name: each for name, each in given.items() if each is not None}
    if isinstance(value, datetime.date):
        return day(value)
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "item"):  # a numpy scalar
        return value.item()
    if isinstance(value, Iterable):
        return list(value)
    raise TypeError(f"{type(value).__name__} cannot be part of a request")
