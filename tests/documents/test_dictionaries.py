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
    "receivables": "opportunity_id due_on amount_minor",
    "reps": "rep_id",
    "departments": "department_id account_id",
    "people": "person_id account_id",
    "relations": "from_id to_id kind",
    "stances": "person_id vendor",
    "activities": "kind rep_id",
    "actuals": "date kind amount_minor",
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
