"""Real exports through their mapping documents give the figures known of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from real_exports import history_of

from sandan import History, period


def test_maven_outcomes(maven: History) -> None:
    (row,) = maven.outcomes().to_dicts()
    assert (row["won"], row["lost"], row["open"]) == (4_238, 2_473, 1_589 + 500)
    assert round(row["win_rate"], 4) == 0.6315
    assert row["won_value_minor"] == 10_005_534_00
    assert row["cycle_median_days"] == 57
    assert row["cycle_p10_days"] == 5
    assert row["cycle_p90_days"] == 106
    assert row["cycle_max_days"] == 138
    assert row["lost_median_days"] == 14


def test_maven_pipeline(maven: History) -> None:
    counts = {row["stage"]: row["n"] for row in maven.pipeline().to_dicts()}
    assert counts == {"Engaging": 1_589, "Prospecting": 500}


def test_maven_quarters(maven: History) -> None:
    rows = maven.outcomes([period("quarter", "closed_on")]).to_dicts()
    closed = [row for row in rows if row["won"] or row["lost"]]
    assert [
        (row["won"] + row["lost"], round(row["win_rate"], 3), row["won_value_minor"] // 100)
        for row in closed
    ] == [
        (647, 0.821, 1_134_672),
        (2_032, 0.617, 3_086_111),
        (2_047, 0.614, 2_982_255),
        (1_985, 0.603, 2_802_496),
    ]


def test_maven_dirty_keys_meet(maven: History) -> None:
    products = {row["product"] for row in maven.outcomes(["product"]).to_dicts()}
    assert "GTX Pro" in products
    assert "GTXPro" not in products
    industries = {
        row["accounts.industry"] for row in maven.outcomes(["accounts.industry"]).to_dicts()
    }
    assert "technology" in industries
    assert "technolgy" not in industries


@pytest.mark.parametrize("name", ["maven_ddmmyyyy", "maven_closed_only", "maven_without_ids"])
def test_maven_dialects(shared: Path, maven: History, name: str) -> None:
    (base,) = maven.outcomes().to_dicts()
    (row,) = history_of(name, shared / "maven_crm").outcomes().to_dicts()
    same = ("won", "lost", "win_rate", "won_value_minor", "cycle_median_days", "lost_median_days")
    assert {key: row[key] for key in same} == {key: base[key] for key in same}
    assert row["open"] == (base["open"] if name == "maven_ddmmyyyy" else 0)


def test_bpic2012_funnel(bpic2012: History) -> None:
    reached = {row["stage"]: row["reached"] for row in bpic2012.funnel().to_dicts()}
    assert reached["A_SUBMITTED"] == 13_087
    assert reached["A_PREACCEPTED"] == 7_367
    assert reached["A_ACCEPTED"] == 5_113
    assert reached["O_SENT"] == 5_015
    assert reached["O_SENT_BACK"] == 3_254
    assert reached["A_APPROVED"] == 2_246


def test_bpic2012_outcomes(bpic2012: History) -> None:
    (row,) = bpic2012.outcomes().to_dicts()
    assert (row["won"], row["lost"], row["cancelled"], row["open"]) == (2_246, 7_635, 2_807, 399)


def test_bpic2012_offer_back(bpic2012: History) -> None:
    (row,) = bpic2012.between([("O_SENT", "O_SENT_BACK")]).to_dicts()
    assert (row["n_from"], row["n"]) == (5_015, 3_254)
    assert round(row["median_days"], 1) == 9.0


def test_bpic2013_moves(shared: Path) -> None:
    history = history_of("bpic2013", shared / "event_logs", as_of="2012-06-30")
    counts: dict[tuple[str, str], int] = {}
    for row in history.moves(only="none")["move_counts"].to_dicts():
        key = (row["from_stage"], row["to_stage"])
        counts[key] = counts.get(key, 0) + row["n"]
    assert counts["Accepted", "Accepted"] == 22_527
    assert counts["Queued", "Accepted"] == 10_729
    assert history.state().num_rows == 7_554
