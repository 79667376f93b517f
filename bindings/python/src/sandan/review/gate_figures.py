"""What a review shows of gates: which open deals may enter their next stage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from sandan import History, Process

Row = dict[str, Any]


@dataclass(frozen=True)
class GateFigures:
    """Rows carry the column names of the C interface."""

    steps: list[Row]
    """by stage and next stage: gates, allowed, blocked, unknown."""
    marks: list[Row]
    """by mark: deals where it is known not to hold, deals where nobody knows."""
    blocked: list[Row]
    """deals that may not enter their next stage, with marks and actions."""
    fault_counts: list[Row]

    @property
    def judged(self) -> int:
        """Open deals that have a next stage."""
        return sum(row["n"] for row in self.steps)

    @property
    def unknown(self) -> int:
        """Of these, how many nobody can judge yet."""
        return sum(row["unknown"] for row in self.steps)

    def tables(self) -> dict[str, list[Row]]:
        """The figures as named tables of records, for programs."""
        return {
            "gate_steps": self.steps,
            "gate_marks": self.marks,
            "blocked_deals": self.blocked,
            "gate_fault_counts": self.fault_counts,
        }


def can_judge(process: Process, deals: pa.Table) -> bool:
    """Whether marks of the process have conditions, and the deals facts to judge them by."""
    document = process.to_dict()
    has_conditions = any(
        (stage.get(mark) or {}).get("condition") is not None
        for stage in document["stages"]
        for mark in ("start_mark", "end_mark")
    )
    facts = {fact["code"] for fact in document.get("facts") or ()}
    return has_conditions and bool(facts & set(deals.column_names))


def gather_gates(
    history: History,
    tables: Mapping[str, pa.Table],
    open_deals: pa.Table,
    *,
    threads: int | None = None,
) -> GateFigures | None:
    """Judges the next stage of every open deal; None where no mark has a condition or no
    deal a fact.

    open_deals: the state of the open deals, with the names of account and owner.
    """
    if not can_judge(history.process, tables["opportunities"]):
        return None
    answer = history.gates({"opportunities": tables["opportunities"]}, to="next", threads=threads)
    gates = answer["gates"].to_dicts()
    marks = answer["gate_marks"].to_dicts()
    blocked = {row["opportunity_id"] for row in gates if row["allowed"] is False}
    return GateFigures(
        steps=_steps(gates, history.process.stages),
        marks=_marks(marks),
        blocked=_blocked(gates, marks, answer["gate_actions"].to_dicts(), blocked, open_deals),
        fault_counts=answer["gate_fault_counts"].to_dicts(),
    )


def _steps(gates: Iterable[Row], stages: Sequence[str]) -> list[Row]:
    """Gates by the stage they are asked from, in order of the process."""
    order = {stage: place for place, stage in enumerate(stages)}
    counted: dict[tuple[Any, Any], Counter[str]] = {}
    for row in gates:
        verdict = {True: "allowed", False: "blocked", None: "unknown"}[row["allowed"]]
        counted.setdefault((row["stage"], row["to_stage"]), Counter()).update(["n", verdict])
    names = ("n", "allowed", "blocked", "unknown")
    return [
        {"stage": stage, "to_stage": to, **{name: counts[name] for name in names}}
        for (stage, to), counts in sorted(counted.items(), key=lambda item: order[item[0][1]])
    ]


def _marks(marks: Iterable[Row]) -> list[Row]:
    """Marks that stand in the way, those known not to hold most often first."""
    counted: dict[Any, Row] = {}
    for row in marks:
        of_mark = counted.setdefault(
            row["mark"],
            {
                "mark": row["mark"],
                "stage": row["stage"],
                "unmet": 0,
                "unknown": 0,
                "no_action": row["no_action"],
            },
        )
        of_mark["unmet" if row["met"] is False else "unknown"] += 1
    rows = list(counted.values())
    return sorted(rows, key=lambda row: (-row["unmet"], -row["unknown"], row["mark"]))


def _blocked(
    gates: Iterable[Row],
    marks: Iterable[Row],
    actions: Iterable[Row],
    blocked: set[Any],
    open_deals: pa.Table,
) -> list[Row]:
    """The blocked deals, the largest of each currency first."""
    state = {row["opportunity_id"]: row for row in open_deals.to_pylist()}
    unmet = _by_deal(row for row in marks if row["met"] is False)
    unknown = _by_deal(row for row in marks if row["met"] is None)
    chosen = _by_deal(actions)
    rows = []
    for gate in gates:
        deal = gate["opportunity_id"]
        if deal not in blocked:
            continue
        known = state.get(deal, {})
        rows.append(
            {
                "opportunity_id": deal,
                "account": known.get("account"),
                "owner": known.get("owner"),
                "stage": gate["stage"],
                "to_stage": gate["to_stage"],
                "legal": gate["legal"],
                "amount_minor": known.get("amount_minor"),
                "currency": known.get("currency"),
                "unmet": [row["mark"] for row in unmet.get(deal, ())],
                "unknown": [row["mark"] for row in unknown.get(deal, ())],
                "actions": [row["action"] for row in chosen.get(deal, ())],
                "exact": gate["exact"],
            }
        )
    return rows


def _by_deal(rows: Iterable[Row]) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(row["opportunity_id"], []).append(row)
    return found
