"""Failures are exceptions of one class a status, and say where and what."""

from __future__ import annotations

import pickle

import pytest
from small_book import AS_OF, DEALS, EVENTS, SHORT_PROCESS

import sandan
from sandan import _errors
from sandan._library import declarations, ffi, lib

STATUSES = [
    name
    for name in declarations.constants
    if name.startswith("SANDAN_") and not name.startswith(("SANDAN_OK", "SANDAN_VALUE_"))
]


@pytest.mark.parametrize("name", STATUSES)
def test_every_status_has_a_class_of_its_own(name: str) -> None:
    code = declarations.constants[name]
    error = _errors.error_of(code, ffi.new("sandan_error *", {"row": -1, "column": -1}))
    assert type(error) is not sandan.SandanError
    assert isinstance(error, sandan.SandanError)
    assert error.code == code
    assert error.status == ffi.string(lib.sandan_status_name(code)).decode() == name[7:]
    assert (error.row, error.column, error.table) == (None, None, "")


def test_an_unknown_status_is_internal() -> None:
    error = _errors.error_of(77, ffi.new("sandan_error *", {"row": -1, "column": -1}))
    assert isinstance(error, sandan.InternalError)
    assert (error.code, error.status) == (77, "INTERNAL")


def test_python_users_catch_what_they_expect() -> None:
    assert issubclass(sandan.DataError, ValueError)
    assert issubclass(sandan.OutOfMemoryError, MemoryError)
    assert issubclass(sandan.SumOverflowError, OverflowError)


def test_text_that_is_not_json() -> None:
    with pytest.raises(sandan.ParseError) as caught:
        sandan.Process.from_json('{"sandan": ')
    assert caught.value.where.startswith("byte ")


def test_a_document_error_points_at_the_member() -> None:
    document = {**SHORT_PROCESS, "colour": "red"}
    with pytest.raises(sandan.DocumentError) as caught:
        sandan.Process.from_json(document)
    assert caught.value.where == "/colour"
    assert caught.value.detail
    assert "colour" in str(caught.value)


def test_a_request_error_points_at_the_member(history: sandan.History) -> None:
    with pytest.raises(sandan.InvalidArgumentError) as caught:
        history.funnel(min_n=-3)
    assert "/min_n" in caught.value.where


def test_a_missing_column_is_named(process: sandan.Process) -> None:
    events = {name: values for name, values in EVENTS.items() if name != "entered_at"}
    with pytest.raises(sandan.SchemaError) as caught:
        process.history(opportunities=DEALS, stage_events=events, as_of=AS_OF)
    assert caught.value.table == "stage_events"
    assert "entered_at" in str(caught.value)


def test_strict_names_table_row_and_column(process: sandan.Process) -> None:
    events = {name: list(values) for name, values in EVENTS.items()}
    events["stage"][3] = "nowhere"
    with pytest.raises(sandan.DataError) as caught:
        process.history(opportunities=DEALS, stage_events=events, as_of=AS_OF, strict=True)
    error = caught.value
    assert (error.table, error.row, error.detail) == ("stage_events", 3, "unknown_stage")
    assert error.column == 1
    assert "nowhere" in error.message


def test_values_can_be_kept_out_of_messages(process: sandan.Process) -> None:
    events = {name: list(values) for name, values in EVENTS.items()}
    events["stage"][3] = "secret customer"
    with pytest.raises(sandan.DataError) as caught:
        process.history(
            opportunities=DEALS, stage_events=events, as_of=AS_OF, strict=True, values=False
        )
    assert "secret" not in str(caught.value)


def test_errors_survive_pickling() -> None:
    error = sandan.DataError("wrong", detail="unknown_stage", table="t", row=3, column=1)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is sandan.DataError
    assert str(again) == str(error) == "wrong [DATA, unknown_stage; table t; row 3]"
    assert again.__dict__ == error.__dict__


def test_memory_bound_is_an_error_of_its_own(process: sandan.Process) -> None:
    with pytest.raises(sandan.OutOfMemoryError):
        process.history(opportunities=DEALS, stage_events=EVENTS, as_of=AS_OF, max_bytes=1)


def test_row_bound_is_a_limit(process: sandan.Process) -> None:
    with pytest.raises(sandan.LimitError):
        process.history(opportunities=DEALS, stage_events=EVENTS, as_of=AS_OF, max_rows=2)
