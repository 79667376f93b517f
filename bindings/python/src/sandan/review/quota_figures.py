"""What a review shows of a quota plan, asked of one plan and the tables it is followed by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from sandan import Quota, QuotaPlan, quota
from sandan.review.time_figures import names_of_reps

Row = dict[str, Any]

#: What a plan is carried out and followed by.
PLAN_TABLES = (
    *("reps", "rep_assignments", "quota_nodes", "quota_constraints", "actuals", "credits"),
    *("rates", "opportunities", "accounts", "work_items"),
)
#: Columns of orders by which they are shown apart, where the plan has no such axis.
_APART = ("region", "industry")
_MONTHS = 3
_MOST_DAYS = 400
_SALES = "sales"


@dataclass(frozen=True)
class Pace:
    """Rows of the table `pace`."""

    whole: Row
    first: list[Row]
    """by the first axis, all its levels, each place before those below it."""
    months: list[Row]
    apart: dict[str, list[Row]]
    """by each other axis and column."""
    faults: Counter[str]


@dataclass(frozen=True)
class Middle:
    """Tables of `quartiles`."""

    within: str | None
    """Column of reps that makes the groups; None: all reps are one."""
    roles_too_few: bool
    """There are roles, and none of them has enough reps."""
    quartiles: list[Row]
    gaps: list[Row]
    pairs: list[Row]


@dataclass(frozen=True)
class QuotaFigures:
    """Rows carry the column names of the C interface."""

    plan: QuotaPlan
    as_of: str
    pace: Pace | None
    """None before the plan begins, and without a table of actuals."""
    has_actuals: bool
    curve: list[Row]
    """day, target and, as far as the day has passed, what was brought; all summed up."""
    months: list[str]
    """codes of the months still to come, the current one first."""
    targets: list[Row]
    """of these months and of all, by the uppermost places of the first axis and by tier."""
    constraints: list[Row]
    principles: list[Row]
    middle: Middle | None
    """None without actuals and reps."""
    proof: list[Row]
    """one row a tier."""
    names: Mapping[str, Mapping[Any, Any]] = field(default_factory=dict)
    """Axis → code → name or labels of a place, where known."""

    @property
    def axis(self) -> str:
        """The first axis of the plan."""
        return str(self.plan.to_dict()["axes"][0]["code"])

    def tables(self) -> dict[str, list[Row]]:
        """The figures as named tables of records, for programs."""
        found: dict[str, list[Row]] = {}
        if self.pace is not None:
            found["pace"] = [self.pace.whole]
            found[f"pace by {self.axis}"] = self.pace.first
            found["pace by month"] = self.pace.months
            for key, rows in self.pace.apart.items():
                found[f"pace by {key}"] = rows
            found["pace_fault_counts"] = [
                {"fault": fault, "n": n} for fault, n in self.pace.faults.items()
            ]
        found["pace_curve"] = self.curve
        found["targets"] = self.targets
        found["constraints"] = self.constraints
        found["principles"] = self.principles
        if self.middle is not None:
            found["quartiles"] = self.middle.quartiles
            found["quartile_gaps"] = self.middle.gaps
            found["pairs"] = self.middle.pairs
        found["proof"] = self.proof
        return found


def gather_quota(
    plan: QuotaPlan,
    tables: Mapping[str, pa.Table],
    *,
    as_of: str,
    values: bool | None = None,
    threads: int | None = None,
) -> QuotaFigures:
    """Asks the plan everything a review shows of it.

    tables: those the plan reads, and those it is followed by, as far as they are there.
    """
    given = {name: tables[name] for name in PLAN_TABLES if name in tables}
    built = plan.build(given, values=values, threads=threads)
    period = plan.to_dict()["period"]
    has_actuals = "actuals" in given
    followed = has_actuals and as_of >= period["from"]
    sample: dict[str, Any] = {"as_of": as_of, "threads": threads}
    months, targets = _targets(built, as_of, threads)
    weeks = built.pace(given, by=["week"], **sample)["pace"].to_dicts() if followed else []
    return QuotaFigures(
        plan=plan,
        as_of=as_of,
        pace=_pace(built, given, sample) if followed else None,
        has_actuals=has_actuals,
        curve=_curve(built, weeks, as_of, threads),
        months=months,
        targets=targets,
        constraints=built.binding(threads=threads).to_dicts(),
        principles=built.principles(given, **sample)["principles"].to_dicts(),
        middle=_middle(given, period["from"], as_of, threads) if followed else None,
        proof=built.proof(only_broken=True, threads=threads)["proof"].to_dicts(),
        names=_names(plan, given),
    )


def _pace(built: Quota, given: Mapping[str, pa.Table], sample: Mapping[str, Any]) -> Pace:
    axes = [str(axis["code"]) for axis in built.plan.to_dict()["axes"]]
    told = [axis for axis in axes if _is_told(axis, given)]

    def rows(*by: str) -> list[Row]:
        return built.pace(given, by=list(by), **sample)["pace"].to_dicts()

    answer = built.pace(given, by=["total"], **sample)
    (whole,) = answer["pace"].to_dicts()
    apart = [axis for axis in told if axis != axes[0]]
    apart += [name for name in _APART if name not in axes and _has_column(name, given)]
    return Pace(
        whole=whole,
        first=rows(axes[0]) if axes[0] in told else [],
        months=rows("month"),
        apart={key: rows(key) for key in apart},
        faults=Counter(answer["pace_faults"].column("fault")),
    )


def _has_column(name: str, given: Mapping[str, pa.Table]) -> bool:
    """Whether orders say something, by themselves or through their account."""
    actuals, accounts = given["actuals"].column_names, given.get("accounts")
    by_account = accounts is not None and "account_id" in actuals and name in accounts.column_names
    return name in actuals or by_account


def _is_told(axis: str, given: Mapping[str, pa.Table]) -> bool:
    """Whether orders say where on the axis they belong."""
    if axis == _SALES:
        return "rep_id" in given["actuals"].column_names or "credits" in given
    reps = given.get("reps")
    by_rep = (
        reps is not None and "rep_id" in given["actuals"].column_names and axis in reps.column_names
    )
    return _has_column(axis, given) or by_rep


def _curve(built: Quota, weeks: Sequence[Row], as_of: str, threads: int | None) -> list[Row]:
    """Target and what was brought, both summed up: the targets by day (of long plans by
    week), what was brought by week."""
    tier = _first_tier(built)
    targets = built.targets(period="week", tiers=tier, threads=threads).to_dicts()
    if targets and (targets[-1]["to_on"] - targets[0]["from_on"]).days < _MOST_DAYS:
        targets = built.targets(period="day", tiers=tier, threads=threads).to_dicts()
    points: dict[str, Row] = {}
    total = 0
    for row in targets:
        total += row["amount_minor"]
        day = row["to_on"].isoformat()
        points[day] = {"day": day, "target_minor": total, "actual_minor": None}
    total = 0
    for row in weeks:
        total += row["actual_minor"]
        day = min(row["to_on"].isoformat(), as_of)
        point = points.setdefault(day, {"day": day, "target_minor": None, "actual_minor": None})
        point["actual_minor"] = total
    return [points[day] for day in sorted(points)]


def _first_tier(built: Quota) -> str:
    tiers = built.plan.to_dict().get("tiers") or [{"code": "target"}]
    return str(tiers[0]["code"])


def _targets(built: Quota, as_of: str, threads: int | None) -> tuple[list[str], list[Row]]:
    """The months still to come; and the targets of these and of all time, of the whole and
    of the places right below it."""
    axis = str(built.plan.to_dict()["axes"][0]["code"])
    everything = built.targets({axis: "*"}, tiers=_first_tier(built), threads=threads).to_dicts()
    below = [row[f"{axis}_level"] for row in everything if row[f"{axis}_parent"] is not None]
    asked: list[dict[str, str]] = [{}, *({axis: level} for level in below[:1])]
    rows = []
    months: dict[str, None] = {}
    for place in asked:
        rows += built.targets(place, "all", threads=threads).to_dicts()
        for row in built.targets(place, "month", threads=threads).to_dicts():
            if row["to_on"].isoformat() > as_of and (
                row["period"] in months or len(months) < _MONTHS
            ):
                months[row["period"]] = None
                rows.append(row)
    return list(months), rows


def _middle(
    given: Mapping[str, pa.Table], since: str, as_of: str, threads: int | None
) -> Middle | None:
    """The reps of each role, where a role has enough of them; else all reps as one group."""
    reps = given.get("reps")
    if reps is None or "rep_id" not in given["actuals"].column_names:
        return None
    asked: dict[str, Any] = {"since": since, "until": as_of, "threads": threads}
    within = "role" if "role" in reps.column_names else None
    answer = quota.quartiles(given, within=within, **asked)
    too_few = within is not None and all(answer["quartile_gaps"].column("insufficient"))
    if too_few:
        within = None
        answer = quota.quartiles(given, **asked)
    return Middle(
        within,
        too_few,
        answer["quartiles"].to_dicts(),
        answer["quartile_gaps"].to_dicts(),
        answer["pairs"].to_dicts(),
    )


def _names(plan: QuotaPlan, given: Mapping[str, pa.Table]) -> dict[str, dict[Any, Any]]:
    """Labels of places written in the plan, and names of reps."""
    named: dict[str, dict[Any, Any]] = {}
    for axis in plan.to_dict()["axes"]:
        nodes = (axis.get("tree") or {}).get("nodes") or ()
        named[axis["code"]] = {node["code"]: node.get("label") or {} for node in nodes}
    named.setdefault(_SALES, {}).update(
        {str(rep): name for rep, name in names_of_reps(given).items()}
    )
    return named
