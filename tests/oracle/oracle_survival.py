"""Times of which some are not over yet: statsmodels for the Kaplan–Meier median, the plain double
sum for Aalen–Johansen, held against scikit-survival, and the waits of deals in pandas."""

import numpy as np
import pandas as pd
from scipy.stats import norm
from sksurv.nonparametric import cumulative_incidence_competing_risks
from statsmodels.duration.survfunc import SurvfuncRight

from oracle_figures import groups_of, standing
from oracle_history import DAY

MICROSECOND = pd.Timedelta(microseconds=1)
MICROS_PER_DAY = 86_400_000_000
CAUSES = ["converted", "lost", "cancelled"]
ROUNDING = 1e-12


# ---- the median


def median_with_interval(over, still, confidence):
    """(median, low, high): first times at which the curve, its lower and its upper bound are one
    half or less; None where that does not happen. The interval is on the log(-log) scale."""
    # statsmodels takes no time of zero.
    times = np.concatenate([over, still]).astype("int64") + 1
    ended = np.concatenate([np.ones(len(over)), np.zeros(len(still))])
    curve = SurvfuncRight(times, ended)
    share, z = curve.surv_prob, norm.ppf((1 + confidence) / 2)
    gone = share <= 0
    with np.errstate(divide="ignore", invalid="ignore"):
        place = np.log(-np.log(share))
        width = z * curve.surv_prob_se / (share * -np.log(share))
        half = np.log(np.log(2)) - ROUNDING
        low_is_down = gone | (place + width >= half)
        high_is_down = ~gone & (place - width >= half)
    found = [
        first_time(curve, share <= 0.5 + ROUNDING),
        first_time(curve, low_is_down),
        first_time(curve, high_is_down),
    ]
    agree_with_statsmodels(curve, found, low_is_down, high_is_down, confidence)
    return [None if time is None else time - 1 for time in found]


def first_time(curve, is_down):
    return int(curve.surv_times[np.argmax(is_down)]) if is_down.any() else None


def agree_with_statsmodels(curve, found, low_is_down, high_is_down, confidence):
    """Where the definitions meet, the figures of statsmodels are the same.

    They do not where the curve touches one half (there statsmodels goes one step further), where
    no time is within the interval, where a bound rises again, and at the end of a curve that
    comes down to nothing, where the upper bound is not known.
    """
    if not (np.abs(curve.surv_prob - 0.5) <= ROUNDING).any():
        median = curve.quantile(0.5)
        assert found[0] == (None if np.isnan(median) else median)
    open_part = curve.surv_prob > 0
    within = open_part & low_is_down & ~high_is_down
    rising = any(
        (np.diff(flags[open_part].astype("int64")) < 0).any()
        for flags in (low_is_down, high_is_down)
    )
    if rising or not within.any():
        return
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = curve.quantile_ci(0.5, alpha=1 - confidence, method="cloglog")
    ends_at_nothing = not open_part[-1] and high == curve.surv_times[-1]
    assert found[1] == low
    assert found[2] == (None if np.isinf(high) or ends_at_nothing else high)


# ---- competing risks


