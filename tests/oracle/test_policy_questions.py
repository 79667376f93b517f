"""What is left open and what would change a result, against trying everything: the values an output
could take, the inputs to ask for next, answers that count as no, and the nearest change."""

import itertools
import random

import pyarrow as pa
import pytest

from oracle_feel import Cell, Equals, Literal, names_of
from oracle_policy import Evaluation
from policy_answers import plain, told
from policy_parts import Card, Formula, Input, Output, Policy, Rule, Table, in_json
from random_policies import AS_OF, to_arrow
from small_policies import (
    as_dicts,
    completions,
    evaluate_all,
    facts_of,
    is_unknown,
    read,
    shown,
    small_policy,
    small_records,
    variants,
)

import sandan

SEEDS = range(40)
#: Decisions that answer with one of a few values.
KINDS = ("table", "table", "card", "formula")


def case(seed, size=12, **options):
    chosen = random.Random(seed)
    policy = small_policy(chosen, **options)
    return chosen, policy, small_records(chosen, policy, size)


def outputs_of(policy):
    """Pairs of a decision and an output whose values are told one by one."""
    for each in policy.decisions:
        if isinstance(each, Table) and not each.is_list and each.hit != "collect":
            yield from ((each.code, output.code) for output in each.outputs)
        elif each.bands if isinstance(each, Card) else is_choice(each):
            yield each.code, each.code


def is_choice(decision):
    return isinstance(decision, Formula) and decision.formula.type == "bool"


def possible(policy, record, outputs):
    """What each output is for some completion of a record, those aside in which the rules of its
    table contradict each other."""
    rows = evaluate_all(policy, completions(policy, record)).rows()
    status = {output: f"{decision}_status" for decision, output in outputs_of(policy)}
    return {
        output: {row[output] for row in rows if row[status[output]] != "fault"}
        for output in outputs
    }


def contradicts(policy, record):
    """Whether rules of a table contradict each other for some completion of a record."""
    complete = evaluate_all(policy, completions(policy, record))
    return any("fault" in cells for name, cells in complete.results.items() if "_status" in name)


@pytest.mark.parametrize("seed", SEEDS)
def test_could_be_is_what_some_completion_gives(seed):
    _, policy, records = case(seed)
    result = sandan.Policy(policy.document()).eval(
        to_arrow(policy, records), as_of=AS_OF, could_be=True
    )
    found, exact = {}, set()
    for row in result["could_be"].to_dicts():
        key = row["row"], row["decision"], row["output"]
        values = found.setdefault(key, set())
        assert row["value"] not in values, (row, told(policy))
        values.add(row["value"])
        exact |= {key} if row["exact"] else set()
    outputs = list(outputs_of(policy))
    for place, record in enumerate(as_dicts(policy, records)):
        values = possible(policy, record, [output for _, output in outputs])
        for decision, output in outputs:
            key = place, decision, output
            expected = set(map(shown, values[output]))
            listed = found.get(key, set())
            assert listed <= expected, (key, told(policy))
            if result["results"].column(output)[place] is not None or len(expected) < 2:
                continue
            assert listed, (key, told(policy))
            # Where inputs are compared with each other it tries examples.
            assert listed == expected or key not in exact, (key, told(policy))


@pytest.mark.parametrize("seed", SEEDS)
def test_answers_to_all_questions_leave_one_outcome(seed):
    _, policy, records = case(seed)
    result = sandan.Policy(policy.document()).eval(
        to_arrow(policy, records), as_of=AS_OF, ask_next=len(policy.inputs), could_be=True
    )
    # Where inputs are compared with each other examples stand for all values.
    sampled = {row["row"] for row in result["could_be"].to_dicts() if not row["exact"]}
    asked = {}
    for row in result["ask_next"].to_dicts():
        asked.setdefault(row["row"], []).append(row)
    outputs = sorted({output for _, output in outputs_of(policy)})
    for place, record in enumerate(as_dicts(policy, records)):
        questions = asked.get(place, [])
        assert [each["position"] for each in questions] == list(range(1, len(questions) + 1))
        if place in sampled:
            continue
        if contradicts(policy, record):
            continue
        values = possible(policy, record, outputs)
        # Of an output that is decided already the rest is of no interest.
        is_open = any(
            len(values[output]) > 1 and result["results"].column(output)[place] is None
            for output in outputs
        )
        assert bool(questions) == is_open, (place, told(policy))
        inputs = {each["input"] for each in questions}
        assert inputs <= {
            each.code for each in policy.inputs if is_unknown(each, record[each.code])
        }
        for answered in itertools.islice(variants(policy, record, inputs), 40 if questions else 0):
            left = possible(policy, answered, outputs)
            assert all(len(left[output]) < 2 for output in outputs), (place, told(policy))


