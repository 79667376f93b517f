"""Calls of the C interface: errors become exceptions, and a call can report
its progress and be stopped."""

from __future__ import annotations

import threading
from typing import Any, Callable, NamedTuple

from sandan._errors import SandanError, error_of
from sandan._library import declarations, ffi, lib

OK = declarations.constants["SANDAN_OK"]

#: Called with the share of the work done, from 0 to 1. What it returns is
#: ignored (progress bars return all sorts of things); raising stops the call.
Progress = Callable[[float], object]


def call(function: Callable[..., int], *arguments: Any) -> None:
    """Calls a function whose last argument is a sandan_error; raises on failure."""
    error = ffi.new("sandan_error *")
    error.struct_size = ffi.sizeof("sandan_error")
    error.row = error.column = -1
    status = function(*arguments, error)
    if status != OK:
        raise error_of(status, error)


def call_for_text(function: Callable[..., int], *arguments: Any) -> str:
    """Calls a function that hands out one sandan_text; its content."""
    out = ffi.new("sandan_text **")
    call(function, *arguments, out)
    try:
        size = lib.sandan_text_size(out[0])
        return bytes(ffi.buffer(lib.sandan_text_data(out[0]), size)).decode("utf-8")
    finally:
        lib.sandan_text_destroy(out[0])


def text_arguments(text: str | bytes) -> tuple[bytes, int]:
    """The pointer and length pair of a text argument."""
    encoded = text.encode("utf-8") if isinstance(text, str) else bytes(text)
    return encoded, len(encoded)


class Run(NamedTuple):
    """How a call is run; None leaves the library's default."""

    threads: int | None = None
    max_bytes: int | None = None
    max_rows: int | None = None
    progress: Progress | None = None


class _UnderWay:
    """A call that this thread is in: whom to tell, and what stopped it."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress = progress
        self.raised: BaseException | None = None


class _Threads(threading.local):
    """Calls of this thread, innermost last: a progress function may call sandan."""

    def __init__(self) -> None:
        self.calls: list[_UnderWay] = []


_of_thread = _Threads()
_progress_callback: Any = None


def _on_progress(_: Any, done: float) -> int:
    # With nobody to tell this still lets a pending Ctrl-C be raised, here.
    progress = _of_thread.calls[-1].progress
    if progress is not None:
        progress(done)
    return 0


def _on_raise(_kind: Any, raised: BaseException, trace: Any) -> None:
    _of_thread.calls[-1].raised = raised.with_traceback(trace)


def _callback() -> Any:
    """The C function for sandan_run.progress; returns 1 (stop) when Python raised."""
    global _progress_callback
    if _progress_callback is None:
        _progress_callback = ffi.callback(
            "int32_t(void *, double)", _on_progress, error=1, onerror=_on_raise
        )
    return _progress_callback


def call_run(
    function: Callable[..., int],
    handles: tuple[Any, ...],
    request: bytes,
    run: Run,
    out_type: str,
    destroy: Callable[[Any], None],
) -> Any:
    """Calls `function(*handles, request, size, run, out, error)`; the OWNED result."""
    options = ffi.new("sandan_run *")
    options.struct_size = ffi.sizeof("sandan_run")
    options.threads = run.threads or 0
    options.max_bytes = run.max_bytes or 0
    options.max_rows = run.max_rows or 0
    # Signals reach Python code of the main thread only, so only there is it
    # worth while to be called back without a progress function.
    on_main_thread = threading.current_thread() is threading.main_thread()
    if run.progress is not None or on_main_thread:
        options.progress = _callback()
    out = ffi.new(f"{out_type} **")
    under_way = _UnderWay(run.progress)
    _of_thread.calls.append(under_way)
    try:
        call(function, *handles, request, len(request), options, out)
    except SandanError:
        if under_way.raised is None:
            raise
    finally:
        _of_thread.calls.pop()
    owned = None if out[0] == ffi.NULL else ffi.gc(out[0], destroy)
    if under_way.raised is not None:
        raise under_way.raised
    return owned
