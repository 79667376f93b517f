"""Findings of lint against trying every record there is, and each example against `eval`."""

import random

import numpy as np
import pytest

from policy_answers import told
from random_policies import AS_OF
from small_policies import evaluate_all, everything, read, small_policy, values_of

import sandan

SEEDS = range(60)


def case(seed):
    chosen = random.Random(seed)
    policy = small_policy(chosen, kinds=("table",))
    records = list(everything(policy))
    return policy, records, evaluate_all(policy, records)


def found_of(policy):
    return sandan.Policy(policy.document()).lint(as_of=AS_OF)


def keyed(findings, kind, *columns):
    return {
        tuple(row[column] for column in columns)
        for row in findings.to_dicts()
        if row["kind"] == kind
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_gaps_are_records_that_no_rule_takes(seed):
    policy, _, oracle = case(seed)
    findings = found_of(policy)["findings"]
    expected = {
        (table.code,) for table in policy.decisions if (oracle.held[table.code] != 1).all(0).any()
    }
    assert keyed(findings, "gap", "decision") == expected, told(policy)


@pytest.mark.parametrize("seed", SEEDS)
def test_dead_rules_are_those_that_never_count(seed):
    policy, _, oracle = case(seed)
    expected = set()
    for table in policy.decisions:
        counts = oracle.held[table.code] == 1
        if table.hit in ("first", "priority"):
            counts = first_only(table, counts)
        expected |= {
            (table.code, rule.code)
            for rule, ever in zip(table.rules, counts.any(1), strict=True)
            if not ever
        }
    findings = found_of(policy)["findings"]
    assert keyed(findings, "dead_rule", "decision", "rule") == expected, told(policy)


def first_only(table, counts):
    order = list(range(len(table.rules)))
    if table.hit == "priority":
        order.sort(key=lambda index: table.rank(table.rules[index]))
    taken = np.zeros(counts.shape[1], dtype=bool)
    first = np.zeros_like(counts)
    for index in order:
        first[index] = counts[index] & ~taken
        taken |= counts[index]
    return first


@pytest.mark.parametrize("seed", SEEDS)
def test_overlaps_are_rules_that_hold_together(seed):
    policy, _, oracle = case(seed)
    expected = set()
    for table in policy.decisions:
        if table.hit not in ("unique", "any"):
            continue
        held = oracle.held[table.code] == 1
        for b, other in enumerate(table.rules):
            for a, rule in enumerate(table.rules[:b]):
                if table.hit == "any" and rule.then == other.then:
                    continue
                if (held[a] & held[b]).any():
                    expected.add((table.code, rule.code, other.code))
    findings = [
        row for row in found_of(policy)["findings"].to_dicts()
        if row["kind"] == "overlap" and table_of(policy, row["decision"]).hit in ("unique", "any")
    ]  # fmt: skip
    found = {(row["decision"], row["rule"], row["other_rule"]) for row in findings}
    assert found == expected, told(policy)


def table_of(policy, code):
    return next(each for each in policy.decisions if each.code == code)


def example_record(policy, values):
    """A record as the table of examples shows it; inputs that are not shown may be anything."""
    return {
        each.code: read(each, values[each.code]) if each.code in values else values_of(each)[0]
        for each in policy.inputs
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_unreachable_outputs_are_those_no_record_gets(seed):
    policy, _, oracle = case(seed)
    expected = set()
    for table in policy.decisions:
        if table.is_list or table.hit == "collect":
            continue
        for output in table.outputs:
            got = set(oracle.results[output.code])
            expected |= {(output.code, value) for value in output.values if value not in got}
    findings = found_of(policy)["findings"]
    assert keyed(findings, "unreachable_output", "output", "value") == expected, told(policy)


@pytest.mark.parametrize("seed", SEEDS)
def test_examples_show_what_is_found(seed):
    policy, _, _ = case(seed)
    result = found_of(policy)
    examples = {}
    for row in result["examples"].to_dicts():
        examples.setdefault(row["example"], {})[row["input"]] = row["value"]
    for row in result["findings"].to_dicts():
        if row["kind"] not in ("gap", "overlap"):
            continue
        record = example_record(policy, examples[row["example"]])
        held = evaluate_all(policy, [record]).held[row["decision"]][:, 0] == 1
        rules = table_of(policy, row["decision"]).rules
        fired = {rule.code for rule, holds in zip(rules, held, strict=True) if holds}
        if row["kind"] == "gap":
            assert not fired, (row, record, told(policy))
        else:
            assert {row["rule"], row["other_rule"]} <= fired, (row, record, told(policy))
