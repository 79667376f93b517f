"""Findings of lint against trying every record there is, and each example against the oracle."""

import functools
import random

import numpy as np
import pytest

from policy_answers import told
from policy_parts import Card, Table
from random_policies import AS_OF
from small_policies import evaluate_all, everything, read, small_policy, values_of

import sandan

SEEDS = range(100)


@functools.cache
def case(seed):
    """A policy, what the oracle makes of all its records, and what lint finds."""
    chosen = random.Random(seed)
    policy = small_policy(chosen, kinds=("table", "table", "card"))
    oracle = evaluate_all(policy, list(everything(policy)))
    return policy, oracle, sandan.Policy(policy.document()).lint(as_of=AS_OF)


def tables(policy):
    return [each for each in policy.decisions if isinstance(each, Table)]


def is_single(table):
    return not table.is_list and table.hit != "collect"


def assert_found(seed, kind, columns, expected):
    """Lint finds these and no others, but for those of which it says that it cannot tell."""
    policy, _, result = case(seed)
    rows = [row for row in result["findings"].to_dicts() if row["kind"] in (kind, "not_decided")]
    assert all(row["exact"] == (row["kind"] == kind) for row in rows)
    keyed = {
        word: {tuple(row[column] for column in columns) for row in rows if row["kind"] == word}
        for word in (kind, "not_decided")
    }
    assert keyed[kind] <= expected, told(policy)
    assert expected - keyed[kind] <= keyed["not_decided"], told(policy)


@pytest.mark.parametrize("seed", SEEDS)
def test_gaps_are_records_that_no_rule_takes(seed):
    policy, oracle, _ = case(seed)
    expected = {
        (table.code, None, None)
        for table in tables(policy)
        if is_single(table)
        and all(output.default is None for output in table.outputs)
        and (oracle.held[table.code] != 1).all(0).any()
    }
    assert_found(seed, "gap", ("decision", "rule", "output"), expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_dead_rules_are_those_that_never_decide(seed):
    policy, oracle, _ = case(seed)
    expected = set()
    for table in tables(policy):
        decides = oracle.held[table.code] == 1
        if table.hit in ("first", "priority"):
            decides = first_only(table, decides)
        expected |= {
            (table.code, rule.code)
            for rule, ever in zip(table.rules, decides.any(1), strict=True)
            if not ever
        }
    assert_found(seed, "dead_rule", ("decision", "rule"), expected)


def first_only(table, fires):
    order = list(range(len(table.rules)))
    if table.hit == "priority":
        order.sort(key=lambda index: table.rank(table.rules[index]))
    taken = np.zeros(fires.shape[1], dtype=bool)
    first = np.zeros_like(fires)
    for index in order:
        first[index] = fires[index] & ~taken
        taken |= fires[index]
    return first


@pytest.mark.parametrize("seed", SEEDS)
def test_overlaps_are_rules_that_fire_together_and_must_not(seed):
    policy, oracle, _ = case(seed)
    expected = set()
    for table in tables(policy):
        if table.hit not in ("unique", "any"):
            continue
        fires = oracle.held[table.code] == 1
        for b, other in enumerate(table.rules):
            for a, rule in enumerate(table.rules[:b]):
                alike = table.hit == "any" and rule.then == other.then
                if not alike and (fires[a] & fires[b]).any():
                    expected.add((table.code, rule.code, other.code))
    assert_found(seed, "overlap", ("decision", "rule", "other_rule"), expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_unreachable_outputs_are_those_no_record_gets(seed):
    policy, oracle, _ = case(seed)
    expected = {
        (output.code, value)
        for table in tables(policy)
        if is_single(table)
        for output in table.outputs
        for value in set(output.values) - set(oracle.results[output.code])
    }
    assert_found(seed, "unreachable_output", ("output", "value"), expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_bands_that_no_record_falls_into(seed):
    policy, oracle, _ = case(seed)
    expected = {
        (card.code, band)
        for card in policy.decisions
        if isinstance(card, Card)
        for band in {code for code, _ in card.bands} - set(oracle.results.get(card.code, ()))
    }
    assert_found(seed, "never_band", ("output", "value"), expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_examples_show_what_is_found(seed):
    policy, _, result = case(seed)
    examples = {}
    for row in result["examples"].to_dicts():
        examples.setdefault(row["example"], {})[row["input"]] = row["value"]
    for row in result["findings"].to_dicts():
        if row["kind"] not in ("gap", "overlap", "dead_rule"):
            continue
        if row["example"] is None:
            assert row["kind"] == "dead_rule"  # a rule that never fires
            continue
        record = {
            each.code: read(
                each, examples.get(row["example"], {}).get(each.code, values_of(each)[0])
            )
            for each in policy.inputs
        }
        table = next(each for each in policy.decisions if each.code == row["decision"])
        held = evaluate_all(policy, [record]).held[table.code][:, 0]
        fired = {rule.code for rule, each in zip(table.rules, held, strict=True) if each == 1}
        if row["kind"] == "gap":
            assert (held == -1).all(), (row, record, told(policy))
        else:
            assert {row["rule"], row["other_rule"]} <= fired, (row, record, told(policy))


def test_most_is_decided():
    found = [row["kind"] for seed in SEEDS for row in case(seed)[2]["findings"].to_dicts()]
    assert found.count("not_decided") < len(found) / 4
