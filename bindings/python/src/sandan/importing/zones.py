"""Which time zones and offsets a mapping document may name."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_OFFSET = re.compile(r"([+-])(\d{2}):(\d{2})")


def known_zone(name: str) -> bool:
    """Whether the zone database of this machine knows `name`."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def offset_of(text: str) -> dt.timedelta | None:
    """The offset written as +08:00; None when it is not one."""
    match = _OFFSET.fullmatch(text)
    if match is None or int(match[2]) > 18 or int(match[3]) > 59:
        return None
    minutes = int(match[2]) * 60 + int(match[3])
    return dt.timedelta(minutes=-minutes if match[1] == "-" else minutes)
