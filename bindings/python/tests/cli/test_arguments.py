"""Reading the command line itself."""

from __future__ import annotations

import click
import pytest

from sandan import period
from sandan.cli.arguments import by_keys, names, spread_files


def test_several_files_after_one_option() -> None:
    assert spread_files(["process", "state", "--opportunities", "a", "b", "--as-of", "x"]) == [
        *("process", "state", "--opportunities", "a", "--opportunities", "b", "--as-of", "x")
    ]
    assert spread_files(["--stage_events", "a", "b"]) == [
        *("--stage_events", "a", "--stage_events", "b")
    ]
    assert spread_files(["review", "--actuals", "a", "b", "--work-items", "c"]) == [
        *("review", "--actuals", "a", "--actuals", "b", "--work-items", "c")
    ]
    assert spread_files(["documents", "get", "process", "simple"]) == [
        *("documents", "get", "process", "simple")
    ]
    assert spread_files(["--opportunities", "a", "--", "b", "c"]) == [
        *("--opportunities", "a", "--", "b", "c")
    ]


def test_keys() -> None:
    assert by_keys("team_id, month(created_on),accounts.industry") == [
        "team_id",
        period("month", "created_on"),
        "accounts.industry",
    ]
    assert by_keys(None) is None
    assert by_keys("") is None
    assert names("a, b,") == ["a", "b"]
    with pytest.raises(click.BadParameter):
        by_keys("month(created_on")
