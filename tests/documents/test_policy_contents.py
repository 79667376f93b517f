"""What each shipped policy says: the rules, questions and cuts of the domain, and what the
schema refuses."""

import copy
import re

import pytest
from shipped import DATA, load, validator

POLICIES = {path.stem: load(path) for path in sorted((DATA / "policies").glob("*.json"))}


def decision(name, code):
    return next(each for each in POLICIES[name]["decisions"] if each["code"] == code)


def rules_of(name, code):
    return [(rule["code"], rule["when"], rule["then"]) for rule in decision(name, code)["rules"]]


def cells_of(table):
    return " ".join(cell for rule in table["rules"] for cell in rule["when"].values())


SELECTING = '"selecting", "selecting_soon"'
GRADE_RULES = [
    ("N1", {"target": '"known_not_to_fit"'}, "not_target"),
    ("A1", {"system": '"none"', "project": SELECTING}, "A"),
    ("A2", {"system": '"packaged", "self_built"', "project": SELECTING}, "A"),
    ("B1", {"system": '"none"', "need_admitted": "true", "waiting_for": 'not("")'}, "B"),
    (
        "B2",
        {
            "system": '"packaged"',
            "satisfaction": '"very_dissatisfied"',
            "asked_repeatedly": "true",
            "vendor_can_fix": "false",
        },
        "B",
    ),
    (
        "B3",
        {
            "system": '"self_built"',
            "project": '"live"',
            "designer_left": "true",
            "maintenance": '"hard"',
        },
        "B",
    ),
    (
        "C1",
        {"system": '"none"', "fits_target": "true", "need_admitted": "true", "no_drive": "true"},
        "C",
    ),
    (
        "C2",
        {"system": '"packaged"', "satisfaction": '"dissatisfied"', "hopes_for_vendor": "true"},
        "C",
    ),
    ("C3", {"system": '"self_built"', "designer_left": "false", "users_tolerate": "true"}, "C"),
    ("D1", {"system": '"none"', "fits_target": "true", "need_admitted": "false"}, "D"),
    ("D2", {"system": '"packaged"', "satisfaction": '"satisfied"', "maintenance": '"ok"'}, "D"),
    (
        "D3",
        {"system": '"none", "packaged"', "project": '"signed", "designing", "implementing"'},
        "D",
    ),
    ("D4", {"system": '"self_built"', "project": '"designing", "implementing"'}, "D"),
]


def test_abcd_has_the_twelve_rules_and_that_of_targets():
    table = decision("abcd", "grade_table")
    assert table["hit"] == "first"
    assert table["outputs"][0]["default"] == "ungraded"
    rules = [
        (rule["code"], rule["when"], rule["then"]["grade"], rule["origin"])
        for rule in table["rules"]
    ]
    assert rules == [(*rule, "source") for rule in GRADE_RULES]
    assert POLICIES["abcd"]["computed"][0]["formula"] == (
        "urgency_felt = false or confident = false"
    )


def test_abcd_takes_a_customer_for_a_target_until_it_is_known_not_to_be():
    card = decision("abcd", "target")
    (criterion,) = card["criteria"]
    assert criterion["input"] == "fits_target"
    points = {each["when"]: each["points"] for each in criterion["attributes"]}
    below = card["bands"][0]["below"]
    assert card["bands"][0]["code"] == "known_not_to_fit"
    assert points["false"] < below <= min(points["true"], criterion["if_unknown"])


def test_abcd_compares_stated_dates_with_calendar_months():
    (window,) = [each for each in POLICIES["abcd"]["computed"] if each["type"] == "text"]
    assert re.findall(r'duration\("(\w+)"\) then "(\w)"', window["formula"]) == [
        ("P1M", "A"),
        ("P3M", "B"),
        ("P6M", "C"),
    ]
    assert window["formula"].startswith('if stated_close_on < as_of then "passed" else if ')
    assert [each["code"] for each in POLICIES["abcd"]["conflicts"]][0] == "date_has_passed"
    table = decision("abcd", "grade_table")
    read = " ".join(table["columns"]) + cells_of(table)
    assert "stated" not in read, "a stated date is never a second vote"


def test_abcd_says_how_often_a_grade_is_contacted():
    gaps = [
        parameter["value"]
        for parameter in POLICIES["abcd"]["parameters"]
        if parameter["code"].startswith("max_gap_days_")
    ]
    assert len(gaps) == 4 and gaps == sorted(gaps)


def test_erp_abcd_is_abcd_in_other_words():
    own, erp = copy.deepcopy(POLICIES["abcd"]), copy.deepcopy(POLICIES["erp_abcd"])
    for policy in (own, erp):
        for member in ("code", "label", "description"):
            del policy[member]
        for parameter in policy["parameters"][:2]:
            assert parameter.pop("value")
    assert own == erp
    assert all("ERP" in each["value"] for each in POLICIES["erp_abcd"]["parameters"][:2])


