"""Changes of policies, records and columns that must change no answer."""

import dataclasses
import random

import pyarrow as pa
import pytest

from answers import table_bytes
from oracle_feel import Cell, Interval, Literal
from policy_answers import told
from policy_parts import Input, Output, Policy, Rule, Table
from random_policies import AS_OF, POOLS, Maker, random_policy, random_records, to_arrow

import sandan

SEEDS = range(25)
ENCODINGS = (
    {"numbers": "int64", "text": pa.large_string()},
    {"numbers": "int32", "date": pa.date64()},
    {"numbers": "int8", "duration": pa.duration("s")},
    {"numbers": "float32", "duration": pa.duration("ns"), "date": pa.timestamp("ms")},
    {"text": pa.dictionary(pa.int32(), pa.string())},
    {"text": pa.dictionary(pa.int8(), pa.large_string())},
)


def answers(policy, table, **options):
    return sandan.Policy(policy.document()).eval(table, as_of=AS_OF, **options)


def tables_of(result):
    """Rows of the answers; faults are told in the order of rows."""
    tables = [name for name in result if name not in ("faults", "fault_counts")]
    return {name: result[name].to_dicts() for name in tables}


def book(seed, size=150, unknowns="keep"):
    chosen = random.Random(seed)
    policy = random_policy(chosen, unknowns)
    return chosen, policy, random_records(chosen, policy, size)


def of_rows(records, rows):
    return {name: [cells[row] for row in rows] for name, cells in records.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_permuting_records_permutes_the_answers(seed):
    chosen, policy, records = book(seed)
    order = chosen.sample(range(150), 150)
    straight = answers(policy, to_arrow(policy, records))
    permuted = answers(policy, to_arrow(policy, of_rows(records, order)))
    for name, rows in tables_of(straight).items():
        back = permuted[name].to_dicts()
        if name == "results":
            assert back == [rows[row] for row in order], told(policy)
            continue
        back = [{**row, "row": order[row["row"]]} for row in back]
        back.sort(key=lambda row: (row["row"], row["position"]))
        assert back == rows, (name, told(policy))


@pytest.mark.parametrize("seed", SEEDS)
def test_batches_change_no_answer(seed):
    chosen, policy, records = book(seed)
    table = to_arrow(policy, records)
    cuts = [0, *sorted(chosen.sample(range(150), 4)), 150]
    pieces = [table.slice(a, b - a) for a, b in zip(cuts, cuts[1:], strict=False)]
    cut = pa.Table.from_batches(
        [batch for piece in pieces for batch in piece.to_batches()], table.schema
    )
    assert tables_of(answers(policy, cut)) == tables_of(answers(policy, table)), told(policy)


@pytest.mark.parametrize("seed", SEEDS)
def test_encodings_of_columns_change_no_answer(seed):
    _, policy, records = book(seed)
    expected = tables_of(answers(policy, to_arrow(policy, records)))
    for options in ENCODINGS:
        found = tables_of(answers(policy, to_arrow(policy, records, **options)))
        assert found == expected, (options, told(policy))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_column_that_is_missing_is_one_of_nulls(seed):
    chosen, policy, records = book(seed)
    missing = chosen.choice(policy.inputs).code
    empty = records | {missing: [None] * 150}
    found = answers(policy, to_arrow(policy, records).drop_columns([missing]))
    assert tables_of(found) == tables_of(answers(policy, to_arrow(policy, empty))), told(policy)


@pytest.mark.parametrize(
    ("seed", "size"), [*((seed, 150) for seed in SEEDS), *((seed, 20_000) for seed in range(6))]
)
def test_threads_change_no_byte(seed, size):
    _, policy, records = book(seed, 150)
    records = of_rows(records, [row % 150 for row in range(size)])
    table = to_arrow(policy, records)
    expected = None
    for threads in (1, 2, 3):
        result = answers(policy, table, threads=threads)
        found = {name: table_bytes(result[name]) for name in result}
        expected = expected or found
        assert found == expected, (threads, told(policy))


def disjoint_policy(seed, hit):
    """One table whose rules never hold together, over ranges of a number."""
    chosen = random.Random(seed)
    maker = Maker(chosen)
    inputs = (Input("size", "number"), Input("stage", "text"))
    maker.names |= {each.code: each.type for each in inputs}
    cells = maker.apart("number", 6)
    rules = tuple(
        Rule(f"r{place}", {"size": cell, "stage": maker.cell("stage")},
             {"grade": chosen.choice(POOLS["text"])})
        for place, cell in enumerate(cells)
    )  # fmt: skip
    default = chosen.choice((None, "none"))
    values = POOLS["text"] if hit == "priority" else ()
    table = Table("d0", hit, ("size", "stage"), (Output("grade", "text", values, default),), rules)
    policy = Policy(inputs, (table,))
    return chosen, policy, to_arrow(policy, random_records(chosen, policy, 150))


def with_rules(policy, rules):
    return dataclasses.replace(
        policy, decisions=(dataclasses.replace(policy.decisions[0], rules=tuple(rules)),)
    )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("hit", ["first", "unique", "any", "priority"])
def test_reordering_disjoint_rules_changes_no_answer(seed, hit):
    chosen, policy, table = disjoint_policy(seed, hit)
    rules = policy.decisions[0].rules
    reordered = with_rules(policy, chosen.sample(rules, len(rules)))
    assert tables_of(answers(reordered, table)) == tables_of(answers(policy, table)), told(policy)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("hit", ["first", "unique", "any", "priority"])
def test_splitting_a_range_changes_no_output(seed, hit):
    chosen, policy, table = disjoint_policy(seed, hit)
    rules = list(policy.decisions[0].rules)
    place = chosen.randrange(len(rules))
    rules[place : place + 1] = split(rules[place])
    found, expected = (
        [(row["grade"], row["d0_status"]) for row in answers(each, table)["results"].to_dicts()]
        for each in (with_rules(policy, rules), policy)
    )
    assert found == expected, told(policy)


def split(rule):
    (test,) = rule.when["size"].tests
    middle = Literal("number", (test.low.value + test.high.value) / 2)
    halves = (Interval(test.low, middle, "[", ")"), Interval(middle, test.high, "[", ")"))
    return [
        Rule(f"{rule.code}_{place}", rule.when | {"size": Cell((half,))}, rule.then)
        for place, half in enumerate(halves)
    ]
