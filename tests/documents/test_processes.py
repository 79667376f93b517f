"""The shipped processes say what the domain says, and are whole."""

import itertools
import re

import pytest
from process_reader import read_process
from shipped import DATA, PROCESSES, SAMPLE, load, validator

CODE = re.compile(r"[a-z0-9][a-z0-9_]{0,63}\Z")
NAMES = {path.stem: load(path) for path in PROCESSES}

# Stage codes with the Chinese name each must have, in order.
STAGES = {
    "seven_stage": "寻找目标客户 目标甄别 制定目标计划 接触客户 介绍产品 处理客户异议 结束销售",
    "erp_sales": """取得潜在客户名单 初访 交流 有针对性的系统演示 正式书面报价
        疑虑排除 商务谈判 签约""",
    "six_moves": "客户分析 建立信任 挖掘需求 呈现价值 赢取承诺 跟进服务",
    "full_cycle": "初次接触 线索挖掘 需求分析 商机把控 合同磋商 促成订单 建立应收款计划 回款 服务",
    "simple": "初次接触 促成订单",
    "interactive": "销售自己 销售理念 销售优势 销售产品 售后服务",
    "presales_demo": "望 闻 问 切",
}
WINNING = {
    "seven_stage": ("close", "end_mark"),
    "erp_sales": ("sign", "end_mark"),
    "six_moves": ("win_commitment", "end_mark"),
    "full_cycle": ("order", "entered"),
    "simple": ("order", "end_mark"),
    "interactive": ("sell_product", "end_mark"),
    "presales_demo": None,
}
AFTER = {
    "six_moves": ["follow_up"],
    "full_cycle": ["receivables_plan", "collection", "service"],
    "interactive": ["after_sales"],
}
ERP_LAYERS = ["need", "need", "candidate", "candidate", "quoted", "quoted", "quoted", "ordered"]

every_process = pytest.mark.parametrize("name", sorted(NAMES))


def items_of(process):
    """Every labelled thing of a process with a name for messages."""
    yield "process", process
    for stage in process["stages"]:
        yield stage["code"], stage
        for end in ("start_mark", "end_mark"):
            yield stage["code"] + "." + end, stage[end]
        for kind in ("evidence", "actions"):
            for item in stage[kind]:
                yield stage["code"] + "." + item["code"], item


def actions_of(process):
    return [action for stage in process["stages"] for action in stage["actions"]]


def test_seven_processes_are_shipped():
    assert set(NAMES) == set(STAGES)


@every_process
def test_matches_schema_and_reader(name):
    validator("process").validate(NAMES[name])
    path = next(path for path in PROCESSES if path.stem == name)
    read_process(path.read_text(encoding="utf-8"))


@every_process
def test_stages_are_those_of_the_domain(name):
    assert [stage["label"]["zh"] for stage in NAMES[name]["stages"]] == STAGES[name].split()


@every_process
def test_every_item_is_labelled_and_has_an_origin(name):
    process = NAMES[name]
    assert process["code"] == name
    assert set(process["description"]) == {"zh", "en"}
    for where, item in items_of(process):
        assert CODE.match(item["code"]), where
        assert set(item["label"]) == {"zh", "en"} and all(item["label"].values()), where
        assert item["origin"] in ("source", "sandan"), where


@every_process
def test_codes_are_unique(name):
    process = NAMES[name]
    for codes in (
        [stage["code"] for stage in process["stages"]],
        [action["code"] for action in actions_of(process)],
    ):
        assert len(set(codes)) == len(codes)
    for stage in process["stages"]:
        evidence = [item["code"] for item in stage["evidence"]]
        assert len(set(evidence)) == len(evidence)


@every_process
def test_marks_of_one_code_are_one_mark(name):
    marks = {}
    for stage in NAMES[name]["stages"]:
        for end in ("start_mark", "end_mark"):
            assert marks.setdefault(stage[end]["code"], stage[end]) == stage[end]
        assert stage["start_mark"]["code"] != stage["end_mark"]["code"]


@every_process
def test_every_stage_has_evidence_and_actions_that_satisfy_its_end(name):
    process = NAMES[name]
    marks = {
        stage[end]["code"] for stage in process["stages"] for end in ("start_mark", "end_mark")
    }
    for stage in process["stages"]:
        assert stage["evidence"] and stage["actions"], stage["code"]
        for action in stage["actions"]:
            assert action["satisfies"] and set(action["satisfies"]) <= marks, action["code"]
        assert any(
            stage["end_mark"]["code"] in action["satisfies"] for action in stage["actions"]
        ), stage["code"]


@every_process
def test_nothing_is_claimed_about_durations_and_probabilities(name):
    for stage in NAMES[name]["stages"]:
        assert stage["expected_days"] is None
        assert stage["default_probability"] is None


