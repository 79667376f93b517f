"""Calendars from iCalendar files and from JSON lists of holidays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import sandan
from sandan.importing import SourceError

LIST: dict[str, Any] = {
    "year": 2026,
    "papers": ["https://example.org/2026"],
    "days": [
        {"name": "元旦", "date": "2025-12-31", "isOffDay": True},
        {"name": "元旦", "date": "2026-01-01", "isOffDay": True},
        {"name": "元旦", "date": "2026-01-04", "isOffDay": False},
    ],
}


def events(*bodies: str) -> str:
    """An iCalendar text of events, each given by its lines."""
    text = "".join(f"BEGIN:VEVENT\nUID:{n}\n{body}\nEND:VEVENT\n" for n, body in enumerate(bodies))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//\n{text}END:VCALENDAR\n"


def event(day: str, summary: str, *more: str) -> str:
    return "\n".join([f"DTSTART;VALUE=DATE:{day}", f"SUMMARY:{summary}", *more])


def off_days(calendar: sandan.Calendar) -> list[tuple[str, str]]:
    return [(each["from"], each.get("to", each["from"])) for each in calendar.to_dict()["holidays"]]


def test_lists_of_holidays(tmp_path: Path) -> None:
    second = {
        **LIST,
        "year": 2027,
        "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}],
    }
    files = []
    for content in (LIST, second):
        files.append(tmp_path / f"{content['year']}.json")
        files[-1].write_text(json.dumps(content), encoding="utf-8")
    calendar = sandan.Calendar.from_holidays(*files, code="cn", label={"zh": "中国"})
    document = calendar.to_dict()
    assert document["span"] == {"from": "2026-01-01", "to": "2027-12-31"}
    assert document["label"] == {"zh": "中国"}
    assert document["holidays"] == [
        {"label": {"zh": "元旦"}, "from": "2025-12-31", "to": "2026-01-01"},
        {"label": {"zh": "元旦"}, "from": "2027-01-01"},
    ]
    assert document["make_up_workdays"] == [{"label": {"zh": "元旦"}, "on": "2026-01-04"}]
    # The same paper of two lists is one source.
    assert [source["url"] for source in document["sources"]] == ["https://example.org/2026"]
    assert calendar == sandan.Calendar.from_holidays(LIST, second, code="cn", label={"zh": "中国"})


def test_what_else_a_document_says() -> None:
    calendar = sandan.Calendar.from_holidays(
        LIST,
        code="c",
        label="Six days",
        week=["mon", "tue", "wed", "thu", "fri", "sat"],
        span=("2026-01-01", "2026-06-30"),
        fiscal={"kind": "months", "first_month": 7},
        language="en",
    )
    document = calendar.to_dict()
    assert document["label"] == {"und": "Six days"}
    assert document["span"]["to"] == "2026-06-30"
    assert document["fiscal"]["first_month"] == 7
    assert calendar.is_workday("2026-01-03") is True
    assert calendar.is_projected("2026-07-01") is True


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"year": "2026"}, "/year"),
        ({"year": True}, "/year"),
        ({"papers": "x"}, "/papers"),
        ({"days": None}, "/days"),
        ({"days": [1]}, "/days/0"),
        ({"days": [{"date": "2026-01-01", "isOffDay": True}]}, "/days/0/name"),
        ({"days": [{"name": "x", "date": "2026-02-30", "isOffDay": True}]}, "/days/0/date"),
        ({"days": [{"name": "x", "date": 20260101, "isOffDay": True}]}, "/days/0/date"),
        ({"days": [{"name": "x", "date": "2026-01-01", "isOffDay": 1}]}, "/days/0/isOffDay"),
    ],
    ids=str,
)
def test_lists_that_are_wrong_say_where(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    file = tmp_path / "list.json"
    file.write_text(json.dumps({**LIST, **change}), encoding="utf-8")
    with pytest.raises(SourceError) as refused:
        sandan.Calendar.from_holidays(file, code="c")
    assert str(refused.value).startswith(f"{file}, {words}: ")


def test_files_that_contradict_each_other() -> None:
    other = {"year": 2026, "days": [{"name": "x", "date": "2026-01-04", "isOffDay": True}]}
    with pytest.raises(
        SourceError, match=r"list 2, /days/0: 2026-01-04 is a day off here .*list 1, /days/2"
    ):
        sandan.Calendar.from_holidays(LIST, other, code="c")


def test_lists_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No such file"):
        sandan.Calendar.from_holidays(tmp_path / "none.json", code="c")
    broken = tmp_path / "broken.json"
    broken.write_text('{"year": 2026,}', encoding="utf-8")
    with pytest.raises(SourceError, match="not JSON"):
        sandan.Calendar.from_holidays(broken, code="c")
    broken.write_bytes(b"\xff")
    with pytest.raises(SourceError, match="UTF-8"):
        sandan.Calendar.from_holidays(broken, code="c")
    broken.write_text("[]", encoding="utf-8")
    with pytest.raises(SourceError, match="object"):
        sandan.Calendar.from_holidays(broken, code="c")
    with pytest.raises(SourceError, match="no list"):
        sandan.Calendar.from_holidays(code="c")


def test_events_are_days_off_up_to_their_exclusive_end() -> None:
    text = events(
        event("20260215", "Spring", "DTEND;VALUE=DATE:20260224"),
        event("20260501", "Labour"),
        event("20260619", "Boats", "DURATION:P3D"),
        event("20261001", "National", "DTEND;VALUE=DATE:20261001"),
        event("20261225", "Gone", "STATUS:CANCELLED"),
        "DTSTART:20260302T090000Z\nSUMMARY:A meeting",
    )
    calendar = sandan.Calendar.from_icalendar(text, code="c")
    assert off_days(calendar) == [
        ("2026-02-15", "2026-02-23"),
        ("2026-05-01", "2026-05-01"),
        ("2026-06-19", "2026-06-21"),
        ("2026-10-01", "2026-10-01"),
    ]
    assert calendar.to_dict()["span"] == {"from": "2026-01-01", "to": "2026-12-31"}


def test_make_up_workdays_by_summary_or_category() -> None:
    text = events(
        event("20260214", "春节 补班"),
        event("20260228", "春节（班）"),
        event("20260307", "Extra", "CATEGORIES:work,Make-Up day"),
        event("20260314", "MAKEUP"),
        event("20260501", "Labour"),
    )
    calendar = sandan.Calendar.from_icalendar(text, code="c")
    days = [each["on"] for each in calendar.to_dict()["make_up_workdays"]]
    assert days == ["2026-02-14", "2026-02-28", "2026-03-07", "2026-03-14"]
    own = sandan.Calendar.from_icalendar(text, code="c", make_up="^extra$")
    assert [each["on"] for each in own.to_dict()["make_up_workdays"]] == ["2026-03-07"]


def test_yearly_events_are_repeated_over_the_span() -> None:
    text = events(
        event("20200501", "Labour", "RRULE:FREQ=YEARLY", "EXDATE;VALUE=DATE:20270501"),
        event("20200120", "King", "RRULE:FREQ=YEARLY;BYMONTH=1;BYDAY=3MO;UNTIL=20270101T000000Z"),
        event("20251231", "Year", "DTEND;VALUE=DATE:20260102", "RRULE:FREQ=YEARLY;COUNT=2"),
    )
    calendar = sandan.Calendar.from_icalendar(text, code="c", span=("2026-01-01", "2028-12-31"))
    assert off_days(calendar) == [
        ("2025-12-31", "2026-01-01"),
        ("2026-01-19", "2026-01-19"),
        ("2026-05-01", "2026-05-01"),
        ("2026-12-31", "2027-01-01"),
        ("2028-05-01", "2028-05-01"),
    ]
    with pytest.raises(SourceError, match="repeats without end"):
        sandan.Calendar.from_icalendar(text, code="c")


def test_language_of_a_summary() -> None:
    text = events(
        "DTSTART;VALUE=DATE:20260101\nSUMMARY;LANGUAGE=de:Neujahr", event("20260501", "X")
    )
    holidays = sandan.Calendar.from_icalendar(text, code="c", language="en").to_dict()["holidays"]
    assert [each["label"] for each in holidays] == [{"de": "Neujahr"}, {"en": "X"}]


def test_files_and_texts_of_both_kinds(tmp_path: Path) -> None:
    text = events(event("20260501", "Labour"))
    file = tmp_path / "days.ics"
    file.write_text(text, encoding="utf-8")
    other = events(event("20270501", "Labour"))
    expected = sandan.Calendar.from_icalendar(text, other, code="c")
    assert sandan.Calendar.from_icalendar(file, other, code="c") == expected
    assert sandan.Calendar.from_icalendar(str(file), other.encode(), code="c") == expected
    assert expected.to_dict()["span"] == {"from": "2026-01-01", "to": "2027-12-31"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("SUMMARY:x", "event 1 ('x'): has no DTSTART"),
        ("DTSTART;VALUE=DATE:20260101", "event 1: has no SUMMARY"),
        (event("20260101", "x", "RRULE:FREQ=MONTHLY;COUNT=3"), "FREQ=YEARLY"),
        (event("20260101", "x", "RDATE;VALUE=DATE:20260301"), "RDATE"),
        (event("20260101", "x", "DTEND:20260102T120000Z"), "ends at a time of day"),
        (event("20260101", "x", "DURATION:PT36H"), "whole number of days"),
        (event("20260101", "x", "DTEND;VALUE=DATE:20251201"), "lasts -31 days"),
        (event("20260101", "x", "DTEND;VALUE=DATE:20290101"), "lasts 1096 days"),
        (event("18000101", "x"), "is in 1800"),
        (event("2026x", "x"), "cannot be read"),
        (event("20260101", "x", "RRULE:FREQ=YEARLY;BYDAY=9QQ;COUNT=2"), "cannot be read"),
    ],
    ids=str,
)
def test_events_that_are_wrong_say_which(body: str, words: str) -> None:
    with pytest.raises(SourceError) as refused:
        sandan.Calendar.from_icalendar(events(body), code="c")
    assert words in str(refused.value)
    assert str(refused.value).startswith("text 1, event 1")


def test_a_day_off_that_is_worked() -> None:
    text = events(event("20260214", "Off"), event("20260214", "补班"))
    with pytest.raises(
        SourceError, match=r"event 2 .*make-up workday here and a day off in .*event 1"
    ):
        sandan.Calendar.from_icalendar(text, code="c")


@pytest.mark.parametrize(
    "text", [b"", b"hello", b"\xff", b"BEGIN:VCALENDAR\nVERSION:2.0\n"], ids=str
)
def test_what_is_no_icalendar(text: bytes) -> None:
    with pytest.raises(SourceError):
        sandan.Calendar.from_icalendar(text, code="c")


def test_bad_arguments() -> None:
    text = events(event("20260501", "x"))
    with pytest.raises(ValueError, match="regular expression"):
        sandan.Calendar.from_icalendar(text, code="c", make_up="(")
    with pytest.raises(ValueError, match="is before"):
        sandan.Calendar.from_icalendar(text, code="c", span=("2026-01-02", "2026-01-01"))
    with pytest.raises(SourceError, match="is no day"):
        sandan.Calendar.from_icalendar(text, code="c", span=("2026", "2027"))
    with pytest.raises(SourceError, match="no all-day event"):
        sandan.Calendar.from_icalendar(events("DTSTART:20260302T090000Z\nSUMMARY:x"), code="c")
    with pytest.raises(sandan.DocumentError, match="/week"):
        sandan.Calendar.from_icalendar(text, code="c", week=[])
