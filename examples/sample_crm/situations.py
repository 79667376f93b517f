"""What is known of each customer that might buy the ERP system: the facts that are graded.

One row for a customer and product line. Lines the vendor has won are left out, as grades
are of customers still to be won. What a rep does not know is empty.
"""

from datetime import timedelta

from habits import STAGE_INDEX
from vendor import WAITING_REASONS, pick_from
from workdays import AS_OF

PRODUCT_LINE = "erp"
# As reps write it who wait for nothing; an empty cell says that it is not known.
NOTHING = "无"
FACTS = [
    "fits_target",
    "system",
    "project",
    "need_admitted",
    "waiting_for",
    "waiting_until",
    "urgency_felt",
    "confident",
    "satisfaction",
    "asked_repeatedly",
    "vendor_can_fix",
    "hopes_for_vendor",
    "designer_left",
    "users_tolerate",
    "maintenance",
]
GRADES = ["A", "B", "C", "D"]

# Situations by how far the farthest open deal has come, with their weights. The first
# letter of a situation is the grade it deserves; U deserves none, N is no target.
LATE_DEAL = [("A1", 42), ("A2", 36), ("B1", 10), ("B2", 8), ("U2", 4)]
MIDDLE_DEAL = [("A1", 22), ("A2", 18), ("B1", 16), ("B2", 12), ("B3", 12), ("C1", 12), ("U1", 8)]
EARLY_DEAL = [
    ("A1", 5),
    ("B1", 14),
    ("B2", 9),
    ("B3", 8),
    ("C1", 22),
    ("C2", 14),
    ("C3", 10),
    ("D1", 10),
    ("U1", 8),
]
NO_DEAL = [
    ("B1", 6),
    ("B3", 5),
    ("C1", 14),
    ("C2", 11),
    ("C3", 10),
    ("D1", 11),
    ("D2", 15),
    ("D3", 14),
    ("D4", 5),
    ("U2", 5),
    ("N", 8),
]

# Days from the as-of day to the date a customer states that fits its grade.
STATED_DAYS = {"A": (3, 29), "B": (36, 86), "C": (98, 176), "D": (200, 420)}
STATES_A_DATE = {"A": 0.75, "B": 0.5, "C": 0.3, "D": 0.15}
STATES_ANOTHER = 0.22  # a date that does not fit the situation
STATES_PASSED = 0.1  # a date that has passed
WAITS_NO_MORE = 0.2  # the day of what is awaited has passed
FEW_FACTS = 0.12  # of customers of which hardly anything is known
HIDDEN = (0.01, 0.09)  # share of a rep's facts that are not known
HIDDEN_OF_FEW = 0.55

NEW_GRADE = 0.08  # never graded before
MOVED_UP, MOVED_DOWN = 0.13, 0.12


def make_lines(chance, accounts, opportunities):
    """The rows of account_lines, in the order of the accounts."""
    won = {deal["account_id"] for deal in opportunities if is_of_line(deal, "won")}
    farthest = {}
    for deal in opportunities:
        if is_of_line(deal, "open") and deal["stage"] in STAGE_INDEX:
            place = STAGE_INDEX[deal["stage"]]
            farthest[deal["account_id"]] = max(farthest.get(deal["account_id"], 0), place)
    hidden = {account["owner_id"]: chance.number(*HIDDEN) for account in accounts}
    return [
        make_line(chance, account, farthest.get(account["account_id"]), hidden)
        for account in accounts
        if account["account_id"] not in won
    ]


def is_of_line(deal, outcome):
    return deal["product"] == PRODUCT_LINE and deal["outcome"] == outcome


def make_line(chance, account, place, hidden):
    situation = pick_from(chance, situations_at(place))
    grade = {"U": "ungraded", "N": "not_target"}.get(situation[0], situation[0])
    facts = facts_of(chance, situation)
    share = HIDDEN_OF_FEW if chance.happens(FEW_FACTS) else hidden[account["owner_id"]]
    line = {"account_id": account["account_id"], "product_line": PRODUCT_LINE}
    line["stated_close_on"] = stated_date(chance, grade)
    for fact in FACTS:
        known = chance.share() >= share or fact == "waiting_until"
        line[fact] = facts.get(fact) if known else None
    line["grade"], line["graded_on"] = previous_grade(chance, grade)
    line["deserved"] = grade
    return line


def situations_at(place):
    if place is None:
        return NO_DEAL
    return LATE_DEAL if place >= 3 else MIDDLE_DEAL if place == 2 else EARLY_DEAL


def facts_of(chance, situation):
    """All that holds in a situation; what does not concern it is left out."""
    facts = {"fits_target": situation != "N"}
    return {**facts, **MAKERS[situation](chance)}


def without_system(need_admitted=True, **more):
    """A customer that has no system yet."""
    facts = {"system": "none", "project": "none", "need_admitted": need_admitted}
    return {**facts, "waiting_for": NOTHING, **more}


