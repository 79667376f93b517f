"""Map vocabularies: the shipped one, and each case with the verdict the schema
gives. The compiler's verdict on the same cases is tested in tests/org."""

import copy
import json
import re

import pytest
from shipped import CASES, DATA, load, validator

SHIPPED = sorted((DATA / "map_vocabularies").glob("*.json"))
STANDARD = load(DATA / "map_vocabularies" / "standard.json")
VALID = load(CASES / "map_vocabulary" / "valid.json")["cases"]
INVALID = load(CASES / "map_vocabulary" / "invalid.json")["cases"]


def changed(changes):
    """The shipped vocabulary with values set at JSON pointers; "-" is the place
    after the last of a list. A member that is null counts as absent."""
    document = copy.deepcopy(STANDARD)
    for pointer, value in changes.items():
        *path, last = pointer.split("/")[1:]
        at = document
        for step in path:
            at = at[int(step)] if isinstance(at, list) else at[step]
        if last == "-":
            at.append(value)
        else:
            at[int(last) if isinstance(at, list) else last] = value
    return document


def words_in(value):
    """Every object with a code, however deep."""
    if isinstance(value, dict):
        if "code" in value:
            yield value
        for item in value.values():
            yield from words_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from words_in(item)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped(path):
    vocabulary = load(path)
    validator("map_vocabulary").validate(vocabulary)
    assert vocabulary["code"] == path.stem
    for word in words_in(vocabulary):
        assert set(word["label"]) == {"zh", "en"}, word["code"]
        assert re.search("[一-鿿]", word["label"]["zh"]), word["code"]
        assert re.fullmatch("[a-z_]+", word["code"])
        assert word is vocabulary or word["origin"] in ("source", "sandan"), word["code"]


def test_names_of_cases_differ():
    names = [case["name"] for case in VALID + INVALID]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", VALID, ids=lambda case: case["name"])
def test_valid(case):
    validator("map_vocabulary").validate(changed(case["set"]))


@pytest.mark.parametrize("case", INVALID, ids=lambda case: case["name"])
def test_invalid(case):
    assert validator("map_vocabulary").is_valid(changed(case["set"])) != case["schema"]


def test_every_activity_advances_to_a_stage():
    used = {code for stage in STANDARD["relation_stages"] for code in stage["activities"]}
    assert used == {activity["code"] for activity in STANDARD["activities"]}


def test_conduct():
    """No gifts, trips or pressure, and nothing private about a person."""
    assert STANDARD["hospitality"] == {"allowed": False}
    text = json.dumps(STANDARD, ensure_ascii=False).lower()
    private = ("family", "hobb", "家庭", "爱好")
    for word in ("gift", "trip", "travel", "礼品", "礼物", "旅游", *private):
        assert word not in text, word
    for style in STANDARD["styles"]:
        assert set(style) == {"code", "label", "origin", "manners"}
