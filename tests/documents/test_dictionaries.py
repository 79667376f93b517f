"""The facts dictionary and the vocabulary: whole, labelled, and in step with
each other."""

import copy

import pytest
from shipped import DATA, load, validator

FACTS = load(DATA / "facts.json")
VOCABULARY = load(DATA / "vocabulary.json")
TABLES = {
    table["table"]: {column["name"]: column for column in table["columns"]}
    for table in FACTS["tables"]
}
ENUMERATIONS = {
    each["code"]: [value["code"] for value in each["values"]] for each in VOCABULARY["enumerations"]
}

MANDATORY = {
    "accounts": "account_id",
    "opportunities": "opportunity_id",
    "stage_events": "opportunity_id stage entered_at",
    "changes": "opportunity_id at field value",
    "account_lines": "account_id product_line",
    "universe": "account_id",
    "rep_assignments": "rep_id from_on",
    "credits": "rep_id share_ppm",
    "rates": "date from_currency to_currency num den",
    "quota_nodes": "node_id",
    "quota_constraints": "code",
    "receivables": "opportunity_id due_on amount_minor",
    "reps": "rep_id",
    "departments": "department_id account_id",
    "people": "person_id account_id",
    "relations": "from_id to_id kind",
    "stances": "person_id vendor",
    "points": "vendor kind",
    "activities": "kind rep_id",
    "actuals": "date kind amount_minor",
    "work_items": "due_on urgency",
    "campaigns": "campaign_id held_on",
    "campaign_contacts": "campaign_id account_id invited attended",
    "grade_events": "account_id grade at",
    "judgements": "opportunity_id",
    "key_information": "opportunity_id",
    "rival_strengths": "segment vendor",
    "style_observations": "person_id",
    "traits": "rep_id",
    "candidates": "candidate_id",
}
RESULT_ENUMERATIONS = {
    "mode": "find nurture close service",
    "phase": "before after",
    "layer": "need candidate quoted ordered",
    "outcome": "open won lost cancelled",
    "won_when": "entered end_mark",
    "origin": "source sandan",
    "move": "start forward skip back lost cancelled reopened repeated",
    "fault": """missing_id unknown_opportunity duplicate_opportunity missing_stage unknown_stage
        missing_date impossible_date time_going_back event_after_closing duplicate
        tie_that_matters unknown_outcome closed_before_created missing_amount negative_amount""",
    "stage_source": "event current_value none",
    "reason": "given code outcome layer phase none",
    "mark_kind": "start end",
    "day_kind": "workday weekend holiday make_up",
    "weekday": "mon tue wed thu fri sat sun",
    "unit": "week month quarter year",
    "basis": "expected quantile",
    "verdict": "weaker alike stronger insufficient",
    "step": "won planned due collected completed",
    "gauge": "close nurture find",
    "hit_policy": "first unique any priority rule_order output_order collect",
    "aggregate": "sum min max count",
    "unknowns": "keep feel b_feel",
    "decision_kind": "table scorecard formula",
    "decision_status": "decided default undetermined fault",
    "input_type": "bool number text date duration months",
    "rule_fault": """missing_column unknown_value not_a_number out_of_range division_by_zero
        not_unique not_any""",
    "cell_verdict": "failed unknown earlier_rule",
    "finding_kind": "gap overlap dead_rule unreachable_output never_band not_decided",
    "direction": "up down new changed",
    "grade": "A B C D ungraded not_target",
    "segment": "most_valuable middle least",
    "period_unit": "all year quarter month week day",
    "tier": "target stretch challenge",
    "weights_by": "equal given actuals pipeline potential capacity workdays blend",
    "weights_of": "own parent company",
    "tree_from": "nodes levels managers table",
    "constraint_kind": "floor cap fixed growth",
    "bound": "floor cap none",
    "bounded_what": "nodes cells cross_totals",
    "time_rounding": "controlled cumulative",
    "replan_past": "plan actuals",
    "replan_carry": "none rep pooled",
    "versions_in": "both before after",
    "landing_measure": "target workdays",
    "actual_fault": """missing_date impossible_date missing_amount unknown_kind missing_currency
        duplicate_actual unknown_node outside_days bad_share credits_not_whole missing_credit_to
        unknown_credited no_place not_a_leaf""",
    "activity_fault": """missing_id duplicate_opportunity unknown_opportunity unknown_outcome
        missing_amount missing_currency no_rate missing_stage unknown_stage missing_kind
        missing_date impossible_date""",
    "shape_candidate": "equal workdays last_year mean blend",
    "quartile": "top middle bottom insufficient",
    "quartile_advice": "needs_plan",
    "pair_reason": "star_led best_team",
    "rate_step": """
        value_per_win win_per_proposal proposal_per_visit visit_per_call marketing_share
        win_per_lead""",
    "rate_source": "own team company request none",
    "hire_mode": "experienced new",
    "principle": "amount_unit_period basis_stated carried_down quarterly_focus work_items_dated",
    "principle_finding": """
        no_amount no_unit no_period basis_missing basis_without_amount basis_too_small
        quarter_without_amount rate_above_history no_workdays_left too_little_history no_focus
        no_work_item work_items_not_known no_work_items no_due_date due_not_known no_urgency
        urgency_not_known no_quarter quarter_not_known due_outside_quarter urgent_after_normal""",
    "basis_from": "existing new market competition",
    "incentive_measure": """
        value margin new_customers transactions quota collection retention activity training
        satisfaction""",
    "incentive_credit": "all owner",
    "incentive_check": """
        pays_value pays_new_customers tied_to_margin no_transactions simple right_for_role
        cross_selling_shared weights_whole""",
    "incentive_finding": """
        value_paid value_not_paid new_customers_paid new_customers_not_paid margin_paid
        margin_not_paid own_measures_not_judged transactions_paid no_transactions_paid
        few_figures many_figures role_fits role_not_known role_needs_value
        role_needs_existing_customers role_needs_new_customers role_needs_cross_selling
        role_needs_finding role_needs_shared_credit role_needs_learning role_needs_team_target
        cross_selling_is_shared cross_selling_not_shared credit_not_stated no_cross_selling
        cross_selling_not_stated weights_are_whole weights_not_whole weight_not_stated""",
    "map_fault": """
        missing_id missing_account duplicate_person duplicate_department duplicate_opportunity
        unknown_account unknown_department unknown_person unknown_opportunity other_account
        self_relation reports_to_cycle department_cycle unknown_level unknown_function
        unknown_role unknown_style unknown_decision unknown_kind unknown_relation_stage
        unknown_outcome unknown_tender_phase bad_support bad_weight bad_share bad_authority
        negative_amount impossible_date contradictory_stance missing_kind missing_vendor""",
    "map_finding": """
        several_heads several_superiors department_without_head trust_without_support
        ally_without_evidence""",
    "map_read_item": "node edge attribute",
    "map_read_fault": """
        missing_id duplicate_node unknown_node unknown_node_kind missing_end undirected
        label_is_no_kind more_labels hyperedge port unknown_attribute undeclared_attribute
        bad_number bad_boolean bad_date""",
    "map_gap": """
        role_unknown decider_not_in_touch decider_against no_route_to_decider role_not_in_touch
        voter_stance_unknown veto_not_covered level_not_in_touch department_without_guide
        no_guide single_thread decision_holder_unknown profile_incomplete""",
    "map_thread": "role department guide route contact",
    "map_next_step": "introduce advance approach none",
    "map_withheld": "contact_not_allowed account_do_not_contact tender_evaluator",
    "map_gatekeeper": "dominator veto cut",
    "map_break": "role_unknown link_broken no_signer decision_unheld",
    "map_state": "filled unknown runs broken for against open",
    "map_position": "us ahead behind level open unknown",
    "map_lead": "us them level unknown",
    "map_answer": """
        contents coverage routes gatekeepers flow verdict win_over competitors centrality
        summary""",
    "map_change": """
        set_support set_stage set_roles add_relation remove_relation add_person remove_person""",
    "map_model": "friedkin_johnsen degroot",
    "map_distance": "hops inverse_weight",
    "map_measure": "betweenness closeness pagerank",
    "map_format": "graphml json dot",
    "map_difference": "row present",
    "map_column": """
        level leads gap leader position reason decision verdict bound open criterion limit_minor
        evidence""",
}
RESULT_COLUMNS = """
    table row opportunity_id column fault value set_aside n entered_at event_row from_stage
    to_stage move legal stage stage_source layer mode phase outcome created_on entered_on
    days_in_stage age_days closed_on won_on completed_on amount_minor currency expected_close_on
    overdue_days slips slipped_days moves skips backs reopens illegal_moves not_as_of level
    value_minor unknown_amounts oldest_days reached advanced lost cancelled pending conversion
    conversion_low conversion_high sufficient open won win_rate win_rate_low win_rate_high
    won_value_minor cycle_n cycle_median_days cycle_p10_days cycle_p90_days cycle_max_days
    lost_n lost_median_days cancelled_n cancelled_median_days n_from median_days p10_days
    p90_days mean_days reason position label label_zh label_en won_when expected_days
    default_probability origin implicit kind mark action satisfies evidence
    day weekday workday projected unit period fiscal_year number start_on end_on days workdays
    unknown km_median_days km_median_low_days km_median_high_days mean_workdays median_workdays
    p10_workdays p90_workdays km_median_workdays km_median_low_workdays km_median_high_workdays
    expected_workdays horizon_days horizon_workdays converted at_risk lost_share cancelled_share
    open_share followed time_days time_workdays workdays_in_stage basis limit_days
    limit_workdays over_days over_workdays longer later_conversion later_conversion_low
    later_conversion_high waiting_until waiting_reason stalled waiting valued mean_value_minor
    cycle_days cycle_workdays velocity_minor_per_day velocity_minor_per_workday rest_n
    rest_advanced rest_conversion shrunk_conversion shrunk_low shrunk_high difference
    difference_low difference_high verdict prior_conversion prior_weight rank teacher n_due
    due_minor collected_of_due_minor
    collection_rate n_overdue overdue_minor oldest_overdue_days collected_minor
    outstanding_minor overpaid_minor from_days to_days step share_of_won
    decision output exact input outcomes_left conflict rule certain criterion attribute points
    points_low points_high cell alternative from to decided other_rule example from_rule to_rule
    amount setting direction at
    condition fact type values null whole allowed unmet unjudged actions met no_action
    gauge of_n share low high
    tier sales_level sales sales_parent period_unit from_on to_on sum_minor padding_minor axis
    place path parts difference_minor hierarchy what worst_units beyond_one constrained is_optimal
    total_minor atoms nonzero_atoms remainder_minor remainder_at cells_sha256 plan_digest
    sums_checked sums_broken code limit_minor slack_minor free_minor effect_minor binds
    target_minor target_to_date_minor actual_minor attainment attainment_of_period gap_minor
    days_ahead_workdays elapsed_workdays remaining_workdays required_per_workday_minor
    so_far_per_workday_minor landing_minor landing_low_minor landing_high_minor landing_share
    landing_measure n_weeks insufficient unplaced_minor share_of_actual before_minor after_minor
    change_minor in wins wins_low wins_high proposals proposals_low proposals_high visits
    visits_low visits_high calls calls_low calls_high successes rate source own_n
    wins_from_marketing leads extra_calls extra_wins extra_minor month capacity_minor heads
    effective_heads needed_hires hired_minor gap_to_date_minor feasible per_head_minor per_head_n
    attrition open_by_on count covers_minor quarter industry principle holds finding detail role
    check group rep_id quartile share_of_best team_id advice best_mean best_low best_high
    middle_mean bottom_mean bottom_low bottom_high average average_low average_high median
    gap_best_to_average gap_share n_best n_bottom strong_team weak_team n_strong n_weak strong_mean
    weak_mean gap gap_low gap_high leader candidate periods error bias best equal_error better_by
    n_years held_out last_year_share item_id weight floor_minor cap_minor ideal bound row_id
    column_id rounded
    account_id answer item before after change person_id name department_id organisation function
    roles guide style style_second style_on decides authority_minor veto business_motive
    contact_allowed stubbornness parent_id head_id from_id to_id from_kind to_kind vendor
    relation_stage support as_of id people profile_share roles_required roles_filled
    roles_in_touch departments departments_with_guide guide_breadth levels_in_touch completeness
    in_touch held supporters opponents stance_unknown best_stage guides has_guide consequence
    breaks target_id state from_role to_role hops break may_sign in_degree out_degree in_strength
    out_strength betweenness closeness pagerank core component articulation x y band rivals tree
    left right top bottom next_stage last_contact_on days_since cadence_days overdue pull activity
    hospitality manner gaps first_gap route_1 route_2 route_3 route_4 gatekeepers cut_size
    cut_covered next_id next_gain next_effort top_pagerank_id top_pagerank top_betweenness_id
    top_betweenness route cost next_step next_from_id next_to_id next_relation relation back round
    via_id covered signers size all_covered vetoes vetoes_covered voters voters_known vote
    voter_weight gain_step gain_won effort gain_per_effort first_id second_id together
    verdict_after voters_in_touch voters_supporting departments_in_touch advantages weaknesses
    unanswered our_stage their_stage our_support their_support lead answered
    past_is_actuals
"""


