"""Capsules live and die in any order without harm or leak."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
from typing import Any

import pyarrow as pa
import pytest

import sandan
from sandan import _capsule
from sandan._library import ffi


def test_a_consumed_capsule_cannot_be_consumed_again(history: sandan.History) -> None:
    capsule = history.state().__arrow_c_stream__()
    first = pa.RecordBatchReader._import_from_c_capsule(capsule).read_all()
    assert first.num_rows == 5
    with pytest.raises(ValueError, match="consumed before"):
        _capsule.move_stream(capsule)


def test_a_capsule_of_another_kind_is_refused(history: sandan.History) -> None:
    with pytest.raises(ValueError, match="PyCapsule_GetPointer"):
        _capsule.move_stream(history.state().__arrow_c_schema__())


def test_unread_capsules_are_released(history: sandan.History) -> None:
    gc.collect()
    before = _capsule.pending()
    released = []

    @ffi.callback("void(struct ArrowSchema *)")  # type: ignore[untyped-decorator]
    def release(schema: Any) -> None:
        released.append(True)
        schema.release = ffi.NULL

    held = _capsule.make(
        ffi.new("struct ArrowSchema *", {"format": ffi.NULL, "release": release}), _capsule.SCHEMA
    )
    _capsule.sweep()
    assert not released, "still held"
    del held
    _capsule.sweep()
    assert released == [True]
    assert _capsule.pending() <= before


def test_capsules_outlive_the_table_and_the_history(process: sandan.Process) -> None:
    from small_book import AS_OF, DEALS, EVENTS

    history = process.history(opportunities=DEALS, stage_events=EVENTS, as_of=AS_OF)
    table = history.state()
    expected = table.to_dicts()
    capsule = table.__arrow_c_stream__()
    arrow = table.to_pyarrow()
    del table, history, process
    gc.collect()
    assert pa.RecordBatchReader._import_from_c_capsule(capsule).read_all().to_pylist() == expected
    assert arrow.to_pylist() == expected


def test_many_capsules_dropped_and_read_in_any_order(history: sandan.History) -> None:
    table = history.moves()["moves"]
    expected = table.to_dicts()
    kept: list[Any] = []
    for turn in range(2000):
        capsule = table.__arrow_c_stream__()
        if turn % 3 == 0:
            kept.append(capsule)
        elif turn % 3 == 1:
            kept.append(pa.RecordBatchReader._import_from_c_capsule(capsule))
        if turn % 7 == 0 and kept:
            del kept[turn * 31 % len(kept)]
        if turn % 100 == 0:
            gc.collect()
    readers = [each for each in kept if isinstance(each, pa.RecordBatchReader)]
    assert all(reader.read_all().to_pylist() == expected for reader in readers[::50])
    kept.clear()
    del readers, capsule
    gc.collect()
    assert _capsule.pending() == 0


def test_memory_does_not_grow(history: sandan.History) -> None:
    resource = pytest.importorskip("resource")
    table = history.state()

    def churn(turns: int) -> int:
        for _ in range(turns):
            table.__arrow_c_stream__()
            table.__arrow_c_schema__()
            table.to_pyarrow()
            table.to_dicts()
        gc.collect()
        return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)

    warm = churn(300)
    assert churn(1500) - warm < 4_000  # KiB


def test_threads_make_and_drop_capsules_at_once(history: sandan.History) -> None:
    table = history.state()
    expected = table.to_dicts()
    failures: list[object] = []

    def work() -> None:
        for turn in range(200):
            capsule = table.__arrow_c_stream__()
            if turn % 2:
                reader = pa.RecordBatchReader._import_from_c_capsule(capsule)
                if reader.read_all().to_pylist() != expected:
                    failures.append(turn)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_an_exception_under_way_is_not_lost(history: sandan.History) -> None:
    """A capsule that dies while an exception unwinds must leave it alone."""

    def fail() -> None:
        capsule = history.state().__arrow_c_stream__()
        assert capsule is not None
        raise KeyError("mine")

    for _ in range(50):
        with pytest.raises(KeyError, match="mine"):
            fail()


def test_data_that_outlives_the_interpreter_s_modules() -> None:
    """At exit modules are torn down first; pyarrow then still releases our memory."""
    script = """
import gc, sys
from small_book import SHORT_PROCESS, DEALS, EVENTS, AS_OF
import pyarrow as pa, polars, sandan
history = sandan.Process.from_json(SHORT_PROCESS).history(
    opportunities=DEALS, stage_events=EVENTS, as_of=AS_OF)
table = history.state()
sys.unread = table.__arrow_c_stream__()
sys.reader = pa.RecordBatchReader._import_from_c_capsule(table.__arrow_c_stream__())
sys.arrow = table.to_pyarrow()
sys.polars = table.to_polars()
sys.table = table
gc.disable()
print(len(table))
"""
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", script],
        cwd=__file__.rpartition("/")[0],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "5\n", "")
