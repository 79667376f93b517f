"""Adds up the results in a folder: JUnit files, and the file of steps that wrote none.

Prints the time of every step and ends with the line "N passed, N failed".
"""

import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path


def main() -> int:
    folder = Path(sys.argv[1])
    passed = failed = 0
    skipped: Counter[str] = Counter()
    for report in sorted(folder.glob("*.xml")):
        for case in ElementTree.parse(report).iter("testcase"):
            skip = case.find("skipped")
            # ctest lists a test whose program was not built as skipped.
            not_built = skip is not None and "Unable to find" in skip.get("message", "")
            broken = case.find("failure") is not None or case.find("error") is not None
            if broken or not_built:
                failed += 1
                print(f"failed: {case.get('classname')} {case.get('name')} ({report.stem})")
            elif skip is not None:
                skipped[report.stem] += 1
            else:
                passed += 1

    seconds_of_all = 0
    for line in (folder / "steps").read_text(encoding="utf-8").splitlines():
        outcome, seconds, name = line.split(" ", 2)
        seconds_of_all += int(seconds)
        print(f"{outcome:7} {int(seconds):5} s  {name}")
        passed += outcome == "passed"
        failed += outcome == "failed"
    print(f"steps took {seconds_of_all} s")
    for name, count in skipped.items():
        print(f"{count} tests of {name} were skipped; its output says why")
    print(f"{passed} passed, {failed} failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
