"""Compares the figures of two programs: compare.py FIRST SECOND WORKLOAD NAME. A difference fails.

The second may have decided fewer records, the first of them; a .bin file holds the rules of all
records, then their grades, as bytes (12: none).
"""

import sys

import numpy as np


def read(file):
    if not file.endswith(".bin"):
        return dict(np.load(file))
    rules, grades = np.fromfile(file, dtype=np.uint8).reshape(2, -1)
    return {"rule": np.where(rules == 12, -1, rules.astype(np.int16)), "grade": grades}


def main(first, second, workload, name):
    ours, theirs = read(first), read(second)
    if ours.keys() != theirs.keys():
        raise SystemExit(f"compare: {sorted(ours)} against {sorted(theirs)}")
    for figure, values in theirs.items():
        expected = ours[figure][: len(values)].astype(np.int64)
        wrong = np.flatnonzero(expected != values.astype(np.int64))
        if wrong.size:
            row = wrong[0]
            raise SystemExit(
                f"compare: {figure} of {workload} differs in {wrong.size} of {len(values)} "
                f"records, first in {row}: sandan {expected[row]}, {name} {values[row]}"
            )
    rows = len(next(iter(theirs.values())))
    print(
        f"  sandan and {name} agree in {len(theirs)} figures of {rows:,} records", file=sys.stderr
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
