"""Calendars against the outside: published counts of working days, the retailers' years, lists of
holidays as published, and numpy's business days.

The published data are not part of the project; they are looked for in ../shared/data.
"""

import csv
import datetime as dt

import numpy as np
import pytest

from oracle_calendar import NumpyCalendar

import sandan

CHINA = sandan.Calendar.shipped("cn")
FIRST, LAST = np.datetime64("2007-01-01"), np.datetime64("2026-12-31")


def rows_of(file):
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def month_end(year, month):
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


def test_working_days_of_china_by_month(real_data):
    published = rows_of(real_data("calendars/cn_workdays_monthly_2007_2023.csv"))
    assert [int(row["year"]) for row in published] == list(range(2007, 2024))
    for row in published:
        year = int(row["year"])
        for month in range(1, 13):
            counted = CHINA.count(dt.date(year, month, 1), month_end(year, month))
            assert counted == (int(row[f"m{month:02}"]), 0), (year, month)
        assert CHINA.count(f"{year}-01-01", f"{year}-12-31").workdays == int(row["total"])
        quarters = CHINA.periods(f"{year}-01-01", f"{year}-12-31", unit="quarter")
        assert quarters.column("workdays") == [int(row[f"q{n}"]) for n in range(1, 5)]


def test_years_of_the_retailers(real_data):
    published = rows_of(real_data("calendars/nrf_454_2000_2040.csv"))
    retail = sandan.Calendar.shipped("retail_454")
    years = retail.periods(published[0]["start"], published[-1]["end"], unit="year").to_dicts()
    assert len(years) == len(published) == 41
    for year, row in zip(years, published, strict=True):
        assert year["fiscal_year"] == int(row["fiscal_year"])
        assert year["start_on"].isoformat() == row["start"]
        assert year["end_on"].isoformat() == row["end"]
        assert year["days"] == 7 * int(row["weeks"])


def test_lists_of_holidays_rule_every_day_as_the_shipped_calendar(real_data):
    folder = real_data("calendars/holiday-cn")
    files = sorted(folder.glob("20??.json"))
    imported = sandan.Calendar.from_holidays(*files, code="imported")
    assert imported.to_dict()["span"] == CHINA.to_dict()["span"]
    both = [
        each.days("2006-01-01", "2027-12-31").to_pandas()[["day", "kind", "workday", "projected"]]
        for each in (imported, CHINA)
    ]
    assert both[0].equals(both[1])


@pytest.mark.parametrize("name", ["weekdays", "cn"])
def test_counts_are_those_of_numpy(name):
    calendar = sandan.Calendar.shipped(name)
    theirs = NumpyCalendar(calendar.to_dict())
    rules, made_up = theirs.rules, theirs.made_up
    random = np.random.default_rng(17)
    starts = random.integers(-25_567, 84_005, 20_000).astype("datetime64[D]")
    ends = starts + random.integers(0, 4_000, 20_000)
    ends = np.minimum(ends, np.datetime64("2199-12-31"))
    expected = np.busday_count(starts, ends + 1, busdaycal=rules)
    expected += np.searchsorted(made_up, ends, "right") - np.searchsorted(made_up, starts, "left")
    counted = calendar.count(starts, ends)
    assert counted.workdays == expected.tolist()
    if name == "weekdays":
        assert set(counted.projected) == {0}
        return
    # What is projected is what numpy counts outside the span.
    inside = np.busday_count(
        np.clip(starts, FIRST, LAST + 1), np.clip(ends + 1, FIRST, LAST + 1), busdaycal=rules
    )
    inside += np.searchsorted(made_up, ends, "right") - np.searchsorted(made_up, starts, "left")
    outside = expected - inside
    ruled_outside = [day for day in (*rules.holidays, *made_up) if not FIRST <= day <= LAST]
    far = np.all(
        [(starts > day) | (ends < day) for day in ruled_outside] or [starts == starts], axis=0
    )
    assert far.sum() > 10_000
    assert np.array(counted.projected)[far].tolist() == outside[far].tolist()


def test_days_found_are_those_of_numpy():
    weekdays = sandan.Calendar.shipped("weekdays")
    random = np.random.default_rng(19)
    starts = random.integers(-20_000, 80_000, 20_000).astype("datetime64[D]")
    steps = random.integers(1, 2_000, 20_000)
    forward = np.busday_offset(starts, steps, roll="backward")
    backward = np.busday_offset(starts, -steps, roll="forward")
    assert weekdays.add(starts, steps).day == forward.tolist()
    assert weekdays.add(starts, -steps).day == backward.tolist()
