"""The C++ wrapper does what its comments say, without a leak."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from pages import ROOT


@pytest.mark.parametrize("dialect", ["c++17", "c++20"])
def test_wrapper(dialect: str, tmp_path: Path, library: Path) -> None:
    program = tmp_path / "wrapper"
    command = [
        "g++", f"-std={dialect}", "-g", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
        f"-I{ROOT}/capi/include", str(ROOT / "tests/docs/wrapper.cpp"), "-o", str(program),
        f"-L{library.parent}", "-lsandan", f"-Wl,-rpath,{library.parent}",
    ]  # fmt: skip
    built = subprocess.run(command, text=True, capture_output=True, check=False)
    assert built.returncode == 0, built.stderr
    checker = ["valgrind", "-q", "--leak-check=full", "--error-exitcode=9"]
    if shutil.which("valgrind") is None:
        checker = []
    done = subprocess.run([*checker, str(program)], text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
