"""JSON lists of holidays, a year each, to a calendar document.

The form is the usual one for China: {"year": 2026, "papers": [url, …], "days":
[{"name": "春节", "date": "2026-02-15", "isOffDay": true}, …]}. A list may hold days
of the year before or after.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Union

from sandan.importing.calendar_document import (
    MONDAY_TO_FRIDAY,
    Gathered,
    Head,
    Label,
    Place,
    Span,
    parsed_day,
    whole_years,
)
from sandan.importing.problems import SourceError
from sandan.importing.strict_json import JsonError, loads

#: A file, or what json.loads makes of one.
HolidayList = Union[str, "os.PathLike[str]", Mapping[str, Any]]


def holidays_document(
    *files: HolidayList,
    code: str,
    label: Label | None = None,
    week: Iterable[str] = MONDAY_TO_FRIDAY,
    span: Span | None = None,
    fiscal: Mapping[str, Any] | None = None,
    language: str = "zh",
) -> dict[str, Any]:
    """The calendar document of several lists; it covers the first year to the last."""
    if not files:
        raise SourceError("no list of holidays is given")
    head = Head(code, label, week, span, fiscal)
    gathered = Gathered()
    covered = head.covered()
    years = [_read(each, number, gathered, language) for number, each in enumerate(files, start=1)]
    return gathered.document(head, covered or whole_years(years))


def _read(source: HolidayList, number: int, gathered: Gathered, language: str) -> int:
    """Adds what one list says; its year."""
    name, content = _content(source, number)
    if not isinstance(content, Mapping):
        raise Place(name, "/").error("must be an object with year and days")
    year = content.get("year")
    if isinstance(year, bool) or not isinstance(year, int) or not 1900 <= year <= 2199:
        raise Place(name, "/year").error("must be a year from 1900 to 2199")
    _read_papers(content.get("papers"), year, name, gathered)
    days = content.get("days")
    if not isinstance(days, list):
        raise Place(name, "/days").error("must be an array")
    for position, entry in enumerate(days):
        _read_day(entry, f"/days/{position}", name, gathered, language)
    return year


def _read_papers(papers: Any, year: int, name: str, gathered: Gathered) -> None:
    if papers is None:
        return
    if not isinstance(papers, list) or not all(isinstance(each, str) for each in papers):
        raise Place(name, "/papers").error("must be an array of texts")
    known = {source["url"] for source in gathered.sources}
    title = {"zh": f"{year}年放假安排的通知", "en": f"Notice of the holidays of {year}"}
    gathered.sources += [{"title": title, "url": url} for url in papers if url not in known]


def _read_day(entry: Any, pointer: str, name: str, gathered: Gathered, language: str) -> None:
    place = Place(name, pointer)
    if not isinstance(entry, Mapping):
        raise place.error("must be an object with name, date and isOffDay")
    label = entry.get("name")
    if not isinstance(label, str) or not label:
        raise Place(name, f"{pointer}/name").error("must be text")
    off = entry.get("isOffDay")
    if not isinstance(off, bool):
        raise Place(name, f"{pointer}/isOffDay").error("must be true or false")
    day = parsed_day(entry.get("date"), Place(name, f"{pointer}/date"))
    gathered.rule(day, off, {language: label}, place)


def _content(source: HolidayList, number: int) -> tuple[str, Any]:
    """Name and parsed content of a list."""
    if isinstance(source, Mapping):
        return f"list {number}", source
    path = Path(source)
    try:
        return str(path), loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise SourceError(error.strerror or str(error), file=str(path)) from None
    except UnicodeDecodeError as error:
        raise SourceError(f"not valid UTF-8 at byte {error.start}", file=str(path)) from None
    except JsonError as fault:
        raise SourceError(f"not JSON: {fault}", file=str(path)) from None
