"""Each policy of the cases with the verdict the schema gives. The compiler's verdict on
the same cases is tested in tests/rules."""

import pytest
from shipped import CASES, load, validator

VALID = sorted((CASES / "policy" / "valid").glob("*.json"))
INVALID = load(CASES / "policy" / "invalid" / "index.json")


def test_index_lists_every_invalid_case():
    found = {path.name for path in (CASES / "policy" / "invalid").glob("*.json")}
    assert set(INVALID) == found - {"index.json"}


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_valid(path):
    validator("policy").validate(load(path))


@pytest.mark.parametrize("name", sorted(INVALID))
def test_invalid(name):
    document = load(CASES / "policy" / "invalid" / name)
    assert validator("policy").is_valid(document) != INVALID[name]["schema"]
