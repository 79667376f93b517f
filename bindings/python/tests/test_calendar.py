"""Calendars: documents, days and columns of days in, answers and refusals out."""

from __future__ import annotations

import datetime as dt
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import sandan
from sandan import calendar as calendar_module

SHIPPED = ["cn", "iso_weeks", "retail_454", "weekdays"]
SMALL = {
    "sandan": "calendar/1",
    "code": "small",
    "label": {"zh": "小", "en": "Small"},
    "week": ["mon", "tue", "wed", "thu", "fri"],
    "span": {"from": "2026-01-01", "to": "2026-12-31"},
    "holidays": [
        {"label": {"zh": "元旦", "en": "New Year"}, "from": "2026-01-01", "to": "2026-01-03"}
    ],
    "make_up_workdays": [{"label": {"en": "Sunday"}, "on": "2026-01-04"}],
    "fiscal": {"kind": "months", "first_month": 4},
}
FRIDAY, SATURDAY, FAR = dt.date(2026, 1, 9), dt.date(2026, 1, 10), dt.date(2030, 1, 1)
DAYS = [FRIDAY, None, SATURDAY, FAR]


@pytest.fixture(scope="module")
def calendar() -> sandan.Calendar:
    return sandan.Calendar.from_json(SMALL)


def test_four_calendars_are_shipped() -> None:
    assert sorted(entry["name"] for entry in sandan.documents.list("calendar")) == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_calendars_load_export_and_load_again(name: str) -> None:
    calendar = sandan.Calendar.shipped(name)
    assert calendar.code == name
    assert set(calendar.label) == {"zh", "en"}
    again = sandan.Calendar.from_json(calendar.to_dict())
    assert again == calendar
    assert hash(again) == hash(calendar)
    assert again.to_json() == sandan.documents.canonical(calendar.to_dict())
    (entry,) = [each for each in sandan.documents.list("calendar") if each["name"] == name]
    assert entry["digest"] == calendar.digest
    assert pickle.loads(pickle.dumps(calendar)) == calendar
    assert name in repr(calendar)


def test_days_that_stand_alone(calendar: sandan.Calendar) -> None:
    assert calendar.is_workday("2026-01-04") is True
    assert calendar.is_workday(dt.date(2026, 1, 2)) is False
    assert calendar.is_projected("2025-12-31") is True
    assert calendar.is_projected(dt.datetime(2026, 1, 1, 23, 59)) is False
    assert calendar.count("2026-01-01", "2026-01-09") == (6, 0)
    assert calendar.count("2026-12-31", "2027-01-04").projected == 2
    assert calendar.count("2026-01-09", "2026-01-01").workdays == 0
    assert calendar.elapsed("2026-01-09", "2026-01-04").workdays == -5
    assert calendar.add(FRIDAY, 1) == (dt.date(2026, 1, 12), False)
    assert calendar.add(FRIDAY, np.int32(-5)).day == dt.date(2026, 1, 4)
    assert calendar.add(SATURDAY, 0).day == SATURDAY
    assert calendar.next(pd.Timestamp("2026-12-31 08:00")) == (dt.date(2027, 1, 1), True)
    assert calendar.previous(np.datetime64("2026-01-04")) == (dt.date(2025, 12, 31), True)


@pytest.mark.parametrize(
    "column",
    [
        DAYS,
        tuple(DAYS),
        iter(DAYS),
        ["2026-01-09", None, "2026-01-10", "2030-01-01"],
        np.array(DAYS, dtype="datetime64[D]"),
        np.array(DAYS, dtype="datetime64[ns]"),
        pd.Series(DAYS),
        pd.Series(pd.to_datetime(DAYS)),
        pd.Series(["2026-01-09", None, "2026-01-10", "2030-01-01"]),
        pl.Series(DAYS),
        pl.Series(DAYS).cast(pl.Datetime("us")),
        pa.array(DAYS),
        pa.array(DAYS).cast(pa.timestamp("ms")),
        pa.array([None, *DAYS]).slice(1),
        pa.chunked_array([DAYS[:2], [], DAYS[2:]], type=pa.date32()),
        pa.array(["2026-01-09", None, "2026-01-10", "2030-01-01"]).dictionary_encode(),
    ],
    ids=lambda column: f"{type(column).__module__}.{type(column).__name__}",
)
def test_columns_of_every_kind(calendar: sandan.Calendar, column: Any) -> None:
    assert calendar.next(column) == (
        [dt.date(2026, 1, 12), None, dt.date(2026, 1, 12), dt.date(2030, 1, 2)],
        [False, None, False, True],
    )


