"""The schema of mapping documents takes what the Python package takes."""

import copy

import pytest
from shipped import ROOT, load, validator

MAPPINGS = [
    path
    for path in sorted((ROOT / "mappings").glob("*.json"))
    if not path.stem.endswith("_process")
]
FULL = {
    "sandan": "mapping/1",
    "code": "all_of_it",
    "label": {"zh": "全部", "en": "All of it"},
    "description": {"en": "Every member once."},
    "process": "erp_sales",
    "as_of": "2026-10-31",
    "utc_offset": "+08:00",
    "plan": "plan.json",
    "history": {"keys": ["product"], "strict": False, "values": True},
    "files": {
        "deals": "deals.csv",
        "events": {
            "path": ["events_2025.csv.gz", "events_2026.csv.gz"],
            "format": "csv",
            "encoding": "gb18030",
            "delimiter": ";",
            "quoting": "literal",
            "header": False,
            "names": ["id", "stage", "at"],
            "skip_rows": 2,
            "sheet": 1,
            "row_number": "line",
        },
    },
    "tables": {
        "opportunities": {
            "file": "deals",
            "others": "drop",
            "columns": {
                "opportunity_id": "编号",
                "amount_minor": {
                    "from": ["金额", "amount"],
                    "type": "amount",
                    "unit": "wan",
                    "minor_digits": 2,
                    "rounding": "half_even",
                    "decimal": ",",
                    "thousands": ".",
                    "currency_signs": ["¥"],
                    "null": ["-"],
                    "on_error": "null",
                    "optional": True,
                },
                "currency": {"constant": "CNY"},
                "outcome": {
                    "from": "状态",
                    "trim": True,
                    "values": {"赢单": "won", "?": None},
                    "unmapped": "refuse",
                },
                "created_on": {"date": ["YYYY/M/D", "excel"], "zone": "as_written"},
                "tender": {"type": "bool", "true": ["是"], "false": ["否"]},
                "tags": {"type": "text_list", "separator": "|"},
                "line": {"row": True},
            },
        },
        "stage_events": {"sql": "SELECT id AS opportunity_id, stage, at AS entered_at FROM events"},
    },
}
COLUMN = ["tables", "opportunities", "columns", "outcome"]
FILE = ["files", "events"]


def test_tables_are_those_of_the_facts_dictionary():
    schema = load(ROOT / "data" / "schemas" / "mapping.schema.json")
    facts = load(ROOT / "data" / "facts.json")
    listed = schema["properties"]["tables"]["propertyNames"]["enum"]
    assert listed == [table["table"] for table in facts["tables"]]


@pytest.mark.parametrize("path", MAPPINGS, ids=lambda path: path.stem)
def test_mappings_of_this_project(path):
    validator("mapping").validate(load(path))


def test_every_member():
    validator("mapping").validate(FULL)


@pytest.mark.parametrize(
    "path", [[], ["history"], FILE, ["tables", "opportunities"], COLUMN], ids=str
)
def test_own_members(path):
    document = copy.deepcopy(FULL)
    at = document
    for step in path:
        at = at[step]
    at["x_own"] = {"by": "us"}
    validator("mapping").validate(document)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["sandan"], "mapping/2"),
        (["code"], ""),
        (["label"], {}),
        (["files"], {}),
        (["tables"], {}),
        (["owner"], "us"),
        (["time_zone"], "Asia/Shanghai"),
        (["plan"], ""),
        (["as_of"], "31.10.2026"),
        (["history", "as_of"], "2026-10-31"),
        (["files", "two words"], "a.csv"),
        ([*FILE, "path"], []),
        ([*FILE, "format"], "xml"),
        ([*FILE, "delimiter"], "||"),
        ([*FILE, "skip_rows"], -1),
        ([*FILE, "sheet"], 0),
        (["tables", "stage_events", "file"], "events"),
        (["tables", "accounts"], {"columns": {}}),
        (["tables", "opportunites"], {"file": "deals"}),
        (["tables", "stage_event"], {"file": "deals"}),
        (["tables", "opportunities", "others"], "hide"),
        ([*COLUMN, "constant"], "won"),
        ([*COLUMN, "row"], True),
        ([*COLUMN, "type"], "money"),
        ([*COLUMN, "values"], ["won"]),
        ([*COLUMN, "values"], {"a": ["won"]}),
        ([*COLUMN, "unmapped"], "guess"),
        ([*COLUMN, "on_error"], "keep"),
        ([*COLUMN, "unit"], "cents"),
        ([*COLUMN, "minor_digits"], 5),
        ([*COLUMN, "decimal"], "·"),
        ([*COLUMN, "separator"], ""),
        (["tables", "opportunities", "columns", "currency", "unmapped"], "null"),
    ],
)
def test_broken_variants_are_refused(path, value):
    document = copy.deepcopy(FULL)
    at = document
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    assert not validator("mapping").is_valid(document)
