"""The modules build on each other in one direction, and private dependencies stay private."""

from __future__ import annotations

import re
import unittest
from pathlib import Path

from repository import C_HEADERS, MODULES, ROOT, own_files, relative

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)
PRIVATE = ("boost/", "Eigen/", "pugixml", "hwy/", "utf8proc")


def includes(path: Path) -> list[str]:
    return INCLUDE.findall(path.read_text(encoding="utf-8"))


def module_of_file(path: Path) -> str | None:
    """src/core/x.cpp, include/sandan/core.hpp, include/sandan/core/x.hpp and
    capi/include/sandan/core.h belong to core; umbrella headers to no module."""
    for base in (ROOT / "src", ROOT / "include" / "sandan", C_HEADERS / "sandan"):
        if path.is_relative_to(base):
            return path.relative_to(base).parts[0].split(".")[0]
    return None


def module_of_include(name: str) -> str | None:
    first = name.removeprefix("sandan/").split("/")[0].split(".")[0]
    return first if first in MODULES else None


class ModuleOrder(unittest.TestCase):
    def test_every_folder_is_a_module(self) -> None:
        folders = {path.name for path in (ROOT / "src").iterdir() if path.is_dir()}
        self.assertEqual(folders - set(MODULES), set(), "folders of src/ that are no module")

    def test_modules_use_only_lower_ones(self) -> None:
        wrong = []
        for path in own_files("src", "include", "capi/include", endings=(".cpp", ".hpp", ".h")):
            module = module_of_file(path)
            if module not in MODULES:
                continue
            for name in includes(path):
                used = module_of_include(name)
                if used and MODULES.index(used) > MODULES.index(module):
                    wrong.append(f"{relative(path)} ({module}) includes {name} ({used})")
        self.assertEqual(wrong, [])

    def test_installed_headers_hide_dependencies(self) -> None:
        wrong = [
            f"{relative(path)} includes {name}"
            for path in own_files("include", "capi/include", endings=(".hpp", ".h"))
            for name in includes(path)
            if name.startswith(PRIVATE)
        ]
        self.assertEqual(wrong, [])

    def test_c_headers_need_nothing_generated(self) -> None:
        wrong = [
            f"{relative(path)} includes {name}"
            for path in own_files("capi/include", endings=(".hpp", ".h"))
            for name in includes(path)
            if name.startswith("sandan") and not (C_HEADERS / name).is_file()
        ]
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    unittest.main()
