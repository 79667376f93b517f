"""Finds the faults of the sample CRM by the rules of a stage history, row by
row and without any library. Beyond the rules it knows only the two tables."""

from collections import defaultdict

OUTCOMES = ("open", "won", "lost", "cancelled")


def find_faults(opportunities, events, stages):
    """(table, row, fault) of every faulty row. `stages` are the known codes;
    none of them comes after the order."""
    deals = {row["opportunity_id"]: row for row in opportunities}
    faults, by_deal = [], defaultdict(list)
    for number, row in enumerate(opportunities):
        if row["outcome"] not in OUTCOMES:
            faults.append(("opportunities", number, "unknown_outcome"))
        if closed_before_created(row):
            faults.append(("opportunities", number, "closed_before_created"))
    for number, event in enumerate(events):
        fault = fault_of_cells(event, deals, stages)
        if fault:
            faults.append(("stage_events", number, fault))
        else:
            by_deal[event["opportunity_id"]].append((number, event))
    for deal, history in by_deal.items():
        found = faults_of_history(history, deals[deal])
        faults.extend(("stage_events", number, fault) for number, fault in found)
    return sorted(faults)


def closed_before_created(deal):
    return bool(deal["closed_on"]) and deal["closed_on"] < deal["created_on"]


def fault_of_cells(event, deals, stages):
    if not event["opportunity_id"]:
        return "missing_id"
    if event["opportunity_id"] not in deals:
        return "unknown_opportunity"
    if not event["stage"]:
        return "missing_stage"
    if event["stage"] not in stages:
        return "unknown_stage"
    if not event["entered_at"]:
        return "missing_date"
    if not "1900" <= event["entered_at"][:4] <= "2199":
        return "impossible_date"
    return None


def faults_of_history(history, deal):
    """Duplicates and ties first, then numbers that contradict the times, then
    what comes after the deal was closed for good."""
    closed_on = None if closed_before_created(deal) else deal["won_on"] or deal["closed_on"] or None

    def place(entry):
        _, event = entry
        return event["entered_at"], int(event["seq"]), event["stage"]

    history = sorted(history, key=lambda entry: (*place(entry), int(entry[1]["amount_minor"] or 0)))
    previous, highest = None, 0
    for entry in history:
        number, event = entry
        if previous and place(previous) == place(entry):
            same = previous[1] == event
            yield number, "duplicate" if same else "tie_that_matters"
        elif int(event["seq"]) < highest:
            yield number, "time_going_back"
        else:
            highest = int(event["seq"])
            is_work = event["stage"] not in ("lost", "cancelled")
            if closed_on and is_work and event["entered_at"][:10] > closed_on:
                yield number, "event_after_closing"
        previous = entry
