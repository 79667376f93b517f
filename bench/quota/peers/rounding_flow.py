"""Controlled rounding as a flow of least cost by OR-tools, a solver for just such networks.

min_cost_flow    a unit for each rounding up, costs whole numbers in 2^-32: exact, as sandan's
"""

import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "common"))

import measure  # noqa: E402
from peers.rounding import ONE, Input, figures  # noqa: E402


def by_flow(given):
    rows, columns = given.fraction.shape
    flow = SimpleMinCostFlow()
    cells = flow.add_arcs_with_capacity_and_unit_cost(
        given.row,
        rows + given.column,
        np.ones(len(given.row), dtype=np.int64),
        ONE - 2 * given.fraction[given.row, given.column],
    )
    supplies = np.concatenate([given.row_ups, -given.column_ups])
    flow.set_nodes_supplies(np.arange(rows + columns), supplies)
    if flow.solve() != flow.OPTIMAL:
        raise SystemExit("rounding_flow: not solved")
    return flow.flows(cells)


METHODS = {"min_cost_flow": measure.Method(Input, by_flow, figures, unit="matrices")}

if __name__ == "__main__":
    measure.run("ortools", version("ortools"), METHODS)
