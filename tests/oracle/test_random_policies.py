"""sandan against the oracle on made-up policies: every column of `results`, the lists of rules and
the faults, with nulls, faulty cells and each way to meet null."""

import datetime as dt
import decimal
import functools
import random

import pytest

from oracle_policy import Evaluation
from policy_answers import assert_same_answers, assert_same_faults, assert_same_record, told
from policy_parts import in_json
from random_policies import AS_OF, random_policy, random_records, to_arrow

import sandan

SEEDS = range(150)
#: Values of parameters that are not those of the document.
OTHER = {
    "number": decimal.Decimal("2.5"),
    "text": "packaged",
    "date": dt.date(2026, 2, 15),
}
UNKNOWNS = ("keep", "feel", "keep", "b_feel")


@functools.cache
def case(seed):
    """A policy, records, and what the oracle makes of them."""
    chosen = random.Random(seed)
    policy = random_policy(chosen, UNKNOWNS[seed % len(UNKNOWNS)])
    records = random_records(chosen, policy, 200)
    return policy, records, Evaluation(policy, records, AS_OF)


@pytest.mark.parametrize("seed", SEEDS)
def test_results(seed):
    policy, records, oracle = case(seed)
    result = sandan.Policy(policy.document()).eval(to_arrow(policy, records), as_of=AS_OF)
    assert_same_answers(result["results"].to_dicts(), oracle.rows(), policy)
    for name, rows in oracle.lists.items():
        assert_same_answers(result[name].to_dicts(), rows, policy)
    assert_same_faults(result["faults"], oracle.faults, policy)


@pytest.mark.parametrize("seed", SEEDS[::2])
def test_details_of_scorecards(seed):
    policy, records, oracle = case(seed)
    compiled = sandan.Policy(policy.document())
    result = compiled.eval(to_arrow(policy, records), as_of=AS_OF, detail=True)
    rows = result["reasons"].to_dicts()
    for row in rows:
        said = oracle.reasons[row["decision"]][row["criterion"]][row["row"]]
        low, high = float(said["low"]), float(said["high"])
        expected = {
            "attribute": said["attribute"],
            "points": low if low == high else None,
            "points_low": low,
            "points_high": high,
            "difference": None if said["difference"] is None else float(said["difference"]),
        }
        assert {name: row[name] for name in expected} == expected, (row, told(policy))
        if row["rank"]:
            ranked = oracle.results[f"{row['decision']}_reason_{row['rank']}"][row["row"]]
            assert ranked == said["reason"], (row, told(policy))
    criteria = sum(map(len, oracle.reasons.values()))
    assert len(rows) == criteria * oracle.size


@pytest.mark.parametrize("seed", SEEDS[::5])
def test_values_of_parameters_that_a_request_gives(seed):
    policy, records, _ = case(seed)
    if not policy.parameters:
        policy, records, _ = case(seed + 1)
    given = {each.code: OTHER[each.type] for each in policy.parameters}
    oracle = Evaluation(policy, records, AS_OF, given)
    compiled = sandan.Policy(policy.document())
    result = compiled.eval(
        to_arrow(policy, records),
        as_of=AS_OF,
        parameters={code: in_json(value) for code, value in given.items()},
    )
    assert_same_answers(result["results"].to_dicts(), oracle.rows(), policy)


@pytest.mark.parametrize("seed", SEEDS[::3])
def test_a_single_record_is_graded_as_in_a_table(seed):
    policy, records, oracle = case(seed)
    columns = [each.code for each in policy.inputs]
    evaluate = sandan.Policy(policy.document()).evaluator(columns, as_of=AS_OF)
    expected = oracle.rows()
    for row in range(0, oracle.size, 7):
        found = evaluate([records[column][row] for column in columns])
        assert_same_record(found, expected[row], policy)