def test_an_input_that_tells_only_with_another_is_asked_for():
    alike = [
        Rule(f"both_{answer}", {"a": is_(answer), "b": is_(answer)}, {"grade": "alike"})
        for answer in (True, False)
    ]
    table = Table("d", "first", ("a", "b"), (Output("grade", "text", (), "apart"),), tuple(alike))
    policy = Policy((Input("a", "bool"), Input("b", "bool")), (table,))
    records = pa.table({"a": pa.array([None], "bool"), "b": pa.array([None], "bool")})
    result = sandan.Policy(policy.document()).eval(records, could_be=True, ask_next=2)
    assert set(result["could_be"].column("value")) == {"alike", "apart"}
    assert set(result["ask_next"].column("input")) == {"a", "b"}


def is_(answer):
    return Cell((Equals(Literal("bool", answer)),))


def goals_of(policy, records):
    """An output and a value of it that a record may be led to."""
    rows = evaluate_all(policy, as_dicts(policy, records)).rows()
    for _, output in outputs_of(policy):
        for value in sorted({row[output] for row in rows} - {None}, key=str):
            yield output, value


def nearest(policy, record, output, goal, most):
    """Fewest inputs to be changed, and the sets of as many that can do it; None beyond `most`."""
    codes = [each.code for each in policy.inputs]
    for count in range(most + 1):
        reached = []
        for changed in itertools.combinations(codes, count):
            tried = list(variants(policy, record, set(changed), facts_of))
            if any(row[output] == goal for row in evaluate_all(policy, tried).rows()):
                reached.append(set(changed))
        if reached:
            return count, reached
    return None, []


@pytest.mark.parametrize("seed", SEEDS)
def test_the_nearest_change_is_the_smallest_and_reaches_the_goal(seed):
    chosen, policy, records = case(seed, size=6)
    compiled = sandan.Policy(policy.document())
    table, by_row = to_arrow(policy, records), as_dicts(policy, records)
    for output, goal in list(goals_of(policy, records))[:2]:
        result = compiled.why_not(table, goal={output: in_json(goal)}, as_of=AS_OF, most_changes=3)
        changes = {}
        for row in result["changes"].to_dicts():
            changes.setdefault(row["row"], {}).setdefault(row["alternative"], []).append(row)
        for row, record in enumerate(by_row):
            count, sets = nearest(policy, record, output, goal, 3)
            alternatives = changes.get(row, {}).values()
            what = (row, output, goal, count, sets, changes.get(row), told(policy))
            assert bool(alternatives) == bool(count), what
            for alternative in alternatives:
                assert {each["input"] for each in alternative} in sets, what
                assert {each["n_changes"] for each in alternative} == {count}, what
                led = record | {
                    each["input"]: read(policy.input(each["input"]), each["to"])
                    for each in alternative
                }
                assert evaluate_all(policy, [led]).rows()[0][output] == goal, what


def names_beside(table):
    """Names that the cells of a table compare with."""
    return names_of(tuple(cell for rule in table.rules for cell in rule.when.values()))


@pytest.mark.parametrize("seed", SEEDS)
def test_unknown_as_no_is_what_the_record_gives_when_nothing_open_holds(seed):
    """With `if_unknown_is_no` a rule that may fire does not."""
    _, policy, records = case(seed)
    result = sandan.Policy(policy.document()).eval(
        to_arrow(policy, records), as_of=AS_OF, if_unknown_is_no=True
    )
    oracle = Evaluation(policy, records, AS_OF)
    results = result["results"]
    for decision in policy.decisions:
        if not isinstance(decision, Table) or decision.is_list or decision.hit == "collect":
            continue
        # What is computed and decided from unknowns has a value then.
        given = {each.code for each in (*policy.inputs, *policy.parameters)}
        if not names_beside(decision) | set(decision.columns) <= given:
            continue
        for output in decision.outputs:
            expected = oracle.when_open_is_no(decision, output)
            found = results.column(f"{output.code}_if_no")
            assert list(map(plain, found)) == list(map(plain, expected)), told(policy)
