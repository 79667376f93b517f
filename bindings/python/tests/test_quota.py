"""Quota plans in Python: tables in any shape, answers, errors, threads, labels."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from small_plan import AS_OF, BROUGHT, BROUGHT_OF_NORTH, PLAN, REPS, TEAMS, TOTAL, tables

import sandan
from sandan import Quota, QuotaPlan, quota

LEVELS = {"sales": "*"}


@pytest.fixture(scope="module")
def plan() -> QuotaPlan:
    return QuotaPlan(PLAN)


@pytest.fixture(scope="module")
def built(plan: QuotaPlan) -> Quota:
    return plan.build(reps=REPS)


def changed(**members: Any) -> dict[str, Any]:
    return {**copy.deepcopy(PLAN), **members}


def amounts(table: sandan.Table, *keys: str) -> dict[Any, int]:
    """Amounts by one key or more."""
    found = {}
    for row in table.to_dicts():
        key = tuple(row[name] for name in keys)
        found[key if len(keys) > 1 else key[0]] = row["amount_minor"]
    return found


# ---- documents


def test_documents(plan: QuotaPlan) -> None:
    assert plan.code == "small"
    assert plan.label == {"en": "Small plan", "zh": "小计划"}
    assert QuotaPlan.from_json(plan.to_json()) == plan
    assert QuotaPlan.from_json(json.dumps(PLAN)) == plan
    assert len({plan, QuotaPlan(plan.to_dict())}) == 1
    assert len(plan.digest) == 64
    assert repr(plan) == "<sandan quota plan 'small': sales × product × time>"


def test_plans_are_pickled_with_their_calendar(plan: QuotaPlan) -> None:
    assert pickle.loads(pickle.dumps(plan)) == plan
    days = {name: each for name, each in PLAN.items() if name not in ("calendar", "constraints")}
    own = QuotaPlan(days, calendar="cn")
    back = pickle.loads(pickle.dumps(own))
    workdays = [each.build(reps=REPS).targets().column("workdays") for each in (own, back)]
    assert workdays[0] == workdays[1]
    assert workdays[0] != QuotaPlan(days).build(reps=REPS).targets().column("workdays")


def test_shipped_plans_are_listed_and_compile() -> None:
    names = [entry["name"] for entry in sandan.documents.list("plan")]
    assert {"annual", "simple"} <= set(names)
    for name in names:
        assert QuotaPlan.shipped(name).code == name
    simple = QuotaPlan.shipped("simple").build(reps=REPS)
    assert simple.targets().column("amount_minor") == [1_200_000_000]


def test_a_file_is_named_in_its_error(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text('{"sandan": "plan/1", "code": "c"}', encoding="utf-8")
    with pytest.raises(sandan.DocumentError, match=r"mine\.json"):
        QuotaPlan.from_file(path)
    path.write_text(json.dumps(PLAN), encoding="utf-8")
    assert QuotaPlan.from_file(path).code == "small"


@pytest.mark.parametrize(
    ("members", "where"),
    [
        ({"total_minor": -1}, "/total_minor"),
        ({"colour": "red"}, "/colour"),
        ({"axes": []}, "/axes"),
        ({"period": {"from": "2026-02-01", "to": "2026-01-01"}}, "/period"),
        ({"currency": "yuan"}, "/currency"),
    ],
)
def test_a_bad_plan_is_refused_at_its_place(members: dict[str, Any], where: str) -> None:
    with pytest.raises(sandan.DocumentError) as raised:
        QuotaPlan(changed(**members))
    assert raised.value.where.startswith(where)


def test_schemas() -> None:
    read = {each["table"] for each in quota.input_schema()["tables"]}
    assert {"reps", "actuals", "credits", "rates", "work_items", "quota_nodes"} <= read
    given = {each["table"]: each["columns"] for each in quota.output_schema()["tables"]}
    assert {"targets", "sums", "proof", "constraints", "pace", "principles"} <= set(given)
    for columns in given.values():
        assert all(set(column) >= {"name", "type"} for column in columns)


# ---- tables in


@pytest.mark.parametrize(
    "make",
    [
        dict,
        lambda table: [dict(zip(table, row)) for row in zip(*table.values())],
        pa.table,
        pl.DataFrame,
        pd.DataFrame,
        lambda table: pa.RecordBatchReader.from_batches(
            pa.table(table).schema, pa.table(table).to_batches(max_chunksize=3)
        ),
    ],
    ids=["columns", "records", "pyarrow", "polars", "pandas", "stream"],
)
def test_tables_of_every_kind(plan: QuotaPlan, make: Callable[[Any], Any]) -> None:
    given = tables()
    built = plan.build(reps=make(given["reps"]))
    assert built.targets().column("sum_minor") == [TOTAL, TOTAL * 12 // 10]
    pace = built.pace(actuals=make(given["actuals"]), as_of=AS_OF, by="total")["pace"]
    assert pace.column("actual_minor") == [BROUGHT]


def test_tables_by_mapping_and_by_name(plan: QuotaPlan) -> None:
    given = tables()
    assert plan.build(given).targets().to_json() == plan.build(reps=REPS).targets().to_json()
    with pytest.raises(TypeError, match="given twice"):
        plan.build({"reps": REPS}, reps=REPS)
    assert plan.build(given, credits=None).targets().num_rows == 2


def test_a_table_that_is_not_there(plan: QuotaPlan) -> None:
    with pytest.raises(sandan.SchemaError) as raised:
        plan.build()
    assert (raised.value.detail, raised.value.table) == ("missing_table", "reps")


def test_a_fault_of_the_data_has_a_place(plan: QuotaPlan, built: Quota) -> None:
    wrong = tables()
    wrong["reps"]["rep_id"][2] = wrong["reps"]["rep_id"][1]
    with pytest.raises(sandan.DataError) as raised:
        plan.build(wrong)
    assert (raised.value.table, raised.value.row) == ("reps", 2)
    typed = tables()
    typed["actuals"]["amount_minor"] = [str(each) for each in typed["actuals"]["amount_minor"]]
    with pytest.raises(sandan.SchemaError) as refused:
        built.pace(typed, as_of=AS_OF)
    assert (refused.value.table, refused.value.where) == ("actuals", "amount_minor")


def test_constraints_that_cannot_hold_together_are_named() -> None:
    fighting = [
        {"code": "least", "at": {"sales": "north"}, "floor_minor": TOTAL},
        {"code": "also", "at": {"sales": "south"}, "floor_minor": 1_000_00},
    ]
    with pytest.raises(sandan.SandanError) as raised:
        QuotaPlan(changed(constraints=fighting)).build(reps=REPS)
    assert raised.value.detail == "conflicting_constraints"
    assert "least" in str(raised.value)
    assert "also" in str(raised.value)
    assert raised.value.where.startswith("/constraints/")


@pytest.mark.parametrize(
    ("asked", "detail", "where"),
    [
        ({"levels": {"sales": "county"}}, "unknown_level", "/levels/sales"),
        ({"levels": {"planet": "*"}}, "unknown_axis", "/levels/planet"),
        ({"at": {"sales": "nobody"}}, "unknown_node", "/at/sales"),
        ({"tiers": "moon"}, "unknown_tier", "/tiers/0"),
    ],
)
def test_a_bad_question_is_refused_at_its_place(
    built: Quota, asked: dict[str, Any], detail: str, where: str
) -> None:
    with pytest.raises(sandan.InvalidArgumentError) as raised:
        built.targets(**asked)
    assert (raised.value.detail, raised.value.where) == (detail, where)


# ---- answers


def test_targets_add_up(built: Quota) -> None:
    whole = built.targets(LEVELS, tiers="target")
    found = amounts(whole, "sales")
    assert found["company"] == TOTAL
    assert found["north"] + found["south"] == TOTAL
    assert sum(found[rep] for rep in TEAMS) == TOTAL
    assert found["n1"] == 100_000_00
    for period in ("quarter", "month", "week", "day"):
        parts = built.targets({"sales": "rep_id", "product": "product"}, period, tiers="target")
        assert sum(parts.column("amount_minor")) == TOTAL
        assert all(amount % 100 == 0 for amount in parts.column("amount_minor"))
    products = amounts(built.targets({"product": "product"}, tiers="target"), "product")
    assert products == {"erp": TOTAL * 3 // 4, "mes": TOTAL // 4}


def test_targets_of_some_days_and_places(built: Quota) -> None:
    march = built.targets(
        {"sales": "rep_id"},
        "month",
        since=date(2026, 3, 1),
        until="2026-03-31",
        at={"sales": "north"},
    )
    assert set(march.column("sales")) == {"n1", "n2", "n3", "n4"}
    assert set(march.column("period")) == {"2026-03"}
    assert march.column("workdays")[0] == 22
    with pytest.raises(sandan.LimitError):
        built.targets(LEVELS, "day", most_rows=10)


def test_proof(built: Quota) -> None:
    proof = built.proof()
    assert proof.names == ["sums", "bounds", "proof"]
    assert set(proof["sums"].column("difference_minor")) == {0}
    (first, second) = proof["proof"].to_dicts()
    assert (first["sum_minor"], second["sum_minor"]) == (TOTAL, TOTAL * 12 // 10)
    assert first["sums_broken"] == 0
    assert first["sums_checked"] == len(proof["sums"]) / 2
    assert first["plan_digest"] == built.plan.digest
    assert built.proof(only_broken=True)["sums"].num_rows == 0


def test_binding(built: Quota) -> None:
    rows = {row["code"]: row for row in built.binding().to_dicts()}
    assert rows["n1_most"]["binds"] is True
    assert rows["n1_most"]["amount_minor"] == 100_000_00
    assert rows["n1_most"]["effect_minor"] < 0
    assert rows["south_least"]["binds"] is False


def test_pace(built: Quota) -> None:
    answer = built.pace(tables(), as_of=date(2026, 6, 30))
    rows = {row["sales"]: row for row in answer["pace"].to_dicts()}
    company = rows["company"]
    assert (company["actual_minor"], company["target_minor"]) == (BROUGHT, TOTAL)
    assert rows["north"]["actual_minor"] == BROUGHT_OF_NORTH
    assert company["attainment"] == pytest.approx(BROUGHT / company["target_to_date_minor"])
    assert company["days_ahead_workdays"] > 0
    assert rows["n1"]["days_ahead_workdays"] < 0
    assert company["landing_low_minor"] <= company["landing_minor"] <= company["landing_high_minor"]
    assert answer["pace_faults"].num_rows == 0
    assert answer["pace"].metadata["sandan.use"] == "decision_support"


def test_pace_by_other_keys_and_faults(built: Quota) -> None:
    given = tables()
    given["actuals"]["rep_id"][0] = "nobody"
    given["actuals"]["date"][1] = None
    answer = built.pace(given, as_of=AS_OF, by=["product", "month"])
    assert {row["product"] for row in answer["pace"].to_dicts()} == {"all", "erp", "mes"}
    faults = built.pace(given, as_of=AS_OF)["pace_faults"].to_dicts()
    assert [(row["row"], row["column"]) for row in faults] == [(0, "rep_id"), (1, "date")]
    with pytest.raises(sandan.DataError) as raised:
        built.pace(given, as_of=AS_OF, strict=True)
    assert (raised.value.table, raised.value.row) == ("actuals", 0)


def test_replan_freezes_the_past(built: Quota) -> None:
    given = tables()
    after = built.replan(given, since="2026-07-01", carry="pooled", reason="half year")
    assert repr(after) == "<sandan quota of plan 'small'>"
    assert after.targets(tiers="target").column("sum_minor") == [TOTAL]
    assert [row["reason"] for row in after.versions().to_dicts()][-1] == "half year"
    assert after.versions().column("number") == [1, 2]
    assert built.versions().column("number") == [1]
    first_half = after.targets(until="2026-06-30", tiers="target").column("amount_minor")
    assert first_half == [BROUGHT]
    moved = built.diff(after, levels={"sales": "team_id"}, period="quarter")
    assert sum(moved.column("change_minor")) == 0
    asked: dict[str, Any] = {"since": "2026-07-01", "total_minor": 2 * TOTAL}
    more = built.replan(given, **asked, past="plan", carry="none")
    assert more.targets(tiers="target").column("sum_minor") == [2 * TOTAL]
    more = built.replan(given, **asked, carry="pooled")
    assert more.targets(tiers="target").column("sum_minor") == [2 * TOTAL]


def test_principles(built: Quota) -> None:
    answer = built.principles(tables(), as_of=AS_OF, language="zh")
    found = answer["principles"].to_dicts()
    summary = {row["principle"]: row["holds"] for row in found if row["finding"] is None}
    assert summary[1] is True
    assert summary[4] is False
    assert answer["principle_faults"].num_rows == 0
    findings = {row["finding"] for row in found}
    assert {"basis_without_amount", "no_focus", "no_due_date"} <= findings
    assert "季度没有重点" in {row["label"] for row in found}


def test_head_count_and_activity(built: Quota) -> None:
    answer = built.head_count(tables(), as_of=AS_OF, per_head_minor=100_000_00)
    assert {"head_count", "hires"} <= set(answer)
    assert sum(answer["head_count"].column("target_minor")) == TOTAL
    deals = {
        "opportunity_id": ["a", "b"],
        "owner_id": ["n1", "s1"],
        "outcome": ["won", "lost"],
        "created_on": [date(2026, 1, 2)] * 2,
        "closed_on": [date(2026, 2, 2)] * 2,
        "won_on": [date(2026, 2, 2), None],
        "amount_minor": [1_000_00, 2_000_00],
        "currency": ["CNY", "CNY"],
    }
    calls = {
        "activity_id": ["1", "2"],
        "kind": ["call", "visit"],
        "rep_id": ["n1", "n1"],
        "done_on": [date(2026, 1, 5)] * 2,
    }
    events = {
        "opportunity_id": ["a"],
        "stage": ["offer"],
        "entered_at": [date(2026, 1, 20)],
    }
    given = {**tables(), "opportunities": deals, "activities": calls, "stage_events": events}
    asked: dict[str, Any] = {"as_of": AS_OF, "proposal_stage": "offer", "period": "month"}
    answer = built.activity(given, **asked, min_n=1)
    names = {"activity_targets", "activity_rates", "lead_targets", "one_more_call"}
    assert names <= set(answer)
    assert answer["activity_faults"].num_rows == 0
    deals["outcome"][1] = "on_hold"
    (fault,) = built.activity(given, **asked)["activity_faults"].to_dicts()
    assert (fault["table"], fault["row"], fault["value"]) == ("opportunities", 1, "on_hold")
    with pytest.raises(sandan.DataError) as raised:
        built.activity(given, **asked, strict=True)
    assert (raised.value.table, raised.value.row) == ("opportunities", 1)


# ---- without a plan


def test_quartiles() -> None:
    answer = quota.quartiles(tables())
    assert answer.names == ["quartiles", "quartile_gaps", "pairs"]
    found = {row["rep_id"]: row["quartile"] for row in answer["quartiles"].to_dicts()}
    assert found["s5"] == "top"
    assert found["n1"] == "bottom"
    assert answer["quartiles"].metadata["sandan.use"] == "decision_support"
    few = quota.quartiles(tables(), within="team_id")
    assert all(few["quartile_gaps"].column("insufficient"))


def test_arithmetic() -> None:
    items = {"item_id": ["a", "b", "c"], "weight": [1.0, 1.0, 1.0], "cap_minor": [None, 10, None]}
    answer = quota.allocate(items, 101)
    assert answer.column("amount_minor") == [46, 10, 45]
    assert answer.column("bound") == ["none", "cap", "none"]
    cells = {"row_id": ["x", "x", "y", "y"], "column_id": ["p", "q", "p", "q"]}
    raked = quota.rake(
        {**cells, "value": [1.0, 1.0, 1.0, 1.0]},
        {"row_id": ["x", "y"], "total": [30.0, 10.0]},
        {"column_id": ["p", "q"], "total": [20.0, 20.0]},
    )
    assert raked.column("value") == pytest.approx([15.0, 15.0, 5.0, 5.0])
    rounded = quota.round_cells({**cells, "value": [0.5, 0.5, 0.5, 0.5]})
    assert sorted(rounded.column("rounded")) == [0, 0, 1, 1]


def test_allocate_without_room() -> None:
    items = {"item_id": ["a"], "weight": [1.0], "cap_minor": [10]}
    with pytest.raises(sandan.SandanError) as raised:
        quota.allocate(items, 11)
    assert raised.value.table == "items"


def test_shapes() -> None:
    days = pd.date_range("2022-01-01", "2025-12-31", freq="D")
    orders = pd.DataFrame(
        {
            "actual_id": [str(each) for each in range(len(days))],
            "date": days.date,
            "kind": "order",
            "amount_minor": [1_000 * day.month for day in days],
            "currency": "CNY",
        }
    )
    answer = quota.shapes(orders)
    (best,) = answer["best_shapes"].to_dicts()
    assert best["error"] <= best["equal_error"]
    assert best["best"] in ("last_year", "mean")
    assert set(answer["shapes"].column("candidate")) >= {"equal", "last_year"}


def test_incentive() -> None:
    document = {
        "sandan": "incentive/1",
        "code": "i",
        "roles": [
            {
                "role": "generalist",
                "components": [
                    {"code": "c", "measure": "transactions", "weight_ppm": 1_000_000},
                ],
            }
        ],
    }
    found = {row["check"]: row["holds"] for row in quota.incentive(document).to_dicts()}
    assert found["no_transactions"] is False
    assert found["pays_value"] is False
    with pytest.raises(sandan.DocumentError) as raised:
        quota.incentive({**document, "roles": []})
    assert raised.value.where.startswith("/roles")


# ---- runs


def test_threads_change_no_byte(plan: QuotaPlan) -> None:
    given = tables()
    texts = set()
    for threads in (1, 2, 3):
        built = plan.build(given, threads=threads)
        texts.add(
            built.targets(LEVELS, "week", threads=threads).to_json()
            + built.pace(given, as_of=AS_OF, threads=threads).to_json()
            + built.proof(threads=threads).to_json()
        )
    assert len(texts) == 1


def test_one_quota_serves_many_threads(built: Quota) -> None:
    given = tables()

    def work(turn: int) -> str:
        month = built.targets(LEVELS, "month").to_json()
        return month + built.pace(given, as_of=AS_OF)["pace"].to_json()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(work, range(40)))) == 1


def test_progress_and_stopping(plan: QuotaPlan) -> None:
    shares: list[float] = []
    plan.build(reps=REPS, progress=shares.append)
    assert shares
    assert all(after >= before - 1e-9 for before, after in zip(shares, shares[1:]))
    assert all(0 <= share <= 1 for share in shares)
    mine = KeyError("enough")

    def stop(share: float) -> None:
        raise mine

    built = plan.build(reps=REPS)
    asks: list[Callable[[], Any]] = [
        lambda: plan.build(reps=REPS, progress=stop),
        lambda: built.targets(LEVELS, "day", progress=stop),
        lambda: built.pace(tables(), as_of=AS_OF, progress=stop),
        lambda: built.replan(tables(), since="2026-07-01", progress=stop),
    ]
    for ask in asks:
        with pytest.raises(KeyError) as caught:
            ask()
        assert caught.value is mine
    # Nothing is left behind: the next call goes through.
    assert plan.build(reps=REPS).targets().num_rows == 2


def test_memory_is_bounded(plan: QuotaPlan) -> None:
    with pytest.raises(sandan.LimitError):
        plan.build(reps=REPS, max_bytes=100)


def test_values_are_kept_out_of_messages(plan: QuotaPlan) -> None:
    given = tables()
    given["actuals"]["rep_id"][0] = "Secret Name"
    open_built, closed = plan.build(given), plan.build(given, values=False)
    assert open_built.pace(given, as_of=AS_OF)["pace_faults"].column("value") == ["Secret Name"]
    assert closed.pace(given, as_of=AS_OF)["pace_faults"].column("value") == [None]


# ---- labels


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", ["Sales tree", "Product line", "Target"]),
        ("zh", ["销售树", "产品线", "目标"]),
    ],
)
def test_labels_in_both_languages(
    built: Quota, language: str, shown: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandan.display, "language", language)
    told = repr(built.targets(LEVELS, "quarter")) + built.targets(LEVELS)._repr_html_()
    for text in shown:
        assert text in told
    heads = built.targets(LEVELS).labels
    assert heads.of_value("tier", "stretch") == {"en": "Stretch", "zh": "冲刺"}


def test_every_column_and_code_of_ours_has_labels(built: Quota) -> None:
    given = tables()
    answers = [
        *built.pace(given, as_of=AS_OF).values(),
        *built.proof().values(),
        *quota.quartiles(given).values(),
        built.targets(LEVELS),
        built.binding(),
        built.versions(),
        *built.principles(given, as_of=AS_OF).values(),
    ]
    own = {"sales", "sales_parent", "sales_label", "product_label", "period", "currency"}
    own |= {"rep_id", "team_id", "plan_digest", "group", "place", "label"}
    for table in answers:
        for field in pa.schema(table):
            head = table.labels.of_column(field.name)
            assert set(head) >= {"zh", "en"}, (table.name, field.name)
            if field.name in own or not pa.types.is_dictionary(field.type):
                continue
            for code in set(table.column(field.name)) - {None}:
                assert table.labels.of_value(field.name, code), (table.name, field.name, code)


def test_tables_are_handed_over_by_name() -> None:
    with pytest.raises(TypeError, match="by name: reps="):
        QuotaPlan(PLAN).build([{"rep_id": "n1"}])  # type: ignore[arg-type]
