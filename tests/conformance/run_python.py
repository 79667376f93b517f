"""Runs the conformance cases through the Python package: pytest tests/conformance/run_python.py"""

from __future__ import annotations

import json
import math
from datetime import date, datetime, UTC
from pathlib import Path
from typing import Any

import pytest

sandan = pytest.importorskip("sandan")

FILES = sorted((Path(__file__).parent / "cases").glob("*.json"))


def _cases() -> list[Any]:
    cases = []
    for path in FILES:
        file = json.loads(path.read_text(encoding="utf-8"))
        for one in file["cases"]:
            cases.append(pytest.param({**file, **one}, id=f"{path.stem}: {one['name']}"))
    return cases


def _value(kind: str, value: Any) -> Any:
    if value is None:
        return None
    if kind == "date":
        return date.fromisoformat(value)
    if kind == "timestamp":
        return datetime.fromisoformat(value)
    if kind == "timestamp_utc":
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value


def _table(described: dict[str, Any]) -> dict[str, list[Any]]:
    return {
        column["name"]: [_value(column["type"], value) for value in column["values"]]
        for column in described["columns"]
    }


def _process(document: Any) -> Any:
    if isinstance(document, str):
        return sandan.Process.shipped(document)
    return sandan.Process.from_json(document)


def _calendar(document: Any) -> Any:
    if isinstance(document, str):
        return sandan.Calendar.shipped(document)
    return sandan.Calendar.from_json(document)


def _ask_calendar(case: dict[str, Any]) -> dict[str, Any]:
    """Tables of a calendar; rows of days are asked for as columns and compared here."""
    calendar = _calendar(case["calendar"])
    verb, rows = case["verb"], case.get("rows")
    if rows is None:
        request = dict(case["verb_request"])
        table = getattr(calendar, verb)(request.pop("from"), request.pop("to"), **request)
        return {table.name: json.loads(table.to_json())}
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    if verb == "add":
        told = calendar.add(columns["day"], columns["n"])
        told = {"found": [day.isoformat() for day in told.day], "projected": told.projected}
    else:
        told = getattr(calendar, verb)(columns["from"], columns["to"])._asdict()
    for name in set(told) & set(columns):
        assert told[name] == columns[name]
    return {}


def _policy(document: Any) -> Any:
    if isinstance(document, str):
        return sandan.Policy.shipped(document)
    return sandan.Policy.from_json(document)


def _ask_policy(case: dict[str, Any]) -> dict[str, Any]:
    """Tables of a policy; sheets and single records are compared here."""
    policy = _policy(case["policy"])
    verb, request = case["verb"], dict(case.get("verb_request", {}))
    tables = {name: _table(table) for name, table in case.get("tables", {}).items()}
    if verb == "compile":
        return {}
    if verb == "to_sheet":
        assert policy.to_sheet(case["decision"]) == case.get("sheet", "no sheet is expected")
        return {}
    if verb == "record":
        answers = policy.evaluator(request.pop("columns"), **request)(case["record"])
        assert _matches(answers, case["answers"]), answers
        return {}
    if verb == "with_sheet":
        policy, verb = policy.with_sheet(case["decision"], case["sheet"]), "eval"
    elif verb == "from_sheet":
        policy, verb = sandan.Policy.from_sheet(case["sheet"], code=case["code"]), "eval"
    if verb in ("describe", "lint"):
        answer = getattr(policy, verb)(**request)
    elif verb == "diff":
        answer = policy.diff(_policy(case["to"]), tables, **request)
    else:
        answer = getattr(policy, verb)(tables, **request)
    told: dict[str, Any] = json.loads(answer.to_json())
    return told


_OF_HISTORY = ("opportunities", "stage_events", "accounts", "reps", "receivables")


def _answer(case: dict[str, Any]) -> dict[str, Any]:
    """Tables by name, each as records, as the C interface writes them."""
    if "policy" in case:
        return _ask_policy(case)
    if "calendar" in case:
        return _ask_calendar(case)
    process = _process(case["process"])
    verb, request = case["verb"], dict(case.get("verb_request", {}))
    if verb == "compile":
        return {}
    if verb == "describe":
        answer = process.describe(**request)
    elif verb == "map_stages":
        answer = process.map_stages(_process(case["to"]), **request)
    else:
        tables = {name: _table(table) for name, table in case["tables"].items()}
        if "opportunities" not in tables:  # a keyword that Python itself asks for
            tables["opportunities"] = None
        of_history = {name: table for name, table in tables.items() if name in _OF_HISTORY}
        history = process.history(**of_history, **case["request"])
        if verb == "history":
            return {}
        if isinstance(request.get("cohort"), dict):
            span = request["cohort"]
            request["cohort"] = sandan.cohort(span["of"], span.get("from"), span.get("to"))
        if "with_calendar" in case:
            request["calendar"] = _calendar(case["with_calendar"])
        if "from" in request:  # a keyword of Python
            request["since"] = request.pop("from")
        if verb == "gates":
            answer = history.gates(tables["opportunities"], **request)
        elif verb == "gauges":
            answer = history.gauges(_policy(case["with_policy"]), tables, **request)
        else:
            answer = getattr(history, verb)(**request)
    text = json.loads(answer.to_json())
    return text if isinstance(text, dict) else {answer.name: text}


def _matches(actual: Any, expected: Any) -> bool:
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(
            name in actual and _matches(actual[name], value) for name, value in expected.items()
        )
    if isinstance(expected, list):
        return len(actual) == len(expected) and all(map(_matches, actual, expected))
    if isinstance(expected, float) or isinstance(actual, float):
        if isinstance(expected, bool) or isinstance(actual, bool) or None in (actual, expected):
            return False
        return math.isclose(actual, expected, rel_tol=1e-12, abs_tol=1e-12)
    return type(actual) is type(expected) and bool(actual == expected)


@pytest.mark.parametrize("case", _cases())
def test_case(case: dict[str, Any]) -> None:
    refusal = case.get("error")
    if refusal is None:
        answer = _answer(case)
        for name, expected in case.get("expect", {}).items():
            assert _matches(answer[name], expected), answer[name]
        return
    with pytest.raises(sandan.SandanError) as raised:
        _answer(case)
    error = raised.value
    told = {
        "code": error.status,
        "detail": error.detail,
        "where": error.where,
        "table": error.table,
        "row": error.row,
    }
    assert _matches(told, refusal), (told, str(error))
