"""Calendar documents: the shipped ones, and each case with the verdict the schema gives.
The compiler's verdict on the same cases is tested in tests/calendar."""

import pytest
from shipped import CASES, DATA, load, validator

CALENDARS = sorted((DATA / "calendars").glob("*.json"))
VALID = sorted((CASES / "calendar" / "valid").glob("*.json"))
INVALID = load(CASES / "calendar" / "invalid" / "index.json")


@pytest.mark.parametrize("path", CALENDARS, ids=lambda path: path.stem)
def test_shipped(path):
    calendar = load(path)
    validator("calendar").validate(calendar)
    assert calendar["code"] == path.stem
    for part in (calendar, *calendar.get("holidays", ()), *calendar.get("make_up_workdays", ())):
        assert set(part["label"]) == {"zh", "en"}


def test_china_names_its_sources_and_covers_whole_years():
    calendar = load(DATA / "calendars" / "cn.json")
    assert calendar["span"]["from"].endswith("-01-01")
    assert calendar["span"]["to"].endswith("-12-31")
    first, last = (int(calendar["span"][end][:4]) for end in ("from", "to"))
    assert len(calendar["sources"]) >= last - first + 1
    assert all(source["url"].startswith("http") for source in calendar["sources"])


def test_index_lists_every_invalid_case():
    found = {path.name for path in (CASES / "calendar" / "invalid").glob("*.json")}
    assert set(INVALID) == found - {"index.json"}


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_valid(path):
    validator("calendar").validate(load(path))


@pytest.mark.parametrize("name", sorted(INVALID))
def test_invalid(name):
    document = load(CASES / "calendar" / "invalid" / name)
    assert validator("calendar").is_valid(document) != INVALID[name]["schema"]
