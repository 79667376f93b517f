"""What a review shows of time, persons and receivables, asked of one history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from sandan import Calendar, History, InvalidArgumentError, SchemaError, period

Row = dict[str, Any]

_OWNER = "owner_id"
_TEAMS = ("team_id", "reps.team_id")
_QUARTER = "created_on_quarter"


@dataclass(frozen=True)
class Keys:
    """The keys of this history that name teams and reps."""

    team: str | None = None
    owner: str | None = None

    @property
    def given(self) -> list[str]:
        """Both, the team first; those that are there."""
        return [key for key in (self.team, self.owner) if key is not None]


@dataclass(frozen=True)
class Money:
    """Tables of `receivables`, for all deals together."""

    receivables: list[Row]
    overdue: list[Row]
    after_order: list[Row]
    uncollected: list[Row]


@dataclass(frozen=True)
class Skills:
    """Tables of `compare`: teams against each other, or reps within their team."""

    key: str
    within: str | None
    compare: list[Row]
    weak: list[Row]
    teachers: list[Row]


@dataclass(frozen=True)
class Drill:
    """Company, teams and reps: rows of each table by team and rep, with sums above."""

    outcomes: list[Row]
    velocity: list[Row]
    receivables: list[Row]
    stalled: Counter[tuple[Any, ...]]
    """Stalled deals by the values of the keys, and of their beginnings."""


@dataclass(frozen=True)
class TimeFigures:
    """Rows carry the column names of the C interface."""

    keys: Keys
    calendar: Calendar | None
    """Which the working days are of."""
    weekdays_assumed: bool
    """The process expects working days, and no calendar was given."""
    dwell: list[Row]
    survival: list[Row]
    curve: list[Row]
    cohorts: list[Row]
    """survival by quarter of creation."""
    stalls: list[Row]
    waiting: list[Row]
    limits: list[Row]
    velocity: list[Row]
    """by team, with the company as level 0."""
    skills: list[Skills]
    money: Money | None
    drill: Drill
    names: Mapping[Any, str] = field(default_factory=dict)
    """Rep → name, where one is known."""

    def tables(self) -> dict[str, list[Row]]:
        """The figures as named tables of records, for programs."""
        found = {
            "dwell": self.dwell,
            "survival": self.survival,
            "survival_curve": self.curve,
            f"survival by {_QUARTER}": self.cohorts,
            "stalls": self.stalls,
            "waiting": self.waiting,
            "stall_limits": self.limits,
            "velocity": self.velocity,
        }
        for skills in self.skills:
            name = f" of {skills.key}"
            found[f"compare{name}"] = skills.compare
            found[f"weak_skills{name}"] = skills.weak
            found[f"teachers{name}"] = skills.teachers
        if self.money is not None:
            found["receivables"] = self.money.receivables
            found["overdue_receivables"] = self.money.overdue
            found["after_order"] = self.money.after_order
            found["uncollected"] = self.money.uncollected
        if self.keys.given:
            by = ", ".join(self.keys.given)
            found[f"outcomes by {by} with sums"] = self.drill.outcomes
            found[f"velocity by {by} with sums"] = self.drill.velocity
            found[f"receivables by {by} with sums"] = self.drill.receivables
        return found


def _expects_workdays(history: History) -> bool:
    """Whether a stage has a duration in working days and none in days."""
    return any(
        stage.get("expected_workdays") is not None and stage.get("expected_days") is None
        for stage in history.process.to_dict()["stages"]
    )


def gather_time(
    history: History,
    counts: History,
    tables: Mapping[str, pa.Table],
    *,
    calendar: Calendar | None,
    sample: Mapping[str, Any],
) -> TimeFigures:
    """Asks the history about time, persons and receivables.

    counts: the same deals without currencies, for counts and rates across them.
    sample: min_n, confidence and threads.
    """
    threads = sample["threads"]
    keys = _keys(history, threads)
    whole = history.survival(curve=True, **sample)
    assumed = calendar is None and _expects_workdays(history)
    stalls = history.stalls(calendar="weekdays" if assumed else calendar, keys=keys.given, **sample)
    stalled = stalls["stalls"].to_dicts()
    has_money = "receivables" in tables
    return TimeFigures(
        keys=keys,
        calendar=calendar,
        weekdays_assumed=assumed,
        dwell=history.dwell(
            calendar=calendar, confidence=sample["confidence"], threads=threads
        ).to_dicts(),
        survival=whole["survival"].to_dicts(),
        curve=whole["survival_curve"].to_dicts(),
        cohorts=_cohorts(history, sample),
        stalls=stalled,
        waiting=stalls["waiting"].to_dicts(),
        limits=stalls["stall_limits"].to_dicts(),
        velocity=history.velocity(
            keys.given[:1] if keys.team else None, rollup=True, calendar=calendar, **sample
        ).to_dicts(),
        skills=_skills(history, keys, sample),
        money=_money(history, keys, threads) if has_money else None,
        drill=_drill(history, counts, keys, stalled, has_money, sample),
        names=names_of_reps(tables),
    )


def _keys(history: History, threads: int | None) -> Keys:
    """Which keys the history kept, as those asked for at its making may be fewer."""
    return Keys(
        next((key for key in _TEAMS if _is_kept(history, key, threads)), None),
        _OWNER if _is_kept(history, _OWNER, threads) else None,
    )


def _is_kept(history: History, key: str, threads: int | None) -> bool:
    try:
        rows = history.outcomes([key], threads=threads)
    except (InvalidArgumentError, SchemaError):
        return False
    return any(value is not None for value in rows.column(key))


def _cohorts(history: History, sample: Mapping[str, Any]) -> list[Row]:
    try:
        answer = history.survival([period("quarter", "created_on")], **sample)
    except (InvalidArgumentError, SchemaError):
        return []
    return [row for row in answer["survival"].to_dicts() if row[_QUARTER] is not None]


def _skills(history: History, keys: Keys, sample: Mapping[str, Any]) -> list[Skills]:
    """Teams against each other, then reps against the rest of their team."""
    if keys.owner is None:
        return []
    asked = [(keys.owner, keys.team)]
    if keys.team is not None:
        asked.insert(0, (keys.team, None))
    found = []
    for key, within in asked:
        answer = history.compare(key, within=within, **sample)
        rows = {name: answer[name].to_dicts() for name in answer}
        found.append(Skills(key, within, rows["compare"], rows["weak_skills"], rows["teachers"]))
    return found


def _money(history: History, keys: Keys, threads: int | None) -> Money:
    answer = history.receivables(keys=keys.given, threads=threads)
    rows = {name: answer[name].to_dicts() for name in answer}
    return Money(rows["receivables"], rows["overdue"], rows["after_order"], rows["uncollected"])


def _drill(
    history: History,
    counts: History,
    keys: Keys,
    stalled: list[Row],
    has_money: bool,
    sample: Mapping[str, Any],
) -> Drill:
    by = keys.given
    if not by:
        return Drill([], [], [], Counter())
    money = (
        history.receivables(by, rollup=True, threads=sample["threads"])["receivables"].to_dicts()
        if has_money
        else []
    )
    places: Counter[tuple[Any, ...]] = Counter()
    for row in stalled:
        place = tuple(row[key] for key in by)
        places.update(place[:end] for end in range(len(place) + 1))
    return Drill(
        counts.outcomes(by, rollup=True, **sample).to_dicts(),
        history.velocity(by, rollup=True, **sample).to_dicts(),
        money,
        places,
    )


def names_of_reps(tables: Mapping[str, pa.Table]) -> dict[Any, str]:
    """Names of reps; two of the same name are told apart by their ids."""
    reps = tables.get("reps")
    if reps is None or not {"rep_id", "name"} <= set(reps.column_names):
        return {}
    pairs = zip(reps.column("rep_id").to_pylist(), reps.column("name").to_pylist())
    named = {rep: str(name) for rep, name in pairs if rep is not None and name}
    often = Counter(named.values())
    return {rep: name if often[name] == 1 else f"{name} ({rep})" for rep, name in named.items()}
