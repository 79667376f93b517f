"""What the quota benchmark runs: each line is a workload, a method of sandan and one of a peer.

`peer` is a file of peers/. `runs` are the warm runs of sandan and of the peer in a process, `pairs`
at most so many pairs of processes. Printed, never enforced: `aim`, the ratio aimed at; `speed_aim`,
items a second of sandan; `seconds_aim`, seconds of sandan's run; `memory_aim`, memory above the
output in parts of it.
"""

QUICK_PAIRS = 1


def line(title, workload, method, peer, peer_method, **changes):
    told = {"title": title, "workload": workload, "method": method}
    told |= {"peer": peer, "peer_method": peer_method, "runs": [20, 3], "pairs": 5}
    told |= {"aim": None, "speed_aim": None, "seconds_aim": None, "memory_aim": None}
    return told | changes


def cells(title, workload, peer_method, **changes):
    told = {"method": "cells", "peer": "cells", "peer_method": peer_method} | changes
    return line(title, workload, **told)


def rounding(workload, peer_method, **changes):
    """The least deviation, or with `method` another of sandan's."""
    size = workload.split("_")[1].split("x")
    title = f"controlled rounding, {int(size[0]):,} × {size[1]}"
    told = {"method": "round_optimal", "peer": "rounding", "peer_method": peer_method}
    return line(title, workload, **told | changes)


def raking(workload, peer_method, **changes):
    told = {"peer": "raking", "peer_method": peer_method, "runs": [100, 20]} | changes
    return line(RAKINGS[workload], workload, told.pop("method", "rake"), **told)


WORKDAYS = "10,000 reps × 3 products × 365 days, working-day weights"
DISTINCT = "the same, every day another weight"
TIES = "the same, all days alike (many halves)"
REPLAN = "what is left of one rep over 3 products × 183 days, kernels alone"
WHOLE_BUILD = "the whole call in Python: QuotaPlan.build, 10,000 × 3 × 365, working-day weights"
WHOLE_DISTINCT = "the same, every day another weight"
WHOLE_REPLAN = "the whole call in Python: Quota.replan of one rep, beside the arithmetic alone"

RAKINGS = {
    "raking_dense": "raking 2,000 × 300, all cells positive, to 1e-10",
    "raking_zeros": "the same, 60 % zeros, cells of five orders of magnitude",
}

LINES = [
    cells(WORKDAYS, "cells_workdays", "chunked_remainder", aim=5, speed_aim=200e6, memory_aim=0.01),
    cells(WORKDAYS, "cells_workdays", "chunked_cumulative"),
    cells(WORKDAYS, "cells_workdays", "chunked_float"),
    cells(WORKDAYS, "cells_workdays", "whole_remainder"),
    cells(WORKDAYS, "cells_workdays", "rank", peer="cells_pandas", runs=[20, 0], pairs=1),
    cells(DISTINCT, "cells_distinct", "chunked_remainder", aim=3, speed_aim=60e6, memory_aim=0.01),
    cells(DISTINCT, "cells_distinct", "chunked_cumulative"),
    cells(DISTINCT, "cells_distinct", "chunked_float"),
    cells(DISTINCT, "cells_distinct", "whole_remainder"),
    cells(DISTINCT, "cells_distinct", "rank", peer="cells_pandas", runs=[20, 0], pairs=1),
    cells(TIES, "cells_ties", "chunked_cumulative"),
    cells(REPLAN, "cells_replan", "chunked_remainder", runs=[2000, 200], seconds_aim=50e-6),
    cells(REPLAN, "cells_replan", "chunked_cumulative", runs=[2000, 200]),
    cells(WHOLE_BUILD, "cells_workdays", "chunked_remainder", method="sandan_build.py:build"),
    cells(WHOLE_BUILD, "cells_workdays", "chunked_cumulative", method="sandan_build.py:build"),
    cells(WHOLE_DISTINCT, "cells_distinct", "chunked_remainder", method="sandan_build.py:build"),
    cells(
        WHOLE_REPLAN,
        "cells_workdays",
        "replan_one",
        method="sandan_build.py:replan",
        runs=[2000, 200],
        seconds_aim=50e-6,
    ),
    rounding("rounding_1000x12", "linprog", runs=[200, 1], pairs=3, seconds_aim=2e-3),
    rounding("rounding_1000x12", "milp", runs=[200, 0], pairs=1),
    rounding("rounding_1000x12", "min_cost_flow", peer="rounding_flow", runs=[200, 20]),
    rounding("rounding_10000x12", "linprog", runs=[50, 0], pairs=1, seconds_aim=25e-3),
    rounding("rounding_10000x12", "min_cost_flow", peer="rounding_flow", runs=[50, 5]),
    rounding("rounding_1000x52", "linprog", runs=[50, 0], pairs=1, seconds_aim=15e-3),
    rounding("rounding_1000x52", "min_cost_flow", peer="rounding_flow", runs=[50, 5]),
    rounding("rounding_1000x365", "linprog", runs=[5, 0], pairs=1, seconds_aim=3),
    rounding("rounding_1000x365", "min_cost_flow", peer="rounding_flow", runs=[5, 2]),
    rounding(
        "rounding_1000x365",
        "maximum_flow",
        method="round_feasible",
        runs=[50, 5],
        seconds_aim=10e-3,
    ),
    raking("raking_dense", "numpy_matrix", aim=3),
    raking("raking_dense", "numpy_factors", method="rake_factors", aim=2),
    raking("raking_dense", "ipfn", runs=[100, 2]),
    raking("raking_zeros", "numpy_matrix", aim=3),
    raking("raking_zeros", "numpy_factors", method="rake_factors", aim=2),
    raking("raking_zeros", "ipfn", runs=[100, 2]),
]