@pytest.mark.parametrize(
    ("question", "groups"),
    [
        ("q1", "need schedule budget"),
        ("q2", "requirement technology delivery"),
        ("q3", "decision relations competition"),
        ("q4", "value margin cost_of_sale collection reference"),
    ],
)
def test_questions_of_the_opportunity_judgement(question, groups):
    card = decision("opportunity_judgement", question)
    assert [group["code"] for group in card["groups"]] == groups.split()
    assert len(card["criteria"]) == 20
    assert [band["code"] for band in card["bands"]] == ["no", "open", "yes"]
    no, open_ = (band["below"] for band in card["bands"][:2])
    assert no <= 0 < open_, "with nothing known a question is open"
    for criterion in card["criteria"]:
        assert criterion["origin"] == "sandan"
        assert criterion["if_unknown"] == 0
        assert [each["points"] for each in criterion["attributes"]] == [1, -1]


def test_gate_opens_only_if_the_first_is_yes_and_no_other_is_no():
    assert rules_of("opportunity_judgement", "gate_table") == [
        ("no_opportunity", {"q1": '"no"'}, {"gate": "closed"}),
        ("opportunity_open", {"q1": '"open"'}, {"gate": "closed"}),
        ("no_solution", {"q2": '"no"'}, {"gate": "closed"}),
        ("cannot_win", {"q3": '"no"'}, {"gate": "closed"}),
        ("not_worth_it", {"q4": '"no"'}, {"gate": "closed"}),
        ("passes", {"q1": '"yes"'}, {"gate": "open"}),
    ]
    advice = rules_of("opportunity_judgement", "advice_list")
    assert [then["advice"] for _, _, then in advice[:4]] == [
        "stay_in_first_move",
        "find_partner_or_leave",
        "narrow_field_or_leave",
        "decline",
    ]
    assert [when for _, when, _ in advice[4:]] == [{f"q{n}": '"open"'} for n in range(1, 5)]


def test_value_segments_and_coverage():
    assert [rule[2] for rule in rules_of("value_segment", "care_table")] == [
        {"coverage_goal": "create_value", "covered_by": "best_reps"},
        {"coverage_goal": "grow", "covered_by": "reps"},
        {"coverage_goal": "least_cost", "covered_by": "trainees"},
    ]
    coverage = [rule[2] for rule in rules_of("value_segment", "coverage_table")]
    assert [set(each) for each in coverage] == [
        {"service_level", "contact_every_days", "senior_managers", "product_specialists"}
    ] * 3
    days = [each["contact_every_days"] for each in coverage]
    assert days == sorted(days)


def test_sales_traits():
    card = decision("sales_traits", "sales_traits")
    assert len(card["criteria"]) == 21
    (core,) = card["subsets"]
    assert core["criteria"] == (
        [
            "self_motivation",
            "thirst_for_knowledge",
            "confidence",
            "enthusiasm",
            "perception",
            "persistence",
        ]
    )
    assert [(band["code"], band.get("below")) for band in card["bands"]] == [
        ("not_yet", 10),
        ("open", 15),
        ("has_traits", None),
    ]
    for criterion in card["criteria"]:
        assert "if_unknown" not in criterion, "unanswered stays unknown"
        assert {each["when"]: each["points"] for each in criterion["attributes"]} == {
            '"yes"': 1,
            '"no", "working_on_it"': 0,
        }


def test_key_information_counts_none_half_and_one():
    card = decision("key_information", "key_information")
    assert [group["code"] for group in card["groups"]] == (
        ["schedule", "budget", "requirement", "decision", "competition", "decisive_criteria"]
    )
    for criterion in card["criteria"]:
        assert criterion["if_unknown"] == 0
        assert [each["points"] for each in criterion["attributes"]] == [0, 0.5, 1]


@pytest.mark.parametrize(
    ("name", "completeness"),
    [
        ("key_information", "key_information_completeness"),
        ("important_information", "important_information_completeness"),
        ("data_quality", "data_completeness"),
    ],
)
def test_completeness_is_points_by_items(name, completeness):
    items = len(decision(name, name)["criteria"])
    assert items == len(POLICIES[name]["inputs"])
    assert decision(name, completeness)["formula"] == f"{name}_points / {items}"


def test_needs_finds_deals_without_a_severe_or_urgent_problem():
    assert rules_of("needs", "needs_table") == [
        ("severe", {"problem_severity": '"severe"'}, {"needs_finding": "severe_or_urgent_problem"}),
        ("urgent", {"problem_urgency": '"urgent"'}, {"needs_finding": "severe_or_urgent_problem"}),
        ("neither", {}, {"needs_finding": "no_severe_or_urgent_problem"}),
    ]


