"""State, funnel, outcomes, pipeline and days between stages, in pandas, over an OracleHistory."""

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from oracle_history import DAY, recorded_closing_day

OUTCOMES = ["open", "won", "lost", "cancelled"]


def recorded(deals, column, dtype):
    if column in deals:
        return deals[column].astype(dtype)
    return pd.Series(None, index=deals.index, dtype=dtype)


def standing(history):
    """Where each deal stands, worked out once a history."""
    if not hasattr(history, "standing"):
        history.standing = work_out_standing(history)
    return history.standing.copy()


def work_out_standing(history):
    """Stage and its source, outcome, days of creation and closing, amount."""
    deals, events, rules = history.deals, history.events, history.rules
    by_deal = events.groupby("deal")
    last_stage = by_deal["to_stage"].last().reindex(deals.index)
    later = deals.index.isin(history.with_later_events) | closed_later(history)
    current_stage = recorded(deals, "stage", "object").astype("object").mask(later)
    has_events = last_stage.notna()
    frame = pd.DataFrame({"opportunity_id": deals["opportunity_id"]})
    frame["stage"] = last_stage.astype("object").where(has_events, current_stage)
    frame["stage_source"] = np.select(
        [has_events, frame["stage"].notna()], ["event", "current_value"], "none"
    )
    told = frame["stage"].map(lambda code: "open" if pd.isna(code) else rules.stands_for(code))
    told_at = closing_moment(history).reindex(deals.index).astype("datetime64[us]")
    frame["outcome"], frame["closed_at"] = told, told_at
    frame["not_as_of"] = frame["stage_source"] == "current_value"
    override_by_record(history, frame)
    frame["closed_on"] = frame["closed_at"].dt.normalize()
    frame["won_on"] = frame["closed_on"].where(frame["outcome"] == "won")
    frame["closed_to_the_day"] = frame["closed_at"].isna() | (frame["closed_at"] != told_at)
    completed = recorded(deals, "completed_on", "datetime64[us]")
    frame["completed_on"] = completed.where(completed <= history.as_of)
    first_at = by_deal["entered_at"].first().reindex(deals.index).astype("datetime64[us]")
    created = recorded(deals, "created_on", "datetime64[us]")
    frame["created_on"] = created.where(created.notna(), first_at.dt.normalize())
    frame["created_at"] = created.where(created.notna(), first_at)
    frame["created_by_event"] = created.isna() & first_at.notna()
    frame["amount_minor"] = amounts(history)
    known = [None if pd.isna(code) else rules.stages[code] for code in frame["stage"]]
    frame["layer"] = [stage and stage.layer for stage in known]
    frame["mode"] = [stage and stage.mode for stage in known]
    frame["phase"] = [stage.phase if stage and stage.in_line else None for stage in known]
    return frame


def closed_later(history):
    """The deal's record tells a closing after the day: its current stage is a later one."""
    deals = history.deals
    says = outcome_said(deals)
    return recorded_closing_day(deals.assign(outcome=says)).where(says != "open") > history.as_of


def closing_moment(history):
    """When the run of closing events began that a deal's last event belongs to."""
    events = history.events.assign(
        stands=[history.rules.stands_for(code) for code in history.events["to_stage"]]
    )
    last = events.groupby("deal")["stands"].transform("last")
    breaks = (events["stands"] != last).astype("int64")
    later_breaks = breaks[::-1].groupby(events["deal"]).cumsum()
    closing = events[(later_breaks == 0) & (last != "open")]
    return closing.groupby("deal")["entered_at"].first()


def outcome_said(deals):
    """The recorded outcome; a day of winning alone says won."""
    says = recorded(deals, "outcome", "object")
    won_on = recorded(deals, "won_on", "datetime64[us]")
    return says.where(says.notna() | won_on.isna(), "won")


def override_by_record(history, frame):
    """A recorded outcome counts from its day on; without a day it is today's, not of the day."""
    deals = history.deals
    says = outcome_said(deals)
    day = recorded_closing_day(deals.assign(outcome=says)).where(says != "open")
    superseded = deals.index.isin(history.with_later_events)

    is_open = (says == "open") & ~superseded
    frame["not_as_of"] |= is_open & (frame["outcome"] != "open")
    frame.loc[is_open, "outcome"] = "open"
    frame.loc[is_open, "closed_at"] = pd.NaT

    counts = (day <= history.as_of) | (day.isna() & ~superseded)
    closed = says.isin(["won", "lost", "cancelled"]) & counts
    told_at = frame["closed_at"].where(frame["outcome"] == says)
    frame["not_as_of"] |= closed & day.isna() & told_at.isna()
    same_day = day.isna() | (told_at.dt.normalize() == day)
    frame.loc[closed, "closed_at"] = told_at.where(same_day, day)[closed]
    frame.loc[closed, "outcome"] = says[closed]