def test_columns_and_single_days_together(calendar: sandan.Calendar) -> None:
    assert calendar.is_workday(DAYS) == [True, None, False, True]
    assert calendar.is_projected(DAYS) == [False, None, False, True]
    assert calendar.count("2026-01-05", DAYS).workdays[:3] == [5, None, 5]
    assert calendar.elapsed(DAYS, FRIDAY).workdays[:3] == [0, None, -1]
    assert calendar.count(DAYS, DAYS[::-1]).workdays[1] is None
    assert calendar.add(DAYS, 1) == calendar.next(DAYS)
    assert calendar.add(DAYS, -1) == calendar.previous(DAYS)
    expected = [dt.date(2026, 1, 12), None, SATURDAY, None]
    for numbers in (
        [1, 1, 0, None],
        pd.Series([1, 1, 0, None], dtype="Int64"),
        pl.Series([1, 1, 0, None]),
    ):
        assert calendar.add(DAYS, numbers).day == expected
    assert calendar.add(FRIDAY, np.array([1, -1])).day == [
        dt.date(2026, 1, 12),
        dt.date(2026, 1, 8),
    ]
    assert calendar.next([]) == ([], [])
    assert calendar.count([], "2026-01-01") == ([], [])
    assert calendar.next([None]) == ([None], [None])


def test_columns_agree_with_days_that_stand_alone() -> None:
    calendar = sandan.Calendar.shipped("cn")
    random = np.random.default_rng(5)
    starts = random.integers(12_000, 22_500, 300).astype("datetime64[D]")
    ends = random.integers(12_000, 22_500, 300).astype("datetime64[D]")
    steps = random.integers(-300, 300, 300)
    counted = calendar.count(starts, ends)
    passed = calendar.elapsed(starts, ends)
    found = calendar.add(starts, steps)
    for row in range(0, 300, 7):
        start, end = starts[row].item(), ends[row].item()
        assert (counted.workdays[row], counted.projected[row]) == calendar.count(start, end)
        assert (passed.workdays[row], passed.projected[row]) == calendar.elapsed(start, end)
        assert (found.day[row], found.projected[row]) == calendar.add(start, int(steps[row]))


def test_tables(calendar: sandan.Calendar) -> None:
    days = calendar.days("2026-01-01", dt.date(2026, 1, 4), language="zh")
    assert days.name == "days"
    assert days.column("kind") == ["holiday", "holiday", "holiday", "make_up"]
    assert days.column("label") == ["元旦", "元旦", "元旦", "Sunday"]
    assert days.column("workday") == [False, False, False, True]
    assert days.labels.of_value("kind", "make_up")["en"] == "Make-up workday"
    assert days.labels.of_value("weekday", "sun")["zh"] == "周日"
    assert days.metadata["sandan.document"] == calendar.digest
    assert days.metadata["sandan.verb"] == "days"
    quarters = calendar.periods("2026-03-31", "2026-04-01", unit="quarter")
    assert quarters.column("period") == ["FY2025-Q4", "FY2026-Q1"]
    assert calendar.periods("2026-03-31", "2026-03-31").column("unit") == ["month"]
    for table in (days, quarters):
        assert all(table.labels.of_column(name) for name in table.column_names)
        assert pl.DataFrame(table).shape == (table.num_rows, table.num_columns)


