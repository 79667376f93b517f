"""Labels of what decision maps give: the codes of their vocabulary, and those of sandan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sandan._labels import Label, Labels, column_heads, enumeration

#: List of the vocabulary → columns whose codes are its.
_LISTS: dict[str, tuple[str, ...]] = {
    "levels": ("level",),
    "functions": ("function",),
    "roles": ("role", "from_role", "to_role", "roles"),
    "decisions": ("decision", "decides"),
    "relation_stages": (
        "relation_stage",
        "best_stage",
        "next_stage",
        "our_stage",
        "their_stage",
    ),
    "styles": ("style", "style_second"),
    "relation_kinds": ("relation", "next_relation"),
    "activities": ("activity",),
    "gaps": ("gap", "first_gap"),
}
#: Columns whose codes are those of enumerations of other names.
_ENUMERATIONS: dict[str, tuple[str, ...]] = {
    "fault": ("map_fault", "map_read_fault"),
    "finding": ("map_finding",),
    "item": ("map_read_item",),
    "breaks": ("map_thread",),
    "break": ("map_break",),
    "next_step": ("map_next_step",),
    "reason": ("map_withheld",),
    "state": ("map_state",),
    "position": ("map_position",),
    "lead": ("map_lead",),
    "answer": ("table",),
    "before": ("map_difference",),
    "after": ("map_difference",),
    "from_kind": ("relations.from_kind",),
    "to_kind": ("relations.to_kind",),
}
#: Columns of several codes joined by ";".
_JOINED = ("roles", "decides")
_KINDS = ("map_gatekeeper", "points.kind")


def _by_code(entries: Iterable[Mapping[str, Any]]) -> dict[str, Label]:
    return {entry["code"]: entry.get("label") or {} for entry in entries}


def _merged(names: Iterable[str]) -> dict[str, Label]:
    return {code: label for name in names for code, label in enumeration(name).items()}


def org_labels(document: Mapping[str, Any] | None = None) -> Labels:
    """Labels for results of maps of one vocabulary; of what is read from a file, without."""
    codes: dict[str, Mapping[str, Label]] = {
        column: _merged(names) for column, names in _ENUMERATIONS.items()
    }
    codes["kind"] = _merged(_KINDS)
    heads = enumeration("map_column")
    codes["column"] = {**column_heads(), **heads, **enumeration("map_difference")}
    if document is None:
        return Labels(codes, heads, _JOINED)
    for part, columns in _LISTS.items():
        codes.update(dict.fromkeys(columns, _by_code(document[part])))
    stages, styles = document["relation_stages"], document["styles"]
    codes["mark"] = _by_code(mark for stage in stages for mark in stage.get("marks", ()))
    codes["manner"] = _by_code(manner for style in styles for manner in style.get("manners", ()))
    codes["kind"] = {**codes["kind"], **_by_code(document["relation_kinds"])}
    return Labels(codes, heads, _JOINED)
