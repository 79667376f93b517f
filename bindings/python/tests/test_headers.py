"""The C headers are read as they are, and anything unexpected in them is noticed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from small_book import REPOSITORY

from sandan import _headers
from sandan._library import declarations, ffi, lib

INCLUDE = REPOSITORY / "capi" / "include"


def read(folder: Path, text: str) -> _headers.Declarations:
    (folder / "sandan.h").write_text(text, encoding="utf-8")
    return _headers.read(folder)


def test_every_function_of_the_headers_is_declared_and_there() -> None:
    text = "".join(header.read_text(encoding="utf-8") for header in INCLUDE.rglob("*.h"))
    # Each carries the export marker; prototypes may break over lines.
    exported = set(re.findall(r"SANDAN_API\b[^;(]*?\b(sandan_\w+)\s*\(", text))
    assert exported
    assert set(declarations.functions) == exported
    assert all(callable(getattr(lib, name)) for name in exported)


def test_the_functions_are_those_of_the_api_table() -> None:
    table = REPOSITORY / "capi" / "api.json"
    if not table.exists():
        pytest.skip("capi/api.json is not there")
    listed = set(re.findall(r'"(sandan_\w+)"', json.dumps(json.loads(table.read_text("utf-8")))))
    assert set(declarations.functions) <= listed


def test_constants_and_layouts_are_those_of_c() -> None:
    assert declarations.constants["SANDAN_OK"] == 0
    assert declarations.constants["SANDAN_INTERNAL"] == 99
    assert ffi.sizeof("sandan_error") == 1024
    assert ffi.sizeof("struct ArrowArrayStream") == 5 * ffi.sizeof("void *")


def test_conditions_and_guards(tmp_path: Path) -> None:
    (tmp_path / "inner.h").write_text("#ifndef I\n#define I\nint once(int);\n#endif\n", "utf-8")
    read_back = read(
        tmp_path,
        """
        #include <stdint.h>
        #include "inner.h"
        #include "inner.h"   /* the guard keeps it out */
        #define SANDAN_TEN 0x0Au // a comment
        #ifdef __cplusplus
        extern "C" {
        #elif defined(_WIN32) && defined(SANDAN_SHARED)
        int on_windows(void);
        #else
        SANDAN_API int32_t sandan_other(void);
        #endif
        #if !defined(SANDAN_TEN) || defined(__GNUC__)
        int reached(void);
        #endif
        """,
    )
    assert read_back.constants == {"SANDAN_TEN": 10}
    assert read_back.functions == ("sandan_other",)
    declared = re.sub(r"\s+", " ", read_back.cdef).strip()
    assert declared == (
        "#define SANDAN_TEN 10 int once(int); int32_t sandan_other(void); int reached(void);"
    )


@pytest.mark.parametrize(
    "line",
    [
        "#define SANDAN_RATIO 0.5",
        "#define SANDAN_MAX(a, b) a",
        "#if SANDAN_TEN > 5\n#endif",
        "#pragma once",
        "#ifdef A",
        "#endif",
        "#else",
        "#include <sys/types.h>",
        "#include SANDAN_OTHER",
        '#include "sandan.h"',
    ],
)
def test_what_is_not_understood_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(_headers.HeaderError):
        read(tmp_path, f"int first(void);\n{line}\n")
