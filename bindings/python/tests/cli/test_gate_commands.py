"""`sandan process gates` and `gauges`."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_book import Cli

DEALS = """opportunity_id,stage,account_id,amount_minor,team_id,judgement_gate,needs_chain_confirmed
1,analyse_customer,k,500,north,open,
2,analyse_customer,m,700,south,closed,true
3,dig_needs,m,900,south,open,
"""
LINES = """account_id,product_line,system,project,fits_target,need_admitted
k,erp,none,selecting,true,true
m,erp,none,none,true,false
"""


@pytest.fixture
def desk(tmp_path: Path) -> list[str]:
    (tmp_path / "deals.csv").write_text(DEALS, encoding="utf-8")
    (tmp_path / "lines.csv").write_text(LINES, encoding="utf-8")
    (tmp_path / "visits.csv").write_text("kind,rep_id,account_id,done_on\nvisit,r,m,2026-06-20\n")
    return [
        *("--opportunities", str(tmp_path / "deals.csv"), "--process", "six_moves"),
        *("--as-of", "2026-06-30"),
    ]


def test_gates(cli: Cli, desk: list[str]) -> None:
    answer = cli("process", "gates", *desk, "--keys", "team_id", "--format", "json").json
    verdicts = [(row["team_id"], row["to_stage"], row["allowed"]) for row in answer["gates"]]
    assert verdicts == [
        ("north", "build_trust", True),
        ("south", "build_trust", False),
        ("south", "present_value", None),
    ]
    actions = [row["action"] for row in answer["gate_actions"]]
    assert actions == ["develop_guide", "learn_goals"]


def test_gates_to_a_stage_as_a_table(cli: Cli, desk: list[str]) -> None:
    outcome = cli(
        *("process", "gates", *desk, "--to", "win_commitment", "--table", "gates", "--lang", "zh")
    )
    assert outcome.status == 0
    assert "赢取承诺" in outcome.out
    assert cli("process", "gates", *desk, "--to", "nowhere").status == 2


def test_gauges(cli: Cli, desk: list[str], tmp_path: Path) -> None:
    more = [
        *("--account-lines", str(tmp_path / "lines.csv")),
        *("--activities", str(tmp_path / "visits.csv"), "--min-n", "1", "--format", "json"),
    ]
    answer = cli("process", "gauges", *desk, *more).json
    close, nurture, find = answer["gauges"]
    assert (close["n"], close["value_minor"]) == (1, 500)
    assert (nurture["n"], nurture["of_n"]) == (1, 1)
    assert find["n"] is None
    assert [row["stage"] for row in answer["gauge_close"]] == ["analyse_customer"]


def test_gauges_without_lines(cli: Cli, desk: list[str]) -> None:
    outcome = cli("process", "gauges", *desk)
    assert outcome.status == 2
    assert "--account-lines FILE" in outcome.err
