"""A small policy over six accounts, judged by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

POLICY: dict[str, Any] = {
    "sandan": "policy/1",
    "code": "grades",
    "label": {"en": "Grades", "zh": "分级"},
    "of": "accounts",
    "keys": ["account_id"],
    "parameters": [
        {"code": "most", "type": "number", "value": 5, "label": {"en": "Most", "zh": "上限"}},
        {"code": "product", "type": "text", "value": "ERP"},
    ],
    "inputs": [
        {
            "code": "system",
            "label": {"en": "{product} in use", "zh": "在用的{product}"},
            "type": "text",
            "values": ["none", "packaged"],
        },
        {"code": "urgent", "label": {"en": "Urgent", "zh": "紧急"}, "type": "bool"},
        {"code": "budget", "type": "number"},
        {"code": "due", "type": "date", "null": "none"},
    ],
    "computed": [{"code": "small", "type": "bool", "formula": "budget < most"}],
    "decisions": [
        {
            "code": "table",
            "kind": "table",
            "label": {"en": "The table", "zh": "分级表"},
            "hit": "first",
            "columns": ["system", "urgent", "small"],
            "outputs": [
                {
                    "code": "rank",
                    "label": {"en": "Rank", "zh": "级别"},
                    "type": "text",
                    "values": ["high", "middle", "low"],
                    "default": "low",
                }
            ],
            "rules": [
                {
                    "code": "r1",
                    "label": {"en": "No {product}, urgent", "zh": "没有{product}而紧急"},
                    "when": {"system": '"none"', "urgent": "true"},
                    "then": {"rank": "high"},
                },
                {
                    "code": "r2",
                    "when": {"system": '"none"', "small": "true"},
                    "then": {"rank": "middle"},
                },
            ],
        },
        {
            "code": "card",
            "kind": "scorecard",
            "label": {"en": "The card", "zh": "评分卡"},
            "reasons": {"count": 1},
            "criteria": [
                {
                    "code": "money",
                    "label": {"en": "Money", "zh": "钱"},
                    "input": "budget",
                    "attributes": [{"when": ">= 10", "points": 3}, {"when": "-", "points": 1}],
                },
                {
                    "code": "hurry",
                    "input": "urgent",
                    "attributes": [{"when": "true", "points": 2}],
                },
            ],
            "bands": [
                {"code": "poor", "label": {"en": "Poor", "zh": "差"}, "below": 3},
                {"code": "good", "label": {"en": "Good", "zh": "好"}},
            ],
        },
        {
            "code": "steps",
            "kind": "table",
            "hit": "rule_order",
            "columns": ["urgent", "due"],
            "outputs": [{"code": "to_do", "type": "text"}],
            "rules": [
                {"code": "s1", "when": {"urgent": "true"}, "then": {"to_do": "call"}},
                {"code": "s2", "when": {"due": "< as_of"}, "then": {"to_do": "ask"}},
            ],
        },
    ],
    "conflicts": [{"code": "late", "label": {"en": "Late", "zh": "过期"}, "when": "due < as_of"}],
}

ACCOUNTS: dict[str, list[Any]] = {
    "account_id": [1, 2, 3, 4, 5, 6],
    "system": ["none", "none", "none", "packaged", "odd", None],
    "urgent": [True, False, None, True, False, False],
    "budget": [20, 3, 3, None, 12, 8],
    "due": [date(2026, 7, 1), None, None, date(2026, 1, 1), None, None],
    "before": ["high", "high", None, "low", "low", "low"],
    "amount_minor": [100, 200, 300, 400, None, 600],
}

AS_OF = "2026-06-30"
