"""Process documents: shipped, vendors' own, described, mapped."""

from __future__ import annotations

import json
import pickle

import pytest
from small_book import SHORT_PROCESS

import sandan
from sandan import process as process_module

SHIPPED = [entry["name"] for entry in sandan.documents.list("process")]


def test_seven_processes_are_shipped() -> None:
    assert set(SHIPPED) == {
        "seven_stage",
        "erp_sales",
        "six_moves",
        "full_cycle",
        "simple",
        "interactive",
        "presales_demo",
    }


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_processes_load_export_and_load_again(name: str) -> None:
    process = sandan.Process.shipped(name)
    assert process.code == name
    again = sandan.Process.from_json(process.to_dict())
    assert again == process
    assert again.to_json() == process.to_json() == sandan.documents.canonical(process.to_dict())
    assert set(process.label) == {"zh", "en"}
    (entry,) = [each for each in sandan.documents.list("process") if each["name"] == name]
    assert entry["digest"] == process.digest
    described = process.describe(language="zh")
    assert described.names == ["stages", "marks", "actions", "evidence", "facts"]
    stages = [row["stage"] for row in described["stages"].to_dicts() if not row["implicit"]]
    assert stages == process.stages
    labels = described["stages"].column("label")
    assert labels == described["stages"].column("label_zh")
    assert process.stage_label(stages[0], "zh") == labels[0]


def test_documents_of_all_spellings(process: sandan.Process) -> None:
    text = json.dumps(SHORT_PROCESS, ensure_ascii=False)
    for document in (text, text.encode(), SHORT_PROCESS, json.dumps(SHORT_PROCESS, indent=4)):
        assert sandan.Process.from_json(document) == process
    assert process.stages == ["visit", "offer", "order"]
    assert process.stage_label("offer", "zh") == "报价"
    assert process.stage_label("nowhere") == "nowhere"
    assert repr(process) == "<sandan process 'short': visit · offer · order>"


def test_processes_are_values(process: sandan.Process) -> None:
    assert pickle.loads(pickle.dumps(process)) == process
    assert len({process, sandan.Process.from_json(process.to_json())}) == 1
    assert process != sandan.Process.shipped("simple")
    assert process != "short"


def test_unknown_names_are_refused() -> None:
    with pytest.raises(sandan.SandanError, match="nothing_such"):
        sandan.Process.shipped("nothing_such")


def test_stages_are_mapped_with_reasons(process: sandan.Process) -> None:
    erp = sandan.Process.shipped("erp_sales")
    table = erp.map_stages(process)
    assert table.name == "stage_map"
    assert table.column("from_stage")[: len(erp.stages)] == erp.stages
    assert set(table.column("to_stage")) <= {*process.stages, "lost", "cancelled", None}
    by_hand = erp.map_stages(process, pairs={erp.stages[0]: "offer"}).to_dicts()[0]
    assert (by_hand["to_stage"], by_hand["reason"]) == ("offer", "given")


def test_schemas_of_the_module() -> None:
    text = json.dumps(process_module.input_schema())
    assert "stage_events" in text
    assert "opportunities" in text
    assert "funnel" in json.dumps(process_module.output_schema())
