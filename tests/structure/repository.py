"""Where things stand in the source tree; shared by the structure tests."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Lowest first: a module may use itself and those before it.
MODULES = ("core", "calendar", "rules", "process", "org", "quota", "forecast", "activity")

C_HEADERS = ROOT / "capi" / "include"


def own_files(*folders: str, endings: tuple[str, ...]) -> list[Path]:
    """Files of the given folders by ending, without build products."""
    found = []
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            skipped = {"build", "__pycache__", ".venv", "node_modules"} & set(path.parts)
            if path.suffix in endings and path.is_file() and not skipped:
                found.append(path)
    return found


def without_comments(source: str) -> str:
    """C or C++ source with its comments blanked out."""
    return re.sub(r"/\*.*?\*/|//[^\n]*", " ", source, flags=re.DOTALL)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
