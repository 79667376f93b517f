"""What is due, collected and overdue as of a day, over an OracleHistory."""

import numpy as np
import pandas as pd

from oracle_figures import groups_of, standing
from oracle_history import possible

STEPS = ["won", "planned", "due", "collected", "completed"]


class OracleReceivables:
    """The receivables of the history's deals that count, and the faulty rows.

    A row has one fault that sets it aside, the first of id, day and amount; a row that counts may
    have wrong values besides. Rows of deals that are left out of the history are no fault.
    """

    def __init__(self, history, receivables):
        self.history = history
        self.faults = []
        rows = receivables.assign(row=np.arange(len(receivables)))
        others = history.left_out - set(history.deals["opportunity_id"])
        rows = rows[~rows["opportunity_id"].isin(others)]
        deal_number = pd.Series(history.deals.index, index=history.deals["opportunity_id"])
        rows = rows.assign(deal=rows["opportunity_id"].map(deal_number))
        amount = rows["amount_minor"]
        fault = pd.Series(
            np.select(
                [
                    rows["opportunity_id"].isna(),
                    rows["deal"].isna(),
                    rows["due_on"].isna(),
                    ~possible(rows["due_on"]),
                    amount.isna(),
                    (amount < 0).fillna(False).astype("bool"),
                ],
                [
                    "missing_id",
                    "unknown_opportunity",
                    "missing_date",
                    "impossible_date",
                    "missing_amount",
                    "negative_amount",
                ],
                default="",
            ),
            index=rows.index,
        )
        for name in fault[fault != ""].unique():
            self._fault(name, rows[fault == name], True)
        rows = rows[fault == ""].astype({"deal": "int64"})
        self.items = self._as_of(rows)

    def _as_of(self, rows):
        """What was collected on a later day is not collected yet; on an unknown one it may be."""
        as_of = self.history.as_of
        day = rows.get("collected_on", pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]"))
        wrong = day.notna() & ~possible(day)
        self._fault("impossible_date", rows[wrong], False)
        day = day.mask(wrong)
        later = day > as_of
        amount = rows["amount_minor"].astype("int64")
        if "collected_minor" in rows:
            stated = rows["collected_minor"]
            whole = amount.where(day.notna() | wrong, 0)
            collected = stated.where(stated.notna(), whole).astype("int64")
            negative = (collected < 0) & ~later
            self._fault("negative_amount", rows[negative & ~wrong], False)
            collected = collected.mask(negative, 0)
        else:
            collected = amount.where(day.notna() | wrong, 0)
        collected = collected.mask(later, 0)
        items = pd.DataFrame(
            {
                "deal": rows["deal"],
                "due_on": rows["due_on"],
                "amount": amount,
                "collected": collected.clip(upper=amount),
                "overpaid": (collected - amount).clip(lower=0),
                "outstanding": (amount - collected).clip(lower=0),
                "not_as_of": (collected != 0) & day.isna(),
            }
        )
        items["due"] = items["due_on"] <= as_of
        items["overdue"] = (items["due_on"] < as_of) & (items["outstanding"] > 0)
        items["overdue_days"] = (as_of - items["due_on"]).dt.days
        return items

    def _fault(self, name, rows, set_aside):
        for row in rows["row"]:
            self.faults.append(("receivables", int(row), name, set_aside))

    def by_group(self, by=(), rollup=False, ages=(30, 60, 90)):
        """(receivables, overdue, after_order), each by (level, keys…, currency?, …)."""
        sums, bands, steps = {}, {}, {}
        for key, deals in groups_of(self.history, by, rollup, by_currency=True):
            part = self.items[self.items["deal"].isin(deals)]
            sums[key] = sum_figures(part)
            for low, high in zip([1, *(age + 1 for age in ages)], [*ages, None], strict=True):
                band = part[part["overdue"] & (part["overdue_days"] >= low)]
                if high is not None:
                    band = band[band["overdue_days"] <= high]
                bands[*key, low] = {
                    "to_days": high,
                    "n": len(band),
                    "overdue_minor": int(band["outstanding"].sum()),
                }
            for step, figures in self.step_figures(deals, part).items():
                steps[*key, step] = figures
        return sums, bands, steps

    def step_figures(self, deals, items):
        frame = standing(self.history).loc[deals]
        won = frame[frame["outcome"] == "won"]
        items = items[items["deal"].isin(won.index)]
        per_deal = items.groupby("deal")
        planned = won.loc[won.index.isin(items["deal"])]
        due = won.loc[won.index.isin(items.loc[items["due"], "deal"])]
        left = per_deal["outstanding"].sum().reindex(planned.index)
        collected = planned[left == 0]
        completed = won[won["completed_on"].notna()]
        of = {
            "won": (won, None),
            "planned": (planned, items["amount"]),
            "due": (due, items["amount"].where(items["due"], 0)),
            "collected": (collected, items["collected"]),
            "completed": (completed, None),
        }
        figures = {}
        for step, (came, values) in of.items():
            if values is None:
                value = int(came["amount_minor"].sum())
                unknown = int(came["amount_minor"].isna().sum())
            else:
                value, unknown = int(values[items["deal"].isin(came.index)].sum()), 0
            figures[step] = {
                "n": len(came),
                "share_of_won": len(came) / len(won) if len(won) else None,
                "value_minor": value,
                "unknown_amounts": unknown,
            }
        return figures

    def uncollected(self, keys=()):
        """Won deals with money outstanding, in the order of opportunities."""
        frame, deals = standing(self.history), self.history.deals
        rows = []
        for number in frame.index[frame["outcome"] == "won"]:
            items = self.items[self.items["deal"] == number]
            if items["outstanding"].sum() == 0:
                continue
            overdue = items[items["overdue"]]
            oldest = overdue["overdue_days"].max()
            rows.append(
                {
                    "opportunity_id": deals.loc[number, "opportunity_id"],
                    **{key: deals.loc[number, key] for key in keys},
                    "won_on": frame.loc[number, "won_on"],
                    "amount_minor": int(items["amount"].sum()),
                    "collected_minor": int(items["collected"].sum()),
                    "outstanding_minor": int(items["outstanding"].sum()),
                    "overpaid_minor": int(items["overpaid"].sum()),
                    "overdue_minor": int(overdue["outstanding"].sum()),
                    "overdue_days": None if len(overdue) == 0 else int(oldest),
                    "currency": deals.loc[number].get("currency"),
                }
            )
        return rows


def sum_figures(items):
    due, overdue = items[items["due"]], items[items["overdue"]]
    of_due = int(np.minimum(due["amount"], due["collected"]).sum())
    due_minor = int(due["amount"].sum())
    return {
        "n": len(items),
        "amount_minor": int(items["amount"].sum()),
        "n_due": len(due),
        "due_minor": due_minor,
        "collected_of_due_minor": of_due,
        "collection_rate": of_due / due_minor if due_minor else None,
        "n_overdue": len(overdue),
        "overdue_minor": int(overdue["outstanding"].sum()),
        "oldest_overdue_days": int(overdue["overdue_days"].max()) if len(overdue) else None,
        "collected_minor": int(items["collected"].sum()),
        "outstanding_minor": int(items["outstanding"].sum()),
        "overpaid_minor": int(items["overpaid"].sum()),
        "not_as_of": int(items["not_as_of"].sum()),
    }
