"""How the made-up vendor sells: what an analysis of the sample should find."""

# The line of the process, in order, with the share of deals that get past a
# stage and the workdays a typical deal stays there.
STAGES = [
    ("get_prospect_list", 0.84, 12),
    ("first_visit", 0.80, 14),
    ("exchange", 0.82, 18),
    ("targeted_demo", 0.79, 16),
    ("formal_quote", 0.86, 8),
    ("remove_doubts", 0.83, 18),
    ("negotiate", 0.85, 16),
    ("sign", 0.95, 10),
]
STAGE_CODES = [code for code, _, _ in STAGES]
STAGE_INDEX = {code: index for index, code in enumerate(STAGE_CODES)}

# What each team is good and bad at: added to the share that gets past.
TEAM_SKILL = {
    ("team_east", "targeted_demo"): 0.07,
    ("team_east", "first_visit"): 0.04,
    ("team_south", "negotiate"): -0.22,
    ("team_south", "first_visit"): 0.05,
    ("team_north", "targeted_demo"): -0.20,
    ("team_southwest", "first_visit"): -0.15,
    ("team_southwest", "remove_doubts"): -0.05,
}
# Where a team is slower (above 1) or faster than usual.
TEAM_PACE = {
    ("team_southwest", "remove_doubts"): 2.3,
    ("team_north", "formal_quote"): 0.6,
    ("team_east", "exchange"): 0.85,
}
ROLE_SKILL = {
    "leader": 0.04,
    "account_manager": 0.02,
    "generalist": 0.0,
    "product_specialist": 0.02,
    "remote": -0.02,
    "trainee": -0.06,
}
PRODUCT_SKILL = {("mes", "targeted_demo"): -0.08, ("crm", "remove_doubts"): 0.04}
EXISTING_CUSTOMER_SKILL = 0.04
SIZE_PACE = {"小型": 0.8, "中型": 1.0, "大型": 1.35}

# Shares of what may happen at a stage.
STALLS = 0.015  # nothing is ever recorded again
STEPS_BACK = 0.05  # returns to the stage before
SKIPS = 0.035  # goes on to the stage after next
DEMO_TO_NEGOTIATION = 0.05  # the move the vendor's own process forbids
TWO_AT_ONCE = 0.02  # two stages recorded in one save
ONLY_FORECAST = 0.14  # same stage again: amount or date was edited
REOPENS = 0.07  # of lost deals, 25 to 90 workdays later
SLIPS = 0.22  # expected date is moved although nothing forces it
UNKNOWN_AMOUNT = 0.22  # before the exchange

# Months in which more or fewer deals are opened.
OPENED_IN_MONTH = [0.8, 0.6, 1.3, 1.1, 1.0, 1.1, 0.9, 0.9, 1.2, 0.9, 1.1, 1.0]
# Where deals begin: the list, the first visit, the exchange.
FIRST_STAGE_WEIGHTS = [86, 10, 4]
