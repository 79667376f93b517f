"""Numbers as people read them, in Chinese and English."""

from __future__ import annotations

from decimal import Decimal

#: Currencies whose minor unit is not a hundredth (ISO 4217).
_MINOR_DIGITS = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
}
_SIGNS = {"CNY": "¥", "RMB": "¥", "USD": "$", "EUR": "€", "GBP": "£"}
#: What stands where there is nothing to show.
NOTHING = "–"


def minor_digits(currency: str | None) -> int:
    """Decimals of a currency; 2 when it is not known to be otherwise."""
    return _MINOR_DIGITS.get(currency or "", 2)


def major(minor: int, currency: str | None) -> Decimal:
    """The exact amount in major units."""
    return Decimal(minor).scaleb(-minor_digits(currency))


def money(minor: int | None, currency: str | None) -> str:
    """An exact amount; whole amounts without decimals."""
    if minor is None:
        return NOTHING
    amount = major(minor, currency)
    digits = 0 if amount == amount.to_integral_value() else minor_digits(currency)
    return _with_currency(f"{abs(amount):,.{digits}f}", currency, minor < 0)


def short_money(minor: int | None, currency: str | None, language: str) -> str:
    """An amount in three or four figures: 10.0 M, 1,000.6 万."""
    if minor is None:
        return NOTHING
    amount = major(abs(minor), currency)
    steps = (
        ((Decimal(10**8), "亿"), (Decimal(10**4), "万"))
        if language == "zh"
        else ((Decimal(10**9), "bn"), (Decimal(10**6), "M"), (Decimal(10**3), "k"))
    )
    for size, unit in steps:
        if amount >= size:
            scaled = amount / size
            digits = 2 if scaled < 10 else 1 if scaled < 1000 else 0
            space = " " if language == "zh" else ""
            return _with_currency(f"{scaled:,.{digits}f}{space}{unit}", currency, minor < 0)
    return money(minor, currency)


def _with_currency(text: str, currency: str | None, negative: bool) -> str:
    sign = "-" if negative else ""
    if currency is None:
        return sign + text
    mark = _SIGNS.get(currency)
    return f"{sign}{mark}{text}" if mark else f"{sign}{text} {currency}"


def count(n: int | None) -> str:
    """A whole number with separators."""
    return NOTHING if n is None else f"{n:,}"


def percent(share: float | None) -> str:
    """A share with one decimal."""
    return NOTHING if share is None else f"{share * 100:.1f}%"


def interval(low: float | None, high: float | None) -> str:
    """Both ends of an interval of shares."""
    if low is None or high is None:
        return NOTHING
    return f"{low * 100:.1f}–{high * 100:.1f}%"


def days(value: float | int | None) -> str:
    """A number of days; decimals only where they say something."""
    if value is None:
        return NOTHING
    rounded = round(float(value), 1)
    return f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.1f}"