def packaged(chance, satisfaction, **more):
    facts = {"system": "packaged", "project": "live", "satisfaction": satisfaction}
    facts["maintenance"] = "hard" if satisfaction == "very_dissatisfied" else "ok"
    return {**facts, "need_admitted": chance.happens(0.5), "waiting_for": NOTHING, **more}


def self_built(chance, **more):
    facts = {"system": "self_built", "project": "live", "satisfaction": "dissatisfied"}
    return {**facts, "need_admitted": chance.happens(0.6), "waiting_for": NOTHING, **more}


def selecting(chance):
    return "selecting" if chance.happens(0.7) else "selecting_soon"


def a1(chance):
    return without_system(project=selecting(chance), urgency_felt=True, confident=True)


def a2(chance):
    if chance.happens(0.6):
        more = {"hopes_for_vendor": False, "asked_repeatedly": True, "vendor_can_fix": False}
        return packaged(chance, "dissatisfied", **more, project=selecting(chance))
    return self_built(chance, designer_left=chance.happens(0.5), project=selecting(chance))


def b1(chance):
    over = chance.happens(WAITS_NO_MORE)
    days = -chance.integer(3, 60) if over else chance.integer(10, 100)
    return without_system(
        waiting_for=chance.pick(WAITING_REASONS),
        waiting_until=AS_OF + timedelta(days=days),
        urgency_felt=chance.happens(0.4),
        confident=chance.happens(0.7),
    )


def b2(chance):
    more = {"asked_repeatedly": True, "vendor_can_fix": False, "hopes_for_vendor": False}
    return packaged(chance, "very_dissatisfied", **more)


def b3(chance):
    return self_built(chance, designer_left=True, maintenance="hard", users_tolerate=False)


def c1(chance):
    urgent = chance.happens(0.3)
    return without_system(urgency_felt=urgent, confident=not urgent and chance.happens(0.5))


def c2(chance):
    asked = chance.happens(0.4)
    more = {"hopes_for_vendor": True, "asked_repeatedly": asked, "vendor_can_fix": True}
    return packaged(chance, "dissatisfied", **more)


def c3(chance):
    return self_built(chance, designer_left=False, maintenance="ok", users_tolerate=True)


def d1(chance):
    return without_system(need_admitted=False, urgency_felt=False, confident=chance.happens(0.5))


def d2(chance):
    more = {"hopes_for_vendor": True, "asked_repeatedly": False, "vendor_can_fix": True}
    return packaged(chance, "satisfied", **more)


def d3(chance):
    project = chance.pick(["signed", "designing", "implementing"])
    return without_system(project=project, urgency_felt=True, confident=True)


def d4(chance):
    project = chance.pick(["designing", "implementing"])
    return self_built(chance, project=project, designer_left=False, users_tolerate=False)


def u1(chance):
    """Admits the need, urgent, confident, waits for nothing, and yet does not select."""
    return without_system(urgency_felt=True, confident=True)


def u2(chance):
    """Dissatisfied without hoping for the vendor, and does nothing about it."""
    more = {"hopes_for_vendor": False, "asked_repeatedly": False, "vendor_can_fix": True}
    return packaged(chance, "dissatisfied", **more)


MAKERS = {
    "A1": a1,
    "A2": a2,
    "B1": b1,
    "B2": b2,
    "B3": b3,
    "C1": c1,
    "C2": c2,
    "C3": c3,
    "D1": d1,
    "D2": d2,
    "D3": d3,
    "D4": d4,
    "U1": u1,
    "U2": u2,
    "N": d2,
}


def stated_date(chance, grade):
    """The day on which the customer says it will sign; most say none."""
    if not chance.happens(STATES_A_DATE.get(grade, 0.1)):
        return None
    if chance.happens(STATES_PASSED):
        return AS_OF - timedelta(days=chance.integer(2, 70))
    fitting = grade if grade in STATED_DAYS else "D"
    others = [each for each in GRADES if each != fitting]
    shown = chance.pick(others) if chance.happens(STATES_ANOTHER) else fitting
    return AS_OF + timedelta(days=chance.integer(*STATED_DAYS[shown]))


def previous_grade(chance, grade):
    """The grade given last and its day: mostly today's, at times one better or worse."""
    if chance.happens(NEW_GRADE):
        return None, None
    graded_on = AS_OF - timedelta(days=chance.integer(7, 120))
    moved = chance.share()
    if grade not in GRADES:
        return ("C" if moved < MOVED_DOWN else grade), graded_on
    place = GRADES.index(grade)
    if moved < MOVED_UP:
        return (GRADES[place + 1] if place < 3 else "ungraded"), graded_on
    if moved < MOVED_UP + MOVED_DOWN and place > 0:
        return GRADES[place - 1], graded_on
    return grade, graded_on
