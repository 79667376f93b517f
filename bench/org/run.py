"""The section of decision maps: what is run, recorded as JSON.

What lines.py lists. Every program runs in a process of its own, alternately with sandan's, on one
thread but where it says two.
"""

from pathlib import Path

from common.programs import Programs
from org.lines import QUICK_PAIRS, lines
from rules.run import build_programs

ORG = Path(__file__).resolve().parent


def run_org(options, bench, build, python, machine):
    folder = build_programs(bench, build / "programs", options.library.parent.parent, "org_kernels")
    if folder is None:
        raise SystemExit("bench: the section of decision maps needs org_kernels")
    programs = Programs(ORG, python, build, folder / "org_kernels", options.library)
    most = QUICK_PAIRS if options.quick else options.pairs
    return {
        "machine": machine,
        "pairs": most,
        "lines": [programs.pairs(line, min(most, line["pairs"])) for line in lines(options.quick)],
    }