def labels_in(value):
    if isinstance(value, dict):
        for name, item in value.items():
            if name in ("label", "meaning", "description"):
                yield item
            else:
                yield from labels_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from labels_in(item)


@pytest.mark.parametrize(("kind", "document"), [("facts", FACTS), ("vocabulary", VOCABULARY)])
def test_matches_schema_and_is_labelled_in_both_languages(kind, document):
    validator(kind).validate(document)
    for label in labels_in(document):
        assert set(label) == {"zh", "en"}
        assert all(label.values())


def test_tables_and_columns_are_unique():
    assert len(TABLES) == len(FACTS["tables"])
    for table in FACTS["tables"]:
        assert len(TABLES[table["table"]]) == len(table["columns"])


def test_mandatory_columns():
    assert set(TABLES) == set(MANDATORY)
    for table, columns in TABLES.items():
        assert {name for name, column in columns.items() if column["required"]} == set(
            MANDATORY[table].split()
        )


def test_null_meanings():
    """As decided: done, left, closed and won are not yet; no campaign and no
    waiting are none; facts are unknown; what identifies a row is never null."""
    columns = [
        (table, name, column["null"])
        for table, each in TABLES.items()
        for name, column in each.items()
    ]
    for table, name, null in columns:
        if name in ("done_on", "left_on", "closed_on", "won_on", "completed_on"):
            assert null == "not_yet", (table, name)
        if (table, name) == ("opportunities", "campaign_id") or name == "waiting_until":
            assert null == "none", (table, name)
        if null == "forbidden":
            assert TABLES[table][name]["required"], (table, name)
    line_facts = set(TABLES["account_lines"]) - {
        "account_id",
        "product_line",
        "waiting_until",
        "graded_on",
    }
    assert {TABLES["account_lines"][name]["null"] for name in line_facts} == {"unknown"}


