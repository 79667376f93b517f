"""The shared library exports exactly the functions of capi/api.json; the static
library has no other global symbols either.

Usage: check_exports.py libsandan.so libsandan.a
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def defined_symbols(library: str, *options: str) -> set[str]:
    lines = subprocess.run(
        ["nm", *options, "--defined-only", library], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    fields = [line.split() for line in lines]
    # "A" is the version node itself; archive headers have fewer than three fields.
    return {parts[2].split("@")[0] for parts in fields if len(parts) == 3 and parts[1] != "A"}


def main() -> int:
    table = json.loads((ROOT / "capi" / "api.json").read_text(encoding="utf-8"))["functions"]
    expected = {entry["name"] for entry in table}
    failed = 0
    for library, option in zip(sys.argv[1:], ("-D", "-g")):
        symbols = defined_symbols(library, option)
        for word, names in (("lacks", expected - symbols), ("also has", symbols - expected)):
            if names:
                failed = 1
                print(f"{library} {word}: {', '.join(sorted(names))}", file=sys.stderr)
    return failed


if __name__ == "__main__":
    sys.exit(main())
