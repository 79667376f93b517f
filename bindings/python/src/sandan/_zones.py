"""UTC offsets of named time zones.

The core has no time zone database (it would be ambient, and differ from
machine to machine); it wants an offset or a list of transitions. Python has
one, so a name is turned into the list here.
"""

from __future__ import annotations

import datetime
import functools
import re
import zoneinfo
from typing import TypedDict

_FIRST_YEAR = 1970
_LAST_YEAR = 2100  # rules of that far ahead are a guess
_DAY = 86_400
_FIXED = re.compile(r"[+-]\d\d:?\d\d")
# Names that say how instants are stored, not where the clock hangs.
_STORAGE_ONLY = frozenset(
    ("utc", "etc/utc", "z", "zulu", "etc/zulu", "gmt", "etc/gmt", "uct", "etc/uct", "universal")
)


class Transition(TypedDict):
    """From the instant `at` on the clock shows `utc_offset`."""

    at: str
    utc_offset: str


def is_storage_only(zone: str) -> bool:
    """Is this UTC by one of its names? Then which day it was is not known."""
    return zone.lower() in _STORAGE_ONLY


def fixed_offset(zone: str) -> str | None:
    """ "The offset, such as +08:00, that Arrow allows in place of a name; else None."""
    if not _FIXED.fullmatch(zone):
        return None
    return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"


def transitions(zone: str, last_year: int) -> list[Transition]:
    """Every change of the zone's offset from 1970 to the end of `last_year`.

    The first offset stands for all time before it, too, and the last one for
    all time after it.
    """
    last_year = min(max(last_year, _FIRST_YEAR), _LAST_YEAR)
    return [{"at": at, "utc_offset": offset} for at, offset in _changes(zone, last_year)]


@functools.lru_cache(maxsize=32)
def _changes(zone: str, last_year: int) -> tuple[tuple[str, str], ...]:
    try:
        clock = zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(
            f"the time zone {zone!r} is not known here; pass utc_offset= or "
            "zone_transitions=, or install the package tzdata"
        ) from error
    begin = _seconds(_FIRST_YEAR)
    end = _seconds(last_year + 1)
    offset = _offset_minutes(clock, begin)
    found = [("0001-01-01T00:00:00Z", _offset_text(offset))]
    # zoneinfo lists no transitions. Offsets last for weeks, so looking at each
    # midnight finds every change; its second is then found by halving.
    for midnight in range(begin, end, _DAY):
        if _offset_minutes(clock, midnight + _DAY) == offset:
            continue
        low, high = midnight, midnight + _DAY
        while high - low > 1:
            middle = (low + high) // 2
            if _offset_minutes(clock, middle) == offset:
                low = middle
            else:
                high = middle
        offset = _offset_minutes(clock, high)
        instant = datetime.datetime.fromtimestamp(high, datetime.timezone.utc)
        found.append((instant.strftime("%Y-%m-%dT%H:%M:%SZ"), _offset_text(offset)))
    return tuple(found)


def _seconds(year: int) -> int:
    return int(datetime.datetime(year, 1, 1, tzinfo=datetime.timezone.utc).timestamp())


def _offset_minutes(clock: zoneinfo.ZoneInfo, instant: int) -> int:
    offset = datetime.datetime.fromtimestamp(instant, clock).utcoffset()
    # Since 1972 every offset is whole minutes; older seconds are rounded off.
    return 0 if offset is None else round(offset.total_seconds() / 60)


def _offset_text(minutes: int) -> str:
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
