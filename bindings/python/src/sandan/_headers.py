"""Turns sandan's C headers into the declarations cffi reads.

The headers are the one source of the interface: nothing of them is written
down a second time. A wheel carries copies in `sandan/_headers`; in the source
tree they are read from `capi/include`.

What is understood is what those headers use, and nothing more: comments,
include guards, `#if defined(..)` in its forms, `#define` of integers, the
`SANDAN_API` marker and the `*_INIT` initialisers. Anything else is an error
rather than a guess, so that a header which outgrows this reader is noticed.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

UMBRELLA = "sandan.h"

# Macros that carry no declaration: the export marker, and initialisers of
# structs, which Python sets field by field.
_IGNORED_MACRO = re.compile(r"SANDAN_API|[A-Z_]+_INIT")
_INTEGER = re.compile(r"-?(?:0[xX][0-9a-fA-F]+|\d+)[uUlL]*")
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_DIRECTIVE = re.compile(r"\s*#\s*(\w+)\s*(.*)")
_FUNCTION = re.compile(r"\b(sandan_\w+)\s*\(")


class HeaderError(Exception):
    """A header holds something this reader does not understand."""


class Declarations(NamedTuple):
    """What the headers declare."""

    cdef: str
    constants: dict[str, int]
    functions: tuple[str, ...]


def read(folder: Path, umbrella: str = UMBRELLA) -> Declarations:
    """Reads `umbrella` and every header it includes, below `folder`."""
    reader = _Reader(folder)
    reader.include(umbrella)
    lines = [f"#define {name} {value}" for name, value in reader.constants.items()]
    body = "\n".join(line for line in reader.lines if line.strip())
    body = re.sub(r"\bSANDAN_API\s+", "", body)
    return Declarations(
        cdef="\n".join([*lines, body]) + "\n",
        constants=reader.constants,
        functions=tuple(_FUNCTION.findall(body)),
    )


def find_folder() -> Path:
    """The folder with the headers: the package's copy, else the source tree's."""
    package = Path(__file__).resolve().parent
    candidates = [package / "_headers"]
    if len(package.parents) > 3:
        candidates.append(package.parents[3] / "capi" / "include")
    for candidate in candidates:
        if (candidate / UMBRELLA).is_file():
            return candidate
    raise ImportError(
        "sandan's C headers were not found; looked in "
        + " and ".join(str(candidate) for candidate in candidates)
    )


class _Reader:
    """A preprocessor for one umbrella header; `__cplusplus` is not defined."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.constants: dict[str, int] = {}
        self.lines: list[str] = []
        self._defined: set[str] = {"__GNUC__"}
        self._open: list[str] = []

    def include(self, name: str) -> None:
        if name in self._open:
            raise HeaderError(f"{name} includes itself: {' -> '.join(self._open)}")
        self._open.append(name)
        text = (self.folder / name).read_text(encoding="utf-8")
        text = _COMMENT.sub(" ", text.replace("\\\n", " "))
        # One entry for each open #if: is its part in force, was one before.
        conditions: list[tuple[bool, bool]] = []
        for number, line in enumerate(text.split("\n"), start=1):
            directive = _DIRECTIVE.fullmatch(line)
            try:
                if directive:
                    self._obey(directive[1], directive[2].strip(), conditions)
                elif all(active for active, _ in conditions):
                    self.lines.append(line)
            except HeaderError as error:
                raise HeaderError(f"{name}, near line {number}: {error}") from None
        if conditions:
            raise HeaderError(f"{name}: #if without #endif")
        self._open.pop()

    def _obey(self, word: str, rest: str, conditions: list[tuple[bool, bool]]) -> None:
        reading = all(active for active, _ in conditions)
        if word in ("if", "ifdef", "ifndef"):
            holds = reading and self._holds(word, rest)
            conditions.append((holds, holds))
        elif word in ("elif", "else"):
            if not conditions:
                raise HeaderError(f"#{word} without #if")
            _, was_taken = conditions.pop()
            outside = all(active for active, _ in conditions)
            holds = outside and not was_taken and (word == "else" or self._holds("if", rest))
            conditions.append((holds, was_taken or holds))
        elif word == "endif":
            if not conditions:
                raise HeaderError("#endif without #if")
            conditions.pop()
        elif not reading:
            return
        elif word == "include":
            self._follow(rest)
        elif word == "define":
            self._define(rest)
        else:
            raise HeaderError(f"#{word} is not understood")

    def _follow(self, target: str) -> None:
        if re.fullmatch(r"<\w+\.h>", target):
            return  # the C types cffi knows by itself
        quoted = re.fullmatch(r'"([\w./]+)"', target)
        if not quoted:
            raise HeaderError(f"#include {target} is not understood")
        self.include(quoted[1])

    def _define(self, rest: str) -> None:
        parts = rest.split(None, 1)
        name = parts[0]
        value = parts[1].strip() if len(parts) > 1 else ""
        if _IGNORED_MACRO.fullmatch(name) or not value:
            self._defined.add(name)
        elif re.fullmatch(r"\w+", name) and _INTEGER.fullmatch(value):
            self._defined.add(name)
            self.constants[name] = int(value.rstrip("uUlL"), 0)
        else:
            raise HeaderError(f"#define {rest} is neither a flag nor an integer")

    def _holds(self, word: str, condition: str) -> bool:
        if word != "if":
            if not re.fullmatch(r"\w+", condition):
                raise HeaderError(f"#{word} {condition} is not understood")
            return (condition in self._defined) == (word == "ifdef")
        return any(self._all_hold(part) for part in condition.split("||"))

    def _all_hold(self, condition: str) -> bool:
        answers = []
        for part in condition.split("&&"):
            test = re.fullmatch(r"\s*(!?)\s*defined\s*(?:\(\s*(\w+)\s*\)|\s(\w+))\s*", part)
            if not test:
                raise HeaderError(f"#if {condition.strip()} is not understood")
            answers.append(((test[2] or test[3]) in self._defined) != bool(test[1]))
        return all(answers)
