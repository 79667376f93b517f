"""The people of the customers behind the fifty largest open deals: departments, who reports
to whom, who knows whom, where each stands towards us and towards rivals.

Persons are numbers; names are placeholders.
"""

from datetime import timedelta

from vendor import PLACEHOLDERS, SURNAMES
from workdays import AS_OF

MAPPED_DEALS = 50
RIVALS = ["rival_north", "rival_cloud"]

# department, name, function, people in it besides its head
DEPARTMENTS = [
    ("management", "经理层", "user", 1),
    ("production", "生产部", "user", 3),
    ("it", "信息部", "technical", 2),
    ("finance", "财务部", "procurement_finance", 1),
    ("purchasing", "采购部", "procurement_finance", 2),
]
BODIES = ["咨询公司", "集团总部"]

STYLES = ["analytical", "amiable", "expressive", "driver"]
STAGES = ["none", "known", "engaged", "trust", "ally"]
# How far the relation has come, by level: weights of STAGES, the last for "not recorded".
REACHED = {
    "operational": [22, 30, 22, 10, 6, 10],
    "management": [34, 28, 18, 8, 3, 9],
    "executive": [48, 20, 12, 6, 2, 12],
}
MOTIVES = {
    "user": "缩短交货时间",
    "technical": "减少维护工作量",
    "procurement_finance": "按时结账",
}
CRITERIA = ["价格", "实施经验", "本地服务", "行业案例", "系统集成"]

IS_PROFILE_KNOWN = 0.9
IS_ROLE_KNOWN = 0.85
IS_SUPPORT_KNOWN = 0.72
HAS_RIVAL = 0.62
NOT_TO_CONTACT = 0.03


def make_maps(chance, accounts, opportunities):
    """The tables people, departments, relations, stances and points."""
    known = {account["account_id"]: account for account in accounts}
    chosen = largest_accounts(opportunities, known)
    tables = {name: [] for name in ("people", "departments", "relations", "stances", "points")}
    for number, (account, deal) in enumerate(chosen, start=1):
        Customer(chance, number, account, deal, tables).draw()
    return tables


def largest_accounts(opportunities, accounts):
    """Accounts with their largest open deal, the largest deals first."""
    deals = [
        deal
        for deal in opportunities
        if deal["outcome"] == "open" and deal["amount_minor"] and deal["account_id"] in accounts
    ]
    deals.sort(key=lambda deal: (-deal["amount_minor"], deal["opportunity_id"]))
    return [(accounts[deal["account_id"]], deal) for deal in once_each(deals)][:MAPPED_DEALS]


def once_each(deals):
    seen = set()
    for deal in deals:
        if deal["account_id"] not in seen:
            seen.add(deal["account_id"])
            yield deal


