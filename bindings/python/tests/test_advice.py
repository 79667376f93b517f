"""Errors say what to do in Python, and where a document stands."""

from __future__ import annotations

import datetime
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from small_book import AS_OF, DEALS, EVENTS, SHORT_PROCESS

import sandan


def test_text_where_dates_are_wanted(process: sandan.Process) -> None:
    for tables in (
        {"opportunities": {**DEALS, "created_on": ["2026-01-05"] * 5}},
        {"opportunities": DEALS, "stage_events": {**EVENTS, "entered_at": ["2026-01-05"] * 11}},
    ):
        with pytest.raises(sandan.SchemaError, match=r"pd\.to_datetime in pandas"):
            process.history(**tables, as_of=AS_OF)


def test_zones_have_names(process: sandan.Process) -> None:
    moment = datetime.datetime(2026, 1, 5, tzinfo=datetime.timezone.utc)
    events = {"opportunity_id": [1], "stage": ["visit"], "entered_at": [moment]}
    with pytest.raises(sandan.InvalidArgumentError) as caught:
        process.history(opportunities=DEALS, stage_events=events, as_of=AS_OF)
    assert "time_zone=" in str(caught.value)
    assert "--time-zone" in str(caught.value)


@pytest.mark.parametrize(
    "wrong", ["created_on", ["created_on", "2026-01-01"], {"of": "created_on", "since": "x"}]
)
def test_cohorts_are_made_by_a_function(history: sandan.History, wrong: Any) -> None:
    with pytest.raises(sandan.InvalidArgumentError, match=r"write sandan\.cohort\("):
        history.funnel(cohort=wrong)


def test_cohorts_end_after_they_begin() -> None:
    day = datetime.date(2026, 1, 2)
    with pytest.raises(ValueError, match="ends on 2026-01-01, before it begins on 2026-01-02"):
        sandan.cohort("created_on", day, "2026-01-01")
    assert sandan.cohort("created_on", day, day).until == day
    assert sandan.cohort("created_on", until=day).since is None


def test_advice_is_kept_by_pickle(history: sandan.History) -> None:
    with pytest.raises(sandan.InvalidArgumentError) as caught:
        history.funnel(cohort="created_on")  # type: ignore[arg-type]
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    with pytest.raises(sandan.InvalidArgumentError) as caught:
        history.funnel(by="nosuch")
    assert caught.value.hint == ""


def test_a_process_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "short.json"
    path.write_text(json.dumps(SHORT_PROCESS), encoding="utf-8")
    assert sandan.Process.from_file(path) == sandan.Process.from_file(str(path))
    assert sandan.Process.from_file(path).code == "short"
    with pytest.raises(FileNotFoundError):
        sandan.Process.from_file(tmp_path / "none.json")
    path.write_text(json.dumps({**SHORT_PROCESS, "colour": 1}), encoding="utf-8")
    with pytest.raises(sandan.DocumentError) as caught:
        sandan.Process.from_file(path)
    assert caught.value.file == str(path)
    assert str(caught.value).startswith(f"{path}: ")


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ('{"a": 1,\n "b": }', "line 2, column 7"),
        ('{"三单": ?}', "line 1, column 8"),
        ("", "line 1, column 1"),
    ],
)
def test_lines_of_texts_that_are_no_json(text: str, position: str) -> None:
    for read in (sandan.Process, sandan.documents.canonical, sandan.documents.digest):
        for given in (text, text.encode("utf-8")):
            with pytest.raises(sandan.ParseError) as caught:
                read(given)  # type: ignore[operator]
            assert caught.value.position == position
            assert position in str(caught.value)
            assert caught.value.where.startswith("byte ")
