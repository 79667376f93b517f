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


def _ask_quota(case: dict[str, Any]) -> dict[str, Any]:
    """Tables of a quota, of the one planned again from it, or of arithmetic without a plan."""
    verb, request = case["verb"], dict(case.get("verb_request", {}))
    tables = {name: _table(table) for name, table in case.get("tables", {}).items()}
    days = _calendar(case["with_calendar"]) if "with_calendar" in case else None
    if "plan" not in case:
        return _ask_arithmetic(verb, tables, request, days, case.get("document"))
    plan = _plan(case["plan"], days)
    if verb == "compile":
        return {}
    quota = plan.build(tables, **case.get("build", {}))
    if verb == "diff" and "to" in case:
        other = _plan(case["to"], days).build(tables, **case.get("build", {}))
        answer = quota.diff(other, **request)
        return {answer.name: json.loads(answer.to_json())}
    before = quota
    if "replan" in case:
        again = dict(case["replan"])
        quota = before.replan(tables, since=again.pop("from"), **again)
    if verb == "build":
        return {}
    for name, keyword in (("from", "since"), ("to", "until"), ("max_rows", "most_rows")):
        if name in request:
            request[keyword] = request.pop(name)
    if verb == "diff":
        answer = before.diff(quota, **request)
    elif verb in ("pace", "activity", "head_count", "principles"):
        answer = getattr(quota, verb)(tables, **request)
    else:
        answer = getattr(quota, verb)(**request)
    told = json.loads(answer.to_json())
    return told if isinstance(told, dict) else {answer.name: told}


def _ask_arithmetic(
    verb: str, tables: dict[str, Any], request: dict[str, Any], days: Any, document: Any
) -> dict[str, Any]:
    arithmetic = sandan.quota
    if verb == "incentive":
        answer = arithmetic.incentive(document)
    elif verb == "quartiles":
        named = {"since": request.pop("from", None), "until": request.pop("to", None)}
        answer = arithmetic.quartiles(tables, **named, **request)
    elif verb == "shapes":
        answer = arithmetic.shapes(tables["actuals"], calendar=days, **request)
    elif verb == "allocate":
        answer = arithmetic.allocate(tables["items"], request.pop("total_minor", None), **request)
    elif verb == "rake":
        listed = [tables[name] for name in ("seed", "row_totals", "column_totals")]
        answer = arithmetic.rake(*listed, **request)
    else:
        answer = arithmetic.round_cells(tables["cells"], **request)
    told = json.loads(answer.to_json())
    return told if isinstance(told, dict) else {answer.name: told}


def _plan(document: Any, calendar: Any) -> Any:
    if isinstance(document, str):
        return sandan.QuotaPlan.shipped(document, calendar)
    return sandan.QuotaPlan.from_json(document, calendar)


def _ask_org(case: dict[str, Any]) -> dict[str, Any]:
    """Tables of maps, changed where the case says so, or of a file; texts are compared here."""
    verb, request = case["verb"], dict(case.get("verb_request", {}))
    if verb == "read":
        told: dict[str, Any] = json.loads(sandan.read_map(case["map"], **request).to_json())
        return told
    vocabulary = _vocabulary(case["vocabulary"])
    if verb == "compile":
        return {}
    tables = {name: _table(table) for name, table in case.get("tables", {}).items()}
    activities = tables.pop("activities", None)
    maps = vocabulary.build(tables, **case.get("build", {}))
    if verb == "diff":
        other = _altered(case, vocabulary.build(tables, **case.get("other_build", {})))
        answer = maps.diff(other, **request)
        return {answer.name: json.loads(answer.to_json())}
    maps = _altered(case, maps)
    if verb == "build":
        return {}
    if verb in ("write", "export_person"):
        text = getattr(maps, verb)(**request)
        assert case.get("text") in (None, text) or json.loads(case["text"]) == text, text
        return {}
    if verb == "next_contacts":
        answer = maps.next_contacts(activities, **request)
    elif verb == "what_if":
        answer = maps.what_if(*request.pop("changes"), **request)
    else:
        answer = getattr(maps, verb)(**request)
    records = json.loads(answer.to_json())
    return records if isinstance(records, dict) else {answer.name: records}


def _altered(case: dict[str, Any], maps: Any) -> Any:
    if "change" in case:
        return maps.change(*case["change"]["changes"])
    return maps.erase_person(**case["erase"]) if "erase" in case else maps


def _vocabulary(document: Any) -> Any:
    if isinstance(document, str):
        return sandan.MapVocabulary.shipped(document)
    return sandan.MapVocabulary.from_json(document)


_OF_HISTORY = ("opportunities", "stage_events", "accounts", "reps", "receivables")


def _answer(case: dict[str, Any]) -> dict[str, Any]:
    """Tables by name, each as records, as the C interface writes them."""
    if case.get("module") == "org":
        return _ask_org(case)
    if case.get("module") == "quota":
        return _ask_quota(case)
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
