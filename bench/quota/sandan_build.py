"""Whole calls of sandan's Python package: a plan carried out, and one rep planned again.

build    QuotaPlan.build on 10,000 reps × 3 products × 365 days, from tables to a quota
replan   Quota.replan of one rep from the 183rd last day on, as a new version
"""

import datetime as dt

import measure
import pyarrow as pa

import sandan

FIRST = dt.date(2026, 1, 1)
REPLANNED, PAST = 7, 182


def day_code(day):
    return (FIRST + dt.timedelta(days=day)).isoformat()


def constraints(arrays):
    unit = int(arrays["unit_minor"][0])
    for rep, (floor, cap) in enumerate(zip(arrays["floors"], arrays["caps"])):
        if floor > 0:
            yield {"code": f"f{rep}", "at": {"sales": f"r{rep}"}, "floor_minor": int(floor) * unit}
        if cap < 1 << 52:
            yield {"code": f"c{rep}", "at": {"sales": f"r{rep}"}, "cap_minor": int(cap) * unit}


class Input:
    def __init__(self, arrays):
        unit = int(arrays["unit_minor"][0])
        products = {f"p{at}": int(weight) for at, weight in enumerate(arrays["products"])}
        days = {day_code(day): int(weight) for day, weight in enumerate(arrays["days"])}
        self.plan = sandan.QuotaPlan(
            {
                "sandan": "plan/1",
                "code": "bench",
                "label": {"en": "Bench"},
                "currency": "CNY",
                "total_minor": int(arrays["total"][0]) * unit,
                "round_to_minor": unit,
                "period": {"from": day_code(0), "to": day_code(len(days) - 1)},
                "axes": [
                    {
                        "code": "sales",
                        "tree": {"from": "table", "levels": ["company", "rep"]},
                        "weights": {"by": "given"},
                    },
                    {
                        "code": "product",
                        "tree": {
                            "nodes": [{"code": code} for code in products],
                            "levels": ["all", "product"],
                        },
                        "weights": {"by": "given", "nodes": products},
                    },
                ],
                "time": {"by": "given", "periods": days},
                "time_rounding": "cumulative",
                "constraints": list(constraints(arrays)),
            }
        )
        reps = len(arrays["reps"])
        self.tables = {
            "quota_nodes": pa.table(
                {
                    "axis": pa.array(["sales"] * reps),
                    "node_id": pa.array([f"r{rep}" for rep in range(reps)]),
                    "weight": pa.array(arrays["reps"].astype(float)),
                }
            )
        }
        self.lines = len(products)


def build(given):
    return given.plan.build(given.tables)


def figures_of_build(given, quota):
    items = len(given.tables["quota_nodes"]) * given.lines * 365
    months = quota.targets({"sales": "rep", "product": "product"}, "all")
    totals = pa.table(months)["amount_minor"].to_numpy()
    return measure.Figures(items, {"line_totals": totals}, {}, items * 8)


class Replanned(Input):
    def __init__(self, arrays):
        super().__init__(arrays)
        self.quota = self.plan.build(self.tables)


def replan(given):
    return given.quota.replan(
        since=day_code(PAST), at={"sales": f"r{REPLANNED}"}, past="plan", carry="none"
    )


def figures_of_replan(given, quota):
    table = quota.targets(
        {"sales": "rep", "product": "product"},
        "day",
        at={"sales": f"r{REPLANNED}"},
        since=day_code(PAST),
    )
    cells = pa.table(table)["amount_minor"].to_numpy()
    return measure.Figures(len(cells), {"cells": cells, "line_totals": sums(cells, given)}, {})


def sums(cells, given):
    return cells.reshape(given.lines, -1).sum(axis=1)


METHODS = {
    "build": measure.Method(Input, build, figures_of_build),
    "replan": measure.Method(Replanned, replan, figures_of_replan),
}

if __name__ == "__main__":
    measure.run("sandan", sandan.__version__, METHODS)