def amounts(history):
    """The amount of the last event that states one, else the deal's own."""
    own = recorded(history.deals, "amount_minor", "Int64").astype("Int64")
    if "amount_minor" not in history.events:
        return own
    stated = history.events.dropna(subset="amount_minor").groupby("deal")["amount_minor"].last()
    stated = stated.reindex(own.index).astype("Int64")
    return stated.where(stated.notna(), own)


def state(history):
    """Every column of `state`; time stands still for a deal from its closing on."""
    frame = standing(history)
    events = history.events
    changed = events["from_stage"].isna() | (events["from_stage"] != events["to_stage"])
    entered = events[changed].groupby("deal")["entered_at"].last()
    frame["entered_on"] = entered.reindex(frame.index).astype("datetime64[us]").dt.normalize()
    is_open = frame["outcome"] == "open"
    until = frame["closed_on"].mask(is_open, history.as_of)
    after = frame["phase"] == "after"
    stays_until = until.mask(after, frame["completed_on"].fillna(history.as_of))
    frame["days_in_stage"] = whole_days(stays_until - frame["entered_on"])
    frame["age_days"] = whole_days(until - frame["created_on"])
    expected, frame["slips"], frame["slipped_days"] = expected_closing(history)
    frame["expected_close_on"] = expected
    overdue = whole_days(history.as_of - expected)
    frame["overdue_days"] = overdue.where(is_open & (overdue > 0))
    counted = pd.DataFrame(
        {
            "moves": 1,
            "skips": events["move"] == "skip",
            "backs": events["move"] == "back",
            "reopens": events["move"] == "reopened",
            "illegal_moves": ~events["legal"].astype("bool"),
        },
        index=events.index,
    )
    counted = counted.astype("int64").groupby(events["deal"]).sum()
    return frame.join(counted.reindex(frame.index).fillna(0).astype("int64"))


def whole_days(spans):
    """Days of spans that are known and not negative."""
    days = (spans / DAY).astype("Float64")
    return days.where(days >= 0).astype("Int64")


def expected_closing(history):
    """The expected day as last stated, how often it moved later, and by how much in all."""
    own = recorded(history.deals, "expected_close_on", "datetime64[us]")
    if "expected_close_on" not in history.events:
        unknown = pd.Series(pd.NA, index=own.index, dtype="Int64")
        return own, unknown, unknown
    stated = history.events.dropna(subset="expected_close_on")
    by_deal = stated.groupby("deal")["expected_close_on"]
    later = (by_deal.diff() > pd.Timedelta(0)).groupby(stated["deal"]).sum()
    moved = whole_days_signed(by_deal.last() - by_deal.first())
    last = by_deal.last().reindex(own.index)
    return (
        last.where(last.notna(), own),
        later.reindex(own.index).astype("Int64"),
        moved.reindex(own.index).astype("Int64"),
    )


def whole_days_signed(spans):
    return (spans / DAY).astype("Float64").astype("Int64")


def progress(history, frame, mode):
    """Deal × stage of the line: reached, and advanced from there; once a history and mode."""
    found = history.__dict__.setdefault("progress", {})
    if mode not in found:
        found[mode] = work_out_progress(history, frame, mode)
    return found[mode]


def work_out_progress(history, frame, mode):
    rules = history.rules
    events = history.events.assign(order=np.arange(len(history.events)))
    in_line = events[events["to_stage"].isin(rules.line)]
    steps = in_line["to_stage"].map(rules.step).astype("int64")
    reached = pd.DataFrame(False, index=frame.index, columns=rules.line)
    advanced = reached.copy()
    for code, step in rules.step.items():
        first = (
            in_line[in_line["to_stage"] == code]
            .groupby("deal")["order"]
            .first()
            .reindex(frame.index)
        )
        furthest = in_line[steps > step].groupby("deal")["order"].last().reindex(frame.index)
        reached[code] = first.notna()
        advanced[code] = furthest > first
        if mode == "passed":
            reached[code] |= furthest.notna()
            advanced[code] |= furthest.notna()
    by_current_value = frame["stage_source"] == "current_value"
    for code, step in rules.step.items():
        stands_here = by_current_value & (frame["stage"] == code)
        passed = rules.line[:step] if mode == "passed" else []
        reached.loc[stands_here, [*passed, code]] = True
        advanced.loc[stands_here, passed] = True
    won = frame["outcome"] == "won"
    return reached, advanced.where(~won, reached)


