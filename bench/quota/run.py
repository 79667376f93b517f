"""The quota section of the benchmark: what is run, recorded as JSON.

What lines.py lists. Every program runs in a process of its own, alternately with sandan's, on one
thread.
"""

from pathlib import Path

from common.programs import Programs
from quota.lines import LINES, QUICK_PAIRS
from rules.run import build_programs

QUOTA = Path(__file__).resolve().parent


def run_quota(options, bench, build, python, machine):
    folder = build_programs(
        bench, build / "programs", options.library.parent.parent, "quota_kernels"
    )
    if folder is None:
        raise SystemExit("bench: the quota section needs quota_kernels")
    programs = Programs(QUOTA, python, build, folder / "quota_kernels", options.library)
    most = QUICK_PAIRS if options.quick else options.pairs
    return {
        "machine": machine,
        "pairs": most,
        "lines": [programs.pairs(line, min(most, line["pairs"])) for line in LINES],
    }
