"""Numbers as people write them, read exactly: no binary fraction on the way."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

INT64_MAX = 2**63 - 1
INT64_MIN = -(2**63)

_UNITS = {
    "major": Decimal(1),
    "yuan": Decimal(1),
    "thousand": Decimal(1_000),
    "wan": Decimal(10_000),
    "million": Decimal(1_000_000),
    "yi": Decimal(100_000_000),
}
UNITS = ("minor", *_UNITS, "auto")
_SUFFIXES = (
    ("亿元", "yi"),
    ("万元", "wan"),
    ("千元", "thousand"),
    ("亿", "yi"),
    ("万", "wan"),
    ("千", "thousand"),
    ("元", "major"),
)
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_UNIT_IN_NAME = re.compile(r"[(\[]\s*(亿元|万元|千元|亿|万|千|元)\s*[)\]]$")
_SUFFIX_HINT = 'a mapping document reads amounts with their suffix by "unit": "auto"'
CURRENCY_SIGNS = ("CNY", "RMB", "USD", "EUR", "US$", "¥", "$", "€", "£", "元")


class UnreadableError(ValueError):
    """A value is not what its column should hold; the text says why."""


@dataclass(frozen=True)
class NumberStyle:
    """How numbers are written in a file."""

    decimal: str = "."
    thousands: str = ","
    currency_signs: tuple[str, ...] = CURRENCY_SIGNS


@dataclass(frozen=True)
class AmountUnit:
    """What one unit of the file's numbers is worth."""

    unit: str = "major"
    minor_digits: int = 2
    rounding: str = "exact"
    named_by_column: str = "major"
    """What `auto` takes for a number without a suffix."""


def unit_in_name(column: str) -> str | None:
    """The unit in brackets at the end of a column's name: 金额（万元） is `wan`."""
    match = _UNIT_IN_NAME.search(narrow(column))
    return None if match is None else dict(_SUFFIXES)[match[1]]


def narrow(text: str) -> str:
    """Full-width digits, signs and spaces as ASCII; outer spaces removed."""
    return unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()


def parse_decimal(text: str, style: NumberStyle) -> Decimal:
    """The exact number `text` writes. Raises UnreadableError."""
    try:
        return _parse_decimal(text, style)
    except UnreadableError as fault:
        if any(narrow(text).endswith(suffix) for suffix, _ in _SUFFIXES):
            raise UnreadableError(f"{fault}; {_SUFFIX_HINT}") from None
        raise


def _parse_decimal(text: str, style: NumberStyle) -> Decimal:
    if _PLAIN.fullmatch(text) and style.decimal == ".":
        return Decimal(text)
    digits = narrow(text)
    sign = 1
    if len(digits) > 2 and digits[0] == "(" and digits[-1] == ")":
        sign, digits = -1, digits[1:-1].strip()
    digits = _without_signs(digits, style)
    if digits[:1] in ("+", "-"):
        sign = -sign if digits[0] == "-" else sign
        digits = _without_signs(digits[1:].strip(), style)
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,3}", digits) and style.decimal == ".":
        return sign * Decimal(digits)
    whole, mark, fraction = digits.partition(style.decimal)
    if mark and not ((fraction.isascii() and fraction.isdigit()) or (fraction == "" and whole)):
        raise UnreadableError("is not a number")
    whole = _without_groups(whole, style.thousands)
    if whole == "" and fraction:
        whole = "0"
    if not (whole.isascii() and whole.isdigit()):
        raise UnreadableError("is not a number")
    return sign * Decimal(f"{whole}.{fraction}" if fraction else whole)


def _without_signs(text: str, style: NumberStyle) -> str:
    for sign in style.currency_signs:
        plain = narrow(sign)
        if text.startswith(plain):
            return text[len(plain) :].strip()
        if text.endswith(plain):
            return text[: -len(plain)].strip()
    return text


def _without_groups(whole: str, separator: str) -> str:
    if separator == "" or separator not in whole:
        return whole
    groups = whole.split(separator)
    if not 1 <= len(groups[0]) <= 3 or any(len(group) != 3 for group in groups[1:]):
        raise UnreadableError(f"has {separator!r} where it does not separate thousands")
    return "".join(groups)


def parse_amount(text: str, style: NumberStyle, unit: AmountUnit) -> int:
    """Minor units as int64. Raises UnreadableError."""
    name = unit.unit
    if name == "auto":
        name = unit.named_by_column
        plain = narrow(text)
        for suffix, suffix_unit in _SUFFIXES:
            if plain.endswith(suffix):
                name, text = suffix_unit, plain[: -len(suffix)]
                break
    return to_minor(parse_decimal(text, style), AmountUnit(name, unit.minor_digits, unit.rounding))


def to_minor(value: Decimal, unit: AmountUnit) -> int:
    """An exact number in the file's unit as int64 minor units. Raises UnreadableError."""
    if not value.is_finite():
        raise UnreadableError("is not a number")
    exact = value if unit.unit == "minor" else (value * _UNITS[unit.unit]).scaleb(unit.minor_digits)
    rounded = exact.to_integral_value(rounding=ROUND_HALF_EVEN)
    if rounded != exact and unit.rounding == "exact":
        raise UnreadableError(
            "is finer than one minor unit" + ("" if unit.unit == "minor" else _scale_hint(unit))
        )
    return in_int64(int(rounded))


def _scale_hint(unit: AmountUnit) -> str:
    return f' ({unit.minor_digits} decimals); round with "rounding": "half_even"'


def in_int64(value: int) -> int:
    """The value itself when 64 bits hold it. Raises UnreadableError."""
    if not INT64_MIN <= value <= INT64_MAX:
        raise UnreadableError("does not fit 64 bits")
    return value


def decimal_of_double(value: float) -> Decimal:
    """The shortest decimal that gives the double back."""
    if value != value or value in (float("inf"), float("-inf")):
        raise UnreadableError("is not a number")
    return Decimal(repr(value))