def keys_of(history, frame, by):
    """Data frame of the group keys of each deal; a key is a column name or a period of a date."""
    keys = pd.DataFrame(index=frame.index)
    for key in by:
        if isinstance(key, dict):
            dates = frame[key["of"]] if key["of"] in frame else history.deals[key["of"]]
            keys[f"by {key}"] = period_texts(dates, key["period"])
        elif key in ("stage", "layer", "mode", "outcome"):
            keys[f"by {key}"] = frame[key]
        else:
            keys[f"by {key}"] = history.deals[key]
    return keys


def period_texts(dates, period):
    """Days as 2024-01-05, ISO weeks as 2024-W01, months as 2024-01, quarters as 2024-Q1."""
    if period == "week":
        weeks = dates.dt.isocalendar()
        texts = weeks["year"].astype("str") + "-W" + weeks["week"].astype("str").str.zfill(2)
    elif period == "quarter":
        texts = dates.dt.strftime("%Y-Q") + dates.dt.quarter.astype("Int64").astype("str")
    else:
        texts = dates.dt.strftime({"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}[period])
    return texts.astype("object").where(dates.notna(), None)


def levels(keys, rollup):
    """The key columns of each level of a roll-up, the finest first."""
    names = list(keys.columns)
    return [names[:count] for count in range(len(names), -1, -1)] if rollup else [names]


def grouped(rows, names, extra):
    """Groups of rows by `names` and `extra` columns, missing values being groups of their own."""
    columns = [*names, *extra]
    if not columns:
        yield (), rows
        return
    for values, part in rows.groupby(columns, dropna=False, sort=False):
        yield tuple(None if pd.isna(value) else value for value in values), part


def groups_of(history, by=(), rollup=False, cohort=None, by_currency=False):
    """(level, keys…, currency?) of each group that has deals, and the numbers of its deals."""
    frame = standing(history)
    rows = keys_of(history, frame, by)
    names = list(rows.columns)
    currency = currency_columns(history, rows) if by_currency else []
    rows = rows[in_cohort(history, frame, cohort)]
    for kept in levels(rows[names], rollup):
        for values, part in grouped(rows, kept, currency):
            if len(part):
                left_out = [None] * (len(by) - len(kept))
                key = (len(kept), *values[: len(kept)], *left_out, *values[len(kept) :])
                yield key, part.index


def wilson(successes, trials, confidence):
    if trials == 0:
        return None, None
    low, high = proportion_confint(successes, trials, alpha=1 - confidence, method="wilson")
    return float(low), float(high)


def in_cohort(history, frame, cohort):
    """Deals whose date lies in the cohort; those without the date are out."""
    if cohort is None:
        return pd.Series(True, index=frame.index)
    dates = frame[cohort["of"]] if cohort["of"] in frame else history.deals[cohort["of"]]
    chosen = dates.notna()
    if "from" in cohort:
        chosen &= dates >= pd.Timestamp(cohort["from"])
    if "to" in cohort:
        chosen &= dates <= pd.Timestamp(cohort["to"])
    return chosen


def currency_columns(history, rows):
    if "currency" not in history.deals:
        return []
    rows["currency"] = history.deals["currency"]
    return ["currency"]


def funnel(
    history,
    by=(),
    rollup=False,
    reached="entered",
    phase="before",
    cohort=None,
    min_n=30,
    confidence=0.95,
):
    """Rows by (level, keys…, currency?, stage), each a dictionary of figures; none is empty."""
    frame = standing(history)
    reach, advance = progress(history, frame, reached)
    keys = keys_of(history, frame, by)
    chosen = in_cohort(history, frame, cohort)
    result = {}
    for code in history.rules.line:
        if phase != "all" and history.rules.stages[code].phase != phase:
            continue
        rows = frame.join(keys).assign(advanced=advance[code])
        currency = currency_columns(history, rows)
        rows = rows[reach[code] & chosen]
        for names in levels(keys, rollup):
            for values, part in grouped(rows, names, currency):
                if len(part):
                    key = (
                        len(names),
                        *values[: len(names)],
                        *[None] * (len(by) - len(names)),
                        *values[len(names) :],
                        code,
                    )
                    result[key] = funnel_figures(part, min_n, confidence)
    return result


def funnel_figures(part, min_n, confidence):
    went_on = part["advanced"].to_numpy(dtype=bool)
    stuck_as = part["outcome"].to_numpy(dtype=object)[~went_on]
    count, advanced = len(part), int(went_on.sum())
    lost, cancelled = int((stuck_as == "lost").sum()), int((stuck_as == "cancelled").sum())
    low, high = wilson(advanced, count, confidence)
    enough = count >= min_n
    return {
        "reached": count,
        "advanced": advanced,
        "lost": lost,
        "cancelled": cancelled,
        "pending": len(stuck_as) - lost - cancelled,
        "value_minor": int(part["amount_minor"].sum()),
        "unknown_amounts": int(part["amount_minor"].isna().sum()),
        "conversion": advanced / count if enough else None,
        "conversion_low": low if enough else None,
        "conversion_high": high if enough else None,
        "sufficient": enough,
        "not_as_of": int(part["not_as_of"].sum()),
    }


def cycle_spans(frame):
    """Time from creation to closing: whole days, exact where both moments are known from events."""
    exact = frame["created_by_event"] & ~frame["closed_to_the_day"]
    spans = frame["closed_on"] - frame["created_on"]
    spans = spans.where(~exact, frame["closed_at"] - frame["created_at"])
    return spans.where(spans >= pd.Timedelta(0))


def cycle_days(frame):
    return cycle_spans(frame) / DAY


def quantile(days, share):
    known = days.dropna().to_numpy(dtype="float64")
    return float(np.quantile(known, share, method="linear")) if len(known) else None


def outcomes(history, by=(), rollup=False, cohort=None, min_n=30, confidence=0.95):
    """Rows by (level, keys…, currency?), each a dictionary of figures."""
    frame = standing(history)
    keys = keys_of(history, frame, by)
    rows = frame.join(keys).assign(days=cycle_days(frame))
    currency = currency_columns(history, rows)
    rows = rows[in_cohort(history, frame, cohort)]
    result = {}
    for names in levels(keys, rollup):
        for values, part in grouped(rows, names, currency):
            if len(part):
                key = (
                    len(names),
                    *values[: len(names)],
                    *[None] * (len(by) - len(names)),
                    *values[len(names) :],
                )
                result[key] = outcome_figures(part, min_n, confidence)
    return result


def outcome_figures(part, min_n, confidence):
    counts = {name: int((part["outcome"] == name).sum()) for name in OUTCOMES}
    won = part[part["outcome"] == "won"]
    decided = counts["won"] + counts["lost"]
    low, high = wilson(counts["won"], decided, confidence)
    enough = decided >= min_n
    days = {name: part.loc[part["outcome"] == name, "days"] for name in OUTCOMES}
    return {
        "n": len(part),
        **counts,
        "win_rate": counts["won"] / decided if enough else None,
        "win_rate_low": low if enough else None,
        "win_rate_high": high if enough else None,
        "sufficient": enough,
        "won_value_minor": int(won["amount_minor"].sum()),
        "unknown_amounts": int(won["amount_minor"].isna().sum()),
        "cycle_n": int(days["won"].notna().sum()),
        "cycle_median_days": quantile(days["won"], 0.5),
        "cycle_p10_days": quantile(days["won"], 0.1),
        "cycle_p90_days": quantile(days["won"], 0.9),
        "cycle_max_days": quantile(days["won"], 1.0),
        "lost_n": int(days["lost"].notna().sum()),
        "lost_median_days": quantile(days["lost"], 0.5),
        "cancelled_n": int(days["cancelled"].notna().sum()),
        "cancelled_median_days": quantile(days["cancelled"], 0.5),
    }


def pipeline(history, by=(), rollup=False):
    """Open deals by (level, keys…, currency?, stage): number and value."""
    frame = standing(history)
    keys = keys_of(history, frame, by)
    rows = frame.join(keys)
    currency = currency_columns(history, rows)
    rows = rows[rows["outcome"] == "open"]
    result = {}
    for names in levels(keys, rollup):
        for values, part in grouped(rows, names, [*currency, "stage"]):
            if len(part):
                key = (
                    len(names),
                    *values[: len(names)],
                    *[None] * (len(by) - len(names)),
                    *values[len(names) :],
                )
                result[key] = {
                    "n": len(part),
                    "value_minor": int(part["amount_minor"].sum()),
                    "unknown_amounts": int(part["amount_minor"].isna().sum()),
                    "not_as_of": int(part["not_as_of"].sum()),
                }
    return result


def between(history, pairs):
    """Days from the first entry into one stage to the first into another, if it is not earlier."""
    events = history.events.assign(place=np.arange(len(history.events)))
    first = {
        code: rows.groupby("deal")[["entered_at", "place"]].first()
        for code, rows in events.groupby("to_stage")
    }
    nothing = events[["entered_at", "place"]].iloc[:0]
    result = {}
    for start, end in pairs:
        started = first.get(start, nothing)
        ended = first.get(end, nothing).add_suffix("_end")
        both = started.join(ended, how="inner")
        both = both[both["place_end"] >= both["place"]]
        days = (both["entered_at_end"] - both["entered_at"]) / DAY
        result[start, end] = {
            "n_from": len(started),
            "n": len(days),
            "median_days": quantile(days, 0.5),
            "p10_days": quantile(days, 0.1),
            "p90_days": quantile(days, 0.9),
            "mean_days": float(days.mean()) if len(days) else None,
        }
    return result