class Incidence:
    """Aalen–Johansen of times and their causes; a cause that is none of CAUSES is censoring."""

    def __init__(self, times, causes):
        order = np.argsort(times, kind="stable")
        self.all_times = np.asarray(times, dtype="int64")[order]
        self.causes = np.asarray(causes, dtype=object)[order]
        ended = np.isin(self.causes, CAUSES)
        self.times = np.unique(self.all_times[ended])
        self.at_risk = len(self.all_times) - np.searchsorted(self.all_times, self.times, "left")
        self.ended = np.stack(
            [
                np.searchsorted(mine, self.times, "right")
                - np.searchsorted(mine, self.times, "left")
                for mine in (self.all_times[self.causes == cause] for cause in CAUSES)
            ]
        )
        all_ended = self.ended.sum(axis=0)
        share = np.cumprod(1 - all_ended / self.at_risk)
        self.before = np.concatenate([[1.0], share[:-1]]) if len(share) else share
        self.open = share
        self.shares = np.cumsum(self.before * self.ended / self.at_risk, axis=1)
        # Exactly one, not one but for rounding: nobody is left, and no other cause ended anyone.
        all_gone = all_ended == self.at_risk
        for cause in range(len(CAUSES)):
            others = np.cumsum(np.delete(self.ended, cause, axis=0).sum(axis=0))
            self.shares[cause, all_gone & (others == 0)] = 1.0

    def variance(self, step):
        """Of the first cause's share from a step on, term by term: Pintilie (2006), 4.5."""
        upto = slice(0, step + 1)
        n = self.at_risk[upto].astype("float64")
        d, k = self.ended.sum(axis=0)[upto], self.ended[0, upto]
        gap = self.shares[0, step] - self.shares[0, upto]
        before = self.before[upto]
        with np.errstate(divide="ignore", invalid="ignore"):
            a = np.where((n > 1) & (n > d), d / ((n - 1) * (n - d)), 0)
            b = np.where(n > 1, (n - k) * k * before**2 / ((n - 1) * n**2), 0)
            c = np.where((n > 1) & (n > d), k * (n - k) * before / (n * (n - d) * (n - 1)), 0)
        return float(np.sum(gap**2 * a + b - 2 * gap * c))

    def interval(self, step, confidence):
        """Of the first cause's share on the log(-log) scale; none where that is 0 or 1."""
        share = float(self.shares[0, step])
        if share <= 0 or share >= 1:
            return None, None
        z = norm.ppf((1 + confidence) / 2)
        reach = z * np.sqrt(self.variance(step)) / (share * np.log(share))
        return float(share ** np.exp(-reach)), float(share ** np.exp(reach))

    def agree_with_sksurv(self, confidence, with_intervals):
        """Shares, and where asked for the first cause's interval, are those of scikit-survival,
        which wants a time of each of at least two causes."""
        present = [cause for cause in CAUSES if (self.causes == cause).any()]
        if len(present) < 2:
            return False
        code = {cause: number + 1 for number, cause in enumerate(present)}
        events = np.array([code.get(cause, 0) for cause in self.causes])
        kind = {"conf_type": "log-log", "conf_level": confidence} if with_intervals else {}
        times, shares, *intervals = cumulative_incidence_competing_risks(
            events, self.all_times.astype("float64"), **kind
        )
        at = np.searchsorted(times, self.times)
        for cause, number in code.items():
            ours = self.shares[CAUSES.index(cause)]
            np.testing.assert_allclose(shares[number, at], ours, rtol=1e-10, atol=1e-12)
        if intervals and "converted" in code:
            theirs = intervals[0][code["converted"]][:, at]
            bounds = [self.interval(step, confidence) for step in range(len(at))]
            ours = np.array(bounds, dtype="float64").T
            told = ~np.isnan(ours[0])
            np.testing.assert_allclose(theirs[:, told], ours[:, told], rtol=1e-8, atol=1e-10)
        return True


# ---- waits of deals


