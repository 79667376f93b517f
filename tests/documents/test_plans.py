"""Plan and incentive documents: the shipped ones, and each case with the verdict
the schema gives. The compiler's verdict on the same cases is tested in
tests/quota."""

import copy

import pytest
from shipped import CASES, DATA, SAMPLE, load, validator

PLANS = sorted((DATA / "plans").glob("*.json"))
BASE = load(CASES / "plan" / "base.json")
VALID = load(CASES / "plan" / "valid.json")["cases"]
INVALID = load(CASES / "plan" / "invalid.json")["cases"]
INCENTIVE = {
    "sandan": "incentive/1",
    "code": "i",
    "roles": [{"role": "leader", "components": [{"code": "c", "measure": "value"}]}],
}


def changed(document, changes):
    """The document with values set at JSON pointers; null removes a member."""
    document = copy.deepcopy(document)
    for pointer, value in changes.items():
        *path, last = pointer.split("/")[1:]
        at = document
        for step in path:
            at = at[int(step)] if isinstance(at, list) else at[step]
        if isinstance(at, list):
            at[int(last)] = value
        elif value is None:
            at.pop(last, None)
        else:
            at[last] = value
    return document


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_shipped(path):
    plan = load(path)
    validator("plan").validate(plan)
    assert plan["code"] == path.stem
    for part in (plan, *plan.get("tiers", ()), *plan["axes"]):
        assert set(part["label"]) == {"zh", "en"}


def test_sample():
    validator("plan").validate(load(SAMPLE / "plan.json"))
    validator("incentive").validate(load(SAMPLE / "incentive.json"))


def test_names_of_cases_differ():
    names = [case["name"] for case in VALID + INVALID]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", VALID, ids=lambda case: case["name"])
def test_valid(case):
    validator("plan").validate(changed(BASE, case["set"]))


@pytest.mark.parametrize("case", INVALID, ids=lambda case: case["name"])
def test_invalid(case):
    assert validator("plan").is_valid(changed(BASE, case["set"])) != case["schema"]


def test_incentive():
    validator("incentive").validate(INCENTIVE)
    component = "/roles/0/components/0/"
    for changes in (
        {"/roles": []},
        {"/roles/0/role": None},
        {"/roles/0/components": []},
        {component + "measure": "luck"},
        {component + "weight_ppm": 1_000_001},
        {component + "cross_selling": "yes"},
        {component + "credit": "nobody"},
        {component + "pay": 1},
    ):
        assert not validator("incentive").is_valid(changed(INCENTIVE, changes))
    for changes in (
        {component + "measure": "x_referrals"},
        {component + "weight_ppm": 1_000_000, component + "credit": "owner", "/x_own": 1},
    ):
        validator("incentive").validate(changed(INCENTIVE, changes))
