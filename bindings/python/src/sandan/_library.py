"""Finds and opens libsandan.

The library is opened with cffi in ABI mode (`dlopen`): nothing is compiled
against a Python version, so one wheel per platform serves every CPython from
3.9 on, and in the source tree the freshly built library is used as it is.
cffi releases the interpreter lock for the length of every call.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from typing import Any

import cffi

from sandan import _headers

# The number of the binary interface these sources were written for.
ABI_NUMBER = 0

LIBRARY_VARIABLE = "SANDAN_LIBRARY"

declarations = _headers.read(_headers.find_folder())

# What the headers declare is not known to a type checker.
ffi: Any = cffi.FFI()
ffi.cdef(declarations.cdef)


def _file_name() -> str:
    if sys.platform == "win32":
        return "sandan.dll"
    return "libsandan.dylib" if sys.platform == "darwin" else "libsandan.so"


def find_library() -> Path:
    """The file named by SANDAN_LIBRARY, else the one inside the package."""
    named = os.environ.get(LIBRARY_VARIABLE)
    if named:
        file = Path(named)
        if not file.is_file():
            raise ImportError(f"{LIBRARY_VARIABLE} names {named}, which is no file")
        return file
    file = Path(__file__).resolve().parent / "_lib" / _file_name()
    if not file.is_file():
        raise ImportError(
            f"{_file_name()} is not inside the package ({file.parent}); install a wheel of "
            f"sandan, or build the library and set {LIBRARY_VARIABLE} to its path"
        )
    return file


def _open(file: Path) -> Any:
    try:
        library = ffi.dlopen(str(file.resolve()), ffi.RTLD_NOW | ffi.RTLD_LOCAL)
    except OSError as error:
        raise ImportError(f"{file} cannot be opened as a library: {error}") from error
    missing = [name for name in declarations.functions if not hasattr(library, name)]
    if missing:
        raise ImportError(f"{file} lacks {', '.join(missing)}: not the library of these headers")
    number = library.sandan_abi_version()
    if number != ABI_NUMBER:
        raise ImportError(f"{file} has the binary interface {number}, not {ABI_NUMBER}")
    # Never close it: Arrow data handed to others carries pointers to functions
    # of the library, and may be released after this module has been torn down.
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(library))
    return library


lib: Any = _open(find_library())


def text(characters: Any) -> str:
    """A zero-terminated C text; "" for NULL. Data in it may be anything."""
    if characters == ffi.NULL:
        return ""
    return bytes(ffi.string(characters)).decode("utf-8", errors="replace")


def version() -> str:
    """The library's version, such as "0.1.0"."""
    number = int(lib.sandan_version())
    return f"{number >> 16 & 0xFF}.{number >> 8 & 0xFF}.{number & 0xFF}"
