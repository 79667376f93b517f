"""Each case document gets its verdict: from the reader, and from the schema
where a schema can see it."""

import pytest
from process_reader import Refused, read_process
from shipped import CASES, load, validator

VALID = sorted((CASES / "valid").glob("*.json"))
INVALID = load(CASES / "invalid" / "index.json")


def test_index_lists_every_invalid_case():
    assert set(INVALID) == {path.name for path in (CASES / "invalid").glob("*.json")} - {
        "index.json"
    }


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_valid(path):
    read_process(path.read_text(encoding="utf-8"))
    validator("process").validate(load(path))


@pytest.mark.parametrize("name", sorted(INVALID))
def test_invalid(name):
    path = CASES / "invalid" / name
    with pytest.raises(Refused) as refused:
        read_process(path.read_text(encoding="utf-8"))
    assert (refused.value.where, refused.value.detail) == (
        INVALID[name]["where"],
        INVALID[name]["detail"],
    )
    assert validator("process").is_valid(load(path)) != INVALID[name]["schema"]
