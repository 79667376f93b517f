"""Labels of what quota plans give: axes, their places and levels, and codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandan._labels import Label, Labels, enumeration

#: Columns of quota tables whose codes are those of an enumeration of another name.
_ENUMERATIONS = {
    "kind": "constraint_kind",
    "what": "bounded_what",
    "code": "principle",
    "finding": "principle_finding",
    "in": "versions_in",
    "advice": "quartile_advice",
    "reason": "pair_reason",
    "mode": "hire_mode",
    "step": "rate_step",
    "source": "rate_source",
    "candidate": "shape_candidate",
    "best": "shape_candidate",
    "check": "incentive_check",
}
_POINTER: Label = {"zh": "文档位置", "en": "Place in the document"}
_TIME: Label = {"zh": "时间", "en": "Time"}
_WHOLES: dict[str, Label] = {
    "company": {"zh": "公司", "en": "Company"},
    "all": {"zh": "全部", "en": "All"},
}
_PARTS: dict[str, Label] = {
    "level": {"zh": "层级", "en": "level"},
    "parent": {"zh": "上级", "en": "above"},
    "label": {"zh": "名称", "en": "name"},
}


def quota_labels(document: Mapping[str, Any] | None = None) -> Labels:
    """Labels for results of one plan; of questions that need none, without a document."""
    codes: dict[str, Mapping[str, Label]] = {
        column: enumeration(name) for column, name in _ENUMERATIONS.items()
    }
    codes["fault"] = {**enumeration("activity_fault"), **enumeration("actual_fault")}
    if document is None:
        return Labels({**codes, "finding": enumeration("incentive_finding")}, {"at": _POINTER})
    heads: dict[str, Label] = {}
    plain = Labels()
    for axis in document["axes"]:
        code, tree = axis["code"], axis.get("tree") or {}
        nodes = {node["code"]: node.get("label") or {} for node in tree.get("nodes") or ()}
        codes[code] = {**_WHOLES, **nodes}
        levels = {level: plain.of_column(level) for level in (*tree.get("levels", ()), "rep_id")}
        codes[f"{code}_level"] = {**_WHOLES, code: axis.get("label") or {}, **levels}
        codes[f"{code}_parent"] = codes[code]
        label = axis.get("label") or plain.of_column(code)
        if not label:
            continue
        heads[code] = label
        for part, said in _PARTS.items():
            heads[f"{code}_{part}"] = {
                "zh": f"{label.get('zh') or code}{said['zh']}",
                "en": f"{label.get('en') or code}: {said['en']}",
            }
    tiers = document.get("tiers") or ()
    own = {tier["code"]: tier["label"] for tier in tiers if tier.get("label")}
    codes["tier"] = {**enumeration("tier"), **own}
    codes["axis"] = {**heads, "time": _TIME}
    return Labels(codes, heads)
