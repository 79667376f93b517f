"""Deals and what became of them."""

from datetime import timedelta

from habits import (
    DEMO_TO_NEGOTIATION,
    EXISTING_CUSTOMER_SKILL,
    FIRST_STAGE_WEIGHTS,
    ONLY_FORECAST,
    OPENED_IN_MONTH,
    PRODUCT_SKILL,
    REOPENS,
    ROLE_SKILL,
    SIZE_PACE,
    SKIPS,
    SLIPS,
    STAGE_CODES,
    STAGE_INDEX,
    STAGES,
    STALLS,
    STEPS_BACK,
    TEAM_PACE,
    TEAM_SKILL,
    TWO_AT_ONCE,
    UNKNOWN_AMOUNT,
)
from vendor import CURRENCY, PRODUCTS, SIZES, SOURCES, WAITING_REASONS, pick_from
from workdays import AS_OF, WORKDAYS, end_of_month

LAST_STAGE = len(STAGES) - 1
SIZE_FACTOR = {name: factor for name, _, factor in SIZES}
PRODUCT_PRICE = {name: price for name, _, price in PRODUCTS}


def opening_positions(chance, count):
    """Workdays on which deals are opened, in order."""
    weights = [OPENED_IN_MONTH[day.month - 1] for day in WORKDAYS]
    return sorted(chance.pick_weighted(range(len(WORKDAYS)), weights) for _ in range(count))


class DealHistory:
    """One deal played through from its opening to the as-of day.

    Time is a position in WORKDAYS; nothing is recorded past the last one.
    """

    def __init__(self, chance, deal, owner, size, rep_skill):
        self.chance = chance
        self.deal = deal
        self.owner = owner
        self.size = size
        self.rep_skill = rep_skill
        self.events = []
        self.outcome = "open"
        self.closed_at = None
        self.expected = None
        self.amount = None
        self.minute = 0

    # -- what is recorded ---------------------------------------------------

    def actor_on(self, day):
        left_on = self.owner["left_on"]
        return self.owner["manager_id"] if left_on and day > left_on else self.owner["rep_id"]

    def record(self, stage, position, same_save=False):
        day = WORKDAYS[position]
        if not same_save:
            self.minute = self.chance.integer(8 * 60 + 30, 18 * 60 + 30)
            self.second = self.chance.integer(0, 59)
            if day.weekday() == 4 and self.chance.happens(0.05):
                day += timedelta(days=1)  # the Saturday after
            self.day = day
        index = STAGE_INDEX.get(stage)
        if index is not None:
            self.update_amount(stage, index)
            self.update_expected_date(index)
        hour, minute = self.minute // 60, self.minute % 60
        self.events.append(
            {
                "opportunity_id": self.deal["opportunity_id"],
                "stage": stage,
                "entered_at": f"{self.day} {hour:02}:{minute:02}:{self.second:02}",
                "actor_id": self.actor_on(self.day),
                "amount_minor": self.amount,
                "expected_close_on": self.expected,
            }
        )
        return self.day

    def update_amount(self, stage, index):
        chance = self.chance
        if self.amount is None:
            if index < 2 and chance.happens(UNKNOWN_AMOUNT):
                return
            thousands = (
                PRODUCT_PRICE[self.deal["product"]]
                * SIZE_FACTOR[self.size]
                * chance.number(0.6, 1.4)
            )
            self.set_thousands(thousands)
        elif stage == "formal_quote":
            self.set_thousands(self.amount / 100000 * chance.number(0.9, 1.25))
        elif stage in ("negotiate", "sign"):
            self.set_thousands(self.amount / 100000 * chance.number(0.86, 1.0))

    def set_thousands(self, thousands):
        self.amount = max(10, int(thousands)) * 1000 * 100

    def update_expected_date(self, index):
        chance = self.chance
        if index == 0 or (index == 1 and self.expected is None and chance.happens(0.45)):
            return
        remaining = sum(days for _, _, days in STAGES[index:]) * 1.4
        too_soon = self.expected is not None and self.expected < self.day + timedelta(
            days=int(remaining * 0.45)
        )
        if self.expected is None or too_soon or chance.happens(SLIPS):
            expected = self.day + timedelta(days=max(5, int(remaining * chance.number(0.7, 1.2))))
            self.expected = end_of_month(expected) if chance.happens(0.5) else expected

    # -- what happens -------------------------------------------------------

    def days_in(self, index):
        chance = self.chance
        stage, _, usual = STAGES[index]
        pace = TEAM_PACE.get((self.deal["team_id"], stage), 1.0) * SIZE_PACE[self.size]
        # Many short stays, few long ones; about the usual number on average.
        stay = usual * pace * (0.35 + 2.6 * chance.share() * chance.share())
        return max(1, int(stay + 0.5))

    def share_past(self, index):
        stage, share, _ = STAGES[index]
        share += TEAM_SKILL.get((self.deal["team_id"], stage), 0.0)
        share += PRODUCT_SKILL.get((self.deal["product"], stage), 0.0)
        share += ROLE_SKILL[self.owner["role"]] + self.rep_skill
        if self.deal["customer_class"] == "existing":
            share += EXISTING_CUSTOMER_SKILL
        return min(0.98, max(0.2, share))

    def next_stage(self, index):
        chance = self.chance
        if index >= 3 and chance.happens(STEPS_BACK):
            return index - 1
        if STAGE_CODES[index] == "targeted_demo" and chance.happens(DEMO_TO_NEGOTIATION):
            return STAGE_INDEX["negotiate"]
        if index < LAST_STAGE - 1 and chance.happens(SKIPS):
            return index + 2
        return index + 1

    def close(self, outcome, position):
        self.outcome = outcome
        if outcome == "won":
            self.closed_at = WORKDAYS[position]
        else:
            self.closed_at = self.record(outcome, position)

    def play(self, position):
        chance = self.chance
        index = chance.pick_weighted([0, 1, 2], FIRST_STAGE_WEIGHTS)
        self.record(STAGE_CODES[index], position)
        while True:
            if chance.happens(STALLS):
                return
            stay = self.days_in(index)
            if stay > 8 and chance.happens(ONLY_FORECAST):
                halfway = position + stay // 2
                if halfway >= len(WORKDAYS):
                    return
                self.record(STAGE_CODES[index], halfway)
            if not chance.happens(self.share_past(index)):
                position += stay + stay // 3
                if position >= len(WORKDAYS):
                    return
                gives_up = chance.happens(0.35 if index < 2 else 0.16)
                self.close("cancelled" if gives_up else "lost", position)
                reopened_at = position + chance.integer(25, 90)
                if gives_up or reopened_at >= len(WORKDAYS) or not chance.happens(REOPENS):
                    return
                index = max(1, index - 1)
                position = reopened_at
                self.outcome, self.closed_at = "open", None
                self.record(STAGE_CODES[index], position)
                continue
            position += stay
            if position >= len(WORKDAYS):
                return
            if index == LAST_STAGE:
                self.close("won", position)
                return
            index = self.next_stage(index)
            self.record(STAGE_CODES[index], position)
            if index < LAST_STAGE and chance.happens(TWO_AT_ONCE):
                index += 1
                self.record(STAGE_CODES[index], position, same_save=True)


