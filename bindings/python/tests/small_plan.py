"""A small quota plan, its reps and their orders; the figures are judged by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

AS_OF = "2026-06-30"
TOTAL = 1_200_000_00
PLAN: dict[str, Any] = {
    "sandan": "plan/1",
    "code": "small",
    "label": {"en": "Small plan", "zh": "小计划"},
    "calendar": "weekdays",
    "currency": "CNY",
    "total_minor": TOTAL,
    "round_to_minor": 100,
    "period": {"from": "2026-01-01", "to": "2026-12-31"},
    "tiers": [
        {"code": "target", "label": {"en": "Target", "zh": "目标"}},
        {"code": "stretch", "label": {"en": "Stretch", "zh": "冲刺"}, "share_ppm": 1_200_000},
    ],
    "axes": [
        {
            "code": "sales",
            "label": {"en": "Sales tree", "zh": "销售树"},
            "tree": {"from": "levels", "levels": ["team_id"]},
        },
        {
            "code": "product",
            "label": {"en": "Product line", "zh": "产品线"},
            "tree": {
                "nodes": [
                    {"code": "erp", "label": {"en": "The ERP", "zh": "管理软件"}},
                    {"code": "mes", "label": {"en": "The MES", "zh": "制造执行"}},
                ]
            },
            "weights": {"by": "given", "nodes": {"erp": 3, "mes": 1}},
        },
    ],
    "constraints": [
        {
            "code": "n1_most",
            "label": {"en": "Cap of a newcomer", "zh": "新人封顶"},
            "at": {"sales": "n1"},
            "cap_minor": 100_000_00,
        },
        {"code": "south_least", "at": {"sales": "south"}, "floor_minor": 1_00},
    ],
    "basis": [
        {"from": "existing", "amount_minor": 700_000_00},
        {"from": "new", "amount_minor": 300_000_00},
        {"from": "market", "amount_minor": 100_000_00},
        {"from": "competition", "amount_minor": None},
    ],
    "focuses": [{"quarter": "2026-Q1", "goal": "keep"}],
}
#: rep → team; four in the north, five in the south.
TEAMS = {
    **dict.fromkeys(("n1", "n2", "n3", "n4"), "north"),
    **dict.fromkeys(("s1", "s2", "s3", "s4", "s5"), "south"),
}
REPS: dict[str, list[Any]] = {
    "rep_id": list(TEAMS),
    "name": [f"Rep {rep}" for rep in TEAMS],
    "team_id": list(TEAMS.values()),
    "hired_on": [date(2020, 1, 1)] * len(TEAMS),
}
WORK_ITEMS: dict[str, list[Any]] = {
    "item_id": ["w1", "w2"],
    "goal": ["keep", "other"],
    "quarter": ["2026-Q1", "2026-Q2"],
    "rep_id": ["n1", "s1"],
    "title": ["call", "visit"],
    "due_on": [date(2026, 2, 2), None],
    "urgency": ["urgent", "normal"],
}
_WEEKS = 26


def actuals() -> dict[str, list[Any]]:
    """An order of each rep every week until the end of June; the n-th rep's are n thousand
    yuan, every fourth of them for the MES."""
    rows = [
        {
            "actual_id": f"{rep}-{week}",
            "date": date(2026, 1, 5) + timedelta(days=7 * week),
            "rep_id": rep,
            "product": "mes" if week % 4 == 3 else "erp",
            "kind": "order",
            "amount_minor": number * 1_000_00,
            "currency": "CNY",
        }
        for number, rep in enumerate(TEAMS, start=1)
        for week in range(_WEEKS)
    ]
    return {name: [row[name] for row in rows] for name in rows[0]}


#: What all reps have brought: 26 weeks of 1 + 2 + … + 9 thousand yuan.
BROUGHT = _WEEKS * 45 * 1_000_00
BROUGHT_OF_NORTH = _WEEKS * 10 * 1_000_00


def tables() -> dict[str, dict[str, list[Any]]]:
    """All tables, fresh to be changed."""
    return {
        "reps": {name: list(values) for name, values in REPS.items()},
        "actuals": actuals(),
        "work_items": {name: list(values) for name, values in WORK_ITEMS.items()},
    }