def test_compete_by_strength():
    policy = POLICIES["compete_by_strength"]
    assert [(each["value"], each["origin"]) for each in policy["parameters"]] == [
        (10, "source"),
        (5, "source"),
        (2, "source"),
        (1, "source"),
        (0.5, "sandan"),
    ]
    rules = decision("compete_by_strength", "strength_table")["rules"]
    assert [rule["then"]["strength_move"] for rule in rules] == (
        ["surround", "attack", "fight", "divide", "defend", "avoid"]
    )
    assert [rule["origin"] for rule in rules] == ["source"] * 4 + ["sandan"] * 2


def test_communication_style_counts_what_was_observed():
    policy = POLICIES["communication_style"]
    assert len(policy["computed"]) == 4
    for each in policy["computed"]:
        assert each["formula"].count(" = true then 1 else 0)") == 4
    assert {each["null"] for each in policy["inputs"]} == {"none"}
    origins = {
        rule["code"]: rule["origin"] for rule in decision(policy["code"], "manner_table")["rules"]
    }
    assert origins["analytical"] == origins["amiable"] == "source"
    assert origins["expressive"] == origins["driver"] == "sandan"


def test_hiring_asks_for_the_tasks_of_the_role_only():
    tasks = {
        criterion["code"]: criterion["attributes"][0]["when"]
        for criterion in decision("hiring", "match")["criteria"]
        if "input" not in criterion
    }
    roles = [re.fullmatch(r'not\(role = "(\w+)"\)', when)[1] for when in tasks.values()]
    assert roles == ["sales"] * 3 + ["presales"] * 2 + ["telesales", "sales", "presales"]
    steps = [rule[2]["hiring_step"] for rule in rules_of("hiring", "step_table")]
    assert steps == (
        ["read_cv", "hear_reasons", "ask_consent", "hear_reference", "do_role_play"]
        + ["check_interview"] * 3
        + ["people_decide"]
    )


# What the schema refuses.

TABLE = ["decisions", 1]
CARD = ["decisions", 0]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["sandan"], "policy/2"),
        (["owner"], "us"),
        (["label"], "A/B/C/D"),
        (["unknowns"], "guess"),
        (["decision_support"], "yes"),
        (["decisions"], []),
        (["effective"], {"from": "tomorrow"}),
        (["parameters", 2, "value"], "seven"),
        (["parameters", 0, "value"], 7),
        (["inputs", 0, "type"], "boolean"),
        (["inputs", 0, "null"], "maybe"),
        (["inputs", 0, "values"], ["yes"]),
        (["inputs", 0, "whole"], True),
        (["inputs", 1, "values"], ["none", "none"]),
        (["inputs", 0, "colour"], "red"),
        (["computed", 0, "formula"], ""),
        ([*TABLE, "kind"], "tree"),
        ([*TABLE, "hit"], "last"),
        ([*TABLE, "hit"], "priority_order"),
        ([*TABLE, "aggregate"], "sum"),
        ([*TABLE, "outputs"], []),
        ([*TABLE, "outputs", 0, "default"], 1),
        ([*TABLE, "rules", 0, "when"], []),
        ([*TABLE, "rules", 0, "when", "system"], 1),
        ([*TABLE, "rules", 0, "then", "grade"], ["A"]),
        ([*TABLE, "rules", 0, "note"], "first"),
        ([*TABLE, "formula"], "1"),
        ([*CARD, "criteria"], []),
        ([*CARD, "reasons"], {"count": 9}),
        ([*CARD, "criteria", 0, "attributes"], []),
        ([*CARD, "criteria", 0, "attributes", 0, "points"], "1"),
        ([*CARD, "bands", 0, "below"], "1"),
        ([*CARD, "rules"], []),
        (["conflicts", 0, "when"], None),
    ],
)
def test_broken_variants_are_refused(path, value):
    document = copy.deepcopy(POLICIES["abcd"])
    at = document
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    assert not validator("policy").is_valid(document)


def test_bundle_of_versions():
    bundle = {
        "sandan": "policies/1",
        "code": "abcd",
        "label": {"en": "Grades"},
        "versions": [
            {**POLICIES["abcd"], "version": "1", "effective": {"from": None, "to": "2026-06-30"}},
            {**POLICIES["abcd"], "version": "2", "effective": {"from": "2026-07-01"}},
        ],
    }
    validator("policy").validate(bundle)
    assert not validator("policy").is_valid({**bundle, "versions": []})
    assert not validator("policy").is_valid({**bundle, "origin": "source"})
    assert validator("policy").is_valid({**bundle, "x_owner": "us"})
