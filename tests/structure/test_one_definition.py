"""Types of one namespace have one definition: a second one of the same name is not told by any
linker, and templates made for the one are used for the other."""

from __future__ import annotations

import re
import unittest
from collections import defaultdict

from repository import own_files, relative, without_comments

MARK = re.compile(
    r"namespace\s*\{|namespace\s+[\w:]+\s*\{"
    r"|\b(?:struct|class|enum class)\s+(?P<name>\w+)\b(?!::)(?:\s+final)?\s*(?::[^;{()]*)?\{|\{|\}"
)


def types_of(source: str) -> list[str]:
    """Qualified names of the types that a file defines in named namespaces."""
    found: list[str] = []
    open_scopes: list[str | None] = []
    for mark in MARK.finditer(source):
        text = mark.group(0)
        if text == "}":
            if open_scopes:
                open_scopes.pop()
        elif text.startswith("namespace"):
            named = re.match(r"namespace\s+([\w:]+)", text)
            open_scopes.append(named[1] if named else None)
        else:
            name = mark["name"]
            if name and None not in open_scopes:
                found.append("::".join([*filter(None, open_scopes), name]))
            open_scopes.append(None)
    return found


class OneDefinition(unittest.TestCase):
    def test_types(self) -> None:
        files = defaultdict(set)
        for path in own_files("src", "include", "capi/src", endings=(".hpp", ".cpp")):
            for name in types_of(without_comments(path.read_text(encoding="utf-8"))):
                files[name].add(relative(path))
        twice = {name: sorted(where) for name, where in files.items() if len(where) > 1}
        self.assertGreater(len(files), 500)
        self.assertEqual(twice, {})

    def test_the_reader_of_types(self) -> None:
        source = (
            "namespace a { namespace { struct X {}; } struct Y { struct Z {}; };"
            " class W final : Y {}; struct Y::Z {}; }"
        )
        self.assertEqual(types_of(source), ["a::Y", "a::W"])


if __name__ == "__main__":
    unittest.main()
