"""Dates and times as people write them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from zoneinfo import ZoneInfo

from sandan.importing.numbers import UnreadableError, narrow

NAMED_FORMATS = ("ISO", "excel", "excel_1904", "unix_s", "unix_ms")
_ISO = re.compile(
    r"(?P<Y>\d{4})-(?P<M>\d{2})-(?P<D>\d{2})"
    r"(?:(?:T|t| +)(?P<h>\d{2}):(?P<m>\d{2})(?::(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r" ?(?P<z>Z|z|[+-]\d{2}(?::?\d{2})?)?)?"
)
_TOKENS = {
    "YYYY": ("Y", r"\d{4}"),
    "YY": ("y", r"\d{2}"),
    "MM": ("M", r"\d{2}"),
    "M": ("M", r"\d{1,2}"),
    "DD": ("D", r"\d{2}"),
    "D": ("D", r"\d{1,2}"),
    "hh": ("h", r"\d{2}"),
    "h": ("h", r"\d{1,2}"),
    "mm": ("m", r"\d{2}"),
    "ss": ("s", r"\d{2}"),
    "AP": ("a", r"[AaPp]\.?[Mm]\.?|上午|下午"),
}
_TOKEN = re.compile("|".join(sorted(_TOKENS, key=len, reverse=True)))
_EXCEL_1900 = dt.datetime(1899, 12, 30)
_EXCEL_1904 = dt.datetime(1904, 1, 1)
_EPOCH = dt.datetime(1970, 1, 1)


@dataclass(frozen=True)
class DateStyle:
    """Formats tried in order, and what an offset in the text means."""

    formats: tuple[str, ...] = ("ISO",)
    as_written: bool = False
    """An offset is dropped: the time on the wall where it was written."""
    zone: ZoneInfo | dt.timezone | None = None
    """Zone in which a moment's day is taken for date columns."""


def check_format(name: str) -> str | None:
    """Why `name` is no date format; None when it is one."""
    if name in NAMED_FORMATS:
        return None
    fields = [_TOKENS[token][0] for token in _TOKEN.findall(name)]
    if not {"M", "D"} <= set(fields) or not {"Y", "y"} & set(fields):
        return (
            f"{name!r} is no date format: write {', '.join(NAMED_FORMATS)}, "
            "or a pattern with year, month and day such as DD-MM-YYYY"
        )
    if len(fields) != len(set(fields)):
        return f"{name!r} names a part twice"
    return None


def parse_moment(text: str, style: DateStyle) -> dt.datetime:
    """A moment, with zone when the text has an offset. Raises UnreadableError."""
    plain = narrow(text)
    reason: str | None = None
    for name in style.formats:
        try:
            moment = _parse(plain, name)
        except UnreadableError as fault:
            reason = str(fault)
            continue
        if moment is not None:
            return moment.replace(tzinfo=None) if style.as_written else moment
    raise UnreadableError(reason or f"is not a date of the form {' or '.join(style.formats)}")


def day_of(moment: dt.datetime, style: DateStyle) -> dt.date:
    """The civil day of a moment."""
    if moment.tzinfo is not None and style.zone is not None:
        moment = moment.astimezone(style.zone)
    return moment.date()


def _parse(text: str, name: str) -> dt.datetime | None:
    if name == "ISO":
        match = _ISO.fullmatch(text)
    elif name in NAMED_FORMATS:
        return _parse_number(text, name)
    else:
        match = _pattern(name).fullmatch(text)
    return None if match is None else _assemble(match.groupdict(), text)


@lru_cache(maxsize=256)
def _pattern(name: str) -> re.Pattern[str]:
    out: list[str] = []
    at = 0
    for match in _TOKEN.finditer(name):
        out.append(re.escape(narrow_literal(name[at : match.start()])))
        group, body = _TOKENS[match.group()]
        out.append(f"(?P<{group}>{body})")
        at = match.end()
    out.append(re.escape(narrow_literal(name[at:])))
    return re.compile("".join(out), re.ASCII)


def narrow_literal(text: str) -> str:
    """Literal characters of a pattern, narrowed as the values are."""
    return "".join(" " if c.isspace() else narrow(c) for c in text)


def _assemble(parts: dict[str, str | None], text: str) -> dt.datetime:
    year_text = parts.get("Y")
    if year_text is not None:
        year = int(year_text)
    else:
        short = int(parts["y"] or 0)
        year = short + (2000 if short < 70 else 1900)
    hour = int(parts.get("h") or 0)
    half = parts.get("a")
    if half is not None:
        if not 1 <= hour <= 12:
            raise UnreadableError("has an hour that is not 1 to 12")
        hour = hour % 12 + (12 if half[0] in "Pp下" else 0)
    micro = int((parts.get("f") or "0").ljust(6, "0")[:6])
    try:
        moment = dt.datetime(
            year,
            int(parts["M"] or 0),
            int(parts["D"] or 0),
            hour,
            int(parts.get("m") or 0),
            int(parts.get("s") or 0),
            micro,
        )
    except ValueError:
        raise UnreadableError("is no day or time that exists") from None
    offset = parts.get("z")
    return moment if offset is None else moment.replace(tzinfo=_offset(offset))


def _offset(text: str) -> dt.timezone:
    if text in "Zz":
        return dt.timezone.utc
    digits = text[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    if minutes > 18 * 60 or int(digits[2:] or 0) > 59:
        raise UnreadableError("has an offset that does not exist")
    return dt.timezone(dt.timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _parse_number(text: str, name: str) -> dt.datetime | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    return moment_of_number(number, name)


def moment_of_number(number: Decimal, name: str) -> dt.datetime:
    """A spreadsheet serial or a count since 1970. Raises UnreadableError."""
    try:
        if name == "excel":
            if number < 61:
                raise UnreadableError("is too small for a spreadsheet's day number")
            return _round_to_second(_EXCEL_1900 + dt.timedelta(days=float(number)), number)
        if name == "excel_1904":
            return _round_to_second(_EXCEL_1904 + dt.timedelta(days=float(number)), number)
        scale = 1_000_000 if name == "unix_s" else 1_000
        micros = int((number * scale).to_integral_value())
        return (_EPOCH + dt.timedelta(microseconds=micros)).replace(tzinfo=dt.timezone.utc)
    except (OverflowError, ValueError) as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError("is outside the years 1 to 9999") from None


def _round_to_second(moment: dt.datetime, number: Decimal) -> dt.datetime:
    if number == number.to_integral_value():
        return moment
    return (moment + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
