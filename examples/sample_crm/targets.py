"""What a year's plan is followed by: orders and collections as they were booked, who shares
the credit for them, who was in which team when, and the work tied to the plan's quarters."""

from datetime import date, timedelta

from workdays import AS_OF

# One rep changed team; all others stay where the table of reps has them.
TRANSFER = ("R16", "team_southwest", "西南", "R19", date(2026, 3, 1))

# A product specialist of the team shares some of the orders for these products.
SHARED_PRODUCTS = ("mes", "scm")
IS_SHARED = 0.45
SPECIALIST_PPM = (200_000, 300_000, 400_000)

# quarter, goal, what is to be done, days after the quarter's first day it is due, urgency
WORK = [
    ("2026-Q1", "keep", "visit every most valuable customer", 40, "urgent"),
    ("2026-Q1", "keep", "agree the year's renewals", 75, "normal"),
    ("2026-Q2", "new", "seminar for machine makers", 30, "urgent"),
    ("2026-Q2", "new", "call through the list of the fair", 50, "normal"),
    ("2026-Q3", "cross", "show MES to ERP customers", 45, "urgent"),
    ("2026-Q3", "cross", "product training for all reps", 110, "normal"),  # due too late
    ("2026-Q4", "close", "close what is quoted", 60, "urgent"),
]
QUARTER_STARTS = {
    "2026-Q1": date(2026, 1, 1),
    "2026-Q2": date(2026, 4, 1),
    "2026-Q3": date(2026, 7, 1),
    "2026-Q4": date(2026, 10, 1),
}


def make_assignments(reps):
    """One row a rep and team, dated; the last day is included."""
    rows = []
    for rep in reps:
        start = rep["hired_on"]
        if rep["rep_id"] == TRANSFER[0]:
            _, team_id, region, manager_id, moved_on = TRANSFER
            rows.append(
                assignment(rep, team_id, region, manager_id, start, moved_on - timedelta(days=1))
            )
            start = moved_on
        rows.append(
            assignment(rep, rep["team_id"], rep["region"], rep["manager_id"], start, rep["left_on"])
        )
    return rows


def assignment(rep, team_id, region, manager_id, from_on, to_on):
    return {
        "rep_id": rep["rep_id"],
        "team_id": team_id,
        "region": region,
        "manager_id": manager_id,
        "from_on": from_on,
        "to_on": to_on,
    }


def make_actuals(opportunities, receivables, reps):
    """Orders on the day a deal was won, collections on the day money came in."""
    deals = {deal["opportunity_id"]: deal for deal in opportunities}
    staff = {rep["rep_id"]: rep for rep in reps}
    rows = []
    for deal in opportunities:
        if deal["outcome"] == "won" and deal["amount_minor"] is not None:
            rows.append(booked(deal, staff, "order", deal["won_on"], deal["amount_minor"]))
    for instalment in receivables:
        day = instalment["collected_on"]
        if day is not None and day <= AS_OF and instalment["collected_minor"]:
            deal = deals[instalment["opportunity_id"]]
            rows.append(booked(deal, staff, "collection", day, instalment["collected_minor"]))
    rows.sort(key=lambda row: (row["date"], row["opportunity_id"], row["kind"]))
    for number, row in enumerate(rows, start=1):
        row["actual_id"] = f"B{number:05}"
    return rows


def booked(deal, staff, kind, day, amount_minor):
    owner = staff[deal["owner_id"]]
    has_left = owner["left_on"] is not None and day > owner["left_on"]
    return {
        "date": day,
        "rep_id": owner["manager_id"] if has_left else owner["rep_id"],
        "account_id": deal["account_id"],
        "opportunity_id": deal["opportunity_id"],
        "product": deal["product"],
        "region": deal["region"],
        "industry": deal["industry"],
        "customer_class": deal["customer_class"],
        "kind": kind,
        "amount_minor": amount_minor,
        "currency": deal["currency"],
    }


def make_credits(chance, opportunities, reps):
    """How orders are shared; what is not listed belongs to its rep alone."""
    specialists = {
        rep["team_id"]: rep["rep_id"] for rep in reps if rep["role"] == "product_specialist"
    }
    rows = []
    for deal in opportunities:
        specialist = specialists.get(deal["team_id"])
        is_sharable = deal["outcome"] == "won" and deal["product"] in SHARED_PRODUCTS
        if not is_sharable or specialist in (None, deal["owner_id"]):
            continue
        if chance.happens(IS_SHARED):
            share = chance.pick(SPECIALIST_PPM)
            for rep_id, ppm in ((deal["owner_id"], 1_000_000 - share), (specialist, share)):
                rows.append(
                    {
                        "opportunity_id": deal["opportunity_id"],
                        "rep_id": rep_id,
                        "share_ppm": ppm,
                    }
                )
    return rows


def make_work_items(chance, reps):
    """The work of each quarter, for the leader of each team."""
    rows = []
    for rep in reps:
        if rep["role"] != "leader":
            continue
        for quarter, goal, title, days, urgency in WORK:
            due_on = QUARTER_STARTS[quarter] + timedelta(days=days)
            done_on = due_on + timedelta(days=chance.integer(-9, 6))
            is_done = done_on <= AS_OF and chance.happens(0.85)
            rows.append(
                {
                    "item_id": f"W{len(rows) + 1:03}",
                    "goal": goal,
                    "quarter": quarter,
                    "rep_id": rep["rep_id"],
                    "title": title,
                    "due_on": due_on,
                    "urgency": urgency,
                    "done_on": done_on if is_done else None,
                }
            )
    return rows
