"""Stays in stages, and what follows from them: dwell, stalls, velocity. Over an OracleHistory."""

from fractions import Fraction

import numpy as np
import pandas as pd

from oracle_figures import (
    cycle_spans,
    groups_of,
    in_cohort,
    quantile,
    standing,
    wilson,
)
from oracle_history import DAY
from oracle_survival import median_with_interval

MICROSECOND = pd.Timedelta(microseconds=1)
MICROS_PER_DAY = 86_400_000_000


def stays(history):
    """Every stay of a deal in a stage of the line, worked out once a history.

    end: advanced, back, lost, cancelled, open (not over on the day), or unknown (over, but nobody
    said when). micros and left_on are those of the day for an open stay.
    """
    if not hasattr(history, "stays"):
        history.stays = work_out_stays(history)
    return history.stays


def work_out_stays(history):
    rules, events = history.rules, history.events
    changed = events["from_stage"].isna() | (events["from_stage"] != events["to_stage"])
    entered = events.loc[changed, ["deal", "entered_at", "to_stage"]]
    following = entered.groupby("deal")[["entered_at", "to_stage"]].shift(-1)
    table = pd.DataFrame(
        {
            "deal": entered["deal"],
            "stage": entered["to_stage"],
            "entered": entered["entered_at"].astype("datetime64[us]"),
            "left": following["entered_at"].astype("datetime64[us]"),
            "next": following["to_stage"],
        }
    )
    table = table[table["stage"].isin(rules.line)].reset_index(drop=True)
    ends = {
        (code, target): end_by_move(rules, code, target)
        for code in rules.line
        for target in rules.stages
    }
    pairs = zip(table["stage"], table["next"], strict=True)
    table["end"] = pd.Series([ends.get(pair) for pair in pairs], dtype="object")
    table["to_the_day"] = history.events_are_days
    settle_last_stays(history, table)
    table = table[table["end"].notna()].copy()
    table["entered_on"] = table["entered"].dt.normalize()
    is_open = table["end"] == "open"
    table["left_on"] = table["left"].dt.normalize().mask(is_open, history.as_of)
    spans = table["left"] - table["entered"]
    whole = table["left_on"] - table["entered_on"]
    known = spans.where(~table["to_the_day"], whole).fillna(pd.Timedelta(0))
    table["micros"] = (known // MICROSECOND).astype("int64")
    before_entering = table["left"].notna() & (known < pd.Timedelta(0))
    table.loc[before_entering, "end"] = "unknown"
    return table.reset_index(drop=True)


def end_by_move(rules, code, target):
    if rules.stages[target].closes_without_order:
        return rules.stages[target].outcome
    return "advanced" if rules.step[target] > rules.step[code] else "back"


def settle_last_stays(history, table):
    """The last stay of each deal ends as the deal stands; no end: there is nothing to stay for."""
    rules = history.rules
    last = table["next"].isna()
    frame = standing(history).loc[table["deal"]].reset_index(drop=True)
    after_work = any(stage.in_line and stage.phase == "after" for stage in rules.stages.values())
    is_after = table["stage"].map(
        {
            code: rules.stages[code].phase == "after" or rules.stands_for(code) == "won"
            for code in rules.line
        }
    )
    is_open = frame["outcome"] == "open"
    completed = frame["completed_on"].notna()
    won = frame["outcome"] == "won"
    lies_after = last & (is_open | won) & is_after.astype("bool")
    ends_after = lies_after & completed
    still = last & is_open & ~ends_after | lies_after & won & ~completed & after_work
    closed = last & ~is_open & ~lies_after
    table.loc[still, "end"] = "open"
    table.loc[still, "left"] = history.as_of + DAY
    table.loc[ends_after, "end"] = "advanced"
    table.loc[ends_after, "left"] = frame["completed_on"]
    table.loc[ends_after, "to_the_day"] = True
    told = frame["outcome"].replace({"won": "advanced"})
    table.loc[closed, "end"] = told.where(frame["closed_at"].notna(), "unknown")
    table.loc[closed, "left"] = frame["closed_at"]
    table.loc[closed & frame["closed_to_the_day"], "to_the_day"] = True


def with_workdays(table, calendar):
    """Stays with the working days that passed, and how many of them are projected."""
    known = table["left_on"].where(table["left_on"].notna(), table["entered_on"])
    return table.assign(
        workdays=calendar.elapsed(table["entered_on"], known),
        projected=calendar.projected(table["entered_on"], known),
    )


# ---- dwell


def dwell(
    history,
    by=(),
    rollup=False,
    phase="all",
    cohort=None,
    min_n=1,
    confidence=0.95,
    calendar=None,
):
    """Rows by (level, keys…, stage), each a dictionary of figures."""
    rules, table = history.rules, stays(history)
    if calendar is not None:
        table = with_workdays(table, calendar)
    said = {stage["code"]: stage for stage in rules.document["stages"]}
    listed = [code for code in rules.line if phase in ("all", rules.stages[code].phase)]
    by_stage = {code: table[table["stage"] == code] for code in listed}
    result = {}
    for key, deals in groups_of(history, by, rollup, cohort):
        for code in listed:
            cell = by_stage[code]
            cell = cell[cell["deal"].isin(deals)]
            over = cell[~cell["end"].isin(["open", "unknown"])]
            still = cell[cell["end"] == "open"]
            figures = {
                "n": len(over),
                "open": len(still),
                "unknown": int((cell["end"] == "unknown").sum()),
                **lengths(over["micros"], still["micros"], MICROS_PER_DAY, min_n, confidence, ""),
                "expected_days": said[code].get("expected_days"),
                "expected_workdays": said[code].get("expected_workdays"),
                "projected": None,
            }
            if calendar is not None:
                working = over["workdays"], still["workdays"]
                figures |= lengths(*working, 1, min_n, confidence, "work")
                some = pd.concat([over["projected"], still["projected"]]) > 0
                figures["projected"] = int(some.sum())
            result[*key, code] = figures
    return result


def lengths(over, still, per_day, min_n, confidence, unit):
    """Mean, quantiles and the Kaplan–Meier median of stays, in days of the unit."""
    over, still = over.to_numpy(dtype="int64"), still.to_numpy(dtype="int64")
    names = ["mean", "median", "p10", "p90", "km_median", "km_median_low", "km_median_high"]
    figures = dict.fromkeys(names)
    if len(over) and len(over) >= min_n:
        days = pd.Series(over / per_day)
        figures["mean"] = float(Fraction(int(over.sum()), per_day * len(over)))
        figures["median"] = quantile(days, 0.5)
        figures["p10"], figures["p90"] = quantile(days, 0.1), quantile(days, 0.9)
    if len(over) and len(over) + len(still) >= min_n:
        bounds = median_with_interval(over, still, confidence)
        for name, ticks in zip(names[4:], bounds, strict=True):
            figures[name] = None if ticks is None else float(ticks / per_day)
    return {f"{name}_{unit}days": value for name, value in figures.items()}


# ---- stalls


def stalls(history, calendar=None, quantile_=0.9, min_n=30, keys=(), stages=None, confidence=0.95):
    """(stalls, waiting, stall_limits): deals by id, limits by stage."""
    rules, table, frame = history.rules, stays(history), standing(history)
    said = {stage["code"]: stage for stage in rules.document["stages"]}
    if calendar is not None:
        table = with_workdays(table, calendar)
    deals = history.deals.to_dict("index")
    worth = frame["amount_minor"].to_dict()
    result = {"stalls": {}, "waiting": {}, "stall_limits": {}}
    for code in rules.line:
        if stages is not None and code not in stages:
            continue
        own = table[table["stage"] == code]
        unit, limit, basis = limit_of(said[code], own, calendar, quantile_, min_n)
        per_day, column = (1, "workdays") if unit == "workdays" else (MICROS_PER_DAY, "micros")
        over = own[~own["end"].isin(["open", "unknown"])]
        lasted, went_on = over[column].to_numpy(), (over["end"] == "advanced").to_numpy()
        here = frame.index[(frame["outcome"] == "open") & (frame["stage"] == code)]
        staying = own[(own["end"] == "open") & own["deal"].isin(here)]
        counts = {"stalls": 0, "waiting": 0}
        for stay in staying.itertuples():
            ticks = getattr(stay, column)
            if basis is None or ticks <= limit:
                continue
            superseded = stay.deal in history.with_later_events
            excused = waits(history, deals[stay.deal]) and not superseded
            name = "waiting" if excused else "stalls"
            counts[name] += 1
            is_longer = lasted > ticks
            longer, advanced = int(is_longer.sum()), int((is_longer & went_on).sum())
            low, high = wilson(advanced, longer, confidence)
            enough = longer > 0 and longer >= min_n
            working = unit == "workdays"
            limit_days, over_days = float(limit / per_day), float((ticks - limit) / per_day)
            deal = deals[stay.deal]
            result[name][deal["opportunity_id"],] = {
                **{key: known(deal[key]) for key in keys},
                "stage": code,
                "layer": rules.stages[code].layer,
                "entered_on": stay.entered_on,
                "days_in_stage": (history.as_of - stay.entered_on).days,
                "workdays_in_stage": None if calendar is None else int(stay.workdays),
                "basis": basis,
                "limit_days": None if working else limit_days,
                "limit_workdays": limit_days if working else None,
                "over_days": None if working else over_days,
                "over_workdays": over_days if working else None,
                "n": len(over),
                "longer": longer,
                "later_conversion": advanced / longer if enough else None,
                "later_conversion_low": low if enough else None,
                "later_conversion_high": high if enough else None,
                "sufficient": enough,
                "amount_minor": known(worth[stay.deal]),
                "currency": known(deal.get("currency")),
                "waiting_until": known(deal.get("waiting_until")),
                "waiting_reason": known(deal.get("waiting_reason")),
            }
        told = None if basis is None else float(limit / per_day)
        result["stall_limits"][code,] = {
            "layer": rules.stages[code].layer,
            "open": len(here),
            "stalled": counts["stalls"],
            "waiting": counts["waiting"],
            "unknown": len(here) - len(staying),
            "basis": basis,
            "limit_days": None if unit == "workdays" else told,
            "limit_workdays": told if unit == "workdays" else None,
            "n": len(over),
        }
    return result


def limit_of(said, own, calendar, share, min_n):
    """Unit, longest stay that is no stall in ticks of the unit, and where that comes from.

    A duration expected in working days comes before one in days where there is a calendar; a
    stage without any is measured in working days then.
    """
    expected, expected_workdays = said.get("expected_days"), said.get("expected_workdays")
    if calendar is not None and expected_workdays is not None:
        return "workdays", expected_workdays, "expected"
    if expected is not None:
        return "days", expected * MICROS_PER_DAY, "expected"
    unit, column = ("days", "micros") if calendar is None else ("workdays", "workdays")
    over = own.loc[~own["end"].isin(["open", "unknown"]), column].to_numpy(dtype="int64")
    if len(over) == 0 or len(over) < min_n:
        return unit, None, None
    return unit, float(np.quantile(over, share, method="linear")), "quantile"


def waits(history, deal):
    """A reason is told, and a day that is still to come."""
    reason, until = deal.get("waiting_reason"), deal.get("waiting_until")
    return bool(pd.notna(reason) and pd.notna(until) and until > history.as_of)


def known(value):
    return None if value is None or pd.isna(value) else value


# ---- velocity


def velocity(
    history,
    by=(),
    rollup=False,
    cohort=None,
    cycle="mean",
    min_n=30,
    confidence=0.95,
    calendar=None,
):
    """Rows by (level, keys…, currency?), each a dictionary of figures."""
    frame = standing(history)
    closed = (frame["outcome"] != "open") & in_cohort(history, frame, cohort)
    spans = cycle_spans(frame)
    micros = (spans.fillna(pd.Timedelta(0)) // MICROSECOND).where(spans.notna())
    result = {}
    for key, deals in groups_of(history, by, rollup, by_currency=True):
        part = frame.loc[deals]
        open_deals = int((part["outcome"] == "open").sum())
        part = part[closed[deals]]
        won, lost = part[part["outcome"] == "won"], int((part["outcome"] == "lost").sum())
        decided = len(won) + lost
        enough = decided > 0 and decided >= min_n
        low, high = wilson(len(won), decided, confidence)
        values = [int(amount) for amount in won["amount_minor"].dropna()]
        mean_value = Fraction(sum(values), len(values)) if values else None
        measured = won[spans[won.index].notna()]
        ticks = [int(each) for each in micros[measured.index]]
        days = centre(ticks, cycle)
        workdays = None
        if calendar is not None:
            passed = calendar.elapsed(measured["created_on"], measured["closed_on"])
            workdays = centre(passed.tolist(), cycle)
        told = {
            "velocity_minor_per_day": days and days / MICROS_PER_DAY,
            "velocity_minor_per_workday": workdays,
        }
        for name, length in told.items():
            fits = enough and mean_value is not None and length is not None and length > 0
            told[name] = (
                round(open_deals * Fraction(len(won), decided) * mean_value / length)
                if fits
                else None
            )
        result[key] = {
            "open": open_deals,
            "won": len(won),
            "lost": lost,
            "win_rate": len(won) / decided if enough else None,
            "win_rate_low": low if enough else None,
            "win_rate_high": high if enough else None,
            "sufficient": enough,
            "valued": len(values),
            "mean_value_minor": None if mean_value is None else round(mean_value),
            "cycle_n": len(ticks),
            "cycle_days": None if days is None else float(days / MICROS_PER_DAY),
            "cycle_workdays": None if workdays is None else float(workdays),
            **told,
        }
    return result


def centre(ticks, kind):
    """Mean or median of whole numbers as a fraction; None of none."""
    if not ticks:
        return None
    if kind == "mean":
        return Fraction(sum(ticks), len(ticks))
    ticks = sorted(ticks)
    return Fraction(ticks[(len(ticks) - 1) // 2] + ticks[len(ticks) // 2], 2)