def test_output_schema_names_the_columns(calendar: sandan.Calendar) -> None:
    schema = calendar_module.output_schema()
    assert schema["schema"] == "calendar/1"
    tables = {table["table"]: table["columns"] for table in schema["tables"]}
    answers = [
        calendar.days("2026-01-01", "2026-01-01"),
        calendar.periods("2026-01-01", "2026-01-01"),
    ]
    for answer in answers:
        assert [column["name"] for column in tables[answer.name]] == answer.column_names


@pytest.mark.parametrize(
    "text",
    [
        "2026-1-2",
        "2026-02-30",
        "20260102",
        "2026-01-02T00:00",
        " 2026-01-02",
        "2026/01/02",
        "",
        "２０２６-01-02",
        "2026-W01-1",
    ],
)
def test_text_of_days_is_read_strictly(calendar: sandan.Calendar, text: str) -> None:
    with pytest.raises(sandan.InvalidArgumentError) as alone:
        calendar.count("2026-01-01", text)
    assert (alone.value.where, alone.value.row, alone.value.detail) == ("to", None, "not_a_date")
    with pytest.raises(sandan.DataError) as in_column:
        calendar.count("2026-01-01", ["2026-01-01", None, text])
    assert (in_column.value.where, in_column.value.row) == ("to", 2)


def test_days_out_of_range_say_their_row(calendar: sandan.Calendar) -> None:
    with pytest.raises(sandan.LimitError) as refused:
        calendar.is_workday([None, "2026-01-01", dt.date(2200, 1, 1)])
    assert (refused.value.row, refused.value.detail) == (2, "day_out_of_range")
    with pytest.raises(sandan.LimitError) as refused:
        calendar.add(["2026-01-01", "2199-12-31"], [5, 1])
    assert refused.value.row == 1
    for n in (10**9, -(10**30), 10**30):
        with pytest.raises(sandan.LimitError) as refused:
            calendar.add("2026-01-01", n)
        assert refused.value.row is None
    with pytest.raises(sandan.InvalidArgumentError, match="to is before from"):
        calendar.days("2026-01-02", "2026-01-01")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (None, "NoneType"),
        (np.datetime64("NaT"), "NaT"),
        ([1, 2], "row 0: a int"),
        (20_000, "is a sequence, not int"),
        (b"2026-01-01", "bytes"),
        (pa.table({"day": DAYS}), "one of its columns"),
        (pl.Series(DAYS).cast(pl.Datetime("us", "UTC")), "zone UTC"),
        (pa.array([b"x"], pa.binary()), "neither days nor numbers"),
    ],
    ids=str,
)
def test_what_is_no_day(calendar: sandan.Calendar, given: Any, words: str) -> None:
    with pytest.raises(TypeError, match=words):
        calendar.next(given)


@pytest.mark.parametrize(
    "n", [1.0, "1", True, None, [1.5], [True], np.array([1.0, np.nan])], ids=str
)
def test_what_is_no_whole_number(calendar: sandan.Calendar, n: Any) -> None:
    with pytest.raises(TypeError):
        calendar.add("2026-01-01", n)


def test_columns_of_different_lengths(calendar: sandan.Calendar) -> None:
    with pytest.raises(sandan.InvalidArgumentError, match="differ in length: 1, 2"):
        calendar.add([FRIDAY], [1, 2])


def test_a_document_that_is_wrong_says_where() -> None:
    with pytest.raises(sandan.DocumentError) as refused:
        sandan.Calendar({**SMALL, "week": ["mon", "monday"]})
    assert refused.value.where == "/week/1"
    with pytest.raises(sandan.SandanError):
        sandan.Calendar.shipped("nowhere")


def test_a_calendar_of_a_file(tmp_path: Path, calendar: sandan.Calendar) -> None:
    file = tmp_path / "small.json"
    file.write_text(calendar.to_json(), encoding="utf-8")
    assert sandan.Calendar.from_file(file) == sandan.Calendar.from_file(str(file)) == calendar
    file.write_text("{", encoding="utf-8")
    with pytest.raises(sandan.ParseError, match=r"small\.json"):
        sandan.Calendar.from_file(file)