@every_process
def test_winning_stage(name):
    winning = [
        (stage["code"], stage["won_when"])
        for stage in NAMES[name]["stages"]
        if stage.get("won_when")
    ]
    assert winning == ([WINNING[name]] if WINNING[name] else [])


@every_process
def test_phases_modes_and_layers(name):
    stages = NAMES[name]["stages"]
    phases = [stage["phase"] for stage in stages]
    assert phases == sorted(phases, reverse=True), "stages after the order stand last"
    assert [stage["code"] for stage in stages if stage["phase"] == "after"] == AFTER.get(name, [])
    layers = ["need", "candidate", "quoted", "ordered"]
    places = [layers.index(stage["layer"]) for stage in stages]
    assert places == sorted(places)
    for stage in stages:
        assert (stage["mode"] == "service") == (stage["phase"] == "after")


CONDITIONED = ["erp_sales", "full_cycle", "six_moves"]
TYPES = {"bool": "bool", "text": "text", "date": "date", "int32": "number", "double": "number"}


@pytest.mark.parametrize("name", CONDITIONED)
def test_every_mark_has_a_condition_over_the_facts(name):
    process = NAMES[name]
    facts = {fact["code"]: fact for fact in process["facts"]}
    assert len(facts) == len(process["facts"])
    read = set()
    for stage in process["stages"]:
        for end in ("start_mark", "end_mark"):
            bare = re.sub(r'"[^"]*"', "", stage[end]["condition"])
            read |= set(re.findall(r"[a-z_]\w*", bare)) - {"and", "or", "not"}
    assert read == set(facts)


@pytest.mark.parametrize("name", CONDITIONED)
def test_facts_are_columns_of_opportunities(name):
    tables = {table["table"]: table for table in load(DATA / "facts.json")["tables"]}
    columns = {column["name"]: column for column in tables["opportunities"]["columns"]}
    for fact in NAMES[name]["facts"]:
        column = columns[fact["code"]]
        assert fact["label"] == column["label"], fact["code"]
        assert fact["type"] == TYPES[column["type"]], fact["code"]
        assert fact["null"] == column["null"], fact["code"]
        assert fact.get("values") == column.get("values"), fact["code"]
        assert fact["origin"] in ("source", "sandan"), fact["code"]


def test_marks_that_the_policies_feed():
    marks = {}
    for name in CONDITIONED:
        for stage in NAMES[name]["stages"]:
            marks[name, stage["end_mark"]["code"]] = stage["end_mark"]["condition"]
    assert marks["six_moves", "opportunity_found"] == 'judgement_gate = "open"'
    assert marks["six_moves", "needs_confirmed"] == "needs_chain_confirmed and criteria_weighted"
    assert "key_information_points" in marks["erp_sales", "requirements_confirmed"]
    assert marks["full_cycle", "lead_qualified"] == "has_money and has_authority and has_need"


def test_layers_of_erp_sales():
    assert [stage["layer"] for stage in NAMES["erp_sales"]["stages"]] == ERP_LAYERS


def test_six_moves_has_four_actions_a_move():
    stages = NAMES["six_moves"]["stages"]
    assert [len(stage["actions"]) for stage in stages] == [4] * 6
    assert len(actions_of(NAMES["six_moves"])) == 24


def test_six_moves_start_where_the_one_before_ends():
    stages = NAMES["six_moves"]["stages"]
    for before, after in itertools.pairwise(stages):
        assert after["start_mark"] == before["end_mark"]


def test_six_moves_origins():
    by_source = [
        action["label"]["zh"]
        for action in actions_of(NAMES["six_moves"])
        if action["origin"] == "source"
    ]
    assert by_source == [
        "发展向导",
        "收集资料",
        "组织结构分析",
        "判断销售机会",
        "识别沟通风格",
        "推进关系阶段",
    ]
    for stage in NAMES["six_moves"]["stages"]:
        assert stage["start_mark"]["origin"] == stage["end_mark"]["origin"] == "source"


def test_sample_process_is_erp_sales_with_its_own_rules():
    sample, shipped = load(SAMPLE / "process.json"), NAMES["erp_sales"]
    validator("process").validate(sample)
    read_process((SAMPLE / "process.json").read_text(encoding="utf-8"))
    assert sample["code"] != shipped["code"]
    assert sample["facts"] == shipped["facts"]
    assert sample["moves"]["forbidden"] == [{"from": "targeted_demo", "to": "negotiate"}]
    for own, original in zip(sample["stages"], shipped["stages"]):
        assert own["expected_days"] > 0
        for name in set(original) - {"expected_days", "origin"}:
            assert own[name] == original[name]
