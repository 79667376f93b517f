"""Keyword arguments become the JSON request."""

from __future__ import annotations

import datetime
import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sandan
from sandan import _request


def sent(**fields: Any) -> Any:
    return json.loads(_request.encode(**fields))


def test_what_is_not_given_is_not_sent() -> None:
    assert sent(strict=None, min_n=0, rollup=False) == {"min_n": 0, "rollup": False}


def test_keys_in_every_spelling() -> None:
    month = {"period": "month", "of": "created_on"}
    for by, expected in [
        (None, {}),
        ("team_id", {"by": ["team_id"]}),
        (["team_id", "product"], {"by": ["team_id", "product"]}),
        (("team_id", "product"), {"by": ["team_id", "product"]}),
        (sandan.period("month", "created_on"), {"by": [month]}),
        (month, {"by": [month]}),
        (["team_id", sandan.period("month", "created_on")], {"by": ["team_id", month]}),
        (pd.Index(["team_id"]), {"by": ["team_id"]}),
        ([], {"by": []}),
    ]:
        assert sent(by=_request.keys(by)) == expected, by


def test_days_in_every_spelling() -> None:
    for day in (
        "2026-03-31",
        datetime.date(2026, 3, 31),
        datetime.datetime(2026, 3, 31, 23, 59),
        pd.Timestamp("2026-03-31 12:00"),
    ):
        assert _request.day(day) == "2026-03-31"


def test_cohorts() -> None:
    cohort = sandan.cohort("created_on", since=datetime.date(2026, 1, 1))
    assert sent(cohort=cohort) == {"cohort": {"of": "created_on", "from": "2026-01-01"}}
    by_hand = {"of": "won_on", "to": datetime.date(2026, 1, 1)}
    assert sent(cohort=by_hand) == {"cohort": {"of": "won_on", "to": "2026-01-01"}}


def test_pairs_of_stages() -> None:
    assert _request.pairs_of_stages(("visit", "order")) == [["visit", "order"]]
    assert _request.pairs_of_stages([("a", "b"), ["b", "c"]]) == [["a", "b"], ["b", "c"]]


def test_numpy_scalars_are_numbers() -> None:
    assert sent(min_n=np.int64(5), confidence=np.float64(0.9)) == {"min_n": 5, "confidence": 0.9}


def test_what_json_cannot_say_is_refused() -> None:
    with pytest.raises(TypeError, match="object cannot be part of a request"):
        sent(min_n=object())
    with pytest.raises(TypeError):
        sent(min_n={None, object()})


@pytest.mark.parametrize("number", [float("nan"), float("inf"), np.float32("-inf")])
def test_a_number_that_json_does_not_know_is_told_at_its_place(number: Any) -> None:
    for given, where in (
        ({"confidence": number}, "/confidence"),
        ({"changes": [{"kind": "x"}, {"kind": "y", "support": number}]}, "/changes/1/support"),
        ({"a/b": (1, {"c~": [0.0, number]})}, "/a~1b/1/c~0/1"),
    ):
        with pytest.raises(sandan.InvalidArgumentError, match="no number that JSON knows") as told:
            sent(**given)
        assert (told.value.detail, told.value.where) == ("not_finite", where)


def test_documents_as_dicts_hold_no_nan() -> None:
    document = sandan.documents.get("map_vocabulary", "standard")
    document["influence"]["stubbornness"] = float("nan")
    for read in (sandan.MapVocabulary, sandan.documents.digest):
        with pytest.raises(sandan.InvalidArgumentError) as told:
            read(document)
        assert told.value.where == "/influence/stubbornness"


def test_what_stands_in_itself_is_refused() -> None:
    ring: list[Any] = []
    ring.append(ring)
    with pytest.raises(ValueError, match="Circular"):
        sent(by=ring)