class Customer:
    """One customer's map."""

    def __init__(self, chance, number, account, deal, tables):
        self.chance = chance
        self.number = number
        self.account = account
        self.deal = deal
        self.tables = tables
        self.people = []
        self.heads = {}

    def draw(self):
        top = self.person("management", "executive", "user")
        self.departments(top)
        self.outsiders()
        self.roles(top)
        self.acquaintances()
        self.stances()
        self.points()
        for person in self.people:
            self.tables["people"].append(person)

    # ---- who there is ------------------------------------------------------

    def departments(self, top):
        for code, name, function, size in DEPARTMENTS:
            self.tables["departments"].append(
                {
                    "department_id": self.department_id(code),
                    "account_id": self.account["account_id"],
                    "name": name,
                    "parent_id": None if code == "management" else self.department_id("management"),
                }
            )
            head = top if code == "management" else self.person(code, "management", function)
            if head is not top:
                self.relation("reports_to", head, top)
            self.heads[code] = head
            for _ in range(self.chance.integer(max(1, size - 1), size)):
                level = "executive" if code == "management" else "operational"
                self.relation("reports_to", self.person(code, level, function), head)
        for code in ("finance", "purchasing"):
            self.between_departments(code, "it")

    def outsiders(self):
        for body in BODIES:
            if self.chance.happens(0.2):
                person = self.person(None, "management", "technical")
                person["organisation"] = body
                self.relation("influences", person, self.chance.pick(self.people[:-1]))

    def person(self, department, level, function):
        chance = self.chance
        number = len(self.people) + 1
        person = {
            "person_id": f"P{self.number:02}{number:02}",
            "account_id": self.account["account_id"],
            "name": chance.pick(SURNAMES) + chance.pick(PLACEHOLDERS),
            "department_id": None if department is None else self.department_id(department),
            "organisation": "inside",
            "level": level if chance.happens(IS_PROFILE_KNOWN) else None,
            "function": function if chance.happens(IS_PROFILE_KNOWN) else None,
            "roles": None,
            "guide": None,
            "style": chance.pick(STYLES) if chance.happens(0.5) else None,
            "style_on": AS_OF - timedelta(days=chance.integer(20, 300)),
            "decides": None,
            "authority_minor": None,
            "veto": None,
            "business_motive": MOTIVES[function] if chance.happens(0.4) else None,
            "weight": None,
            "contact_allowed": not chance.happens(NOT_TO_CONTACT),
            "true_level": level,
        }
        if person["style"] is None:
            person["style_on"] = None
        self.people.append(person)
        return person

    def department_id(self, code):
        return f"{self.account['account_id']}-{code}"

    # ---- what they do ------------------------------------------------------

    def roles(self, top):
        chance = self.chance
        decider = top
        designer = self.heads["it"]
        evaluator = self.heads["purchasing"]
        users = [person for person in self.people if person["true_level"] == "operational"]
        initiator = chance.pick([self.heads["production"], *users])
        given = {}
        for role, person in (
            ("decider", decider),
            ("designer", designer),
            ("evaluator", evaluator),
            ("initiator", initiator),
        ):
            if chance.happens(IS_ROLE_KNOWN):
                given.setdefault(person["person_id"], []).append(role)
        for person in users:
            if chance.happens(0.6):
                given.setdefault(person["person_id"], []).append("user")
        for person in self.people:
            roles = given.get(person["person_id"])
            person["roles"] = ";".join(roles) if roles else None
        self.authority(top)
        self.heads["finance"]["veto"] = True if chance.happens(0.55) else None
        decider["decides"] = "buy;budget;sign" if chance.happens(0.8) else None
        designer["decides"] = "vendor" if chance.happens(0.4) else None

    def authority(self, top):
        amount = self.deal["amount_minor"]
        for person in self.people:
            if person is top and self.chance.happens(0.8):
                person["authority_minor"] = rounded(amount * 4)
            elif person["true_level"] == "management" and self.chance.happens(0.35):
                person["authority_minor"] = rounded(amount * self.chance.number(0.1, 1.3))

    def acquaintances(self):
        chance = self.chance
        for person in self.people:
            for other in self.people:
                if person is other:
                    continue
                if chance.happens(0.05):
                    self.relation("influences", person, other, chance.integer(1, 3))
                elif chance.happens(0.035):
                    self.relation("introduces", person, other)
                elif chance.happens(0.006):
                    self.relation("opposes", person, other)

    def relation(self, kind, person, other, weight=None):
        self.tables["relations"].append(
            {
                "account_id": self.account["account_id"],
                "from_id": person["person_id"],
                "to_id": other["person_id"],
                "from_kind": None,
                "to_kind": None,
                "kind": kind,
                "weight": weight,
            }
        )

    def between_departments(self, code, other):
        self.tables["relations"].append(
            {
                "account_id": self.account["account_id"],
                "from_id": self.department_id(code),
                "to_id": self.department_id(other),
                "from_kind": "department",
                "to_kind": "department",
                "kind": "constrains",
                "weight": None,
            }
        )

    # ---- where they stand --------------------------------------------------

    def stances(self):
        rival = self.chance.pick(RIVALS) if self.chance.happens(HAS_RIVAL) else None
        for person in self.people:
            self.stance(person, "@us", REACHED[person["true_level"]])
            if rival is not None and self.chance.happens(0.5):
                self.stance(person, rival, [45, 25, 14, 6, 2, 8])
        self.rival = rival

    def stance(self, person, vendor, weights):
        chance = self.chance
        stage = chance.pick_weighted([*STAGES, None], weights)
        support = None
        if stage in ("trust", "ally"):
            support = chance.integer(1, 2)
        elif stage is not None and stage != "none" and chance.happens(IS_SUPPORT_KNOWN):
            support = chance.pick_weighted([-2, -1, 0, 1, 2], [5, 16, 40, 30, 9])
        days = chance.integer(10, 200)
        if stage is None and support is None and chance.happens(0.5):
            return
        self.tables["stances"].append(
            {
                "person_id": person["person_id"],
                "vendor": vendor,
                "relation_stage": stage,
                "support": support,
                "as_of": AS_OF - timedelta(days=days),
                "evidence": "公开表示支持"
                if stage == "trust"
                else "引荐了同事"
                if stage == "ally"
                else None,
            }
        )
        if vendor == "@us" and stage in ("trust", "ally"):
            person["guide"] = stage == "ally" or chance.happens(0.4)
            self.earlier(person, stage)

    def earlier(self, person, stage):
        """The stage before, half a year earlier."""
        self.tables["stances"].append(
            {
                "person_id": person["person_id"],
                "vendor": "@us",
                "relation_stage": STAGES[STAGES.index(stage) - 1],
                "support": 1,
                "as_of": AS_OF - timedelta(days=260),
                "evidence": "公开表示支持" if stage == "ally" else None,
            }
        )

    def points(self):
        chance = self.chance
        for vendor in ("@us", self.rival):
            if vendor is None:
                continue
            for criterion in chance.sample(CRITERIA, 2):
                is_advantage = chance.happens(0.5)
                self.tables["points"].append(
                    {
                        "account_id": self.account["account_id"],
                        "opportunity_id": self.deal["opportunity_id"],
                        "vendor": vendor,
                        "criterion": criterion,
                        "kind": "advantage" if is_advantage else "weakness",
                        "evidence": "客户会议纪要",
                        "person_id": chance.pick(self.people)["person_id"]
                        if chance.happens(0.7)
                        else None,
                        "answer": "提供案例走访" if chance.happens(0.4) else None,
                    }
                )


def name_people(chance, activities, people):
    """Whom the contacts of half a year were with, where it is on record."""
    by_account = {}
    for person in people:
        by_account.setdefault(person["account_id"], []).append(person["person_id"])
    for activity in activities:
        known = by_account.get(activity["account_id"])
        named = known is not None and chance.happens(0.8)
        activity["person_id"] = chance.pick(known) if named else None


def rounded(amount):
    """To ten thousand yuan."""
    return int(amount / 1_000_000) * 1_000_000
