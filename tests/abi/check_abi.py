"""The binary interface of the built library is that of the committed dump.

Usage: check_abi.py LIBRARY            compares with tests/abi/sandan.abi
       check_abi.py LIBRARY --record   writes that dump anew, once a function was
                                       added or the number of the interface moved
Needs abidw and abidiff (Debian: abigail-tools) and a library with debug information.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
RECORDED = HERE / "sandan.abi"
HEADERS = HERE.parents[1] / "capi" / "include"
SKIPPED = 77


def dump(library: Path, output: Path) -> None:
    subprocess.run(
        [
            "abidw",
            "--no-show-locs",
            "--no-comp-dir-path",
            "--no-corpus-path",
            "--no-elf-needed",
            "--type-id-style",
            "hash",
            "--exported-interfaces-only",
            "--headers-dir",
            str(HEADERS),
            "--drop-private-types",
            "--out-file",
            str(output),
            str(library),
        ],
        check=True,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("library", type=Path)
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    if not shutil.which("abidw"):
        print("abidw is not installed (abigail-tools); the binary interface was not compared")
        return SKIPPED
    if options.record:
        dump(options.library, RECORDED)
        # Compilers name a source as they were given it, from the root or from the build folder.
        text = RECORDED.read_text(encoding="utf-8")
        RECORDED.write_text(re.sub(r"(?<= path=')(\.\./)+", "", text), encoding="utf-8")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "built.abi"
        dump(options.library, built)
        # Added functions are welcome; removed and changed ones are not.
        result = subprocess.run(
            [
                "abidiff",
                "--no-added-syms",
                "--suppressions",
                str(HERE / "sandan.suppr"),
                str(RECORDED),
                str(built),
            ]
        )
    if result.returncode != 0:
        print(
            "The binary interface differs from tests/abi/sandan.abi; "
            "see cmake/abi_number.cmake for when its number moves.",
            file=sys.stderr,
        )
    return 1 if result.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
