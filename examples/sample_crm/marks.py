"""What the CRM says of each deal beside its stages: the facts that the process's marks test.

Reps enter them as they go. Most of what a deal has passed is ticked, some of it never is,
and of what lies ahead little is known.
"""

from habits import STAGE_INDEX

# The facts of each stage in order of the line: those that start it, those that end it.
STAGE_FACTS = [
    (["territory_assigned"], ["on_prospect_list"]),
    (["first_visit_appointed"], ["need_outlined", "main_contact_known"]),
    (["exchange_agreed"], ["requirements_confirmed", "key_information_points"]),
    (["demo_scheduled"], ["demo_accepted"]),
    (["quote_requested"], ["quote_delivered"]),
    (["doubts_stated"], ["open_doubts"]),
    (
        ["commercial_talks_open"],
        ["price_agreed", "service_agreed", "payment_agreed", "delivery_agreed"],
    ),
    (["contract_in_approval"], ["contract_signed"]),
]
FACTS = [fact for start, end in STAGE_FACTS for fact in [*start, *end]]
# The numbers among them, with their SQLite types: points gained, and doubts still open.
NUMBERS = {"key_information_points": "REAL", "open_doubts": "INTEGER"}

# Shares of facts that are true and that are false; the rest is not known.
PASSED = (0.96, 0.02)
SKIPPED = (0.45, 0.1)
STARTED = (0.9, 0.04)
ENDING = (0.62, 0.2)
AHEAD = (0.02, 0.3)
NEXT_STARTS = (0.6, 0.22)


def add_marks(chance, opportunities, histories):
    """Adds the facts to every deal."""
    for deal, history in zip(opportunities, histories):
        entered = {event["stage"] for event in history if event["stage"] in STAGE_INDEX}
        current = max(STAGE_INDEX[stage] for stage in entered)
        if deal["outcome"] == "open":
            current = STAGE_INDEX[deal["stage"]]
        won = deal["outcome"] == "won"
        passed = {STAGE_INDEX[stage] for stage in entered}
        for place, (starting, ending) in enumerate(STAGE_FACTS):
            start, end = shares_at(place, len(STAGE_FACTS) if won else current, place in passed)
            for fact in starting:
                deal[fact] = truth(chance, start)
            for fact in ending:
                deal[fact] = value(chance, fact, end)
        if won or (deal["contract_signed"] and deal["outcome"] != "open"):
            deal["contract_signed"] = won


def shares_at(place, current, was_entered):
    """How likely the facts that start and that end a stage are true and false."""
    if place < current:
        return (PASSED, PASSED) if was_entered else (SKIPPED, SKIPPED)
    if place == current:
        return STARTED, ENDING
    return (NEXT_STARTS if place == current + 1 else AHEAD), AHEAD


def truth(chance, shares):
    likely, unlikely = shares
    drawn = chance.share()
    return True if drawn < likely else False if drawn < likely + unlikely else None


def value(chance, fact, shares):
    """A truth, or the number that stands for it."""
    holds = truth(chance, shares)
    if fact == "open_doubts":
        return None if holds is None else 0 if holds else chance.integer(1, 4)
    if fact == "key_information_points":
        if holds is None:
            return None
        half_points = chance.integer(24, 50) if holds else chance.integer(4, 23)
        return half_points / 2
    return holds
