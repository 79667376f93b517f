"""Reps against the rest of their team, drawn to the team's share by empirical Bayes."""

import numpy as np
import pandas as pd
from scipy.stats import beta

from oracle_figures import in_cohort, progress, standing, wilson

SLACK = 1e-9  # no verdict rests on the last bits of a share


def prior_of(successes, trials):
    """Mean and weight of a beta distribution of the members' shares, by moments.

    With weights w = n / N the mean square distance of the shares from the pooled share p is
    expected to be p (1 - p) (Σ w (1 - w) / n + r (Σ w (1 - w) - Σ w (1 - w) / n)), where r is the
    correlation of two trials of one member, 1 / (weight + 1) of a beta distribution.
    """
    successes, trials = (np.asarray(each, dtype="float64") for each in (successes, trials))
    successes, trials = successes[trials > 0], trials[trials > 0]
    total, won = trials.sum(), successes.sum()
    mean = (won + 0.5) / (total + 1) if won in (0, total) else won / total
    w = trials / total
    distance = np.sum(w * (successes / trials - mean) ** 2) / (mean * (1 - mean))
    by_chance = np.sum(w * (1 - w) / trials)
    room = np.sum(w * (1 - w)) - by_chance
    correlation = (distance - by_chance) / room if room > 0 else 0.0
    weight = 1 / correlation - 1 if correlation > 0 else np.inf
    return float(mean), float(np.clip(weight, 1 / total, total))


def posterior(successes, trials, prior, confidence):
    """Share, low and high of a member."""
    mean, weight = prior
    told = beta(mean * weight + successes, (1 - mean) * weight + trials - successes)
    tail = (1 - confidence) / 2
    return float(told.mean()), float(told.ppf(tail)), float(told.isf(tail))


def difference_interval(share, low, high, level, level_low, level_high):
    """Of two independent shares, recovered from the variances their own intervals imply at the
    ends that lie towards each other (Zou and Donner 2008)."""
    below = np.sqrt((share - low) ** 2 + (level_high - level) ** 2)
    above = np.sqrt((high - share) ** 2 + (level - level_low) ** 2)
    return share - level - float(below), share - level + float(above)


def compare(
    history,
    of="owner_id",
    within=None,
    reached="entered",
    cohort=None,
    min_n=30,
    confidence=0.95,
    teachers=3,
):
    """(compare, weak_skills, teachers) by (team?, rep, stage), (team?, rep), (team?, rep, rank)."""
    rules, frame = history.rules, standing(history)
    reach, advance = progress(history, frame, reached)
    keys = [*([] if within is None else [within]), of]
    rows = pd.DataFrame({key: history.deals[key] for key in keys})
    rows = rows[in_cohort(history, frame, cohort) & rows.notna().all(axis=1)]
    stages = [
        code
        for code in rules.line
        if rules.stages[code].phase == "before" and rules.stands_for(code) != "won"
    ]
    closed = frame["outcome"].isin(["lost", "cancelled"])
    skills = {}
    for code in stages:
        counts = pd.DataFrame(
            {
                "reached": reach[code],
                "advanced": advance[code] & reach[code],
                "decided": reach[code] & (advance[code] | closed),
            }
        ).astype("int64")
        counts = counts.loc[rows.index].groupby([rows[key] for key in keys]).sum()
        teams = counts.groupby(within) if within is not None else [(None, counts)]
        for _, team in teams:
            skills |= team_skills(team, code, min_n, confidence)
    return skills, *weak_and_teachers(skills, stages, bool(within), teachers)


def team_skills(team, code, min_n, confidence):
    n, advanced = team["decided"], team["advanced"]
    prior = prior_of(advanced, n) if n.sum() else None
    skills = {}
    for rep, counts in team.iterrows():
        rep = rep if isinstance(rep, tuple) else (rep,)
        own_n, own = int(counts["decided"]), int(counts["advanced"])
        rest_n, rest = int(n.sum()) - own_n, int(advanced.sum()) - own
        enough = own_n > 0 and own_n >= min_n
        low, high = wilson(own, own_n, confidence)
        skill = {
            "n": own_n,
            "advanced": own,
            "pending": int(counts["reached"]) - own_n,
            "conversion": own / own_n if enough else None,
            "conversion_low": low if enough else None,
            "conversion_high": high if enough else None,
            "sufficient": enough,
            "rest_n": rest_n,
            "rest_advanced": rest,
            **dict.fromkeys(
                ["rest_conversion", "shrunk_conversion", "shrunk_low", "shrunk_high"]
                + [
                    "difference",
                    "difference_low",
                    "difference_high",
                    "prior_conversion",
                    "prior_weight",
                ]
            ),
            "verdict": "insufficient",
        }
        if enough and rest_n > 0 and rest_n >= min_n:
            share, low, high = posterior(own, own_n, prior, confidence)
            level = rest / rest_n
            of_rest = wilson(rest, rest_n, confidence)
            off_low, off_high = difference_interval(share, low, high, level, *of_rest)
            skill |= {
                "rest_conversion": level,
                "shrunk_conversion": share,
                "shrunk_low": low,
                "shrunk_high": high,
                "difference": share - level,
                "difference_low": off_low,
                "difference_high": off_high,
                "prior_conversion": prior[0],
                "prior_weight": prior[1],
                "verdict": verdict(off_low, off_high),
            }
        skills[*rep, code] = skill
    return skills


def verdict(low, high):
    return "weaker" if high < -SLACK else "stronger" if low > SLACK else "alike"


def weak_and_teachers(skills, stages, in_teams, most):
    weak, taught = {}, {}
    reps = sorted({key[:-1] for key in skills})
    for rep in reps:
        mine = [skills[*rep, code] | {"stage": code} for code in stages]
        mine = [skill for skill in mine if skill["verdict"] == "weaker"]
        if not mine:
            continue
        # Equal differences: the earlier stage.
        lowest = min(skill["difference"] for skill in mine)
        own = next(skill for skill in mine if skill["difference"] <= lowest + SLACK)
        names = ["stage", "n", "shrunk_conversion", "rest_conversion", "difference"]
        weak[rep] = {name: own[name] for name in names}
        better = [
            (other, skills[*other, own["stage"]])
            for other in reps
            if not in_teams or other[0] == rep[0]
        ]
        better = [
            (other, skill)
            for other, skill in better
            if skill["verdict"] != "insufficient"
            and skill["shrunk_low"] > own["shrunk_high"] + SLACK
        ]
        better.sort(key=lambda pair: -pair[1]["shrunk_conversion"])
        for rank, (other, skill) in enumerate(better[:most], start=1):
            taught[*rep, rank] = {
                "stage": own["stage"],
                "teacher": other[-1],
                "n": skill["n"],
                "shrunk_conversion": skill["shrunk_conversion"],
            }
    return weak, taught
