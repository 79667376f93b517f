"""Checks every C and C++ source of a compilation database with clang, warnings being errors.

Usage: second_compiler.py build/release/compile_commands.json
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# "-Wno-overlength-strings" is what the build says of the shipped documents alone.
KEPT = ("-I", "-isystem", "-D", "-std=", "-Wno-overlength-strings")


def check_command(entry: dict[str, str]) -> list[str]:
    source = entry["file"]
    compiler = "clang-14" if source.endswith(".c") else "clang++-14"
    words = shlex.split(entry["command"])
    kept = []
    for word, following in zip(words, [*words[1:], ""]):
        if word == "-isystem":
            kept += [word, following]
        elif word.startswith(KEPT) and word != "-isystem":
            kept.append(word)
    if not source.endswith(".c") and not any(word.startswith("-std=") for word in kept):
        kept.append("-std=gnu++17")  # what gcc takes where nothing is said; clang 14 takes 14
    return [
        compiler,
        "-fsyntax-only",
        "-Wall",
        "-Wextra",
        "-Wpedantic",
        "-Wshadow",
        "-Werror",
        *kept,
        source,
    ]


def main() -> int:
    entries = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    calls = [(entry, check_command(entry)) for entry in entries]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(
            pool.map(
                lambda call: subprocess.run(
                    call[1], cwd=call[0]["directory"], capture_output=True, text=True
                ),
                calls,
            )
        )
    failed = [result for result in results if result.returncode]
    for result in failed:
        print(f"{shlex.join(result.args)}\n{result.stderr}", file=sys.stderr)
    print(f"clang checked {len(calls)} sources, {len(failed)} with problems")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
