"""The made-up vendor: its teams, reps, products and customers.

Everything here is invented. Company names carry the word for fictional and
the names of persons are placeholders in the manner of "John Doe".
"""

from datetime import date

CURRENCY = "CNY"

# team_id, region, number of accounts
TEAMS = [
    ("team_east", "华东", 105),
    ("team_south", "华南", 80),
    ("team_north", "华北", 65),
    ("team_southwest", "西南", 50),
]

# Six reps a team, its leader first and counted among them: 24 in all.
TEAM_ROLES = {
    "team_east": [
        "leader",
        "account_manager",
        "account_manager",
        "generalist",
        "product_specialist",
        "trainee",
    ],
    "team_south": [
        "leader",
        "account_manager",
        "generalist",
        "generalist",
        "product_specialist",
        "trainee",
    ],
    "team_north": [
        "leader",
        "account_manager",
        "generalist",
        "remote",
        "product_specialist",
        "trainee",
    ],
    "team_southwest": ["leader", "account_manager", "generalist", "remote", "trainee", "trainee"],
}
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
PLACEHOLDERS = "甲乙丙丁戊己庚辛壬癸"
CAPACITY = {
    "leader": 15,
    "account_manager": 20,
    "generalist": 35,
    "product_specialist": 30,
    "remote": 60,
    "trainee": 15,
}
# The one rep who leaves; the team's leader takes over what is still open.
LEAVER = ("R09", date(2026, 5, 29))

# product, weight, typical price in thousand yuan for a middle-sized customer
PRODUCTS = [("erp", 42, 800), ("mes", 23, 600), ("scm", 19, 350), ("crm", 16, 180)]

INDUSTRIES = [
    ("机械制造", 24),
    ("电子", 18),
    ("汽车零部件", 14),
    ("食品饮料", 10),
    ("化工", 9),
    ("纺织服装", 8),
    ("家具", 6),
    ("医药", 6),
    ("商贸流通", 5),
]
INDUSTRY_WORDS = {
    "机械制造": ["精密机械", "重工机械", "数控设备", "泵阀"],
    "电子": ["电子科技", "半导体", "光电", "线路板"],
    "汽车零部件": ["汽车零部件", "车桥", "汽车内饰"],
    "食品饮料": ["食品", "饮品", "调味品"],
    "化工": ["新材料", "涂料", "精细化工"],
    "纺织服装": ["纺织", "服饰"],
    "家具": ["家居", "木业"],
    "医药": ["制药", "医疗器械"],
    "商贸流通": ["商贸", "供应链"],
}
FIRST_SYLLABLES = "云岚星澄青鹭霁柏朔晗澜禾峤汐棠砚"
SECOND_SYLLABLES = "汇岭泽禾川拓屿桥瀚梧麓舟垣"

SIZES = [("小型", 45, 0.5), ("中型", 38, 1.0), ("大型", 17, 2.4)]
SEGMENT_BY_SIZE = {
    "小型": [("most_valuable", 4), ("middle", 36), ("least", 60)],
    "中型": [("most_valuable", 18), ("middle", 57), ("least", 25)],
    "大型": [("most_valuable", 55), ("middle", 38), ("least", 7)],
}
SOURCES = [
    ("business_directory", 18),
    ("industrial_park_directory", 14),
    ("exhibition", 17),
    ("customer_referral", 15),
    ("event", 16),
    ("job_site_advertiser", 8),
    ("press", 4),
    ("yellow_pages", 3),
    ("other", 5),
]
WAITING_REASONS = [
    "等待年度预算批复",
    "等待新厂搬迁完成",
    "等待集团统一选型",
    "等待新任信息主管到岗",
]


def pick_from(chance, weighted):
    return chance.pick_weighted([entry[0] for entry in weighted], [entry[1] for entry in weighted])


def make_reps(chance):
    reps = []
    for team_id, region, _ in TEAMS:
        leader_id = None
        for role in TEAM_ROLES[team_id]:
            rep_id = f"R{len(reps) + 1:02}"
            if role == "leader":
                leader_id = rep_id
                hired_on = date(chance.integer(2014, 2018), chance.integer(1, 12), 1)
            elif role == "trainee":
                # Two of the five came with the data, three join during it.
                hired_on = (
                    date(2024, 9, 2)
                    if team_id == "team_east"
                    else date(2025, chance.integer(6, 10), 9)
                )
            else:
                hired_on = date(chance.integer(2016, 2023), chance.integer(1, 12), 15)
            reps.append(
                {
                    "rep_id": rep_id,
                    "name": SURNAMES[len(reps)] + PLACEHOLDERS[len(reps) % len(PLACEHOLDERS)],
                    "manager_id": None if role == "leader" else leader_id,
                    "team_id": team_id,
                    "region": region,
                    "role": role,
                    "hired_on": hired_on,
                    "left_on": LEAVER[1] if rep_id == LEAVER[0] else None,
                    "capacity": CAPACITY[role],
                }
            )
    return reps


def make_company_name(chance, industry, taken):
    while True:
        first, second = chance.pick(FIRST_SYLLABLES), chance.pick(SECOND_SYLLABLES)
        name = f"{first}{second}{chance.pick(INDUSTRY_WORDS[industry])}（虚构）有限公司"
        if name not in taken:
            taken.add(name)
            return name


def make_accounts(chance, reps):
    accounts = []
    taken = set()
    for team_id, region, count in TEAMS:
        team = [rep for rep in reps if rep["team_id"] == team_id]
        for _ in range(count):
            industry = pick_from(chance, INDUSTRIES)
            size = pick_from(chance, SIZES)
            owner = chance.pick_weighted(
                team, [1 if rep["role"] in ("leader", "trainee") else 3 for rep in team]
            )
            if owner["left_on"]:
                owner = team[0]
            number = len(accounts) + 1
            accounts.append(
                {
                    "account_id": f"A{number:04}",
                    "name": make_company_name(chance, industry, taken),
                    "industry": industry,
                    "region": region,
                    "size": size,
                    "owner_id": owner["rep_id"],
                    "segment": pick_from(chance, SEGMENT_BY_SIZE[size]),
                    "source": pick_from(chance, SOURCES),
                    "do_not_contact": number % 97 == 0,
                    "public_body": number % 50 == 0,
                    "team_id": team_id,
                }
            )
    return accounts
