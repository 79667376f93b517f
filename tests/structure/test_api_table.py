"""capi/api.json is the list of the C interface; every other layer is held against it.

The exported symbols of the built library are compared in tests/abi/check_exports.py.
"""

from __future__ import annotations

import json
import re
import unittest
from dataclasses import dataclass
from pathlib import Path

from repository import C_HEADERS, MODULES, ROOT, own_files, relative, without_comments

TABLE = json.loads((ROOT / "capi" / "api.json").read_text(encoding="utf-8"))["functions"]
NAMES = [entry["name"] for entry in TABLE]


@dataclass(frozen=True)
class Declaration:
    name: str
    header: str
    comment: str
    returns: str
    parameters: str

    @property
    def can_fail(self) -> bool:
        return "sandan_error" in self.parameters

    @property
    def reads_input(self) -> bool:
        """Takes text or Arrow data that may be anything."""
        return bool(re.search(r"const char\*|struct Arrow\w+\* (?!out)", self.parameters))


def declarations() -> list[Declaration]:
    found = []
    pattern = re.compile(
        r"(?P<comment>/\*(?:(?!\*/).)*\*/\s*)?"
        r"SANDAN_API\s+(?P<returns>[^;(]*?)(?P<name>\bsandan_\w+)\s*\((?P<parameters>[^;]*)\);",
        re.DOTALL,
    )
    umbrella = (C_HEADERS / "sandan.h").read_text(encoding="utf-8")
    for header in re.findall(r'#include "([^"]+)"', umbrella):
        text = (C_HEADERS / header).read_text(encoding="utf-8")
        for match in pattern.finditer(text):
            parts = {
                key: re.sub(r"\s*\n\s*\*?\s*", " ", value or "").strip()
                for key, value in match.groupdict().items()
            }
            found.append(Declaration(header=header, **parts))
    return found


DECLARED = declarations()


class Table(unittest.TestCase):
    def test_fields(self) -> None:
        for entry in TABLE:
            with self.subTest(entry["name"]):
                self.assertIn(entry["state"], ("stable", "unstable", "deprecated"))
                self.assertIn(entry["owner"], ("caller", "sandan", "none"))
                self.assertRegex(entry["since"], r"^\d+\.\d+\.\d+$")
                self.assertEqual("release" in entry, entry["owner"] == "caller")
                second = entry["name"].split("_")[1]
                module = second if second in MODULES else "core"
                self.assertEqual(entry["module"], module)
                experimental = entry["header"] == "sandan_experimental.h"
                self.assertEqual(entry["state"] == "unstable", experimental)

    def test_release_functions_exist(self) -> None:
        released = {entry.get("release", "out->release") for entry in TABLE}
        self.assertEqual(released - {"out->release"} - set(NAMES), set())

    def test_headers_in_order(self) -> None:
        self.assertEqual(
            [(entry["name"], entry["header"]) for entry in TABLE],
            [(declared.name, declared.header) for declared in DECLARED],
        )

    def test_headers_have_no_undeclared_function(self) -> None:
        """Every prototype is marked SANDAN_API."""
        for header in sorted(C_HEADERS.rglob("*.h")):
            text = without_comments(header.read_text(encoding="utf-8"))
            names = re.findall(r"\b(sandan_\w+)\s*\([^;{]*\)\s*;", text)
            self.assertEqual(set(names) - set(NAMES), set(), relative(header))

    def test_ownership_is_in_the_comment(self) -> None:
        for entry, declared in zip(TABLE, DECLARED):
            if entry.get("release", "").startswith("sandan_") and "_retain" not in declared.name:
                with self.subTest(declared.name):
                    self.assertIn("OWNED", declared.comment)
                    self.assertIn(entry["release"], declared.comment)

    def test_signatures_hold_only_fixed_types(self) -> None:
        """No struct by value, no enum, no type that depends on a build flag."""
        value_types = {"int32_t", "int64_t", "uint32_t", "double", "size_t", "void", ""}
        for declared in DECLARED:
            parameters = [] if declared.parameters == "void" else declared.parameters.split(",")
            for text in [declared.returns, *parameters]:
                kind = re.sub(r"\b\w+$", "", text.strip()) if text in parameters else text
                if "*" not in kind:
                    with self.subTest(declared.name, parameter=text):
                        self.assertIn(kind.strip(), value_types)


class Layers(unittest.TestCase):
    def assert_mentioned(self, names: list[str], files: list[Path], where: str) -> None:
        self.assertTrue(files, f"{where}: no such file")
        text = "\n".join(path.read_text(encoding="utf-8") for path in files)
        missing = [name for name in names if not re.search(rf"\b{name}\b", text)]
        self.assertEqual(missing, [], f"functions of capi/api.json that {where} lacks")

    def test_version_script(self) -> None:
        number = re.search(
            r"set\(SANDAN_ABI_NUMBER (\d+)\)",
            (ROOT / "cmake" / "abi_number.cmake").read_text(encoding="utf-8"),
        )
        assert number is not None
        script = without_comments((ROOT / "capi" / "sandan.map").read_text(encoding="utf-8"))
        self.assertRegex(script, rf"SANDAN_{number[1]}\s*\{{\s*global:\s*sandan_\*;\s*local:\s*\*;")

    def test_python(self) -> None:
        """The declarations come from the headers themselves; each function must be put to use.
        A Python object is one owner, so it never asks for another."""
        names = [name for name in NAMES if not name.endswith("_retain")]
        self.assert_mentioned(
            names, own_files("bindings/python/src", endings=(".py",)), "bindings/python/src"
        )

    def test_reference(self) -> None:
        self.assert_mentioned(
            NAMES, own_files("docs/reference", endings=(".md",)), "docs/reference/*.md"
        )

    def test_null_walk(self) -> None:
        self.assert_mentioned(
            NAMES, sorted((ROOT / "tests" / "capi").glob("null_walk*")), "tests/capi/null_walk*"
        )

    def test_out_of_memory(self) -> None:
        names = [declared.name for declared in DECLARED if declared.can_fail]
        self.assert_mentioned(
            names, own_files("tests/oom", endings=(".cpp", ".hpp")), "tests/oom/*.cpp"
        )

    def test_fuzz(self) -> None:
        names = [declared.name for declared in DECLARED if declared.reads_input]
        self.assert_mentioned(
            names, own_files("tests/fuzz", endings=(".cpp", ".hpp")), "tests/fuzz/*.cpp"
        )

    def test_structs_have_a_layout_test(self) -> None:
        text = "".join(path.read_text(encoding="utf-8") for path in sorted(C_HEADERS.rglob("*.h")))
        structs = re.findall(r"^(?:typedef )?struct (\w+) \{", text, re.MULTILINE)
        self.assert_mentioned(structs, [ROOT / "tests" / "abi" / "layout.c"], "tests/abi/layout.c")


if __name__ == "__main__":
    unittest.main()
