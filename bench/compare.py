"""Compares the figures two programs wrote: compare.py FOLDER FIRST SECOND.

A difference is an error.

Tables must be equal row by row, floating point up to rounding.  pm4py gives `follows` alone: it is
compared with the move counts summed over the kinds of move, without the first entry of a deal.
"""

import math
import sys
from pathlib import Path

import pyarrow.ipc


KEYS = (
    "owner_id",
    "product",
    "from_stage",
    "to_stage",
    "stage",
    "move",
    "horizon_days",
)


def number(value):
    """Booleans and decimals as whole numbers, so that programs agree; None stays."""
    return value if value is None or isinstance(value, float) else int(value)


def same(first, second):
    """Equal figures; of floating point equal but for rounding."""
    if first is None or second is None or first.keys() != second.keys():
        return False
    return all(
        value == second[name]
        or (
            isinstance(value, float)
            and second[name] is not None
            and math.isclose(value, second[name], rel_tol=1e-9, abs_tol=1e-12)
        )
        for name, value in first.items()
    )


def read_rows(folder, program, name):
    """A table as {key columns: figures}, without stages that no deal of a group reached."""
    found = sorted(folder.glob(f"{program}_*_{name}.arrow"))
    if not found:
        return None
    table = pyarrow.ipc.open_file(found[0]).read_all()
    keys = [column for column in KEYS if column in table.column_names]
    figures = sorted(set(table.column_names) - set(keys))
    columns = {column: table[column].to_pylist() for column in table.column_names}
    rows = {
        tuple(columns[key][row] for key in keys): {
            figure: number(columns[figure][row]) for figure in figures
        }
        for row in range(table.num_rows)
    }
    if len(rows) != table.num_rows:
        raise SystemExit(f"compare: {program} {name} has a key twice")
    return {key: row for key, row in rows.items() if row.get("reached") != 0}


def follows_of(move_counts):
    follows = {}
    for (from_stage, to_stage, _), figures in move_counts.items():
        if from_stage is not None:
            total = follows.setdefault((from_stage, to_stage), {"n": 0})
            total["n"] += figures["n"]
    return follows


def differences(first, second):
    for key in sorted(first.keys() | second.keys(), key=str):
        if not same(first.get(key), second.get(key)):
            yield f"{key}: {first.get(key)} against {second.get(key)}"


def main(folder, first, second):
    compared = 0
    for name in ("move_counts", "funnel", "follows", "dwell", "survival", "compare"):
        theirs = read_rows(folder, second, name)
        if theirs is None:
            continue
        ours = read_rows(folder, first, "move_counts" if name == "follows" else name)
        if name == "follows":
            ours = follows_of(ours)
        found = list(differences(ours, theirs))
        if found:
            shown = "\n  ".join(found[:20])
            raise SystemExit(
                f"compare: {name} of {first} and {second} differ in {len(found)} of "
                f"{len(ours)} rows:\n  {shown}"
            )
        compared += len(ours)
    print(f"  {first} and {second} agree in {compared:,} rows", file=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
