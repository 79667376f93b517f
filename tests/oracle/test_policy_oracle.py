"""The oracle itself: what it decides of a record with unknown inputs it decides so for every record
that this one may be; and what it makes are policies after the schema."""

import json
import random
from pathlib import Path

import jsonschema
import pytest

from oracle_policy import Evaluation
from policy_answers import told
from random_policies import AS_OF, random_policy
from small_policies import as_dicts, completions, evaluate_all, small_policy, small_records

SCHEMA = Path(__file__).resolve().parents[2] / "data/schemas/policy.schema.json"
ABOUT = ("_rule", "_status", "_unknown", "_low", "_high")


@pytest.mark.parametrize("seed", range(60))
def test_what_is_decided_holds_for_every_completion(seed):
    chosen = random.Random(seed)
    policy = small_policy(chosen)
    records = small_records(chosen, policy, 15)
    rows = Evaluation(policy, records, AS_OF).rows()
    for row, record in zip(rows, as_dicts(policy, records), strict=True):
        complete = evaluate_all(policy, completions(policy, record)).rows()
        for name, value in row.items():
            if name in ("id", "conflict") or name.endswith(ABOUT) or "_reason_" in name:
                continue
            # Null beside a decided value: rules fire together that must not.
            possible = {each[name] for each in complete} - {None}
            if value is not None:
                assert possible <= {value}, (name, row, told(policy))
            low, high = row.get(f"{name}_low"), row.get(f"{name}_high")
            assert all(low is None or low <= each <= high for each in possible), (name, row)


def test_documents_follow_the_schema():
    schema = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for seed in range(60):
        for make in (random_policy, small_policy):
            schema.validate(make(random.Random(seed)).document())