def choose_owner(chance, account, reps, day):
    team = [rep for rep in reps if rep["team_id"] == account["team_id"]]
    at_work = [
        rep
        for rep in team
        if rep["hired_on"] <= day and (rep["left_on"] is None or day <= rep["left_on"])
    ]
    for rep in at_work:
        if rep["rep_id"] == account["owner_id"] and chance.happens(0.75):
            return rep
    return chance.pick_weighted(
        at_work, [1 if rep["role"] in ("leader", "trainee") else 3 for rep in at_work]
    )


def make_deals(chance, accounts, reps, count):
    """The opportunities and their events, each deal's in order of time."""
    rep_skill = {rep["rep_id"]: chance.number(-0.05, 0.05) for rep in reps}
    known_customers = {account["account_id"] for account in accounts if chance.happens(0.3)}
    first_win = {}
    # About one customer in fifteen has no deal; a few have very many.
    demand = [
        0 if chance.happens(0.07) else 0.3 + 3 * chance.share() * chance.share() for _ in accounts
    ]
    opportunities, events = [], []
    for number, position in enumerate(opening_positions(chance, count), start=1):
        day = WORKDAYS[position]
        account = chance.pick_weighted(accounts, demand)
        owner = choose_owner(chance, account, reps, day)
        won_before = first_win.get(account["account_id"])
        is_existing = account["account_id"] in known_customers or (
            won_before is not None and won_before < day
        )
        deal = {
            "opportunity_id": f"O{number:05}",
            "account_id": account["account_id"],
            "owner_id": owner["rep_id"],
            "team_id": account["team_id"],
            "product": pick_from(chance, PRODUCTS),
            "region": account["region"],
            "industry": account["industry"],
            "customer_class": "existing" if is_existing else "new",
            "source": account["source"] if chance.happens(0.6) else pick_from(chance, SOURCES),
            "created_on": day,
            "currency": CURRENCY,
        }
        history = DealHistory(chance, deal, owner, account["size"], rep_skill[owner["rep_id"]])
        history.play(position)
        finish_deal(chance, deal, history)
        if deal["won_on"]:
            first_win[account["account_id"]] = min(won_before or deal["won_on"], deal["won_on"])
        opportunities.append(deal)
        events.append(history.events)
    return opportunities, events


def finish_deal(chance, deal, history):
    """What the CRM shows of the deal today."""
    is_open = history.outcome == "open"
    waits = is_open and chance.happens(0.05)
    if is_open:
        deal["owner_id"] = history.actor_on(AS_OF)
    deal.update(
        {
            "amount_minor": history.amount,
            "stage": history.events[-1]["stage"],
            "expected_close_on": history.expected,
            "closed_on": history.closed_at,
            "won_on": history.closed_at if history.outcome == "won" else None,
            "completed_on": None,
            "outcome": history.outcome,
            "waiting_until": AS_OF + timedelta(days=chance.integer(10, 120)) if waits else None,
            "waiting_reason": chance.pick(WAITING_REASONS) if waits else None,
        }
    )
