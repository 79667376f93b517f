"""Files stay small enough to be read at one sitting."""

from __future__ import annotations

import unittest

from repository import ROOT, own_files, relative

MOST_LINES = 600
FOLDERS = ("src", "include", "capi", "bindings", "examples", "tests", "bench", "cmake", "docs")
ENDINGS = (".cpp", ".hpp", ".h", ".c", ".py", ".cmake", ".sh")


class FileSize(unittest.TestCase):
    def test_no_file_is_too_long(self) -> None:
        files = own_files(*FOLDERS, endings=ENDINGS) + [ROOT / "dev", ROOT / ".ci" / "run"]
        lengths = {
            relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files
        }
        self.assertEqual({name: n for name, n in lengths.items() if n > MOST_LINES}, {})


if __name__ == "__main__":
    unittest.main()
