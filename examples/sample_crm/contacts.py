"""Calls, visits and the like at the customers still to be won, planned and done."""

from datetime import timedelta

from situations import is_of_line
from vendor import pick_from
from workdays import AS_OF, WORKDAYS

# Days between contacts that the vendor aims at, by the grade a customer deserves.
USUAL_GAP = {"A": 6, "B": 12, "C": 26, "D": 75, "ungraded": 45, "not_target": 150}
DAYS_BACK = 180
KINDS = [("call", 52), ("visit", 26), ("news_of_the_trade", 9), ("event", 8), ("course", 5)]
PURPOSES = {
    "A": [("new_development", 60), ("information", 25), ("problem", 15)],
    "B": [("information", 50), ("new_development", 30), ("problem", 20)],
}
OTHER_PURPOSES = [("information", 70), ("new_development", 20), ("other", 10)]

IS_DONE = 0.88
NOT_PLANNED = 0.22  # done without having been planned
NEGLECTED = 0.24  # customers nobody has contacted for too long
HAS_NEXT = 0.45  # the next contact is planned

WORKING = set(WORKDAYS)


def make_activities(chance, lines, accounts, opportunities):
    """The rows of activities, in order of their days."""
    owners = {account["account_id"]: account for account in accounts}
    pace = {account["owner_id"]: chance.number(0.8, 1.35) for account in accounts}
    deals = {
        deal["account_id"]: deal["opportunity_id"]
        for deal in opportunities
        if is_of_line(deal, "open")
    }
    rows = []
    for line in lines:
        account = owners[line["account_id"]]
        if not account["do_not_contact"]:
            contacts = Contacts(chance, line, account, deals.get(line["account_id"]))
            rows.extend(contacts.play(pace[account["owner_id"]]))
    rows.sort(key=lambda row: (row["planned_on"] or row["done_on"], row["account_id"]))
    for number, row in enumerate(rows, start=1):
        row["activity_id"] = f"V{number:05}"
    return rows


class Contacts:
    """The contacts at one customer over half a year."""

    def __init__(self, chance, line, account, deal):
        self.chance = chance
        self.grade = line["deserved"]
        self.account = account
        self.deal = deal

    def play(self, pace):
        chance = self.chance
        gap = USUAL_GAP[self.grade] * pace
        until = AS_OF
        if chance.happens(NEGLECTED):
            until -= timedelta(days=int(gap * chance.number(1.2, 3)))
        day = AS_OF - timedelta(days=DAYS_BACK - chance.integer(0, int(gap)))
        while day <= until:
            yield self.contact(day, chance.happens(IS_DONE))
            day += timedelta(days=max(1, int(gap * chance.number(0.6, 1.4))))
        if chance.happens(HAS_NEXT):
            yield self.contact(AS_OF + timedelta(days=chance.integer(2, 25)), False)

    def contact(self, day, done):
        chance = self.chance
        planned_on = to_workday(day)
        done_on = to_workday(planned_on + timedelta(days=chance.integer(0, 2))) if done else None
        if done_on is not None and done_on > AS_OF:
            done_on = None
        is_planned = done_on is None or not chance.happens(NOT_PLANNED)
        return {
            "kind": pick_from(chance, KINDS),
            "rep_id": self.account["owner_id"],
            "account_id": self.account["account_id"],
            "opportunity_id": self.deal if self.deal and chance.happens(0.7) else None,
            "planned_on": planned_on if is_planned else None,
            "done_on": done_on,
            "purpose": pick_from(chance, PURPOSES.get(self.grade, OTHER_PURPOSES)),
        }


def to_workday(day):
    """The day itself, or the next on which they work; after the data only weekends are free."""
    while day.weekday() >= 5 if day > AS_OF else day not in WORKING:
        day += timedelta(days=1)
    return day
