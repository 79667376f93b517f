"""PyCapsules of the Arrow PyCapsule interface, made and read without C code.

The interface wants a capsule that nobody consumed to be released when it
dies. A destructor written in Python cannot do that safely (it would run
while an exception is under way and lose it), so capsules are made without
one and kept in a list here: a capsule that only the list still holds is
released at the next sweep. Sweeps run when a capsule is made, when a table
dies, and with each garbage collection.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
from typing import Any

from sandan._library import ffi

STREAM = b"arrow_array_stream"
SCHEMA = b"arrow_schema"
ARRAY = b"arrow_array"

_STRUCT_OF = {
    STREAM: "struct ArrowArrayStream *",
    SCHEMA: "struct ArrowSchema *",
    ARRAY: "struct ArrowArray *",
}

# Prototypes of our own: argument types set on ctypes.pythonapi itself would be
# seen by every other user of it. PYFUNCTYPE keeps the interpreter lock.
_new = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)(
    ("PyCapsule_New", ctypes.pythonapi)
)
_pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi)
)
# A capsule keeps the address of its name, which must outlive this module.
for _name in _STRUCT_OF:
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(_name))


class _Handed:
    """A capsule handed out, and the struct it points to."""

    __slots__ = ("capsule", "struct")

    def __init__(self, struct: Any, name: bytes) -> None:
        self.struct = struct
        self.capsule: Any = _new(int(ffi.cast("uintptr_t", struct)), name, None)

    def references(self) -> int:
        return sys.getrefcount(self.capsule)

    def release(self) -> None:
        if self.struct.release != ffi.NULL:  # else a consumer moved it out
            self.struct.release(self.struct)


_handed: list[_Handed] = []
_lock = threading.Lock()
# What `references` says when nobody but the _Handed holds the capsule.
_ALONE = _Handed(ffi.new(_STRUCT_OF[SCHEMA]), SCHEMA).references()
_sweep_at = 1


def make(struct: Any, name: bytes) -> Any:
    """A capsule over a filled struct of ours; whoever consumes it moves it out."""
    global _sweep_at
    handed = _Handed(struct, name)
    capsule = handed.capsule
    if len(_handed) >= _sweep_at:
        sweep()
        _sweep_at = 2 * len(_handed) + 1
    with _lock:
        _handed.append(handed)
    return capsule


def sweep() -> None:
    """Releases the capsules nobody holds any more."""
    # Runs inside garbage collections, so it may meet itself: then it is left
    # to the one that holds the lock.
    if not _lock.acquire(blocking=False):
        return
    try:
        dead: list[_Handed] = []
        alive: list[_Handed] = []
        for handed in _handed:
            (dead if handed.references() <= _ALONE else alive).append(handed)
        _handed[:] = alive
    finally:
        _lock.release()
    for handed in dead:
        handed.release()


def _after_collection(phase: str, _: dict[str, int]) -> None:
    if phase == "stop" and _handed:
        sweep()


gc.callbacks.append(_after_collection)


def pending() -> int:
    """How many capsules handed out have not been swept yet (for tests)."""
    return len(_handed)


def struct_in(capsule: Any, name: bytes) -> Any:
    """The struct a capsule points to; ValueError if it is of another kind."""
    address = _pointer(capsule, name)
    struct = ffi.cast(_STRUCT_OF[name], address)
    if struct.release == ffi.NULL:
        raise ValueError(f"the Arrow capsule ({name.decode()}) was consumed before")
    return struct


def move_stream(capsule: Any) -> Any:
    """Moves the stream out of a capsule; released when the result dies unused."""
    source = struct_in(capsule, STREAM)
    stream = owned(ffi.new(_STRUCT_OF[STREAM]))
    stream[0] = source[0]
    source.release = ffi.NULL
    return stream


def owned(struct: Any) -> Any:
    """The struct, released when it dies unused."""
    return ffi.gc(struct, _release_unused)


def _release_unused(struct: Any) -> None:
    if struct.release != ffi.NULL:
        struct.release(struct)
