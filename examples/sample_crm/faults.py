"""Faults put into the data on purpose, as real exports have them.

Every fault is an extra row or one changed cell, so that the figures of the
deals themselves stay what they are once faulty rows are set aside.

| fault                 | table         | n | what was done |
|-----------------------|---------------|---|---------------|
| unknown_stage         | stage_events  | 6 | an extra event whose stage is free text |
| missing_stage         | stage_events  | 3 | an extra event without a stage |
| missing_date          | stage_events  | 4 | an extra event without a time |
| impossible_date       | stage_events  | 2 | an extra event in the year 2225 instead of 2025 |
| missing_id            | stage_events  | 2 | an extra event that names no deal |
| unknown_opportunity   | stage_events  | 4 | an extra event of a deal that is not in the table |
| duplicate             | stage_events  | 5 | an event written twice |
| tie_that_matters      | stage_events  | 3 | an event written twice with another amount |
| time_going_back       | stage_events  | 3 | an extra event numbered before one that is earlier |
| event_after_closing   | stage_events  | 5 | a won deal edited weeks later as if still open |
| unknown_outcome       | opportunities | 1 | an outcome that nobody defined |
| closed_before_created | opportunities | 2 | a closing day before the day of creation |
| unknown_value         | account_lines | 6 | a fact in words that the policy does not know |

Beside the faults ten open deals have no event at all: they came from an older
system with their current stage only.
"""

from datetime import date, timedelta

WITHOUT_HISTORY = 10
# Facts as somebody wrote them, in the place of the codes that policies know.
FREE_TEXT_FACTS = [
    ("system", "有"),
    ("system", "外购"),
    ("project", "立项中"),
    ("project", "招标"),
    ("satisfaction", "一般"),
    ("maintenance", "很差"),
]
FREE_TEXT_STAGES = ["商务谈判", "demo", "报价中", "Negotiation", "待定", "POC"]


def drop_histories(chance, opportunities, histories):
    """Takes the events from some open deals."""
    candidates = [
        position
        for position, deal in enumerate(opportunities)
        if deal["outcome"] == "open"
        and deal["created_on"] < date(2025, 9, 1)
        and deal["stage"] != "get_prospect_list"
    ]
    for position in chance.sample(candidates, WITHOUT_HISTORY):
        histories[position].clear()


def spoil_lines(chance, lines):
    """Puts free text where a code stood, each on another line."""
    used = set()
    for fact, written in FREE_TEXT_FACTS:
        fitting = [place for place, line in enumerate(lines) if line[fact] and place not in used]
        place = chance.pick(fitting)
        used.add(place)
        lines[place].update({fact: written, "fault": "unknown_value"})


def number_events(histories):
    for history in histories:
        for seq, event in enumerate(history, start=1):
            event["seq"] = seq


def day_of(event):
    return date.fromisoformat(event["entered_at"][:10])


# Which deals a fault fits: functions of a deal and its events.


def is_long(deal, history):
    return len(history) >= 4


def is_long_with_amount(deal, history):
    return is_long(deal, history) and history[1]["amount_minor"] is not None


def is_long_open(deal, history):
    return deal["outcome"] == "open" and len(history) >= 3


def is_long_open_of_2025(deal, history):
    return is_long_open(deal, history) and deal["created_on"].year == 2025


def is_won_in_time(deal, history):
    """Won early enough for an event weeks later."""
    return deal["outcome"] == "won" and deal["won_on"] < date(2026, 8, 1)


def is_lost(deal, history):
    return deal["outcome"] == "lost"


def has_gap_after_third(deal, history):
    """The third event leaves room for one more on the day after it."""
    return is_long(deal, history) and day_of(history[3]) - day_of(history[2]) > timedelta(days=2)


class FaultInjector:
    """Adds faults; the deals that carry one are drawn without repetition."""

    def __init__(self, chance, opportunities, histories):
        self.chance = chance
        self.opportunities = opportunities
        self.histories = histories
        self.used = set()

    def draw(self, count, fits):
        positions = [
            position
            for position, deal in enumerate(self.opportunities)
            if position not in self.used and fits(deal, self.histories[position])
        ]
        drawn = self.chance.sample(positions, count)
        self.used.update(drawn)
        return drawn

    def insert(self, position, place, fault, changes):
        """Puts a copy of the event before `place` behind it, with changes."""
        history = self.histories[position]
        event = dict(history[place - 1], fault=fault)
        event.update(changes)
        history.insert(place, event)

    def insert_last(self, position, fault, changes):
        """The same behind the last event, with the next number."""
        place = len(self.histories[position])
        self.insert(position, place, fault, dict(changes, seq=place + 1))

    def inject(self):
        for position, stage in zip(self.draw(6, is_long_open), FREE_TEXT_STAGES):
            self.insert_last(position, "unknown_stage", {"stage": stage})
        for position in self.draw(3, is_long_open):
            self.insert_last(position, "missing_stage", {"stage": None})
        for position in self.draw(5, is_won_in_time):
            won_on = self.opportunities[position]["won_on"]
            day = won_on + timedelta(days=self.chance.integer(15, 45))
            edited = {"stage": "negotiate", "entered_at": f"{day} 10:15:00"}
            self.insert_last(position, "event_after_closing", edited)
        for position in self.draw(4, is_long_open):
            self.insert_last(position, "missing_date", {"entered_at": None})
        for position in self.draw(2, is_long_open_of_2025):
            last = self.histories[position][-1]["entered_at"]
            self.insert_last(position, "impossible_date", {"entered_at": "2225" + last[4:]})
        for position in self.draw(2, is_long_open):
            self.insert_last(position, "missing_id", {"opportunity_id": None})
        for number, position in enumerate(self.draw(4, is_long), start=1):
            stranger = {"opportunity_id": f"O9{number:04}", "seq": 1}
            self.insert(position, 2, "unknown_opportunity", stranger)
        for position in self.draw(5, is_long):
            self.insert(position, 2, "duplicate", {})
        for position in self.draw(3, is_long_with_amount):
            amount = self.histories[position][1]["amount_minor"]
            self.insert(position, 2, "tie_that_matters", {"amount_minor": amount + 5000000})
        for position in self.draw(3, has_gap_after_third):
            self.put_back_in_time(self.histories[position])
        self.spoil_opportunities()

    @staticmethod
    def put_back_in_time(history):
        """Numbers an event second whose time is later than the one behind it."""
        late = dict(history[0], fault="time_going_back", seq=2)
        late["entered_at"] = f"{day_of(history[2]) + timedelta(days=1)} 09:00:00"
        for event in history[1:]:
            event["seq"] += 1
        history.insert(1, late)

    def spoil_opportunities(self):
        for position in self.draw(1, is_long_open):
            self.opportunities[position].update(outcome="on_hold", fault="unknown_outcome")
        for position in self.draw(2, is_lost):
            deal = self.opportunities[position]
            deal.update(
                closed_on=deal["created_on"] - timedelta(days=30), fault="closed_before_created"
            )


def order_as_logged(histories):
    """All events in the order of a log; a row without a usable time stands
    where it was written."""
    rows = []
    for history in histories:
        latest = ""
        for event in history:
            logged = event["entered_at"] or latest
            if event.get("fault") == "impossible_date":
                logged = latest
            latest = max(latest, logged)
            rows.append((logged, len(rows), event))
    rows.sort(key=lambda row: row[:2])
    return [event for _, _, event in rows]
