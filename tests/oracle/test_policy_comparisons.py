"""Comparing two policies, sweeping parameters and regrading, against evaluating each by itself."""

import collections
import dataclasses
import itertools
import random

import pyarrow as pa
import pytest

from policy_answers import plain, told
from policy_parts import in_json
from random_policies import AS_OF, POOLS, random_policy, random_records, to_arrow

import sandan

SEEDS = range(30)


def book(seed, size=120, with_parameters=False):
    """A policy with a table whose first output is compared, records and amounts. The output has a
    value unless it is not determined."""
    for chosen in map(random.Random, itertools.count(1_000 * seed)):
        policy = random_policy(chosen, kinds=("table",))
        table, output = policy.decisions[-1], policy.decisions[-1].outputs[0]
        is_single = not table.is_list and table.hit != "collect" and output.type == "text"
        is_wanted = policy.parameters or not with_parameters
        if is_single and is_wanted and output.default is not None and gives(table, output):
            break
    records = random_records(chosen, policy, size)
    amounts = [chosen.choice((None, 100, 250, -30)) for _ in range(size)]
    arrow = to_arrow(policy, records).append_column("amount_minor", pa.array(amounts, "int64"))
    return chosen, dataclasses.replace(policy, keys=("id",)), arrow, amounts


def gives(table, output):
    return all(output.code in rule.then for rule in table.rules)


def other_policy(chosen, policy):
    """The same with rules in another order, one of them left out."""
    table = policy.decisions[-1]
    rules = chosen.sample(table.rules, max(len(table.rules) - 1, 1))
    changed = dataclasses.replace(table, rules=tuple(rules))
    return dataclasses.replace(policy, decisions=(*policy.decisions[:-1], changed))


def graded(policy, arrow, **options):
    rows = sandan.Policy(policy.document()).eval(arrow, as_of=AS_OF, **options)["results"]
    return rows.to_dicts()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_difference_is_that_of_two_evaluations(seed):
    chosen, policy, arrow, amounts = book(seed)
    other = other_policy(chosen, policy)
    table = policy.decisions[-1]
    output, fired = table.outputs[0].code, f"{table.code}_rule"
    result = sandan.Policy(policy.document()).diff(
        sandan.Policy(other.document()), arrow, output=output, amount="amount_minor", as_of=AS_OF
    )
    pairs = list(zip(graded(policy, arrow), graded(other, arrow), amounts, strict=True))
    moves = collections.defaultdict(lambda: [0, 0, 0])
    moved = []
    for row, (before, after, amount) in enumerate(pairs):
        counted = moves[before[output], after[output]]
        counted[0] += 1
        counted[1] += amount or 0
        counted[2] += amount is None
        if before[output] != after[output]:
            moved.append(
                (row, before["id"], before[output], after[output],
                 before[fired], after[fired], amount)
            )  # fmt: skip
    found = {
        (row["from"], row["to"]): [row["n"], row["amount_minor"], row["unknown_amounts"]]
        for row in result["moves"].to_dicts()
    }
    for row in (*result["moves"].to_dicts(), *result["moved"].to_dicts()):
        assert row["from_determined"] == (row["from"] is not None), told(policy)
        assert row["to_determined"] == (row["to"] is not None), told(policy)
    assert found == moves, told(policy)
    columns = ("row", "id", "from", "to", "from_rule", "to_rule", "amount_minor")
    found = [tuple(row[column] for column in columns) for row in result["moved"].to_dicts()]
    assert found == moved, told(policy)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sweep_is_an_evaluation_a_setting(seed):
    _, policy, arrow, amounts = book(seed, with_parameters=True)
    output = policy.decisions[-1].outputs[0].code
    tried = {each.code: list(POOLS[each.type][:3]) for each in policy.parameters}
    result = sandan.Policy(policy.document()).sweep(
        arrow,
        output=output,
        vary={code: list(map(in_json, values)) for code, values in tried.items()},
        amount="amount_minor",
        as_of=AS_OF,
    )
    expected = {}
    for setting, values in enumerate(itertools.product(*tried.values())):
        given = dict(zip(tried, map(in_json, values), strict=True))
        for row, amount in zip(graded(policy, arrow, parameters=given), amounts, strict=True):
            counted = expected.setdefault((setting, *map(plain, values), row[output]), [0, 0])
            counted[0] += 1
            counted[1] += amount or 0
    found = {
        (row["setting"], *(row[code] for code in tried), row["value"]):
        [row["n"], row["amount_minor"]]
        for row in result["sweep"].to_dicts() if row["n"]
    }  # fmt: skip
    assert found == expected, told(policy)


@pytest.mark.parametrize("seed", SEEDS)
def test_regrades_are_the_records_whose_grade_is_another(seed):
    chosen, policy, arrow, _ = book(seed)
    output = policy.decisions[-1].outputs[0].code
    now = [row[output] for row in graded(policy, arrow)]
    before = [each if chosen.random() < 0.6 else chosen.choice((None, "none")) for each in now]
    arrow = arrow.append_column("grade_before", pa.array(before, "string"))
    result = sandan.Policy(policy.document()).regrade(
        arrow, output=output, previous="grade_before", as_of=AS_OF
    )
    expected = [
        (row, old, new)
        for row, (old, new) in enumerate(zip(before, now, strict=True))
        if old != new and new is not None
    ]
    found = [(row["row"], row["from"], row["to"]) for row in result["regrades"].to_dicts()]
    assert found == expected, told(policy)
