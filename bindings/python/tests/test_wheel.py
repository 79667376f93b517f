"""The wheel holds the library and the headers, and works without the source tree."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from small_book import PYTHON_FOLDER

pytest.importorskip("scikit_build_core")


def run(*arguments: str | Path, **environment: str) -> str:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("SANDAN_")}
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(
        *("-m", "pip", "wheel", PYTHON_FOLDER, "--no-deps", "--no-build-isolation"),
        *("--quiet", "--disable-pip-version-check", "--wheel-dir", folder),
        f"--config-settings=build-dir={folder / 'build'}",
        SANDAN_LIBRARY_FILE=os.environ["SANDAN_LIBRARY"],
    )
    (built,) = folder.glob("*.whl")
    return built


def test_one_wheel_for_every_python(wheel: Path) -> None:
    assert "-py3-none-" in wheel.name
    names = zipfile.ZipFile(wheel).namelist()
    for expected in (
        "sandan/py.typed",
        "sandan/_headers/sandan.h",
        "sandan/_headers/sandan/process.h",
    ):
        assert expected in names
    (library,) = [name for name in names if name.startswith("sandan/_lib/")]
    assert library.endswith((".so", ".dylib", ".dll"))
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_installed_wheel_works(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    script = (
        "import sandan; print(sandan.__file__);"
        "print(sandan.Process.shipped('simple').code, sandan.__version__)"
    )
    # -S keeps out what may point back to the source tree; cffi is still needed.
    path = os.pathsep.join([str(tmp_path), sysconfig.get_path("purelib")])
    where, said = run("-S", "-c", script, PYTHONPATH=path).splitlines()
    assert where.startswith(str(tmp_path))
    assert said == f"simple {wheel.name.split('-')[1]}"


def test_without_a_library_the_error_says_what_to_do(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    (library,) = (tmp_path / "sandan" / "_lib").iterdir()
    library.unlink()
    path = os.pathsep.join([str(tmp_path), sysconfig.get_path("purelib")])
    script = "try:\n import sandan\nexcept ImportError as error: print(error)"
    assert "set SANDAN_LIBRARY to its path" in run("-S", "-c", script, PYTHONPATH=path)
    wrong = tmp_path / "wrong.so"
    wrong.write_bytes(b"not a library")
    said = run("-S", "-c", script, PYTHONPATH=path, SANDAN_LIBRARY=str(wrong))
    assert "cannot be opened as a library" in said
    said = run("-S", "-c", script, PYTHONPATH=path, SANDAN_LIBRARY="/nowhere/lib.so")
    assert "which is no file" in said
