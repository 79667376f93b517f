"""Adds up the results in a folder: JUnit files, and the file of steps that wrote none.

Prints the time of every step and ends with the line "N passed, N failed".
"""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def main() -> int:
    folder = Path(sys.argv[1])
    passed = failed = skipped = 0
    for report in sorted(folder.glob("*.xml")):
        for case in ElementTree.parse(report).iter("testcase"):
            if case.find("failure") is not None or case.find("error") is not None:
                failed += 1
                print(f"failed: {case.get('classname')} {case.get('name')} ({report.stem})")
            elif case.find("skipped") is not None:
                skipped += 1
                print(f"skipped: {case.get('classname')} {case.get('name')} ({report.stem})")
            else:
                passed += 1

    seconds_of_all = 0
    for line in (folder / "steps").read_text(encoding="utf-8").splitlines():
        outcome, seconds, name = line.split(" ", 2)
        seconds_of_all += int(seconds)
        print(f"{outcome:7} {int(seconds):5} s  {name}")
        passed += outcome == "passed"
        failed += outcome == "failed"
    print(f"steps took {seconds_of_all} s; {skipped} tests were skipped")
    print(f"{passed} passed, {failed} failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
