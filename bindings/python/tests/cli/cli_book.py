"""What tests of the command line share: a small book of deals, and the result of a run."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

PROCESS: dict[str, Any] = {
    "sandan": "process/1",
    "code": "short",
    "label": {"en": "Short", "zh": "短流程"},
    "moves": {"skip": False},
    "stages": [
        {"code": "visit", "label": {"en": "Visit", "zh": "拜访"}, "layer": "need"},
        {"code": "offer", "label": {"en": "Offer", "zh": "报价"}, "layer": "quoted"},
        {
            "code": "order",
            "label": {"en": "Order", "zh": "签约"},
            "layer": "ordered",
            "outcome": "won",
            "won_when": "entered",
        },
    ],
}
DEALS = """opportunity_id,account_id,team_id,amount_minor,currency,created_on,expected_close_on
A1,甲公司,north,1200000,CNY,2026-01-05,2026-02-28
A2,=cmd(),south,800000,CNY,2026-01-09,2026-03-01
A3,乙集团,north,,CNY,2026-01-10,
A4,丙,south,500000,CNY,2026-01-12,
"""
EVENTS = """opportunity_id,stage,entered_at,expected_close_on
A1,visit,2026-01-05,
A1,offer,2026-02-02,
A1,order,2026-02-20,
A2,visit,2026-01-09,2026-02-01
A2,visit,2026-01-20,2026-03-01
A3,visit,2026-01-10,
A3,order,2026-03-01,
A4,visit,2026-01-12,
A4,offer,2026-01-20,
A4,lost,2026-02-10,
A9,visit,2026-02-11,
"""


class Outcome(NamedTuple):
    """What one run of the command line gave."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.status == 0, self.err
        return json.loads(self.out)


Cli = Callable[..., Outcome]
