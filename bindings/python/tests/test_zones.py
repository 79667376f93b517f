"""Named time zones become lists of transitions."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from small_book import AS_OF

import sandan
from sandan import _zones

UTC = datetime.timezone.utc


@pytest.mark.parametrize(
    "zone", ["Asia/Shanghai", "Europe/London", "Africa/Casablanca", "Australia/Lord_Howe"]
)
def test_transitions_tell_the_offset_of_many_moments(zone: str) -> None:
    changes = [
        (datetime.datetime.strptime(each["at"], "%Y-%m-%dT%H:%M:%SZ"), each["utc_offset"])
        for each in _zones.transitions(zone, 2030)
    ]
    assert changes == sorted(changes)
    clock = ZoneInfo(zone)
    moment = datetime.datetime(1975, 1, 1)
    place = 0
    while moment.year < 2030:
        while place + 1 < len(changes) and changes[place + 1][0] <= moment:
            place += 1
        shown = moment.replace(tzinfo=UTC).astimezone(clock)
        text = shown.strftime("%z")
        assert changes[place][1] == f"{text[:3]}:{text[3:]}", moment
        moment += datetime.timedelta(hours=29)


def test_unknown_zone_says_what_to_do() -> None:
    for zone in ("Middle/Earth", "../etc/passwd", "", "\0"):
        with pytest.raises(ValueError, match="utc_offset"):
            _zones.transitions(zone, 2030)


def test_a_far_day_is_no_trouble(process: sandan.Process) -> None:
    assert _zones.transitions("Europe/London", 9999) == _zones.transitions("Europe/London", 2100)
    assert len(_zones.transitions("Asia/Shanghai", 1)) == 1


def test_fixed_offsets() -> None:
    assert _zones.fixed_offset("+08:00") == "+08:00"
    assert _zones.fixed_offset("-0330") == "-03:30"
    assert _zones.fixed_offset("Asia/Shanghai") is None


def entered_on(process: sandan.Process, kind: pa.DataType, **clock: Any) -> datetime.date:
    """The day an event at 2026-01-05 20:00 UTC falls on."""
    moment = pa.array([datetime.datetime(2026, 1, 5, 20, tzinfo=UTC)]).cast(kind)
    state = process.history(
        opportunities={"opportunity_id": ["a"]},
        stage_events=pa.table({"opportunity_id": ["a"], "stage": ["visit"], "entered_at": moment}),
        as_of=AS_OF,
        **clock,
    ).state()
    (day,) = state.column("entered_on")
    assert isinstance(day, datetime.date)
    return day


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_named_zone_needs_nothing_else(process: sandan.Process, unit: str) -> None:
    assert entered_on(process, pa.timestamp(unit, "Asia/Shanghai")) == datetime.date(2026, 1, 6)
    assert entered_on(process, pa.timestamp(unit, "Europe/London")) == datetime.date(2026, 1, 5)
    assert entered_on(process, pa.timestamp(unit, "+08:00")) == datetime.date(2026, 1, 6)


def test_utc_says_nothing_of_the_day(process: sandan.Process) -> None:
    utc = pa.timestamp("us", "UTC")
    with pytest.raises(sandan.SandanError, match="utc_offset"):
        entered_on(process, utc)
    assert entered_on(process, utc, utc_offset="+00:00") == datetime.date(2026, 1, 5)
    assert entered_on(process, utc, utc_offset="+08:00") == datetime.date(2026, 1, 6)
    assert entered_on(process, utc, time_zone="Asia/Shanghai") == datetime.date(2026, 1, 6)


def test_what_is_given_goes_before_the_name(process: sandan.Process) -> None:
    shanghai = pa.timestamp("us", "Asia/Shanghai")
    assert entered_on(process, shanghai, utc_offset="+00:00") == datetime.date(2026, 1, 5)
    with pytest.raises(ValueError, match="exclude each other"):
        entered_on(process, shanghai, utc_offset="+00:00", time_zone="Asia/Shanghai")


def test_python_datetimes_with_a_zone(process: sandan.Process) -> None:
    moment = datetime.datetime(2026, 1, 5, 20, tzinfo=UTC).astimezone(ZoneInfo("Asia/Shanghai"))
    state = process.history(
        opportunities=[{"opportunity_id": 1}],
        stage_events=[{"opportunity_id": 1, "stage": "visit", "entered_at": moment}],
        as_of=AS_OF,
    ).state()
    assert state.column("entered_on") == [datetime.date(2026, 1, 6)]
