"""Amounts are exact; dates are those that exist."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from sandan.importing.dates import DateStyle, check_format, parse_moment
from sandan.importing.numbers import (
    AmountUnit,
    NumberStyle,
    UnreadableError,
    parse_amount,
    parse_decimal,
)

PLAIN = NumberStyle()


@pytest.mark.parametrize(
    ("text", "unit", "minor"),
    [
        ("1054", "major", 105_400),
        ("1054.0", "major", 105_400),
        ("0.1", "major", 10),
        ("1,054.05", "major", 105_405),
        ("１，０５４．００", "major", 105_400),
        ("￥1,234.50", "major", 123_450),
        ("1234.5元", "major", 123_450),
        ("$ 12", "major", 1_200),
        ("-12.34", "major", -1_234),
        ("(12.34)", "major", -1_234),
        ("−12", "major", -1_200),
        ("12.5", "wan", 12_500_000),
        ("0.123456", "wan", 123_456),
        ("3", "yi", 30_000_000_000),
        ("12.5万元", "auto", 12_500_000),
        ("12.5 万", "auto", 12_500_000),
        ("1.2亿", "auto", 12_000_000_000),
        ("800", "auto", 80_000),
        ("105400", "minor", 105_400),
        ("1.054E+3", "major", 105_400),
        ("92233720368547758.07", "major", 2**63 - 1),
        ("9007199254740993", "minor", 9_007_199_254_740_993),
    ],
)
def test_amounts(text: str, unit: str, minor: int) -> None:
    assert parse_amount(text, PLAIN, AmountUnit(unit)) == minor


@pytest.mark.parametrize(
    ("text", "unit", "reason"),
    [
        ("abc", "major", "not a number"),
        ("", "major", "not a number"),
        ("1.234", "major", "finer than one minor unit"),
        ("12.5万", "major", "not a number"),
        ("1,05", "major", "thousands"),
        ("1.2.3", "major", "not a number"),
        ("--1", "major", "not a number"),
        ("NaN", "major", "not a number"),
        ("1e400", "major", "does not fit 64 bits"),
        ("92233720368547758.08", "major", "does not fit 64 bits"),
        ("٣", "major", "not a number"),
    ],
)
def test_amounts_refused(text: str, unit: str, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        parse_amount(text, PLAIN, AmountUnit(unit))


def test_other_ways_of_writing() -> None:
    assert parse_decimal("1.054,5", NumberStyle(",", ".")) == Decimal("1054.5")
    assert parse_decimal("1 054.5", NumberStyle(".", " ")) == Decimal("1054.5")
    assert parse_amount("1.005", PLAIN, AmountUnit("major", 2, "half_even")) == 100
    assert parse_amount("1.015", PLAIN, AmountUnit("major", 2, "half_even")) == 102
    assert parse_amount("5000", PLAIN, AmountUnit("major", 0)) == 5000


@pytest.mark.parametrize(
    ("text", "name", "moment"),
    [
        ("2017-03-01", "ISO", dt.datetime(2017, 3, 1)),
        ("2017-03-01 15:30", "ISO", dt.datetime(2017, 3, 1, 15, 30)),
        ("2017-03-01T15:30:01.25", "ISO", dt.datetime(2017, 3, 1, 15, 30, 1, 250_000)),
        ("01-03-2017", "DD-MM-YYYY", dt.datetime(2017, 3, 1)),
        ("3/1/2017", "M/D/YYYY", dt.datetime(2017, 3, 1)),
        ("2017/3/1", "YYYY/M/D", dt.datetime(2017, 3, 1)),
        ("2017年3月1日", "YYYY年M月D日", dt.datetime(2017, 3, 1)),
        ("２０１７-０３-０１", "ISO", dt.datetime(2017, 3, 1)),
        ("20170301", "YYYYMMDD", dt.datetime(2017, 3, 1)),
        ("3/1/17 3:05 PM", "M/D/YY h:mm AP", dt.datetime(2017, 3, 1, 15, 5)),
        ("12/31/2017 12:00 AM", "MM/DD/YYYY h:mm AP", dt.datetime(2017, 12, 31)),
        ("42663", "excel", dt.datetime(2016, 10, 20)),
        ("42663.5", "excel", dt.datetime(2016, 10, 20, 12)),
        ("41201", "excel_1904", dt.datetime(2016, 10, 20)),
        ("1488326400", "unix_s", dt.datetime(2017, 3, 1, tzinfo=dt.timezone.utc)),
        ("1488326400000", "unix_ms", dt.datetime(2017, 3, 1, tzinfo=dt.timezone.utc)),
    ],
)
def test_dates(text: str, name: str, moment: dt.datetime) -> None:
    assert parse_moment(text, DateStyle((name,))) == moment


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        ("2017-02-30", "ISO", "no day"),
        ("31-02-2017", "DD-MM-YYYY", "no day"),
        ("2017-3-1", "ISO", "not a date of the form ISO"),
        ("2017-03-01 25:00", "ISO", "no day or time"),
        ("01-03-2017", "ISO", "not a date of the form ISO"),
        ("2017-03-01+99:00", "ISO", "not a date"),
        ("2017-03-01 10:00+99:00", "ISO", "offset"),
        ("12", "excel", "too small"),
        ("1e300", "excel", "outside"),
        ("13/1/2017", "M/D/YYYY", "no day"),
        ("tomorrow", "excel", "not a date"),
    ],
)
def test_dates_refused(text: str, name: str, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        parse_moment(text, DateStyle((name,)))


def test_formats_are_tried_in_order() -> None:
    style = DateStyle(("ISO", "YYYY/M/D", "excel"))
    for text in ("2016-10-20", "2016/10/20", "42663"):
        assert parse_moment(text, style) == dt.datetime(2016, 10, 20)


def test_offsets() -> None:
    moment = parse_moment("2011-10-01T00:38:44.546+02:00", DateStyle())
    assert moment.utcoffset() == dt.timedelta(hours=2)
    written = parse_moment("2011-10-01T00:38:44.546+02:00", DateStyle(as_written=True))
    assert written == dt.datetime(2011, 10, 1, 0, 38, 44, 546_000)


@pytest.mark.parametrize("name", ["DD-MM", "YYYY", "iso", "", "YYYY-MM-DD DD"])
def test_no_format(name: str) -> None:
    assert check_format(name) is not None


@pytest.mark.parametrize("text", ["8万", "1.2亿", "12.5 万元"])
def test_a_suffix_is_hinted_at(text: str) -> None:
    with pytest.raises(UnreadableError, match='"unit": "auto"'):
        parse_decimal(text, PLAIN)
    with pytest.raises(UnreadableError) as caught:
        parse_decimal("eight", PLAIN)
    assert "auto" not in str(caught.value)
