"""Days off and make-up workdays, gathered into a calendar document."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Union

from sandan.importing.problems import SourceError, shown

#: Text by language, or one text.
Label = Union[str, Mapping[str, str]]
#: First and last day.
Span = tuple["str | dt.date", "str | dt.date"]

#: Language of a text that does not say which it is in.
UNDETERMINED = "und"
MONDAY_TO_FRIDAY = ("mon", "tue", "wed", "thu", "fri")

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Place(NamedTuple):
    """Where in a file something stands."""

    file: str
    where: str

    def error(self, reason: str) -> SourceError:
        return SourceError(reason, file=f"{self.file}, {self.where}")


class _Ruling(NamedTuple):
    off: bool
    label: dict[str, str]
    place: Place


@dataclass(frozen=True)
class Head:
    """What a calendar document says besides its days."""

    code: str
    label: Label | None = None
    week: Iterable[str] = MONDAY_TO_FRIDAY
    span: Span | None = None
    fiscal: Mapping[str, Any] | None = None

    def covered(self) -> tuple[dt.date, dt.date] | None:
        """The span that was asked for, as days."""
        if self.span is None:
            return None
        first, last = (_asked_day(each) for each in self.span)
        if last < first:
            raise ValueError(f"span: {last} is before {first}")
        return first, last


@dataclass
class Gathered:
    """Days off and make-up workdays out of several files."""

    rulings: dict[dt.date, _Ruling] = field(default_factory=dict)
    sources: list[dict[str, Any]] = field(default_factory=list)

    def rule(self, day: dt.date, off: bool, label: dict[str, str], place: Place) -> None:
        """Notes what a file says of a day; a second file may only agree."""
        said = self.rulings.setdefault(day, _Ruling(off, label, place))
        if said.off != off:
            earlier = f"{said.place.file}, {said.place.where}"
            raise place.error(
                f"{day} is {_word(off)} here and {_word(said.off)} in {earlier}: only one can be"
            )

    def document(self, head: Head, span: tuple[dt.date, dt.date]) -> dict[str, Any]:
        """The calendar document."""
        label = head.code if head.label is None else head.label
        made: dict[str, Any] = {
            "sandan": "calendar/1",
            "code": head.code,
            "label": {UNDETERMINED: label} if isinstance(label, str) else dict(label),
            "week": list(head.week),
            "span": {"from": span[0].isoformat(), "to": span[1].isoformat()},
        }
        if self.sources:
            made["sources"] = self.sources
        made["holidays"] = self._holidays()
        made["make_up_workdays"] = [
            {"label": said.label, "on": day.isoformat()}
            for day, said in sorted(self.rulings.items())
            if not said.off
        ]
        if head.fiscal is not None:
            made["fiscal"] = dict(head.fiscal)
        return made

    def _holidays(self) -> list[dict[str, Any]]:
        """Runs of days off with one label."""
        runs: list[tuple[dt.date, dt.date, dict[str, str]]] = []
        for day, said in sorted(self.rulings.items()):
            if not said.off:
                continue
            if runs and runs[-1][2] == said.label and (day - runs[-1][1]).days == 1:
                runs[-1] = (runs[-1][0], day, said.label)
            else:
                runs.append((day, day, said.label))
        return [
            {"label": label, "from": first.isoformat()}
            | ({} if first == last else {"to": last.isoformat()})
            for first, last, label in runs
        ]


def parsed_day(text: Any, place: Place) -> dt.date:
    """A day written YYYY-MM-DD."""
    try:
        if isinstance(text, str) and _DAY.fullmatch(text):
            return dt.date.fromisoformat(text)
    except ValueError:
        pass  # such as 2026-02-30
    written = shown(text if isinstance(text, str) else json.dumps(text, default=str))
    raise place.error(f"{written} is no day; days are written YYYY-MM-DD")


def whole_years(years: Iterable[int]) -> tuple[dt.date, dt.date]:
    """From the first day of the first year to the last day of the last."""
    listed = list(years)
    return dt.date(min(listed), 1, 1), dt.date(max(listed), 12, 31)


def _asked_day(day: str | dt.date) -> dt.date:
    if isinstance(day, dt.datetime):
        return day.date()
    return day if isinstance(day, dt.date) else parsed_day(day, Place("span", "the argument"))


def _word(off: bool) -> str:
    return "a day off" if off else "a make-up workday"