def test_units_follow_names():
    for columns in TABLES.values():
        for name, column in columns.items():
            assert (column.get("unit") == "minor") == name.endswith("_minor")
            assert (column["type"] == "date") == (
                name.endswith("_on") or name in ("date", "as_of", "waiting_until")
            )
            assert name.endswith("_id") <= (column["type"] == "id")


def test_enumerations_of_results():
    for code, values in RESULT_ENUMERATIONS.items():
        assert ENUMERATIONS[code] == values.split(), code


def test_result_columns_have_heads():
    assert sorted(ENUMERATIONS["column"]) == sorted(RESULT_COLUMNS.split())


def test_values_of_facts_are_named():
    named = {code for code in ENUMERATIONS if "." in code}
    listed = {
        f"{table}.{name}": column["values"]
        for table, columns in TABLES.items()
        for name, column in columns.items()
        if "values" in column
    }
    assert named == set(listed)
    for code, values in listed.items():
        assert ENUMERATIONS[code] == values
    assert set(TABLES) <= set(ENUMERATIONS["table"])


def test_vocabulary_codes_are_unique():
    assert len(ENUMERATIONS) == len(VOCABULARY["enumerations"])
    for code, values in ENUMERATIONS.items():
        assert len(set(values)) == len(values), code


def changed(document, path, value):
    document = copy.deepcopy(document)
    at = document
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return document


