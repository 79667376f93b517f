"""What won deals are still owed, and which of them are completed."""

from datetime import timedelta

from workdays import AS_OF

# condition, share in percent, earliest and latest days after signing it is due
INSTALMENTS = [
    ("on_signing", 30, 10, 20),
    ("on_delivery", 40, 60, 120),
    ("on_acceptance", 25, 150, 230),
    ("after_warranty", 5, 380, 400),
]


def make_receivables(chance, opportunities):
    """One row an instalment; marks deals as completed that are paid in full."""
    rows = []
    for deal in opportunities:
        if deal["outcome"] != "won":
            continue
        left = deal["amount_minor"]
        instalments = []
        for condition, percent, earliest, latest in INSTALMENTS:
            is_last = condition == INSTALMENTS[-1][0]
            amount = left if is_last else deal["amount_minor"] * percent // 100
            left -= amount
            due_on = deal["won_on"] + timedelta(days=chance.integer(earliest, latest))
            collected, collected_on = collect(chance, amount, due_on)
            instalments.append(
                {
                    "opportunity_id": deal["opportunity_id"],
                    "due_on": due_on,
                    "amount_minor": amount,
                    "collected_minor": collected,
                    "collected_on": collected_on,
                    "condition": condition,
                }
            )
        rows.extend(instalments)
        if all(row["collected_minor"] == row["amount_minor"] for row in instalments):
            confirmed_on = max(row["collected_on"] for row in instalments) + timedelta(
                days=chance.integer(3, 40)
            )
            if confirmed_on <= AS_OF and chance.happens(0.85):
                deal["completed_on"] = confirmed_on
    return rows


def collect(chance, amount, due_on):
    """Amount collected by the as-of day and the day of the latest payment."""
    manner = chance.share()
    if manner < 0.58:
        paid_on = due_on + timedelta(days=chance.integer(-10, 5))
    elif manner < 0.90:
        paid_on = due_on + timedelta(days=chance.integer(6, 90))
    elif manner < 0.95:  # a part, the rest withheld
        paid_on = due_on + timedelta(days=chance.integer(0, 60))
        amount = amount * chance.integer(3, 8) // 10
    else:
        return 0, None
    return (amount, paid_on) if paid_on <= AS_OF else (0, None)
