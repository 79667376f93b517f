"""The job as SQL: a CASE for the rule, one over its number for the grade; a null fires no rule."""

import workload


def quoted(word):
    return "'" + word.replace("'", "''") + "'"


def cell_of(name, cell):
    if isinstance(cell, workload.Range):
        tests = []
        if cell.low is not None:
            tests.append(f"{name} {'>' if cell.low_open else '>='} {cell.low:g}")
        if cell.high is not None:
            tests.append(f"{name} <= {cell.high:g}")
        return " AND ".join(tests)
    if isinstance(cell, bool):
        return name if cell else f"NOT {name}"
    if len(cell) == 1:
        return f"{name} = {quoted(cell[0])}"
    return f"{name} IN ({', '.join(quoted(word) for word in cell)})"


def rules_query(rules):
    branches = " ".join(
        f"WHEN {' AND '.join(cell_of(name, cell) for name, cell in cells.items())} THEN {number}"
        for number, (_, cells, _) in enumerate(rules)
    )
    grades = ""
    for place, grade in enumerate(workload.GRADES[:-1]):
        last = max(number for number, rule in enumerate(rules) if rule[2] == grade)
        grades += f" WHEN rule <= {last} THEN {place}"
    return (
        f"SELECT rule, CASE WHEN rule < 0 THEN {len(workload.GRADES) - 1}{grades} END AS grade "
        f"FROM (SELECT CASE {branches} ELSE -1 END AS rule FROM records)"
    )


def card_query(greatest, hint=""):
    """`greatest`: the name of the function that gives the largest of several numbers; `hint`: what
    keeps a step from being put into the next, where its terms would be repeated."""
    names = workload.CRITERIA
    levels = ", ".join(
        f"CASE {name} WHEN 'yes' THEN 2 WHEN 'partly' THEN 1 ELSE 0 END AS {name}" for name in names
    )
    points = " + ".join(f"{name} * {workload.weight(at)}" for at, name in enumerate(names))
    keys = ", ".join(
        f"CASE WHEN {name} < 2 THEN (2 - {name}) * {workload.weight(at) * 32} + {31 - at} "
        f"ELSE 0 END AS k{at}"
        for at, name in enumerate(names)
    )
    steps = [
        f"SELECT {levels} FROM records",
        f"SELECT {points} AS points, {keys} FROM step_0",
    ]
    all_keys = [f"k{at}" for at in range(len(names))]
    for rank in range(1, workload.REASONS + 1):
        largest = f"{greatest}({', '.join(all_keys)}) AS top_{rank}"
        steps.append(f"SELECT *, {largest} FROM step_{len(steps) - 1}")
        if rank == workload.REASONS:
            break
        kept = ", ".join(["points", *(f"top_{before}" for before in range(1, rank + 1))])
        less = ", ".join(
            f"CASE WHEN {key} < top_{rank} THEN {key} ELSE 0 END AS {key}" for key in all_keys
        )
        steps.append(f"SELECT {kept}, {less} FROM step_{len(steps) - 1}")
    reasons = ", ".join(
        f"CASE WHEN top_{rank} > 0 THEN 31 - top_{rank} % 32 ELSE -1 END AS reason_{rank}"
        for rank in range(1, workload.REASONS + 1)
    )
    bands = "".join(
        f" WHEN points < {below} THEN {place}"
        for place, (_, below) in enumerate(workload.BANDS[:-1])
    )
    last = len(workload.BANDS) - 1
    known = ", ".join(f"step_{at} AS {hint} ({step})" for at, step in enumerate(steps))
    return (
        f"WITH {known} SELECT points, CASE{bands} ELSE {last} END AS band, {reasons} "
        f"FROM step_{len(steps) - 1}"
    )