COLUMN = ["tables", 0, "columns", 0]
VALUE = ["enumerations", 0, "values", 0]


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("facts", ["sandan"], "facts/2"),
        ("facts", ["tables"], []),
        ("facts", ["owner"], "us"),
        ("facts", ["tables", 0, "columns"], []),
        ("facts", [*COLUMN, "type"], "decimal"),
        ("facts", [*COLUMN, "null"], "maybe"),
        ("facts", [*COLUMN, "required"], "yes"),
        ("facts", [*COLUMN, "values"], []),
        ("facts", [*COLUMN, "values"], ["a", "a"]),
        ("facts", [*COLUMN, "unit"], "yuan"),
        ("facts", [*COLUMN, "label"], "Account"),
        ("facts", [*COLUMN, "meaning"], {}),
        ("facts", [*COLUMN, "default"], 0),
        ("vocabulary", ["sandan"], "facts/1"),
        ("vocabulary", ["enumerations"], {}),
        ("vocabulary", [*VALUE, "code"], ""),
        ("vocabulary", [*VALUE, "label"], {"zh": ""}),
        ("vocabulary", [*VALUE, "colour"], "red"),
        ("vocabulary", ["enumerations", 0, "label"], None),
    ],
)
def test_broken_variants_are_refused(kind, path, value):
    document = FACTS if kind == "facts" else VOCABULARY
    assert not validator(kind).is_valid(changed(document, path, value))
    assert validator(kind).is_valid(changed(document, [*path[:-1], "x_own"], value))
