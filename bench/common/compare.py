"""Compares the figures of two programs: compare.py FIRST SECOND WORKLOAD NAME. A difference fails.

Whole numbers are equal, others within 1e-9 of the larger. What one of the two does not tell is
not compared; nothing to compare fails.
"""

import sys
from pathlib import Path

import measure
import numpy as np


def main(first, second, workload, name):
    ours, theirs = (measure.read_arrays(Path(folder)) for folder in (first, second))
    common = sorted(ours.keys() & theirs.keys())
    if not common:
        raise SystemExit(f"compare: sandan and {name} tell nothing in common of {workload}")
    for figure in common:
        expected, values = ours[figure], theirs[figure]
        if len(expected) != len(values):
            raise SystemExit(
                f"compare: {figure} of {workload}: {len(expected)} of sandan, "
                f"{len(values)} of {name}"
            )
        if expected.dtype.kind == "f":
            wrong = ~np.isclose(expected, values, rtol=1e-9, atol=1e-12)
        else:
            wrong = expected != values
        if wrong.any():
            at = int(np.flatnonzero(wrong)[0])
            raise SystemExit(
                f"compare: {figure} of {workload} differs in {int(wrong.sum())} of {len(values)}, "
                f"first in {at}: sandan {expected[at]}, {name} {values[at]}"
            )
    print(f"  sandan and {name} agree in {', '.join(common)}", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
