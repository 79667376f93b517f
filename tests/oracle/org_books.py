"""Random decision maps as tables: people, departments, relations, stances, accounts."""

import random

STAGES = ["none", "known", "engaged", "trust", "ally"]
LEVELS = ["operational", "management", "executive"]
ROLES = ["initiator", "decider", "user", "designer", "evaluator", "approver"]
DECISIONS = ["buy", "when", "budget", "vendor", "sign"]
SIDEWAYS = ["influences", "introduces", "constrains", "opposes"]
RIVALS = ["Rival", "Zeta"]
#: The first account's ids begin here; those of the next one this far on.
APART = 1000


def maybe(dice, value, chance=0.7):
    return value() if dice.random() < chance else None


def some_of(dice, words):
    return ";".join(dice.sample(words, dice.choice([0, 1, 1, 2])))


def person(dice, person_id, account_id, departments, stubborn):
    return {
        "person_id": person_id,
        "account_id": account_id,
        "department_id": maybe(dice, lambda: dice.choice(departments)) if departments else None,
        "level": maybe(dice, lambda: dice.choice(LEVELS)),
        "roles": maybe(dice, lambda: some_of(dice, ROLES)),
        "decides": maybe(dice, lambda: some_of(dice, DECISIONS), 0.2),
        "authority_minor": maybe(dice, lambda: dice.choice([0, 500, 10_000, 2**60]), 0.4),
        "veto": maybe(dice, lambda: dice.random() < 0.3),
        "weight": maybe(dice, lambda: dice.choice([0.5, 1.0, 3.0]), 0.3),
        "contact_allowed": maybe(dice, lambda: dice.random() < 0.7, 0.4),
        "stubbornness": maybe(dice, lambda: dice.choice(stubborn), 0.6),
    }


def chains(dice, people):
    """Superiors: nobody is below one of the own people; some people have two, some none."""
    order = list(people)
    dice.shuffle(order)
    share = dice.choice([0.3, 0.8, 1.0])
    rows = []
    for place in range(1, len(order)):
        if dice.random() < share:
            rows.append((order[place], dice.choice(order[:place])))
        if dice.random() < 0.05:
            rows.append((order[place], dice.choice(order[:place])))
    return [{"from_id": a, "to_id": b, "kind": "reports_to"} for a, b in rows]


def sideways(dice, people, departments):
    """Of any kind, in any direction, to oneself, several between two, to departments."""
    count = round(len(people) * dice.choice([0.2, 1, 2, 5]))
    rows = []
    for _ in range(count):
        row = {"kind": dice.choice(SIDEWAYS)}
        for end in ("from", "to"):
            to_department = departments and dice.random() < 0.1
            row[f"{end}_id"] = dice.choice(departments if to_department else people)
            row[f"{end}_kind"] = "department" if to_department else None
        rows.append(row)
    return rows


def stances(dice, people, vendor):
    known = dice.choice([0.3, 0.8, 1.0])
    return [
        {
            "person_id": one,
            "vendor": vendor,
            "relation_stage": maybe(dice, lambda: dice.choice(STAGES)),
            "support": maybe(dice, lambda: dice.randint(-2, 2)),
        }
        for one in people
        if dice.random() < known
    ]


def one_account(seed, account_id, most=90):
    """The tables of one account, by a seed."""
    dice = random.Random(seed)
    count = dice.choice([1, 2, 3, 5, 8, 13, 21, 34, 55, 63, 64, 65, 70, 90])
    first = account_id * APART
    people = list(range(first, first + min(count, most)))
    departments = list(range(first + 500, first + 500 + dice.randint(0, 1 + count // 5)))
    stubborn = dice.choice([[0.0, 0.3, 1.0], [0.05, 0.5, 0.9], [0.0]])
    weights = dice.choice([[None], [None, 0.5, 2.0], [0.1, 1.0, 7.0]])
    relations = chains(dice, people) + sideways(dice, people, departments)
    for relation in relations:
        relation["weight"] = dice.choice(weights)
    return {
        "people": [person(dice, one, account_id, departments, stubborn) for one in people],
        "departments": [{"department_id": one, "account_id": account_id} for one in departments],
        "relations": relations,
        "stances": [row for vendor in ["@us", *RIVALS] for row in stances(dice, people, vendor)],
        "accounts": [
            {
                "account_id": account_id,
                "do_not_contact": maybe(dice, lambda: dice.random() < 0.1),
                "public_body": maybe(dice, lambda: dice.random() < 0.3),
            }
        ],
    }


COLUMNS = {
    "people": [
        *["person_id", "account_id", "department_id", "level", "roles", "decides"],
        *["authority_minor", "veto", "weight", "contact_allowed", "stubbornness"],
    ],
    "departments": ["department_id", "account_id"],
    "relations": ["from_id", "from_kind", "to_id", "to_kind", "kind", "weight"],
    "stances": ["person_id", "vendor", "relation_stage", "support"],
    "accounts": ["account_id", "do_not_contact", "public_body"],
}


def tables_of(accounts):
    """Tables of a book of these accounts, as dicts of columns."""
    tables = {}
    for name, columns in COLUMNS.items():
        rows = [row for account in accounts for row in account[name]]
        tables[name] = {column: [row.get(column) for row in rows] for column in columns}
    return tables
