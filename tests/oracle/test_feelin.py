"""sandan, and the oracle, against the npm package feelin: tables, scorecards and formulas over
records with nulls, with `unknowns` set to "feel".

feelin counts in doubles, so the numbers here have few binary digits. Where feelin goes a way of its
own, policies are made without it: names of bools in cells, and `null` in `not(…)`.
"""

import datetime as dt
import functools
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from oracle_feel import Cell, Equals, In, Literal, Name
from oracle_feelin import Feelin, FeelinEvaluation
from oracle_policy import Evaluation
from policy_answers import assert_same_answers
from random_policies import AS_OF, POOLS, Maker, numbers, random_policy, random_records, to_arrow

import sandan

FOLDER = Path(__file__).resolve().parents[2] / "build/oracle-node"
SEEDS = range(120)
DYADIC = POOLS | {"number": numbers("-3", "-1", "0", "0.5", "1", "1.25", "2", "2.5", "3", "8")}


class FeelinMaker(Maker):
    """Makes what feelin understands as DMN does."""

    multiplies_durations = False

    def __init__(self, random):
        super().__init__(random, DYADIC, divisors=numbers("0", "2", "4", "-8"))

    def cell(self, column):
        cell = super().cell(column)
        asks_null = any(test == Equals(Literal("null", None)) for test in cell.tests)
        return Cell(cell.tests, negated=cell.negated and not asks_null)

    def test(self, kind):
        test = super().test(kind)
        if isinstance(test, Equals) and isinstance(test.to, Name) and test.to.type == "bool":
            return Equals(self.literal("bool"))
        return test

    def day_span(self, depth):
        # With half a day more a date is a date and time.
        return Literal("duration", dt.timedelta(days=self.random.randint(0, 60)))

    def condition(self, depth):
        # `x in (true)` takes the list as a condition.
        made = super().condition(depth)
        of_bool = isinstance(made, In) and made.value.type == "bool"
        return self.comparison(0) if of_bool else made

    def listed(self, kind):
        # `x in (y)` is null for feelin where both are null.
        test = self.test(kind)
        return Equals(self.literal(kind)) if isinstance(test, Equals) else test


@pytest.fixture(scope="module")
def feelin():
    if shutil.which("npm") is None:
        pytest.skip("npm is not here, so feelin is not")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
    if int(version.stdout.strip().lstrip("v").split(".")[0]) < 20:
        pytest.skip(f"feelin needs Node.js 20; here is {version.stdout.strip()}")
    assert (FOLDER / "node_modules/feelin").exists(), "run ./dev setup: it installs feelin"
    running = Feelin(FOLDER)
    yield running
    running.close()


@functools.cache
def case(seed):
    chosen = random.Random(seed)
    policy = random_policy(chosen, "feel", make=FeelinMaker)
    return policy, random_records(chosen, policy, 40, 0.2, faults=False, pools=DYADIC)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_oracle_agrees_with_feelin(feelin, seed):
    policy, records = case(seed)
    ours, theirs = (
        Evaluation(policy, records, AS_OF),
        FeelinEvaluation(feelin, policy, records, AS_OF),
    )
    assert_same_answers(ours.rows(), theirs.rows(), policy)
    assert ours.lists == theirs.lists


@pytest.mark.parametrize("seed", SEEDS)
def test_sandan_agrees_with_feelin(feelin, seed):
    policy, records = case(seed)
    theirs = FeelinEvaluation(feelin, policy, records, AS_OF)
    result = sandan.Policy(policy.document()).eval(to_arrow(policy, records), as_of=AS_OF)
    assert_same_answers(result["results"].to_dicts(), theirs.rows(), policy)
    for name, rows in theirs.lists.items():
        assert_same_answers(result[name].to_dicts(), rows, policy)
