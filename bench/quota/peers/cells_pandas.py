"""The top-down split by pandas: groupby().rank() of the rests over a table of all cells.

Reps and products as cells.py does.
"""

import cells  # also finds measure.py
import measure
import numpy as np
import pandas as pd


def rank(given):
    totals = cells.line_totals(given)
    days = given.days
    frame = pd.DataFrame(
        {
            "line": np.repeat(np.arange(len(totals)), len(days)),
            "products": (totals[:, None] * days).ravel(),
        }
    )
    total_weight = int(days.sum())
    frame["whole"] = frame["products"] // total_weight
    frame["rest"] = frame["products"] % total_weight
    lines = frame.groupby("line")
    left = np.repeat(totals - lines["whole"].sum().to_numpy(), len(days))
    rank = lines["rest"].rank(method="first", ascending=False)
    frame["units"] = frame["whole"] + (rank <= left)
    return frame["units"].to_numpy().reshape(len(totals), len(days)) * given.unit


METHODS = {"rank": measure.Method(cells.Input, rank, cells.figures(False))}

if __name__ == "__main__":
    measure.run("pandas", pd.__version__, METHODS)
