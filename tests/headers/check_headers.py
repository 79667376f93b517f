"""The installed headers compile without a warning, each alone, in every dialect they promise.

C headers: C99, C11, C17 and C++11 to C++20; C++ headers: C++20 (the RAII wrapper: C++17 on);
gcc and clang with -Wall -Wextra -Wpedantic -Werror. A compiler that is not installed is named
and left out. The C headers are also read by pycparser, as cffi and binding generators read them.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
C_HEADERS = ROOT / "capi" / "include"
CPP_HEADERS = ROOT / "include"
STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only"]
C_DIALECTS = ("c99", "c11", "c17")
CPP_DIALECTS = ("c++11", "c++14", "c++17", "c++20")
WRAPPER_DIALECTS = ("c++17", "c++20")


def compilers(*names: str) -> list[str]:
    found = [name for name in names if shutil.which(name)]
    for name in sorted(set(names) - set(found)):
        print(f"{name} is not installed; its checks are left out")
    return found


def commands(folder: Path) -> list[list[str]]:
    """One compiler call per header, dialect and compiler."""
    c_compilers, cpp_compilers = compilers("gcc", "clang-14"), compilers("g++", "clang++-14")

    def alone(header: str, ending: str) -> Path:
        path = folder / (re.sub(r"\W", "_", header) + ending)
        path.write_text(f"#include <{header}>\n", encoding="utf-8")
        return path

    def use(ending: str) -> Path:
        """A host whose own Arrow structs come first."""
        arrow = (C_HEADERS / "sandan" / "arrow_abi.h").read_text(encoding="utf-8")
        structs = re.search(
            r"#ifndef ARROW_C_DATA_INTERFACE.*#endif /\* ARROW_C_STREAM", arrow, re.DOTALL
        )
        assert structs is not None
        path = folder / f"use_headers{ending}"
        path.write_text(
            "#include <stdint.h>\n" + structs[0] + "_INTERFACE */\n"
            f'#include "{ROOT}/tests/headers/use_headers.inc"\n',
            encoding="utf-8",
        )
        return path

    calls = []
    c_headers = sorted(path.relative_to(C_HEADERS).as_posix() for path in C_HEADERS.rglob("*.h"))
    for ending, found, dialects in (
        (".c", c_compilers, C_DIALECTS),
        (".cpp", cpp_compilers, CPP_DIALECTS),
    ):
        sources = [alone(header, ending) for header in c_headers] + [use(ending)]
        calls += [
            [compiler, f"-std={dialect}", *STRICT, f"-I{C_HEADERS}", str(source)]
            for compiler in found
            for dialect in dialects
            for source in sources
        ]

    for base, dialects in ((C_HEADERS, WRAPPER_DIALECTS), (CPP_HEADERS, ("c++20",))):
        for header in sorted(path.relative_to(base).as_posix() for path in base.rglob("*.hpp")):
            source = alone(header, ".cpp")
            calls += [
                [
                    compiler,
                    f"-std={dialect}",
                    *STRICT,
                    f"-I{C_HEADERS}",
                    f"-I{CPP_HEADERS}",
                    str(source),
                ]
                for compiler in cpp_compilers
                for dialect in dialects
            ]
    return calls


def pycparser_reads_them() -> str:
    """Empty, or what it did not understand."""
    try:
        from pycparser import c_parser  # type: ignore[import-untyped]
    except ImportError:
        print("pycparser is not installed; the check for binding generators is left out")
        return ""
    preprocessed = subprocess.run(
        [
            "gcc",
            "-E",
            "-P",
            "-std=c99",
            "-D__attribute__(x)=",
            f"-I{C_HEADERS}",
            str(C_HEADERS / "sandan.h"),
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    # Only what the headers themselves say; the standard's types are given by name.
    own = preprocessed[preprocessed.index("struct ArrowSchema {") :]
    types = "".join(
        f"typedef int {name};\n" for name in ("int32_t", "int64_t", "uint32_t", "size_t")
    )
    try:
        c_parser.CParser().parse(types + own, filename="sandan.h")
    except c_parser.ParseError as error:
        return f"pycparser: {error}"
    return ""


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        calls = commands(Path(folder))
        results = list(
            pool.map(lambda call: subprocess.run(call, capture_output=True, text=True), calls)
        )
    problems = [
        f"{' '.join(call)}\n{result.stderr}"
        for call, result in zip(calls, results)
        if result.returncode
    ]
    problems += filter(None, [pycparser_reads_them()])
    print("\n".join(problems), file=sys.stderr)
    print(f"{len(calls)} compilations, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