def waits(history, since="created", to="won", unit="days", calendar=None):
    """Of each deal whose clock started: cause and ticks, or that nobody knows."""
    rules, events, frame = history.rules, history.events, standing(history)
    numbered = events.assign(place=np.arange(len(events)))
    dated = history.events_are_days
    table = pd.DataFrame(index=frame.index)
    if since == "created":
        table["start"] = frame["created_at"]
        table["start_is_day"] = ~frame["created_by_event"] | dated
        table["first_place"] = -1
    else:
        first = numbered[numbered["to_stage"] == since].groupby("deal").first()
        table["start"] = first["entered_at"].reindex(table.index)
        table["start_is_day"] = dated
        table["first_place"] = first["place"].reindex(table.index).fillna(-1) + 1
        table = table[table["start"].notna() | eventless_past(history, since)]
    frame = frame.loc[table.index]
    won, is_open = frame["outcome"] == "won", frame["outcome"] == "open"
    target = pd.Series(pd.NaT, index=table.index, dtype="datetime64[us]")
    waits_after = pd.Series(False, index=table.index)
    if to != "won":
        steps = numbered["to_stage"].map(rules.step)
        allowed = numbered["deal"].map(table["first_place"])
        reached = numbered[(steps >= rules.step[to]) & (numbered["place"] >= allowed)]
        target = reached.groupby("deal")["entered_at"].first().reindex(table.index)
        waits_after |= won & (rules.stages[to].phase == "after")
    done = target.isna() & waits_after & frame["completed_on"].notna()
    target = target.mask(done, frame["completed_on"])
    censored = target.isna() & (is_open | waits_after)
    closed = target.isna() & ~censored
    end = target.where(~closed, frame["closed_at"])
    end_is_day = pd.Series(dated, index=table.index) | (closed & frame["closed_to_the_day"])
    by_day = table["start_is_day"] | (unit == "workdays")
    end = end.mask(censored, (history.as_of + DAY)).mask(censored & by_day, history.as_of)
    end_is_day |= censored & by_day | done
    table["cause"] = frame["outcome"].replace({"won": "converted"})
    table["cause"] = table["cause"].where(closed, "converted").mask(censored, "open")
    whole = table["start_is_day"] | end_is_day
    spans = (end - table["start"]).where(~whole, end.dt.normalize() - table["start"].dt.normalize())
    table["unknown"] = ~(spans >= pd.Timedelta(0))
    if to != "won":
        passed = won & ~waits_after
        table["unknown"] |= eventless_past(history, to).reindex(table.index) & ~passed & ~done
    table["ticks"] = (spans.fillna(pd.Timedelta(0)) // MICROSECOND).astype("int64")
    if unit == "workdays":
        start, end = table["start"].fillna(history.as_of), end.fillna(history.as_of)
        table["ticks"] = calendar.elapsed(start, end)
    return table[["cause", "ticks", "unknown"]]


def eventless_past(history, code):
    """Deals without events that may have come to a stage, nobody knows when."""
    rules, frame = history.rules, standing(history)
    eventless = ~frame.index.isin(history.events["deal"])
    awaited = frame.index.isin(history.with_later_events)
    steps = frame["stage"].map(rules.step)
    return eventless & ~awaited & ~(steps < rules.step[code])


def survival(
    history,
    by=(),
    since="created",
    to="won",
    horizons=(30, 60, 90, 180, 365),
    unit="days",
    rollup=False,
    cohort=None,
    min_n=30,
    confidence=0.95,
    calendar=None,
    curve=False,
):
    """Rows by (level, keys…, horizon), and with curve also those by (level, keys…, time).

    The horizon None is the last ending seen.
    """
    per_day = MICROS_PER_DAY if unit == "days" else 1
    table = waits(history, since, to, unit, calendar)
    rows, curves = {}, {}
    for key, deals in groups_of(history, by, rollup, cohort):
        part = table[table.index.isin(deals)]
        unknown = int(part["unknown"].sum())
        part = part[~part["unknown"]]
        incidence = Incidence(part["ticks"], part["cause"])
        incidence.agree_with_sksurv(confidence, with_intervals=len(incidence.times) <= 150)
        enough = len(part) > 0 and len(part) >= min_n
        for horizon in (*horizons, None):
            figures = by_horizon(
                incidence, None if horizon is None else horizon * per_day, enough, confidence
            )
            rows[*key, horizon] = {"n": len(part), "unknown": unknown, **figures}
        if curve and len(part) >= min_n:
            for step, time in enumerate(incidence.times):
                curves[*key, float(time / per_day)] = at_step(incidence, step, confidence)
    return (rows, curves) if curve else rows


def by_horizon(incidence, horizon, enough, confidence):
    n = len(incidence.all_times)
    if horizon is None:
        steps = len(incidence.times)
        left = int((incidence.all_times > incidence.times[-1]).sum()) if steps else n
        followed = n > 0
    else:
        steps = int(np.searchsorted(incidence.times, horizon, "right"))
        left = int((incidence.all_times > horizon).sum())
        followed = n > 0 and (left > 0 or bool(np.isin(incidence.causes, CAUSES).all()))
    ended = incidence.ended[:, :steps].sum(axis=1)
    figures = {cause: int(ended[number]) for number, cause in enumerate(CAUSES)}
    shares = {"conversion": 0.0, "conversion_low": None, "conversion_high": None}
    shares |= {"lost_share": 0.0, "cancelled_share": 0.0, "open_share": 1.0}
    if steps:
        step = at_step(incidence, steps - 1, confidence)
        shares = {name: step[name] for name in shares}
    if not (followed and enough):
        shares = dict.fromkeys(shares)
    return {**figures, "at_risk": left, **shares, "followed": followed, "sufficient": enough}


def at_step(incidence, step, confidence):
    low, high = incidence.interval(step, confidence)
    counts = {cause: int(incidence.ended[number, step]) for number, cause in enumerate(CAUSES)}
    return {
        "at_risk": int(incidence.at_risk[step]),
        **counts,
        "conversion": float(incidence.shares[0, step]),
        "conversion_low": low,
        "conversion_high": high,
        "lost_share": float(incidence.shares[1, step]),
        "cancelled_share": float(incidence.shares[2, step]),
        "open_share": float(incidence.open[step]),
    }
