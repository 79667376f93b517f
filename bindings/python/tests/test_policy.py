"""Policies in Python: records in any shape, answers, explanations, sheets, streams."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
import threading
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from small_policy import ACCOUNTS, AS_OF, POLICY

import sandan
from sandan import Policy
from sandan.importing.sheets import workbook_of_sheet


@pytest.fixture(scope="module")
def policy() -> Policy:
    return Policy(POLICY)


def by(table: sandan.Table, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in table.to_dicts()]


RANKS = ["high", "middle", None, "low", "low", "low"]


def changed(**members: Any) -> dict[str, Any]:
    return {**copy.deepcopy(POLICY), **members}


# ---- documents


def test_documents(policy: Policy) -> None:
    assert policy.code == "grades"
    assert policy.label == {"en": "Grades", "zh": "分级"}
    assert policy.table == "accounts"
    assert policy.decisions == ["table", "card", "steps"]
    assert Policy.from_json(policy.to_json()) == policy
    assert pickle.loads(pickle.dumps(policy)) == policy
    assert len({policy, Policy(policy.to_dict())}) == 1
    assert repr(policy) == "<sandan policy 'grades': table · card · steps>"
    assert "The table" in policy._repr_html_()


def test_shipped_policies_compile_and_are_listed() -> None:
    names = [entry["name"] for entry in sandan.documents.list("policy")]
    assert {"abcd", "erp_abcd", "man", "hiring", "opportunity_judgement"} <= set(names)
    for name in names:
        shipped = Policy.shipped(name)
        assert shipped.code == name
        assert shipped.describe()["decisions"].column("decision") == shipped.decisions


def test_a_file_is_named_in_its_error(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text('{"sandan": "policy/1", "code": "c"}', encoding="utf-8")
    with pytest.raises(sandan.DocumentError, match=r"mine\.json") as raised:
        Policy.from_file(path)
    assert raised.value.detail == "missing_field"


def test_what_feel_has_beyond_is_refused_by_name() -> None:
    document = copy.deepcopy(POLICY)
    document["computed"][0]["formula"] = "some x in budget satisfies x > 1"
    with pytest.raises(sandan.UnsupportedError) as raised:
        Policy(document)
    assert raised.value.detail == "feel_feature"
    assert raised.value.where.startswith("/computed/0/formula")


def test_describe(policy: Policy) -> None:
    described = policy.describe(language="zh")
    assert "rules" in described.names
    assert by(described["rules"], "decision", "rule")[0] == ("table", "r1")
    assert described["bands"].column("below") == [3, None]
    # Values of text parameters stand in labels.
    assert described["inputs"].column("label")[0] == "在用的ERP"


def test_schemas(policy: Policy) -> None:
    schema = policy.input_schema()
    assert schema["table"] == "accounts"
    assert [each["name"] for each in schema["columns"]] == ["system", "urgent", "budget", "due"]
    tables = {each["table"]: each["columns"] for each in sandan.policy.output_schema()["tables"]}
    described = {"faults", "could_be", "why_not", "findings", "moves", "sweep", "regrades"}
    assert described <= set(tables)


# ---- records in


@pytest.mark.parametrize(
    "records",
    [
        ACCOUNTS,
        [dict(zip(ACCOUNTS, row)) for row in zip(*ACCOUNTS.values())],
        pa.table(ACCOUNTS),
        pl.DataFrame(ACCOUNTS),
        pd.DataFrame(ACCOUNTS),
        {"accounts": ACCOUNTS},
        {"accounts": pa.table(ACCOUNTS), "reps": pl.DataFrame({"rep_id": [1]})},
        {name: pl.Series(values) for name, values in ACCOUNTS.items()},
        {name: pa.array(values) for name, values in ACCOUNTS.items()},
    ],
    ids=lambda each: type(each).__name__,
)
def test_records_of_every_kind(policy: Policy, records: Any) -> None:
    assert policy.eval(records, as_of=AS_OF)["results"].column("rank") == RANKS


def test_a_table_that_is_not_there(policy: Policy) -> None:
    with pytest.raises(sandan.SchemaError) as raised:
        policy.eval({"account": ACCOUNTS}, as_of=AS_OF)
    assert raised.value.detail == "missing_table"


def test_columns_of_the_wrong_type_are_named(policy: Policy) -> None:
    with pytest.raises(sandan.SchemaError) as raised:
        policy.eval({**ACCOUNTS, "urgent": ["yes"] * 6}, as_of=AS_OF)
    assert (raised.value.table, raised.value.where) == ("accounts", "urgent")


def test_spans_of_time_are_a_column_like_others() -> None:
    waits = Policy(
        changed(
            inputs=[{"code": "wait", "type": "duration"}],
            computed=[],
            conflicts=[],
            decisions=[
                {
                    "code": "long",
                    "kind": "formula",
                    "type": "bool",
                    "formula": 'wait > duration("P2D")',
                }
            ],
        )
    )
    days = [dt.timedelta(days=3), dt.timedelta(days=1), None]
    assert waits.eval({"wait": days})["results"].column("long") == [True, False, None]
    assert waits.evaluator()({"wait": dt.timedelta(hours=49)})["long"] is True


# ---- answers


def test_results(policy: Policy) -> None:
    results = policy.eval(ACCOUNTS, as_of=AS_OF)
    table = results["results"]
    assert table.column("account_id") == ACCOUNTS["account_id"]
    assert table.column("rank") == RANKS
    assert table.column("table_rule") == ["r1", "r2", None, None, None, None]
    statuses = ["decided", "decided", "undetermined", "default", "default", "default"]
    assert table.column("table_status") == statuses
    assert table.column("card_points") == [5, 1, None, None, 3, 1]
    assert table.column("card_points_low")[2:4] == [1, 3]
    assert table.column("card_points_high")[2:4] == [3, 5]
    assert table.column("card") == ["good", "poor", None, "good", "good", "poor"]
    assert table.column("conflict") == [None, None, None, "late", None, None]
    assert by(results["steps"], "row", "rule", "certain", "to_do") == [
        (0, "s1", True, "call"),
        (2, "s1", False, "call"),
        (3, "s1", True, "call"),
        (3, "s2", True, "ask"),
    ]
    assert by(results["faults"], "row", "column", "fault", "value") == [
        (4, "system", "unknown_value", "odd")
    ]
    assert results["fault_counts"].column("n") == [1]


def test_values_can_be_kept_out_of_faults(policy: Policy) -> None:
    faults = policy.eval(ACCOUNTS, as_of=AS_OF, values=False)["faults"]
    assert faults.column("value") == [None]


def test_what_it_could_be_and_what_to_ask(policy: Policy) -> None:
    results = policy.eval(ACCOUNTS, as_of=AS_OF, could_be=True, ask_next=1, if_unknown_is_no=True)
    could = {}
    for row, output, value in by(results["could_be"], "row", "output", "value"):
        could.setdefault((row, output), set()).add(value)
    assert could[2, "rank"] == {"high", "middle"}
    assert set(could) == {(2, "rank"), (2, "card")}
    assert by(results["ask_next"], "row", "input")[0] == (2, "urgent")
    assert results["results"].column("rank_if_no")[2] == "middle"


def test_reasons(policy: Policy) -> None:
    results = policy.eval(ACCOUNTS, as_of=AS_OF, detail=True)
    first = [row for row in results["reasons"].to_dicts() if row["row"] == 1]
    assert [(row["criterion"], row["points"]) for row in first] == [("money", 1), ("hurry", 0)]
    assert results["results"].column("card_reason_1")[1] in {"money", "hurry"}


def test_parameters_of_a_request(policy: Policy) -> None:
    more = policy.eval(ACCOUNTS, as_of=AS_OF, parameters={"most": 1})
    assert more["results"].column("rank")[1] == "low"
    with pytest.raises(sandan.InvalidArgumentError) as raised:
        policy.eval(ACCOUNTS, as_of=AS_OF, parameters={"mots": 1})
    assert raised.value.where == "/parameters/mots"


def test_decisions_and_keys_that_are_asked_for(policy: Policy) -> None:
    results = policy.eval(ACCOUNTS, as_of=AS_OF, decisions="card", keys=["before", "amount_minor"])
    names = results["results"].column_names
    assert names[:2] == ["before", "amount_minor"]
    assert "rank" not in names
    assert "card" in names


def test_versions_are_chosen_by_the_day() -> None:
    def version(number: int, **effective: str) -> dict[str, Any]:
        return changed(version=str(number), effective=effective)

    second = version(2, **{"from": "2026-06-01"})
    second["decisions"][0]["rules"][0]["then"]["rank"] = "middle"
    bundle = Policy(
        {
            "sandan": "policies/1",
            "code": "grades",
            "label": {"en": "Grades"},
            "versions": [version(1, to="2026-05-31"), second],
        }
    )
    assert bundle.decisions == ["table", "card", "steps"]
    ranks = [
        bundle.eval(ACCOUNTS, as_of=day)["results"].column("rank")[0]
        for day in ("2026-05-31", dt.date(2026, 6, 1))
    ]
    assert ranks == ["high", "middle"]
    with pytest.raises(sandan.InvalidArgumentError):
        bundle.eval(ACCOUNTS)


def test_results_about_persons_say_so() -> None:
    shipped = Policy.shipped("hiring")
    records = {"candidate_id": [1]}
    results = shipped.eval(records, as_of=AS_OF)["results"]
    assert results.metadata["sandan.use"] == "decision_support"
    assert results.metadata["sandan.document"] == shipped.digest


def test_bounds_and_threads(policy: Policy) -> None:
    many = pa.concat_tables([pa.table(ACCOUNTS)] * 30_000)
    one = policy.eval(many, as_of=AS_OF, threads=1)["results"]
    two = policy.eval(many, as_of=AS_OF, threads=2)["results"]
    assert one.to_pyarrow().equals(two.to_pyarrow())
    with pytest.raises(sandan.LimitError):
        policy.eval(ACCOUNTS, as_of=AS_OF, max_rows=3)
    told: list[float] = []
    policy.eval(many, as_of=AS_OF, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1

    def stop(_: float) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        policy.eval(many, as_of=AS_OF, progress=stop)


# ---- explanations and comparisons


def test_why_not(policy: Policy) -> None:
    result = policy.why_not(ACCOUNTS, goal={"rank": "high"}, rows=1, as_of=AS_OF)
    assert ("r1", "urgent", "failed") in by(result["why_not"], "rule", "input", "verdict")
    assert by(result["changes"], "row", "input", "from", "to") == [(1, "urgent", "false", "true")]
    everybody = policy.why_not(ACCOUNTS, goal={"rank": "high"}, as_of=AS_OF)
    assert set(everybody["why_not"].column("row")) == {1, 2, 3, 4, 5}


def test_lint(policy: Policy) -> None:
    document = copy.deepcopy(POLICY)
    document["decisions"][0]["rules"].append(
        {"code": "r3", "when": {"system": '"none"', "urgent": "true"}, "then": {"rank": "low"}}
    )
    findings = Policy(document).lint(as_of=AS_OF)["findings"]
    assert ("dead_rule", "table", "r3") in by(findings, "kind", "decision", "rule")
    assert "dead_rule" not in policy.lint(as_of=AS_OF)["findings"].column("kind")


def test_diff(policy: Policy) -> None:
    document = copy.deepcopy(POLICY)
    document["decisions"][0]["rules"].reverse()
    document["decisions"][0]["rules"][0]["then"]["rank"] = "high"
    result = policy.diff(
        Policy(document), ACCOUNTS, output="rank", amount="amount_minor", as_of=AS_OF
    )
    moves = {(row["from"], row["to"]): row for row in result["moves"].to_dicts()}
    assert moves["middle", "high"]["n"] == 1
    assert moves["middle", "high"]["amount_minor"] == 200
    moved = by(result["moved"], "row", "account_id", "from", "to", "from_rule", "to_rule")
    assert (1, 2, "middle", "high", "r2", "r2") in moved


def test_sweep(policy: Policy) -> None:
    swept = policy.sweep(ACCOUNTS, output="rank", vary={"most": [1, 5]}, as_of=AS_OF)["sweep"]
    counts = {(row["most"], row["value"]): row["n"] for row in swept.to_dicts()}
    assert counts[1, "low"] == 4
    assert counts[5, "middle"] == 1
    listed = policy.sweep(ACCOUNTS, output="rank", grid=[{"most": 5}, {"most": 1}], as_of=AS_OF)
    assert {row["most"] for row in listed["sweep"].to_dicts() if row["setting"] == 0} == {5}
    with pytest.raises(sandan.InvalidArgumentError):
        policy.sweep(ACCOUNTS, output="rank", as_of=AS_OF)


def test_regrade(policy: Policy) -> None:
    events = policy.regrade(ACCOUNTS, output="rank", previous="before", as_of=AS_OF)["regrades"]
    assert by(events, "account_id", "from", "to", "direction", "rule") == [
        (2, "high", "middle", "down", "r2")
    ]


# ---- sheets


def test_a_sheet_goes_out_and_comes_back(policy: Policy) -> None:
    sheet = policy.to_sheet("table")
    assert sheet.splitlines()[0].startswith("hit=FIRST,system,urgent,small,out=rank")
    assert policy.with_sheet("table", sheet) == policy
    edited = policy.with_sheet("table", sheet.replace("middle", "low"))
    assert edited.to_dict()["decisions"][0]["rules"][1]["then"] == {"rank": "low"}
    assert edited != policy
    assert edited.label == policy.label


def test_faults_of_a_sheet_are_told_at_their_cell(policy: Policy) -> None:
    with pytest.raises(sandan.SandanError) as raised:
        policy.with_sheet("table", "hit=FIRST,urgent,out=rank\nr1,true,high\nr2,perhaps(,low\n")
    assert (raised.value.row, raised.value.column, raised.value.where) == (2, 1, "urgent")
    with pytest.raises(sandan.InvalidArgumentError):
        policy.to_sheet("nothing")


def test_a_policy_from_a_sheet_alone() -> None:
    made = Policy.from_sheet("hit=FIRST,a,out=b\n(type),bool,text\nr1,true,yes\n", code="p")
    assert made.code == "p"
    assert made.eval({"a": [True, False]})["results"].column("b") == ["yes", None]


def test_workbooks(policy: Policy, tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    data = policy.to_xlsx("table", path)
    assert path.read_bytes() == data
    assert policy.with_xlsx("table", path) == policy
    assert policy.with_xlsx("table", data, page=1) == policy
    alone = workbook_of_sheet("hit=FIRST,a,out=b\n(type),bool,text\nr1,true,yes\n")
    assert Policy.from_xlsx(alone, code="p") == Policy.from_sheet(
        "hit=FIRST,a,out=b\n(type),bool,text\nr1,true,yes\n", code="p"
    )


# ---- single records


def test_an_evaluator_says_what_the_table_says(policy: Policy) -> None:
    evaluate = policy.evaluator(as_of=AS_OF)
    assert evaluate.columns == ("system", "urgent", "budget", "due")
    rows = policy.eval(ACCOUNTS, as_of=AS_OF)["results"].to_dicts()
    for place, expected in enumerate(rows):
        record = {name: values[place] for name, values in ACCOUNTS.items()}
        answer = evaluate(record)
        assert answer == {name: expected[name] for name in evaluate.outputs}
        assert evaluate([record[name] for name in evaluate.columns]) == answer
    assert repr(evaluate).startswith("<sandan evaluator: system, urgent, budget, due → rank,")


def test_an_evaluator_of_some_columns(policy: Policy) -> None:
    evaluate = policy.evaluator(["urgent", "system"], as_of=AS_OF, parameters={"most": 0})
    assert evaluate([True, "none"])["rank"] == "high"
    assert evaluate({})["table_status"] == "undetermined"
    with pytest.raises(ValueError, match="2 columns: urgent, system"):
        evaluate([True])


def test_values_that_do_not_fit_are_refused(policy: Policy) -> None:
    evaluate = policy.evaluator(as_of=AS_OF)
    with pytest.raises(sandan.InvalidArgumentError) as raised:
        evaluate({"urgent": "yes"})
    assert raised.value.where == "urgent"
    with pytest.raises(TypeError, match="budget"):
        evaluate({"budget": object()})
    with pytest.raises(OverflowError, match="budget"):
        evaluate({"budget": 2**70})
    with pytest.raises(ValueError, match="system"):
        evaluate({"system": "\ud800"})
    with pytest.raises(sandan.InvalidArgumentError):
        policy.evaluator(["nothing"], as_of=AS_OF)


def test_numbers_of_numpy_and_datetimes_are_values(policy: Policy) -> None:
    import numpy as np

    evaluate = policy.evaluator(as_of=AS_OF)
    record = {"budget": np.int64(20), "urgent": np.bool_(True), "due": dt.datetime(2026, 1, 1, 9)}
    assert evaluate(record)["card_points"] == 5
    assert evaluate(record)["conflict"] == "late"


def test_one_evaluator_in_several_threads(policy: Policy) -> None:
    evaluate = policy.evaluator(["system", "urgent"], as_of=AS_OF)
    wrong: list[Any] = []

    def ask(urgent: bool) -> None:
        for _ in range(300):
            found = evaluate(["none", urgent])["rank"]
            if found != ("high" if urgent else None):
                wrong.append(found)

    threads = [threading.Thread(target=ask, args=(bool(i % 2),)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


# ---- streams


def reader(batches: int = 3) -> pa.RecordBatchReader:
    table = pa.table(ACCOUNTS)
    return pa.RecordBatchReader.from_batches(table.schema, table.to_batches() * batches)


def test_a_stream_is_decided_batch_by_batch(policy: Policy) -> None:
    results = policy.eval_stream(reader(), as_of=AS_OF, threads=2)
    batches = [[row["rank"] for row in batch] for batch in results]
    assert batches == [RANKS] * 3


def test_a_stream_for_readers_of_arrow(policy: Policy) -> None:
    whole = policy.eval(pa.concat_tables([pa.table(ACCOUNTS)] * 3), as_of=AS_OF)["results"]
    stream = policy.eval_stream(reader(), as_of=AS_OF)
    read = pa.RecordBatchReader.from_stream(stream).read_all()
    assert read.to_pylist() == whole.to_pyarrow().to_pylist()
    with pytest.raises(ValueError, match="read before"):
        list(stream)
    frame = pl.DataFrame(policy.eval_stream(pl.DataFrame(ACCOUNTS), as_of=AS_OF))
    assert frame["rank"].to_list() == RANKS


def test_a_stream_that_fails_says_why(policy: Policy) -> None:
    schema = pa.schema([("urgent", pa.bool_())])

    def batches() -> Any:
        yield pa.record_batch([pa.array([True])], schema=schema)
        raise OSError("the line is down")

    source = pa.RecordBatchReader.from_batches(schema, batches())
    results = iter(policy.eval_stream(source, as_of=AS_OF))
    assert len(next(results)) == 1
    with pytest.raises(RuntimeError, match="the line is down"):
        next(results)
    with pytest.raises(sandan.SchemaError):
        policy.eval_stream(pa.table({"urgent": ["yes"]}), as_of=AS_OF)
    with pytest.raises(TypeError, match="no stream"):
        policy.eval_stream(ACCOUNTS, as_of=AS_OF)


def test_a_stream_nobody_reads_is_released(policy: Policy) -> None:
    source = reader()
    del source
    policy.eval_stream(reader(), as_of=AS_OF)
    stream = policy.eval_stream(reader(), as_of=AS_OF).__arrow_c_stream__()
    del stream


# ---- displays


def test_labels_in_both_languages(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    results = policy.eval(ACCOUNTS, as_of=AS_OF, parameters={"product": "CRM"})
    html = results["results"]._repr_html_()
    assert "No CRM, urgent" in html
    assert "The table: rule" in html
    assert ">Good<" in html
    monkeypatch.setattr(sandan.display, "language", "zh")
    labels = results["results"].labels
    assert labels.of_column("rank") == {"en": "Rank", "zh": "级别"}
    assert labels.of_column("table_status") == {"en": "The table: status", "zh": "分级表：状态"}
    assert labels.of_value("table_rule", "r1")["zh"] == "没有CRM而紧急"
    assert labels.of_value("card", "poor")["zh"] == "差"
    assert labels.of_value("conflict", "late")["zh"] == "过期"
    text = repr(results["results"])
    assert "级别" in text
    assert "没有CRM而紧急" in results["results"]._repr_html_()
